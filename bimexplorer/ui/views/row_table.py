"""A table whose rows are the things: chosen as a whole, and quick with 100,000 of them.

A `QTreeView` looks like it with less effort, but lays every row out again for each page that comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

_ICON = 20
_PADDING = 20
"""Of a column, beside the widest text it is made for."""


class RowTable(QTableView):
    """Signals:
    resized(): the place for what lies over the rows is another.
    """

    resized = Signal()

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setShowGrid(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # keeps a name's ending and a path's last folder
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setModel(model)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_row_height()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # With the table's own selection it asks for each painted column whether all of its rows are selected.
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setMinimumSectionSize(60)
        header.setSectionsClickable(False)

    def set_widths(self, widest: Mapping[int, str], *, extra: int = 0) -> None:
        """Make columns wide enough for these texts and for their titles."""
        metrics = self.fontMetrics()
        for column, text in widest.items():
            title = self.model().headerData(column, Qt.Orientation.Horizontal)
            width = max(metrics.horizontalAdvance(text), metrics.horizontalAdvance(title))
            self.horizontalHeader().resizeSection(column, width + _PADDING + extra)

    def selected_ranges(self) -> list[range]:
        """The selected rows in ascending order, none twice; as ranges, for there may be 100,000."""
        selection = self.selectionModel().selection()
        found = [selection.at(number) for number in range(selection.count())]
        merged: list[range] = []
        for begin, end in sorted((each.top(), each.bottom() + 1) for each in found):
            if merged and begin <= merged[-1].stop:
                merged[-1] = range(merged[-1].start, max(end, merged[-1].stop))
            else:
                merged.append(range(begin, end))
        return merged

    def selected_rows(self) -> list[int]:
        """In ascending order."""
        return list(chain.from_iterable(self.selected_ranges()))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row, as in a list; left and right stay in the row."""
        cursor, current = QAbstractItemView.CursorAction, self.currentIndex()
        if action in (cursor.MoveHome, cursor.MoveEnd) and self.model().rowCount():
            row = 0 if action == cursor.MoveHome else self.model().rowCount() - 1
            return self.model().index(row, max(current.column(), 0))
        if action in (cursor.MoveLeft, cursor.MoveRight):
            return current
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_row_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _set_row_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(self.fontMetrics().height(), _ICON) + 8)
