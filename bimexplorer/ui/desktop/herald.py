"""Tells the desktop of the transfers: how far they are, and how they ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from bimexplorer.settings import Settings
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Direction, JobStatus, State
from bimexplorer.ui.desktop.surroundings import Desktop
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.words import plural

_LOOK_MS = 250
"""Between two looks at the jobs that changed: a bar in the taskbar need not move more often."""
_SETTLE_MS = 1000
"""How long nothing moves before the work has ended: a retry, or the next drop, belongs to it."""
_LONG = 10.0
"""Seconds after which the end of work is worth a notification."""

translate = QCoreApplication.translate

_MOVING = (State.WAITING, State.RUNNING)


class TransferHerald(QObject):
    """Follows one stretch of work after the other: from the first job that moves until nothing does.

    Signals:
        working_changed(bool working): something moves, or will without anybody's help; or nothing does.
        clicked(): a person wants to see what a notification told of.
    """

    working_changed = Signal(bool)
    clicked = Signal()

    def __init__(
        self,
        queue: TransferQueue,
        bridge: TransferBridge,
        desktop: Desktop,
        settings: Settings,
        parent: QObject | None = None,
        *,
        in_front: Callable[[], bool] = lambda: QApplication.activeWindow() is not None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`in_front`: whether the person looks at this program anyway."""
        super().__init__(parent)
        self._queue = queue
        self._desktop = desktop
        self._settings = settings
        self._in_front = in_front
        self._clock = clock
        self._begun: float | None = None
        """When the present work began; None: there is none."""
        self._jobs: dict[int, JobStatus] = {}
        """Those of the present work, and those that rest and may become part of the next."""
        self._changed: set[int] = set()
        self._past: set[int] = set()
        """Jobs that had ended before the present work."""
        self._look = self._timer(_LOOK_MS, self._on_look)
        self._settle = self._timer(_SETTLE_MS, self._on_settled)
        for job in queue.jobs():
            if job.state.finished:
                self._past.add(job.id)
            else:
                self._on_job_changed(job.id)
        bridge.job_changed.connect(self._on_job_changed)

    @property
    def working(self) -> bool:
        return self._begun is not None

    def stop(self) -> None:
        """Tell nothing any more."""
        self._look.stop()
        self._settle.stop()
        self._changed.clear()

    def _on_job_changed(self, job_id: int) -> None:
        self._changed.add(job_id)
        if not self._look.isActive():
            self._look.start()

    def _on_look(self) -> None:
        changed, self._changed = self._changed, set()
        for job_id in changed:
            self._take(job_id, self._queue.job(job_id))
        moving = sum(job.state in _MOVING for job in self._jobs.values())
        if moving:
            self._settle.stop()
            if self._begun is None:
                self._begun = self._clock()
                self.working_changed.emit(True)
        elif self._begun is None:
            self._forget_ended()  # too short to be called work
        elif not self._settle.isActive():
            self._settle.start()
        if self._begun is not None:
            self._desktop.progress(fraction_done(self._jobs.values()))
            self._desktop.badge(moving)

    def _take(self, job_id: int, job: JobStatus | None) -> None:
        if job is None:
            # Taken off the list. What it did counts until the work ends.
            known = self._jobs.get(job_id)
            if known is not None and not known.state.finished:
                del self._jobs[job_id]
            self._past.discard(job_id)
        elif not job.state.finished:
            self._past.discard(job_id)
            self._jobs[job_id] = job
        elif job_id not in self._past:
            self._jobs[job_id] = job

    def _on_settled(self) -> None:
        begun, self._begun = self._begun, None
        assert begun is not None
        rested = [job for job in self._jobs.values() if job.state is not State.PAUSED]
        self._forget_ended()
        self._desktop.progress(None)
        self._desktop.badge(0)
        self.working_changed.emit(False)
        words = ending(rested)
        lasted = self._clock() - begun - _SETTLE_MS / 1000
        if words is not None and lasted > _LONG and self._settings.notify and not self._in_front():
            self._desktop.notify(*words, self.clicked.emit)

    def _forget_ended(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.state.finished]
        for job_id in ended:
            del self._jobs[job_id]
        self._past.update(ended)

    def _timer(self, milliseconds: int, rings: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(rings)
        return timer


def fraction_done(jobs: Collection[JobStatus]) -> float:
    """How much of the bytes has travelled, 0 to 1, of all jobs that were not stopped."""
    size = done = 0
    for job in jobs:
        if job.state not in (State.PAUSED, State.CANCELLED, State.FAILED):
            size += job.size
            done += job.size if job.state.finished else min(job.done, job.size)
    return done / size if size else 0.0


def ending(jobs: Collection[JobStatus]) -> tuple[str, str] | None:
    """Title and text that tell how the work of these jobs ended; None: there is nothing to tell."""
    told = [job for job in jobs if job.state is not State.CANCELLED]
    # A job can fail, or be held, as a whole: before any of its files was looked at.
    failed = sum(max(job.files_failed, int(job.state is State.FAILED)) for job in told)
    deciding = sum(max(job.files_deciding, int(job.state is State.DECIDING)) for job in told)
    done = sum(job.files_done for job in told)
    if not (failed or deciding or done):
        return None
    if failed:
        title = translate("transfers", "Transfers ended with errors")
    elif deciding:
        title = translate("transfers", "Transfers wait for your decision")
    else:
        title = translate("transfers", "Transfers are done")
    if len(told) == 1 and told[0].files <= 1:
        return title, _of_one(told[0])
    parts = [
        (done, plural("{n} file is done.", "{n} files are done.", done)),
        (failed, plural("{n} file failed.", "{n} files failed.", failed)),
        (deciding, plural("{n} file waits.", "{n} files wait.", deciding)),
    ]
    return title, " ".join(words for count, words in parts if count)


def _of_one(job: JobStatus) -> str:
    if job.state is State.FAILED:
        pattern = (
            translate("transfers", "“{name}”: {reason}")
            if job.error is not None
            else translate("transfers", "“{name}” failed.")
        )
    elif job.state is State.DECIDING:
        pattern = translate("transfers", "“{name}” waits.")
    elif job.state is State.SKIPPED:
        pattern = translate("transfers", "“{name}” was skipped.")
    elif job.direction is Direction.UPLOAD:
        pattern = translate("transfers", "“{name}” is uploaded.")
    elif job.direction is Direction.COPY:
        pattern = translate("transfers", "“{name}” is copied.")
    else:
        pattern = translate("transfers", "“{name}” is downloaded.")
    return pattern.format(name=job.name, reason=job.error.sentence if job.error is not None else "")
