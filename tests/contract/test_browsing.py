"""Reading the tree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.counting import Count
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.errors import NotFound, Offline, ServerFailed, UnexpectedAnswer, Unsupported
from bimexplorer.model import Entry, Kind, Sort, SortColumn, Tally
from tests.contract.lab import Call, Lab
from tests.contract.labs import LABS, one_generation
from tests.contract.parts import all_children, sights, walked


def fill(lab: Lab, folder: Entry, count: int, prefix: str = "file") -> set[str]:
    """Files by another user, behind the client's back; their ids."""
    return {lab.write(folder, f"{prefix} {number:03}.txt", size=number % 9).id for number in range(count)}


def test_every_service_of_the_registry_is_under_contract() -> None:
    assert LABS.keys() == SERVICES.keys()


def test_the_root(cloud: Cloud) -> None:
    root = cloud.root()
    assert root.kind is Kind.ROOT
    assert (root.path, root.place) == ((), "")
    assert root.is_folder
    assert cloud.entry_at(()) == root


def test_an_entry_is_the_same_by_listing_by_path_and_by_id(lab: Lab, cloud: Cloud) -> None:
    seen = sights(cloud, lab.plans)
    assert {Kind.ROOT, Kind.FOLDER, Kind.FILE} <= {entry.kind for entry in seen}
    by_id = {entry.id: entry for entry in seen}
    assert len({(entry.place, entry.id) for entry in seen}) == len(seen)
    for entry in seen:
        if entry.kind is not Kind.ROOT:
            assert entry.path == (*by_id[entry.place].path, entry.path[-1])
    for entry in [*seen[:30], *seen[-5:]]:
        found = [cloud.entry_at(entry.path), cloud.entry(entry.id)]
        if entry.is_folder:
            # Of some places a service tells more when asked for one alone.
            found = [replace(one, details=entry.details) for one in found]
        assert found == [entry, entry]


def test_what_is_known_of_a_file(lab: Lab, cloud: Cloud) -> None:
    file = all_children(cloud, cloud.entry_at(lab.plans))[0]
    assert file.kind is Kind.FILE
    assert not file.is_folder
    assert file.size is not None
    assert file.modified is not None
    assert file.modified.utcoffset() is not None


@pytest.mark.parametrize("below", [("nowhere",), ("nowhere", "deeper"), ("",), ("..",), ("a*",)])
def test_a_path_that_leads_nowhere(lab: Lab, cloud: Cloud, below: tuple[str, ...]) -> None:
    for path in (below, (*lab.office, *below)):
        with pytest.raises(NotFound) as caught:
            cloud.entry_at(path)
        assert caught.value.sentence.endswith(".")


def test_a_path_through_a_file(lab: Lab, cloud: Cloud) -> None:
    file = all_children(cloud, cloud.entry_at(lab.plans))[0]
    with pytest.raises(NotFound):
        cloud.entry_at((*file.path, "deeper"))


def test_ids_that_nobody_has(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    gone = cloud.create_folder(folder, "gone")
    cloud.delete(gone)
    for entry_id in ("", "nonsense", gone.id):
        with pytest.raises(NotFound):
            cloud.entry(entry_id)
        assert cloud.entries([entry_id]) == {}
    assert cloud.entries(["", "nonsense", gone.id]) == {}


def test_several_entries_by_id(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    gone = cloud.create_folder(folder, "gone")
    cloud.delete(gone)
    fill(lab, folder, 130)
    wanted = {entry.id: entry for entry in [folder, *all_children(cloud, folder)]}
    assert len(wanted) == 131
    lab.forget_calls()
    assert cloud.entries([*wanted, gone.id, "", folder.id]) == wanted
    assert lab.requests < 10
    lab.forget_calls()
    assert cloud.entries([]) == {}
    assert cloud.entries([""]) == {}
    assert lab.requests == 0


def test_a_failure_is_not_taken_for_entries_that_are_gone(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    ids = fill(lab, folder, 3)
    assert cloud.entries(sorted(ids)).keys() == ids
    lab.breaks(Call.LOOK_UP, status=500, body="oops")
    with pytest.raises(ServerFailed):
        cloud.entries(sorted(ids))
    lab.breaks(Call.LOOK_UP, drop="request", times=None)
    with pytest.raises(Offline):
        cloud.entries(sorted(ids))


VALUES = {
    SortColumn.NAME: lambda entry: entry.name.casefold(),
    SortColumn.SIZE: lambda entry: entry.size or 0,
    SortColumn.MODIFIED: lambda entry: entry.modified,
}


@pytest.mark.parametrize("column", list(SortColumn))
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_gives_every_entry_once(
    lab: Lab, cloud: Cloud, folder: Entry, column: SortColumn, descending: bool
) -> None:
    ids = fill(lab, folder, 23)
    ids |= {cloud.create_folder(folder, f"folder {number}").id for number in range(4)}
    if column not in cloud.sortable:
        with pytest.raises(Unsupported):
            cloud.children(folder, sort=Sort(column, descending))
        return
    entries = all_children(cloud, folder, Sort(column, descending), limit=5)
    assert len(entries) == len(ids)
    assert {entry.id for entry in entries} == ids
    for folders in (True, False):
        # Whether folders come first is the service's matter.
        some = [entry for entry in entries if entry.is_folder is folders]
        if column in VALUES and (not folders or column is SortColumn.NAME):
            values: list[Any] = [VALUES[column](entry) for entry in some]
            assert values == sorted(values, reverse=descending)


def test_the_usual_order_is_by_name(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    for name in ("c.txt", "a.txt", "B.txt"):
        lab.write(folder, name)
    assert all_children(cloud, folder) == all_children(cloud, folder, Sort(SortColumn.NAME), limit=2)
    assert [entry.name for entry in all_children(cloud, folder)] == ["a.txt", "B.txt", "c.txt"]


@pytest.mark.parametrize("column", list(SortColumn))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_stay_whole_while_others_work(
    lab: Lab, cloud: Cloud, folder: Entry, column: SortColumn, descending: bool
) -> None:
    """No row twice, and none missing that was there all the time and kept its place."""
    if column not in cloud.sortable:
        column = SortColumn.NAME
    stay = fill(lab, folder, 30, "m")
    moving = [lab.write(folder, f"p {number:03}.txt", size=number % 9) for number in range(20)]
    go = [lab.write(folder, f"a {number:03}.txt", size=number % 9) for number in range(20)]
    sort = Sort(column, descending)
    given: list[str] = []
    cursor: str | None = None
    for round_ in range(100):
        page = cloud.children(folder, sort=sort, cursor=cursor, limit=6)
        assert len(page.entries) <= 6
        given += [entry.id for entry in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
        if round_ < 5:
            for file in go[4 * round_ : 4 * round_ + 4]:
                lab.remove(file)
            for name in ("b", "n", "z"):
                lab.write(folder, f"{name} new {round_}.txt", size=round_)
            # Given or not, they move in the orders by size and date.
            lab.rewrite(moving[round_], text="x" * 20 * round_)
            lab.rewrite(moving[-1 - round_], text="")
    assert cursor is None
    assert len(given) == len(set(given))
    assert stay <= set(given)


def test_a_cursor_may_be_used_again(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    fill(lab, folder, 9)
    for sort in (Sort(SortColumn.NAME), Sort(SortColumn.SIZE, descending=True)):
        whole = all_children(cloud, folder, sort)
        first = cloud.children(folder, sort=sort, limit=4)
        assert list(first.entries) == whole[:4]
        for again in (cloud, cloud, lab.open()):
            page = again.children(folder, sort=sort, cursor=first.cursor, limit=3)
            assert list(page.entries) == whole[4:7]
            last = again.children(folder, sort=sort, cursor=page.cursor, limit=3)
            assert (list(last.entries), last.cursor) == (whole[7:], None)


def test_a_cursor_that_is_none(cloud: Cloud, folder: Entry) -> None:
    for nonsense in ("nonsense", "[]", "5"):
        with pytest.raises(UnexpectedAnswer):
            cloud.children(folder, cursor=nonsense)


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
    """Beside others, who make folders there at the same time."""
    root = cloud.root()
    for kind in Kind:
        before = all_children(cloud, root)
        some = all_children(cloud, root, kinds=frozenset({kind}))
        after = {entry.id for entry in all_children(cloud, root)}
        assert {entry.kind for entry in some} <= {kind}
        ids = [entry.id for entry in some]
        stayed = [entry.id for entry in before if entry.kind is kind and entry.id in after]
        assert [entry_id for entry_id in ids if entry_id in stayed] == stayed
        assert set(ids) <= {entry.id for entry in before} | after


def test_an_empty_folder(cloud: Cloud, folder: Entry) -> None:
    page = cloud.children(folder)
    assert page.entries == ()
    assert page.cursor is None


def test_a_folder_that_is_gone(cloud: Cloud, folder: Entry) -> None:
    cloud.delete(folder)
    for attempt in (
        lambda: cloud.children(folder),
        lambda: cloud.entry(folder.id),
        lambda: cloud.entry_at(folder.path),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_how_much_is_below(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    inner = cloud.create_folder(cloud.create_folder(folder, "sub"), "deeper")
    for number in range(3):
        lab.write(folder, f"{number}.txt", size=100)
        lab.write(inner, f"{number}.txt", size=10)
    below = Tally(files=6, folders=2, size=330)
    assert cloud.tally(folder) in (None, below)
    assert Count(cloud, [folder]).run() == below + Tally(folders=1)


@one_generation
def test_columns_that_stay_empty_are_told(lab: Lab, cloud: Cloud) -> None:
    files = [entry for entry in walked(cloud, cloud.entry_at(lab.office)) if entry.kind is Kind.FILE]
    told = {
        SortColumn.SIZE: any(entry.size is not None for entry in files),
        SortColumn.MODIFIED: any(entry.modified is not None for entry in files),
        SortColumn.OWNER: any(entry.owner for entry in files),
    }
    assert {column for column, is_told in told.items() if not is_told} == cloud.untold & told.keys()
    assert not cloud.untold & cloud.sortable


@one_generation
def test_a_path_to_be_shown_has_a_name_for_each(lab: Lab, cloud: Cloud) -> None:
    seen = sights(cloud, lab.plans)
    lab.forget_calls()
    for entry in seen:
        shown = cloud.shown_path(entry.path)
        assert len(shown) == len(entry.path)
        assert all(shown)
    assert lab.requests == 0


@one_generation
def test_more_is_told_when_it_is_asked_for(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    lab.write(folder, "plan.pdf", size=5)
    for entry in (cloud.root(), folder, *all_children(cloud, folder)):
        more = cloud.more(entry)
        assert all(name and isinstance(text, str) for name, text in more.details)
        assert isinstance(more.picture, bytes)


@one_generation
def test_who_is_signed_in(lab: Lab, cloud: Cloud) -> None:
    account = cloud.account()
    assert account.username == lab.user()["username"]
    assert account.id
    lab.forget_calls()
    assert cloud.account() == account
    assert lab.requests == 0
