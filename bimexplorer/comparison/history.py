"""What happened to one object from revision to revision: consecutive comparisons, chained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bimexplorer.comparison.following import Result
from bimexplorer.revisions import AttributeChange, ChangedObject, Difference, Pair, Revision


@dataclass(frozen=True, slots=True)
class Event:
    """A revision in which something happened to the object."""

    revision: Revision
    """The higher one of the pair; its author is who brought it."""
    difference: Difference
    name: str
    type: str
    attributes: tuple[AttributeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One pair of neighbouring revisions that was looked at."""

    pair: Pair
    events: tuple[Event, ...]
    """None where the object is the same in both, or in neither."""
    number: int
    """Of how many (`of`), from 1 on."""
    of: int


def steps(
    object_id: str, revisions: Sequence[Revision], compared: Callable[[Pair], Result]
) -> Iterator[Step]:
    """From the oldest pair to the newest; `compared` gets a pair's comparison, with attributes.

    A model whose revisions have gaps is compared over them.
    """
    ordered = sorted(revisions, key=lambda revision: revision.number)
    pairs = list(pairwise(ordered))
    wanted = object_id.lower()
    for number, (lower, higher) in enumerate(pairs, 1):
        pair = Pair(higher.number, lower.number)
        found = [one for one in compared(pair).objects if one.id.lower() == wanted]
        yield Step(pair, tuple(_event(higher, one) for one in found), number, len(pairs))


def _event(revision: Revision, one: ChangedObject) -> Event:
    changes = tuple(change for change in one.attributes if change.differs)
    return Event(revision, one.difference, one.name, one.type, changes)
