"""Which of the selected files have a proven copy in the cache, known before anybody drags or copies them.

A drag has to say at once what it carries, and only the service can tell whether a copy still holds. So it is
asked when the selection changes, for those files alone of which a copy lies here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QTimer, SignalInstance

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import FileCache, Slot
from bimexplorer.ui.tasks import Task, Tasks

log = logging.getLogger(__name__)

MOST = 200
"""Files that are handed to another program at once; for more there is Download…."""
_CALM_MS = 200
"""How long a selection has to last before anybody is asked about it."""
_FRESH = 10.0
"""Seconds after which a press on a row asks again."""
_HOLDS = 90.0
"""Seconds for which an answer is taken as true."""
_AGAIN_MS = 60_000
"""While a selection lasts, what is known of it is kept from getting too old."""


class Rows(Protocol):
    """A view of entries."""

    @property
    def selection_changed(self) -> SignalInstance: ...

    @property
    def pressed(self) -> SignalInstance: ...

    def selected(self, at_most: int | None = None) -> tuple[Entry, ...]: ...

    def isActiveWindow(self) -> bool: ...


class ReadyCopies(QObject):
    """Follows the selection of views; answers at once and from memory."""

    def __init__(
        self, cache: FileCache, open_cloud: Callable[[str], Cloud], tasks: Tasks, parent: QObject
    ) -> None:
        """`open_cloud` gives a site's connection; it is called on workers."""
        super().__init__(parent)
        self._cache = cache
        self._open_cloud = open_cloud
        self._tasks = tasks
        self._known: dict[tuple[str, Entry], tuple[Slot, float]] = {}
        """By what was listed, so that a row that changes is unknown again; when it was learnt, in seconds."""
        self._rows: tuple[Rows, Callable[[], str]] | None = None
        self._looked = 0.0
        self._task: Task | None = None
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._look)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._on_grown_old)

    def follow(self, rows: Rows, site_id: Callable[[], str]) -> None:
        """Know about what is selected there; `site_id` tells whose entries these are."""
        rows.selection_changed.connect(lambda: self._on_selection_changed(rows, site_id))
        rows.pressed.connect(lambda index: self._on_pressed(index, rows, site_id))

    def of(self, site_id: str, entries: Sequence[Entry]) -> Mapping[Entry, Slot]:
        """The proven copies of those of the entries that have one."""
        latest = time.monotonic() - _HOLDS
        found = {}
        for entry in entries[:MOST]:
            slot, learnt = self._known.get((site_id, entry), (None, 0.0))
            if slot is not None and learnt > latest:
                found[entry] = slot
        return found

    def learn(self, site_id: str, entry: Entry, slot: Slot) -> None:
        """The copy of an entry has just been proven."""
        self._known[site_id, entry] = (slot, time.monotonic())

    def forget(self, site_id: str, entry: Entry) -> None:
        """The copy of an entry is gone."""
        self._known.pop((site_id, entry), None)

    # ---------------------------------------------------------------- asking

    def _on_selection_changed(self, rows: Rows, site_id: Callable[[], str]) -> None:
        self._rows = (rows, site_id)
        self._looked = 0.0
        self._calm.start()

    def _on_pressed(self, _: QModelIndex, rows: Rows, site_id: Callable[[], str]) -> None:
        """Perhaps a drag begins: the answer may come before it does."""
        if not self._calm.isActive() and time.monotonic() - self._looked > _FRESH:
            self._rows = (rows, site_id)
            self._look()

    def _on_grown_old(self) -> None:
        if self._rows is not None and self._rows[0].isActiveWindow():
            self._look()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._again.stop()
        if self._rows is None:
            return
        rows, asked = self._rows
        site_id = asked()
        files = [entry for entry in rows.selected(MOST) if not entry.is_folder]
        self._looked = time.monotonic()
        oldest = self._looked - _HOLDS
        self._known = {key: known for key, known in self._known.items() if known[1] > oldest}
        if not site_id or not files:
            return

        def work() -> dict[Entry, Slot | None]:
            here = [entry for entry in files if self._cache.may_have(site_id, entry)]
            return self._looked_up(site_id, here) if here else {}

        def found(slots: dict[Entry, Slot | None]) -> None:
            for entry, slot in slots.items():
                if slot is not None:
                    self.learn(site_id, entry, slot)
                else:
                    self.forget(site_id, entry)
            if any(slots.values()):
                self._again.start()

        def failed(error: ProgramError) -> None:
            # Nobody has asked for anything yet: a drag that needs it downloads the file, and tells then.
            log.info("Nobody tells which copies hold: %s", error.technical or error.english)

        self._task = self._tasks.run(work, found, failed, owner=self)

    def _looked_up(self, site_id: str, files: Sequence[Entry]) -> dict[Entry, Slot | None]:
        cloud = self._open_cloud(site_id)
        found: dict[Entry, Slot | None] = {}
        for entry in files:
            try:
                slot = self._cache.look(cloud, site_id, entry)
            except NotFound:
                found[entry] = None
            else:
                found[entry] = slot if slot.ready else None
        return found
