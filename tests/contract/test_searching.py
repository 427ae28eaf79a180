"""Searching, held against what a walk through the same tree finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, Unsupported
from bimexplorer.model import Entry, Kind, Sort, SortColumn
from bimexplorer.query import (
    Ago,
    Extension,
    Field,
    Modified,
    OfKind,
    Query,
    Size,
    fields,
    matches,
    parse,
)
from tests.contract.lab import Lab
from tests.contract.labs import one_generation
from tests.contract.parts import by_id, every, walked
from tests.queries import KINDS, RELATIONS, patterns, texts, trees

HARD_NAMES = [
    "Plan.pdf",
    "PLAN (2).pdf",
    "plan_A.PDF",
    "planXA.pdf",
    "100% done.txt",
    "100 done.txt",
    "a+b [x] {y} ^$.txt",
    "Früh.txt",
    "Fru\u0308hling.txt",
    "ÄÖÜ.ifc",
    "äöü.ifc.bak",
    "ΟΔΟΣ.txt",
    "план-Я.dwg",
    "İstanbul.ifc",
    "日本 図面.pdf",
    "😀.png",
    "-draft",
    "OR",
    ".hidden",
    "pdf",
]

WORDS = st.sampled_from(
    [
        *"pPlan.äÄüß%_[](){}+^$-'&",
        "plan",
        "pdf",
        "100%",
        "früh",
        "u\u0308",
        "äöü",
        "οδος",
        "ПЛАН",
        "日本",
        "i",
        "-",
    ]
) | texts("PlanEGifc.-_% 0Ää", 3)


def queries(unsearchable: Iterable[Field]) -> st.SearchStrategy[Query]:
    texts_in = tuple(field for field in (Field.NAME, Field.PATH, Field.BY) if field not in set(unsearchable))
    return trees(
        patterns(WORDS | st.just("/"), texts_in)
        | st.builds(OfKind, KINDS)
        | st.builds(Extension, st.sampled_from(["pdf", "IFC", "txt", "pln", "ä"]))
        | st.builds(Size, RELATIONS, st.integers(0, 12) | st.sampled_from([10**5, 10**6, 2**20]))
        | st.builds(Modified, RELATIONS, st.builds(Ago, st.integers(0, 500), st.just("d")))
    )


def composed(names: Iterable[str]) -> list[str]:
    return sorted(unicodedata.normalize("NFC", name) for name in names)


def fill(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """Hard names on three levels, and folders whose names begin alike."""
    inner = cloud.create_folder(folder, "Plan")
    for place in (folder, inner, cloud.create_folder(inner, "ÄÖÜ (alt)")):
        for size, name in enumerate(HARD_NAMES):
            lab.write(place, name, size=size)
    for name in ("Plan 2", "Plan-2", "Plan.2", "Plan0"):
        lab.write(cloud.create_folder(folder, name), "Plan.pdf", size=1)


def test_random_queries_find_what_a_walk_finds(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    tops = [cloud.entry_at(path) for path in lab.searched]
    places = {
        place.path: (place, walked(cloud, place))
        for place in (*tops, folder, cloud.entry_at((*folder.path, "Plan")))
    }
    seen = 0

    @settings(max_examples=35, suppress_health_check=list(HealthCheck))
    @given(
        query=queries(cloud.unsearchable),
        at=st.sampled_from(sorted(places)),
        below=st.booleans(),
        sort=st.none() | st.builds(Sort, st.sampled_from(sorted(cloud.sortable)), st.booleans()),
        limit=st.sampled_from([7, 100, 1000]),
    )
    def search(*, query: Query, at: tuple[str, ...], below: bool, sort: Sort | None, limit: int) -> None:
        nonlocal seen
        place, there = places[at]
        found = every(cloud, place, query, below=below, sort=sort, limit=limit)
        assert len(found) == len(by_id(found))
        expected = [entry for entry in there if (below or entry.place == place.id) and matches(query, entry)]
        assert by_id(found) == by_id(expected)
        seen += bool(expected)

    search()
    assert seen > 10


FINDS = {
    "plan*.pdf": ["PLAN (2).pdf", "Plan.pdf", "planXA.pdf", "plan_A.PDF"],
    "plan_*": ["plan_A.PDF"],
    "plan?a*": ["planXA.pdf", "plan_A.PDF"],
    "100%": ["100% done.txt"],
    "*[x]*": ["a+b [x] {y} ^$.txt"],
    "FRÜH": ["Früh.txt", "Frühling.txt"],
    "äöü*": ["ÄÖÜ.ifc", "äöü.ifc.bak"],
    "type:ifc": ["ÄÖÜ.ifc", "İstanbul.ifc"],
    "Я": ["план-Я.dwg"],
    "οδος": ["ΟΔΟΣ.txt"],
    "日*図*": ["日本 図面.pdf"],
    '"-draft"': ["-draft"],
    'name:="OR"': ["OR"],
    "name:=pdf": ["pdf"],
    "size:..1": ["PLAN (2).pdf", "Plan.pdf"],
    "type:folder": ["Plan", "Plan 2", "Plan-2", "Plan.2", "Plan0"],
    "-type:file -plan": [],
    "type:file modified:<today": [],
    "pdf -type:pdf": ["pdf"],
    "(früh OR 100) size:5..8": ["100 done.txt", "Frühling.txt", "Früh.txt"],
}


def test_what_is_directly_in_a_folder(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    for text, expected in FINDS.items():
        found = every(cloud, folder, text, below=False)
        assert composed(entry.name for entry in found) == composed(expected), text
        assert found == every(cloud, folder, text, below=False, limit=2), text


def test_what_is_below_and_what_only_begins_alike(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    inner = cloud.entry_at((*folder.path, "Plan"))
    found = every(cloud, inner, "plan.pdf type:file")
    assert sorted(entry.path for entry in found) == [
        (*inner.path, "Plan.pdf"),
        (*inner.path, "ÄÖÜ (alt)", "Plan.pdf"),
    ]
    assert inner.id not in by_id(every(cloud, inner, ""))
    above = "/".join(inner.path[:-1])
    assert by_id(every(cloud, inner, f'path:"/{above}/plan/*"')) == by_id(walked(cloud, inner))
    assert every(cloud, inner, "path:plan0") == []


@one_generation
def test_dates_and_sizes_of_an_office(lab: Lab, cloud: Cloud) -> None:
    top = cloud.entry_at(lab.office)
    files = [entry for entry in walked(cloud, top) if entry.kind is Kind.FILE]
    days = sorted({entry.modified.astimezone().date() for entry in files if entry.modified})
    assert days[-1] - days[0] > timedelta(days=30)
    middle = days[len(days) // 2]
    for text in (f"modified:{middle}", f"modified:<={middle}", f"modified:{days[1]}..{middle}", "size:>1MB"):
        found = every(cloud, top, f"type:file {text}")
        assert by_id(found) == by_id(entry for entry in files if matches(parse(text), entry))
        assert 0 < len(found) < len(files)


@one_generation
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_hits_come_in_order_and_page_by_page(lab: Lab, cloud: Cloud, folder: Entry, limit: int) -> None:
    inner = cloud.create_folder(folder, "inner")
    for number in range(12):
        lab.write(inner if number % 3 else folder, f"plan {number:02}.txt", size=(number * 5) % 12)
    for column, value in (
        (SortColumn.SIZE, lambda entry: entry.size),
        (SortColumn.MODIFIED, lambda entry: entry.modified),
        (SortColumn.NAME, lambda entry: entry.name),
    ):
        for descending in (False, True):
            found = every(cloud, folder, "plan type:file", sort=Sort(column, descending), limit=limit)
            assert len(by_id(found)) == len(found) == 12
            values: list[Any] = [value(entry) for entry in found]
            assert values == sorted(values, reverse=descending)


def test_pages_stay_whole_while_others_work(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    places = {name: cloud.create_folder(folder, name) for name in ("a", "m0", "m1", "m2", "m3", "z")}
    stay = {lab.write(places[f"m{number % 4}"], f"plan {number:02}.txt", size=3).id for number in range(30)}
    before = [lab.write(places["a"], f"plan {number:02}.txt", size=3) for number in range(20)]
    moving = [lab.write(places["m0"], f"plan moving {number}.txt", size=3) for number in range(9)]
    for sort in (
        None,
        Sort(SortColumn.SIZE, descending=True),
        Sort(SortColumn.NAME),
        Sort(SortColumn.MODIFIED),
    ):
        found: list[str] = []
        cursor: str | None = None
        for round_ in range(100):
            page = cloud.search(folder, parse("plan size:3"), below=True, sort=sort, cursor=cursor, limit=6)
            found += [entry.id for entry in page.entries]
            cursor = page.cursor
            if cursor is None:
                break
            if round_ < 3:
                for name in ("a", "z"):
                    lab.write(places[name], f"plan new {len(before)} {name}.txt", size=3)
                lab.remove(before.pop())
                for file in moving:
                    lab.rewrite(file, text="xyz")
        assert cursor is None
        assert len(found) == len(set(found))
        assert stay <= set(found)


def test_what_cannot_be_searched(cloud: Cloud, folder: Entry) -> None:
    for field, reason in cloud.unsearchable.items():
        assert reason.endswith(".")
        query = parse(f"plan -{field.value}:7")
        assert field in fields(query)
        with pytest.raises(Unsupported) as caught:
            cloud.search(folder, query, below=True)
        assert caught.value.sentence == reason
    for column in set(SortColumn) - cloud.sortable:
        with pytest.raises(Unsupported):
            cloud.search(folder, parse("a"), below=True, sort=Sort(column))


@pytest.mark.parametrize("below", [True, False])
def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry, below: bool) -> None:
    assert every(cloud, folder, "a", below=below) == []
    cloud.delete(folder)
    with pytest.raises(NotFound):
        cloud.search(folder, parse("a"), below=below)
