"""A comparison's objects as a person looks at them: narrowed, counted, in groups. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from bimexplorer.revisions import ChangedObject, Difference

_STRETCH = 2000
"""Objects worked on at a time."""


class Grouping(str, Enum):
    """What stands together."""

    TYPE = "type"
    DISCIPLINE = "discipline"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is to be seen; the empty one lets everything through."""

    text: str = ""
    """Part of a name, a type, an id, or of an attribute's name or value; every word has to be in one."""
    types: frozenset[str] = frozenset()
    differences: frozenset[Difference] = frozenset()
    attributes: frozenset[str] = frozenset()
    """Names: objects in which one of these differs."""

    def words(self) -> tuple[str, ...]:
        return tuple(self.text.casefold().split())


@dataclass(frozen=True, slots=True)
class Group:
    """Objects that stand together."""

    key: str
    """The type, or the discipline's id; empty where the service tells none, and for the only group."""
    name: str
    objects: tuple[ChangedObject, ...]
    counts: Mapping[Difference, int]


def counts(objects: Iterable[ChangedObject]) -> dict[Difference, int]:
    """How many of each kind; every kind is there."""
    found = Counter(one.difference for one in objects)
    return {difference: found[difference] for difference in Difference}


def searched(one: ChangedObject) -> str:
    """All in which a word is looked for; make it once for each object."""
    parts = [one.name, one.name_before, one.type, one.id]
    for change in one.attributes:
        parts += (change.name, change.before or "", change.after or "")
    return "\n".join(parts).casefold()


def fits(one: ChangedObject, text: str, narrowing: Narrowing, words: Sequence[str]) -> bool:
    """`text` is what `searched` made of the object, `words` what `Narrowing.words` did."""
    if narrowing.differences and one.difference not in narrowing.differences:
        return False
    if narrowing.types and one.type not in narrowing.types:
        return False
    if narrowing.attributes and not any(
        change.differs and change.name in narrowing.attributes for change in one.attributes
    ):
        return False
    return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is seen of a comparison."""

    groups: tuple[Group, ...]
    counts: Mapping[Difference, int]
    """Of all that is seen."""
    types: tuple[str, ...]
    """Of all objects, seen or not, by name."""
    attributes: tuple[str, ...] = ()
    """The names of those that differ in any object, seen or not, in their order."""


def arranged(
    objects: Sequence[ChangedObject],
    texts: Sequence[str],
    narrowing: Narrowing,
    by: Grouping,
    disciplines: Mapping[str, str],
    check: Callable[[], None] = lambda: None,
) -> Arrangement:
    """Narrow and group; `texts` are what `searched` made of the objects.

    `check` is called now and then, and may raise to end it. Nothing in it holds the interpreter for long: it
    runs beside a window.
    """
    words = narrowing.words()
    seen: list[ChangedObject] = []
    for number, (one, text) in enumerate(zip(objects, texts, strict=True)):
        if number % _STRETCH == 0:
            check()
        if fits(one, text, narrowing, words):
            seen.append(one)
    groups = grouped(seen, by, disciplines, check)
    types = {one.type for one in objects}
    check()
    attributes = {change.name for one in objects for change in one.attributes if change.differs}
    return Arrangement(
        groups,
        counts(seen),
        tuple(sorted(types, key=str.casefold)),
        tuple(sorted(attributes, key=str.casefold)),
    )


def grouped(
    objects: Iterable[ChangedObject],
    by: Grouping,
    disciplines: Mapping[str, str],
    check: Callable[[], None] = lambda: None,
) -> tuple[Group, ...]:
    """In the order of the groups' names, each with its objects by name; `disciplines` names them by id."""
    found: dict[str, list[ChangedObject]] = {}
    for one in objects:
        found.setdefault(_key(one, by), []).append(one)
    groups = (
        Group(
            key,
            disciplines.get(key, key) if by is Grouping.DISCIPLINE else key,
            _in_order(members, check),
            counts(members),
        )
        for key, members in found.items()
    )
    return tuple(sorted(groups, key=lambda group: (not group.key, group.name.casefold(), group.key)))


def _in_order(members: Iterable[ChangedObject], check: Callable[[], None]) -> tuple[ChangedObject, ...]:
    """Sorted, a stretch at a time: one sorting of 100,000 would hold the interpreter for 0.1 s."""
    remaining, stretches = iter(members), []
    while stretch := [(_order(one), one) for one in islice(remaining, _STRETCH)]:
        check()
        stretch.sort(key=lambda pair: pair[0])
        stretches.append(stretch)
    return tuple(one for _, one in heapq.merge(*stretches, key=lambda pair: pair[0]))


def _key(one: ChangedObject, by: Grouping) -> str:
    return {Grouping.TYPE: one.type, Grouping.DISCIPLINE: one.discipline, Grouping.NONE: ""}[by]


_DIFFERENCES = list(Difference)


def _order(one: ChangedObject) -> tuple[int, str, str]:
    return _DIFFERENCES.index(one.difference), one.name.casefold(), one.id
