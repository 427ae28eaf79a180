"""The journal gives back what it was given, to its own and to other threads."""

from __future__ import annotations

import logging
import math
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bimexplorer import errors
from bimexplorer.errors import LocalError, Offline, ProgramError, RateLimited, ServerBusy
from bimexplorer.log import redact
from bimexplorer.transfer.journal import encoding, schema
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import (
    BatchRow,
    Changes,
    FolderRow,
    ItemRow,
    JobRow,
    Upload,
    Verb,
    Wish,
)
from bimexplorer.transfer.status import Check, Decision, Direction, Facts, Question, QuestionKind, State
from tests.unit.journal_rows import NOON, item, job


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal(path)) as journal:
        yield journal


# ---------------------------------------------------------------------------------------- round trip

_SIZES = st.integers(0, 2**62)
_IDS = st.integers(1, 2**31)
# File names may be no UTF-8 at all: Python gives them lone surrogates.
_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
_TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
_FACTS = st.builds(Facts, st.none() | _SIZES, st.none() | _TIMES)
_PLAIN_ERRORS = sorted(
    (
        cls
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, ProgramError) and not issubclass(cls, ServerBusy)
    ),
    key=lambda cls: cls.__name__,
)
_ERRORS = st.sampled_from(_PLAIN_ERRORS).flatmap(lambda cls: st.builds(cls, _TEXT, _TEXT)) | st.builds(
    RateLimited, _TEXT, _TEXT, st.none() | st.floats(0, 1e6)
)
_QUESTIONS = st.builds(
    Question,
    st.sampled_from(QuestionKind),
    _TEXT,
    st.lists(st.sampled_from(Decision)).map(tuple),
    _TEXT,
    st.none() | _FACTS,
    st.none() | _FACTS,
    st.none() | st.booleans(),
)
_JOBS = st.builds(
    JobRow,
    id=_IDS,
    drop_id=_IDS,
    position=st.floats(allow_nan=False, allow_infinity=False),
    direction=st.sampled_from(Direction),
    site_id=_TEXT,
    user=_TEXT,
    title=_TEXT,
    is_folder=st.booleans(),
    local=_TEXT,
    remote=_TEXT,
    decision=st.sampled_from(Decision),
    plan=_TEXT,
    state=st.sampled_from(State),
    paused=st.booleans(),
    error=st.none() | _ERRORS,
    note=_TEXT,
    files=_SIZES,
    files_done=_SIZES,
    files_failed=_SIZES,
    files_deciding=_SIZES,
    size=_SIZES,
    done=_SIZES,
    counting=st.booleans(),
    held=st.booleans(),
    check=st.sampled_from(Check),
    created=_TIMES,
    listed=st.just(True),
    handed=st.booleans(),
)
_ITEMS = st.builds(
    ItemRow,
    id=_IDS,
    job_id=_IDS,
    name=_TEXT,
    state=st.sampled_from([state for state in State if state is not State.RUNNING]),
    size=_SIZES,
    done=_SIZES,
    check=st.sampled_from(Check),
    error=st.none() | _ERRORS,
    note=_TEXT,
    question=st.none() | _QUESTIONS,
    decision=st.none() | st.sampled_from(Decision),
    local=_TEXT,
    remote=_TEXT,
    data=_TEXT,
    sha256=_TEXT,
    revision=_TEXT,
    ended=_TIMES,
)


def _comparable(row: JobRow | ItemRow) -> tuple[object, ...]:
    """With the error as a value: two exceptions are never equal."""
    error = row.error
    told = (
        None
        if error is None
        else (
            type(error),
            redact(error.sentence),
            redact(error.technical),
            getattr(error, "retry_after", None),
        )
    )
    return replace(row, error=None), told


@settings(max_examples=50)
@given(
    st.lists(_JOBS, min_size=1, max_size=4, unique_by=lambda row: row.id),
    st.lists(_ITEMS, max_size=6, unique_by=lambda row: row.id),
)
def test_jobs_and_items_come_back_as_they_were(jobs: list[JobRow], items: list[ItemRow]) -> None:
    items = [replace(row, job_id=jobs[index % len(jobs)].id) for index, row in enumerate(items)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.sqlite"
        with closing(Journal(file)) as journal:
            journal.save(Changes(jobs=jobs, items=items))
        with closing(Journal(file)) as journal:
            kept = journal.load()
            assert [_comparable(row) for row in kept.jobs] == [
                _comparable(row) for row in sorted(jobs, key=lambda row: (row.position, row.id))
            ]
            assert [_comparable(row) for row in kept.items] == [
                _comparable(row) for row in sorted(items, key=lambda row: row.id)
            ]
            assert kept.next_item > max((row.id for row in items), default=0)
            assert journal.reserve(1)[0] > max(row.id for row in jobs)
            assert {row.item_id for row in journal.history().rows} == {
                row.id for row in items if row.state.finished
            }


@settings(max_examples=40)
@given(st.lists(st.builds(FolderRow, st.just(1), _TEXT, _TEXT), max_size=5, unique_by=lambda row: row.key))
def test_folders_come_back_in_the_order_they_were_noted(folders: list[FolderRow]) -> None:
    with tempfile.TemporaryDirectory() as place, closing(Journal(Path(place) / "journal.sqlite")) as journal:
        journal.save(Changes(jobs=[job(1)], folders=folders))
        assert list(journal.load().folders) == folders
        journal.save(Changes(folders_gone=[(1, row.key) for row in folders[1:]]))
        assert list(journal.load().folders) == folders[:1]


def test_a_row_is_a_column_for_a_column(journal: Journal) -> None:
    for codec in (encoding.JOBS, encoding.ITEMS, encoding.FOLDERS, encoding.BATCHES, encoding.LEDGER):
        columns = journal._main._connection.execute(f"PRAGMA table_info({codec.table})").fetchall()
        assert set(codec.names) == {column[1] for column in columns} - {"no"}


def test_batches_and_their_ids(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert (journal.load().next_item, journal.load().next_batch) == (1, 1)
        batches = [BatchRow(7, "office", '{"state": 1}'), BatchRow(3, "büro", "{}")]
        journal.save(Changes(batches=batches))
        assert journal.load().batches == (batches[1], batches[0])
        journal.save(Changes(batches=[replace(batches[1], data="[]")], batches_gone=[7]))
        assert journal.load().batches == (replace(batches[1], data="[]"),)
    with closing(Journal(path)) as journal:
        assert journal.load().next_batch == 8, "the id of a batch that is gone is not given again"


def test_items_that_are_gone_keep_their_ids(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)], items=[item(5, 1), item(9, 1, State.DONE)]))
        journal.save(Changes(items_gone=[9]))
        assert [row.id for row in journal.load().items] == [5]
        assert journal.history().rows == ()
    with closing(Journal(path)) as journal:
        assert journal.load().next_item == 10


def test_what_ran_is_kept_as_waiting_and_what_ended_has_a_time(journal: Journal) -> None:
    before = datetime.now(timezone.utc)
    journal.save(
        Changes(jobs=[job(1)], items=[item(1, 1, State.RUNNING), item(2, 1, State.SKIPPED, ended=None)])
    )
    running, skipped = journal.load().items
    assert running.state is State.WAITING
    assert skipped.ended is not None
    assert before <= skipped.ended + timedelta(microseconds=1)
    assert [row.item_id for row in journal.history().rows] == [2]


def test_the_last_of_several_rows_of_an_item_counts(journal: Journal) -> None:
    """A queue that could not write collects on, and hands over all it has."""
    journal.save(Changes(jobs=[job(1)], items=[item(1, 1, State.FAILED), item(1, 1, State.WAITING)]))
    assert [row.state for row in journal.load().items] == [State.WAITING]
    assert journal.history().rows == ()
    journal.save(Changes(items=[item(1, 1, State.WAITING), item(1, 1, State.DONE)]))
    assert [row.state for row in journal.history().rows] == [State.DONE]


def test_only_listed_jobs_are_loaded_by_position(journal: Journal) -> None:
    journal.save(
        Changes(
            jobs=[job(1, position=3.0), job(2, position=1.5), job(3, position=9.0, listed=False)],
            items=[item(1, 1), item(2, 3, State.DONE)],
            folders=[FolderRow(3, "a", "{}"), FolderRow(1, "a", "{}")],
        )
    )
    kept = journal.load()
    assert [row.id for row in kept.jobs] == [2, 1]
    assert [row.id for row in journal.job_rows()] == [2, 1]
    assert [row.id for row in kept.items] == [1]
    assert [row.job_id for row in kept.folders] == [1]
    assert [row.id for row in journal.item_rows(3)] == [2]
    assert journal.item_rows(77) == ()
    assert journal.last_position() == 3.0


def test_positions_begin_at_nothing(journal: Journal) -> None:
    assert journal.last_position() == 0.0
    journal.save(Changes(jobs=[job(1, position=-4.0)]))
    assert journal.last_position() == -4.0


def test_handed_jobs_are_told_until_they_are_taken_over(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1, handed=True, position=2.0), job(2), job(3, handed=True, position=1.0)]))
    assert [row.id for row in journal.handed()] == [3, 1]
    journal.save(Changes(jobs=[job(3)]))
    assert [row.id for row in journal.handed()] == [1]


def test_reserved_ids_are_consecutive_and_never_given_again(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert journal.reserve(3) == range(1, 4)
        assert journal.reserve(1) == range(4, 5)
    with closing(Journal(path)) as journal, closing(Journal(path)) as other:
        assert other.reserve(2) == range(5, 7)
        assert journal.reserve(1) == range(7, 8)


def test_a_size_beyond_all_disks_does_not_stop_the_journal(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1, size=10**30)], items=[item(1, 1, size=2**63)]))
    assert journal.load().jobs[0].size == 2**63 - 1
    assert journal.load().items[0].size == 2**63 - 1


# ---------------------------------------------------------------------------------------- errors


def test_rows_that_say_the_same_are_equal_however_often_they_are_read(journal: Journal) -> None:
    failed = RateLimited("Later.", "429", 3.5)
    journal.save(Changes(jobs=[job(1, error=failed)], items=[item(1, 1, State.FAILED, error=failed)]))
    assert journal.job_rows() == journal.job_rows()
    assert journal.item_rows(1) == journal.item_rows(1)


def test_an_error_of_another_module_is_kept_as_its_nearest_known_kind(journal: Journal) -> None:
    class Unplugged(Offline):
        pass

    journal.save(Changes(jobs=[job(1, error=Unplugged("No line.", "eth0"))]))
    error = journal.load().jobs[0].error
    assert type(error) is Offline
    assert (error.sentence, error.technical) == ("No line.", "eth0")


def test_an_error_of_a_newer_program_comes_back_as_a_plain_one(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1, error=Offline("No line.", "eth0"))]))
    _alter(journal, "UPDATE jobs SET error = replace(error, 'Offline', 'Eclipse')")
    error = journal.load().jobs[0].error
    assert type(error) is ProgramError
    assert error.sentence == "No line."


def test_no_secret_of_an_error_reaches_the_file(path: Path) -> None:
    leaking = Offline(
        "https://anna:hunter2@host did not answer.", "GET https://host/?session-id=0123456789ab"
    )
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1, error=leaking)], items=[item(1, 1, State.FAILED, error=leaking)]))
    content = path.read_bytes()
    assert b"did not answer" in content
    assert b"hunter2" not in content
    assert b"0123456789ab" not in content


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE items SET state = 'levitating' WHERE id = 1",
        'UPDATE items SET question = \'{"kind": "riddle"}\' WHERE id = 1',
        "UPDATE items SET error = 'no JSON' WHERE id = 1",
        "UPDATE items SET error = '[]' WHERE id = 1",
        "UPDATE items SET ended = 9000000000000000000 WHERE id = 1",
        "UPDATE items SET name = x'ff00' WHERE id = 1",
        "UPDATE items SET decision = 'whatever' WHERE id = 1",
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_and_logged_once(
    journal: Journal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(encoding, "_unreadable", set())
    done = [item(1, 1, State.DONE), item(2, 1, State.DONE)]
    journal.save(Changes(jobs=[job(1)], items=done))
    _alter(journal, damage)
    with caplog.at_level(logging.WARNING):
        assert [row.id for row in journal.load().items] == [2]
        assert [row.id for row in journal.item_rows(1)] == [2]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert [row.item_id for row in journal.history().rows] == [2]
    assert [row.item_id for row in journal.receipt([1])] == [2]


def test_what_belongs_to_an_unreadable_job_is_not_loaded(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    journal.save(
        Changes(
            jobs=[job(1), job(2)],
            items=[item(1, 1), item(2, 2)],
            folders=[FolderRow(1, "a", ""), FolderRow(2, "a", "")],
        )
    )
    _alter(journal, "UPDATE jobs SET direction = 'sideways' WHERE id = 1")
    kept = journal.load()
    assert [row.id for row in kept.jobs] == [2]
    assert [row.id for row in kept.items] == [2]
    assert [row.job_id for row in kept.folders] == [2]
    assert "sideways" in caplog.text


def _alter(journal: Journal, sql: str) -> None:
    with journal._main.writing() as connection:
        assert connection.execute(sql).rowcount == 1


# ---------------------------------------------------------------------------------------- messages, ledger


def test_wishes_are_told_in_order_until_they_were_carried_out(journal: Journal) -> None:
    assert journal.wishes() == ()
    journal.wish(Wish(Verb.DECIDE, (3,), '{"name": "Ä \udcff"}'))
    journal.wish(Wish(Verb.CLEAR, ()))
    decide, clear = journal.wishes()
    assert decide == Wish(Verb.DECIDE, (3,), '{"name": "Ä \udcff"}', decide.id)
    assert clear == Wish(Verb.CLEAR, (), "", clear.id)
    assert journal.wishes() == (decide, clear)
    journal.save(Changes(wishes_gone=[decide.id]))
    assert journal.wishes() == (clear,)


def test_a_wish_of_a_newer_program_is_left_out(journal: Journal, caplog: pytest.LogCaptureFixture) -> None:
    journal.wish(Wish(Verb.PAUSE, (1,)))
    journal.wish(Wish(Verb.RETRY, (2,)))
    _alter(journal, "UPDATE wishes SET verb = 'frame' WHERE verb = 'pause'")
    assert [wish.verb for wish in journal.wishes()] == [Verb.RETRY]
    assert "frame" in caplog.text


def test_another_journals_writing_is_noticed_once(journal: Journal, path: Path) -> None:
    assert not journal.changed()
    journal.save(Changes(jobs=[job(1)]))
    assert not journal.changed(), "one's own writing is no news"
    with closing(Journal(path)) as other:
        assert not journal.changed()
        other.wish(Wish(Verb.PAUSE, (1,)))
        assert journal.changed()
        assert not journal.changed()
        assert other.job_rows()[0].id == 1
        assert not journal.changed(), "reading is no news"


def test_the_ledger_knows_the_last_upload_of_each_entry(journal: Journal) -> None:
    first = Upload("office", "e1", 2**62, "ab" * 32, None)
    journal.save(Changes(ledger=[first, Upload("other", "e1", 5, "cd" * 32, NOON, "7")]))
    assert journal.uploaded("office", ["e1", "e2"]) == {"e1": first}
    later = replace(first, sha256="ef" * 32, modified=NOON, revision="8")
    journal.save(Changes(ledger=[first, later]))
    assert journal.uploaded("office", ["e1"]) == {"e1": later}
    assert journal.uploaded("office", []) == {}


def test_the_ledger_is_asked_for_thousands_at_once(journal: Journal) -> None:
    lines = [Upload("office", f"entry {number}", number, "ab" * 32, NOON) for number in range(5000)]
    journal.save(Changes(ledger=lines))
    known = journal.uploaded("office", [f"entry {number}" for number in range(2, 70_000)])
    assert len(known) == 4998
    assert known["entry 4999"] == lines[4999]


def test_the_ledger_keeps_the_newest(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bimexplorer.transfer.journal.history.LEDGER_LINES", 3)
    lines = [Upload("office", str(number), number, "ab" * 32, NOON) for number in range(5)]
    journal.save(Changes(ledger=lines))
    journal.save(Changes(ledger=[lines[0]]))
    journal.trim(0)
    assert set(journal.uploaded("office", [str(number) for number in range(5)])) == {"0", "3", "4"}


# ---------------------------------------------------------------------------------------- life


def test_nothing_changed_is_nothing_written(journal: Journal, path: Path) -> None:
    with closing(Journal(path)) as other:
        journal.save(Changes())
        assert journal.load() == other.load()


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with closing(Journal(path)) as journal:
        with pytest.raises(LocalError):
            journal.save(Changes(jobs=[job(1), job(2, position=math.nan)]))
        assert journal.load().jobs == ()
        journal.save(Changes(jobs=[job(1)], items=[item(1, 1)]))
        assert len(journal.load().items) == 1
    with closing(Journal(path)) as journal:
        assert not journal.lost, "looked through, and found to be in order"
        assert len(journal.load().items) == 1


def test_a_closed_journal_says_so(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    journal.close()
    for call in (
        journal.load,
        journal.changed,
        journal.history,
        lambda: journal.save(Changes(jobs=[job(1)])),
    ):
        with pytest.raises(LocalError, match="closed"):
            call()
    with closing(Journal(path)) as again:
        assert again.load().jobs == ()


def test_several_threads_at_once(journal: Journal) -> None:
    journal.save(Changes(jobs=[job(1)]))
    failures: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 40):
                journal.save(Changes(items=[item(number, 1, State.DONE)]))
                journal.history("pdf")
                journal.reserve(1)
                journal.changed()
                assert number in {row.id for row in journal.item_rows(1)}
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(1 + 100 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(journal.load().items) == 160
    assert journal.reserve(1) == range(162, 163), "160 were reserved, and the job has one id itself"


# ---------------------------------------------------------------------------------------- versions


def _with_another_version(monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, statements))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)


def test_an_older_journal_is_migrated_with_all_that_is_in_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)]))
    _with_another_version(monkeypatch, "ALTER TABLE jobs ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")
    with closing(Journal(path)) as journal:
        assert not journal.lost
        assert [row.id for row in journal.load().jobs] == [1]
        assert journal._main._connection.execute("SELECT colour FROM jobs").fetchall() == [("blue",)]


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)]))
    with monkeypatch.context() as newer:
        _with_another_version(newer, "ALTER TABLE jobs ADD COLUMN colour TEXT", "ALTER TABLE nothing ADD x")
        with pytest.raises(LocalError):
            Journal(path)
    with closing(Journal(path)) as journal:
        assert [row.id for row in journal.load().jobs] == [1]


def test_a_newer_programs_journal_is_refused_and_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        _with_another_version(newer, "CREATE TABLE novelties (id INTEGER)")
        with closing(Journal(path)) as journal:
            journal.save(Changes(jobs=[job(1)]))
    with pytest.raises(LocalError, match="newer BIM Explorer"):
        Journal(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id FROM jobs").fetchall() == [(1,)]
    assert not list(path.parent.glob("*damaged*"))


def test_every_field_of_a_row_has_a_way_into_the_table() -> None:
    """A field of a type without a codec would be found here rather than at somebody's desk."""
    for row in (JobRow, ItemRow, FolderRow, BatchRow, Upload):
        codec: encoding.Codec[Any] = encoding.Codec(row, "any")
        assert codec.names == tuple(field.name for field in fields(row))
