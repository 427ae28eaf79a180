"""The paging that the navigation tree and the contents share.

Each node that can be opened has a `Branch`:

    idle ──fetchMore──> fetching ──page──> idle (more to come) or done
                            └────error───> error ──retry──> fetching

There is one request at a time per branch. Its generation is counted up by whatever makes an answer on its way
worthless (leaving, resetting, refreshing); a late answer finds another number and is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry, Sort
from bimexplorer.query import folded
from bimexplorer.ui.models.listing import Listing, Position, Served, Stretch
from bimexplorer.ui.models.looking import WHOLE, Look, Seen, Window, look
from bimexplorer.ui.models.merge import Key, Merge, key_of, plan_merge, runs, shifted
from bimexplorer.ui.models.nodes import (
    FIRST_PAGE,
    LARGEST_PAGE,
    ROOT,
    Branch,
    Index,
    Node,
    NodeTable,
    Placeholder,
    Role,
    State,
)
from bimexplorer.ui.models.order import AT_ONCE, LOCAL_LIMIT, Order, arranged
from bimexplorer.ui.models.placing import plan_places
from bimexplorer.ui.models.scattered import Scattered, look_scattered, served
from bimexplorer.ui.tasks import Tasks

_ONE_BY_ONE = 100
"""Changes up to which each is looked for its place by itself: more would be felt."""

__all__ = [  # what a subclass or a view needs beside the model itself
    "FIRST_PAGE",
    "LARGEST_PAGE",
    "ROOT",
    "Branch",
    "Index",
    "Node",
    "PagedModel",
    "Placeholder",
    "Role",
    "State",
]


class PagedModel(NodeTable):
    """Rows that are read page by page as a view asks for them.

    Signals:
        branch_loaded(int node): a page, a refresh or an error has been worked in.
        read_failed(object index, object error): reading failed; `index` is the branch's persistent index
            (invalid for the root). The rows that were there stay.
    """

    branch_loaded = Signal(object)
    read_failed = Signal(object, object)

    shows_empty_row = True
    """Whether a loaded branch without rows gets the row "Empty folder"."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.may_rearrange: Callable[[Sequence[int]], bool] = lambda _: True
        """Whether rows may stand in the order of these ids though nobody has asked for it."""

    # ---------------------------------------------------------------- what a subclass says

    def _opens(self, node: Node) -> bool:
        """Whether the node may have children that can be asked for now."""
        raise NotImplementedError

    def _listing(self, node: Node) -> Listing:
        """How to read the children of a node that `_opens`."""
        raise NotImplementedError

    # ---------------------------------------------------------------- QAbstractItemModel

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        if parent.column() > 0:
            return False
        node = self._node(parent)
        if node is None:
            return False
        if node.branch is not None and (node.branch.state is not State.IDLE or node.branch.rows):
            return self.rowCount(parent) > 0
        return self._opens(node)

    def canFetchMore(self, parent: Index) -> bool:
        if parent.column() > 0:
            return False
        node = self._node(parent)
        if node is None or (node.branch is not None and node.branch.state is not State.IDLE):
            return False
        return self._opens(node)

    def fetchMore(self, parent: Index) -> None:
        node = self._node(parent)
        if node is not None and self.canFetchMore(parent):
            self._fetch(node)

    # ---------------------------------------------------------------- what views and the window ask for

    def retry(self, index: Index) -> None:
        """Read again where the last read failed; `index` is the branch or its "Retry" row."""
        node = self._nodes.get(index.internalId()) if index.isValid() else self._root
        if node is not None and node.placeholder is Placeholder.ERROR:
            node = self._nodes[node.parent]
        if node is not None and node.branch is not None and node.branch.state is State.ERROR:
            node.branch.state = State.IDLE
            self._fetch(node)

    def refresh(self, index: Index = QModelIndex()) -> None:  # noqa: B008
        """Read a loaded branch again, as far as it was loaded, and work the differences in.

        Selection, scroll position and expansion stay. A branch that was never read, or failed, is fetched.
        """
        node = self._node(index)
        if node is None or not self._opens(node):
            return
        branch = node.branch = node.branch or Branch()
        if not branch.rows:
            self._abandon(node)
            branch.next, branch.page = Position(), FIRST_PAGE
            self._fetch(node)
        else:
            self._reread(node, _as_far_as(branch))

    def row_starting(self, text: str, first: int = 0, end: int | None = None) -> int | None:
        """The first of the top rows from `first` up to `end` whose name begins so, whatever its case."""
        branch = self._root.branch
        rows = self._shown(branch)[first:end] if branch is not None else []
        wanted = folded(text)
        # Of the name only what can matter: folding may make two characters of one, composing one of two.
        reach = 2 * len(wanted) + 2
        for row, node in enumerate(rows, first):
            entry = self._nodes[node].entry
            if entry is not None and folded(entry.name[:reach]).startswith(wanted):
                return row
        return None

    def everything(self, at_most: int) -> list[Entry] | None:
        """The top entries, if they are all loaded and no more than that; else None."""
        branch = self._root.branch
        if branch is None or branch.state is not State.DONE or len(branch.rows) > at_most:
            return None
        return self._entries(branch)

    def load_next(self) -> None:
        """Ask for the next page of the top rows, as large as it may be; the later ones are as large."""
        branch = self._root.branch
        assert branch is not None
        branch.page = LARGEST_PAGE
        if branch.state is State.IDLE and self._opens(self._root):
            self._fetch(self._root)

    # ---------------------------------------------------------------- looking again, unseen

    def look_again(
        self,
        rows: range,
        done: Callable[[Seen | None], None],
        failed: Callable[[ProgramError], None],
        *,
        index: Index = QModelIndex(),  # noqa: B008
        may_apply: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Read what is loaded around `rows` again, and work in what has changed; whether it could be asked.

        Nothing is seen of the reading itself, and it never keeps anything else waiting. Where the branch has
        moved on meanwhile, or `may_apply` says no, its answer is dropped and `done(None)` called.
        """
        node = self._node(index)
        branch = node.branch if node is not None else None
        if node is None or branch is None or branch.look is not None or not self._opens(node):
            return False
        if branch.state not in (State.IDLE, State.DONE) or not (branch.rows or branch.next is None):
            return False
        listing = self._listing(node)
        generation, version = branch.generation, branch.version

        def current() -> bool:
            branch.look = None
            return (branch.generation, branch.version) == (generation, version) and may_apply()

        def missed(error: ProgramError) -> None:
            branch.look = None
            failed(error)

        if branch.arranged and branch.served is not None and listing.sort is not None:
            read, work_in = self._scattered(node, branch.served, rows, listing.sort)
        else:
            read, work_in = self._adjoining(node, self._window(branch, rows, listing.sort), listing)
        branch.look = self._tasks.run(
            read, lambda found: done(work_in(found) if current() else None), missed, owner=self
        )
        return True

    def _adjoining(
        self, node: Node, window: Window, listing: Listing
    ) -> tuple[Callable[[], Any], Callable[[Any], Seen]]:
        """How rows that stand beside each other are read, and worked in."""
        return lambda: look(listing, window), lambda found: self._work_in(node, window, found)

    def _scattered(
        self, node: Node, known: Served, rows: range, sort: Sort
    ) -> tuple[Callable[[], Any], Callable[[Any], Seen]]:
        """The same for rows that stand in the local order, many as they are."""
        branch, nodes = node.branch, self._nodes
        assert branch is not None
        sight = {self._key(nodes[child]) for child in branch.rows[rows.start : rows.stop]}
        ids, turn = branch.ids, branch.looks
        branch.looks += 1

        def now(key: Key) -> Entry | None:  # asked by the worker; what has changed since is found out later
            shown = nodes.get(ids.get(key, ROOT))
            return shown.entry if shown is not None else None

        def work_in(found: Scattered) -> Seen:
            for page in found.pages:
                known.change(page.first, page.end, page.read)
            if found.here or found.gone:
                self._place_all(node, found.here, found.gone, sort)
            return found.seen

        return lambda: look_scattered(known, sight, now, turn), work_in

    def _window(self, branch: Branch, rows: range, sort: Sort | None) -> Window:
        first, end, start = 0, len(branch.rows), Position()
        if end > WHOLE and not branch.arranged:
            for key, position in branch.starts:
                row = self._row(self._nodes[branch.ids[key]]) if key in branch.ids else -1
                if first < row <= rows.start:
                    first, start = row, position
                elif row >= max(rows.stop, first + 1):
                    end = row
                    break
        entries = (self._nodes[child].entry for child in branch.rows[first:end])
        behind = self._nodes[branch.rows[end]] if end < len(branch.rows) else None
        return Window(
            first,
            tuple(entry for entry in entries if entry is not None),
            start,
            self._key(behind) if behind is not None else None,
            frozenset(
                self._key(self._nodes[child]) for child in branch.rows[max(0, first - FIRST_PAGE) : first]
            ),
            complete=branch.next is None and (first, end) == (0, len(branch.rows)),
            sort=sort if branch.arranged else None,
        )

    def _work_in(self, node: Node, window: Window, found: Look) -> Seen:
        branch, first, seen = node.branch, window.first, found.seen
        assert branch is not None
        if window.complete:
            branch.next, branch.starts = found.stretch.next, list(found.stretch.starts)
        if found.merge.idle and found.stretch.next is None:
            return seen
        moved = [entry for entry in seen.created if key_of(entry) in branch.ids]
        for entry in moved:  # here from another page
            row = self._row(self._nodes[branch.ids[key_of(entry)]])
            self._remove(node, row, row)
            first -= row < first
        empty = self._nodes[branch.placeholder] if branch.placeholder is not None else None
        if seen.created and empty is not None and empty.placeholder is Placeholder.EMPTY:
            self._set_placeholder(node, None)
        if not found.merge.idle:
            self._apply(node, shifted(found.merge, first, len(branch.rows)))
        self._settle(node)
        new = tuple(entry for entry in seen.created if entry not in moved)
        return Seen(new, seen.changed, seen.removed)

    # ---------------------------------------------------------------- single rows, after own operations

    def _put(self, node: Node, entry: Entry, sort: Sort) -> None:
        """Show an entry in a branch: change its row, or insert one where it belongs.

        A row that belongs beyond what is loaded comes with its page.
        """
        branch = node.branch
        if branch is None:
            return
        if branch.arranged and len(branch.rows) >= AT_ONCE:
            self._place_all(node, (entry,), (), sort)
            return
        known = branch.ids.get(key_of(entry))
        if known is not None:
            self._change_rows(node, [(self._row(self._nodes[known]), entry)])
            return
        row = self._place(branch, entry, sort)
        if row == len(branch.rows) and branch.next is not None:
            return
        if (
            branch.placeholder is not None
            and self._nodes[branch.placeholder].placeholder is Placeholder.EMPTY
        ):
            self._set_placeholder(node, None)
        self._insert(node, row, (entry,))

    def _place_all(self, node: Node, here: Iterable[Entry], gone: Iterable[Key], sort: Sort) -> None:
        """Work single changes into many rows that stand in the local order."""
        branch = node.branch
        assert branch is not None
        changed: dict[int, Entry] = {}
        fresh: list[Entry] = []
        for entry in here:
            known = branch.ids.get(key_of(entry))
            if known is None:
                fresh.append(entry)
            else:
                changed[self._row(self._nodes[known])] = entry
        leaving = [self._row(self._nodes[branch.ids[key]]) for key in gone if key in branch.ids]
        rows, nodes = branch.rows, self._nodes

        def entry_at(row: int) -> Entry:
            entry = nodes[rows[row]].entry
            assert entry is not None
            return entry

        order = Order(sort)
        if len(changed) + len(fresh) <= _ONE_BY_ONE:
            self._apply(
                node,
                plan_places(order, len(rows), entry_at, gone=leaving, changed=changed, fresh=fresh),
            )
            return
        self._change_rows(node, tuple(changed.items()))
        self._apply(node, Merge(tuple(reversed(runs(sorted(leaving)))), None, (), ()))
        self._insert(node, len(branch.rows), fresh)
        self._arrange_whole(node, self._listing(node))

    def _drop(self, node: Node, key: Key) -> None:
        """Take a row away, if it is there."""
        branch = node.branch
        if branch is None or key not in branch.ids:
            return
        known = branch.ids[key]
        row = self._row(self._nodes[known])
        self._remove(node, row, row)
        if branch.state is State.DONE:
            self._settle(node)

    def _place(self, branch: Branch, entry: Entry, sort: Sort) -> int:
        shown = self._entries(branch)
        if len(shown) < AT_ONCE:
            order = {key_of(other): rank for rank, other in enumerate(arranged([*shown, entry], sort))}
            ranks: Iterator[Any] = (order[key_of(other)] for other in shown)
            own: Any = order[key_of(entry)]
        else:  # an approximation: the next refresh puts it where the server sorts it
            ranks = ((not other.is_folder, other.name.casefold()) for other in shown)
            own = (not entry.is_folder, entry.name.casefold())
        return next((row for row, rank in enumerate(ranks) if rank > own), len(shown))

    # ---------------------------------------------------------------- fetching

    def _fetch(self, node: Node) -> None:
        branch = node.branch = node.branch or Branch()
        listing = self._listing(node)
        assert branch.next is not None
        start, limit, first = branch.next, branch.page, not branch.rows
        if first:
            branch.starts = []
        branch.state = State.FETCHING
        self._set_placeholder(node, Placeholder.LOADING)

        def work() -> Stretch:
            stretch = listing.read(start, limit)
            if first and stretch.next is None and listing.sort is not None:
                return Stretch(tuple(arranged(stretch.entries, listing.sort)), None)
            return stretch

        def done(stretch: Stretch) -> None:
            branch.page = min(branch.page * 2, LARGEST_PAGE)
            branch.next = stretch.next
            if stretch.entries and not first:
                branch.starts.append((key_of(stretch.entries[0]), start))
            self._append(node, stretch.entries)
            branch.arranged, branch.served = first and stretch.next is None, None
            if listing.sort is not None and stretch.next is None and not first:
                self._arrange_whole(node, listing)
            else:
                self._settle(node)

        self._ask(node, work, done, self._on_page_failed)

    def _arrange_whole(self, node: Node, listing: Listing, *, asked: bool = False) -> None:
        """Put all rows of a branch into the order of a listing; too many stay as the server sorts them.

        `asked`: whether somebody wants this order, and not only one.
        """
        branch, sort = node.branch, listing.sort
        assert branch is not None
        assert sort is not None
        branch.arranged = False
        if AT_ONCE < len(branch.rows) <= LOCAL_LIMIT:
            self._arrange_apart(node, listing, sort, asked=asked)
            return
        if len(branch.rows) <= AT_ONCE:
            shown = self._entries(branch)
            merge = plan_merge(shown, arranged(shown, sort))
            if not merge.idle:
                self._apply(node, merge)
            branch.arranged = True
        self._settle(node)

    def _arrange_apart(self, node: Node, listing: Listing, sort: Sort, *, asked: bool) -> None:
        """A worker finds out the order; rows that come, go or change meanwhile make it begin anew."""
        branch = node.branch
        assert branch is not None
        self._abandon(node)
        self._set_placeholder(node, None)
        branch.error, branch.state, branch.arranging = None, State.FETCHING, True
        self.branch_loaded.emit(node.id)
        rows, version, nodes = list(branch.rows), branch.version, self._nodes
        known, starts = branch.served, tuple(branch.starts)

        def work() -> tuple[Merge, dict[int, int], Served] | None:
            shown = [nodes.get(child) for child in rows]  # here: it takes as long as being told of the order
            entries = [one.entry for one in shown if one is not None and one.entry is not None]
            if len(entries) < len(rows):
                return None
            order = Order(sort).numbers(entries)
            numbers = {rows[number]: row for row, number in enumerate(order)}
            moved = tuple(order) if order != list(range(len(rows))) else None
            return Merge((), moved, (), ()), numbers, known or served(listing, entries, starts)

        def done(answer: tuple[Merge, dict[int, int], Served] | None) -> None:
            branch.arranging = False
            if answer is None or branch.version != version:
                self._arrange_whole(node, listing, asked=asked)
                return
            merge, numbers, known = answer
            if merge.idle or asked or self.may_rearrange(list(numbers)):
                branch.numbers, branch.served, branch.arranged = numbers, known, True
                if not merge.idle:
                    self._apply(node, merge)
            self._settle(node)

        def failed(node: Node, error: ProgramError) -> None:
            branch.arranging = False
            self._settle(node)
            self.read_failed.emit(QPersistentModelIndex(self.index_of(node.id)), error)

        self._ask(node, work, done, failed)

    def _reread(self, node: Node, rows: int) -> None:
        branch, listing = node.branch, self._listing(node)
        assert branch is not None
        self._abandon(node)
        branch.state = State.FETCHING
        if branch.next is not None:
            self._set_placeholder(node, Placeholder.LOADING)
        shown, version = self._entries(branch), branch.version

        def work() -> tuple[Stretch, Merge, bool, Served | None]:
            page = min(max(len(shown), FIRST_PAGE), LARGEST_PAGE)
            stretch = listing.read_on(Position(), rows, page)
            entries: Sequence[Entry] = stretch.entries
            whole = stretch.next is None and len(entries) <= LOCAL_LIMIT
            if listing.sort is None or not whole:
                return stretch, plan_merge(shown, entries), False, None
            known = served(listing, entries, stretch.starts) if len(entries) > AT_ONCE else None
            return stretch, plan_merge(shown, arranged(entries, listing.sort)), True, known

        def done(answer: tuple[Stretch, Merge, bool, Served | None]) -> None:
            stretch, merge, locally, known = answer
            if branch.version != version:  # an own operation came in between: look again
                self._reread(node, _as_far_as(branch))
                return
            branch.next = stretch.next
            branch.starts = list(stretch.starts)
            branch.arranged, branch.served = locally, known
            self._apply(node, merge)
            self._settle(node)

        def failed(node: Node, error: ProgramError) -> None:
            branch.state = branch.at_rest
            self.branch_loaded.emit(node.id)
            self.read_failed.emit(QPersistentModelIndex(self.index_of(node.id)), error)

        self._ask(node, work, done, failed)

    def _on_page_failed(self, node: Node, error: ProgramError) -> None:
        branch = node.branch
        assert branch is not None
        branch.state = State.ERROR
        branch.error = error
        self._set_placeholder(node, Placeholder.ERROR)
        self.branch_loaded.emit(node.id)
        self.read_failed.emit(QPersistentModelIndex(self.index_of(node.id)), error)

    def _ask(
        self,
        node: Node,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Node, ProgramError], None],
    ) -> None:
        """Run `work` for a branch; its outcome is dropped if the branch has moved on by then."""
        branch = node.branch
        assert branch is not None
        branch.generation += 1
        generation = branch.generation

        def current() -> bool:
            return self._nodes.get(node.id) is node and branch.generation == generation

        def on_done(answer: Any) -> None:
            if current():
                branch.task = None
                done(answer)

        def on_failed(error: ProgramError) -> None:
            if current():
                branch.task = None
                failed(node, error)

        branch.task = self._tasks.run(work, on_done, on_failed, owner=self)

    def _settle(self, node: Node) -> None:
        """Set state and placeholder after rows have come or gone."""
        branch = node.branch
        assert branch is not None
        branch.error = None
        branch.state = branch.at_rest
        if branch.next is not None:
            self._set_placeholder(node, Placeholder.LOADING)
        elif not branch.rows and self.shows_empty_row:
            self._set_placeholder(node, Placeholder.EMPTY)
        else:
            self._set_placeholder(node, None)
        self.branch_loaded.emit(node.id)

    def _append(self, node: Node, entries: Iterable[Entry]) -> None:
        """Add a page below the others; what is already shown only takes the new facts."""
        branch = node.branch
        assert branch is not None
        fresh: dict[Key, Entry] = {}
        known: list[tuple[int, Entry]] = []
        for entry in entries:
            shown = branch.ids.get(key_of(entry))
            if shown is None:
                fresh.setdefault(key_of(entry), entry)
            else:
                known.append((self._row(self._nodes[shown]), entry))
        self._change_rows(node, known)
        self._insert(node, len(branch.rows), tuple(fresh.values()))


def _as_far_as(branch: Branch) -> int:
    """Rows to read again: those that were loaded; where that was all, also what has come since."""
    return len(branch.rows) + (LARGEST_PAGE if branch.next is None else 0)
