"""The contents that a file has had, as rows, the newest first."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt

from bimexplorer.model import Version
from bimexplorer.ui.look.formats import date_text, date_tooltip, exact_size_text, size_text
from bimexplorer.ui.models.numbered_rows import NumberedRows
from bimexplorer.ui.models.plain_table import Index

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


class VersionsModel(NumberedRows[Version]):
    """Those of one file."""

    def __init__(self) -> None:
        super().__init__(Column)

    def title(self, column: int) -> str:
        return {
            Column.NUMBER: self.tr("Version"),
            Column.AUTHOR: self.tr("Author"),
            Column.CREATED: self.tr("Made"),
            Column.SIZE: self.tr("Size"),
            Column.TAG: self.tr("Tag"),
            Column.CLASSIFICATION: self.tr("Classification"),
            Column.SHARED: self.tr("Shared"),
            Column.HASH: self.tr("Hash"),
        }[Column(column)]

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        if column == Column.SIZE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().alignment(column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        version = self.at(index.row()) if index.isValid() else None
        if version is None or not 0 <= index.column() < len(Column):
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(version, column)
        if role == SORT_ROLE:
            return self._sorted_by(version, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(version, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NUMBER:
            told = (Column.NUMBER, Column.AUTHOR, Column.CREATED, Column.SIZE, Column.TAG, Column.SHARED)
            return ", ".join(text for text in (self.text(version, each) for each in told) if text)
        return None

    def text(self, version: Version, column: Column) -> str:
        """What stands in a cell; empty where nothing is told."""
        if column is Column.NUMBER:
            return self.number_text(version)
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
