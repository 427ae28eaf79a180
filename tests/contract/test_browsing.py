"""Reading the tree."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, Offline, ServerFailed, Unsupported
from bimexplorer.model import Capability, Entry, Kind, Sort, SortColumn
from tests.contract.conftest import Lab
from tests.contract.parts import all_children, put

NOBODY = "00000000-0000-4000-8000-000000000000"
COLUMNS = [SortColumn.NAME, SortColumn.SIZE, SortColumn.TYPE, SortColumn.MODIFIED]


def fill(lab: Lab, folder: Entry, count: int, prefix: str = "file") -> set[str]:
    """Files by another user, behind the client's back; their ids."""
    path = "/".join(folder.path)
    return {
        lab.server.action("write-file", path=f"/{path}/{prefix} {number:03}.txt", size=number % 9)["id"]
        for number in range(count)
    }


def test_the_root(cloud: Cloud) -> None:
    root = cloud.root()
    assert root.kind is Kind.ROOT
    assert root.path == ()
    assert root.is_folder
    assert cloud.entry_at(()) == root


def test_what_lies_at_the_top(cloud: Cloud) -> None:
    root = cloud.root()
    entries = {entry.name: entry for entry in all_children(cloud, root)}
    assert entries["Hafenkontor Hamburg"].kind is Kind.FOLDER
    assert entries["Hafenkontor Teamwork"].kind is Kind.PROJECT
    assert entries["Office library 27"].kind is Kind.LIBRARY
    assert all(entry.place == root.id and entry.path == (entry.name,) for entry in entries.values())


def test_an_entry_is_the_same_by_listing_by_path_and_by_id(cloud: Cloud) -> None:
    plans = cloud.entry_at(("Hafenkontor Hamburg", "Pläne", "Grundrisse"))
    listed = all_children(cloud, plans)[0]
    assert listed.kind is Kind.FILE
    assert listed.size is not None
    assert listed.modified is not None
    assert listed.place == plans.id
    assert cloud.entry_at(listed.path) == listed
    assert cloud.entry(listed.id) == listed


def test_a_path_with_decomposed_letters_leads_to_both_spellings(lab: Lab, cloud: Cloud) -> None:
    typed = ("Villa Sonnenhu\u0308gel",)
    assert cloud.entry_at(typed).name == "Villa Sonnenhügel"
    foreign = "Fru\u0308hling.txt"
    lab.server.action("write-file", path=f"/Templates/{foreign}", text="x")
    assert cloud.entry_at(("Templates", foreign)).name == foreign


@pytest.mark.parametrize("path", [("nowhere",), ("Templates", "nowhere"), ("templates",), ("Templates", "")])
def test_a_path_that_leads_nowhere(cloud: Cloud, path: tuple[str, ...]) -> None:
    with pytest.raises(NotFound) as caught:
        cloud.entry_at(path)
    assert "/".join(path) in caught.value.sentence


def test_an_id_that_nobody_has(cloud: Cloud) -> None:
    with pytest.raises(NotFound):
        cloud.entry(NOBODY)


def test_several_entries_by_id(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, folder, 130)
    wanted = {entry.id: entry for entry in [folder, *all_children(cloud, folder)]}
    lab.server.reset_counters()
    assert cloud.entries([*wanted, NOBODY, "", folder.id]) == wanted
    assert lab.server.calls("get-resources-by-criterion") == 2
    assert lab.server.calls("get-resource$") == 0
    lab.server.reset_counters()
    assert cloud.entries([]) == {}
    assert cloud.entries([""]) == {}
    assert lab.server.counters() == {}


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
    ids = fill(lab, folder, 3)
    lab.server.fault(path="get-resources-by-criterion", times=None, **answer)
    assert cloud.entries([*ids, NOBODY]).keys() == ids


def test_entries_that_are_gone_are_missed_without_asking_for_each(
    lab: Lab, cloud: Cloud, folder: Entry
) -> None:
    ids = fill(lab, folder, 3)
    assert cloud.entries(sorted(ids)).keys() == ids
    lab.server.reset_counters()
    assert cloud.entries([NOBODY, NOBODY[::-1]]) == {}
    assert lab.server.calls("get-resource$") == 0
    assert cloud.entries([NOBODY]) == {}


def test_a_failure_is_not_taken_for_entries_that_are_gone(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    ids = fill(lab, folder, 3)
    assert cloud.entries(sorted(ids)).keys() == ids
    lab.server.fault(path="get-resources-by-criterion", status=500, body="oops")
    with pytest.raises(ServerFailed):
        cloud.entries(sorted(ids))
    lab.server.fault(path="get-resources-by-criterion", drop="request", times=None)
    with pytest.raises(Offline):
        cloud.entries(sorted(ids))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_gives_every_entry_once(
    lab: Lab, cloud: Cloud, folder: Entry, column: SortColumn, descending: bool
) -> None:
    assert column in cloud.sortable
    ids = fill(lab, folder, 23)
    ids |= {cloud.create_folder(folder, f"folder {number}").id for number in range(4)}
    entries = all_children(cloud, folder, Sort(column, descending), limit=5)
    assert len(entries) == len(ids)
    assert {entry.id for entry in entries} == ids
    values = {
        SortColumn.NAME: [entry.name.lower() for entry in entries],
        SortColumn.SIZE: [entry.size for entry in entries if entry.size is not None],
        SortColumn.TYPE: [entry.type for entry in entries],
        SortColumn.MODIFIED: [entry.modified for entry in entries],
    }[column]
    assert values == sorted(values, reverse=descending)  # type: ignore[type-var]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_stay_whole_while_others_work(
    lab: Lab, cloud: Cloud, folder: Entry, column: SortColumn, descending: bool
) -> None:
    """No row twice, and none missing that was there all the time."""
    stay = fill(lab, folder, 30, "m")
    go = fill(lab, folder, 20, "a")
    top = "/".join(folder.path)
    sort = Sort(column, descending)
    given: list[str] = []
    cursor: str | None = None
    for round_ in range(100):
        page = cloud.children(folder, sort=sort, cursor=cursor, limit=6)
        given += [entry.id for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
        if round_ < 5:
            for number in range(4):
                lab.server.action("delete-file", path=f"/{top}/a {4 * round_ + number:03}.txt")
            for name in ("b", "n", "z"):
                lab.server.action("write-file", path=f"/{top}/{name} new {round_}.txt", size=round_)
    assert cursor is None
    assert len(given) == len(set(given))
    assert stay <= set(given)
    assert len(go) == 20


def test_folders_only_for_the_tree(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, folder, 7)
    made = [cloud.create_folder(folder, f"sub {number}") for number in range(3)]
    page = cloud.children(folder, kinds=frozenset({Kind.FOLDER}), limit=2)
    rest = cloud.children(folder, kinds=frozenset({Kind.FOLDER}), cursor=page.cursor, limit=2)
    assert [*page.entries, *rest.entries] == made
    assert rest.cursor is None
    files = cloud.children(folder, kinds=frozenset({Kind.FILE}))
    assert len(files.entries) == 7


def test_kinds_of_the_top(cloud: Cloud) -> None:
    root = cloud.root()
    some = cloud.children(root, kinds=frozenset({Kind.PROJECT, Kind.LIBRARY}))
    assert {entry.kind for entry in some.entries} == {Kind.PROJECT, Kind.LIBRARY}
    assert cloud.children(root, kinds=frozenset({Kind.OTHER})).entries == ()


def test_an_empty_folder(cloud: Cloud, folder: Entry) -> None:
    page = cloud.children(folder)
    assert page.entries == ()
    assert page.cursor is None


def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    cloud.delete(folder)
    with pytest.raises(NotFound):
        cloud.children(folder)


def test_an_order_the_service_does_not_know(cloud: Cloud) -> None:
    assert SortColumn.OWNER not in cloud.sortable
    with pytest.raises(Unsupported):
        cloud.children(cloud.root(), sort=Sort(SortColumn.OWNER))


def test_large_folders_come_page_by_page(own_lab: Callable[..., Lab]) -> None:
    cloud = own_lab(large_folder=2500).open()
    entries = all_children(cloud, cloud.entry_at(("Scan archive",)), limit=1000)
    assert len({entry.id for entry in entries}) == len(entries) == 2500


@pytest.mark.parametrize("generation", ["2023.2", "2020.2"])
def test_the_name_of_the_root_does_not_matter(own_lab: Callable[..., Lab], generation: str) -> None:
    cloud = own_lab(generation=generation, root_name="Projektwurzel & Ä").open()
    assert cloud.root().name == "Projektwurzel & Ä"
    templates = cloud.entry_at(("Templates",))
    assert templates.path == ("Templates",)
    put(cloud, templates, "new.txt", b"hello")
    assert cloud.entry_at(("Templates", "new.txt")).size == 5


def test_what_cannot_be_done_is_told_with_a_reason(cloud: Cloud, folder: Entry) -> None:
    top = {entry.kind: entry for entry in all_children(cloud, cloud.root())}
    file = all_children(cloud, cloud.entry_at(("Hafenkontor Hamburg", "Pläne", "Grundrisse")))[0]
    for entry in (cloud.root(), folder, file, top[Kind.PROJECT], top[Kind.LIBRARY]):
        for reason in cloud.missing(entry).values():
            assert reason.endswith(".")
    assert Capability.DELETE in cloud.missing(cloud.root())
    assert {Capability.RENAME, Capability.MOVE} <= cloud.missing(folder).keys()
    assert not {Capability.OPEN, Capability.UPLOAD, Capability.DELETE} & cloud.missing(folder).keys()
    assert not {Capability.DOWNLOAD, Capability.RENAME, Capability.MOVE} & cloud.missing(file).keys()
    assert set(cloud.missing(top[Kind.PROJECT])) == set(Capability)


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
    ):
        with pytest.raises(Unsupported):
            attempt()


def test_who_is_signed_in(lab: Lab, cloud: Cloud) -> None:
    account = cloud.account()
    assert account.username == lab.server.users[0]["username"]
    assert account.id
    lab.server.reset_counters()
    assert cloud.account() == account
    assert lab.server.counters() == {}


def test_pages_are_json_texts_that_hold_no_names_of_secrets(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, folder, 5)
    for column in COLUMNS:
        cursor = cloud.children(folder, sort=Sort(column), limit=2).cursor
        assert cursor is not None
        assert isinstance(json.loads(cursor), dict)
