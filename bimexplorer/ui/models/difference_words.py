"""The four kinds of difference as a person meets them: a word, a sign and a colour each; and values."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from bimexplorer.revisions import Difference
from bimexplorer.ui.look.icons import Tint, icon

translate = QCoreApplication.translate

_SIGNS: dict[Difference, tuple[str, Tint]] = {
    Difference.INSERTED: ("plus-circle-outline", Tint.SUCCESS),
    Difference.DELETED: ("minus-circle-outline", Tint.DANGER),
    Difference.GEOMETRY: ("vector-square", Tint.DRAWING),
    Difference.CHANGED: ("pencil-circle-outline", Tint.WARNING),
}


def difference_word(difference: Difference) -> str:
    return {
        Difference.INSERTED: translate("difference", "Inserted"),
        Difference.DELETED: translate("difference", "Deleted"),
        Difference.GEOMETRY: translate("difference", "Changed geometry"),
        Difference.CHANGED: translate("difference", "Changed"),
    }[difference]


def difference_icon(difference: Difference) -> QIcon:
    """The shape tells it; the colour helps."""
    return icon(*_SIGNS[difference])


def difference_tint(difference: Difference) -> Tint:
    return _SIGNS[difference][1]


def value_text(value: str | None) -> str:
    """Of an attribute; a dash where there is none."""
    return "—" if value is None else value
