"""Structures: Document Folders with sub-folders, what lies in them, their topology, moving and deletion."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.bimplus.wire import ZERO, Bimplus, message


def tree(wire: Bimplus, identifier: str) -> dict[str, Any]:
    """A topology as {name: subtree}; None for an attachment."""

    def shape(node: dict[str, Any]) -> dict[str, Any] | None:
        assert all(child["parent"] == node["id"] for child in node["children"])
        if node["type"] == "Attachment":
            return None
        return {child["name"]: shape(child) for child in node["children"]}

    found = shape(wire.get(f"structures/{identifier}/topology"))
    assert found is not None
    return found


def test_folders_and_what_lies_in_them(wire: Bimplus, project: str) -> None:
    plans = wire.make_folder(project, "Pläne")
    old = wire.make_folder(project, "Alt", plans)
    attachment_id = wire.upload(project, "a.pdf", DocumentFolderId=plans)
    wire.upload(project, "b.pdf")
    assert tree(wire, project) == {"Pläne": {"Alt": {}, "a.pdf": None}}
    assert wire.get(f"attachments/{attachment_id}")["relatedId"] == project
    assigned = wire.call("POST", f"structures/{old}/assign/{attachment_id}")
    assert assigned.status_code == 201
    assert wire.call("POST", f"structures/{old}/assign/{attachment_id}").ok, "twice is once"
    assert tree(wire, plans) == {"Alt": {"a.pdf": None}, "a.pdf": None}
    wire.delete(f"structures/{plans}/delete/{attachment_id}")
    assert tree(wire, plans) == {"Alt": {"a.pdf": None}}
    message(wire.call("DELETE", f"structures/{plans}/delete/{attachment_id}"), 404)
    assert wire.get(f"attachments/{attachment_id}"), "the attachment itself stays"
    for structure, member in ((ZERO, attachment_id), (old, ZERO), (old, plans)):
        message(wire.call("POST", f"structures/{structure}/assign/{member}"), 404)
    foreign = wire.upload(wire.sample("Library Extension")["id"], "x.txt")
    message(wire.call("POST", f"structures/{old}/assign/{foreign}"), 400)
    wire.delete(f"attachments/{foreign}")
    wire.delete(f"attachments/{attachment_id}")
    assert tree(wire, project) == {"Pläne": {"Alt": {}}}
    root = wire.get(f"structures/{project}/topology")
    assert (root["type"], root["parent"], root["children"][0]["type"]) == (
        "ID_Project",
        None,
        "DocumentFolder",
    )


def test_the_list_has_the_top_alone(wire: Bimplus, project: str) -> None:
    plans = wire.make_folder(project, "Pläne")
    wire.make_folder(project, "Alt", plans)
    body = {"name": "Kosten", "type": "costStructure", "parentId": project, "color": 7, "description": "DIN"}
    wire.put(f"projects/{project}/structures", body, 201, "POST")
    first, second = wire.get(f"projects/{project}/structures")
    assert set(first) == {"name", "description", "type", "nr", "color", "id"}
    assert (first["nr"], first["id"], first["type"]) == (1, plans, "DocumentFolder")
    assert (second["nr"], second["color"], second["type"]) == (2, 7, "CostStructure")
    assert wire.get(f"structures/{plans}") == first
    assert wire.get(f"structures/{project}/topology")["children"][1]["type"] == "Structure"
    message(
        wire.form("POST", f"projects/{project}/attachments", "a", b"", DocumentFolderId=second["id"]), 400
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x"}, 400),
        ({"parentId": "{project}"}, 400),
        ({"name": "x", "parentId": ZERO}, 404),
        ({"name": "x", "parentId": "{project}", "type": "Drawer"}, 400),
        ({"name": "x", "parentId": "{project}", "color": "red"}, 400),
        ({"name": "pläne", "parentId": "{project}", "type": "DocumentFolder"}, 409),
    ],
)
def test_what_cannot_be_created(wire: Bimplus, project: str, body: dict[str, str], status: int) -> None:
    wire.make_folder(project, "Pläne")
    body = {name: value.replace("{project}", project) for name, value in body.items()}
    message(wire.call("POST", f"projects/{project}/structures", json=body), status)
    assert tree(wire, project) == {"Pläne": {}}


def test_rename_and_move(wire: Bimplus, project: str) -> None:
    one, two = wire.make_folder(project, "Eins"), wire.make_folder(project, "Zwei")
    inner = wire.make_folder(project, "Innen", one)
    wire.upload(project, "a.txt", DocumentFolderId=inner)
    assert wire.put(f"structures/{inner}", {"name": "Größe"})["name"] == "Größe"
    wire.put(f"structures/{inner}", {"parentId": two})
    assert tree(wire, project) == {"Eins": {}, "Zwei": {"Größe": {"a.txt": None}}}
    wire.put(f"structures/{inner}", {"name": "Oben", "parentId": project, "description": "d"})
    assert tree(wire, project) == {"Eins": {}, "Zwei": {}, "Oben": {"a.txt": None}}
    wire.put(f"structures/{two}", {"parentId": inner})
    message(wire.call("PUT", f"structures/{inner}", json={"parentId": two}), 400)
    message(wire.call("PUT", f"structures/{inner}", json={"parentId": inner}), 400)
    message(wire.call("PUT", f"structures/{inner}", json={"name": "EINS"}), 409)
    message(wire.call("PUT", f"structures/{inner}", json={"name": " "}), 400)
    message(wire.call("PUT", f"structures/{inner}", json={"parentId": ZERO}), 404)
    message(wire.call("PUT", f"structures/{ZERO}", json={"name": "x"}), 404)
    message(wire.call("POST", f"structures/{inner}", json={"name": "x", "parentId": one}), 400)
    assert tree(wire, project) == {"Eins": {}, "Oben": {"Zwei": {}, "a.txt": None}}


def test_deletion_spares_attachments_unless_told(wire: Bimplus, project: str) -> None:
    for delete_all in ("false", "true"):
        top = wire.make_folder(project, "Oben")
        inner = wire.make_folder(project, "Innen", top)
        ids = [wire.upload(project, "a.txt", DocumentFolderId=folder) for folder in (top, inner)]
        message(wire.call("DELETE", f"structures/{top}?deleteAll=perhaps"), 400)
        wire.delete(f"structures/{top}", deleteAll=delete_all)
        message(wire.call("GET", f"structures/{inner}"), 404)
        statuses = [wire.call("GET", f"attachments/{one}").status_code for one in ids]
        assert statuses == ([404, 404] if delete_all == "true" else [200, 200])
    folder = wire.make_folder(project, "Noch einer")
    kept = wire.upload(project, "b.txt", DocumentFolderId=folder)
    wire.delete(f"projects/{project}/structures")
    assert wire.get(f"projects/{project}/structures") == []
    assert wire.get(f"attachments/{kept}")
    assert wire.call("DELETE", "structures/").status_code == 404
