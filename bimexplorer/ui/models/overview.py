"""All transfers together: how far, how fast, how long still, in one line."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from bimexplorer.transfer.status import State
from bimexplorer.ui.look.formats import duration_text, size_text, speed_text
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfer_words import FULL
from bimexplorer.words import number

translate = QCoreApplication.translate

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
    """Remembers the speed; and what belongs together: a job that is done counts until all others are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._speed = 0.0
        self._measured = 0.0
        """When, by the clock."""

    def look(self, all_jobs: Tally) -> Overview:
        if not all_jobs.unfinished:
            all_jobs.rest()
        size, done = all_jobs.open_size, all_jobs.open_done
        if all_jobs.unfinished:
            size, done = size + all_jobs.ended, done + all_jobs.ended
        speed = self._smoothed(all_jobs.speed, moving=all_jobs.moving > 0)
        parts = []
        if size and not all_jobs.counting:
            parts.append(
                translate("transfers", "{done} of {all}").format(done=size_text(done), all=size_text(size))
            )
        parts.append(speed_text(speed))
        if speed >= 1 and not all_jobs.counting:
            time_left = duration_text(all_jobs.left / speed)
            parts.append(translate("transfers", "{time} left").format(time=time_left))
        parts += _counts(all_jobs)
        text = " · ".join(part for part in parts if part)
        if not text and all_jobs.jobs:
            text = translate("transfers", "All transfers are finished")
        told = size and not all_jobs.counting
        return Overview(text, min(FULL, done * FULL // size) if told else None)

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


def _counts(all_jobs: Tally) -> list[str]:
    counted = {
        translate("transfers", "{n} running"): all_jobs.states[State.RUNNING],
        translate("transfers", "{n} waiting"): all_jobs.states[State.WAITING],
        translate("transfers", "{n} paused"): all_jobs.states[State.PAUSED],
        translate("transfers", "{n} to decide"): len(all_jobs.deciding),
        translate("transfers", "{n} failed"): len(all_jobs.failed),
    }
    return [words.format(n=number(count)) for words, count in counted.items() if count]
