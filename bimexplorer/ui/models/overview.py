"""All transfers together: how far, how fast, how long still, in one line."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bimexplorer.transfer.status import JobStatus, State
from bimexplorer.ui.look.formats import duration_text, size_text, speed_text
from bimexplorer.ui.models.transfers import FULL
from bimexplorer.words import number

translate = QCoreApplication.translate

_MOVING = (State.WAITING, State.RUNNING)
_MEMORY = 4.0
"""Seconds over which the speed is smoothed: the line is to be read, not to flicker."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the line says."""

    text: str
    """Empty when there is nothing to tell."""
    progress: int | None
    """0..`FULL` of everything since the queue was last at rest; None: nothing is unfinished, or it is not
    known yet how much there is."""


class OverviewMeter:
    """Remembers what belongs together: a job that is done still counts until all others are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: set[int] = set()
        """Jobs since the last rest."""
        self._speed = 0.0
        self._measured = 0.0
        """When, by the clock."""

    def look(self, jobs: Sequence[JobStatus]) -> Overview:
        unfinished = [job for job in jobs if not job.state.finished]
        if unfinished:
            self._counted.update(job.id for job in unfinished)
        else:
            self._counted.clear()
        counted = [
            job
            for job in jobs
            if job.id in self._counted and (job.state is State.DONE or not job.state.finished)
        ]
        size, done = sum(job.size for job in counted), sum(map(_done, counted))
        moving = [job for job in unfinished if job.state in _MOVING]
        speed = self._smoothed(sum(job.speed for job in unfinished), moving=bool(moving))
        counting = any(job.counting for job in unfinished)
        parts = []
        if size and not counting:
            parts.append(
                translate("transfers", "{done} of {all}").format(done=size_text(done), all=size_text(size))
            )
        parts.append(speed_text(speed))
        if speed >= 1 and not counting:
            left = sum(job.size - job.done for job in moving) / speed
            parts.append(translate("transfers", "{time} left").format(time=duration_text(left)))
        parts += _counts(jobs)
        text = " · ".join(part for part in parts if part)
        if not text and jobs:
            text = translate("transfers", "All transfers are finished")
        return Overview(text, min(FULL, done * FULL // size) if size and not counting else None)

    def _smoothed(self, speed: float, *, moving: bool) -> float:
        """The speed averaged over the last seconds, the latest counting most."""
        now = self._clock()
        if not moving:
            self._speed = 0.0
        elif self._speed < 1:
            self._speed = speed
        else:
            weight = 1 - math.exp((self._measured - now) / _MEMORY)
            self._speed += (speed - self._speed) * weight
        self._measured = now
        return self._speed


def _done(job: JobStatus) -> int:
    return job.size if job.state is State.DONE else min(job.done, job.size)


def _counts(jobs: Sequence[JobStatus]) -> list[str]:
    counted = {
        translate("transfers", "{n} running"): sum(job.state is State.RUNNING for job in jobs),
        translate("transfers", "{n} waiting"): sum(job.state is State.WAITING for job in jobs),
        translate("transfers", "{n} paused"): sum(job.state is State.PAUSED for job in jobs),
        translate("transfers", "{n} to decide"): sum(needs_decision(job) for job in jobs),
        translate("transfers", "{n} failed"): sum(has_failed(job) for job in jobs),
    }
    return [words.format(n=number(count)) for words, count in counted.items() if count]


def needs_decision(job: JobStatus) -> bool:
    """Whether a person has to say something before all of the job can go on."""
    return not job.state.finished and (job.files_deciding > 0 or job.held)


def has_failed(job: JobStatus) -> bool:
    """Whether something of the job went wrong, also while the rest still moves.

    What was found before anything moved is a question first.
    """
    return job.state is State.FAILED or (job.files_failed > 0 and not job.held)
