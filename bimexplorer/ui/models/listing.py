"""Reading a folder in stretches, folders before files, however the service mixes them. Knows no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry, Kind, Sort
from bimexplorer.ui.models.merge import Key, key_of

FOLDERS = frozenset({Kind.FOLDER})
OTHERS = frozenset(Kind) - FOLDERS - {Kind.ROOT}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a listing goes on."""

    stage: int = 0
    """Which of the listing's `stages`."""
    cursor: str | None = None
    """The cloud's own cursor within the stage; None: its beginning."""
    split: bool = False
    """Whether the folder is known not to fit into one page."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one read brought."""

    entries: tuple[Entry, ...]
    next: Position | None
    """None: the listing ends here."""
    starts: tuple[tuple[Key, Position], ...] = ()
    """Where `read_on` began each page, with the page's first entry."""


@dataclass(frozen=True, slots=True)
class Listing:
    """How the children of one folder are to be read."""

    cloud: Cloud
    folder: Entry
    stages: tuple[frozenset[Kind], ...]
    """Read one after the other: the services sort folders and files as one, people expect folders first."""
    sort: Sort | None = None

    def read(self, start: Position, limit: int) -> Stretch:
        """At most `limit` entries from `start` on; fewer only at the end or where the service gives fewer.

        A folder that fits into one page, as most do, costs one request and not one for each stage.
        """
        if start == Position() and len(self.stages) > 1:
            page = self.cloud.children(self.folder, sort=self.sort, limit=limit)
            if page.cursor is None:
                return Stretch(tuple(sorted(page.entries, key=self._stage_of)), None)
        return self._read_stages(start, limit)

    def _stage_of(self, entry: Entry) -> int:
        return next((number for number, kinds in enumerate(self.stages) if entry.kind in kinds), 0)

    def _read_stages(self, start: Position, limit: int) -> Stretch:
        entries: list[Entry] = []
        stage, cursor = start.stage, start.cursor
        while True:
            page = self.cloud.children(
                self.folder,
                kinds=self.stages[stage],
                sort=self.sort,
                cursor=cursor,
                limit=limit - len(entries),
            )
            entries.extend(page.entries)
            cursor = page.cursor
            if cursor is None:
                stage += 1
                if stage == len(self.stages):
                    return Stretch(tuple(entries), None)
            if cursor is not None or len(entries) >= limit:
                return Stretch(tuple(entries), Position(stage, cursor))

    def read_on(self, start: Position, count: int, page: int) -> Stretch:
        """`count` entries from `start` on or a few more, asked for in pages of `page`."""
        entries: list[Entry] = []
        starts: list[tuple[Key, Position]] = []
        position: Position | None = start
        while position is not None and (len(entries) < count or not entries):
            stretch = self.read(position, page)
            if stretch.entries:
                starts.append((key_of(stretch.entries[0]), position))
            entries.extend(stretch.entries)
            position = stretch.next
        return Stretch(tuple(entries), position, tuple(starts))


@dataclass(slots=True)
class Served:
    """In which order the service lists rows that stand in another one: its pages can be read again."""

    listing: Listing
    """How they were read: a cursor holds for that alone."""
    entries: list[Entry]
    """As they were then; only where each stands is asked."""
    pages: list[tuple[int, Position]]
    """Where each page begins, as a number of these entries, and how it is read."""

    def change(self, first: int, end: int, read: Sequence[Entry]) -> None:
        """The entries from `first` up to `end` are others now."""
        self.entries[first:end] = read
        longer = len(read) - (end - first)
        self.pages = [
            (start + longer if start >= end and start > first else start, position)
            for start, position in self.pages
        ]

    def page_of(self, number: int) -> tuple[int, int, Position]:
        """The page on which an entry stands: its first number, that of the next one, how it is read."""
        at = bisect_right([start for start, _ in self.pages], number) - 1
        first, position = self.pages[at]
        end = self.pages[at + 1][0] if at + 1 < len(self.pages) else len(self.entries)
        return first, end, position
