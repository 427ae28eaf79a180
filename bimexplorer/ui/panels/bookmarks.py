"""The bookmarks above the navigation tree."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from bimexplorer.ui.icons import Tint, icon

_ICON = 20
_ROWS = 8
"""Shown at once; more are scrolled."""


class BookmarksPanel(QWidget):
    """Hidden while there are none. Bookmarks are told by their number.

    Signals:
        chosen(int number): a click, or Enter.
        renamed(int number, str name): edited in place.
        removed(int number): the person does not want it any more.
    """

    chosen = Signal(int)
    renamed = Signal(int, str)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Bookmarks"), self)
        title.setProperty("muted", True)
        title.setContentsMargins(10, 6, 10, 4)
        self._list = _List(self)
        self._list.setObjectName("bookmarksList")
        self._list.setAccessibleName(self.tr("Bookmarks"))
        self._list.itemClicked.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.entered.connect(self.chosen)
        self._list.remove_asked.connect(self.removed)
        self._list.itemChanged.connect(self._on_changed)
        self._list.customContextMenuRequested.connect(self._on_menu)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (title, self._list, line):
            column.addWidget(widget)
        self._names: list[str] = []
        self.hide()

    def show_bookmarks(self, bookmarks: Sequence[tuple[str, str, bool]]) -> None:
        """Each as its name, its address, and whether its site is still there."""
        current = self._list.currentRow()
        with QSignalBlocker(self._list):
            self._list.clear()
            for name, address, known in bookmarks:
                item = QListWidgetItem(icon("bookmark-outline", Tint.ACCENT if known else Tint.MUTED), name)
                item.setToolTip(address)
                item.setSizeHint(QSize(0, self._list.row_height()))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                if not known:
                    item.setForeground(self.palette().placeholderText())
                self._list.addItem(item)
            self._list.setCurrentRow(min(current, self._list.count() - 1))
        self._names = [name for name, _, _ in bookmarks]
        self._list.updateGeometry()
        self.setVisible(bool(bookmarks))

    def edit(self, number: int) -> None:
        """Let the person give a bookmark another name."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list.setCurrentRow(number)
        self._list.editItem(self._list.item(number))

    def _on_changed(self, item: QListWidgetItem) -> None:
        number, name = self._list.row(item), item.text().strip()
        if name and name != self._names[number]:
            self.renamed.emit(number, name)
        else:
            item.setText(self._names[number])

    def _on_menu(self, point: QPoint) -> None:
        item = self._list.itemAt(point)
        if item is None:
            return
        number = self._list.row(item)
        menu = QMenu(self)
        menu.setObjectName("bookmarkMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("&Open"), lambda: self.chosen.emit(number))
        menu.addAction(
            icon("rename-box-outline"), self.tr("Re&name"), lambda: self.edit(number)
        ).setObjectName("renameBookmark")
        menu.addAction(
            icon("bookmark-remove-outline"), self.tr("&Remove bookmark"), lambda: self.removed.emit(number)
        ).setObjectName("removeBookmark")
        menu.popup(self._list.viewport().mapToGlobal(point))


class _List(QListWidget):
    """As high as its rows; F2 and Delete are about the bookmarks while the keyboard is here.

    Signals:
        entered(int row): Enter was pressed.
        remove_asked(int row): Delete was pressed.
    """

    entered = Signal(int)
    remove_asked = Signal(int)

    _OWN = (Qt.Key.Key_F2, Qt.Key.Key_Delete)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setUniformItemSizes(True)
        self.setViewportMargins(6, 0, 0, 0)  # under the tree's signs for folding
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListWidget.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSizePolicy(self.sizePolicy().Policy.Preferred, self.sizePolicy().Policy.Fixed)

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
            and event.key() in self._OWN
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if row < 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(row)
        elif event.key() == Qt.Key.Key_F2:
            self.editItem(self.item(row))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit(row)
        else:
            super().keyPressEvent(event)
