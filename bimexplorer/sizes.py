"""Amounts of bytes for people, in a few characters; the window's own lists write them after the locale."""

from __future__ import annotations

import math

from bimexplorer.words import number

_UNITS = ("kB", "MB", "GB", "TB", "PB")


def size_text(size: int | None) -> str:
    """`12.3 MB`, decimal units; empty for None."""
    if size is None:
        return ""
    if size < 1000:
        return f"{size} B"
    power = min(int(math.log10(size + 0.5) // 3), len(_UNITS))
    return f"{number(size / 1000**power, 1)} {_UNITS[power - 1]}"
