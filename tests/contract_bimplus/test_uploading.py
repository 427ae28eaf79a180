"""Getting files in, and out again: forms, chunks, versions, lost answers."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting, Span, Upload
from bimexplorer.errors import (
    AuthExpired,
    Conflict,
    InvalidName,
    NameExists,
    NotFound,
    Offline,
    ServerBusy,
    ServerFailed,
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


@pytest.mark.parametrize("size", [0, 1, 8 * 1024 * 1024, 20_000_001])
def test_sizes_around_the_driver_s_own_parts(cloud: Cloud, folder: Entry, size: int) -> None:
    data = noise(size)
    receipt = put(cloud, folder, "model.ifc", data)
    assert (receipt.name, receipt.folder_path, receipt.size) == ("model.ifc", folder.path, size)
    assert hashlib.sha256(content(cloud, folder, "model.ifc")).digest() == hashlib.sha256(data).digest()


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


def test_a_new_version_of_nothing_is_a_new_file(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"first", OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == b"first"


def test_a_version_of_a_name_in_other_letters(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "Plan.PDF", b"first")
    put(cloud, folder, "plan.pdf", b"second", OnExisting.NEW_VERSION)
    assert [entry.name for entry in all_children(cloud, folder)] == ["Plan.PDF"]
    assert content(cloud, folder, "Plan.PDF") == b"second"


def test_the_same_name_elsewhere_does_not_matter(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    put(cloud, folder, "plan.pdf", b"outer")
    put(cloud, sub, "plan.pdf", b"inner")
    put(cloud, sub, "plan.pdf", b"inner 2", OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == b"outer"
    assert content(cloud, sub, "plan.pdf") == b"inner 2"


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


@pytest.mark.parametrize("name", ["", " ", "..", "a\nb", "x" * 300])
def test_names_are_checked_before_anything_is_sent(lab: Lab, cloud: Cloud, folder: Entry, name: str) -> None:
    lab.server.reset_counters()
    with pytest.raises(InvalidName):
        begun(cloud, folder, name, b"x")
    assert lab.server.counters() == {}
    suggested = cloud.suggested_name(name, lambda _: False)
    assert cloud.check_name(suggested) == ""


def test_files_lie_in_documents_only(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"x")
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    for place in (cloud.root(), cloud.entry_at((lab.team, PROJECT, "All attachments")), file):
        with pytest.raises(Unsupported):
            cloud.uploads.begin_batch(place, "no")


# ------------------------------------------------------------------------------------------- on the way


def test_an_upload_goes_on_in_another_run(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(5 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "model.ifc", data)
    upload = send(cloud, upload, data, parts[:3])
    assert upload.confirmed == (Span(0, 3 * PART),)
    assert all_children(cloud, folder) == []
    cloud.close()
    later = lab.open()
    upload = send(later, Upload(upload.state, upload.size, upload.confirmed), data, parts[3:])
    later.uploads.finish(upload)
    assert content(later, folder, "model.ifc") == data
    (receipt,) = later.uploads.finish_batch(batch, OnExisting.FAIL)
    assert receipt.size == len(data)


@pytest.mark.parametrize("made", ["new", "version"])
def test_a_lost_answer_of_a_part(lab: Lab, cloud: Cloud, folder: Entry, made: str) -> None:
    if made == "version":
        put(cloud, folder, "model.ifc", b"before")
    data = noise(4 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data, OnExisting.NEW_VERSION)
    for number, part in enumerate(parts):
        lab.fault(path="chunked", lose_answer=True)
        with pytest.raises(Offline):
            send(cloud, upload, data, [part])
        upload = send(cloud, upload, data, [part])
        assert upload.confirmed == (Span(0, (number + 1) * PART),)
    cloud.uploads.finish(upload)
    assert content(cloud, folder, "model.ifc") == data
    (entry,) = all_children(cloud, folder)
    assert dict(entry.details)["version"] == ("2" if made == "version" else "1")


@pytest.mark.parametrize("made", ["new", "version"])
@pytest.mark.parametrize("another_run", [False, True])
def test_a_lost_answer_of_a_whole_file(
    lab: Lab, cloud: Cloud, folder: Entry, made: str, another_run: bool
) -> None:
    if made == "version":
        put(cloud, folder, "plan.pdf", b"before")
    _, upload = begun(cloud, folder, "plan.pdf", b"content", OnExisting.NEW_VERSION)
    lab.fault(path="attachments", method="POST", lose_answer=True)
    with pytest.raises(Offline):
        send(cloud, upload, b"content", [Span(0, 7)])
    then = lab.open() if another_run else cloud
    then.uploads.finish(send(then, upload, b"content", [Span(0, 7)]))
    (entry,) = all_children(cloud, folder)
    assert read_all(cloud.open_download(entry)) == b"content"
    assert dict(entry.details)["version"] == ("2" if made == "version" else "1")


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


def test_an_expired_upload_begins_again(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    upload = send(cloud, upload, data, parts[:1])
    lab.action("expire-uploads")
    with pytest.raises(UploadLost):
        send(cloud, upload, data, parts[1:2])
    with pytest.raises(UploadLost):
        send(cloud, upload, data, parts[2:])
    assert all_children(cloud, folder) == []


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


@pytest.mark.parametrize(
    ("fault", "kind"),
    [({"retry_after": 9}, ServerBusy), ({"status": 500}, ServerFailed), ({"drop": "request"}, Offline)],
)
def test_a_part_that_does_not_get_through(
    lab: Lab, cloud: Cloud, folder: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    data = noise(2 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.ifc", data)
    for part in parts:
        lab.fault(path="chunked", **fault)
        with pytest.raises(kind):
            send(cloud, upload, data, [part])
        upload = send(cloud, upload, data, [part])
    cloud.uploads.finish(upload)
    assert content(cloud, folder, "model.ifc") == data


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


def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    cloud.delete(folder)
    with pytest.raises(NotFound):
        put(cloud, folder, "plan.pdf", b"x")


@pytest.mark.parametrize("state", ["", "[]", "{}", '{"batch": 1}'])
def test_kept_states_that_cannot_be_read(cloud: Cloud, state: str) -> None:
    with pytest.raises(UploadLost):
        cloud.uploads.finish(Upload(state, 10))


# ------------------------------------------------------------------------------------------- downloading


def test_going_on_where_a_download_stopped(cloud: Cloud, folder: Entry) -> None:
    data = noise(300_000)
    put(cloud, folder, "model.ifc", data)
    file = cloud.entry_at((*folder.path, "model.ifc"))
    first = cloud.open_download(file)
    first.close()
    assert first.size == len(data)
    assert first.sha256 == ""
    rest = cloud.open_download(file, 100_000, first.etag)
    assert (rest.offset, rest.size) == (100_000, len(data))
    assert read_all(rest) == data[100_000:]
    put(cloud, folder, "model.ifc", data[::-1], OnExisting.NEW_VERSION)
    changed = cloud.open_download(file, 100_000, first.etag)
    assert changed.offset == 0
    assert read_all(changed) == data[::-1]


def test_a_file_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"x")
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    cloud.delete(file)
    for attempt in (lambda: cloud.open_download(file), lambda: cloud.entry(file.id)):
        with pytest.raises(NotFound):
            attempt()
