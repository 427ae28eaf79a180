"""The queue as rows: jobs, and below what somebody opened its jobs or files.

A flat table that draws a tree: a tree view asks for each of its rows whenever one comes, and a drop may have
brought 10,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.status import Decision, HistoryPage, HistoryRow, ItemStatus, JobStatus
from bimexplorer.ui.models.transfer_rows import JOB, Drop, Row, Rows
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfer_words import (
    SPOKEN,
    Column,
    SiteName,
    TransferWords,
    drop_progress,
    progress,
)
from bimexplorer.words import number, plural

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row tells beside texts and icons."""

    PROGRESS = Qt.ItemDataRole.UserRole + 1
    """0..`FULL`, or None where there is nothing to measure yet."""
    LEVEL = Qt.ItemDataRole.UserRole + 2
    """0, 1, 2: so many rows are above it in the tree."""
    OPENED = Qt.ItemDataRole.UserRole + 3
    """Whether what is in it is shown; None: there is nothing in it."""


_TOLD = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.AccessibleTextRole,
        *Role,
    )
)

_JOBS_MIME = "application/x-bimexplorer-transfer-jobs"


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


_NUMBERS = (Column.SIZE, Column.SPEED, Column.LEFT)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FIXED = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_MOVABLE = _FIXED | Qt.ItemFlag.ItemIsDragEnabled


class TransfersModel(QAbstractTableModel):
    """Rows are snapshots; `refresh` takes newer ones.

    Signals:
        reorder_asked(object job_ids, object before): jobs were dropped in front of this one, or (None) at
            the end.
        rearranging(), rearranged(): between them rows are taken out and put in elsewhere; who selected some
            finds them again by their `row_at`.
    """

    reorder_asked = Signal(object, object)
    rearranging = Signal()
    rearranged = Signal()

    def __init__(self, queue: Queue, site_name: SiteName, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.words = TransferWords(site_name)
        self._rows = Rows()
        self._items: dict[int, tuple[ItemStatus, ...]] = {}
        """The files of opened jobs."""
        for job in queue.jobs():
            self._rows.put(job)
        self._shown: list[Row] = self._rows.arranged(self._items)
        self._numbers: dict[Row, int] = {}
        self._number_rows()

    # ---------------------------------------------------------------- what is shown

    @property
    def tally(self) -> Tally:
        """What all jobs come to."""
        return self._rows.tally

    def jobs(self) -> list[JobStatus]:
        """In the order of the queue."""
        known = self._rows.jobs
        return [known[job_id] for job_id in self._rows.order]

    def job(self, job_id: int) -> JobStatus | None:
        """As it is shown."""
        return self._rows.jobs.get(job_id)

    def waiting(self) -> list[JobStatus]:
        """Those that wait for a person, in the order of the queue."""
        known = self.tally.deciding
        if len(known) < 2:
            return list(known.values())
        return [known[job_id] for job_id in self._rows.order if job_id in known]

    def row_at(self, row: int) -> Row | None:
        """The name under which a row is found again."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, row: Row | None) -> int:
        """-1: it is not shown."""
        return -1 if row is None else self._numbers.get(row, -1)

    def reveal(self, job_id: int) -> int:
        """The row of a job, under a row that is opened for it if need be; -1: there is no such job."""
        drop = self._rows.home(job_id)
        if drop is not None:
            self.set_opened(self.row_of(drop.row), opened=True)
        return self.row_of((job_id, JOB))

    def last_row_of(self, job_ids: Iterable[int]) -> int:
        """The lowest of the rows that show these jobs, each by itself or with others; -1: none does."""
        homes = ((job_id, self._rows.home(job_id)) for job_id in job_ids)
        rows = {(job_id, JOB) if home is None else home.row for job_id, home in homes}
        return max(map(self.row_of, rows), default=-1)

    def job_at(self, row: int) -> JobStatus | None:
        """The job of this row, also for a row of one of its files; None for a drop's."""
        shown = self.row_at(row)
        return None if shown is None or shown[1] < JOB else self._rows.jobs.get(shown[0])

    def item_at(self, row: int) -> ItemStatus | None:
        """The file of this row; None for any other."""
        shown = self.row_at(row)
        if shown is None or shown[1] < 0:
            return None
        items = self._items.get(shown[0], ())
        return items[shown[1]] if shown[1] < len(items) else None

    def drop_at(self, row: int) -> Drop | None:
        """What was dropped together and has this row in common."""
        shown = self.row_at(row)
        return None if shown is None else self._rows.drop(shown)

    def jobs_at(self, rows: Iterable[int]) -> list[JobStatus]:
        """The jobs of these rows, each once: a file stands for its job, a drop for all of its jobs."""
        found: dict[int, None] = {}
        shown = self._shown
        for row in rows:
            if not 0 <= row < len(shown):
                continue
            one, what = shown[row]
            if what >= JOB:
                found[one] = None
            elif (drop := self._rows.drop(shown[row])) is not None:
                found.update(dict.fromkeys(drop.jobs))
        known = self._rows.jobs
        return [known[job_id] for job_id in found if job_id in known]

    def together_with(self, job_id: int) -> Sequence[int]:
        """The jobs that have a row in common with this one, itself among them, in their order."""
        drop = self._rows.home(job_id)
        return [job_id] if drop is None else drop.jobs

    def moving_with(self, jobs: Iterable[JobStatus]) -> list[int]:
        """What moves when these are put elsewhere, in the order of the queue: those that are not finished.

        Of many with a row in common that all move, the finished ones, too: it stays one row.
        """
        moved = {job.id for job in jobs if not job.state.finished}
        homes = {home.row: home for home in map(self._rows.home, moved) if home is not None}
        for home in homes.values():
            if len(moved.intersection(home.jobs)) == home.tally.unfinished:
                moved.update(home.jobs)
        return [job_id for job_id in self._rows.order if job_id in moved]

    def error_at(self, row: int) -> ProgramError | None:
        """Why it failed; of a drop, how much of it did, and why first."""
        drop = self.drop_at(row)
        if drop is None:
            shown = self.item_at(row) or self.job_at(row)
            return None if shown is None else shown.error
        failed = drop.tally.failed
        first = next((job.error for job in failed.values() if job.error is not None), None)
        if first is None:
            return None
        return ProgramError(
            plural(
                "{failed} of {n} file could not be transferred. The first reason: {reason}",
                "{failed} of {n} files could not be transferred. The first reason: {reason}",
                drop.tally.jobs,
                failed=number(len(failed)),
                reason=first.sentence,
            ),
            first.technical,
        )

    # ---------------------------------------------------------------- opening

    def can_open(self, row: int) -> bool:
        shown = self.row_at(row)
        if shown is None or shown[1] >= 0:
            return False
        job = self.job_at(row)
        return job is None or job.files > 1 or shown in self._rows.opened

    def is_opened(self, row: int) -> bool:
        return self.row_at(row) in self._rows.opened

    def set_opened(self, row: int, *, opened: bool) -> None:
        """Show what is in a row, or do not."""
        shown = self.row_at(row)
        if shown is None or opened == (shown in self._rows.opened) or not self.can_open(row):
            return
        if opened:
            self._rows.opened.add(shown)
            if shown[1] == JOB:
                self._items[shown[0]] = self._queue.items(shown[0])
        else:
            self._rows.opened.discard(shown)
            self._items.pop(shown[0], None)
        self._arrange()
        row = self.row_of(shown)
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def upper_row(self, row: int) -> int:
        """The row in which this one is; -1: in none."""
        shown = self.row_at(row)
        if shown is None or shown[1] < JOB:
            return -1
        if shown[1] >= 0:
            return self.row_of((shown[0], JOB))
        drop = self._rows.home(shown[0])
        return -1 if drop is None else self.row_of(drop.row)

    def opened_among(self, job_ids: Iterable[int]) -> list[int]:
        """Those of these jobs whose files are shown."""
        return [job_id for job_id in job_ids if job_id in self._items] if self._items else []

    # ---------------------------------------------------------------- following the queue

    def refresh(self, job_ids: Iterable[int]) -> list[int]:
        """Show jobs as the queue tells them now: changed, new, or cleared. Answers which are new."""
        rows, gone, new = self._rows, [], []
        changed: set[Row] = set()
        for job_id in job_ids:
            now, before = self._queue.job(job_id), rows.jobs.get(job_id)
            if now is before or now == before:
                continue
            if now is None:
                gone.append(job_id)
                self._items.pop(job_id, None)
                continue
            rows.put(now)
            if before is None:
                new.append(job_id)
            else:
                changed.add((job_id, JOB))
            if (home := rows.home(job_id)) is not None:
                changed.add(home.row)
        rows.take_out(gone)
        if gone or new:
            self._arrange()
        self._tell_changed(sorted(row for row in map(self.row_of, changed) if row >= 0))
        return new

    def refresh_items(self, job_ids: Iterable[int]) -> None:
        """Show the files of jobs as they are now, of those that somebody has opened."""
        others = False
        for job_id in self.opened_among(job_ids):
            old, now = self._items[job_id], self._queue.items(job_id)
            self._items[job_id] = now
            others |= len(old) != len(now)
            if len(old) == len(now):
                # What has not changed is the same object, mostly.
                pairs = enumerate(zip(old, now, strict=True))
                self._tell_changed(
                    [
                        self.row_of((job_id, place))
                        for place, (was, one) in pairs
                        if was is not one and was != one
                    ]
                )
        if others:
            self._arrange()

    def show_order(self, job_ids: Sequence[int]) -> None:
        """Put the jobs into this order; one that is not named stays behind those that are."""
        self._rows.sort(job_ids)
        self._arrange()

    def _tell_changed(self, rows: list[int]) -> None:
        """`rows` ascend; what lies close together is told at once."""
        begin = 0
        for place, row in enumerate(rows):
            if place + 1 == len(rows) or rows[place + 1] > row + 1:
                self.dataChanged.emit(self.index(rows[begin], 0), self.index(row, len(Column) - 1))
                begin = place + 1

    def _arrange(self) -> None:
        """Show the rows that there are now; those at the top and at the end that stay are not touched."""
        old, new = self._shown, self._rows.arranged(self._items)
        least = min(len(old), len(new))
        head = next((row for row in range(least) if old[row] != new[row]), least)
        tail = next((row for row in range(least - head) if old[-1 - row] != new[-1 - row]), least - head)
        out, come = len(old) - head - tail, len(new) - head - tail
        if out and come:
            self.rearranging.emit()
        if out:
            self.beginRemoveRows(QModelIndex(), head, head + out - 1)
            self._shown = old[:head] + old[head + out :]
            self._number_rows()
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), head, head + come - 1)
            self._shown = new
            self._number_rows()
            self.endInsertRows()
        if out and come:
            self.rearranged.emit()

    def _number_rows(self) -> None:
        self._numbers = {row: number for number, row in enumerate(self._shown)}

    # ---------------------------------------------------------------- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMBERS else _LEFT
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
        if role not in _TOLD or not index.isValid():  # most of what a view asks for
            return None
        row = index.row()
        if row >= len(self._shown) or index.column() >= len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        if role == Role.LEVEL:
            return self._level(self._shown[row])
        if role == Role.OPENED:
            return self.is_opened(row) if self.can_open(row) else None
        drop = self._rows.drop(self._shown[row])
        if drop is not None:
            one = self._rows.jobs.get(drop.jobs[0])
            return None if one is None else self._drop_data(one, drop.tally, column, role)
        job, item = self.job_at(row), self.item_at(row)
        if job is None or (item is None and self._shown[row][1] != JOB):
            return None
        return self._row_data(job, item, column, role)

    def _row_data(self, job: JobStatus, item: ItemStatus | None, column: Column, role: int) -> Any:
        if role == Role.PROGRESS:
            return progress(item or job)
        if role == Qt.ItemDataRole.DecorationRole:
            return self.words.icon(job, item, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words.text(job, item, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words.tool_tip(job, item, column)
        if column is Column.NAME:
            return _sentence(self.words.text(job, item, each) for each in SPOKEN)
        return None

    def _drop_data(self, one: JobStatus, tally: Tally, column: Column, role: int) -> Any:
        if role == Role.PROGRESS:
            return drop_progress(tally)
        if role == Qt.ItemDataRole.DecorationRole:
            return self.words.drop_icon(one, tally, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words.drop_text(one, tally, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words.drop_tool_tip(one, tally, column)
        if column is Column.NAME:
            return _sentence(self.words.drop_text(one, tally, each) for each in SPOKEN)
        return None

    def _level(self, row: Row) -> int:
        below = 0 if row[1] < JOB or self._rows.home(row[0]) is None else 1
        return below + 1 if row[1] >= 0 else below

    # ---------------------------------------------------------------- dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled  # between the rows; nothing goes into one
        return _MOVABLE if self._movable(index.row()) else _FIXED

    def _movable(self, row: int) -> bool:
        """Whether it can be put elsewhere: a job, or many of one drop, that are not finished."""
        drop = self.drop_at(row)
        if drop is not None:
            return drop.tally.unfinished > 0
        job = self.job_at(row)
        return job is not None and self._shown[row][1] == JOB and not job.state.finished

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_JOBS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes if self._movable(index.row())})
        mime = QMimeData()
        mime.setData(_JOBS_MIME, json.dumps(self.moving_with(self.jobs_at(rows))).encode())
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
            taken = set(moved)
            behind = range(row, len(self._shown)) if row >= 0 else range(0)
            firsts = (self._first_job(each) for each in behind)
            before = next((job_id for job_id in firsts if job_id is not None and job_id not in taken), None)
            self.reorder_asked.emit(moved, before)
        return False

    def _first_job(self, row: int) -> int | None:
        """The job that begins with this row; None: it is a row of a file."""
        drop = self.drop_at(row)
        if drop is not None:
            return drop.jobs[0]
        return self._shown[row][0] if self._shown[row][1] == JOB else None


def _sentence(told: Iterable[str]) -> str:
    """A whole row, for who hears it."""
    return ", ".join(text for text in told if text)
