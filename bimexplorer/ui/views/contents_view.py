"""The details view of a folder.

A QTableView and not a tree: a QTreeView asks the model for every row again at each page that arrives (350 ms
at 100,000 rows), a table with fixed row heights for none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
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
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.icons import Tint, icon
from bimexplorer.ui.models.contents import SORT_COLUMNS, Column, ContentsModel
from bimexplorer.ui.models.entry_mime import entries_from_mime, files_from_mime
from bimexplorer.ui.models.paged import Placeholder, Role, State
from bimexplorer.ui.views.contents_header import ContentsHeader
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.name_delegate import NameDelegate
from bimexplorer.ui.views.type_ahead import TypeAhead

_AHEAD = 2
"""Fetch the next page when fewer than this many screens are left below."""

_ICON = 20
_LABEL_WIDTH = 240


class ContentsView(QTableView):
    """Rows of one folder; shows an empty state in place of an empty list.

    Signals:
        entry_activated(object entry): Enter or double click.
        selection_changed(): other entries are selected.
        menu_asked(object point): a context menu is wanted at this global point.
        files_dropped(object paths, object entry): files of this computer; `entry` is the folder row they were
            dropped on, None for the background.
        entries_dropped(object carried, object entry): the same with entries of this window.
    """

    entry_activated = Signal(object)
    selection_changed = Signal()
    menu_asked = Signal(object)
    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)

    def __init__(
        self, model: ContentsModel, check_name: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("contentsView")
        self.setAccessibleName(self.tr("Contents of the folder"))
        self._contents = model
        self.header = ContentsHeader(model, self)
        self._spanned: int | None = None
        self._drop_row: QPersistentModelIndex | None = None
        self._dropping = False
        self._to_select = ""

        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names differ at their end
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setItemDelegate(NameDelegate(check_name, self))
        self.setModel(model)
        self._set_up_headers()

        self._empty = EmptyState(self.viewport())
        self._typing = TypeAhead(model, self)
        self._typing.found.connect(self._go_to_row)
        self.customContextMenuRequested.connect(self._on_menu)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fetch_ahead())
        model.branch_loaded.connect(self._on_loaded)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(lambda *_: self._mark_placeholder())
        model.rowsRemoved.connect(lambda *_: self._mark_placeholder())
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

    # ---------------------------------------------------------------- what the window asks

    def selected(self, at_most: int | None = None) -> tuple[Entry, ...]:
        """The selected entries, or the first few of them where that is enough to know."""
        selection = self.selectionModel().selection()
        found: list[Entry] = []
        for number in range(selection.count()):
            first, last = selection.at(number).top(), selection.at(number).bottom()
            if at_most is not None:
                last = min(last, first + at_most - len(found) - 1)
            found += self._contents.entries(first, last)
            if at_most is not None and len(found) >= at_most:
                break
        return tuple(found)

    def selected_count(self) -> int:
        """How many entries are selected, without asking for each of them."""
        selection, entries = self.selectionModel().selection(), self._contents.entries_loaded()
        return sum(
            max(0, min(selection.at(number).bottom() + 1, entries) - selection.at(number).top())
            for number in range(selection.count())
        )

    @property
    def shows_everything(self) -> bool:
        """Whether nothing more is to come below the rows."""
        return self._contents.state() is State.DONE

    def selectAll(self) -> None:
        """Every entry that is loaded, and not the row below them that is none."""
        last = self._contents.entries_loaded() - 1
        if last >= 0:
            every = QItemSelection(
                self._contents.index(0, 0), self._contents.index(last, self._contents.columnCount() - 1)
            )
            self.selectionModel().select(every, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_name(self, name: str) -> None:
        """Select the entry of this name, now or as soon as its row is there."""
        self._to_select = name
        self._select_wanted()

    def select_entry(self, entry: Entry) -> None:
        """Select the row of an entry that is loaded."""
        index = self._contents.find(entry)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def edit_name(self) -> None:
        """Rename the current entry in place."""
        index = self.currentIndex().siblingAtColumn(Column.NAME)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    # ---------------------------------------------------------------- rows that come

    def _on_loaded(self, _: object) -> None:
        self._mark_placeholder()
        self._select_wanted()
        self._fetch_ahead()

    def _on_reset(self) -> None:
        self._to_select = ""
        self._drop_row = None
        self._mark_placeholder()
        self._show_order()
        self.verticalScrollBar().setValue(0)
        if self._contents.canFetchMore(QModelIndex()):
            self._contents.fetchMore(QModelIndex())

    def _fetch_ahead(self) -> None:
        model = self._contents
        if not model.canFetchMore(QModelIndex()):
            return
        height = max(1, self.verticalHeader().defaultSectionSize())
        screen = self.viewport().height() // height + 1
        top = max(0, self.rowAt(0))
        if model.entries_loaded() < top + screen * (1 + _AHEAD):
            model.fetchMore(QModelIndex())

    def _select_wanted(self) -> None:
        if not self._to_select:
            return
        model = self._contents
        for row in range(model.entries_loaded()):
            index = model.index(row, Column.NAME)
            if index.data() == self._to_select:
                self._to_select = ""
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return
        if model.state() is State.DONE:
            self._to_select = ""

    def _mark_placeholder(self) -> None:
        """Let the placeholder's words run over all columns; say in full what an empty list means."""
        model = self._contents
        last = model.rowCount() - 1
        kind = model.index(last, 0).data(Role.PLACEHOLDER) if last >= 0 else None
        wanted = last if kind is not None else None
        if wanted != self._spanned:
            self.clearSpans()
            if wanted is not None:
                self.setSpan(wanted, 0, 1, model.columnCount())
            self._spanned = wanted
        self._empty.setVisible(kind is Placeholder.EMPTY)
        if kind is Placeholder.EMPTY:
            self._empty.say(
                icon("folder-open-outline", Tint.MUTED),
                self.tr("This folder is empty"),
                self.tr("Drop files or folders here to upload them."),
            )

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

    # ---------------------------------------------------------------- keyboard and mouse

    def event(self, event: QEvent) -> bool:
        """Space and Escape belong to a name that is being typed, and not to the window's commands."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape)
            and self._typing.active
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._typing.active and event.key() == Qt.Key.Key_Escape:
            self._typing.stop()
            return
        if self._typing.active and event.key() == Qt.Key.Key_Space:
            self._typing.type(" ")
            return
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        editing = self.state() == QAbstractItemView.State.EditingState
        if entered and not editing and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())  # on macOS Qt would begin to edit
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        self._typing.type(search)

    def _go_to_row(self, row: int) -> None:
        self.setCurrentIndex(self._contents.index(row, Column.NAME))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row, as in a list; left and right stay in the row.

        Of the rows that are no entries only "Retry" can be gone to.
        """
        self._typing.stop()  # somebody has gone on to something else
        last = self._contents.entries_loaded() - 1
        if self._is_retry(self._contents.index(last + 1, Column.NAME)):
            last += 1
        if last < 0:
            return QModelIndex()
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self._contents.index(0, Column.NAME)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self._contents.index(last, Column.NAME)
        if action in (QAbstractItemView.CursorAction.MoveLeft, QAbstractItemView.CursorAction.MoveRight):
            return self.currentIndex()
        index = super().moveCursor(action, modifiers)
        index = index.siblingAtColumn(Column.NAME)
        return index if self._contents.entry(index) or self._is_retry(index) else self.currentIndex()

    def _is_retry(self, index: QModelIndex) -> bool:
        return index.siblingAtColumn(Column.NAME).data(Role.PLACEHOLDER) is Placeholder.ERROR

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._is_retry(index):
            self._contents.retry(index.siblingAtColumn(Column.NAME))

    def _on_activated(self, index: QModelIndex) -> None:
        if self._is_retry(index):
            self._contents.retry(index.siblingAtColumn(Column.NAME))
            return
        entry = self._contents.entry(index)
        if entry is not None:
            self.entry_activated.emit(entry)

    def _on_menu(self, point: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- dragging

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag a small label and not pictures of the rows: they would hide the folder under the pointer."""
        rows = self.selectionModel().selectedRows(Column.NAME)
        if not rows:
            return
        drag = QDrag(self)
        drag.setMimeData(self._contents.mimeData(rows))
        drag.setPixmap(self._drag_label(rows))
        drag.setHotSpot(QPoint(-_ICON // 2, -_ICON // 2))
        drag.exec(actions, self.defaultDropAction())

    def _drag_label(self, rows: Sequence[QModelIndex]) -> QPixmap:
        text = str(rows[0].data())
        if len(rows) > 1:
            text = self.tr("{number} entries").format(number=len(rows))
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _LABEL_WIDTH)
        width = self.fontMetrics().horizontalAdvance(text) + _ICON + 24
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(width, self._row_height()) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().highlight().color())
        painter.setBrush(self.palette().base())
        box = QRect(0, 0, width, self._row_height())
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 5, 5)
        rows[0].data(Qt.ItemDataRole.DecorationRole).paint(
            painter, QRect(8, (box.height() - _ICON) // 2, _ICON, _ICON)
        )
        painter.setPen(self.palette().text().color())
        painter.drawText(box.adjusted(_ICON + 14, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return pixmap

    # ---------------------------------------------------------------- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Where it enters says nothing yet, and a drag that is refused here is never asked about again.
        mime = event.mimeData()
        if entries_from_mime(mime) is not None or files_from_mime(mime):
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drop()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._consider(event)
        accepted, folder = event.isAccepted(), self._folder_at(event)
        self._end_drop()
        if not accepted:
            return
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            # The rows move when the cloud says so, not because the drag ended.
            event.setDropAction(Qt.DropAction.CopyAction)
            self.entries_dropped.emit(carried, folder)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), folder)

    def _consider(self, event: QDropEvent) -> None:
        """Accept a drag over a folder that takes it, or over the background, and show which."""
        folder = self._folder_at(event)
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            takes = folder is not None and folder.id not in {entry.id for entry in carried.entries}
        else:
            takes = self._contents.cloud is not None and bool(files_from_mime(event.mimeData()))
        if not takes:
            self._end_drop()
            event.ignore()
            return
        index = self.indexAt(event.position().toPoint())
        self._drop_row = QPersistentModelIndex(index) if folder is not None else None
        self._dropping = True
        self.viewport().update()
        event.setDropAction(Qt.DropAction.MoveAction if carried is not None else Qt.DropAction.CopyAction)
        event.accept()

    def _folder_at(self, event: QDropEvent) -> Entry | None:
        index = self.indexAt(event.position().toPoint())
        entry = self._contents.entry(index)
        takes = bool(index.flags() & Qt.ItemFlag.ItemIsDropEnabled)
        return entry if entry is not None and entry.is_folder and takes else None

    def _end_drop(self) -> None:
        self._dropping = False
        self._drop_row = None
        self.viewport().update()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            painter.setPen(QPen(self.palette().link().color(), 1))
            painter.drawRect(self._row_rect(current).adjusted(0, 0, -1, -1))
        if self._dropping:
            row = self._drop_row
            where = self.viewport().rect() if row is None else self._row_rect(row)
            painter.setPen(QPen(self.palette().link().color(), 2))
            painter.drawRect(where.adjusted(1, 1, -1, -1))

    def _row_rect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        row = index.row()
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the ring spans the row, Qt repaints the cell

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
        self._fetch_ahead()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self._row_height())

    def _row_height(self) -> int:
        return max(self.fontMetrics().height(), _ICON) + 8
