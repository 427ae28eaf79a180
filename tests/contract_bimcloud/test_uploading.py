"""Batches, upload sessions and parts on content servers, and what becomes of them when sessions end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting, Span, Upload
from bimexplorer.errors import BatchFailed, NameExists, ServerUnreachable, UploadIncomplete, UploadLost
from bimexplorer.model import Entry
from tests.contract.parts import Bytes, all_children, begun, noise, put, read_all, send, spans, together
from tests.contract_bimcloud.conftest import Lab, with_tokens

PART = 100_000


def content(cloud: Cloud, folder: Entry, name: str) -> bytes:
    return read_all(cloud.open_download(cloud.entry_at((*folder.path, name))))


def test_folders_of_different_servers_do_not_share_a_batch(cloud: Cloud) -> None:
    berlin, praha = cloud.entry_at(("Templates",)), cloud.entry_at(("Exchange",))
    assert cloud.uploads.batch_key(berlin) != cloud.uploads.batch_key(praha)
    sub = cloud.create_folder(praha, "to the other server")
    put(cloud, sub, "plan.pdf", b"in Praha")
    assert content(cloud, sub, "plan.pdf") == b"in Praha"
    cloud.delete_trees((sub,))


def test_the_key_is_asked_once(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    keys = {cloud.uploads.batch_key(folder) for _ in range(3)}
    assert len(keys) == 1
    assert lab.server.calls("get-inherited-default-blob-server-id") == 1


def test_the_key_comes_in_two_shapes(lab: Lab, folder: Entry) -> None:
    key = lab.open().uploads.batch_key(folder)
    lab.server.fault(path="get-inherited-default-blob-server-id", status=200, body={"result": key})
    assert lab.open().uploads.batch_key(folder) == key


# ------------------------------------------------------------------------------------------- conflicts


def test_a_batch_held_back_is_shown_after_a_decision(cloud: Cloud, folder: Entry) -> None:
    first = put(cloud, folder, "plan.pdf", b"first")
    batch, upload = begun(cloud, folder, "plan.pdf", b"second")
    cloud.uploads.finish(send(cloud, upload, b"second", [Span(0, 6)]))
    with pytest.raises(NameExists):
        cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(cloud, folder, "plan.pdf") == b"first"
    (second,) = cloud.uploads.finish_batch(batch, OnExisting.NEW_VERSION)
    assert content(cloud, folder, "plan.pdf") == b"second"
    assert int(second.revision) == int(first.revision) + 1
    assert len(all_children(cloud, folder)) == 1


def test_a_batch_with_an_unfinished_file(cloud: Cloud, folder: Entry) -> None:
    batch, upload = begun(cloud, folder, "plan.pdf", b"abc")
    send(cloud, upload, b"abc", [Span(0, 3)])
    with pytest.raises(BatchFailed):
        cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert all_children(cloud, folder) == []


# ------------------------------------------------------------------------------------------- resuming


def test_an_upload_with_gaps_goes_on_in_another_run(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """Only the server knows what it holds."""
    data = noise(10 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "model.ifc", data)
    send(cloud, upload, data, [*parts[:3], parts[5]])
    cloud.close()
    later = lab.open()
    kept = Upload(upload.state, upload.size)
    answered = send(later, kept, data, [parts[3]])
    assert answered.confirmed == (Span(0, 4 * PART), Span(5 * PART, PART))
    rest = [part for part in parts if not any(s.offset <= part.offset < s.end for s in answered.confirmed)]
    send(later, answered, data, rest)
    assert later.uploads.finish(answered).sha256 == hashlib.sha256(data).hexdigest()
    later.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(later, folder, "model.ifc") == data


def test_closing_does_not_end_what_another_run_goes_on_with(own_lab: Callable[..., Lab]) -> None:
    """Also on a server whose uploads end with the session they were begun in."""
    lab = own_lab(uploads_end_with_session=True)
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    batch, upload = begun(cloud, folder, "model.ifc", data)
    send(cloud, upload, data, parts[:1])
    cloud.close()
    # A run that only goes on, and ends too early as well.
    second = lab.open()
    send(second, upload, data, parts[1:2])
    second.close()
    assert lab.server.calls("blob POST .*close-session") == 0
    third = lab.open()
    upload = send(third, upload, data, parts[2:])
    assert upload.confirmed == (Span(0, len(data)),)
    third.uploads.finish(upload)
    third.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(third, folder, "model.ifc") == data
    third.close()
    assert lab.server.calls("blob POST .*close-session") == 1


@pytest.mark.parametrize("action", ["", "expire-batches"])
def test_closing_ends_the_session_of_a_batch_that_failed_for_good(
    lab: Lab, folder: Entry, action: str
) -> None:
    cloud = lab.open()
    batch, _ = begun(cloud, folder, "plan.pdf", b"abc")
    if action:
        lab.server.action(action)
    with pytest.raises((BatchFailed, UploadLost)):
        cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    cloud.close()
    assert lab.server.calls("blob POST .*close-session") == 1


def test_signing_out_ends_all_sessions(lab: Lab, folder: Entry) -> None:
    cloud = lab.open()
    begun(cloud, folder, "plan.pdf", b"abc")
    cloud.sign_out()
    assert lab.server.calls("blob POST .*close-session") == 1


def test_states_hold_no_session_and_no_token(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    batch, upload = begun(cloud, folder, "plan.pdf", b"abc")
    states = json.dumps([json.loads(batch.state), json.loads(upload.state)])
    sessions = {record["query"].get("session-id") for record in lab.records()} - {None}
    assert sessions
    assert store.kept is not None
    assert not [secret for secret in (*sessions, store.kept.secret) if secret in states]


def test_a_part_may_be_sent_again(cloud: Cloud, folder: Entry) -> None:
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    upload = send(cloud, upload, data, [parts[0], parts[1], parts[1], parts[2]])
    assert upload.confirmed == (Span(0, 3 * PART),)
    cloud.uploads.finish(upload)
    cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(cloud, folder, "plan.pdf") == data


def test_overlapping_parts_are_refused(cloud: Cloud, folder: Entry) -> None:
    data = noise(2 * PART)
    _, upload = begun(cloud, folder, "plan.pdf", data)
    send(cloud, upload, data, [Span(0, PART)])
    with pytest.raises(UploadIncomplete):
        send(cloud, upload, data, [Span(PART // 2, PART)])


def test_an_ended_session_is_renewed_and_the_part_sent_again(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    data = noise(2 * PART)
    batch, upload = begun(cloud, folder, "plan.pdf", data)
    send(cloud, upload, data, [Span(0, PART)])
    lab.server.action("expire-blob-sessions")
    body = Bytes(data[PART:])
    upload = cloud.uploads.send(upload, Span(PART, PART), body)
    assert body.rewound == 1
    assert upload.confirmed == (Span(0, 2 * PART),)
    lab.server.action("expire-blob-sessions")
    cloud.uploads.finish(upload)
    lab.server.action("expire-blob-sessions")
    cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(cloud, folder, "plan.pdf") == data


def test_an_expired_ticket_is_replaced(lab: Lab, folder: Entry) -> None:
    lab.server.fault(
        server="blob",
        path="create-session",
        status=430,
        body={"data": {"error-code": 4, "error-message": "old"}},
    )
    put(lab.open(), folder, "plan.pdf", b"abc")
    assert lab.server.calls("get-ticket") == 2


@with_tokens
def test_uploads_that_end_with_their_session_are_lost(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(uploads_end_with_session=True)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    batch, upload = begun(cloud, folder, "x.pdf", b"abc")
    lab.server.action("expire-blob-sessions")
    with pytest.raises(UploadLost):
        send(cloud, upload, b"abc", [Span(0, 3)])
    with pytest.raises(UploadLost):
        cloud.uploads.begin(batch, folder, "y.pdf", 3)
    with pytest.raises(UploadLost):
        cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    put(cloud, folder, "x.pdf", b"begun again")
    assert content(cloud, folder, "x.pdf") == b"begun again"


def test_a_sent_upload_the_server_forgot_is_lost(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    batch, upload = begun(cloud, folder, "plan.pdf", b"abc")
    send(cloud, upload, b"abc", [Span(0, 3)])
    lab.forget_uploads()
    with pytest.raises(UploadLost) as caught:
        cloud.uploads.finish(upload)
    assert "begins again" in caught.value.sentence
    again = cloud.uploads.begin(batch, folder, "plan.pdf", 3)
    cloud.uploads.finish(send(cloud, again, b"abc", [Span(0, 3)]))
    cloud.uploads.finish_batch(batch, OnExisting.FAIL)
    assert content(cloud, folder, "plan.pdf") == b"abc"


def test_a_batch_the_server_forgot_is_lost(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    batch, _ = begun(cloud, folder, "plan.pdf", b"abc")
    lab.server.action("expire-batches")
    with pytest.raises(UploadLost):
        cloud.uploads.begin(batch, folder, "plan.pdf", 3)


# ------------------------------------------------------------------------------------------- content servers


def test_a_content_server_that_nobody_reaches_is_named(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.server.fault(server="blob", path="get-runtime-id", drop="request", times=None)
    with pytest.raises(ServerUnreachable) as caught:
        cloud.uploads.begin_batch(folder, "nobody there")
    assert "Berlin" in caught.value.sentence
    assert caught.value.technical.count("http://") >= 2
    lab.server.clear_faults()
    put(cloud, folder, "plan.pdf", b"abc")


def test_a_page_in_place_of_a_content_server_gets_no_ticket(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """A guest network answers for every name, also for one that is known in the data centre only."""
    page = {"status": 200, "body": "<html>Welcome</html>", "content_type": "text/html", "times": None}
    lab.server.fault(server="blob", path="get-runtime-id", **page)
    with pytest.raises(ServerUnreachable):
        cloud.uploads.begin_batch(folder, "a guest network")
    assert lab.server.calls("blob POST .*create-session") == 0


def test_a_content_server_is_looked_for_once(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    together([lambda: cloud.uploads.begin_batch(folder, "at the same time") for _ in range(8)])
    assert lab.server.calls("get-runtime-id") == 1
    assert lab.server.calls("blob POST .*create-session") == 1
    assert lab.server.calls("get-ticket") == 1
