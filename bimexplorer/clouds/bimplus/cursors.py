"""Cursors, and which rows their listings have given: one that moves meanwhile is not given again.

Pages of the service have numbers only: a file that gets a new content stands at the end of a list by date
again. Only this run remembers; another one that goes on with a cursor knows the last rows alone
(`paging.State`).
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Entry, Page
from bimexplorer.words import say

_REMEMBERED = 64
"""Listings that can be gone on with; of an older one rows may come again."""

State = Mapping[str, Any]


class Given:
    """The rows of several listings, by entry id. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: OrderedDict[str, dict[str, None]] = OrderedDict()

    def page(self, state: State, read: Callable[[State], Page]) -> Page:
        """What `read` gives from this state on, without what was given before; empty only at the end."""
        name, ids = self._of(state)
        fresh: list[Entry] = []
        while not fresh:
            page = read(state)
            fresh = [entry for entry in page.entries if entry.id not in ids]
            if page.cursor is None:
                return Page(tuple(fresh), None)
            state = read_cursor(page.cursor)
        with self._lock:
            ids.update(dict.fromkeys(entry.id for entry in fresh))
            self._ids[name] = ids
            self._ids.move_to_end(name)
            while len(self._ids) > _REMEMBERED:
                self._ids.popitem(last=False)
        return Page(tuple(fresh), json.dumps({**state, "listing": name, "seen": len(ids)}))

    def _of(self, state: State) -> tuple[str, dict[str, None]]:
        """The listing's name and what it had given when the cursor was made."""
        name, seen = str(state.get("listing", "")), state.get("seen")
        with self._lock:
            ids = self._ids.get(name)
            if ids is not None and seen == len(ids):
                return name, ids
            # The beginning, or another's; or an earlier page again: whoever is further on goes on there.
            known = list(ids or ())[: seen if isinstance(seen, int) else 0]
            return uuid.uuid4().hex, dict.fromkeys(known)


def read_cursor(cursor: str | None) -> State:
    """The state in a cursor; empty at the beginning. Raises `UnexpectedAnswer`."""
    if cursor is None:
        return {}
    try:
        state = json.loads(cursor)
    except ValueError:
        state = None
    if not isinstance(state, dict):
        raise UnexpectedAnswer(say("The list cannot be continued. Read it again."), "bad cursor")
    return state
