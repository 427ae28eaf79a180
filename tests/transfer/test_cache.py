"""The cache of looked-at files: proven against the service at each use, bounded, never losing anything."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bimexplorer.cancellation import Cancellation
from bimexplorer.errors import Cancelled, Conflict, Corrupt, NotFound, Offline, ProgramError
from bimexplorer.model import Entry, Kind
from bimexplorer.transfer.cache import Coming, FileCache, Slot
from bimexplorer.transfer.status import Decision
from tests.standin import wait_until
from tests.transfer.conftest import SITE, Bench

CONTENT = "get-blob-content"


PLENTY = 1 << 30


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "opened"


@pytest.fixture
def cache(root: Path) -> FileCache:
    return FileCache(root, PLENTY)


def bring(cache: FileCache, bench: Bench, entry: Entry) -> Path:
    return cache.bring(bench.cloud, SITE, entry, Coming())


def files(root: Path) -> list[Path]:
    """Copies, without records and locks."""
    return sorted(path for path in root.rglob("*") if path.is_file() and path.parent.parent.parent == root)


def put(bench: Bench, name: str, text: str) -> Entry:
    bench.other_person_writes(name, text)
    return bench.remote(name)


def test_a_copy_is_read_only_and_fetched_once(bench: Bench, cache: FileCache, root: Path) -> None:
    entry = put(bench, "plan.txt", "first")
    copy = bring(cache, bench, entry)
    assert copy.name == "plan.txt"
    assert copy.read_text() == "first"
    assert not copy.stat().st_mode & 0o222
    fetched = bench.server.calls(CONTENT)
    assert bring(cache, bench, entry) == copy
    # Only its last byte's mark is asked for.
    assert bench.server.calls(CONTENT) == fetched + 1
    again = FileCache(root, PLENTY)
    assert again.look(bench.cloud, SITE, entry).ready


def test_a_newer_file_is_fetched_anew_and_the_older_copy_stays(bench: Bench, cache: FileCache) -> None:
    entry = put(bench, "plan.txt", "first")
    older = bring(cache, bench, entry)
    put(bench, "plan.txt", "other")
    newer = bring(cache, bench, entry)
    assert (older.read_text(), newer.read_text()) == ("first", "other")


def test_a_file_that_is_gone_is_not_shown_from_the_cache(bench: Bench, cache: FileCache) -> None:
    entry = put(bench, "plan.txt", "first")
    bring(cache, bench, entry)
    bench.cloud.delete(entry)
    with pytest.raises(NotFound):
        bring(cache, bench, entry)


def test_without_the_service_no_copy_holds(bench: Bench, cache: FileCache) -> None:
    entry = put(bench, "plan.txt", "first")
    bring(cache, bench, entry)
    bench.server.fault(server="manager", path="get-resource", drop="request", times=None)
    try:
        with pytest.raises(Offline):
            bring(cache, bench, entry)
    finally:
        bench.server.clear_faults()


def test_another_mark_for_the_same_size_and_date_is_noticed(
    bench_2023: Bench, cache: FileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "first")
    older = bring(cache, bench, entry)
    put(bench, "plan.txt", "other")
    # A service whose dates are too coarse to tell the two apart.
    monkeypatch.setattr(bench.cloud, "entry", lambda _: entry)
    newer = bring(cache, bench, entry)
    assert newer != older
    assert (older.read_text(), newer.read_text()) == ("first", "other")


def test_what_another_program_wrote_is_not_taken_for_the_file_and_not_lost(
    bench_2023: Bench, cache: FileCache
) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "first")
    copy = bring(cache, bench, entry)
    copy.chmod(stat.S_IRUSR | stat.S_IWUSR)
    copy.write_text("my own work")
    slot = cache.look(bench.cloud, SITE, entry)
    assert not slot.ready
    assert slot.changed == copy
    fresh = bring(cache, bench, entry)
    assert fresh.read_text() == "first"
    cleaner = FileCache(cache._root, limit=0)
    cleaner.clean()
    assert copy.read_text() == "my own work"
    assert not fresh.exists()


def test_a_change_of_equal_size_and_of_the_time_alone_is_noticed(bench_2023: Bench, cache: FileCache) -> None:
    entry = put(bench_2023, "plan.txt", "first")
    copy = bring(cache, bench_2023, entry)
    os.utime(copy, (1, 1))
    assert cache.look(bench_2023.cloud, SITE, entry).changed == copy


def test_a_removed_copy_and_a_damaged_record_are_fetched_again(bench_2023: Bench, cache: FileCache) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "first")
    copy = bring(cache, bench, entry)
    copy.unlink()
    assert bring(cache, bench, entry).read_text() == "first"
    record = copy.parent.with_name(copy.parent.name + ".json")
    for damage in ("", "{", "[]", '{"file": "../../x"}', '{"file": 1, "size": 2, "changed_ns": 3}', "null"):
        record.write_text(damage)
        assert not cache.look(bench.cloud, SITE, entry).ready, damage
        assert bring(cache, bench, entry).read_text() == "first"


def test_two_files_of_one_name_do_not_meet(bench_2023: Bench, cache: FileCache) -> None:
    bench = bench_2023
    bench.cloud.create_folder(bench.folder, "other")
    one = put(bench, "plan.txt", "one")
    bench.other_person_writes("other/plan.txt", "two")
    two = bench.remote("other", "plan.txt")
    copies = [bring(cache, bench, entry) for entry in (one, two)]
    assert [copy.read_text() for copy in copies] == ["one", "two"]
    assert cache.bring(bench.cloud, "another site", one, Coming()) not in copies


@pytest.mark.parametrize(
    "name",
    ["con.txt", "..", "a/../../b.txt", "x\u202ecod.exe", "تقرير.txt", "n" * 300 + ".pdf", "a\x00b", " . "],
)
def test_names_stay_below_the_folder(name: str, tmp_path: Path) -> None:
    entry = Entry(id="x", name=name, kind=Kind.FILE, type="blob", path=(name,))
    slot = Slot("s", entry, tmp_path / "slot")
    assert slot.path.parent == tmp_path / "slot"
    assert slot.path.resolve().parent == (tmp_path / "slot").resolve()
    assert len(slot.path.name.encode()) <= 120
    assert "\u202e" not in slot.path.name


def test_an_empty_file(bench_2023: Bench, cache: FileCache) -> None:
    entry = put(bench_2023, "empty.txt", "")
    copy = bring(cache, bench_2023, entry)
    assert copy.read_bytes() == b""
    assert cache.look(bench_2023.cloud, SITE, entry).ready


def test_a_broken_line_leaves_nothing(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "x" * 100_000)
    bench.server.fault(server="blob", path=CONTENT, drop="answer", after=50_000, times=None)
    try:
        with pytest.raises(ProgramError):
            bring(cache, bench, entry)
    finally:
        bench.server.clear_faults()
    assert files(root) == []
    assert bring(cache, bench, entry).stat().st_size == 100_000


def test_a_turned_bit_is_not_kept(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    bench = bench_2023
    # The first proof shows that this server's marks are hashes.
    bring(cache, bench, put(bench, "sound.txt", "sound"))
    entry = put(bench, "plan.txt", "x" * 1000)
    bench.server.fault(server="blob", path=CONTENT, flip=500)
    with pytest.raises(Corrupt):
        bring(cache, bench, entry)
    assert [path.name for path in files(root)] == ["sound.txt"]


def test_cancelling_ends_at_once_and_leaves_nothing(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "x" * 100_000)
    bench.server.fault(server="blob", path=CONTENT, stall=30, after=1000)
    cancellation = Cancellation()
    before = bench.server.calls(CONTENT)

    def cancel() -> None:
        wait_until(lambda: bench.server.calls(CONTENT) > before)
        cancellation.cancel()

    person = threading.Thread(target=cancel)
    person.start()
    try:
        with cancellation.scope(), pytest.raises(Cancelled):
            bring(cache, bench, entry)
    finally:
        person.join()
        bench.server.clear_faults()
    assert files(root) == []


def test_a_file_that_changes_while_it_comes_is_fetched_anew(bench_2023: Bench, cache: FileCache) -> None:
    bench = bench_2023
    entry = put(bench, "plan.txt", "first")
    changes = ["other"]

    class Meanwhile(Coming):
        __slots__ = ()

        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "moved" and value and changes:
                bench.other_person_writes("plan.txt", changes.pop())

    copy = cache.bring(bench.cloud, SITE, entry, Meanwhile())
    assert copy.read_text() == "other"
    changes += [f"text {number}" for number in range(50)]
    put(bench, "plan.txt", "again")
    with pytest.raises(Conflict):
        cache.bring(bench.cloud, SITE, entry, Meanwhile())


def test_what_the_queue_brought_is_proven_and_kept(bench: Bench, cache: FileCache) -> None:
    entry = put(bench, "plan.txt", "first")
    slot = cache.look(bench.cloud, SITE, entry)
    assert not slot.arrived
    assert cache.prepare(slot)
    assert not cache.prepare(slot)
    # Whoever wants the file meanwhile does not come in between.
    meanwhile = bring(cache, bench, entry)
    assert meanwhile.parent != slot.folder
    FileCache(cache._root, limit=0).clean()
    jobs = bench.queue.download(
        SITE, [slot.entry], slot.folder, decision=Decision.OVERWRITE, as_name=slot.path.name
    )
    assert bench.queue.wait(jobs, 30)
    assert slot.arrived
    assert cache.seal(bench.cloud, slot)
    cache.release(slot)
    assert cache.look(bench.cloud, SITE, entry) == replace(slot, ready=True)
    assert cache.hold(slot)


def test_what_has_been_removed_cannot_be_held(bench_2023: Bench, root: Path) -> None:
    cache = FileCache(root, limit=0)
    bring(cache, bench_2023, put(bench_2023, "plan.txt", "first"))
    slot = cache.look(bench_2023.cloud, SITE, bench_2023.remote("plan.txt"))
    assert slot.ready
    cache.clean()
    assert not cache.hold(slot)


def test_a_newer_state_is_not_sealed_as_the_older(bench_2023: Bench, cache: FileCache) -> None:
    bench = bench_2023
    slot = cache.look(bench.cloud, SITE, put(bench, "plan.txt", "first"))
    cache.prepare(slot)
    slot.path.write_text("first")
    put(bench, "plan.txt", "other")
    assert not cache.seal(bench.cloud, slot)


# ---------------------------------------------------------------------------------------- cleaning


def test_the_oldest_used_goes_first(bench_2023: Bench, root: Path) -> None:
    bench = bench_2023
    cache = FileCache(root, limit=250)
    entries = [put(bench, f"{number}.txt", str(number) * 100) for number in range(3)]
    copies = []
    for number, entry in enumerate(entries[:2]):
        copies.append(bring(cache, bench, entry))
        _used(copies[-1], 1000 - number)
    bring(cache, bench, entries[1])  # the older one was used again
    copies.append(bring(cache, bench, entries[2]))
    assert files(root) == sorted(copies[1:])
    assert not copies[0].parent.parent.exists() or not list(copies[0].parent.parent.glob("*.json"))


def test_a_large_cache_is_trimmed_at_the_start(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    copies = [bring(cache, bench_2023, put(bench_2023, f"{n}.txt", "x" * 100)) for n in range(4)]
    for age, copy in enumerate(copies):
        _used(copy, 1000 + age)
    FileCache(root, limit=200).clean()
    assert files(root) == sorted(copies[:2])


def test_what_was_opened_in_this_run_stays(bench_2023: Bench, root: Path) -> None:
    cache = FileCache(root, limit=0)
    entry = put(bench_2023, "plan.txt", "first")
    copy = bring(cache, bench_2023, entry)
    cache.hold(cache.look(bench_2023.cloud, SITE, entry))
    cache.clean()
    assert copy.exists()
    other_window = FileCache(root, limit=0)
    other_window.clean()
    assert copy.exists()
    cache.close()
    other_window.clean()
    assert not copy.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells who has a file open")
def test_what_a_program_has_open_stays(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    copy = bring(cache, bench_2023, put(bench_2023, "plan.txt", "first"))
    script = "import sys; file = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", script, copy], stdin=pipe, stdout=pipe) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"open\n"
        FileCache(root, limit=0).clean()
        assert copy.exists()
        program.communicate()
    FileCache(root, limit=0).clean()
    assert not copy.exists()


KILLED = """
import sys, os
from pathlib import Path
from bimexplorer.transfer.cache import FileCache, Slot
from bimexplorer.model import Entry, Kind
cache = FileCache(Path(sys.argv[1]), 0)
folder = Path(sys.argv[2])
cache.hold(Slot("site", Entry("x", "plan.txt", Kind.FILE, "blob", ("plan.txt",)), folder))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_killed_window_holds_nothing_any_more(bench_2023: Bench, cache: FileCache, root: Path) -> None:
    copy = bring(cache, bench_2023, put(bench_2023, "plan.txt", "first"))
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", KILLED, root, copy.parent]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == b"held\n"
        FileCache(root, limit=0).clean()
        assert copy.exists()
        window.kill()
    FileCache(root, limit=0).clean()
    assert not copy.exists()
    assert list((root / "runs").glob("*.lock")) == []


def test_leftovers_go_after_a_week_but_not_what_the_queue_may_go_on_with(root: Path) -> None:
    cache = FileCache(root, PLENTY)
    for age, name in ((8, "old"), (1, "young")):
        folder = root / "entry" / name
        folder.mkdir(parents=True)
        part = folder / "plan.pdf.12345678.part"
        part.write_bytes(b"x")
        when = time.time() - age * 24 * 3600
        for path in (part, folder):
            os.utime(path, (when, when))
    lonely = root / "entry" / "gone.json"
    lonely.write_text("{}")
    cache.clean()
    assert [path.parent.name for path in root.rglob("*.part")] == ["young"]
    assert not lonely.exists()


def test_cleaning_nothing_and_links_to_elsewhere(root: Path, tmp_path: Path) -> None:
    FileCache(root, limit=0).clean()
    elsewhere = tmp_path / "documents" / "state"
    elsewhere.mkdir(parents=True)
    (elsewhere / "mine.txt").write_text("mine")
    os.utime(elsewhere / "mine.txt", (0, 0))
    os.utime(elsewhere, (0, 0))
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "documents")
    (root / "entry").mkdir()
    (root / "entry" / "state").symlink_to(elsewhere)
    FileCache(root, limit=0).clean()
    assert (elsewhere / "mine.txt").read_text() == "mine"


def test_an_unwritable_place_is_told(bench_2023: Bench, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    cache = FileCache(blocked / "opened", PLENTY)
    with pytest.raises(ProgramError, match=r"plan\.txt"):
        bring(cache, bench_2023, put(bench_2023, "plan.txt", "first"))


def _used(copy: Path, seconds_ago: float) -> None:
    when = time.time() - seconds_ago
    os.utime(copy.parent.with_name(copy.parent.name + ".json"), (when, when))
