"""How a BIMcloud is searched: what it is asked, and what is done where it cannot answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Entry
from bimexplorer.query import parse
from tests.contract.parts import all_children, by_id, every, walked
from tests.contract_bimcloud.conftest import Lab, with_tokens


def fill(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """Names with and without "plan" on three levels, and folders whose names begin alike."""
    inner = cloud.create_folder(folder, "Plan")
    for place in (folder, inner, cloud.create_folder(inner, "ÄÖÜ (alt)")):
        for name in ("Plan.pdf", "PLAN (2).pdf", "100% done.txt", "a+b [x] {y} ^$.txt"):
            lab.write(place, name, size=1)
    for name in ("Plan 2", "Plan-2", "Plan.2", "Plan0"):
        lab.write(cloud.create_folder(folder, name), "Plan.pdf", size=1)


def test_nothing_of_the_servers_own_tree_is_found(cloud: Cloud) -> None:
    found = every(cloud, cloud.root(), "")
    assert by_id(found) == by_id(walked(cloud, cloud.root()))
    assert not [entry for entry in found if entry.type == "modelServer"]


def test_a_search_asks_for_no_more_than_its_pages(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    for number in range(40):
        lab.write(folder, f"{'plan' if number % 2 else 'photo'} {number}.txt", size=1)
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
    assert len(found) == 2 * 3 + 4
    assert by_id(found) == by_id(every(cloud, folder, "plan*.pdf type:file"))
    lab.server.reset_counters()
    assert every(fresh, folder, "nothing like this", limit=1000) == []
    assert lab.server.calls("get-resources-by-criterion") >= 1


def test_the_cursor_of_a_listing_is_none_of_a_search(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, cloud, folder)
    cursor = cloud.children(folder, limit=3).cursor
    assert cursor is not None
    with pytest.raises(UnexpectedAnswer):
        cloud.search(folder, parse("a"), below=True, cursor=cursor)


@with_tokens
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
