"""The tree as BIMcloud has it: its sample, its spellings, its types, lists of ids, large folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, Unsupported
from bimexplorer.model import Capability, Entry, Kind, Sort, SortColumn
from bimexplorer.query import matches, parse
from tests.contract.parts import all_children, by_id, every, put, walked
from tests.contract_bimcloud.conftest import Lab, with_tokens

NOBODY = "00000000-0000-4000-8000-000000000000"
COLUMNS = [SortColumn.NAME, SortColumn.SIZE, SortColumn.TYPE, SortColumn.MODIFIED]


def written(lab: Lab, folder: Entry, count: int) -> set[str]:
    return {lab.write(folder, f"file {number:03}.txt", size=number).id for number in range(count)}


def test_what_lies_at_the_top(cloud: Cloud) -> None:
    root = cloud.root()
    entries = {entry.name: entry for entry in all_children(cloud, root)}
    assert entries["Hafenkontor Hamburg"].kind is Kind.FOLDER
    assert entries["Hafenkontor Teamwork"].kind is Kind.PROJECT
    assert entries["Office library 27"].kind is Kind.LIBRARY
    assert all(entry.place == root.id and entry.path == (entry.name,) for entry in entries.values())


def test_a_path_with_decomposed_letters_leads_to_both_spellings(lab: Lab, cloud: Cloud) -> None:
    typed = ("Villa Sonnenhu\u0308gel",)
    assert cloud.entry_at(typed).name == "Villa Sonnenhügel"
    templates = cloud.entry_at(("Templates",))
    for foreign in ("Fru\u0308hling.txt", "Frühling.txt"):
        lab.write(templates, foreign, text="x")
        assert cloud.entry_at(("Templates", foreign)).name == foreign
        found = every(cloud, templates, "frühling", below=False)
        assert foreign in [entry.name for entry in found]


def test_a_path_in_other_letters_leads_nowhere(cloud: Cloud) -> None:
    with pytest.raises(NotFound):
        cloud.entry_at(("templates",))


def test_folders_are_not_parted_from_files(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.write(folder, "a.txt")
    cloud.create_folder(folder, "b")
    lab.write(folder, "c.txt")
    assert [entry.name for entry in all_children(cloud, folder)] == ["a.txt", "b", "c.txt"]
    types = [entry.type for entry in all_children(cloud, folder, Sort(SortColumn.TYPE))]
    assert types == sorted(types)


def test_several_entries_by_id_in_hundreds(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    ids = written(lab, folder, 130)
    lab.forget_calls()
    assert cloud.entries([*ids, NOBODY, "", folder.id]).keys() == {*ids, folder.id}
    assert lab.server.calls("get-resources-by-criterion") == 2
    assert lab.server.calls("get-resource$") == 0


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": []},
        {"status": 430, "body": {"error-code": 7, "error-message": "Invalid argument"}},
        {"status": 500, "body": "oops"},
    ],
)
def test_several_entries_from_a_server_that_takes_one_id_only(
    lab: Lab, cloud: Cloud, folder: Entry, answer: dict[str, Any]
) -> None:
    ids = written(lab, folder, 3)
    lab.server.fault(path="get-resources-by-criterion", times=None, **answer)
    assert cloud.entries([*ids, NOBODY]).keys() == ids


def test_entries_that_are_gone_are_missed_without_asking_for_each(
    lab: Lab, cloud: Cloud, folder: Entry
) -> None:
    ids = written(lab, folder, 3)
    assert cloud.entries(sorted(ids)).keys() == ids
    lab.server.reset_counters()
    assert cloud.entries([NOBODY, NOBODY[::-1]]) == {}
    assert lab.server.calls("get-resource$") == 0
    assert cloud.entries([NOBODY]) == {}


@with_tokens
def test_large_folders_come_page_by_page(own_lab: Callable[..., Lab]) -> None:
    cloud = own_lab(large_folder=2500).open()
    entries = all_children(cloud, cloud.entry_at(("Scan archive",)), limit=1000)
    assert len({entry.id for entry in entries}) == len(entries) == 2500


def test_the_name_of_the_root_does_not_matter(own_lab: Callable[..., Lab]) -> None:
    cloud = own_lab(root_name="Projektwurzel & Ä").open()
    assert cloud.root().name == "Projektwurzel & Ä"
    templates = cloud.entry_at(("Templates",))
    assert templates.path == ("Templates",)
    put(cloud, templates, "new.txt", b"hello")
    assert cloud.entry_at(("Templates", "new.txt")).size == 5
    found = every(cloud, cloud.root(), "path:/hafenkontor* type:ifc")
    there = walked(cloud, cloud.entry_at(Lab.office))
    assert found
    assert by_id(found) == by_id(entry for entry in there if matches(parse("type:ifc"), entry))


def test_what_cannot_be_done(cloud: Cloud, folder: Entry) -> None:
    top = {entry.kind: entry for entry in all_children(cloud, cloud.root())}
    file = all_children(cloud, cloud.entry_at(Lab.plans))[0]
    assert {Capability.RENAME, Capability.MOVE} <= cloud.missing(folder).keys()
    assert not {Capability.DOWNLOAD, Capability.RENAME, Capability.MOVE} & cloud.missing(file).keys()
    assert not {Capability.FOLLOW, Capability.SEARCH} & cloud.missing(folder).keys()
    for kind in (Kind.PROJECT, Kind.LIBRARY):
        assert set(cloud.missing(top[kind])) == set(Capability)


def test_unknown_types_are_shown_and_left_alone(lab: Lab, cloud: Cloud) -> None:
    folder = cloud.entry_at(("Templates",))
    raw = {
        "id": "11111111-2222-4333-8444-555555555555",
        "type": "hologram",
        "name": "Hall",
        "$path": "Project Root/Templates/Hall",
        "$loweredPath": "project root/templates/hall",
        "$parentId": folder.id,
    }
    lab.server.fault(path="get-resources-by-criterion", status=200, body=[raw])
    (entry,) = cloud.children(folder).entries
    assert (entry.kind, entry.type, entry.size) == (Kind.OTHER, "hologram", None)
    assert set(cloud.missing(entry)) == set(Capability)
    for attempt in (
        lambda: cloud.children(entry),
        lambda: cloud.rename(entry, "x"),
        lambda: cloud.move(entry, folder),
        lambda: cloud.delete(entry),
        lambda: cloud.delete_trees((entry,)),
        lambda: cloud.open_download(entry),
        lambda: cloud.search(entry, parse("a"), below=True),
    ):
        with pytest.raises(Unsupported):
            attempt()


def test_cursors_are_json_texts(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    written(lab, folder, 5)
    for column in COLUMNS:
        cursor = cloud.children(folder, sort=Sort(column), limit=2).cursor
        assert cursor is not None
        assert isinstance(json.loads(cursor), dict)
