"""Brings what the window shows in line with where the navigator is and how the site there stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from bimexplorer.addresses import path_names
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.place_commands import PlaceCommands
from bimexplorer.ui.commands.searching import Searching
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.name_prompt import NamePrompt
from bimexplorer.ui.panels.search_results import SearchResults, SearchTable
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.places.place_pages import PlacePages
from bimexplorer.ui.views.address_bar import AddressBar
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.navigation_view import NavigationView
from bimexplorer.ui.window.shown_state import ShownState


class Follower(Protocol):
    """What works with the rows that are shown."""

    def turn_to(self, rows: FolderView | SearchTable) -> None:
        """From now on these are shown."""


class Whereabouts(QObject):
    """Follows navigator and sites; `followers` are told whether the folder or what was found is shown."""

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        operations: Operations,
        contents: ContentsModel,
        view: FolderView,
        hits: SearchModel,
        results: SearchResults,
        searching: Searching,
        navigation: NavigationModel,
        tree: NavigationView,
        address_bar: AddressBar,
        pages: PlacePages,
        places: PlaceCommands,
        prompt: NamePrompt,
        messages: MessageBar,
        state: ShownState,
        followers: Sequence[Follower],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._navigator = navigator
        self._sites = sites
        self._operations = operations
        self._contents = contents
        self._view = view
        self._hits = hits
        self._results = results
        self._searching = searching
        self._navigation = navigation
        self._tree = tree
        self._address_bar = address_bar
        self._pages = pages
        self._places = places
        self._prompt = prompt
        self._messages = messages
        self._state = state
        self._followers = followers
        self._window = window
        self._wanted: Place | None = None
        sites.listed.connect(self._on_listed)
        sites.changed.connect(self._on_site_changed)
        pages.signed_in.connect(self._on_signed_in)
        navigator.arrived.connect(self._on_arrived)
        navigator.waiting.connect(self._on_waiting)
        navigator.left.connect(self._on_left)
        tree.place_chosen.connect(self._on_place_chosen)
        address_bar.address_entered.connect(self._on_address)

    def start(self, wanted: Place | None) -> None:
        """Read the sites and go to this place, or to where the window was closed."""
        self._wanted = wanted
        self._sites.reload()

    def want_site(self, site_id: str) -> None:
        """Go to a site that was added, once it is listed."""
        self._wanted = Place(site_id)

    def go_to_address(self, site_name: str, path: tuple[str, ...]) -> None:
        """Open `SITE:/path`; tells if there is no such site."""
        site = self._sites.named(site_name)
        if site is None:
            self._messages.show_error(
                NotFound(self.tr("There is no site named “{site}” here.").format(site=site_name))
            )
        else:
            self._navigator.go(Place(site.site.id, path))

    def show_address(self) -> None:
        """Address bar and title of the window."""
        place = self._navigator.place
        site = ""
        if place is not None:
            site = self.tr("Home") if place == HOME else self._sites.name(place.site_id)
        shown = self._sites.shown_path(place) if place is not None else ()
        self._address_bar.show_place(place, site, shown)
        names = [*shown[-1:], site] if place is not None else []
        if place is not None and place.search is not None:
            names.insert(0, self.tr("Search for “{text}”").format(text=place.search.text))
        self._window.setWindowTitle(" - ".join([*names, "BIM Explorer"]))

    # ---------------------------------------------------------------- sites

    def _on_listed(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.site_id in self._sites.ids():
            self._navigator.go(wanted)
        elif self._navigator.place is None:
            self._places.begin()
        self._show_page()

    def _on_site_changed(self, site_id: str) -> None:
        site, place = self._sites.get(site_id), self._navigator.place
        if site is not None and site.state is SiteState.READY:
            self._tree.expand(self._navigation.site_index(site_id))
        if place is not None and place.site_id == site_id:
            self.show_address()
            self._show_page()

    def _on_signed_in(self, site_id: str) -> None:
        self._messages.clear()
        self._sites.reload_site(site_id)
        self._operations.resume_site(site_id)

    # ---------------------------------------------------------------- the navigator

    def _on_arrived(self, location: Location, select: str) -> None:
        self._prompt.close_prompt()
        search = location.search is not None
        if not search:
            if self._pages.shows_hits and self._shown() == location:
                self._contents.refresh()  # it was kept, with its selection, for the end of the search
            elif self._shown() != location or select == "":
                self._contents.open(location.site_id, location.cloud, location.folder)
            if select:
                self._view.select_name(select)
        self._searching.arrived(location, self._sites.folder_name(location.site_id, location.folder))
        self._pages.turn_to_hits(search)
        for follower in self._followers:
            follower.turn_to(self._results.table if search else self._view)
        self.show_address()
        self._tree.reveal(location.place)
        self._show_page()

    def _shown(self) -> Location | None:
        cloud, folder = self._contents.cloud, self._contents.folder
        return Location(self._contents.site_id, cloud, folder) if cloud and folder else None

    def _on_waiting(self, site_id: str) -> None:
        self._close_rows()
        self._tree.reveal(Place(site_id))

    def _on_left(self) -> None:
        self._prompt.close_prompt()
        self._close_rows()
        self._tree.reveal_nothing()

    def _close_rows(self) -> None:
        self._contents.close()
        self._hits.close()
        self.show_address()
        self._show_page()

    def _show_page(self) -> None:
        place = self._navigator.place
        self._pages.show_place(place)
        self._state.update()

    # ---------------------------------------------------------------- what a person chooses

    def _on_place_chosen(self, place: Place, entry: Entry | None) -> None:
        if place != self._navigator.place or self._navigator.location is None:
            self._navigator.go(place, entry=entry)

    def _on_address(self, text: str) -> None:
        name, colon, path = text.partition(":/")
        if colon and "/" not in name:
            self.go_to_address(name, path_names(path))
        elif self._navigator.place == HOME:
            self._messages.show_error(
                NotFound(self.tr("“{text}” is no address; one looks like SITE:/folder.").format(text=text))
            )
        elif self._navigator.place is not None:
            self._navigator.go(Place(self._navigator.place.site_id, path_names(text)))
