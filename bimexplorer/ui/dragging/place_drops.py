"""Drops on something that stands for a folder by its path alone: a crumb of the address, a bookmark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bimexplorer.errors import AuthExpired, Conflict, ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks


class PlaceDrops(QObject):
    """Looks the folder up, then hands the drop on.

    Signals:
        files_dropped(object paths, str site_id, object folder), entries_dropped(object carried, str site_id,
            object folder): as the navigation tree tells them.
        failed(object error): there is no such folder any more, or its site is not open.
        expired(str site_id): the server takes the sign-in no longer.
    """

    files_dropped = Signal(object, str, object)
    entries_dropped = Signal(object, str, object)
    failed = Signal(object)
    expired = Signal(str)

    def __init__(self, sites: OpenSites, navigator: Navigator, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._sites = sites
        self._navigator = navigator
        self._tasks = tasks

    def drop_files(self, paths: Sequence[Path], place: Place) -> None:
        """Files of this computer were let go on a place."""
        self._find(place, lambda folder: self.files_dropped.emit(paths, place.site_id, folder))

    def drop_entries(self, carried: Carried, place: Place) -> None:
        """Entries of the window were let go on a place."""
        self._find(place, lambda folder: self.entries_dropped.emit(carried, place.site_id, folder))

    def _find(self, place: Place, done: Callable[[Entry], None]) -> None:
        location, site = self._navigator.location, self._sites.get(place.site_id)
        if location is not None and location.place.folder == place.folder:
            done(location.folder)
            return
        cloud = site.cloud if site is not None else None
        if cloud is None:
            self.failed.emit(ProgramError(self.tr("Sign in to this site first, then drop it again.")))
            return

        def found(entry: Entry) -> None:
            if entry.is_folder:
                done(entry)
            else:
                self.failed.emit(
                    Conflict(self.tr("“{name}” is not a folder any more.").format(name=entry.name))
                )

        def failed(error: ProgramError) -> None:
            if isinstance(error, AuthExpired):
                self.expired.emit(place.site_id)
            self.failed.emit(error)

        self._tasks.run(
            lambda: cloud.entry_at(place.path) if place.path else cloud.root(), found, failed, owner=self
        )
