"""How often is worth it. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rhythm:
    """All in seconds, but where it says otherwise."""

    soonest: float = 4.0
    """Between two looks while something changes, or somebody works in the window."""
    latest: float = 60.0
    """Between two looks where nothing has happened for long."""
    growth: float = 1.5
    """Factor from one pause to the next while nothing happens."""
    unreachable: float = 120.0
    """The longest pause while the server does not answer."""
    jitter: float = 0.2
    """Of a pause, up or down: a hundred windows opened in the same minute do not ask in the same second."""
    share: float = 20.0
    """A look that took so many times less than the pause may be repeated after it: what is slow to answer is
    asked less often."""
    reading: float = 60.0
    """Where the change feed is followed, which tells of files only: after so long all is read again."""
    branch: float = 30.0
    """Between two looks at branches of the tree, one at a time."""
    marked: float = 30.0
    """For so long a new or changed row is marked, the last third of it faintly."""
    own: float = 60.0
    """For so long after its last sign of life an own upload is no news."""


class Pace:
    """The pause before the next look."""

    def __init__(self, rhythm: Rhythm, chance: Callable[[], float] = random.random) -> None:
        self._rhythm = rhythm
        self._chance = chance
        """0..1"""
        self._pause = rhythm.soonest
        self._took = 0.0
        self._missed = False

    @property
    def missed(self) -> bool:
        """Whether the server did not answer the last time."""
        return self._missed

    def stir(self) -> None:
        """Somebody does something here."""
        if not self._missed:
            self._pause = self._rhythm.soonest

    def looked(self, took: float, *, found: bool) -> None:
        """An answer came after `took` seconds, with something new in it or not."""
        self._took, self._missed = took, False
        if found:
            self._pause = self._rhythm.soonest
        else:
            self._pause = min(self._rhythm.latest, self._pause * self._rhythm.growth)

    def miss(self) -> None:
        """No answer, or one that is of no use."""
        self._missed = True
        self._pause = min(self._rhythm.unreachable, self._pause * 2)

    def again(self) -> None:
        """What did not answer may do so now."""
        self._missed = False
        self._pause = self._rhythm.soonest

    def next(self) -> float:
        """Seconds until the next look."""
        pause = max(self._pause, self._took * self._rhythm.share)
        return pause * (1 + self._rhythm.jitter * (2 * self._chance() - 1))
