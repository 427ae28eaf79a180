"""Keeps what a person sees and works with in its place while a branch's rows become those of another reading.

By itself Qt keeps the number of the topmost row, not the row: with each file that somebody adds above, the
list would move under the pointer. And where the current row goes, Qt selects its neighbour: the next Delete
would be about another file.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
)
from PySide6.QtWidgets import QAbstractItemView

from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.merge import Merge
from bimexplorer.ui.models.paged import PagedModel

_ROWS_LOOKED_AT = 200
"""Of those below the topmost one, to find one that stays."""


class SteadyRows(QObject):
    """For one view of one model."""

    def __init__(self, model: PagedModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._anchor: QPersistentModelIndex | None = None
        self._top = 0
        """Where the anchor stood, in pixels of the viewport."""
        self._sorted = False
        """Whether somebody has asked for another order: that is not to be hidden."""
        model.merging.connect(self._on_merging)
        model.merged.connect(self._on_merged)
        if isinstance(model, ContentsModel):
            model.sort_changed.connect(self._on_sorted)

    def _on_sorted(self) -> None:
        self._sorted = True

    def _on_merging(self, node: int, merge: Merge) -> None:
        branch = self._model.index_of(node)
        self._leave_what_goes(branch, merge.removed)
        self._anchor = None
        if not self._sorted and self._view.verticalScrollBar().value() > 0:
            self._hold(branch, merge.removed)

    def _on_merged(self, _: int) -> None:
        anchor, self._anchor = self._anchor, None
        self._sorted = False
        if anchor is None or not anchor.isValid():
            return
        view, bar = self._view, self._view.verticalScrollBar()
        view.updateGeometries()  # else the bar still ends where it did
        if view.verticalScrollMode() is QAbstractItemView.ScrollMode.ScrollPerPixel:
            bar.setValue(bar.value() + view.visualRect(anchor).top() - self._top)
            return
        moved = view.visualRect(anchor).top() - self._top
        height = max(1, view.visualRect(anchor).height())
        bar.setValue(bar.value() + round(moved / height))

    def _hold(self, branch: QModelIndex, removed: Sequence[tuple[int, int]]) -> None:
        """Remember the topmost row in sight that stays."""
        index = self._view.indexAt(QPoint(1, 1))
        for _ in range(_ROWS_LOOKED_AT):
            if not index.isValid():
                return
            if not self._goes(index, branch, removed):
                self._anchor = QPersistentModelIndex(index)
                self._top = self._view.visualRect(index).top()
                return
            index = index.siblingAtRow(index.row() + 1)

    def _leave_what_goes(self, branch: QModelIndex, removed: Sequence[tuple[int, int]]) -> None:
        """Where the current row goes, the nearest that stays becomes it, and what is selected stays so."""
        current = self._view.currentIndex()
        if not current.isValid() or not self._goes(current, branch, removed):
            return
        near = branch  # in a tree the folder above, in a list the nearest row
        if not branch.isValid():
            gone = next((first, last) for first, last in removed if first <= current.row() <= last)
            beside = [self._at(gone[1] + 1), self._at(gone[0] - 1)]
            near = next((index for index in beside if self._model.entry(index) is not None), QModelIndex())
        selection = self._view.selectionModel()
        # Unheard: a tree would go there, a list would scroll there.
        with QSignalBlocker(selection):
            selection.setCurrentIndex(near, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._view.viewport().update()

    def _at(self, row: int) -> QModelIndex:
        return self._model.index(row, 0)

    def _goes(self, index: QModelIndex, branch: QModelIndex, removed: Sequence[tuple[int, int]]) -> bool:
        """Whether a row, or one above it in the tree, is among those that go."""
        rows = [top.row() for top in _upwards(index) if top.parent() == branch]
        return any(first <= row <= last for row in rows for first, last in removed)


def _upwards(index: QModelIndex) -> list[QModelIndex]:
    found = []
    while index.isValid():
        found.append(index.siblingAtColumn(0))
        index = index.parent()
    return found
