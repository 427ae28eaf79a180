"""Drops that are looked through first: what cannot be sent as it is is shown before anything is sent."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

from bimexplorer.errors import InvalidName, SourceUnreadable
from bimexplorer.transfer.status import Decision, QuestionKind, State
from tests.transfer.conftest import Bench
from tests.transfer.restarts import quit_and_start
from tests.transfer.rights import without_rights

_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def bench(bench_2023: Bench) -> Bench:
    """One generation is enough: nothing here depends on it."""
    bench_2023.until(lambda: bench_2023.queue.working)
    bench_2023.server.reset_counters()
    return bench_2023


def requests(bench: Bench) -> dict[str, int]:
    """What was asked of the server, but for signing in."""
    return {
        name: number
        for name, number in bench.server.counters().items()
        if "oauth2" not in name and "get-user" not in name
    }


def test_a_clean_drop_goes_at_once(bench: Bench) -> None:
    bench.write("tree/deep/a.txt")
    (bench.local / "sources" / "tree" / "empty").mkdir()
    ids = bench.upload(bench.local / "sources" / "tree", bench.write("b.txt"), hold=True)
    jobs = bench.finish(ids)
    assert not any(job.held for job in jobs)
    assert bench.remote_names() == ["b.txt", "tree/", "tree/deep/", "tree/deep/a.txt", "tree/empty/"]


@_POSIX
def test_links_and_litter_hold_nothing_up(bench: Bench) -> None:
    folder = bench.write("tree/a.txt").parent
    bench.write("tree/.DS_Store")
    (folder / "link").symlink_to("nowhere")
    (job,) = bench.finish(bench.upload(folder, hold=True))
    assert (job.files, job.files_done) == (1, 1)
    notes = {item.name: item.note for item in bench.queue.items(job.id) if item.state is State.SKIPPED}
    assert set(notes) == {"tree", "tree/link"}
    assert ".DS_Store" in notes["tree"]
    assert bench.remote_names() == ["tree/", "tree/a.txt"]


def messy(bench: Bench) -> list[Path]:
    """A folder with names that are not taken, and a clean file beside it."""
    for name in ("good.txt", "no,w.txt", "what,?/a.txt", "what,?/deep/b.txt", "deep/er/c;.txt", "deep/d.txt"):
        bench.write(f"tree/{name}", name)
    return [bench.local / "sources" / "tree", bench.write("clean.txt", "clean")]


@_POSIX
def test_nothing_is_sent_before_somebody_has_seen_what_is_wrong(bench: Bench) -> None:
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    jobs = [bench.job(job_id) for job_id in ids]
    assert [(job.state, job.held) for job in jobs] == [(State.DECIDING, True)] * 2
    assert jobs[0].files_deciding == 3
    assert not bench.queue.active
    questions = {item.name: item.question for item in bench.queue.items(ids[0]) if item.question is not None}
    assert set(questions) == {"tree/no,w.txt", "tree/what,?/", "tree/deep/er/c;.txt"}
    for question in questions.values():
        assert question.kind is QuestionKind.NAME
        assert question.choices == (Decision.RENAME, Decision.SKIP)
        assert not bench.cloud.check_name(question.suggestion)
    assert requests(bench) == {}
    # One by one, and nothing goes out by that.
    bench.queue.decide(ids[0], Decision.RENAME, item_id=bench.item(ids[0], "no,w.txt").id)
    bench.queue.decide(ids[0], Decision.RENAME, item_id=bench.item(ids[0], "what,?/").id)
    bench.queue.decide(ids[0], Decision.SKIP, item_id=bench.item(ids[0], "c;.txt").id)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 0 and bench.job(ids[0]).files == 6)
    assert bench.queue.wait(ids, 60)
    assert bench.job(ids[0]).held
    assert requests(bench) == {}
    bench.queue.proceed(ids[:1])
    jobs = bench.finish(ids)
    assert not any(job.held for job in jobs)
    assert (jobs[0].files, jobs[0].files_done) == (6, 6)
    taken = {question.suggestion for question in questions.values()}
    names = bench.remote_names()
    assert len([name for name in names if name.endswith(".txt")]) == 6, names
    assert {part for name in names for part in name.split("/")} & taken == taken - {
        questions["tree/deep/er/c;.txt"].suggestion
    }
    assert (
        bench.content("tree", questions["tree/what,?/"].suggestion, "deep", "b.txt") == b"what,?/deep/b.txt"
    )


@pytest.mark.parametrize("decision", [Decision.RENAME, Decision.SKIP])
@_POSIX
def test_one_answer_for_all_names(bench: Bench, decision: Decision) -> None:
    bench.finish(bench.upload(bench.write("other/clean.txt", "old")))
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    bench.queue.decide(ids[0], decision)
    # About the name that is there already nobody was asked.
    bench.queue.decide(ids[1], decision)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 0)
    bench.queue.proceed(ids)
    bench.finish(ids[:1])
    files = [name for name in bench.remote_names() if name.startswith("tree/") and name.endswith(".txt")]
    assert len(files) == (6 if decision is Decision.RENAME else 2)
    assert bench.content("clean.txt") == b"old"


@_POSIX
def test_skipping_all_names_says_nothing_of_existing_files(bench: Bench) -> None:
    bench.write("tree/good.txt", "old")
    bench.finish(bench.upload(bench.local / "sources" / "tree"))
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    bench.queue.decide(ids[0], Decision.SKIP)
    bench.queue.proceed(ids)
    (job,) = bench.finish(ids[:1], State.DECIDING)
    assert job.files_deciding == 1
    question = bench.item(job.id, "good.txt").question
    assert question is not None
    assert question.kind is QuestionKind.EXISTS
    bench.queue.decide(job.id, Decision.SKIP)
    bench.finish([job.id])


@_POSIX
def test_what_nobody_decided_is_left_out(bench: Bench) -> None:
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    bench.queue.proceed(ids)
    (job, _) = bench.finish(ids)
    assert bench.remote_names() == [
        "clean.txt",
        "tree/",
        "tree/deep/",
        "tree/deep/d.txt",
        "tree/deep/er/",
        "tree/good.txt",
    ]
    left = [item.name for item in bench.queue.items(job.id) if item.state is State.SKIPPED]
    assert sorted(left) == ["tree/deep/er/c;.txt", "tree/no,w.txt", "tree/what,?/"]
    # The folder is no file.
    assert (job.files, job.files_done) == (4, 4)


@_POSIX
def test_equal_names_are_asked_about(bench: Bench) -> None:
    """Of two files and of two folders, in one folder and in one drop: composed and decomposed, or in case."""
    composed, decomposed = (unicodedata.normalize(form, "Übersicht") for form in ("NFC", "NFD"))
    for name in (f"{composed}.txt", f"{decomposed}.txt", "Plan.txt", "plan.txt", "A/1.txt", "a/2.txt"):
        bench.write(f"tree/{name}", name)
    one, other = bench.write("x/same.txt", "one"), bench.write("y/Same.txt", "other")
    ids = bench.upload(bench.local / "sources" / "tree", one, other, hold=True)
    assert bench.queue.wait(ids, 60)
    assert all(bench.job(job_id).held for job_id in ids)
    assert [bench.job(job_id).files_deciding for job_id in ids] == [3, 0, 1]
    assert requests(bench) == {}
    for job_id in ids:
        bench.queue.decide(job_id, Decision.RENAME)
    bench.until(lambda: sum(bench.job(job_id).files_deciding for job_id in ids) == 0)
    bench.queue.proceed(ids)
    bench.finish(ids)
    names = [name for name in bench.remote_names() if name.endswith(".txt")]
    assert len(names) == 8
    contents = {bench.content(*name.split("/")).decode() for name in names}
    assert len(contents) == 8


@_POSIX
def test_what_cannot_be_read_is_seen_before_anything_is_sent(bench: Bench) -> None:
    secret = bench.write("tree/secret.txt", "secret")
    locked = bench.write("tree/locked/no,w.txt").parent
    bench.write("tree/good.txt")
    bench.queue.set_keep_awake(keep=False)
    clean = bench.write("clean.txt")
    for path in (secret, locked):
        path.chmod(0)
    with without_rights(bench.local):
        ids = bench.upload(secret.parent, clean, hold=True)
        assert bench.queue.wait(ids, 60)
    assert [bench.job(job_id).held for job_id in ids] == [True, True]
    assert isinstance(bench.item(ids[0], "secret.txt").error, SourceUnreadable)
    assert requests(bench) == {}
    # Put right and tried again, while all is still held: what is found now is asked about, too.
    secret.chmod(0o644)
    locked.chmod(0o755)
    bench.queue.retry(ids[:1])
    bench.until(lambda: bench.job(ids[0]).files_deciding == 1 and not bench.job(ids[0]).counting)
    assert bench.job(ids[0]).held
    assert requests(bench) == {}
    bench.queue.decide(ids[0], Decision.RENAME)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 0)
    bench.queue.proceed(ids)
    bench.finish(ids)
    assert bench.content("tree", "secret.txt") == b"secret"
    assert len([name for name in bench.remote_names() if name.endswith(".txt")]) == 4


@_POSIX
def test_an_unreadable_file_is_judged_by_its_name_too(bench: Bench) -> None:
    secret = bench.write("tree/se,cret.txt", "secret")
    bench.write("tree/good.txt")
    bench.queue.set_keep_awake(keep=False)
    secret.chmod(0)
    with without_rights(bench.local):
        ids = bench.upload(secret.parent)
        bench.finish(ids, State.FAILED)
    secret.chmod(0o644)
    bench.queue.retry(ids)
    (job,) = bench.finish(ids, State.DECIDING)
    question = bench.item(job.id, "se,cret.txt").question
    assert question is not None
    assert question.kind is QuestionKind.NAME
    bench.queue.decide(job.id, Decision.FAIL)
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(bench.item(job.id, "se,cret.txt").error, InvalidName)


@_POSIX
def test_what_was_unreadable_may_have_become_something_else(bench: Bench) -> None:
    paths = [bench.write(f"tree/{name}") for name in ("folder", "link", "gone")]
    bench.write("tree/good.txt")
    bench.queue.set_keep_awake(keep=False)
    for path in paths:
        path.chmod(0)
    with without_rights(bench.local):
        (job,) = bench.finish(bench.upload(paths[0].parent), State.FAILED)
    assert job.files_failed == 3
    for path in paths:
        path.unlink()
    paths[0].mkdir()
    (paths[0] / "a.txt").write_text("a")
    paths[1].symlink_to("good.txt")
    bench.queue.retry([job.id])
    (job,) = bench.finish([job.id], None)
    # The link is left out, what is gone is gone.
    assert bench.remote_names(bench.remote("tree")) == ["folder/", "folder/a.txt", "good.txt"]
    assert [item.name for item in bench.queue.items(job.id) if item.state is State.SKIPPED] == ["tree/link"]


@_POSIX
def test_all_of_it_is_wrong(bench: Bench) -> None:
    """Nothing could go ahead, so there is nothing to hold."""
    (job,) = bench.finish(bench.upload(bench.local / "nothing.txt", hold=True), State.FAILED)
    assert not job.held


@_POSIX
def test_a_restart_keeps_it_held(bench: Bench) -> None:
    ids = bench.upload(*messy(bench), bench.local / "nothing.txt", hold=True)
    assert bench.queue.wait(ids, 60)
    bench.queue.decide(ids[0], Decision.RENAME, item_id=bench.item(ids[0], "no,w.txt").id)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 2)
    suggestion = bench.item(ids[0], "what,?/").question
    quit_and_start(bench)
    assert bench.queue.wait(ids, 60)
    assert [bench.job(job_id).held for job_id in ids] == [True] * 3
    assert [bench.job(job_id).state for job_id in ids] == [State.DECIDING] * 3
    assert bench.job(ids[0]).files_deciding == 2
    assert bench.item(ids[0], "what,?/").question == suggestion
    bench.queue.pause(ids[:2])
    bench.until(lambda: bench.job(ids[0]).state is State.PAUSED)
    quit_and_start(bench)
    bench.queue.resume(ids[:2])
    assert bench.queue.wait(ids, 60)
    assert [bench.job(job_id).state for job_id in ids] == [State.DECIDING] * 3
    assert requests(bench) == {}
    bench.queue.decide(ids[0], Decision.RENAME)
    bench.until(lambda: bench.job(ids[0]).files_deciding == 0)
    bench.queue.proceed(ids)
    bench.finish(ids[:2])
    assert bench.job(ids[2]).state is State.FAILED
    assert len([name for name in bench.remote_names() if name.endswith(".txt")]) == 7
    quit_and_start(bench)
    assert [job.state for job in bench.queue.jobs()] == [State.FAILED]
    (bench.local / "nothing.txt").write_text("now")
    bench.queue.retry(ids[2:])
    bench.finish(ids[2:])


@_POSIX
def test_cancelling_what_is_held(bench: Bench) -> None:
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    bench.queue.cancel(ids[:1])
    bench.until(lambda: bench.job(ids[0]).state is State.CANCELLED)
    # What is left of the drop is clean; but somebody was asked, and has not answered yet.
    assert bench.job(ids[1]).held
    assert requests(bench) == {}
    bench.queue.proceed(ids[1:])
    bench.finish(ids[1:])
    assert bench.job(ids[0]).state is State.CANCELLED
    assert bench.remote_names() == ["clean.txt"]
    ids = bench.upload(*messy(bench), hold=True)
    assert bench.queue.wait(ids, 60)
    bench.server.reset_counters()
    bench.queue.cancel(ids)
    bench.until(lambda: {bench.job(job_id).state for job_id in ids} == {State.CANCELLED})
    assert bench.server.calls("^blob") == 0
