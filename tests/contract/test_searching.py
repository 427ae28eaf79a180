"""Searching, held against what a walk through the same tree finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Cancelled, NotFound, UnexpectedAnswer, Unsupported
from bimexplorer.model import Capability, Entry, Kind, Sort, SortColumn
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
from tests.contract.conftest import Lab
from tests.contract.parts import Background, all_children
from tests.queries import KINDS, RELATIONS, patterns, texts, trees
from tests.standin import wait_until

TOP = ("Hafenkontor Hamburg",)

HARD_NAMES = [
    "Plan.pdf",
    "PLAN (2).pdf",
    "plan_A.PDF",
    "planXA.pdf",
    "100% done.txt",
    "100 done.txt",
    "a+b [x] {y} ^$.txt",
    "Früh.txt",
    "Fru\u0308h.txt",
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

QUERIES = trees(
    patterns(WORDS | st.just("/"), (Field.NAME, Field.PATH))
    | st.builds(OfKind, KINDS)
    | st.builds(Extension, st.sampled_from(["pdf", "IFC", "txt", "pln", "ä"]))
    | st.builds(Size, RELATIONS, st.integers(0, 12) | st.sampled_from([10**5, 10**6, 2**20]))
    | st.builds(Modified, RELATIONS, st.builds(Ago, st.integers(0, 500), st.just("d")))
)


def walked(cloud: Cloud, folder: Entry) -> list[Entry]:
    """Everything below a folder, by asking for the children of each."""
    found: list[Entry] = []
    for child in all_children(cloud, folder, limit=1000):
        found.append(child)
        if child.is_folder:
            found += walked(cloud, child)
    return found


def every(
    cloud: Cloud,
    folder: Entry,
    query: Query | str,
    *,
    below: bool = True,
    sort: Sort | None = None,
    limit: int = 100,
) -> list[Entry]:
    asked = parse(query) if isinstance(query, str) else query
    found: list[Entry] = []
    cursor: str | None = None
    while True:
        page = cloud.search(folder, asked, below=below, sort=sort, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        assert page.entries or page.cursor is None
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found


def by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


def names(entries: Iterable[Entry]) -> list[str]:
    return sorted(entry.name for entry in entries)


def fill(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """Hard names on three levels, and folders whose names begin alike."""
    inner = cloud.create_folder(folder, "Plan")
    for place in (folder, inner, cloud.create_folder(inner, "ÄÖÜ (alt)")):
        for size, name in enumerate(HARD_NAMES):
            lab.server.action("write-file", path=f"/{'/'.join(place.path)}/{name}", size=size)
    for name in ("Plan 2", "Plan-2", "Plan.2", "Plan0"):
        beside = cloud.create_folder(folder, name)
        lab.server.action("write-file", path=f"/{'/'.join(beside.path)}/Plan.pdf", size=1)


def test_random_queries_find_what_a_walk_finds(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    places = {
        place.path: (place, walked(cloud, place))
        for place in (cloud.root(), cloud.entry_at(TOP), folder, cloud.entry_at((*folder.path, "Plan")))
    }
    seen = 0

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        query=QUERIES,
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plan*.pdf", ["PLAN (2).pdf", "Plan.pdf", "planXA.pdf", "plan_A.PDF"]),
        ("plan_*", ["plan_A.PDF"]),
        ("plan?a*", ["planXA.pdf", "plan_A.PDF"]),
        ("100%", ["100% done.txt"]),
        ("*[x]*", ["a+b [x] {y} ^$.txt"]),
        ("FRÜH", ["Fru\u0308h.txt", "Früh.txt"]),
        ("äöü*", ["ÄÖÜ.ifc", "äöü.ifc.bak"]),
        ("type:ifc", ["ÄÖÜ.ifc", "İstanbul.ifc"]),
        ("Я", ["план-Я.dwg"]),
        ("οδος", ["ΟΔΟΣ.txt"]),
        ("日*図*", ["日本 図面.pdf"]),
        ('"-draft"', ["-draft"]),
        ('name:="OR"', ["OR"]),
        ("name:=pdf", ["pdf"]),
        ("size:..1", ["PLAN (2).pdf", "Plan.pdf"]),
        ("type:folder", ["Plan", "Plan 2", "Plan-2", "Plan.2", "Plan0"]),
        ("-type:file -plan", []),
        ("type:file modified:<today", []),
        ("pdf -type:pdf", ["pdf"]),
        ("(früh OR 100) size:5..8", ["100 done.txt", "Fru\u0308h.txt", "Früh.txt"]),
    ],
)
def test_what_is_directly_in_a_folder(
    lab: Lab, cloud: Cloud, folder: Entry, text: str, expected: list[str]
) -> None:
    fill(lab, cloud, folder)
    assert names(every(cloud, folder, text, below=False)) == sorted(expected)


def test_what_is_below_and_what_only_begins_alike(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    inner = cloud.entry_at((*folder.path, "Plan"))
    found = every(cloud, inner, "plan.pdf type:file")
    assert [entry.path for entry in found] == [
        (*inner.path, "Plan.pdf"),
        (*inner.path, "ÄÖÜ (alt)", "Plan.pdf"),
    ]
    assert inner.id not in by_id(every(cloud, inner, ""))
    assert len(every(cloud, inner, f'path:"/{inner.path[0]}/plan/*"')) == len(walked(cloud, inner))
    assert every(cloud, inner, "path:plan0") == []


def test_dates_and_sizes_of_an_office(cloud: Cloud) -> None:
    top = cloud.entry_at(TOP)
    files = [entry for entry in walked(cloud, top) if entry.kind is Kind.FILE]
    days = sorted({entry.modified.astimezone().date() for entry in files if entry.modified})
    assert days[-1] - days[0] > timedelta(days=30)
    middle = days[len(days) // 2]
    for text in (f"modified:{middle}", f"modified:<={middle}", f"modified:{days[1]}..{middle}", "size:>1MB"):
        found = every(cloud, top, f"type:file {text}")
        assert by_id(found) == by_id(entry for entry in files if matches(parse(text), entry))
        assert 0 < len(found) < len(files)


def test_nothing_of_the_servers_own_tree_is_found(cloud: Cloud) -> None:
    found = every(cloud, cloud.root(), "")
    assert by_id(found) == by_id(walked(cloud, cloud.root()))
    assert not [entry for entry in found if entry.type == "modelServer"]


@pytest.mark.parametrize("generation", ["2023.2", "2020.2"])
def test_the_name_of_the_root_does_not_matter(own_lab: Callable[..., Lab], generation: str) -> None:
    cloud = own_lab(generation=generation, root_name="Projektwurzel & Ä").open()
    found = every(cloud, cloud.root(), "path:/hafenkontor* type:ifc")
    assert found
    assert by_id(found) == by_id(
        e for e in walked(cloud, cloud.entry_at(TOP)) if matches(parse("type:ifc"), e)
    )


def test_pages_stay_whole_while_others_work(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    top = "/".join(folder.path)

    def write(name: str) -> str:
        found: str = lab.server.action("write-file", path=f"/{top}/{name}", size=3)["id"]
        return found

    stay = {write(f"m{number % 4}/plan {number:02}.txt") for number in range(30)}
    for number in range(20):
        write(f"a/plan {number:02}.txt")
    for sort in (None, Sort(SortColumn.SIZE, descending=True), Sort(SortColumn.NAME)):
        given: list[str] = []
        cursor: str | None = None
        for round_ in range(100):
            page = cloud.search(folder, parse("plan size:3"), below=True, sort=sort, cursor=cursor, limit=6)
            given += [entry.id for entry in page.entries]
            cursor = page.cursor
            if cursor is None:
                break
            if round_ < 3:
                for name in (f"a/plan {round_}.txt", f"z/plan {round_}.txt"):
                    write(name)
                lab.server.action("delete-file", path=f"/{top}/a/plan {round_}.txt")
        assert cursor is None
        assert len(given) == len(set(given))
        assert stay <= set(given)


def test_a_search_asks_for_no_more_than_its_pages(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    top = "/".join(folder.path)
    for number in range(40):
        lab.server.action(
            "write-file", path=f"/{top}/{'plan' if number % 2 else 'photo'} {number}.txt", size=1
        )
    every(cloud, folder, "plan")
    lab.server.reset_counters()
    page = cloud.search(folder, parse("plan"), below=True, limit=8)
    assert len(page.entries) == 8
    assert lab.server.calls("get-resources-by-criterion") == 1
    assert len(every(cloud, folder, "plan", limit=8)) == 20
    assert lab.server.calls("get-resources-by-criterion") == 1 + 3


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": []},
        {"status": 430, "body": {"error-code": 7, "error-message": "Unknown operator"}},
        {"status": 500, "body": "oops"},
    ],
)
def test_a_server_without_wildcards_or_order(
    lab: Lab, folder: Entry, cloud: Cloud, answer: dict[str, Any]
) -> None:
    """Nothing of what is tried out works: all is read and sorted out here."""
    fill(lab, cloud, folder)
    fresh = lab.open()
    # What is at the top is answered; then what works, alone and together, is not; the witness is found.
    lab.server.fault(path="get-resources-by-criterion", skip=1, times=4, **answer)
    found = every(fresh, folder, "plan*.pdf type:file")
    assert len(found) == 4 * 3 + 4
    assert by_id(found) == by_id(every(cloud, folder, "plan*.pdf type:file"))
    lab.server.reset_counters()
    assert every(fresh, folder, "nothing like this", limit=1000) == []
    assert lab.server.calls("get-resources-by-criterion") >= 1


def test_what_cannot_be_searched(cloud: Cloud, folder: Entry) -> None:
    for field, reason in cloud.unsearchable.items():
        assert reason.endswith(".")
        query = parse(f"plan -{field.value}:7")
        assert field in fields(query)
        with pytest.raises(Unsupported) as caught:
            cloud.search(folder, query, below=True)
        assert caught.value.sentence == reason
    with pytest.raises(Unsupported):
        cloud.search(folder, parse("a"), below=True, sort=Sort(SortColumn.OWNER))


def test_where_cannot_be_searched(cloud: Cloud, folder: Entry) -> None:
    top = {entry.kind: entry for entry in all_children(cloud, cloud.root())}
    file = all_children(cloud, cloud.entry_at((*TOP, "Pläne", "Grundrisse")))[0]
    assert Capability.SEARCH not in cloud.missing(folder)
    assert Capability.SEARCH not in cloud.missing(cloud.root())
    for entry in (file, top[Kind.PROJECT]):
        reason = cloud.missing(entry)[Capability.SEARCH]
        with pytest.raises(Unsupported) as caught:
            cloud.search(entry, parse("a"), below=True)
        assert caught.value.sentence == reason


@pytest.mark.parametrize("below", [True, False])
def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry, below: bool) -> None:
    assert every(cloud, folder, "a", below=below) == []
    cloud.delete(folder)
    with pytest.raises(NotFound):
        cloud.search(folder, parse("a"), below=below)


def test_the_cursor_of_a_listing_is_none_of_a_search(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    cursor = cloud.children(folder, limit=3).cursor
    assert cursor is not None
    with pytest.raises(UnexpectedAnswer):
        cloud.search(folder, parse("a"), below=True, cursor=cursor)


def test_a_search_is_cancelled(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    every(cloud, folder, "plan")
    lab.server.reset_counters()
    lab.server.fault(path="get-resources-by-criterion", stall=25)
    searching = Background(lambda: cloud.search(folder, parse("plan"), below=True))
    wait_until(lambda: lab.server.calls("get-resources-by-criterion"))
    searching.token.cancel()
    assert isinstance(searching.outcome(), Cancelled)


def test_a_large_folder_is_searched_page_by_page(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(large_folder=5000)
    cloud = lab.open()
    folder = cloud.entry_at(("Scan archive",))
    there = by_id(all_children(cloud, folder, limit=1000))
    rare = min(there.values(), key=lambda entry: (entry.size or 0, entry.id))
    query = parse(f"size:{rare.size}")
    assert rare.id in by_id(every(cloud, cloud.root(), query))
    lab.server.reset_counters()
    first = cloud.search(cloud.root(), parse("path:/scan* type:file"), below=True, limit=100)
    assert len(first.entries) == 100
    assert lab.server.calls("get-resources-by-criterion") == 1
    found = every(cloud, folder, "*0*", limit=1000)
    assert by_id(found).keys() == {key for key, entry in there.items() if "0" in entry.name}
