"""Getting files in: parts, resuming, batches, conflicts, and everything that can end on the way."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Batch, Cloud, OnExisting, Receipt, Span, Upload
from bimexplorer.errors import (
    NameExists,
    NotFound,
    Offline,
    ServerBusy,
    ServerFailed,
    UnexpectedAnswer,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.model import Entry
from tests.contract.lab import Call, Lab
from tests.contract.labs import one_generation, renewing
from tests.contract.parts import (
    Bytes,
    MemoryStore,
    all_children,
    begun,
    noise,
    put,
    read_all,
    send,
    spans,
    together,
)

PART = 100_000
"""Smaller than drivers want, so that tests are quick; the services take parts of any size."""


def content(cloud: Cloud, folder: Entry, name: str) -> bytes:
    return read_all(cloud.open_download(cloud.entry_at((*folder.path, name))))


def finished(
    cloud: Cloud, batch: Batch, upload: Upload, on_existing: OnExisting = OnExisting.FAIL
) -> Receipt:
    cloud.uploads.finish(upload)
    (receipt,) = cloud.uploads.finish_batch(batch, on_existing)
    return receipt


@pytest.mark.parametrize("size", [0, 1, 10_000, 8 * 1024 * 1024, 20_000_001])
def test_a_file_arrives_as_it_was(cloud: Cloud, folder: Entry, size: int) -> None:
    data = noise(size)
    receipt = put(cloud, folder, "Größe 京都.ifc", data)
    assert (receipt.name, receipt.folder_path, receipt.size) == ("Größe 京都.ifc", folder.path, size)
    entry = cloud.entry_at((*folder.path, "Größe 京都.ifc"))
    assert (entry.id, entry.size, entry.place) == (receipt.entry_id, size, folder.id)
    assert all_children(cloud, folder) == [entry]
    assert hashlib.sha256(content(cloud, folder, entry.name)).digest() == hashlib.sha256(data).digest()


def test_what_is_known_before_a_file_is_visible(cloud: Cloud, folder: Entry) -> None:
    traits = cloud.uploads.traits
    data = noise(1000)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    assert (upload.size, upload.confirmed) == (1000, ())
    assert all_children(cloud, folder) == []
    receipt = cloud.uploads.finish(send(cloud, upload, data, spans(1000, PART)))
    assert receipt.size == 1000
    assert receipt.sha256 == (hashlib.sha256(data).hexdigest() if traits.hashes else "")
    assert (all_children(cloud, folder) == []) is (traits.batch_files > 1)
    (final,) = cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert (final.sha256, final.name) == (receipt.sha256, "plan.pdf")
    assert [entry.id for entry in all_children(cloud, folder)] == [final.entry_id]


def test_parts_come_in_any_order_or_one_after_the_other(cloud: Cloud, folder: Entry) -> None:
    data = noise(1_234_567)
    parts = spans(len(data), PART)
    if cloud.uploads.traits.parallel_parts > 1:
        random.Random(3).shuffle(parts)
    batch, upload = begun(cloud, folder, "model.ifc", data)
    for number, part in enumerate(parts, 1):
        upload = send(cloud, upload, data, [part])
        assert sum(span.length for span in upload.confirmed) == sum(span.length for span in parts[:number])
    assert upload.confirmed == (Span(0, len(data)),)
    finished(cloud, batch, upload)
    assert content(cloud, folder, "model.ifc") == data


def test_as_many_parts_at_the_same_time_as_the_driver_allows(cloud: Cloud, folder: Entry) -> None:
    data = noise(2_000_000)
    parts = spans(len(data), 2_000_000 // cloud.uploads.traits.parallel_parts)
    batch, upload = begun(cloud, folder, "model.ifc", data)

    def sending(part: Span) -> Callable[[], Upload]:
        return lambda: send(cloud, upload, data, [part])

    sent = together([sending(part) for part in parts])
    last = max(sent, key=lambda one: sum(span.length for span in one.confirmed))
    finished(cloud, batch, last)
    assert content(cloud, folder, "model.ifc") == data


def test_as_many_files_in_a_batch_as_the_driver_allows(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    uploads = cloud.uploads
    assert uploads.batch_key(folder) == uploads.batch_key(sub)
    wanted = {
        (sub if number % 2 else folder, f"{number}.txt"): noise(number * 100, number) for number in range(12)
    }
    batch: Batch | None = None
    together_, receipts = 0, []
    for (target, name), data in wanted.items():
        batch = batch or uploads.begin_batch(target, "many small ones")
        upload = uploads.begin(batch, target, name, len(data))
        uploads.finish(send(cloud, upload, data, spans(len(data), PART)))
        together_ += 1
        if together_ == min(12, uploads.traits.batch_files):
            receipts += uploads.finish_batch(batch, OnExisting.FAIL)
            batch, together_ = None, 0
    assert {(*receipt.folder_path, receipt.name): receipt.size for receipt in receipts} == {
        (*target.path, name): len(data) for (target, name), data in wanted.items()
    }
    for (target, name), data in wanted.items():
        assert content(cloud, target, name) == data


# ------------------------------------------------------------------------------------------- conflicts


@pytest.mark.parametrize("size", [10, 2 * PART])
def test_a_taken_name_is_not_overwritten_without_a_decision(cloud: Cloud, folder: Entry, size: int) -> None:
    first = put(cloud, folder, "plan.pdf", noise(size, 1))
    with pytest.raises(NameExists):
        put(cloud, folder, "plan.pdf", noise(size, 2))
    assert content(cloud, folder, "plan.pdf") == noise(size, 1)
    batch, upload = begun(cloud, folder, "plan.pdf", noise(size, 2), OnExisting.NEW_VERSION)
    upload = send(cloud, upload, noise(size, 2), spans(size, PART))
    second = finished(cloud, batch, upload, OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == noise(size, 2)
    assert second.entry_id == first.entry_id
    assert int(second.revision) == int(first.revision) + 1
    (entry,) = all_children(cloud, folder)
    assert entry.id == first.entry_id


def test_a_new_version_of_nothing_is_a_new_file(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"first", OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == b"first"


def test_the_same_name_elsewhere_does_not_matter(cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    put(cloud, folder, "plan.pdf", b"outer")
    put(cloud, sub, "plan.pdf", b"inner")
    put(cloud, sub, "plan.pdf", b"inner 2", OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == b"outer"
    assert content(cloud, sub, "plan.pdf") == b"inner 2"


def test_one_conflict_holds_the_whole_batch_back(cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "b.txt", b"there")
    batch = cloud.uploads.begin_batch(folder, "several")

    def all_of_them() -> None:
        for name in ("b.txt", "a.txt", "c.txt")[: cloud.uploads.traits.batch_files]:
            upload = cloud.uploads.begin(batch, folder, name, 3)
            cloud.uploads.finish(send(cloud, upload, b"new", [Span(0, 3)]))
        cloud.uploads.finish_batch(batch, OnExisting.FAIL)

    with pytest.raises(NameExists):
        all_of_them()
    assert [entry.name for entry in all_children(cloud, folder)] == ["b.txt"]
    assert content(cloud, folder, "b.txt") == b"there"


# ------------------------------------------------------------------------------------------- resuming


@pytest.mark.parametrize("becomes", ["file", "version"])
def test_an_upload_goes_on_in_another_run(lab: Lab, cloud: Cloud, folder: Entry, becomes: str) -> None:
    """The states are all that is kept; another process signs in anew and has them."""
    assert cloud.uploads.traits.resumable
    if becomes == "version":
        put(cloud, folder, "model.ifc", b"before")
    data = noise(5 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "model.ifc", data, OnExisting.NEW_VERSION)
    upload = send(cloud, upload, data, parts[:3])
    assert upload.confirmed == (Span(0, 3 * PART),)
    cloud.close()
    later = lab.open()
    upload = send(later, Upload(upload.state, upload.size, upload.confirmed), data, parts[3:])
    assert upload.confirmed == (Span(0, 5 * PART),)
    receipt = finished(later, Batch(batch.state), upload, OnExisting.NEW_VERSION)
    assert receipt.size == len(data)
    assert content(later, folder, "model.ifc") == data
    assert len(all_children(later, folder)) == 1


def test_states_hold_no_secret(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    data = noise(2 * PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    upload = send(cloud, upload, data, [Span(0, PART)])
    assert store.kept is not None
    for secret in lab.secrets(store.kept):
        assert secret not in batch.state + upload.state


@pytest.mark.parametrize("state", ["", "{}", "[]", "nonsense", '{"batch": 1}'])
def test_a_state_that_cannot_be_read_begins_again(cloud: Cloud, folder: Entry, state: str) -> None:
    with pytest.raises(UploadLost):
        cloud.uploads.finish(Upload(state, 5))
    with pytest.raises(UploadLost):
        send(cloud, Upload(state, 5), b"12345", [Span(0, 5)])
    with pytest.raises(UploadLost):
        cloud.uploads.begin(Batch(state), folder, "plan.pdf", 5)


def test_what_is_missing_is_told(cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    # Who takes parts in any order need not know where the last one is.
    missing = parts[1] if cloud.uploads.traits.parallel_parts > 1 else parts[2]
    upload = send(cloud, upload, data, [part for part in parts if part != missing])
    with pytest.raises(UploadIncomplete):
        cloud.uploads.finish(upload)
    assert all_children(cloud, folder) == []
    finished(cloud, batch, send(cloud, upload, data, [missing]))
    assert content(cloud, folder, "plan.pdf") == data


@renewing
def test_a_token_that_ends_in_the_middle(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    store = MemoryStore()
    store.save(lab.renewable_credentials())
    mine = lab.open(store)
    data = noise(2 * PART)
    batch, upload = begun(mine, folder, "plan.pdf", data)
    upload = send(mine, upload, data, [Span(0, PART)])
    lab.expire_tokens()
    body = Bytes(data[PART:])
    upload = mine.uploads.send(upload, Span(PART, PART), body)
    assert upload.confirmed == (Span(0, 2 * PART),)
    lab.expire_tokens()
    finished(mine, batch, upload)
    assert content(mine, folder, "plan.pdf") == data


def test_an_upload_the_server_forgot_begins_again(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(2 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    upload = send(cloud, upload, data, parts[:1])
    lab.forget_uploads()
    for _ in range(2):
        with pytest.raises(UploadLost) as caught:
            send(cloud, upload, data, parts[1:])
        assert "begins again" in caught.value.sentence
    assert all_children(cloud, folder) == []
    again = cloud.uploads.begin(batch, folder, "plan.pdf", len(data))
    finished(cloud, batch, send(cloud, again, data, parts))
    assert content(cloud, folder, "plan.pdf") == data


# ------------------------------------------------------------------------------------------- faults


def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    cloud.delete(folder)
    with pytest.raises(NotFound):
        put(cloud, folder, "plan.pdf", b"x")


@one_generation
@pytest.mark.parametrize("becomes", ["file", "version"])
@pytest.mark.parametrize("fault", [{"drop": "request", "after": PART // 2}, {"lose_answer": True}])
def test_a_part_whose_fate_is_unknown_is_sent_again(
    lab: Lab, cloud: Cloud, folder: Entry, fault: dict[str, object], becomes: str
) -> None:
    first = put(cloud, folder, "plan.pdf", b"before") if becomes == "version" else None
    data = noise(3 * PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data, OnExisting.NEW_VERSION)
    for number, part in enumerate(spans(3 * PART, PART), 1):
        lab.breaks(Call.SEND, **fault)
        with pytest.raises(Offline):
            send(cloud, upload, data, [part])
        upload = send(cloud, upload, data, [part])
        assert upload.confirmed == (Span(0, number * PART),)
    receipt = finished(cloud, batch, upload, OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == data
    assert len(all_children(cloud, folder)) == 1
    if first is not None:
        assert int(receipt.revision) == int(first.revision) + 1


@one_generation
@pytest.mark.parametrize("another_run", [False, True])
@pytest.mark.parametrize("becomes", ["file", "version"])
def test_a_whole_file_whose_fate_is_unknown_is_there_once(
    lab: Lab, cloud: Cloud, folder: Entry, becomes: str, another_run: bool
) -> None:
    first = put(cloud, folder, "plan.pdf", b"before") if becomes == "version" else None
    batch, upload = begun(cloud, folder, "plan.pdf", b"content", OnExisting.NEW_VERSION)
    lab.breaks(Call.SEND_WHOLE, lose_answer=True)
    with pytest.raises(Offline):
        send(cloud, upload, b"content", [Span(0, 7)])
    then = lab.open() if another_run else cloud
    upload = send(then, upload, b"content", [Span(0, 7)])
    receipt = finished(then, batch, upload, OnExisting.NEW_VERSION)
    (entry,) = all_children(cloud, folder)
    assert read_all(cloud.open_download(entry)) == b"content"
    if first is not None:
        assert (receipt.entry_id, int(receipt.revision)) == (first.entry_id, int(first.revision) + 1)


def test_showing_a_file_is_not_repeated(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(2 * PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    upload = send(cloud, upload, data, [Span(0, PART)])
    seen_before = 0 if cloud.uploads.traits.batch_files > 1 else 1
    lab.breaks(Call.SHOW, lose_answer=True)
    with pytest.raises(Offline):
        finished(cloud, batch, send(cloud, upload, data, [Span(PART, PART)]))
    assert lab.calls(Call.SHOW) == 1 + seen_before
    assert content(cloud, folder, "plan.pdf") == data


@one_generation
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 503}, ServerBusy),
        ({"status": 503, "retry_after": 7}, ServerBusy),
        ({"status": 500, "body": "oops"}, ServerFailed),
        ({"status": 200, "body": "Welcome"}, UnexpectedAnswer),
    ],
)
def test_a_server_that_fails_is_left_to_the_queue(
    lab: Lab, cloud: Cloud, folder: Entry, fault: dict[str, Any], kind: type[Exception]
) -> None:
    data = noise(2 * PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    for part in spans(2 * PART, PART):
        lab.forget_calls()
        lab.breaks(Call.SEND, **fault)
        with pytest.raises(kind) as caught:
            send(cloud, upload, data, [part])
        assert type(caught.value) is kind
        if isinstance(caught.value, ServerBusy):
            assert caught.value.retry_after == fault.get("retry_after")
        assert lab.calls(Call.SEND) == 1
        upload = send(cloud, upload, data, [part])
    finished(cloud, batch, upload)
    assert content(cloud, folder, "plan.pdf") == data
