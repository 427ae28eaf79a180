"""The rows of one folder, with the columns of the details view."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry, Sort, SortColumn
from bimexplorer.ui.look import formats
from bimexplorer.ui.look.icons import entry_icon
from bimexplorer.ui.models.entry_mime import ENTRY_MIME, Carried, entries_to_mime
from bimexplorer.ui.models.listing import FOLDERS, OTHERS, Listing, Position
from bimexplorer.ui.models.merge import Key, key_of
from bimexplorer.ui.models.narrowing import NarrowedModel
from bimexplorer.ui.models.order import LOCAL_LIMIT
from bimexplorer.ui.models.paged import FIRST_PAGE, ROOT, Branch, Index, Node, Role, State
from bimexplorer.ui.tasks import Tasks


class Column(IntEnum):
    """The columns of the details view."""

    NAME = 0
    SIZE = 1
    TYPE = 2
    MODIFIED = 3
    OWNER = 4


SORT_COLUMNS = {
    Column.NAME: SortColumn.NAME,
    Column.SIZE: SortColumn.SIZE,
    Column.TYPE: SortColumn.TYPE,
    Column.MODIFIED: SortColumn.MODIFIED,
    Column.OWNER: SortColumn.OWNER,
}


_ONE_BY_ONE = 100
"""Rows that are told to have changed each by itself; of more, all are."""


class ContentsModel(NarrowedModel):
    """One folder at a time; `open` shows another one.

    Signals:
        renamed(object index, str name): a name was edited in place; whoever listens asks the cloud.
        sort_refused(str sentence): the cloud cannot sort by the clicked column.
        sort_changed(object sort): the rows come in this order from now on.
    """

    renamed = Signal(object, str)
    sort_refused = Signal(str)
    sort_changed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._cloud: Cloud | None = None
        self._folder: Entry | None = None
        self._sort = Sort()
        self._cut: frozenset[tuple[str, Key]] = frozenset()
        """Site and key of entries that were cut."""

    # ---------------------------------------------------------------- the folder

    @property
    def cloud(self) -> Cloud | None:
        return self._cloud

    @property
    def folder(self) -> Entry | None:
        """The folder whose rows these are."""
        return self._folder

    @property
    def site_id(self) -> str:
        return self._root.site_id

    @property
    def sorting(self) -> Sort:
        return self._sort

    def unknown_columns(self) -> dict[Column, str]:
        """Columns that would stay empty in the open cloud, each with the reason as a sentence."""
        if self._cloud is None or SortColumn.OWNER not in self._cloud.untold:
            return {}
        return {Column.OWNER: self.tr("This cloud does not tell who changed an entry.")}

    def open(self, site_id: str, cloud: Cloud, folder: Entry) -> None:
        """Show another folder; what was on its way for the last one is cancelled."""
        self._reset(site_id, cloud, folder)

    def close(self) -> None:
        """Show nothing."""
        self._reset("", None, None)

    def _reset(self, site_id: str, cloud: Cloud | None, folder: Entry | None) -> None:
        self.beginResetModel()
        for node in list(self._below(self._root)):
            self._abandon(node)
        self._widen()
        self._nodes = {ROOT: self._root}
        self._root.branch = Branch()
        self._root.site_id = site_id
        self._cloud, self._folder = cloud, folder
        if cloud is not None and self._sort.column not in cloud.sortable:
            self._sort = Sort()
        self.endResetModel()

    # ---------------------------------------------------------------- order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask the server for another order; all rows, if here and not too many, are put in order here."""
        if column not in SORT_COLUMNS:
            return
        wanted = Sort(SORT_COLUMNS[Column(column)], order == Qt.SortOrder.DescendingOrder)
        if wanted == self._sort:
            return
        branch = self._root.branch
        assert branch is not None
        whole = branch.state is State.DONE or branch.arranging
        whole = whole and len(branch.rows) <= LOCAL_LIMIT
        if self._cloud is not None and not whole and wanted.column not in self._cloud.sortable:
            self.sort_refused.emit(self.tr("This cloud cannot sort by this column."))
            return
        self._sort = wanted
        self.sort_changed.emit(wanted)
        if self._cloud is None:
            return
        if whole:
            self._arrange_whole(self._root, self._listing(self._root), asked=True)
        elif branch.rows:
            self._reread(self._root, FIRST_PAGE)
        else:
            self._abandon(self._root)
            branch.next = Position()
            self._fetch(self._root)

    def entries(self, first: int = 0, last: int | None = None) -> list[Entry]:
        """The entries of the rows `first` to `last` (included; None: all of them), quickly."""
        branch = self._root.branch
        rows = self._shown(branch) if branch is not None else []
        end = len(rows) if last is None else last + 1
        found = (self._nodes[node].entry for node in rows[first:end])
        return [entry for entry in found if entry is not None]

    # ---------------------------------------------------------------- single rows

    def put(self, site_id: str, entry: Entry) -> None:
        """An entry was created or changed: show it, if it stands in this folder."""
        if self._shows(site_id, entry.place):
            self._put(self._root, entry, self._sort)

    def drop(self, site_id: str, entry: Entry) -> None:
        """An entry is gone from its place."""
        if self._shows(site_id, entry.place):
            self._drop(self._root, key_of(entry))

    def show_cut(self, carried: Carried | None) -> None:
        """These entries are to move to where they are pasted; None: none is."""
        cut = carried.entries if carried is not None else ()
        site_id = carried.site_id if carried is not None else ""
        before, self._cut = self._cut, frozenset((site_id, key_of(entry)) for entry in cut)
        branch = self._root.branch
        if branch is None:
            return
        changed = before ^ self._cut
        if len(changed) > _ONE_BY_ONE:
            last = self.index(self.rowCount() - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Role.CUT])
            return
        for known_site, key in changed:
            node = branch.ids.get(key) if known_site == self.site_id else None
            if node is not None:
                index = self.index_of(node)
                self.dataChanged.emit(index, index.siblingAtColumn(len(Column) - 1), [Role.CUT])

    def find(self, entry: Entry) -> QModelIndex:
        """The row of an entry, if it is loaded."""
        branch = self._root.branch
        known = branch.ids.get(key_of(entry)) if branch is not None else None
        return self.index_of(known) if known is not None else QModelIndex()

    def hides(self, entry: Entry) -> bool:
        """Whether an entry is loaded and not among the rows."""
        branch = self._root.branch
        return branch is not None and key_of(entry) in branch.ids and not self.find(entry).isValid()

    def _shows(self, site_id: str, folder_id: str) -> bool:
        return self._folder is not None and (self._root.site_id, self._folder.id) == (site_id, folder_id)

    # ---------------------------------------------------------------- PagedModel

    def _opens(self, node: Node) -> bool:
        return node.id == ROOT and self._cloud is not None

    def _listing(self, node: Node) -> Listing:  # noqa: ARG002
        assert self._cloud is not None
        assert self._folder is not None
        return Listing(self._cloud, self._folder, (FOLDERS, OTHERS), self._sort)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, ARG002
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section not in set(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.SIZE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return {
                Column.NAME: self.tr("Name"),
                Column.SIZE: self.tr("Size"),
                Column.TYPE: self.tr("Type"),
                Column.MODIFIED: self.tr("Modified"),
                Column.OWNER: self.tr("Owner"),
            }[Column(section)]
        return None

    def _entry_data(self, node: Node, column: int, role: int) -> Any:
        entry = node.entry
        assert entry is not None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.EditRole:
            return entry.name if column == Column.NAME else None
        if role == Qt.ItemDataRole.DecorationRole and column == Column.NAME:
            return entry_icon(entry)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == Column.SIZE else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.CUT:
            return True if self._cut and (node.site_id, key_of(entry)) in self._cut else None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == Column.NAME:
            return self.tr("Cut") if self._entry_data(node, column, Role.CUT) else None
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.NAME:
            return entry.name
        return None

    def _text(self, entry: Entry, column: int) -> str:
        if column == Column.NAME:
            return entry.name
        if column == Column.SIZE:
            return formats.size_text(entry.size)
        if column == Column.TYPE:
            return formats.type_name(entry)
        if column == Column.MODIFIED:
            return formats.date_text(entry.modified)
        return entry.owner or ""

    def _entry_flags(self, node: Node, column: int) -> Qt.ItemFlag:
        entry = node.entry
        assert entry is not None
        assert self._cloud is not None
        missing = self._cloud.missing(entry)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if Capability.DOWNLOAD not in missing or Capability.MOVE not in missing:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        if entry.is_folder and Capability.UPLOAD not in missing:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        if column == Column.NAME and Capability.RENAME not in missing:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand an edited name on; the row changes when the cloud has answered."""
        entry = self.entry(index)
        if entry is None or role != Qt.ItemDataRole.EditRole or index.column() != Column.NAME:
            return False
        name = str(value).strip()
        if name and name != entry.name:
            self.renamed.emit(entry, name)
        return False

    # ---------------------------------------------------------------- dragging inside the window

    def mimeTypes(self) -> list[str]:
        return [ENTRY_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [self.entry(index) for index in indexes if index.column() == Column.NAME]
        return entries_to_mime(self.site_id, [entry for entry in entries if entry is not None])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
