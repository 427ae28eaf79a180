"""Two pictures, read to be laid over each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bimexplorer.ui.preview.picture import Picture, read_picture

LONGEST_SIDE = 4096
"""Pixels that are kept of each, so that something can be seen where it is made larger."""


@dataclass(frozen=True, slots=True)
class ComparedPictures:
    """An older and a newer picture."""

    old: Picture
    new: Picture
    same: bool
    """Pixel by pixel, as they are kept here."""


def compare_pictures(old: Path, new: Path) -> ComparedPictures:
    """Raises `LocalError` for what is damaged, too large, or no picture."""
    one, other = read_picture(old, LONGEST_SIDE), read_picture(new, LONGEST_SIDE)
    return ComparedPictures(one, other, one.size == other.size and one.image == other.image)
