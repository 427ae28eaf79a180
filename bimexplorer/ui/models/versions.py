"""The contents that a file has had, as rows, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from bimexplorer.model import Version
from bimexplorer.ui.look.formats import date_text, date_tooltip, exact_size_text, size_text
from bimexplorer.words import number

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole
"""What a column is sorted by."""


class Column(IntEnum):
    """In the order in which they are shown."""

    NUMBER = 0
    AUTHOR = 1
    CREATED = 2
    SIZE = 3
    TAG = 4
    CLASSIFICATION = 5
    SHARED = 6
    HASH = 7


class VersionsModel(QAbstractTableModel):
    """Rows stay what they are when the versions are read again: somebody may have chosen one."""

    def __init__(self) -> None:
        super().__init__()
        self._versions: list[Version] = []
        self._newest = 0
        """The number of the newest one."""

    def versions(self) -> tuple[Version, ...]:
        return tuple(self._versions)

    def version_at(self, row: int) -> Version | None:
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def start(self, versions: Sequence[Version]) -> None:
        """Show those of another file."""
        self.beginResetModel()
        self._versions = list(versions)
        self._newest = versions[0].number if versions else 0
        self.endResetModel()

    def take(self, versions: Sequence[Version]) -> None:
        """Show those of the same file as they are now."""
        wanted = {version.number: version for version in versions}
        for row in range(len(self._versions) - 1, -1, -1):
            if self._versions[row].number not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._versions[row]
                self.endRemoveRows()
        shown = {version.number for version in self._versions}
        for row, version in enumerate(versions):
            if version.number not in shown:
                self.beginInsertRows(QModelIndex(), row, row)
                self._versions.insert(row, version)
                self.endInsertRows()
            elif self._versions[row] != version:
                self._versions[row] = version
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        newest = versions[0].number if versions else 0
        if newest != self._newest:
            # Only now: while rows come and go, the others say what they said.
            self._newest = newest
            if versions:
                last = self.index(len(versions) - 1, Column.NUMBER)
                self.dataChanged.emit(self.index(0, Column.NUMBER), last)

    # ---------------------------------------------------------------- QAbstractTableModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._versions)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NUMBER: self.tr("Version"),
            Column.AUTHOR: self.tr("Author"),
            Column.CREATED: self.tr("Made"),
            Column.SIZE: self.tr("Size"),
            Column.TAG: self.tr("Tag"),
            Column.CLASSIFICATION: self.tr("Classification"),
            Column.SHARED: self.tr("Shared"),
            Column.HASH: self.tr("Hash"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        version = self.version_at(index.row()) if index.isValid() else None
        if version is None or not 0 <= index.column() < len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(version, column)
        if role == SORT_ROLE:
            return self._sorted_by(version, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(version, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NUMBER:
            told = (Column.NUMBER, Column.AUTHOR, Column.CREATED, Column.SIZE, Column.TAG, Column.SHARED)
            return ", ".join(text for text in (self.text(version, each) for each in told) if text)
        return None

    def text(self, version: Version, column: Column) -> str:
        """What stands in a cell; empty where nothing is told."""
        if column is Column.NUMBER:
            if version.number == self._newest:
                return self.tr("{number} (newest)").format(number=number(version.number))
            return number(version.number)
        if column is Column.SHARED:
            words = {True: self.tr("shared"), False: self.tr("not shared"), None: ""}
            return words[version.shared]
        return {
            Column.AUTHOR: version.author or "",
            Column.CREATED: date_text(version.created),
            Column.SIZE: size_text(version.entry.size),
            Column.TAG: version.tag,
            Column.CLASSIFICATION: version.classification,
            Column.HASH: version.hash,
        }[column]

    def _sorted_by(self, version: Version, column: Column) -> int | float | str:
        if column is Column.NUMBER:
            return version.number
        if column is Column.SIZE:
            return float(version.entry.size or 0)  # an int of Qt has 32 bits
        if column is Column.CREATED:
            return version.created.timestamp() if version.created is not None else 0.0
        return self.text(version, column).casefold()

    def _tool_tip(self, version: Version, column: Column) -> str:
        if column is Column.SIZE and version.entry.size is not None:
            return exact_size_text(version.entry.size)
        if column is Column.CREATED and version.created is not None:
            return date_tooltip(version.created)
        return self.text(version, column)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column is Column.SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
