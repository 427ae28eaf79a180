"""Revisions and comparisons in every shape in which the vendor's page shows them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bimexplorer.clouds.bimplus import revisions
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.revisions import AttributeChange, ComparisonState, Difference, ModelState, Pair

PAIR = Pair(5, 2)
WALL = {"id": "w1", "type": "Wall", "name": "Wall A"}
OTHER = {"id": "w1", "type": "Wall", "name": "Wall B"}


def compared(**sets: Any) -> dict[str, Any]:
    return {"firstRevision": 5, "secondRevision": 2, "status": "DONE", "isUpToDate": True, **sets}


def read(raw: Any) -> object:
    return revisions.comparison(raw, PAIR), revisions.changed_objects(raw)


@pytest.mark.parametrize("spelling", ["createdby", "createdBy", "CREATEDBY"])
def test_a_revision(spelling: str) -> None:
    raw = {
        "id": "r6",
        "name": "Ballo.ifc",
        "revisionNr": "6",
        "created": "2015-11-03T11:13:27.2",
        spelling: {"id": "u1", "email": "anna@example.com"},
        "changed": "0001-01-01T00:00:00",
        "inputType": "IFC_IMPORT",
    }
    found = revisions.revision(raw)
    assert (found.number, found.name, found.description) == (6, "Ballo.ifc", "")
    assert (found.author, found.input_type) == ("anna@example.com", "IFC_IMPORT")
    assert found.created == datetime(2015, 11, 3, 11, 13, 27, 200_000, tzinfo=timezone.utc)
    assert found.changed is None


@pytest.mark.parametrize("number", [None, 0, "", "x", -1, [], True])
def test_a_revision_without_a_number_is_none(number: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        revisions.revision({"id": "r6", "name": "x", "revisionNr": number})


@pytest.mark.parametrize(
    ("word", "state"),
    [("DONE", ModelState.DONE), ("processing", ModelState.PROCESSING), ("", ModelState.UNKNOWN), (7, None)],
)
def test_the_state_of_a_model(word: Any, state: ModelState | None) -> None:
    assert revisions.model_state({"status": word}) is (state or ModelState.UNKNOWN)


@pytest.mark.parametrize("shape", [lambda rows: rows, lambda rows: {"id": "s", "resultObjects": rows}])
def test_both_shapes_of_the_sets(shape: Any) -> None:
    raw = compared(
        inserted=shape([{"comparisonObjectId": "c1", "first": WALL}]),
        deleted=shape([{"comparisonObjectId": "c2", "second": OTHER}]),
        changedGeometry=shape([{"comparisonObjectId": "c3", "first": WALL, "second": WALL}]),
        changed=shape([{"comparisonObjectId": "c4", "disciplineId": "d", "first": WALL, "second": OTHER}]),
    )
    sets = revisions.changed_objects(raw)
    assert {kind: len(found) for kind, found in sets.items()} == dict.fromkeys(Difference, 1)
    assert [found[0].name for found in sets.values()] == ["Wall A", "Wall B", "Wall A", "Wall A"]
    changed = sets[Difference.CHANGED][0]
    assert (changed.id, changed.type, changed.discipline) == ("w1", "Wall", "d")
    assert (changed.name_before, changed.comparison_id) == ("Wall B", "c4")
    assert sets[Difference.GEOMETRY][0].name_before == ""


def test_attributes_before_and_after() -> None:
    after = {
        "name": "B",
        "height": {"value": 3.5, "unit": "m"},
        "isExternal": True,
        "tags": ["a", "b"],
        "new": "",
    }
    before = {"name": "A", "height": {"value": 3, "unit": "m"}, "isExternal": False, "gone": 1}
    row = {"first": {**WALL, "attributes": after}, "second": {**WALL, "attributes": before}}
    (found,) = revisions.changed_objects(compared(changed=[row]))[Difference.CHANGED]
    assert {change.name: (change.before, change.after) for change in found.attributes} == {
        "name": ("A", "B"),
        "height": ("3 m", "3.5 m"),
        "isExternal": ("false", "true"),
        "gone": ("1", None),
        "tags": (None, "a, b"),
        "new": (None, ""),
    }
    assert AttributeChange("x", "1", "1").differs is False


@pytest.mark.parametrize(
    ("more", "state", "up_to_date"),
    [
        ({}, ComparisonState.DONE, True),
        ({"status": "PENDING"}, ComparisonState.PENDING, True),
        ({"isUpToDate": "false"}, ComparisonState.DONE, False),
        ({"isUpToDate": None, "status": None}, ComparisonState.DONE, True),
    ],
)
def test_what_a_comparison_tells_of_itself(
    more: dict[str, Any], state: ComparisonState, up_to_date: bool
) -> None:
    raw = {**compared(), "calculatedAt": "2016-10-19T09:05:39.8138934", **more}
    raw["calculatedBy"] = {"id": "u", "email": "user@allplan.com"}
    found = revisions.comparison(raw, PAIR)
    assert (found.state, found.up_to_date, found.author) == (state, up_to_date, "user@allplan.com")
    assert found.calculated is not None
    assert found.calculated.microsecond == 813_893


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        compared(changed="x"),
        compared(changed=[None]),
        compared(changed=[{}]),
        compared(changed=[{"first": {"type": "Wall"}}]),
        {**compared(), "firstRevision": 4},
    ],
)
def test_nonsense_is_no_comparison(raw: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        read(raw)


def test_missing_sets_are_empty() -> None:
    assert not any(revisions.changed_objects(compared(changed=None, deleted={})).values())


def test_disciplines_have_names_and_nonsense_has_none() -> None:
    raw = [{"id": "d1", "name": "ID_BuildingModel"}, {"Id": "d2", "NAME": "Structure"}, None, {"id": "d3"}]
    assert revisions.discipline_names(raw) == {"d1": "BuildingModel", "d2": "Structure"}
    assert revisions.discipline_names({"a": 1}) == {}
