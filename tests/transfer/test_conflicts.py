"""Names that are already there, in both directions, under every decision."""

from __future__ import annotations

import os
import unicodedata

import pytest

from bimexplorer.errors import Conflict, NameExists, TargetExists
from bimexplorer.transfer.status import Decision, Limits, State
from tests.transfer.conftest import Bench


@pytest.fixture
def bench(any_bench: Bench) -> Bench:
    """Whatever cloud it is, a person decides about the same things."""
    return any_bench


def test_asking_holds_one_file_back_and_lets_the_others_go(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "old")))
    source = bench.write("new/plan.txt", "new")
    other = bench.write("new/other.txt", "other")
    asked, clean = bench.upload(source, other)
    bench.finish([clean])
    (job,) = bench.finish([asked], State.DECIDING)
    assert (job.files_deciding, job.files_done) == (1, 0)
    assert not bench.queue.active
    assert bench.content("plan.txt") == b"old"
    bench.queue.decide(asked, Decision.NEW_VERSION)
    bench.until(lambda: bench.job(asked).state is State.DONE)
    assert bench.content("plan.txt") == b"new"
    assert bench.remote_names() == ["other.txt", "plan.txt"]


@pytest.mark.parametrize(
    ("decision", "state", "names", "content"),
    [
        (Decision.FAIL, State.FAILED, ["plan.txt"], b"old"),
        (Decision.SKIP, State.SKIPPED, ["plan.txt"], b"old"),
        (Decision.NEW_VERSION, State.DONE, ["plan.txt"], b"new"),
        (Decision.OVERWRITE, State.DONE, ["plan.txt"], b"new"),
        (Decision.KEEP_BOTH, State.DONE, ["plan (2).txt", "plan.txt"], b"old"),
    ],
)
def test_decided_uploads(
    bench: Bench, decision: Decision, state: State, names: list[str], content: bytes
) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "old")))
    (job,) = bench.finish(bench.upload(bench.write("new/plan.txt", "new"), decision=decision), state)
    assert bench.remote_names() == names
    assert bench.content("plan.txt") == content
    if decision is Decision.KEEP_BOTH:
        assert bench.content("plan (2).txt") == b"new"
        assert "plan (2).txt" in job.note
    if state is State.FAILED:
        assert isinstance(job.error, NameExists)
        assert "plan.txt" in job.error.sentence


@pytest.mark.parametrize(
    ("decision", "state", "names", "content"),
    [
        (Decision.FAIL, State.FAILED, ["plan.txt"], "old"),
        (Decision.SKIP, State.SKIPPED, ["plan.txt"], "old"),
        (Decision.OVERWRITE, State.DONE, ["plan.txt"], "new"),
        (Decision.KEEP_BOTH, State.DONE, ["plan (2).txt", "plan.txt"], "old"),
    ],
)
def test_decided_downloads(
    bimcloud: Bench, decision: Decision, state: State, names: list[str], content: str
) -> None:
    bimcloud.finish(bimcloud.upload(bimcloud.write("plan.txt", "new")))
    (bimcloud.target / "plan.txt").write_text("old")
    (job,) = bimcloud.finish(bimcloud.download(bimcloud.remote("plan.txt"), decision=decision), state)
    assert sorted(path.name for path in bimcloud.target.iterdir()) == names
    assert (bimcloud.target / "plan.txt").read_text() == content
    if decision is Decision.KEEP_BOTH:
        assert (bimcloud.target / "plan (2).txt").read_text() == "new"
        assert "plan (2).txt" in job.note
    if state is State.FAILED:
        assert isinstance(job.error, TargetExists)


def test_each_file_of_a_download_can_be_decided(bimcloud: Bench) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        bimcloud.write(f"Plans/{name}", "new")
    bimcloud.finish(bimcloud.upload(bimcloud.local / "sources" / "Plans"))
    local = bimcloud.target / "Plans"
    local.mkdir()
    (local / "a.txt").write_text("old")
    (local / "b.txt").write_text("old")
    ids = bimcloud.download(bimcloud.remote("Plans"))
    (job,) = bimcloud.finish(ids, State.DECIDING)
    assert (job.files, job.files_done, job.files_deciding) == (3, 1, 2)
    assert (local / "c.txt").read_text() == "new"
    bimcloud.queue.decide(job.id, Decision.SKIP, item_id=bimcloud.item(job.id, "a.txt").id)
    bimcloud.queue.decide(job.id, Decision.OVERWRITE, item_id=bimcloud.item(job.id, "b.txt").id)
    bimcloud.until(lambda: bimcloud.job(job.id).state is State.DONE)
    assert [(local / name).read_text() for name in ("a.txt", "b.txt")] == ["old", "new"]


def test_a_decision_for_all_counts_for_every_file(bench: Bench) -> None:
    sources = bench.local / "sources" / "Plans"
    for number in range(20):
        bench.write(f"Plans/{number}.txt", "old")
    bench.finish(bench.upload(sources))
    for number in range(25):
        bench.write(f"Plans/{number}.txt", "new")
    ids = bench.upload(sources)
    (job,) = bench.finish(ids, State.DECIDING)
    assert (job.files_deciding, job.files_done) == (20, 5)
    bench.queue.decide(job.id, Decision.KEEP_BOTH)
    bench.until(lambda: bench.job(job.id).state is State.DONE)
    folder = bench.remote("Plans")
    assert len(bench.remote_names(folder)) == 45
    assert bench.content("Plans", "3 (2).txt") == b"new"
    assert bench.content("Plans", "3.txt") == b"old"


def test_keeping_both_again_takes_the_next_number(bench: Bench) -> None:
    source = bench.write("plan.txt", "x")
    for _ in range(3):
        bench.finish(bench.upload(source, decision=Decision.KEEP_BOTH))
    assert bench.remote_names() == ["plan (2).txt", "plan (3).txt", "plan.txt"]


def test_a_file_where_a_folder_is_and_the_reverse(bench: Bench) -> None:
    bench.cloud.create_folder(bench.folder, "plan")
    bench.finish(bench.upload(bench.write("Plans")))
    bench.write("tree/Plans/deep/a.txt")
    (job,) = bench.finish(bench.upload(bench.write("plan"), decision=Decision.NEW_VERSION), State.FAILED)
    assert isinstance(job.error, Conflict)
    assert "folder" in job.error.sentence
    (job,) = bench.finish(bench.upload(bench.local / "sources" / "tree" / "Plans"), State.FAILED)
    assert job.error is not None
    assert "not a folder" in job.error.sentence
    assert bench.remote_names() == ["Plans", "plan/"]


def test_a_folder_dropped_into_a_file(bench: Bench) -> None:
    """The target of the drop is no folder at all."""
    bench.finish(bench.upload(bench.write("plan.txt")))
    bench.write("tree/a.txt")
    ids = bench.queue.upload("site", [bench.local / "sources" / "tree"], bench.remote("plan.txt"))
    (job,) = bench.finish(ids, State.FAILED)
    assert job.error is not None
    assert bench.remote_names() == ["plan.txt"]


def test_a_local_file_where_a_folder_should_come(bimcloud: Bench) -> None:
    bimcloud.write("Plans/sub/a.txt")
    bimcloud.write("Plans/b.txt")
    bimcloud.finish(bimcloud.upload(bimcloud.local / "sources" / "Plans"))
    (bimcloud.target / "Plans").mkdir()
    (bimcloud.target / "Plans" / "sub").write_text("mine")
    (job,) = bimcloud.finish(bimcloud.download(bimcloud.remote("Plans")), State.FAILED)
    assert isinstance(bimcloud.item(job.id, "sub/").error, TargetExists)
    assert (bimcloud.target / "Plans" / "sub").read_text() == "mine"
    assert (bimcloud.target / "Plans" / "b.txt").exists()
    # Out of the way, and again: only what failed.
    (bimcloud.target / "Plans" / "sub").unlink()
    bimcloud.queue.retry([job.id])
    bimcloud.until(lambda: bimcloud.job(job.id).state is State.DONE)
    assert (bimcloud.target / "Plans" / "sub" / "a.txt").exists()


def test_a_file_that_appears_before_the_commit_is_not_overwritten(bimcloud: Bench) -> None:
    """Somebody else is quicker: the batch is refused, the conflict is asked about, the others go ahead."""
    bimcloud.server.fault(path="commit-batch-upload", stall=1.5)
    first, second = bimcloud.upload(bimcloud.write("plan.txt", "mine"), bimcloud.write("other.txt"))
    bimcloud.until(lambda: bimcloud.server.calls("commit-upload") >= 2)
    bimcloud.other_person_writes("plan.txt", "theirs")
    (job,) = bimcloud.finish([first], State.DECIDING)
    bimcloud.finish([second])
    assert bimcloud.content("plan.txt") == b"theirs"
    bimcloud.queue.decide(job.id, Decision.KEEP_BOTH)
    bimcloud.until(lambda: bimcloud.job(job.id).state is State.DONE)
    assert bimcloud.content("plan (2).txt") == b"mine"
    assert bimcloud.content("plan.txt") == b"theirs"


def test_the_content_of_a_large_file_is_not_sent_twice_for_a_decision(bimcloud: Bench) -> None:
    content = os.urandom(20 << 20)
    bimcloud.server.fault(path="commit-batch-upload", stall=1.5)
    ids = bimcloud.upload(bimcloud.write("model.ifc", content))
    bimcloud.until(lambda: bimcloud.server.calls("commit-upload") >= 1)
    bimcloud.other_person_writes("model.ifc", "theirs")
    bimcloud.finish(ids, State.DECIDING)
    bimcloud.server.reset_counters()
    bimcloud.queue.decide(ids[0], Decision.NEW_VERSION)
    bimcloud.until(lambda: bimcloud.job(ids[0]).state is State.DONE)
    assert bimcloud.server.calls("put-blob-content-part") == 0
    assert bimcloud.content("model.ifc") == content


def test_two_sources_of_one_name(bench: Bench) -> None:
    """Composed and decomposed, or in another case: one name to the service."""
    composed = bench.write(unicodedata.normalize("NFC", "a/Übersicht.txt"), "one")
    decomposed = bench.write(unicodedata.normalize("NFD", "b/Übersicht.txt"), "two")
    lower = bench.write("c/übersicht.txt", "three")
    ids = bench.upload(composed, decomposed, lower, decision=Decision.NEW_VERSION)
    bench.finish(ids, None)
    states = [bench.job(job_id).state for job_id in ids]
    assert states.count(State.DONE) == 1
    failed = [bench.job(job_id).error for job_id in ids if bench.job(job_id).state is State.FAILED]
    assert all(isinstance(error, NameExists) for error in failed)
    assert len(bench.remote_names()) == 1
    bench.finish(bench.upload(decomposed, lower, decision=Decision.KEEP_BOTH))
    assert bench.remote_names() == ["Übersicht (2).txt", "Übersicht.txt", "übersicht (3).txt"]


def test_drops_of_one_name_follow_one_another(any_bench: Bench) -> None:
    """What becomes of the first decides about the others, and no two of them take one name."""
    bench = any_bench
    bench.until(lambda: bench.queue.working)
    bench.queue.set_limits(Limits(connections=4, upload_rate=1000))
    content = os.urandom(200_000)
    ids = bench.upload(bench.write("1/plan.txt", content))
    bench.until(lambda: bench.job(ids[0]).state is State.RUNNING)
    decisions = [Decision.NEW_VERSION, Decision.ASK, *[Decision.KEEP_BOTH] * 3]
    for number, decision in enumerate(decisions, 2):
        ids += bench.upload(bench.write(f"{number}/plan.txt", str(number)), decision=decision)
    bench.until(lambda: all(bench.job(job_id).note.startswith("Waits for another") for job_id in ids[1:]))
    bench.queue.set_limits(Limits(connections=4))
    bench.finish([*ids[:2], *ids[3:]])
    bench.finish(ids[2:3], State.DECIDING)
    assert bench.remote_names() == ["plan (2).txt", "plan (3).txt", "plan (4).txt", "plan.txt"]
    assert bench.content("plan.txt") == b"2"
    assert {bench.content(f"plan ({number}).txt") for number in (2, 3, 4)} == {b"4", b"5", b"6"}
    assert max(bench.revisions().values()) == 2


def test_a_new_version_keeps_the_spelling_that_is_there(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("Plan.TXT", "old")))
    bench.finish(bench.upload(bench.write("new/plan.txt", "new"), decision=Decision.NEW_VERSION))
    assert bench.remote_names() == ["Plan.TXT"]
    assert bench.content("Plan.TXT") == b"new"


def test_merging_into_a_folder_that_is_there(bench: Bench) -> None:
    bench.write("Plans/a.txt", "1")
    bench.write("Plans/sub/b.txt", "1")
    source = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(source))
    bench.write("Plans/c.txt", "2")
    bench.write("Plans/sub/d.txt", "2")
    bench.write("Plans/sub2/e.txt", "2")
    (job,) = bench.finish(bench.upload(source, decision=Decision.SKIP))
    assert bench.remote_names(bench.remote("Plans")) == [
        "a.txt",
        "c.txt",
        "sub/",
        "sub/b.txt",
        "sub/d.txt",
        "sub2/",
        "sub2/e.txt",
    ]
    assert job.note == "2 files were left out."


def test_a_file_stored_under_another_name(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.txt", "x"), as_name="Grundriss.txt"))
    assert bench.remote_names() == ["Grundriss.txt"]
    bench.finish(bench.download(bench.remote("Grundriss.txt"), as_name="back.txt"))
    assert (bench.target / "back.txt").read_text() == "x"
    bench.write("tree/a.txt")
    bench.finish(bench.upload(bench.local / "sources" / "tree", as_name="Baum"))
    assert bench.content("Baum", "a.txt") == b"content"


@pytest.mark.parametrize("decision", [Decision.OVERWRITE, Decision.ASK])
def test_a_local_folder_where_the_file_should_come(bimcloud: Bench, decision: Decision) -> None:
    bimcloud.finish(bimcloud.upload(bimcloud.write("plan.txt")))
    (bimcloud.target / "plan.txt").mkdir()
    (job,) = bimcloud.download(bimcloud.remote("plan.txt"), decision=decision)
    if decision is Decision.ASK:
        bimcloud.finish([job], State.DECIDING)
        bimcloud.queue.decide(job, Decision.OVERWRITE)
    bimcloud.finish([job], State.FAILED)
    error = bimcloud.item(job).error
    assert isinstance(error, TargetExists)
    assert "folder" in error.sentence
    assert [path.name for path in bimcloud.target.iterdir()] == ["plan.txt"]


def test_a_file_of_the_same_size_is_not_taken_for_the_own_one(bimcloud: Bench) -> None:
    """A commit that came to nothing, and somebody else who uploads the same name at that moment."""
    bimcloud.server.fault(server="blob", path="commit-batch-upload", status=500)
    bimcloud.server.fault(server="manager", path="get-resources-by-criterion", stall=2, skip=1)
    before = bimcloud.server.calls("commit-batch-upload")
    (job,) = bimcloud.upload(bimcloud.write("plan.txt", "MINE!"), decision=Decision.FAIL)
    bimcloud.until(lambda: bimcloud.server.calls("commit-batch-upload") > before)
    bimcloud.other_person_writes("plan.txt", "OTHER")
    bimcloud.finish([job], State.FAILED)
    assert isinstance(bimcloud.item(job).error, NameExists)
    assert bimcloud.content("plan.txt") == b"OTHER"
