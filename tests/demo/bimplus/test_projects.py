"""Projects: lists, filters and pages, changes, rights, copies, thumbnails."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from tests.demo.bimplus.wire import ZERO, Bimplus, message

MAIN = {
    "id", "name", "shortDescr", "thumbnail", "created", "changed", "hasWriteAccess", "teamSlug", "modelCount",
    "memberCount", "size", "sizeMB", "rights",
}  # fmt: skip
RIGHTS = {"projectAdmin", "projectDelete", "projectEdit", "modelsCreate", "modelsViewAll"}


def by_name(wire: Bimplus, **params: object) -> list[str]:
    return [project["name"] for project in wire.get("projects", **params)]


def test_the_list_of_a_team_and_of_all_teams(wire: Bimplus, other: Bimplus) -> None:
    mine = wire.get("projects")
    everywhere = wire.send("GET", "projects").json()
    assert {project["teamSlug"] for project in mine} == {wire.team}
    teams = {project["teamSlug"] for project in everywhere}
    assert teams == {wire.team, "tragwerk-nord", "bimplus-demo"}
    for project in everywhere:
        assert set(project) >= MAIN
        assert set(project["rights"]) == RIGHTS
        assert {"createdby", "createdBy"} & set(project)
        assert re.fullmatch(r"\d+([.,]\d{1,2})?", project["sizeMB"])
    theirs = {project["name"]: project["rights"] for project in other.get("projects")}
    assert "Villa Sonnenhügel" not in theirs, "no member there"
    assert theirs["Bürogebäude Hafenkontor"] == dict.fromkeys(RIGHTS, False) | {
        "projectEdit": True,
        "modelsCreate": True,
        "modelsViewAll": True,
    }
    assert theirs["Umbau Rathaus Lübeck"] == dict.fromkeys(RIGHTS, False), "a guest"
    assert any(project["created"] == "0001-01-01T00:00:00" for project in mine)


def test_spellings_that_the_pages_mix(wire: Bimplus) -> None:
    projects = wire.send("GET", "projects").json()
    project_id = wire.sample("Bürogebäude Hafenkontor")["id"]
    attachments = wire.get(f"projects/{project_id}/attachments")
    for marks in ({project["sizeMB"] for project in projects}, {item["sizeMB"] for item in attachments}):
        assert any("," in mark for mark in marks)
        assert any("." in mark for mark in marks)
    assert {"createdby", "createdBy"} <= {key for project in projects for key in project}
    assert {type(item["version"]) for item in attachments} == {int, str}
    assert {str, bool} <= {type(item.get("release")) for item in attachments}
    for key in ("name", "tag", "classification", "release"):
        assert 0 < sum(key in item for item in attachments) < len(attachments), key
    digits = {len(item["createdAt"].partition(".")[2]) for item in attachments}
    assert {0, 2, 7} <= digits
    assert any(item["hash"] == "" for item in attachments)
    assert any(item["createdAt"] == "0001-01-01T00:00:00" for item in attachments)


def test_filter_order_and_pages(wire: Bimplus) -> None:
    ascending = by_name(wire, sortColumn="name", sortDirection="ascending")
    assert ascending == sorted(ascending, key=str.casefold)
    assert by_name(wire, sortColumn="name", sortDirection="descending") == ascending[::-1]
    assert by_name(wire, sortColumn="name", sortDirection="asceding") == ascending, "as the page spells it"
    pages = [by_name(wire, page=page, pageSize=3, sortColumn="name") for page in range(1, 6)]
    assert [len(page) for page in pages[:2]] == [3, 3]
    assert [name for page in pages for name in page] == ascending
    assert by_name(wire, page=99, pageSize=3) == []
    assert sorted(by_name(wire)) == sorted(ascending)
    assert by_name(wire, filter="name=villa sonnenhügel") == ["Villa Sonnenhügel"]
    assert by_name(wire, filter="name=B*", sortColumn="Name")[:2] == [
        "Brücke über die Wümme",
        "Bürogebäude Hafenkontor",
    ]
    assert by_name(wire, filter="name=B") == []
    both = by_name(wire, filter="name=B*&modelCount>0&createdby.Email=anna*")
    assert both == ["Bürogebäude Hafenkontor"]
    assert set(by_name(wire, filter="name!=B*")) == {name for name in ascending if name[0] != "B"}
    assert wire.send("GET", "projects", params={"filter": "teamSlug=tragwerk-nord"}).json()[0]["name"]


@pytest.mark.parametrize(
    "query",
    [
        "filter=colour=red",
        "filter=name",
        "filter=size>many",
        "filter=created>yesterday",
        "filter=created>2026-02-30",
        "filter=name=a%26",
        "sortColumn=colour",
        "sortColumn=name&sortDirection=up",
        "page=0",
        "page=-1",
        "pageSize=0",
        "pageSize=all",
        "page=99999999999999999999",
    ],
)
def test_a_list_that_cannot_be_is_400(wire: Bimplus, query: str) -> None:
    assert message(wire.call("GET", f"projects?{query}"), 400)


def test_properties(wire: Bimplus) -> None:
    project_id = wire.sample("Riverside School")["id"]
    document = wire.get(f"projects/{project_id}")
    assert set(document) >= MAIN | {"teamName", "address", "topicCount", "attachmentCount", "disciplines"}
    assert document["thumbnail"] == f"/{wire.team}/projects/{project_id}/thumbnail/download"
    assert wire.call("GET", document["thumbnail"].partition(f"/{wire.team}/")[2]).content[:4] == b"\x89PNG"
    assert {"id", "name", "divisionId", "divisionName", "divisionTopologyId", "revisions"} <= set(
        document["disciplines"][0]
    )
    assert document["disciplines"] == wire.get(f"projects/{project_id}/disciplines")
    assert "disciplines" not in wire.get(f"projects/{project_id}", disciplines="false")
    assert wire.get(f"projects/{project_id.upper()}") == document
    message(wire.call("GET", f"projects/{project_id}?disciplines=maybe"), 400)
    for unknown in (ZERO, str(uuid.uuid4()), "x", wire.sample("Riverside School")["id"][:-1]):
        message(wire.call("GET", f"projects/{unknown}"), 404)


def test_create_update_delete(wire: Bimplus) -> None:
    name = f"Ärztehaus {uuid.uuid4()}"
    body = {"name": name, "shortDescr": "Neubau", "address": "Köln", "id": ZERO, "modelCount": 7}
    created = wire.put("projects", body, 201, "POST")
    assert (created["name"], created["address"], created["modelCount"]) == (name, "Köln", 0)
    assert (created["memberCount"], created["sizeMB"], created["thumbnail"]) == (1, "0", None)
    assert "rights" not in created
    route = f"projects/{created['id']}"
    for taken in (name, name.upper(), f" {name} "):
        answer = wire.call("POST", "projects", json={"name": taken})
        assert name.casefold() in message(answer, 409).casefold()
    for wrong in (
        {},
        {"name": ""},
        {"name": "  "},
        {"name": None},
        {"name": 3},
        {"name": "x", "address": []},
    ):
        message(wire.call("POST", "projects", json=wrong), 400)
    message(wire.call("POST", "projects", data=b"name"), 400)
    second = wire.make_project()
    message(wire.call("PUT", f"projects/{second}", json={"name": name}), 409)
    updated = wire.put(route, {"name": f"{name} neu", "shortDescr": "Umbau"})
    assert (updated["shortDescr"], updated["address"]) == ("Umbau", "Köln")
    assert wire.get(route)["name"] == f"{name} neu"
    message(wire.call("PUT", route, json={"shortDescr": "no name"}), 400)
    message(wire.call("PUT", f"projects/{ZERO}", json={"name": "x"}), 404)
    attachment_id = wire.upload(created["id"], "a.txt")
    wire.delete(f"projects/{second}", moveToRecycleBin="true")
    wire.delete(route)
    for gone in (
        route,
        f"{route}/attachments",
        f"attachments/{attachment_id}",
        f"structures/{created['id']}/topology",
    ):
        message(wire.call("GET", gone), 404)
    message(wire.call("DELETE", route), 404)
    assert wire.call("DELETE", "projects/").status_code == 405, "an empty id deletes nothing"


def test_roles_limit_what_may_be_done(wire: Bimplus, other: Bimplus, project: str) -> None:
    name = wire.get(f"projects/{project}")["name"]
    attachment_id = wire.upload(project, "a.txt")
    route = f"projects/{project}"
    message(other.call("GET", route), 403)
    message(other.call("GET", f"attachments/{attachment_id}"), 403)
    wire.action("set-role", project=name, user=other.email, role="guest")
    assert other.get(f"attachments/{attachment_id}")["rights"] == dict.fromkeys(
        ("update", "share", "delete", "download"), False
    )
    message(other.call("GET", f"attachments/{attachment_id}/download"), 403)
    wire.action("set-role", project=name, user=other.email, role="viewer")
    assert other.content(f"attachments/{attachment_id}/download") == b"data"
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", route, {"json": {"name": "x"}}),
        ("DELETE", route, {}),
        ("POST", f"{route}/attachments", {"files": {"a": ("a.txt", b"", "text/plain")}}),
        ("POST", f"{route}/thumbnail", {"files": {"a": ("a.png", b"", "image/png")}}),
        ("POST", f"{route}/structures", {"json": {"name": "x", "parentId": project}}),
        ("DELETE", f"{route}/structures", {}),
        ("DELETE", f"{route}/issues", {}),
        ("DELETE", f"{route}/attachments", {}),
        ("DELETE", f"objects/{project}/attachments", {}),
        ("PUT", f"attachments/{attachment_id}", {"files": {"a": ("a.txt", b"", "text/plain")}}),
        ("POST", f"attachments/{attachment_id}/versions", {"files": {"a": ("a.txt", b"", "text/plain")}}),
        ("PUT", f"attachments/{attachment_id}/release", {}),
        ("DELETE", f"attachments/{attachment_id}", {}),
        ("DELETE", f"attachments/{attachment_id}/versions/1", {}),
    ]
    for method, path, parts in changes:
        assert "right" in message(other.call(method, path, **parts), 403), path
    answer = other.chunk(f"{route}/attachments/chunked", "0-0/1", b"x")
    assert "right" in message(answer, 403)
    message(other.call("POST", "projects", json={"name": "x"}), 403)
    wire.action("set-role", project=name, user=other.email, role="editor")
    assert other.get(f"attachments/{attachment_id}")["rights"] == {
        "update": True, "share": True, "delete": False, "download": True,
    }  # fmt: skip
    assert "only what you created" in message(other.call("DELETE", f"attachments/{attachment_id}"), 403)
    for path in (route, f"{route}/attachments", f"{route}/issues", f"{route}/structures"):
        message(other.call("DELETE", path), 403)
    other.delete(f"attachments/{other.upload(project, 'own.txt')}")
    assert wire.get(f"attachments/{attachment_id}")["version"] in (1, "1"), "nothing was changed"


def test_teams_have_doors(wire: Bimplus, other: Bimplus) -> None:
    project_id = wire.sample("Riverside School")["id"]
    wire.team = "tragwerk-nord"
    message(wire.call("GET", f"projects/{project_id}"), 404)
    wire.team = "nowhere"
    message(wire.call("GET", "projects"), 404)


def test_copies_come_from_the_demo_team_alone(wire: Bimplus, other: Bimplus) -> None:
    demo = wire.send("GET", "projects", params={"filter": "name=Mallorca V1"}).json()[0]
    name = f"Copy {uuid.uuid4()}"
    body = {"id": demo["id"], "name": name, "shortDescr": "Mine"}
    copy = wire.put("projects/copyfrom", body, 201, "POST")
    assert (copy["name"], copy["shortDescr"], copy["teamSlug"]) == (name, "Mine", None)
    assert "." in copy["sizeMB"]
    assert (copy["modelCount"], copy["attachmentCount"]) == (2, demo_count(wire, demo["id"]))
    mine = wire.get(f"projects/{copy['id']}")
    assert (mine["teamSlug"], mine["rights"]["projectAdmin"]) == (wire.team, True)
    tree = wire.get(f"structures/{copy['id']}/topology")
    [plans] = [node for node in tree["children"] if node["name"] == "Plans"]
    assert {child["name"] for child in plans["children"]} >= {"Old", "Plan 1.pdf"}
    [plan] = [child for child in plans["children"] if child["name"] == "Plan 1.pdf"]
    assert wire.content(f"attachments/{plan['id']}/download").startswith(b"%PDF")
    message(wire.call("POST", "projects/copyfrom", json=body), 409)
    message(wire.call("POST", "projects/copyfrom", json={**body, "id": ZERO, "name": "x"}), 404)
    own = wire.sample("Riverside School")["id"]
    assert "Bimplus Demo" in message(
        wire.call("POST", "projects/copyfrom", json={"id": own, "name": "x"}), 400
    )
    message(wire.call("POST", "projects/copyfrom", json={"name": "x"}), 400)
    message(other.call("POST", "projects/copyfrom", json={**body, "name": "x"}), 403)
    wire.delete(f"projects/{copy['id']}")


def demo_count(wire: Bimplus, project_id: str) -> int:
    answer = wire.send("GET", f"bimplus-demo/projects/{project_id}/attachments")
    return len(answer.json())


def test_thumbnails(wire: Bimplus, project: str) -> None:
    [listed] = [item for item in wire.get("projects") if item["id"] == project]
    assert listed["thumbnail"] == ""
    message(wire.call("GET", f"thumbnail/{project}"), 404)
    for data in (b"first", b"second"):
        answer = wire.form("POST", f"projects/{project}/thumbnail", "Ansicht Süd.jpg", data, "image/jpeg")
        assert answer.status_code == 201
        document = answer.json()
        assert set(document) == {"fileName", "type", "size", "id"}
        for route in (
            f"thumbnail/{document['id']}",
            f"thumbnail/{project}",
            f"projects/{project}/thumbnail/download",
            f"objects/{project}/thumbnail/download",
        ):
            shown = wire.call("GET", route)
            assert (shown.content, shown.headers["Content-Type"]) == (data, "image/jpeg")
    assert len(wire.get(f"projects/{project}/attachments", attachmentType="Thumbnail")) == 1
    assert wire.get(f"projects/{project}/attachments") == []
    message(wire.call("POST", f"projects/{project}/thumbnail", data=b"x"), 415)
