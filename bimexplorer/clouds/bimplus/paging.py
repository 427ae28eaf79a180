"""Reading a server's list page by page while others change it.

The service has page numbers only, and rows move under them. So each page is asked for with a size that makes
it begin with rows that were given before: where those are not found, rows were deleted further up, and the
reading begins further up too. No row is given twice, and none that was there all the time is left out, as
long as fewer rows than are remembered go at the same place.

How many rows a page may have at most is not documented: a page that is shorter than was asked for, with a
round number of rows, may be one that the server cut. Pages grow, up to what is wanted, as long as the server
gives them whole; where it does not, the answer is not used: its rows may be those of another page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bimexplorer.clouds.values import as_text

Fetch = Callable[[int, int], list[dict[str, Any]]]
"""Page number (from 1) and size -> the rows of that page."""

_REMEMBERED = 30
_ROUND = 10
_LEAST = 20


@dataclass(frozen=True, slots=True)
class State:
    """How far a list was read."""

    read: int = 0
    """Rows from the list's beginning."""
    last: tuple[str, ...] = ()
    """Ids of the rows given last, the newest at the end."""
    marks: tuple[str, ...] = ()
    """What told of each of those where it stands: one with another mark now may stand elsewhere."""
    most: int = 0
    """Rows that the largest page had: as many the server surely gives at a time."""
    cut: bool = False
    """Whether it gave fewer when more were asked for."""

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "last": list(self.last),
            "marks": list(self.marks),
            "most": self.most,
            "cut": self.cut,
        }

    @classmethod
    def of_json(cls, raw: Any) -> State:
        """The beginning, for what is no state."""
        if not isinstance(raw, dict):
            return cls()
        read, last, marks, most = raw.get("read"), raw.get("last"), raw.get("marks"), raw.get("most")
        if not isinstance(read, int) or not isinstance(last, list) or not isinstance(most, int):
            return cls()
        if not isinstance(marks, list) or len(marks) != len(last):
            return cls()
        return cls(
            max(read, 0),
            tuple(map(str, last)),
            tuple(map(str, marks)),
            max(most, _LEAST),
            raw.get("cut") is True,
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that were not given before."""

    rows: tuple[dict[str, Any], ...]
    around: tuple[dict[str, Any], ...]
    """All rows of the page in which they stood, also those given before and those that are yet to come."""
    state: State | None
    """To go on with; None: there are no more rows."""


def window(read: int, most: int) -> tuple[int, int]:
    """Number and size, `most` at most, of a page that begins with the last row read or little before.

    It reaches at least a quarter of `most` further.
    """

    def merit(candidate: int) -> tuple[bool, int, int]:
        before = (read - 1) % candidate
        return candidate - 1 - before >= most // 4, -before, candidate

    best = max(range(max(2, most // 2), most + 1), key=merit)
    return max(0, read - 1) // best + 1, best


def read_on(
    fetch: Fetch,
    state: State,
    limit: int,
    *,
    wanted: Callable[[dict[str, Any]], bool] = lambda _: True,
    at_once: int = 0,
    hold_last: bool = False,
    mark: Callable[[dict[str, Any]], str] = lambda _: "",
) -> Stretch:
    """At most `limit` further rows that are `wanted`, out of one page of `at_once` rows or more.

    `mark` tells by what rows are sorted, or whatever changes with it: a row that moved since it was given
    does not tell how far the list was read.

    With `hold_last` never the last row of a page that is not the list's last, so that the row behind each
    one is known.
    """
    if not state.read:
        page, asked = 1, max(limit, at_once, _LEAST)
        rows = fetch(page, asked)
        most, cut = max(len(rows), _LEAST), len(rows) < asked
    else:
        page, asked, rows, cut = _further(fetch, state, max(limit, at_once))
        most = max(state.most, len(rows))
    offset, begin = (page - 1) * asked, _behind_given(rows, state, mark)
    first = (rows, asked, offset)
    while begin is None and offset:
        # Rows further up are gone: what followed them stands further up as well.
        page, asked = window(max(1, offset - asked // 2), state.most)
        rows = fetch(page, asked)
        offset, begin = (page - 1) * asked, _behind_given(rows, state, mark)
    if begin is None:
        # All of them are gone: nothing better is known than how many there were.
        (rows, asked, offset), begin = first, 0
    given = set(state.last)
    fresh = [(number, row) for number, row in enumerate(rows[begin:], begin) if _id(row) not in given]
    ended = len(rows) < asked and (bool(state.read) or not rows or len(rows) % _ROUND != 0)
    if hold_last and not ended and len(fresh) > 1:
        fresh = fresh[:-1]
    taken: list[dict[str, Any]] = []
    passed = 0
    for _, row in fresh:
        if len(taken) == limit:
            break
        passed += 1
        taken += [row] if wanted(row) else []
    if ended and passed == len(fresh):
        return Stretch(tuple(taken), tuple(rows), None)
    reached = offset + (fresh[passed - 1][0] + 1 if passed else len(rows))
    seen = [row for _, row in fresh[:passed]][-_REMEMBERED:]
    last = (*state.last, *map(_id, seen))[-_REMEMBERED:]
    marks = (*state.marks, *map(mark, seen))[-_REMEMBERED:]
    return Stretch(tuple(taken), tuple(rows), State(reached, last, marks, most, cut))


def _further(fetch: Fetch, state: State, wanted: int) -> tuple[int, int, list[dict[str, Any]], bool]:
    """Number, size and rows of a page that goes on, and whether the server gives no larger ones."""
    if not state.cut and wanted > state.most:
        page, asked = window(state.read, min(wanted, 2 * state.most))
        rows = fetch(page, asked)
        if len(rows) == asked:
            return page, asked, rows, False
    page, asked = window(state.read, state.most)
    return page, asked, fetch(page, asked), state.cut or wanted > state.most


def read_all(fetch: Fetch, size: int) -> list[dict[str, Any]]:
    """The whole list."""
    found: dict[str, dict[str, Any]] = {}
    state: State | None = State()
    while state is not None:
        stretch = read_on(fetch, state, size)
        for row in stretch.rows:
            found.setdefault(_id(row), row)
        state = stretch.state
    return list(found.values())


def _behind_given(
    rows: list[dict[str, Any]], state: State, mark: Callable[[dict[str, Any]], str]
) -> int | None:
    """Where the rows begin that were not given; None: none of the page was, and stands where it stood."""
    if not state.last:
        return 0
    known = frozenset(state.last)
    places = {(_id(row), mark(row)): number for number, row in enumerate(rows) if _id(row) in known}
    given = zip(reversed(state.last), reversed(state.marks), strict=True)
    return next((places[row] + 1 for row in given if row in places), None)


def _id(row: Mapping[str, Any]) -> str:
    return as_text(row.get("id"))
