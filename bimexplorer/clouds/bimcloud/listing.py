"""Paging through a folder while others change it.

By name: the server sorts by `$loweredPath`, which is unique, and a page goes on behind the last one seen. A
row whose name does not change is therefore given exactly once, whatever is inserted or deleted meanwhile.

By another column the server offers only `skip`, and rows move under it. So the rows that were given are
remembered with the value they were sorted by. A page is read with some rows of overlap and counts only if
its first row was given before and still has its value: then nothing that stood there all the time can have
slipped past. If it was not, the reading begins further up. No row is given twice. What the order of rows with
equal values is, only the server knows; it is taken to be the same at every call.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.manager import Criterion, Manager
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Entry, Kind, Page, Sort, SortColumn
from bimexplorer.words import say

PROPERTIES = {
    SortColumn.NAME: "$loweredPath",
    SortColumn.SIZE: "$size",
    SortColumn.TYPE: "type",
    SortColumn.MODIFIED: "$modifiedDate",
}
"""The columns by which BIMcloud sorts, and its words for them."""

_SKIPPED = {**PROPERTIES, SortColumn.NAME: "name"}
"""The same where rows of several folders are sorted: names are not unique then, so there is no key."""

_MOST = 1000
"""The server never answers more at a time."""

_GROWTH = 4
"""How much more is read at a time while nothing of it was wanted."""

_OVERLAP = 5
_REMEMBERED = 64
"""Listings that can be gone on with; an older one goes on without its memory, by `skip` alone."""


State = Mapping[str, Any]
"""How far a listing came, as a cursor holds it; empty at its beginning."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows a listing gives."""

    conditions: tuple[Criterion, ...]
    """What the server is asked; it may let through more than is wanted."""
    above: str = ""
    below: str = ""
    """Only rows whose `$loweredPath` lies between these two; empty: no bound."""
    wanted: Callable[[Mapping[str, Any], Entry], bool] = lambda _row, _entry: True
    """Which of the rows are given."""

    def criterion(self, after: str = "", before: str = "") -> Criterion:
        """The question, with nearer bounds where a listing goes on."""
        low, high = after or self.above, before or self.below
        bounds: list[Criterion] = [{"$gt": {"$loweredPath": low}}] if low else []
        bounds += [{"$lt": {"$loweredPath": high}}] if high else []
        every = [*self.conditions, *bounds]
        return every[0] if len(every) == 1 else {"$and": every} if every else {}


class _Given:
    """The rows that one listing has given, in order."""

    def __init__(self, begin: int = 0) -> None:
        self.begin = begin
        """How many rows stood before the first of them; those are not known."""
        self.rows: list[tuple[str, object]] = []
        self.index: dict[str, int] = {}

    def first(self, count: int) -> _Given:
        """As it was when so many had been given."""
        earlier = _Given(self.begin)
        for row_id, value in self.rows[:count]:
            earlier.add(row_id, value)
        return earlier

    def add(self, row_id: str, value: object) -> None:
        self.index[row_id] = len(self.rows)
        self.rows.append((row_id, value))

    def still(self, row_id: str, value: object) -> bool:
        """Whether this row was given, with this value."""
        place = self.index.get(row_id)
        return place is not None and self.rows[place][1] == value


class Listings:
    """Reads pages. May be used from any thread; one listing from one thread at a time."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager
        self._lock = threading.Lock()
        self._given: OrderedDict[str, _Given] = OrderedDict()

    def page(
        self, folder: Entry, kinds: frozenset[Kind] | None, sort: Sort, cursor: str | None, limit: int
    ) -> Page:
        """A folder's page behind `cursor`, of `limit` rows at most. `sort.column` is one of `PROPERTIES`."""
        scope = Scope(tuple(_conditions(folder, kinds)))
        by_key = sort.column is SortColumn.NAME
        entries, state = self.stretch(scope, sort, read_cursor(cursor), limit, by_key=by_key)
        return Page(entries, None if state is None else json.dumps(state))

    def stretch(
        self, scope: Scope, sort: Sort, state: State, limit: int, *, by_key: bool
    ) -> tuple[tuple[Entry, ...], State | None]:
        """At most `limit` of the rows that are wanted, and the state to go on with; None: there are no more.

        Fewer come where not every row is wanted, but none only at the end. `by_key` is by `$loweredPath`,
        whatever `sort` says but for the direction.
        """
        limit = max(1, min(limit, _MOST))
        if by_key:
            return self._by_key(scope, sort, state, limit)
        return self._by_skip(scope, sort, state, limit)

    def _by_key(
        self, scope: Scope, sort: Sort, state: State, limit: int
    ) -> tuple[tuple[Entry, ...], State | None]:
        position = str(state.get("after", ""))
        found: list[Entry] = []
        batch = limit
        while True:
            after, before = ("", position) if sort.descending else (position, "")
            rows = self._manager.resources(
                scope.criterion(after, before),
                sort_by="$loweredPath",
                descending=sort.descending,
                limit=batch,
            )
            more = len(rows) >= batch
            for number, row in enumerate(rows, 1):
                last = convert.lowered_path(row)
                entry = convert.entry(row)
                if scope.wanted(row, entry):
                    found.append(entry)
                    if len(found) == limit:
                        more = more or number < len(rows)
                        break
            if more and last == position:
                # A server that ignores the condition, or tells no path: the listing would never end.
                raise UnexpectedAnswer(
                    say("The server repeats itself in its listing."), f"again after {last!r}"
                )
            if found or not more:
                return tuple(found), {"after": last} if more else None
            position = last
            batch = min(_MOST, batch * _GROWTH)

    def _by_skip(
        self, scope: Scope, sort: Sort, state: State, limit: int
    ) -> tuple[tuple[Entry, ...], State | None]:
        skip = int(state.get("skip", 0))
        name, given = self._remembered(state, skip)
        criterion = scope.criterion()
        overlap = _OVERLAP
        start = max(given.begin, skip - overlap)
        found: list[Entry] = []
        batch = limit
        while True:
            asked = min(_MOST, batch + max(0, skip - start))
            rows = self._manager.resources(
                criterion,
                sort_by=_SKIPPED[sort.column],
                descending=sort.descending,
                skip=start,
                limit=asked,
            )
            entries = [convert.entry(row) for row in rows]
            if start > given.begin and not (entries and given.still(entries[0].id, _value(entries[0], sort))):
                overlap *= 8
                start = max(given.begin, start - overlap)
                continue
            used = 0
            for row, entry in zip(rows, entries, strict=True):
                if len(found) == limit:
                    break
                used += 1
                if entry.id not in given.index:
                    given.add(entry.id, _value(entry, sort))
                    if scope.wanted(row, entry):
                        found.append(entry)
            skip = start + used
            more = used < len(rows) or len(rows) >= asked
            if found or not more:
                break
            start = max(given.begin, skip - _OVERLAP)
            batch = min(_MOST - _OVERLAP, batch * _GROWTH)
        if not more:
            return tuple(found), None
        self._remember(name, given)
        return tuple(found), {"listing": name, "given": len(given.rows), "skip": skip}

    def _remembered(self, state: State, skip: int) -> tuple[str, _Given]:
        name = str(state.get("listing", ""))
        with self._lock:
            given = self._given.get(name)
            if given is None:
                # The beginning; or it was forgotten, or is another run's: what was given is not known.
                return uuid.uuid4().hex, _Given(skip)
            self._given.move_to_end(name)
        count = int(state.get("given", 0))
        if count < len(given.rows):  # an earlier page is asked for again; whoever is further on goes on there
            return uuid.uuid4().hex, given.first(count)
        return name, given

    def _remember(self, name: str, given: _Given) -> None:
        with self._lock:
            self._given[name] = given
            while len(self._given) > _REMEMBERED:
                self._given.popitem(last=False)


def _conditions(folder: Entry, kinds: frozenset[Kind] | None) -> list[Criterion]:
    parent: Criterion = {"$eq": {"$parentId": folder.id}}
    return [parent] if kinds is None else [parent, of_kinds(kinds)]


def of_kinds(kinds: frozenset[Kind]) -> Criterion:
    """What a resource of one of these kinds fulfils."""
    types = sorted(name for name, kind in convert.TYPES.items() if kind in kinds)
    known: Criterion = {"$eq": {"type": types[0] if len(types) == 1 else types}}
    if Kind.OTHER not in kinds:
        return known
    other: Criterion = {"$not": {"$eq": {"type": sorted(convert.TYPES)}}}
    return {"$or": [known, other]} if types else other


def _value(row: Entry, sort: Sort) -> object:
    return {
        SortColumn.NAME: row.name,
        SortColumn.SIZE: row.size,
        SortColumn.MODIFIED: row.modified,
    }.get(sort.column, row.type)


def read_cursor(cursor: str | None) -> State:
    """What a cursor holds. Raises `UnexpectedAnswer` for what is none."""
    if cursor is None:
        return {}
    try:
        state = json.loads(cursor)
    except ValueError:
        state = None
    if not isinstance(state, dict):
        raise UnexpectedAnswer(say("The listing cannot be continued. Read the folder again."), "bad cursor")
    return state
