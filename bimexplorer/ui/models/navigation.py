"""The navigation tree: sites at the top, folders below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt
from PySide6.QtGui import QIcon

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry, Sort
from bimexplorer.ui.look.icons import Tint, entry_icon, icon
from bimexplorer.ui.models.entry_mime import ENTRY_MIME, entries_to_mime
from bimexplorer.ui.models.listing import FOLDERS, Listing
from bimexplorer.ui.models.merge import Key, key_of
from bimexplorer.ui.models.paged import ROOT, Branch, Index, Node, PagedModel, Role, State
from bimexplorer.ui.places.open_sites import OpenSite, OpenSites, SiteState
from bimexplorer.ui.tasks import Tasks


class NavigationModel(PagedModel):
    """Follows `OpenSites`: a site that is signed in shows its folders, any other one its state."""

    shows_empty_row = False

    def __init__(self, sites: OpenSites, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._sites = sites
        self._site_nodes: dict[str, int] = {}
        branch = self._root.branch = Branch()
        branch.next = None
        branch.state = State.DONE
        sites.listed.connect(self._on_listed)
        sites.changed.connect(self._on_site_changed)
        self._on_listed()

    # ---------------------------------------------------------------- sites

    def site_index(self, site_id: str) -> QModelIndex:
        """The row of a site."""
        node_id = self._site_nodes.get(site_id)
        return self.index_of(node_id) if node_id is not None else QModelIndex()

    def is_site(self, index: Index) -> bool:
        return index.isValid() and not self.parent(index).isValid()

    def cloud(self, index: Index) -> Cloud | None:
        """The connection of a row's site; None while it is not open."""
        site = self._sites.get(str(index.data(Role.SITE)))
        return site.cloud if site is not None else None

    def _on_listed(self) -> None:
        root, branch = self._root, self._root.branch
        assert branch is not None
        wanted = self._sites.ids()
        for site_id in [known for known in self._site_nodes if known not in wanted]:
            row = self._row(self._nodes[self._site_nodes.pop(site_id)])
            self._remove(root, row, row)
        for row, site_id in enumerate(wanted):
            if site_id not in self._site_nodes:
                self._insert_site(row, site_id)

    def _insert_site(self, row: int, site_id: str) -> None:
        branch = self._root.branch
        assert branch is not None
        self.beginInsertRows(QModelIndex(), row, row)
        node = Node(next(self._next_id), ROOT, site_id)
        node.row = row
        self._nodes[node.id] = node
        branch.rows.insert(row, node.id)
        branch.ids[self._key(node)] = node.id
        self._site_nodes[site_id] = node.id
        self.endInsertRows()
        self._on_site_changed(site_id)

    def _on_site_changed(self, site_id: str) -> None:
        node_id = self._site_nodes.get(site_id)
        if node_id is None:
            return
        node, open_site = self._nodes[node_id], self._sites.get(site_id)
        root = open_site.root if open_site is not None else None
        if root != node.entry or root is None:
            self._prune(node)
        node.entry = root
        index = self.index_of(node_id)
        self.dataChanged.emit(index, index)

    # ---------------------------------------------------------------- single rows

    def put(self, site_id: str, entry: Entry) -> None:
        """A folder was created or changed: show it, if its parent is loaded."""
        parent = self._loaded(site_id, entry.place)
        if parent is not None and entry.is_folder:
            self._put(parent, entry, Sort())

    def drop(self, site_id: str, entry: Entry) -> None:
        """A folder is gone from its place."""
        parent = self._loaded(site_id, entry.place)
        if parent is not None:
            self._drop(parent, key_of(entry))

    def refresh_below(self, index: Index) -> None:
        """Read a branch again and every loaded one below it."""
        node = self._node(index)
        if node is None or node.branch is None:
            return
        for below in [below for below in self._below(node) if below.branch is not None]:
            self.refresh(self.index_of(below.id))

    def child_of(self, parent: Index, entry_id: str) -> QModelIndex:
        """The loaded child with an id."""
        branch = self._branch(parent)
        for child in branch.rows if branch is not None else ():
            entry = self._nodes[child].entry
            if entry is not None and entry.id == entry_id:
                return self.index_of(child)
        return QModelIndex()

    def folder_index(self, site_id: str, folder_id: str) -> QModelIndex:
        """The row of a folder, if it is loaded and its children are."""
        node = self._loaded(site_id, folder_id)
        return self.index_of(node.id) if node is not None else QModelIndex()

    def _loaded(self, site_id: str, folder_id: str) -> Node | None:
        for node in self._nodes.values():
            if node.branch is None or node.entry is None:
                continue
            if (node.site_id, node.entry.id) == (site_id, folder_id):
                return node
        return None

    # ---------------------------------------------------------------- PagedModel

    def _key(self, node: Node) -> Key:
        return ("", node.site_id) if node.parent == ROOT else super()._key(node)

    def _opens(self, node: Node) -> bool:
        if node.entry is None or not node.entry.is_folder:
            return False
        site = self._sites.get(node.site_id)
        return site is not None and site.cloud is not None

    def _listing(self, node: Node) -> Listing:
        site = self._sites.get(node.site_id)
        assert site is not None
        assert site.cloud is not None
        assert node.entry is not None
        return Listing(site.cloud, node.entry, (FOLDERS,), Sort())

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, ARG002
        return 1

    def _entry_data(self, node: Node, column: int, role: int) -> Any:  # noqa: ARG002
        if node.parent == ROOT:
            site = self._sites.get(node.site_id)
            return self._site_data(site, role) if site is not None else None
        entry = node.entry
        assert entry is not None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return entry.name
        if role == Qt.ItemDataRole.DecorationRole:
            return entry_icon(entry)
        return None

    def _site_data(self, open_site: OpenSite, role: int) -> Any:
        name, state = open_site.site.name, open_site.state
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self._state_words(state)
            return self.tr("{site} ({state})").format(site=name, state=words) if words else name
        if role == Qt.ItemDataRole.DecorationRole:
            return site_icon(state)
        if role == Qt.ItemDataRole.ToolTipRole:
            address = self.tr("{cloud} at {address}")
            lines = [name, address.format(cloud=open_site.kind, address=open_site.site.address)]
            if open_site.account is not None:
                lines.append(self.tr("Signed in as {user}").format(user=open_site.account.username))
            if open_site.error is not None:
                lines.append(open_site.error.sentence)
            return "\n".join(lines)
        return None

    def _state_words(self, state: SiteState) -> str:
        return {
            SiteState.SIGNED_OUT: self.tr("signed out"),
            SiteState.CONNECTING: self.tr("connecting…"),
            SiteState.READY: "",
            SiteState.FAILED: self.tr("not reachable"),
        }[state]

    def _entry_flags(self, node: Node, column: int) -> Qt.ItemFlag:  # noqa: ARG002
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        site = self._sites.get(node.site_id)
        if node.entry is None or site is None or site.cloud is None:
            return flags
        if Capability.UPLOAD not in site.cloud.missing(node.entry):
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    # ---------------------------------------------------------------- dragging inside the window

    def mimeTypes(self) -> list[str]:
        return [ENTRY_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        nodes = [self._nodes[index.internalId()] for index in indexes]
        entries = [node.entry for node in nodes if node.entry is not None]
        return entries_to_mime(nodes[0].site_id if nodes else "", entries)


def site_icon(state: SiteState) -> QIcon:
    """By how the site stands; its shape tells it, the colour helps."""
    return {
        SiteState.SIGNED_OUT: icon("cloud-off-outline", Tint.MUTED),
        SiteState.CONNECTING: icon("cloud-sync-outline", Tint.MUTED),
        SiteState.READY: icon("cloud-outline", Tint.ACCENT),
        SiteState.FAILED: icon("cloud-alert", Tint.DANGER),
    }[state]
