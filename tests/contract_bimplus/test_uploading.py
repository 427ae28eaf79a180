"""Getting files in, and out again: forms, chunks, versions, lost answers."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting, Span
from bimexplorer.errors import (
    AuthExpired,
    Conflict,
    NameExists,
    NotFound,
    Offline,
    UnexpectedAnswer,
    Unsupported,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.model import Entry
from tests.contract.parts import all_children, begun, noise, put, read_all, send, spans
from tests.contract_bimplus.conftest import PROJECT, Lab

PART = 100_000
"""Smaller than the driver wants, so that tests are quick; the service takes parts of any size."""


def content(cloud: Cloud, folder: Entry, name: str) -> bytes:
    return read_all(cloud.open_download(cloud.entry_at((*folder.path, name))))


def attachment_id(entry: Entry) -> str:
    return entry.id.rsplit(":", 1)[1]


def in_parts(
    cloud: Cloud, folder: Entry, name: str, data: bytes, on_existing: OnExisting = OnExisting.FAIL
) -> Entry:
    batch, upload = begun(cloud, folder, name, data, on_existing)
    upload = send(cloud, upload, data, spans(len(data), PART))
    receipt = cloud.uploads.finish(upload)
    assert cloud.uploads.finish_batch(batch, on_existing) == (receipt,)
    return cloud.entry(receipt.entry_id)


NAMES = [
    "plan.pdf",
    "Größe 京都.ifc",
    'Detail 1:20 "Fenster"/Tür; 50%.pdf',
    "no extension",
    ".hidden",
    "back\\slash & more=*.txt",
    "it's (1).tar.gz",
    "%22 and 'a' ~1.txt",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1000, 3 * PART + 1])
def test_a_file_arrives_as_it_was(cloud: Cloud, folder: Entry, name: str, size: int) -> None:
    data = noise(size)
    made = in_parts(cloud, folder, name, data)
    assert (made.name, made.path, made.place, made.size) == (name, (*folder.path, name), folder.id, size)
    assert cloud.entry_at((*folder.path, name)) == made
    assert all_children(cloud, folder) == [made]
    assert content(cloud, folder, name) == data
    assert made.owner == "Anna Berger"


def test_documents_without_a_folder(lab: Lab, cloud: Cloud, documents: Entry) -> None:
    for number, data in enumerate((b"small", noise(3 * PART))):
        made = in_parts(cloud, documents, f"top {number}.txt", data)
        assert made in all_children(cloud, documents)
        assert content(cloud, documents, made.name) == data
        cloud.delete(made)
        assert made not in all_children(cloud, documents)


# ------------------------------------------------------------------------------------------- taken names


@pytest.mark.parametrize("size", [10, 3 * PART])
def test_a_taken_name_becomes_a_version(lab: Lab, cloud: Cloud, folder: Entry, size: int) -> None:
    first = in_parts(cloud, folder, "plan.pdf", noise(size, 1))
    with pytest.raises(NameExists):
        begun(cloud, folder, "plan.pdf", noise(size, 2))
    assert content(cloud, folder, "plan.pdf") == noise(size, 1)
    lab.server.reset_counters()
    second = in_parts(cloud, folder, "plan.pdf", noise(size, 2), OnExisting.NEW_VERSION)
    assert second.id == first.id
    assert all_children(cloud, folder) == [second]
    assert content(cloud, folder, "plan.pdf") == noise(size, 2)
    assert dict(second.details)["version"] == "2"
    # A version is added; the content of an attachment is never replaced.
    assert lab.server.calls(r"bimplus PUT \S*attachments/[^/]+(/chunked)?$") == 0
    assert lab.server.calls("versions") > 0


def test_a_version_of_a_name_in_other_letters(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "Plan.PDF", b"first")
    put(cloud, folder, "plan.pdf", b"second", OnExisting.NEW_VERSION)
    assert [entry.name for entry in all_children(cloud, folder)] == ["Plan.PDF"]
    assert content(cloud, folder, "Plan.PDF") == b"second"


def test_of_two_files_of_a_name_one_has_to_be_named(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    place = folder.id.split(":")[3]
    for text in ("one", "two"):
        lab.action("write-attachment", project=PROJECT, fileName="twin.txt", text=text, folder=place)
    # Of files that came within the last second a folder need not know before it is read again.
    assert len(all_children(cloud, folder)) == 2
    # Who decided nothing yet has to; who wants a version has to say of which.
    with pytest.raises(NameExists):
        begun(cloud, folder, "twin.txt", b"x")
    with pytest.raises(Conflict) as caught:
        begun(cloud, folder, "twin.txt", b"x", OnExisting.NEW_VERSION)
    assert "Say which one" in caught.value.sentence
    chosen = all_children(cloud, folder)[0]
    put(cloud, folder, chosen.name, b"mine", OnExisting.NEW_VERSION)
    after = {entry.id: entry for entry in all_children(cloud, folder)}
    assert len(after) == 2
    assert read_all(cloud.open_download(after[chosen.id])) == b"mine"
    assert after[chosen.id].name == chosen.name


def test_a_file_does_not_take_a_folder_s_place(cloud: Cloud, folder: Entry) -> None:
    cloud.create_folder(folder, "plans")
    with pytest.raises(Conflict):
        begun(cloud, folder, "plans", b"x", OnExisting.NEW_VERSION)


def test_files_lie_in_documents_only(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"x")
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    for place in (cloud.root(), cloud.entry_at((lab.team, PROJECT, "All attachments")), file):
        with pytest.raises(Unsupported):
            cloud.uploads.begin_batch(place, "no")


# ------------------------------------------------------------------------------------------- on the way


def test_a_lost_answer_of_an_empty_file(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    _, upload = begun(cloud, folder, "empty.txt", b"")
    lab.fault(path="attachments", method="POST", lose_answer=True)
    with pytest.raises(Offline):
        cloud.uploads.finish(upload)
    assert cloud.uploads.finish(upload).size == 0
    assert [entry.size for entry in all_children(cloud, folder)] == [0]


@pytest.mark.parametrize("name", ["plan.pdf", "Plan.PDF"])
def test_somebody_else_s_file_is_not_taken_for_ours(lab: Lab, cloud: Cloud, folder: Entry, name: str) -> None:
    """It came after ours was begun: a person has to say what is to become of ours, if it has the name."""
    _, upload = begun(cloud, folder, "plan.pdf", b"content")
    lab.fault(path="attachments", method="POST", drop="request")
    with pytest.raises(Offline):
        send(cloud, upload, b"content", [Span(0, 7)])
    place = folder.id.split(":")[3]
    lab.action("write-attachment", project=PROJECT, fileName=name, text="foreign", folder=place)
    if name == "plan.pdf":
        with pytest.raises(NameExists):
            send(cloud, upload, b"content", [Span(0, 7)])
    else:
        cloud.uploads.finish(send(cloud, upload, b"content", [Span(0, 7)]))
    contents = {entry.name: read_all(cloud.open_download(entry)) for entry in all_children(cloud, folder)}
    assert contents == {"plan.pdf": b"content"} | {name: b"foreign"}


def test_a_name_that_is_taken_while_the_parts_come(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    upload = send(cloud, upload, data, parts[:2])
    place = folder.id.split(":")[3]
    lab.action("write-attachment", project=PROJECT, fileName="model.ifc", text="foreign", folder=place)
    with pytest.raises(NameExists):
        send(cloud, upload, data, parts[2:])
    assert content(cloud, folder, "model.ifc") == b"foreign"
    # Another run notices it before it sends anything.
    later = lab.open()
    lab.server.reset_counters()
    with pytest.raises(NameExists):
        send(later, upload, data, parts[2:])
    assert lab.server.calls("chunked") == 0


def test_a_folder_that_is_deleted_while_the_parts_come(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "stray.ifc", data)
    upload = send(cloud, upload, data, parts[:2])
    other = lab.open()
    other.delete(other.entry_at(folder.path))
    with pytest.raises((Conflict, NotFound)):
        send(cloud, upload, data, parts[2:])
    with pytest.raises(NotFound):
        cloud.entry_at(folder.path)


def test_parts_come_in_order(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    lab.server.reset_counters()
    for part in (parts[1], parts[2]):
        with pytest.raises(UploadLost):
            send(cloud, upload, data, [part])
    assert lab.server.calls("chunked") == 0
    with pytest.raises(UploadIncomplete):
        cloud.uploads.finish(send(cloud, upload, data, parts[:2]))


def test_a_token_that_ends_in_the_middle(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    upload = send(cloud, upload, data, parts[:1])
    # The service's own word says that the token lives: the part is sent again.
    lab.fault(path="chunked", status=401)
    upload = send(cloud, upload, data, parts[1:2])
    lab.action("expire-tokens")
    with pytest.raises(AuthExpired):
        send(cloud, upload, data, parts[2:])
    later = lab.open()
    later.uploads.finish(send(later, upload, data, parts[2:]))
    assert content(later, folder, "model.ifc") == data


@pytest.mark.parametrize("answer", ["", {"id": "00000000-0000-0000-0000-000000000000", "fileName": "x"}])
def test_a_last_answer_that_tells_nothing(lab: Lab, cloud: Cloud, folder: Entry, answer: object) -> None:
    data = noise(2 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    upload = send(cloud, upload, data, parts[:1])
    lab.fault(path="chunked", status=200, body=answer)
    with pytest.raises(UnexpectedAnswer):
        send(cloud, upload, data, parts[1:])
    assert all_children(cloud, folder) == []
    cloud.uploads.finish(send(cloud, upload, data, parts[1:]))
    assert content(cloud, folder, "model.ifc") == data
