"""The tree's share: now and then one of its open branches is read again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from bimexplorer.ui.live.pace import Rhythm
from bimexplorer.ui.models.looking import WHOLE
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.nodes import Role

log = logging.getLogger(__name__)


class Branches:
    """Takes turns: each time the one that was not looked at for the longest time."""

    def __init__(
        self, model: NavigationModel, tree: QTreeView, rhythm: Rhythm, now: Callable[[], float]
    ) -> None:
        self._model = model
        self._tree = tree
        self._pause = rhythm.branch
        self._now = now
        self._last = now()
        self._looked: dict[int, float] = {}
        """Node -> when it was looked at."""

    def look(self, leave_out: tuple[str, str]) -> None:
        """Read one again, if it is time for that; but not the one of this site and folder."""
        now = self._now()
        at_rest = self._tree.state() == QAbstractItemView.State.NoState
        if now - self._last < self._pause or not self._tree.isVisible() or not at_rest:
            return
        branches = self._expanded(leave_out)
        self._looked = {node: at for node, at in self._looked.items() if node in branches}
        if not branches:
            return
        node = min(branches, key=lambda node: self._looked.get(node, 0.0))
        self._last = self._looked[node] = now
        self._model.look_again(
            range(WHOLE),
            lambda _: None,
            # A sign-in that has ended is told by the contents, and with what somebody does next.
            lambda error: log.info("A branch could not be read again: %s", error.english),
            index=branches[node],
        )

    def _expanded(self, leave_out: tuple[str, str]) -> dict[int, QModelIndex]:
        model, found = self._model, {}
        waiting = [model.index(row, 0) for row in range(model.rowCount())]
        while waiting:
            index = waiting.pop()
            if not self._tree.isExpanded(index):
                continue
            waiting += [model.index(row, 0, index) for row in range(model.entries_loaded(index))]
            entry = model.entry(index)
            if entry is not None and (index.data(Role.SITE), entry.id) != leave_out:
                found[index.internalId()] = index
        return found
