"""Asks a cloud for what it tells of an entry only when asked, once somebody stays with it."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.panels.entry_picture import read_image
from bimexplorer.ui.tasks import Task, Tasks

_STAYS_MS = 350
"""How long an entry has to be the one that is looked at."""
_FRESH = 60.0
"""Seconds after which it is asked again; what was told is shown meanwhile."""
_KEPT = 50


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked for."""

    details: tuple[tuple[str, str], ...] = ()
    picture: QImage | None = None
    failure: str = ""
    """Why it could not be asked, as a sentence."""


NOTHING = Told()


class AskingMore(QObject):
    """Signals:
    told(): there is something new of the entry that is looked at.
    """

    told = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._looked_at: tuple[str, Cloud, Entry] | None = None
        self._task: Task | None = None
        self._known: OrderedDict[tuple[str, Entry], tuple[float, Told]] = OrderedDict()
        self._stays = QTimer(self)
        self._stays.setSingleShot(True)
        self._stays.setInterval(_STAYS_MS)
        self._stays.timeout.connect(self._ask)

    def look_at(self, site_id: str, cloud: Cloud, entry: Entry) -> Told:
        """From now on this one; what is known of it already."""
        known = self._known.get((site_id, entry))
        if self._looked_at != (site_id, cloud, entry):
            self.look_away()
            self._looked_at = (site_id, cloud, entry)
        if self._task is None and (known is None or time.monotonic() - known[0] > _FRESH):
            self._stays.start()
        return known[1] if known is not None else NOTHING

    def look_away(self) -> None:
        """Nobody looks any more: what is on its way is cancelled."""
        self._looked_at = None
        self._stays.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def forget(self) -> None:
        """Something was changed: whatever was told may be old."""
        self._known.clear()

    def _ask(self) -> None:
        if self._looked_at is None:
            return
        site_id, cloud, entry = self._looked_at

        def work() -> Told:
            more = cloud.more(entry)
            return Told(more.details, read_image(more.picture) if more.picture else None)

        def keep(told: Told) -> None:
            self._task = None
            self._known[site_id, entry] = (time.monotonic(), told)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            self.told.emit()

        def failed(error: ProgramError) -> None:
            keep(Told(failure=error.sentence))

        self._task = self._tasks.run(work, keep, failed, owner=self)
