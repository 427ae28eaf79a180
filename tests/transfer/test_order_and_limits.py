"""What goes next and how fast, changed while it goes; what is told of it; odd dates."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bimexplorer.transfer import queue
from bimexplorer.transfer.status import Check, Decision, Direction, Limits, State
from tests.standin import StandIn
from tests.transfer.conftest import SITE, Bench, tree
from tests.transfer.test_roundtrip import sample

_MIB = 1 << 20
_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    bench_2023.until(lambda: bench_2023.queue.working)
    return bench_2023


# ---------------------------------------------------------------------------------------- order


@pytest.mark.parametrize(("size", "at_once"), [(10, 3), (20 * _MIB, 2)], ids=["small", "large"])
def test_what_is_moved_to_the_front_goes_next_up(
    shared_2023: StandIn, make_bench: Callable[..., Bench], size: int, at_once: int
) -> None:
    """Also among large files, of which only a few are begun."""
    bench = make_bench(shared_2023, lanes=3)
    bench.server.fault(path="/begin-upload", times=at_once, stall=60)
    ids = bench.upload(*(bench.write(f"{number}.ifc", os.urandom(size)) for number in range(6)))
    bench.until(lambda: bench.server.calls("/begin-upload") == at_once)
    bench.queue.reorder([ids[5], ids[4]], ids[0])
    bench.queue.pause(ids[:at_once])
    bench.finish(ids[at_once:])
    assert {"5.ifc", "4.ifc"} <= set(begun(bench)[:at_once])
    bench.queue.resume(ids)
    bench.finish(ids)


def begun(bench: Bench) -> list[str]:
    """Names in the order in which they were announced."""
    names = []
    for record in bench.server.records(bench._recorded):
        if "/begin-upload" in record["path"] and record["status"] == 200:
            path = str(record["query"].get("blob-name", ""))
            if bench.folder.name in path:
                names.append(path.rpartition("/")[2])
    return names


@pytest.mark.parametrize("size", [10, 9 * _MIB], ids=["small", "large"])
def test_what_is_moved_to_the_front_goes_next_down(
    shared_2023: StandIn, make_bench: Callable[..., Bench], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(shared_2023, lanes=5)
    bench.finish(bench.upload(*(bench.write(f"{number}.ifc", os.urandom(size)) for number in range(9))))
    bench.queue.set_limits(Limits(connections=4))
    bench.server.fault(path="get-blob-content", times=4, stall=60)
    ids = bench.download(*(bench.remote(f"{number}.ifc") for number in range(9)))
    bench.until(lambda: bench.server.calls("get-blob-content") == 4)
    running = [job_id for job_id in ids if bench.job(job_id).state is State.RUNNING]
    waiting = [job_id for job_id in ids if job_id not in running]
    assert len(waiting) == 5
    ended: list[int] = []

    def note(job_id: int) -> None:
        job = bench.queue.job(job_id)
        if job is not None and job.state is State.DONE and job_id not in ended:
            ended.append(job_id)

    monkeypatch.setattr(bench.queue._engine, "_on_change", note)
    bench.queue.reorder([waiting[4]], running[0])
    bench.queue.reorder([waiting[2]], waiting[4])
    bench.queue.cancel(running[:1])
    bench.finish(waiting)
    assert ended[:2] == [waiting[2], waiting[4]]
    bench.queue.cancel(running)
    bench.until(lambda: not bench.left_parts())


def test_orders(bench: Bench) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    a, b, c, d = bench.upload(*(bench.write(f"{name}.txt") for name in "abcd"))

    def order(*expected: int) -> None:
        bench.until(lambda: [job.id for job in bench.queue.jobs()] == list(expected))

    order(a, b, c, d)
    bench.queue.reorder([d, b], a)
    order(d, b, a, c)
    bench.queue.reorder([d], None)
    order(b, a, c, d)
    # In front of one that moves itself, of one that is not there, nothing at all.
    bench.queue.reorder([a, c], a)
    order(b, a, c, d)
    bench.queue.reorder([b], 4711)
    order(a, c, d, b)
    bench.queue.reorder([], a)
    bench.queue.reorder([4711], a)
    order(a, c, d, b)
    # Again and again between the same two: there is always room.
    for number in range(120):
        bench.queue.reorder([(c, d)[number % 2]], (d, c)[number % 2])
    order(a, d, c, b)
    last = bench.upload(bench.write("e.txt"))
    order(a, d, c, b, *last)


# ---------------------------------------------------------------------------------------- limits


def test_connections_change_while_it_goes(shared_2023: StandIn, make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(shared_2023, lanes=6)
    source = sample(bench.local / "sources" / "Projekt", 60)
    for number in range(3):
        (source / f"{number}.ifc").write_bytes(os.urandom(20 * _MIB))
    most = 0

    def busiest(_: int) -> None:
        nonlocal most
        most = max(most, sum(1 for task in bench.queue._engine.running if task.site is not None))

    ids = bench.upload(source)
    bench.until(lambda: bench.server.calls("/begin-upload") >= 5)
    bench.queue.set_limits(Limits(connections=1))
    bench.until(lambda: bench.queue._engine.limits.connections == 1)
    bench.until(lambda: _busy(bench) <= 1)
    bench.queue._engine._on_change = busiest
    bench.until(lambda: bench.job(ids[0]).done >= 40 * _MIB)
    assert most <= 1
    bench.queue.set_limits(Limits(connections=24))
    bench.finish(ids)
    ids = bench.download(bench.remote("Projekt"))
    bench.queue.set_limits(Limits(connections=1))
    bench.finish(ids)
    assert tree(bench.target / "Projekt") == tree(source)
    assert bench.queue._engine.sites[SITE].room == 1


def _busy(bench: Bench) -> int:
    with bench.queue._engine.lock:
        return sum(1 for task in bench.queue._engine.running if task.site is not None)


def test_a_rate_is_lifted_while_it_goes(bench: Bench) -> None:
    bench.queue.set_limits(Limits(connections=4, upload_rate=64 << 10, download_rate=64 << 10))
    up = bench.upload(bench.write("model.ifc", os.urandom(30 * _MIB)))
    bench.until(lambda: bench.job(up[0]).done > 0)
    assert bench.job(up[0]).done < 20 * _MIB
    bench.queue.set_limits(Limits(connections=4))
    bench.finish(up)
    bench.queue.set_limits(Limits(connections=4, download_rate=64 << 10))
    down = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: bench.job(down[0]).done > 0)
    assert bench.job(down[0]).done < 20 * _MIB
    bench.queue.set_limits(Limits(connections=4))
    bench.finish(down)


def test_another_network_ends_the_waiting(bench: Bench) -> None:
    bench.server.fault(path="/", times=4, status=503, retry_after=3600)
    ids = bench.upload(bench.write("a.txt"), bench.write("b.txt"))
    bench.until(lambda: any((job.retry_in or 0) > 100 for job in bench.queue.jobs()))
    bench.server.clear_faults()
    bench.queue.network_changed()
    bench.finish(ids)


# ---------------------------------------------------------------------------------------- what is told


def test_history_and_receipts_tell_the_truth(bench: Bench) -> None:
    content = b"a plan"
    digest = hashlib.sha256(content).hexdigest()
    source = bench.write("tree/sub/plan.txt", content)
    bench.finish(bench.upload(source.parent.parent))
    again = bench.upload(source.parent.parent, decision=Decision.NEW_VERSION)
    bench.finish(again)
    down = bench.download(bench.remote("tree"))
    bench.finish(down)
    missing = bench.upload(bench.local / "nothing.txt")
    bench.finish(missing, State.FAILED)
    (up_row,), (down_row,), (bad_row,) = (bench.queue.receipt(ids) for ids in (again, down, missing))
    user = bench.server.users[0]["username"]
    remote = f"/{bench.folder.name}/tree/sub/plan.txt"
    assert (up_row.direction, up_row.site_id, up_row.user) == (Direction.UPLOAD, SITE, user)
    assert (up_row.name, up_row.local, up_row.remote) == ("tree/sub/plan.txt", str(source), remote)
    assert (up_row.state, up_row.size, up_row.check) == (State.DONE, 6, Check.HASH)
    assert (up_row.sha256, up_row.revision) == (digest, "2")
    assert (down_row.direction, down_row.user) == (Direction.DOWNLOAD, user)
    assert (down_row.local, down_row.remote) == (str(bench.target / "tree" / "sub" / "plan.txt"), remote)
    assert (down_row.state, down_row.size, down_row.check, down_row.sha256) == (
        State.DONE,
        6,
        Check.HASH,
        digest,
    )
    assert (bad_row.state, bad_row.name) == (State.FAILED, "nothing.txt")
    assert "no longer exists" in bad_row.error
    assert [row.job_id for row in bench.queue.history().rows][:2] == [missing[0], down[0]]
    assert len(bench.queue.history("PLAN").rows) == 3
    first = bench.queue.history(limit=1)
    assert first.cursor is not None
    assert bench.queue.history(cursor=first.cursor).rows[0].job_id == down[0]
    # Tried again and done, it is no failure any more, and there only once.
    (bench.local / "nothing.txt").write_text("now")
    bench.queue.retry(missing)
    bench.finish(missing)
    (row,) = bench.queue.receipt(missing)
    assert (row.state, row.error) == (State.DONE, "")
    assert row.remote == f"/{bench.folder.name}/nothing.txt"


def test_the_history_stays_bounded_however_long_the_window_is_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_HISTORY", 3)
    monkeypatch.setattr(queue, "_TRIM_EVERY", 0.1)
    # The first hour of this run has begun already.
    bench.restart()
    ids = bench.upload(*(bench.write(f"{number}.txt") for number in range(5)))
    bench.finish(ids)
    bench.queue.clear_finished()
    bench.until(lambda: len(bench.queue.history().rows) == 3)
    again = bench.upload(bench.write("last.txt"))
    bench.finish(again)
    bench.queue.clear_finished()
    bench.until(lambda: len(bench.queue.history().rows) == 3)
    assert bench.queue.history().rows[0].name == "last.txt"


def test_names_that_were_given_are_told(bench: Bench) -> None:
    source = bench.write("plan.txt", "one")
    bench.finish(bench.upload(source))
    both = bench.upload(source, decision=Decision.KEEP_BOTH)
    bench.finish(both)
    (row,) = bench.queue.receipt(both)
    assert row.remote == f"/{bench.folder.name}/plan (2).txt"
    (bench.target / "plan.txt").write_text("mine")
    down = bench.download(bench.remote("plan.txt"), decision=Decision.KEEP_BOTH)
    bench.finish(down)
    (row,) = bench.queue.receipt(down)
    assert row.local == str(bench.target / "plan (2).txt")


def test_a_newer_version_of_equal_size_is_not_called_corrupt(bench: Bench) -> None:
    """The ledger knows the own content; somebody else's came meanwhile, or between listing and fetching."""
    bench.finish(bench.upload(bench.write("plan.txt", "MINE!")))
    listed = bench.remote("plan.txt")
    bench.other_person_writes("plan.txt", "OTHER")
    (job,) = bench.finish(bench.download(bench.remote("plan.txt")))
    assert (bench.target / "plan.txt").read_text() == "OTHER"
    assert bench.item(job.id).check in (Check.SIZE, Check.HASH)
    (job,) = bench.finish(bench.download(listed, as_name="again.txt"))
    assert (bench.target / "again.txt").read_text() == "OTHER"


def test_questions_tell_both_sides(bench: Bench) -> None:
    same, other = bench.write("same.txt", "equal"), bench.write("other.txt", "before")
    bench.finish(bench.upload(same, other))
    bench.other_person_writes("unknown.txt", "theirs")
    other.write_text("after!")
    unknown = bench.write("unknown.txt", "mine!!")
    os.utime(same, (1.6e9, 1.6e9))
    ids = bench.upload(same, other, unknown)
    for name, text in (("same.txt", "equal"), ("other.txt", "differs"), ("unknown.txt", "theirs")):
        (bench.target / name).write_text(text)
    (bench.target / "third.txt").write_text("wrong!")
    bench.finish(bench.upload(bench.write("third.txt", "right!")))
    down = bench.download(
        *(bench.remote(name) for name in ("same.txt", "other.txt", "unknown.txt", "third.txt"))
    )
    bench.finish([*ids, *down], State.DECIDING)

    def identical() -> list[bool | None]:
        questions = [bench.item(job_id).question for job_id in (*ids, *down)]
        return [question.identical if question is not None else None for question in questions]

    bench.until(lambda: identical().count(None) <= 3)
    # What this profile did not upload is not known; nor is it asked where the sizes tell enough.
    assert identical() == [True, False, None, True, None, None, False]
    question = bench.item(ids[0]).question
    assert question is not None
    assert question.here is not None
    assert question.there is not None
    assert (question.here.size, question.there.size) == (5, 5)
    assert question.here.modified is not None
    assert question.here.modified.timestamp() == 1.6e9
    assert question.there.modified == bench.remote("same.txt").modified
    question = bench.item(down[1]).question
    assert question is not None
    assert question.here is not None
    assert question.there is not None
    assert (question.here.size, question.there.size) == (7, 6)


def test_a_name_that_is_taken_while_it_comes_is_asked_about_with_all_facts(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "theirs")))
    bench.server.fault(path="get-blob-content", stall=1)
    (job_id,) = bench.download(bench.remote("plan.txt"))
    bench.until(lambda: bench.server.calls("get-blob-content"))
    (bench.target / "plan.txt").write_text("mine")
    bench.finish([job_id], State.DECIDING)
    question = bench.item(job_id).question
    assert question is not None
    assert question.here is not None
    assert question.here.size == 4
    assert question.here.modified is not None
    bench.queue.decide(job_id, Decision.SKIP)
    bench.finish([job_id], State.SKIPPED)
    bench.until(lambda: not bench.left_parts())


# ---------------------------------------------------------------------------------------- odd dates


@_POSIX
@pytest.mark.parametrize(
    "seconds",
    [-62_135_596_800, -62_200_000_000, -1, 0, 4_000_000_000, 253_402_300_800, 884_541_340_800],
    ids=["year 1", "before year 1", "before 1970", "1970", "2096", "year 10000", "year 30000"],
)
def test_odd_dates_break_nothing(bench: Bench, seconds: int) -> None:
    path = bench.write("tree/plan.txt", "odd")
    os.utime(path, (seconds, seconds))
    for hold in (False, True):
        ids = bench.upload(path.parent, path, hold=hold, decision=Decision.NEW_VERSION)
        bench.finish(ids)
    asked = bench.upload(path)
    bench.finish(asked, State.DECIDING)
    question = bench.item(asked[0]).question
    assert question is not None
    assert question.here is not None
    assert question.here.size == 3
    bench.restart()
    bench.finish(asked, State.DECIDING)
    here = Path(bench.target / "plan.txt")
    here.write_text("old")
    os.utime(here, (seconds, seconds))
    down = bench.download(bench.remote("plan.txt"))
    bench.finish(down, State.DECIDING)
    bench.queue.decide(down[0], Decision.OVERWRITE)
    bench.finish(down)
    assert here.read_text() == "odd"
