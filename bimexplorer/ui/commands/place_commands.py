"""Where the window begins, recent places and bookmarks: follows the navigator and leads back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from bimexplorer.addresses import path_text
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.settings import Settings
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.panels.bookmarks import BookmarksPanel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.places.remembered import Bookmark, Places

_LONGEST = 70
"""Characters of an address in a menu."""


class PlaceCommands(QObject):
    """Signals:
    changed(): what the settings hold of it is another.
    """

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        navigator: Navigator,
        sites: OpenSites,
        panel: BookmarksPanel,
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._places = Places(settings)
        self._navigator = navigator
        self._sites = sites
        self._panel = panel
        self._messages = messages
        self.recent_menu = QMenu(self.tr("&Recent places"), window)
        self.recent_menu.setObjectName("recentMenu")
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        navigator.arrived.connect(self._on_arrived)
        navigator.left.connect(self._on_left)
        navigator.fell_back.connect(self._on_fell_back)
        sites.listed.connect(self._show_bookmarks)
        sites.changed.connect(self._show_bookmarks)
        panel.chosen.connect(self._on_chosen)
        panel.renamed.connect(self._on_renamed)
        panel.removed.connect(self._remove)
        panel.moved.connect(self._on_moved)
        panel.folders_dropped.connect(self._on_folders_dropped)

    def begin(self) -> None:
        """Go where the window was closed, or to the nearest folder that is left of it; else home."""
        last = self._places.last(self._sites.ids())
        if last is not None:
            self._navigator.go(last, nearest=True)
        else:
            self._navigator.go(HOME)

    def remember(self) -> None:
        """The window closes: also a site that is being waited for is where it was."""
        place = self._navigator.place
        if place == HOME:
            self._places.visit_home()
        elif place is not None:
            self._places.visit(_folder(place))

    def recent(self) -> list[tuple[Place, str]]:
        """The places that were opened last, the latest first, each with its address."""
        place = self._navigator.place
        current = _folder(place) if place is not None else None
        return [(known, self._address(known)) for known in self._places.recent(self._sites.ids(), current)]

    def bookmarks(self) -> list[tuple[Bookmark, str]]:
        """Those whose site is here, each with its address."""
        return [
            (known, self._address(known.place))
            for known in self._places.bookmarks
            if self._sites.get(known.place.site_id) is not None
        ]

    def add_bookmark(self) -> None:
        """Keep the open folder; if it is kept already, its name can be changed."""
        place = self._navigator.place
        if place is None or place == HOME:
            return
        place = _folder(place)
        known = self._places.bookmarked(place)
        if known is not None:
            self._panel.edit(known)
            return
        name = self._sites.shown_path(place)[-1] if place.path else self._site_name(place.site_id)
        self._places.add(Bookmark(name, place))
        self._keep()

    def place_of(self, number: int) -> Place:
        """Where a bookmark leads."""
        return self._places.bookmarks[number].place

    def tell_missing(self, place: Place, error: ProgramError) -> bool:
        """A place could not be opened: whether it was a bookmark whose folder is gone, and that is told."""
        if not isinstance(error, NotFound):
            return False
        self._places.forget(place)
        number = self._places.bookmarked(place)
        if number is None:
            return False
        bookmark = self._places.bookmarks[number]
        self._messages.show_message(
            self.tr("The folder of the bookmark “{name}” is no longer there: {address}").format(
                name=bookmark.name, address=self._address(place)
            ),
            self.tr("Remove bookmark"),
            lambda: self._remove_place(place),
        )
        return True

    # ---------------------------------------------------------------- places

    def _on_arrived(self, location: Location, _: str) -> None:
        self._places.visit(_folder(location.place))
        self.changed.emit()

    def _on_left(self) -> None:
        self._places.visit_home()
        self.changed.emit()

    def _on_fell_back(self, wanted: Place, location: Location) -> None:
        self._places.forget(wanted)
        self._messages.show_hint(
            self.tr("“{gone}” is no longer there. This is the nearest folder that is.").format(
                gone=self._address(wanted)
            )
            if location.folder.path
            else self.tr("“{gone}” is no longer there.").format(gone=self._address(wanted))
        )

    def _fill_recent(self) -> None:
        menu, recent = self.recent_menu, self.recent()
        menu.clear()
        for known, address in recent:
            half = _LONGEST // 2
            shown = address if len(address) <= _LONGEST else f"{address[:half]}…{address[-half:]}"
            action = menu.addAction(shown.replace("&", "&&"))
            action.triggered.connect(lambda *_, known=known: self._navigator.go(known))
        if not recent:
            menu.addAction(self.tr("Nothing yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(self.tr("&Clear this list"), self._forget_recent).setObjectName("clearRecent")

    def _forget_recent(self) -> None:
        self._places.forget_recent()
        self.changed.emit()

    # ---------------------------------------------------------------- bookmarks

    def _on_chosen(self, number: int) -> None:
        bookmark = self._places.bookmarks[number]
        if self._sites.get(bookmark.place.site_id) is not None:
            self._navigator.go(bookmark.place)
            return
        self._messages.show_message(
            self.tr("The site of the bookmark “{name}” is no longer here.").format(name=bookmark.name),
            self.tr("Remove bookmark"),
            lambda: self._remove_place(bookmark.place),
        )

    def _on_renamed(self, number: int, name: str) -> None:
        self._places.rename(number, name)
        self._keep()

    def _on_moved(self, number: int, to: int) -> None:
        self._places.move(number, to)
        self._keep()

    def _on_folders_dropped(self, carried: Carried, at: int) -> None:
        """Keep the folders that are not kept yet; one that is comes to the new place."""
        for folder in (entry for entry in carried.entries if entry.is_folder):
            place = Place(carried.site_id, folder.path)
            known = self._places.bookmarked(place)
            if known is None:
                self._places.add(Bookmark(folder.name, place), at)
                at += 1
            else:
                to = at - (at > known)
                self._places.move(known, to)
                at = to + 1
        self._keep()

    def _remove_place(self, place: Place) -> None:
        number = self._places.bookmarked(place)
        if number is not None:
            self._remove(number)

    def _remove(self, number: int) -> None:
        gone = self._places.remove(number)
        self._keep()

        def undo() -> None:
            self._places.add(gone, min(number, len(self._places.bookmarks)))
            self._keep()

        self._messages.show_message(
            self.tr("The bookmark “{name}” is removed.").format(name=gone.name), self.tr("Undo"), undo
        )

    def _keep(self) -> None:
        self._show_bookmarks()
        self.changed.emit()

    def _show_bookmarks(self, *_: object) -> None:
        self._panel.show_bookmarks(
            [
                (
                    bookmark.name,
                    self._address(bookmark.place),
                    self._sites.get(bookmark.place.site_id) is not None,
                )
                for bookmark in self._places.bookmarks
            ]
        )

    # ---------------------------------------------------------------- words

    def _address(self, place: Place) -> str:
        return f"{self._site_name(place.site_id)}:{path_text(place.path)}"

    def _site_name(self, site_id: str) -> str:
        site = self._sites.get(site_id)
        return site.site.name if site is not None else self.tr("(removed site)")


def _folder(place: Place) -> Place:
    """The folder of a place, whatever is looked for in it."""
    return Place(place.site_id, place.path)
