"""Making, renaming, moving and deleting; jobs; the change feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AccessDenied, Conflict, NameExists, NotEmpty, NotFound, Unsupported
from bimexplorer.model import Capability, Entry, Job, JobState, Kind
from tests.contract.lab import SLOW, Lab
from tests.contract.labs import one_generation
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


def both(cloud: Cloud, folder: Entry, capability: Capability) -> list[Entry]:
    """A new folder with a file in it, and a new file: those of them with which this can be done.

    That it cannot be done with the others is looked at in `test_missing`.
    """
    sub = cloud.create_folder(folder, "sub")
    file_in(cloud, sub, "inner.txt")
    able = [one for one in (sub, file_in(cloud, folder)) if capability not in cloud.missing(one)]
    assert able, "with neither"
    return able


def inside(cloud: Cloud, entry: Entry) -> list[str]:
    return [one.name for one in all_children(cloud, entry)] if entry.is_folder else []


def test_a_new_folder(cloud: Cloud, folder: Entry) -> None:
    made = cloud.create_folder(folder, "Pläne & Größe 京都")
    assert made.kind is Kind.FOLDER
    assert made.path == (*folder.path, "Pläne & Größe 京都")
    assert made.place == folder.id
    assert all_children(cloud, folder) == [made]
    assert cloud.entry_at(made.path) == made


def test_names_are_composed(cloud: Cloud, folder: Entry) -> None:
    assert cloud.create_folder(folder, "Pla\u0308ne").name == "Pläne"
    assert cloud.entry_at((*folder.path, "Pla\u0308ne")).name == "Pläne"


def test_a_folder_that_is_there_already(cloud: Cloud, folder: Entry) -> None:
    cloud.create_folder(folder, "Plans")
    for name in ("Plans", "plans"):
        with pytest.raises(NameExists):
            cloud.create_folder(folder, name)
    assert len(all_children(cloud, folder)) == 1


def test_a_folder_in_one_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    cloud.delete(folder)
    with pytest.raises(NotFound):
        cloud.create_folder(folder, "sub")


def test_what_can_be_renamed_is(cloud: Cloud, folder: Entry) -> None:
    for entry in both(cloud, folder, Capability.RENAME):
        held = inside(cloud, entry)
        renamed = cloud.rename(entry, f"Größe {entry.name}")
        assert renamed.path == (*folder.path, f"Größe {entry.name}")
        assert (renamed.id, renamed.size, renamed.place) == (entry.id, entry.size, folder.id)
        assert renamed in all_children(cloud, folder)
        assert inside(cloud, renamed) == held
        upper = cloud.rename(renamed, renamed.name.upper())
        assert upper.name == renamed.name.upper()
        with pytest.raises(NotFound):
            cloud.entry_at(entry.path)


def test_a_name_that_is_taken(cloud: Cloud, folder: Entry) -> None:
    for number, entry in enumerate(both(cloud, folder, Capability.RENAME)):
        taken = f"taken {number}"
        if entry.is_folder:
            cloud.create_folder(folder, taken)
        else:
            file_in(cloud, folder, taken)
        before = all_children(cloud, folder)
        with pytest.raises(NameExists):
            cloud.rename(entry, taken)
        assert all_children(cloud, folder) == before


def test_what_can_be_moved_is(cloud: Cloud, folder: Entry) -> None:
    target = cloud.create_folder(folder, "target")
    for entry in both(cloud, folder, Capability.MOVE):
        held = inside(cloud, entry)
        moved = cloud.move(entry, target)
        assert (moved.path, moved.place, moved.size) == ((*target.path, entry.name), target.id, entry.size)
        assert moved in all_children(cloud, target)
        assert cloud.entry(moved.id) == moved
        assert inside(cloud, moved) == held
        assert entry.name not in [one.name for one in all_children(cloud, folder)]
        back = cloud.move(moved, folder)
        assert (back.id, back.path) == (entry.id, entry.path)


def test_nothing_is_moved_over_another(cloud: Cloud, folder: Entry) -> None:
    target = cloud.create_folder(folder, "target")
    for entry in both(cloud, folder, Capability.MOVE):
        there = (
            cloud.create_folder(target, entry.name) if entry.is_folder else file_in(cloud, target, entry.name)
        )
        with pytest.raises(NameExists):
            cloud.move(entry, target)
        assert there in all_children(cloud, target)
        assert entry in all_children(cloud, folder)


def test_nothing_is_moved_into_a_file_or_into_itself(cloud: Cloud, folder: Entry) -> None:
    file = file_in(cloud, folder, "target.pdf")
    for entry in both(cloud, folder, Capability.MOVE):
        with pytest.raises(Unsupported):
            cloud.move(entry, file)
        if entry.is_folder:
            for inner in (entry, cloud.create_folder(entry, "inner")):
                with pytest.raises(Conflict):
                    cloud.move(entry, inner)
        assert entry in all_children(cloud, folder)


# ------------------------------------------------------------------------------------------- deleting


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
    empty = cloud.create_folder(folder, "empty")
    cloud.delete(empty)
    assert all_children(cloud, folder) == [sub]
    with pytest.raises(NotFound):
        cloud.delete(empty)


def test_trees_are_deleted_by_a_job(cloud: Cloud, folder: Entry) -> None:
    subs = [cloud.create_folder(folder, f"sub {number}") for number in range(3)]
    for sub in subs:
        file_in(cloud, cloud.create_folder(sub, "deeper"))
    alone, keep = file_in(cloud, folder, "alone.txt"), file_in(cloud, folder, "keep.txt")
    job = cloud.delete_trees((*subs, alone))
    assert job.state in (JobState.RUNNING, JobState.DONE)
    done = final(cloud, job)
    assert (done.state, done.fraction, done.message) == (JobState.DONE, 1.0, "")
    assert all_children(cloud, folder) == [keep]


def test_a_job_that_the_server_forgot_is_done(cloud: Cloud) -> None:
    forgotten = Job(id="00000000-0000-4000-8000-000000000000", state=JobState.RUNNING, fraction=None)
    assert cloud.job(forgotten).state is JobState.DONE
    assert cloud.abort(forgotten) is False


@one_generation
def test_a_job_is_aborted(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(**SLOW)
    cloud = lab.open()
    folder = cloud.create_folder(lab.home(cloud), "to be deleted")
    for number in range(40):
        lab.write(folder, f"{number:03}.txt", size=1)
    lab.slow_deleting()
    job = cloud.delete_trees((folder,))
    assert job.abortable
    running = wait_until(lambda: (now := cloud.job(job)).fraction and now)
    assert running.state is JobState.RUNNING
    assert 0 < running.fraction < 1
    assert running.phase
    assert cloud.abort(job) is True
    assert final(cloud, job).state is JobState.ABORTED
    assert cloud.abort(job) is False
    assert 0 < len(all_children(cloud, folder)) < 40


def test_a_job_that_fails_says_why(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    tree = cloud.create_folder(folder, "tree")
    for number in range(4):
        file_in(cloud, cloud.create_folder(tree, f"{number}"))
    lab.failing_deleting()
    failed = final(cloud, cloud.delete_trees((tree,)))
    assert failed.state is JobState.FAILED
    assert failed.message
    assert cloud.entry(tree.id) == tree


# ------------------------------------------------------------------------------------------- changes


def test_what_others_do_to_files_is_told(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    if Capability.FOLLOW in cloud.missing(folder):
        with pytest.raises(Unsupported):
            cloud.changes(folder, 0)
        return
    first = lab.write(folder, "first.txt", text="1")
    start = wait_until(lambda: (now := cloud.changes(folder, 0)).created and now)
    assert [change.path for change in start.created] == [(*folder.path, "first.txt")]
    lab.write(folder, "second.txt", text="2")
    lab.rewrite(first, text="longer")
    seen = wait_until(lambda: (now := cloud.changes(folder, start.revision)).created and now.updated and now)
    assert [change.path[-1] for change in seen.created] == ["second.txt"]
    assert [change.path[-1] for change in seen.updated] == ["first.txt"]
    assert seen.revision > start.revision
    lab.remove(first)
    gone = wait_until(lambda: (now := cloud.changes(folder, seen.revision)).deleted and now)
    assert [change.path for change in gone.deleted] == [(*folder.path, "first.txt")]


# ------------------------------------------------------------------------------------------- rights


def test_somebody_without_the_right_changes_nothing(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    target = cloud.create_folder(folder, "target")
    entries = [*both(cloud, folder, Capability.DELETE), target]
    before = all_children(cloud, folder)
    reader = lab.open_reader()
    seen = all_children(reader, reader.entry_at(folder.path))
    assert [entry.id for entry in seen] == [entry.id for entry in before]
    attempts = [
        lambda: reader.create_folder(folder, "mine"),
        lambda: put(reader, folder, "mine.txt", b"x"),
        *(lambda entry=entry: reader.delete(entry) for entry in entries if not inside(cloud, entry)),
        *(lambda entry=entry: reader.delete_trees((entry,)) for entry in entries),
        *(
            lambda entry=entry: reader.rename(entry, "mine")
            for entry in entries
            if Capability.RENAME not in cloud.missing(entry)
        ),
        *(
            lambda entry=entry: reader.move(entry, target)
            for entry in entries
            if Capability.MOVE not in cloud.missing(entry) and entry is not target
        ),
    ]
    for attempt in attempts:
        with pytest.raises(AccessDenied) as caught:
            attempt()
        assert "no right" in caught.value.sentence
    assert all_children(cloud, folder) == before
