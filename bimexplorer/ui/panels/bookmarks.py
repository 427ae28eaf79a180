"""The bookmarks above the navigation tree: chosen, renamed, put in order, and dropped on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.bookmarks_list import BookmarksList
from bimexplorer.ui.views.dragged import Dragged


class BookmarksPanel(QWidget):
    """Hidden while there are none and no folder is dragged. Bookmarks are told by their number.

    Signals:
        chosen(int number): a click, or Enter.
        renamed(int number, str name): edited in place.
        removed(int number): the person does not want it any more.
        moved(int number, int to): it is to get another number.
        folders_dropped(object carried, int at): folders of the window that are to become bookmarks from this
            number on.
        files_dropped(object paths, int number): files of this computer on a bookmark.
        entries_dropped(object carried, int number): entries of the window on a bookmark.
        rested(int number): a drag has rested on a bookmark; its folder is to be opened.
    """

    chosen = Signal(int)
    renamed = Signal(int, str)
    removed = Signal(int)
    moved = Signal(int, int)
    folders_dropped = Signal(object, int)
    files_dropped = Signal(object, int)
    entries_dropped = Signal(object, int)
    rested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Bookmarks"), self)
        title.setProperty("muted", True)
        title.setContentsMargins(10, 6, 10, 4)
        self._list = BookmarksList(self)
        self._list.setObjectName("bookmarksList")
        self._list.setAccessibleName(self.tr("Bookmarks"))
        self._list.itemClicked.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.entered.connect(self.chosen)
        self._list.remove_asked.connect(self.removed)
        self._list.moved.connect(self._on_moved)
        self._list.folders_dropped.connect(self.folders_dropped)
        self._list.files_dropped.connect(self.files_dropped)
        self._list.entries_dropped.connect(self.entries_dropped)
        self._list.rested.connect(self.rested)
        self._list.itemChanged.connect(self._on_changed)
        self._list.customContextMenuRequested.connect(self._on_menu)
        self._invitation = Sentence(self.tr("Drop a folder here to keep it as a bookmark."), self, muted=True)
        self._invitation.setContentsMargins(10, 4, 10, 10)
        self._invitation.hide()
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setForegroundRole(self.palette().ColorRole.Mid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (title, self._list, self._invitation, line):
            column.addWidget(widget)
        self._names: list[str] = []
        self._inviting = False
        self._dragged = Dragged()
        self.setAcceptDrops(True)
        self.hide()

    def invite(self, inviting: bool) -> None:
        """A folder is dragged in the window: without a bookmark yet, show where it could become one."""
        self._inviting = inviting
        self._show_what_there_is()

    def _show_what_there_is(self) -> None:
        empty = not self._names
        self._invitation.setVisible(empty and self._inviting)
        self._list.setVisible(not empty)
        self.setVisible(not empty or self._inviting)

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
        self._show_what_there_is()

    def edit(self, number: int) -> None:
        """Let the person give a bookmark another name."""
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list.setCurrentRow(number)
        self._list.editItem(self._list.item(number))

    def _on_moved(self, number: int, to: int) -> None:
        self.moved.emit(number, to)
        self._list.setCurrentRow(to)

    # ---------------------------------------------------------------- dropping beside the list

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dragged = Dragged.of(event)
        event.setAccepted(bool(self._dragged.folders))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragged = Dragged.of(event)
        if self._dragged.carried is not None and self._dragged.folders:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.folders_dropped.emit(self._dragged.carried, len(self._names))

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
        for text, glyph, name, to in (
            (self.tr("Move &up"), "arrow-up", "moveBookmarkUp", number - 1),
            (self.tr("Move &down"), "arrow-down", "moveBookmarkDown", number + 1),
        ):
            action = QAction(icon(glyph), text, menu)
            action.setObjectName(name)
            action.setEnabled(0 <= to < len(self._names))
            action.triggered.connect(lambda *_, to=to: self._on_moved(number, to))
            menu.addAction(action)
        menu.addAction(
            icon("bookmark-remove-outline"), self.tr("&Remove bookmark"), lambda: self.removed.emit(number)
        ).setObjectName("removeBookmark")
        menu.popup(self._list.viewport().mapToGlobal(point))
