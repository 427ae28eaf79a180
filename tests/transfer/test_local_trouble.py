"""Sources and targets on this computer that are missing, change, are full or hostile."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bimexplorer.errors import (
    DiskFull,
    InvalidName,
    SourceMissing,
    SourceUnreadable,
    TargetExists,
    TargetUnwritable,
    UnsafeName,
)
from bimexplorer.transfer import local
from bimexplorer.transfer.status import Decision, State
from tests.standin import StandIn, running
from tests.transfer.conftest import Bench, tree
from tests.transfer.rights import without_rights

_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    return bench_2023


def test_a_missing_source_gets_a_sentence_and_can_be_tried_again(bench: Bench) -> None:
    path = bench.local / "plan.txt"
    (job,) = bench.finish(bench.upload(path), State.FAILED)
    assert isinstance(job.error, SourceMissing)
    path.write_text("here")
    bench.queue.retry([job.id])
    bench.finish([job.id])
    assert bench.content("plan.txt") == b"here"


def test_a_source_that_disappears_before_its_turn(bench: Bench) -> None:
    bench.server.fault(path="begin-batch-upload", stall=1.0)
    path = bench.write("plan.txt")
    ids = bench.upload(path)
    bench.until(lambda: bench.server.calls("begin-batch-upload"))
    path.unlink()
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, SourceMissing)


@_POSIX
def test_what_is_no_plain_file(bench: Bench) -> None:
    """A pipe and a socket would block for ever; links lead elsewhere."""
    folder = bench.write("tree/good.txt").parent
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "socket"))
    outside = bench.write("outside/secret.txt")
    (folder / "link.txt").symlink_to(outside)
    (folder / "link folder").symlink_to(outside.parent, target_is_directory=True)
    (folder / "broken").symlink_to("nowhere")
    (job,) = bench.finish(bench.upload(folder))
    assert bench.remote_names(bench.remote("tree")) == ["good.txt"]
    assert job.note == "5 files were left out."
    notes = {item.name: item.note for item in bench.queue.items(job.id)}
    assert "links are not followed" in notes["tree/link.txt"]
    assert "Neither a file nor a folder" in notes["tree/pipe"]
    (job,) = bench.finish(bench.upload(folder / "pipe"), State.FAILED)
    assert isinstance(job.error, SourceUnreadable)


@_POSIX
def test_a_named_link_is_followed(bench: Bench) -> None:
    link = bench.local / "link.txt"
    link.symlink_to(bench.write("plan.txt", "behind"))
    bench.finish(bench.upload(link))
    assert bench.content("link.txt") == b"behind"


@_POSIX
def test_unreadable_files_and_folders(bench: Bench) -> None:
    """Rights do not bind root, so that the worker drops its own for the time being."""
    folder = bench.write("tree/good.txt").parent
    secret = bench.write("tree/secret.txt")
    locked = bench.write("tree/locked/a.txt").parent
    secret.chmod(0)
    locked.chmod(0)
    with without_rights(bench.local):
        (job,) = bench.finish(bench.upload(folder), State.FAILED)
        assert isinstance(bench.item(job.id, "secret.txt").error, SourceUnreadable)
        assert isinstance(bench.item(job.id, "locked").error, SourceUnreadable)
    secret.chmod(0o644)
    locked.chmod(0o755)
    bench.queue.retry([job.id])
    bench.finish([job.id])
    assert bench.remote_names(bench.remote("tree")) == ["good.txt", "locked/", "locked/a.txt", "secret.txt"]


def test_litter_is_left_out_unless_it_is_asked_for(bench: Bench) -> None:
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$Brief.docx",
        ".~lock.Plan.odt#",
        "._plan.pdf",
        "plan.pdf",
    ):
        bench.write(f"tree/{name}")
    (job,) = bench.finish(bench.upload(bench.local / "sources" / "tree"))
    assert job.files == 1
    assert bench.remote_names(bench.remote("tree")) == ["plan.pdf"]
    bench.finish(bench.upload(bench.local / "sources" / "tree" / ".DS_Store"))
    assert bench.is_remote(".DS_Store")


@_POSIX
def test_names_the_service_does_not_take(bench: Bench) -> None:
    good = bench.write("tree/good.txt")
    bench.write("tree/a,b.txt")
    bench.write("tree/what?/c.txt")
    (good.parent / os.fsdecode(b"latin-\xe4.txt")).write_text("x")
    (job,) = bench.finish(bench.upload(good.parent, decision=Decision.FAIL), State.FAILED)
    assert bench.remote_names(bench.remote("tree")) == ["good.txt"]
    failed = [item for item in bench.queue.items(job.id) if item.state is State.FAILED]
    assert all(isinstance(item.error, InvalidName) for item in failed)
    assert len(failed) >= 3
    assert job.error is not None
    assert job.error.sentence.startswith(f"{len(failed)} of {job.files} files could not be transferred.")


def test_a_source_that_changes_while_it_is_sent(bench: Bench) -> None:
    old, new = os.urandom(40 << 20), os.urandom(30 << 20)
    path = bench.write("model.ifc", old)
    bench.server.fault(path="put-blob-content-part", skip=2, stall=1.0)
    ids = bench.upload(path)
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 3)
    path.write_bytes(new)
    (job,) = bench.finish(ids)
    assert "was changed" in job.note
    assert job.size == len(new)
    assert bench.content("model.ifc") == new
    assert set(bench.revisions().values()) == {1}


def test_a_small_source_that_changes_while_it_is_sent(bench: Bench) -> None:
    path = bench.write("plan.txt", "old")
    bench.server.fault(path="put-blob-content-part", stall=1.0)
    ids = bench.upload(path, bench.write("other.txt"))
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 1)
    path.write_text("new and longer")
    bench.finish(ids)
    assert bench.content("plan.txt") in (b"new and longer", b"old")
    if bench.content("plan.txt") == b"new and longer":
        assert bench.item(ids[0]).size == 14


def test_a_source_that_grows_beyond_one_part_before_its_turn(bench: Bench) -> None:
    path = bench.write("plan.txt", "small")
    bench.server.fault(path="begin-batch-upload", stall=1.0)
    ids = bench.upload(path)
    bench.until(lambda: bench.server.calls("begin-batch-upload"))
    content = os.urandom(20 << 20)
    path.write_bytes(content)
    bench.finish(ids)
    assert bench.content("plan.txt") == content


def test_modification_times_come_down(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt")))
    entry = bench.remote("plan.txt")
    assert entry.modified is not None
    bench.finish(bench.download(entry))
    assert abs((bench.target / "plan.txt").stat().st_mtime - entry.modified.timestamp()) < 0.01


# ---------------------------------------------------------------------------------------- targets


def test_a_target_that_is_no_folder(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt")))
    (bench.local / "target").write_text("a file")
    ids = bench.queue.download("site", [bench.remote("plan.txt")], bench.local / "target")
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, TargetExists)
    (bench.local / "target").unlink()
    bench.queue.retry(ids)
    bench.finish(ids)
    assert (bench.local / "target" / "plan.txt").exists()


@_POSIX
def test_a_target_that_cannot_be_written(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt")))
    ids = bench.queue.download("site", [bench.remote("plan.txt")], Path("/proc/nothing"))
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, TargetUnwritable)


def test_not_enough_space_is_seen_before_the_first_byte(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(9_000_000))))
    usage = local.shutil.disk_usage(bench.target)
    monkeypatch.setattr(local.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    bench.server.reset_counters()
    ids = bench.download(bench.remote("model.ifc"))
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, DiskFull)
    assert bench.server.calls("get-blob-content") == 0
    assert list(bench.target.iterdir()) == []
    monkeypatch.undo()
    bench.queue.retry(ids)
    bench.finish(ids)


_FULL = """
import resource, signal, sys, json
from pathlib import Path
from tests.standin import StandIn, running
from tests.transfer import conftest
from bimexplorer.transfer.queue import TransferQueue

manager, generation, users, path, target = json.loads(sys.argv[1])
class Server: pass
server = Server(); server.manager, server.generation, server.users = manager, generation, users
cloud = conftest.open_cloud(server)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, resource.RLIM_INFINITY))
journal = Path(target).parent / "own.sqlite3"
queue = TransferQueue(lambda _: cloud, lambda _: None, journal, journal.with_suffix(".lock"))
queue.start()
entries = [cloud.entry_at((*path, name)) for name in ("small.txt", "model.ifc")]
small, large = queue.download("site", entries, Path(target))
assert queue.wait([small, large], 60)
job = queue.job(large)
states = [queue.job(small).state.value, job.state.value]
print(json.dumps([*states, type(job.error).__name__, job.error.sentence]))
print(json.dumps(sorted(p.name for p in Path(target).iterdir())))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
queue.retry([large])
assert queue.wait([large], 60)
print(json.dumps(queue.job(large).state.value))
queue.stop()
cloud.close()
"""


@_POSIX
def test_a_disk_that_gets_full_in_the_middle(bench: Bench) -> None:
    """The system refuses in the middle of a file: a limit of the process does what a full disk would."""
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content), bench.write("small.txt")))
    server = bench.server
    argument = json.dumps(
        [server.manager, server.generation, server.users, list(bench.folder.path), str(bench.target)]
    )
    done = subprocess.run(
        [sys.executable, "-c", _FULL, argument],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, left, again = map(json.loads, done.stdout.splitlines())
    assert first[:3] == ["done", "failed", "DiskFull"]
    assert "full" in first[3]
    assert "“model.ifc”" in first[3], "a person knows nothing of part files"
    assert left == ["small.txt"]
    assert again == "done"
    assert (bench.target / "model.ifc").read_bytes() == content


# ---------------------------------------------------------------------------------------- hostile servers


@_POSIX
def test_nothing_leaves_the_chosen_folder(tmp_path: Path, make_bench: Callable[..., Bench]) -> None:
    """Names that no client would give, in a folder that is downloaded."""
    (tmp_path / "server").mkdir()
    # Unjudged: these names are not as specified, which is the point.
    with running(tmp_path / "server") as server:
        bench = make_bench(server)
        _download_hostile(bench)
        bench.close()


def _download_hostile(bench: Bench) -> None:
    bench.cloud.create_folder(bench.folder, "Plans")
    hostile = ["..", "CON", "aux.txt", "trailing. ", "a\u202egpj.exe", "nul", "b:c", "q?.txt", "\u0007bell"]
    made = []
    for number, name in enumerate(hostile):
        try:
            bench.other_person_writes(f"Plans/{name}", f"text {number}")
            made.append(number)
        except AssertionError:
            continue
    assert len(made) >= 5
    before = set(bench.local.iterdir()) | {bench.target}
    (job,) = bench.finish(bench.download(bench.remote("Plans"), decision=Decision.OVERWRITE))
    root = bench.target / "Plans"
    assert set(bench.local.iterdir()) == before
    assert list(bench.target.iterdir()) == [root]
    assert all(path.is_file() for path in root.iterdir())
    texts = sorted(path.read_text() for path in root.iterdir())
    assert texts == sorted(f"text {number}" for number in made)
    assert not {path.name.casefold() for path in root.iterdir()} & {
        "con",
        "nul",
        "aux.txt",
        "..",
        "trailing. ",
    }
    assert job.files == len(made)


@_POSIX
def test_a_link_in_the_target_does_not_lead_out(bench: Bench) -> None:
    bench.write("Plans/sub/a.txt", "new")
    bench.finish(bench.upload(bench.local / "sources" / "Plans"))
    outside = bench.local / "outside"
    outside.mkdir()
    (bench.target / "Plans").mkdir()
    (bench.target / "Plans" / "sub").symlink_to(outside, target_is_directory=True)
    (job,) = bench.finish(bench.download(bench.remote("Plans"), decision=Decision.OVERWRITE), State.FAILED)
    assert list(outside.iterdir()) == []
    assert isinstance(bench.item(job.id, "sub/").error, UnsafeName)


@_POSIX
def test_a_link_of_a_file_s_name_is_replaced_not_followed(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "new")))
    victim = bench.local / "victim.txt"
    victim.write_text("mine")
    (bench.target / "plan.txt").symlink_to(victim)
    bench.finish(bench.download(bench.remote("plan.txt")), State.DECIDING)
    bench.finish(bench.download(bench.remote("plan.txt"), decision=Decision.OVERWRITE))
    assert victim.read_text() == "mine"
    assert (bench.target / "plan.txt").read_text() == "new"
    assert not (bench.target / "plan.txt").is_symlink()


def test_a_file_that_appears_while_it_comes_is_not_lost(bench: Bench) -> None:
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("plan.pdf", content)))
    bench.server.fault(path="get-blob-content", stall=1.5, after=5_000_000)
    ids = bench.download(bench.remote("plan.pdf"))
    bench.until(lambda: bench.job(ids[0]).done > 1_000_000)
    (bench.target / "plan.pdf").write_text("mine")
    bench.finish(ids, State.DECIDING)
    assert (bench.target / "plan.pdf").read_text() == "mine"
    bench.server.reset_counters()
    bench.queue.decide(ids[0], Decision.KEEP_BOTH)
    bench.finish(ids)
    # All of it was here already.
    assert bench.server.calls("get-blob-content") == 0
    assert (bench.target / "plan (2).pdf").read_bytes() == content
    assert (bench.target / "plan.pdf").read_text() == "mine"


def test_a_part_file_of_somebody_else_is_left_alone(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.pdf", "new")))
    theirs = bench.target / "plan.pdf.part"
    theirs.write_text("theirs")
    bench.finish(bench.download(bench.remote("plan.pdf")))
    assert theirs.read_text() == "theirs"
    theirs.unlink()
    assert [path.name for path in bench.target.iterdir()] == ["plan.pdf"]


def test_a_file_deleted_on_the_server_meanwhile(bench: Bench) -> None:
    for number in range(5):
        bench.write(f"Plans/{number}.txt")
    bench.finish(bench.upload(bench.local / "sources" / "Plans"))
    bench.server.fault(
        path="get-blob-content", skip=2, times=1, status=430, body={"data": {"error-code": 16}}
    )
    (job,) = bench.finish(bench.download(bench.remote("Plans")), State.FAILED)
    assert (job.files_failed, job.files_done) == (1, 4)
    assert len(list((bench.target / "Plans").iterdir())) == 4
    bench.queue.retry([job.id])
    bench.finish([job.id])
    assert len(tree(bench.target / "Plans")) == 5


def test_a_remote_folder_removed_while_it_is_filled(bench: Bench) -> None:
    bench.write("Plans/a.txt")
    source = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(source))
    target = bench.folder
    gone = bench.cloud.create_folder(target, "gone")
    bench.cloud.delete(gone)
    ids = bench.queue.upload("site", [source], gone)
    (job,) = bench.finish(ids, State.FAILED)
    assert job.error is not None


def test_a_large_remote_folder(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]
) -> None:
    """Few names are asked for one by one, the folder is not read to its end."""
    bench = make_bench(start_standin(large_folder=3000))
    folder = next(
        entry
        for entry in bench.cloud.children(bench.cloud.root(), limit=500).entries
        if entry.name == "Scan archive"
    )
    last = bench.cloud.children(folder, limit=1000)
    existing = last.entries[-1].name
    bench.server.reset_counters()
    ids = bench.queue.upload("site", [bench.write("zzz new.txt"), bench.write(existing, "x")], folder)
    assert bench.queue.wait(ids, 60)
    assert bench.server.calls("get-resources-by-criterion") <= 6
    assert {bench.job(ids[0]).state, bench.job(ids[1]).state} == {State.DONE, State.DECIDING}
