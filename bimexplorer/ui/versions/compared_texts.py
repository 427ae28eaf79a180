"""Two texts, read and laid against each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bimexplorer.ui.preview.text import read_text
from bimexplorer.ui.versions.alignment import Alignment, align

LONGEST = 4_000_000
"""Bytes of each text that are compared."""
MOST_LINES = 20_000
_BREAKS = str.maketrans({"\u2028": "\u21b5", "\u2029": "\u00b6", "\ufdd0": "\ufffd", "\ufdd1": "\ufffd"})
"""What a text view would begin a new line at, in the middle of a row."""


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """Two texts as they are shown."""

    old: tuple[str, ...]
    """Lines."""
    new: tuple[str, ...]
    alignment: Alignment
    cut: bool
    """At least one of them goes on."""
    narrowed: bool
    """The ends of very long lines are missing."""


def compare_texts(old: Path, new: Path) -> ComparedTexts | None:
    """None: one of them is no text. Raises `LocalError`; honours the cancellation in scope."""
    one = read_text(old, longest=LONGEST, most_lines=MOST_LINES, header_only=False)
    other = read_text(new, longest=LONGEST, most_lines=MOST_LINES, header_only=False)
    if one is None or other is None:
        return None
    mine, theirs = _lines(one.text), _lines(other.text)
    return ComparedTexts(
        mine, theirs, align(mine, theirs), one.cut or other.cut, one.narrowed or other.narrowed
    )


def _lines(text: str) -> tuple[str, ...]:
    """What ends the last line begins no further one."""
    lines = text.translate(_BREAKS).split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)
