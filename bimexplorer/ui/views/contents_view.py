"""The details view of a folder.

A QTableView and not a tree: a QTreeView asks the model for every row again at each page that arrives (350 ms
at 100,000 rows), a table with fixed row heights for none.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from bimexplorer.ui.models.contents import SORT_COLUMNS, Column, ContentsModel
from bimexplorer.ui.views.contents_header import ContentsHeader
from bimexplorer.ui.views.entry_view import EntryView
from bimexplorer.ui.views.name_delegate import NameDelegate

_ICON = 20


class ContentsView(EntryView, QTableView):
    """Rows of one folder; shows an empty state in place of an empty list."""

    def __init__(
        self, model: ContentsModel, check_name: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self.setObjectName("contentsView")
        self.setAccessibleName(self.tr("Contents of the folder"))
        self.header = ContentsHeader(model, self)
        self._spanned: int | None = None
        self.setShowGrid(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(NameDelegate(check_name, self))
        self._set_up_headers()
        model.modelReset.connect(self._show_order)
        model.sort_changed.connect(lambda _: self._show_order())

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._row_height())
        self.setHorizontalHeader(self.header)
        self.header.attach()
        self.header.sectionClicked.connect(self._on_header_clicked)
        self._show_order()

    # ---------------------------------------------------------------- EntryView

    def _sight(self) -> tuple[int, int]:
        height = max(1, self.verticalHeader().defaultSectionSize())
        return max(0, self.rowAt(0)), self.viewport().height() // height + 1

    def _moved(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Left and right stay in the row, as in a list."""
        if action in (QAbstractItemView.CursorAction.MoveLeft, QAbstractItemView.CursorAction.MoveRight):
            return self.currentIndex()
        return QTableView.moveCursor(self, action, modifiers)

    def _place_of(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        row = index.row()
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def _show_placeholder(self, row: int | None) -> None:
        """Let its words run over all columns."""
        if row != self._spanned:
            self.clearSpans()
            if row is not None:
                self.setSpan(row, 0, 1, self._contents.columnCount())
            self._spanned = row

    # ---------------------------------------------------------------- order

    def _on_header_clicked(self, section: int) -> None:
        now = self._contents.sorting
        again = SORT_COLUMNS[Column(section)] is now.column
        descending = again and not now.descending
        self._contents.sort(
            section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        )
        self._show_order()

    def _show_order(self) -> None:
        now = self._contents.sorting
        section = next(column for column, name in SORT_COLUMNS.items() if name is now.column)
        order = Qt.SortOrder.DescendingOrder if now.descending else Qt.SortOrder.AscendingOrder
        self.header.setSortIndicator(section, order)

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._paint_marks(QPainter(self.viewport()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self._row_height())

    def _row_height(self) -> int:
        return max(self.fontMetrics().height(), _ICON) + 8
