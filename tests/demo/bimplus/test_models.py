"""Models and their revisions, topology, pins, surfaces, issues, comments, links."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tests.demo.bimplus.wire import ZERO, Bimplus, message
from tests.standin import StandIn

ISSUE = {
    "name", "author", "responsible", "scene", "attachmentsCount", "pinsCount", "commentsCount",
    "hyperlinksCount", "shortId", "projectId", "description", "createdAt", "modifiedAt", "dueDate",
    "solution", "status", "type", "classification", "priority", "cc", "id",
}  # fmt: skip


def test_models(wire: Bimplus) -> None:
    project_id = wire.sample("Bürogebäude Hafenkontor")["id"]
    models = {model["name"]: model for model in wire.get(f"projects/{project_id}/divisions")}
    assert {model["status"] for model in models.values()} == {"DONE", "PROCESSING", "EMPTY"}
    model = models["Architektur"]
    assert {"description", "topologyId", "inputType", "importFileName", "importFileSize", "size"} <= set(
        model
    )
    assert [revision["revisionNr"] for revision in model["revisionObjects"]] == [5, 4, 3, 2, 1]
    assert wire.get(f"divisions/{model['id']}") == model
    content = wire.content(f"divisions/{model['id']}/download")
    assert content.startswith(b"ISO-10303-21")
    assert len(content) == model["importFileSize"]
    message(wire.call("GET", f"divisions/{models['Freianlagen']['id']}/download"), 404)
    message(wire.call("GET", f"divisions/{ZERO}"), 404)


def test_revisions(wire: Bimplus, other: Bimplus) -> None:
    assert wire.get(f"projects/{wire.make_project()}/revisions") == []
    demo = wire.send("GET", "projects", params={"filter": "name=Mallorca V1"}).json()[0]["id"]
    copy = wire.put("projects/copyfrom", {"id": demo, "name": "Revisions"}, 201, "POST")["id"]
    [model] = [one for one in wire.get(f"projects/{copy}/divisions") if one["name"] == "Architecture"]
    route = f"divisions/{model['id']}/revisions"
    created = wire.put(route, {"name": "Ballo.ifc"}, 201, "POST")
    assert (created["revisionNr"], created["description"], created["projectId"]) == (3, "", copy)
    listed = wire.get(route)
    assert [revision["revisionNr"] for revision in listed] == [3, 2, 1]
    assert all("topologyId" in revision for revision in listed)
    assert wire.get(f"revisions/{created['id']}") == created
    assert set(wire.get(f"projects/{copy}/revisions")[0]) >= {"revisionNr", "divisionId"}
    updated = wire.put(f"revisions/{created['id']}", {"name": "updated name"})
    assert (updated["name"], updated["changed"]) == ("updated name", "0001-01-01T00:00:00")
    assert not {"projectId", "inputType"} & set(updated)
    layers = [one for one in wire.get(f"projects/{copy}/disciplines") if one["divisionId"] == model["id"]]
    assert [one["revisions"] for one in layers] == [[1, 2, 3]] * len(layers)
    told = wire.get(f"revisions/{created['id']}")
    assert (told["inputType"], told["applicationId"]) == (created["inputType"], created["applicationId"])
    more = {"name": "x", "description": "d", "inputType": "ALLPLAN_EXPORT", "applicationId": copy.upper()}
    wire.put(f"revisions/{created['id']}", more)
    told = wire.get(f"revisions/{created['id']}")
    assert [told[name] for name in more] == ["x", "d", "ALLPLAN_EXPORT", copy]
    message(wire.call("PUT", f"revisions/{created['id']}", json={**more, "applicationId": "x"}), 400)
    message(wire.call("POST", route, json={}), 400)
    message(wire.call("PUT", f"revisions/{created['id']}", json={"name": ""}), 400)
    message(wire.call("GET", f"revisions/{ZERO}"), 404)
    message(other.call("PUT", f"revisions/{created['id']}", json={"name": "x"}), 403)
    wire.delete(f"projects/{copy}")


def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(found for child in node["children"] for found in nodes(child))]


def test_topology_pins_and_surfaces(wire: Bimplus) -> None:
    project_id = wire.sample("Bürogebäude Hafenkontor")["id"]
    root = wire.get(f"projects/{project_id}/topology")
    assert (root["type"], root["parent"], root["id"]) == ("Project", None, project_id)
    models = wire.get(f"projects/{project_id}/divisions")
    tops = {child["id"] for child in root["children"]}
    assert tops == {model["topologyId"] for model in models if model["status"] != "EMPTY"}
    everything = {node["id"]: node for node in nodes(root)}
    assert any(node["name"] is None for node in everything.values())
    assert 0 < sum("ifcId" in node for node in everything.values()) < len(everything), "Allplan's have none"
    pins = wire.get(f"projects/{project_id}/pins")
    issues = {issue["id"] for issue in wire.get(f"projects/{project_id}/issues")}
    for pin in pins:
        assert set(pin["position"]) == set(pin["normalVector"]) == {"x", "y", "z"}
        assert pin["objectId"] in everything
        assert pin["issueId"] in issues
    surfaces = wire.get(f"projects/{project_id}/materialsurfaces")
    assert [len(surface["textures"]) for surface in surfaces] in ([0, 1], [1, 0])
    [texture] = [texture for surface in surfaces for texture in surface["textures"]]
    assert (texture["attachmentType"], texture["creator"]["email"]) == ("AllplanResource", None)
    assert wire.content(f"attachments/{texture['id']}/download").startswith(b"\xff\xd8")
    for what in ("topology", "pins", "materialsurfaces", "disciplines", "divisions", "comments"):
        message(wire.call("GET", f"projects/{ZERO}/{what}"), 404)


def test_issues(wire: Bimplus, other: Bimplus) -> None:
    project_id = wire.sample("Bürogebäude Hafenkontor")["id"]
    route = f"projects/{project_id}/issues"
    everything = wire.get(route, sortColumn="shortId")
    assert [issue["shortId"] for issue in everything] == list(range(1, 8))
    for issue in everything:
        assert set(issue) == ISSUE
        assert re.fullmatch(r".*\+01:00", issue["createdAt"])
        found = wire.get(f"objects/{issue['id']}/attachments")
        assert len(found) == issue["attachmentsCount"]
    mine = other.get(route)
    for issue in mine:
        assert other.email in (issue["author"]["email"], (issue["responsible"] or {}).get("email"))
    assert 0 < len(mine) < len(everything)
    assert len(other.get(route, showAll="true")) == len(everything)
    short = wire.get(route, shortinfo="true")
    assert set(short[0]) < ISSUE
    pages = [wire.get(route, page=page, pageSize=3, sortColumn="name") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert len(wire.get(route, filter="nonsense")) == len(everything), "does not filter"
    comments = wire.get(f"projects/{project_id}/comments")
    assert len(comments) == sum(issue["commentsCount"] for issue in everything)
    assert wire.get(f"projects/{project_id}/hyperlinks")[0]["url"].startswith("https://")


def test_deleting_all_issues(start_standin: Callable[..., StandIn]) -> None:
    """On a server of its own: samples are shared, and no call of the pages creates an issue."""
    wire = Bimplus(start_standin())
    with closing(wire.http):
        wire.sign_in()
        project_id = wire.sample("Riverside School")["id"]
        route = f"projects/{project_id}/issues"
        issues = wire.get(route)
        documents = wire.get(f"projects/{project_id}/attachments")
        assert sum(issue["attachmentsCount"] for issue in issues) > 0
        wire.delete(route)
        assert wire.get(route) == wire.get(f"projects/{project_id}/pins") == []
        left = {item["id"] for item in wire.get(f"projects/{project_id}/attachments")}
        gone = [item for item in documents if item["id"] not in left]
        assert gone
        assert {item["relatedId"] for item in gone} <= {issue["id"] for issue in issues}
