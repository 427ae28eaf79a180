"""Names in Bimplus: which are taken, and how entries of equal names are told apart.

Bimplus lets several files of one place have the same name, and takes nearly every character, `/` too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bimexplorer.clouds import names
from bimexplorer.clouds.names import checked, name_problem, normalised

__all__ = [
    "Named",
    "checked",
    "chosen",
    "distinct",
    "marked",
    "name_problem",
    "normalised",
    "suggested",
    "unmarked",
]

_MARK = 8
"""Characters of an id that tell equal names apart."""

_MARKED = re.compile(rf"~([0-9A-Za-z-]{{{_MARK}}})(?=$|\.[^.]*$)")


def folded(name: str) -> str:
    """The same for a name in whatever letters."""
    return normalised(name).casefold()


def suggested(name: str, taken: Callable[[str], bool]) -> str:
    """A name without a problem that is not `taken`, as near to `name` as can be."""
    return names.suggested(name, taken, name_problem, _mended)


def _mended(name: str) -> str:
    name = "".join(map(names.readable, name)).strip()
    return name if name.strip(".") else ""


def marked(name: str, identifier: str, *, extension: bool) -> str:
    """A name with the beginning of its id: `plan~0d2ce2cc.pdf`; of a folder at the very end."""
    stem, dot, ending = name.rpartition(".")
    if not stem or not extension:
        stem, dot, ending = name, "", ""
    return f"{stem}~{identifier[:_MARK]}{dot}{ending}"


@dataclass(frozen=True, slots=True)
class Named:
    """Something in a place that has a name."""

    name: str
    id: str
    is_file: bool


def distinct(found: Sequence[Named]) -> list[str]:
    """A name for each; equal ones get a mark."""
    names = [normalised(one.name) for one in found]
    counted = Counter(names)
    return [
        marked(name, one.id, extension=one.is_file) if counted[name] > 1 else name
        for name, one in zip(names, found, strict=True)
    ]


def chosen(found: Sequence[Named], wanted: str) -> list[int]:
    """Which of these a name means: that of the name itself, else the one with its mark; or several."""
    wanted = normalised(wanted)
    exact = [number for number, one in enumerate(found) if normalised(one.name) == wanted]
    if exact:
        return exact
    named, mark = unmarked(wanted)
    return [
        number
        for number, one in enumerate(found)
        if mark and one.id.startswith(mark) and normalised(one.name) == named
    ]


def unmarked(name: str) -> tuple[str, str]:
    """The name without its mark, and the mark; also with the mark behind the extension."""
    match = _MARKED.search(name)
    if match is None:
        return name, ""
    return name[: match.start()] + name[match.end() :], match[1]
