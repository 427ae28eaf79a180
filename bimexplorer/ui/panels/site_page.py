"""What stands in place of the contents of a site that is not connected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.panels.notice_page import NoticePage
from bimexplorer.ui.places.open_sites import OpenSite, SiteState


class SitePage(NoticePage):
    """A site that is signed out, being connected or not reachable.

    Signals:
        sign_in_asked(str site_id)
        connect_asked(str site_id): try again.
        edit_asked(str site_id): its address may be another by now.
    """

    sign_in_asked = Signal(str)
    connect_asked = Signal(str)
    edit_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sitePage")
        self.button.setObjectName("siteButton")
        self._edit: Callable[[], None] = lambda: None
        self.second.setObjectName("siteEdit")
        self.second.clicked.connect(lambda: self._edit())
        self._act: Callable[[], None] = lambda: None
        self.button.clicked.connect(lambda: self._act())

    def show_site(self, open_site: OpenSite) -> None:
        """Tell how a site stands and offer what helps."""
        name, site_id = open_site.site.name, open_site.site.id
        self._edit = lambda: self.edit_asked.emit(site_id)
        if open_site.state is SiteState.CONNECTING:
            shown = icon("cloud-sync-outline", Tint.MUTED)
            self.say(shown, self.tr("Connecting to {site}…").format(site=name), open_site.site.address, "")
        elif open_site.state is SiteState.FAILED:
            reason = open_site.error.sentence if open_site.error is not None else ""
            shown = icon("cloud-alert", Tint.DANGER)
            title = self.tr("{site} cannot be reached").format(site=name)
            self.say(shown, title, reason, self.tr("Try again"), self.tr("Edit site…"))
            self._act = lambda: self.connect_asked.emit(site_id)
        else:
            title = self.tr("You are not signed in to {site}").format(site=name)
            shown = icon("cloud-lock-outline", Tint.ACCENT)
            self.say(shown, title, open_site.site.address, self.tr("Sign in…"))
            self._act = lambda: self.sign_in_asked.emit(site_id)
