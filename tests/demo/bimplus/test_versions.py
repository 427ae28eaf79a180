"""Versions of an attachment, sharing, and the zip of a Document Folder or a selection."""

from __future__ import annotations

import io
import zipfile

from tests.demo.bimplus.wire import ZERO, Bimplus, message

LISTED = {
    "objectIds", "fileName", "type", "size", "createdAt", "creator", "changed", "changedBy", "hash",
    "classification", "tag", "sizeMB", "version", "id",
}  # fmt: skip


def test_versions_grow_and_can_be_had_one_by_one(wire: Bimplus, other: Bimplus, project: str) -> None:
    wire.action("set-role", project=wire.get(f"projects/{project}")["name"], user=other.email, role="editor")
    attachment_id = wire.upload(project, "Plan.txt", b"one")
    base = f"attachments/{attachment_id}"
    second = other.form("POST", f"{base}/versions", "Plan B.md", b"two!", "text/markdown")
    assert second.status_code == 201
    assert (second.json()["id"], second.json()["version"]) == (attachment_id, 2)
    newest, oldest = wire.get(f"{base}/versions")
    assert set(newest) == LISTED | {"attachmentType"}
    assert set(oldest) == LISTED
    assert (newest["version"], oldest["version"]) == (2, 1)
    assert (newest["creator"]["email"], newest["changedBy"]["email"]) == (wire.email, other.email)
    assert oldest["changedBy"]["email"] == wire.email
    assert "preferedLanguage" in newest["creator"]
    assert oldest["objectIds"] == [ZERO]
    assert newest["hash"] != oldest["hash"]
    information = wire.get(base)
    assert (information["fileName"], information["type"]) == ("Plan B.md", "text/markdown")
    first = wire.call("GET", f"{base}/versions/1/download")
    assert (first.content, first.headers["Content-Type"]) == (b"one", "text/plain")
    assert wire.content(f"{base}/versions/2/download") == wire.content(f"{base}/download") == b"two!"
    for number, status in (("3", 404), ("0", 404), ("x", 400), ("-1", 400)):
        message(wire.call("GET", f"{base}/versions/{number}/download"), status)
        message(wire.call("DELETE", f"{base}/versions/{number}"), status)


def test_deleting_versions(wire: Bimplus, project: str) -> None:
    attachment_id = wire.upload(project, "a.txt", b"1")
    base = f"attachments/{attachment_id}"

    def add(data: bytes) -> int:
        return int(wire.form("POST", f"{base}/versions", "a.txt", data).json()["version"])

    def numbers() -> list[int]:
        return [item["version"] for item in wire.get(f"{base}/versions")]

    assert [add(b"2"), add(b"3")] == [2, 3]
    wire.delete(f"{base}/versions/3")
    assert numbers() == [2, 1]
    assert (int(wire.get(base)["version"]), wire.content(f"{base}/download")) == (2, b"2")
    assert add(b"4") == 4, "a number is never given twice"
    wire.delete(f"{base}/versions/1")
    wire.delete(f"{base}/versions/2")
    assert numbers() == [4]
    wire.delete(f"{base}/versions/4")
    message(wire.call("GET", base), 404)


def test_sharing_is_of_the_newest_version(wire: Bimplus, project: str) -> None:
    folder = wire.make_folder(project, "Plans")
    ids = [wire.upload(project, f"{name}.txt", DocumentFolderId=folder) for name in "ab"]
    base = f"attachments/{ids[0]}"
    answer = wire.call("PUT", f"{base}/release")
    assert answer.status_code == 200
    shared = answer.json()
    assert (shared["release"], shared["createdAt"], shared["creator"], shared["hash"]) == (
        True,
        None,
        None,
        "",
    )
    assert shared["sharedBy"]["email"] == wire.email
    assert shared["sharedDate"].endswith("+01:00")
    assert wire.get(base)["release"] in (True, "true")
    assert [item.get("release") for item in wire.get(f"{base}/versions")] == [True]
    wire.form("POST", f"{base}/versions", "a.txt", b"newer")
    assert wire.get(base).get("release", False) in (False, "false")
    assert [item.get("release") for item in wire.get(f"{base}/versions")] == [None, True]
    assert {item["id"] for item in wire.put(f"attachments/{folder}/release", None)} == set(ids)
    assert all(wire.get(f"attachments/{one}")["release"] in (True, "true") for one in ids)
    message(wire.call("PUT", f"attachments/{ZERO}/release"), 404)
    message(wire.call("PUT", f"attachments/{wire.make_folder(project, 'Empty')}/release"), 404)


def test_zips_and_their_rules(wire: Bimplus, project: str) -> None:
    folder = wire.make_folder(project, "Plans")
    inner = wire.make_folder(project, "Old", folder)
    route = f"attachments/{folder}/download"
    message(wire.call("GET", route), 404)
    wire.upload(project, "c.txt", b"inner", DocumentFolderId=inner)
    message(wire.call("GET", route), 404)
    first = wire.upload(project, "Grundriß.txt", b"one", DocumentFolderId=folder)
    second = wire.upload(project, "b.txt", b"two", DocumentFolderId=folder)
    answer = wire.call("GET", route)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "Grundriß.txt": b"one",
            "b.txt": b"two",
        }
    part = wire.call("GET", route, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"PK\x03\x04")
    twin = wire.upload(project, "B.TXT", b"twin", DocumentFolderId=folder)
    assert "same name" in message(wire.call("GET", route), 403)
    wire.delete(f"structures/{folder}/delete/{twin}")
    assert wire.call("GET", route).status_code == 200
    name = wire.get(f"projects/{project}")["name"]
    selection = wire.action("select", project=name, members=[first, second])["id"]
    with zipfile.ZipFile(io.BytesIO(wire.content(f"attachments/{selection}/download"))) as packed:
        assert sorted(packed.namelist()) == ["Grundriß.txt", "b.txt"]
    twins = wire.action("select", project=name, members=[second, twin])["id"]
    message(wire.call("GET", f"attachments/{twins}/download"), 403)
    wire.delete(f"attachments/{first}")
    wire.delete(f"attachments/{second}")
    message(wire.call("GET", f"attachments/{selection}/download"), 404)


def test_the_samples_have_what_is_awkward(wire: Bimplus) -> None:
    tree = wire.get(f"structures/{wire.sample('Bürogebäude Hafenkontor')['id']}/topology")
    folders = {node["name"]: node for node in tree["children"]}
    message(wire.call("GET", f"attachments/{folders['05 Ausschreibung']['id']}/download"), 403)
    message(wire.call("GET", f"attachments/{folders['06 Übergabe']['id']}/download"), 404)
    message(wire.call("GET", f"attachments/{folders['Kosten nach DIN 276']['id']}/download"), 404)
    assert zipfile.is_zipfile(io.BytesIO(wire.content(f"attachments/{folders['02 Statik']['id']}/download")))
