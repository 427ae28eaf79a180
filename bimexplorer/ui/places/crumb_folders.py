"""What the menus of the address offer: the sites, or the folders that lie in a place."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Sort
from bimexplorer.ui.look.icons import Tint, entry_icon, icon
from bimexplorer.ui.models.listing import FOLDERS, Listing, Position, Stretch
from bimexplorer.ui.models.order import arranged
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.address_bar import AddressBar
from bimexplorer.ui.views.crumb_menu import FolderMenu, Inside

MOST = 100
"""Folders in a menu: of more, nobody finds one there."""


class CrumbFolders(QObject):
    """Fills each menu when it is opened, so that it shows what lies there now."""

    def __init__(
        self, sites: OpenSites, navigator: Navigator, tasks: Tasks, bar: AddressBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._sites = sites
        self._navigator = navigator
        self._tasks = tasks
        self._task: Task | None = None
        bar.folders_asked.connect(self._on_asked)

    def _on_asked(self, menu: FolderMenu) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        place = menu.place
        if place == HOME:
            menu.show_inside([self._site(site_id) for site_id in self._sites.ids()])
            return
        site = self._sites.get(place.site_id)
        if site is None or site.cloud is None or site.root is None:
            menu.show_sentence(self.tr("Sign in to see what is inside."))
            return
        cloud, folder = site.cloud, None if place.path else site.root
        location = self._navigator.location
        if location is not None and location.place.folder == place:
            folder = location.folder

        def work() -> Stretch:
            listing = Listing(cloud, folder or cloud.entry_at(place.path), (FOLDERS,), Sort())
            return listing.read(Position(), MOST)

        def done(stretch: Stretch) -> None:
            more = stretch.next is not None
            entries = stretch.entries if more else arranged(stretch.entries, Sort())
            menu.show_inside(
                [
                    Inside(entry.name, Place(place.site_id, entry.path), entry_icon(entry))
                    for entry in entries
                ],
                more=more,
            )

        def failed(error: ProgramError) -> None:
            menu.show_sentence(error.sentence)
            if isinstance(error, AuthExpired):
                self._sites.expire(place.site_id)

        self._task = self._tasks.run(work, done, failed, owner=menu)

    def _site(self, site_id: str) -> Inside:
        return Inside(self._sites.name(site_id), Place(site_id), icon("cloud-outline", Tint.ACCENT))
