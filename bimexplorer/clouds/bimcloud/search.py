"""Searching: a query as a criterion that lets through too much rather than too little, sorted out here.

What BIMcloud does not document is found out once per connection, with something that is known to exist:

* whether `%` in `$like` is any run of characters, and whether `$like` minds upper and lower case;
* whether `$loweredPath` is ordered by code points, so that all that is below a folder lies between `path/`
  and `path0` ("0" follows "/").

What turns out not to work is left out of the criterion; then more rows are read and left out here. No other
wildcard than `%` is relied upon, and no character that some server could take for a wildcard or write in
another way: each of them is asked for as `%` too.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.listing import Listings, Scope, State, of_kinds, read_cursor
from bimexplorer.clouds.bimcloud.manager import Criterion, Manager
from bimexplorer.errors import InvalidName, ServerFailed, UnexpectedAnswer, Unsupported
from bimexplorer.model import Entry, Kind, Page, Sort, SortColumn
from bimexplorer.query import (
    AllOf,
    AnyOf,
    Calendar,
    Extension,
    Field,
    Modified,
    Not,
    OfKind,
    Query,
    Relation,
    Size,
    Text,
    Wildcard,
    fields,
    matcher,
)
from bimexplorer.words import later, say

log = logging.getLogger(__name__)

UNSEARCHABLE: Mapping[Field, str] = MappingProxyType(
    {Field.BY: later("BIMcloud does not tell who changed a file, so it cannot be searched for.")}
)

_WITNESSES = 20
"""Rows at the top of the tree among which one is chosen whose name proves most."""

Parts = tuple[str | Wildcard, ...]

_LETTERS = re.compile(r"[A-Za-z]{3,}")

_OPERATORS = {
    Relation.LESS: "$lt",
    Relation.AT_MOST: "$lte",
    Relation.EQUAL: "$eq",
    Relation.AT_LEAST: "$gte",
    Relation.MORE: "$gt",
}


class Like(Enum):
    """What `$like` with `%` can be asked about."""

    NAMES = "names"
    """Names, whatever their case; and lowered paths."""
    PATHS = "paths"
    """Lowered paths only, where case does not matter."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What was found out about a server."""

    like: Like
    ranges: bool
    """Whether all that is below a folder lies between `path/` and `path0`."""


class Searches:
    """Reads pages of searches. May be used from any thread; one search from one thread at a time."""

    def __init__(self, manager: Manager, listings: Listings) -> None:
        self._manager = manager
        self._listings = listings
        self._abilities: Abilities | None = None

    def page(
        self, folder: Entry, query: Query, sort: Sort | None, cursor: str | None, limit: int, *, below: bool
    ) -> Page:
        """See `clouds.base.Cloud.search`; `sort` and what the query looks at are known to be possible."""
        path, state = self._begun(folder) if cursor is None else _continued(cursor)
        # By name in one folder is by path.
        by_key = sort is None or (sort.column is SortColumn.NAME and not below)
        entries, further = self._listings.stretch(
            self._scope(folder, path, query, below=below),
            sort or Sort(),
            state,
            limit,
            by_key=by_key,
        )
        return Page(entries, None if further is None else json.dumps({"folder": path, "listing": further}))

    def _begun(self, folder: Entry) -> tuple[str, State]:
        """The folder's `$loweredPath`, with the root's name as the server spells it. Raises `NotFound`."""
        path = convert.lowered_path(self._manager.resource(folder.id))
        if not path:
            raise UnexpectedAnswer(say("The server told no path of the folder."), folder.id)
        return path, {}

    def _scope(self, folder: Entry, path: str, query: Query, *, below: bool) -> Scope:
        calendar = Calendar.here()
        fits = matcher(query, calendar)
        asks_texts = fields(query) & {Field.NAME, Field.PATH, Field.TYPE}
        abilities = self._known() if below or asks_texts else Abilities(Like.NOTHING, ranges=False)
        narrowed = criterion(query, calendar, abilities.like)
        conditions = () if narrowed is None else (narrowed,)
        if not below:
            place: Criterion = {"$eq": {"$parentId": folder.id}}
            return Scope((place, *conditions), wanted=lambda _row, entry: fits(entry))

        def wanted(row: Mapping[str, Any], entry: Entry) -> bool:
            return convert.lowered_path(row).startswith(f"{path}/") and fits(entry)

        bounds = (f"{path}/", f"{path}0") if abilities.ranges else ("", "")
        return Scope(conditions, *bounds, wanted=wanted)

    # ---------------------------------------------------------------------------------------- finding out

    def _known(self) -> Abilities:
        if self._abilities is None:
            rows = self._manager.resources(
                {"$eq": {"$parentId": convert.ROOT_ID}}, sort_by="$loweredPath", limit=_WITNESSES
            )
            if not rows:
                # Nothing to try it on; nothing that a search could miss either.
                return Abilities(Like.NOTHING, ranges=False)
            found = self._found_out(max(rows, key=lambda row: len(_letters(row))))
            if found is None:
                return Abilities(Like.NOTHING, ranges=False)
            log.info("$like asks about %s; ranges of paths: %s", found.like.value, found.ranges)
            self._abilities = found
        return self._abilities

    def _found_out(self, row: Mapping[str, Any]) -> Abilities | None:
        """None: the row has gone meanwhile and proves nothing."""
        path, letters = convert.lowered_path(row), _letters(row)
        parent = path.rpartition("/")[0]
        between: list[Criterion] = [
            {"$gt": {"$loweredPath": f"{parent}/"}},
            {"$lt": {"$loweredPath": f"{parent}0"}},
        ]
        # Without its first and last letter and in the other case, so that a hit proves wildcard and case.
        name = f"%{letters[1:-1].swapcase()}%" if letters else ""
        lowered = _pattern((path.rpartition("/")[2][1:],), lowered=True, whole=False)
        paths: list[Criterion] = [{"$like": {"$loweredPath": lowered}}] if lowered else []
        names: list[Criterion] = [{"$like": {"name": name}}, *paths] if name and lowered else []
        if names and self._finds(row, [*names, *between]):
            return Abilities(Like.NAMES, ranges=True)
        ranges = self._finds(row, between)
        if names and self._finds(row, names):
            return Abilities(Like.NAMES, ranges)
        if paths and self._finds(row, paths):
            return Abilities(Like.PATHS, ranges)
        return Abilities(Like.NOTHING, ranges) if self._finds(row, []) else None

    def _finds(self, row: Mapping[str, Any], conditions: list[Criterion]) -> bool:
        """Whether the server finds this row among those that fulfil the conditions."""
        question = {"$and": [{"$eq": {"id": row["id"]}}, *conditions]}
        try:
            rows = self._manager.resources(question, sort_by="$loweredPath", limit=1)
        except (InvalidName, ServerFailed, Unsupported) as error:
            log.info("The server does not take %s: %s", json.dumps(conditions), error.technical)
            return False
        return any(found["id"] == row["id"] for found in rows)


def _continued(cursor: str) -> tuple[str, State]:
    state = read_cursor(cursor)
    path, listing = state.get("folder"), state.get("listing")
    if not isinstance(path, str) or not isinstance(listing, dict):
        raise UnexpectedAnswer(say("The search cannot be continued. Begin it again."), "bad cursor")
    return path, listing


def _letters(row: Mapping[str, Any]) -> str:
    """The longest run of plain letters in a row's name; empty if there is none long enough."""
    return max(_LETTERS.findall(str(row.get("name", ""))), key=len, default="")


# ---------------------------------------------------------------------------------------- the criterion


def criterion(query: Query, calendar: Calendar, like: Like) -> Criterion | None:
    """What every fitting resource fulfils, and as few others as can be asked for; None: nothing to ask."""
    return _wide(query, calendar, like, negated=False)


def _wide(query: Query, calendar: Calendar, like: Like, *, negated: bool) -> Criterion | None:
    """The same for a query or its negation: negations are moved inwards until they meet a condition.

    A condition that lets through too much would, negated, let through too little. Such ones are dropped.
    """
    if isinstance(query, Not):
        return _wide(query.query, calendar, like, negated=not negated)
    if isinstance(query, (AllOf, AnyOf)):
        parts = [_wide(part, calendar, like, negated=negated) for part in query.queries]
        known = [part for part in parts if part is not None]
        if isinstance(query, AllOf) is not negated:
            return _joined("$and", known)
        return _joined("$or", known) if len(known) == len(parts) else None
    if isinstance(query, (Text, Extension)):
        return None if negated else _text(query, like)
    if isinstance(query, OfKind):
        kinds = of_kinds(frozenset({query.kind}))
        return {"$not": kinds} if negated else kinds
    condition = _size(query) if isinstance(query, Size) else _modified(query, calendar)
    if not negated:
        return condition
    # Only files are sure to have a size and a date; what a server says of missing ones is not documented.
    return {"$or": [{"$not": condition}, {"$not": of_kinds(frozenset({Kind.FILE}))}]}


def _joined(operator: str, parts: list[Criterion]) -> Criterion | None:
    return {operator: parts} if len(parts) > 1 else parts[0] if parts else None


def _size(query: Size) -> Criterion:
    return {_OPERATORS[query.relation]: {"$size": query.size}}


def _modified(query: Modified, calendar: Calendar) -> Criterion:
    since, until = calendar.span(query)
    bounds: list[Criterion] = [{"$gte": {"$modifiedDate": _milliseconds(since)}}] if since else []
    bounds += [{"$lt": {"$modifiedDate": _milliseconds(until)}}] if until else []
    return bounds[0] if len(bounds) == 1 else {"$and": bounds}


def _milliseconds(moment: datetime) -> int:
    """Of the beginning of a day, so there are no fractions."""
    return int(moment.timestamp()) * 1000


def _text(query: Text | Extension, like: Like) -> Criterion | None:
    if isinstance(query, Extension):
        name = _named((Wildcard.ANY, f".{query.text}"), like, whole=True)
        return _joined("$and", [of_kinds(frozenset({Kind.FILE})), *([name] if name else [])])
    if query.field is Field.NAME:
        return _named(query.parts, like, whole=query.whole)
    return _pathed(query.parts, like, whole=query.whole)


def _named(parts: Parts, like: Like, *, whole: bool) -> Criterion | None:
    # On the path the name is what is behind its last slash.
    of_path = _pathed(("/", *parts) if whole else parts, like, whole=whole)
    if like is not Like.NAMES:
        return of_path
    name, lowered = (_pattern(parts, lowered=flag, whole=whole) for flag in (False, True))
    of_name: list[Criterion] = [{"$like": {"name": name}}] if name else []
    # Where names have letters that a server may not know in both cases, the path says more.
    says_more = lowered != name or (not _is_telling(name) and _accented(parts))
    return _joined("$and", of_name + ([of_path] if of_path and says_more else []))


def _pathed(parts: Parts, like: Like, *, whole: bool) -> Criterion | None:
    if like is Like.NOTHING:
        return None
    # The root's name stands before what a query knows of a path.
    pattern = _pattern((Wildcard.ANY, *parts) if whole else parts, lowered=True, whole=whole)
    found: list[Criterion] = [{"$like": {"$loweredPath": pattern}}] if pattern else []
    letter = "" if _is_telling(pattern) else _accented(parts)
    if letter:
        spellings = (letter, unicodedata.normalize("NFD", letter))
        found.append({"$or": [{"$like": {"$loweredPath": f"%{spelling}%"}} for spelling in spellings]})
    return _joined("$and", found)


def _is_telling(pattern: str) -> bool:
    """Whether it leaves out more than a few."""
    return any(character.isalnum() for character in pattern)


def _accented(parts: Parts) -> str:
    """A lower letter with an accent out of a text; empty if there is none with just two ways to write it."""
    for part in parts:
        for character in unicodedata.normalize("NFC", part).lower() if isinstance(part, str) else "":
            if character.isalpha() and len(unicodedata.normalize("NFD", character)) == 2:
                return character
    return ""


def _pattern(parts: Parts, *, lowered: bool, whole: bool) -> str:
    """Parts as `$like` takes them; empty if it would let through everything."""
    spelled = _in_lowered if lowered else _in_any_case
    pieces = [] if whole else ["%"]
    for part in parts:
        text = unicodedata.normalize("NFC", part) if isinstance(part, str) else "%"
        pieces += [spelled(character) or "%" for character in text]
    pieces += [] if whole else ["%"]
    pattern = re.sub("%+", "%", "".join(pieces))
    return "" if pattern == "%" else pattern


def _in_any_case(character: str) -> str:
    """How it stands in a text, to a server that knows both cases of A to Z alone; empty if that is not sure.

    Not sure is what is a wildcard or a bracket somewhere, and letters that can be written in two ways.
    """
    if character.isascii():
        return character.lower() if character.isalnum() or character in " .-_" else ""
    return character if character.upper() == character.lower() and _is_one_letter(character) else ""


def _in_lowered(character: str) -> str:
    """The same where the server turned everything into lower case."""
    if character.isascii():
        return character.lower() if character.isalnum() or character in " .-_/" else ""
    lower = character.lower()
    return lower if lower not in ("σ", "ς") and _is_one_letter(lower) else ""  # noqa: RUF001 - as follows


def _is_one_letter(character: str) -> bool:
    """Whether it is a letter that cannot be written in another way, as one and its accent."""
    return character.isalnum() and unicodedata.normalize("NFKD", character) == character
