"""Pictures as a kind of content: side by side, or laid over each other."""

from __future__ import annotations

from pathlib import Path

from bimexplorer.ui.preview.kinds import Shown, shown_as
from bimexplorer.ui.versions.compared_pictures import compare_pictures
from bimexplorer.ui.versions.kind import View
from bimexplorer.ui.versions.picture_view import PictureComparison


class Pictures:
    """See `ContentKind`."""

    def fits(self, name: str) -> bool:
        return shown_as(name) is Shown.PICTURE

    def compare(self, old: Path, new: Path) -> View | None:
        compared = compare_pictures(old, new)
        return lambda sides, parent: PictureComparison(compared, sides, parent)
