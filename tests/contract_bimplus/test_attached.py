"""Files of issues and objects, and new versions of files wherever they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.clouds.bimplus.forms import form_type
from bimexplorer.errors import AccessDenied, Conflict, NameExists, NotFound, Offline, Unsupported
from bimexplorer.model import Capability, Entry, JobState
from tests.contract.parts import all_children, begun, noise, put, send, spans
from tests.contract_bimplus.conftest import Lab
from tests.contract_bimplus.parts import attachment_id, content, final, form, node, wire

OFFICE = "Bürogebäude Hafenkontor"
PART = 50_000
NAME = "contract photo.jpg"


def office(lab: Lab, cloud: Cloud, *names: str) -> Entry:
    return cloud.entry_at((lab.team, OFFICE, *names))


def in_depth(cloud: Cloud, folder: Entry, kind: str) -> Entry:
    """The first place of a kind below another."""
    waiting = [folder]
    while waiting:
        found = [entry for entry in all_children(cloud, waiting.pop(0)) if entry.is_folder]
        wanted = [entry for entry in found if entry.id.startswith(f"{kind}:")]
        if wanted:
            return wanted[-1]
        waiting += found
    raise AssertionError(kind)


@pytest.fixture(params=["issue", "object"])
def place(request: pytest.FixtureRequest, lab: Lab, cloud: Cloud) -> Iterator[Entry]:
    """An issue or an object of the office, without the files that a test puts there."""
    kind: str = request.param
    found = in_depth(cloud, office(lab, cloud, "Issues" if kind == "issue" else "Topology"), kind)
    yield found
    for file in files(cloud, found):
        if file.name.startswith("contract "):
            lab.action("delete-attachment", id=attachment_id(file))


def files(cloud: Cloud, place: Entry) -> list[Entry]:
    return [entry for entry in all_children(cloud, place) if not entry.is_folder]


def named(cloud: Cloud, place: Entry, name: str = NAME) -> Entry:
    (found,) = (file for file in files(cloud, place) if file.name == name)
    return found


def added(
    cloud: Cloud, place: Entry, data: bytes, on_existing: OnExisting = OnExisting.FAIL, name: str = NAME
) -> Entry:
    batch, upload = begun(cloud, place, name, data, on_existing)
    upload = send(cloud, upload, data, spans(len(data), PART))
    receipt = cloud.uploads.finish(upload)
    assert cloud.uploads.finish_batch(batch, on_existing) == (receipt,)
    return cloud.entry(receipt.entry_id)


def attached(lab: Lab, cloud: Cloud, object_id: str, data: bytes) -> None:
    """As another client does it, which looks for nothing."""
    part = form(NAME, data, "image/jpeg")
    wire(cloud).send_file_of(lab.team, object_id, form_type(part), part)


# ------------------------------------------------------------------------------------------- issues, objects


@pytest.mark.parametrize("size", [0, 1000, 2 * PART + 1])
def test_a_file_is_attached(lab: Lab, cloud: Cloud, place: Entry, size: int) -> None:
    before = files(cloud, place)
    data = noise(size, 1)
    lab.server.reset_counters()
    made = added(cloud, place, data)
    assert lab.server.calls(r"bimplus (POST|PUT) \S*/objects/[^/]+/attachments") == max(1, -(-size // PART))
    assert (made.name, made.place, made.size) == (NAME, place.id, size)
    assert made.path == (*place.path, NAME)
    assert cloud.entry(made.id) == made
    assert {file.id for file in files(cloud, place)} == {made.id, *(file.id for file in before)}
    assert content(cloud, made) == data
    # It belongs there, and to no folder of the documents; all attachments of the project have it too.
    documents = office(lab, cloud, "Documents")
    everything = office(lab, cloud, "All attachments")
    with pytest.raises(NotFound):
        cloud.entry(f"{documents.id}::{attachment_id(made)}")
    there = cloud.entry(f"{everything.id}::{attachment_id(made)}")
    assert (there.name, there.place) == (NAME, everything.id)
    cloud.delete(made)
    assert files(cloud, place) == before
    for gone in (made, there):
        with pytest.raises(NotFound):
            cloud.entry(gone.id)


@pytest.mark.parametrize("size", [1000, 2 * PART])
def test_a_taken_name_becomes_a_version(lab: Lab, cloud: Cloud, place: Entry, size: int) -> None:
    first = added(cloud, place, noise(size, 1))
    with pytest.raises(NameExists):
        added(cloud, place, noise(size, 2))
    second = added(cloud, place, noise(size, 2), OnExisting.NEW_VERSION)
    assert second.id == first.id
    assert content(cloud, named(cloud, place)) == noise(size, 2)
    third = added(cloud, place, b"third", OnExisting.NEW_VERSION, NAME.upper())
    assert third.id == first.id
    found = cloud.versions(third)
    assert [version.number for version in found] == [3, 2, 1]
    assert content(cloud, found[2].entry) == noise(size, 1)
    assert {version.entry.place for version in found} == {place.id}
    assert cloud.entry(found[1].entry.id) == found[1].entry
    assert dict(cloud.share(third).details)["release"] == "true"


def test_the_same_name_in_the_documents_does_not_matter(lab: Lab, cloud: Cloud, place: Entry) -> None:
    folder = cloud.create_folder(office(lab, cloud, "Documents"), f"contract {place.type}")
    put(cloud, folder, NAME, b"document")
    made = added(cloud, place, b"attached")
    assert added(cloud, place, b"attached 2", OnExisting.NEW_VERSION).id == made.id
    document = cloud.entry_at((*folder.path, NAME))
    assert content(cloud, document) == b"document"
    assert [version.number for version in cloud.versions(document)] == [1]
    assert final(cloud, cloud.delete_trees((folder,))).state is JobState.DONE
    assert content(cloud, made) == b"attached 2"


def test_a_lost_answer(lab: Lab, cloud: Cloud, place: Entry) -> None:
    for method, data in (("POST", b"small"), ("PUT", noise(2 * PART))):
        _, upload = begun(cloud, place, NAME, data)
        *before, last = spans(len(data), PART)
        upload = send(cloud, upload, data, before)
        lab.fault(path="objects", method=method, lose_answer=True)
        with pytest.raises(Offline):
            send(cloud, upload, data, [last])
        # Also in another run, that does not know what was sent.
        later = lab.open()
        later.uploads.finish(send(later, upload, data, [last]))
        assert content(cloud, named(cloud, place)) == data
        cloud.delete(named(cloud, place))


def test_of_two_of_a_name_one_has_to_be_named(lab: Lab, cloud: Cloud, place: Entry) -> None:
    for text in (b"one", b"two"):
        attached(lab, cloud, node(place), text)
    twins = [file for file in files(cloud, place) if file.name.startswith("contract photo~")]
    assert len(twins) == 2
    with pytest.raises(NameExists):
        added(cloud, place, b"x")
    with pytest.raises(Conflict) as caught:
        added(cloud, place, b"x", OnExisting.NEW_VERSION)
    assert all(twin.name in caught.value.sentence for twin in twins)
    assert added(cloud, place, b"mine", OnExisting.NEW_VERSION, twins[0].name).id == twins[0].id
    assert content(cloud, cloud.entry(twins[0].id)) == b"mine"
    assert cloud.entry(twins[1].id) == twins[1]


def test_what_lies_in_a_folder_too_is_not_deleted(lab: Lab, cloud: Cloud, place: Entry) -> None:
    made = added(cloud, place, b"x")
    folder = cloud.create_folder(office(lab, cloud, "Documents"), f"contract {place.type}")
    wire(cloud).assign(lab.team, node(folder), attachment_id(made))
    with pytest.raises(Conflict) as caught:
        cloud.delete(made)
    assert "Take it out of there first" in caught.value.sentence
    assert named(cloud, place) == made
    cloud.delete(cloud.entry(f"{folder.id}:{attachment_id(made)}"))
    job = final(cloud, cloud.delete_trees((made, folder)))
    assert job.state is JobState.DONE
    assert NAME not in [file.name for file in files(cloud, place)]
    with pytest.raises(NotFound):
        cloud.delete(made)


def test_what_may_be_done_there(lab: Lab, cloud: Cloud, place: Entry) -> None:
    made = added(cloud, place, b"x")
    assert Capability.UPLOAD not in cloud.missing(place)
    assert {Capability.CREATE_FOLDER, Capability.DELETE, Capability.MOVE} <= set(cloud.missing(place))
    asked = {Capability.DELETE, Capability.ADD_VERSION, Capability.SHARE, Capability.VERSIONS}
    assert not asked & set(cloud.missing(made))
    # A file is at home there: it can neither be moved away nor others be moved to it.
    documents = office(lab, cloud, "Documents")
    put(cloud, documents, "contract top.txt", b"y")
    top = cloud.entry_at((*documents.path, "contract top.txt"))
    attempts: list[Callable[[], object]] = [
        lambda: cloud.move(made, documents),
        lambda: cloud.move(top, place),
        lambda: cloud.create_folder(place, "x"),
    ]
    for attempt in attempts:
        with pytest.raises(Unsupported):
            attempt()
    cloud.delete(top)
    assert named(cloud, place) == made
    lab.action("set-role", project=OFFICE, user=lab.user(1)["username"], role="viewer")
    try:
        other = lab.open(user=1)
        assert Capability.UPLOAD in other.missing(other.entry(place.id))
        assert asked - set(other.missing(other.entry(made.id))) == {Capability.VERSIONS}
        with pytest.raises(AccessDenied):
            added(other, place, b"x", name="contract other.jpg")
    finally:
        lab.action("set-role", project=OFFICE, user=lab.user(1)["username"], role="editor")


def test_an_issue_that_is_gone(cloud: Cloud, place: Entry) -> None:
    gone = replace(place, id=place.id.replace(node(place), node(place)[::-1]))
    with pytest.raises(NotFound):
        begun(cloud, gone, NAME, b"x")


# ------------------------------------------------------------------------------------------- everywhere else


@pytest.fixture(params=["all", "structure", "model"])
def shown_only(request: pytest.FixtureRequest, lab: Lab, cloud: Cloud) -> Iterator[tuple[Entry, Entry]]:
    """A place that takes no new files, and a file that is shown there."""
    documents = files(cloud, office(lab, cloud, "All attachments"))
    if request.param == "all":
        where = office(lab, cloud, "All attachments")
        yield where, documents[0]
    elif request.param == "structure":
        where = in_depth(cloud, office(lab, cloud, "Structures"), "structure")
        wire(cloud).assign(lab.team, node(where), attachment_id(documents[0]))
        yield where, cloud.entry(f"{where.id}:{attachment_id(documents[0])}")
        wire(cloud).unassign(lab.team, node(where), attachment_id(documents[0]))
    else:
        where = in_depth(cloud, office(lab, cloud, "Models"), "model")
        attached(lab, cloud, dict(where.details)["topologyId"], b"of the whole model")
        yield where, named(cloud, where)
        lab.action("delete-attachment", id=attachment_id(named(cloud, where)))


def test_what_is_only_shown_there_gets_new_versions(
    lab: Lab, cloud: Cloud, shown_only: tuple[Entry, Entry]
) -> None:
    where, file = shown_only
    numbers = [version.number for version in cloud.versions(file)]
    assert Capability.ADD_VERSION not in cloud.missing(file)
    assert Capability.UPLOAD in cloud.missing(where)
    made = added(cloud, where, b"newer", OnExisting.NEW_VERSION, file.name)
    assert made.id == file.id
    assert content(cloud, made) == b"newer"
    newest, *older = cloud.versions(file)
    assert [version.number for version in older] == numbers
    cloud.delete(newest.entry)
    assert cloud.entry(file.id) == file
    for on_existing, name in (
        (OnExisting.NEW_VERSION, "contract nothing.txt"),
        (OnExisting.FAIL, file.name),
    ):
        with pytest.raises(Unsupported):
            added(cloud, where, b"x", on_existing, name)
    if not where.id.startswith("all:"):
        # Where it is only shown, it is not deleted.
        with pytest.raises(Unsupported):
            cloud.delete(file)
