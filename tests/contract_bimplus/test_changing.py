"""Making, renaming, moving and deleting; and what is never deleted."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus import api as api_module
from bimexplorer.clouds.bimplus import rights, tree
from bimexplorer.errors import (
    AccessDenied,
    Conflict,
    NameExists,
    NotFound,
    Unsupported,
)
from bimexplorer.model import Capability, Entry, JobState
from tests.contract.parts import all_children, put
from tests.contract_bimplus.conftest import FORBIDDEN, PROJECT, Lab
from tests.contract_bimplus.parts import final, wire
from tests.standin import wait_until


def file_in(cloud: Cloud, folder: Entry, name: str = "plan.pdf") -> Entry:
    put(cloud, folder, name, b"content of " + name.encode())
    return cloud.entry_at((*folder.path, name))


def ids(entry: Entry) -> tuple[str, str]:
    """The project's and the attachment's or folder's id."""
    return entry.id.split(":")[2], entry.id.rsplit(":", 1)[1]


def assigned(lab: Lab, cloud: Cloud, file: Entry, folder: Entry) -> Entry:
    """The same attachment in another folder too, as another client does it."""
    wire(cloud).assign(lab.team, ids(folder)[1], ids(file)[1])
    return cloud.entry(f"{folder.id}:{ids(file)[1]}")


def test_a_folder_with_a_slash_in_its_name(cloud: Cloud, folder: Entry) -> None:
    made = cloud.create_folder(folder, "Pläne / 京都")
    assert made.path == (*folder.path, "Pläne / 京都")
    assert cloud.entry_at(made.path) == made
    with pytest.raises(NameExists):
        cloud.create_folder(folder, made.name)


def test_a_file_without_a_name_is_found_by_the_one_that_is_shown(
    lab: Lab, cloud: Cloud, documents: Entry, folder: Entry
) -> None:
    written = lab.write(folder, "", text="content")
    (shown,) = all_children(cloud, folder)
    assert shown.id == written.id
    assert cloud.entry_at(shown.path) == shown
    assert cloud.entry(shown.id) == shown
    top = cloud.move(shown, documents)
    assert top.name == shown.name
    cloud.delete(top)


def test_a_folder_is_moved_to_the_top(cloud: Cloud, documents: Entry, folder: Entry) -> None:
    sub = cloud.create_folder(folder, f"up {folder.name}")
    moved = cloud.move(sub, documents)
    assert moved.place == documents.id
    assert moved in all_children(cloud, documents)
    cloud.delete(moved)


def test_a_file_is_moved(lab: Lab, cloud: Cloud, documents: Entry, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    file = file_in(cloud, folder, f"{folder.name}.pdf")
    moved = cloud.move(file, sub)
    assert (moved.path, moved.place, moved.size) == ((*sub.path, file.name), sub.id, file.size)
    assert all_children(cloud, folder) == [sub]
    with pytest.raises(NotFound):
        cloud.entry(file.id)
    top = cloud.move(moved, documents)
    assert top in all_children(cloud, documents)
    assert all_children(cloud, sub) == []
    back = cloud.move(top, sub)
    assert ids(back) == ids(file)
    assert cloud.move(back, sub) == back
    assert top not in all_children(cloud, documents)


def test_nothing_is_moved_into_another_project_or_a_file(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    file, other = file_in(cloud, folder, "a.pdf"), file_in(cloud, folder, "b.pdf")
    elsewhere = cloud.entry_at((lab.team, "Riverside School", "Documents"))
    for target in (elsewhere, other):
        with pytest.raises(Unsupported):
            cloud.move(file, target)


def test_what_somebody_moved_meanwhile_is_not_moved_out_of_its_old_place(
    lab: Lab, cloud: Cloud, documents: Entry, folder: Entry
) -> None:
    """It would lie in two folders then."""
    other = lab.open()
    one, two, three = (cloud.create_folder(folder, name) for name in ("one", "two", "three"))
    file, top = file_in(cloud, one), file_in(cloud, documents, f"{folder.name}.pdf")
    moved = [other.move(other.entry(entry.id), two) for entry in (file, top)]
    for entry in (file, top):
        with pytest.raises(NotFound):
            cloud.move(entry, three)
        assert [ids(cloud.move(entry, two))] == [ids(entry)]
    assert [all_children(cloud, place) for place in (one, three)] == [[], []]
    assert {ids(entry) for entry in all_children(cloud, two)} == {ids(entry) for entry in moved}


def test_a_folder_that_somebody_moved_is_renamed_where_it_is(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    other = lab.open()
    one, two = cloud.create_folder(folder, "one"), cloud.create_folder(folder, "two")
    plans = cloud.create_folder(one, "Plans")
    cloud.create_folder(two, "taken")
    other.move(other.entry(plans.id), two)
    with pytest.raises(NameExists):
        cloud.rename(plans, "taken")
    renamed = cloud.rename(plans, "Pläne")
    assert (renamed.id, renamed.path) == (plans.id, (*two.path, "Pläne"))
    assert all_children(cloud, one) == []
    other.delete(other.entry(plans.id))
    with pytest.raises(NotFound):
        cloud.rename(renamed, "gone")


def test_a_slow_answer_does_not_hide_what_came_meanwhile(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """Neither a file that was sent while the structures were on their way, nor a folder that was made."""
    for make in (lambda: file_in(cloud, folder, "plan.pdf"), lambda: cloud.create_folder(folder, "Plans")):
        lab.server.reset_counters()
        lab.fault(method="GET", path="/topology", stall=1.0, after=1)
        listing = threading.Thread(target=all_children, args=(cloud, folder))
        listing.start()
        wait_until(lambda: lab.server.calls("GET .*/topology"))
        made = make()
        assert listing.is_alive()
        listing.join()
        with pytest.raises((NameExists, Conflict)):
            put(cloud, folder, made.name, b"another")
    assert sorted(entry.name for entry in all_children(cloud, folder)) == ["Plans", "plan.pdf"]


def test_a_right_that_is_given_meanwhile(lab: Lab, folder: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be done is done at once; what can be done is known after the next look at the folder."""
    reader = lab.open_reader()
    here = reader.entry_at(folder.path)
    with pytest.raises(AccessDenied):
        reader.create_folder(here, "not yet")
    lab.set_role("editor")
    monkeypatch.setattr(rights, "_HOLD", 0.0)
    assert Capability.UPLOAD in reader.missing(here)
    assert all_children(reader, here) == []
    assert Capability.UPLOAD not in reader.missing(here)
    lab.set_role("viewer")
    assert all_children(reader, here) == []
    assert Capability.UPLOAD in reader.missing(here)
    lab.set_role("editor")
    assert Capability.UPLOAD in reader.missing(here)
    reader.create_folder(here, "now")


# ------------------------------------------------------------------------------------------- deleting


def test_folders_that_share_a_file_are_deleted_with_it(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    one, two = cloud.create_folder(folder, "one"), cloud.create_folder(folder, "two")
    file = file_in(cloud, one, f"{folder.name}.pdf")
    assigned(lab, cloud, file, two)
    assert final(cloud, cloud.delete_trees((one, two))).state is JobState.DONE
    with pytest.raises(NotFound):
        wire(cloud).attachment(lab.team, ids(file)[1])


def test_what_somebody_takes_out_of_a_tree_while_it_is_deleted_stays(
    lab: Lab, cloud: Cloud, folder: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_FRESH", 0.0)
    monkeypatch.setattr(tree, "_LONGER", 0)
    going, keep = cloud.create_folder(folder, "going"), cloud.create_folder(folder, "keep")
    files = [file_in(cloud, going, f"{folder.name} {n}.txt") for n in range(3)]
    other = lab.open()
    lab.fault(method="DELETE", path="/attachments/", stall=2.0)
    job = cloud.delete_trees((going,))
    first = wait_until(lambda: next((f for f in files if lab.server.calls(f"DELETE .*{ids(f)[1]}")), None))
    second, third = (file for file in files if file != first)
    kept = other.move(other.entry(second.id), keep)
    wire(other).unassign(lab.team, ids(going)[1], ids(third)[1])
    assert cloud.job(job).state is JobState.RUNNING
    assert final(cloud, job).state is JobState.DONE
    assert [ids(entry) for entry in all_children(cloud, keep)] == [ids(kept)]
    assert all_children(cloud, folder) == [keep]
    assert wire(cloud).attachment(lab.team, ids(third)[1])["fileName"] == third.name
    with pytest.raises(NotFound):
        wire(cloud).attachment(lab.team, ids(first)[1])


def test_what_lies_in_another_folder_too_is_only_taken_out(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    file = file_in(cloud, folder)
    there = assigned(lab, cloud, file, sub)
    cloud.delete(file)
    assert all_children(cloud, folder) == [sub]
    assert all_children(cloud, sub) == [there]
    cloud.delete(there)
    assert all_children(cloud, sub) == []


def test_trees_are_deleted_but_for_what_lies_elsewhere(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    whole, keep = cloud.create_folder(folder, "tree"), cloud.create_folder(folder, "keep")
    deep = cloud.create_folder(cloud.create_folder(whole, "deeper"), "deepest")
    inner = [file_in(cloud, deep, f"{number}.txt") for number in range(4)]
    shared = assigned(lab, cloud, inner[0], keep)
    assigned(lab, cloud, inner[1], whole)
    beside = file_in(cloud, folder, "beside.txt")
    alone = file_in(cloud, folder, "alone.txt")
    job = cloud.delete_trees((whole, alone))
    assert job.state in (JobState.RUNNING, JobState.DONE)
    done = final(cloud, job)
    assert (done.state, done.fraction, done.message) == (JobState.DONE, 1.0, "")
    assert all_children(cloud, folder) == [keep, beside]
    assert all_children(cloud, keep) == [shared]
    everything = cloud.entry_at((lab.team, PROJECT, "All attachments"))
    left = {ids(entry)[1] for entry in all_children(cloud, everything)}
    assert ids(shared)[1] in left
    assert not {ids(entry)[1] for entry in (*inner[1:], alone)} & left


def test_attachments_of_issues_and_objects_outlive_the_folder(lab: Lab, cloud: Cloud) -> None:
    office = cloud.entry_at((lab.team, "Bürogebäude Hafenkontor"))
    issues = all_children(cloud, cloud.entry_at((*office.path, "Issues")))
    issue = next(issue for issue in issues if all_children(cloud, issue))
    photo = all_children(cloud, issue)[0]
    tree = cloud.create_folder(cloud.entry_at((*office.path, "Documents")), "to be deleted")
    in_folder = assigned(lab, cloud, photo, tree)
    assert final(cloud, cloud.delete_trees((tree,))).state is JobState.DONE
    assert photo in all_children(cloud, issue)
    tree = cloud.create_folder(cloud.entry_at((*office.path, "Documents")), "to be deleted")
    in_folder = assigned(lab, cloud, photo, tree)
    cloud.delete(in_folder)
    assert photo in all_children(cloud, issue)
    cloud.delete(tree)


def test_a_file_that_may_not_be_deleted_keeps_its_folder(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    tree = cloud.create_folder(folder, "tree")
    file_in(cloud, tree, "theirs.txt")
    lab.action("set-role", project=PROJECT, user=lab.user(1)["username"], role="editor")
    other = lab.open(user=1)
    file_in(other, other.entry_at(tree.path), "mine.txt")
    failed = final(other, other.delete_trees((other.entry_at(tree.path),)))
    assert failed.state is JobState.FAILED
    assert failed.message.startswith("1 file could not be deleted")
    assert [entry.name for entry in all_children(cloud, tree)] == ["theirs.txt"]
    lab.action("set-role", project=PROJECT, user=lab.user(1)["username"], role="viewer")
    with pytest.raises(AccessDenied):
        other.create_folder(folder, "no")
    lab.action("set-role", project=PROJECT, user=lab.user(1)["username"], role=None)


# ------------------------------------------------------------------------------------------- never


@pytest.mark.parametrize(
    "identifier",
    ["", " ", "/", ".", "..", "../projects/x", "a/b", "a?b", "%2e%2e", "a#b", "attachments/", "\n"],
)
def test_no_id_can_shorten_an_address(lab: Lab, cloud: Cloud, identifier: str) -> None:
    api = wire(cloud)
    cloud.root()
    lab.server.reset_counters()
    good = "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"
    for attempt in (
        lambda: api.delete_attachment(lab.team, identifier),
        lambda: api.delete_structure(lab.team, good, identifier),
        lambda: api.unassign(lab.team, good, identifier),
        lambda: api.unassign(lab.team, identifier, good),
        lambda: api.delete_attachment(identifier, good),
        lambda: api.delete_version(lab.team, identifier, 1),
        lambda: api.share(lab.team, identifier),
        lambda: api.versions(lab.team, identifier),
        lambda: api.version_content(lab.team, identifier, 1, {}),
        lambda: api.assign(lab.team, good, identifier),
        lambda: api.update_structure(lab.team, identifier, "x", good),
        # In some addresses a project's id stands for all of its structures.
        lambda: api.delete_structure(lab.team, good, good),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert lab.server.counters() == {}


@pytest.mark.parametrize(
    "pattern",
    [
        "projects/{id}",
        "projects/{id}/attachments",
        "projects/{id}/issues",
        "projects/{id}/structures",
        "objects/{id}/attachments",
        "attachments/{id}/versions",
    ],
)
def test_only_what_is_on_the_list_is_deleted(lab: Lab, cloud: Cloud, pattern: str) -> None:
    api = wire(cloud)
    lab.server.reset_counters()
    with pytest.raises(ValueError, match="Never"):
        api._delete(lab.team, pattern, id="0d2ce2cc", number="1")
    assert lab.server.counters() == {}
    ids = {"id": "x", "member": "y", "number": "1"}
    addresses = [f"DELETE /v2/team/{one.format(**ids)}" for one in api_module._DELETABLE]
    assert len(addresses) == 4
    assert not any(FORBIDDEN.search(address) for address in addresses)


def test_there_is_one_way_to_delete() -> None:
    """No other line of the client sends a DELETE, and none asks to delete a folder with its content."""
    sources = Path(api_module.__file__).parent.glob("*.py")
    texts = {path.name: path.read_text(encoding="utf-8") for path in sources}
    sending = [name for name, text in texts.items() for _ in re.findall(r'"DELETE"', text)]
    assert sending == ["api.py"]
    assert not any("deleteAll" in text or "moveToRecycleBin" in text for text in texts.values())
