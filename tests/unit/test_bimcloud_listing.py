"""Paging while others change the folder, in every order of events that hypothesis thinks of."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bimexplorer.clouds.bimcloud.listing import PROPERTIES, Listings, of_kinds
from bimexplorer.clouds.bimcloud.manager import Manager
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Entry, Kind, Sort, SortColumn

FOLDER = Entry(id="f", name="f", kind=Kind.FOLDER, type="resourceGroup", path=("f",))


class Shelf:
    """Sorts, skips and limits like a manager, over rows that the test changes between two pages."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = {row["id"]: row for row in rows}
        self.asked = 0

    def resources(
        self, criterion: Any, *, sort_by: str, descending: bool = False, skip: int = 0, limit: int = 100
    ) -> list[dict[str, Any]]:
        self.asked += 1
        rows = [row for row in self.rows.values() if _fits(row, criterion)]
        rows.sort(key=lambda row: row["$loweredPath"])
        rows.sort(key=lambda row: (row[sort_by] is not None, row[sort_by]), reverse=descending)
        return [dict(row) for row in rows[skip : skip + limit]]


def _fits(row: dict[str, Any], criterion: Any) -> bool:
    for condition in criterion.get("$and", [criterion]):
        if "$gt" in condition and not row["$loweredPath"] > condition["$gt"]["$loweredPath"]:
            return False
        if "$lt" in condition and not row["$loweredPath"] < condition["$lt"]["$loweredPath"]:
            return False
    return True


def row(number: int, size: int | None, name: str = "") -> dict[str, Any]:
    return {
        "id": str(number),
        "type": "blob",
        "name": f"{name}{number:05}",
        "$path": f"R/f/{name}{number:05}",
        "$loweredPath": f"r/f/{name}{number:05}",
        "$parentId": "f",
        "$size": size,
        "$modifiedDate": (size or 0) * 1000,
    }


SIZES = st.none() | st.integers(0, 6)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), SIZES),
        st.tuples(st.just("delete"), st.integers(0, 10**6)),
        st.tuples(st.just("change"), st.integers(0, 10**6), SIZES),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(
    sizes=st.lists(SIZES, max_size=60),
    between=st.lists(EVENTS, max_size=12),
    column=st.sampled_from(sorted(PROPERTIES)),
    descending=st.booleans(),
    limit=st.integers(1, 15),
)
def test_nothing_is_given_twice_and_nothing_that_stood_still_is_missed(
    sizes: list[int | None], between: list[Any], column: SortColumn, descending: bool, limit: int
) -> None:
    shelf = Shelf([row(number, size) for number, size in enumerate(sizes)])
    listings = Listings(cast("Manager", shelf))
    untouched = set(shelf.rows)
    given_rows: list[str] = []
    cursor: str | None = None
    newest = len(sizes)
    for page_number in range(1000):
        page = listings.page(FOLDER, None, Sort(column, descending), cursor, limit)
        assert len(page.entries) <= limit
        given_rows += [entry.id for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
        for event in between[page_number] if page_number < len(between) else []:
            ids = sorted(shelf.rows)
            if event[0] == "insert":
                shelf.rows[str(newest)] = row(newest, event[1], name="new")
                newest += 1
            elif ids:
                chosen = ids[event[1] % len(ids)]
                untouched.discard(chosen)
                if event[0] == "delete":
                    del shelf.rows[chosen]
                elif column is not SortColumn.NAME:
                    shelf.rows[chosen]["$size"] = event[2]
                    shelf.rows[chosen]["$modifiedDate"] = (event[2] or 0) * 1000
    else:
        pytest.fail("the listing does not end")
    assert len(given_rows) == len(set(given_rows))
    assert untouched <= set(given_rows)


def rest_of(listings: Listings, sort: Sort, cursor: str | None) -> list[str]:
    ids: list[str] = []
    while cursor:
        page = listings.page(FOLDER, None, sort, cursor, 20)
        ids += [entry.id for entry in page.entries]
        cursor = page.cursor
    return ids


def test_many_deleted_before_the_position() -> None:
    shelf = Shelf([row(number, number) for number in range(100)])
    listings, sort = Listings(cast("Manager", shelf)), Sort(SortColumn.SIZE)
    first = listings.page(FOLDER, None, sort, None, 20)
    for number in range(15):
        del shelf.rows[str(number)]
    assert rest_of(listings, sort, first.cursor) == [str(number) for number in range(20, 100)]


def test_a_row_that_moved_proves_nothing() -> None:
    """It was given, and now stands just where the next page looks for a row that was given."""
    shelf = Shelf([row(number, number * 2) for number in range(100)])
    listings, sort = Listings(cast("Manager", shelf)), Sort(SortColumn.SIZE)
    first = listings.page(FOLDER, None, sort, None, 20)
    for number in range(12):
        del shelf.rows[str(number)]
    shelf.rows["12"]["$size"] = 55
    assert [item["id"] for item in shelf.resources({}, sort_by="$size", skip=15, limit=1)] == ["12"]
    assert rest_of(listings, sort, first.cursor) == [str(number) for number in range(20, 100)]


def test_many_inserted_before_the_position() -> None:
    shelf = Shelf([row(number, number) for number in range(100)])
    listings, sort = Listings(cast("Manager", shelf)), Sort(SortColumn.SIZE)
    first = listings.page(FOLDER, None, sort, None, 20)
    for number in range(100, 170):
        shelf.rows[str(number)] = row(number, 0, name="new")
    rest = rest_of(listings, sort, first.cursor)
    assert len(rest) == len(set(rest))
    assert [row_id for row_id in rest if int(row_id) < 100] == [str(number) for number in range(20, 100)]


@pytest.mark.parametrize("column", sorted(PROPERTIES))
def test_a_page_asked_for_again_is_the_same_page(column: SortColumn) -> None:
    listings = Listings(cast("Manager", Shelf([row(number, number % 7) for number in range(95)])))
    sort = Sort(column)
    first = listings.page(FOLDER, None, sort, None, 20)
    second = listings.page(FOLDER, None, sort, first.cursor, 20)
    third = listings.page(FOLDER, None, sort, second.cursor, 20)
    assert listings.page(FOLDER, None, sort, first.cursor, 20).entries == second.entries
    assert listings.page(FOLDER, None, sort, second.cursor, 20).entries == third.entries


@pytest.mark.parametrize("column", sorted(PROPERTIES))
def test_a_calm_folder_costs_one_call_a_page(column: SortColumn) -> None:
    shelf = Shelf([row(number, number % 7) for number in range(250)])
    listings = Listings(cast("Manager", shelf))
    cursor: str | None = None
    pages = 0
    while pages == 0 or cursor:
        cursor = listings.page(FOLDER, None, Sort(column), cursor, 100).cursor
        pages += 1
    assert (pages, shelf.asked) == (3, 3)


def test_a_forgotten_listing_goes_on_by_position() -> None:
    shelf = Shelf([row(number, number) for number in range(50)])
    sort = Sort(SortColumn.SIZE)
    first = Listings(cast("Manager", shelf)).page(FOLDER, None, sort, None, 20)
    rest = Listings(cast("Manager", shelf)).page(FOLDER, None, sort, first.cursor, 100)
    assert [entry.id for entry in (*first.entries, *rest.entries)] == [str(number) for number in range(50)]


@pytest.mark.parametrize("cursor", ["", "nonsense", "[]", "5", "null"])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        Listings(cast("Manager", Shelf([]))).page(FOLDER, None, Sort(), cursor, 10)


@pytest.mark.parametrize(
    ("kinds", "criterion"),
    [
        ({Kind.FOLDER}, {"$eq": {"type": "resourceGroup"}}),
        ({Kind.FOLDER, Kind.FILE}, {"$eq": {"type": ["blob", "resourceGroup"]}}),
        ({Kind.OTHER}, {"$not": {"$eq": {"type": ["blob", "library", "project", "resourceGroup"]}}}),
    ],
)
def test_kinds_as_criterion(kinds: set[Kind], criterion: Any) -> None:
    assert of_kinds(frozenset(kinds)) == criterion


def test_other_kinds_beside_known_ones() -> None:
    criterion = json.dumps(of_kinds(frozenset({Kind.FOLDER, Kind.OTHER})))
    assert criterion.startswith('{"$or": [{"$eq": {"type": "resourceGroup"}}, {"$not"')


class Stubborn(Shelf):
    """Knows nothing of conditions: every page is the first one."""

    def resources(self, criterion: Any, **options: Any) -> list[dict[str, Any]]:
        return super().resources({}, **options)


def test_a_server_that_repeats_itself_is_noticed() -> None:
    listings = Listings(cast("Manager", Stubborn([row(number, number) for number in range(5)])))
    first = listings.page(FOLDER, None, Sort(), None, 2)
    with pytest.raises(UnexpectedAnswer, match="repeats"):
        listings.page(FOLDER, None, Sort(), first.cursor, 2)
