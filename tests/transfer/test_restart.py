"""Quitting, or being killed, at any moment: what is unfinished comes back as it was, and ends well."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Download
from bimexplorer.clouds.bimcloud.cloud import BimcloudCloud
from bimexplorer.errors import (
    AuthExpired,
    Corrupt,
    LocalError,
    NotFound,
    SourceMissing,
    TargetExists,
    TargetUnwritable,
)
from bimexplorer.model import Entry
from bimexplorer.transfer import fetching, sources
from bimexplorer.transfer.journal.rows import Changes
from bimexplorer.transfer.local import PartFile
from bimexplorer.transfer.status import Check, Decision, State
from tests.transfer.conftest import SITE, Bench, open_cloud, tree

_MIB = 1 << 20
_PART = 8 * _MIB
_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")

Restart = Callable[..., None]


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


def quit_and_start(bench: Bench, *, clear: bool = True, **options: Any) -> None:
    """With a server that behaves from then on, if it is to `clear`, new connections and fresh counters."""
    bench.queue.stop()
    if clear:
        bench.server.clear_faults()
        bench.sign_in_again()
    bench.server.reset_counters()
    bench.queue = bench.new_queue(**options)
    bench.queue.start()
    bench.until(lambda: bench.queue.working)


def kill_and_start(bench: Bench, *, clear: bool = True, **options: Any) -> None:
    """As after `kill -9`: from this moment on nothing more is written, nor sent."""

    def save(_: Changes) -> None:
        raise LocalError("The process was killed.")

    bench.queue._journal.save = save  # type: ignore[method-assign]
    quit_and_start(bench, clear=clear, **options)


@pytest.fixture(params=[quit_and_start, kill_and_start], ids=["quit", "killed"])
def restart(request: pytest.FixtureRequest, bench: Bench) -> Restart:
    def act(**options: Any) -> None:
        request.param(bench, **options)

    return act


def saved(bench: Bench, condition: Callable[[], Any]) -> None:
    """Wait for something, and until the journal has it."""
    bench.until(condition)
    bench.queue._engine.flush(30)


def came(bench: Bench, *job_ids: int) -> int:
    """Bytes that have travelled."""
    return sum(item.done for job_id in job_ids for item in bench.queue.items(job_id))


def _kept(bench: Bench, job_id: int) -> int:
    """Bytes that the journal knows to have travelled."""
    return sum(row.done for row in bench.queue._journal.item_rows(job_id))


def rows(bench: Bench, table: str) -> int:
    with bench.queue._journal._side.reading() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# ---------------------------------------------------------------------------------------- uploads


def test_a_large_upload_sends_only_what_is_missing(bench: Bench, restart: Restart) -> None:
    content = os.urandom(80 * _MIB)
    bench.server.fault(path="put-blob-content-part", skip=5, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: _kept(bench, ids[0]) >= 5 * _PART)
    restart()
    (job,) = bench.finish(ids)
    assert (job.size, job.done, job.files, job.files_done) == (len(content), len(content), 1, 1)
    assert bench.content("model.ifc") == content
    assert bench.server.calls("/begin-upload") == 0
    assert bench.server.calls("put-blob-content-part") == 5
    assert list(bench.revisions().values()) == [1]
    assert bench.item(ids[0]).check is Check.HASH


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


@contextlib.contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Rights do not bind root: it drops its own for the time being."""
    if os.geteuid() != 0:
        yield
        return
    above = [folder, *folder.parents]
    modes = {path: path.stat().st_mode for path in above}
    for path in above:
        path.chmod(modes[path] | 0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


@_POSIX
@pytest.mark.parametrize("twice", [False, True])
def test_what_could_not_be_read_can_be_read_later(bench: Bench, restart: Restart, *, twice: bool) -> None:
    """Each kind of problem: a file and a folder of a source, and the source itself."""
    bench.write("tree/good.txt")
    secret = bench.write("tree/secret.txt")
    locked = bench.write("tree/locked/a.txt").parent
    whole = bench.write("whole/b.txt").parent
    for path in (secret, locked, whole):
        path.chmod(0)
    with without_rights(bench.local):
        bench.queue.set_keep_awake(keep=False)
        ids = bench.upload(secret.parent, whole, secret)
        bench.finish(ids, State.FAILED)
    bench.queue._engine.flush(30)
    before = [(job.id, job.state, job.files, job.files_failed) for job in bench.queue.jobs()]
    restart()
    if twice:
        restart()
    assert [(job.id, job.state, job.files, job.files_failed) for job in bench.queue.jobs()] == before
    secret.chmod(0o644)
    locked.chmod(0o755)
    whole.chmod(0o755)
    bench.queue.retry(ids)
    bench.finish(ids)
    assert [bench.job(job_id).files for job_id in ids] == [3, 1, 1]
    assert bench.remote_names() == [
        "secret.txt",
        "tree/",
        "tree/good.txt",
        "tree/locked/",
        "tree/locked/a.txt",
        "tree/secret.txt",
        "whole/",
        "whole/b.txt",
    ]


def test_a_remote_folder_that_could_not_be_had_is_tried_again(bench: Bench, restart: Restart) -> None:
    for number in range(3):
        bench.write(f"tree/sub/{number}.txt")
    bench.write("tree/good.txt")
    (bench.local / "sources" / "tree" / "empty").mkdir()
    bench.finish(bench.upload(bench.write("other/tree", "a file in the way")))
    ids = bench.upload(bench.local / "sources" / "tree")
    (job,) = bench.finish(ids, State.FAILED)
    bench.queue._engine.flush(30)
    restart()
    (kept,) = bench.queue.jobs()
    assert (kept.state, kept.files, kept.files_failed) == (State.FAILED, job.files, job.files_failed)
    bench.cloud.delete(bench.remote("tree"))
    bench.queue.retry(ids)
    (job,) = bench.finish(ids)
    assert job.files == 4
    assert bench.remote_names(bench.remote("tree")) == [
        "empty/",
        "good.txt",
        "sub/",
        "sub/0.txt",
        "sub/1.txt",
        "sub/2.txt",
    ]


def test_empty_folders_are_made_in_the_next_run(bench: Bench, restart: Restart) -> None:
    folder = bench.write("tree/good.txt").parent
    for name in ("one", "two/three", "four"):
        (folder / name).mkdir(parents=True)
    bench.server.fault(path="create-resource-group|insert-resource-group", times=None, stall=60)
    bench.server.fault(path="get-resources-by-criterion", times=None, stall=60)
    ids = bench.upload(folder)
    saved(bench, lambda: bench.job(ids[0]).files == 1 and not bench.job(ids[0]).counting)
    restart()
    bench.finish(ids)
    assert bench.remote_names(bench.remote("tree")) == ["four/", "good.txt", "one/", "two/", "two/three/"]
    assert rows(bench, "folders") == 0


def hold_walk(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], None]:
    """Let the reading of sources stop after so many folders, until the gate is opened or the queue stops."""
    whole, opened = sources.walk, []

    def walk(*arguments: Any) -> Iterator[Any]:
        for number, listing in enumerate(whole(*arguments)):
            while number >= after and not opened:
                current().wait(0.02)
            yield listing

    monkeypatch.setattr(sources, "walk", walk)
    return lambda: opened.append(True)


def test_a_half_read_source_is_read_on_without_doubling(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("", "a/", "b/", "c/"):
        for number in range(3):
            bench.write(f"tree/{folder}{number}.txt", f"{folder}{number}")
    root = bench.local / "sources" / "tree"
    (root / "link").symlink_to("nowhere")
    (root / ".DS_Store").write_text("x")
    (root / "a" / "link").symlink_to("nowhere")
    opened = hold_walk(monkeypatch, 2)
    bench.server.fault(path="/", times=None, stall=60)
    ids = bench.upload(root)
    saved(bench, lambda: bench.job(ids[0]).files == 6)
    assert bench.job(ids[0]).counting
    restart(clear=False)
    saved(bench, lambda: bench.job(ids[0]).files == 6)
    restart()
    assert bench.job(ids[0]).counting
    opened()
    (job,) = bench.finish(ids)
    size = sum(path.stat().st_size for path in root.rglob("*.txt"))
    assert (job.files, job.files_done, job.size, job.done) == (12, 12, size, size)
    notes = sorted(item.name for item in bench.queue.items(job.id) if item.state is State.SKIPPED)
    assert notes == ["tree", "tree/a/link", "tree/link"]
    assert len(bench.remote_names(bench.remote("tree"))) == 15
    assert set(bench.revisions().values()) == {1}


def test_names_decided_about_are_not_asked_again(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is left out, one is renamed; then the process ends while the source is still being read."""
    for name in ("good.txt", "no,w/a.txt", "no,w/deep/b.txt", "out,w/c.txt", "x/d.txt", "y/e.txt"):
        bench.write(f"tree/{name}", name)
    root = bench.local / "sources" / "tree"
    opened = hold_walk(monkeypatch, 1)
    ids = bench.upload(root)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 2)
    bench.queue.decide(ids[0], Decision.RENAME, item_id=bench.item(ids[0], "no,w/").id)
    bench.queue.decide(ids[0], Decision.SKIP, item_id=bench.item(ids[0], "out,w/").id)
    saved(bench, lambda: bench.job(ids[0]).files_deciding == 0)
    restart()
    opened()
    (job,) = bench.finish(ids)
    names = bench.remote_names(bench.remote("tree"))
    assert len([name for name in names if name.endswith(".txt")]) == 5, names
    assert not [name for name in names if name.startswith("out")]
    assert job.files == 5
    assert [item.name for item in bench.queue.items(job.id) if item.state is State.SKIPPED] == ["tree/out,w/"]


def test_what_lies_in_a_renamed_folder_is_not_lost(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source was read to its end; a folder that was renamed then is only half read."""
    for name in ("good.txt", "no,w/a.txt", "no,w/deep/b.txt"):
        bench.write(f"tree/{name}", name)
    ids = bench.upload(bench.local / "sources" / "tree")
    bench.finish(ids, State.DECIDING)
    opened = hold_walk(monkeypatch, 1)
    bench.queue.decide(ids[0], Decision.RENAME)
    saved(bench, lambda: bench.job(ids[0]).files == 2)
    restart()
    opened()
    (job,) = bench.finish(ids)
    assert job.files == 3
    names = [name for name in bench.remote_names(bench.remote("tree")) if name.endswith(".txt")]
    assert len(names) == 3, names


@pytest.mark.parametrize("source", [True, False], ids=["source", "folder"])
@_POSIX
def test_what_is_being_read_again_is_not_lost(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch, *, source: bool
) -> None:
    """Ended between the wish to try again and its outcome."""
    bench.write("tree/good.txt")
    locked = bench.write("tree/locked/a.txt").parent
    if source:
        ids = bench.upload(bench.local / "later.txt")
        bench.finish(ids, State.FAILED)
        (bench.local / "later.txt").write_text("here")
    else:
        locked.chmod(0)
        with without_rights(bench.local):
            bench.queue.set_keep_awake(keep=False)
            ids = bench.upload(locked.parent)
            bench.finish(ids, State.FAILED)
        locked.chmod(0o755)
    opened = hold_walk(monkeypatch, 0)
    look_at, free = sources.look_at, []

    def look(path: Path) -> Any:
        while not free:
            current().wait(0.02)
        return look_at(path)

    monkeypatch.setattr(sources, "look_at", look)
    bench.queue.retry(ids)
    saved(bench, lambda: bench.job(ids[0]).counting)
    restart()
    opened()
    free.append(True)
    (job,) = bench.finish(ids)
    assert job.files == (1 if source else 2)
    assert bench.is_remote("later.txt") is source
    assert source or bench.content("tree", "locked", "a.txt") == b"content"


def test_a_changed_source_starts_anew_and_says_so(bench: Bench, restart: Restart) -> None:
    old, new = os.urandom(40 * _MIB), os.urandom(30 * _MIB)
    bench.server.fault(path="put-blob-content-part", skip=2, times=None, stall=60)
    path = bench.write("model.ifc", old)
    same = bench.write("same.ifc", old)
    ids = bench.upload(path, same)
    saved(bench, lambda: came(bench, *ids) >= 2 * _PART)
    bench.until(lambda: bench.server.calls("/begin-upload") == 2)
    bench.queue.pause(ids)
    saved(bench, lambda: {bench.job(job_id).state for job_id in ids} == {State.PAUSED})
    restart()
    path.write_bytes(new)
    # As large as before.
    same.write_bytes(old[::-1])
    os.utime(same, (1e9, 1e9))
    bench.queue.resume(ids)
    jobs = bench.finish(ids)
    assert bench.content("model.ifc") == new
    assert bench.content("same.ifc") == old[::-1]
    assert [job.size for job in jobs] == [len(new), len(old)]
    assert ["sent again from the start" in bench.item(job_id).note for job_id in ids] == [True, True]
    assert set(bench.revisions().values()) == {1}


def test_a_vanished_source_fails_and_the_others_go_on(bench: Bench, restart: Restart) -> None:
    bench.server.fault(path="put-blob-content-part", times=None, stall=60)
    gone, stays = bench.write("gone.ifc", os.urandom(30 * _MIB)), bench.write("stays.txt")
    bench.write("tree/a.txt")
    folder = bench.write("tree/b.txt").parent
    ids = bench.upload(gone, stays, folder)
    bench.until(lambda: bench.server.calls("put-blob-content-part"))
    saved(bench, lambda: bench.job(ids[2]).files == 2)
    bench.queue.pause(ids)
    saved(bench, lambda: {bench.job(job_id).state for job_id in ids} == {State.PAUSED})
    restart()
    gone.unlink()
    shutil.rmtree(folder)
    bench.queue.resume(ids)
    assert bench.queue.wait(ids, 60)
    assert [bench.job(job_id).state for job_id in ids] == [State.FAILED, State.DONE, State.FAILED]
    error = bench.job(ids[0]).error
    assert isinstance(error, SourceMissing)
    assert "gone.ifc" in error.sentence
    assert bench.job(ids[2]).files_failed == 2
    assert bench.remote_names() == ["stays.txt", "tree/"]


@pytest.mark.parametrize("happened", [True, False], ids=["committed", "not committed"])
def test_a_commit_whose_answer_was_lost_is_looked_up(
    bench: Bench, restart: Restart, *, happened: bool
) -> None:
    """Small files share a batch, the large one has its own: each is published once."""
    large = os.urandom(20 * _MIB)
    if happened:
        bench.server.fault(path="commit-batch-upload", times=None, stall=60, after=1)
    else:
        bench.server.fault(path="commit-batch-upload", times=None, stall=60)
    ids = bench.upload(bench.write("a.txt", "a"), bench.write("b.txt", "b"), bench.write("model.ifc", large))
    bench.until(lambda: bench.server.calls("commit-batch-upload") >= 2)
    if happened:
        bench.until(lambda: len(bench.remote_names()) == 3)
    restart()
    jobs = bench.finish(ids)
    assert bench.server.calls("put-blob-content-part") == 0
    assert (bench.server.calls("commit-batch-upload") == 0) is happened
    assert bench.remote_names() == ["a.txt", "b.txt", "model.ifc"]
    assert bench.content("model.ifc") == large
    assert happened or set(bench.revisions().values()) == {1}
    assert [job.check for job in jobs] == [Check.HASH] * 3
    bench.queue._engine.flush(30)
    assert rows(bench, "batches") == 0


def test_cancelling_what_may_have_been_published_says_so(bench: Bench, restart: Restart) -> None:
    bench.server.fault(path="commit-batch-upload", times=None, stall=60, after=1)
    ids = bench.upload(bench.write("a.txt", "a"), bench.write("b.txt", "b"))
    bench.until(lambda: len(bench.remote_names()) == 2)
    bench.server.fault(path="/", times=None, stall=60)
    restart(clear=False)
    bench.queue.cancel(ids)
    bench.until(lambda: {bench.job(job_id).state for job_id in ids} == {State.CANCELLED})
    for job_id in ids:
        assert "look whether it is there" in bench.item(job_id).note


def test_one_of_a_doubtful_batch_is_cancelled(bench: Bench, restart: Restart) -> None:
    """The commit never came to the server: what was cancelled must not be published with the others."""
    bench.server.fault(path="commit-batch-upload", times=None, stall=60)
    ids = bench.upload(bench.write("a.txt", "a"), bench.write("b.txt", "b"), bench.write("c.txt", "c"))
    bench.until(lambda: bench.server.calls("commit-batch-upload") >= 1)
    restart(adopt=False)
    bench.queue.cancel(ids[:1])
    bench.until(lambda: bench.job(ids[0]).state is State.CANCELLED)
    bench.queue.resume(ids[1:])
    bench.finish(ids[1:])
    assert bench.remote_names() == ["b.txt", "c.txt"]


def test_a_lost_answer_to_the_closing_of_a_file(bench: Bench, restart: Restart) -> None:
    content = os.urandom(20 * _MIB)
    bench.server.fault(path="/commit-upload", lose_answer=True)
    bench.server.fault(path="/commit-upload", times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("/commit-upload") == 2)
    restart()
    bench.finish(ids)
    assert bench.server.calls("put-blob-content-part") == 0
    assert bench.server.calls("/begin-upload") == 0
    assert bench.content("model.ifc") == content
    assert bench.item(ids[0]).check is Check.HASH
    assert list(bench.revisions().values()) == [1]


def test_another_content_than_was_sent_is_told(bench: Bench, restart: Restart, monkeypatch: Any) -> None:
    """The file was closed without an answer: what the server holds shows when its batch is committed."""
    content = os.urandom(20 * _MIB)
    bench.server.fault(path="/commit-upload", lose_answer=True)
    bench.server.fault(path="/commit-upload", times=None, stall=60)
    path = bench.write("model.ifc", content)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    ids = bench.upload(path)
    bench.until(lambda: bench.server.calls("/commit-upload") == 2)
    bench.queue._engine.flush(30)
    # So that neither size nor date tells.
    path.write_bytes(content[::-1])
    os.utime(path, ns=times)
    restart()
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, Corrupt)
    assert "another content" in job.error.sentence


# ---------------------------------------------------------------------------------------- downloads


def test_a_large_download_fetches_only_what_is_missing(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(40 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=30 * _MIB)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: bench.job(ids[0]).done >= 29 * _MIB)
    (part,) = bench.left_parts()
    offsets = Offsets(monkeypatch)
    restart()
    assert 29 * _MIB <= bench.job(ids[0]).done <= part.stat().st_size
    assert bench.job(ids[0]).size == len(content)
    bench.server.clear_faults()
    (job,) = bench.finish(ids)
    assert (job.size, job.done) == (len(content), len(content))
    assert (bench.target / "model.ifc").read_bytes() == content
    assert min(offsets.asked) >= 29 * _MIB
    assert bench.item(ids[0]).check is Check.HASH


class Offsets:
    """Where each download begins from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[int] = []
        whole = BimcloudCloud.open_download

        def open_download(cloud: BimcloudCloud, entry: Entry, offset: int = 0, etag: str = "") -> Download:
            self.asked.append(offset)
            return whole(cloud, entry, offset, etag)

        monkeypatch.setattr(BimcloudCloud, "open_download", open_download)


@pytest.mark.parametrize(
    "trouble", ["removed", "shorter", "longer", "link", "folder", "linked", "other bytes"]
)
def test_a_beginning_that_somebody_touched(bench: Bench, restart: Restart, trouble: str) -> None:
    content = os.urandom(20 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=10 * _MIB)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: came(bench, *ids) >= 9 * _MIB)
    bench.queue.pause(ids)
    saved(bench, lambda: not bench.queue._engine.running)
    bench.queue.stop()
    (part,) = bench.left_parts()
    stranger = bench.write("stranger", "untouched")
    if trouble in ("removed", "link", "folder"):
        part.unlink()
    if trouble == "shorter":
        os.truncate(part, 5 * _MIB)
    elif trouble == "longer":
        with part.open("ab") as file:
            file.write(bytes(30 * _MIB))
    elif trouble == "link":
        part.symlink_to(stranger)
    elif trouble == "folder":
        part.mkdir()
    elif trouble == "linked":
        os.link(part, bench.local / "another name")
    elif trouble == "other bytes":
        part.write_bytes(bytes(9 * _MIB))
    restart()
    bench.queue.resume(ids)
    bench.until(lambda: bench.job(ids[0]).state.finished)
    if trouble == "other bytes":
        # Only the ledger knows; what is wrong is thrown away.
        assert isinstance(bench.item(ids[0]).error, Corrupt)
        bench.queue.retry(ids)
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == content
    assert stranger.read_text() == "untouched"
    if trouble in ("link", "folder"):
        # It is not ours: it is left alone.
        assert os.path.lexists(part)
        part.unlink() if trouble == "link" else part.rmdir()


@pytest.mark.parametrize("power_cut", [True, False], ids=["power cut", "same run of the system"])
def test_after_a_power_cut_only_what_was_flushed_counts(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch, *, power_cut: bool
) -> None:
    monkeypatch.setattr(fetching, "_SYNC", 8 * _MIB)
    content = os.urandom(40 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=30 * _MIB)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: came(bench, *ids) >= 29 * _MIB)
    saved(bench, lambda: _safe(bench, ids[0]) >= 24 * _MIB)
    safe = _safe(bench, ids[0])
    (part,) = bench.left_parts()
    bench.queue.pause(ids)
    bench.until(lambda: not bench.queue._engine.running)
    bench.queue.stop()
    if power_cut:
        monkeypatch.setattr(fetching, "boot_mark", lambda: "another")
        # What had not been flushed is there by its size alone.
        with part.open("r+b") as file:
            file.seek(safe)
            file.write(bytes(part.stat().st_size - safe))
    bench.server.clear_faults()
    offsets = Offsets(monkeypatch)
    bench.queue = bench.new_queue()
    bench.queue.start()
    bench.until(lambda: bench.queue.working)
    assert bench.job(ids[0]).done == part.stat().st_size
    bench.queue.resume(ids)
    bench.finish(ids)
    assert offsets.asked[0] == safe if power_cut else offsets.asked[0] > safe
    assert (bench.target / "model.ifc").read_bytes() == content


def _safe(bench: Bench, job_id: int) -> int:
    with bench.queue._engine.lock:
        (item,) = bench.queue._engine.jobs[job_id].items.values()
        return item.fetching.safe


def test_a_beginning_that_cannot_be_cut_is_thrown_away(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut, on a disk that is read-only by now: the queue itself must not suffer."""
    content = os.urandom(20 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=10 * _MIB)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: came(bench, *ids) >= 9 * _MIB)

    def cut(_: Any, length: int) -> None:
        raise TargetUnwritable(f"It cannot be cut to {length}.")

    monkeypatch.setattr(fetching, "boot_mark", lambda: "another")
    monkeypatch.setattr(PartFile, "cut", cut)
    restart()
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == content


@pytest.mark.parametrize("decision", [Decision.ASK, Decision.KEEP_BOTH, Decision.OVERWRITE])
def test_what_was_put_in_its_place_at_the_last_moment(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, decision: Decision
) -> None:
    """Killed between the final name and the journal's knowing of it."""
    bench.finish(bench.upload(bench.write("plan.txt", "new"), bench.write("model.ifc", os.urandom(9 * _MIB))))
    if decision is not Decision.ASK:
        for name in ("plan.txt", "model.ifc"):
            (bench.target / name).write_text("old")
    place, placed = PartFile.place, []

    def last_act(part: PartFile, target: Path, **options: Any) -> None:
        bench.queue._journal.save = _killed  # type: ignore[method-assign]
        place(part, target, **options)
        placed.append(target.name)

    monkeypatch.setattr(PartFile, "place", last_act)
    ids = bench.download(bench.remote("plan.txt"), bench.remote("model.ifc"), decision=decision)
    bench.until(lambda: placed)
    bench.until(lambda: bench.queue._engine.keeper.trouble is not None)
    monkeypatch.setattr(PartFile, "place", place)
    offsets = Offsets(monkeypatch)
    quit_and_start(bench, clear=False)
    bench.finish(ids)
    expected = {"plan.txt", "model.ifc"}
    if decision is Decision.KEEP_BOTH:
        expected |= {"plan (2).txt", "model (2).ifc"}
    assert {path.name for path in bench.target.iterdir()} == expected
    if decision is not Decision.OVERWRITE:
        assert len(offsets.asked) == 2 - len(placed)


@pytest.mark.parametrize("decision", [Decision.ASK, Decision.KEEP_BOTH])
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_another_entry_s_content_is_not_taken_for_what_was_put_in_its_place(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, decision: Decision, *, known: bool
) -> None:
    """Two contents of one name, size and date are to come to one place; one did, and the program ended.

    `known`: whether the journal was told of it.
    """
    bench.finish(bench.upload(bench.write("one.txt", "one"), bench.write("two.txt", "two")))
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
    one, two = (
        replace(bench.remote(f"{text}.txt"), name="plan.txt", modified=moment) for text in ("one", "two")
    )
    bench.server.fault(path="get-blob-content", times=None, stall=60)
    second = bench.download(two, decision=decision)
    first = bench.download(one, decision=decision)
    bench.until(lambda: all(bench.job(job_id).state is State.RUNNING for job_id in (*first, *second)))
    bench.queue.pause(second)
    saved(bench, lambda: bench.item(second[0]).state is State.PAUSED)
    place = PartFile.place

    def last_act(part: PartFile, target: Path, **options: Any) -> None:
        if not known:
            bench.queue._journal.save = _killed  # type: ignore[method-assign]
        place(part, target, **options)

    monkeypatch.setattr(PartFile, "place", last_act)
    bench.server.clear_faults()
    bench.queue.pause(first)
    bench.queue.resume(first)
    bench.until(lambda: bench.item(first[0]).state is State.DONE)
    if known:
        bench.queue._engine.flush(30)
    monkeypatch.setattr(PartFile, "place", place)
    quit_and_start(bench)
    bench.queue.resume(second)
    ids = [*([] if known else first), *second]
    bench.finish(ids, None)
    if decision is Decision.ASK:
        assert bench.item(second[0]).state is State.DECIDING
        assert (bench.target / "plan.txt").read_text() == "one"
    else:
        assert {path.read_text() for path in bench.target.iterdir()} == {"one", "two"}


def _killed(_: Changes) -> None:
    raise LocalError("The process was killed.")


def test_what_was_complete_but_not_in_its_place_is_not_fetched_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(20 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    place, reached = PartFile.place, threading.Event()

    def last_act(part: PartFile, target: Path, **options: Any) -> None:
        reached.set()
        while True:
            current().wait(0.02)

    monkeypatch.setattr(PartFile, "place", last_act)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(reached.is_set)
    bench.queue._journal.save = _killed  # type: ignore[method-assign]
    bench.queue.stop()
    monkeypatch.setattr(PartFile, "place", place)
    offsets = Offsets(monkeypatch)
    bench.queue = bench.new_queue()
    bench.queue.start()
    bench.until(lambda: bench.queue.working)
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == content
    assert min(offsets.asked) == len(content) - 1
    assert bench.item(ids[0]).check is Check.HASH


def test_a_vanished_target_folder(bench: Bench, restart: Restart) -> None:
    for name in ("tree/a.txt", "tree/sub/b.txt", "other.txt"):
        bench.write(name, name)
    bench.finish(bench.upload(bench.local / "sources" / "tree", bench.local / "sources" / "other.txt"))
    bench.server.fault(path="get-blob-content", times=None, stall=60)
    gone = bench.download(bench.remote("tree"))
    elsewhere = bench.local / "elsewhere"
    stays = bench.queue.download(SITE, [bench.remote("other.txt")], elsewhere)
    saved(bench, lambda: bench.job(gone[0]).files == 2 and not bench.job(gone[0]).counting)
    bench.queue.pause([*gone, *stays])
    saved(bench, lambda: {bench.job(i).state for i in (*gone, *stays)} == {State.PAUSED})
    restart()
    shutil.rmtree(bench.target)
    bench.queue.resume([*gone, *stays])
    bench.finish(stays)
    (job,) = bench.finish(gone, State.FAILED)
    assert job.files_failed == 2
    assert isinstance(bench.item(job.id, "a.txt").error, TargetUnwritable)
    (bench.target / "tree" / "sub").mkdir(parents=True)
    bench.queue.retry(gone)
    bench.finish(gone)
    assert (bench.target / "tree" / "sub" / "b.txt").read_text() == "tree/sub/b.txt"


def test_a_half_read_remote_folder_is_read_on_without_doubling(
    bench: Bench, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a page of files, and folders that were read already when the process ended."""
    monkeypatch.setattr(fetching, "_PAGE", 3)
    for name in ("a/1.txt", "a/2.txt", "b/deep/3.txt", *(f"file {number}.txt" for number in range(7))):
        bench.write(f"tree/{name}", name)
    source = bench.local / "sources" / "tree"
    bench.finish(bench.upload(source))
    read_page = fetching.read_page
    held = [True]

    def slowly(cloud: Any, remote: Entry, cursor: str | None, folder: Path, *rest: Any) -> Any:
        while held and folder.name == "tree" and cursor is not None and len(seen) > 1:
            current().wait(0.02)
        seen.append(folder.name)
        return read_page(cloud, remote, cursor, folder, *rest)

    seen: list[str] = []
    monkeypatch.setattr(fetching, "read_page", slowly)
    bench.server.fault(path="get-blob-content", times=None, stall=60)
    ids = bench.download(bench.remote("tree"))
    saved(bench, lambda: {"a", "b", "deep"} <= set(seen) and bench.job(ids[0]).files >= 4)
    assert bench.job(ids[0]).counting
    before = bench.job(ids[0]).files
    restart()
    assert bench.job(ids[0]).files == before
    held.clear()
    (job,) = bench.finish(ids)
    assert (job.files, job.files_done) == (10, 10)
    assert job.size == job.done == sum(path.stat().st_size for path in source.rglob("*.txt"))
    assert tree(bench.target / "tree") == tree(source)


def test_a_folder_that_broke_off_in_the_middle_is_read_again_without_doubling(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_PAGE", 3)
    for name in ("a/1.txt", "a/2.txt", *(f"file {number}.txt" for number in range(7))):
        bench.write(f"tree/{name}", name)
    bench.finish(bench.upload(bench.local / "sources" / "tree"))
    read_page, broken = fetching.read_page, [True]

    def breaks(cloud: Any, remote: Entry, cursor: str | None, *rest: Any) -> Any:
        if broken and remote.name == "tree" and cursor is not None:
            raise NotFound("It is not to be had.")
        return read_page(cloud, remote, cursor, *rest)

    monkeypatch.setattr(fetching, "read_page", breaks)
    (job,) = bench.finish(bench.download(bench.remote("tree")), State.FAILED)
    assert job.files_failed == 1
    broken.clear()
    bench.queue.retry([job.id])
    (job,) = bench.finish([job.id])
    assert (job.files, job.files_done) == (9, 9)


def test_a_target_that_could_not_be_had_at_first(bench: Bench, restart: Restart) -> None:
    """A file where the chosen folder should be."""
    bench.finish(bench.upload(bench.write("plan.txt")))
    (bench.local / "chosen").write_text("in the way")
    ids = bench.queue.download(SITE, [bench.remote("plan.txt")], bench.local / "chosen")
    bench.finish(ids, State.FAILED)
    bench.queue._engine.flush(30)
    (bench.local / "chosen").unlink()
    restart()
    assert [job.state for job in bench.queue.jobs()] == [State.FAILED]
    bench.queue.retry(ids)
    (job,) = bench.finish(ids)
    assert (job.files, job.files_done) == (1, 1)
    assert [path.name for path in (bench.local / "chosen").iterdir()] == ["plan.txt"]


def test_a_download_cancelled_just_before_the_end_leaves_nothing(bench: Bench, restart: Restart) -> None:
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(20 * _MIB))))
    bench.server.fault(path="get-blob-content", times=None, stall=60, after=10 * _MIB)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: came(bench, *ids) >= 9 * _MIB)
    bench.queue.cancel(ids)
    restart()
    bench.until(lambda: not bench.left_parts())


# ---------------------------------------------------------------------------------------- everything


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
