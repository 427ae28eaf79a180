"""The quick filter: of the rows that are loaded, only those with a text in their name are shown.

What is loaded stays loaded and is kept current; more is not read meanwhile, or a text that fits few names
would read a folder of 100,000 to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.query import folded
from bimexplorer.ui.models.looking import Seen
from bimexplorer.ui.models.merge import Merge, runs
from bimexplorer.ui.models.nodes import LARGEST_PAGE, Branch, Index, Node, Placeholder, State
from bimexplorer.ui.models.paged import PagedModel
from bimexplorer.ui.tasks import Tasks


class NarrowedModel(PagedModel):
    """A list, not a tree, whose rows can be narrowed.

    Signals:
        narrowing_changed(): another text is looked for, or none.
    """

    narrowing_changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._typed = ""
        self._sought = ""
        """The same, folded."""
        self._narrowed: list[int] | None = None
        """The ids of the rows that are shown; None: all are."""
        self._fitting: set[int] = set()
        """The same, to look one up."""
        self._numbers: dict[int, int] | None = None
        """The row of each; None: to be counted when asked."""

    @property
    def narrowed(self) -> bool:
        """Whether only some of the rows are shown."""
        return self._narrowed is not None

    @property
    def narrowed_to(self) -> str:
        """The text, as it was typed; empty: all rows are shown."""
        return self._typed

    def narrow(self, text: str) -> None:
        """Show only rows with this text in their name, as one types it; an empty one: all rows again."""
        wanted, before = folded(text), self._sought
        branch = self._root.branch
        assert branch is not None
        if wanted == before:
            return
        longer = self._narrowed if before and before in wanted else None
        self._typed, self._sought = text, wanted
        if not before:
            self._begin(branch)
        fitting = self._fits(branch.rows if longer is None else longer) if wanted else branch.rows
        self._show_only(fitting)
        if not wanted:
            self._end(branch)
        self.narrowing_changed.emit()

    def ids(self, first: int, last: int) -> list[int]:
        """What stays the same of the rows `first` to `last`, included, while others come and go."""
        branch = self._root.branch
        return self._shown(branch)[first : last + 1] if branch is not None else []

    def rows_of(self, ids: set[int]) -> list[tuple[int, int]]:
        """The rows of these that are shown, as stretches `(first, last)`."""
        branch = self._root.branch
        shown = self._shown(branch) if branch is not None else []
        return runs(row for row, node_id in enumerate(shown) if node_id in ids)

    def _widen(self) -> None:
        """Forget the text, while the model is being reset."""
        self._typed = self._sought = ""
        self._narrowed, self._numbers = None, None
        self._fitting = set()

    def _begin(self, branch: Branch) -> None:
        if self._loading_shown(branch):
            super()._set_placeholder(self._root, None)  # it would promise what is not asked for
        self._narrowed = list(branch.rows)
        self._fitting = set(branch.rows)
        self._numbers = None

    def _end(self, branch: Branch) -> None:
        self._widen()
        unasked = branch.state in (State.IDLE, State.FETCHING) and branch.next is not None
        if unasked and (branch.rows or branch.state is State.FETCHING):
            self._set_placeholder(self._root, Placeholder.LOADING)

    def _loading_shown(self, branch: Branch) -> bool:
        shown = self._nodes[branch.placeholder] if branch.placeholder is not None else None
        return shown is not None and shown.placeholder is Placeholder.LOADING

    def _fits(self, ids: Iterable[int]) -> list[int]:
        nodes, text = self._nodes, self._sought
        # `folded`, written out where most names need no more: there may be 100,000.
        return [
            node_id
            for node_id in ids
            if (entry := nodes[node_id].entry) is not None
            and text in (entry.name.lower() if entry.name.isascii() else folded(entry.name))
        ]

    def _show_only(self, wanted: list[int]) -> None:
        """In three steps that views follow without forgetting what is selected, however many rows it is."""
        shown = self._narrowed
        assert shown is not None
        keep = set(wanted)
        staying = [node_id for node_id in shown if node_id in keep]
        if len(staying) < len(shown):
            if staying != shown[: len(staying)]:
                with self._renumbering():
                    shown[:] = [*staying, *(node_id for node_id in shown if node_id not in keep)]
            self.beginRemoveRows(QModelIndex(), len(staying), len(shown) - 1)
            shown[:] = staying
            self._fitting, self._numbers = set(staying), None
            self.endRemoveRows()
        coming = [node_id for node_id in wanted if node_id not in self._fitting]
        if coming:
            self.beginInsertRows(QModelIndex(), len(shown), len(shown) + len(coming) - 1)
            shown += coming
            self._fitting, self._numbers = keep, None
            self.endInsertRows()
            if shown != wanted:
                with self._renumbering():
                    shown[:] = wanted

    @contextmanager
    def _renumbering(self) -> Iterator[None]:
        with self._moving(self._root):
            yield
            self._numbers = None

    # ---------------------------------------------------------------- NodeTable, as the views see it

    def _shown(self, branch: Branch) -> list[int]:
        return branch.rows if self._narrowed is None else self._narrowed

    def index_of(self, node_id: int, column: int = 0) -> QModelIndex:
        """Invalid also for what is not among the rows that are shown."""
        branch = self._root.branch
        if self._narrowed is None or branch is None or node_id == branch.placeholder:
            return super().index_of(node_id, column)
        if self._numbers is None:
            self._numbers = {known: row for row, known in enumerate(self._narrowed)}
        row = self._numbers.get(node_id)
        return self.createIndex(row, column, node_id) if row is not None else QModelIndex()

    def canFetchMore(self, parent: Index) -> bool:
        return self._narrowed is None and super().canFetchMore(parent)

    def look_again(
        self,
        rows: range,
        done: Callable[[Seen | None], None],
        failed: Callable[[ProgramError], None],
        *,
        index: Index = QModelIndex(),  # noqa: B008
        may_apply: Callable[[], bool] = lambda: True,
    ) -> bool:
        shown = self._narrowed[rows.start : rows.stop] if self._narrowed is not None else []
        if shown:  # the rows around the first of them: the others may be pages away
            first = self._row(self._nodes[shown[0]])
            last = self._row(self._nodes[shown[-1]])
            rows = range(first, min(last + 1, first + LARGEST_PAGE))
        return super().look_again(rows, done, failed, index=index, may_apply=may_apply)

    def _merge_shown(self, node: Node, merge: Merge) -> Merge:
        branch = node.branch
        if self._narrowed is None or branch is None:
            return merge
        removed = []
        for first, last in merge.removed:
            going = [self.index_of(child).row() for child in branch.rows[first : last + 1]]
            removed += runs(row for row in going if row >= 0)
        return replace(merge, removed=tuple(removed))

    # ---------------------------------------------------------------- NodeTable, rows that come and go

    def _set_placeholder(self, node: Node, placeholder: Placeholder | None) -> None:
        if self._narrowed is not None and placeholder is Placeholder.LOADING:
            placeholder = None
        super()._set_placeholder(node, placeholder)

    def _insert(self, node: Node, row: int, entries: Sequence[Entry]) -> None:
        shown, branch = self._narrowed, node.branch
        if shown is None or branch is None or not entries:
            super()._insert(node, row, entries)
            return
        count = sum(self._sought in folded(entry.name) for entry in entries)
        if not count:
            self._add(node, branch, row, entries)
            return
        first = self._shown_from(branch, row)
        self.beginInsertRows(QModelIndex(), first, first + count - 1)
        fitting = self._fits(self._add(node, branch, row, entries))
        shown[first:first] = fitting
        self._fitting.update(fitting)
        self._numbers = None
        self.endInsertRows()

    def _remove(self, node: Node, first: int, last: int) -> None:
        branch = node.branch
        if self._narrowed is None or branch is None:
            super()._remove(node, first, last)
            return
        self._hide([child for child in branch.rows[first : last + 1] if child in self._fitting])
        self._take(branch, first, last)

    def _hide(self, going: list[int]) -> None:
        """Rows that stand beside each other go from sight."""
        shown = self._narrowed
        assert shown is not None
        if going:
            first = shown.index(going[0])
            self.beginRemoveRows(QModelIndex(), first, first + len(going) - 1)
            del shown[first : first + len(going)]
            self._fitting.difference_update(going)
            self._numbers = None
            self.endRemoveRows()

    def _reorder(self, node: Node, order: Sequence[int]) -> None:
        branch, shown = node.branch, self._narrowed
        if shown is None or branch is None:
            super()._reorder(node, order)
            return
        with self._renumbering():
            branch.rows = [branch.rows[row] for row in order]
            branch.version += 1
            shown[:] = [child for child in branch.rows if child in self._fitting]

    def _change_rows(self, node: Node, changed: Sequence[tuple[int, Entry]]) -> None:
        """A row whose name has changed may fit no longer, or from now on."""
        super()._change_rows(node, changed)
        branch, shown = node.branch, self._narrowed
        if shown is None or branch is None:
            return
        for row, entry in changed:
            child, fits = branch.rows[row], self._sought in folded(entry.name)
            if fits == (child in self._fitting):
                continue
            if not fits:
                self._hide([child])
                continue
            place = self._shown_from(branch, row)
            self.beginInsertRows(QModelIndex(), place, place)
            shown.insert(place, child)
            self._fitting.add(child)
            self._numbers = None
            self.endInsertRows()

    def _tell_changed(self, branch: Branch, first: int, last: int) -> None:
        if self._narrowed is None:
            super()._tell_changed(branch, first, last)
            return
        rows = (self.index_of(child).row() for child in branch.rows[first : last + 1])
        for top, bottom in runs(row for row in rows if row >= 0):
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, self.columnCount() - 1))

    def _shown_from(self, branch: Branch, row: int) -> int:
        """The number, among those shown, of the first row that is not above a loaded one."""
        shown = self._narrowed
        assert shown is not None
        for child in branch.rows[row:]:
            if child in self._fitting:
                return shown.index(child)
        return len(shown)

    # ---------------------------------------------------------------- for tests

    def isConsistent(self) -> bool:
        branch = self._root.branch
        if self._narrowed is not None and branch is not None:
            assert self._narrowed == self._fits(branch.rows), "not the rows that fit"
            assert self._fitting == set(self._narrowed), "two opinions about what is shown"
        return super().isConsistent()
