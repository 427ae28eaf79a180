"""What BIMcloud takes as the name of a file or folder."""

from __future__ import annotations

import unicodedata

from bimexplorer.errors import InvalidName

_FORBIDDEN = '<>:;,?"*|/\\'
"""The schema's pattern is `^[^<>:;,?"*|/\\\\]+$`."""

_LONGEST = 255
"""Characters. BIMcloud documents no limit; this is what every file system takes that a name will meet."""


def name_problem(name: str) -> str:
    """Empty, or the sentence that says why this name cannot be used."""
    if not name.strip():
        return "A name is needed."
    if not name.strip("."):
        return "A name cannot consist of dots alone."
    found = [character for character in _FORBIDDEN if character in name]
    if found:
        return f"BIMcloud does not allow {' '.join(found)} in a name."
    if any(unicodedata.category(character) == "Cc" for character in name):
        return "A name cannot contain line breaks or other control characters."
    if any(unicodedata.category(character) == "Cs" for character in name):
        return "This name contains characters that are not valid text."
    if len(normalised(name)) > _LONGEST:
        return f"A name can be {_LONGEST} characters long at most."
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
