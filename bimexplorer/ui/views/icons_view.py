"""The icon view of a folder.

A QListView, so that assistive tools meet a list; of what it does itself hardly anything is left, because it
lays everything out again for each page (`icon_grid` tells what that costs).
"""

from __future__ import annotations

from collections.abc import Callable

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
    QAccessible,
    QAccessibleEvent,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.views.entry_view import EntryView
from bimexplorer.ui.views.icon_delegate import IconDelegate, cell_size
from bimexplorer.ui.views.icon_grid import IconGrid

_NOTCH = 120
"""What a wheel tells for one notch, in eighths of a degree."""
_Index = QModelIndex | QPersistentModelIndex


class IconsView(EntryView, QListView):
    """Entries as pictures with their names below, in as many columns as fit.

    Signals:
        size_asked(int steps): the wheel was turned with Ctrl held down; larger icons, or smaller ones.
        scrolled(): other entries may be in sight.
    """

    size_asked = Signal(int)
    scrolled = Signal()

    _ring_radius = 6

    def __init__(
        self,
        contents: ContentsModel,
        check_name: Callable[[str], str],
        picture: Callable[[Entry], QPixmap | None],
        selection: QItemSelectionModel,
        parent: QWidget | None = None,
    ) -> None:
        """`picture`: what is shown in the place of an entry's icon, if there is something better."""
        self._anchor: tuple[QPersistentModelIndex, int] | None = None
        """What stays where it is when rows come and go: the first entry in sight, and where its top lies."""
        self._arranging = False
        """Whether it scrolls by itself, to stay there."""
        self._pressed = QPoint()
        self._band = QRect()
        """What the mouse has drawn a frame around, from the top left of everything."""
        self._turned = 0
        super().__init__(contents, parent, selection)
        self.setObjectName("contentsIcons")
        self.setAccessibleName(self.tr("Contents of the folder"))
        self.setItemDelegate(IconDelegate(check_name, picture, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)  # the entry under the mouse is lit up
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_icon_size(self, side: int) -> None:
        """Pixels, without the display's density."""
        self.setIconSize(QSize(side, side))
        self.scheduleDelayedItemsLayout()

    # ---------------------------------------------------------------- the grid

    def _grid(self) -> IconGrid:
        model, metrics = self._contents, self.fontMetrics()
        entries = model.entries_shown()
        footer = 2 * metrics.height() if model.rowCount() > entries else 0
        cell = cell_size(self.iconSize().width(), metrics)
        return IconGrid(cell, self.viewport().width(), entries, footer)

    def visualRect(self, index: _Index) -> QRect:
        if not index.isValid() or index.column() != Column.NAME:
            return QRect()
        return self._grid().box(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._grid().row_at(point + QPoint(0, self.verticalOffset()))
        return self._contents.index(row, Column.NAME) if row is not None else QModelIndex()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        self.executeDelayedItemsLayout()
        bar, height = self.verticalScrollBar(), self.viewport().height()
        box = self._grid().box(index.row())
        top, centred = box.top(), hint is QAbstractItemView.ScrollHint.PositionAtCenter
        if centred:
            bar.setValue(box.center().y() - height // 2)
        elif top < bar.value() or hint is QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top)
        elif box.bottom() >= bar.value() + height or hint is QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(min(top, box.bottom() + 1 - height))

    def _sight(self) -> tuple[int, int]:
        grid = self._grid()
        first = grid.rows_between(self.verticalOffset(), self.verticalOffset()).start
        return first, (self.viewport().height() // grid.step + 2) * grid.columns

    def _place_of(self, index: _Index) -> QRect:
        return self.visualRect(index)

    # ---------------------------------------------------------------- rows that come and go

    def doItemsLayout(self) -> None:
        """Nothing is laid out."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """The scroll bar learns how much there is, and what was in sight stays where it was."""
        grid, height = self._grid(), self.viewport().height()
        bar = self.verticalScrollBar()
        self._arranging = True
        bar.setSingleStep(max(1, grid.step // 4))
        bar.setPageStep(max(1, height - grid.step // 2))
        bar.setRange(0, max(0, grid.height - height))
        if self._anchor is not None and self._anchor[0].isValid():
            bar.setValue(grid.box(self._anchor[0].row()).top() - self._anchor[1])
        else:
            self._keep_place()
        self._arranging = False
        QAbstractItemView.updateGeometries(self)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        if self._band.isValid():
            self.viewport().update()

    def _on_scrolled(self) -> None:
        if not self._arranging:
            self._keep_place()
        self.scrolled.emit()

    def _keep_place(self) -> None:
        top = self.verticalOffset()
        first = self._grid().rows_between(top, top)
        # At the very top one wants to see what comes there.
        if top == 0 or not first:
            self._anchor = None
            return
        index = self._contents.index(first.start, Column.NAME)
        self._anchor = (QPersistentModelIndex(index), self._grid().box(first.start).top() - top)

    def dataChanged(self, top_left: _Index, bottom_right: _Index, roles: object = ()) -> None:  # noqa: ARG002
        """Of a thousand changed rows only those in sight cost something."""
        if top_left.parent().isValid():
            return
        sight = self.rows_in_sight()
        for row in range(max(top_left.row(), sight.start), min(bottom_right.row() + 1, sight.stop)):
            index = self._contents.index(row, Column.NAME)
            QAbstractItemView.dataChanged(self, index, index)
        if bottom_right.row() >= self._contents.entries_shown():
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()
        self.scrolled.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()

    # ---------------------------------------------------------------- keyboard

    def _moved(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002
    ) -> QModelIndex:
        """Left and right go on in the next line, up and down stay in the column."""
        current, grid, cursor = self.currentIndex(), self._grid(), QAbstractItemView.CursorAction
        if not current.isValid():
            return self._contents.index(0, Column.NAME)
        row = current.row()
        screen = max(1, self.viewport().height() // grid.step)
        steps = {
            cursor.MoveLeft: -1,
            cursor.MovePrevious: -1,
            cursor.MoveRight: 1,
            cursor.MoveNext: 1,
            cursor.MoveUp: -grid.columns,
            cursor.MoveDown: grid.columns,
            cursor.MovePageUp: -grid.columns * screen,
            cursor.MovePageDown: grid.columns * screen,
        }
        return self._contents.index(self._row_after(row, steps.get(action, 0), grid), Column.NAME)

    def _row_after(self, row: int, step: int, grid: IconGrid) -> int:
        last, columns = grid.entries - 1, grid.columns
        wanted = row + step
        if abs(step) == 1:
            below = wanted == grid.entries and grid.footer
            return wanted if 0 <= wanted <= last or below else row
        if wanted < 0:
            return row % columns
        if wanted <= last:
            return wanted
        if row // columns == grid.lines - 1 or row > last:
            # From the last line on there is only the row below, if it is one.
            return grid.entries if grid.footer else min(row, last)
        same_column = (grid.lines - 1) * columns + row % columns
        return min(same_column, last)

    # ---------------------------------------------------------------- selecting

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """What a frame touches; else all from the one to the other, as they are read."""
        shift = QPoint(0, self.verticalOffset())
        grid = self._grid()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            stretches = grid.rows_touched(rect.normalized().translated(shift))
        else:
            ends = [grid.row_at(point + shift) for point in (rect.topLeft(), rect.bottomRight())]
            known = [row for row in ends if row is not None and row < grid.entries]
            stretches = [range(min(known), max(known) + 1)] if known else []
        selection, last_column = QItemSelection(), self._contents.columnCount() - 1
        for rows in stretches:
            first, last = rows.start, rows.stop - 1
            if first <= last:
                selection.select(self._contents.index(first, 0), self._contents.index(last, last_column))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Of what is in sight alone."""
        top, grid, sight = self.verticalOffset(), self._grid(), self.rows_in_sight()
        region = QRegion()
        for number in range(selection.count()):
            stretch = selection.at(number)
            for row in range(max(stretch.top(), sight.start), min(stretch.bottom() + 1, sight.stop)):
                region += grid.box(row).translated(0, -top)
        return region

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        QAbstractItemView.currentChanged(self, current, previous)
        self.viewport().update()
        self._announce(QAccessible.Event.Focus, current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        QAbstractItemView.selectionChanged(self, selected, deselected)
        if selected.count():
            self._announce(QAccessible.Event.Selection, selected.at(0).top())
        elif deselected.count():
            self._announce(QAccessible.Event.SelectionRemove, deselected.at(0).top())

    def _announce(self, what: QAccessible.Event, row: int) -> None:
        """QListView looks for the row in its own layout, which is empty, and would tell of the first one."""
        if row >= 0 and self.hasFocus() and QAccessible.isActive():
            event = QAccessibleEvent(self, what)
            event.setChild(row)
            QAccessible.updateAccessibility(event)

    # ---------------------------------------------------------------- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.state() == QAbstractItemView.State.DragSelectingState:
            here = event.position().toPoint() + QPoint(0, self.verticalOffset())
            self._band = QRect(self._pressed, here).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._band.isValid():
            self._band = QRect()
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it changes the size of the icons, notch by notch."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        if notches:
            self._turned -= notches * _NOTCH
            self.size_asked.emit(notches)
        event.accept()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        top, grid, delegate = self.verticalOffset(), self._grid(), self.itemDelegate()
        model, selection = self._contents, self.selectionModel()
        area = event.rect().translated(0, top)
        pointed = self._row_pointed_at(grid)
        rows = [*grid.rows_between(area.top(), area.bottom())]
        if grid.footer and grid.box(grid.entries).intersects(area):
            rows.append(grid.entries)
        for row in rows:
            box = grid.box(row)
            if not box.intersects(area):
                continue
            index = model.index(row, Column.NAME)
            option.rect = box.translated(0, -top)
            option.state = plain
            if selection.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == pointed:
                option.state |= QStyle.StateFlag.State_MouseOver
            delegate.paint(painter, option, index)
        self._paint_marks(painter)
        self._paint_band(painter)

    def _row_pointed_at(self, grid: IconGrid) -> int | None:
        viewport = self.viewport()
        if not viewport.underMouse() or self._band.isValid():
            return None
        return grid.row_at(viewport.mapFromGlobal(self.cursor().pos()) + QPoint(0, self.verticalOffset()))

    def _paint_band(self, painter: QPainter) -> None:
        if not self._band.isValid():
            return
        line = self.palette().link().color()
        ground = QColor(line)
        ground.setAlpha(40)
        painter.setPen(line)
        painter.setBrush(ground)
        painter.drawRect(self._band.translated(0, -self.verticalOffset()).adjusted(0, 0, -1, -1))
