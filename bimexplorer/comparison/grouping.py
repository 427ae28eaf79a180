"""A comparison's objects as a person looks at them: narrowed, counted, in groups. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bimexplorer.revisions import ChangedObject, Difference


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
    return all(word in text for word in words)


def narrowed(objects: Iterable[ChangedObject], narrowing: Narrowing) -> tuple[ChangedObject, ...]:
    words = narrowing.words()
    return tuple(one for one in objects if fits(one, searched(one) if words else "", narrowing, words))


def grouped(
    objects: Iterable[ChangedObject], by: Grouping, disciplines: Mapping[str, str]
) -> tuple[Group, ...]:
    """In the order of the groups' names, each with its objects by name; `disciplines` names them by id."""
    found: dict[str, list[ChangedObject]] = {}
    for one in objects:
        found.setdefault(_key(one, by), []).append(one)
    groups = (
        Group(
            key,
            disciplines.get(key, key) if by is Grouping.DISCIPLINE else key,
            tuple(sorted(members, key=_order)),
            counts(members),
        )
        for key, members in found.items()
    )
    return tuple(sorted(groups, key=lambda group: (not group.key, group.name.casefold(), group.key)))


def _key(one: ChangedObject, by: Grouping) -> str:
    return {Grouping.TYPE: one.type, Grouping.DISCIPLINE: one.discipline, Grouping.NONE: ""}[by]


_DIFFERENCES = list(Difference)


def _order(one: ChangedObject) -> tuple[int, str, str]:
    return _DIFFERENCES.index(one.difference), one.name.casefold(), one.id
