"""A journal of 100,000 ended files: opening, the first page, searching, saving, trimming.

    .venv/bin/python -m pytest tests/benchmarks/test_journal.py -m benchmark -s

Prints figures and fails on none of them: a busy machine is no defect.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes, ItemRow, Upload
from bimexplorer.transfer.status import State
from tests.unit.journal_rows import NOON, item, job

ENTRIES = int(os.environ.get("BIMEXPLORER_BENCHMARK_ROWS", "100000"))
AT_A_TIME = 10_000
OF_A_JOB = 100

pytestmark = pytest.mark.benchmark


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"{what}: {(time.perf_counter() - began) * 1000:.1f} ms")


def _ended(number: int) -> ItemRow:
    name = f"Wohnhaus Ärztestraße/Grundrisse/Erdgeschoß {number}.pdf"
    data = '{"session": "' + "x" * 200 + '"}'
    return item(number, (number - 1) // OF_A_JOB + 1, State.DONE, name=name, data=data, sha256="ab" * 32)


def test_a_long_history(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    print()
    with closing(Journal(path)) as journal:
        for first in range(1, ENTRIES + 1, AT_A_TIME):
            items = [_ended(number) for number in range(first, min(first + AT_A_TIME, ENTRIES + 1))]
            ids = sorted({row.job_id for row in items})
            jobs = [job(job_id, state=State.DONE, listed=False) for job_id in ids]
            began = time.perf_counter()
            journal.save(Changes(jobs=jobs, items=items))
            took = time.perf_counter() - began
        print(f"one save of {len(items)} items and {len(jobs)} jobs: {took * 1000:.0f} ms")
    print(f"{path.stat().st_size / ENTRIES:.0f} bytes on the disk for an ended file")

    with _timed("open"):
        journal = Journal(path)
    with closing(journal):
        with _timed("what a queue needs to start, nothing unfinished"):
            assert journal.load().jobs == ()
        with _timed("first page of 200"):
            page = journal.history()
        assert len(page.rows) == 200
        with _timed("next page of 200"):
            assert len(journal.history(cursor=page.cursor).rows) == 200
        with _timed("search that finds nothing"):
            assert journal.history("nirgends").rows == ()
        with _timed("search that finds one, the oldest"):
            assert [row.item_id for row in journal.history("ERDGESCHOSS 1.PDF").rows] == [1]
        with _timed("receipt of 1,000 files"):
            assert len(journal.receipt(range(1, 11))) == 1000
        with _timed("trim to the half"):
            assert journal.trim(ENTRIES // 2) == ENTRIES - ENTRIES // 2


def test_a_queue_at_work(tmp_path: Path) -> None:
    print()
    with closing(Journal(tmp_path / "journal.sqlite")) as journal:
        jobs = [job(number) for number in range(1, 1001)]
        items = [item(number, number % 1000 + 1) for number in range(1, 50_001)]
        journal.save(Changes(jobs=jobs, items=items))
        with _timed("what a queue needs to start, 1,000 jobs with 50,000 files"):
            assert len(journal.load().items) == 50_000
        with _timed("the rows of 1,000 jobs"):
            assert len(journal.job_rows()) == 1000
        began, count = time.perf_counter(), 300
        for number in range(1, count + 1):
            journal.save(Changes(jobs=[job(number)], items=[item(number, number % 1000 + 1, State.DONE)]))
        print(f"saves of one job and one item: {count / (time.perf_counter() - began):.0f} a second")
        began, count = time.perf_counter(), 10_000
        for _ in range(count):
            assert not journal.changed()
        print(f"asked whether another process wrote: {(time.perf_counter() - began) / count * 1e6:.0f} µs")
        lines = [Upload("office", str(number), 1, "ab" * 32, NOON) for number in range(AT_A_TIME)]
        journal.save(Changes(ledger=lines))
        with _timed(f"{AT_A_TIME} lines of the ledger"):
            assert len(journal.uploaded("office", [line.entry_id for line in lines])) == AT_A_TIME
