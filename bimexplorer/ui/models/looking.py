"""Reading a stretch of a listing again and finding what has changed in it. Pure; knows no Qt.

Of a folder that fits into a few requests everything is read. Of a longer one only the pages that are looked
at: from where one of them began, up to the first row of the page behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bimexplorer.model import Entry, Sort
from bimexplorer.ui.models.listing import Listing, Position, Stretch
from bimexplorer.ui.models.merge import Key, Merge, key_of, plan_merge
from bimexplorer.ui.models.nodes import FIRST_PAGE, LARGEST_PAGE
from bimexplorer.ui.models.order import LOCAL_LIMIT, arranged

WHOLE = LARGEST_PAGE
"""Loaded rows up to which all of them are read again: that is one or two requests."""


@dataclass(frozen=True, slots=True)
class Window:
    """The loaded rows that are compared, and how to read them."""

    first: int
    shown: tuple[Entry, ...]
    start: Position
    """Where the reading begins."""
    behind: Key | None
    """The loaded row behind them; None: they reach to the end of what is loaded."""
    before: frozenset[Key]
    """Some loaded rows before them: where a service counts rows, the page begins there now."""
    complete: bool
    """Whether they are all that there was in the folder."""
    sort: Sort | None = None
    """The local order in which they stand."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found."""

    created: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    """Files with another content, and what has another name."""
    removed: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Look:
    """What a reading says of a window."""

    merge: Merge
    """In the window's own row numbers."""
    seen: Seen
    stretch: Stretch


def look(listing: Listing, window: Window) -> Look:
    """Read it and compare. Raises what the cloud raises."""
    rows = len(window.shown)
    fits = window.complete and rows + FIRST_PAGE <= LARGEST_PAGE
    start = window.start if fits or window.start != Position() else Position(split=True)
    # Some rows more than were there: what has come in between, and the row behind them.
    page = min(rows + FIRST_PAGE, LARGEST_PAGE)
    stretch = listing.read_on(start, rows + LARGEST_PAGE if window.complete else rows, page)
    shown, read = compared(window, stretch)
    if window.sort is not None and stretch.next is None and len(read) <= LOCAL_LIMIT:
        read = arranged(read, window.sort)
    merge = plan_merge(shown, read)
    before = {key_of(entry): entry for entry in shown}
    return Look(
        merge,
        Seen(
            created=tuple(entry for _, entries in merge.inserted for entry in entries),
            changed=tuple(entry for _, entry in merge.changed if is_news(before[key_of(entry)], entry)),
            removed=tuple(entry for first, last in merge.removed for entry in shown[first : last + 1]),
        ),
        stretch,
    )


def compared(window: Window, stretch: Stretch) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Those of the shown and of the read entries of which it is certain that they cover the same stretch."""
    shown, read = window.shown, stretch.entries
    while read and key_of(read[0]) in window.before:
        read = read[1:]
    if window.complete:
        return shown, read
    for number, entry in enumerate(read):
        if key_of(entry) == window.behind:
            return shown, read[:number]
    if stretch.next is None:
        return shown, read
    # So much has come, or so much is gone, that the reading ends elsewhere: up to the last one both know.
    row_of = {key_of(entry): row for row, entry in enumerate(shown)}
    both = [number for number, entry in enumerate(read) if key_of(entry) in row_of]
    if not both:
        return (), ()
    if window.behind is not None:
        shown = shown[: max(row_of[key_of(read[number])] for number in both) + 1]
    # Else what is not among the read ones is gone, or belongs to what is not loaded.
    return shown, read[: both[-1] + 1]


def is_news(before: Entry, now: Entry) -> bool:
    """A folder's own date changes with whatever happens below it, and services tell of more than matters."""
    if before.is_folder:
        return before.name != now.name
    return (before.name, before.size, before.modified) != (now.name, now.size, now.modified)
