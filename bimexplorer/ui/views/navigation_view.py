"""The navigation tree: sites and their folders."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from bimexplorer.ui.models.entry_mime import files_from_mime
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.paged import Placeholder, Role, State
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.views.dragged import Dragged
from bimexplorer.ui.views.spring import Step, ViewSpring

_OPEN_MS = 1200
"""A drag that rests on an open row for this long goes into the folder."""


class NavigationView(QTreeView):
    """Signals:
    place_chosen(object place, object entry): a site (entry None) or a folder was chosen.
    menu_asked(object index, object point): a context menu is wanted for a row at a global point.
    files_dropped(object paths, str site_id, object folder): files of this computer on a folder.
    entries_dropped(object carried, str site_id, object folder): entries of this window on a folder.
    rested(object place, object entry): a drag has rested on a row; its folder is to be opened.
    refused(str sentence): what is dragged cannot be dropped here; empty: no longer.
    """

    place_chosen = Signal(object, object)
    menu_asked = Signal(object, object)
    files_dropped = Signal(object, str, object)
    entries_dropped = Signal(object, str, object)
    rested = Signal(object, object)
    refused = Signal(str)

    def __init__(self, model: NavigationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigationTree")
        self.setAccessibleName(self.tr("Sites and folders"))
        self._navigation = model
        self._revealing: Place | None = None
        self._looked_again = False
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setModel(model)
        self._dragged = Dragged()
        self._target = QPersistentModelIndex()
        """The folder on which a drop would go."""
        self._spring = ViewSpring(self, self._steps)
        self.customContextMenuRequested.connect(self._on_menu)
        self.activated.connect(self._on_activated)
        self.clicked.connect(self._on_activated)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.branch_loaded.connect(self._on_loaded)

    def reveal(self, place: Place) -> None:
        """Select the row of a place and open the rows above it, as they get loaded."""
        self._revealing = place
        self._looked_again = False
        self._go_on_revealing()

    def reveal_nothing(self) -> None:
        """No place of a site is open. The current row stays for the keyboard."""
        self._revealing = None
        with QSignalBlocker(self.selectionModel()):
            self.clearSelection()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming here opens nothing: where no row is current, Qt makes it the first."""
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
        self.viewport().update()

    def _on_loaded(self, _: object) -> None:
        self._go_on_revealing()
        # Rows that came may leave the row "Loading…" in sight with nothing that scrolls.
        bottom = self.indexAt(self.viewport().rect().bottomLeft())
        last = bottom if bottom.isValid() else self._last_row()
        if last.data(Role.PLACEHOLDER) is Placeholder.LOADING:
            self._navigation.fetchMore(last.parent())

    def _go_on_revealing(self) -> None:
        place, model = self._revealing, self._navigation
        if place is None:
            return
        index = model.site_index(place.site_id)
        for name in place.path:
            child = self._child_named(index, name)
            if not child.isValid():
                self._look_for_row_below(index)
                break
            self.expand(index)
            index = child
        else:
            self._revealing = None
        if index.isValid() and index != self.currentIndex():
            with QSignalBlocker(self.selectionModel()):
                self.setCurrentIndex(index)
            self.viewport().update()
            self.scrollTo(index)

    def _look_for_row_below(self, index: QModelIndex) -> None:
        """The next row of the place is not there: read what is below, or again if it is new there."""
        model = self._navigation
        if model.state(index) is State.FETCHING:
            return
        if model.canFetchMore(index) and not model.entries_loaded(index):
            model.fetchMore(index)
        elif index.isValid() and not self._looked_again:
            self._looked_again = True
            model.refresh(index)
        else:
            self._revealing = None  # not among the loaded rows: the nearest one will do

    def _child_named(self, parent: QModelIndex, name: str) -> QModelIndex:
        for row in range(self._navigation.entries_loaded(parent)):
            child = self._navigation.index(row, 0, parent)
            entry = self._navigation.entry(child)
            if entry is not None and entry.path[-1] == name:
                return child
        return QModelIndex()

    def _last_row(self) -> QModelIndex:
        index = self._navigation.index(self._navigation.rowCount() - 1, 0)
        while index.isValid() and self.isExpanded(index) and self._navigation.rowCount(index):
            index = self._navigation.index(self._navigation.rowCount(index) - 1, 0, index)
        return index

    # ---------------------------------------------------------------- choosing

    def _on_activated(self, index: QModelIndex) -> None:
        if index.data(Role.PLACEHOLDER) is Placeholder.ERROR:
            self._navigation.retry(index)
        elif index == self.currentIndex():
            self._choose(index)

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        self._choose(current)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or index.data(Role.PLACEHOLDER) is not None:
            return
        self._revealing = None
        site_id = str(index.data(Role.SITE))
        entry = self._navigation.entry(index)
        if self._navigation.is_site(index):
            self.place_chosen.emit(Place(site_id), None)
        elif entry is not None:
            self.place_chosen.emit(Place(site_id, entry.path), entry)

    def _on_menu(self, point: QPoint) -> None:
        index = QPersistentModelIndex(self.indexAt(point))
        self.menu_asked.emit(index, self.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- dropping

    def _steps(self, index: QModelIndex) -> list[Step]:
        """First a closed row shows what is in it, then the folder opens."""
        steps = []
        if self._navigation.hasChildren(index) and not self.isExpanded(index):
            row = QPersistentModelIndex(index)
            steps.append(Step(lambda: self.expand(row)))
        entry = self._navigation.entry(index)
        if entry is not None:
            place = Place(str(index.data(Role.SITE)), entry.path)
            steps.append(Step(lambda: self.rested.emit(place, entry), _OPEN_MS))
        return steps

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dragged = Dragged.of(event)
        event.setAccepted(bool(self._dragged))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dragged = Dragged.of(event)
        self._consider(event)
        index = self.indexAt(event.position().toPoint())
        folder, site_id = self._navigation.entry(index), str(index.data(Role.SITE))
        self._end_drag()
        if not event.isAccepted() or folder is None:
            return
        carried = self._dragged.carried
        if carried is not None:
            # The rows move when the cloud says so, not because the drag ended.
            event.setDropAction(Qt.DropAction.CopyAction)
            self.entries_dropped.emit(carried, site_id, folder)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), site_id, folder)

    def _end_drag(self) -> None:
        self._show_target(QModelIndex())
        self.refused.emit("")

    def _consider(self, event: QDropEvent) -> None:
        """Accept a drag over a folder that takes it, and show which; say why another does not."""
        index = self.indexAt(event.position().toPoint())
        folder, cloud = self._navigation.entry(index), self._navigation.cloud(index)
        reason = ""
        if folder is not None and cloud is not None:
            reason = self._dragged.refusal(str(index.data(Role.SITE)), cloud, folder)
        if folder is None or cloud is None or reason or not self._dragged:
            self._show_target(QModelIndex())
            event.ignore()
        else:
            self._show_target(index)
            self._dragged.take(event, str(index.data(Role.SITE)))
        self.refused.emit(reason)

    def _show_target(self, index: QModelIndex) -> None:
        self._target = QPersistentModelIndex(index)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._target.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().link().color(), 2))
            row = self.visualRect(self._target)
            row.setLeft(0)
            painter.drawRect(row.adjusted(1, 1, -1, -1))
