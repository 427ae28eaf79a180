"""What no client should send: each gets a sentence in JSON and a status of its own, and changes nothing."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.demo.bimplus.wire import ZERO, Bimplus, message

LONG = "x" * 10_000
FORM = {"Content-Type": "multipart/form-data; boundary=line"}
JSON = {"Content-Type": "application/json"}
PART = b'--line\r\nContent-Disposition: form-data; name="a"; filename="b"\r\nContent-Type: a/b\r\n\r\n'


def refused(answer: Any, *statuses: int) -> str:
    """What the answer says; it is JSON, whatever was asked."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:300])
    assert answer.headers["Content-Type"].startswith("application/json"), answer.text[:300]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = str(answer.json()["message"])
    assert said
    assert len(said) < 500
    assert "Traceback" not in said
    return said


def state(wire: Bimplus, project: str) -> object:
    """What bad input could have changed."""
    return (
        wire.get(f"projects/{project}") | {"changed": None},
        wire.get(f"projects/{project}/attachments"),
        wire.get(f"structures/{project}/topology"),
        wire.get(f"projects/{project}/attachments", attachmentType="Thumbnail"),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"7", b'"name"', b"{", b"\xff\xfe", b'{"name": NaN}', b'{"name": "\\ud800"}',
        b'{"name": 1}', b'{"name": []}', b'{"name": {}}', b'{"name": true}', b'{"name": null}',
        b'{"name": "a\\u0000b"}', b'{"name": "a\\nb"}', b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000,
        json.dumps({"name": LONG}).encode(),
        json.dumps({"name": "x", "description": LONG * 3, "shortDescr": LONG * 3}).encode(),
    ],
    ids=range(20),
)  # fmt: skip
def test_documents_of_wrong_types_and_sizes(wire: Bimplus, project: str, body: bytes) -> None:
    folder = wire.make_folder(project, "Plans")
    attachment = wire.upload(project, "a.txt")
    before = state(wire, project)
    projects = len(wire.get("projects"))
    for method, route in (
        ("POST", "projects"),
        ("PUT", f"projects/{project}"),
        ("POST", "projects/copyfrom"),
        ("POST", f"projects/{project}/structures"),
        ("POST", f"structures/{folder}"),
        ("POST", f"projects/{project}/attachments"),
        ("PUT", f"attachments/{attachment}"),
        ("POST", f"attachments/{attachment}/versions"),
        ("POST", f"projects/{project}/thumbnail"),
    ):
        refused(wire.call(method, route, data=body, headers=JSON), 400)
    refused(wire.send("POST", "authorize", data=body, headers=JSON), 400)
    assert state(wire, project) == before
    assert len(wire.get("projects")) == projects


def test_names_of_absurd_length(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments"
    for name in (LONG, "图" * 256, "a\x00b", "tab\there"):
        refused(wire.call("POST", route, json={"fileName": name, "imageData": "YQ=="}), 400)
        part = f'form-data; name="a"; filename="{name}"'.encode()
        body = b"--line\r\nContent-Disposition: " + part + b"\r\nContent-Type: a/b\r\n\r\nx\r\n--line--\r\n"
        refused(wire.call("POST", route, data=body, headers=FORM), 400)
    refused(wire.chunk(f"{route}/chunked", "0-0/1", b"x", name=LONG), 400)
    quoted = "inline; name=a; filename*=UTF-8''a%00b"
    refused(wire.chunk(f"{route}/chunked", "0-0/1", b"x", headers={"Content-Disposition": quoted}), 400)
    refused(wire.call("GET", f"projects/{LONG}"), 404)
    assert wire.get(route, filter=f"fileName={LONG}*") == []
    name = "ü" * 251 + ".pdf"
    wire.upload(project, name)
    assert wire.get(route)[0]["fileName"] == name, "255 characters are a name"


@pytest.mark.parametrize(
    "body",
    [
        PART + b"broken off",
        PART + b"x\r\n--lin",
        b'--line\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\n'
        + b"x" * 40
        + b"\r\n--line--\r\n",
        b"--line\r\nX: " + b"y" * 70_000 + b"\r\n\r\nx\r\n--line--\r\n",
        b"--line\r\nno header\r\n\r\nx\r\n--line--\r\n",
        b"--line\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nx\r\n--q--\r\n--line--\r\n",
    ],
    ids=["broken off", "in the boundary", "charset", "long header", "no header", "nested"],
)
def test_forms_that_cannot_be_read(wire: Bimplus, project: str, body: bytes) -> None:
    before = state(wire, project)
    for route in (f"projects/{project}/attachments", f"projects/{project}/thumbnail"):
        refused(wire.call("POST", route, data=body, headers=FORM), 400)
    assert state(wire, project) == before


def test_absurd_sizes_and_numbers(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments"
    attachment = wire.upload(project, "a.txt", b"0123456789")
    refused(wire.chunk(f"{route}/chunked", "0-0/999999999999999999", b"x"), 413)
    refused(wire.chunk(f"{route}/chunked", f"0-0/{'9' * 5000}", b"x"), 400)
    refused(wire.call("POST", "projects", data=b" " * 17_000_000, headers=JSON), 413)
    for params in (
        {"pageSize": "9" * 30}, {"pageSize": -5}, {"page": "1.5"}, {"page": "\uff11"}, {"pageSize": "1_0"},
        {"filter": "size>nan"}, {"filter": "size>1e400"}, {"filter": "size>1_000"}, {"filter": "size>"},
        {"filter": "createdAt>9999-99-99"}, {"filter": "&".join(["size>1"] * 2000)}, {"sortColumn": "%ff"},
        {"revision": "-1"}, {"projectOnly": "2"}, {"attachmentType": "\x00"},
    ):  # fmt: skip
        refused(wire.call("GET", route, params=params), 400)
    assert len(wire.get(route, page=1, pageSize=2**31 - 1)) == 1, "a page may be larger than the list"
    assert wire.get(route, page=2**31 - 1, pageSize=2**31 - 1) == []
    for number in ("9" * 5000, "-1", "1.0", "0x1"):
        refused(wire.call("GET", f"attachments/{attachment}/versions/{number}/download"), 400, 404)
    for asked in (f"bytes={'9' * 5000}-", "bytes=-", "bytes=5-1", "bytes=\xb2-3", f"bytes=0-{'9' * 5000}"):
        whole = wire.call("GET", f"attachments/{attachment}/download", headers={"Range": asked})
        assert (whole.status_code, whole.content) == (200, b"0123456789"), asked
    assert wire.get(route)[0]["size"] == 10


def test_bytes_that_are_no_text(wire: Bimplus, project: str) -> None:
    for junk in ("%FF", "%00", "%ED%A0%80", "%F0%9F%98%80", "%2e%2e%2f", "'", '"', "'%20OR%201=1--"):
        assert wire.call("GET", f"projects/{project}/attachments?filter=fileName={junk}").status_code == 200
        refused(wire.call("GET", f"projects/{project}/attachments?filter=size>{junk}"), 400)
        for name in ("sortColumn", "page", "attachmentType", "projectOnly", "revision"):
            refused(wire.call("GET", f"projects/{project}/attachments?{name}={junk}"), 400)
        refused(wire.call("GET", f"attachments/{junk}x"), 404)


def test_what_is_not_there_and_what_is_empty(wire: Bimplus, project: str) -> None:
    before = state(wire, project)
    attachment = wire.upload(project, "a.txt")
    wire.delete(f"attachments/{attachment}")
    for identifier in (attachment, ZERO, "x", "00000000", "None", "null"):
        refused(wire.call("GET", f"attachments/{identifier}"), 404)
        refused(wire.call("PUT", f"attachments/{identifier}/release"), 404)
        refused(wire.form("POST", f"attachments/{identifier}/versions", "a", b""), 404)
        refused(wire.chunk(f"attachments/{identifier}/versions/chunked", "0-0/1", b"x"), 404)
        refused(wire.call("DELETE", f"attachments/{identifier}"), 404)
        refused(wire.call("DELETE", f"objects/{identifier}/attachments"), 404)
        refused(wire.call("DELETE", f"issues/{identifier}/attachments"), 404)
    refused(wire.call("DELETE", f"issues/{project}/attachments"), 404)
    for method in ("GET", "POST", "PUT", "DELETE"):
        for route in ("projects//attachments", "attachments//versions", "attachments//download", "nowhere"):
            refused(wire.call(method, route), 404, 405)
    for route in ("projects/", "attachments/", "structures/"):
        refused(wire.call("DELETE", route), 404, 405)
    refused(wire.call("PATCH", f"projects/{project}"), 405)
    assert state(wire, project) == before


def test_what_is_no_http_is_told_so(wire: Bimplus) -> None:
    """The server says 400 and goes on; nothing is written to its standard error (the fixture looks)."""
    address = urlsplit(wire.api)
    for raw in (
        b"nonsense\r\n\r\n",
        b"GET /v2/teams HTTP/1.1\r\nHost: x\r\nBad: a\x01b\r\n\r\n",
        b"\x16\x03\x01\x00\r\n\r\n",
    ):
        with socket.create_connection((str(address.hostname), int(address.port or 0)), 20) as connection:
            connection.sendall(raw)
            assert connection.recv(200).startswith(b"HTTP/1.0 400") or b" 400 " in connection.recv(200)
    assert wire.send("GET", "teams").status_code == 200


def test_who_may_not(wire: Bimplus, other: Bimplus, project: str) -> None:
    attachment = wire.upload(project, "a.txt")
    before = state(wire, project)
    refused(other.call("GET", f"projects/{project}"), 403)
    refused(other.chunk(f"attachments/{attachment}/chunked", "0-0/1", b"x"), 403)
    wire.team = "tragwerk-nord"
    refused(wire.call("GET", f"attachments/{attachment}"), 404)
    wire.team = "nowhere"
    refused(wire.call("GET", "projects"), 404)
    wire.team = wire.server.bimplus["team"]
    token, wire.http.headers["Authorization"] = wire.token, "BimPlus 00000000000000000000000000000000"
    refused(wire.call("DELETE", f"projects/{project}"), 401)
    refused(wire.chunk(f"projects/{project}/attachments/chunked", "0-0/1", b"x"), 401)
    wire.use(token)
    refused(wire.authorize(application_id="6C12345D9B0C4F3C23ABB5721D098F7B"), 401)
    assert state(wire, project) == before
    message(wire.call("POST", "projects", json={"name": wire.get(f"projects/{project}")["name"]}), 409)
