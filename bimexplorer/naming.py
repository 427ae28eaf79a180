"""New names made from given ones: cut to a length, numbered, the extension kept. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NUMBERED = re.compile(r" \((\d{1,6})\)$")
_LONGEST_EXTENSION = 32
"""What is longer is a sentence with a full stop in it."""


def cut(name: str, longest: int, measure: Callable[[str], int] = len) -> str:
    """The name cut so that `measure` gives at most `longest`; the extension stays."""
    if measure(name) <= longest:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or measure(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    while stem and measure(stem + dot + extension) > longest:
        stem = stem[:-1]
    # Not between a letter and its accent, not before a joiner.
    while stem and (unicodedata.combining(stem[-1]) or stem[-1] == "\u200d"):
        stem = stem[:-1]
    return (stem.rstrip(" .") or "_") + dot + extension


def numbered(name: str, is_taken: Callable[[str], bool], *, extension: bool = True) -> str:
    """The first free one of `plan (2).pdf`, `plan (3).pdf`, ...; `plan (2).pdf` leads to `plan (3).pdf`.

    Without `extension` the number goes to the very end: a folder's `Level 1.5` has none.
    """
    stem, dot, ending = name.rpartition(".")
    if not stem or not extension:
        stem, dot, ending = name, "", ""
    number = 2
    if already := _NUMBERED.search(stem):
        stem, number = stem[: already.start()], int(already[1]) + 1
    while is_taken(candidate := f"{stem} ({number}){dot}{ending}"):
        number += 1
    return candidate
