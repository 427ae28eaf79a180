"""What hung on an object at two revisions, as rows; signs tell what happened to each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon

from bimexplorer.comparison.documents import Document, Fate
from bimexplorer.ui.look.formats import date_text, size_text
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.plain_table import Index, PlainTable
from bimexplorer.words import number

translate = QCoreApplication.translate

_SIGNS: dict[Fate, tuple[str, Tint]] = {
    Fate.ADDED: ("plus-circle-outline", Tint.SUCCESS),
    Fate.REMOVED: ("minus-circle-outline", Tint.DANGER),
    Fate.REPLACED: ("pencil-circle-outline", Tint.WARNING),
    Fate.SAME: ("equal", Tint.MUTED),
}


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    FATE = 1
    REVISIONS = 2
    VERSION = 3
    SIZE = 4
    CHANGED = 5
    AUTHOR = 6


class DocumentsModel(PlainTable[Document]):
    """Those of one object."""

    def __init__(self) -> None:
        super().__init__(Column)

    def show(self, rows: Sequence[Document]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def at(self, row: int) -> Document | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def title(self, column: int) -> str:
        return {
            Column.NAME: self.tr("Document"),
            Column.FATE: self.tr("What happened"),
            Column.REVISIONS: self.tr("At revision"),
            Column.VERSION: self.tr("Version"),
            Column.SIZE: self.tr("Size"),
            Column.CHANGED: self.tr("Changed"),
            Column.AUTHOR: self.tr("Changed by"),
        }[Column(column)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        document = self.at(index.row()) if index.isValid() else None
        if document is None:
            return None
        column = Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(document, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.NAME:
            return _sign(document.fate)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            return self.spoken(document)
        return None

    def text(self, document: Document, column: Column) -> str:
        """What a cell says."""
        entry = document.entry
        if column is Column.REVISIONS:
            return self._revisions(document)
        return {
            Column.NAME: entry.name,
            Column.FATE: _word(document.fate),
            Column.VERSION: "" if document.version is None else number(document.version),
            Column.SIZE: size_text(entry.size),
            Column.CHANGED: date_text(entry.modified),
            Column.AUTHOR: entry.owner or "",
        }[column]

    def spoken(self, document: Document) -> str:
        """For who does not see the row."""
        at = self.tr("at revision {numbers}").format(numbers=self._revisions(document))
        return ", ".join((document.entry.name, _word(document.fate), at))

    def _revisions(self, document: Document) -> str:
        first, *others = map(number, document.revisions)
        if not others:
            return first
        return self.tr("{one} and {other}").format(one=first, other=others[0])


def _word(fate: Fate) -> str:
    return {
        Fate.ADDED: translate("documents", "Added"),
        Fate.REMOVED: translate("documents", "Removed"),
        Fate.REPLACED: translate("documents", "Another version"),
        Fate.SAME: translate("documents", "The same"),
    }[fate]


def _sign(fate: Fate) -> QIcon:
    """The shape tells it; the colour helps."""
    return icon(*_SIGNS[fate])
