"""Which one entry is selected in the list that is shown, for panels that tell about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.views.folder_view import FolderView

Lists = Sequence[tuple[FolderView | SearchTable, ContentsModel | SearchModel]]


class SelectedEntry(QObject):
    """Signals:
    changed(): another entry or folder, the same one in another state, or none; ask the attributes.
    """

    changed = Signal()

    def __init__(self, lists: Lists, parent: QObject) -> None:
        """`lists`: what can be turned to, each with its model; the first is followed at the beginning."""
        super().__init__(parent)
        self._lists = lists
        self._view, self._model = lists[0]
        self.entry: Entry | None = None
        """The only one that is selected."""
        self.folder: Entry | None = None
        """What is open."""
        self.count = 0
        self.site_id = ""
        self.cloud: Cloud | None = None
        for rows, model in lists:
            for happened in (
                rows.selection_changed,
                model.modelReset,
                model.dataChanged,
                model.branch_loaded,
            ):
                happened.connect(self.look)

    def turn_to(self, rows: FolderView | SearchTable) -> None:
        """Follow the selection of this list from now on."""
        self._view, self._model = next(known for known in self._lists if known[0] is rows)
        self.look()

    def look(self, *_: object) -> None:
        count = self._view.selected_count()
        entry = self._view.selected(1)[0] if count == 1 else None
        now = (entry, self._model.folder, count, self._model.site_id, self._model.cloud)
        if now != (self.entry, self.folder, self.count, self.site_id, self.cloud):
            self.entry, self.folder, self.count, self.site_id, self.cloud = now
            self.changed.emit()
