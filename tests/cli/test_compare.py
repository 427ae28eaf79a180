"""`bimx compare` and `history`, over the real stand-in."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Bimx, signed_in_to_bimplus
from tests.standin import StandIn

PROJECT = "Library Extension"
_numbers = itertools.count(1)


def wall(key: str, geometry: str = "a", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "Wall", "name": f"Wall {key}", "geometry": geometry, **more}


FIRST = [wall("gone"), wall("moved"), wall("painted", attributes={"colour": "red"})]
SECOND = [wall("new", type="Beam"), wall("moved", "b"), wall("painted", attributes={"colour": "=blue"})]


@pytest.fixture
def bimx(shared_2023: StandIn, tmp_path: Path) -> Bimx:
    """`here` is a model with the revisions 1 and 2."""
    bimx = signed_in_to_bimplus(shared_2023, tmp_path)
    name = f"Compared {next(_numbers)} {tmp_path.name}"
    shared_2023.bimplus_action("make-model", project=PROJECT, name=name, revisions=[FIRST, SECOND])
    bimx.here = f"bp:/{shared_2023.bimplus['team']}/{PROJECT}/Models/{name}"
    return bimx


def test_a_comparison_as_text_in_whatever_order_it_was_asked_for(bimx: Bimx) -> None:
    text = bimx("compare", bimx.here, "1", "2")
    assert bimx("compare", bimx.here, "2", "1") == text
    lines = text.splitlines()
    assert lines[0].startswith("Revisions 2 and 1, calculated ")
    assert lines[1] == "1 inserted, 1 deleted, 1 changed geometry, 1 changed"
    assert [line.split("\t")[0] for line in lines if line.startswith("  ") and "\t" in line] == [
        "  + Wall new",
        "  - Wall gone",
        "  ~ Wall moved",
        "  * Wall painted",
    ]
    assert "      colour: red -> =blue" in lines


def test_a_comparison_for_scripts_and_tables(bimx: Bimx, tmp_path: Path) -> None:
    told = bimx.json("compare", bimx.here, "2", "1", "--csv", "out.csv", "--xlsx", "out.xlsx")
    assert (told["higher"], told["lower"], told["up_to_date"]) == (2, 1, True)
    assert told["counts"] == {"inserted": 1, "deleted": 1, "changed geometry": 1, "changed": 1}
    kinds = {one["name"]: one["difference"] for one in told["objects"]}
    assert kinds == {
        "Wall new": "inserted",
        "Wall gone": "deleted",
        "Wall moved": "changed geometry",
        "Wall painted": "changed",
    }
    (painted,) = (one for one in told["objects"] if one["name"] == "Wall painted")
    assert painted["attributes"] == [{"name": "colour", "before": "red", "after": "=blue"}]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == {one["id"] for one in told["objects"]}
    assert {row["after"] for row in rows} == {"", "'=blue"}
    table = openpyxl.load_workbook(tmp_path / "out.xlsx")["Objects"]
    assert {row[5] for row in table.iter_rows(min_row=2, values_only=True)} == {row["id"] for row in rows}


def test_a_comparison_is_limited_by_names_and_ids(bimx: Bimx, shared_2023: StandIn) -> None:
    everything = bimx.json("compare", bimx.here, "2", "1")
    ids = {one["name"]: one["id"] for one in everything["objects"]}
    act, mark = shared_2023.bimplus_action, bimx.here.rpartition("/")[2]
    beams = act("define-filter", project=PROJECT, types=["Beam"], name=f"Beams {mark}")["id"]
    two = [ids["Wall gone"], ids["Wall painted"]]
    act("select", project=PROJECT, members=two, name=f"Two {mark}")

    def told(*limits: str) -> list[str]:
        found = bimx.json("compare", bimx.here, "2", "1", *limits)
        return sorted(one["name"] for one in found["objects"])

    assert told("--filter", f"Beams {mark}") == told("--filter", beams.upper()) == ["Wall new"]
    assert told("--selection", f"Two {mark} (2)") == ["Wall gone", "Wall painted"]
    # Nobody is told of the selection alone who did not ask for it.
    assert told() == sorted(ids)
    assert told("--attribute", "colour", "--attribute", "height") == sorted(ids)
    assert told("--attribute", "height") == ["Wall gone", "Wall moved", "Wall new"]
    brief = bimx.json("compare", bimx.here, "2", "1", "--brief", "--recalculate")
    assert all(not one["attributes"] for one in brief["objects"])
    assert brief["counts"] == everything["counts"]
    act("define-filter", project=PROJECT, types=["Wall"], name=f"Beams {mark}")
    several = bimx("compare", bimx.here, "2", "1", "--filter", f"Beams {mark}", code=4)
    assert "several filters" in several
    assert beams in several
    assert bimx("compare", bimx.here, "2", "1", "--filter", "no such one", code=1)


def test_the_revisions_of_a_model(bimx: Bimx) -> None:
    told = bimx.json("versions", bimx.here)
    assert [revision["number"] for revision in told] == [2, 1]
    assert all(revision["author"] and revision["id"] for revision in told)
    lines = [line.split("\t") for line in bimx("versions", bimx.here).splitlines()]
    assert [(line[0], line[1], line[3]) for line in lines] == [
        (str(revision["number"]), revision["author"], revision["name"]) for revision in told
    ]


def test_one_object_through_the_revisions(bimx: Bimx) -> None:
    told = bimx.json("compare", bimx.here, "2", "1")
    ids = {one["name"]: one["id"] for one in told["objects"]}
    (event,) = bimx.json("history", bimx.here, ids["Wall painted"])
    assert (event["revision"], event["difference"]) == (2, "changed")
    assert event["attributes"] == [{"name": "colour", "before": "red", "after": "=blue"}]
    assert event["author"]
    text = bimx("history", bimx.here, ids["Wall gone"])
    assert text.split("\t")[3:] == ["deleted", "Wall gone\n"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("2", "2"), 2, "Two different revisions"),
        (("2", "9"), 4, "has no revision 9"),
        (("2", "1", "--csv", ""), 2, "local path is empty"),
        (("2", "1", "--xlsx", "missing/out.xlsx"), 8, "cannot be written"),
    ],
)
def test_what_cannot_be_compared_is_told(
    bimx: Bimx, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    assert sentence in bimx("compare", bimx.here, *arguments, code=code)


def test_what_is_no_model_and_what_nothing_happened_to(bimx: Bimx) -> None:
    assert "Only models" in bimx("compare", bimx.here.rpartition("/")[0], "2", "1", code=1)
    assert "Nothing happened to" in bimx("history", bimx.here, "no such object", code=4)
