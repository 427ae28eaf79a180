"""Amounts of bytes for people, in English; the window uses the words of the person's language."""

from __future__ import annotations

import math

_UNITS = ("kB", "MB", "GB", "TB", "PB")


def size_text(size: int | None) -> str:
    """`12.3 MB`, decimal units; empty for None."""
    if size is None:
        return ""
    if size < 1000:
        return f"{size} B"
    power = min(int(math.log10(size + 0.5) // 3), len(_UNITS))
    return f"{size / 1000**power:.1f} {_UNITS[power - 1]}"
