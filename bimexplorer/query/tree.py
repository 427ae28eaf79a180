"""A query as a frozen tree, and as text: `parse(str(query)) == query`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bimexplorer.model import Kind

UNITS = {
    "B": 1,
    **{f"{letter}B": 1000**power for power, letter in enumerate("kMGTP", 1)},
    **{f"{letter}iB": 1024**power for power, letter in enumerate("KMGTP", 1)},
}
"""Bytes of a unit."""


class Field(str, Enum):
    """What a condition looks at."""

    NAME = "name"
    TYPE = "type"
    SIZE = "size"
    MODIFIED = "modified"
    BY = "by"
    PATH = "path"


class Relation(str, Enum):
    """How a value has to stand to the given one."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


class Wildcard(Enum):
    """A place in a pattern that is not fixed. No `str`: the text `*` is something else."""

    ANY = "*"
    """Any run of characters, also none."""
    ONE = "?"
    """One character."""


@dataclass(frozen=True, slots=True)
class Text:
    """The name, the path or the person contains a text, or is as a whole what the pattern says."""

    field: Field
    """NAME, PATH or BY."""
    parts: tuple[str | Wildcard, ...]
    """Fixed texts as typed and wildcards, in order; not two fixed texts side by side."""
    whole: bool
    """Always where there is a wildcard."""

    def __str__(self) -> str:
        text = "".join(part.value if isinstance(part, Wildcard) else _escaped(part) for part in self.parts)
        plain = self.whole and not any(isinstance(part, Wildcard) for part in self.parts)
        return f"{self.field.value}:{'=' if plain else ''}{_quoted(text)}"


@dataclass(frozen=True, slots=True)
class OfKind:
    """A file, a folder, ..."""

    kind: Kind

    def __str__(self) -> str:
        return f"type:{self.kind.value}"


@dataclass(frozen=True, slots=True)
class Extension:
    """A file whose name ends with a dot and this."""

    text: str

    def __str__(self) -> str:
        return "type:" + _quoted(_escaped(f".{self.text}"))


@dataclass(frozen=True, slots=True)
class Size:
    """What has no size fits none."""

    relation: Relation
    size: int
    """Bytes."""

    def __str__(self) -> str:
        amount, unit = self.size, ""
        for name, factor in sorted(UNITS.items(), key=lambda item: -item[1]):
            if amount and not amount % factor:
                amount, unit = amount // factor, name
                break
        return f"size:{self.relation.value}{amount}{unit}"


@dataclass(frozen=True, slots=True)
class Ago:
    """A day counted back from today."""

    count: int
    unit: str
    """`d`, `w`, `m` or `y`."""

    def __str__(self) -> str:
        return {(0, "d"): "today", (1, "d"): "yesterday"}.get(
            (self.count, self.unit), f"{self.count}{self.unit}"
        )


@dataclass(frozen=True, slots=True)
class Modified:
    """What has no date fits none."""

    relation: Relation
    day: date | Ago

    def __str__(self) -> str:
        return f"modified:{self.relation.value}{self.day}"


@dataclass(frozen=True, slots=True)
class Not:
    """What the inner query does not find."""

    query: Query

    def __str__(self) -> str:
        return f"-{_grouped(self.query)}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All conditions hold; with none of them: everything. Made by `all_of`."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        return " ".join(map(_grouped, self.queries))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds. Made by `any_of`."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        return " OR ".join(map(_grouped, self.queries))


Query = Text | OfKind | Extension | Size | Modified | Not | AllOf | AnyOf
EVERYTHING = AllOf(())


def all_of(queries: Iterable[Query]) -> Query:
    """Both and all; one alone stands for itself, and what is joined already is joined flat."""
    flat = [inner for query in queries for inner in (query.queries if isinstance(query, AllOf) else (query,))]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(queries: Iterable[Query]) -> Query:
    """The same for one of several; there is at least one."""
    flat = [inner for query in queries for inner in (query.queries if isinstance(query, AnyOf) else (query,))]
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def fields(query: Query) -> frozenset[Field]:
    """All that a query looks at."""
    if isinstance(query, (AllOf, AnyOf)):
        return frozenset().union(*map(fields, query.queries))
    if isinstance(query, Not):
        return fields(query.query)
    if isinstance(query, Text):
        return frozenset({query.field})
    if isinstance(query, Size):
        return frozenset({Field.SIZE})
    return frozenset({Field.MODIFIED if isinstance(query, Modified) else Field.TYPE})


def _grouped(query: Query) -> str:
    return f"({query})" if isinstance(query, (AllOf, AnyOf)) else str(query)


def _quoted(text: str) -> str:
    """A value as it may stand behind a colon; `text` has its backslashes already."""
    plain = all(character.isalnum() or character in "._-*?" for character in text)
    return text if plain else f'"{text}"'


def _escaped(text: str) -> str:
    return re.sub(r'[*?"\\]', r"\\\g<0>", text)
