"""A journal that is damaged, foreign, or cannot be written: the program starts all the same, or says why."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bimexplorer.errors import DiskFull, LocalError, TargetUnwritable
from bimexplorer.transfer.journal.database import Damaged
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes, Upload
from bimexplorer.transfer.status import State
from tests.unit.journal_rows import NOON, item, job, past


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of about a hundred pages, closed properly."""
    path = tmp_path_factory.mktemp("filled") / "journal.sqlite"
    with closing(Journal(path)) as journal:
        journal.save(past(1, *(item(number, 1, State.DONE) for number in range(1, 1001))))
        journal.save(Changes(jobs=[job(2)], items=[item(number, 2) for number in range(1001, 1501)]))
        journal.save(
            Changes(ledger=[Upload("office", str(number), 1, "ab" * 32, NOON) for number in range(500)])
        )
    assert path.stat().st_size > 90 * 4096
    return path


def _aside(path: Path) -> list[Path]:
    """What was moved aside, without the logs that belong to it."""
    found = path.parent.glob("journal.sqlite.damaged-????-??-??*")
    return sorted(file for file in found if not file.name.endswith("-wal"))


def _works(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert not journal.lost
        journal.save(Changes(jobs=[job(77)], items=[item(7777, 77, State.DONE)]))
    with closing(Journal(path)) as journal:
        assert not journal.lost
        assert 77 in [row.id for row in journal.load().jobs]
        assert journal.history().rows[0].item_id == 7777


@pytest.mark.parametrize(
    "content",
    [
        b"This is no database.\n",
        os.urandom(100_000),
        b"SQLite format 3\0",
        b"SQLite format 3\0" + b"\0" * 8000,
    ],
    ids=["text", "noise", "cut header", "empty header"],
)
def test_what_is_no_database_is_moved_aside(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    with closing(Journal(path)) as journal:
        assert journal.lost
        assert journal.load().jobs == ()
    assert "damaged" in caplog.text
    (aside,) = _aside(path)
    assert aside.read_bytes() == content
    _works(path)


def test_a_second_damaged_file_of_a_day_does_not_replace_the_first(path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content * 1000)
        with closing(Journal(path)) as journal:
            assert journal.lost
    assert {aside.read_bytes()[:3] for aside in _aside(path)} == {b"one", b"two", b"thr"}


def test_an_empty_file_is_a_new_journal(path: Path) -> None:
    path.touch()
    with closing(Journal(path)) as journal:
        assert not journal.lost
    _works(path)


def test_another_programs_database_is_moved_aside_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute("INSERT INTO recipes VALUES ('Käsespätzle')")
    with closing(Journal(path)) as journal:
        assert journal.lost
    with closing(sqlite3.connect(_aside(path)[0])) as connection:
        assert connection.execute("SELECT name FROM recipes").fetchall() == [("Käsespätzle",)]
    _works(path)


def test_a_left_over_log_of_a_lost_file_is_not_taken_for_the_new_ones(path: Path, filled: Path) -> None:
    shutil.copy(filled, path)
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(5)]))
        log = path.with_name(path.name + "-wal").read_bytes()
    path.write_bytes(b"lost " * 5000)
    path.with_name(path.name + "-wal").write_bytes(log)
    with closing(Journal(path)) as journal:
        assert journal.lost
        assert journal.load().jobs == ()
    _works(path)


@pytest.mark.parametrize("share", [0.98, 0.9, 0.5, 0.1, 0.01, 0.001])
def test_a_truncated_file_never_keeps_the_program_from_starting(
    path: Path, filled: Path, share: float
) -> None:
    content = filled.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with closing(Journal(path)) as journal:
        assert journal.load().jobs == ()
        assert journal.lost, "SQLite knows how many pages there have to be"
    _works(path)


@pytest.mark.parametrize("seed", range(25))
def test_damage_anywhere_is_over_after_a_restart(path: Path, filled: Path, seed: int) -> None:
    """Whatever the damage hits: starting works, and what fails later is mended by the next start."""
    chance = random.Random(seed)
    content = bytearray(filled.read_bytes())
    for _ in range(chance.choice([1, 1, 20])):
        begin = chance.randrange(len(content))
        length = min(chance.choice([1, 100, 4096, 20_000]), len(content) - begin)
        content[begin : begin + length] = chance.choice([bytes(length), chance.randbytes(length)])
    path.write_bytes(content)
    _is_mended_by_starting(path)


def test_a_file_cut_within_its_last_page_never_keeps_the_program_from_starting(
    path: Path, filled: Path
) -> None:
    path.write_bytes(filled.read_bytes()[:-3000])
    _is_mended_by_starting(path)


def _is_mended_by_starting(path: Path) -> None:
    outcomes = [_a_run(path) for _ in range(6)]
    for before, after in itertools.pairwise(outcomes):
        assert "" in (before, after), outcomes


def _a_run(path: Path) -> str:
    """Opening and loading never fail; why the work after that did, empty: it did not."""
    with closing(Journal(path)) as journal:
        journal.load()
        try:
            _use(journal)
        except LocalError as error:
            return f"new: {journal.lost}, {error.technical}"
        return ""


def _use(journal: Journal) -> None:
    journal.save(
        Changes(
            jobs=[job(1, state=State.DONE, listed=False), job(2), job(3000)],
            items=[item(number, 1, State.DONE, name="again") for number in range(1, 1001)]
            + [item(5000, 3000)],
            ledger=[Upload("office", str(number), 2, "cd" * 32, NOON) for number in range(500)],
        )
    )
    journal.history("nowhere")
    journal.trim(100)
    journal.uploaded("office", ["1", "499"])
    journal.load()


def test_damage_found_while_working_is_told_and_mended_by_the_next_start(path: Path, filled: Path) -> None:
    shutil.copy(filled, path)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'endings'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with closing(Journal(path)) as journal:
        assert [row.id for row in journal.load().jobs] == [2], "what is needed to go on is not in that page"
        with pytest.raises(Damaged, match="damaged"):
            journal.history()
        assert not journal.lost
    with closing(Journal(path)) as journal:
        assert journal.lost
    _works(path)


def test_damage_found_while_loading_is_mended_at_once(path: Path, filled: Path) -> None:
    shutil.copy(filled, path)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'jobs'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with closing(Journal(path)) as journal:
        assert not journal.lost
        assert journal.load().jobs == ()
        assert journal.lost
        journal.save(Changes(jobs=[job(1)]))
        assert [row.id for row in journal.load().jobs] == [1]
    _works(path)


def test_two_that_find_the_same_damage_end_up_with_one_new_file(path: Path, filled: Path) -> None:
    shutil.copy(filled, path)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'jobs'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with closing(Journal(path)) as one, closing(Journal(path)) as other:
        one.load()
        one.save(Changes(jobs=[job(1)]))
        assert [row.id for row in other.load().jobs] == [1]
        assert (one.lost, other.lost) == (True, False)
    assert len(_aside(path)) == 1


# ---------------------------------------------------------------------------------------- not writable


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Rights do not bind the superuser, as whom containers run tests."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no such rights")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that any user may enter; pytest's own are the user's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o700)


@pytest.mark.parametrize("begun", [False, True])
def test_a_folder_that_cannot_be_written_is_told(open_folder: Path, begun: bool) -> None:
    path = open_folder / "journal.sqlite"
    if begun:
        Journal(path).close()
    open_folder.chmod(0o555)
    with _ordinary_user(), pytest.raises(TargetUnwritable, match="cannot be written"):
        Journal(path)


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such rights")
def test_a_file_that_cannot_be_written_is_told(open_folder: Path) -> None:
    path = open_folder / "journal.sqlite"
    Journal(path).close()
    open_folder.chmod(0o777)
    for file in open_folder.iterdir():
        file.chmod(0o666)
    path.chmod(0o444)
    with _ordinary_user(), pytest.raises(TargetUnwritable), closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)]))


def test_a_folder_of_the_files_name_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(TargetUnwritable):
        Journal(path)
    assert path.is_dir()


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(TargetUnwritable):
        Journal(tmp_path / "data" / "journal.sqlite")


def test_a_full_disk_is_told_and_what_was_saved_stays(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)]))
        connection = journal._main._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        many = Changes(jobs=[job(2)], items=[item(number, 1) for number in range(1, 1000)])
        with pytest.raises(DiskFull, match="full"):
            journal.save(many)
        assert [row.id for row in journal.load().jobs] == [1]
        assert journal.load().items == ()
        connection.execute("PRAGMA max_page_count = 1000000")
        journal.save(many)
        assert len(journal.load().items) == 999


def test_another_process_that_never_ends_its_transaction_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bimexplorer.transfer.journal.database._PATIENCE", 0.05)
    with closing(Journal(path)) as journal, closing(Journal(path)) as other:
        with other._main.writing():
            with pytest.raises(LocalError, match="busy"):
                journal.save(Changes(jobs=[job(1)]))
            assert journal.load().jobs == (), "reading goes on meanwhile"
        journal.save(Changes(jobs=[job(1)]))
        assert len(other.load().jobs) == 1


def test_a_damaged_letter_costs_no_row(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.save(Changes(jobs=[job(1)], items=[item(1, 1, State.DONE, name="Plan.pdf"), item(2, 1)]))
        with journal._main.writing() as connection:
            connection.execute("UPDATE items SET name = CAST(x'50fc' AS TEXT) WHERE id = 1")
        assert [row.name for row in journal.load().items] == ["P\N{REPLACEMENT CHARACTER}", "Plans/2.pdf"]
        assert [row.item_id for row in journal.history().rows] == [1]
