"""The kept states of a model, as rows, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from bimexplorer.revisions import ModelState, Revision
from bimexplorer.ui.look.formats import date_text, date_tooltip
from bimexplorer.ui.look.icons import Tint
from bimexplorer.words import number

translate = QCoreApplication.translate

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """In the order in which they are shown."""

    NUMBER = 0
    NAME = 1
    DESCRIPTION = 2
    AUTHOR = 3
    CREATED = 4
    INPUT = 5


class RevisionsModel(QAbstractTableModel):
    """Rows stay what they are when the revisions are read again: somebody may have chosen some."""

    def __init__(self) -> None:
        super().__init__()
        self._revisions: list[Revision] = []
        self._newest = 0
        """Its number."""

    def revisions(self) -> tuple[Revision, ...]:
        return tuple(self._revisions)

    def revision_at(self, row: int) -> Revision | None:
        return self._revisions[row] if 0 <= row < len(self._revisions) else None

    def start(self, revisions: Sequence[Revision]) -> None:
        """Show those of another model."""
        self.beginResetModel()
        self._revisions = list(revisions)
        self._newest = revisions[0].number if revisions else 0
        self.endResetModel()

    def take(self, revisions: Sequence[Revision]) -> None:
        """Show those of the same model as they are now."""
        wanted = {revision.id for revision in revisions}
        for row in range(len(self._revisions) - 1, -1, -1):
            if self._revisions[row].id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._revisions[row]
                self.endRemoveRows()
        shown = {revision.id for revision in self._revisions}
        for row, revision in enumerate(revisions):
            if revision.id not in shown:
                self.beginInsertRows(QModelIndex(), row, row)
                self._revisions.insert(row, revision)
                self.endInsertRows()
            elif self._revisions[row] != revision:
                self._revisions[row] = revision
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        newest = revisions[0].number if revisions else 0
        if newest != self._newest:
            # Only now: while rows come and go, the others say what they said.
            self._newest = newest
            if revisions:
                last = self.index(len(revisions) - 1, Column.NUMBER)
                self.dataChanged.emit(self.index(0, Column.NUMBER), last)

    # ---------------------------------------------------------------- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._revisions)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NUMBER: self.tr("Revision"),
            Column.NAME: self.tr("Name"),
            Column.DESCRIPTION: self.tr("Description"),
            Column.AUTHOR: self.tr("Author"),
            Column.CREATED: self.tr("Kept"),
            Column.INPUT: self.tr("Came by"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        revision = self.revision_at(index.row()) if index.isValid() else None
        if revision is None or not 0 <= index.column() < len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(revision, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            if column is Column.CREATED and revision.created is not None:
                return date_tooltip(revision.created)
            return self._text(revision, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NUMBER:
            return ", ".join(filter(None, (self._text(revision, each) for each in Column)))
        return None

    def _text(self, revision: Revision, column: Column) -> str:
        if column is Column.NUMBER:
            if revision.number == self._newest:
                return self.tr("{number} (newest)").format(number=number(revision.number))
            return number(revision.number)
        return {
            Column.NAME: revision.name,
            # Someone may have written lines; a row has one.
            Column.DESCRIPTION: " ".join(revision.description.split()),
            Column.AUTHOR: revision.author or "",
            Column.CREATED: date_text(revision.created),
            Column.INPUT: _input_text(revision.input_type, self.tr("IFC import")),
        }[column]


def _input_text(told: str, ifc: str) -> str:
    """The service's word for how it came, as a person would say it where that is known."""
    return ifc if told == "IFC_IMPORT" else told


def state_words(state: ModelState) -> tuple[str, str, Tint]:
    """What is said of a model, and the name and colour of the icon beside it."""
    return {
        ModelState.PREPARING: (translate("revisions", "Being prepared…"), "timer-sand", Tint.MUTED),
        ModelState.PENDING: (translate("revisions", "Waiting for its turn…"), "timer-sand", Tint.MUTED),
        ModelState.PROCESSING: (translate("revisions", "Being processed…"), "timer-sand", Tint.MUTED),
        ModelState.DONE: (translate("revisions", "Ready"), "check-circle-outline", Tint.SUCCESS),
        ModelState.DONE_REFRESHED: (translate("revisions", "Ready"), "check-circle-outline", Tint.SUCCESS),
        ModelState.FAILED: (
            translate("revisions", "The last import failed"),
            "alert-circle-outline",
            Tint.DANGER,
        ),
        ModelState.UNKNOWN: (translate("revisions", "State unknown"), "help-circle-outline", Tint.MUTED),
        ModelState.EMPTY: (translate("revisions", "Empty"), "circle-outline", Tint.MUTED),
    }[state]
