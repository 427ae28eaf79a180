"""What is fetched goes on in a later run, from where it surely is the same content."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Download
from bimexplorer.clouds.bimcloud.cloud import BimcloudCloud
from bimexplorer.errors import Corrupt, LocalError, NotFound, TargetUnwritable
from bimexplorer.model import Entry
from bimexplorer.transfer import fetching
from bimexplorer.transfer.journal.rows import Changes
from bimexplorer.transfer.local import PartFile
from bimexplorer.transfer.status import Check, Decision, State
from tests.transfer.conftest import SITE, Bench, tree
from tests.transfer.restarts import Restart, came, quit_and_start, saved

_MIB = 1 << 20


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


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


def test_what_lay_there_long_ago_keeps_nobody_from_knowing_the_own_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same size, but of another date: it is not what lies there now."""
    bench.finish(bench.upload(bench.write("one.txt", "one"), bench.write("two.txt", "two")))
    one, two = (
        replace(
            bench.remote(f"{text}.txt"), name="plan.txt", modified=datetime(2026, 3, day, tzinfo=timezone.utc)
        )
        for text, day in (("one", 4), ("two", 5))
    )
    bench.finish(bench.download(one))
    (bench.target / "plan.txt").unlink()
    place = PartFile.place

    def last_act(part: PartFile, target: Path, **options: Any) -> None:
        bench.queue._journal.save = _killed  # type: ignore[method-assign]
        place(part, target, **options)

    monkeypatch.setattr(PartFile, "place", last_act)
    ids = bench.download(two, decision=Decision.FAIL)
    bench.until((bench.target / "plan.txt").exists)
    monkeypatch.setattr(PartFile, "place", place)
    quit_and_start(bench)
    bench.finish(ids)
    assert bench.server.calls("get-blob-content") == 0
    assert (bench.target / "plan.txt").read_text() == "two"


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
