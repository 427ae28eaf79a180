"""The colours of what is old and what is new; signs and underlines tell the same without them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from bimexplorer.ui.look.theme import colours

_GROUND = 0.13
"""How much of the colour is in the ground of a line that differs."""
_MARK = 0.34
"""The same of the words in it that differ."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one side."""

    line: QColor
    word: QColor
    sign: QColor


def old_marks() -> Marks:
    """Of what is no longer there."""
    return _marks(colours().danger)


def new_marks() -> Marks:
    """Of what has come."""
    return _marks(colours().success)


def _marks(colour: str) -> Marks:
    return Marks(_mixed(colour, _GROUND), _mixed(colour, _MARK), QColor(colour))


def _mixed(colour: str, share: float) -> QColor:
    ground, top = QColor(colours().base), QColor(colour)
    return QColor.fromRgbF(
        ground.redF() + (top.redF() - ground.redF()) * share,
        ground.greenF() + (top.greenF() - ground.greenF()) * share,
        ground.blueF() + (top.blueF() - ground.blueF()) * share,
    )
