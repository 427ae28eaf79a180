"""The attributes of one object before and after, as rows; signs and bold letters tell where they differ."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from bimexplorer.revisions import AttributeChange, ChangedObject
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.difference_words import value_text
from bimexplorer.ui.models.plain_table import Index, PlainTable


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    BEFORE = 1
    AFTER = 2


class AttributesModel(PlainTable[AttributeChange]):
    """What differs stands first."""

    def __init__(self) -> None:
        super().__init__(Column)
        self._numbers = ("", "")
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, one: ChangedObject | None, lower: str, higher: str) -> None:
        """`lower`, `higher`: what the two revisions are called in the titles; empty if not known."""
        self.beginResetModel()
        changes = list(one.attributes) if one is not None else []
        told = any(change.name.casefold() == "name" for change in changes)
        if one is not None and one.name_before and one.name_before != one.name and not told:
            changes.insert(0, AttributeChange(self.tr("Name"), one.name_before, one.name))
        self._rows = sorted(changes, key=lambda change: not change.differs)
        self._numbers = (lower, higher)
        self.endResetModel()

    def title(self, column: int) -> str:
        lower, higher = self._numbers
        if not lower:
            return (self.tr("Attribute"), self.tr("Before"), self.tr("After"))[column]
        return {
            Column.NAME: self.tr("Attribute"),
            Column.BEFORE: self.tr("Before (revision {number})").format(number=lower),
            Column.AFTER: self.tr("After (revision {number})").format(number=higher),
        }[Column(column)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        change, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cells(change)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == Column.NAME:
            return icon("not-equal-variant", Tint.ACCENT) if change.differs else icon("equal", Tint.MUTED)
        if role == Qt.ItemDataRole.FontRole and change.differs:
            return self._bold
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.NAME:
            state = self.tr("differs") if change.differs else self.tr("the same")
            return ", ".join((*self.cells(change), state))
        return None

    def cells(self, change: AttributeChange) -> tuple[str, str, str]:
        """As shown; a dash is what is not there."""
        return change.name, value_text(change.before), value_text(change.after)

    def as_text(self, rows: list[int]) -> str:
        """Rows for the clipboard."""
        changes = (self._rows[row] for row in rows)
        return "\n".join(
            "\t".join(" ".join(cell.split()) for cell in self.cells(change)) for change in changes
        )
