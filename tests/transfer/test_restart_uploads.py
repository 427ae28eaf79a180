"""What is sent goes on in a later run: nothing is sent twice, nothing is lost."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.cancellation import current
from bimexplorer.errors import Corrupt, SourceMissing
from bimexplorer.transfer import sources
from bimexplorer.transfer.status import Check, Decision, State
from tests.transfer.conftest import Bench
from tests.transfer.restarts import Restart, came, kept, rows, saved
from tests.transfer.rights import without_rights

_MIB = 1 << 20
_PART = 8 * _MIB
_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


def test_a_large_upload_sends_only_what_is_missing(bench: Bench, restart: Restart) -> None:
    content = os.urandom(80 * _MIB)
    bench.server.fault(path="put-blob-content-part", skip=5, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: kept(bench, ids[0]) >= 5 * _PART)
    restart()
    (job,) = bench.finish(ids)
    assert (job.size, job.done, job.files, job.files_done) == (len(content), len(content), 1, 1)
    assert bench.content("model.ifc") == content
    assert bench.server.calls("/begin-upload") == 0
    assert bench.server.calls("put-blob-content-part") == 5
    assert list(bench.revisions().values()) == [1]
    assert bench.item(ids[0]).check is Check.HASH


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
