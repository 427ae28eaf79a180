"""The rows of the transfers, drawn and used as a tree: what is in a row opens and closes below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QDrag,
    QDropEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.models.transfer_rows import Row
from bimexplorer.ui.models.transfer_words import Column
from bimexplorer.ui.models.transfers import Role, TransfersModel
from bimexplorer.ui.views.row_table import RowTable

_SIGN = 20
"""Width of the sign that opens a row, and of a step to the right below it."""

Index = QModelIndex | QPersistentModelIndex


class TransfersView(RowTable):
    """While it has the focus its keys are for transfers, whatever they mean in the window."""

    def __init__(self, model: TransfersModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._rows = model
        self._chosen: list[Row] = []
        """What was selected before rows were put elsewhere."""
        self._current: Row | None = None
        self._top: Row | None = None
        self.setItemDelegateForColumn(Column.NAME, _NameDelegate(self))
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(self.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        model.rearranging.connect(self._on_rearranging)
        model.rearranged.connect(self._on_rearranged)
        self.doubleClicked.connect(self._on_double_clicked)

    # ---------------------------------------------------------------- what is shown

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint what is in sight; Qt would paint everything again for each change, wherever it is."""
        if QAccessible.isActive():
            super().dataChanged(first, last, roles)
            return
        viewport = self.viewport()
        top, bottom = self.rowAt(0), self.rowAt(viewport.height() - 1)
        shown_last = last.row() if bottom < 0 else min(last.row(), bottom)
        shown_first = max(first.row(), top)
        if top >= 0 and shown_first <= shown_last:
            above = self.rowViewportPosition(shown_first)
            below = self.rowViewportPosition(shown_last) + self.rowHeight(shown_last)
            viewport.update(QRect(0, above, viewport.width(), below - above))

    def select_row(self, row: int) -> None:
        """Choose this row alone, and bring it into sight."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def bring_into_sight(self, row: int) -> None:
        """Also one that has only just come: Qt lets its scroll bar know of it later."""
        self.updateGeometries()
        self.scrollTo(self._rows.index(row, 0))

    def _on_rearranging(self) -> None:
        at = self._rows.row_at
        self._chosen = [row for row in map(at, self.selected_rows()) if row is not None]
        self._current, self._top = at(self.currentIndex().row()), at(self.rowAt(0))

    def _on_rearranged(self) -> None:
        rows = sorted(row for row in map(self._rows.row_of, self._chosen) if row >= 0)
        selection, last = QItemSelection(), len(Column) - 1
        begin = 0
        for place, row in enumerate(rows):
            if place + 1 == len(rows) or rows[place + 1] != row + 1:
                selection.select(self._rows.index(rows[begin], 0), self._rows.index(row, last))
                begin = place + 1
        flags = QItemSelectionModel.SelectionFlag
        current = self._rows.row_of(self._current)
        if current >= 0:
            self.selectionModel().setCurrentIndex(self._rows.index(current, 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        top = self._rows.row_of(self._top)
        if top >= 0 and top != self.rowAt(0):
            self.scrollTo(self._rows.index(top, 0), self.ScrollHint.PositionAtTop)

    # ---------------------------------------------------------------- opening and closing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if (
            event.button() is Qt.MouseButton.LeftButton
            and index.column() == Column.NAME
            and self._rows.can_open(index.row())
            and self._sign(index).contains(event.position().toPoint())
        ):
            self._toggle(index.row())
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks on a sign open and close."""
        index = self.indexAt(event.position().toPoint())
        if index.column() == Column.NAME and self._sign(index).contains(event.position().toPoint()):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def _sign(self, index: QModelIndex) -> QRect:
        """Where the sign of a row is."""
        return sign_of(self.visualRect(index), index)

    def _toggle(self, row: int) -> None:
        self._rows.set_opened(row, opened=not self._rows.is_opened(row))

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._rows.can_open(index.row()):
            self._toggle(index.row())

    # ---------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            select_all = event.matches(QKeySequence.StandardKey.SelectAll)
            if select_all or any(action.shortcut() == _pressed(event) for action in self.actions()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Those of the commands; Left and Right, Plus and Minus as in a tree."""
        for action in self.actions():
            if action.isEnabled() and action.shortcut() == _pressed(event):
                action.trigger()
                return
        row, key = self.currentIndex().row(), event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or row < 0:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Plus) and self._rows.can_open(row):
            if not self._rows.is_opened(row):
                self._rows.set_opened(row, opened=True)
            elif key == Qt.Key.Key_Right and row + 1 < self._rows.rowCount():
                self.select_row(row + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Minus) and self._rows.is_opened(row):
            self._rows.set_opened(row, opened=False)
        elif key == Qt.Key.Key_Left and (upper := self._rows.upper_row(row)) >= 0:
            self.select_row(upper)
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------- dragging

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Without pictures of the rows: they would hide the line that shows where the jobs go."""
        movable = Qt.ItemFlag.ItemIsDragEnabled
        chosen = (self._rows.index(row, 0) for row in self.selected_rows())
        dragged = [index for index in chosen if index.flags() & movable]
        if dragged:
            drag = QDrag(self)
            drag.setMimeData(self.model().mimeData(dragged))
            drag.exec(actions, Qt.DropAction.MoveAction)

    def dropEvent(self, event: QDropEvent) -> None:
        """Says where; a table's own way is to move the rows of its model."""
        where, index = self.dropIndicatorPosition(), self.indexAt(event.position().toPoint())
        row = index.row()
        if where == self.DropIndicatorPosition.BelowItem:
            row += 1
        if 0 <= row < self._rows.rowCount() and where != self.DropIndicatorPosition.OnViewport:
            target = row
        else:
            target = -1
        self._rows.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, target, 0, QModelIndex())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.stopAutoScroll()
        self.setState(self.State.NoState)
        self.viewport().update()


class _NameDelegate(QStyledItemDelegate):
    """Gives names their place in the tree, and a sign to those that open."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        style = option.widget.style() if option.widget else QApplication.style()
        sign = sign_of(option.rect, index)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            ground = QStyleOptionViewItem(option)
            ground.text, ground.icon = "", QIcon()
            ground.features = QStyleOptionViewItem.ViewItemFeature.None_
            ground.state &= ~QStyle.StateFlag.State_HasFocus
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        opened = index.data(Role.OPENED)
        if opened is not None:
            glyph = icon("chevron-down" if opened else "chevron-right")
            glyph.paint(
                painter,
                sign,
                Qt.AlignmentFlag.AlignCenter,
                QIcon.Mode.Selected if selected else QIcon.Mode.Normal,
            )
        option.rect = option.rect.adjusted(sign.right() + 1 - option.rect.left(), 0, 0, 0)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)


def sign_of(cell: QRect, index: Index) -> QRect:
    """Where the sign is that opens the row of a name."""
    level = index.data(Role.LEVEL) or 0
    return QRect(cell.left() + level * _SIGN, cell.top(), _SIGN, cell.height())


def _pressed(event: QKeyEvent) -> QKeySequence:
    return QKeySequence(event.keyCombination())
