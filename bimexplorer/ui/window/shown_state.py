"""Keeps commands, status line and transfers' notice in line with place, selection and queue."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bimexplorer.ui.commands.searching import Searching
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.search_results import SearchResults
from bimexplorer.ui.panels.transfer_notice import TransferNotice
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSite, OpenSites
from bimexplorer.ui.places.place_pages import PlacePages
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.window.actions import LOOKED_AT, Actions
from bimexplorer.ui.window.docks import Dock
from bimexplorer.ui.window.status_line import StatusLine


class ShownState(QObject):
    """`update` after another place or selection, `update_status` after other rows."""

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        actions: Actions,
        searching: Searching,
        pages: PlacePages,
        contents: ContentsModel,
        view: FolderView,
        hits: SearchModel,
        results: SearchResults,
        messages: MessageBar,
        status_line: StatusLine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._navigator = navigator
        self._sites = sites
        self._actions = actions
        self._searching = searching
        self._pages = pages
        self._contents = contents
        self._view = view
        self._hits = hits
        self._results = results
        self._messages = messages
        self._status_line = status_line

    def update(self) -> None:
        """Another place, another selection, or another state of the site."""
        self._messages.clear_hint()
        location = self._navigator.location
        selected = self._results.table.selected if self._pages.shows_hits else self._view.selected
        self._actions.update_for(location, selected(LOOKED_AT), self._navigator, self._site())
        folder = self._sites.folder_name(location.site_id, location.folder) if location is not None else ""
        self._searching.allow(location, folder, self._actions.refusal(self._actions.search))
        self.update_status()

    def update_status(self) -> None:
        """Rows have come or gone."""
        if self._pages.shows_hits:
            self._status_line.show_hits(self._hits, self._results.table)
        else:
            self._status_line.show_folder(self._contents, self._view)
        self._status_line.show_user(self._site())

    def update_transfers(self, dock: Dock, transfers: TransfersPanel, notice: TransferNotice) -> None:
        """The line about transfers, and what needs somebody, where the dock does not say it."""
        hidden = not dock.in_front
        notice.tell(transfers.tally if hidden else Tally())
        # Beside the notice there is no room for more, and the dock is a click away.
        quiet = hidden and not notice.text()
        self._status_line.show_transfers(transfers.summary if quiet else "")

    def _site(self) -> OpenSite | None:
        place = self._navigator.place
        return self._sites.get(place.site_id) if place is not None else None
