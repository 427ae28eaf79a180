"""`bimx://` links: wherever one comes from, it is opened here."""

from __future__ import annotations

from PySide6.QtCore import QObject

from bimexplorer.addresses import link_parts
from bimexplorer.errors import LocalError
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Navigator
from bimexplorer.ui.places.open_sites import OpenSites

_SHOWN = 80
"""Characters of a stranger's text in a sentence of ours."""


class Links(QObject):
    """Anybody may have written a link: it leads to a place of a site that is here, and does nothing else.

    A file is selected in its folder. A site that wants a sign-in asks for it, and the place follows then.
    """

    def __init__(
        self, sites: OpenSites, navigator: Navigator, messages: MessageBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sites = sites
        self._navigator = navigator
        self._messages = messages
        self._listed = False
        self._waiting: tuple[str, tuple[str, ...]] | None = None
        """A site's name and a path, until the sites are read."""
        sites.listed.connect(self._on_listed)
        sites.failed.connect(self._on_failed)

    def open(self, link: str) -> None:
        """Go to the place; tell if there is none. The latest link counts."""
        self._waiting = None
        parts = link_parts(link)
        if parts is None:
            words = self.tr("“{link}” is no link to a place; one looks like bimx://SITE/path.")
            self._tell(words.format(link=_shown(link)))
        elif not self._go(*parts):
            self._waiting = parts
            if self._listed:
                self._sites.reload()  # `bimx`, or another window, may have added it since

    def _go(self, site_name: str, path: tuple[str, ...]) -> bool:
        site = self._sites.named(site_name)
        if site is not None:
            self._navigator.go(Place(site.site.id, path), nearest=True)
        return site is not None

    def _on_listed(self) -> None:
        self._listed = True
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not self._go(*waiting):
            self._tell(
                self.tr(
                    "The link leads to a site named “{site}”, and there is none of that name here."
                ).format(site=_shown(waiting[0]))
            )

    def _on_failed(self, _: object) -> None:
        """Why the sites could not be read is told elsewhere."""
        self._waiting = None

    def _tell(self, sentence: str) -> None:
        self._messages.show_error(LocalError(sentence))


def _shown(text: str) -> str:
    """Of one line, with nothing in it that is not seen or turns the reading round."""
    visible = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[: _SHOWN + 1])
    return visible if len(visible) <= _SHOWN else visible[:_SHOWN] + "…"
