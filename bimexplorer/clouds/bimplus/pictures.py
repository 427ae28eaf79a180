"""Pictures of projects: what is one, and how large it may be. Pure."""

from __future__ import annotations

from bimexplorer.errors import Unsupported
from bimexplorer.sizes import size_text
from bimexplorer.words import say

LARGEST = 4_000_000
"""Bytes, also of a picture that comes. Bimplus documents no limit; a thumbnail has a few thousand."""

_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def checked(image: bytes) -> str:
    """`png` or `jpeg`, by what the file begins with. Raises `Unsupported` for what cannot be sent."""
    kind = next((kind for begin, kind in _BEGINNINGS.items() if image.startswith(begin)), "")
    if not kind:
        raise Unsupported(say("The picture of a project is a PNG or a JPEG file. This file is neither."))
    if len(image) > LARGEST:
        raise Unsupported(
            say(
                "The picture has {size}. It can have {most} at most.",
                size=size_text(len(image)),
                most=size_text(LARGEST),
            )
        )
    return kind
