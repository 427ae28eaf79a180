"""Keeping what is selected while the rows are narrowed.

Qt could do it: it remembers each selected row by itself, and asks the model for the parent of each stretch of
rows whenever it wants to know whether one is selected. That takes a minute for 30,000 rows.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker

from bimexplorer.ui.models.contents import ContentsModel

_MOST_PIECES = 500
"""Stretches of selected rows; each of them costs something for each cell that is painted."""


def narrow_keeping_selection(contents: ContentsModel, selection: QItemSelectionModel, text: str) -> bool:
    """Narrow the rows to a text; False: what was selected is in too many pieces now, and was let go."""
    ranges = selection.selection()
    selected: set[int] = set()
    for number in range(ranges.count()):
        selected.update(contents.ids(ranges.at(number).top(), ranges.at(number).bottom()))
    if not selected:
        contents.narrow(text)
        return True
    with QSignalBlocker(selection):
        selection.clearSelection()
        contents.narrow(text)
        pieces = contents.rows_of(selected)
        kept = len(pieces) <= _MOST_PIECES
        if kept:
            last_column = contents.columnCount() - 1
            wanted = QItemSelection()
            for first, last in pieces:
                wanted.select(contents.index(first, 0), contents.index(last, last_column))
            selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    selection.selectionChanged.emit(QItemSelection(), QItemSelection())
    return kept
