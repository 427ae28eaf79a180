"""Which small pictures are needed now: those of what is in sight, and of nothing else."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QImage, QPixmap

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.settings import Settings
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.thumbnails.fetching import SIDE, ThumbnailMaker, can_have
from bimexplorer.ui.thumbnails.store import Key
from bimexplorer.ui.views.icons_view import IconsView

log = logging.getLogger(__name__)

LANES = 2
"""Files that are fetched at a time: clicks need the line too."""
REST_MS = 150
"""How long it rests in one place before anything is asked for."""
_IN_MEMORY = 600
"""Pictures; at most 256 KiB each."""
assert SIDE * SIDE * 4 == 1 << 18


class Thumbnails(QObject):
    """Follows one icon view for as long as it can be seen."""

    def __init__(
        self, maker: ThumbnailMaker, settings: Settings, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._maker = maker
        self._settings = settings
        self._tasks = tasks
        self._view: IconsView | None = None
        self._contents: ContentsModel | None = None
        self._known: OrderedDict[Key, QPixmap] = OrderedDict()
        """The latest used last; a null one where there is no picture to be had."""
        self._missed: set[Key] = set()
        """Not to be asked for again while this folder is open: it did not come."""
        self._wanted: dict[Key, Entry] = {}
        """What is in sight and not here, from the top."""
        self._looking: Task | None = None
        """For what is on this computer already."""
        self._coming: dict[Key, Task] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._look)

    def picture(self, entry: Entry) -> QPixmap | None:
        """What is here now, at once."""
        if self._contents is None or not self._settings.thumbnails:
            return None
        key = Key.of(self._contents.site_id, entry)
        known = self._known.get(key)
        if known is None or known.isNull():
            return None
        self._known.move_to_end(key)
        return known

    def follow(self, view: IconsView, contents: ContentsModel) -> None:
        """From now on, show the pictures of what is in sight there."""
        self._view, self._contents = view, contents
        contents.modelReset.connect(self._on_left)
        for happened in (
            view.scrolled,
            contents.branch_loaded,
            contents.rowsInserted,
            contents.rowsRemoved,
            contents.layoutChanged,
            contents.dataChanged,
        ):
            happened.connect(self._on_moved)
        view.installEventFilter(self)

    def apply_settings(self) -> None:
        """The person may have switched them on or off; off, those on this computer go too."""
        if not self._settings.thumbnails and (self._known or self._wanted):
            self._stop()
            self._known.clear()
            self._tasks.run(self._maker.store.clear, lambda _: None, self._on_not_cleared, owner=self)
        self._on_moved()
        if self._view is not None:
            self._view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._on_moved()
        elif event.type() == QEvent.Type.Hide:
            self._stop()
        return super().eventFilter(watched, event)

    # ---------------------------------------------------------------- what is in sight

    def _on_moved(self, *_: object) -> None:
        if self._settings.thumbnails and self._view is not None and self._view.isVisible():
            self._rest.start()

    def _on_left(self) -> None:
        self._stop()
        self._missed.clear()

    def _stop(self) -> None:
        self._rest.stop()
        self._want({})

    def _look(self) -> None:
        view, contents = self._view, self._contents
        if view is None or contents is None or contents.cloud is None:
            return
        rows, cloud, site_id = view.rows_in_sight(), contents.cloud, contents.site_id
        entries = contents.entries(rows.start, rows.stop - 1) if rows else []
        wanted = {Key.of(site_id, entry): entry for entry in entries if can_have(cloud, entry)}
        self._want({key: entry for key, entry in wanted.items() if not self._is_settled(key)})

    def _is_settled(self, key: Key) -> bool:
        return key in self._known or key in self._missed

    def _want(self, wanted: dict[Key, Entry]) -> None:
        """What is wanted no longer stops coming."""
        for key in [key for key in self._coming if key not in wanted]:
            self._coming.pop(key).cancel()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._wanted = wanted
        keys = [key for key in wanted if key not in self._coming]
        if not keys:
            return

        def look() -> list[tuple[Key, QImage]]:
            return [(key, image) for key in keys if (image := self._maker.kept(key)) is not None]

        self._looking = self._tasks.run(look, self._on_looked, self._on_not_looked, owner=self)

    def _on_looked(self, found: Sequence[tuple[Key, QImage]]) -> None:
        self._looking = None
        for key, image in found:
            self._learn(key, image)
        self._fetch_on()

    def _on_not_looked(self, error: ProgramError) -> None:
        self._looking = None
        log.info("The thumbnails here cannot be read: %s", error.technical or error.english)

    # ---------------------------------------------------------------- what comes

    def _fetch_on(self) -> None:
        contents = self._contents
        if contents is None or contents.cloud is None:
            return
        for key, entry in list(self._wanted.items()):
            if len(self._coming) >= LANES:
                break
            if key not in self._coming:
                self._coming[key] = self._fetch(key, contents.cloud, contents.site_id, entry)

    def _fetch(self, key: Key, cloud: Cloud, site_id: str, entry: Entry) -> Task:
        def come(image: QImage) -> None:
            self._coming.pop(key, None)
            self._learn(key, image)
            self._fetch_on()

        def not_come(error: ProgramError) -> None:
            log.info("No thumbnail of %s: %s", entry.id, error.technical or error.english)
            self._coming.pop(key, None)
            self._wanted.pop(key, None)
            self._missed.add(key)
            self._fetch_on()

        work: Callable[[], QImage] = lambda: self._maker.make(cloud, site_id, entry)  # noqa: E731
        return self._tasks.run(work, come, not_come, owner=self)

    def _learn(self, key: Key, image: QImage) -> None:
        self._wanted.pop(key, None)
        self._known[key] = QPixmap.fromImage(image)
        while len(self._known) > _IN_MEMORY:
            self._known.popitem(last=False)
        if self._view is not None:
            self._view.viewport().update()

    @staticmethod
    def _on_not_cleared(error: ProgramError) -> None:
        log.warning("Thumbnails stay on this computer: %s", error.technical or error.english)
