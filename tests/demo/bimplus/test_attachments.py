"""Attachments: what arrives in one request, lists and their filters, downloads, deletion."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from tests.demo.bimplus.wire import ZERO, Bimplus, message, names

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def raw_form(*parts: tuple[bytes, bytes, bytes]) -> dict[str, Any]:
    """A multipart body from (disposition, type, data), written by hand."""
    body = b""
    for disposition, kind, data in parts:
        body += b"--line\r\n" + (b"Content-Disposition: " + disposition + b"\r\n" if disposition else b"")
        body += (b"Content-Type: " + kind + b"\r\n" if kind else b"") + b"\r\n" + data + b"\r\n"
    return {"data": body + b"--line--\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=line"}}


def test_the_parts_own_headers_say_everything(wire: Bimplus, project: str) -> None:
    first = (
        b'form-data; name="TestFile"; filename="TestFile.xml"; classification="Report"; tag="ABCDE"',
        b"application/xml",
        b"<a/>",
    )
    second = (b'form-data; name="b"; filename="b.txt"', b"text/plain", b"ignored")
    answer = wire.call("POST", f"projects/{project}/attachments", **raw_form(first, second))
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert document["objectIds"] == [document["relatedId"]] == [project]
    assert (document["fileName"], document["type"], document["size"]) == (
        "TestFile.xml",
        "application/xml",
        4,
    )
    assert (document["classification"], document["tag"]) == ("Report", "ABCDE")
    assert (document["attachmentType"], int(document["version"])) == ("Document", 1)
    assert set(document["rights"]) == {"update", "share", "delete", "download"}
    assert {"id", "email", "firstname", "lastname", "company", "fullname", "displayname"} == set(
        document["creator"]
    )
    assert set(document["changedBy"]) == {"id", "email"}
    assert GUID.fullmatch(document["hash"])
    assert wire.get(f"attachments/{document['id']}") == document
    assert wire.get(f"projects/{project}/attachments") == [document]
    download = wire.call("GET", f"attachments/{document['id']}/download")
    assert (download.content, download.headers["Content-Type"]) == (b"<a/>", "application/xml")


@pytest.mark.parametrize(
    "parameters",
    [
        'filename="Größe 図面.pdf"'.encode(),
        'filename="Größe.pdf"'.encode("latin-1"),
        b"filename=\"G.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf",
        b"filename*=utf-8'de'Gr%C3%B6%C3%9Fe.pdf; filename=\"G.pdf\"",
        b"filename*=ISO-8859-1''Gr%F6%DFe.pdf; filename=G.pdf",
        b'filename="a \\"b\\" \\\\ ; c.pdf"',
    ],
)
def test_names_arrive_in_every_encoding(wire: Bimplus, project: str, parameters: bytes) -> None:
    expected = {b'filename="a': 'a "b" \\ ; c.pdf', 'filename="Größe 図'.encode(): "Größe 図面.pdf"}
    name = next((name for begin, name in expected.items() if parameters.startswith(begin)), "Größe.pdf")
    part = (b'form-data; name="x"; ' + parameters, b"application/pdf", b"x")
    answer = wire.call("POST", f"projects/{project}/attachments", **raw_form(part))
    assert answer.json()["fileName"] == name
    headers = {"Content-Disposition": b'inline; name="x"; ' + parameters, "Content-Range": "bytes 0-0/1"}
    answer = wire.call("PUT", f"projects/{project}/attachments/chunked", data=b"x", headers=headers)
    assert answer.json()["fileName"] == name


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ((b"", b"text/plain", b"x"), "name"),
        ((b'form-data; filename="a.txt"', b"text/plain", b"x"), "name"),
        ((b'form-data; name="a"', b"text/plain", b"x"), "filename"),
        ((b'form-data; name="a"; filename=""', b"text/plain", b"x"), "filename"),
        ((b'form-data; name="a"; filename="a.txt"', b"", b"x"), "Content-Type"),
    ],
)
def test_what_is_mandatory(wire: Bimplus, project: str, part: tuple[bytes, bytes, bytes], word: str) -> None:
    answer = wire.call("POST", f"projects/{project}/attachments", **raw_form(part))
    assert word in message(answer, 400)
    assert wire.get(f"projects/{project}/attachments") == []


def test_bodies_that_are_none(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments"
    form = {"Content-Type": "multipart/form-data; boundary=line"}
    for data, headers in (
        (b"", form),
        (b"--line--\r\n", form),
        (b"nonsense", form),
        (b"--line\r\n", {"Content-Type": "multipart/form-data"}),
    ):
        message(wire.call("POST", route, data=data, headers=headers), 400)
    message(wire.call("POST", route, data=b"x", headers={"Content-Type": "text/plain"}), 415)
    assert wire.get(route) == []


def test_base64_in_json(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments"
    body = {"fileName": "Foto Süd.png", "imageData": base64.b64encode(b"\x89PNG").decode()}
    created = wire.put(route, body, 201, "POST")
    assert (created["type"], created["size"]) == ("image/png", 4)
    assert wire.content(f"attachments/{created['id']}/download") == b"\x89PNG"
    for wrong in ({"fileName": "a"}, {"imageData": "%%%"}, {"imageData": 3}, []):
        message(wire.call("POST", route, json=wrong), 400)


def test_replacing_keeps_id_number_and_older_versions(wire: Bimplus, project: str) -> None:
    attachment_id = wire.upload(project, "a.txt", b"one")
    wire.form("POST", f"attachments/{attachment_id}/versions", "a.txt", b"two")
    before = wire.get(f"attachments/{attachment_id}")
    answer = wire.form("PUT", f"attachments/{attachment_id}", "b.txt", b"three!")
    assert answer.status_code == 200
    document = answer.json()
    assert (document["id"], document["fileName"], document["size"]) == (attachment_id, "b.txt", 6)
    assert (int(document["version"]), document["release"]) == (2, "false")
    assert document["hash"] != before["hash"]
    assert [item["version"] for item in wire.get(f"attachments/{attachment_id}/versions")] == [2, 1]
    assert wire.content(f"attachments/{attachment_id}/versions/1/download") == b"one"
    assert wire.content(f"attachments/{attachment_id}/download") == b"three!"
    message(wire.form("PUT", f"attachments/{ZERO}", "a.txt", b""), 404)
    message(wire.call("PUT", f"attachments/{attachment_id}", json={"fileName": "c.txt"}), 400)


def test_deleting_one_and_what_follows(wire: Bimplus, project: str) -> None:
    attachment_id = wire.upload(project, "a.txt")
    wire.delete(f"attachments/{attachment_id}")
    for method, route in (
        ("GET", ""), ("DELETE", ""), ("GET", "/download"), ("GET", "/versions"), ("PUT", "/release"),
        ("GET", "/versions/1/download"), ("DELETE", "/versions/1"),
    ):  # fmt: skip
        message(wire.call(method, f"attachments/{attachment_id}{route}"), 404)
    message(wire.form("POST", f"attachments/{attachment_id}/versions", "a.txt", b""), 404)
    message(wire.chunk(f"attachments/{attachment_id}/versions/chunked", "0-0/1", b"x"), 404)
    for empty in ("attachments/", "attachments", "attachments//download", "attachments//versions"):
        assert wire.call("DELETE", empty).status_code in (404, 405)
        assert wire.call("GET", empty).status_code in (404, 405)


def test_deleting_all(wire: Bimplus, project: str) -> None:
    kept = wire.make_project()
    for target in (project, project, kept):
        wire.upload(target, "a.txt")
    wire.form("POST", f"projects/{project}/thumbnail", "a.png", b"png", "image/png")
    wire.delete(f"projects/{project}/attachments")
    assert wire.get(f"projects/{project}/attachments") == []
    assert wire.content(f"thumbnail/{project}") == b"png"
    assert len(wire.get(f"projects/{kept}/attachments")) == 1
    wire.delete(f"objects/{kept}/attachments")
    assert wire.get(f"projects/{kept}/attachments") == []
    wire.delete(f"projects/{kept}")
    message(wire.call("DELETE", f"projects/{kept}/attachments"), 404)


def test_filters_of_the_list(wire: Bimplus, other: Bimplus, project: str) -> None:
    wire.action("set-role", project=wire.get(f"projects/{project}")["name"], user=other.email, role="editor")
    route = f"projects/{project}/attachments"
    for number in range(1, 6):
        wire.upload(project, f"Plan {number}.pdf", b"x" * number * 1000)
    other.upload(project, "Übersicht & Lage.txt", b"y")

    def found(**params: object) -> list[str]:
        return names(wire.get(route, **params))

    plans = [f"Plan {number}.pdf" for number in range(1, 6)]
    assert found(filter="fileName=plan*", sortColumn="size", sortDirection="descending") == plans[::-1]
    assert found(filter="size>=3000", sortColumn="fileName") == plans[2:]
    assert found(filter="size>1000&size<4000", sortColumn="size") == plans[1:3]
    assert found(filter=f"creator.Email={other.email}") == ["Übersicht & Lage.txt"]
    assert found(filter="type!=text/plain") == []
    assert found(filter="release=true") == []
    assert found(filter="createdAt<2016-07-27T07:00:00") == []
    assert found(page=2, pageSize=4, sortColumn="size") == plans[3:]
    first = names(wire.get(f"{route}?filter=size%3E1000%26size%3C3000"))
    assert first == ["Plan 2.pdf"], "the encoded form"
    message(wire.call("GET", route, params={"attachmentType": "Nothing"}), 400)
    message(wire.call("GET", route, params={"filter": "Lage=1"}), 400)


def test_dates_are_compared_as_moments(wire: Bimplus) -> None:
    route = f"projects/{wire.sample('Bürogebäude Hafenkontor')['id']}/attachments"
    ordered = wire.get(route, sortColumn="createdAt")
    dates = [item["createdAt"] for item in ordered]
    assert dates[0] == "0001-01-01T00:00:00", "never comes first"
    middle = dates[len(dates) // 2]
    known = {item["id"]: item["createdAt"] for item in ordered}
    later = wire.get(route, filter=f"createdAt>={middle}", sortColumn="createdAt")
    assert [item["createdAt"] for item in later] == [date for date in dates if date[:19] >= middle[:19]]
    zoned = wire.get(route, filter=f"createdAt<{middle[:19]}Z")
    assert len(zoned) + len(later) == len(known)


def test_project_only_types_and_objects(wire: Bimplus, project: str) -> None:
    sample = wire.sample("Bürogebäude Hafenkontor")["id"]
    everything = wire.get(f"projects/{sample}/attachments")
    own = wire.get(f"projects/{sample}/attachments", projectOnly="true")
    assert {item["relatedId"] for item in own} == {sample}
    elsewhere = [item for item in everything if item["relatedId"] != sample]
    assert len(own) + len(elsewhere) == len(everything)
    assert elsewhere, "issues and objects have some"
    object_id = elsewhere[0]["relatedId"]
    listed = wire.get(f"objects/{object_id}/attachments")
    assert listed == [item for item in elsewhere if item["relatedId"] == object_id]
    assert wire.get(f"objects/{sample}/attachments", page=1, pageSize=1) == own, "does not page"
    both = wire.get(f"projects/{sample}/attachments?attachmentType=Ifc&attachmentType=thumbnail")
    assert {item["attachmentType"] for item in both} == {"Ifc", "Thumbnail"}
    assert {item["attachmentType"] for item in everything} == {"Document"}
    answer = wire.form("POST", f"objects/{project}/attachments", "a.txt", b"x")
    assert answer.json()["relatedId"] == project, "a project is an object too"
    message(wire.call("GET", f"objects/{ZERO}/attachments"), 404)


def test_the_state_at_a_revision(wire: Bimplus) -> None:
    sample = wire.sample("Bürogebäude Hafenkontor")["id"]
    route = f"projects/{sample}/attachments"
    now = {item["id"]: int(item["version"]) for item in wire.get(route)}
    counts = []
    for number in (1, 3, 5):
        then = {item["id"]: int(item["version"]) for item in wire.get(route, revision=number)}
        assert set(then) <= set(now)
        assert all(then[key] <= now[key] for key in then)
        counts.append(sum(then.values()))
    assert counts == sorted(counts)
    assert counts[0] < counts[2] == sum(now.values())
    message(wire.call("GET", route, params={"revision": 99}), 404)
    message(wire.call("GET", route, params={"revision": "x"}), 400)


def test_ranges_and_names_of_downloads(wire: Bimplus, project: str) -> None:
    data = bytes(range(256)) * 100
    attachment_id = wire.upload(project, "Grundriß A/1.bin", data)
    route = f"attachments/{attachment_id}/download"
    whole = wire.call("GET", route)
    assert (whole.status_code, whole.content) == (200, data)
    assert "filename*=UTF-8''Grundri%C3%9F%20A%2F1.bin" in whole.headers["Content-Disposition"]
    part = wire.call("GET", route, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, data[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(data)}"
    assert wire.call("GET", route, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    stale = {"Range": "bytes=5-", "If-Range": '"other"'}
    assert wire.call("GET", route, headers=stale).status_code == 200
    wire.action("flip-byte", id=attachment_id)
    damaged = wire.content(route)
    assert len(damaged) == len(data)
    assert sum(a != b for a, b in zip(damaged, data, strict=True)) == 1


def test_what_others_do(wire: Bimplus, project: str) -> None:
    name = wire.get(f"projects/{project}")["name"]
    attachment_id = wire.action("write-attachment", project=name, fileName="../a:b?.txt", text="evil")["id"]
    found = wire.get(f"attachments/{attachment_id}")
    assert (found["fileName"], found["creator"]["firstname"]) == ("../a:b?.txt", "Tomáš")
    wire.action("write-version", id=attachment_id, size=10)
    assert [item["size"] for item in wire.get(f"attachments/{attachment_id}/versions")] == [10, 4]
    wire.action("delete-attachment", id=attachment_id)
    message(wire.call("GET", f"attachments/{attachment_id}"), 404)
    url = f"{wire.origin}/_standin/actions"
    assert wire.http.post(f"{url}/nonsense").status_code == 404
    assert wire.http.post(f"{url}/flip-byte", json={"id": attachment_id}).status_code == 400


def test_faults_meet_this_server_too(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments"
    wire.server.fault(server="bimplus", method="GET", path="attachments$", status=503, retry_after=2)
    answer = wire.call("GET", route)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    attachment_id = wire.upload(project, "a.bin", b"0123456789")
    wire.server.fault(server="bimplus", path="download", truncate=4)
    assert wire.content(f"attachments/{attachment_id}/download") == b"0123"
    assert wire.server.calls(f"bimplus GET /v2/{wire.team}/attachments/{attachment_id}/download") == 1
