"""The kinds of content that can be compared."""

from __future__ import annotations

from bimexplorer.ui.versions.kind import ContentKind
from bimexplorer.ui.versions.pictures import Pictures
from bimexplorer.ui.versions.texts import Texts

KINDS: tuple[ContentKind, ...] = (Pictures(), Texts())


def kind_of(name: str) -> ContentKind | None:
    """None: only what is known of the files can be compared."""
    return next((kind for kind in KINDS if kind.fits(name)), None)
