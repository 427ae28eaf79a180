"""Uploads in chunks: their protocol, order, locks and end."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Callable

import pytest

from tests.demo.bimplus.wire import ZERO, Bimplus, message
from tests.standin import StandIn

DATA = bytes(range(256)) * 40
HALF = len(DATA) // 2
TOTAL = len(DATA)
FIRST, LAST = f"0-{HALF - 1}/{TOTAL}", f"{HALF}-{TOTAL - 1}/{TOTAL}"


def a_name(*, zero: bool) -> str:
    """A file name whose first answer hides the upload's id in `fileName`, or does not."""
    return next(
        name
        for number in range(100)
        if (name := f"Modell {number}.bin") and bool(zlib.crc32(name.encode()) & 1) is zero
    )


def begin(wire: Bimplus, route: str, name: str = "a.bin") -> str:
    """The id for the chunks after the first."""
    answer = wire.chunk(route, FIRST, DATA[:HALF], name=name)
    assert answer.ok, answer.text
    document = answer.json()
    return str(document["fileName"] if document["id"] == ZERO else document["id"])


@pytest.mark.parametrize("zero", [True, False])
def test_a_file_in_three_chunks(wire: Bimplus, project: str, zero: bool) -> None:
    route, name = f"projects/{project}/attachments/chunked", a_name(zero=zero)
    third = TOTAL // 3
    first = wire.chunk(route, f"0-{third - 1}/{TOTAL}", DATA[:third], name=name)
    assert first.status_code == (200 if zero else 202)
    told = first.json()
    assert (told["id"] == ZERO, told["size"]) == (zero, third)
    file_id = told["fileName"] if zero else told["id"]
    assert uuid.UUID(file_id)
    assert wire.get(f"projects/{project}/attachments") == [], "not there before the last chunk"
    if not zero:
        assert "locked" in message(wire.call("GET", f"attachments/{file_id}"), 403)
    second = wire.chunk(route, f"{third}-{2 * third - 1}/{TOTAL}", DATA[third : 2 * third], file_id, name)
    assert (second.json()["id"], second.json()["size"]) == (told["id"], 2 * third)
    last = wire.chunk(route, f"{2 * third}-{TOTAL - 1}/{TOTAL}", DATA[2 * third :], file_id, name)
    assert last.status_code == 201, last.text
    document = last.json()
    assert (document["fileName"], document["size"]) == (name, TOTAL)
    assert (document["id"] == file_id) is not zero
    assert document["type"] == "application/octet-stream"
    assert wire.content(f"attachments/{document['id']}/download") == DATA
    assert wire.get(f"projects/{project}/attachments") == [document]
    again = wire.chunk(route, f"{2 * third}-{TOTAL - 1}/{TOTAL}", DATA[2 * third :], file_id, name)
    message(again, 404)


def test_one_chunk_an_empty_file_and_a_folder(wire: Bimplus, project: str) -> None:
    folder = wire.make_folder(project, "Pläne")
    route = f"objects/{project}/attachments/chunked"
    for content_range, data in (("0-3/4", b"data"), ("0--1/0", b"")):
        answer = wire.chunk(
            route,
            content_range,
            data,
            params={"DocumentFolderId": folder},
            headers={"Content-Type": "text/x"},
        )
        assert answer.status_code == 201, answer.text
        assert (answer.json()["size"], answer.json()["type"]) == (len(data), "text/x")
    inside = wire.get(f"structures/{folder}/topology")["children"]
    assert [child["type"] for child in inside] == ["Attachment", "Attachment"]
    for wrong, status in ((ZERO, 404), (project, 404)):
        answer = wire.chunk(route, "0-0/1", b"x", params={"DocumentFolderId": wrong})
        message(answer, status)


@pytest.mark.parametrize(
    "content_range",
    ["", "0-1", "0-1/x", "1-0/2", "0-2/2", "5-9/10", "0--1/5", "0-0/0", "-1-1/2", f"0-{10**20}/{10**20 + 1}"],
)
def test_ranges_that_are_none(wire: Bimplus, project: str, content_range: str) -> None:
    route = f"projects/{project}/attachments/chunked"
    assert message(wire.chunk(route, content_range, b"xx"), 400)
    assert wire.get(f"projects/{project}/attachments") == []


def test_the_order_is_kept(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments/chunked"
    file_id = begin(wire, route)
    gap = wire.chunk(route, f"{HALF + 1}-{TOTAL - 1}/{TOTAL}", DATA[HALF + 1 :], file_id)
    assert str(HALF) in message(gap, 400), "says where the next chunk begins"
    message(wire.chunk(route, f"{HALF - 1}-{TOTAL - 1}/{TOTAL}", DATA[HALF - 1 :], file_id), 400)
    message(wire.chunk(route, f"{HALF}-{TOTAL - 1}/{TOTAL + 5}", DATA[HALF:], file_id), 400)
    message(wire.chunk(route, LAST, DATA[HALF:-1], file_id), 400)
    message(wire.chunk(route, LAST, DATA[HALF:] + b"more", file_id), 400)
    message(wire.chunk(route, LAST, DATA[HALF:], str(uuid.uuid4())), 404)
    message(
        wire.chunk(f"projects/{wire.make_project()}/attachments/chunked", LAST, DATA[HALF:], file_id), 400
    )
    repeated = wire.chunk(route, FIRST, DATA[:HALF], file_id)
    assert repeated.json()["size"] == HALF, "a confirmed chunk may come again, its answer may be lost"
    answer = wire.chunk(route, LAST, DATA[HALF:], file_id)
    assert wire.content(f"attachments/{answer.json()['id']}/download") == DATA


def test_a_first_chunk_needs_a_name(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments/chunked"
    for disposition in (b"inline", b'inline; name="a"', b'inline; filename="a.bin"'):
        answer = wire.chunk(route, FIRST, DATA[:HALF], headers={"Content-Disposition": disposition})
        assert "name" in message(answer, 400)


def test_what_an_upload_was_for_may_go(wire: Bimplus, project: str) -> None:
    folder = wire.make_folder(project, "Pläne")
    route = f"projects/{project}/attachments/chunked"
    answer = wire.chunk(route, FIRST, DATA[:HALF], params={"DocumentFolderId": folder}, name="b.bin")
    told = answer.json()
    file_id = told["fileName"] if told["id"] == ZERO else told["id"]
    wire.delete(f"structures/{folder}")
    again = {"params": {"DocumentFolderId": folder}}
    message(wire.chunk(route, LAST, DATA[HALF:], file_id, "b.bin", **again), 404)
    assert wire.chunk(route, LAST, DATA[HALF:], file_id, "b.bin").status_code == 201
    second = wire.make_project()
    route = f"projects/{second}/attachments/chunked"
    file_id = begin(wire, route)
    wire.delete(f"projects/{second}")
    message(wire.chunk(route, LAST, DATA[HALF:], file_id), 404)


def test_somebody_elses_upload(wire: Bimplus, other: Bimplus, project: str) -> None:
    wire.action("set-role", project=wire.get(f"projects/{project}")["name"], user=other.email, role="editor")
    route = f"projects/{project}/attachments/chunked"
    file_id = begin(wire, route)
    message(other.chunk(route, LAST, DATA[HALF:], file_id), 404)
    assert wire.chunk(route, LAST, DATA[HALF:], file_id).status_code == 201


@pytest.mark.parametrize(("what", "numbers"), [("versions/chunked", [2, 1]), ("chunked", [1])])
def test_a_lock_holds_until_the_last_chunk(
    wire: Bimplus, other: Bimplus, project: str, what: str, numbers: list[int]
) -> None:
    wire.action("set-role", project=wire.get(f"projects/{project}")["name"], user=other.email, role="admin")
    folder = wire.make_folder(project, "Pläne")
    attachment_id = wire.upload(project, "a.bin", b"old", DocumentFolderId=folder)
    base = f"attachments/{attachment_id}"
    file_id = begin(wire, f"{base}/{what}")
    assert wire.content(f"{base}/download") == b"old", "reading goes on"
    assert wire.get(base)["size"] == 3
    for method, route, parts in (
        ("DELETE", base, {}),
        ("DELETE", f"{base}/versions/1", {}),
        ("DELETE", f"projects/{project}/attachments", {}),
        ("DELETE", f"structures/{folder}", {"params": {"deleteAll": "true"}}),
        ("POST", f"{base}/versions", {"files": {"a": ("a.bin", b"x", "a/b")}}),
        ("PUT", base, {"files": {"a": ("a.bin", b"x", "a/b")}}),
    ):
        assert "locked" in message(other.call(method, route, **parts), 403), route
    assert "locked" in message(other.chunk(f"{base}/versions/chunked", "0-0/1", b"x"), 403)
    assert wire.get(f"structures/{folder}/topology")["children"], "nothing was half deleted"
    answer = wire.chunk(f"{base}/{what}", LAST, DATA[HALF:], file_id)
    assert (answer.status_code, answer.json()["id"]) == (201, attachment_id)
    assert wire.content(f"{base}/download") == DATA
    assert [item["version"] for item in wire.get(f"{base}/versions")] == numbers
    other.delete(base)


def test_locks_end_by_their_owner_or_with_time(wire: Bimplus, other: Bimplus, project: str) -> None:
    wire.action("set-role", project=wire.get(f"projects/{project}")["name"], user=other.email, role="editor")
    attachment_id = wire.upload(project, "a.bin", b"old")
    route = f"attachments/{attachment_id}/versions/chunked"
    abandoned = begin(wire, route)
    file_id = begin(wire, route)
    message(wire.chunk(route, LAST, DATA[HALF:], abandoned), 404)
    wire.action("expire-uploads")
    message(wire.chunk(route, LAST, DATA[HALF:], file_id), 404)
    assert other.chunk(route, "0-2/3", b"new").status_code == 201
    begin(wire, route)
    wire.delete(f"attachments/{attachment_id}")
    broken = wire.upload(project, "b.bin", b"old")
    message(wire.chunk(f"attachments/{broken}/chunked", FIRST, b"short"), 400)
    assert other.form("POST", f"attachments/{broken}/versions", "b.bin", b"x").status_code == 201


def test_an_upload_goes_on_after_a_crash(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin()
    wire = Bimplus(server)
    wire.sign_in()
    route = f"projects/{wire.make_project()}/attachments/chunked"
    file_id = begin(wire, route)
    server.fault(server="bimplus", path="chunked", drop="request", after=100)
    with pytest.raises(OSError, match=r"Connection|Remote|reset|closed|Broken"):
        wire.chunk(route, LAST, DATA[HALF:], file_id)
    server.restart(crash=True)
    answer = wire.chunk(route, LAST, DATA[HALF:], file_id)
    assert wire.content(f"attachments/{answer.json()['id']}/download") == DATA
    wire.http.close()
