"""The transfers: what moves, how far it is, and everything that can be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QByteArray, QItemSelection, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.transfer.status import Direction, JobStatus, State
from bimexplorer.ui.dialogs.transfer_history import HistoryDialog
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.progress_delegate import ProgressDelegate
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.look.sentence_delegate import SentenceDelegate
from bimexplorer.ui.models.decisions import drop_of
from bimexplorer.ui.models.failure_details import failure_details
from bimexplorer.ui.models.overview import Overview, OverviewMeter
from bimexplorer.ui.models.transfer_order import Step, before, possible_steps
from bimexplorer.ui.models.transfer_tally import Tally, has_failed, needs_decision
from bimexplorer.ui.models.transfer_words import FULL, Column, SiteName
from bimexplorer.ui.models.transfers import Queue, Role, TransfersModel
from bimexplorer.ui.pace import Pace
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.open_questions import OpenQuestions
from bimexplorer.ui.panels.receipts import Receipts
from bimexplorer.ui.panels.transfer_actions import TransferActions
from bimexplorer.ui.panels.transfers_view import TransfersView
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.words import plural

_SUMMARY_INTERVAL = 250
_ELSEWHERE_INTERVAL = 1000
_ITEMS_INTERVAL = 500
"""Milliseconds between two looks at the files of an opened job: there may be thousands."""
_ACTIONS_INTERVAL = 50
"""Milliseconds until commands follow what changed: a drop may be thousands of jobs."""
_LINE = 4
"""Height of the line that shows the progress of everything."""
_MOVING = (State.WAITING, State.RUNNING)
_MOVES = {"moveTop": Step.TOP, "moveUp": Step.UP, "moveDown": Step.DOWN, "moveBottom": Step.BOTTOM}


class TransfersPanel(QWidget):
    """A view on the queue; changes reach it through the bridge.

    Signals:
        summary_changed(str): one line about all transfers; empty when there is nothing to tell.
        decision_wanted(): the first question after a while without any: the panel should be in sight.
        place_asked(str site_id, object path): a file shall be shown in its folder; `path`: a tuple of names.
    """

    summary_changed = Signal(str)
    decision_wanted = Signal()
    place_asked = Signal(str, object)

    def __init__(
        self,
        queue: Queue,
        bridge: TransferBridge,
        tasks: Tasks,
        site_name: SiteName,
        parent: QWidget | None = None,
        opener: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transfersPanel")
        self._queue = queue
        self._bridge = bridge
        self._tasks = tasks
        self._site_name = site_name
        self._opener = opener
        self._model = TransfersModel(queue, site_name, self)
        self._model.reorder_asked.connect(self._reorder)
        self._meter = OverviewMeter()
        self._overview = Overview("", None)
        self._summary = ""
        self._stale_items: set[int] = set()
        self._reordered: set[int] = set()
        """Jobs that are on their way to another position."""
        self._history: HistoryDialog | None = None

        self._view = self._make_view()
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_empty_page())
        self._pages.addWidget(self._view)
        self._questions = OpenQuestions(queue, bridge, self._model, self._selected_jobs, self)
        self._questions.decision_wanted.connect(self.decision_wanted)
        self._questions.settled.connect(self._view.setFocus)
        self._message = MessageBar(self)
        self._message.setObjectName("transferError")
        self._receipts = Receipts(tasks, site_name, self)
        self._receipts.saved.connect(self._on_receipt_saved)
        self._receipts.failed.connect(self._message.show_error)
        self._summary_label = ElidedLabel(parent=self, muted=True)
        self._summary_label.setObjectName("transfersSummary")
        self._summary_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._elsewhere = Sentence(
            self.tr("Another BIM Explorer process is working on these transfers."), self, muted=True
        )
        self._elsewhere.setObjectName("transfersElsewhere")
        self._elsewhere.setContentsMargins(12, 2, 12, 6)
        self._elsewhere.hide()
        self._progress = QProgressBar(self)
        self._progress.setObjectName("transfersProgress")
        self._progress.setAccessibleName(self.tr("Progress of all transfers"))
        self._progress.setRange(0, FULL)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(_LINE)
        self._progress.hide()
        self.history_action = QAction(icon("history"), self.tr("Transfer &history…"), self)
        self.history_action.setObjectName("transferHistory")
        self.history_action.setToolTip(self.tr("Transfer history"))
        self.history_action.triggered.connect(self.show_history)
        self._actions = self._make_actions()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_tool_bar())
        layout.addWidget(self._progress)
        layout.addWidget(self._elsewhere)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._questions.bar)
        layout.addWidget(self._message)

        # Another process that ends changes no job by that.
        self._elsewhere_timer = Pace(_ELSEWHERE_INTERVAL, self._show_elsewhere, self)
        self._summary_timer = Pace(_SUMMARY_INTERVAL, self._summarise, self)
        self._items_timer = Pace(_ITEMS_INTERVAL, self._refresh_items, self)
        self._actions_timer = Pace(_ACTIONS_INTERVAL, self._update_actions, self)
        self._changed: dict[int, None] = {}
        """Jobs that have changed since the rows were brought up to date, in the order in which they came."""
        self._refreshing = False
        """The rows follow the queue, and with them what is selected; commands follow at their pace."""
        bridge.job_changed.connect(self._on_job_changed)
        bridge.told.connect(self._on_told)
        self._update_all()

    @property
    def overview(self) -> Overview:
        """All of them together, as it was looked at last."""
        return self._overview

    @property
    def summary(self) -> str:
        """The line that `summary_changed` told last."""
        return self._summary

    @property
    def tally(self) -> Tally:
        """What all jobs come to, as they are shown."""
        return self._model.tally

    def show_failed(self) -> None:
        """Bring the first transfer that failed, or that waits for an answer, into sight."""
        jobs = self._model.jobs()
        for wanted in (has_failed, needs_decision):
            job = next(filter(wanted, jobs), None)
            if job is not None:
                self._view.select_row(self._model.reveal(job.id))
                self._view.setFocus()
                return

    def show_history(self) -> None:
        """The window with what was transferred before."""
        if self._history is None:
            self._history = HistoryDialog(
                self._queue, self._bridge, self._tasks, self._site_name, self._opener, self.window()
            )
            self._history.place_asked.connect(self.place_asked)
        self._history.present()

    def header_state(self) -> str:
        """The columns, as Qt's own bytes in base64."""
        return bytes(self._view.horizontalHeader().saveState().toBase64().data()).decode()

    def restore_header(self, state: str) -> None:
        """What `header_state` told; anything else changes nothing."""
        if state:
            self._view.horizontalHeader().restoreState(QByteArray.fromBase64(state.encode()))

    def show_sites(self) -> None:
        """Sites have come, gone or got another name."""
        self._view.viewport().update()
        self._update_actions()
        if not self._message.isHidden():
            self._show_error()

    # ---------------------------------------------------------------- following the queue

    def _on_job_changed(self, job_id: int) -> None:
        self._changed[job_id] = None

    def _on_told(self) -> None:
        """Show what has changed, all of it at once."""
        changed, self._changed = self._changed, {}
        self._refreshing = True
        arrived = self._model.refresh(changed)
        self._refreshing = False
        if arrived and not self._view.selectionModel().hasSelection():
            # Bring new jobs into sight, unless somebody looks at others.
            self._view.bring_into_sight(self._model.last_row_of(arrived))
        self._show_page()
        self._stale_items.update(changed)
        for timer in (self._summary_timer, self._items_timer, self._actions_timer):
            if not timer.isActive():
                timer.start()
        for job_id in changed:
            self._questions.follow(job_id)

    def _refresh_items(self) -> None:
        stale, self._stale_items = self._stale_items, set()
        self._model.refresh_items(stale)
        self._questions.look_again(stale)
        if stale & self._reordered:
            self._reordered.clear()
            self._model.show_order(_ids(self._queue.jobs()))

    def _update_all(self) -> None:
        self._show_page()
        self._summarise()
        self._update_actions()
        self._questions.ask()

    def _show_page(self) -> None:
        self._pages.setCurrentIndex(1 if self._model.rowCount() else 0)

    def _summarise(self) -> None:
        if self._actions_timer.isActive():  # what the line says can be acted upon
            self._update_actions()
        self._show_elsewhere()
        overview = self._overview = self._meter.look(self._model.tally)
        self._progress.setVisible(overview.progress is not None)
        self._progress.setValue(overview.progress or 0)
        if overview.text != self._summary:
            self._summary = overview.text
            self._summary_label.setText(overview.text)
            self.summary_changed.emit(overview.text)

    def _show_elsewhere(self) -> None:
        """Say who works the queue, where it is not this process and there is something to work on."""
        self._elsewhere.setVisible(self._model.tally.unfinished > 0 and not self._queue.working)
        if not self._elsewhere.isHidden():
            self._elsewhere_timer.start()

    # ---------------------------------------------------------------- what is selected

    def _on_selection_changed(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        if not self._refreshing:
            self._update_actions()
        self._show_error()
        self._questions.select()

    def _show_error(self) -> None:
        """The whole story of the current row, where it failed."""
        index = self._view.currentIndex()
        error = self._model.error_at(index.row())
        if error is None or not self._view.selectionModel().isSelected(index):
            self._message.clear()
            return
        retryable = any(map(self._can_retry, self._model.jobs_at([index.row()])))
        self._message.show_error(error, self._retry if retryable else None)

    # ---------------------------------------------------------------- what can be done

    def _selected_jobs(self) -> list[JobStatus]:
        """In the order of the rows; a file stands for its job."""
        return self._model.jobs_at(self._view.selected_rows())

    def _review(self) -> None:
        drops = {drop_of(job): job.id for job in self._selected_jobs() if needs_decision(job)}
        for job_id in drops.values():
            self._questions.review(job_id)

    def _proceed(self) -> None:
        self._queue.proceed(_ids(self._proceedable(self._selected_jobs())))

    def _proceedable(self, chosen: Iterable[JobStatus]) -> list[JobStatus]:
        """Held jobs of drops in which no name has to be answered first."""
        held = [job for job in chosen if job.held]
        waiting = self._model.tally.deciding.values() if held else ()
        asked = {drop_of(job) for job in waiting if job.held and job.files_deciding}
        return [job for job in held if drop_of(job) not in asked]

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

    def _retry_all(self) -> None:
        self._queue.retry(_ids(job for job in self._model.jobs() if self._can_retry(job)))

    def _open_folder(self) -> None:
        for folder in dict.fromkeys(str(Path(job.local).parent) for job in self._downloads()):
            self._opener(QUrl.fromLocalFile(folder))

    def _downloads(self) -> list[JobStatus]:
        return [job for job in self._selected_jobs() if job.direction is Direction.DOWNLOAD]

    def _copy_details(self) -> None:
        told = (
            failure_details(job, self._queue.items(job.id), self._model.words.place_text(job))
            for job in self._selected_jobs()
            if _has_details(job)
        )
        QGuiApplication.clipboard().setText("\n\n".join(told))

    def _save_receipt(self) -> None:
        ended = _ids(job for job in self._selected_jobs() if job.state.finished)
        self._receipts.ask(lambda: self._queue.receipt(ended))

    def _on_receipt_saved(self, path: str, files: int) -> None:
        def open_folder() -> None:
            self._opener(QUrl.fromLocalFile(str(Path(path).parent)))

        text = plural("The receipt of {n} file is saved.", "The receipt of {n} files is saved.", files)
        self._message.show_message(text, self.tr("Open folder"), open_folder)

    def _can_retry(self, job: JobStatus) -> bool:
        sites = (job.site_id, job.origin) if job.origin else (job.site_id,)
        return has_failed(job) and all(map(self._site_name, sites))

    def _update_actions(self) -> None:
        """Allow what is possible; of 10,000 selected jobs, too, in a few milliseconds."""
        self._actions_timer.stop()
        chosen, every = self._selected_jobs(), self._model.tally
        ids = {job.id for job in chosen}
        states = Counter(map(attrgetter("state"), chosen))
        failed = [job for job_id, job in every.failed.items() if job_id in ids]
        asking = not every.deciding.keys().isdisjoint(ids)
        self._actions.allow(
            {
                "review": asking,
                "proceed": asking and bool(self._proceedable(chosen)),
                "pause": any(states[state] > 0 for state in _MOVING),
                "resume": states[State.PAUSED] > 0,
                "retry": any(map(self._can_retry, failed)),
                "cancel": any(not state.finished for state in states),
                **self._possible_moves(chosen, states),
                "open": Direction.DOWNLOAD in set(map(attrgetter("direction"), chosen)),
                "copyDetails": bool(failed) or any(map(attrgetter("error"), chosen)),
                "receipt": any(state.finished for state in states),
                "clear": every.finished > 0,
                "pauseAll": any(every.states[state] > 0 for state in _MOVING),
                "resumeAll": every.states[State.PAUSED] > 0,
                "retryAll": any(map(self._can_retry, every.failed.values())),
            }
        )

    def _possible_moves(self, chosen: list[JobStatus], states: Counter[State]) -> dict[str, bool]:
        steps: frozenset[Step] = frozenset()
        unfinished = sum(count for state, count in states.items() if not state.finished)
        if 0 < unfinished < self._model.tally.unfinished:
            steps = possible_steps(self._model.jobs(), set(self._model.moving_with(chosen)))
        return {name: step in steps for name, step in _MOVES.items()}

    # ---------------------------------------------------------------- the order

    def _move(self, step: Step) -> None:
        moved, jobs = self._model.moving_with(self._selected_jobs()), self._model.jobs()
        if step in possible_steps(jobs, set(moved)):
            self._reorder(moved, before(jobs, set(moved), step, self._model.together_with))

    def _reorder(self, job_ids: Iterable[int], behind: int | None) -> None:
        """Put these jobs in front of another; the rows follow at once, and then the queue's own order."""
        moved = tuple(job_ids)
        if not moved:
            return
        self._queue.reorder(moved, behind)
        self._reordered.update(moved)
        taken = set(moved)
        order = [job_id for job_id in _ids(self._model.jobs()) if job_id not in taken]
        at = order.index(behind) if behind in order else len(order)
        self._model.show_order([*order[:at], *moved, *order[at:]])
        self._view.scrollTo(self._view.currentIndex())
        self._update_actions()

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> TransferActions:
        return TransferActions(
            self._view,
            {
                "review": self._review,
                "proceed": self._proceed,
                "pause": self._pause,
                "resume": self._resume,
                "retry": self._retry,
                "cancel": self._cancel,
                **{name: partial(self._move, step) for name, step in _MOVES.items()},
                "open": self._open_folder,
                "copyDetails": self._copy_details,
                "receipt": self._save_receipt,
                "pauseAll": self._pause_all,
                "resumeAll": self._resume_all,
                "retryAll": self._retry_all,
                "clear": self._clear,
            },
        )

    def _make_tool_bar(self) -> QWidget:
        holder = QFrame(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(self._actions.make_tool_bar(self, self.history_action))
        row.addWidget(self._summary_label, 1)
        return holder

    def _make_view(self) -> TransfersView:
        view = TransfersView(self._model, self)
        view.setObjectName("transfersView")
        view.setAccessibleName(self.tr("Transfers"))
        view.setAccessibleDescription(self.tr("Uploads, downloads and copies with their progress and state"))
        view.setItemDelegateForColumn(Column.PROGRESS, ProgressDelegate(Role.PROGRESS, FULL, view))
        view.setItemDelegateForColumn(Column.STATE, SentenceDelegate(view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        view.horizontalHeader().setStretchLastSection(True)
        view.horizontalHeader().setSectionsMovable(True)
        view.set_widths(
            {
                Column.NAME: "M" * 20,
                Column.DIRECTION: self.tr("Download") + "MM",
                Column.PLACE: "M" * 12,
                Column.PROGRESS: "M" * 10,
                Column.SIZE: "000.0 MB",
                Column.SPEED: "000.0 MB/s",
                Column.LEFT: "59 min 59 s",
            }
        )
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

    def _on_menu(self, point: QPoint) -> None:
        self._actions.pop_up(self._view.viewport().mapToGlobal(point), self.history_action)


def _can_pause(job: JobStatus) -> bool:
    return job.state in _MOVING


def _has_details(job: JobStatus) -> bool:
    return job.error is not None or has_failed(job)


def _ids(jobs: Iterable[JobStatus]) -> tuple[int, ...]:
    return tuple(job.id for job in jobs)
