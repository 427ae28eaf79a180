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
from collections.abc import Mapping
from typing import Any

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.manager import Criterion, Manager
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Entry, Kind, Page, Sort, SortColumn

PROPERTIES = {
    SortColumn.NAME: "$loweredPath",
    SortColumn.SIZE: "$size",
    SortColumn.TYPE: "type",
    SortColumn.MODIFIED: "$modifiedDate",
}
"""The columns by which BIMcloud sorts, and its words for them."""

_MOST = 1000
"""The server never answers more at a time."""

_OVERLAP = 5
_REMEMBERED = 64
"""Listings that can be gone on with; an older one goes on without its memory, by `skip` alone."""


class _Given:
    """The rows that one listing has given, in order."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, object]] = []
        self.index: dict[str, int] = {}

    def cut(self, count: int) -> None:
        """Forget what came after: a page is asked for again."""
        for row_id, _ in self.rows[count:]:
            del self.index[row_id]
        del self.rows[count:]

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
        """The page behind `cursor`, of `limit` rows at most. `sort.column` is one of `PROPERTIES`."""
        limit = max(1, min(limit, _MOST))
        state = _read(cursor)
        if sort.column is SortColumn.NAME:
            return self._by_key(folder, kinds, sort, state, limit)
        return self._by_skip(folder, kinds, sort, state, limit)

    def _by_key(
        self,
        folder: Entry,
        kinds: frozenset[Kind] | None,
        sort: Sort,
        state: Mapping[str, Any],
        limit: int,
    ) -> Page:
        conditions = list(_conditions(folder, kinds))
        if "after" in state:
            conditions.append({"$lt" if sort.descending else "$gt": {"$loweredPath": state["after"]}})
        rows = self._manager.resources(
            _all_of(conditions), sort_by="$loweredPath", descending=sort.descending, limit=limit
        )
        more = len(rows) >= limit
        last = convert.lowered_path(rows[-1]) if more else ""
        if more and last == state.get("after", ""):
            # A server that ignores the condition, or tells no path: the listing would never end.
            raise UnexpectedAnswer("The server repeats itself in its listing.", f"again after {last!r}")
        return Page(
            entries=tuple(convert.entry(row) for row in rows),
            cursor=json.dumps({"after": last}) if more else None,
        )

    def _by_skip(
        self,
        folder: Entry,
        kinds: frozenset[Kind] | None,
        sort: Sort,
        state: Mapping[str, Any],
        limit: int,
    ) -> Page:
        name, given = self._remembered(state)
        criterion = _all_of(_conditions(folder, kinds))
        skip = int(state.get("skip", 0))
        overlap = _OVERLAP
        start = max(0, skip - overlap) if given.rows else skip
        found: list[Entry] = []
        while True:
            wanted = min(_MOST, limit + max(0, skip - start))
            rows = [
                convert.entry(row)
                for row in self._manager.resources(
                    criterion,
                    sort_by=PROPERTIES[sort.column],
                    descending=sort.descending,
                    skip=start,
                    limit=wanted,
                )
            ]
            if start and given.rows and not (rows and given.still(rows[0].id, _value(rows[0], sort))):
                overlap *= 8
                start = max(0, start - overlap)
                continue
            used = 0
            for row in rows:
                if len(found) == limit:
                    break
                used += 1
                if row.id not in given.index:
                    found.append(row)
                    given.add(row.id, _value(row, sort))
            skip = start + used
            more = used < len(rows) or len(rows) >= wanted
            if found or not more:
                break
            start = max(0, skip - _OVERLAP)
        cursor = {"listing": name, "given": len(given.rows), "skip": skip}
        if more:
            self._remember(name, given)
        return Page(entries=tuple(found), cursor=json.dumps(cursor) if more else None)

    def _remembered(self, state: Mapping[str, Any]) -> tuple[str, _Given]:
        name = str(state.get("listing", "")) or uuid.uuid4().hex
        with self._lock:
            given = self._given.get(name)
            if given is None:
                return name, _Given()
            self._given.move_to_end(name)
        given.cut(int(state.get("given", 0)))
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


def _all_of(conditions: list[Criterion]) -> Criterion:
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}


def _value(row: Entry, sort: Sort) -> object:
    return {SortColumn.SIZE: row.size, SortColumn.MODIFIED: row.modified}.get(sort.column, row.type)


def _read(cursor: str | None) -> Mapping[str, Any]:
    if cursor is None:
        return {}
    try:
        state = json.loads(cursor)
    except ValueError:
        state = None
    if not isinstance(state, dict):
        raise UnexpectedAnswer("The listing cannot be continued. Read the folder again.", "bad cursor")
    return state
