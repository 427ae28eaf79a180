"""What a search has found, page by page, with the columns of its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal

from bimexplorer.addresses import path_text
from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry, Kind, Sort, SortColumn
from bimexplorer.query import EVERYTHING, Query, parse
from bimexplorer.ui.look import formats
from bimexplorer.ui.look.icons import entry_icon
from bimexplorer.ui.models.entry_mime import ENTRY_MIME, entries_to_mime
from bimexplorer.ui.models.listing import Listing, Position, Stretch
from bimexplorer.ui.models.merge import key_of, plan_merge
from bimexplorer.ui.models.order import AT_ONCE, arranged, arranged_by_folder
from bimexplorer.ui.models.paged import FIRST_PAGE, ROOT, Branch, Index, Node, PagedModel, Placeholder, State
from bimexplorer.ui.places.history import Search
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


SORT_COLUMNS = {
    HitColumn.NAME: SortColumn.NAME,
    HitColumn.SIZE: SortColumn.SIZE,
    HitColumn.TYPE: SortColumn.TYPE,
    HitColumn.MODIFIED: SortColumn.MODIFIED,
}
"""What a service is asked for; it knows no order by folder."""


@dataclass(frozen=True, slots=True)
class Hits(Listing):
    """How the hits of one search are to be read. Folders stand where the service puts them."""

    query: Query = EVERYTHING
    below: bool = True
    order: Sort | None = None
    """None: the order in which the service goes on best."""

    def read(self, start: Position, limit: int) -> Stretch:
        """At most `limit` hits from `start` on; often fewer, so that the first ones are there soon."""
        page = self.cloud.search(
            self.folder, self.query, below=self.below, sort=self.order, cursor=start.cursor, limit=limit
        )
        return Stretch(page.entries, Position(0, page.cursor) if page.cursor is not None else None)


class SearchModel(PagedModel):
    """The hits of one search at a time; `open` begins another one.

    Signals:
        sort_refused(str sentence): the hits cannot be put into the order that was asked for.
        sort_changed(): they come in another order from now on.
    """

    sort_refused = Signal(str)
    sort_changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._cloud: Cloud | None = None
        self._folder: Entry | None = None
        self._search: Search | None = None
        self._query: Query = EVERYTHING
        self._order: tuple[HitColumn, bool] | None = None
        self._here = False
        """Whether the order was made here, of all hits, and is to be made again when they are read again."""
        self._left = False
        """Whether nobody looks: a view that is hidden would go on asking for more."""
        self.branch_loaded.connect(lambda _: self._arrange() if self._here else None)

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
        self._order, self._here = None, False
        self.endResetModel()

    # ---------------------------------------------------------------- order

    @property
    def sorting(self) -> tuple[HitColumn, bool] | None:
        """The column and whether it descends; None: as the service goes on best."""
        return self._order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the server for another order; hits that are all here and not too many are put in order here."""
        branch = self._root.branch
        if self._cloud is None or branch is None or column not in set(HitColumn):
            return
        wanted = (HitColumn(column), order == Qt.SortOrder.DescendingOrder)
        if wanted == self._order:
            return
        here = branch.state is State.DONE and len(branch.rows) <= AT_ONCE
        if not here and wanted[0] is HitColumn.PATH:
            self.sort_refused.emit(
                self.tr("By folder hits can be sorted when all of them are loaded, and not too many.")
            )
            return
        if not here and SORT_COLUMNS[wanted[0]] not in self._cloud.sortable:
            self.sort_refused.emit(self.tr("This cloud cannot sort by this column."))
            return
        self._order, self._here = wanted, here
        self.sort_changed.emit()
        if here:
            self._arrange()
        elif branch.rows:
            self._reread(self._root, FIRST_PAGE)
        else:
            self._abandon(self._root)
            branch.next = Position()
            self._fetch(self._root)

    def _arrange(self) -> None:
        """Put all hits into the order that was asked for; where more have come than that, leave them."""
        branch, order = self._root.branch, self._order
        if branch is None or order is None or branch.state is not State.DONE:
            return
        shown = self._entries(branch)
        if len(shown) > AT_ONCE:
            return
        column, descending = order
        if column is HitColumn.PATH:
            wanted = arranged_by_folder(shown, descending=descending)
        else:
            wanted = arranged(shown, Sort(SORT_COLUMNS[column], descending))
        merge = plan_merge(shown, wanted)
        if not merge.idle:
            self._apply(self._root, merge)

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
        order = None
        if self._order is not None and self._order[0] in SORT_COLUMNS:
            wanted = Sort(SORT_COLUMNS[self._order[0]], self._order[1])
            order = wanted if wanted.column in self._cloud.sortable else None
        return Hits(
            self._cloud,
            self._folder,
            (_EVERY_KIND,),
            query=self._query,
            below=self._search.below,
            order=order,
        )

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
            assert self._cloud is not None
            inside = self._cloud.shown_path(entry.path)[len(self._folder.path) : -1]
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
