"""Searching, held against what a walk through the same tree finds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.search import condition
from bimexplorer.model import Entry, Kind, Sort
from bimexplorer.query import Calendar, matches, parse
from tests.contract.parts import all_children
from tests.contract_bimplus.conftest import Lab

OFFICE = "Bürogebäude Hafenkontor"

QUERIES = [
    "plan",
    "*.pdf",
    "type:pdf",
    "A-1*",
    "name:*grundriss*",
    'name:="Lasten.csv"',
    "Größen*",
    "Protokoll ??.docx",
    "size:>500kB",
    "size:100kB..400kB",
    "modified:<1y",
    "modified:>2020-01-01 size:<200kB",
    "type:folder",
    "-type:folder -type:pdf",
    "grundriss OR ansicht",
    "path:*Pläne*",
    "by:anna",
    "by:nobody",
    "Detail*Tür.pdf",
]


def walked(cloud: Cloud, folder: Entry) -> list[Entry]:
    found: list[Entry] = []
    for child in all_children(cloud, folder, limit=500):
        found.append(child)
        if child.is_folder:
            found += walked(cloud, child)
    return found


def every(
    cloud: Cloud, folder: Entry, query: str, *, below: bool = True, limit: int = 100, sort: Sort | None = None
) -> list[Entry]:
    found: list[Entry] = []
    cursor: str | None = None
    while True:
        page = cloud.search(folder, parse(query), below=below, sort=sort, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        assert page.entries or page.cursor is None
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found


def ids(entries: Iterable[Entry]) -> list[str]:
    return sorted(entry.id for entry in entries)


@pytest.mark.parametrize("place", [("Documents",), ("Documents", "01 Pläne"), ("All attachments",)])
def test_a_search_finds_what_a_walk_finds(lab: Lab, cloud: Cloud, place: tuple[str, ...]) -> None:
    folder = cloud.entry_at((lab.team, OFFICE, *place))
    there = walked(cloud, folder)
    hits = 0
    for query in QUERIES:
        expected = [entry for entry in there if matches(parse(query), entry)]
        found = every(cloud, folder, query)
        assert ids(found) == ids(expected), query
        if place[0] == "Documents":
            assert {entry.path for entry in found} == {entry.path for entry in expected}, query
        hits += len(found)
    assert hits > 100
    assert ids(every(cloud, folder, "*", limit=3)) == ids(there)


@pytest.mark.parametrize("limit", [1, 4])
def test_pages_of_a_search(lab: Lab, cloud: Cloud, limit: int) -> None:
    folder = cloud.entry_at((lab.team, OFFICE, "Documents", "01 Pläne"))
    found = every(cloud, folder, "grundriss", limit=limit)
    assert ids(found) == ids(every(cloud, folder, "grundriss"))
    # One of them lies in two folders.
    assert len({entry.id.rsplit(":", 1)[1] for entry in found}) < len(found)


def test_a_search_through_projects_and_teams(lab: Lab, cloud: Cloud) -> None:
    office = cloud.entry_at((lab.team, OFFICE))
    in_project = every(cloud, office, "*.jpg")
    photos = [entry for entry in in_project if entry.name.startswith("Foto ")]
    assert photos
    assert {entry.path[2] for entry in photos} == {"All attachments"}
    assert {entry.path[2] for entry in in_project} == {"Documents", "All attachments"}
    assert len({entry.id for entry in in_project}) == len(in_project)
    in_team = every(cloud, cloud.entry_at((lab.team,)), "*.jpg", limit=10)
    assert set(ids(in_project)) < set(ids(in_team))
    everywhere = every(cloud, cloud.root(), "plan")
    assert {entry.path[0] for entry in everywhere} >= {lab.team, "bimplus-demo"}
    projects = every(cloud, cloud.root(), "Riverside School")
    assert [entry.path for entry in projects] == [(lab.team, "Riverside School")]
    for entry in [*in_project[:5], *photos[:2]]:
        assert cloud.entry_at(entry.path) == entry


def test_only_in_one_place(lab: Lab, cloud: Cloud) -> None:
    for path in ((lab.team,), (lab.team, OFFICE, "Documents"), (lab.team, OFFICE, "Issues")):
        place = cloud.entry_at(path)
        beside = all_children(cloud, place)
        found = every(cloud, place, "e", below=False, limit=3)
        assert ids(found) == ids(entry for entry in beside if "e" in entry.name.lower())


def test_the_server_is_asked_for_what_it_understands(lab: Lab, cloud: Cloud) -> None:
    folder = cloud.entry_at((lab.team, OFFICE, "All attachments"))
    lab.server.reset_counters()
    found = every(cloud, folder, "Protokoll* size:>1B -type:folder")
    assert len(found) == 14
    assert {entry.kind for entry in found} == {Kind.FILE}
    # Of more than a hundred attachments only those came over the line.
    assert lab.server.calls("bimplus GET .*attachments") == 1


@pytest.mark.parametrize(
    ("query", "filter_"),
    [
        ("A-1*", "fileName=A-1*"),
        ('name:="a.txt"', "fileName=a.txt"),
        ("Grö*", "fileName=Gr*"),
        ("a&b*", "fileName=a*"),
        ('name:="a*b"', "fileName=a*"),
        ("*.pdf", ""),
        ("plan", ""),
        ("a* OR b*", ""),
        ("-a*", ""),
        ("size:>10 size:<=20", "size>10&size<=20"),
        ("modified:>=2026-01-01", "changed>=2026-01-01T00:00:00"),
        ("modified:<2026-01-01 a?", "changed<2026-01-01T00:00:00&fileName=a*"),
        ("by:anna type:pdf", ""),
    ],
)
def test_filters(query: str, filter_: str) -> None:
    calendar = Calendar(datetime(2026, 6, 1, tzinfo=timezone.utc).date(), timezone.utc)
    assert condition(parse(query), calendar) == filter_
