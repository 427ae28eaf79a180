"""Reading a list by page numbers while others change it."""

from __future__ import annotations

import random

import pytest

from bimexplorer.clouds.bimplus.paging import Fetch, State, Stretch, read_all, read_on, window

UNCUT = 10**9


def server(rows: list[str], most: int = UNCUT) -> Fetch:
    """One that gives `most` rows at a time at most, and counts pages by that."""

    def fetch(page: int, size: int) -> list[dict[str, str]]:
        size = min(size, most)
        return [{"id": row} for row in rows[(page - 1) * size : page * size]]

    return fetch


def ids(stretch: Stretch) -> list[str]:
    return [str(row["id"]) for row in stretch.rows]


@pytest.mark.parametrize("count", [0, 1, 5, 19, 20, 21, 50, 99, 100, 101, 200, 500, 1234])
@pytest.mark.parametrize("limit", [3, 7, 50, 100, 500])
@pytest.mark.parametrize("most", [UNCUT, 100, 50, 30])
@pytest.mark.parametrize("hold_last", [False, True])
def test_every_row_comes_once(count: int, limit: int, most: int, hold_last: bool) -> None:
    rows = [str(number) for number in range(count)]
    found: list[str] = []
    state: State | None = State()
    for _ in range(5 * count + 5):
        if state is None:
            break
        stretch = read_on(server(rows, most), state, limit, hold_last=hold_last)
        assert len(stretch.rows) <= limit
        found += ids(stretch)
        # As a cursor keeps it.
        state = None if stretch.state is None else State.of_json(stretch.state.as_json())
    assert state is None
    assert found == rows
    assert [row["id"] for row in read_all(server(rows, most), limit)] == rows


@pytest.mark.parametrize(("most", "calls"), [(UNCUT, 20), (250, 80), (100, 150)])
@pytest.mark.parametrize("hold_last", [False, True])
def test_pages_grow_as_far_as_the_server_gives_them(most: int, calls: int, hold_last: bool) -> None:
    """As a view asks: a hundred rows first, then ever more."""
    rows = [str(number) for number in range(10_000)]
    asked: list[tuple[int, int]] = []
    given = server(rows, most)

    def fetch(page: int, size: int) -> list[dict[str, str]]:
        asked.append((page, size))
        return given(page, size)

    found: list[str] = []
    limit = 100
    state: State | None = State()
    while state is not None:
        stretch = read_on(fetch, state, limit, hold_last=hold_last)
        found += ids(stretch)
        state = None if stretch.state is None else State.of_json(stretch.state.as_json())
        limit = min(1000, 2 * limit)
    assert found == rows
    assert len(asked) <= calls


@pytest.mark.parametrize("seed", range(40))
def test_other_peoples_changes_neither_drop_nor_double_a_row(seed: int) -> None:
    chance = random.Random(seed)
    rows = [f"{number:06}" for number in range(0, 4000, 2)]
    always = set(rows)
    found: list[str] = []
    state: State | None = State()
    while state is not None:
        stretch = read_on(server(rows), state, 100, hold_last=True)
        found += ids(stretch)
        state = stretch.state
        for gone in chance.sample(rows, chance.randint(0, 8)):
            rows.remove(gone)
            always.discard(gone)
        rows += {f"{chance.randrange(1, 4000, 2):06}" for _ in range(chance.randint(0, 8))} - set(rows)
        rows.sort()
    assert len(set(found)) == len(found)
    assert always <= set(found)


def test_many_rows_go_where_the_list_is_being_read() -> None:
    rows = [f"{number:06}" for number in range(400)]
    first = read_on(server(rows), State(), 100)
    assert first.state is not None
    left = rows[:60] + rows[95:]
    second = read_on(server(left), first.state, 100)
    assert ids(second)[:3] == rows[100:103]


def test_only_wanted_rows_count() -> None:
    rows = [f"{number:04}" for number in range(1000)]
    found: list[str] = []
    state: State | None = State()
    while state is not None:
        stretch = read_on(
            server(rows), state, 10, wanted=lambda row: str(row["id"]).endswith("7"), at_once=300
        )
        found += ids(stretch)
        state = stretch.state
    assert found == [row for row in rows if row.endswith("7")]


@pytest.mark.parametrize("read", [1, 2, 19, 20, 100, 101, 4999, 99_999])
@pytest.mark.parametrize("most", [20, 50, 100, 500])
def test_a_page_begins_with_rows_that_were_given(read: int, most: int) -> None:
    page, size = window(read, most)
    begin = (page - 1) * size
    assert begin < read <= begin + size
    assert size <= most
    assert begin + size - read >= most // 4


@pytest.mark.parametrize("raw", [None, [], {"read": "1"}, {"read": 1, "last": {}, "most": 1}])
def test_a_state_that_is_none_begins_anew(raw: object) -> None:
    assert State.of_json(raw) == State()
