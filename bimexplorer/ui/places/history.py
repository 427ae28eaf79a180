"""Where somebody has been: back, forward and up. Knows no Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in a folder."""

    text: str
    """In the search language; it can be parsed."""
    below: bool = True
    """Whether also in the folders inside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a site, by its path below the root, or what was found in it."""

    site_id: str
    path: tuple[str, ...] = ()
    search: Search | None = None
    """None: everything that lies in the folder."""

    @property
    def folder(self) -> Place:
        """The folder without the search."""
        return Place(self.site_id, self.path)

    @property
    def above(self) -> Place | None:
        """The folder that holds this one; of a search: the folder itself."""
        if self.search is not None:
            return self.folder
        return Place(self.site_id, self.path[:-1]) if self.path else None


HOME = Place("")
"""The start page: a place of no site."""


class History:
    """The places in the order of visits, and which of them is shown."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def current(self) -> Place | None:
        return self._places[self._at] if self._places else None

    @property
    def back(self) -> Place | None:
        """Where Back leads."""
        return self._places[self._at - 1] if self._at > 0 else None

    @property
    def forward(self) -> Place | None:
        """Where Forward leads."""
        return self._places[self._at + 1] if self._at + 1 < len(self._places) else None

    def visit(self, place: Place, step: int = 0) -> None:
        """A place was opened, by Back (`step` -1), Forward (1) or otherwise: what lay ahead ends then."""
        if step and 0 <= self._at + step < len(self._places):
            self._at += step
            self._places[self._at] = place
        elif place != self.current:
            self._places = [*self._places[: self._at + 1], place][-_LONGEST:]
            self._at = len(self._places) - 1

    def correct(self, wanted: Place, found: Place) -> None:
        """What is shown now, and was visited as `wanted`, turned out to be `found`."""
        if self._places and self.current == wanted:
            self._places[self._at] = found

    def keep_sites(self, site_ids: Collection[str]) -> None:
        """Other sites than these are gone: their places lead nowhere."""
        kept: list[Place] = []
        at = -1
        for number, place in enumerate(self._places):
            # What lay between two visits of one place may have gone.
            if (place == HOME or place.site_id in site_ids) and kept[-1:] != [place]:
                kept.append(place)
            if number == self._at:
                at = len(kept) - 1
        self._places, self._at = kept, at
