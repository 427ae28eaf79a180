"""What BIMcloud takes as the name of a file or folder. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bimexplorer.clouds import names
from bimexplorer.words import say

_FORBIDDEN = '<>:;,?"*|/\\'
"""The schema's pattern is `^[^<>:;,?"*|/\\\\]+$`."""

_IN_PLACE_OF = {":": "-", '"': "'"}
"""What a person would write instead: `10:30` is read in `10-30`. Every other forbidden one becomes `_`."""


def name_problem(name: str) -> str:
    """Empty, or the sentence that says why this name cannot be used."""
    found = [character for character in _FORBIDDEN if character in name]
    if found:
        return say("BIMcloud does not allow {characters} in a name.", characters=" ".join(found))
    return names.name_problem(name)


def checked(name: str) -> str:
    """The name as it is sent. Raises `InvalidName`."""
    return names.checked(name, name_problem)


def suggested(name: str, taken: Callable[[str], bool]) -> str:
    """A name without a problem that is not `taken`, as near to `name` as can be; see `_IN_PLACE_OF`.

    What is changed loses spaces at both ends and dots at its end too, which Windows would not keep.
    """
    return names.suggested(name, taken, name_problem, _mended)


def _mended(name: str) -> str:
    name = "".join(map(_readable, name)).strip()
    while name.endswith("."):
        name = name.rstrip(".").rstrip()
    return name


def _readable(character: str) -> str:
    if character in _FORBIDDEN:
        return _IN_PLACE_OF.get(character, "_")
    return names.readable(character)
