"""Changing the tree: folders, names, places, deleting."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.demo.wire import Wire, code

ILLEGAL = [
    "",
    "a/b",
    "a\\b",
    "a:b",
    "a;b",
    "a,b",
    "a<b",
    "a>b",
    'a"b',
    "a|b",
    "a?b",
    "a*b",
    ".",
    "..",
    "a\0b",
    None,
    5,
]
LEGAL = ["Größe", "図面", " ", "a.b.c", "-", "x" * 200, "' --", "%_", "name\nwith a line"]


def insert(wire: Wire, parent_id: str | None, body: Any) -> requests.Response:
    params = {} if parent_id is None else {"parent-id": parent_id}
    return wire.call("POST", "insert-resource-group", params, json=body)


def rename(wire: Wire, blob_id: str, **body: Any) -> requests.Response:
    return wire.call("PUT", "update-blob", json={"id": blob_id, **body})


def move(wire: Wire, blob_id: str, method: str = "POST", **body: Any) -> requests.Response:
    return wire.call(method, "update-blob-parent", {"blob-id": blob_id}, json=body)


def put(wire: Wire, folder: dict[str, Any], name: str, data: bytes = b"content") -> dict[str, Any]:
    """Upload a file; its resource."""
    path = folder["$path"].removeprefix(wire.root_name)
    blob_id = wire.upload(f"{path}/{name}", data)["blob-id"]
    found: dict[str, Any] = wire.get("GET", "get-resource", {"resource-id": blob_id})
    return found


@pytest.mark.parametrize("name", LEGAL)
def test_folders_take_legal_names(wire: Wire, name: str) -> None:
    folder = wire.make_folder(wire.make_folder()["id"], name)
    assert folder["name"] == name
    assert folder["$loweredPath"].endswith("/" + name.lower())


@pytest.mark.parametrize("name", ILLEGAL)
def test_illegal_names_are_7(wire: Wire, name: Any) -> None:
    folder = wire.make_folder()
    assert code(insert(wire, folder["id"], {"name": name, "type": "resourceGroup"})) == 7
    file = put(wire, folder, "a.txt")
    if name is not None:
        assert code(rename(wire, file["id"], name=name)) == 7
    assert [item["name"] for item in wire.query({"$eq": {"$parentId": folder["id"]}})] == ["a.txt"]


def test_surrogates_are_7(wire: Wire) -> None:
    folder = wire.make_folder()
    raw = b'{"name": "\\udc80", "type": "resourceGroup"}'
    assert code(wire.call("POST", "insert-resource-group", {"parent-id": folder["id"]}, data=raw)) == 7


def test_a_folder_of_the_same_name_is_5_whatever_the_case(wire: Wire) -> None:
    folder = wire.make_folder()
    wire.make_folder(folder["id"], "Größe")
    assert (
        code(insert(wire, folder["id"], {"name": "GRÖSSE".replace("SS", "ß"), "type": "resourceGroup"})) == 5
    )
    assert code(insert(wire, folder["id"], {"name": "größe", "type": "resourceGroup"})) == 5
    put(wire, folder, "file")
    assert code(insert(wire, folder["id"], {"name": "FILE", "type": "resourceGroup"})) == 5


def test_where_and_what_is_inserted(wire: Wire) -> None:
    folder = wire.make_folder()
    file = put(wire, folder, "a.txt")
    for parent in ("nothing", file["id"], None):
        assert code(insert(wire, parent, {"name": "x", "type": "resourceGroup"})) == 6
    for kind in ("blob", "project", None):
        assert code(insert(wire, folder["id"], {"name": "x", "type": kind})) == 7
    assert code(insert(wire, folder["id"], ["x"])) == 7


def test_renaming(wire: Wire) -> None:
    folder = wire.make_folder()
    file = put(wire, folder, "a.txt", b"12345")
    assert rename(wire, file["id"], name="Änderung.TXT").json() == {}
    renamed = wire.get("GET", "get-resource", {"resource-id": file["id"]})
    assert renamed["$path"] == f"{folder['$path']}/Änderung.TXT"
    assert renamed["$loweredPath"] == renamed["$path"].lower()
    assert (renamed["$size"], renamed["modelServerId"]) == (5, file["modelServerId"])
    assert renamed["$modifiedDate"] >= file["$modifiedDate"]
    assert rename(wire, file["id"], name="änderung.txt", type="blob").status_code == 200, (
        "another case of its own"
    )
    assert rename(wire, file["id"]).status_code == 200, "nothing to change"


def test_renaming_what_and_to_what(wire: Wire) -> None:
    folder = wire.make_folder()
    first, _second = put(wire, folder, "a.txt"), put(wire, folder, "b.txt")
    wire.make_folder(folder["id"], "c")
    assert code(rename(wire, first["id"], name="B.TXT")) == 5
    assert code(rename(wire, first["id"], name="C")) == 5
    assert code(rename(wire, folder["id"], name="x")) == 6, "folders cannot be renamed"
    assert code(rename(wire, "nothing", name="x")) == 6
    assert code(wire.call("PUT", "update-blob", json={"name": "x"})) == 6
    assert code(rename(wire, first["id"], name="x", type="resourceGroup")) == 7
    assert wire.get("GET", "get-resource", {"resource-id": first["id"]})["name"] == "a.txt"


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_moving(wire: Wire, method: str) -> None:
    folder = wire.make_folder()
    one, two = wire.make_folder(folder["id"], "one"), wire.make_folder(folder["id"], "two")
    file = put(wire, one, "a.txt")
    assert move(wire, file["id"], method, parentPath=two["$path"], parentId=None).json() is True
    moved = wire.get("GET", "get-resource", {"resource-id": file["id"]})
    assert (moved["$path"], moved["$parentId"]) == (f"{two['$path']}/a.txt", two["id"])
    assert [item["name"] for item in moved["$ancestors"]][-2:] == [folder["name"], "two"]
    assert move(wire, file["id"], method, parentId=one["id"]).json() is True
    assert move(wire, file["id"], method, parentId=one["id"]).json() is True, "where it is already"
    assert wire.query({"$eq": {"$parentId": two["id"]}}) == []
    assert wire.default_store().download(file["id"]).content == b"content"


def test_moving_what_and_where(wire: Wire) -> None:
    folder = wire.make_folder()
    other = wire.make_folder()
    file, sibling = put(wire, folder, "a.txt"), put(wire, folder, "b.txt")
    put(wire, other, "A.txt")
    assert code(move(wire, file["id"], parentId=other["id"])) == 5
    assert code(move(wire, file["id"], parentId=file["id"])) == 4
    assert code(move(wire, file["id"], parentId=sibling["id"])) == 6
    assert code(move(wire, file["id"], parentId="nothing")) == 6
    assert code(move(wire, file["id"], parentPath="Nowhere/at all")) == 6
    assert code(move(wire, file["id"], parentPath=sibling["$path"])) == 6
    assert code(move(wire, folder["id"], parentId=other["id"])) == 6, "folders cannot be moved"
    assert code(move(wire, "nothing", parentId=other["id"])) == 6
    assert code(move(wire, file["id"])) == 7
    assert code(move(wire, file["id"], parentId=5)) == 7
    assert code(move(wire, file["id"], parentId=other["id"], parentPath=other["$path"])) == 7
    assert wire.get("GET", "get-resource", {"resource-id": file["id"]})["$parentId"] == folder["id"]


def test_deleting_a_file(wire: Wire) -> None:
    folder = wire.make_folder()
    file = put(wire, folder, "a.txt")
    assert wire.get("DELETE", "delete-blob", {"resource-id": file["id"]}) == {}
    assert code(wire.call("DELETE", "delete-blob", {"resource-id": file["id"]})) == 6
    assert code(wire.call("DELETE", "delete-blob", {"resource-id": folder["id"]})) == 6
    assert code(wire.default_store().download(file["id"])) == 21


def test_only_an_empty_folder_is_deleted(wire: Wire) -> None:
    folder = wire.make_folder()
    file = put(wire, folder, "a.txt")
    assert code(wire.call("DELETE", "delete-resource-group", {"resource-id": folder["id"]})) == 15
    assert code(wire.call("DELETE", "delete-resource-group", {"resource-id": file["id"]})) == 6
    wire.get("DELETE", "delete-blob", {"resource-id": file["id"]})
    assert wire.get("DELETE", "delete-resource-group", {"resource-id": folder["id"]}) == {}
    assert code(wire.call("GET", "get-resource", {"resource-id": folder["id"]})) == 6


def test_the_root_stays(wire: Wire) -> None:
    assert code(wire.call("DELETE", "delete-resource-group", {"resource-id": "projectRoot"})) == 15


def test_the_default_server_is_inherited(wire: Wire) -> None:
    def default(folder_id: str) -> str:
        found: str = wire.get("GET", "get-inherited-default-blob-server-id", {"resource-group-id": folder_id})
        return found

    root, exchange = default("projectRoot"), wire.at("/Exchange/From consultants")
    assert exchange is not None
    assert default(exchange["id"]) != root
    assert default(wire.make_folder()["id"]) == root
    file = wire.query({"$eq": {"type": "blob"}}, limit=1)[0]
    for wrong in ("nothing", file["id"], ""):
        answer = wire.call("GET", "get-inherited-default-blob-server-id", {"resource-group-id": wrong})
        assert code(answer) == 6


def test_folder_size(shared_2023: Any) -> None:
    wire = Wire(shared_2023)
    folder = wire.make_folder()
    put(wire, wire.make_folder(folder["id"], "sub"), "a.txt", b"12345")
    put(wire, folder, "b.txt", b"123")
    found = wire.get("GET", "get-folder-size-data", {"folder-id": folder["id"]})
    assert found == {"size": 8, "blobCount": 2, "resourceGroupCount": 1}
    assert code(wire.call("GET", "get-folder-size-data", {"folder-id": "nothing"})) == 6
    wire.close()
