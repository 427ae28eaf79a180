"""Narrowing and grouping the objects of a comparison beside the window, never in it."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from bimexplorer.cancellation import current
from bimexplorer.comparison.grouping import Grouping, Narrowing, arranged
from bimexplorer.errors import ProgramError
from bimexplorer.ui.models.comparison import Sight, sight
from bimexplorer.ui.models.comparison_reading import ComparisonReading
from bimexplorer.ui.tasks import Task, Tasks

_REST_MS = 150
_SHARE = 4
"""So many times as long as arranging took is rested before what came meanwhile is arranged, too."""


class ComparisonArranging(QObject):
    """Signals:
    arranged(object sight): a `Sight` of what there is now.
    failed(object error).
    """

    arranged = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, reading: ComparisonReading, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._reading = reading
        self._task: Task | None = None
        self._more = False
        """Whether something came since the last arranging began."""
        # `Pace` rests after what the window itself does; this work is done elsewhere.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        self.narrowing = Narrowing()
        self.grouping = Grouping.TYPE
        self.disciplines: Mapping[str, str] = {}
        reading.brought.connect(self._on_brought)
        reading.restarted.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether what is shown is not yet what was asked for."""
        return self._task is not None or self._more

    def look(self, narrowing: Narrowing, grouping: Grouping) -> None:
        """Show it so, as soon as that is ready."""
        self.narrowing, self.grouping = narrowing, grouping
        self.begin()

    def begin(self) -> None:
        """Arrange everything that is there now."""
        self.stop()
        # Copies: more comes while they are arranged.
        objects, texts = list(self._reading.objects), list(self._reading.texts)
        narrowing, grouping, disciplines = self.narrowing, self.grouping, self.disciplines

        def work() -> tuple[Sight, float]:
            began, check = time.perf_counter(), current().check
            found = arranged(objects, texts, narrowing, grouping, disciplines, check)
            return sight(found, grouping, check), time.perf_counter() - began

        self._task = self._tasks.run(work, self._on_arranged, self._on_failed, owner=self)

    def stop(self) -> None:
        """What is being arranged is not wanted."""
        self._rest.stop()
        self._more = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_brought(self, first: bool) -> None:
        if first or (self._task is None and not self._rest.isActive()):
            self.begin()
        else:
            self._more = True

    def _on_arranged(self, answer: tuple[Sight, float]) -> None:
        self._task = None
        found, took = answer
        self.arranged.emit(found)
        self._rest.start(max(_REST_MS, round(took * 1000 * _SHARE)))

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self.failed.emit(error)

    def _on_rested(self) -> None:
        if self._more:
            self.begin()
