"""Making, renaming, moving and deleting; jobs; the change feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import (
    AccessDenied,
    InvalidName,
    NameExists,
    NotEmpty,
    NotFound,
    RevisionObsolete,
    Unsupported,
)
from bimexplorer.model import Entry, Job, JobState, Kind
from tests.contract.conftest import Lab
from tests.contract.parts import all_children, put
from tests.standin import wait_until


def final(cloud: Cloud, job: Job) -> Job:
    def finished() -> Job | None:
        now = cloud.job(job)
        return now if now.state is not JobState.RUNNING else None

    outcome = wait_until(finished)
    assert isinstance(outcome, Job)
    return outcome


def file_in(cloud: Cloud, folder: Entry, name: str = "plan.pdf") -> Entry:
    put(cloud, folder, name, b"content of " + name.encode())
    return cloud.entry_at((*folder.path, name))


def test_a_new_folder(cloud: Cloud, folder: Entry) -> None:
    made = cloud.create_folder(folder, "Pläne & Größe 京都")
    assert made.kind is Kind.FOLDER
    assert made.path == (*folder.path, "Pläne & Größe 京都")
    assert made.place == folder.id
    assert all_children(cloud, folder) == [made]


def test_names_are_composed(cloud: Cloud, folder: Entry) -> None:
    assert cloud.create_folder(folder, "Pla\u0308ne").name == "Pläne"


def test_a_folder_that_is_there_already(cloud: Cloud, folder: Entry) -> None:
    cloud.create_folder(folder, "Plans")
    for name in ("Plans", "plans"):
        with pytest.raises(NameExists):
            cloud.create_folder(folder, name)


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "..", "a\nb", "what?", "x" * 300])
def test_names_are_checked_before_anything_is_sent(lab: Lab, cloud: Cloud, folder: Entry, name: str) -> None:
    file = file_in(cloud, folder)
    lab.server.reset_counters()
    assert cloud.check_name(name)
    for attempt in (lambda: cloud.create_folder(folder, name), lambda: cloud.rename(file, name)):
        with pytest.raises(InvalidName) as caught:
            attempt()
        assert caught.value.sentence == cloud.check_name(name)
    assert lab.server.counters() == {}


def test_a_file_is_renamed(cloud: Cloud, folder: Entry) -> None:
    file = file_in(cloud, folder)
    renamed = cloud.rename(file, "Grundriss.pdf")
    assert (renamed.id, renamed.name, renamed.size) == (file.id, "Grundriss.pdf", file.size)
    assert all_children(cloud, folder) == [renamed]


def test_only_the_case_of_a_name_is_changed(cloud: Cloud, folder: Entry) -> None:
    assert cloud.rename(file_in(cloud, folder, "plan.pdf"), "Plan.PDF").name == "Plan.PDF"


def test_a_name_that_is_taken(cloud: Cloud, folder: Entry) -> None:
    file, other = file_in(cloud, folder, "a.pdf"), file_in(cloud, folder, "b.pdf")
    with pytest.raises(NameExists):
        cloud.rename(file, "b.pdf")
    assert all_children(cloud, folder) == [file, other]


def test_folders_are_neither_renamed_nor_moved(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    with pytest.raises(Unsupported):
        cloud.rename(sub, "other")
    with pytest.raises(Unsupported):
        cloud.move(sub, cloud.root())
    assert all_children(cloud, folder) == [sub]


def test_a_file_is_moved(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    file = file_in(cloud, folder)
    moved = cloud.move(file, sub)
    assert moved.path == (*sub.path, file.name)
    assert moved.place == sub.id
    assert all_children(cloud, sub) == [moved]


def test_a_file_is_not_moved_over_another(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    there = file_in(cloud, sub)
    with pytest.raises(NameExists):
        cloud.move(file_in(cloud, folder), sub)
    assert all_children(cloud, sub) == [there]


def test_a_file_is_not_moved_into_a_file(cloud: Cloud, folder: Entry) -> None:
    file, other = file_in(cloud, folder, "a.pdf"), file_in(cloud, folder, "b.pdf")
    with pytest.raises(Unsupported):
        cloud.move(file, other)


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_that_wants_put_is_remembered(lab: Lab, cloud: Cloud, folder: Entry, status: int) -> None:
    sub = cloud.create_folder(folder, "sub")
    file = file_in(cloud, folder)
    lab.server.fault(method="POST", path="update-blob-parent", status=status, times=None)
    assert cloud.move(file, sub).place == sub.id
    assert cloud.move(file, folder).place == folder.id
    assert lab.server.calls("POST .*update-blob-parent") == 1
    assert lab.server.calls("PUT .*update-blob-parent") == 2


def test_a_file_is_deleted(cloud: Cloud, folder: Entry) -> None:
    file = file_in(cloud, folder)
    cloud.delete(file)
    assert all_children(cloud, folder) == []
    with pytest.raises(NotFound):
        cloud.delete(file)


def test_an_empty_folder_is_deleted_and_a_full_one_is_not(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    file_in(cloud, sub)
    with pytest.raises(NotEmpty) as caught:
        cloud.delete(sub)
    assert "sub" in caught.value.sentence
    cloud.delete(cloud.create_folder(folder, "empty"))
    assert all_children(cloud, folder) == [sub]


def test_the_top_is_never_deleted(lab: Lab, cloud: Cloud) -> None:
    root = cloud.root()
    lab.server.reset_counters()
    with pytest.raises(Unsupported):
        cloud.delete(root)
    with pytest.raises(Unsupported):
        cloud.delete_trees((root,))
    with pytest.raises(NotFound):
        cloud.delete_trees(())
    assert lab.server.counters() == {}


def test_trees_are_deleted_by_a_job(cloud: Cloud, folder: Entry) -> None:
    subs = [cloud.create_folder(folder, f"sub {number}") for number in range(3)]
    for sub in subs:
        file_in(cloud, cloud.create_folder(sub, "deeper"))
    keep = file_in(cloud, folder, "keep.txt")
    job = cloud.delete_trees(tuple(subs))
    assert job.state in (JobState.RUNNING, JobState.DONE)
    done = final(cloud, job)
    assert (done.state, done.fraction) == (JobState.DONE, 1.0)
    assert all_children(cloud, folder) == [keep]


def test_a_job_that_the_server_forgot_is_done(cloud: Cloud) -> None:
    forgotten = Job(id="00000000-0000-4000-8000-000000000000", state=JobState.RUNNING, fraction=None)
    assert cloud.job(forgotten).state is JobState.DONE
    assert cloud.abort(forgotten) is False


def test_a_job_is_aborted(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(job_step=0.1)
    cloud = lab.open()
    folder = cloud.create_folder(cloud.root(), "to be deleted")
    for number in range(40):
        lab.server.action("write-file", path=f"/to be deleted/{number:03}.txt", size=1)
    job = cloud.delete_trees((folder,))
    assert job.abortable
    running = wait_until(lambda: (now := cloud.job(job)).fraction and now)
    assert running.state is JobState.RUNNING
    assert 0 < running.fraction < 1
    assert running.phase == "removingElements"
    assert cloud.abort(job) is True
    assert final(cloud, job).state is JobState.ABORTED
    assert cloud.abort(job) is False
    assert 0 < len(all_children(cloud, folder)) < 40


def test_a_job_that_fails_says_why(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    for number in range(8):
        cloud.create_folder(folder, f"{number}")
    lab.server.action("fail-jobs", count=1)
    failed = final(cloud, cloud.delete_trees((folder,)))
    assert failed.state is JobState.FAILED
    assert failed.message


# ------------------------------------------------------------------------------------------- changes


def test_what_others_do_to_files_is_told(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    top = "/".join(folder.path)
    lab.server.action("write-file", path=f"/{top}/first.txt", text="1")
    start = wait_until(lambda: (now := cloud.changes(folder, 0)).created and now)
    assert [change.path for change in start.created] == [(*folder.path, "first.txt")]
    lab.server.action("write-file", path=f"/{top}/second.txt", text="2")
    lab.server.action("write-file", path=f"/{top}/first.txt", text="longer")
    seen = wait_until(lambda: (now := cloud.changes(folder, start.revision)).created and now.updated and now)
    assert [change.path[-1] for change in seen.created] == ["second.txt"]
    assert [change.path[-1] for change in seen.updated] == ["first.txt"]
    assert seen.revision > start.revision
    lab.server.action("delete-file", path=f"/{top}/first.txt")
    gone = wait_until(lambda: (now := cloud.changes(folder, seen.revision)).deleted and now)
    assert [change.path for change in gone.deleted] == [(*folder.path, "first.txt")]


def test_a_replaced_database_is_told(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(feed_delay=0)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    before = cloud.changes(folder, 0)
    lab.server.action("obsolete-revisions")
    with pytest.raises(RevisionObsolete):
        cloud.changes(folder, before.revision)
    after = cloud.changes(folder, 0)
    assert {change.id for change in after.created} == {change.id for change in before.created}


# ------------------------------------------------------------------------------------------- rights


def test_what_a_user_may_not_see_or_change(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    file = file_in(cloud, folder)
    contracts = cloud.entry_at(("Contracts",))
    other = lab.open(user=1)
    with pytest.raises(NotFound):
        other.entry_at(("Contracts",))
    with pytest.raises(NotFound):
        other.children(contracts)
    for attempt in (
        lambda: other.create_folder(folder, "mine"),
        lambda: other.rename(file, "mine.pdf"),
        lambda: other.move(file, other.entry_at(("Exchange",))),
        lambda: other.delete(file),
        lambda: other.delete_trees((folder,)),
        lambda: put(other, folder, "mine.txt", b"x"),
    ):
        with pytest.raises(AccessDenied) as caught:
            attempt()
        assert "no right" in caught.value.sentence
    assert all_children(cloud, folder) == [file]


def test_what_a_user_may_change(lab: Lab) -> None:
    other = lab.open(user=1)
    exchange = other.entry_at(("Exchange",))
    mine = other.create_folder(exchange, "mine")
    file_in(other, mine)
    assert final(other, other.delete_trees((mine,))).state is JobState.DONE
