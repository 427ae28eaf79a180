"""What a search has found, page by page, with the columns of its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt

from bimexplorer.addresses import path_text
from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry, Kind
from bimexplorer.query import EVERYTHING, Query, parse
from bimexplorer.ui import formats
from bimexplorer.ui.history import Search
from bimexplorer.ui.icons import entry_icon
from bimexplorer.ui.models.entry_mime import ENTRY_MIME, entries_to_mime
from bimexplorer.ui.models.listing import Listing, Position, Stretch
from bimexplorer.ui.models.merge import key_of, plan_merge
from bimexplorer.ui.models.paged import ROOT, Branch, Index, Node, PagedModel, Placeholder, State
from bimexplorer.ui.tasks import Tasks

_EVERY_KIND = frozenset(Kind)


class HitColumn(IntEnum):
    """The columns of the list."""

    NAME = 0
    PATH = 1
    """Of the folder in which the hit lies, below the searched one."""
    SIZE = 2
    TYPE = 3
    MODIFIED = 4


@dataclass(frozen=True, slots=True)
class Hits(Listing):
    """How the hits of one search are to be read, in the order in which the service goes on best."""

    query: Query = EVERYTHING
    below: bool = True

    def read(self, start: Position, limit: int) -> Stretch:
        """At most `limit` hits from `start` on; often fewer, so that the first ones are there soon."""
        page = self.cloud.search(self.folder, self.query, below=self.below, cursor=start.cursor, limit=limit)
        return Stretch(page.entries, Position(0, page.cursor) if page.cursor is not None else None)


class SearchModel(PagedModel):
    """The hits of one search at a time; `open` begins another one."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._cloud: Cloud | None = None
        self._folder: Entry | None = None
        self._search: Search | None = None
        self._query: Query = EVERYTHING
        self._left = False
        """Whether nobody looks: a view that is hidden would go on asking for more."""

    # ---------------------------------------------------------------- the search

    @property
    def cloud(self) -> Cloud | None:
        return self._cloud

    @property
    def folder(self) -> Entry | None:
        """The folder in which is searched."""
        return self._folder

    @property
    def search(self) -> Search | None:
        return self._search

    @property
    def site_id(self) -> str:
        return self._root.site_id

    def open(self, site_id: str, cloud: Cloud, folder: Entry, search: Search) -> None:
        """Begin a search; one that was left is gone on with, as far as its hits were read."""
        self._left = False
        known = self._folder.id if self._folder is not None else None
        if (self._root.site_id, self._cloud, known, self._search) == (site_id, cloud, folder.id, search):
            return
        self._reset(site_id, cloud, folder, search)

    def leave(self) -> None:
        """Nobody looks at it: cancel what is being read, keep what was found."""
        self._left = True
        self._abandon(self._root)

    def close(self) -> None:
        """Forget the search."""
        self._reset("", None, None, None)

    def _reset(self, site_id: str, cloud: Cloud | None, folder: Entry | None, search: Search | None) -> None:
        self.beginResetModel()
        for node in list(self._below(self._root)):
            self._abandon(node)
        self._nodes = {ROOT: self._root}
        self._root.branch = Branch()
        self._root.site_id = site_id
        self._cloud, self._folder, self._search = cloud, folder, search
        self._query = parse(search.text) if search is not None else EVERYTHING
        self.endResetModel()

    # ---------------------------------------------------------------- single rows

    def put(self, site_id: str, entry: Entry) -> None:
        """An entry was changed: show it anew. Whether a new one fits, only the server's next answer says."""
        branch = self._root.branch
        known = branch.ids.get(key_of(entry)) if branch is not None else None
        if known is not None and site_id == self._root.site_id:
            self._change_rows(self._root, [(self._row(self._nodes[known]), entry)])

    def drop(self, site_id: str, entry: Entry) -> None:
        """An entry is gone, with all that was below it."""
        branch = self._root.branch
        if branch is None or site_id != self._root.site_id:
            return
        shown, depth = self._entries(branch), len(entry.path)
        kept = [hit for hit in shown if hit.path[:depth] != entry.path]
        if len(kept) < len(shown):
            self._apply(self._root, plan_merge(shown, kept))
            if branch.state is State.DONE:
                self._settle(self._root)

    # ---------------------------------------------------------------- PagedModel

    def _opens(self, node: Node) -> bool:
        return node.id == ROOT and self._cloud is not None and not self._left

    def _listing(self, node: Node) -> Listing:  # noqa: ARG002
        assert self._cloud is not None
        assert self._folder is not None
        assert self._search is not None
        return Hits(self._cloud, self._folder, (_EVERY_KIND,), query=self._query, below=self._search.below)

    def _placeholder_text(self, node: Node) -> str:
        if node.placeholder is Placeholder.LOADING:
            return self.tr("Searching…")
        if node.placeholder is Placeholder.EMPTY:
            return self.tr("Nothing found")
        error = self.error()
        reason = error.sentence if error is not None else ""
        return self.tr("Could not search: {reason} Retry").format(reason=reason)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, ARG002
        return len(HitColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section not in set(HitColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                HitColumn.NAME: self.tr("Name"),
                HitColumn.PATH: self.tr("Folder"),
                HitColumn.SIZE: self.tr("Size"),
                HitColumn.TYPE: self.tr("Type"),
                HitColumn.MODIFIED: self.tr("Modified"),
            }[HitColumn(section)]
        return None

    def _entry_data(self, node: Node, column: int, role: int) -> Any:
        entry = node.entry
        assert entry is not None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.DecorationRole and column == HitColumn.NAME:
            return entry_icon(entry)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return {HitColumn.NAME: entry.name, HitColumn.PATH: path_text(entry.path[:-1])}.get(
                HitColumn(column)
            )
        return None

    def _text(self, entry: Entry, column: int) -> str:
        if column == HitColumn.NAME:
            return entry.name
        if column == HitColumn.PATH:
            assert self._folder is not None
            inside = entry.path[len(self._folder.path) : -1]
            return path_text(inside).removeprefix("/") if inside else self.tr("(this folder)")
        if column == HitColumn.SIZE:
            return formats.size_text(entry.size)
        if column == HitColumn.TYPE:
            return formats.type_name(entry)
        return formats.date_text(entry.modified)

    def _entry_flags(self, node: Node, column: int) -> Qt.ItemFlag:  # noqa: ARG002
        assert node.entry is not None
        assert self._cloud is not None
        missing = self._cloud.missing(node.entry)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if Capability.DOWNLOAD not in missing or Capability.MOVE not in missing:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    # ---------------------------------------------------------------- dragging inside the window

    def mimeTypes(self) -> list[str]:
        return [ENTRY_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [self.entry(index) for index in indexes if index.column() == HitColumn.NAME]
        return entries_to_mime(self.site_id, [entry for entry in entries if entry is not None])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == HitColumn.SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
