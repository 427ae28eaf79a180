"""Versions of attachments, and sharing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.clouds.bimplus.forms import form_type
from bimexplorer.errors import (
    AccessDenied,
    Conflict,
    NotFound,
    Offline,
    RateLimited,
    ServerBusy,
    ServerFailed,
    UnexpectedAnswer,
    Unsupported,
)
from bimexplorer.model import Capability, Entry, JobState, Version
from tests.contract.parts import all_children, put, read_all
from tests.contract_bimplus.conftest import PROJECT, Lab
from tests.contract_bimplus.parts import attachment_id, content, final, form, wire

OFFICE = "Bürogebäude Hafenkontor"
CONTENTS = (b"first", b"the second", b"third!")


@pytest.fixture
def file(cloud: Cloud, folder: Entry) -> Entry:
    """A file of three versions."""
    for data in CONTENTS:
        put(cloud, folder, "plan.txt", data, OnExisting.NEW_VERSION)
    return cloud.entry_at((*folder.path, "plan.txt"))


def numbers(cloud: Cloud, file: Entry) -> list[int]:
    return [version.number for version in cloud.versions(file)]


def numbered(cloud: Cloud, file: Entry, number: int) -> Version:
    return next(version for version in cloud.versions(file) if version.number == number)


def deletions(lab: Lab) -> int:
    return lab.server.calls("bimplus DELETE")


# ------------------------------------------------------------------------------------------- listing


def test_the_versions_of_a_file(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.action("write-version", id=attachment_id(file), text="theirs")
    found = cloud.versions(file)
    assert [version.number for version in found] == [4, 3, 2, 1]
    assert [version.author for version in found] == [lab.user(1)["username"], *["Anna Berger"] * 3]
    assert [version.entry.size for version in found] == [6, *map(len, reversed(CONTENTS))]
    assert len({version.entry.id for version in found} | {file.id}) == 5
    assert len({version.hash for version in found}) == 4
    for version in found:
        assert version.entry.id == f"{file.id}:{version.number}"
        assert (version.entry.name, version.entry.path) == (file.name, file.path)
        assert (version.entry.place, version.entry.is_folder) == (file.place, False)
        assert version.entry.modified == version.created is not None
        assert version.entry.owner == version.author
        assert version.content_type == "text/plain"
        assert (version.tag, version.classification) == ("", "")
    # Not every one is told with a fraction of a second.
    seconds = [version.created.replace(microsecond=0) for version in found if version.created is not None]
    assert seconds == sorted(seconds, reverse=True)
    assert [content(cloud, version.entry) for version in found] == [b"theirs", *reversed(CONTENTS)]


def test_a_version_that_came_under_another_name(lab: Lab, cloud: Cloud, file: Entry) -> None:
    part = form("Plan B.md", b"renamed", "text/markdown")
    wire(cloud).send_version(lab.team, attachment_id(file), form_type(part), part)
    later = lab.open()
    renamed = later.entry(file.id)
    assert renamed.name == "Plan B.md"
    newest, older, *_ = later.versions(renamed)
    assert {newest.entry.name, older.entry.name} == {"Plan B.md"}
    assert (newest.content_type, older.content_type) == ("text/markdown", "text/plain")
    assert "fileName" not in dict(newest.entry.details)
    assert dict(older.entry.details)["fileName"] == "plan.txt"
    later.delete(newest.entry)
    assert later.entry(file.id) == file


def test_any_part_of_a_version_comes(cloud: Cloud, file: Entry) -> None:
    version = numbered(cloud, file, 2).entry
    first = cloud.open_download(version)
    first.close()
    rest = cloud.open_download(version, 4, first.etag)
    assert (rest.offset, rest.size, read_all(rest)) == (4, 10, b"second")
    # Of a mark of another content everything comes.
    other = cloud.open_download(numbered(cloud, file, 3).entry)
    other.close()
    assert read_all(cloud.open_download(version, 4, other.etag)) == b"the second"


def test_the_newest_version_stays_what_was_chosen(lab: Lab, cloud: Cloud, file: Entry) -> None:
    newest = cloud.versions(file)[0].entry
    put(cloud, cloud.entry(file.place), file.name, b"newer", OnExisting.NEW_VERSION)
    assert content(cloud, newest) == b"third!"
    assert content(cloud, file) == b"newer"


def test_a_version_is_found_again_by_its_id(lab: Lab, cloud: Cloud, file: Entry) -> None:
    versions = {version.entry.id: version.entry for version in cloud.versions(file)}
    later = lab.open()
    assert {one: later.entry(one) for one in versions} == versions
    lab.server.reset_counters()
    wrong = [f"{file.id}:9", f"{file.id}:x", f"{file.place}::1"]
    assert later.entries([*versions, file.id, file.place, *wrong]) == {
        **versions,
        file.id: file,
        file.place: later.entry(file.place),
    }
    assert lab.server.calls("versions") == 1
    for one in wrong:
        with pytest.raises(NotFound):
            later.entry(one)


def test_versions_in_every_place_of_an_attachment(lab: Lab, cloud: Cloud, file: Entry) -> None:
    everywhere = cloud.entry_at((lab.team, PROJECT, "All attachments"))
    there = cloud.entry(f"{everywhere.id}::{attachment_id(file)}")
    found = cloud.versions(there)
    assert {version.entry.place for version in found} == {everywhere.id}
    assert {version.entry.id for version in found}.isdisjoint(
        version.entry.id for version in cloud.versions(file)
    )
    assert cloud.entry(found[1].entry.id) == found[1].entry
    cloud.delete(found[1].entry)
    assert numbers(cloud, file) == [3, 1]


def test_the_samples_tell_their_versions(lab: Lab, cloud: Cloud) -> None:
    documents = cloud.entry_at((lab.team, OFFICE, "Documents"))
    folders = [entry for entry in all_children(cloud, documents) if entry.is_folder]
    files = [file for folder in folders for file in all_children(cloud, folder) if not file.is_folder]
    several = 0
    for file in files[:12]:
        found = cloud.versions(file)
        assert [version.number for version in found] == sorted(numbers(cloud, file), reverse=True)
        assert found[0].entry.size == file.size
        several += len(found) > 1
    assert several


AWKWARD: list[tuple[object, list[int]]] = [
    ([{"version": "2"}, {"version": 10, "release": "true"}], [10, 2]),
    ([{"VERSION": 1, "createdby": {"email": "a@b.c"}, "changed": "0001-01-01T00:00:00"}], [1]),
    ([], []),
]


@pytest.mark.parametrize(("told", "expected"), AWKWARD)
def test_versions_with_holes(lab: Lab, cloud: Cloud, file: Entry, told: object, expected: list[int]) -> None:
    lab.fault(path="versions", method="GET", status=200, body=told)
    found = cloud.versions(file)
    assert [version.number for version in found] == expected
    for version in found:
        assert version.entry.name == file.name
        assert (version.entry.size, version.entry.modified, version.hash) == (None, None, "")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 200, "body": {"x": 1}}, UnexpectedAnswer),
        ({"status": 200, "body": [{"fileName": "a"}]}, UnexpectedAnswer),
        ({"status": 403}, AccessDenied),
        ({"status": 500}, ServerFailed),
        ({"status": 429, "retry_after": 900}, RateLimited),
    ],
)
def test_versions_that_are_not_told(
    lab: Lab, cloud: Cloud, file: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    lab.fault(path="versions", method="GET", **fault)
    with pytest.raises(kind):
        cloud.versions(file)
    assert numbers(cloud, file) == [3, 2, 1]


def test_versions_of_what_is_gone(lab: Lab, cloud: Cloud, file: Entry) -> None:
    version = numbered(cloud, file, 2).entry
    cloud.delete(file)
    attempts: list[Callable[[], object]] = [
        lambda: cloud.versions(file),
        lambda: cloud.share(file),
        lambda: cloud.open_download(version),
        lambda: cloud.entry(version.id),
        lambda: cloud.delete(version),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert cloud.entries([version.id, file.id]) == {}


# ------------------------------------------------------------------------------------------- deleting


def test_one_version_is_deleted(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.server.reset_counters()
    cloud.delete(numbered(cloud, file, 2).entry)
    assert lab.server.calls(r"bimplus DELETE \S*/versions/2$") == deletions(lab) == 1
    assert numbers(cloud, file) == [3, 1]
    cloud.delete(numbered(cloud, file, 3).entry)
    # What is newest now is what the file has.
    assert content(cloud, cloud.entry(file.id)) == b"first"
    with pytest.raises(Conflict) as caught:
        cloud.delete(numbered(cloud, file, 1).entry)
    assert "only this version" in caught.value.sentence
    assert deletions(lab) == 2
    assert content(cloud, cloud.entry(file.id)) == b"first"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 500}, ServerFailed),
        ({"drop": "request"}, Offline),
        ({"status": 503, "retry_after": 900}, ServerBusy),
        ({"status": 403}, AccessDenied),
    ],
)
def test_a_version_that_is_not_deleted(
    lab: Lab, cloud: Cloud, file: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    version = numbered(cloud, file, 2).entry
    lab.server.reset_counters()
    lab.fault(path="versions", method="DELETE", **fault)
    with pytest.raises(kind):
        cloud.delete(version)
    assert numbers(cloud, file) == [3, 2, 1]
    cloud.delete(version)
    assert deletions(lab) == 2
    assert numbers(cloud, file) == [3, 1]


def test_a_lost_answer_is_made_up_for_by_a_look(lab: Lab, cloud: Cloud, file: Entry) -> None:
    version = numbered(cloud, file, 2).entry
    lab.server.reset_counters()
    lab.fault(path="versions", method="DELETE", lose_answer=True)
    cloud.delete(version)
    assert deletions(lab) == 1
    assert numbers(cloud, file) == [3, 1]
    with pytest.raises(NotFound):
        cloud.delete(version)
    assert deletions(lab) == 1


def test_a_lost_answer_and_nobody_to_ask(lab: Lab, cloud: Cloud, file: Entry) -> None:
    version = numbered(cloud, file, 2).entry
    lab.fault(path="versions", method="DELETE", lose_answer=True)
    # The look before gets through, the one after does not.
    lab.fault(path="versions$", method="GET", skip=1, status=500)
    with pytest.raises(ServerFailed):
        cloud.delete(version)
    assert numbers(cloud, file) == [3, 1]
    with pytest.raises(NotFound):
        cloud.delete(version)


def test_a_busy_server_is_asked_again_after_a_look(lab: Lab, cloud: Cloud, file: Entry) -> None:
    version = numbered(cloud, file, 2).entry
    lab.server.reset_counters()
    lab.fault(path="versions", method="DELETE", status=503, retry_after=0)
    cloud.delete(version)
    assert lab.server.calls(r"bimplus GET \S*/versions$") == 2
    assert numbers(cloud, file) == [3, 1]


@pytest.mark.parametrize("moved", [True, False])
def test_a_number_that_stands_for_something_else_is_not_deleted(
    lab: Lab, cloud: Cloud, file: Entry, moved: bool
) -> None:
    second, third = (numbered(cloud, file, number) for number in (2, 3))
    # As a server would show them that counts anew after the second was deleted.
    now = {
        "version": 2,
        "size": third.entry.size,
        "hash": third.hash if moved else "",
        "changed": None if third.created is None else third.created.isoformat(),
    }
    lab.server.reset_counters()
    lab.fault(path="versions", method="GET", status=200, body=[now, {"version": 1, "size": 5}])
    with pytest.raises(Conflict) as caught:
        cloud.delete(second.entry)
    assert "changed meanwhile" in caught.value.sentence
    assert deletions(lab) == 0


def test_versions_among_what_is_deleted_together(lab: Lab, cloud: Cloud, folder: Entry, file: Entry) -> None:
    put(cloud, folder, "other.txt", b"x")
    other = cloud.entry_at((*folder.path, "other.txt"))
    first, second = (numbered(cloud, file, number).entry for number in (1, 2))
    lab.server.reset_counters()
    assert final(cloud, cloud.delete_trees((first, other, second))).state is JobState.DONE
    assert lab.server.calls(r"bimplus DELETE \S*/attachments/[^/]+$") == 1
    assert lab.server.calls(r"bimplus DELETE \S*/versions/\d+$") == deletions(lab) - 1 == 2
    assert all_children(cloud, folder) == [cloud.entry(file.id)]
    assert numbers(cloud, file) == [3]
    assert content(cloud, file) == b"third!"


def test_all_versions_together_leave_the_last_one(lab: Lab, cloud: Cloud, folder: Entry, file: Entry) -> None:
    everything = tuple(version.entry for version in cloud.versions(file))
    failed = final(cloud, cloud.delete_trees(everything))
    assert failed.state is JobState.FAILED
    assert "only this version" in failed.message
    assert numbers(cloud, file) == [1]
    # With the file itself they go, whatever is chosen first.
    left = cloud.versions(file)[0].entry
    assert final(cloud, cloud.delete_trees((left, cloud.entry(file.id)))).state is JobState.DONE
    assert all_children(cloud, folder) == []


# ------------------------------------------------------------------------------------------- sharing


def test_a_file_is_shared(lab: Lab, cloud: Cloud, file: Entry) -> None:
    before = dict(file.details)
    assert before.get("release", "false") == "false"
    assert cloud.versions(file)[0].shared in (None, False)
    shared = cloud.share(file)
    assert (shared.id, shared.name, shared.size, shared.owner) == (file.id, file.name, 6, "Anna Berger")
    assert shared.modified == file.modified
    assert dict(shared.details)["release"] == "true"
    assert shared == cloud.entry(file.id)
    assert cloud.versions(file)[0].shared is True
    put(cloud, cloud.entry(file.place), file.name, b"newer", OnExisting.NEW_VERSION)
    assert cloud.versions(file)[1].shared is True
    assert cloud.versions(file)[0].shared is not True
    # Shared twice is shared.
    assert dict(cloud.share(cloud.share(file)).details)["release"] == "true"


def test_whether_the_newest_is_shared_may_be_told_by_the_file_alone(
    lab: Lab, cloud: Cloud, file: Entry
) -> None:
    cloud.share(file)
    told = [{"version": number, "size": number} for number in (3, 2, 1)]
    lab.fault(path="versions", method="GET", status=200, body=told)
    assert [version.shared for version in cloud.versions(file)] == [True, None, None]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [({"status": 403}, AccessDenied), ({"status": 404}, NotFound), ({"drop": "request"}, Offline)],
)
def test_a_refusal_to_share(
    lab: Lab, cloud: Cloud, file: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    lab.fault(path="release", **fault)
    with pytest.raises(kind):
        cloud.share(file)
    assert cloud.versions(file)[0].shared is not True


# ------------------------------------------------------------------------------------------- rights

OF_VERSIONS = {Capability.VERSIONS, Capability.ADD_VERSION, Capability.SHARE}


def missing(lab: Lab, cloud: Cloud, entry: Entry) -> set[Capability]:
    lab.server.reset_counters()
    reasons = cloud.missing(entry)
    assert lab.server.counters() == {}
    assert all(reason.endswith(".") for reason in reasons.values())
    return set(reasons)


def test_what_an_owner_may_do(lab: Lab, cloud: Cloud, folder: Entry, file: Entry) -> None:
    assert not missing(lab, cloud, file) & OF_VERSIONS
    version = cloud.versions(file)[1].entry
    assert set(Capability) - missing(lab, cloud, version) == {Capability.DOWNLOAD, Capability.DELETE}
    for place in (folder, *(cloud.entry_at(folder.path[:depth]) for depth in range(4))):
        assert missing(lab, cloud, place) >= OF_VERSIONS
        for call in (cloud.versions, cloud.share):
            with pytest.raises(Unsupported):
                call(place)
    attempts: list[Callable[[], object]] = [
        lambda: cloud.versions(version),
        lambda: cloud.share(version),
        lambda: cloud.move(version, cloud.entry_at(folder.path[:3])),
        lambda: cloud.rename(version, "x"),
        lambda: cloud.children(version),
        lambda: cloud.uploads.begin_batch(version, ""),
    ]
    for attempt in attempts:
        with pytest.raises(Unsupported):
            attempt()
    assert numbers(cloud, file) == [3, 2, 1]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("editor", {Capability.DOWNLOAD, *OF_VERSIONS}),
        ("viewer", {Capability.DOWNLOAD, Capability.VERSIONS}),
        ("guest", {Capability.VERSIONS}),
    ],
)
def test_what_roles_may_do(lab: Lab, cloud: Cloud, file: Entry, role: str, may: set[Capability]) -> None:
    lab.action("set-role", project=PROJECT, user=lab.user(1)["username"], role=role)
    try:
        other = lab.open(user=1)
        seen = other.entry(file.id)
        asked = {Capability.DOWNLOAD, Capability.DELETE, *OF_VERSIONS}
        assert asked - missing(lab, other, seen) == may
        version = other.versions(seen)[1].entry
        assert asked - missing(lab, other, version) == may & {Capability.DOWNLOAD}
        assert other.entry(version.id) == version
        # The server says the same, whatever the program thinks.
        api = wire(other)
        with pytest.raises(AccessDenied):
            api.delete_version(lab.team, attachment_id(file), 1)
        if Capability.SHARE not in may:
            with pytest.raises(AccessDenied):
                api.share(lab.team, attachment_id(file))
    finally:
        lab.action("set-role", project=PROJECT, user=lab.user(1)["username"], role=None)
    assert numbers(cloud, file) == [3, 2, 1]


def test_the_file_of_a_model_has_no_versions(lab: Lab, cloud: Cloud) -> None:
    models = all_children(cloud, cloud.entry_at((lab.team, OFFICE, "Models")))
    files = [entry for model in models for entry in all_children(cloud, model)]
    imported = next(entry for entry in files if entry.type == "model-file")
    assert missing(lab, cloud, imported) >= OF_VERSIONS
    with pytest.raises(Unsupported):
        cloud.versions(imported)
