"""Document Folders in a project with many attachments: first rows soon, with few questions, and right."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus import attachments
from bimexplorer.model import Entry, Kind, Sort, SortColumn
from bimexplorer.ui.models.listing import FOLDERS, OTHERS, Listing, Position
from tests.contract.parts import all_children
from tests.contract_bimplus.conftest import Lab
from tests.contract_bimplus.parts import attachment_id, wire

_LISTS = r"bimplus GET .*/projects/[^/]+/attachments"
_TOPOLOGIES = r"bimplus GET .*/structures/[^/]+/topology"


@pytest.fixture
def long_folder(lab: Lab, folder: Entry, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """With 120 files, of a list that is read in ten pages or more."""
    monkeypatch.setattr(attachments, "_SIZES", (40, 20, 10))
    for number in range(120):
        lab.write(folder, f"plan {number:03}.txt", size=number % 7)
    return folder


def test_first_rows_come_before_the_list_was_read(lab: Lab, cloud: Cloud, long_folder: Entry) -> None:
    lab.server.reset_counters()
    window = Listing(cloud, long_folder, (FOLDERS, OTHERS), Sort())
    first = window.read(Position(), 100)
    assert 20 <= len(first.entries) < 100
    assert first.next is not None
    # Of the three questions of a window, two are answered by what was read for the first.
    assert lab.server.calls(_TOPOLOGIES) == 1
    lists = lab.server.calls(_LISTS)
    rest = window.read_on(first.next, 1000, 100)
    assert lab.server.calls(_TOPOLOGIES) == 1
    assert lab.server.calls(_LISTS) > lists
    names = [entry.name for entry in (*first.entries, *rest.entries)]
    assert names == [f"plan {number:03}.txt" for number in range(120)]
    for entry in (first.entries[0], rest.entries[-1]):
        assert cloud.entry(entry.id) == entry


def test_the_tree_asks_for_no_files(lab: Lab, cloud: Cloud, long_folder: Entry) -> None:
    made = cloud.create_folder(long_folder, "inner")
    lab.server.reset_counters()
    assert cloud.children(long_folder, kinds=frozenset({Kind.FOLDER})).entries == (made,)
    assert lab.server.calls("/attachments") == 0


@pytest.mark.parametrize("column", [SortColumn.NAME, SortColumn.SIZE])
@pytest.mark.parametrize("descending", [False, True])
def test_every_row_once_in_order(
    cloud: Cloud, long_folder: Entry, column: SortColumn, descending: bool
) -> None:
    cloud.create_folder(long_folder, "inner")
    found = all_children(cloud, long_folder, Sort(column, descending), limit=30)
    assert [found[0].name, len({entry.id for entry in found}), len(found)] == ["inner", 121, 121]
    values = [(entry.size if column is SortColumn.SIZE else entry.name) for entry in found[1:]]
    assert values == sorted(values, reverse=descending)  # type: ignore[type-var]


def test_the_folder_beside_costs_little(lab: Lab, cloud: Cloud, folder: Entry, long_folder: Entry) -> None:
    inner = cloud.create_folder(folder, "inner")
    ids = [lab.write(inner, f"detail {number}.txt", size=number).id for number in range(30)]
    assert len(all_children(cloud, long_folder)) == 121
    lab.server.reset_counters()
    assert {entry.id for entry in all_children(cloud, inner)} == set(ids)
    assert lab.server.calls("attachments") <= 6


def test_what_others_do_shows_in_the_next_listing(lab: Lab, cloud: Cloud, long_folder: Entry) -> None:
    before = all_children(cloud, long_folder)
    lab.rewrite(before[3], text="x" * 100)
    lab.rewrite(before[90], text="x" * 200)
    lab.remove(before[50])
    new = lab.write(long_folder, "plan 099b.txt", size=300)
    after = {entry.id: entry for entry in all_children(cloud, long_folder)}
    assert after[before[3].id].size == 100
    assert after[before[90].id].size == 200
    assert after[new.id].size == 300
    assert after.keys() == {entry.id for entry in before} - {before[50].id} | {new.id}
    # Somebody deletes the newest version: the moment of the last change is the one before again.
    wire(cloud).delete_version(lab.team, attachment_id(before[90]), 2)
    again = {entry.id: entry for entry in all_children(cloud, long_folder)}
    assert again[before[90].id].size == before[90].size
    assert again[before[3].id] == after[before[3].id]


def test_what_is_gone_while_the_folder_is_read_is_left_out(
    lab: Lab, cloud: Cloud, long_folder: Entry
) -> None:
    first = cloud.children(long_folder, limit=20)
    assert first.cursor is not None
    known = {entry.id: entry for entry in all_children(lab.open(), long_folder)}
    for gone in list(known.values())[20:60]:
        lab.remove(gone)
    found = list(first.entries)
    cursor: str | None = first.cursor
    while cursor is not None:
        page = cloud.children(long_folder, cursor=cursor, limit=20)
        # An empty page is the last one.
        assert page.entries or page.cursor is None
        found += page.entries
        cursor = page.cursor
    assert [entry.id for entry in found] == [*list(known)[:20], *list(known)[60:]]
