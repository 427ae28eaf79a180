"""The head of the details view: columns are chosen, moved and sized in its menu, or by dragging.

The columns always share the width of the view. The name takes what the others leave; a divider that is
dragged takes from the columns at its right, so that it stays under the pointer and nothing has to be scrolled
sideways. Qt's stretched section cannot be sized at all, therefore the name's is filled here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from bimexplorer.ui.models.columns import Columns
from bimexplorer.ui.models.contents import Column, ContentsModel

_CHARACTERS = {Column.SIZE: 13, Column.TYPE: 23, Column.MODIFIED: 20, Column.OWNER: 17}
"""Width of a column nobody has sized, in digits of the view's font."""
_SMALLEST = 60
_SMALLEST_NAME = 120
_STEP = 1.2
"""By which a column gets wider at a time."""
_NAME_AT_LEAST = 180
"""Width of the name's column below which the type's, which icon and ending tell too, gives way."""


class ContentsHeader(QHeaderView):
    """Takes itself the width it needs; `columns` and `restore` are for the settings."""

    def __init__(self, model: ContentsModel, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setObjectName("contentsHeader")
        self.setAccessibleName(self.tr("Columns"))
        self._contents = model
        self._hidden: frozenset[Column] = frozenset()
        """Those that somebody has put away."""
        self._unknown: Mapping[Column, str] = {}
        self._widths: dict[Column, int] = {}
        self._arranging = False
        self._dragging = False
        self.menu = QMenu(self.tr("&Columns"), self)
        """To choose columns; for the header and for the menu bar."""
        self.menu.setObjectName("columnsMenu")
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._arrange_menu = QMenu(self.tr("&Move and size"), self)
        self._arrange_menus = {column: self._make_arranging(column) for column in _CHARACTERS}

        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(_SMALLEST)
        self.setStretchLastSection(False)
        # By itself Qt measures a thousand rows around those in sight, which is felt with each column.
        self.setResizeContentsPrecision(0)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda point: self.menu.popup(self.viewport().mapToGlobal(point))
        )
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(self._on_moved)
        model.modelReset.connect(self._on_reset)

    def attach(self) -> None:
        """The view has taken it and knows its model: begin."""
        # A selection of its own: with the table's it asks for each painted column whether all of its rows are
        # selected, which takes a second at 100,000.
        self.setSelectionModel(QItemSelectionModel(self._contents, self))
        self.setSortIndicatorShown(True)  # taking it, a view that does not sort itself has switched this off
        self._arrange()

    # ---------------------------------------------------------------- for the settings

    @property
    def columns(self) -> Columns:
        """What is to be remembered: not what only this cloud or a narrow window hides."""
        order = tuple(Column(self.logicalIndex(place)) for place in range(self.count()))
        return Columns(order, self._hidden, dict(self._widths))

    def restore(self, columns: Columns) -> None:
        """Show what was remembered."""
        self._hidden = columns.hidden
        self._widths = {
            column: max(width, self.minimumSectionSize()) for column, width in columns.widths.items()
        }
        for place, column in enumerate(columns.order):
            self.moveSection(self.visualIndex(column), place)
        self._arrange()

    # ---------------------------------------------------------------- choosing

    def show_column(self, column: Column, *, shown: bool) -> None:
        """Show or hide a column from now on."""
        self._hidden = self._hidden - {column} if shown else self._hidden | {column}
        self._arrange()

    def can_move(self, column: Column, step: int) -> bool:
        """Whether a column has another one at its left (`step` -1) or right (1), which is not the name's."""
        return self._beside(column, step) is not None

    def move_column(self, column: Column, step: int) -> None:
        """Move a column by one to the left (-1) or right (1) among those that are shown."""
        place = self._beside(column, step)
        if place is not None:
            self.moveSection(self.visualIndex(column), place)

    def size_column(self, column: Column, step: int) -> None:
        """Make a column wider (1) or narrower (-1), as far as the name keeps some room."""
        now, name = self.sectionSize(column), self.sectionSize(Column.NAME)
        wanted = round(now * _STEP**step)
        self._widths[column] = max(self.minimumSectionSize(), min(wanted, now + name - _SMALLEST_NAME))
        self._arrange()

    def _beside(self, column: Column, step: int) -> int | None:
        """The place of the next shown column on one side; None: there is none but the name's."""
        place = self.visualIndex(column) + step
        while 0 < place < self.count():
            if not self.isSectionHidden(self.logicalIndex(place)):
                return place
            place += step
        return None

    def fit(self) -> None:
        """Make every column but the name's as wide as what can be seen in it, and the name's the rest."""
        view = self.parent()
        assert isinstance(view, QTableView)
        for column in _CHARACTERS:
            if not self.isSectionHidden(column):
                view.resizeColumnToContents(column)

    def _fill_menu(self) -> None:
        menu = self.menu
        menu.clear()
        for place in range(self.count()):
            column = Column(self.logicalIndex(place))
            title = self._contents.headerData(column, Qt.Orientation.Horizontal)
            action = menu.addAction(str(title).replace("&", "&&"))
            action.setObjectName(f"{column.name.lower()}Column")
            action.setCheckable(True)
            action.setChecked(column not in self._hidden and column not in self._unknown)
            if column is Column.NAME:
                reason = self.tr("The name is always shown.")
            else:
                reason = self._unknown.get(column, "")
            action.setEnabled(not reason)
            action.setToolTip(reason)
            action.setStatusTip(reason)
            action.toggled.connect(lambda on, column=column: self.show_column(column, shown=on))
        menu.addSeparator()
        self._arrange_menu.clear()
        for place in range(self.count()):
            column = Column(self.logicalIndex(place))
            if column in self._arrange_menus and not self.isSectionHidden(column):
                self._fill_arranging(column)
        self._arrange_menu.setEnabled(not self._arrange_menu.isEmpty())
        menu.addMenu(self._arrange_menu)
        fit = menu.addAction(self.tr("&Fit widths to contents"), self.fit)
        fit.setObjectName("fitColumns")
        reset = menu.addAction(self.tr("&Reset columns"), lambda: self.restore(Columns()))
        reset.setObjectName("resetColumns")

    def _make_arranging(self, column: Column) -> QMenu:
        """What dragging does, for the keyboard."""
        menu, name = QMenu(self), column.name.lower()
        menu.addAction(self.tr("Move &left"), lambda: self.move_column(column, -1)).setObjectName(
            f"{name}MoveLeft"
        )
        menu.addAction(self.tr("Move &right"), lambda: self.move_column(column, 1)).setObjectName(
            f"{name}MoveRight"
        )
        menu.addAction(self.tr("&Wider"), lambda: self.size_column(column, 1)).setObjectName(f"{name}Wider")
        menu.addAction(self.tr("&Narrower"), lambda: self.size_column(column, -1)).setObjectName(
            f"{name}Narrower"
        )
        return menu

    def _fill_arranging(self, column: Column) -> None:
        menu = self._arrange_menus[column]
        title = str(self._contents.headerData(column, Qt.Orientation.Horizontal))
        menu.setTitle(title.replace("&", "&&"))
        for action, step in zip(menu.actions(), (-1, 1), strict=False):
            action.setEnabled(self.can_move(column, step))
        self._arrange_menu.addMenu(menu)

    def _on_reset(self) -> None:
        self._unknown = self._contents.unknown_columns()
        self._arrange()

    # ---------------------------------------------------------------- widths

    def _width(self, column: Column) -> int:
        characters = self.fontMetrics().horizontalAdvance("0") * _CHARACTERS[column]
        return self._widths.get(column, characters)

    def _arrange(self) -> None:
        """Hide what is not to be seen, and give the name the room that is left."""
        if self._arranging or self.count() < len(Column):
            return
        shown = [column for column in _CHARACTERS if column not in self._hidden | self._unknown.keys()]
        needed = {column: self._width(column) for column in shown}
        # Not before it is seen: until then it has no width that means anything.
        if self.isVisible() and self.width() - sum(needed.values()) < _NAME_AT_LEAST:
            needed.pop(Column.TYPE, None)
        with self._arranged():
            for column in _CHARACTERS:
                self.setSectionHidden(column, column not in needed)
            for column, width in needed.items():
                self.resizeSection(column, width)
            self._fill()

    def _fill(self) -> None:
        others = sum(self.sectionSize(column) for column in _CHARACTERS)
        self.resizeSection(Column.NAME, max(_SMALLEST_NAME, self.width() - others))

    def _on_resized(self, section: int, before: int, now: int) -> None:
        if self._arranging:
            return
        with self._arranged():
            if section == Column.NAME:
                now = max(now, _SMALLEST_NAME)
            # The name can only be made wider (a double click on its divider): where else would the rest go?
            if self._dragging or (section == Column.NAME and now > before):
                taken = self._take_from_the_right(section, now - before)
                self.resizeSection(section, before + taken)
            if section != Column.NAME:
                self._widths[Column(section)] = self.sectionSize(section)
            self._fill()

    def _on_moved(self, *_: int) -> None:
        """The name stays first, where a row's icon is looked for; Qt holds only section 0 itself in place."""
        if self.logicalIndex(0) != Column.NAME:
            self.moveSection(self.visualIndex(Column.NAME), 0)

    def _take_from_the_right(self, section: int, wanted: int) -> int:
        """Make the columns at the right of one narrower or wider; by how many pixels together."""
        right = [self.logicalIndex(place) for place in range(self.visualIndex(section) + 1, self.count())]
        right = [column for column in right if not self.isSectionHidden(column)]
        if not right:
            return wanted  # of the last one the name takes or gives
        left = wanted
        for column in right:
            size = self.sectionSize(column)
            change = min(left, size - self.minimumSectionSize())
            if change:
                self.resizeSection(column, size - change)
                self._widths[Column(column)] = size - change
                left -= change
            if not left:
                break
        return wanted - left

    @contextmanager
    def _arranged(self) -> Iterator[None]:
        """Widths that change meanwhile are not somebody's choice."""
        self._arranging = True
        try:
            yield
        finally:
            self._arranging = False

    # ---------------------------------------------------------------- QHeaderView

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragging = event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
