"""The places that are remembered between runs: the last one, recent ones and bookmarks. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bimexplorer.addresses import path_names, path_text
from bimexplorer.settings import Settings
from bimexplorer.ui.places.history import Place

RECENT = 15
"""So many recent places are offered."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place with a name of the person's own."""

    name: str
    place: Place


class Places:
    """Reads and writes them in the settings; what is damaged there is passed over."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bookmarks = [
            Bookmark(known["name"], place)
            for known in settings.bookmarks
            if (place := _place(known)) is not None and isinstance(known.get("name"), str)
        ]
        self._recent = [place for place in map(_place, settings.recent_places) if place is not None]

    # ---------------------------------------------------------------- last and recent ones

    def visit(self, place: Place) -> None:
        """A folder was opened."""
        self._settings.last_site = place.site_id
        self._settings.last_places[place.site_id] = path_text(place.path)
        self._recent = [place, *(known for known in self._recent if known != place)]
        del self._recent[RECENT + 1 :]  # one more: where the window is now is not offered
        self._keep_recent()

    def visit_home(self) -> None:
        """The start page was opened."""
        self._settings.last_site = ""

    def last(self, site_ids: Sequence[str]) -> Place | None:
        """Where the window was when it was closed, if its site is still one of these."""
        site_id = self._settings.last_site
        path = self._settings.last_places.get(site_id, "")
        return Place(site_id, path_names(str(path))) if site_id in site_ids else None

    def recent(self, site_ids: Sequence[str], current: Place | None) -> list[Place]:
        """The places that were opened last, the latest first, without the current one."""
        found = [place for place in self._recent if place.site_id in site_ids and place != current]
        return found[:RECENT]

    def forget(self, place: Place) -> None:
        """A recent place is gone."""
        self._recent = [known for known in self._recent if known != place]
        self._keep_recent()

    def forget_recent(self) -> None:
        self._recent = []
        self._keep_recent()

    def _keep_recent(self) -> None:
        self._settings.recent_places = [_raw(place) for place in self._recent]

    # ---------------------------------------------------------------- bookmarks

    @property
    def bookmarks(self) -> tuple[Bookmark, ...]:
        return tuple(self._bookmarks)

    def bookmarked(self, place: Place) -> int | None:
        """The number of the first bookmark of a place."""
        return next((at for at, known in enumerate(self._bookmarks) if known.place == place), None)

    def add(self, bookmark: Bookmark, at: int | None = None) -> None:
        """Add a bookmark, at the end or before the one of this number."""
        self._bookmarks.insert(len(self._bookmarks) if at is None else at, bookmark)
        self._keep_bookmarks()

    def rename(self, at: int, name: str) -> None:
        self._bookmarks[at] = Bookmark(name, self._bookmarks[at].place)
        self._keep_bookmarks()

    def move(self, at: int, to: int) -> None:
        """Give a bookmark another number."""
        self._bookmarks.insert(to, self._bookmarks.pop(at))
        self._keep_bookmarks()

    def remove(self, at: int) -> Bookmark:
        """Remove a bookmark and give it back."""
        gone = self._bookmarks.pop(at)
        self._keep_bookmarks()
        return gone

    def _keep_bookmarks(self) -> None:
        self._settings.bookmarks = [
            {"name": bookmark.name, **_raw(bookmark.place)} for bookmark in self._bookmarks
        ]


def _raw(place: Place) -> dict[str, str]:
    return {"site": place.site_id, "path": path_text(place.path)}


def _place(raw: Any) -> Place | None:
    if not isinstance(raw, dict):
        return None
    site_id, path = raw.get("site"), raw.get("path")
    return Place(site_id, path_names(path)) if isinstance(site_id, str) and isinstance(path, str) else None
