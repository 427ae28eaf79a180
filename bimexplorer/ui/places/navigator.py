"""Going to a place: finds the folder behind a path and tells the window what to show."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AccessDenied, AuthExpired, NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.places.history import HOME, History, Place, Search
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.tasks import Task, Tasks


@dataclass(frozen=True, slots=True)
class Location:
    """An open folder, or a search in it."""

    site_id: str
    cloud: Cloud
    folder: Entry
    search: Search | None = None

    @property
    def place(self) -> Place:
        return Place(self.site_id, self.folder.path, self.search)


class Navigator(QObject):
    """Knows where the window is and how it got there.

    Signals:
        looking(str name): a folder of this name is looked for on the server; empty: no longer.
        arrived(object location, str selected): a folder was found; `selected` is the name to select in it.
        waiting(str site_id): the site has to be connected first; it goes on by itself afterwards.
        left(): the window is at home, where no site is open.
        fell_back(object wanted, object location): a place is gone; this is the nearest folder above it.
        failed(object place, object error): the place could not be opened; the window stays where it is.
    """

    looking = Signal(str)
    arrived = Signal(object, str)
    waiting = Signal(str)
    left = Signal()
    fell_back = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, sites: OpenSites, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sites = sites
        self._tasks = tasks
        self._history = History()
        self._wanted: Place | None = None
        self._nearest = False
        """Whether a folder above the wanted one will do."""
        self._location: Location | None = None
        self._task: Task | None = None
        sites.changed.connect(self._on_site_changed)
        sites.listed.connect(self._on_listed)

    @property
    def location(self) -> Location | None:
        """The folder that is open; None while there is none, or its site is not connected."""
        return self._location

    @property
    def place(self) -> Place | None:
        """Where the window is, or will be once the site is connected."""
        return self._history.current

    @property
    def is_looking(self) -> bool:
        """Whether a folder is looked for on the server."""
        return self._task is not None

    @property
    def can_go_back(self) -> bool:
        return self._history.back is not None

    @property
    def can_go_forward(self) -> bool:
        return self._history.forward is not None

    @property
    def can_go_up(self) -> bool:
        return self.place is not None and self.place != HOME

    def go_back(self) -> None:
        """Where the last place lies in that one, its folder is selected there."""
        back, place = self._history.back, self.place
        if back is not None and place is not None:
            depth = len(back.path)
            inside = back.site_id == place.site_id and place.path[:depth] == back.path
            select = place.path[depth] if inside and place.path[depth:] else ""
            self.go(back, entry=self._at_hand(back), select=select, step=-1)

    def go_forward(self) -> None:
        forward = self._history.forward
        if forward is not None:
            self.go(forward, entry=self._at_hand(forward), step=1)

    def go_up(self) -> None:
        """To the folder above, with the one that was left selected; from a search to its folder.

        Above the sites is home.
        """
        place = self.place
        if place is None:
            return
        if place.search is not None:
            self.leave_search()
        elif place.above is not None:
            self.go(place.above, select=place.path[-1])
        else:
            self.go(HOME)

    def leave_search(self) -> None:
        """Show the folder again; where it was the last place, Forward leads back to the search."""
        place = self.place
        if place is None or place.search is None:
            return
        if self._history.back == place.folder:
            self.go_back()
        else:
            self.go(place.folder, entry=self._at_hand(place))

    def _at_hand(self, place: Place) -> Entry | None:
        """The folder of a place, if it is the one that is open, with or without a search."""
        location = self._location
        same = location is not None and location.place.folder == place.folder
        return location.folder if location is not None and same else None

    def go(
        self,
        place: Place,
        *,
        entry: Entry | None = None,
        select: str = "",
        step: int = 0,
        nearest: bool = False,
    ) -> None:
        """Open a place; `entry` is its folder where it is at hand. A file is selected in its folder.

        `step` is that of `History.visit`. `nearest`: if the folder is gone, the nearest one above it will do.
        """
        self._stop()
        if place == HOME:
            self._wanted = self._location = None
            self._history.visit(HOME, step)
            self.left.emit()
            return
        site = self._sites.get(place.site_id)
        if site is None:
            return
        self._wanted, self._nearest = place, nearest
        if site.state is not SiteState.READY or site.cloud is None or site.root is None:
            self._location = None
            self._history.visit(place, step)
            self.waiting.emit(place.site_id)
            return
        cloud = site.cloud
        if not place.path:
            self._arrive(Location(place.site_id, cloud, site.root, place.search), select, step)
        elif entry is not None:
            self._arrive(Location(place.site_id, cloud, entry, place.search), select, step)
        else:
            self.looking.emit(cloud.shown_path(place.path)[-1])
            self._task = self._tasks.run(
                lambda: (_nearest_folder_at if nearest else _folder_at)(cloud, place.path),
                lambda found: self._on_found(
                    place, Location(place.site_id, cloud, found[0], place.search), found[1], select, step
                ),
                lambda error: self._on_failed(place, error),
                owner=self,
            )

    def _on_found(self, place: Place, location: Location, file: str, select: str, step: int) -> None:
        gone = len(location.folder.path) + bool(file) < len(place.path)
        if gone:
            self._history.correct(place, location.place)
        self._arrive(location, file or select, step)
        if gone:
            self.fell_back.emit(place, location)

    def _arrive(self, location: Location, select: str, step: int) -> None:
        self._stop()
        self._location = location
        self._history.visit(location.place, step)
        self.arrived.emit(location, select)

    def _on_failed(self, place: Place, error: ProgramError) -> None:
        self._stop()
        if isinstance(error, AuthExpired):
            self._sites.expire(place.site_id)
        else:
            self.failed.emit(place, error)

    def _on_site_changed(self, site_id: str) -> None:
        site, place = self._sites.get(site_id), self._wanted
        if site is None or place is None or place.site_id != site_id:
            return
        if site.state is not SiteState.READY:
            self._stop()
            self._location = None
            self.waiting.emit(site_id)
        elif self._location is None or self._location.cloud is not site.cloud:
            self.go(place, nearest=self._nearest)

    def _on_listed(self) -> None:
        ids = self._sites.ids()
        self._history.keep_sites(ids)
        if self._wanted is not None and self._wanted.site_id not in ids:
            self.go(HOME)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.looking.emit("")


def _nearest_folder_at(cloud: Cloud, path: tuple[str, ...]) -> tuple[Entry, str]:
    """As `_folder_at`, or the nearest folder above that is left, and may be seen."""
    for depth in range(len(path), 0, -1):
        try:
            return _folder_at(cloud, path[:depth])
        except (NotFound, AccessDenied):
            continue
    return cloud.root(), ""


def _folder_at(cloud: Cloud, path: tuple[str, ...]) -> tuple[Entry, str]:
    """The folder at a path and an empty name, or the folder of the file there and the file's name."""
    entry = cloud.entry_at(path)
    if entry.is_folder:
        return entry, ""
    return (cloud.entry_at(path[:-1]) if path[:-1] else cloud.root()), entry.name
