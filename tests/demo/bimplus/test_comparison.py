"""Comparisons of revisions: calculated from what the revisions hold, in both shapes, page by page."""

from __future__ import annotations

import io
import random
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import openpyxl
import pytest

from bimexplorer.demo.bimplus.object_states import attribute_id
from tests.demo.bimplus.wire import ZERO, Bimplus, message
from tests.standin import StandIn, wait_until

Object = dict[str, Any]
SETS = ("inserted", "deleted", "changedGeometry", "changed")


def wall(key: str, geometry: str = "a", **more: Any) -> Object:
    """An object of `make-model`."""
    return {"key": key, "type": "Wall", "name": f"Wall {key}", "geometry": geometry, **more}


def make(wire: Bimplus, project: str, *revisions: list[Object]) -> str:
    name = wire.get(f"projects/{project}")["name"]
    return str(wire.action("make-model", project=name, name="Model", revisions=list(revisions))["id"])


def route(model: str, higher: object = 2, lower: object = 1) -> str:
    return f"divisions/{model}/revisionscomparison/{higher}/{lower}"


def calculated(
    wire: Bimplus, model: str, higher: object = 2, lower: object = 1, *, anew: bool = True, **params: object
) -> dict[str, Any]:
    """The finished comparison, calculated for this."""
    where = route(model, higher, lower)
    if anew:
        answer = wire.call("POST", where)
        assert answer.status_code == 200, answer.text
    wait_until(lambda: wire.get(where, pageSize=1)["status"] == "DONE")
    found: dict[str, Any] = wire.get(where, **params)
    return found


def objects(document: dict[str, Any]) -> dict[str, list[Object]]:
    """The four sets, whatever their shape is."""
    return {
        name: document[name] if isinstance(document[name], list) else document[name]["resultObjects"]
        for name in SETS
    }


def names(document: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: sorted((item.get("first") or item["second"])["name"] for item in found)
        for name, found in objects(document).items()
    }


@pytest.fixture
def slow(wire: Bimplus) -> Iterator[None]:
    """Calculations do not end while the test runs, unless it sets the time itself."""
    wire.action("set-comparison-time", seconds=600)
    yield
    wire.action("set-comparison-time", seconds=0.05)


@pytest.fixture
def model(wire: Bimplus, project: str) -> str:
    """Two revisions with a change of each kind, and attributes of each type."""
    before = [
        wall("same", attributes={"firerating": "F 30"}),
        wall("gone", discipline="ID_FinishModel"),
        wall("moved", attributes={"firerating": "F 30"}),
        wall("fire", attributes={"firerating": "F 30", "thickness": 240, "isexternal": True}),
        wall("thin", attributes={"thickness": 240, "firerating": "F 30", "note": None}),
        wall("named") | {"name": "Old"},
        wall("secret", hidden=True),
    ]
    after = [
        wall("same", attributes={"firerating": "F 30"}),
        wall("new", discipline="ID_FinishModel"),
        wall("moved", "b", attributes={"firerating": "F 90"}),
        wall("fire", attributes={"firerating": "F 90", "thickness": 240, "isexternal": False}),
        wall("thin", attributes={"thickness": 175, "firerating": "F 30", "added": 0.5}),
        wall("named") | {"name": "New"},
        wall("secret", "b", hidden=True),
    ]
    return make(wire, project, before, after)


def test_the_calculation_takes_its_time(wire: Bimplus, slow: None, model: str) -> None:
    assert "calculated" in message(wire.call("GET", route(model)), 404)
    answer = wire.call("POST", route(model))
    assert answer.status_code == 200
    begun = answer.json()
    assert set(begun) == {
        "divisionId", "firstRevision", "secondRevision", "status", "isUpToDate", "calculatedAt",
        "calculatedBy", *SETS,
    }  # fmt: skip
    assert (begun["divisionId"], begun["firstRevision"], begun["secondRevision"]) == (model, 2, 1)
    assert (begun["status"], [begun[name] for name in SETS]) == ("PENDING", [[], [], [], []])
    assert wire.get(route(model)) == begun
    assert wire.put(route(model), None, method="POST") == begun, "it is left to the one that goes on"
    message(wire.call("GET", f"{route(model)}/export/excel"), 409)
    wire.action("set-comparison-time", seconds=0)
    done = calculated(wire, model, anew=False)
    assert done["calculatedAt"] == begun["calculatedAt"]
    assert (done["isUpToDate"], done["calculatedBy"]["email"]) == (True, wire.email)
    assert names(done) == {
        "inserted": ["Wall new"],
        "deleted": ["Wall gone"],
        "changedGeometry": ["Wall moved"],
        "changed": ["New", "Wall fire", "Wall thin"],
    }, "what is hidden, or the same, is not told"


def test_the_plain_shape(wire: Bimplus, model: str) -> None:
    found = calculated(wire, model)
    assert all(isinstance(found[name], list) for name in SETS)
    [inserted], [deleted], [moved] = found["inserted"], found["deleted"], found["changedGeometry"]
    assert set(inserted) == {"comparisonObjectId", "first"}
    assert set(deleted) == {"comparisonObjectId", "second"}
    assert set(moved) == {"comparisonObjectId", "first", "second"}
    assert set(moved["first"]) == {"id", "type", "name"}
    assert moved["first"]["id"] == moved["second"]["id"] != moved["comparisonObjectId"]
    renamed = next(item for item in found["changed"] if item["first"]["name"] == "New")
    assert renamed["second"]["name"] == "Old"


def test_the_shape_with_attributes(wire: Bimplus, model: str) -> None:
    found = calculated(wire, model, allChangedAttributes="true")
    assert all(set(found[name]) == {"id", "resultObjects"} for name in SETS)
    assert len({found[name]["id"] for name in SETS}) == 4
    sets = objects(found)
    [inserted], [deleted], [moved] = sets["inserted"], sets["deleted"], sets["changedGeometry"]
    assert set(inserted) == {"comparisonObjectId", "disciplineId", "lastTopologyId", "first"}
    assert "attributes" not in inserted["first"]
    assert inserted["disciplineId"] == deleted["disciplineId"] != moved["disciplineId"]
    assert (moved["first"]["attributes"], moved["second"]["attributes"]) == (
        {"firerating": "F 90"},
        {"firerating": "F 30"},
    )
    changed = {item["first"]["name"]: item for item in sets["changed"]}
    assert changed["New"]["second"]["attributes"] == {"name": "Old"}
    assert changed["Wall fire"]["first"]["attributes"] == {"firerating": "F 90", "isexternal": False}
    assert changed["Wall thin"]["first"]["attributes"] == {"thickness": 175, "added": 0.5}
    assert changed["Wall thin"]["second"]["attributes"] == {"thickness": 240, "note": None}
    disciplines = {one["id"] for one in wire.get(f"projects/{project_of(wire, model)}/disciplines")}
    assert {inserted["disciplineId"], moved["disciplineId"]} <= disciplines
    level = wire.get(f"objects/{inserted['lastTopologyId']}")
    assert level["type"] == "ID_TopologyLevel"


def project_of(wire: Bimplus, model: str) -> str:
    return str(wire.get(f"divisions/{model}")["projectId"])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("firerating", {"Wall fire": {"firerating"}}),
        ("firerating;thickness", {"Wall fire": {"firerating"}, "Wall thin": {"thickness"}}),
        ("ThickNess,NAME", {"Wall thin": {"thickness"}, "New": {"name"}}),
        ("{<firerating>},{,<thickness>}", {"Wall fire": {"firerating"}, "Wall thin": {"thickness"}}),
        ("<isexternal>;nothing", {"Wall fire": {"isexternal"}}),
        (ZERO, {}),
        (";,", {}),
    ],
)
def test_certain_attributes(
    wire: Bimplus, model: str, attributes: str, expected: dict[str, set[str]]
) -> None:
    """Ids or names, `;` or `,`; only the changed objects are chosen by it."""
    for name in ("firerating", "thickness", "isexternal"):
        attributes = attributes.replace(f"<{name}>", attribute_id(name))
    found = calculated(wire, model, attributes=attributes)
    sets = objects(found)
    assert {
        item["first"]["name"]: set(item["first"].get("attributes", {})) for item in sets["changed"]
    } == expected
    assert [len(sets[name]) for name in SETS[:3]] == [1, 1, 1]
    assert all(isinstance(found[name], dict) for name in SETS)
    every = objects(wire.get(route(model), attributes=attributes, allChangedAttributes="true"))["changed"]
    assert [item["first"]["name"] for item in every] == [item["first"]["name"] for item in sets["changed"]]
    if "isexternal" in str(expected):
        assert set(every[0]["first"]["attributes"]) == {"firerating", "isexternal"}


def test_pages(wire: Bimplus, project: str) -> None:
    before = [wall(f"{number:02}") for number in range(20)]
    after = [
        wall(f"{number:02}", "b" if number < 12 else "a", attributes={"x": number % 2})
        for number in range(5, 27)
    ]
    model = make(wire, project, before, after)
    whole = objects(calculated(wire, model))
    total = sum(len(found) for found in whole.values())
    assert [len(whole[name]) for name in SETS] == [7, 5, 7, 8]
    for params in ({}, {"allChangedAttributes": "true"}, {"attributes": "x"}):
        expected = objects(wire.get(route(model), **params))
        for size in (1, 3, 10, total, total + 1, 2**31 - 1):
            collected: dict[str, list[Object]] = {name: [] for name in SETS}
            for page in range(1, total + 2):
                sets = objects(wire.get(route(model), page=page, pageSize=size, **params))
                count = sum(len(found) for found in sets.values())
                assert count <= size
                if not count:
                    break
                for name in SETS:
                    collected[name] += sets[name]
            assert collected == expected
    assert sum(map(len, objects(wire.get(route(model), pageSize=4)).values())) == 4, "the first page"
    for wrong in ({"page": 0}, {"pageSize": 0}, {"page": "x"}, {"pageSize": -1}, {"page": "9" * 30}):
        message(wire.call("GET", route(model), params=wrong), 400)
        message(wire.call("POST", route(model), params=wrong), 400)


def test_filters_and_selections(wire: Bimplus, project: str) -> None:
    name = wire.get(f"projects/{project}")["name"]
    before = [wall("1"), wall("2"), wall("3", type="Slab"), wall("4", type="Door")]
    after = [wall("1", "b"), wall("2", "b"), wall("3", "b", type="Slab"), wall("5", type="Door")]
    model = make(wire, project, before, after)
    everything = calculated(wire, model)
    walls = wire.action("define-filter", project=name, types=["Wall"])["id"]
    assert names(wire.get(route(model), filter=walls))["changedGeometry"] == ["Wall 1", "Wall 2"]
    doors = wire.action("define-filter", project=name, types=["Door", "Roof"])["id"]
    found = names(wire.get(route(model), filter=f"{{{doors.upper()}}}", page=1, pageSize=1))
    assert (found["inserted"], found["deleted"], found["changedGeometry"]) == (["Wall 5"], [], [])
    for where, statuses in (("GET", (400, 404)), ("POST", (400, 404))):
        for text, status in zip(("walls", str(uuid.uuid4())), statuses, strict=True):
            message(wire.call(where, route(model), params={"filter": text}), status)
    disciplines = wire.get(f"projects/{project}/disciplines")
    listed = wire.get("settings/filters", project_id=project, object_id=disciplines[0]["id"])
    assert {walls, doors} <= {one["id"] for one in listed}
    for wrong, status in (("x", 400), (str(uuid.uuid4()), 404)):
        asked = {"project_id": wrong, "object_id": walls}
        message(wire.call("GET", "settings/filters", params=asked), status)
    members = [item["first"]["id"] for item in everything["changedGeometry"][:1]]
    members += [item["second"]["id"] for item in everything["deleted"]]
    selection = wire.action("select", project=name, members=members, name="These")["id"]
    listed = wire.get(f"projects/{project}/selections")
    [mine] = [one for one in listed if one["id"] == selection]
    assert (mine["name"], mine["elements"]) == ("These", members)
    answer = wire.call("POST", route(model), params={"selectionobject": selection})
    assert answer.status_code == 200
    chosen = calculated(wire, model, anew=False)
    assert {key: len(found) for key, found in objects(chosen).items()} == {
        "inserted": 0, "deleted": 1, "changedGeometry": 1, "changed": 0,
    }  # fmt: skip
    assert names(calculated(wire, model)) == names(everything)
    for text, status in (("x", 400), (str(uuid.uuid4()), 404)):
        message(wire.call("POST", route(model), params={"selectionobject": text}), status)
    assert wire.get(route(model))["status"] == "DONE", "a refused one begins nothing"
    message(wire.call("GET", route(model), params={"allChangedAttributes": "maybe"}), 400)


def test_a_result_grows_stale(wire: Bimplus, other: Bimplus, model: str) -> None:
    former = calculated(wire, model)
    revision = wire.put(f"divisions/{model}/revisions", {"name": "Third"}, 201, "POST")
    wire.put(f"revisions/{revision['id']}", {"name": "The third"})
    assert wire.get(route(model)) == former, "a new revision, or another name, changes nothing"
    assert names(calculated(wire, model, 3, 2)) == {key: [] for key in SETS}, (
        "it holds what the one before does"
    )
    wire.action("change-model", model=model, objects=2)
    stale = wire.get(route(model))
    assert stale == former | {"isUpToDate": False}, "what was calculated stays as it was"
    assert names(wire.get(route(model, 3, 2)))["changed"] == []
    changed = wire.get(f"divisions/{model}")
    assert {changed.get("changedby", {}).get("email"), changed.get("changedBy", {}).get("email")} == {
        other.email,
        None,
    }
    assert calculated(wire, model) == wire.get(route(model))
    assert wire.get(route(model))["isUpToDate"] is True
    assert names(wire.get(route(model))) == names(former), "older revisions are as they were"
    third = calculated(wire, model, 3, 2)
    assert [len(third[name]) for name in SETS] == [0, 0, 1, 1]


def test_an_import_belongs_to_the_latest_revision(wire: Bimplus, model: str) -> None:
    first = wire.get(f"objects/{topology(wire, model)}/topology", revision=1)
    wire.action("import-model", model=model, objects=[wall("fire", "z"), wall("brand new")])
    found = calculated(wire, model)
    assert names(found) == {
        "inserted": ["Wall brand new"],
        "deleted": ["Old", "Wall gone", "Wall moved", "Wall same", "Wall thin"],
        "changedGeometry": ["Wall fire"],
        "changed": [],
    }
    assert wire.get(f"objects/{topology(wire, model)}/topology", revision=1) == first
    [level] = wire.get(f"objects/{topology(wire, model)}/topology")["children"]
    assert {child["name"] for child in level["children"]} == {"Wall fire", "Wall brand new"}


def topology(wire: Bimplus, model: str) -> str:
    return str(wire.get(f"divisions/{model}")["topologyId"])


def test_what_cannot_be_compared(wire: Bimplus, other: Bimplus, project: str, model: str) -> None:
    for higher, lower in (
        (1, 2),
        (2, 2),
        (0, 0),
        ("x", 1),
        (2, "x"),
        (2, -1),
        (2, 0),
        ("9" * 40, 1),
        ("\uff12", 1),
    ):
        for method in ("GET", "POST"):
            message(wire.call(method, route(model, higher, lower)), 400)
    for higher, lower in ((3, 1), (9, 8)):
        for method in ("GET", "POST"):
            assert str(higher) in message(wire.call(method, route(model, higher, lower)), 404)
            message(wire.call(method, f"{route(model, higher, lower)}/export/excel"), 404)
    for unknown in (ZERO, "x", project):
        message(wire.call("POST", route(unknown)), 404)
    for method in ("PUT", "DELETE"):
        message(wire.call(method, route(model)), 405)
    message(wire.call("GET", f"{route(model)}/export/excel"), 404)
    message(other.call("GET", route(model)), 403)
    name = wire.get(f"projects/{project}")["name"]
    wire.action("set-role", project=name, user=other.email, role="guest")
    assert "right" in message(other.call("POST", route(model)), 403)
    message(wire.call("GET", route(model)), 404)
    wire.action("set-role", project=name, user=other.email, role="viewer")
    assert calculated(other, model)["calculatedBy"]["email"] == other.email


def test_any_models_differences_are_those_of_their_contents(wire: Bimplus, project: str) -> None:
    """Held against a comparison written anew, over random models with several revisions."""
    chance = random.Random(11)

    def content() -> dict[str, Object]:
        keys = [f"{number:02}" for number in range(30) if chance.random() < 0.7]
        return {
            key: wall(
                key, chance.choice("ab"), type=chance.choice(("Wall", "Slab")),
                attributes={
                    name: chance.choice((0, 1, True, "1", None)) for name in "xyz" if chance.random() < 0.8
                },
                hidden=chance.random() < 0.1,
            )
            for key in keys
        }  # fmt: skip

    revisions = [content() for _ in range(4)]
    model = make(wire, project, *(list(one.values()) for one in revisions))
    for higher, lower in ((2, 1), (4, 3), (4, 1)):
        after, before = (
            {key: item for key, item in revisions[nr - 1].items() if not item["hidden"]}
            for nr in (higher, lower)
        )
        both = after.keys() & before.keys()
        moved = {key for key in both if after[key]["geometry"] != before[key]["geometry"]}
        other = {key for key in both - moved if repr(after[key]) != repr(before[key])}
        expected = {
            "inserted": after.keys() - before.keys(), "deleted": before.keys() - after.keys(),
            "changedGeometry": moved, "changed": {key for key in other if differs(after[key], before[key])},
        }  # fmt: skip
        found = names(calculated(wire, model, higher, lower))
        assert found == {name: sorted(f"Wall {key}" for key in keys) for name, keys in expected.items()}


def differs(after: Object, before: Object) -> bool:
    """Attributes have no order; 1 and true are not the same."""
    shown = [
        sorted((key, repr(value)) for key, value in item["attributes"].items()) for item in (after, before)
    ]
    return shown[0] != shown[1] or after["type"] != before["type"]


def test_export(wire: Bimplus, project: str, model: str) -> None:
    calculated(wire, model)
    wire.action(
        "import-model",
        model=model,
        objects=[wall("fire") | {"name": "=1+1"}, wall("bell") | {"name": "\x07"}],
    )
    calculated(wire, model)
    answer = wire.call("GET", f"{route(model)}/export/excel")
    assert "spreadsheetml" in answer.headers["Content-Type"]
    assert "Model%202-1.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.active is not None
    titles, *lines = book.active.iter_rows(values_only=True)
    assert titles[:4] == ("Change", "Id", "Type", "Name")
    kinds = [line[0] for line in lines]
    assert {kind: kinds.count(kind) for kind in SETS} == {
        "inserted": 1, "deleted": 5, "changedGeometry": 0, "changed": 4,
    }  # fmt: skip
    renamed = next(line for line in lines if line[5] == "name")
    assert (renamed[3], renamed[6], renamed[7]) == ("=1+1", "=1+1", "Wall fire")
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells), "no name is a formula"
    kept = wire.put(f"{route(model)}/export/excel", None, method="POST")["attachment_id"]
    assert wire.content(f"attachments/{kept}/download")[:2] == b"PK"
    assert wire.get(f"projects/{project}/attachments") == [], "not among the documents"


def test_the_state_of_objects_at_a_revision(wire: Bimplus, model: str) -> None:
    sets = objects(calculated(wire, model))
    gone, new = sets["deleted"][0]["second"]["id"], sets["inserted"][0]["first"]["id"]
    fire = next(item["first"]["id"] for item in sets["changed"] if item["first"]["name"] == "Wall fire")
    ratings = [
        wire.get(f"objects/{fire}", **params)["attributes"]["attributes"]["firerating"]
        for params in ({"revision": 1}, {"revision": 2}, {})
    ]
    assert ratings == ["F 30", "F 90", "F 90"]
    assert wire.get(f"objects/{gone}", revision=1)["name"] == "Wall gone"
    assert wire.get(f"objects/{new}")["layerid"]
    for missing, params in (
        (gone, {"revision": 2}),
        (gone, {}),
        (new, {"revision": 1}),
        (new, {"revision": 3}),
    ):
        message(wire.call("GET", f"objects/{missing}", params=params), 404)
    message(wire.call("GET", f"objects/{new}", params={"revision": "x"}), 400)
    message(wire.call("GET", f"objects/{ZERO}"), 404)
    assert wire.call("HEAD", f"objects/{new}").status_code == 200
    inside = {}
    for revision in (1, 2):
        [level] = wire.get(f"objects/{topology(wire, model)}/topology", revision=revision)["children"]
        inside[revision] = {child["name"] for child in level["children"]}
        assert all(child["parent"] == level["id"] for child in level["children"])
    assert inside[1] - inside[2] == {"Wall gone", "Old"}
    assert "Wall secret" not in inside[1]
    wire.form("POST", f"objects/{gone}/attachments", "datasheet.txt", b"x")
    assert [item["fileName"] for item in wire.get(f"objects/{gone}/attachments")] == ["datasheet.txt"]
    assert wire.get(f"objects/{gone}/attachments", revision=2), "of what the revision no longer holds, too"
    assert wire.get(f"objects/{gone}/attachments", revision=1) == [], (
        "it was not there when revision 2 was made"
    )
    message(wire.call("GET", f"objects/{gone}/attachments", params={"revision": 7}), 404)


def test_the_status_of_a_model_is_followed(wire: Bimplus, model: str) -> None:
    for status in ("PREPARING", "FAILED", "DONE_REFRESHED"):
        wire.action("set-model-status", model=model, status=status)
        assert wire.get(f"divisions/{model}")["status"] == status
    url = f"{wire.origin}/_standin/actions/set-model-status"
    assert wire.http.post(url, json={"model": model, "status": "ODD"}).status_code == 400
    assert wire.http.post(url, json={"model": ZERO, "status": "DONE"}).status_code == 400


def test_the_samples_have_a_history(wire: Bimplus) -> None:
    sample = wire.sample("Bürogebäude Hafenkontor")["id"]
    models = {model["name"]: model for model in wire.get(f"projects/{sample}/divisions")}
    model = models["Architektur"]["id"]
    tree = wire.get(f"objects/{models['Architektur']['topologyId']}/topology")
    shown = next(
        node for node in wire.get(f"projects/{sample}/topology")["children"] if node["id"] == tree["id"]
    )
    assert [[child["id"] for child in level["children"]] for level in tree["children"]] == [
        [child["id"] for child in level["children"]] for level in shown["children"]
    ], "the latest revision holds what the topology shows"
    found = objects(calculated(wire, model, 5, 1, allChangedAttributes="true"))
    assert all(len(found[name]) > 5 for name in SETS)
    items = [item for name in SETS for item in found[name]]
    assert {(item.get("first") or item["second"])["type"] for item in items} >= {"Wall", "Door", "Column"}
    disciplines = {one["id"]: one["name"] for one in wire.get(f"projects/{sample}/disciplines")}
    assert len({disciplines[item["disciplineId"]] for item in items}) >= 2
    consecutive = [objects(calculated(wire, model, nr, nr - 1)) for nr in (2, 3, 4, 5)]
    assert all(any(sets[name] for name in SETS) for sets in consecutive)
    was_new = {item["first"]["id"] for sets in consecutive for item in sets["inserted"]}
    assert {item["first"]["id"] for item in found["inserted"]} <= was_new


def test_a_copy_brings_its_history(wire: Bimplus) -> None:
    demo = wire.send("GET", "projects", params={"filter": "name=Mallorca V1"}).json()[0]["id"]
    copy = wire.put("projects/copyfrom", {"id": demo, "name": "With history"}, 201, "POST")["id"]
    [model] = [one["id"] for one in wire.get(f"projects/{copy}/divisions") if one["name"] == "Architecture"]
    found = calculated(wire, model)
    assert any(found[name] for name in SETS)
    ids = {item["first"]["id"] for name in ("inserted", "changed", "changedGeometry") for item in found[name]}
    assert all(wire.call("GET", f"objects/{one}").status_code == 200 for one in ids)
    wire.delete(f"projects/{copy}")


def test_a_deleted_project_ends_its_calculations(wire: Bimplus, slow: None) -> None:
    project = wire.make_project()
    model = make(wire, project, [wall("1")], [wall("2")])
    wire.call("POST", route(model))
    wire.delete(f"projects/{project}")
    wire.action("set-comparison-time", seconds=0)
    message(wire.call("GET", route(model)), 404)
    message(wire.call("POST", route(model)), 404)


def test_many_changed_objects_and_restarts(start_standin: Callable[..., StandIn]) -> None:
    """A model of so many; a calculation goes on after a crash; an older data folder gets contents, too."""
    server = start_standin(changed_objects=200, comparison_time=600)
    wire = Bimplus(server)
    with closing(wire.http):
        wire.sign_in(remember_me=True)
        sample = wire.sample("Bürogebäude Hafenkontor")["id"]
        large = [one for one in wire.get(f"projects/{sample}/divisions") if "200" in one["description"]]
        assert len(large) == 1
        where = large[0]["id"]
        wire.call("POST", route(where))
        server.restart(crash=True, comparison_time=0.1)
        found = calculated(wire, where, anew=False)
        assert [len(found[name]) for name in SETS] == [50, 30, 40, 80]
        last = objects(wire.get(route(where), page=10, pageSize=20, allChangedAttributes="true"))
        assert [len(last[name]) for name in SETS] == [0, 0, 0, 20]
        assert all(item["first"]["attributes"] != item["second"]["attributes"] for item in last["changed"])
        architecture = next(
            one["id"] for one in wire.get(f"projects/{sample}/divisions") if one["name"] == "Architektur"
        )
        expected = names(calculated(wire, architecture, 5, 4))
        assert server.stop() == 0
        with closing(sqlite3.connect(server.folder / "data" / "bimplus.sqlite")) as database:
            kept = (
                "SELECT COUNT(*) FROM differences WHERE comparison_id IN"
                " (SELECT id FROM comparisons WHERE division_id = ?)"
            )
            assert database.execute(kept, [where]).fetchone() == (200,), "results are kept"
            for table in ("differences", "comparisons", "object_states", "object_filters"):
                database.execute(f"DROP TABLE {table}")
        server.start()
        assert names(calculated(wire, architecture, 5, 4)) == expected
        # What a colleague calculated before he changed the model.
        stale = calculated(wire, architecture, 4, 3, anew=False)
        assert (stale["isUpToDate"], any(stale[name] for name in SETS)) == (False, True)
