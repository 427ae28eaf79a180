"""Names of files and folders, as far as every cloud has the same to say about them. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from bimexplorer.errors import InvalidName
from bimexplorer.naming import cut, numbered
from bimexplorer.words import say

_LONGEST = 255
"""Characters. No service documents a limit; this is what every file system takes that a name will meet."""

_NUMBER = len(" (1000000)")
"""What `numbered` may add."""


def normalised(name: str) -> str:
    """Composed characters: macOS hands out decomposed ones, and the two would be different names."""
    return unicodedata.normalize("NFC", name)


def name_problem(name: str) -> str:
    """Empty, or the sentence that says why no cloud takes this name."""
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


def checked(name: str, problem: Callable[[str], str] = name_problem) -> str:
    """The name as it is sent. Raises `InvalidName` for what `problem` finds."""
    found = problem(name)
    if found:
        raise InvalidName(found, repr(name))
    return normalised(name)


def readable(character: str) -> str:
    """A character as it is, or what stands for one that no name can have."""
    category = unicodedata.category(character)
    if category == "Cc":
        return " " if character.isspace() else "_"
    return "_" if category == "Cs" else character


def suggested(
    name: str, taken: Callable[[str], bool], problem: Callable[[str], str], mended: Callable[[str], str]
) -> str:
    """A name without a `problem` that is not `taken`, as near to `name` as can be.

    Only a name with a problem is `mended`, but for the number that makes it free.
    """
    name = normalised(name)
    if problem(name):
        name = cut(mended(name), _LONGEST) or "_"
    return numbered(cut(name, _LONGEST - _NUMBER), taken) if taken(name) else name
