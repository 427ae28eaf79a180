"""The kept states of a model, as rows, the newest first."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt

from bimexplorer.revisions import ModelState, Revision
from bimexplorer.ui.look.formats import date_text, date_tooltip
from bimexplorer.ui.look.icons import Tint
from bimexplorer.ui.models.numbered_rows import NumberedRows
from bimexplorer.ui.models.plain_table import Index

translate = QCoreApplication.translate


class Column(IntEnum):
    """In the order in which they are shown."""

    NUMBER = 0
    NAME = 1
    DESCRIPTION = 2
    AUTHOR = 3
    CREATED = 4
    INPUT = 5


class RevisionsModel(NumberedRows[Revision]):
    """Those of one model."""

    def __init__(self) -> None:
        super().__init__(Column)

    def title(self, column: int) -> str:
        return {
            Column.NUMBER: self.tr("Revision"),
            Column.NAME: self.tr("Name"),
            Column.DESCRIPTION: self.tr("Description"),
            Column.AUTHOR: self.tr("Author"),
            Column.CREATED: self.tr("Kept"),
            Column.INPUT: self.tr("Came by"),
        }[Column(column)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        revision = self.at(index.row()) if index.isValid() else None
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
            return self.number_text(revision)
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
