"""What stands at the right of the tree: the contents, why there are none, or the start page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from bimexplorer.ui.panels.sign_in import SignInPanel
from bimexplorer.ui.panels.site_page import SitePage
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.open_sites import OpenSite, OpenSites, SiteState


class PlacePages(QStackedWidget):
    """The contents of a site that is open, else its sign-in or a page that tells how it stands.

    Signals:
        connect_asked(str site_id): try again to reach a site.
        edit_asked(str site_id): correct what is remembered of it.
        signed_in(str site_id): somebody has signed in.
    """

    connect_asked = Signal(str)
    edit_asked = Signal(str)
    signed_in = Signal(str)

    def __init__(
        self,
        sites: OpenSites,
        contents: QWidget,
        hits: QWidget,
        sign_in_panel: SignInPanel,
        start_page: QWidget,
        parent: QWidget,
    ) -> None:
        """`hits`: stands in the place of the contents while something is searched for."""
        super().__init__(parent)
        self._sites = sites
        self._folder_page = contents
        self._hits_page = hits
        self._contents = contents
        """One of the two."""
        self._sign_in_panel = sign_in_panel
        self._start_page = start_page
        self._site_page = SitePage(self)
        self._shown_site = ""
        self._hints: dict[str, str] = {}
        self._signing_in: tuple[str, ...] | None = None
        """What the panel was started for, as it shows it."""
        self._put_off: set[str] = set()
        """Sites whose sign-in the person has closed."""
        self._expired: set[str] = set()
        """Sites that were signed in to until the server ended it."""
        for page in (contents, hits, start_page, self._site_page, sign_in_panel):
            self.addWidget(page)
        self._site_page.connect_asked.connect(self.connect_asked)
        self._site_page.sign_in_asked.connect(self.sign_in)
        self._site_page.edit_asked.connect(self.edit_asked)
        sign_in_panel.edit_asked.connect(self.edit_asked)
        sign_in_panel.signed_in.connect(self.end_sign_in)
        sign_in_panel.cancelled.connect(self._on_cancelled)

    def show_place(self, place: Place | None) -> None:
        """Show what fits a place and the state of its site; None: it is not known yet where to begin."""
        if place is None:
            self._turn_to(self._folder_page)
        elif place == HOME:
            self._shown_site = ""
            self._turn_to(self._start_page)
        else:
            self._show_site(place.site_id)

    def _show_site(self, site_id: str) -> None:
        self._shown_site = site_id
        site = self._sites.get(site_id)
        if site is None:
            self._turn_to(self._start_page)
        elif site.state is SiteState.READY:
            self._turn_to(self._contents)
        elif site.state is SiteState.SIGNED_OUT and site_id not in self._put_off:
            self._show_sign_in(site)
        else:
            self._site_page.show_site(site)
            self._turn_to(self._site_page)

    @property
    def shows_hits(self) -> bool:
        """Whether a site that is open shows what was found, and not a folder."""
        return self._contents is self._hits_page

    def turn_to_hits(self, shown: bool) -> None:
        """Let a site that is open show what was found, or its folder; `show_place` turns to it."""
        self._contents = self._hits_page if shown else self._folder_page

    def set_sign_in_hint(self, site_id: str, hint: str) -> None:
        """A sentence to show when somebody signs in to this site."""
        self._hints[site_id] = hint

    def sign_in(self, site_id: str) -> None:
        """The person asks for the sign-in."""
        self._put_off.discard(site_id)
        self._signing_in = None
        self._show_site(self._shown_site)

    def expect_new_sign_in(self, site_id: str) -> None:
        """The server has ended a sign-in: say so when the site is shown."""
        self._expired.add(site_id)
        self._put_off.discard(site_id)

    def end_sign_in(self, site_id: str) -> None:
        """Somebody has signed in, here or elsewhere."""
        self._signing_in = None
        self._expired.discard(site_id)
        self.signed_in.emit(site_id)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page. Who was at the last one, or nowhere, goes on with the keyboard in this one."""
        focused = QApplication.focusWidget()
        nowhere = focused is None or focused is self.window()
        left = focused is not None and self.currentWidget() is not page and self.isAncestorOf(focused)
        if page is not self._sign_in_panel:
            self._sign_in_panel.stop()
            self._signing_in = None
        self.setCurrentWidget(page)
        if nowhere or left:
            self.take_focus()

    def take_focus(self) -> None:
        """Let the keyboard go on at what is shown."""
        page = self.currentWidget()
        if page is not None:
            page.setFocus()

    def _show_sign_in(self, site: OpenSite) -> None:
        site_id = site.site.id
        self._turn_to(self._sign_in_panel)
        shown = (site_id, site.site.name, site.site.address, site.site.application_id)
        if self._signing_in != shown:
            self._signing_in = shown
            self._sign_in_panel.start(site.site, site_id in self._expired, self._hints.get(site_id, ""))

    def _on_cancelled(self, site_id: str) -> None:
        self._signing_in = None
        self._put_off.add(site_id)
        self._show_site(self._shown_site)
