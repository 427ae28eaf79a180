"""All transfers together: how far, how fast, how long still, in one line."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Sum:
    """What all jobs come to."""

    states: Counter[State] = field(default_factory=Counter)
    failed: int = 0
    deciding: int = 0
    size: int = 0
    """Bytes of what belongs together."""
    done: int = 0
    left: int = 0
    """Bytes of what moves, or is about to."""
    speed: float = 0.0
    moving: bool = False
    counting: bool = False


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
        found = self._sum(jobs)
        speed = self._smoothed(found.speed, moving=found.moving)
        parts = []
        if found.size and not found.counting:
            parts.append(
                translate("transfers", "{done} of {all}").format(
                    done=size_text(found.done), all=size_text(found.size)
                )
            )
        parts.append(speed_text(speed))
        if speed >= 1 and not found.counting:
            time_left = duration_text(found.left / speed)
            parts.append(translate("transfers", "{time} left").format(time=time_left))
        parts += _counts(found)
        text = " · ".join(part for part in parts if part)
        if not text and jobs:
            text = translate("transfers", "All transfers are finished")
        told = found.size and not found.counting
        return Overview(text, min(FULL, found.done * FULL // found.size) if told else None)

    def _sum(self, jobs: Sequence[JobStatus]) -> _Sum:
        """In one pass: a drop may have made 10,000 of them, and this is done while they are worked on."""
        found, counted, unfinished = _Sum(), self._counted, False
        for job in jobs:
            state = job.state
            found.states[state] += 1
            found.failed += has_failed(job)
            if not state.finished:
                unfinished = True
                counted.add(job.id)
                found.deciding += needs_decision(job)
                found.speed += job.speed
                found.counting |= job.counting
                found.size += job.size
                found.done += min(job.done, job.size)
                if state in _MOVING:
                    found.moving = True
                    found.left += job.size - job.done
            elif state is State.DONE and job.id in counted:
                found.size += job.size
                found.done += job.size
        if not unfinished:
            counted.clear()
            found.size = found.done = 0
        return found

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


def _counts(found: _Sum) -> list[str]:
    counted = {
        translate("transfers", "{n} running"): found.states[State.RUNNING],
        translate("transfers", "{n} waiting"): found.states[State.WAITING],
        translate("transfers", "{n} paused"): found.states[State.PAUSED],
        translate("transfers", "{n} to decide"): found.deciding,
        translate("transfers", "{n} failed"): found.failed,
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
