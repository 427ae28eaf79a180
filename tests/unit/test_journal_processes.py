"""Several processes with one journal, and processes that are killed in the middle of writing."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes, Verb, Wish
from bimexplorer.transfer.status import State
from tests.unit.journal_rows import item, job, past

_ROOT = Path(__file__).parents[2]
_SECONDS = 60.0

# Each script finds the journal's path in `path` and says what it has to say as lines of JSON.
_BEGINNING = """
import json, sys
from dataclasses import replace
from pathlib import Path
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import *
from bimexplorer.transfer.status import *
from tests.unit.journal_rows import item, job, past

path = Path(sys.argv[1])

def say(value):
    print(json.dumps(value), flush=True)

"""

# It never ends by itself. Job 1's count and the items' ids are of one transaction: they may never disagree.
_WRITER = """
journal = Journal(path)
number = max((row.id for row in journal.item_rows(1)), default=0)
while True:
    number += 1
    ended = item(number, 1, State.DONE if number % 3 else State.WAITING, name="x" * (number * 37 % 5000))
    changes = Changes(jobs=[job(1, files_done=number)], items=[ended])
    changes.folders.append(FolderRow(1, str(number), "{}"))
    changes.folders_gone.append((1, str(number - 1)))
    if number % 50 == 0:
        journal.trim(KEEP)
        changes.items_gone.append(number - 25)
    journal.save(changes)
    say(number)
"""


class _Child:
    """A process that works with a journal."""

    def __init__(self, script: str, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BEGINNING + script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            text=True,
            encoding="utf-8",
        )

    def heard(self) -> Any:
        """Its next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"it ended with {self._process.wait(_SECONDS)}"
        return json.loads(line)

    def go_on(self) -> None:
        """Give it the line that it waits for."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def killed(self) -> list[Any]:
        """What it had said that was not heard yet, when it was killed; its last line may be cut off."""
        self._process.kill()
        rest, _ = self._process.communicate(timeout=_SECONDS)
        return [json.loads(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    def ended(self) -> list[Any]:
        rest, _ = self._process.communicate(timeout=_SECONDS)
        assert self._process.returncode == 0
        return [json.loads(line) for line in rest.splitlines()]

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate(timeout=_SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


@contextmanager
def _children(script: str, path: Path, count: int = 1) -> Iterator[list[_Child]]:
    children = [_Child(script, path) for _ in range(count)]
    try:
        yield children
    finally:
        for child in children:
            child.close()


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_killed_at_any_point_it_opens_with_all_that_was_saved(path: Path) -> None:
    chance = random.Random(7)
    last = 0
    for _ in range(15):
        with _children(_WRITER.replace("KEEP", "10"), path) as (writer,):
            last = max(last, writer.heard())
            time.sleep(chance.uniform(0, 0.15))
            last = max([last, *writer.killed()])
        with closing(Journal(path)) as journal:
            assert not journal.lost
            kept = journal.load()
            (counted,) = kept.jobs
            assert counted.files_done in (last, last + 1), "it may have been killed before it could say so"
            last = counted.files_done
            gone = {number - 25 for number in range(50, last + 1, 50)}
            assert [row.id for row in kept.items] == [n for n in range(1, last + 1) if n not in gone]
            assert [row.key for row in kept.folders] == [str(last)]
            assert kept.next_item == last + 1
            ended = {row.id for row in kept.items if row.state is State.DONE}
            assert {row.item_id for row in journal.history(limit=100_000).rows} == ended
            assert journal._main._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert last > 15


def test_killed_while_a_journal_is_begun(path: Path) -> None:
    """Between the first byte of the file and the first row there is no state that it does not get out of."""
    chance = random.Random(3)
    for number in range(12):
        file = path.with_name(f"{number}.sqlite")
        with _children('say("begins")\nJournal(path)\nsay("there")\nsys.stdin.read()', file) as (child,):
            child.heard()
            time.sleep(chance.uniform(0, 0.01))
            child.killed()
        with closing(Journal(file)) as journal:
            assert not journal.lost
            journal.save(Changes(jobs=[job(1)]))
            assert [row.id for row in journal.load().jobs] == [1]


def test_a_job_is_handed_to_another_process(path: Path) -> None:
    handing = """
journal = Journal(path)
(mine,) = journal.reserve(1)
journal.save(Changes(jobs=[job(mine, title="Über", handed=True, position=journal.last_position() + 1)]))
journal.wish(Wish(Verb.PAUSE, (mine,), "later"))
say(mine)
while True:
    journal.changed()
    if (row := journal.job_rows()[-1]).state is State.DONE:
        break
    time.sleep(0.01)
say([row.handed, [found.name for found in journal.item_rows(mine)]])
journal.close()
"""
    with closing(Journal(path)) as journal:
        assert not journal.changed()
        with _children("import time\n" + handing, path) as (child,):
            _until(journal.changed)
            mine = child.heard()
            _until(lambda: bool(journal.wishes()))
            (row,) = journal.handed()
            assert (row.id, row.title, row.handed) == (mine, "Über", True)
            (wish,) = journal.wishes()
            assert wish == Wish(Verb.PAUSE, (mine,), "later", wish.id)
            journal.save(
                Changes(
                    jobs=[job(mine, state=State.DONE)],
                    items=[item(1, mine, State.DONE, name="Ä.pdf")],
                    wishes_gone=[wish.id],
                )
            )
            assert child.ended() == [[False, ["Ä.pdf"]]]
        assert journal.handed() == ()
        assert journal.wishes() == ()


def test_ids_are_unique_across_processes(path: Path) -> None:
    reserving = """
journal = Journal(path)
given = []
for count in range(1, 40):
    given += journal.reserve(count % 4 + 1)
say(given)
journal.close()
"""
    with _children(reserving, path, 3) as children:
        given = [child.ended()[0] for child in children]
    every = sorted(itertools.chain.from_iterable(given))
    assert every == list(range(1, len(every) + 1)), "none twice, none left out"


def test_processes_that_find_a_damaged_file_at_once_begin_one_new_one(path: Path) -> None:
    starting = """
say("ready")
sys.stdin.readline()
journal = Journal(path)
(mine,) = journal.reserve(1)
journal.save(Changes(jobs=[job(mine)]))
say(journal.lost)
journal.close()
"""
    path.write_bytes(b"Nothing of use. " * 5000)
    with _children(starting, path, 4) as children:
        for child in children:
            assert child.heard() == "ready"
        for child in children:
            child.go_on()
        told = [child.ended()[-1] for child in children]
    assert sorted(told) == [False, False, False, True]
    with closing(Journal(path)) as journal:
        assert [row.id for row in journal.load().jobs] == [1, 2, 3, 4]
    assert len(list(path.parent.glob("*damaged*"))) == 1


def test_a_long_history_is_read_while_another_process_writes(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.save(past(2, *(item(number, 2, State.DONE) for number in range(100_001, 102_001))))
        with _children(_WRITER.replace("KEEP", "5000"), path) as (writer,):
            writer.heard()
            for _ in range(30):
                rows = journal.load().items
                (counted,) = journal.job_rows()
                assert {row.job_id for row in rows} == {1}
                assert counted.files_done >= max(row.id for row in rows)
                assert len(journal.history("plans").rows) == 200
            assert writer.killed()
