"""Long operations of the server below the contents: how far they are, and a way to stop them."""

from __future__ import annotations

import re

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError, Verdict, classify
from bimexplorer.model import Job, JobState
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.tasks import Tasks

_POLL = 1000
_LONGEST_WAIT = 10_000
"""Milliseconds between two questions; after errors that pass the wait doubles up to the longest."""
_FULL = 1000
_LINGER = 4000
"""Milliseconds that a sentence about a failed or aborted job stays."""


class ServerJobBar(QWidget):
    """As many lines as jobs; hidden without one.

    Signals:
        finished(object job): the last that is known of it; it failed or is lost if the server told so.
    """

    finished = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("serverJobBar")
        self._tasks = tasks
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.hide()

    def follow(self, cloud: Cloud, job: Job, text: str) -> None:
        """Show a job until it ends; `text` says what it does."""
        line = _JobLine(self._tasks, cloud, job, text, self)
        line.ended.connect(self.finished)
        line.left.connect(self._on_left)
        self._lines.addWidget(line)
        self.show()
        line.show()
        line.begin()

    def _on_left(self, line: QWidget) -> None:
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.setVisible(self._lines.count() > 0)


class _JobLine(QFrame):
    """One job.

    Signals:
        ended(object job)
        left(object line): nothing is to be read here any more.
    """

    ended = Signal(object)
    left = Signal(object)

    def __init__(self, tasks: Tasks, cloud: Cloud, job: Job, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("serverJobLine")
        self._tasks = tasks
        self._cloud = cloud
        self._job = job
        self._wait = _POLL
        self._aborting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

        self._symbol = IconLabel(18, self)
        self._symbol.set_icon(icon("server", Tint.MUTED), "")
        self._text = Sentence(text, self)
        self._text.setObjectName("serverJobText")
        self._phase = Sentence(parent=self, muted=True)
        self._phase.setObjectName("serverJobPhase")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("serverJobProgress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._bar.setAccessibleName(text)
        self._abort = QPushButton(self.tr("Abort"), self)
        self._abort.setObjectName("serverJobAbort")
        self._abort.setAccessibleDescription(text)
        self._abort.clicked.connect(self._on_abort)
        policy = self._abort.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._abort.setSizePolicy(policy)
        self._close = QPushButton(self.tr("Close"), self)
        self._close.setObjectName("serverJobClose")
        self._close.clicked.connect(self._leave)
        self._close.hide()

        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self._symbol)
        row.addWidget(self._text, 3)
        row.addWidget(self._phase, 2)
        row.addWidget(self._bar)
        row.addWidget(self._abort)
        row.addWidget(self._close)

    def begin(self) -> None:
        self._show(self._job)

    # ---------------------------------------------------------------- following

    def _ask(self) -> None:
        cloud, job = self._cloud, self._job
        self._tasks.run(lambda: cloud.job(job), self._show, self._on_unanswered, owner=self)

    def _show(self, job: Job) -> None:
        self._job = job
        self._wait = _POLL
        if job.state is not JobState.RUNNING:
            self._end(job)
            return
        self._bar.setRange(0, 0 if job.fraction is None else _FULL)
        if job.fraction is not None:
            self._bar.setValue(round(min(1.0, max(0.0, job.fraction)) * _FULL))
        self._phase.setText(self.tr("Aborting…") if self._aborting else _in_words(job.phase))
        self._abort.setVisible(job.abortable)
        self._abort.setEnabled(not self._aborting)
        self._timer.start(self._wait)

    def _on_unanswered(self, error: ProgramError) -> None:
        """The job runs on the server whether it answers here or not: patience where that can help."""
        if classify(error) is not Verdict.RETRY:
            self._tell(error.sentence)
            self.ended.emit(self._job)
            return
        self._wait = min(_LONGEST_WAIT, self._wait * 2)
        self._phase.setText(error.sentence)
        self._timer.start(self._wait)

    def _end(self, job: Job) -> None:
        self.ended.emit(job)
        if job.state is JobState.DONE:
            self._leave()
        elif job.state is JobState.ABORTED:
            self._tell(self.tr("Aborted. What was done before stays done."))
            QTimer.singleShot(_LINGER, self, self._leave)
        else:
            words = job.message or self.tr("The server gave no reason.")
            self._tell(self.tr("The server could not finish: {reason}").format(reason=words))

    def _tell(self, sentence: str) -> None:
        """Stay with a sentence in place of the progress."""
        self._symbol.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Warning"))
        self._phase.setText(sentence)
        self._bar.hide()
        self._abort.hide()
        self._close.show()

    def _leave(self) -> None:
        self.left.emit(self)

    # ---------------------------------------------------------------- aborting

    def _on_abort(self) -> None:
        cloud, job = self._cloud, self._job
        self._aborting = True
        self._abort.setEnabled(False)
        self._phase.setText(self.tr("Aborting…"))
        self._tasks.run(lambda: cloud.abort(job), self._on_abort_answered, self._on_abort_failed, owner=self)

    def _on_abort_answered(self, will_stop: bool) -> None:
        if not will_stop:
            self._on_not_stopped(self.tr("The server cannot stop it any more."))

    def _on_abort_failed(self, error: ProgramError) -> None:
        self._on_not_stopped(error.sentence)

    def _on_not_stopped(self, sentence: str) -> None:
        self._aborting = False
        self._abort.setEnabled(True)
        self._phase.setText(sentence)


def _in_words(phase: str) -> str:
    """`collectingElements` as a person writes it; what is in words already stays."""
    if not phase.isidentifier():
        return phase
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", phase).capitalize()
