"""The rows of a paged model: a table of nodes, and what views are told when rows come, go and change.

Indices carry integer ids and no Python objects; ids are never used twice, so that a stale index answers
nothing. How the rows are read is `paged`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.models.listing import Position, Served
from bimexplorer.ui.models.merge import Key, Merge, key_of, runs
from bimexplorer.ui.tasks import Task

Index = QModelIndex | QPersistentModelIndex

ROOT = 0
"""The invisible root's id; also what `internalId` gives for an invalid index."""

FIRST_PAGE = 100
LARGEST_PAGE = 1000
"""Pages grow up to this while somebody keeps scrolling: fewer requests, and still few enough rows to insert
without a stall. BIMcloud caps an answer here as well."""


class State(Enum):
    """Where a branch stands."""

    IDLE = auto()
    FETCHING = auto()
    DONE = auto()
    ERROR = auto()


class Placeholder(Enum):
    """A row that stands for something else than an entry."""

    LOADING = auto()
    EMPTY = auto()
    ERROR = auto()


class Role:
    """What the models answer beyond Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    """The row's `Entry`; None for placeholders."""
    PLACEHOLDER = Qt.ItemDataRole.UserRole + 2
    """The row's `Placeholder`; None for entries."""
    SITE = Qt.ItemDataRole.UserRole + 3
    """The id of the row's site."""
    MARK = Qt.ItemDataRole.UserRole + 4
    """The row's `Mark`; None: it is as it was."""
    CUT = Qt.ItemDataRole.UserRole + 5
    """True for a row that was cut and is shown dimmed; else None."""


class News(Enum):
    """What others did with an entry a moment ago."""

    NEW = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """That a row is worth a look."""

    news: News
    faint: bool = False
    """Whether it is about to go."""


class Branch:
    """The children of a node, as far as they are loaded."""

    __slots__ = (
        "arranged", "arranging", "error", "generation", "ids", "look", "looks", "next", "numbers",
        "page", "placeholder", "rows", "served", "starts", "state", "task", "version"
    )  # fmt: skip

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.ids: dict[Key, int] = {}
        self.placeholder: int | None = None
        """The id of the row below all others, if there is one."""
        self.state = State.IDLE
        self.error: ProgramError | None = None
        self.next: Position | None = Position()
        """Where the next page begins; None: everything is loaded."""
        self.page = FIRST_PAGE
        """Entries to ask for next."""
        self.arranged = False
        """Whether the rows stand in the local order: they are all there, and not too many for it."""
        self.arranging = False
        """Whether that order is being found out: the branch is `FETCHING` meanwhile."""
        self.served: Served | None = None
        """How the service listed many rows that stand in the local order."""
        self.numbers: dict[int, int] = {}
        """Where a node stands in `rows`, if it still does: counted by a worker."""
        self.starts: list[tuple[Key, Position]] = []
        """Where pages began that can be read again by themselves, with the first entry of each."""
        self.generation = 0
        self.version = 0
        """Counted up with every change of the rows."""
        self.task: Task | None = None
        self.look: Task | None = None
        """A reading that nobody sees, beside the other one."""
        self.looks = 0
        """How often some of the pages were read that hold what is in sight."""

    @property
    def at_rest(self) -> State:
        """The state while nothing is being read and nothing has failed."""
        return State.DONE if self.next is None else State.IDLE


class Node:
    """One row, or the invisible root."""

    __slots__ = ("branch", "entry", "id", "mark", "parent", "placeholder", "row", "site_id")

    def __init__(
        self,
        node_id: int,
        parent: int,
        site_id: str,
        entry: Entry | None = None,
        placeholder: Placeholder | None = None,
    ) -> None:
        self.id = node_id
        self.parent = parent
        self.site_id = site_id
        self.entry = entry
        self.placeholder = placeholder
        self.row = 0
        """Its number among its siblings, if `rows[row]` still is this node: numbered anew when asked."""
        self.branch: Branch | None = None
        self.mark: Mark | None = None


class NodeTable(QAbstractItemModel):
    """Nodes by id, each with its branch. A row stays the same row as long as its key does.

    Signals:
        merging(int node, object merge): the rows of a branch are about to become those of another reading.
        merged(int node): they have.
    """

    merging = Signal(object, object)
    merged = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next_id = count(ROOT + 1)
        self._root = Node(ROOT, -1, "")
        self._root.branch = Branch()
        self._nodes: dict[int, Node] = {ROOT: self._root}

    # ---------------------------------------------------------------- what a subclass says

    def _key(self, node: Node) -> Key:
        """What makes a row the same row after it was read again."""
        assert node.entry is not None
        return key_of(node.entry)

    def _entry_data(self, node: Node, column: int, role: int) -> Any:
        """`data` for a row that is no placeholder."""
        raise NotImplementedError

    def _entry_flags(self, node: Node, column: int) -> Qt.ItemFlag:
        """`flags` for a row that is no placeholder."""
        raise NotImplementedError

    def _shown(self, branch: Branch) -> list[int]:
        """The ids of the loaded rows that views are told of, in their order."""
        return branch.rows

    def _merge_shown(self, node: Node, merge: Merge) -> Merge:  # noqa: ARG002
        """A merge with the numbers that the rows to be removed have for the views."""
        return merge

    # ---------------------------------------------------------------- QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        branch = self._branch(parent)
        if branch is None or row < 0 or not 0 <= column < self.columnCount(parent):
            return QModelIndex()
        shown = self._shown(branch)
        if row < len(shown):
            return self.createIndex(row, column, shown[row])
        if row == len(shown) and branch.placeholder is not None:
            return self.createIndex(row, column, branch.placeholder)
        return QModelIndex()

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return self.index_of(node.parent) if node is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        branch = self._branch(parent)
        if branch is None:
            return 0
        return len(self._shown(branch)) + (branch.placeholder is not None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node is None:
            return None
        if node.placeholder is not None:
            return self._placeholder_data(node, index.column(), role)
        if role == Role.ENTRY:
            return node.entry
        if role == Role.SITE:
            return node.site_id
        if role == Role.MARK:
            return node.mark
        if node.mark is not None and index.column() == 0:
            return self._marked_data(node, node.mark, role)
        return self._entry_data(node, index.column(), role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        if node.placeholder is Placeholder.ERROR:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if node.placeholder is not None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return self._entry_flags(node, index.column())

    # ---------------------------------------------------------------- what views and the window ask for

    def entry(self, index: Index) -> Entry | None:
        """The entry of a row; None for placeholders, stale and invalid indices."""
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return node.entry if node is not None else None

    def state(self, index: Index = QModelIndex()) -> State:  # noqa: B008
        """Where the branch of an index stands."""
        branch = self._branch(index)
        return branch.state if branch is not None else State.IDLE

    def error(self, index: Index = QModelIndex()) -> ProgramError | None:  # noqa: B008
        """Why the branch of an index could not be read."""
        branch = self._branch(index)
        return branch.error if branch is not None else None

    @property
    def arranging(self) -> bool:
        """Whether all top rows are here and being put in order."""
        return self._root.branch is not None and self._root.branch.arranging

    @property
    def in_local_order(self) -> bool:
        """Whether the top rows stand as people sort them, and not as the server does."""
        return self._root.branch is not None and self._root.branch.arranged

    def entries_loaded(self, index: Index = QModelIndex()) -> int:  # noqa: B008
        """How many entries of the branch are here."""
        branch = self._branch(index)
        return len(branch.rows) if branch is not None else 0

    def entries_shown(self, index: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows of the branch without the placeholder."""
        branch = self._branch(index)
        return len(self._shown(branch)) if branch is not None else 0

    def mark(self, keys: Iterable[Key], mark: Mark | None) -> None:
        """Mark top rows, or take their marks away; what is not there is left out."""
        branch = self._root.branch
        assert branch is not None
        rows = []
        for key in keys:
            node = self._nodes[branch.ids[key]] if key in branch.ids else None
            if node is not None and node.mark != mark:
                node.mark = mark
                rows.append(self._row(node))
        for first, last in runs(sorted(rows)):
            self._tell_changed(branch, first, last)

    def index_of(self, node_id: int, column: int = 0) -> QModelIndex:
        """The index of a node by its id; invalid for the root and for what is gone."""
        node = self._nodes.get(node_id)
        if node is None or node_id == ROOT:
            return QModelIndex()
        return self.createIndex(self._row(node), column, node_id)

    # ---------------------------------------------------------------- rows that come, go and change

    def _apply(self, node: Node, merge: Merge) -> None:
        self.merging.emit(node.id, self._merge_shown(node, merge))
        for first, last in merge.removed:
            self._remove(node, first, last)
        if merge.order is not None:
            self._reorder(node, merge.order)
        for row, entries in merge.inserted:
            self._insert(node, row, entries)
        self._change_rows(node, merge.changed)
        self.merged.emit(node.id)

    def _insert(self, node: Node, row: int, entries: Sequence[Entry]) -> None:
        branch = node.branch
        if branch is None or not entries:
            return
        self.beginInsertRows(self.index_of(node.id), row, row + len(entries) - 1)
        self._add(node, branch, row, entries)
        self.endInsertRows()

    def _add(self, node: Node, branch: Branch, row: int, entries: Sequence[Entry]) -> list[int]:
        """Make rows that no view is told of; their ids."""
        fresh = []
        for number, entry in enumerate(entries, row):
            child = Node(next(self._next_id), node.id, node.site_id, entry)
            child.row = number
            self._nodes[child.id] = child
            branch.ids[key_of(entry)] = child.id
            fresh.append(child.id)
        branch.rows[row:row] = fresh
        branch.version += 1
        return fresh

    def _remove(self, node: Node, first: int, last: int) -> None:
        branch = node.branch
        assert branch is not None
        self.beginRemoveRows(self.index_of(node.id), first, last)
        self._take(branch, first, last)
        self.endRemoveRows()

    def _take(self, branch: Branch, first: int, last: int) -> None:
        """Forget rows without telling any view."""
        for child_id in branch.rows[first : last + 1]:
            child = self._nodes[child_id]
            branch.ids.pop(self._key(child), None)
            self._forget(child)
        del branch.rows[first : last + 1]
        branch.version += 1

    def _reorder(self, node: Node, order: Sequence[int]) -> None:
        branch = node.branch
        assert branch is not None
        with self._moving(node):
            branch.rows = [branch.rows[row] for row in order]
            branch.version += 1

    @contextmanager
    def _moving(self, node: Node) -> Iterator[None]:
        """Rows of a branch change places meanwhile; who holds on to one finds it again."""
        self.layoutAboutToBeChanged.emit()
        old = [index for index in self.persistentIndexList() if self._is_child(index, node)]
        yield
        new = [self.index_of(index.internalId(), index.column()) for index in old]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _change_rows(self, node: Node, changed: Sequence[tuple[int, Entry]]) -> None:
        """Give rows new entries of the same key, and tell the views in as few signals as there are runs."""
        branch = node.branch
        assert branch is not None
        for row, entry in changed:
            self._nodes[branch.rows[row]].entry = entry
            branch.version += 1
        for first, last in runs(sorted(row for row, _ in changed)):
            self._tell_changed(branch, first, last)

    def _tell_changed(self, branch: Branch, first: int, last: int) -> None:
        self.dataChanged.emit(
            self.index_of(branch.rows[first]), self.index_of(branch.rows[last], self.columnCount() - 1)
        )

    # ---------------------------------------------------------------- the row below the others

    def _set_placeholder(self, node: Node, placeholder: Placeholder | None) -> None:
        branch = node.branch
        assert branch is not None
        below = len(self._shown(branch))
        shown = self._nodes[branch.placeholder] if branch.placeholder is not None else None
        if shown is not None and placeholder is not None:
            shown.placeholder = placeholder
            index = self.index_of(shown.id)
            self.dataChanged.emit(index, index.siblingAtColumn(self.columnCount() - 1))
        elif shown is not None:
            self.beginRemoveRows(self.index_of(node.id), below, below)
            branch.placeholder = None
            del self._nodes[shown.id]
            self.endRemoveRows()
        elif placeholder is not None:
            self.beginInsertRows(self.index_of(node.id), below, below)
            row = Node(next(self._next_id), node.id, node.site_id, placeholder=placeholder)
            self._nodes[row.id] = row
            branch.placeholder = row.id
            self.endInsertRows()

    def _placeholder_data(self, node: Node, column: int, role: int) -> Any:
        if role == Role.PLACEHOLDER:
            return node.placeholder
        if role == Role.SITE:
            return node.site_id
        if column != 0:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._placeholder_text(node)
        if role == Qt.ItemDataRole.ToolTipRole and node.placeholder is Placeholder.ERROR:
            return self._placeholder_text(node)
        return None

    def _marked_data(self, node: Node, mark: Mark, role: int) -> Any:
        """What the first column says of a row that others have just changed."""
        new = mark.news is News.NEW
        if role == Qt.ItemDataRole.ToolTipRole:
            said = self._entry_data(node, 0, role)
            words = self.tr("New: added a moment ago") if new else self.tr("Changed a moment ago")
            return f"{said}\n{words}" if said else words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.tr("{name}, new") if new else self.tr("{name}, changed")
            return words.format(name=self._entry_data(node, 0, Qt.ItemDataRole.DisplayRole))
        return self._entry_data(node, 0, role)

    def _placeholder_text(self, node: Node) -> str:
        if node.placeholder is Placeholder.LOADING:
            return self.tr("Loading…")
        if node.placeholder is Placeholder.EMPTY:
            return self.tr("Empty folder")
        branch = self._nodes[node.parent].branch
        reason = branch.error.sentence if branch is not None and branch.error is not None else ""
        return self.tr("Could not load: {reason} Retry").format(reason=reason)

    # ---------------------------------------------------------------- nodes

    def _node(self, index: Index) -> Node | None:
        return self._nodes.get(index.internalId()) if index.isValid() else self._root

    def _branch(self, index: Index) -> Branch | None:
        if index.column() > 0:
            return None
        node = self._node(index)
        return node.branch if node is not None else None

    def _entries(self, branch: Branch) -> list[Entry]:
        entries = (self._nodes[child].entry for child in branch.rows)
        return [entry for entry in entries if entry is not None]

    def _row(self, node: Node) -> int:
        branch = self._nodes[node.parent].branch
        assert branch is not None
        if node.id == branch.placeholder:
            return len(self._shown(branch))
        if not _stands(branch, node, node.row):
            known = branch.numbers.get(node.id, 0)
            if _stands(branch, node, known):
                node.row = known
            else:
                branch.numbers = {}
                for row, child in enumerate(branch.rows):
                    self._nodes[child].row = row
        return node.row

    def _is_child(self, index: QModelIndex, node: Node) -> bool:
        child = self._nodes.get(index.internalId())
        return child is not None and child.parent == node.id and child.placeholder is None

    def _forget(self, node: Node) -> None:
        """Drop a node and all below it; requests for them are cancelled."""
        for below in list(self._below(node)):
            self._abandon(below)
            del self._nodes[below.id]

    def _below(self, node: Node) -> Iterator[Node]:
        yield node
        if node.branch is not None:
            placeholder = [node.branch.placeholder] if node.branch.placeholder is not None else []
            for child in (*node.branch.rows, *placeholder):
                yield from self._below(self._nodes[child])

    def _abandon(self, node: Node) -> None:
        """Cancel what is being read for a branch; its late answer is dropped."""
        branch = node.branch
        if branch is None:
            return
        branch.generation += 1
        for task in (branch.task, branch.look):
            if task is not None:
                task.cancel()
        branch.task = branch.look = None
        branch.arranging = False
        branch.state = branch.at_rest

    def _prune(self, node: Node) -> None:
        """Forget what is below a node: it can be fetched anew."""
        branch = node.branch
        if branch is None:
            return
        self._abandon(node)
        if branch.rows:
            self._remove(node, 0, len(branch.rows) - 1)
        self._set_placeholder(node, None)
        node.branch = None

    # ---------------------------------------------------------------- for tests

    def isConsistent(self) -> bool:
        """Whether the nodes fit together; raises `AssertionError` with what does not. For tests."""
        reached = set()
        for node in self._below(self._root):
            assert self._nodes.get(node.id) is node, f"node {node.id} is not in the table"
            assert node.id not in reached, f"node {node.id} is reached twice"
            reached.add(node.id)
            branch = node.branch
            if branch is None:
                continue
            assert len(branch.ids) == len(branch.rows), "keys and rows differ"
            for row, child_id in enumerate(branch.rows):
                child = self._nodes[child_id]
                assert child.parent == node.id, f"row {row} belongs to {child.parent}"
                assert child.placeholder is None, f"a placeholder among the rows at {row}"
                assert self._row(child) == row, f"row {row} says it is {child.row}"
                assert branch.ids[self._key(child)] == child_id, f"row {row} has a wrong key"
            self._check_placeholder(branch)
        assert reached == set(self._nodes), "nodes that nothing leads to"
        return True

    def _check_placeholder(self, branch: Branch) -> None:
        shown = self._nodes[branch.placeholder].placeholder if branch.placeholder is not None else None
        allowed = {
            State.IDLE: {None, Placeholder.LOADING},
            State.FETCHING: {None, Placeholder.LOADING, Placeholder.EMPTY},
            State.DONE: {None} if branch.rows else {None, Placeholder.EMPTY},
            State.ERROR: {Placeholder.ERROR},
        }[branch.state]
        assert shown in allowed, f"{shown} in state {branch.state}"


def _stands(branch: Branch, node: Node, row: int) -> bool:
    return row < len(branch.rows) and branch.rows[row] == node.id
