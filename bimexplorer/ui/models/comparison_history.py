"""What happened to one object from revision to revision, as rows: a line for each attribute that changed."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, Qt

from bimexplorer.comparison.history import Event
from bimexplorer.revisions import AttributeChange
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.models.difference_words import difference_icon, difference_word, value_text
from bimexplorer.ui.models.plain_table import Index, PlainTable
from bimexplorer.words import number


class Column(IntEnum):
    """In the order in which they are shown."""

    REVISION = 0
    DIFFERENCE = 1
    ATTRIBUTE = 2
    BEFORE = 3
    AFTER = 4
    AUTHOR = 5
    CREATED = 6


class HistoryModel(PlainTable[tuple[Event, AttributeChange | None, bool]]):
    """The oldest first, as it was told. Of each row is known whether it is its event's first one."""

    def __init__(self) -> None:
        super().__init__(Column)

    def add(self, event: Event) -> None:
        found: list[AttributeChange | None] = list(event.attributes) or [None]
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
        self._rows += [(event, change, place == 0) for place, change in enumerate(found)]
        self.endInsertRows()

    def clear(self) -> None:
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    def title(self, column: int) -> str:
        return {
            Column.REVISION: self.tr("Revision"),
            Column.DIFFERENCE: self.tr("What happened"),
            Column.ATTRIBUTE: self.tr("Attribute"),
            Column.BEFORE: self.tr("Before"),
            Column.AFTER: self.tr("After"),
            Column.AUTHOR: self.tr("By"),
            Column.CREATED: self.tr("Kept"),
        }[Column(column)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        event, _, first = self._rows[index.row()]
        cells = self.cells(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            whole = cells if role == Qt.ItemDataRole.DisplayRole else self.cells(index.row(), whole=True)
            return whole[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == Column.DIFFERENCE and first:
            return difference_icon(event.difference)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.REVISION:
            return ", ".join(filter(None, self.cells(index.row(), whole=True)))
        return None

    def cells(self, row: int, *, whole: bool = False) -> tuple[str, ...]:
        """As shown; `whole`: also what stands in the row of the same revision above."""
        event, change, first = self._rows[row]
        revision = event.revision
        named = " · ".join(filter(None, (number(revision.number), revision.name)))
        about = (named, difference_word(event.difference), revision.author or "", date_text(revision.created))
        if not first and not whole:
            about = ("", "", "", "")
        values = ("", "", "")
        if change is not None:
            values = (change.name, value_text(change.before), value_text(change.after))
        return (*about[:2], *values, *about[2:])
