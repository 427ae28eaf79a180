"""Where each failure is told: in the message bar, on the site's page, or by going to what is left."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPersistentModelIndex

from bimexplorer.errors import AuthExpired, NotFound, ProgramError
from bimexplorer.ui.commands.place_commands import PlaceCommands
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.paged import Role, State
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.places.place_pages import PlacePages
from bimexplorer.ui.views.navigation_view import NavigationView
from bimexplorer.ui.window.whereabouts import Whereabouts


class Failures(QObject):
    """A sign-in that has ended is told by the site's page alone, which offers a new one."""

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        contents: ContentsModel,
        hits: SearchModel,
        navigation: NavigationModel,
        tree: NavigationView,
        pages: PlacePages,
        places: PlaceCommands,
        whereabouts: Whereabouts,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._navigator = navigator
        self._sites = sites
        self._contents = contents
        self._hits = hits
        self._tree = tree
        self._pages = pages
        self._places = places
        self._whereabouts = whereabouts
        self._messages = messages
        sites.failed.connect(self.tell)
        self._not_found: ProgramError | None = None
        """Why the last place that was wanted could not be opened."""
        navigator.failed.connect(self._on_place_failed)
        navigator.arrived.connect(lambda *_: self._on_arrived())
        contents.read_failed.connect(self._on_read_failed)
        hits.read_failed.connect(self._on_search_failed)
        navigation.read_failed.connect(self._on_tree_read_failed)

    def tell(self, error: ProgramError, retry: object = None) -> None:
        """Something a person has asked for failed; `retry()`, if it can be called, tries it again."""
        if not isinstance(error, AuthExpired):
            self._messages.show_error(error, retry if callable(retry) else None)

    def expire(self, site_id: str) -> None:
        """The server takes the sign-in no longer: ask for a new one where the contents were."""
        self._pages.expect_new_sign_in(site_id)
        self._sites.expire(site_id)

    def _on_place_failed(self, place: Place, error: ProgramError) -> None:
        self._whereabouts.show_address()
        if self._navigator.place is not None:
            self._tree.reveal(self._navigator.place)
        if not self._places.tell_missing(place, error):
            self.tell(error)
            self._not_found = error

    def _on_arrived(self) -> None:
        """What could not be found is of no interest once another place is."""
        if self._not_found is not None:
            self._messages.clear_error(self._not_found)
            self._not_found = None

    def _on_read_failed(self, _: QPersistentModelIndex, error: ProgramError) -> None:
        location = self._navigator.location
        if isinstance(error, AuthExpired):
            self.expire(self._contents.site_id)
        elif location is not None and location.search is not None:
            return  # nobody sees these rows; they are read again when the search ends
        elif isinstance(error, NotFound) and location is not None and location.place.above is not None:
            self.tell(error)
            self._navigator.go(location.place.above)
        else:
            self._messages.show_error(error, self._read_again)

    def _on_search_failed(self, _: QPersistentModelIndex, error: ProgramError) -> None:
        if isinstance(error, AuthExpired):
            self.expire(self._hits.site_id)
        elif self._hits.state() is not State.ERROR:  # else a row says it, and offers to try again
            self._messages.show_error(error, self._hits.refresh)

    def _on_tree_read_failed(self, index: QPersistentModelIndex, error: ProgramError) -> None:
        if isinstance(error, AuthExpired):
            self.expire(str(index.data(Role.SITE)))

    def _read_again(self) -> None:
        if self._contents.state() is State.ERROR:
            self._contents.retry(self._contents.index(self._contents.rowCount() - 1, 0))
        else:
            self._contents.refresh()
