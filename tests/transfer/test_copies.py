"""Copies between remote folders: one job over both ways, from one server to another and within one."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, Conflict, DiskFull, LocalError, NotFound
from bimexplorer.model import Entry
from bimexplorer.transfer import spool
from bimexplorer.transfer.journal.rows import Changes
from bimexplorer.transfer.status import Check, Decision, Direction, Limits, State
from tests.standin import StandIn
from tests.transfer.conftest import BIMCLOUD, SITE, Bench, open_cloud

_MIB = 1 << 20
OTHER = "other"


class Pair:
    """A bench, and a second site of another server: copies go from the bench's folder to `folder`."""

    def __init__(self, bench: Bench, server: StandIn, kind: str = BIMCLOUD) -> None:
        self.bench = bench
        self.server = server
        self.kind = kind
        server.reset_counters()
        self.folder = bench.add_site(OTHER, server, kind)
        self.cloud: Cloud = bench._clouds[OTHER]

    def copy(self, *entries: Entry, decision: Decision = Decision.ASK, as_name: str = "") -> list[int]:
        return self.bench.queue.copy(SITE, entries, OTHER, self.folder, decision=decision, as_name=as_name)

    def content(self, *names: str) -> bytes:
        download = self.cloud.open_download(self.cloud.entry_at((*self.folder.path, *names)))
        buffer, pieces = memoryview(bytearray(1 << 20)), []
        with contextlib.closing(download):
            while count := download.readinto(buffer):
                pieces.append(bytes(buffer[:count]))
        return b"".join(pieces)

    def names(self) -> list[str]:
        """Everything in the target's folder, as `sub/file`."""
        return below(self.cloud, self.folder)

    @property
    def spooled(self) -> list[Path]:
        folder = self.bench.profile / "copying"
        return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []

    def clean(self) -> bool:
        folder = self.bench.profile / "copying"
        return not folder.exists() or not list(folder.iterdir())

    def restart(self, *, kill: bool) -> None:
        """With servers that behave from then on."""
        bench = self.bench

        def save(_: Changes) -> None:
            raise LocalError("The process was killed.")

        if kill:
            bench.queue._journal.save = save  # type: ignore[assignment,method-assign]
        bench.queue.stop()
        bench.server.clear_faults()
        self.server.clear_faults()
        bench.sign_in_again()
        self.cloud.close()
        self.cloud = bench._clouds[OTHER] = open_cloud(self.server, kind=self.kind)
        bench.server.reset_counters()
        self.server.reset_counters()
        bench.queue = bench.new_queue()
        bench.queue.start()
        bench.until(lambda: bench.queue.working)


def below(cloud: Cloud, folder: Entry) -> list[str]:
    result: list[str] = []
    for entry in cloud.children(folder, limit=500).entries:
        if entry.is_folder:
            result += [entry.name + "/", *(f"{entry.name}/{name}" for name in below(cloud, entry))]
        else:
            result.append(entry.name)
    return sorted(result)


@pytest.fixture
def pair(bench_2023: Bench, shared_2020: StandIn) -> Pair:
    bench_2023.until(lambda: bench_2023.queue.working)
    return Pair(bench_2023, shared_2020)


def stored(bench: Bench, **contents: bytes) -> list[Entry]:
    """Files `name.ifc` in the bench's folder."""
    bench.finish(bench.upload(*(bench.write(f"{name}.ifc", content) for name, content in contents.items())))
    return [bench.remote(f"{name}.ifc") for name in contents]


# ---------------------------------------------------------------------------------------- between sites


def test_a_tree_is_copied_to_another_server_as_one_job(pair: Pair) -> None:
    bench = pair.bench
    large = os.urandom(20 * _MIB)
    bench.write("Plans/model.ifc", large)
    for number in range(30):
        bench.write(f"Plans/Level {number % 3}/plan {number}.pdf", f"{number}".encode() * 100)
    # Names that no disk has, and that nothing may be left out or changed for.
    folder = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(folder))
    plans = bench.remote("Plans")
    bench.cloud.create_folder(plans, "Empty")
    for name in ("Thumbs.db", "con.txt", "~$draft.docx"):
        bench.other_person_writes(f"Plans/{name}", name)

    ids = pair.copy(plans)
    (job,) = bench.finish(ids)

    assert pair.names() == below(bench.cloud, bench.folder)
    assert pair.content("Plans", "model.ifc") == large
    assert pair.content("Plans", "Level 1", "plan 4.pdf") == b"4" * 100
    assert pair.content("Plans", "con.txt") == b"con.txt"
    assert (job.direction, job.site_id, job.origin) == (Direction.COPY, OTHER, SITE)
    assert job.local == "/" + "/".join(plans.path)
    assert job.remote == "/" + "/".join((*pair.folder.path, "Plans"))
    assert (job.files, job.files_done, job.done) == (34, 34, job.size)
    assert job.size == sum(item.size for item in bench.queue.items(ids[0]))
    assert {item.state for item in bench.queue.items(ids[0])} == {State.DONE}
    bench.until(pair.clean)
    model = next(row for row in bench.queue.history("model.ifc").rows if row.direction is Direction.COPY)
    assert (model.origin, model.site_id, model.local) == (SITE, OTHER, f"{job.local}/model.ifc")
    assert model.check is Check.HASH


def test_progress_covers_both_ways(pair: Pair) -> None:
    bench = pair.bench
    (entry,) = stored(bench, model=os.urandom(24 * _MIB))
    pair.server.fault(path="put-blob-content-part", skip=1, times=None, stall=60)
    (job_id,) = pair.copy(entry)
    bench.until(lambda: pair.server.calls("put-blob-content-part") >= 2)
    bench.until(lambda: bench.job(job_id).done >= 16 * _MIB)
    job = bench.job(job_id)
    assert job.state is State.RUNNING
    # All of it is here, and one part of three there.
    assert job.size // 2 < job.done < job.size == 24 * _MIB
    assert job.done <= bench.item(job_id).done < job.size
    pair.server.clear_faults()
    bench.queue.pause([job_id])
    bench.until(lambda: bench.job(job_id).state is State.PAUSED)
    bench.server.reset_counters()
    bench.queue.resume([job_id])
    bench.finish([job_id])
    assert bench.server.calls("get-blob-content") == 0
    bench.until(pair.clean)


@pytest.mark.parametrize("kill", [False, True], ids=["quit", "killed"])
def test_a_run_that_ends_on_the_way_down_or_up_loses_and_doubles_nothing(pair: Pair, *, kill: bool) -> None:
    bench = pair.bench
    up, down = os.urandom(24 * _MIB), os.urandom(20 * _MIB)
    contents = {"up": up, "down": down, **{f"small {n}": os.urandom(1000) for n in range(5)}}
    entries = stored(bench, **contents)
    pair.server.fault(path="put-blob-content-part", times=None, stall=60, skip=1)
    bench.server.fault(path="get-blob-content.*down", times=None, stall=60, after=12 * _MIB)
    ids = pair.copy(*entries)
    # All of the one is here, and parts of it are on their way to the other server.
    bench.until(lambda: bench.job(ids[0]).done >= 12 * _MIB)
    bench.until(lambda: pair.server.calls("put-blob-content-part") >= 2)
    bench.until(lambda: bench.job(ids[1]).done >= 5 * _MIB)
    bench.queue._engine.flush(30)
    pair.restart(kill=kill)
    jobs = bench.finish(ids)
    assert {job.done for job in jobs[:2]} == {len(up), len(down)}
    assert pair.names() == sorted(f"{name}.ifc" for name in contents)
    for name, content in contents.items():
        assert pair.content(f"{name}.ifc") == content
    # What had come lay there still.
    fetched = [
        record for record in bench.server.records(bench._recorded) if "get-blob-content" in record["path"]
    ]
    assert not [record for record in fetched if "up.ifc" in str(record["query"])]
    bench.until(pair.clean)


def test_a_run_that_ends_while_the_folders_are_read_finds_the_rest(pair: Pair) -> None:
    bench = pair.bench
    for number in range(12):
        bench.write(f"Plans/Level {number % 4}/plan {number}.pdf", str(number).encode())
    bench.finish(bench.upload(bench.local / "sources" / "Plans"))
    plans = bench.remote("Plans")
    bench.server.fault(path="get-resources-by-criterion", skip=2, times=None, stall=60)
    ids = pair.copy(plans)
    bench.until(lambda: bench.server.calls("get-resources-by-criterion") >= 3)
    bench.queue._engine.flush(30)
    pair.restart(kill=True)
    bench.finish(ids)
    assert pair.names() == below(bench.cloud, bench.folder)
    assert bench.job(ids[0]).files == 12


def test_a_process_that_dies_again_and_again_gets_there(pair: Pair) -> None:
    """Whatever was published twice would be asked about: its name would be there already."""
    bench = pair.bench
    contents = {f"small {n}": os.urandom(3000) for n in range(40)}
    contents |= {f"large {n}": os.urandom(20 * _MIB) for n in range(3)}
    bench.queue.set_limits(Limits(connections=4))
    for name, content in contents.items():
        bench.write(f"Plans/{name}.ifc", content)
    bench.finish(bench.upload(bench.local / "sources" / "Plans"))
    ids = pair.copy(bench.remote("Plans"))
    chance = random.Random(20261122)
    for _ in range(6):
        reached = bench.job(ids[0]).done + chance.randrange(1, 12 * _MIB)
        bench.until(lambda: bench.job(ids[0]).done >= reached or bench.job(ids[0]).state is State.DONE)  # noqa: B023
        if bench.job(ids[0]).state is State.DONE:
            break
        pair.restart(kill=True)
    bench.finish(ids)
    assert pair.names() == ["Plans/", *sorted(f"Plans/{name}.ifc" for name in contents)]
    for name, content in contents.items():
        assert pair.content("Plans", f"{name}.ifc") == content
    bench.until(pair.clean)


def test_servers_that_stumble_are_waited_for_on_both_ways(pair: Pair) -> None:
    bench = pair.bench
    contents = {"a": os.urandom(20 * _MIB), "b": os.urandom(1000), "c": os.urandom(1000)}
    entries = stored(bench, **contents)
    bench.server.fault(path="get-blob-content", times=3, status=503)
    bench.server.fault(path="get-blob-content", skip=3, times=1, truncate=5 * _MIB)
    pair.server.fault(path="put-blob-content-part", times=2, status=500)
    pair.server.fault(path="commit-batch-upload", times=1, status=500)
    bench.finish(pair.copy(*entries))
    assert pair.names() == ["a.ifc", "b.ifc", "c.ifc"]
    for name, content in contents.items():
        assert pair.content(f"{name}.ifc") == content
    bench.until(pair.clean)


def test_the_spool_stays_small(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow target does not fill this computer's disk with what a fast source has."""
    monkeypatch.setattr(spool, "_AHEAD", 3 * _MIB)
    bench = pair.bench
    entries = stored(bench, **{f"m{number}": os.urandom(_MIB) for number in range(8)})
    pair.server.fault(path="begin-batch-upload", times=None, stall=60)
    ids = pair.copy(*entries)
    bench.until(lambda: pair.server.calls("begin-batch-upload") >= 1)
    bench.until(lambda: sum(path.stat().st_size for path in pair.spooled) == 3 * _MIB)
    bench.until(
        lambda: not any(task.throttle is bench.queue._engine.down for task in bench.queue._engine.running)
    )
    assert len(pair.spooled) == 3
    assert bench.server.calls("get-blob-content") == 3
    bench.queue.pause(ids)
    pair.server.clear_faults()
    bench.queue.resume(ids)
    bench.finish(ids)
    assert len(pair.names()) == 8
    bench.until(pair.clean)


def test_a_full_disk_waits_for_what_goes_on_and_else_says_so(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = pair.bench
    entries = stored(bench, small=os.urandom(_MIB), other=os.urandom(_MIB))
    limit = 2 * _MIB - 1

    def usage(_: object) -> shutil._ntuple_diskusage:
        taken = sum(path.stat().st_size for path in pair.spooled)
        return shutil._ntuple_diskusage(limit, taken, limit - taken)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    bench.finish(pair.copy(*entries))
    assert pair.names() == ["other.ifc", "small.ifc"]
    limit = _MIB - 1
    (job,) = bench.finish(pair.copy(entries[0], decision=Decision.KEEP_BOTH), State.FAILED)
    assert isinstance(job.error, DiskFull)
    limit = 9 * _MIB
    bench.queue.retry([job.id])
    bench.finish([job.id])
    assert pair.names() == ["other.ifc", "small (2).ifc", "small.ifc"]


# ---------------------------------------------------------------------------------------- decisions


def test_names_that_are_there_are_asked_about_before_anything_travels(pair: Pair) -> None:
    bench = pair.bench
    new = os.urandom(2000)
    entries = stored(bench, a=new, b=new, c=new)
    bench.finish(
        [
            job_id
            for name in "abc"
            for job_id in bench.queue.upload(OTHER, [bench.write(f"old/{name}.ifc", b"old")], pair.folder)
        ]
    )
    bench.server.reset_counters()
    ids = pair.copy(*entries)
    bench.finish(ids, State.DECIDING)
    assert bench.server.calls("get-blob-content") == 0
    question = bench.item(ids[0]).question
    assert question is not None
    assert question.choices == (Decision.NEW_VERSION, Decision.SKIP, Decision.KEEP_BOTH)
    assert question.here is not None
    assert question.here.size == 2000
    assert question.there is not None
    assert question.there.size == 3
    for job_id, decision in zip(ids, (Decision.NEW_VERSION, Decision.SKIP, Decision.KEEP_BOTH), strict=True):
        bench.queue.decide(job_id, decision)
    bench.finish(ids, None)
    assert [bench.job(job_id).state for job_id in ids] == [State.DONE, State.SKIPPED, State.DONE]
    assert pair.names() == ["a.ifc", "b.ifc", "c (2).ifc", "c.ifc"]
    assert [pair.content(f"{name}.ifc") for name in ("a", "b", "c", "c (2)")] == [new, b"old", b"old", new]
    bench.until(pair.clean)


@pytest.mark.parametrize("decision", [Decision.RENAME, Decision.SKIP, Decision.FAIL])
def test_names_that_the_other_cloud_does_not_take_are_asked_about(pair: Pair, decision: Decision) -> None:
    bench = pair.bench
    for name in ("ok.txt", "plan #1.txt", "Level #2/inner.txt"):
        bench.write(f"Plans/{name}", name)
    bench.finish(bench.upload(bench.local / "sources" / "Plans"))
    strict = pair.cloud
    check, suggested = strict.check_name, strict.suggested_name
    # A service with rules of its own.
    strict.check_name = lambda name: "No # here." if "#" in name else check(name)  # type: ignore[method-assign]
    strict.suggested_name = lambda name, taken: suggested(name.replace("#", "no "), taken)  # type: ignore[method-assign]
    (job_id,) = pair.copy(bench.remote("Plans"))
    (job,) = bench.finish([job_id], None)
    assert (job.state, job.files_deciding) == (State.DECIDING, 2)
    assert bench.item(job_id, "plan #1.txt").question is not None
    bench.queue.decide(job_id, decision)
    (job,) = bench.finish([job_id], None)
    expected = {
        Decision.RENAME: (
            State.DONE,
            ["Plans/Level no 2/", "Plans/Level no 2/inner.txt", "Plans/plan no 1.txt"],
        ),
        Decision.SKIP: (State.DONE, []),
        Decision.FAIL: (State.FAILED, []),
    }
    state, more = expected[decision]
    assert job.state is state
    assert pair.names() == sorted(["Plans/", "Plans/ok.txt", *more])


def test_into_the_same_folder_both_are_kept_and_a_folder_never_goes_into_itself(pair: Pair) -> None:
    bench = pair.bench
    (model,) = stored(bench, model=b"model")
    bench.write("Level 1.5/plan.pdf", b"plan")
    bench.finish(bench.upload(bench.local / "sources" / "Level 1.5"))
    level = bench.remote("Level 1.5")
    for _ in range(2):
        bench.finish(bench.queue.copy(SITE, [model, level], SITE, bench.folder))
    (job_id,) = bench.queue.copy(SITE, [level], SITE, bench.folder)
    (job,) = bench.finish([job_id])
    assert job.remote.endswith("/Level 1.5 (4)")
    levels = ["Level 1.5", "Level 1.5 (2)", "Level 1.5 (3)", "Level 1.5 (4)"]
    expected = [f"{name}{end}" for name in levels for end in ("/", "/plan.pdf")]
    assert bench.remote_names() == sorted([*expected, "model (2).ifc", "model (3).ifc", "model.ifc"])
    with pytest.raises(Conflict, match="into itself"):
        bench.queue.copy(SITE, [level], SITE, level)
    inner = bench.cloud.create_folder(level, "inner")
    with pytest.raises(Conflict, match="into itself"):
        bench.queue.copy(SITE, [level], SITE, inner)


# ---------------------------------------------------------------------------------------- trouble


def test_cancelling_leaves_nothing_on_either_side(pair: Pair) -> None:
    bench = pair.bench
    entries = stored(bench, up=os.urandom(24 * _MIB), down=os.urandom(20 * _MIB))
    pair.server.fault(path="put-blob-content-part", times=None, stall=60, skip=1)
    bench.server.fault(path="get-blob-content.*down", times=None, stall=60, after=12 * _MIB)
    ids = pair.copy(*entries)
    bench.until(lambda: pair.server.calls("put-blob-content-part") >= 2 and len(pair.spooled) == 2)
    bench.queue.cancel(ids)
    bench.finish(ids, State.CANCELLED)
    bench.until(pair.clean)
    assert pair.names() == []
    pair.server.clear_faults()
    bench.server.clear_faults()
    bench.finish(pair.copy(*entries))
    assert pair.names() == ["down.ifc", "up.ifc"]


def test_what_fails_is_tried_again_from_where_it_is_needed(pair: Pair) -> None:
    bench = pair.bench
    one, other = stored(bench, one=b"one", other=b"other")
    bench.cloud.delete(one)
    jobs = bench.finish(pair.copy(one, other), None)
    assert [job.state for job in jobs] == [State.FAILED, State.DONE]
    assert isinstance(jobs[0].error, NotFound)
    bench.until(pair.clean)
    # Its target is gone: that is said, and mended by making it again.
    pair.cloud.delete(pair.cloud.entry_at((*pair.folder.path, "other.ifc")))
    pair.cloud.delete(pair.folder)
    (job,) = bench.finish(pair.copy(other), State.FAILED)
    assert isinstance(job.error, NotFound)
    bench.until(pair.clean)


def test_a_spool_that_somebody_touched_is_brought_again(pair: Pair) -> None:
    bench = pair.bench
    content = os.urandom(24 * _MIB)
    (entry,) = stored(bench, model=content)
    pair.server.fault(path="put-blob-content-part", times=None, stall=60)
    ids = pair.copy(entry)
    bench.until(lambda: pair.server.calls("put-blob-content-part") >= 1)
    bench.queue.pause(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.PAUSED)
    bench.queue._engine.flush(30)
    (path,) = pair.spooled
    path.write_bytes(b"something else")
    stray = path.parent.with_name("99-1-00000000") / "stray"
    stray.parent.mkdir()
    stray.write_bytes(b"of a crash")
    pair.restart(kill=True)
    bench.until(lambda: not stray.exists())
    assert path.parent.exists()
    bench.queue.resume(ids)
    bench.finish(ids)
    assert pair.content("model.ifc") == content
    bench.until(pair.clean)


@pytest.mark.parametrize("ended", [SITE, OTHER])
def test_the_end_of_either_sign_in_pauses_the_copy(pair: Pair, ended: str) -> None:
    bench = pair.bench
    (entry,) = stored(bench, model=os.urandom(_MIB))
    original = bench._open

    def refuse(site_id: str) -> Cloud:
        if site_id == ended:
            raise AuthExpired("The sign-in has ended.")
        return original(site_id)

    bench.queue._engine._open_cloud = refuse
    ids = pair.copy(entry)
    (job,) = bench.finish(ids, State.PAUSED)
    assert isinstance(job.error, AuthExpired)
    assert pair.names() == []
    bench.queue._engine._open_cloud = original
    bench.queue.resume(ids)
    bench.finish(ids)
    assert pair.names() == ["model.ifc"]


def test_a_copy_goes_on_only_as_who_began_it_at_both_ends(pair: Pair) -> None:
    bench = pair.bench
    (entry,) = stored(bench, model=os.urandom(24 * _MIB))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=12 * _MIB)
    ids = pair.copy(entry)
    bench.until(lambda: bench.job(ids[0]).done >= 5 * _MIB)
    bench.queue._engine.flush(30)
    bench.queue.stop()
    bench.server.clear_faults()
    bench._clouds[SITE].close()
    bench._clouds[SITE] = open_cloud(bench.server, user=1)
    bench.queue = bench.new_queue()
    bench.queue.start()
    (job,) = bench.finish(ids, State.PAUSED)
    assert isinstance(job.error, AuthExpired)
    assert bench.server.users[0]["username"] in job.error.sentence
    bench.sign_in_again()
    bench.queue.resume(ids)
    bench.finish(ids)
    assert pair.names() == ["model.ifc"]


def test_a_removed_site_ends_its_copies(pair: Pair) -> None:
    bench = pair.bench
    (entry,) = stored(bench, model=os.urandom(_MIB))
    bench.server.fault(path="get-blob-content", times=None, stall=60)
    ids = pair.copy(entry)
    bench.until(lambda: bench.server.calls("get-blob-content") >= 1)
    bench.queue.cancel_site(SITE)
    (job,) = bench.finish(ids, State.FAILED)
    assert job.error is not None
    assert "removed" in job.error.sentence
    bench.until(pair.clean)


def test_another_process_sees_one_job_and_can_end_it(pair: Pair, make_bench: Callable[..., Bench]) -> None:
    bench = pair.bench
    (entry,) = stored(bench, model=os.urandom(24 * _MIB))
    pair.server.fault(path="put-blob-content-part", times=None, stall=60)
    other = bench.new_queue()
    other.start()
    try:
        assert other.started(20)
        ids = other.copy(SITE, [entry], OTHER, pair.folder)
        bench.until(lambda: any(job.id == ids[0] and job.done >= 12 * _MIB for job in other.jobs()))
        (seen,) = [job for job in other.jobs() if job.id == ids[0]]
        assert (seen.direction, seen.origin, seen.size) == (Direction.COPY, SITE, 24 * _MIB)
        assert seen.done <= seen.size
        other.cancel(ids)
        bench.finish(ids, State.CANCELLED)
    finally:
        other.stop()
    bench.until(pair.clean)
