"""What the second user may do: see all but Contracts, change only what is below Exchange."""

from __future__ import annotations

import pytest

from tests.demo.wire import Wire, code


def test_the_second_user_sees_all_but_one_folder(wire: Wire, other: Wire) -> None:
    mine = {item["name"] for item in wire.query({"$eq": {"$parentId": "projectRoot"}})}
    theirs = {
        item["name"] for item in other.query({"$eq": {"$parentId": "projectRoot"}}) if item["name"] in mine
    }
    assert mine - theirs == {"Contracts"}
    assert len(wire.query({"$like": {"$path": "%/Contracts%"}})) > 5
    assert other.query({"$like": {"$path": "%/Contracts%"}}) == []


def test_what_is_hidden_is_not_found(wire: Wire, other: Wire) -> None:
    folder, inside = wire.at("/Contracts"), wire.at("/Contracts/Overview.xlsx")
    assert folder is not None
    assert inside is not None
    assert code(other.call("GET", "get-resource", {"resource-id": folder["id"]})) == 6
    assert code(other.call("GET", "get-resource", {"resource-id": inside["id"]})) == 6
    body = {"fromRevision": 0, "path": folder["$path"]}
    assert code(other.call("POST", "get-blob-changes-for-sync", json=body)) == 6
    body = {"fromRevision": 0, "path": other.root_name}
    changes = other.get("POST", "get-blob-changes-for-sync", json=body)
    assert not [item for item in changes["created"] if "/Contracts/" in item["path"]]
    assert code(other.default_store().download(inside["id"])) == 21
    assert wire.default_store().download(inside["id"]).status_code == 200


def test_elsewhere_they_only_read(wire: Wire, other: Wire) -> None:
    file = other.query({"$like": {"name": "Title block%"}})[0]
    assert len(other.default_store().download(file["id"]).content) == file["$size"]
    exchange = other.at("/Exchange")
    assert exchange is not None
    body = {"name": "x", "type": "resourceGroup"}
    refused = [
        other.call("POST", "insert-resource-group", {"parent-id": file["$parentId"]}, json=body),
        other.call("PUT", "update-blob", json={"id": file["id"], "name": "x.dwg"}),
        other.call("POST", "update-blob-parent", {"blob-id": file["id"]}, json={"parentId": exchange["id"]}),
        other.call("DELETE", "delete-blob", {"resource-id": file["id"]}),
        other.call("DELETE", "delete-resource-group", {"resource-id": file["$parentId"]}),
        other.call("DELETE", "delete-resource-group", {"resource-id": exchange["id"]}),
        other.call("POST", "delete-resources-by-id-list", json={"ids": [file["id"]]}),
    ]
    assert [code(answer) for answer in refused] == [3] * len(refused)
    assert wire.get("GET", "get-resource", {"resource-id": file["id"]})["name"] == file["name"]


@pytest.mark.parametrize(
    "path", ["/Templates/new.txt", "/new.txt", "/Contracts/new.txt", "/Exchange", "/Exchange2/a"]
)
def test_elsewhere_they_upload_nothing(other: Wire, path: str) -> None:
    store = other.default_store()
    assert code(store.try_begin(store.begin_batch()["namespace-name"], path)) == 23


def test_below_one_folder_they_may_do_everything(other: Wire) -> None:
    exchange = other.at("/Exchange")
    assert exchange is not None
    folder = other.make_folder(exchange["id"])
    place = f"/Exchange/{folder['name']}"
    blob_id = other.upload(f"{place}/deep/a.txt", b"1")["blob-id"]
    other.get("PUT", "update-blob", json={"id": blob_id, "name": "b.txt"})
    other.get("POST", "update-blob-parent", {"blob-id": blob_id}, json={"parentId": folder["id"]})
    assert other.at(f"{place}/b.txt") is not None
    store = other.store(other.at(f"{place}/b.txt")["modelServerId"])  # type: ignore[index]
    assert store.download(blob_id).content == b"1"
    job = other.get("POST", "delete-resources-by-id-list", json={"ids": [folder["id"]]})
    assert job["status"] == "starting"


def test_uploads_belong_to_their_user(wire: Wire, other: Wire) -> None:
    store, theirs = wire.default_store(), other.default_store()
    batch = store.begin_batch()
    upload = store.begin(batch, "/Exchange/mine.txt")
    assert code(theirs.try_part(upload["id"], 0, b"x")) == 14
    assert code(theirs.try_begin(batch["namespace-name"], "/Exchange/a.txt")) == 17
    assert code(theirs.try_commit_batch(batch["id"])) == 17
