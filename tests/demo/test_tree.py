"""Reading the resource tree: criteria, sorting, paging."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.wire import Wire, code

SEEDED = {"$eq": {"$parentName": "Grundrisse"}}
"""A seeded folder that no test changes: seven PDF and seven DWG files."""


_everything: dict[str, list[dict[str, Any]]] = {}


@pytest.fixture
def everything(wire: Wire) -> list[dict[str, Any]]:
    """All resources of the tree, the tests' own folders left out; asked for once."""
    if wire.server.generation not in _everything:
        found = wire.query({}, limit=100_000, sort_by="$loweredPath")
        seeded = [item for item in found if "/test " not in item["$loweredPath"]]
        _everything[wire.server.generation] = seeded
    return _everything[wire.server.generation]


def names(found: list[dict[str, Any]]) -> set[str]:
    return {item["name"] for item in found}


def test_the_root(wire: Wire) -> None:
    root = wire.get("GET", "get-resource", {"resource-id": "projectRoot"})
    assert (root["type"], root["name"], root["$path"]) == ("resourceGroup", "Project Root", "Project Root")
    assert "$parentId" not in root
    assert root["$ancestors"] == []


def test_a_file_tells_its_place(wire: Wire) -> None:
    [file] = wire.query({"$eq": {"name": "Grundriss 03. Obergeschoss.pdf"}})
    assert file["$path"] == "Project Root/Hafenkontor Hamburg/Pläne/Grundrisse/Grundriss 03. Obergeschoss.pdf"
    assert file["$loweredPath"] == file["$path"].lower()
    assert [item["name"] for item in file["$ancestors"]] == file["$path"].split("/")[:-1]
    assert file["$ancestors"][0]["id"] == "projectRoot"
    assert file["$ancestors"][-1] == {"id": file["$parentId"], "name": file["$parentName"]}
    assert file["type"] == "blob"
    assert file["$size"] > 0
    server = wire.get("GET", "get-resource", {"resource-id": file["modelServerId"]})
    assert server["name"] == file["$modelServerName"]
    assert server["$path"] == file["$modelServerPath"] == f"Server Root/{server['name']}"
    assert len(server["connectionUrls"]) == 2


def test_the_sample_content(everything: list[dict[str, Any]]) -> None:
    kinds = {item["type"] for item in everything}
    assert {"resourceGroup", "blob", "project", "library", "modelServer"} <= kinds
    files = [item for item in everything if item["type"] == "blob"]
    assert 200 < len(files) < 1000
    assert len({item["$modifiedDate"] for item in files}) > 200
    assert {item["name"].rpartition(".")[2] for item in files} >= {
        "pdf",
        "dwg",
        "pln",
        "ifc",
        "jpg",
        "docx",
        "txt",
    }
    folders = {item["id"] for item in everything if item["type"] == "resourceGroup"}
    assert folders - {item.get("$parentId") for item in everything}, "an empty folder"
    assert len({item["modelServerId"] for item in files}) == 2
    assert max(item["$size"] for item in files) > 5_000_000
    assert any(not name.isascii() for name in names(everything))


@pytest.mark.parametrize("resource_id", ["nothing", "", "projectRootz", "' OR 1=1 --"])
def test_an_unknown_id_is_6(wire: Wire, resource_id: str) -> None:
    assert code(wire.call("GET", "get-resource", {"resource-id": resource_id})) == 6


def test_a_missing_id_is_6(wire: Wire) -> None:
    assert code(wire.call("GET", "get-resource")) == 6


# Each criterion against its meaning in Python, over every documented property.
MEANINGS: list[tuple[dict[str, Any], Any]] = [
    ({"$eq": {"type": "library"}}, lambda r: r["type"] == "library"),
    ({"$eq": {"type": ["library", "project"]}}, lambda r: r["type"] in ("library", "project")),
    ({"$eq": {"type": []}}, lambda r: False),
    ({"$ne": {"type": ["blob", "resourceGroup"]}}, lambda r: r["type"] not in ("blob", "resourceGroup")),
    ({"$eq": {"id": "projectRoot"}}, lambda r: r["id"] == "projectRoot"),
    ({"$eq": {"name": "models"}}, lambda r: r["name"] == "models"),
    ({"$eq": {"$parentId": "projectRoot"}}, lambda r: r.get("$parentId") == "projectRoot"),
    ({"$eq": {"parentId": "projectRoot"}}, lambda r: r.get("$parentId") == "projectRoot"),
    ({"$eq": {"$parentName": "Models"}}, lambda r: r.get("$parentName") == "Models"),
    ({"$eq": {"$path": "Project Root/Templates"}}, lambda r: r["$path"] == "Project Root/Templates"),
    ({"$eq": {"$path": "project root/templates"}}, lambda r: False),
    ({"$eq": {"$loweredPath": "project root/templates"}}, lambda r: r["$path"] == "Project Root/Templates"),
    ({"$eq": {"$modelServerName": "Praha"}}, lambda r: r.get("$modelServerName") == "Praha"),
    ({"$eq": {"$modelServerPath": "Server Root/Praha"}}, lambda r: r.get("$modelServerName") == "Praha"),
    ({"$eq": {"modelServerId": None}}, lambda r: "modelServerId" not in r),
    ({"$ne": {"$modelServerName": "Praha"}}, lambda r: r.get("$modelServerName") != "Praha"),
    ({"$not": {"$gt": {"$size": 10}}}, lambda r: not r.get("$size", 0) > 10),
    ({"$gt": {"$size": 1_000_000}}, lambda r: r.get("$size", 0) > 1_000_000),
    ({"$gte": {"$size": 1e6}, "$lt": {"$size": 2e6}}, lambda r: 1e6 <= r.get("$size", 0) < 2e6),
    ({"$lte": {"$size": 50_000.5}}, lambda r: "$size" in r and r["$size"] <= 50_000.5),
    ({"$lt": {"$modifiedDate": 2**70}}, lambda r: True),
    ({"$gt": {"$modifiedDate": 10**30}}, lambda r: False),
    ({"$gt": {"name": "P"}}, lambda r: r["name"].lower() > "p"),
    ({"$lte": {"name": "übersicht"}}, lambda r: r["name"].lower() <= "übersicht"),
    ({"$gt": {"$loweredPath": "project root/t"}}, lambda r: r["$loweredPath"] > "project root/t"),
    ({"$like": {"name": "%.PDF"}}, lambda r: r["name"].lower().endswith(".pdf")),
    ({"$like": {"name": "%PŮDORYS%"}}, lambda r: "půdorys" in r["name"].lower()),
    (
        {"$like": {"name": "Schnitt _-_.dwg"}},
        lambda r: r["name"].startswith("Schnitt") and r["name"].endswith(".dwg"),
    ),
    ({"$like": {"name": "IMG\\_%"}}, lambda r: r["name"].startswith("IMG_")),
    ({"$like": {"name": "A-1__ Floor%"}}, lambda r: r["name"].startswith("A-1")),
    ({"$like": {"name": "100\\%"}}, lambda r: False),
    ({"$like": {"name": "trailing\\"}}, lambda r: False),
    ({"$like": {"$path": "Project Root/Villa%"}}, lambda r: r["$path"].startswith("Project Root/Villa")),
    ({"$like": {"$loweredPath": "%/京都の茶室/%"}}, lambda r: "/京都の茶室/" in r["$loweredPath"]),
    ({"$like": {"type": "LIB%"}}, lambda r: r["type"] == "library"),
    ({"$and": []}, lambda r: True),
    ({"$or": []}, lambda r: False),
    ({}, lambda r: True),
    ({"$eq": {"name": "Models", "type": "resourceGroup"}}, lambda r: r["name"] == "Models"),
    (
        {
            "$and": [
                {"$eq": {"type": "blob"}},
                {"$or": [{"$like": {"name": "%.ifc"}}, {"$gt": {"$size": 9_000_000}}]},
            ]
        },
        lambda r: r["type"] == "blob" and (r["name"].endswith(".ifc") or r["$size"] > 9_000_000),
    ),
    (
        {"$not": {"$or": [{"$eq": {"type": "blob"}}, {"$not": {"$like": {"$path": "Project Root/%"}}}]}},
        lambda r: r["type"] != "blob" and r["$path"].startswith("Project Root/"),
    ),
    ({"$eq": {"$ancestors": "serverRoot"}}, lambda r: r["type"] == "modelServer"),
    ({"$ne": {"$ancestors": ["projectRoot", "serverRoot"]}}, lambda r: not r["$ancestors"]),
]


@pytest.mark.parametrize(
    ("criterion", "meaning"), MEANINGS, ids=[str(criterion) for criterion, _ in MEANINGS]
)
def test_criteria(
    wire: Wire, everything: list[dict[str, Any]], criterion: dict[str, Any], meaning: Any
) -> None:
    found = {
        item["id"] for item in wire.query(criterion, limit=100_000) if "/test " not in item["$loweredPath"]
    }
    assert found == {item["id"] for item in everything if meaning(item)}


WRONG = [
    [],
    None,
    "name",
    7,
    {"$eq": "name"},
    {"$eq": {}},
    {"$eq": {"no such property": 1}},
    {"$near": {"name": "x"}},
    {"name": "x"},
    {"$and": {"$eq": {"name": "x"}}},
    {"$or": [1]},
    {"$not": []},
    {"$gt": {"$size": "1"}},
    {"$gt": {"$size": True}},
    {"$gt": {"$size": None}},
    {"$gt": {"name": 5}},
    {"$gt": {"name": ["a", "b"]}},
    {"$eq": {"name": {"a": 1}}},
    {"$eq": {"$size": ["1"]}},
    {"$eq": {"name": [None]}},
    {"$like": {"$size": "1%"}},
    {"$like": {"name": 1}},
    {"$gt": {"$ancestors": "x"}},
    {"$eq": {"$ancestors": [1]}},
]


@pytest.mark.parametrize("criterion", WRONG, ids=[str(criterion) for criterion in WRONG])
def test_wrong_criteria_are_7(wire: Wire, criterion: Any) -> None:
    assert code(wire.call("POST", "get-resources-by-criterion", json=criterion)) == 7


def test_depth_and_length_have_limits_that_answer(wire: Wire) -> None:
    deep: dict[str, Any] = {"$eq": {"name": "x"}}
    for _ in range(30):
        deep = {"$not": deep}
    assert wire.query({"$and": [deep, {"$ne": {"name": "x"}}]}) == []
    for _ in range(30):
        deep = {"$not": deep}
    assert code(wire.call("POST", "get-resources-by-criterion", json=deep)) == 7
    assert code(wire.call("POST", "get-resources-by-criterion", data="[" * 100_000)) == 7
    many = {"$eq": {"id": [str(number) for number in range(50_000)] + ["projectRoot"]}}
    assert [item["id"] for item in wire.query(many)] == ["projectRoot"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"$eq": {"name": "\\ud800"}}', b'{"$gt": {"$size": NaN}}']
)
def test_bodies_that_are_no_json_are_7(wire: Wire, body: bytes) -> None:
    assert code(wire.call("POST", "get-resources-by-criterion", data=body)) == 7


SORTS: dict[str, Any] = {
    "name": lambda r: r["name"].lower(),
    "$path": lambda r: r["$loweredPath"],
    "$loweredPath": lambda r: r["$loweredPath"],
    "type": lambda r: r["type"],
    "id": lambda r: r["id"],
    "$size": lambda r: r["$size"],
    "$modifiedDate": lambda r: r["$modifiedDate"],
    "$parentName": lambda r: r["$parentName"],
    "$parentId": lambda r: r["$parentId"],
    "modelServerId": lambda r: r["modelServerId"],
    "$modelServerName": lambda r: r["$modelServerName"],
    "$modelServerPath": lambda r: r["$modelServerPath"],
}


@pytest.mark.parametrize("direction", ["asc", "desc", None])
@pytest.mark.parametrize("column", SORTS)
def test_sorting(wire: Wire, column: str, direction: str | None) -> None:
    options: dict[str, Any] = {"sort_by": column, "limit": 100_000}
    if direction:
        options["sort_direction"] = direction
    found = wire.query({"$and": [{"$eq": {"type": "blob"}}, {"$like": {"$path": "%/Hafen%"}}]}, **options)
    assert len(found) > 50
    key = SORTS[column]
    expected = sorted(found, key=lambda r: (key(r), r["$loweredPath"]), reverse=direction == "desc")
    assert [item["id"] for item in found] == [item["id"] for item in expected]


@pytest.mark.parametrize("column", ["name", "$size", "$modifiedDate", "type"])
def test_pages_by_skip_are_the_whole_in_order(wire: Wire, column: str) -> None:
    whole = wire.query(SEEDED, sort_by=column, sort_direction="desc")
    assert len(whole) == 14
    pages = [
        wire.query(SEEDED, sort_by=column, sort_direction="desc", skip=skip, limit=4)
        for skip in range(0, 20, 4)
    ]
    assert [len(page) for page in pages] == [4, 4, 4, 2, 0]
    assert [item for page in pages for item in page] == whole


def test_pages_by_key_are_the_whole_in_order(wire: Wire) -> None:
    whole = wire.query(SEEDED, sort_by="$loweredPath")
    found: list[dict[str, Any]] = []
    while True:
        criterion = (
            {"$and": [SEEDED, {"$gt": {"$loweredPath": found[-1]["$loweredPath"]}}]} if found else SEEDED
        )
        page = wire.query(criterion, sort_by="$loweredPath", limit=3)
        found += page
        if len(page) < 3:
            break
    assert found == whole


@pytest.mark.parametrize(
    "options",
    [
        {"sort_by": "nothing"},
        {"sort_by": "$ancestors"},
        {"sort_by": "name; DROP TABLE resources"},
        {"sort_by": "name", "sort_direction": "up"},
        {"limit": -1},
        {"limit": "ten"},
        {"limit": "²"},
        {"skip": 1.5},
        {"skip": 10**30},
    ],
)
def test_wrong_options_are_7(wire: Wire, options: dict[str, Any]) -> None:
    params = {name.replace("_", "-"): value for name, value in options.items()}
    assert code(wire.call("POST", "get-resources-by-criterion", params, json=SEEDED)) == 7


def test_skipping_everything_and_limit_0(wire: Wire) -> None:
    assert wire.query(SEEDED, skip=10**15) == []
    assert wire.query(SEEDED, limit=0) == []
