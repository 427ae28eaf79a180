"""Looking again at rows that stand in the local order: on the service's pages they lie scattered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bimexplorer.model import Entry
from bimexplorer.ui.models.listing import Listing, Position, Served
from bimexplorer.ui.models.looking import Seen, Window, compared, is_news
from bimexplorer.ui.models.merge import Key, key_of
from bimexplorer.ui.models.nodes import FIRST_PAGE, LARGEST_PAGE

_PAGES = 3
"""Read in one look; where more of them hold rows in sight, they take turns."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a reading says of one page."""

    first: int
    end: int
    """The entries of `Served` that it covers, as they were counted before the look."""
    read: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Scattered:
    """What a look at some pages says."""

    here: tuple[Entry, ...]
    """What has changed or is new."""
    gone: frozenset[Key]
    seen: Seen
    pages: tuple[PageLook, ...]
    """The last one first, so that the numbers stay true."""


def served(listing: Listing, entries: Sequence[Entry], starts: Sequence[tuple[Key, Position]]) -> Served:
    """How a listing gave all of its entries; `starts`: the first of each page."""
    wanted = dict(starts)
    pages = [(0, Position(split=True))]
    for number, entry in enumerate(entries):
        if number and (key := key_of(entry)) in wanted:
            pages.append((number, wanted[key]))
    return Served(listing, list(entries), pages)


def look_scattered(
    known: Served, sight: Collection[Key], now: Callable[[Key], Entry | None], turn: int
) -> Scattered:
    """Read some of the pages that hold what is in sight, and compare. Raises what the cloud raises.

    `now` tells how an entry is shown, None if it is not; `turn` counts the looks.
    """
    pages = sorted(
        {known.page_of(number)[:2] for number, entry in enumerate(known.entries) if key_of(entry) in sight}
    ) or [known.page_of(0)[:2]]
    begin = turn * _PAGES % len(pages) if len(pages) > _PAGES else 0
    chosen = sorted([*pages, *pages][begin : begin + min(_PAGES, len(pages))])

    looks: list[PageLook] = []
    missing: dict[Key, Entry] = {}
    here: dict[Key, Entry] = {}
    for first, end in chosen:
        entries = known.entries[first:end]
        shown = tuple(entry for entry in entries if now(key_of(entry)) is not None)
        behind = next((key_of(entry) for entry in known.entries[end:] if now(key_of(entry))), None)
        before = frozenset(key_of(entry) for entry in known.entries[max(0, first - FIRST_PAGE) : first])
        window = Window(first, shown, known.page_of(first)[2], behind, before, complete=False)
        page = min(len(shown) + FIRST_PAGE, LARGEST_PAGE)
        stretch = known.listing.read_on(window.start, max(1, len(shown)), page)
        kept, read = compared(window, stretch)
        covered = first + len(kept) if len(kept) < len(shown) else end
        looks.append(PageLook(first, covered, tuple(read)))
        missing.update((key_of(entry), entry) for entry in kept)
        here.update((key_of(entry), entry) for entry in read)

    away = [entry.id for key, entry in missing.items() if key not in here]
    if away:  # on another page now, or gone
        found = known.listing.cloud.entries(away)
        here.update(
            (key_of(entry), entry) for entry in found.values() if entry.place == known.listing.folder.id
        )
    gone = frozenset(key for key in missing if key not in here)
    others = {key: entry for key, entry in here.items() if now(key) != entry}
    before_that = {key: now(key) for key in (*others, *gone)}
    return Scattered(
        tuple(others.values()),
        gone,
        Seen(
            created=tuple(entry for key, entry in others.items() if before_that[key] is None),
            changed=tuple(
                entry for key, entry in others.items() if (old := before_that[key]) and is_news(old, entry)
            ),
            removed=tuple(old for key in gone if (old := before_that[key])),
        ),
        tuple(reversed(looks)),
    )
