"""Pausing, resuming, cancelling, ending: within a second, and nothing half-done stays."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import ProgramError, SignInRefused
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import SITE, Bench, tree
from tests.transfer.test_roundtrip import sample

_PROMPT = 5.0
"""Seconds for what has to be immediate, on a machine that has other things to do; faults stall far longer."""


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


def test_a_paused_upload_goes_on_where_it_was(bench: Bench) -> None:
    content = os.urandom(80 << 20)
    bench.server.fault(path="put-blob-content-part", skip=5, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.job(ids[0]).done >= 40 << 20)
    bench.queue.pause(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.PAUSED, _PROMPT)
    bench.until(lambda: not _busy(bench), _PROMPT)
    assert bench.item(ids[0]).state is State.PAUSED
    assert not bench.queue.active
    assert bench.job(ids[0]).speed == 0
    missing = (len(content) - bench.item(ids[0]).done) / (8 << 20)
    assert missing < 9
    bench.server.clear_faults()
    bench.server.reset_counters()
    bench.queue.resume(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.DONE)
    assert bench.server.calls("begin-upload") == 0
    assert bench.server.calls("put-blob-content-part") == missing
    assert bench.content("model.ifc") == content


def _busy(bench: Bench) -> bool:
    with bench.queue._engine.lock:
        return any(job.tasks for job in bench.queue._engine.jobs.values())


def test_a_paused_download_goes_on_where_it_was(bench: Bench) -> None:
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", stall=60, after=5_000_000)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: bench.job(ids[0]).done >= 4_500_000)
    bench.queue.pause(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.PAUSED and not _busy(bench), _PROMPT)
    assert bench.left_parts() == list(bench.target.iterdir())
    assert len(bench.left_parts()) == 1
    held = bench.item(ids[0]).done
    assert held >= 4_500_000
    bench.queue.resume(ids)
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == content
    assert [path.name for path in bench.target.iterdir()] == ["model.ifc"]


@pytest.mark.parametrize(
    "call", ["begin-upload", "put-blob-content-part", "commit-upload", "commit-batch-upload"]
)
def test_cancelling_a_stalled_upload(bench: Bench, call: str) -> None:
    bench.server.fault(path=f"/{call}", times=None, stall=60)
    ids = bench.upload(bench.write("small.txt"), bench.write("model.ifc", os.urandom(20 << 20)))
    bench.until(lambda: bench.server.calls(f"/{call}") >= 1)
    bench.queue.cancel(ids)
    bench.until(
        lambda: [bench.job(i).state for i in ids] == [State.CANCELLED] * 2 and not _busy(bench), _PROMPT
    )
    bench.server.clear_faults()
    assert bench.remote_names() == []
    assert bench.job(ids[0]).error is None


def test_cancelling_a_stalled_download(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(9_000_000))))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=5_000_000)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: bench.job(ids[0]).done >= 4_500_000)
    bench.queue.cancel(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.CANCELLED and not _busy(bench), _PROMPT)
    bench.until(lambda: list(bench.target.iterdir()) == [], _PROMPT)


def test_cancelling_one_of_a_batch_leaves_the_others(bench: Bench) -> None:
    """Its content is on the server already, closed, in a batch with the others: it must not show."""
    bench.server.fault(path="/put-blob-content-part", skip=9, stall=3)
    ids = bench.upload(*(bench.write(f"{number}.txt", f"text {number}") for number in range(10)))
    bench.until(lambda: bench.server.calls("/commit-upload") >= 9)
    closed = next(job_id for job_id in ids if bench.item(job_id).done)
    bench.queue.cancel([closed])
    bench.until(lambda: bench.job(closed).state is State.CANCELLED, _PROMPT)
    others = [job_id for job_id in ids if job_id != closed]
    bench.finish(others)
    name = bench.job(closed).name
    assert bench.remote_names() == sorted({f"{number}.txt" for number in range(10)} - {name})


def test_pausing_one_of_a_batch_leaves_the_others(bench: Bench) -> None:
    bench.server.fault(path="/put-blob-content-part", skip=4, stall=60)
    ids = bench.upload(*(bench.write(f"{number}.txt", f"text {number}") for number in range(10)))
    bench.until(lambda: bench.server.calls("/commit-upload") >= 9)
    stalled = bench.until(lambda: _only([job_id for job_id in ids if _running_part(bench, job_id)]))
    bench.queue.pause([stalled])
    bench.finish([job_id for job_id in ids if job_id != stalled])
    assert bench.job(stalled).state is State.PAUSED
    assert len(bench.remote_names()) == 9
    bench.queue.resume([stalled])
    bench.finish([stalled])
    assert len(bench.remote_names()) == 10


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None


def _running_part(bench: Bench, job_id: int) -> bool:
    with bench.queue._engine.lock:
        return bool(bench.queue._engine.jobs[job_id].tasks)


def test_pausing_again_and_again(bench: Bench) -> None:
    source = sample(bench.local / "sources" / "Projekt", 60)
    (source / "Modell.ifc").write_bytes(os.urandom(60 << 20))
    ids = bench.upload(source)
    for _ in range(10):
        bench.queue.pause(ids)
        bench.until(lambda: bench.job(ids[0]).state in (State.PAUSED, State.DONE), _PROMPT)
        bench.queue.resume(ids)
    bench.finish(ids)
    assert bench.job(ids[0]).files == 62
    ids = bench.download(bench.remote("Projekt"))
    for _ in range(10):
        bench.queue.pause(ids)
        bench.until(lambda: bench.job(ids[0]).state in (State.PAUSED, State.DONE), _PROMPT)
        bench.queue.resume(ids)
    bench.finish(ids)
    assert tree(bench.target / "Projekt") == tree(source)
    assert set(bench.revisions().values()) == {1}


def test_other_jobs_go_on_beside_a_paused_one(bench: Bench) -> None:
    first = bench.upload(bench.write("a.txt"))
    bench.queue.pause(first)
    bench.finish(bench.upload(bench.write("b.txt")))
    assert bench.job(first[0]).state in (State.PAUSED, State.DONE)
    bench.queue.resume(first)
    bench.finish(first)


def test_a_job_can_be_paused_before_it_began(bench: Bench) -> None:
    ids = bench.upload(sample(bench.local / "sources" / "Projekt", 20))
    bench.queue.pause(ids)
    assert bench.queue.wait(ids, 30)
    assert bench.job(ids[0]).state is State.PAUSED
    bench.until(lambda: bench.job(ids[0]).files == 21)
    bench.queue.resume(ids)
    bench.finish(ids)


def test_a_site_removed_during_a_transfer(bench: Bench) -> None:
    bench.server.fault(path="put-blob-content-part", skip=3, times=None, stall=60)
    ids = bench.upload(
        bench.write("model.ifc", os.urandom(60 << 20)), bench.write("other.ifc", os.urandom(60 << 20))
    )
    bench.until(lambda: bench.job(ids[0]).done >= 8 << 20)
    bench.queue.cancel_site(SITE)
    bench.until(lambda: [bench.job(i).state for i in ids] == [State.FAILED] * 2 and not _busy(bench), _PROMPT)
    for job_id in ids:
        error = bench.job(job_id).error
        assert error is not None
        assert "site was removed" in error.sentence
    bench.server.clear_faults()
    assert bench.remote_names() == []


def test_a_site_that_is_gone_when_it_is_asked_for(bench: Bench) -> None:
    bench.refusal = ProgramError("The site was removed.")
    jobs = bench.finish(bench.upload(bench.write("a.txt"), bench.write("b.txt")), State.FAILED)
    assert {job.error.sentence for job in jobs if job.error} == {"The site was removed."}
    bench.refusal = SignInRefused("Wrong password.")
    (job,) = bench.finish(bench.download(bench.folder), State.FAILED)
    assert job.error is not None
    assert job.error.sentence == "Wrong password."


def test_finished_jobs_are_cleared(bench: Bench) -> None:
    done = bench.upload(bench.write("a.txt"))
    bench.finish(done)
    asking = bench.upload(bench.write("a.txt"))
    bench.finish(asking, State.DECIDING)
    bench.changes.clear()
    bench.queue.clear_finished()
    bench.until(lambda: bench.queue.job(done[0]) is None)
    assert [job.id for job in bench.queue.jobs()] == asking
    bench.until(lambda: done[0] in bench.changes)
    assert bench.queue.items(done[0]) == ()
    assert bench.queue.wait(done, 5)
    bench.queue.cancel(asking)
    bench.until(lambda: bench.job(asking[0]).state is State.CANCELLED)


def test_stopping_in_the_middle_leaves_no_thread_and_keeps_what_came(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(9_000_000))))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=5_000_000)
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    down = bench.download(bench.remote("model.ifc"))
    bench.upload(bench.write("b.ifc", os.urandom(30 << 20)), bench.write("c.txt"))
    bench.until(lambda: bench.job(down[0]).done >= 4_500_000)
    begun = time.monotonic()
    bench.queue.stop()
    assert time.monotonic() - begun < _PROMPT
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("transfer")]
    assert [path.stat().st_size >= 4_500_000 for path in bench.left_parts()] == [True]
    bench.server.clear_faults()
    bench.restart()
    bench.finish([job.id for job in bench.queue.jobs()])
    assert bench.left_parts() == []


def test_stopping_before_starting(tmp_path: Path) -> None:
    queue = TransferQueue(
        lambda _: pytest.fail("opened"), lambda _: None, tmp_path / "journal.sqlite3", tmp_path / "lock"
    )
    queue.stop()
    assert queue.jobs() == ()


def test_changes_are_told_and_many_at_once_are_told_seldom(bench: Bench) -> None:
    source = sample(bench.local / "sources" / "Projekt", 200)
    ids = bench.upload(source)
    bench.finish(ids)
    assert set(bench.changes) == set(ids)
    assert bench.job(ids[0]).files == 201


def test_one_lane_is_enough(shared_2023: StandIn, make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(shared_2023, lanes=1)
    source = sample(bench.local / "sources" / "Projekt", 30)
    (source / "Modell.ifc").write_bytes(os.urandom(30 << 20))
    bench.finish(bench.upload(source))
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)


def test_progress_is_seen_while_it_goes(bench: Bench) -> None:
    bench.server.fault(path="put-blob-content-part", skip=6, times=1, stall=1.5)
    ids = bench.upload(bench.write("model.ifc", os.urandom(100 << 20)))
    seen = bench.until(lambda: (job := bench.job(ids[0])).speed > 0 and job.done > 0 and job)
    assert 0 < seen.done <= seen.size == 100 << 20
    assert seen.seconds_left is not None
    (job,) = bench.finish(ids)
    assert (job.done, job.speed) == (100 << 20, 0.0)


def test_deciding_while_paused_waits_for_the_resumption(bench: Bench) -> None:
    for number in range(3):
        bench.write(f"Plans/{number}.txt", "old")
    source = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(source))
    bench.write("Plans/new.ifc", os.urandom(30 << 20))
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    ids = bench.upload(source)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 3 and bench.server.calls("put-blob-content-part"))
    bench.queue.pause(ids)
    bench.queue.decide(ids[0], Decision.NEW_VERSION)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 0)
    assert bench.job(ids[0]).state is State.PAUSED
    bench.server.clear_faults()
    bench.queue.resume(ids)
    bench.finish(ids)


def test_a_site_that_hangs_keeps_no_other_waiting(bench: Bench, shared_2020: StandIn) -> None:
    other = bench.add_site("other", shared_2020)
    bench.server.fault(path="/", times=None, stall=60)
    hanging = bench.upload(*(bench.write(f"{number}.txt") for number in range(20)))
    going = bench.queue.upload("other", [sample(bench.local / "sources" / "Projekt", 20)], other)
    bench.finish(going)
    assert {bench.job(job_id).state for job_id in hanging} <= {State.WAITING, State.RUNNING}
    bench.queue.cancel_site(SITE)
    bench.until(lambda: {bench.job(job_id).state for job_id in hanging} == {State.FAILED}, _PROMPT)
    assert bench.job(going[0]).state is State.DONE


def test_a_listener_that_fails_stops_nothing(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: int) -> None:
        raise RuntimeError("the window is gone")

    bench.queue._engine._on_change = fail
    bench.finish(bench.upload(bench.write("a.txt")))
    assert "the window is gone" in caplog.text


def test_a_defect_ends_in_a_sentence(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is wrong in the program, a job does not hang."""

    def broken(_: str) -> Cloud:
        raise KeyError("defect")

    bench.queue._engine._open_cloud = broken
    (job,) = bench.finish(bench.upload(bench.write("a.txt")), State.FAILED)
    assert job.error is not None
    assert job.error.sentence == "Something went wrong inside the program."
    assert "KeyError" in job.error.technical
    assert "defect" in caplog.text


def test_waiting_ends_when_the_queue_is_stopped(bench: Bench) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    ids = bench.upload(bench.write("a.txt"))
    stopper = threading.Timer(0.5, bench.queue.stop)
    stopper.start()
    assert bench.queue.wait(ids, 30) is False
    stopper.join()
    assert not bench.queue.wait(ids, 0.1)
