"""Two queues of one profile, in one process and in two: one works, the other hands over and follows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bimexplorer.transfer import portable
from bimexplorer.transfer.journal.rows import Verb, Wish
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Check, Decision, State
from tests.standin import wait_until
from tests.transfer.conftest import DEADLINE, SITE, Bench, tree
from tests.transfer.other_process import Other
from tests.transfer.test_roundtrip import sample

_MIB = 1 << 20


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it. Its queue works."""
    bench_2023.until(lambda: bench_2023.queue.working)
    return bench_2023


@pytest.fixture
def second(bench: Bench) -> Iterator[TransferQueue]:
    """A queue beside it, which follows."""
    queue = bench.new_queue()
    queue.start()
    assert queue.started(DEADLINE)
    assert not queue.working
    yield queue
    queue.stop()


def state(queue: TransferQueue, job_id: int) -> State | None:
    job = queue.job(job_id)
    return None if job is None else job.state


def test_transfers_that_are_handed_over_are_carried_out_and_followed(
    bench: Bench, second: TransferQueue
) -> None:
    source = sample(bench.local / "sources" / "Projekt", 20)
    ids = second.upload(SITE, [source, bench.write("model.ifc", os.urandom(20 * _MIB))], bench.folder)
    assert [job.id for job in second.jobs()] == ids
    assert second.wait(ids, DEADLINE)
    for job_id in ids:
        here, there = second.job(job_id), bench.job(job_id)
        assert here is not None
        assert (here.state, here.files, here.files_done, here.size, here.done, here.check) == (
            State.DONE,
            there.files,
            there.files,
            there.size,
            there.size,
            Check.HASH,
        )
        assert (here.name, here.user, here.drop_id) == (there.name, there.user, ids[0])
    wait_until(lambda: second.items(ids[0]))
    assert [(item.id, item.name, item.state) for item in second.items(ids[0])] == [
        (item.id, item.name, item.state) for item in bench.queue.items(ids[0])
    ]
    down = second.download(SITE, [bench.remote("Projekt")], bench.target)
    assert second.wait(down, DEADLINE)
    assert state(second, down[0]) is State.DONE
    assert tree(bench.target / "Projekt") == tree(source)
    assert set(bench.revisions().values()) == {1}
    assert {row.job_id for row in second.history().rows} == {*ids, *down}
    assert len(second.receipt(ids)) == 22


def test_questions_are_seen_and_answered_from_the_other(bench: Bench, second: TransferQueue) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "old"), bench.write("other.txt", "old")))
    sources = [bench.write("plan.txt", "new!"), bench.write("other.txt", "new!")]
    ids = second.upload(SITE, sources, bench.folder)
    assert second.wait(ids, DEADLINE)
    assert [state(second, job_id) for job_id in ids] == [State.DECIDING] * 2
    (item,) = wait_until(lambda: second.items(ids[0]))
    assert item.question is not None
    assert item.question.here is not None
    assert item.question.there is not None
    assert (item.question.here.size, item.question.there.size) == (4, 3)
    second.decide(ids[0], Decision.NEW_VERSION, item_id=item.id)
    second.decide(ids[1], Decision.KEEP_BOTH)
    assert second.wait(ids, DEADLINE)
    assert [state(second, job_id) for job_id in ids] == [State.DONE] * 2
    assert bench.content("plan.txt") == b"new!"
    assert bench.remote_names() == ["other (2).txt", "other.txt", "plan.txt"]


def test_pausing_resuming_trying_again_cancelling_and_clearing(bench: Bench, second: TransferQueue) -> None:
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    ids = second.upload(
        SITE, [bench.write("a.ifc", os.urandom(20 * _MIB)), bench.write("b.txt")], bench.folder
    )
    missing = second.upload(SITE, [bench.local / "later.txt"], bench.folder)
    bench.until(lambda: state(second, ids[0]) is State.RUNNING and state(second, missing[0]) is State.FAILED)
    second.pause(ids)
    assert second.wait(ids, DEADLINE)
    assert [state(second, job_id) for job_id in ids] == [State.PAUSED] * 2
    assert [state(bench.queue, job_id) for job_id in ids] == [State.PAUSED] * 2
    bench.server.clear_faults()
    second.cancel(ids[1:])
    second.resume(ids[:1])
    (bench.local / "later.txt").write_text("here")
    second.retry(missing)
    assert second.wait([*ids, *missing], DEADLINE)
    assert [state(second, i) for i in (*ids, *missing)] == [State.DONE, State.CANCELLED, State.DONE]
    assert bench.remote_names() == ["a.ifc", "later.txt"]
    second.clear_finished()
    bench.until(lambda: bench.queue.jobs() == () and second.jobs() == ())
    assert second.items(ids[0]) == ()
    assert second.wait(ids, DEADLINE)


def test_the_order_is_changed_from_the_other(bench: Bench, second: TransferQueue) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    first = bench.upload(bench.write("1.txt"), bench.write("2.txt"))
    ids = second.upload(SITE, [bench.write("3.txt"), bench.write("4.txt")], bench.folder)
    bench.until(lambda: [job.id for job in bench.queue.jobs()] == [*first, *ids])
    later = bench.upload(bench.write("5.txt"))
    bench.until(lambda: [job.id for job in second.jobs()] == [*first, *ids, *later])
    second.reorder([ids[1]], first[0])
    second.reorder([first[0]], None)
    expected = [ids[1], first[1], ids[0], later[0], first[0]]
    bench.until(lambda: [job.id for job in bench.queue.jobs()] == expected)
    bench.until(lambda: [job.id for job in second.jobs()] == expected)
    last = second.upload(SITE, [bench.write("6.txt")], bench.folder)
    bench.until(lambda: [job.id for job in second.jobs()] == [*expected, *last])
    bench.until(lambda: [job.id for job in bench.queue.jobs()] == [*expected, *last])


def test_a_hundred_quick_wishes_keep_their_order(bench: Bench, second: TransferQueue) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    ids = second.upload(SITE, [bench.write(f"{number}.txt") for number in range(4)], bench.folder)
    for _ in range(25):
        second.pause(ids)
        second.reorder([ids[3]], ids[0])
        second.resume(ids)
        second.reorder([ids[3]], None)
    second.pause(ids[:2])
    second.cancel(ids[2:3])
    assert second.wait(ids[:3], DEADLINE)
    expected = [State.PAUSED, State.PAUSED, State.CANCELLED]
    assert [state(second, job_id) for job_id in ids[:3]] == expected
    assert [state(bench.queue, job_id) for job_id in ids[:3]] == expected
    assert state(bench.queue, ids[3]) in (State.WAITING, State.RUNNING)
    assert [job.id for job in bench.queue.jobs()] == ids
    assert bench.queue._journal.wishes() == ()


def test_a_wish_nobody_understands_is_forgotten(
    bench: Bench, second: TransferQueue, caplog: pytest.LogCaptureFixture
) -> None:
    second._journal.wish(Wish(Verb.DECIDE, (1,), '{"decision": "of a newer program", "item": null}'))
    ids = bench.upload(bench.write("plan.txt"))
    bench.finish(ids)
    second._journal.wish(Wish(Verb.DECIDE, tuple(ids), '{"decision": "of a newer program", "item": null}'))
    bench.until(lambda: second._journal.wishes() == ())
    assert "unexpectedly" in caplog.text
    bench.finish(bench.upload(bench.write("other.txt")))


def test_the_second_takes_over_when_the_first_stops(bench: Bench, second: TransferQueue) -> None:
    content = os.urandom(40 * _MIB)
    bench.server.fault(path="put-blob-content-part", skip=2, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    mine = second.upload(SITE, [bench.write("mine.txt", "mine")], bench.folder)
    asking = second.upload(SITE, [bench.local / "nothing.txt"], bench.folder)
    bench.until(lambda: bench.job(ids[0]).done >= 16 * _MIB and state(second, asking[0]) is State.FAILED)
    bench.server.clear_faults()
    bench.queue.stop()
    bench.until(lambda: second.working)
    assert second.wait([*ids, *mine], DEADLINE)
    assert [state(second, i) for i in (*ids, *mine, *asking)] == [State.DONE, State.DONE, State.FAILED]
    assert bench.content("model.ifc") == content
    assert set(bench.revisions().values()) == {1}


def test_what_was_asked_for_while_nobody_worked_is_done_in_its_order(bench: Bench) -> None:
    """Wishes and jobs wait in the journal, and in the queue that takes it over."""
    bench.queue.stop()
    bench.until(lambda: not bench.queue.working)
    blocker = bench.new_queue()
    # Holds the queue, and does nothing for anybody.
    blocker._lock.acquire()
    second = bench.new_queue()
    second.start()
    try:
        cancelled = second.upload(SITE, [bench.write("a.txt")], bench.folder)
        paused = second.upload(SITE, [bench.write("b.txt"), bench.write("c.txt")], bench.folder)
        second.cancel(cancelled)
        bench.until(lambda: len(second._journal.handed()) == 3 and second._journal.wishes())
        # These may, or may not, come into the journal before the queue is taken over.
        second.pause(paused)
        blocker._lock.release()
        ids = second.upload(SITE, [bench.write("d.txt")], bench.folder)
        second.resume(paused[:1])
        assert second.wait([*cancelled, *paused, *ids], DEADLINE)
        states = [state(second, job_id) for job_id in (*cancelled, *paused, *ids)]
        assert states == [State.CANCELLED, State.DONE, State.PAUSED, State.DONE]
        assert second.working
        assert bench.remote_names() == ["b.txt", "d.txt"]
    finally:
        second.stop()
        blocker.stop()


def test_what_is_asked_for_just_before_the_end_is_kept(bench: Bench, second: TransferQueue) -> None:
    bench.server.fault(path="/", times=None, stall=60)
    ids = second.upload(SITE, [bench.write("a.txt")], bench.folder)
    second.pause(ids)
    second.stop()
    bench.until(lambda: bench.queue.job(ids[0]) is not None and bench.job(ids[0]).state is State.PAUSED)


def test_a_set_is_handed_over_as_one(bench: Bench, second: TransferQueue) -> None:
    """Jobs of two processes may have mixed positions: a drop stays one."""
    third = bench.new_queue()
    third.start()
    try:
        assert third.started(DEADLINE)
        sets = [
            queue.upload(
                SITE, [bench.write(f"{name}{number}.txt") for number in range(3)], bench.folder, as_set=True
            )
            for name, queue in (("a", second), ("b", third))
        ]
        assert second.wait([*sets[0], *sets[1]], DEADLINE)
        assert [state(second, job_id) for ids in sets for job_id in ids] == [State.DONE] * 6
        assert bench.server.calls("commit-batch-upload") == 2
    finally:
        third.stop()


def test_jobs_of_others_are_left_alone_until_they_are_asked_for(bench: Bench) -> None:
    second = bench.new_queue(adopt=False)
    second.start()
    assert second.started(DEADLINE)
    try:
        bench.server.fault(path="put-blob-content-part", times=None, stall=60)
        theirs = bench.upload(bench.write("theirs.txt"), bench.write("more.txt"))
        own = second.upload(SITE, [bench.write("own.txt")], bench.folder)
        bench.until(lambda: state(second, own[0]) is State.RUNNING)
        second.resume(theirs[1:])
        bench.until(lambda: second._journal.wishes() == ())
        bench.server.clear_faults()
        bench.queue.stop()
        bench.until(lambda: second.working)
        assert second.wait([*own, *theirs], DEADLINE)
        states = [state(second, job_id) for job_id in (*own, *theirs)]
        assert states == [State.DONE, State.PAUSED, State.DONE]
        second.resume(theirs)
        assert second.wait(theirs, DEADLINE)
        assert state(second, theirs[0]) is State.DONE
    finally:
        second.stop()
    assert bench.remote_names() == ["more.txt", "own.txt", "theirs.txt"]


# ---------------------------------------------------------------------------------------- two processes


@pytest.fixture
def start_other(bench: Bench) -> Iterator[Callable[..., Other]]:
    others: list[Other] = []

    def start(**options: Any) -> Other:
        others.append(Other(bench, **options))
        return others[-1]

    yield start
    for other in others:
        if other.process.poll() is None:
            other.end(kill=True)


def test_another_process_hands_its_transfers_over(bench: Bench, start_other: Callable[..., Other]) -> None:
    other = start_other()
    source = sample(bench.local / "sources" / "Projekt", 10)
    ids = other("upload", [str(source)], portable.entry_out(bench.folder), {})
    assert other("wait", ids, DEADLINE)
    assert not other("working")
    assert [job["state"] for job in other("jobs")] == ["done"]
    assert bench.job(ids[0]).files == 11
    down = other("download", [portable.entry_out(bench.remote("Projekt"))], str(bench.target))
    assert other("wait", down, DEADLINE)
    assert tree(bench.target / "Projekt") == tree(source)
    other.end()


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "ended"])
def test_the_queue_goes_to_the_other_process_and_back(
    bench: Bench, start_other: Callable[..., Other], *, kill: bool
) -> None:
    content = os.urandom(60 * _MIB)
    bench.queue.stop()
    other = start_other()
    bench.until(lambda: other("working"))
    bench.queue = bench.new_queue()
    bench.queue.start()
    assert bench.queue.started(DEADLINE)
    assert not bench.queue.working
    bench.server.fault(path="put-blob-content-part", skip=3, times=None, stall=60)
    theirs = other("upload", [str(bench.write("model.ifc", content))], portable.entry_out(bench.folder), {})
    mine = bench.upload(bench.write("mine.txt", "mine"), bench.local / "missing.txt")
    bench.until(lambda: bench.queue.job(theirs[0]) is not None and bench.job(theirs[0]).done >= 24 * _MIB)
    bench.until(lambda: bench.job(mine[1]).state is State.FAILED)
    # What is on its way stays stalled; what the next one sends goes through.
    bench.server.clear_faults()
    other.end(kill=kill)
    bench.until(lambda: bench.queue.working)
    bench.finish([*theirs, mine[0]])
    assert bench.job(mine[1]).state is State.FAILED
    assert bench.content("model.ifc") == content
    assert bench.content("mine.txt") == b"mine"
    assert set(bench.revisions().values()) == {1}
