"""Work that follows many changes, done so seldom that the window stays alive however much there is of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_SHARE = 8
"""So many times as long as the work took last is rested before the next."""


class Pace(QTimer):
    """A single shot that calls `work`; the longer `work` takes, the longer it waits."""

    def __init__(self, interval: int, work: Callable[[], None], parent: QObject) -> None:
        """`interval`: milliseconds that it waits at least."""
        super().__init__(parent)
        self._least = interval
        self._work = work
        self.setSingleShot(True)
        self.setInterval(interval)
        self.timeout.connect(self._on_timeout)

    def _on_timeout(self) -> None:
        began = time.perf_counter()
        self._work()
        took = (time.perf_counter() - began) * 1000
        self.setInterval(max(self._least, round(took * _SHARE)))
