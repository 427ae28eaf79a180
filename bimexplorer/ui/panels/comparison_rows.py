"""The objects of a comparison under their groups, which open and close by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bimexplorer.comparison.grouping import Grouping
from bimexplorer.revisions import ChangedObject
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.comparison import Column, ComparisonModel, Role, RowKey, Sight
from bimexplorer.ui.views.row_table import RowTable

_ICON = 20
_INDENT = 44
"""Width in which the sign of an object in a group stands."""

Index = QModelIndex | QPersistentModelIndex


class ComparisonRows(RowTable):
    """Signals:
    chosen(): other rows are selected, or another one is the current one.
    activated_object(object one): Enter or double click.
    """

    chosen = Signal()
    activated_object = Signal(object)

    def __init__(self, model: ComparisonModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._rows = model
        self._remembered: set[RowKey] | None = None
        """What somebody selected, while not all of it is shown; None: what is selected now."""
        self._current: RowKey | None = None
        self._restoring = False
        self.setObjectName("comparisonRows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_RowDelegate(self))
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.selectionModel().currentChanged.connect(lambda *_: self._on_chosen())
        self.doubleClicked.connect(self._on_double_clicked)

    # ---------------------------------------------------------------- what is shown

    def show_sight(self, shown: Sight) -> None:
        """Show this arrangement; what was selected stays so, also if it is shown later only."""
        if self._remembered is None:
            self._remembered = self._rows.keys_in(self.selected_ranges())
        top = self._rows.key_at(self.rowAt(0))
        self._restoring = True
        try:
            self._rows.show(shown)
            # What a group's row says need not stand in each of its objects' rows.
            self.setColumnHidden(Column.TYPE, shown.grouping is Grouping.TYPE)
            self.setColumnHidden(Column.DISCIPLINE, shown.grouping is Grouping.DISCIPLINE)
            self._restore()
        finally:
            self._restoring = False
        row = self._rows.row_of(top)
        if row >= 0:
            self.scrollTo(self._rows.index(row, 0), self.ScrollHint.PositionAtTop)
        self.chosen.emit()

    def _restore(self) -> None:
        selection, last = QItemSelection(), len(Column) - 1
        for rows in self._rows.ranges_of(self._remembered or set()):
            selection.select(self._rows.index(rows.start, 0), self._rows.index(rows.stop - 1, last))
        flags = QItemSelectionModel.SelectionFlag
        current = self._rows.row_of(self._current)
        if current >= 0:
            self.selectionModel().setCurrentIndex(self._rows.index(current, 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def current_object(self) -> ChangedObject | None:
        return self._rows.object_at(self.currentIndex().row())

    def selected_count(self) -> int:
        """How many objects are selected, also in a group that is."""
        return self._rows.count_at(self.selected_rows())

    def selected_objects(self) -> list[ChangedObject]:
        """Of a selected group, all of its objects."""
        return self._rows.objects_at(self.selected_rows())

    def set_column_widths(self) -> None:
        """After the letters of the moment."""
        self.set_widths(
            {
                Column.NAME: "M" * 20,
                Column.TYPE: "M" * 8,
                Column.DIFFERENCE: "Changed geometry",
                Column.ATTRIBUTES: "M" * 14,
                Column.DISCIPLINE: "M" * 9,
                Column.ID: "8" * 36,
            },
            extra=_ICON,
        )

    def _on_chosen(self) -> None:
        if not self._restoring:
            self._remembered = None
            self._current = self._rows.key_at(self.currentIndex().row())
            self.chosen.emit()

    # ---------------------------------------------------------------- opening and closing

    def toggle(self, row: int) -> None:
        self._rows.set_expanded(row, not self._rows.is_expanded(row))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_sign = index.column() == Column.NAME and (
            event.position().x() - self.columnViewportPosition(Column.NAME) < _ICON + 8
        )
        if event.button() is Qt.MouseButton.LeftButton and on_sign and self._rows.group_at(index.row()):
            self.setCurrentIndex(index)
            self.toggle(index.row())
        else:
            super().mousePressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._rows.group_at(index.row()) is not None:
            self.toggle(index.row())
        else:
            self.activated_object.emit(self._rows.object_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right as in a tree; Enter opens."""
        row, key = self.currentIndex().row(), event.key()
        on_group = self._rows.group_at(row) is not None
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or row < 0:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if on_group:
                self.toggle(row)
            else:
                self.activated_object.emit(self._rows.object_at(row))
        elif key == Qt.Key.Key_Right and on_group:
            if self._rows.is_expanded(row):
                self._go_to(row + 1)
            else:
                self.toggle(row)
        elif key == Qt.Key.Key_Left:
            if on_group:
                self._rows.set_expanded(row, expanded=False)
            else:
                self._go_to(self._rows.group_row(row))
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: int) -> None:
        if 0 <= row < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row, 0))


class _RowDelegate(QStyledItemDelegate):
    """Gives groups a ground and a sign that tells whether they are open, and objects their place below."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        name = index.sibling(index.row(), Column.NAME)
        level, expanded = name.data(Role.LEVEL), name.data(Role.EXPANDED)
        if expanded is not None:
            option.backgroundBrush = QBrush(QColor(colours().window))
        if index.column() != Column.NAME:
            return
        feature = QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.features |= feature
        if expanded is not None:
            option.icon = _sign(expanded=expanded)
            option.decorationSize = QSize(_ICON, _ICON)
        elif level:
            option.decorationSize = QSize(_INDENT, _ICON)


def _sign(*, expanded: bool) -> QIcon:
    return icon("chevron-down" if expanded else "chevron-right")
