"""The transfers: what moves, how far it is, and everything that can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QAction, QDesktopServices, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.transfer.status import Decision, Direction, JobStatus, State
from bimexplorer.ui.formats import duration_text, speed_text
from bimexplorer.ui.icons import IconLabel, Tint, icon
from bimexplorer.ui.models.transfers import FULL, PROGRESS_ROLE, Column, Queue, SiteName, TransfersModel
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.progress_delegate import ProgressDelegate
from bimexplorer.ui.transfer_bridge import TransferBridge

_SUMMARY_INTERVAL = 250
_ITEMS_INTERVAL = 500
"""Milliseconds between two looks at the files of an opened job: there may be thousands."""
_MOVING = (State.WAITING, State.RUNNING)


class TransfersPanel(QWidget):
    """A view on the queue; changes reach it through the bridge.

    Signals:
        summary_changed(str): one line about all transfers; empty when there is nothing to tell.
        decision_wanted(): the first question after a while without any: the panel should be in sight.
    """

    summary_changed = Signal(str)
    decision_wanted = Signal()

    def __init__(
        self,
        queue: Queue,
        bridge: TransferBridge,
        site_name: SiteName,
        parent: QWidget | None = None,
        opener: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transfersPanel")
        self._queue = queue
        self._site_name = site_name
        self._opener = opener
        self._model = TransfersModel(queue, site_name, self)
        self._summary = ""
        self._asking = False
        """Whether somebody has to decide something."""
        self._stale_items: set[int] = set()

        self._view = self._make_view()
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_empty_page())
        self._pages.addWidget(self._view)
        self._conflict = ConflictBar(self)
        self._conflict.decided.connect(self._on_decided)
        self._conflict.ready.connect(self._ask)
        self._error = MessageBar(self)
        self._error.setObjectName("transferError")
        self._summary_label = _ElidedLabel(self)
        self._summary_label.setObjectName("transfersSummary")
        self._summary_label.setProperty("muted", True)
        self._actions = self._make_actions()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_tool_bar())
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._conflict)
        layout.addWidget(self._error)

        self._summary_timer = self._timer(_SUMMARY_INTERVAL, self._summarise)
        self._items_timer = self._timer(_ITEMS_INTERVAL, self._refresh_items)
        bridge.job_changed.connect(self._on_job_changed)
        self._update_all()

    @property
    def summary(self) -> str:
        """The line that `summary_changed` told last."""
        return self._summary

    def show_sites(self) -> None:
        """Sites have come, gone or got another name."""
        self._view.viewport().update()
        self._update_actions()
        if not self._error.isHidden():
            self._show_error()

    # ---------------------------------------------------------------- following the queue

    def _on_job_changed(self, job_id: int) -> None:
        self._model.refresh_job(job_id)
        self._show_page()
        self._stale_items.add(job_id)
        for timer in (self._summary_timer, self._items_timer):
            if not timer.isActive():
                timer.start()
        self._update_actions()
        if not self._conflict.resting:
            self._ask()

    def _refresh_items(self) -> None:
        stale, self._stale_items = self._stale_items, set()
        for job_id in stale:
            self._model.refresh_items(job_id)

    def _update_all(self) -> None:
        self._show_page()
        self._summarise()
        self._update_actions()
        self._ask()

    def _show_page(self) -> None:
        self._pages.setCurrentIndex(1 if self._model.rowCount() else 0)

    def _summarise(self) -> None:
        jobs = self._model.jobs()
        summary = self._summary_of(jobs)
        if summary != self._summary:
            self._summary = summary
            self._summary_label.setText(summary)
            self.summary_changed.emit(summary)

    def _summary_of(self, jobs: Sequence[JobStatus]) -> str:
        speed = sum(job.speed for job in jobs)
        active = [job for job in jobs if job.state in _MOVING]
        counted = {
            self.tr("{n} running"): sum(job.state is State.RUNNING for job in jobs),
            self.tr("{n} waiting"): sum(job.state is State.WAITING for job in jobs),
            self.tr("{n} paused"): sum(job.state is State.PAUSED for job in jobs),
            self.tr("{n} to decide"): sum(job.files_deciding > 0 for job in jobs),
            self.tr("{n} failed"): sum(job.state is State.FAILED for job in jobs),
        }
        parts = [words.format(n=number) for words, number in counted.items() if number]
        parts.append(speed_text(speed))
        if speed >= 1 and not any(job.counting for job in active):
            left = sum(job.size - job.done for job in active) / speed
            parts.append(self.tr("{time} left").format(time=duration_text(left)))
        told = " · ".join(part for part in parts if part)
        return told or (self.tr("All transfers are finished") if jobs else "")

    # ---------------------------------------------------------------- conflicts and errors

    def _ask(self) -> None:
        """Ask about the selected job first, else about the first one that waits for a decision."""
        chosen = self._selected_jobs()
        for job in (*chosen, *self._model.jobs()):
            if not job.files_deciding:
                continue
            for item in self._queue.items(job.id):
                if item.state is State.DECIDING:
                    upload = job.direction is Direction.UPLOAD
                    place = self._model.place_text(job) if upload else str(Path(job.local).parent)
                    others = sum(other.files_deciding for other in self._deciding(job.direction)) - 1
                    quiet = not self._asking
                    self._asking = True
                    self._conflict.ask(job, item, place, others)
                    if quiet:
                        self.decision_wanted.emit()
                    return
        self._asking = False
        if self._conflict.hasFocus():
            self._view.setFocus()
        self._conflict.clear()

    def _on_decided(self, job_id: int, item_id: int | None, decision: Decision) -> None:
        if item_id is not None:
            self._queue.decide(job_id, decision, item_id=item_id)
            return
        # Several files dropped together are a job each, and one answer is meant for them all.
        asked = next((job for job in self._model.jobs() if job.id == job_id), None)
        if asked is not None:
            for job in self._deciding(asked.direction):
                self._queue.decide(job.id, decision)

    def _deciding(self, direction: Direction) -> list[JobStatus]:
        return [job for job in self._model.jobs() if job.files_deciding and job.direction is direction]

    def _on_selection_changed(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        self._update_actions()
        self._show_error()
        if not self._conflict.resting:
            self._ask()

    def _show_error(self) -> None:
        """The whole story of the current row, where it failed."""
        index = self._view.currentIndex()
        job, item = self._model.job_at(index), self._model.item_at(index)
        shown = item or job
        if shown is None or shown.error is None or not self._view.selectionModel().isSelected(index):
            self._error.clear()
            return
        retryable = job is not None and self._can_retry(job)
        self._error.show_error(shown.error, self._retry if retryable else None)

    # ---------------------------------------------------------------- what can be done

    def _selected_jobs(self) -> tuple[JobStatus, ...]:
        """In the order of the rows; a file stands for its job."""
        found: dict[int, JobStatus] = {}
        for index in self._view.selectionModel().selectedRows():
            job = self._model.job_at(index)
            if job is not None:
                found[job.id] = job
        return tuple(found.values())

    def _pause(self) -> None:
        self._queue.pause(_ids(job for job in self._selected_jobs() if _can_pause(job)))

    def _resume(self) -> None:
        self._queue.resume(_ids(job for job in self._selected_jobs() if job.state is State.PAUSED))

    def _retry(self) -> None:
        self._queue.retry(_ids(job for job in self._selected_jobs() if self._can_retry(job)))

    def _cancel(self) -> None:
        self._queue.cancel(_ids(job for job in self._selected_jobs() if not job.state.finished))

    def _clear(self) -> None:
        self._queue.clear_finished()

    def _pause_all(self) -> None:
        self._queue.pause(_ids(job for job in self._model.jobs() if _can_pause(job)))

    def _resume_all(self) -> None:
        self._queue.resume(_ids(job for job in self._model.jobs() if job.state is State.PAUSED))

    def _open_folder(self) -> None:
        for folder in dict.fromkeys(str(Path(job.local).parent) for job in self._downloads()):
            self._opener(QUrl.fromLocalFile(folder))

    def _downloads(self) -> list[JobStatus]:
        return [job for job in self._selected_jobs() if job.direction is Direction.DOWNLOAD]

    def _can_retry(self, job: JobStatus) -> bool:
        return (job.state is State.FAILED or job.files_failed > 0) and bool(self._site_name(job.site_id))

    def _update_actions(self) -> None:
        chosen, every = self._selected_jobs(), self._model.jobs()
        for name, possible in {
            "pause": any(_can_pause(job) for job in chosen),
            "resume": any(job.state is State.PAUSED for job in chosen),
            "retry": any(self._can_retry(job) for job in chosen),
            "cancel": any(not job.state.finished for job in chosen),
            "open": bool(self._downloads()),
            "clear": any(job.state.finished for job in every),
            "pauseAll": any(_can_pause(job) for job in every),
            "resumeAll": any(job.state is State.PAUSED for job in every),
        }.items():
            self._actions[name].setEnabled(possible)

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> dict[str, QAction]:
        made: dict[str, QAction] = {}

        def add(name: str, glyph: str, text: str, slot: Callable[[], None], keys: str = "") -> None:
            action = QAction(icon(glyph), text, self._view)
            action.setObjectName(f"transfers{name[0].upper()}{name[1:]}")
            action.triggered.connect(slot)
            shortcut = QKeySequence(keys)
            shown = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text} ({shown})" if shown else text)
            action.setShortcut(shortcut)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._view.addAction(action)
            made[name] = action

        add("pause", "pause", self.tr("Pause"), self._pause, "Space")
        add("resume", "play", self.tr("Resume"), self._resume, "Space")
        add("retry", "refresh", self.tr("Try again"), self._retry, "Ctrl+Shift+R")
        add("cancel", "close-circle-outline", self.tr("Cancel"), self._cancel, "Del")
        add("open", "folder-open-outline", self.tr("Open folder"), self._open_folder, "Ctrl+Return")
        add("pauseAll", "pause-circle-outline", self.tr("Pause all"), self._pause_all)
        add("resumeAll", "play-circle-outline", self.tr("Resume all"), self._resume_all)
        add("clear", "notification-clear-all", self.tr("Clear finished"), self._clear, "Ctrl+Shift+Del")
        return made

    def _make_tool_bar(self) -> QWidget:
        bar = QToolBar(self)
        bar.setObjectName("transfersToolBar")
        bar.setAccessibleName(self.tr("Transfer actions"))
        bar.setIconSize(QSize(18, 18))
        for group in (("pause", "resume", "retry", "cancel"), ("open",), ("pauseAll", "resumeAll", "clear")):
            if bar.actions():
                bar.addSeparator()
            for name in group:
                bar.addAction(self._actions[name])
        bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        holder = QFrame(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(bar)
        row.addWidget(self._summary_label, 1)
        return holder

    def _make_view(self) -> QTreeView:
        view = _TransfersView(self)
        view.setObjectName("transfersView")
        view.setAccessibleName(self.tr("Transfers"))
        view.setAccessibleDescription(self.tr("Uploads and downloads with their progress and state"))
        view.setModel(self._model)
        view.setItemDelegateForColumn(Column.PROGRESS, ProgressDelegate(PROGRESS_ROLE, FULL, view))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setItemDelegateForColumn(Column.STATE, _SentenceDelegate(view))
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # keeps a name's ending and a path's last folder
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        view.collapsed.connect(self._on_collapsed)
        self._model.rowsInserted.connect(self._on_rows_inserted)
        header, metrics = view.header(), view.fontMetrics()
        widest = {
            Column.NAME: "M" * 20,
            Column.DIRECTION: self.tr("Download") + "MM",
            Column.PLACE: "M" * 12,
            Column.PROGRESS: "M" * 10,
            Column.SIZE: "000.0 MB",
            Column.SPEED: "000.0 MB/s",
            Column.LEFT: "59 min 59 s",
        }
        for column, text in widest.items():
            title = self._model.headerData(column, Qt.Orientation.Horizontal)
            width = max(metrics.horizontalAdvance(text), metrics.horizontalAdvance(title)) + 24
            header.resizeSection(column, width)
        return view

    def _make_empty_page(self) -> QWidget:
        page = QWidget(self)
        page.setObjectName("transfersEmpty")
        symbol = IconLabel(40, page)
        symbol.set_icon(icon("tray-arrow-up", Tint.MUTED), "")
        text = QLabel(self.tr("Drop files into a folder to upload them."), page)
        text.setProperty("muted", True)
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(symbol, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(text)
        layout.addStretch(1)
        return page

    def _on_rows_inserted(self, parent: QModelIndex, _first: int, last: int) -> None:
        """Bring new jobs into sight, unless somebody looks at others."""
        if not parent.isValid() and not self._view.selectionModel().hasSelection():
            self._view.scrollTo(self._model.index(last, 0))

    def _on_collapsed(self, index: QModelIndex) -> None:
        job = self._model.job_at(index)
        if job is not None:
            self._model.forget_items(job.id)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer


class _TransfersView(QTreeView):
    """While it has the focus its keys are for transfers, whatever they mean in the window."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            select_all = event.matches(QKeySequence.StandardKey.SelectAll)
            if select_all or any(action.shortcut() == _pressed(event) for action in self.actions()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for action in self.actions():
            if action.isEnabled() and action.shortcut() == _pressed(event):
                action.trigger()
                return
        super().keyPressEvent(event)


class _ElidedLabel(QLabel):
    """Gives way to the actions beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        role = self.foregroundRole()
        self.style().drawItemText(
            QPainter(self), self.rect(), side, self.palette(), self.isEnabled(), text, role
        )


class _SentenceDelegate(QStyledItemDelegate):
    """Cuts a sentence at its end, where names are cut in the middle."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight


def _pressed(event: QKeyEvent) -> QKeySequence:
    return QKeySequence(event.keyCombination())


def _can_pause(job: JobStatus) -> bool:
    return job.state in _MOVING


def _ids(jobs: Iterable[JobStatus]) -> tuple[int, ...]:
    return tuple(job.id for job in jobs)
