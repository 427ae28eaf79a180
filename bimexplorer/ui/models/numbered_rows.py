"""Rows of what a service numbers, the newest first: versions of a file, revisions of a model."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol, TypeVar

from PySide6.QtCore import QModelIndex

from bimexplorer.ui.models.plain_table import PlainTable
from bimexplorer.words import number


class Numbered(Protocol):
    @property
    def number(self) -> int:
        """Grows with each; none has it twice."""


NumberedT = TypeVar("NumberedT", bound=Numbered)


class NumberedRows(PlainTable[NumberedT]):
    """Rows stay what they are when they are read again: somebody may have chosen some.

    The first column is that of the numbers. Whoever inherits says what stands in the cells.
    """

    def __init__(self, columns: type[IntEnum]) -> None:
        super().__init__(columns)
        self._newest = 0
        """Its number."""

    def all(self) -> tuple[NumberedT, ...]:
        return tuple(self._rows)

    def at(self, row: int) -> NumberedT | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def start(self, rows: Sequence[NumberedT]) -> None:
        """Show those of something else."""
        self.beginResetModel()
        self._rows = list(rows)
        self._newest = rows[0].number if rows else 0
        self.endResetModel()

    def take(self, rows: Sequence[NumberedT]) -> None:
        """Show those of the same as they are now."""
        wanted = {one.number for one in rows}
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].number not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        shown = {one.number for one in self._rows}
        for row, one in enumerate(rows):
            if one.number not in shown:
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.insert(row, one)
                self.endInsertRows()
            elif self._rows[row] != one:
                self._rows[row] = one
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))
        newest = rows[0].number if rows else 0
        if newest != self._newest:
            # Only now: while rows come and go, the others say what they said.
            self._newest = newest
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))

    def number_text(self, one: NumberedT) -> str:
        if one.number == self._newest:
            return self.tr("{number} (newest)").format(number=number(one.number))
        return number(one.number)
