"""Keeps the start page in line with sites, places and transfers, and does what is chosen there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from bimexplorer.ui.commands.place_commands import PlaceCommands
from bimexplorer.ui.commands.site_commands import SiteCommands
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.start_page import StartPage
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.places.place_pages import PlacePages

_RECENT = 8
"""So many are on the page; the menu has more."""


class Home(QObject):
    """The page is brought up to date while it is shown."""

    def __init__(
        self,
        page: StartPage,
        sites: OpenSites,
        navigator: Navigator,
        pages: PlacePages,
        places: PlaceCommands,
        transfers: TransfersPanel,
        site_commands: SiteCommands,
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._page = page
        self._sites = sites
        self._navigator = navigator
        self._pages = pages
        self._places = places
        self._transfers = transfers
        self._site_commands = site_commands
        self._messages = messages
        self._window = window
        sites.listed.connect(self._show)
        sites.changed.connect(self._on_site_changed)
        places.changed.connect(self._show_places)
        transfers.summary_changed.connect(self._show_transfers)
        navigator.left.connect(self._show)
        navigator.arrived.connect(lambda location, _: page.prefer(location.site_id))
        navigator.waiting.connect(page.prefer)
        page.add_asked.connect(site_commands.add)
        page.open_asked.connect(lambda site_id: navigator.go(Place(site_id)))
        page.sign_in_asked.connect(self._sign_in)
        page.connect_asked.connect(sites.connect_site)
        page.menu_asked.connect(self._pop_up)
        page.place_asked.connect(navigator.go)
        page.drop_told.connect(self._on_drop_told)

    @property
    def _shown(self) -> bool:
        return self._navigator.place == HOME

    def refresh(self) -> None:
        """Look for sites that another program has added, and try again to reach those that were not."""
        self._sites.reload()
        for site_id in self._sites.ids():
            site = self._sites.get(site_id)
            if site is not None and site.state is SiteState.FAILED:
                self._sites.connect_site(site_id)

    # ---------------------------------------------------------------- showing

    def _show(self) -> None:
        if self._shown:
            known = (self._sites.get(site_id) for site_id in self._sites.ids())
            self._page.show_sites([site for site in known if site is not None])
            self._show_places()
            self._show_transfers()

    def _show_places(self) -> None:
        if not self._shown:
            return
        self._page.show_recent(
            [
                (
                    place,
                    self._sites.shown_path(place)[-1] if place.path else self._sites.name(place.site_id),
                    address,
                )
                for place, address in self._places.recent()[:_RECENT]
            ]
        )
        self._page.show_bookmarks(
            [(bookmark.place, bookmark.name, address) for bookmark, address in self._places.bookmarks()]
        )

    def _show_transfers(self, *_: object) -> None:
        if self._shown:
            self._page.show_transfers(self._transfers.tally, self._transfers.overview)

    def _on_site_changed(self, site_id: str) -> None:
        site = self._sites.get(site_id)
        if self._shown and site is not None:
            self._page.show_site(site)
            self._show_places()  # the site may have another name

    def _on_drop_told(self, sentence: str) -> None:
        if sentence:
            self._messages.show_hint(sentence)
        else:
            self._messages.clear_hint()

    # ---------------------------------------------------------------- doing

    def _sign_in(self, site_id: str) -> None:
        self._pages.sign_in(site_id)
        self._navigator.go(Place(site_id))

    def _pop_up(self, site_id: str, point: QPoint) -> None:
        site = self._sites.get(site_id)
        if site is None:
            return
        menu = QMenu(self._window)
        menu.setObjectName("homeSiteMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(
            icon("open-in-app"), self.tr("&Open"), lambda: self._navigator.go(Place(site_id))
        ).setObjectName("homeOpen")
        if site.state is SiteState.FAILED:
            menu.addAction(
                icon("refresh"), self.tr("&Try again"), lambda: self._sites.connect_site(site_id)
            ).setObjectName("homeConnect")
        if site.state is SiteState.READY:
            menu.addAction(
                icon("logout"), self.tr("Sign &out"), lambda: self._site_commands.sign_out(site_id)
            ).setObjectName("homeSignOut")
        else:
            menu.addAction(icon("login"), self.tr("&Sign in…"), lambda: self._sign_in(site_id)).setObjectName(
                "homeSignIn"
            )
        menu.addSeparator()
        menu.addAction(
            icon("pencil-outline"), self.tr("&Edit…"), lambda: self._site_commands.edit(site_id)
        ).setObjectName("homeEdit")
        menu.addAction(
            icon("rename-box-outline"), self.tr("Re&name…"), lambda: self._site_commands.rename(site_id)
        ).setObjectName("homeRename")
        menu.addAction(
            icon("cloud-remove-outline"), self.tr("&Remove…"), lambda: self._site_commands.remove(site_id)
        ).setObjectName("homeRemove")
        menu.popup(point)
