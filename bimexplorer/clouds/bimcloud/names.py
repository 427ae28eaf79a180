"""What BIMcloud takes as the name of a file or folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from bimexplorer.errors import InvalidName
from bimexplorer.naming import cut, numbered
from bimexplorer.words import say

_FORBIDDEN = '<>:;,?"*|/\\'
"""The schema's pattern is `^[^<>:;,?"*|/\\\\]+$`."""

_LONGEST = 255
"""Characters. BIMcloud documents no limit; this is what every file system takes that a name will meet."""

_NUMBER = len(" (1000000)")
"""What `numbered` may add."""

_IN_PLACE_OF = {":": "-", '"': "'"}
"""What a person would write instead: `10:30` is read in `10-30`. Every other forbidden one becomes `_`."""


def name_problem(name: str) -> str:
    """Empty, or the sentence that says why this name cannot be used."""
    if not name.strip():
        return say("A name is needed.")
    if not name.strip("."):
        return say("A name cannot consist of dots alone.")
    found = [character for character in _FORBIDDEN if character in name]
    if found:
        return say("BIMcloud does not allow {characters} in a name.", characters=" ".join(found))
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
    """A name without a problem that is not `taken`, as near to `name` as can be; see `_IN_PLACE_OF`.

    Only a name with a problem is changed, but for the number that makes it free. What is changed loses spaces
    at both ends and dots at its end too, which Windows would not keep.
    """
    name = normalised(name)
    if name_problem(name):
        name = "".join(map(_readable, name)).strip()
        while name.endswith("."):
            name = name.rstrip(".").rstrip()
        name = cut(name, _LONGEST) or "_"
    return numbered(cut(name, _LONGEST - _NUMBER), taken) if taken(name) else name


def _readable(character: str) -> str:
    if character in _FORBIDDEN:
        return _IN_PLACE_OF.get(character, "_")
    category = unicodedata.category(character)
    if category == "Cc":
        return " " if character.isspace() else "_"
    return "_" if category == "Cs" else character
