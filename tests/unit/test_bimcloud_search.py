"""Searching a BIMcloud: what is asked, and that nothing is missed whatever a server makes of the question."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timezone
from string import ascii_lowercase, ascii_uppercase
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.listing import PROPERTIES, Listings
from bimexplorer.clouds.bimcloud.manager import Manager
from bimexplorer.clouds.bimcloud.search import Like, Searches, criterion
from bimexplorer.errors import NotFound, ServerFailed, UnexpectedAnswer
from bimexplorer.model import Entry, Sort, SortColumn
from bimexplorer.query import (
    Ago,
    Calendar,
    Extension,
    Field,
    Modified,
    OfKind,
    Query,
    Size,
    matches,
    parse,
)
from tests.queries import KINDS, RELATIONS, patterns, texts, trees

CALENDAR = Calendar(date(2026, 5, 31), ZoneInfo("Europe/Berlin"))
ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class Office:
    """A manager with a tree, which understands questions as told.

    `like`: what `$like` is to it. "full" and "ascii": `%` and `_` are wildcards and case does not matter, of
    all letters or of A to Z; "exact": case matters; "glob": the wildcards are `*` and `?`; "regex": `%` is a
    wildcard and everything else a regular expression; "none": an error.
    `ordered`: whether `$loweredPath` is compared by code points; if not, punctuation does not count.
    """

    def __init__(self, like: str = "full", *, ordered: bool = True, root: str = "Project Root") -> None:
        self.like = like
        self.ordered = ordered
        self.root = root
        self.rows: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[Any, int]] = []
        """(criterion, limit) of each question."""
        self._add("projectRoot", "resourceGroup", root, "", None)
        self._add("serverRoot", "resourceGroup", "Server Root", "", None)
        self._add("server", "modelServer", "Plan server", "serverRoot", None)

    def _add(self, row_id: str, kind: str, name: str, parent: str, size: int | None) -> str:
        above = f"{self.rows[parent]['$path']}/" if parent else ""
        row: dict[str, Any] = {
            "id": row_id,
            "type": kind,
            "name": name,
            "$path": above + name,
            "$loweredPath": (above + name).lower(),
            "$parentId": parent,
            "$modifiedDate": 1_780_000_000_000 - len(self.rows) * 40_000_000,
        }
        if size is not None:
            row["$size"] = size
        if all(row["$loweredPath"] != other["$loweredPath"] for other in self.rows.values()):
            self.rows[row_id] = row
            return row_id
        return parent

    def folder(self, name: str, parent: str = "projectRoot") -> str:
        return self._add(f"id{len(self.rows)}", "resourceGroup", name, parent, None)

    def file(self, name: str, parent: str = "projectRoot", size: int = 1) -> str:
        return self._add(f"id{len(self.rows)}", "blob", name, parent, size)

    def entry(self, row_id: str) -> Entry:
        return convert.entry(self.rows[row_id])

    def below(self, row_id: str) -> list[Entry]:
        found = [self.entry(other) for other, row in self.rows.items() if row["$parentId"] == row_id]
        return found + [deep for entry in found for deep in self.below(entry.id)]

    # ---------------------------------------------------------------- Manager

    def resource(self, resource_id: str) -> Any:
        if resource_id not in self.rows:
            raise NotFound("It is gone.")
        return self.rows[resource_id]

    def resources(
        self, criterion: Any, *, sort_by: str, descending: bool = False, skip: int = 0, limit: int = 100
    ) -> list[dict[str, Any]]:
        self.asked.append((criterion, limit))
        assert limit <= 1000
        json.dumps(criterion)
        found = [row for row in self.rows.values() if self._fulfils(row, criterion)]
        found.sort(key=lambda row: self._key(row["$loweredPath"]))
        if sort_by != "$loweredPath":
            found.sort(key=lambda row: (row.get(sort_by) is not None, row.get(sort_by)))
        if descending:
            found.reverse()
        return found[skip : skip + limit]

    def _key(self, path: str) -> tuple[str, str]:
        return (path, "") if self.ordered else (re.sub(r"[^\w]", "", path), path)

    def _fulfils(self, row: dict[str, Any], question: dict[str, Any]) -> bool:
        return all(self._one(row, operator, operand) for operator, operand in question.items())

    def _one(self, row: dict[str, Any], operator: str, operand: Any) -> bool:
        if operator == "$and":
            return all(self._fulfils(row, part) for part in operand)
        if operator == "$or":
            return any(self._fulfils(row, part) for part in operand)
        if operator == "$not":
            return not self._fulfils(row, operand)
        ((name, wanted),) = operand.items()
        value = row.get(name)
        if operator == "$eq":
            return value in wanted if isinstance(wanted, list) else value == wanted
        if operator == "$like":
            assert isinstance(value, str)
            return self._likes(value, wanted)
        assert operator in ("$gt", "$gte", "$lt", "$lte"), operator
        if value is None:
            return False
        if name == "$loweredPath":
            value, wanted = self._key(value), self._key(wanted)
        compared = (value > wanted) - (value < wanted)
        return {"$gt": compared > 0, "$gte": compared >= 0, "$lt": compared < 0, "$lte": compared <= 0}[
            operator
        ]

    def _likes(self, value: str, pattern: str) -> bool:
        if self.like == "none":
            raise ServerFailed("The server failed.", "unknown operator")
        many, one = ("*", "?") if self.like == "glob" else ("%", "_")
        if self.like == "regex":
            return re.fullmatch(pattern.replace("%", ".*"), value, re.DOTALL | re.IGNORECASE) is not None
        if self.like == "full":
            value, pattern = value.lower(), pattern.lower()
        if self.like == "ascii":
            value, pattern = value.translate(ASCII_LOWER), pattern.translate(ASCII_LOWER)
        expression = "".join(
            ".*" if letter == many else "." if letter == one else re.escape(letter) for letter in pattern
        )
        return re.fullmatch(expression, value, re.DOTALL) is not None


def searches(office: Office) -> Searches:
    manager = cast("Manager", office)
    return Searches(manager, Listings(manager))


def every(
    office: Office,
    query: Query,
    folder: str = "projectRoot",
    *,
    below: bool = True,
    sort: Sort | None = None,
    limit: int = 100,
) -> list[Entry]:
    """All that a search finds, its pages checked."""
    search = searches(office)
    found: list[Entry] = []
    cursor: str | None = None
    for _ in range(1000):
        page = search.page(office.entry(folder), query, sort, cursor, limit, below=below)
        assert len(page.entries) <= limit
        assert page.entries or page.cursor is None
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found
    pytest.fail("the search does not end")


def ids(entries: list[Entry]) -> set[str]:
    return {entry.id for entry in entries}


# ---------------------------------------------------------------------------------------- what is asked

FILE = {"$eq": {"type": "blob"}}
OE_SOMEWHERE = {"$or": [{"$like": {"$loweredPath": "%ö%"}}, {"$like": {"$loweredPath": "%o\u0308%"}}]}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("plan", {"$like": {"name": "%plan%"}}),
        ("PLAN", {"$like": {"name": "%plan%"}}),
        ("pl?n*.pdf", {"$like": {"name": "pl%n%.pdf"}}),
        ("name:=plan.pdf", {"$like": {"name": "plan.pdf"}}),
        ('"100%_a (2)[b]^c"', {"$like": {"name": "%100%_a %2%b%c%"}}),
        ("*", None),
        ("%", None),
        (
            "Pläne",
            {"$like": {"name": "%pl%ne%"}},
        ),
        (
            "Слово",
            {"$like": {"$loweredPath": "%слово%"}},
        ),
        (
            "Раздел-A*",
            {"$and": [{"$like": {"name": "%-a%"}}, {"$like": {"$loweredPath": "%/раздел-a%"}}]},
        ),
        ("日本", {"$like": {"name": "%日本%"}}),
        ("İx", {"$like": {"name": "%x%"}}),
        ("Ö", OE_SOMEWHERE),
        ("-Ö*", None),
        (
            "Ö-*",
            {
                "$and": [
                    {"$like": {"name": "%-%"}},
                    {"$and": [{"$like": {"$loweredPath": "%/%-%"}}, OE_SOMEWHERE]},
                ]
            },
        ),
        ("ǖ", None),
        ("path:/Villa/*", {"$like": {"$loweredPath": "%/villa/%"}}),
        ("path:/Villa", {"$like": {"$loweredPath": "%/villa%"}}),
        ("type:file", FILE),
        ("type:folder", {"$eq": {"type": "resourceGroup"}}),
        ("-type:folder", {"$not": {"$eq": {"type": "resourceGroup"}}}),
        ("type:ifc", {"$and": [FILE, {"$like": {"name": "%.ifc"}}]}),
        ("size:>10MB", {"$gt": {"$size": 10_000_000}}),
        ("size:1..2", {"$and": [{"$gte": {"$size": 1}}, {"$lte": {"$size": 2}}]}),
        ("-size:>1", {"$or": [{"$not": {"$gt": {"$size": 1}}}, {"$not": FILE}]}),
        ("modified:>=2026-01-01", {"$gte": {"$modifiedDate": 1_767_222_000_000}}),
        ("modified:<2026-01-01", {"$lt": {"$modifiedDate": 1_767_222_000_000}}),
        (
            "modified:today",
            {
                "$and": [
                    {"$gte": {"$modifiedDate": 1_780_178_400_000}},
                    {"$lt": {"$modifiedDate": 1_780_264_800_000}},
                ]
            },
        ),
        ("", None),
        ("-plan", None),
        ("-type:pdf", None),
        ("plan -draft", {"$like": {"name": "%plan%"}}),
        ("plan OR size:1", {"$or": [{"$like": {"name": "%plan%"}}, {"$eq": {"$size": 1}}]}),
        ("plan OR -draft", None),
        ("-(plan OR type:file)", {"$not": FILE}),
        ("-(plan type:file)", None),
        ("-(type:folder type:file)", {"$or": [{"$not": {"$eq": {"type": "resourceGroup"}}}, {"$not": FILE}]}),
        ("--plan", {"$like": {"name": "%plan%"}}),
    ],
)
def test_what_is_asked(text: str, asked: Any) -> None:
    assert criterion(parse(text), CALENDAR, Like.NAMES) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("plan", {"$like": {"$loweredPath": "%plan%"}}),
        ("plan*", {"$like": {"$loweredPath": "%/plan%"}}),
        ("*.pdf", {"$like": {"$loweredPath": "%.pdf"}}),
        ("type:pdf", {"$and": [FILE, {"$like": {"$loweredPath": "%.pdf"}}]}),
    ],
)
def test_what_is_asked_where_names_know_their_case(text: str, asked: Any) -> None:
    found = criterion(parse(text), CALENDAR, Like.PATHS)
    assert json.dumps(found).replace("%/%", "%") == json.dumps(asked)


@pytest.mark.parametrize(
    ("text", "asked"), [("plan", None), ("type:pdf", FILE), ("plan size:1", {"$eq": {"$size": 1}})]
)
def test_what_is_asked_where_there_are_no_wildcards(text: str, asked: Any) -> None:
    assert criterion(parse(text), CALENDAR, Like.NOTHING) == asked


def test_days_are_asked_for_to_the_millisecond() -> None:
    asked = criterion(parse("modified:=2026-01-01"), Calendar(date(2026, 1, 1), timezone.utc), Like.NAMES)
    first, behind = 1_767_225_600_000, 1_767_312_000_000
    assert asked == {"$and": [{"$gte": {"$modifiedDate": first}}, {"$lt": {"$modifiedDate": behind}}]}
    assert convert.moment(first) == datetime(2026, 1, 1, tzinfo=timezone.utc)


# ---------------------------------------------------------------------------------------- nothing is missed

LIKES = ["full", "ascii", "exact", "glob", "regex", "none"]

NAMES = texts("PpLlaänNÄß%_[](){}^$+.-'&#ςΣσЯяё日\u0308 01", 6).filter(lambda name: bool(name.strip()))
"""Of the letters that the queries have too, so that they meet."""

QUERIES = trees(
    patterns(texts("PpLlaänNÄß%_[](){}^$+.-'&#ςΣσЯяё日\u0308 01/", 3), (Field.NAME, Field.PATH))
    | st.builds(OfKind, KINDS)
    | st.builds(Extension, texts("pP.ä", 2))
    | st.builds(Size, RELATIONS, st.integers(0, 4))
    | st.builds(
        Modified,
        RELATIONS,
        st.dates(date(2026, 5, 10), date(2026, 5, 31)) | st.builds(Ago, st.integers(0, 900), st.just("d")),
    )
)

TREES = st.lists(st.tuples(st.booleans(), st.integers(0, 100), NAMES, st.integers(0, 4)), max_size=25)


def grown(office: Office, branches: list[tuple[bool, int, str, int]]) -> list[str]:
    """Fill the office; its folders."""
    folders = ["projectRoot", office.folder("Hafenkontor Hamburg")]
    for is_folder, place, name, size in branches:
        parent = folders[place % len(folders)]
        if is_folder:
            folders.append(office.folder(name, parent))
        else:
            office.file(name, parent, size)
    return folders


@settings(max_examples=200)
@given(
    like=st.sampled_from(LIKES),
    ordered=st.booleans(),
    branches=TREES,
    query=QUERIES,
    place=st.integers(0, 100),
    below=st.booleans(),
    sort=st.none() | st.builds(Sort, st.sampled_from(sorted(PROPERTIES)), st.booleans()),
    limit=st.integers(1, 9),
)
def test_a_search_finds_what_fits_and_nothing_else(
    *,
    like: str,
    ordered: bool,
    branches: list[tuple[bool, int, str, int]],
    query: Query,
    place: int,
    below: bool,
    sort: Sort | None,
    limit: int,
) -> None:
    office = Office(like, ordered=ordered)
    folders = grown(office, branches)
    folder = folders[place % len(folders)]
    found = every(office, query, folder, below=below, sort=sort, limit=limit)
    there = [entry for entry in office.below(folder) if below or entry.place == folder]
    assert len(found) == len(ids(found))
    assert ids(found) == {entry.id for entry in there if matches(query, entry)}
    if sort is None:
        paths = [office.rows[entry.id]["$loweredPath"] for entry in found]
        assert paths == sorted(paths, key=office._key)


@pytest.mark.parametrize("like", LIKES)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ΟΔΟΣ.txt", "ΟΔΟΣ*"),
        ("ΟΔΟΣΑ", "οδος"),
        ("Fru\u0308hling", "FRÜHLING"),
        ("Frühling", "fru\u0308*"),
        ("İstanbul", "İSTANBUL"),
        ("Straße", "stra*e"),
        ("план (2).pdf", '"ПЛАН (2)"'),
        ("100%_[a]", "100%_[a]"),
        ("a+b^c$", "*+b^c$"),
        ("日本 1", "日本*"),
        ("한국", "한?"),
        ("ÖBB", "ö"),
        ("O\u0308BB", "Ö*"),
        ("ǖ", "ǖ"),
    ],
)
def test_names_that_servers_compare_in_their_own_way(like: str, name: str, text: str) -> None:
    office = Office(like)
    folder = office.folder("Hafenkontor")
    found = office.file(name, folder)
    office.file("another", folder)
    assert ids(every(office, parse(text), folder)) == {found}


@pytest.mark.parametrize("like", LIKES)
@pytest.mark.parametrize("ordered", [True, False])
def test_neighbours_of_a_folder_are_not_below_it(like: str, ordered: bool) -> None:
    office = Office(like, ordered=ordered)
    plan = office.folder("Plan")
    inside = {office.file(name, plan) for name in ("a", "-", " ", "0", "Ä", "日")}
    for name in ("Plan ", "Plan-", "Plan.", "Plan0", "Plan1", "PlanA"):
        office.file("a", office.folder(name))
    assert ids(every(office, parse(""), plan)) == inside
    assert ids(every(office, parse("type:file"), plan)) == inside
    assert plan not in ids(every(office, parse("plan"), plan))


@pytest.mark.parametrize("root", ["Project Root", "Projektwurzel & Ä", "项目根", "%", "a"])
def test_the_roots_name_does_not_matter(root: str) -> None:
    office = Office(root=root)
    plan = office.file("Plan.pdf", office.folder("Räume"))
    assert ids(every(office, parse("plan"))) == {plan}
    assert ids(every(office, parse("path:/räume/*"))) == {plan}
    assert "server" not in ids(every(office, parse("")))


# ---------------------------------------------------------------------------------------- what it costs


def questions(office: Office) -> int:
    return len(office.asked)


def test_what_is_found_out_is_found_out_once() -> None:
    office = Office()
    office.file("Plan.pdf", office.folder("Hafenkontor"))
    search = searches(office)
    root = office.entry("projectRoot")
    for _ in range(3):
        assert len(search.page(root, parse("plan"), None, None, 100, below=True).entries) == 1
    # What is at the top, one trial of it, and three searches.
    assert questions(office) == 2 + 3
    last, _ = office.asked[-1]
    assert {"$like": {"name": "%plan%"}} in last["$and"]
    assert {"$gt": {"$loweredPath": "project root/"}} in last["$and"]


@pytest.mark.parametrize(
    ("like", "ordered", "asked"),
    [
        ("full", True, ["name", "$loweredPath"]),
        ("ascii", True, ["name", "$loweredPath"]),
        ("regex", True, ["name", "$loweredPath"]),
        ("exact", True, ["$loweredPath"]),
        ("glob", True, ["$loweredPath"]),
        ("none", True, ["$loweredPath"]),
        ("full", False, ["name"]),
    ],
)
def test_only_what_works_is_asked(like: str, ordered: bool, asked: list[str]) -> None:
    office = Office(like, ordered=ordered)
    plan = office.file("Plan.pdf", office.folder("Hafenkontor"))
    assert ids(every(office, parse("plan"))) == {plan}
    text = json.dumps(office.asked[-1][0])
    assert ('{"name": "%plan%"}' in text) is ("name" in asked)
    assert ('{"$loweredPath": "project root0"}' in text) is ordered
    assert ('{"$loweredPath": "%plan%"}' in text) is (like == "exact")


def test_sizes_and_kinds_in_a_folder_need_nothing_found_out() -> None:
    office = Office()
    big = office.file("a", size=9)
    office.file("b", size=1)
    assert ids(every(office, parse("size:>5"), below=False)) == {big}
    assert questions(office) == 1


def test_a_site_where_nothing_can_be_tried_is_asked_again_later() -> None:
    office = Office()
    search = searches(office)
    root = office.entry("projectRoot")
    assert search.page(root, parse("plan"), None, None, 100, below=True).entries == ()
    plan = office.file("Plan.pdf", office.folder("Hafenkontor"))
    assert ids(list(search.page(root, parse("plan"), None, None, 100, below=True).entries)) == {plan}
    assert '{"name": "%plan%"}' in json.dumps(office.asked[-1][0])


class Fleeting(Office):
    """Everything at the top goes away as soon as it was seen."""

    def resources(self, criterion: Any, **options: Any) -> list[dict[str, Any]]:
        rows = super().resources(criterion, **options)
        if criterion == {"$eq": {"$parentId": "projectRoot"}}:
            for row in rows:
                del self.rows[row["id"]]
        return rows


def test_what_went_away_proves_nothing() -> None:
    office = Fleeting()
    office.folder("Hafenkontor")
    search = searches(office)
    search.page(office.entry("projectRoot"), parse("plan"), None, None, 100, below=True)
    assert search._abilities is None


def test_a_selective_question_costs_one_call_a_page() -> None:
    office = Office()
    folder = office.folder("Hafenkontor")
    for number in range(500):
        office.file(f"plan {number:03}.pdf" if number % 2 else f"photo {number:03}.jpg", folder)
    search = searches(office)
    pages, cursor = 0, None
    while pages == 0 or cursor:
        page = search.page(office.entry(folder), parse("plan"), None, cursor, 50, below=True)
        assert len(page.entries) == (50 if page.cursor or pages < 5 else 0)
        cursor = page.cursor
        pages += 1
    assert questions(office) == 2 + pages
    assert pages == 6


def test_a_page_that_found_something_does_not_look_for_more() -> None:
    office = Office("glob")
    folder = office.folder("Hafenkontor")
    for number in range(2000):
        office.file(f"{number:04} {'plan' if number % 150 == 149 else 'photo'}", folder)
    search = searches(office)
    search.page(office.entry(folder), parse("x"), None, None, 1, below=False)
    office.asked.clear()
    page = search.page(office.entry(folder), parse("*plan"), None, None, 100, below=True)
    # 100 rows without one, then 400.
    assert [limit for _, limit in office.asked] == [100, 400]
    assert len(page.entries) == 3
    assert page.cursor is not None


def test_a_folder_that_is_gone() -> None:
    office = Office()
    folder = office.entry(office.folder("Hafenkontor"))
    del office.rows[folder.id]
    for below in (True, False):
        with pytest.raises(NotFound):
            searches(office).page(folder, parse("a"), None, None, 10, below=below)


@pytest.mark.parametrize(
    "cursor", ["", "nonsense", "[]", "{}", '{"after": "x"}', '{"folder": 1, "listing": {}}']
)
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    office = Office()
    with pytest.raises(UnexpectedAnswer):
        searches(office).page(office.entry("projectRoot"), parse("a"), None, cursor, 10, below=True)


class Stubborn(Office):
    """Knows nothing of conditions: every page is the first one."""

    def resources(self, criterion: Any, **options: Any) -> list[dict[str, Any]]:
        return super().resources({}, **options)


def test_a_server_that_repeats_itself_is_noticed() -> None:
    office = Stubborn()
    for number in range(1500):
        office.file(f"{number:04}", "projectRoot")
    with pytest.raises(UnexpectedAnswer, match="repeats"):
        every(office, parse("nothing"))


def test_rows_of_one_name_in_many_folders_are_sorted_by_name() -> None:
    office = Office()
    for name in ("b", "a", "c"):
        folder = office.folder(name)
        office.file("z.pdf", folder)
        office.file(f"{name}.pdf", folder)
    sort = Sort(SortColumn.NAME, descending=True)
    found = every(office, parse("*.pdf"), sort=sort, limit=2)
    assert [entry.name for entry in found] == ["z.pdf", "z.pdf", "z.pdf", "c.pdf", "b.pdf", "a.pdf"]
