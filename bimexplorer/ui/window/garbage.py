"""Python's search for reference cycles, in the GUI thread and at moments when nobody waits for it.

Left to itself it runs in whichever thread allocates, where it may destroy a QObject off its own thread; and
with 100,000 rows loaded a full run takes 150 ms, in the middle of scrolling. Rows are freed by their
reference counts: only cycles wait for this.

What has come in large numbers, or has outlived a full run, is set aside (`gc.freeze`): otherwise pages that
arrive one after the other are looked through again with each. It is looked at again after a long rest.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 100
_YOUNG = 700
"""New objects that are worth a look; Python's own threshold."""
_MIDDLE_AFTER = 3
"""Looks at the young objects before the next older ones are looked at."""
_FULL_AFTER = 10
"""Looks at those before everything is."""
_MANY = 2_000
"""New objects at one look from which on something large is taken to be coming."""
_QUIET = 30
"""Turns in a row with few new objects after which nobody is taken to be doing anything."""
_ASLEEP = 600
"""The same for nobody being there, so that what was set aside is looked at, too."""


class IdleCollector(QObject):
    """Takes the search over from Python until `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._quiet = 0
        self._aside = False
        """Whether something was set aside since all of it was looked at."""
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _look(self) -> None:
        young, middle, old = gc.get_count()
        self._quiet = self._quiet + 1 if young < _YOUNG else 0
        if self._quiet == _ASLEEP and self._aside:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._aside = False
        elif self._quiet > _QUIET and old > _FULL_AFTER:
            gc.collect()
            self._set_aside()
        elif young > _MANY:
            gc.collect(0)
            self._set_aside()
        elif middle > _MIDDLE_AFTER:
            gc.collect(1)
        elif young > _YOUNG:
            gc.collect(0)

    def _set_aside(self) -> None:
        gc.freeze()
        self._aside = True
