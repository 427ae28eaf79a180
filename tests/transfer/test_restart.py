"""Quitting, or being killed, at any moment: what is unfinished comes back as it was, and ends well."""

from __future__ import annotations

import contextlib
import os
import sqlite3

import pytest

from bimexplorer.errors import AuthExpired, SourceMissing, TargetExists
from bimexplorer.transfer.status import Check, Decision, State
from tests.transfer.conftest import SITE, Bench, open_cloud
from tests.transfer.restarts import Restart, came, quit_and_start, rows, saved

_MIB = 1 << 20
_PART = 8 * _MIB


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


def test_a_paused_job_stays_paused_and_tells_how_far_it_is(bench: Bench, restart: Restart) -> None:
    content = os.urandom(40 * _MIB)
    bench.finish(bench.upload(bench.write("old.ifc", content)))
    bench.server.fault(path="put-blob-content-part", skip=2, times=None, stall=60)
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=20 * _MIB)
    up = bench.upload(bench.write("model.ifc", content))
    down = bench.download(bench.remote("old.ifc"))
    bench.until(lambda: came(bench, *up) >= 2 * _PART and came(bench, *down) >= 18 * _MIB)
    bench.queue.pause([*up, *down])
    saved(bench, lambda: {bench.job(i).state for i in (*up, *down)} == {State.PAUSED})
    saved(bench, lambda: not bench.queue._engine.running)
    before = [bench.job(i) for i in (*up, *down)]
    restart()
    after = [bench.job(i) for i in (*up, *down)]
    for old, new in zip(before, after, strict=True):
        assert (new.state, new.size, new.done, new.files) == (State.PAUSED, old.size, old.done, old.files)
        assert (new.created, new.name, new.drop_id, new.user) == (
            old.created,
            old.name,
            old.drop_id,
            old.user,
        )
    assert not bench.queue.active
    assert bench.server.calls("^blob") == 0
    bench.queue.resume([*up, *down])
    for job in bench.finish([*up, *down]):
        assert (job.size, job.done) == (len(content), len(content))
    assert bench.content("model.ifc") == (bench.target / "old.ifc").read_bytes() == content


def test_waiting_jobs_keep_their_order_and_ids_are_not_used_again(bench: Bench, restart: Restart) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    ids = bench.upload(*(bench.write(f"{number}.txt", str(number)) for number in range(6)))
    bench.queue.reorder([ids[4]], ids[0])
    bench.until(lambda: next(job.id for job in bench.queue.jobs()) == ids[4])
    saved(bench, lambda: all(bench.queue.items(job_id) for job_id in ids))
    order = [job.id for job in bench.queue.jobs()]
    items = {item.id for job_id in ids for item in bench.queue.items(job_id)}
    restart()
    assert [job.id for job in bench.queue.jobs()] == order
    assert {item.id for job_id in ids for item in bench.queue.items(job_id)} == items
    more = bench.upload(bench.write("more.txt"))
    assert more[0] > max(ids)
    bench.finish([*ids, *more])
    assert bench.item(more[0]).id > max(items)
    assert [job.id for job in bench.queue.jobs()][-1] == more[0]
    assert set(bench.revisions().values()) == {1}


def test_done_and_cancelled_jobs_are_history_only(bench: Bench, restart: Restart) -> None:
    done = bench.upload(bench.write("a.txt"))
    bench.finish(done)
    skipped = bench.finish(bench.upload(bench.write("a.txt"), decision=Decision.SKIP), State.SKIPPED)
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    gone = bench.upload(bench.write("b.txt"))
    bench.until(lambda: bench.server.calls("put-blob-content-part") == 2)
    bench.queue.cancel(gone)
    bench.until(lambda: bench.job(gone[0]).state is State.CANCELLED)
    saved(bench, lambda: bench.job(done[0]).state is State.DONE)
    restart()
    assert bench.queue.jobs() == ()
    found = {row.job_id: row.state for row in bench.queue.history().rows}
    assert found == {done[0]: State.DONE, skipped[0].id: State.SKIPPED, gone[0]: State.CANCELLED}
    # As ended ones: the history's bounds hold for them, too.
    assert bench.queue._journal.trim(0) == 3
    assert (rows(bench, "jobs"), rows(bench, "items")) == (0, 0)


def test_questions_come_back_with_what_is_known(bench: Bench, restart: Restart) -> None:
    source = bench.write("plan.txt", "old")
    bench.finish(bench.upload(source))
    (bench.target / "plan.txt").write_text("old")
    os.utime(bench.target / "plan.txt", (1e9, 1e9))
    down, up = bench.download(bench.remote("plan.txt")), bench.upload(source)
    bench.finish([*down, *up], State.DECIDING)
    bench.until(lambda: all(_identical(bench, job_id) for job_id in (*down, *up)))
    asked = [bench.item(job_id).question for job_id in (*down, *up)]
    restart()
    bench.finish([*down, *up], State.DECIDING)
    bench.until(lambda: all(_identical(bench, job_id) for job_id in (*down, *up)))
    assert [bench.item(job_id).question for job_id in (*down, *up)] == asked
    bench.queue.decide(down[0], Decision.KEEP_BOTH)
    bench.queue.decide(up[0], Decision.KEEP_BOTH)
    bench.finish([*down, *up])
    assert sorted(path.name for path in bench.target.iterdir()) == ["plan (2).txt", "plan.txt"]
    assert bench.remote_names() == ["plan (2).txt", "plan.txt"]


def _identical(bench: Bench, job_id: int) -> bool | None:
    question = bench.item(job_id).question
    return question is not None and question.identical


def test_a_decision_for_all_still_holds(bench: Bench, restart: Restart) -> None:
    for number in range(8):
        bench.write(f"Plans/{number}.txt", "old")
    folder = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(folder))
    for number in range(8):
        bench.write(f"Plans/{number}.txt", "new")
    ids = bench.upload(folder)
    bench.finish(ids, State.DECIDING)
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    bench.queue.decide(ids[0], Decision.SKIP, item_id=bench.item(ids[0], "3.txt").id)
    bench.queue.decide(ids[0], Decision.NEW_VERSION)
    saved(bench, lambda: bench.job(ids[0]).files_deciding == 0)
    restart()
    (job,) = bench.finish(ids)
    assert (job.files, job.files_done) == (8, 8)
    for number in range(8):
        assert bench.content("Plans", f"{number}.txt") == (b"old" if number == 3 else b"new")
    assert set(bench.revisions().values()) == {1, 2}


def test_failed_items_can_be_tried_again(bench: Bench, restart: Restart) -> None:
    gone = bench.write("tree/gone.txt")
    bench.write("tree/good.txt")
    bench.server.fault(path="begin-batch-upload", stall=1.0)
    up = bench.upload(gone.parent)
    bench.until(lambda: bench.server.calls("begin-batch-upload"))
    gone.unlink()
    (job,) = bench.finish(up, State.FAILED)
    alone = bench.upload(bench.local / "nothing.txt")
    bench.finish(alone, State.FAILED)
    down = bench.download(bench.remote("tree", "good.txt"), decision=Decision.FAIL)
    bench.finish(down)
    again = bench.download(bench.remote("tree", "good.txt"), decision=Decision.FAIL)
    bench.finish(again, State.FAILED)
    bench.queue._engine.flush(30)
    restart()
    assert [job.id for job in bench.queue.jobs()] == [*up, *alone, *again]
    assert {job.state for job in bench.queue.jobs()} == {State.FAILED}
    (kept,) = [job for job in bench.queue.jobs() if job.id == up[0]]
    assert (kept.files, kept.files_done, kept.files_failed, kept.size, kept.done) == (
        job.files,
        1,
        1,
        job.size,
        job.done,
    )
    assert isinstance(bench.item(up[0], "gone.txt").error, SourceMissing)
    assert isinstance(bench.item(again[0]).error, TargetExists)
    gone.write_text("back, and longer")
    (bench.local / "nothing.txt").write_text("something")
    (bench.target / "good.txt").unlink()
    bench.queue.retry([*up, *alone, *again])
    (done, *_) = bench.finish([*up, *alone, *again])
    assert (done.files, done.files_done, done.size, done.done) == (2, 2, 7 + 16, 7 + 16)
    assert bench.content("tree", "gone.txt") == b"back, and longer"
    assert bench.content("nothing.txt") == b"something"
    assert (bench.target / "good.txt").exists()


def test_a_site_that_is_gone_stays_failed(bench: Bench, restart: Restart) -> None:
    bench.write("tree/a.txt")
    bench.server.fault(path="/", times=None, stall=60)
    ids = bench.upload(bench.write("tree/b.txt").parent, bench.write("c.txt"))
    bench.until(lambda: bench.job(ids[0]).files == 2)
    bench.queue.cancel_site(SITE)
    saved(bench, lambda: {bench.job(job_id).state for job_id in ids} == {State.FAILED})
    restart()
    assert [job.state for job in bench.queue.jobs()] == [State.FAILED] * 2
    error = bench.job(ids[0]).error
    assert error is not None
    assert not bench.queue.active
    assert bench.remote_names() == []


def test_what_is_cleared_at_once_is_in_the_history(bench: Bench) -> None:
    ids = bench.upload(bench.write("a.txt", "a"))
    bench.finish(ids)
    bench.queue.clear(ids)
    bench.until(lambda: bench.queue.job(ids[0]) is None)
    (row,) = bench.queue.history().rows
    assert (row.state, row.check, row.size) == (State.DONE, Check.HASH, 1)


def test_jobs_of_others_go_on_only_as_they(bench: Bench, restart: Restart) -> None:
    """Somebody else signs in: what the first one began waits, also a commit that was on its way."""
    bench.server.fault(path="commit-batch-upload", times=None, stall=60)
    ids = bench.upload(bench.write("a.txt"), bench.write("model.ifc", os.urandom(20 * _MIB)))
    bench.until(lambda: bench.server.calls("commit-batch-upload") == 2)
    first = bench._clouds[SITE]
    bench.queue.stop()
    first.close()
    bench.server.clear_faults()
    bench._clouds[SITE] = open_cloud(bench.server, 1)
    bench.server.reset_counters()
    bench.queue = bench.new_queue()
    bench.queue.start()
    bench.until(lambda: bench.queue.working)
    bench.until(lambda: {bench.job(job_id).state for job_id in ids} == {State.PAUSED})
    name = bench.server.users[0]["username"]
    for job_id in ids:
        error = bench.job(job_id).error
        assert isinstance(error, AuthExpired)
        assert f"“{name}”" in error.sentence
        assert bench.job(job_id).user == name
    assert bench.server.calls("^blob") == 0
    # Still the wrong one: it waits on.
    bench.queue.resume(ids)
    bench.until(lambda: bench.queue.wait(ids, 10) and {bench.job(i).state for i in ids} == {State.PAUSED})
    assert bench.server.calls("^blob") == 0
    restart()
    bench.queue.resume(ids)
    bench.finish(ids)
    assert bench.remote_names() == ["a.txt", "model.ifc"]
    assert {row.user for row in bench.queue.receipt(ids)} == {name}


def test_dormant_jobs_wait_until_they_are_asked_for(bench: Bench) -> None:
    gone = bench.local / "gone.txt"
    failed = bench.upload(gone)
    bench.finish(failed, State.FAILED)
    bench.write("tree/a.txt")
    asking = bench.upload(bench.write("tree/no,w.txt").parent)
    bench.finish(asking, State.DECIDING)
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    ids = bench.upload(bench.write("b.txt"))
    bench.until(lambda: bench.server.calls("put-blob-content-part"))
    bench.queue._engine.flush(30)
    quit_and_start(bench, adopt=False)
    assert [job.state for job in bench.queue.jobs()] == [State.FAILED, State.DECIDING, State.PAUSED]
    bench.finish(bench.upload(bench.write("new.txt")))
    assert bench.remote_names() == ["new.txt", "tree/", "tree/a.txt"]
    gone.write_text("here")
    bench.queue.retry(failed)
    bench.finish(failed)
    bench.queue.resume(ids)
    bench.finish(ids)
    bench.queue.decide(asking[0], Decision.SKIP)
    bench.until(lambda: bench.job(asking[0]).files_deciding == 0)
    bench.queue.resume(asking)
    bench.finish(asking)
    assert bench.remote_names() == ["b.txt", "gone.txt", "new.txt", "tree/", "tree/a.txt"]


@pytest.mark.parametrize("damaged", ["[" * 100_000, "[]", "nonsense"], ids=["nested", "list", "none"])
def test_what_cannot_be_read_keeps_nothing_else_from_going_on(
    bench: Bench, caplog: pytest.LogCaptureFixture, damaged: str
) -> None:
    bench.server.fault(path="begin-upload", times=None, stall=60)
    bad, good = (bench.upload(bench.write(f"{name}/a.txt", name).parent) for name in ("bad", "good"))
    saved(bench, lambda: all(bench.job(job_id).state is State.RUNNING for job_id in (*bad, *good)))
    bench.queue.stop()
    with contextlib.closing(sqlite3.connect(bench.profile / "transfers.sqlite3")) as journal, journal:
        journal.execute("UPDATE items SET data = ? WHERE job_id = ?", (damaged, bad[0]))
    quit_and_start(bench)
    bench.finish(good)
    (job,) = bench.finish(bad, State.FAILED)
    assert job.error is not None
    assert job.error.sentence == "What was kept of this transfer cannot be read."
    assert "A kept transfer cannot be read" in caplog.text
    caplog.clear()
    assert bench.remote_names()[-2:] == ["good/", "good/a.txt"]
