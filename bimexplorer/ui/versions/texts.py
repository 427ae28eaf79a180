"""Texts as a kind of content: beside each other, line by line."""

from __future__ import annotations

from pathlib import Path

from bimexplorer.ui.look.formats import extension
from bimexplorer.ui.preview.kinds import Shown, shown_as
from bimexplorer.ui.versions.compared_texts import compare_texts
from bimexplorer.ui.versions.kind import View
from bimexplorer.ui.versions.text_view import TextComparison


class Texts:
    """See `ContentKind`."""

    def fits(self, name: str) -> bool:
        return shown_as(name) is Shown.TEXT or not extension(name)

    def compare(self, old: Path, new: Path) -> View | None:
        compared = compare_texts(old, new)
        if compared is None:
            return None
        return lambda sides, parent: TextComparison(compared, sides, parent)
