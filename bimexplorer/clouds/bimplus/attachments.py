"""What projects tell of their attachments, by id: out of their lists, which know pages only.

A folder holds ids; sizes, dates and authors of its files stand in the list of all attachments of the project,
which may be a hundred times as long. So the list is read in the order of names, as far as somebody wants
rows of it, in pages that grow, and what was read is kept for a little while: for the next page of the same
folder, and for the folder beside it. What is rare in what is still to be read is rather asked for alone.

Before another listing uses what was kept, it looks at the rows that were changed last. Where one of those it
saw there before is among them still, all that came or changed since stands before it, and is taken over;
where none is, all is forgotten. So a new content shows at once. What leaves the moment of the last change as
it was (somebody shares a file, or deletes the newest version of an old one) shows when `_KEPT` is over.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bimexplorer.cancellation import current
from bimexplorer.clouds.bimplus import convert
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.filters import FILE_NAME
from bimexplorer.clouds.bimplus.keys import Key
from bimexplorer.errors import NotFound

_KEPT = 30.0
"""Seconds for which rows are kept."""

_PROJECTS = 4
"""Projects of which rows are kept at a time."""

_NEWEST = 50
"""Rows that are looked at to see what changed."""

_SIZES = (2000, 1000, 500)
"""Rows of a page: the largest of which a page begins where the one before ended, and no more than were read
before. The first answer is soon there, and a long list takes few."""

_ROUND = 10
"""A page with fewer rows than were asked for may be one that the server cut, if their number is a multiple
of this; else it is the last."""

_SINGLY = 5
"""So many attachments are rather asked for one by one, and `_AS_LONG` for each page that is still to come."""
_AS_LONG = 2

_FRESH = 1.0
"""Seconds for which nobody looks again, unless somebody wants it fresh."""

_GLANCE = 0.05
"""Seconds between two looks whether who waits for another's reading is still wanted."""


@dataclass(slots=True)
class _List:
    """One project's, as far as it was read."""

    until: float
    """Monotonic seconds: when it is forgotten."""
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Held by who reads on, or looks at what changed."""
    rows: dict[str, str] = field(default_factory=dict)
    """By id, as JSON: a fifth of what their parts would take."""
    newest: list[tuple[str, str]] | None = None
    """Ids and rows of those changed last, the newest first, before anything else was read."""
    looked: float = 0.0
    """Monotonic seconds: when those were read."""
    read: int = 0
    """Rows from the list's beginning."""
    most: int = 0
    """Rows of the largest page that the server gave; it may give no larger ones."""
    cut: bool = False
    """Whether it gave fewer when more were asked for."""
    over: bool = False
    """Whether all was read."""

    def put(self, found: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
        rows = [(convert.row_id(row), json.dumps(row)) for row in found]
        self.rows.update(rows)
        return rows


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of `Attachments.read`."""

    found: dict[str, convert.Attachment]
    """Those that exist, by id."""
    settled: int
    """So many of the ids, from the first on, are found or known not to exist."""


class Attachments:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._lists: dict[str, _List] = {}

    def one(self, key: Key) -> convert.Attachment:
        """As it is now. Raises `NotFound`."""
        raw = self._api.attachment(key.team, key.file)
        found = convert.attachment(raw)
        kept = self._lists.get(key.project)
        if kept is not None and found.id in kept.rows:
            kept.put([raw])
        return found

    def forget(self, key: Key) -> None:
        """It was changed."""
        kept = self._lists.get(key.project)
        if kept is not None:
            kept.rows.pop(key.file, None)

    def look(self, key: Key, *, fresh: bool = True) -> None:
        """Bring what is kept of a key's project up to date; unless `fresh`, what is just so stays."""
        kept = self._lists.get(key.project)
        if kept is None or (not fresh and kept.looked + _FRESH >= time.monotonic()):
            return
        with _in_turn(kept.turn):
            if kept.newest is None or kept.until < time.monotonic() or not self._caught_up(key, kept):
                with self._lock:
                    if self._lists.get(key.project) is kept:
                        del self._lists[key.project]

    def _caught_up(self, key: Key, kept: _List) -> bool:
        """Whether all that changed since was taken over."""
        before = kept.newest or []
        now = self._newest(key, kept)
        still = set(now)
        common = [number for number, row in enumerate(before) if row in still]
        if not common:
            return False
        # What would have to stand before others and does not is gone, or has an older version only.
        for identifier, _ in set(before[: common[-1]]) - still:
            if identifier not in dict(now):
                kept.rows.pop(identifier, None)
        kept.newest = now
        return True

    def _newest(self, key: Key, kept: _List) -> list[tuple[str, str]]:
        begun = time.monotonic()
        rows = kept.put(self._page(key, "changed", "descending", 1, _NEWEST))
        kept.looked = begun
        return rows

    def _page(self, key: Key, column: str, direction: str, page: int, size: int) -> list[dict[str, Any]]:
        query: dict[str, str | int] = {
            "sortColumn": column,
            "sortDirection": direction,
            "page": page,
            "pageSize": size,
        }
        return self._api.attachments(key.team, key.project, query)

    def several(self, key: Key, ids: Sequence[str], to_come: int) -> dict[str, convert.Attachment]:
        """Those that exist, by id, as they are now. `to_come` as for `read`."""
        wanted = list(dict.fromkeys(ids))
        if len(wanted) > _SINGLY:
            self.look(key)
            return self.read(key, wanted, to_come=to_come).found
        found = {}
        for one in wanted:
            with suppress(NotFound):
                found[one] = self.one(key.place.holding(one))
        return found

    def read(self, key: Key, ids: Sequence[str], *, enough: int | None = None, to_come: int = 0) -> Told:
        """Attachments of a key's project, out of what is kept and what is read of the list now.

        Many come soonest in the order of their names.

        With `enough` it ends as soon as so many of the ids are settled, from the first on. `to_come` is how
        many rows the list may have up to the last of them, as far as known.
        """
        wanted = list(dict.fromkeys(ids))
        enough = len(wanted) if enough is None else min(enough, len(wanted))
        kept = self._kept(key) if len(wanted) > _SINGLY else self._lists.get(key.project)
        found: dict[str, convert.Attachment] = {}
        settled = 0
        while True:
            while kept is not None and settled < len(wanted) and (row := kept.rows.get(wanted[settled])):
                found[wanted[settled]] = convert.attachment(json.loads(row))
                settled += 1
            if settled >= enough:
                return Told(found, settled)
            if kept is not None and self._is_worth_reading(kept, wanted[settled:], to_come):
                self._read_on(key, kept)
                continue
            # The list shows no attachments of other types than "Document"; they exist all the same.
            with suppress(NotFound):
                found[wanted[settled]] = self.one(key.place.holding(wanted[settled]))
            settled += 1

    @staticmethod
    def _is_worth_reading(kept: _List, wanted: Sequence[str], to_come: int) -> bool:
        """Whether to read the list on takes no longer than to ask for what is missing one by one."""
        if kept.over:
            return False
        pages = -(-(to_come - kept.read) // _SIZES[0])
        return sum(one not in kept.rows for one in wanted) > max(_SINGLY, _AS_LONG * pages)

    def _kept(self, key: Key) -> _List:
        now = time.monotonic()
        with self._lock:
            for project, old in list(self._lists.items()):
                if old.until < now - _KEPT:
                    del self._lists[project]
            kept = self._lists.pop(key.project, None) or _List(now + _KEPT)
            self._lists[key.project] = kept
            while len(self._lists) > _PROJECTS:
                del self._lists[next(iter(self._lists))]
            return kept

    def _read_on(self, key: Key, kept: _List) -> None:
        """One page further; none, if somebody else was faster."""
        before = kept.read
        with _in_turn(kept.turn):
            if kept.over or kept.read != before:
                return
            if kept.newest is None:
                kept.newest = self._newest(key, kept)
            size = _size(kept)
            found = self._page(key, FILE_NAME, "ascending", kept.read // size + 1, size)
            kept.put(found)
            if len(found) < size and size > max(kept.most, 1) and found and len(found) % _ROUND == 0:
                # Cut, maybe. Of the first page it is known what was left out; of others not.
                kept.cut = True
                if not kept.read:
                    kept.read = kept.most = len(found)
                return
            kept.read += len(found)
            kept.most = max(kept.most, len(found))
            kept.over = len(found) < size


def _size(kept: _List) -> int:
    """Of the next page."""
    if not kept.read:
        return _SIZES[-1]
    if kept.cut:
        return kept.most
    return next(size for size in _SIZES if size <= kept.read and kept.read % size == 0)


@contextmanager
def _in_turn(turn: threading.Lock) -> Iterator[None]:
    while not turn.acquire(timeout=_GLANCE):
        current().check()
    try:
        yield
    finally:
        turn.release()
