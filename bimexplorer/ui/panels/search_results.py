"""What a search has found, in place of the contents of a folder."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.model import Entry
from bimexplorer.ui.look.formats import date_text, size_text
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.paged import Placeholder, Role, State
from bimexplorer.ui.models.search import HitColumn, SearchModel
from bimexplorer.ui.places.history import Search
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.entry_drag import Carry, carry_out_inside
from bimexplorer.ui.views.name_delegate import NameDelegate
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.ui.views.type_ahead import TypeAhead
from bimexplorer.ui.views.whole_list import WholeList

_AHEAD = 2
"""Fetch the next page when fewer than this many screens are left below."""
_TYPE_FROM = 88
"""Width of the table, in digits of its font, from which the type is shown: icon and ending tell it too."""
_NAME_PERCENT = 58
"""Of the width that name and folder share."""


class SearchTable(RowTable):
    """Signals:
    entry_activated(object entry): Enter or double click.
    selection_changed(): other hits are selected.
    menu_asked(object point): a context menu is wanted at this global point.
    escaped(): Escape was pressed.
    """

    entry_activated = Signal(object)
    selection_changed = Signal()
    menu_asked = Signal(object)
    escaped = Signal()

    def __init__(self, model: SearchModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.setObjectName("searchResults")
        self.setAccessibleName(self.tr("What was found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._hits = model
        self.carry_out: Carry = carry_out_inside
        self._spanned: int | None = None
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setItemDelegate(NameDelegate(lambda _: "", self))
        self._empty = EmptyState(self.viewport())
        self._typing = TypeAhead(model, self)
        self._typing.found.connect(lambda row: self.setCurrentIndex(model.index(row, HitColumn.NAME)))
        self.whole = WholeList(model, self)
        self._set_columns()

        self.customContextMenuRequested.connect(
            lambda point: self.menu_asked.emit(self.viewport().mapToGlobal(point))
        )
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_clicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _: self.fetch_ahead())
        self.resized.connect(self._on_resized)
        model.branch_loaded.connect(self._on_loaded)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(lambda *_: self._mark_placeholder())
        model.rowsRemoved.connect(lambda *_: self._mark_placeholder())

    # ---------------------------------------------------------------- what the window asks

    def selected(self, at_most: int | None = None) -> tuple[Entry, ...]:
        """The selected hits, or the first few of them where that is enough to know."""
        found: list[Entry] = []
        for row in chain.from_iterable(self._selected_ranges()):
            if at_most is not None and len(found) >= at_most:
                break
            entry = self._hits.entry(self._hits.index(row, HitColumn.NAME))
            if entry is not None:
                found.append(entry)
        return tuple(found)

    def selected_count(self) -> int:
        """How many hits are selected, without asking for each of them."""
        return sum(len(rows) for rows in self._selected_ranges())

    def _selected_ranges(self) -> list[range]:
        """From the top; none of them reaches the row below the hits that is none."""
        selection, entries = self.selectionModel().selection(), self._hits.entries_loaded()
        ranges = [selection.at(number) for number in range(selection.count())]
        return sorted(
            (range(found.top(), min(found.bottom() + 1, entries)) for found in ranges),
            key=lambda rows: rows.start,
        )

    @property
    def shows_everything(self) -> bool:
        """Whether nothing more is to come below the rows."""
        return self._hits.state() is State.DONE

    def selectAll(self) -> None:
        """Every hit, also those that are still to be found."""
        self.whole.select_all()

    def fetch_ahead(self) -> None:
        """Ask for what will soon be scrolled to."""
        if not self.isVisible() or not self._hits.canFetchMore(QModelIndex()):
            return
        screen = self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize()) + 1
        top = max(0, self.rowAt(0))
        if self._hits.entries_loaded() < top + screen * (1 + _AHEAD):
            self._hits.fetchMore(QModelIndex())

    # ---------------------------------------------------------------- rows that come

    def _on_loaded(self, _: object) -> None:
        self._mark_placeholder()
        self.fetch_ahead()

    def _on_reset(self) -> None:
        self._mark_placeholder()
        self._show_order()
        self.verticalScrollBar().setValue(0)
        self.fetch_ahead()

    def _mark_placeholder(self) -> None:
        """Let the placeholder's words run over all columns; say in full what an empty list means."""
        model = self._hits
        last = model.rowCount() - 1
        kind = model.index(last, 0).data(Role.PLACEHOLDER) if last >= 0 else None
        wanted = last if kind is not None else None
        if wanted != self._spanned:
            self.clearSpans()
            if wanted is not None:
                self.setSpan(wanted, 0, 1, model.columnCount())
            self._spanned = wanted
        self._empty.setVisible(kind is Placeholder.EMPTY)
        search = model.search
        if kind is Placeholder.EMPTY and search is not None:
            self._empty.say(
                icon("magnify", Tint.MUTED),
                self.tr("Nothing found"),
                self.tr("Try fewer conditions or * for a part you are not sure of.")
                if search.below
                else self.tr("Only this folder was searched. Search below it too, or try fewer conditions."),
            )

    # ---------------------------------------------------------------- columns

    def _set_columns(self) -> None:
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.set_widths(
            {
                HitColumn.SIZE: size_text(888_800_000),
                HitColumn.TYPE: "AutoCAD drawing (DWG)",
                HitColumn.MODIFIED: date_text(None) or "88.88.8888 88:88",
            }
        )
        header.setSectionResizeMode(HitColumn.PATH, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._on_header_clicked)
        self._hits.sort_changed.connect(self._show_order)
        self._show_order()

    def _on_header_clicked(self, section: int) -> None:
        ascends = self._hits.sorting == (section, False)
        self._hits.sort(section, Qt.SortOrder.DescendingOrder if ascends else Qt.SortOrder.AscendingOrder)
        self._show_order()  # Qt has turned the arrow by itself

    def _show_order(self) -> None:
        column, descending = self._hits.sorting or (-1, False)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def _on_resized(self) -> None:
        self._empty.setGeometry(self.viewport().rect())
        wide = self.viewport().width() > self.fontMetrics().horizontalAdvance("0") * _TYPE_FROM
        self.setColumnHidden(HitColumn.TYPE, not wide)
        others = (HitColumn.SIZE, HitColumn.TYPE, HitColumn.MODIFIED)
        left = self.viewport().width() - sum(self.columnWidth(column) for column in others)
        self.setColumnWidth(HitColumn.NAME, left * _NAME_PERCENT // 100)
        self.fetch_ahead()

    # ---------------------------------------------------------------- keyboard and mouse

    def keyboardSearch(self, search: str) -> None:
        self._typing.type(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if self.currentIndex().isValid():
                self.activated.emit(self.currentIndex())  # on macOS Qt would begin to edit
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fetch_ahead()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Of the rows that are no hits only "Retry" can be gone to."""
        self._typing.stop()  # somebody has gone on to something else
        if action == QAbstractItemView.CursorAction.MoveEnd:
            self.whole.go_to_end(modifiers)
        index = super().moveCursor(action, modifiers).siblingAtColumn(HitColumn.NAME)
        if index.data(Role.PLACEHOLDER) in (None, Placeholder.ERROR):
            return index
        last = self._hits.entries_loaded() - 1
        return self._hits.index(last, HitColumn.NAME) if last >= 0 else QModelIndex()

    def _on_clicked(self, index: QModelIndex) -> None:
        first = index.siblingAtColumn(HitColumn.NAME)
        if first.data(Role.PLACEHOLDER) is Placeholder.ERROR:
            self._hits.retry(first)

    def _on_activated(self, index: QModelIndex) -> None:
        entry = self._hits.entry(index)
        if entry is not None:
            self.entry_activated.emit(entry)
        else:
            self._on_clicked(index)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the icon alone and not pictures of the rows: they would hide what is under the pointer."""
        rows = self.selectionModel().selectedRows(HitColumn.NAME)
        if not rows:
            return
        drag = QDrag(self)
        drag.setMimeData(self._hits.mimeData(rows))
        drag.setPixmap(rows[0].data(Qt.ItemDataRole.DecorationRole).pixmap(self.iconSize()))
        self.carry_out(drag, actions, self.defaultDropAction())

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().link().color(), 1))
            row = current.row()
            painter.drawRect(
                0,
                self.rowViewportPosition(row),
                self.viewport().width() - 1,
                self.rowHeight(row) - 1,
            )

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the ring spans the row, Qt repaints the cell


class SearchResults(QWidget):
    """The list, and above it what was searched for and where.

    Signals:
        scope_asked(bool below): search anew, also below the folder or not.
        left(): show the folder again.
    """

    scope_asked = Signal(bool)
    left = Signal()

    def __init__(self, model: SearchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchPage")
        self._model = model
        self.table = SearchTable(model, self)
        self.table.escaped.connect(self.left)
        self._title = Sentence("", self)
        self._title.setObjectName("searchTitle")
        self._scope = QPushButton(self)
        self._scope.setObjectName("searchScope")
        self._scope.setFlat(True)
        self._scope.clicked.connect(self._on_scope)
        self._leave = QPushButton(self.tr("End search"), self)
        self._leave.setObjectName("leaveSearch")
        self._leave.setFlat(True)
        self._leave.setToolTip(self.tr("Show the folder again (Esc)"))
        self._leave.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(self._scope)
        head.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """As `FolderView` does."""
        self.table.setFocus(event.reason())

    def show_search(self, folder: str, search: Search) -> None:
        """Say what is searched for, in the folder of this name."""
        words = (
            self.tr("“{text}” in {folder} and below")
            if search.below
            else self.tr("“{text}” in {folder} only")
        )
        self._title.setText(words.format(text=search.text, folder=folder))
        self._scope.setText(self.tr("This folder only") if search.below else self.tr("Search below too"))
        self.table.setAccessibleDescription(self._title.text())

    def _on_scope(self) -> None:
        search = self._model.search
        if search is not None:
            self.scope_asked.emit(not search.below)
