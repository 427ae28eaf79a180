"""What the views of a folder have in common, whatever their rows look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.paged import Placeholder, Role, State
from bimexplorer.ui.views.empty_state import EmptyState, words_of_nothing
from bimexplorer.ui.views.entry_drag import EntryDrag
from bimexplorer.ui.views.entry_drop import EntryDrop
from bimexplorer.ui.views.type_ahead import TypeAhead
from bimexplorer.ui.views.whole_list import WholeList

if TYPE_CHECKING:
    _View = QAbstractItemView
else:
    _View = object

_AHEAD = 2
"""Fetch the next page when fewer than this many screens are left below."""


class EntryView(_View):
    """The entries of one folder and what is done there; stands before one of Qt's views in a class's bases.

    Signals:
        entry_activated(object entry): Enter or double click.
        selection_changed(): other entries are selected.
        menu_asked(object point): a context menu is wanted at this global point.
        filter_asked(): a slash was typed, with which no name begins.
        files_dropped(object paths, object entry), entries_dropped(object carried, object entry): as
            `EntryDrop` tells it.
    """

    entry_activated = Signal(object)
    selection_changed = Signal()
    menu_asked = Signal(object)
    filter_asked = Signal()
    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)

    _ring_radius = 0
    """Of the corners of the ring around a row, in pixels."""

    def __init__(
        self,
        contents: ContentsModel,
        parent: QWidget | None = None,
        selection: QItemSelectionModel | None = None,
    ) -> None:
        """`selection`: that of another view of the same contents, which this one shares."""
        super().__init__(parent)
        self._contents = contents
        self._to_select = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names differ at their end
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setModel(contents)
        if selection is not None:
            own = self.selectionModel()
            self.setSelectionModel(selection)
            own.deleteLater()

        self.dragging = EntryDrag(self, contents)
        self.dropping = EntryDrop(self, contents)
        self.dropping.files_dropped.connect(self.files_dropped)
        self.dropping.entries_dropped.connect(self.entries_dropped)
        self._empty = EmptyState(self.viewport())
        self._typing = TypeAhead(contents, self)
        self.whole = WholeList(contents, self)
        self._typing.found.connect(self._go_to_row)
        self.customContextMenuRequested.connect(self._on_menu)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fetch_ahead())
        contents.branch_loaded.connect(self._on_loaded)
        contents.modelReset.connect(self._on_reset)
        contents.rowsInserted.connect(lambda *_: self._mark_placeholder())
        contents.rowsRemoved.connect(lambda *_: self._mark_placeholder())
        contents.narrowing_changed.connect(self._on_narrowed)

    # ---------------------------------------------------------------- what the view itself says

    def _sight(self) -> tuple[int, int]:
        """The first row that can be seen, and how many there is room for."""
        raise NotImplementedError

    def _moved(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads to from the current row; not asked for the first and the last one."""
        raise NotImplementedError

    def _place_of(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """What belongs to a row, in the viewport."""
        raise NotImplementedError

    def _show_placeholder(self, row: int | None) -> None:
        """This row is no entry; None: all are."""

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
        selection, entries = self.selectionModel().selection(), self._contents.entries_shown()
        return sum(
            max(0, min(selection.at(number).bottom() + 1, entries) - selection.at(number).top())
            for number in range(selection.count())
        )

    @property
    def shows_everything(self) -> bool:
        """Whether nothing more is to come below the rows."""
        return self._contents.state() is State.DONE

    def selectAll(self) -> None:
        """Every entry, also those that have to be loaded first."""
        self.whole.select_all()

    def select_name(self, name: str) -> None:
        """Select the entry of this name, as shown or as in paths, now or as soon as its row is there."""
        self._to_select = name
        self._select_wanted()

    def select_entry(self, entry: Entry) -> None:
        """Select the row of an entry that is loaded."""
        index = self._contents.find(entry)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def rows_in_sight(self) -> range:
        """The rows of the entries that can be seen."""
        first, room = self._sight()
        return range(first, min(first + room, self._contents.entries_shown()))

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
        self._mark_placeholder()
        self.verticalScrollBar().setValue(0)
        if self._contents.canFetchMore(QModelIndex()):
            self._contents.fetchMore(QModelIndex())

    def _fetch_ahead(self) -> None:
        model = self._contents
        if not self.isVisible() or not model.canFetchMore(QModelIndex()):
            return
        top, screen = self._sight()
        if model.entries_shown() < top + screen * (1 + _AHEAD):
            model.fetchMore(QModelIndex())

    def _select_wanted(self) -> None:
        if not self._to_select:
            return
        model = self._contents
        for row, entry in enumerate(model.entries()):
            if self._to_select in (entry.name, *entry.path[-1:]):
                index = model.index(row, Column.NAME)
                self._to_select = ""
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return
        if model.state() is State.DONE:
            self._to_select = ""

    def _mark_placeholder(self) -> None:
        """Say in full what an empty list means."""
        model = self._contents
        last = model.rowCount() - 1
        kind = model.index(last, 0).data(Role.PLACEHOLDER) if last >= 0 else None
        self._show_placeholder(last if kind is not None else None)
        nothing_fits = model.narrowed and last < 0
        self._empty.setVisible(nothing_fits or kind is Placeholder.EMPTY)
        if nothing_fits:
            words = (
                self.tr("No entry of this folder has “{text}” in its name.")
                if self.shows_everything
                else self.tr("No entry that is loaded has “{text}” in its name.")
            )
            self._empty.say(
                icon("filter-outline", Tint.MUTED),
                self.tr("No name fits"),
                words.format(text=model.narrowed_to),
            )
        elif kind is Placeholder.EMPTY:
            self._empty.say(*words_of_nothing(model.folder, model.cloud))

    def _on_narrowed(self) -> None:
        self._mark_placeholder()
        self._fetch_ahead()

    def _is_retry(self, index: QModelIndex) -> bool:
        return index.siblingAtColumn(Column.NAME).data(Role.PLACEHOLDER) is Placeholder.ERROR

    # ---------------------------------------------------------------- keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/" and not self._typing.active:
            self.filter_asked.emit()
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
        """Home and End go to the first and the last row. Of rows that are no entries only "Retry" is one."""
        self._typing.stop()  # somebody has gone on to something else
        last = self._contents.entries_shown() - 1
        if self._is_retry(self._contents.index(last + 1, Column.NAME)):
            last += 1
        if last < 0:
            return QModelIndex()
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self._contents.index(0, Column.NAME)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            self.whole.go_to_end(modifiers)
            return self._contents.index(last, Column.NAME)
        index = self._moved(action, modifiers).siblingAtColumn(Column.NAME)
        return index if self._contents.entry(index) or self._is_retry(index) else self.currentIndex()

    def _on_clicked(self, index: QModelIndex) -> None:
        if self._is_retry(index):
            self._contents.retry(index.siblingAtColumn(Column.NAME))

    def _on_activated(self, index: QModelIndex) -> None:
        entry = self._contents.entry(index)
        if entry is not None:
            self.entry_activated.emit(entry)
        else:
            self._on_clicked(index)

    def _on_menu(self, point: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- dragging and dropping

    def startDrag(self, actions: Qt.DropAction) -> None:
        self.dragging.start(actions)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dropping.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.dropping.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.dropping.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropping.drop(event)

    # ---------------------------------------------------------------- painting

    def _paint_marks(self, painter: QPainter) -> None:
        """A ring around the current row, and around what something would be dropped on."""
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            painter.setPen(QPen(self.palette().link().color(), 1))
            self._paint_ring(painter, self._place_of(current).adjusted(0, 0, -1, -1))
        if self.dropping.over:
            row = self.dropping.row
            where = self.viewport().rect() if row is None else self._place_of(row)
            painter.setPen(QPen(self.palette().link().color(), 2))
            self._paint_ring(painter, where.adjusted(1, 1, -1, -1))

    def _paint_ring(self, painter: QPainter, where: QRect) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._ring_radius > 0)
        painter.drawRoundedRect(where, self._ring_radius, self._ring_radius)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the ring is larger than the cell that Qt repaints

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
        self._fetch_ahead()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fetch_ahead()
