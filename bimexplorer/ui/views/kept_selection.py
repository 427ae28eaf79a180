"""Keeping what is selected, and the current row, while the rows are narrowed or many of them change places.

Qt could do it: it remembers each selected row by itself, and asks the model for the parent of each stretch of
rows whenever it wants to know whether one is selected. That takes a minute for 30,000 rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QSignalBlocker, Signal

from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.merge import Merge
from bimexplorer.ui.models.order import AT_ONCE

_MOST_PIECES = 500
"""Stretches of selected rows; each of them costs something for each cell that is painted."""


def narrow_keeping_selection(contents: ContentsModel, selection: QItemSelectionModel, text: str) -> bool:
    """Narrow the rows to a text; False: what was selected is in too many pieces now, and was let go.

    A current row that is hidden leaves no other one in its place.
    """
    flag, ranges = QItemSelectionModel.SelectionFlag, selection.selection()
    selected = _selected(contents, ranges)
    row = selection.currentIndex().row()
    current = set(contents.ids(row, row)) if row >= 0 else set()
    with QSignalBlocker(selection):
        selection.clear()
        contents.narrow(text)
        pieces = contents.rows_of(selected) if selected else []
        kept = len(pieces) <= _MOST_PIECES
        if kept:
            _select(contents, selection, pieces)
        for first, _ in contents.rows_of(current) if current else []:
            selection.setCurrentIndex(contents.index(first, 0), flag.NoUpdate)
    if selected:
        selection.selectionChanged.emit(QItemSelection(), QItemSelection())
    return kept


class KeptSelection(QObject):
    """Does the same while a model puts many rows in order.

    Signals:
        let_go(): what was selected would be in too many pieces now; nothing is selected any more.
    """

    let_go = Signal()

    def __init__(self, contents: ContentsModel, selection: QItemSelectionModel, parent: QObject) -> None:
        super().__init__(parent)
        self._contents = contents
        self._selection = selection
        self._taken: set[int] | None = None
        """The ids of what was selected; None: Qt keeps it, or nothing was."""
        self._everything = False
        contents.may_rearrange = self.may_rearrange
        contents.merging.connect(self._on_merging)
        contents.merged.connect(self._on_merged)

    def may_rearrange(self, rows: Sequence[int]) -> bool:
        """Whether what is selected can be kept when rows with these ids follow each other."""
        count = self._count()
        if count <= _MOST_PIECES or count >= self._contents.entries_shown():
            return True
        selected = _selected(self._contents, self._selection.selection())
        pieces, inside = 0, False
        for row in rows:
            if (row in selected) is not inside:
                inside = not inside
                pieces += inside
        return pieces <= _MOST_PIECES

    def _count(self) -> int:
        ranges = self._selection.selection()
        return sum(ranges.at(number).height() for number in range(ranges.count()))

    def _on_merging(self, _: int, merge: Merge) -> None:
        count = self._count()
        if merge.order is None or len(merge.order) <= AT_ONCE or not count:
            return
        only_moved = not (merge.removed or merge.inserted)
        self._everything = only_moved and count >= self._contents.entries_shown()
        self._taken = set() if self._everything else _selected(self._contents, self._selection.selection())
        with QSignalBlocker(self._selection):
            self._selection.clearSelection()

    def _on_merged(self, _: int) -> None:
        taken, self._taken = self._taken, None
        if taken is None:
            return
        contents = self._contents
        pieces = [(0, contents.entries_shown() - 1)] if self._everything else contents.rows_of(taken)
        with QSignalBlocker(self._selection):
            if len(pieces) <= _MOST_PIECES:
                _select(contents, self._selection, pieces)
        self._selection.selectionChanged.emit(QItemSelection(), QItemSelection())
        if len(pieces) > _MOST_PIECES:
            self.let_go.emit()


def _selected(contents: ContentsModel, ranges: QItemSelection) -> set[int]:
    """The ids of the rows that are selected."""
    found: set[int] = set()
    for number in range(ranges.count()):
        found.update(contents.ids(ranges.at(number).top(), ranges.at(number).bottom()))
    return found


def _select(
    contents: ContentsModel, selection: QItemSelectionModel, pieces: Iterable[tuple[int, int]]
) -> None:
    last_column = contents.columnCount() - 1
    wanted = QItemSelection()
    for first, last in pieces:
        wanted.select(contents.index(first, 0), contents.index(last, last_column))
    selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
