"""The rows of the bookmarks: what keys and drags do with them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from bimexplorer.ui.models.entry_mime import files_from_mime
from bimexplorer.ui.views.dragged import Dragged
from bimexplorer.ui.views.spring import Step, ViewSpring

_ICON = 20
_ROWS = 8
"""Shown at once; more are scrolled."""
_BOOKMARK = "application/x-bimexplorer-bookmark"
"""Its number, while it is dragged to another place in the list."""


class BookmarksList(QListWidget):
    """As high as its rows; F2 and Delete are about the bookmarks while the keyboard is here.

    Signals:
        entered(int row): Enter was pressed.
        remove_asked(int row): Delete was pressed.
        moved(int row, int to): by drag, or by Ctrl+Shift+Up and Down.
        folders_dropped(object carried, int at), files_dropped(object paths, int row),
        entries_dropped(object carried, int row): as the panel's.
        rested(int row): a drag has rested on a bookmark.
    """

    entered = Signal(int)
    remove_asked = Signal(int)
    moved = Signal(int, int)
    folders_dropped = Signal(object, int)
    files_dropped = Signal(object, int)
    entries_dropped = Signal(object, int)
    rested = Signal(int)

    _OWN = (Qt.Key.Key_F2, Qt.Key.Key_Delete)
    _STEPS: ClassVar = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setUniformItemSizes(True)
        self.setViewportMargins(6, 0, 0, 0)  # under the tree's signs for folding
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListWidget.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_NamedEditor(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSizePolicy(self.sizePolicy().Policy.Preferred, self.sizePolicy().Policy.Fixed)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QListWidget.DragDropMode.DragDrop)
        self._dragged = Dragged()
        self._gap: int | None = None
        """A drop would put something before the bookmark of this number."""
        self._target: int | None = None
        """A drop would go to the folder of this bookmark."""
        self._spring = ViewSpring(self, self._steps)

    def row_height(self) -> int:
        """As the tree's."""
        return max(self.fontMetrics().height(), _ICON) + 8

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.row_height() * min(self.count(), _ROWS) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.key() in self._OWN or self._step(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, step = self.currentRow(), self._step(event)
        if row >= 0 and step:
            if 0 <= row + step < self.count():
                self.moved.emit(row, row + step)
        elif row < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(row)
        elif event.key() == Qt.Key.Key_F2:
            self.editItem(self.item(row))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def _step(self, event: QKeyEvent) -> int:
        """How far a key moves the current bookmark."""
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._STEPS.get(Qt.Key(event.key()), 0) if pressed == keys else 0

    # ---------------------------------------------------------------- dragging and dropping

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: ARG002
        item = self.currentItem()
        if item is None:
            return
        mime = QMimeData()
        mime.setData(_BOOKMARK, str(self.row(item)).encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(item.icon().pixmap(self.iconSize()))
        drag.exec(Qt.DropAction.MoveAction)

    def _steps(self, index: QModelIndex) -> list[Step]:
        row = index.row()
        return [Step(lambda: self.rested.emit(row))] if self._gap is None else []

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dragged = Dragged.of(event)
        event.setAccepted(bool(self._dragged) or event.mimeData().hasFormat(_BOOKMARK))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(None, None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragged = Dragged.of(event)
        self._consider(event)
        gap, target = self._gap, self._target
        self._mark(None, None)
        if not event.isAccepted():
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # nothing is to be removed because the drag ended
        own = event.mimeData().data(_BOOKMARK).data()
        if gap is not None and own:
            row = int(own)
            to = gap - (gap > row)
            if to != row:
                self.moved.emit(row, to)
        elif gap is not None:
            self.folders_dropped.emit(self._dragged.carried, gap)
        elif self._dragged.carried is not None:
            self.entries_dropped.emit(self._dragged.carried, target)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), target)

    def _consider(self, event: QDropEvent) -> None:
        """Between two bookmarks a bookmark or a folder finds its place; on one, things go to its folder."""
        point = event.position().toPoint()
        below = self.itemAt(point)
        row = self.row(below) if below is not None else self.count()
        rect = self.visualItemRect(self.item(row)) if row < self.count() else QRect()
        own = event.mimeData().hasFormat(_BOOKMARK)
        edge = rect.height() // 2 if own else rect.height() // 4
        if own or self._dragged.folders:
            if row == self.count() or point.y() < rect.top() + edge:
                self._mark(row, None)
            elif point.y() > rect.bottom() - edge:
                self._mark(row + 1, None)
            else:
                self._mark(None, row)
        else:
            self._mark(None, row if row < self.count() else None)
        if self._gap is None and self._target is None:
            event.ignore()
        elif own:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        elif self._gap is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            self._dragged.take(event)

    def _mark(self, gap: int | None, target: int | None) -> None:
        self._gap, self._target = gap, target
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(self.palette().link().color(), 2))
        if self._target is not None:
            row = self.visualItemRect(self.item(self._target))
            painter.drawRect(row.adjusted(1, 1, -1, -1))
        elif self._gap is not None and self.count():
            below = self._gap == self.count()
            row = self.visualItemRect(self.item(self._gap - below))
            y = row.bottom() if below else max(1, row.top())
            painter.drawLine(2, y, self.viewport().width() - 3, y)


class _NamedEditor(QStyledItemDelegate):
    """Says what is edited to who does not see the row."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(self.tr("Name of the bookmark"))
        return editor
