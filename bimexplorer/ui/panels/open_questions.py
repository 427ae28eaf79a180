"""Sees to it that somebody is asked what the queue wants to know, one by one or in one table."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from bimexplorer.transfer.status import Decision, Direction, JobStatus, State
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.models.decisions import drop_of
from bimexplorer.ui.models.direction_words import way_text
from bimexplorer.ui.models.transfer_tally import needs_decision
from bimexplorer.ui.models.transfers import Queue, TransfersModel
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.words import plural

_ASK_MS = 150
"""Milliseconds between two looks for what is to be asked."""


class OpenQuestions(QObject):
    """Owns the bar that asks, and the tables that somebody opened.

    Signals:
        decision_wanted(): the first question after a while without any.
        settled(): the last question is answered, and the keyboard was at the bar.
    """

    decision_wanted = Signal()
    settled = Signal()

    def __init__(
        self,
        queue: Queue,
        bridge: TransferBridge,
        model: TransfersModel,
        chosen: Callable[[], Sequence[JobStatus]],
        parent: QWidget,
    ) -> None:
        """`chosen` are asked about first."""
        super().__init__(parent)
        self._window = parent
        self._queue = queue
        self._bridge = bridge
        self._model = model
        self._chosen = chosen
        self._asking = False
        """Whether somebody has to decide something."""
        self._asked = 0
        """The job of the file that was asked about last."""
        self._known: dict[int, tuple[int, bool]] = {}
        """Job -> files that wait for a decision, and whether it is held, when it was last looked at."""
        self._ask_again = False
        """Something has changed since it was asked last."""
        self._asked_lately = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._asked_lately.timeout.connect(self._on_asked_a_while_ago)
        self._sheets: dict[int, DecisionsSheet] = {}
        """Drop -> its open table of questions."""
        self.bar = ConflictBar(parent)
        self.bar.decided.connect(self._on_decided)
        self.bar.ready.connect(self.ask)
        self.bar.review_asked.connect(self.review)
        self.bar.proceed_asked.connect(self._proceed_drop)
        self.bar.cancel_asked.connect(self._cancel_drop)

    def follow(self, job_id: int) -> None:
        """A job has changed. Asking looks at the files of a job: only where the answer may be another."""
        job = self._queue.job(job_id)
        now = (job.files_deciding, job.held) if job is not None and needs_decision(job) else (0, False)
        if now != self._known.get(job_id, (0, False)) and not self.bar.resting:
            # Of 10,000 files dropped together each one may wait, and asking looks at them all.
            if self._asked_lately.isActive():
                self._ask_again = True
            else:
                self.ask()
                self._asked_lately.start()

    def _on_asked_a_while_ago(self) -> None:
        again, self._ask_again = self._ask_again, False
        if again and not self.bar.resting:
            self.ask()
            self._asked_lately.start()

    def look_again(self, job_ids: Container[int]) -> None:
        """The files of these jobs may have changed; what speaks for which answer becomes known later."""
        if self._asking and self._asked in job_ids and not self.bar.resting:
            self.ask()

    def select(self) -> None:
        """Other jobs are chosen now."""
        if self._asking and not self.bar.resting:
            self.ask()

    def ask(self) -> None:
        """Ask about the chosen jobs first, else about the first one that waits for a decision."""
        waiting = self._model.waiting()
        self._known = {job.id: (job.files_deciding, job.held) for job in waiting}
        first = {job.id for job in self._chosen()} if waiting else set()
        for job in sorted(waiting, key=lambda job: job.id not in first):
            if self._ask_about(job):
                if not self._asking:
                    self._asking = True
                    self.decision_wanted.emit()
                return
            # The queue counts a moment before it lists: look again at the next change.
            self._known.pop(job.id)
        self._asking = False
        if self.bar.hasFocus():
            self.settled.emit()
        self.bar.clear()

    def review(self, job_id: int) -> None:
        """Show all questions of a job's drop in one table."""
        job = self._queue.job(job_id)
        if job is None:
            return
        drop = drop_of(job)
        sheet = self._sheets.get(drop)
        if sheet is None:
            sheet = DecisionsSheet(self._queue, self._bridge, drop, self._place_text, self._window.window())
            sheet.finished.connect(lambda: self._sheets.pop(drop, None))
            self._sheets[drop] = sheet
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    # ---------------------------------------------------------------- the bar

    def _ask_about(self, job: JobStatus) -> bool:
        """False: it turns out that nothing of this job waits."""
        way = way_text(job.direction, self._place_text(job))
        if job.held:
            drop = [other for other in self._drop_waiting(job) if other.held]
            wrong = sum(other.files_failed + other.files_deciding for other in drop)
            found = plural(
                "{n} file cannot be transferred as it is.",
                "{n} files cannot be transferred as they are.",
                wrong,
            )
            waiting = self.tr("{way} · Nothing has been transferred yet.").format(way=way)
            self.bar.report(job, found, waiting, names=any(other.files_deciding for other in drop))
            return True
        for item in self._queue.items(job.id):
            if item.state is State.DECIDING and item.question is not None:
                others = sum(other.files_deciding for other in self._deciding_like(job)) - 1
                self.bar.ask(job, item, item.question, way, others)
                self._asked = job.id
                return True
        return False

    def _place_text(self, job: JobStatus) -> str:
        down = job.direction is Direction.DOWNLOAD
        return str(Path(job.local).parent) if down else self._model.words.place_text(job)

    def _on_decided(self, job_id: int, item_id: int | None, decision: Decision) -> None:
        if item_id is not None:
            self._queue.decide(job_id, decision, item_id=item_id)
            return
        # Several files dropped together are a job each, and one answer is meant for them all.
        asked = self._model.job(job_id)
        if asked is not None:
            for job in self._deciding_like(asked):
                self._queue.decide(job.id, decision)

    def _deciding_like(self, asked: JobStatus) -> list[JobStatus]:
        """Jobs for which an answer means the same: what a new version does to the older contents depends on
        the site."""
        way = asked.direction, asked.site_id
        return [
            job for job in self._model.waiting() if job.files_deciding and (job.direction, job.site_id) == way
        ]

    def _proceed_drop(self, job_id: int) -> None:
        job = self._model.job(job_id)
        if job is not None:
            self._queue.proceed(_ids(other for other in self._drop_waiting(job) if other.held))

    def _cancel_drop(self, job_id: int) -> None:
        """Cancel all unfinished jobs that were dropped together with this one."""
        job = self._model.job(job_id)
        if job is not None:
            jobs = (other for other in self._model.jobs() if drop_of(other) == drop_of(job))
            self._queue.cancel(_ids(other for other in jobs if not other.state.finished))

    def _drop_waiting(self, job: JobStatus) -> list[JobStatus]:
        """Those that were dropped together with this one and wait for a person."""
        return [other for other in self._model.waiting() if drop_of(other) == drop_of(job)]


def _ids(jobs: Iterable[JobStatus]) -> tuple[int, ...]:
    return tuple(job.id for job in jobs)
