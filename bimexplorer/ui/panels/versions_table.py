"""The versions of a file as a table: sorted as somebody likes, without columns in which there is nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Version
from bimexplorer.ui.models.versions import SORT_ROLE, Column, VersionsModel
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number

_OWN = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Keys that elsewhere in the window are about the selected file."""
_AT_WILL = (Column.TAG, Column.CLASSIFICATION, Column.SHARED, Column.HASH)
"""Not told by every server, or of every file."""


class VersionsTable(RowTable):
    """Signals:
    open_asked(): Return was pressed, or a row double-clicked.
    delete_asked(): Delete was pressed.
    """

    open_asked = Signal()
    delete_asked = Signal()

    def __init__(self, model: VersionsModel, parent: QWidget) -> None:
        self._sorted = QSortFilterProxyModel()
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT_ROLE)
        super().__init__(self._sorted, parent)
        self._sorted.setParent(self)
        self._versions = model
        self.setObjectName("versionsView")
        self.setAccessibleName(self.tr("Versions"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.NUMBER, Qt.SortOrder.DescendingOrder)
        self._set_column_widths()
        self.doubleClicked.connect(lambda _: self.open_asked.emit())
        for happened in (model.modelReset, model.dataChanged, model.rowsInserted, model.rowsRemoved):
            happened.connect(lambda *_: self._hide_empty())

    def chosen(self) -> list[Version]:
        """The selected ones, the newest first."""
        rows = {self._sorted.mapToSource(self._sorted.index(row, 0)).row() for row in self.selected_rows()}
        found = (self._versions.at(row) for row in sorted(rows))
        return [version for version in found if version is not None]

    def choose(self, numbers: set[int]) -> None:
        """Select the versions with these numbers."""
        flag = QItemSelectionModel.SelectionFlag
        self.clearSelection()
        for row in range(self._sorted.rowCount()):
            index = self._sorted.index(row, 0)
            version = self._versions.at(self._sorted.mapToSource(index).row())
            if version is not None and version.number in numbers:
                self.selectionModel().select(index, flag.Select | flag.Rows)
                self.selectionModel().setCurrentIndex(index, flag.NoUpdate)

    def _hide_empty(self) -> None:
        for column in _AT_WILL:
            told = any(self._versions.text(version, column) for version in self._versions.all())
            self.setColumnHidden(column, not told)

    # ---------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and event.key() in _OWN
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------- widths

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_column_widths()

    def _set_column_widths(self) -> None:
        self.set_widths(
            {
                Column.NUMBER: self.tr("{number} (newest)").format(number=number(88)),
                Column.AUTHOR: "Anna-Maria Berger",
                Column.CREATED: "88.88.8888 88:88",
                Column.SIZE: "888.8 MB",
                Column.TAG: "Freigabe 88",
                Column.CLASSIFICATION: self.tr("Classification"),
                Column.SHARED: self.tr("not shared"),
                Column.HASH: "8" * 16,
            },
            extra=self.fontMetrics().height() // 2,  # the arrow of the order
        )
