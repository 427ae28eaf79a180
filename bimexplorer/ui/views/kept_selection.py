"""Keeping what is selected, and the current row, while the rows are narrowed.

Qt could do it: it remembers each selected row by itself, and asks the model for the parent of each stretch of
rows whenever it wants to know whether one is selected. That takes a minute for 30,000 rows.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker

from bimexplorer.ui.models.contents import ContentsModel

_MOST_PIECES = 500
"""Stretches of selected rows; each of them costs something for each cell that is painted."""


def narrow_keeping_selection(contents: ContentsModel, selection: QItemSelectionModel, text: str) -> bool:
    """Narrow the rows to a text; False: what was selected is in too many pieces now, and was let go.

    A current row that is hidden leaves no other one in its place.
    """
    flag, ranges = QItemSelectionModel.SelectionFlag, selection.selection()
    selected: set[int] = set()
    for number in range(ranges.count()):
        selected.update(contents.ids(ranges.at(number).top(), ranges.at(number).bottom()))
    row = selection.currentIndex().row()
    current = set(contents.ids(row, row)) if row >= 0 else set()
    with QSignalBlocker(selection):
        selection.clear()
        contents.narrow(text)
        pieces = contents.rows_of(selected) if selected else []
        kept = len(pieces) <= _MOST_PIECES
        if kept:
            last_column = contents.columnCount() - 1
            wanted = QItemSelection()
            for first, last in pieces:
                wanted.select(contents.index(first, 0), contents.index(last, last_column))
            selection.select(wanted, flag.ClearAndSelect)
        for first, _ in contents.rows_of(current) if current else []:
            selection.setCurrentIndex(contents.index(first, 0), flag.NoUpdate)
    if selected:
        selection.selectionChanged.emit(QItemSelection(), QItemSelection())
    return kept
