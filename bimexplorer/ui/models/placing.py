"""Single changes in rows that stand in an order: each at its place, without sorting all of them. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from bimexplorer.model import Entry
from bimexplorer.ui.models.merge import Merge, runs
from bimexplorer.ui.models.order import Order


def plan_places(
    order: Order,
    count: int,
    entry_at: Callable[[int], Entry],
    *,
    gone: Iterable[int],
    changed: Mapping[int, Entry],
    fresh: Iterable[Entry],
) -> Merge:
    """The steps for `count` rows of which some are `gone`, some are told anew and some are new.

    Raises nothing; where the rows do not stand in the order, what is new stands near its place.
    """
    leaving = sorted(gone)
    stays = _without(range(count), leaving)
    now = {bisect_left(stays, row): entry for row, entry in changed.items()}

    def entry_of(number: int) -> Entry:
        return now.get(number) or entry_at(stays[number])

    moving = sorted(number for number in now if _moves(order, entry_at(stays[number]), now[number]))
    base = _without(range(len(stays)), moving)
    moved = [moving[rank] for rank in order.numbers([now[number] for number in moving])]
    # Before which of the `base` each that moves comes.
    landed = [order.place(now[number], len(base), lambda row: entry_of(base[row])) for number in moved]
    standing = _put_in(base, zip(landed, moved, strict=True)) if moved else base

    new = order.arranged(fresh)
    places = [order.place(entry, len(standing), lambda row: entry_of(standing[row])) for entry in new]
    inserted: list[tuple[int, list[Entry]]] = []
    for before, (place, entry) in enumerate(zip(places, new, strict=True)):
        if inserted and inserted[-1][0] + len(inserted[-1][1]) == place + before:
            inserted[-1][1].append(entry)
        else:
            inserted.append((place + before, [entry]))

    rank_of = {number: rank for rank, number in enumerate(moved)}

    def final(number: int) -> int:
        if number in rank_of:
            row = landed[rank_of[number]] + rank_of[number]
        else:
            row = number - bisect_left(moving, number)
            row += bisect_right(landed, row)
        return row + bisect_right(places, row)

    return Merge(
        removed=tuple(reversed(runs(leaving))),
        order=tuple(standing) if moving else None,
        inserted=tuple((row, tuple(entries)) for row, entries in inserted),
        changed=tuple((final(number), entry) for number, entry in now.items()),
    )


def _moves(order: Order, before: Entry, now: Entry) -> bool:
    return order.before(before, now) or order.before(now, before)


def _without(numbers: range, some: Sequence[int]) -> Sequence[int]:
    left = set(some)
    return [number for number in numbers if number not in left] if left else numbers


def _put_in(base: Sequence[int], landed: Iterable[tuple[int, int]]) -> list[int]:
    found: list[int] = []
    done = 0
    for place, number in landed:
        found += base[done:place]
        found.append(number)
        done = place
    found += base[done:]
    return found
