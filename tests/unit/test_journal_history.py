"""The history: searched, turned page by page, trimmed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.errors import AccessDenied
from bimexplorer.transfer.journal.history import fold
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes, FolderRow
from bimexplorer.transfer.status import Check, Direction, HistoryRow, State
from tests.unit.journal_rows import NOON, item, job, past


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.sqlite")) as journal:
        yield journal


def _ids(journal: Journal, search: str = "") -> list[int]:
    return [row.item_id for row in journal.history(search).rows]


def test_a_row_tells_what_the_item_and_its_job_know(journal: Journal) -> None:
    failed = item(
        4,
        2,
        State.FAILED,
        name="Büro/a.pdf",
        error=AccessDenied("You may not write here.", "403"),
        sha256="ab",
        revision="9",
        ended=NOON + timedelta(hours=1),
    )
    journal.save(
        Changes(jobs=[job(2, direction=Direction.DOWNLOAD, user="Änne", state=State.FAILED)], items=[failed])
    )
    expected = HistoryRow(
        item_id=4,
        job_id=2,
        direction=Direction.DOWNLOAD,
        site_id="office",
        name="Büro/a.pdf",
        local="/home/anna/Büro/a.pdf",
        remote="/House/Büro/a.pdf",
        state=State.FAILED,
        size=10,
        check=Check.NONE,
        sha256="ab",
        revision="9",
        user="Änne",
        ended=NOON + timedelta(hours=1),
        error="You may not write here.",
    )
    assert journal.history().rows == (expected,)
    assert journal.receipt([2]) == (expected,)


def test_only_what_has_ended_is_history(journal: Journal) -> None:
    journal.save(
        Changes(jobs=[job(1)], items=[item(index + 1, 1, state) for index, state in enumerate(State)])
    )
    ended = {row.state for row in journal.history().rows}
    assert ended == {state for state in State if state.finished}
    assert journal.history().cursor is None


def test_the_last_that_ended_comes_first_whatever_the_clock_says(journal: Journal) -> None:
    journal.save(past(1, item(5, 1, State.DONE)))
    journal.save(past(2, item(3, 2, State.DONE, ended=NOON - timedelta(days=900))))
    assert _ids(journal) == [3, 5]


def test_tried_again_leaves_the_history_and_comes_back_as_the_newest(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1)], items=[item(1, 1, State.FAILED), item(2, 1, State.DONE)]))
    assert _ids(journal) == [2, 1]
    journal.save(Changes(items=[item(1, 1, State.WAITING)]))
    assert _ids(journal) == [2]
    journal.save(Changes(items=[item(1, 1, State.DONE, ended=NOON + timedelta(seconds=5))]))
    assert _ids(journal) == [1, 2]


def test_ended_again_between_two_savings_is_the_newest(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1)], items=[item(1, 1, State.FAILED), item(2, 1, State.DONE)]))
    journal.save(Changes(items=[item(1, 1, State.DONE, ended=NOON + timedelta(seconds=5))]))
    assert _ids(journal) == [1, 2]


def test_saved_again_unchanged_keeps_its_place_but_takes_its_new_name(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1)], items=[item(1, 1, State.DONE), item(2, 1, State.DONE)]))
    journal.save(Changes(items=[item(1, 1, State.DONE, name="Renamed.pdf")]))
    assert _ids(journal) == [2, 1]
    assert _ids(journal, "renamed") == [1]


# ---------------------------------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("name", "search"),
    [
        ("Hauptstraße 5.pdf", "HAUPTSTRASSE"),
        ("HAUPTSTRASSE 5.pdf", "straße"),
        ("Ärztehaus.ifc", "ärzte"),
        ("ärztehaus.ifc", "ÄRZTE"),
        (unicodedata.normalize("NFD", "Ärztehaus.ifc"), "ärzte"),
        ("Ärztehaus.ifc", unicodedata.normalize("NFD", "ÄRZTE")),
        ("ΟΔΟΣ.ifc", "οδος"),
        ("平面図.pdf", "面"),
        ("100%_done.pdf", "100%_"),
        ("a\"b'c.pdf", "\"b'"),
        ("Gr\udcfcn.pdf", "gr\udcfcn"),
        ("Plan.PDF", ".pdf"),
    ],
)
def test_a_search_finds_names_in_any_case_and_form(journal: Journal, name: str, search: str) -> None:
    journal.save(past(1, item(1, 1, State.DONE, name=name), item(2, 1, State.DONE, name="other.xyz")))
    assert _ids(journal, search) == [1]


def test_a_search_looks_into_both_paths(journal: Journal) -> None:
    rows = [
        item(1, 1, State.DONE, name="a", local="/home/anna/Keller/a", remote="/x/a"),
        item(2, 1, State.DONE, name="a", local="/home/anna/a", remote="/KELLER/a"),
        item(3, 1, State.DONE, name="a", local="/home/anna/a", remote="/x/a"),
    ]
    journal.save(past(1, *rows))
    assert _ids(journal, "keller") == [2, 1]
    assert _ids(journal, "%") == []
    assert _ids(journal, "a/home") == [], "the end of one path and the beginning of the next are no match"


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_folding_is_stable_and_blind_to_case(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    fold(text).encode()


# ---------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize("limit", [1, 7, 100, 101])
def test_pages_hold_every_row_once(journal: Journal, limit: int) -> None:
    journal.save(past(1, *(item(number, 1, State.DONE) for number in range(1, 101))))
    seen: list[int] = []
    cursor = None
    while True:
        page = journal.history(cursor=cursor, limit=limit)
        seen += [row.item_id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
        assert len(page.rows) == limit
    assert seen == list(range(100, 0, -1))


def test_turning_pages_of_a_search(journal: Journal) -> None:
    names = ["odd" if number % 2 else "even" for number in range(40)]
    journal.save(past(1, *(item(number + 1, 1, State.DONE, name=names[number]) for number in range(40))))
    first = journal.history("EVEN", limit=15)
    second = journal.history("EVEN", cursor=first.cursor, limit=15)
    assert [row.item_id for row in first.rows + second.rows] == list(range(39, 0, -2))
    assert second.cursor is None


def test_pages_hold_while_items_end_and_are_trimmed(journal: Journal) -> None:
    journal.save(past(1, *(item(number, 1, State.DONE) for number in range(1, 21))))
    first = journal.history(limit=5)
    assert [row.item_id for row in first.rows] == [20, 19, 18, 17, 16]
    journal.save(past(2, item(30, 2, State.DONE)))
    journal.save(Changes(items_gone=[16]))
    assert journal.trim(12) == 8
    second = journal.history(cursor=first.cursor, limit=100)
    assert [row.item_id for row in second.rows] == [15, 14, 13, 12, 11, 10, 9]


# ---------------------------------------------------------------------------------------- receipt


def test_a_receipt_is_in_the_order_of_the_items(journal: Journal) -> None:
    journal.save(
        Changes(jobs=[job(1), job(2), job(3)], items=[item(9, 1, State.DONE), item(4, 2, State.DONE)])
    )
    journal.save(Changes(items=[item(1, 2, State.DONE), item(2, 2), item(3, 3, State.DONE)]))
    assert [row.item_id for row in journal.receipt([2, 1])] == [1, 4, 9]
    assert journal.receipt([]) == ()
    assert journal.receipt([77]) == ()


# ---------------------------------------------------------------------------------------- trim


def test_trim_removes_the_oldest(journal: Journal) -> None:
    for number in range(1, 11):
        journal.save(past(number, item(number, number, State.DONE)))
    assert journal.trim(4) == 6
    assert _ids(journal) == [10, 9, 8, 7]
    assert journal.trim(4) == 0
    assert journal.item_rows(3) == ()
    left = journal._main._connection.execute("SELECT id FROM jobs ORDER BY id").fetchall()
    assert left == [(7,), (8,), (9,), (10,)], "jobs of which nothing is left go too"


def test_trim_leaves_unfinished_and_listed_jobs_alone(journal: Journal) -> None:
    journal.save(
        Changes(
            jobs=[
                job(1, state=State.WAITING),
                job(2, state=State.FAILED),
                job(3, state=State.WAITING, listed=False),
                job(4, state=State.DONE, listed=False, handed=True),
                job(5, state=State.DONE, listed=False),
            ],
            items=[item(number, number, State.DONE) for number in range(1, 6)] + [item(6, 1)],
            folders=[FolderRow(1, "a", "{}"), FolderRow(5, "a", "{}")],
        )
    )
    assert journal.trim(0) == 1
    assert _ids(journal) == [4, 3, 2, 1]
    assert [row.id for row in journal.load().items] == [1, 2, 6]
    left = journal._main._connection.execute("SELECT id FROM jobs ORDER BY id").fetchall()
    assert left == [(1,), (2,), (3,), (4,)]
    assert journal._main._connection.execute("SELECT job_id FROM folders").fetchall() == [(1,)]


def test_trim_counts_the_protected_among_the_kept(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1)], items=[item(number, 1, State.DONE) for number in range(1, 6)]))
    journal.save(past(2, *(item(number, 2, State.DONE) for number in range(6, 11))))
    assert journal.trim(7) == 3
    assert _ids(journal) == [10, 9, 5, 4, 3, 2, 1]


def test_finished_jobs_without_files_go(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1, state=State.DONE, listed=False), job(2, state=State.DONE)]))
    assert journal.trim(100) == 0
    assert journal._main._connection.execute("SELECT id FROM jobs").fetchall() == [(2,)]


def test_trim_of_more_than_one_transaction_holds(journal: Journal) -> None:
    journal.save(past(1, *(item(number, 1, State.DONE) for number in range(1, 12_001))))
    assert journal.trim(500) == 11_500
    assert len(_ids(journal)) == 200
    assert _ids(journal)[0] == 12_000
    assert journal.load().next_item == 12_001
