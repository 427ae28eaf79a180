"""What turns the rows that are shown into the rows that were read again. Pure; knows no Qt.

The steps are meant to be taken in the order of the fields, so that a view keeps its selection, its scroll
position and what is expanded: a row is the same row as long as its `(place, id)` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bimexplorer.model import Entry

Key = tuple[str, str]


def key_of(entry: Entry) -> Key:
    """What makes two rows the same row."""
    return entry.place, entry.id


@dataclass(frozen=True, slots=True)
class Merge:
    """Four steps, each in the row numbers that hold when its turn comes."""

    removed: tuple[tuple[int, int], ...]
    """Runs `(first, last)` of rows that are gone, the lowest run last so that the numbers stay true."""
    order: tuple[int, ...] | None
    """The surviving rows' numbers in their new order; None: they already stand in it."""
    inserted: tuple[tuple[int, tuple[Entry, ...]], ...]
    """Runs `(row, entries)` of new rows, the topmost first."""
    changed: tuple[tuple[int, Entry], ...]
    """Rows whose entry tells something new, by their final numbers."""

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.removed or self.inserted or self.changed) and self.order is None


def plan_merge(old: Sequence[Entry], new: Iterable[Entry]) -> Merge:
    """The steps from `old` to `new`; an entry that `new` repeats counts once."""
    wanted: dict[Key, Entry] = {}
    for entry in new:
        wanted.setdefault(key_of(entry), entry)

    removed = runs([row for row, entry in enumerate(old) if key_of(entry) not in wanted])
    survivors = [entry for entry in old if key_of(entry) in wanted]
    row_of = {key_of(entry): row for row, entry in enumerate(survivors)}
    order = tuple(row_of[key] for key in wanted if key in row_of)

    inserted: list[tuple[int, list[Entry]]] = []
    changed: list[tuple[int, Entry]] = []
    for row, (key, entry) in enumerate(wanted.items()):
        if key in row_of:
            if survivors[row_of[key]] != entry:
                changed.append((row, entry))
        elif inserted and inserted[-1][0] + len(inserted[-1][1]) == row:
            inserted[-1][1].append(entry)
        else:
            inserted.append((row, [entry]))
    return Merge(
        removed=tuple(reversed(removed)),
        order=None if order == tuple(range(len(order))) else order,
        inserted=tuple((row, tuple(entries)) for row, entries in inserted),
        changed=tuple(changed),
    )


def shifted(merge: Merge, by: int, rows: int) -> Merge:
    """The same steps for a stretch that begins at row `by` of `rows` in all."""
    order = merge.order
    if order is not None:
        left = rows - sum(last - first + 1 for first, last in merge.removed)
        order = (*range(by), *(by + row for row in order), *range(by + len(order), left))
    return Merge(
        removed=tuple((first + by, last + by) for first, last in merge.removed),
        order=order,
        inserted=tuple((row + by, entries) for row, entries in merge.inserted),
        changed=tuple((row + by, entry) for row, entry in merge.changed),
    )


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending row numbers as runs `(first, last)`."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
