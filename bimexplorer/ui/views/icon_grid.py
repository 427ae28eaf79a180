"""Where things lie in a grid of equal cells: arithmetic alone, so that 100,000 of them cost what ten do.

A QListView in icon mode keeps a rectangle for each item and lays all of them out again for each page that
comes: 100 to 500 ms at 100,000 rows, and the same for each change of the window's width.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

GAP = 8
"""Pixels between two cells, at least, and around all of them."""


@dataclass(frozen=True, slots=True)
class IconGrid:
    """Rows of a list as cells, from left to right and from the top down; all in pixels from the top left."""

    cell: QSize
    width: int
    """Of the room there is."""
    entries: int
    footer: int = 0
    """Height of the row below the cells that is no entry; 0: there is none."""

    @property
    def columns(self) -> int:
        return max(1, (self.width - GAP) // (self.cell.width() + GAP))

    @property
    def lines(self) -> int:
        return -(-self.entries // self.columns)

    @property
    def step(self) -> int:
        """From one line to the next."""
        return self.cell.height() + GAP

    @property
    def height(self) -> int:
        """Of everything."""
        return GAP + self.lines * self.step + self.footer

    def box(self, row: int) -> QRect:
        """Where a row lies; the one that is no entry lies below all others, as wide as there is room."""
        if row >= self.entries:
            return QRect(GAP, GAP + self.lines * self.step, max(1, self.width - 2 * GAP), self.footer)
        line, column = divmod(row, self.columns)
        return QRect(QPoint(self._left(column), GAP + line * self.step), self.cell)

    def row_at(self, point: QPoint) -> int | None:
        """The row that lies there; None: there is nothing."""
        line = (point.y() - GAP) // self.step
        column = min(self.columns - 1, max(0, point.x() * self.columns // max(1, self.width)))
        row = self.entries if line >= self.lines else line * self.columns + column
        there = line >= 0 and row <= self.entries and (row < self.entries or self.footer > 0)
        return row if there and self.box(row).contains(point) else None

    def rows_between(self, top: int, bottom: int) -> range:
        """The entries of the lines that reach into this stretch, both ends included."""
        first = max(0, (top - GAP) // self.step) * self.columns
        end = ((bottom - GAP) // self.step + 1) * self.columns
        return range(min(first, self.entries), max(0, min(end, self.entries)))

    def rows_touched(self, area: QRect) -> list[range]:
        """The entries that reach into an area, as stretches without a gap."""
        touched = [
            column
            for column in range(self.columns)
            if self._left(column) <= area.right() and self._left(column) + self.cell.width() > area.left()
        ]
        near = self.rows_between(area.top(), area.bottom())
        if area.isEmpty() or not touched or not near:
            return []
        if len(touched) == self.columns:
            return [range(*self._trimmed(near, area))]
        lines = range(near.start // self.columns, (near.stop - 1) // self.columns + 1)
        found = []
        for line in lines:
            if not self._reaches(line, area):
                continue
            first = line * self.columns + touched[0]
            end = min(line * self.columns + touched[-1] + 1, self.entries)
            if first < end:
                found.append(range(first, end))
        return found

    def _trimmed(self, rows: range, area: QRect) -> tuple[int, int]:
        """Without the first line, where the area begins in the gap below it."""
        begin = rows.start
        if not self._reaches(begin // self.columns, area):
            begin = min(begin + self.columns, rows.stop)
        return begin, rows.stop

    def _reaches(self, line: int, area: QRect) -> bool:
        top = GAP + line * self.step
        return top <= area.bottom() and top + self.cell.height() > area.top()

    def _left(self, column: int) -> int:
        """The cells share what is left of the room."""
        room = self.width // self.columns
        return column * self.width // self.columns + max(0, (room - self.cell.width()) // 2)
