"""Published as one set: all files of a drop become visible at once, or none of them does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bimexplorer.errors import Conflict
from bimexplorer.transfer.status import Check, Decision, State
from tests.transfer.conftest import Bench
from tests.transfer.restarts import kill_and_start, quit_and_start
from tests.transfer.rights import without_rights
from tests.transfer.test_fault_table import blob_error

_MIB = 1 << 20
_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    bench_2023.until(lambda: bench_2023.queue.working)
    bench_2023.server.reset_counters()
    return bench_2023


def sources(bench: Bench) -> list[Path]:
    """Two folders and a large file."""
    for name in ("one/a.txt", "one/sub/b.txt", "two/c.txt"):
        bench.write(name, name)
    return [
        bench.local / "sources" / "one",
        bench.local / "sources" / "two",
        bench.write("model.ifc", os.urandom(20 * _MIB)),
    ]


_ALL = ["model.ifc", "one/a.txt", "one/sub/b.txt", "two/c.txt"]


def visible(bench: Bench) -> list[str]:
    return [name for name in bench.remote_names() if not name.endswith("/")]


def failed(bench: Bench, ids: list[int]) -> None:
    """Nothing is visible, and every file says why."""
    bench.finish(ids, State.FAILED)
    items = [item for job_id in ids for item in bench.queue.items(job_id)]
    assert {item.state for item in items} == {State.FAILED}
    assert all(item.error is not None for item in items)
    assert bench.server.calls("/commit-batch-upload") == 0


def test_all_of_it_becomes_visible_in_one_commit(bench: Bench) -> None:
    bench.server.fault(path="/commit-batch-upload", stall=1)
    ids = bench.upload(*sources(bench), as_set=True)
    bench.until(lambda: bench.server.calls("/commit-batch-upload"))
    assert visible(bench) == []
    jobs = bench.finish(ids)
    assert visible(bench) == _ALL
    assert bench.server.calls("/commit-batch-upload") == bench.server.calls("/begin-batch-upload") == 1
    assert {job.check for job in jobs} == {Check.HASH}


def test_two_sets_and_other_files_at_once_do_not_mix(bench: Bench) -> None:
    first = bench.upload(bench.write("a.txt"), bench.write("b.txt"), as_set=True)
    second = bench.upload(bench.write("c.txt"), bench.local / "missing.txt", as_set=True)
    plain = bench.upload(bench.write("d.txt"))
    bench.finish([*first, *plain])
    bench.finish(second, State.FAILED)
    assert visible(bench) == ["a.txt", "b.txt", "d.txt"]


@pytest.mark.parametrize("decision", [Decision.ASK, Decision.NEW_VERSION])
def test_an_existing_name_keeps_all_of_it_back(bench: Bench, decision: Decision) -> None:
    bench.finish(bench.upload(bench.write("two/c.txt", "old").parent))
    bench.server.reset_counters()
    ids = bench.upload(*sources(bench), as_set=True, decision=decision)
    failed(bench, ids)
    assert visible(bench) == ["two/c.txt"]
    assert bench.content("two", "c.txt") == b"old"
    error = bench.item(ids[2]).error
    assert isinstance(error, Conflict)
    assert "c.txt" in error.sentence
    bench.cloud.delete(bench.remote("two", "c.txt"))
    bench.queue.retry(ids)
    bench.finish(ids)
    assert visible(bench) == _ALL
    assert bench.server.calls("/commit-batch-upload") == 1


def test_a_name_that_appears_at_the_last_moment(bench: Bench) -> None:
    bench.server.fault(path="/commit-batch-upload", stall=1.5)
    ids = bench.upload(*sources(bench), as_set=True)
    bench.until(lambda: bench.server.calls("/commit-batch-upload"))
    bench.other_person_writes("model.ifc", "theirs")
    bench.finish(ids, State.FAILED)
    assert visible(bench) == ["model.ifc"]
    assert bench.content("model.ifc") == b"theirs"


@pytest.mark.parametrize("code", [12, 20, 23])
def test_a_set_that_the_server_never_takes_ends_in_a_sentence(bench: Bench, code: int) -> None:
    """It cannot be tried file by file, and is not sent again and again."""
    bench.server.fault(path="/commit-batch-upload", times=None, **blob_error(code))
    ids = bench.upload(*(bench.write(f"{number}.txt") for number in range(3)), as_set=True)
    for job in bench.finish(ids, State.FAILED):
        assert job.error is not None
        assert job.error.sentence.endswith(".")
    assert bench.server.calls("/commit-batch-upload") <= 5
    assert visible(bench) == []
    bench.server.clear_faults()
    bench.queue.retry(ids)
    bench.finish(ids)
    assert visible(bench) == ["0.txt", "1.txt", "2.txt"]


@_POSIX
def test_an_unreadable_file_keeps_all_of_it_back(bench: Bench) -> None:
    paths = sources(bench)
    secret = paths[1] / "c.txt"
    secret.chmod(0)
    bench.queue.set_keep_awake(keep=False)
    with without_rights(bench.local):
        ids = bench.upload(*paths, as_set=True)
        failed(bench, ids)
    secret.chmod(0o644)
    bench.queue.retry(ids)
    bench.finish(ids)
    assert visible(bench) == _ALL


def test_a_part_that_is_cancelled_keeps_all_of_it_back(bench: Bench) -> None:
    bench.server.fault(path="/put-blob-content-part", skip=2, times=None, stall=60)
    ids = bench.upload(*sources(bench), as_set=True)
    bench.until(lambda: bench.server.calls("/put-blob-content-part") >= 4)
    bench.queue.cancel(ids[1:2])
    bench.finish([ids[0], ids[2]], State.FAILED)
    assert bench.job(ids[1]).state is State.CANCELLED
    for job_id in (ids[0], ids[2]):
        assert all(item.error is not None for item in bench.queue.items(job_id))
    assert visible(bench) == []
    bench.server.clear_faults()
    # It is not a smaller set now.
    bench.queue.retry(ids)
    bench.finish([ids[0], ids[2]], State.FAILED)
    quit_and_start(bench)
    bench.queue.retry(ids)
    bench.finish([ids[0], ids[2]], State.FAILED)
    assert visible(bench) == []


def test_a_file_that_fails_while_it_is_sent(bench: Bench) -> None:
    bench.server.fault(path="/put-blob-content-part", skip=1, stall=1)
    paths = sources(bench)
    ids = bench.upload(*paths, as_set=True)
    bench.until(lambda: bench.server.calls("/begin-upload") >= 3)
    content = paths[2].read_bytes()
    paths[2].unlink()
    bench.finish(ids, State.FAILED)
    assert visible(bench) == []
    paths[2].write_bytes(content)
    bench.queue.retry(ids)
    bench.finish(ids)
    assert visible(bench) == _ALL
    assert bench.content("model.ifc") == content


def test_a_paused_set_goes_on(bench: Bench) -> None:
    bench.server.fault(path="/put-blob-content-part", skip=2, times=None, stall=60)
    ids = bench.upload(*sources(bench), as_set=True)
    bench.until(lambda: bench.server.calls("/put-blob-content-part") >= 4)
    bench.queue.pause(ids)
    assert bench.queue.wait(ids, 60)
    assert visible(bench) == []
    bench.server.clear_faults()
    bench.queue.resume(ids)
    bench.finish(ids)
    assert visible(bench) == _ALL
    # What had come is not sent again.
    assert bench.server.calls("/begin-batch-upload") == 1
    assert bench.server.calls("/begin-upload") == 4


@pytest.mark.parametrize("restart", [quit_and_start, kill_and_start])
@pytest.mark.parametrize("call", ["/put-blob-content-part", "/commit-batch-upload"])
def test_a_set_survives_a_restart(bench: Bench, restart: Callable[[Bench], None], call: str) -> None:
    bench.server.fault(path=call, skip=2 if call.startswith("/put") else 0, times=None, stall=60)
    ids = bench.upload(*sources(bench), as_set=True)
    bench.until(lambda: bench.server.calls(call) >= (3 if call.startswith("/put") else 1))
    restart(bench)
    bench.finish(ids)
    assert visible(bench) == _ALL
    assert bench.server.calls("/commit-batch-upload") == 1
    assert set(bench.revisions().values()) == {1}


@pytest.mark.parametrize("restart", [quit_and_start, kill_and_start])
def test_a_set_that_was_committed_without_an_answer(bench: Bench, restart: Callable[[Bench], None]) -> None:
    bench.server.fault(path="/commit-batch-upload", times=None, stall=60, after=1)
    ids = bench.upload(bench.write("a.txt", "a"), bench.write("b.txt", "b"), as_set=True)
    bench.until(lambda: bench.server.calls("/commit-batch-upload"))
    bench.until(lambda: visible(bench) == ["a.txt", "b.txt"])
    restart(bench)
    bench.finish(ids)
    assert bench.server.calls("/commit-batch-upload") == 0
    assert visible(bench) == ["a.txt", "b.txt"]
