"""The queue as a tree: jobs, and below a job its files, which are asked for when somebody opens it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon

from bimexplorer.model import Entry, Kind
from bimexplorer.transfer.status import (
    Check,
    Decision,
    Direction,
    HistoryPage,
    HistoryRow,
    ItemStatus,
    JobStatus,
    State,
)
from bimexplorer.ui.look.formats import duration_text, exact_size_text, size_text, speed_text
from bimexplorer.ui.look.icons import Tint, entry_icon, icon
from bimexplorer.ui.models.direction_words import direction_icon, direction_word, moving_word

Index = QModelIndex | QPersistentModelIndex

FULL = 1000
"""The largest value of `PROGRESS_ROLE`: bytes would not fit into a C int."""

PROGRESS_ROLE = Qt.ItemDataRole.UserRole + 1
"""0..`FULL`, or None where there is nothing to measure yet."""


translate = QCoreApplication.translate

_JOBS_MIME = "application/x-bimexplorer-transfer-jobs"


STRETCH = 250
"""Files of a job that are shown at a time."""


class Queue(Protocol):
    """What the transfers' views need of the queue. All but the last two return at once."""

    @property
    def working(self) -> bool: ...

    def jobs(self) -> tuple[JobStatus, ...]: ...

    def job(self, job_id: int) -> JobStatus | None: ...

    def items(self, job_id: int) -> tuple[ItemStatus, ...]: ...

    def pause(self, job_ids: Sequence[int]) -> None: ...

    def resume(self, job_ids: Sequence[int]) -> None: ...

    def retry(self, job_ids: Sequence[int]) -> None: ...

    def cancel(self, job_ids: Sequence[int]) -> None: ...

    def clear_finished(self) -> None: ...

    def decide(self, job_id: int, decision: Decision, *, item_id: int | None = None) -> None: ...

    def proceed(self, job_ids: Sequence[int]) -> None: ...

    def reorder(self, job_ids: Sequence[int], before: int | None) -> None: ...

    def history(self, search: str = "", cursor: int | None = None, limit: int = 200) -> HistoryPage:
        """Blocks: off the GUI thread."""
        ...

    def receipt(self, job_ids: Sequence[int]) -> tuple[HistoryRow, ...]:
        """Blocks: off the GUI thread."""
        ...


SiteName = Callable[[str], str]
"""From a site's id to its name; empty for one that was removed."""


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    DIRECTION = 1
    PLACE = 2
    PROGRESS = 3
    SIZE = 4
    SPEED = 5
    LEFT = 6
    STATE = 7


_NUMBERS = (Column.SIZE, Column.SPEED, Column.LEFT)

# Put together once: a tree view asks for the flags of every row each time it lays them out.
_FIXED = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_MOVABLE = _FIXED | Qt.ItemFlag.ItemIsDragEnabled

STATE_ICONS: dict[State, tuple[str, Tint]] = {
    State.WAITING: ("clock-outline", Tint.MUTED),
    State.RUNNING: ("swap-vertical", Tint.ACCENT),
    State.PAUSED: ("pause-circle-outline", Tint.MUTED),
    State.DECIDING: ("help-circle-outline", Tint.WARNING),
    State.DONE: ("check-circle-outline", Tint.SUCCESS),
    State.SKIPPED: ("skip-next-circle-outline", Tint.MUTED),
    State.FAILED: ("alert-circle-outline", Tint.DANGER),
    State.CANCELLED: ("cancel", Tint.MUTED),
}


class TransfersModel(QAbstractItemModel):
    """Rows are snapshots; `refresh_job` takes a newer one.

    An index's internal id is 0 for a job and the job's id for a file below it, so that an index that
    outlived its row answers nothing.

    Signals:
        reorder_asked(object job_ids, object before): jobs were dropped in front of this one, or (None) at
            the end.
    """

    reorder_asked = Signal(object, object)

    def __init__(self, queue: Queue, site_name: SiteName, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._site_name = site_name
        self._jobs: list[JobStatus] = list(queue.jobs())
        self._rows: dict[int, int] = {}
        self._items: dict[int, tuple[ItemStatus, ...]] = {}
        """What is shown of the jobs that somebody has opened."""
        self._more: dict[int, int] = {}
        """Job id -> files that are to be shown at most; a tree view lays out all the rows that it has."""
        self._left: set[int] = set()
        """Jobs with more files than are shown."""
        self._number_rows()

    # ---------------------------------------------------------------- what is shown

    def job_at(self, index: Index) -> JobStatus | None:
        """The job of this row, also for a row of one of its files."""
        row = self._rows.get(index.internalId(), -1) if index.internalId() else index.row()
        return self._jobs[row] if index.isValid() and 0 <= row < len(self._jobs) else None

    def item_at(self, index: Index) -> ItemStatus | None:
        """The file of this row; None for a job's."""
        items = self._items.get(index.internalId(), ()) if index.isValid() else ()
        return items[index.row()] if 0 <= index.row() < len(items) else None

    def jobs(self) -> tuple[JobStatus, ...]:
        return tuple(self._jobs)

    def refresh_job(self, job_id: int) -> None:
        """Show a job as the queue tells it now: changed, new, or cleared."""
        status, row = self._queue.job(job_id), self._rows.get(job_id)
        if status is None:
            if row is not None:
                self._remove(row)
            return
        if row is None:
            self.insert_jobs([job_id])
            return
        before = self._jobs[row]
        if status == before:
            return
        self._jobs[row] = status
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        if (before.files > 1) != (status.files > 1):
            # A tree view asks for hasChildren when it lays rows out, not when data change.
            self.layoutAboutToBeChanged.emit()
            self.layoutChanged.emit()

    def has_job(self, job_id: int) -> bool:
        return job_id in self._rows

    def insert_jobs(self, job_ids: Iterable[int]) -> None:
        """Show new jobs below the others, all at once: a tree view lays everything out anew each time."""
        found = (self._queue.job(job_id) for job_id in job_ids if job_id not in self._rows)
        new = [status for status in found if status is not None]
        if not new:
            return
        first = len(self._jobs)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._jobs += new
        self._rows.update((status.id, row) for row, status in enumerate(new, first))
        self.endInsertRows()

    def show_order(self, job_ids: Sequence[int]) -> None:
        """Put the rows into this order; a job that is not named stays behind those that are."""
        places = {job_id: place for place, job_id in enumerate(job_ids)}
        order = sorted(self._jobs, key=lambda job: places.get(job.id, len(places)))
        if order == self._jobs:
            return
        self.layoutAboutToBeChanged.emit()
        before = [index for index in self.persistentIndexList() if not index.internalId()]
        held = [self._jobs[index.row()].id for index in before]
        self._jobs = order
        self._number_rows()
        after = [
            self.index(self._rows[job_id], index.column()) for job_id, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def refresh_items(self, job_id: int) -> None:
        """Show the files of a job as they are now, if they have been asked for."""
        if job_id in self._items and job_id in self._rows:
            self._show_items(job_id, self._queue.items(job_id))

    def partly_shown(self) -> list[QModelIndex]:
        """The last file of each job of which more could be shown."""
        parents = [self.index(self._rows[job_id], 0) for job_id in self._left if job_id in self._rows]
        return [self.index(self.rowCount(parent) - 1, 0, parent) for parent in parents]

    def show_more(self, index: Index) -> None:
        """Show a further stretch of the job of this row."""
        job = self.job_at(index)
        if job is not None and job.id in self._left:
            self._more[job.id] += STRETCH
            self.refresh_items(job.id)

    def forget_items(self, job_id: int) -> None:
        """Let go of the files of a job that nobody looks at; they are asked for again when it is opened."""
        row = self._rows.get(job_id)
        items = self._items.get(job_id)
        if row is None or items is None:
            return
        self._more.pop(job_id, None)
        self._left.discard(job_id)
        if items:
            self.beginRemoveRows(self.index(row, 0), 0, len(items) - 1)
            del self._items[job_id]
            self.endRemoveRows()
        else:
            del self._items[job_id]

    # ---------------------------------------------------------------- QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not 0 <= column < len(Column) or row < 0 or parent.column() > 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0) if row < len(self._jobs) else QModelIndex()
        job = self.job_at(parent) if not parent.internalId() else None
        if job is None or row >= len(self._items.get(job.id, ())):
            return QModelIndex()
        return self.createIndex(row, column, job.id)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        row = self._rows.get(index.internalId()) if index.isValid() and index.internalId() else None
        return QModelIndex() if row is None else self.createIndex(row, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._jobs)
        job = self.job_at(parent)
        if job is None or parent.internalId() or parent.column() > 0:
            return 0
        return len(self._items.get(job.id, ()))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008
        return len(Column)

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        if not parent.isValid():
            return bool(self._jobs)
        if parent.internalId() or parent.column() > 0 or parent.row() >= len(self._jobs):
            return False
        job = self._jobs[parent.row()]
        return job.files > 1 or bool(self._items.get(job.id))

    def canFetchMore(self, parent: Index) -> bool:
        job = self.job_at(parent)
        return job is not None and self.hasChildren(parent) and job.id not in self._items

    def fetchMore(self, parent: Index) -> None:
        job = self.job_at(parent)
        if job is not None and self.canFetchMore(parent):
            self._show_items(job.id, self._queue.items(job.id))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NAME: self.tr("Name"),
            Column.DIRECTION: self.tr("Direction"),
            Column.PLACE: self.tr("Place"),
            Column.PROGRESS: self.tr("Progress"),
            Column.SIZE: self.tr("Size"),
            Column.SPEED: self.tr("Speed"),
            Column.LEFT: self.tr("Time left"),
            Column.STATE: self.tr("State"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        job = self.job_at(index)
        if job is None or not 0 <= index.column() < len(Column):
            return None
        item = self.item_at(index)
        if index.internalId() and item is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        shown = item or job
        if role == PROGRESS_ROLE:
            return _progress(shown)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(job, item, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(job, item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(job, item, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            return self._spoken(job, item)
        return None

    # ---------------------------------------------------------------- dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between the rows; nothing goes into one
        movable = not index.internalId() and index.row() < len(self._jobs)
        return _MOVABLE if movable and not self._jobs[index.row()].state.finished else _FIXED

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_JOBS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes if not index.internalId()})
        mime = QMimeData()
        mime.setData(_JOBS_MIME, json.dumps([self._jobs[row].id for row in rows]).encode())
        return mime

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        return data.hasFormat(_JOBS_MIME) and not parent.isValid()

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Says what was asked for; the rows move when it is done. False: a view would remove them now."""
        if self.canDropMimeData(data, action, row, column, parent):
            moved = json.loads(bytes(data.data(_JOBS_MIME).data()))
            behind = self._jobs[row:] if row >= 0 else []
            before = next((job.id for job in behind if job.id not in moved), None)
            self.reorder_asked.emit(moved, before)
        return False

    # ---------------------------------------------------------------- texts

    def _text(self, job: JobStatus, item: ItemStatus | None, column: Column) -> str:
        shown = item or job
        if column is Column.NAME:
            return shown.name
        if column is Column.PROGRESS:
            progress = _progress(shown)
            return "" if progress is None else self.tr("{n} %").format(n=progress * 100 // FULL)
        if column is Column.SIZE:
            return size_text(shown.size)
        if column is Column.STATE:
            return self.state_text(job, item)
        if item is not None:
            return ""
        return {
            Column.DIRECTION: direction_word(job.direction),
            Column.PLACE: self.place_text(job),
            Column.SPEED: speed_text(job.speed),
            Column.LEFT: duration_text(job.seconds_left),
        }[column]

    def state_text(self, job: JobStatus, item: ItemStatus | None = None) -> str:
        """The state in words, with the reason or what else is to be said."""
        shown = item or job
        if shown.error is not None:
            return f"{state_word(shown.state, job.direction)}: {shown.error.sentence}"
        copying = job.direction is Direction.COPY and job.state is State.RUNNING
        if item is None and copying and not job.note:
            return self._copying_text(job)
        if item is None and job.counting and job.state is State.RUNNING and not job.note:
            return self.tr("Reading folders…")
        word = state_word(shown.state, job.direction)
        if shown.state is State.DONE and shown.check is not Check.NONE:
            word = self.tr("{state}, {check}").format(state=word, check=check_word(shown.check))
        if shown.note and shown.state is not State.DECIDING:
            moving = shown.state in (State.WAITING, State.RUNNING)
            return shown.note if moving else f"{word}. {shown.note}"
        if item is None and job.files > 1 and not job.state.finished and not job.held:
            return self.tr("{state}, {done} of {all} files").format(
                state=word, done=job.files_done, all=job.files
            )
        return word

    def _copying_text(self, job: JobStatus) -> str:
        """Both ways in one sentence."""
        sites = self._site_name(job.origin), self._site_name(job.site_id)
        if job.origin == job.site_id:
            sentence = self.tr("Copying within {site}").format(site=sites[1])
        else:
            sentence = self.tr("Copying from {origin} to {site}").format(origin=sites[0], site=sites[1])
        if job.files > 1 and not job.counting:
            return self.tr("{state}, {done} of {all} files").format(
                state=sentence, done=job.files_done, all=job.files
            )
        return sentence

    def place_text(self, job: JobStatus) -> str:
        """The folder on the site from which, or into which, it goes: `Office:/Plans`."""
        site = self._site_name(job.site_id) or self.tr("removed site")
        return f"{site}:{job.remote.rpartition('/')[0] or '/'}"

    def origin_text(self, job: JobStatus) -> str:
        """The folder on the site that a copy comes from."""
        site = self._site_name(job.origin) or self.tr("removed site")
        return f"{site}:{job.local.rpartition('/')[0] or '/'}"

    def route_text(self, job: JobStatus) -> str:
        """`place_text`, of a copy with where it comes from."""
        if job.direction is not Direction.COPY:
            return self.place_text(job)
        return self.tr("{origin} → {place}").format(origin=self.origin_text(job), place=self.place_text(job))

    def _tool_tip(self, job: JobStatus, item: ItemStatus | None, column: Column) -> str:
        if column is Column.NAME and item is not None:
            return item.name
        if column is Column.NAME and job.direction is Direction.COPY:
            return self.tr("Copying “{name}” from {origin} to {place}").format(
                name=job.name, origin=self.origin_text(job), place=self.place_text(job)
            )
        if column is Column.NAME:
            return job.local
        if column is Column.PLACE and item is None:
            return self.route_text(job)
        if column is Column.SIZE:
            return exact_size_text((item or job).size)
        return self._text(job, item, column)

    def _spoken(self, job: JobStatus, item: ItemStatus | None) -> str:
        """The whole row in one sentence, for who hears it."""
        columns = (Column.NAME, Column.DIRECTION, Column.PLACE, Column.PROGRESS, Column.STATE)
        return ", ".join(text for text in (self._text(job, item, column) for column in columns) if text)

    def _icon(self, job: JobStatus, item: ItemStatus | None, column: Column) -> QIcon | None:
        if column is Column.STATE:
            return icon(*STATE_ICONS[(item or job).state])
        if column is Column.NAME:
            return entry_icon(_as_entry((item or job).name, folder=item is None and job.files != 1))
        if column is Column.DIRECTION and item is None:
            return direction_icon(job.direction)
        return None

    # ---------------------------------------------------------------- rows

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        job = self._jobs.pop(row)
        self._items.pop(job.id, None)
        self._more.pop(job.id, None)
        self._left.discard(job.id)
        self._number_rows()
        self.endRemoveRows()

    def _number_rows(self) -> None:
        self._rows = {job.id: row for row, job in enumerate(self._jobs)}

    def _show_items(self, job_id: int, items: tuple[ItemStatus, ...]) -> None:
        """Change what changed; files are only ever added at the end, anything else is shown anew."""
        old = self._items.get(job_id, ())
        parent = self.index(self._rows[job_id], 0)
        limit = self._more.setdefault(job_id, STRETCH)
        (self._left.add if len(items) > limit else self._left.discard)(job_id)
        items = items[:limit]
        if len(items) < len(old) or any(was.id != now.id for was, now in zip(old, items, strict=False)):
            if old:
                self.beginRemoveRows(parent, 0, len(old) - 1)
                self._items[job_id] = ()
                self.endRemoveRows()
            old = ()
        # What has not changed is the same object, mostly.
        changed = [row for row, was in enumerate(old) if was is not items[row] and was != items[row]]
        if len(items) > len(old):
            self.beginInsertRows(parent, len(old), len(items) - 1)
            self._items[job_id] = items
            self.endInsertRows()
        else:
            self._items[job_id] = items
        if changed:
            self.dataChanged.emit(
                self.index(changed[0], 0, parent), self.index(changed[-1], len(Column) - 1, parent)
            )


def state_word(state: State, direction: Direction) -> str:
    """`Uploading`, `Done`, `Failed`."""
    if state is State.RUNNING:
        return moving_word(direction)
    return {
        State.WAITING: translate("transfers", "Waiting"),
        State.PAUSED: translate("transfers", "Paused"),
        State.DECIDING: translate("transfers", "Needs your decision"),
        State.DONE: translate("transfers", "Done"),
        State.SKIPPED: translate("transfers", "Skipped"),
        State.FAILED: translate("transfers", "Failed"),
        State.CANCELLED: translate("transfers", "Cancelled"),
    }[state]


def check_word(check: Check) -> str:
    """How it was proven that what arrived is what was sent."""
    return {
        Check.NONE: "",
        Check.HASH: translate("transfers", "verified"),
        Check.SIZE: translate("transfers", "size checked"),
    }[check]


def _progress(shown: JobStatus | ItemStatus) -> int | None:
    if shown.state is State.DONE:
        return FULL
    if shown.size <= 0 or (isinstance(shown, JobStatus) and shown.counting):
        return None
    return min(FULL, max(0, shown.done * FULL // shown.size))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _as_entry(name: str, *, folder: bool) -> Entry:
    return Entry(id="", name=name, kind=Kind.FOLDER if folder else Kind.FILE, type="", path=())
