"""Names in Bimplus: which are taken, and how entries of equal names are told apart.

Bimplus lets several files of one place have the same name, and takes nearly every character, `/` too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bimexplorer.errors import InvalidName
from bimexplorer.naming import cut, numbered
from bimexplorer.words import say

_LONGEST = 255
"""Characters. Bimplus documents no limit; this is what every file system takes that a name will meet."""

_NUMBER = len(" (1000000)")
"""What `numbered` may add."""

_MARK = 8
"""Characters of an id that tell equal names apart."""

_MARKED = re.compile(rf"~([0-9A-Za-z-]{{{_MARK}}})(?=$|\.[^.]*$)")


def name_problem(name: str) -> str:
    """Empty, or the sentence that says why this name cannot be used."""
    if not name.strip():
        return say("A name is needed.")
    if not name.strip("."):
        return say("A name cannot consist of dots alone.")
    if any(unicodedata.category(character) == "Cc" for character in name):
        return say("A name cannot contain line breaks or other control characters.")
    if any(unicodedata.category(character) == "Cs" for character in name):
        return say("This name contains characters that are not valid text.")
    if len(normalised(name)) > _LONGEST:
        return say("A name can be {most} characters long at most.", most=_LONGEST)
    return ""


def checked(name: str) -> str:
    """The name as it is sent. Raises `InvalidName`."""
    problem = name_problem(name)
    if problem:
        raise InvalidName(problem, repr(name))
    return normalised(name)


def normalised(name: str) -> str:
    """Composed characters: macOS hands out decomposed ones, and the two would be different names."""
    return unicodedata.normalize("NFC", name)


def suggested(name: str, taken: Callable[[str], bool]) -> str:
    """A name without a problem that is not `taken`, as near to `name` as can be."""
    name = normalised(name)
    if name_problem(name):
        kept = (" " if character.isspace() else character for character in name)
        bad = ("Cc", "Cs")
        name = "".join("_" if unicodedata.category(one) in bad else one for one in kept).strip()
        name = cut(name, _LONGEST) if name.strip(".") else "_"
    return numbered(cut(name, _LONGEST - _NUMBER), taken) if taken(name) else name


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
