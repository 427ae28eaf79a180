"""The contents' model: pages, placeholders, late answers, refreshes, and anything in any order."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.model import Entry, Sort, SortColumn
from bimexplorer.ui.models import contents, paged
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.looking import Seen
from bimexplorer.ui.models.order import AT_ONCE, arranged
from bimexplorer.ui.models.paged import FIRST_PAGE, Placeholder, Role, State
from bimexplorer.ui.tasks import Tasks
from tests.ui.memory_cloud import MemoryCloud

BROKEN = Offline("The line is down.", "ECONNREFUSED")


@pytest.fixture
def cloud() -> MemoryCloud:
    return MemoryCloud()


@pytest.fixture
def model(tasks: Tasks, cloud: MemoryCloud) -> ContentsModel:
    return ContentsModel(tasks)


def fill(cloud: MemoryCloud, files: int, folders: int = 0) -> None:
    for number in range(folders):
        cloud.add(cloud.root(), f"folder {number}", folder=True)
    for number in range(files):
        cloud.add(cloud.root(), f"file {number}", size=number + 1)


def names(model: ContentsModel) -> list[str]:
    return [
        model.index(row, Column.NAME).data()
        for row in range(model.rowCount())
        if model.index(row, 0).data(Role.PLACEHOLDER) is None
    ]


def natural(cloud: MemoryCloud) -> list[str]:
    """What is in the root, as a list stands that is here as a whole."""
    inside = [entry for entry in cloud.rows.values() if entry.place == "root" and entry.id != "root"]
    return [entry.name for entry in arranged(inside, Sort())]


def placeholder(model: ContentsModel) -> Placeholder | None:
    last = model.index(model.rowCount() - 1, 0)
    return last.data(Role.PLACEHOLDER) if last.isValid() else None


def settle(qtbot: QtBot, model: ContentsModel) -> None:
    qtbot.waitUntil(lambda: model.state() is not State.FETCHING)
    assert model.isConsistent()


def load_all(qtbot: QtBot, model: ContentsModel) -> None:
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        settle(qtbot, model)


def open_root(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    model.open("s", cloud, cloud.root())
    model.fetchMore(QModelIndex())
    settle(qtbot, model)


def test_a_folder_that_fits_into_a_page_costs_one_request(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 60, folders=40)
    open_root(qtbot, model, cloud)
    assert cloud.calls == [("root", None)]
    assert model.entries_loaded() == 100


def test_folders_come_before_files_and_2_before_10(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 11, folders=2)
    open_root(qtbot, model, cloud)
    assert names(model) == ["folder 0", "folder 1", *(f"file {number}" for number in range(11))]
    assert model.state() is State.DONE
    assert placeholder(model) is None


def test_a_long_folder_comes_page_by_page(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    fill(cloud, 450, folders=30)
    open_root(qtbot, model, cloud)
    assert model.entries_loaded() == FIRST_PAGE
    assert placeholder(model) is Placeholder.LOADING
    load_all(qtbot, model)
    assert names(model) == natural(cloud)
    assert placeholder(model) is None


@pytest.mark.parametrize("files", [450, 3 * AT_ONCE])
def test_a_folder_that_came_in_pages_is_put_in_order_when_it_is_whole(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud, files: int
) -> None:
    fill(cloud, files, folders=30)
    open_root(qtbot, model, cloud)
    assert names(model)[30:33] == ["file 0", "file 1", "file 10"], "a part of it is in the server's order"
    kept = QPersistentModelIndex(model.index(32, 0))
    load_all(qtbot, model)
    wanted = [f"folder {n}" for n in range(30)] + [f"file {n}" for n in range(files)]
    assert names(model) == wanted
    assert kept.data() == "file 10"
    cloud.add(cloud.root(), "file 45.5")
    model.refresh()
    settle(qtbot, model)
    wanted.insert(wanted.index("file 46"), "file 45.5")
    assert names(model) == wanted


def many(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    """A folder of more rows than may be sorted on the GUI thread, loaded to its end."""
    fill(cloud, 2 * AT_ONCE)
    open_root(qtbot, model, cloud)
    load_all(qtbot, model)
    assert names(model) == natural(cloud)


def look(qtbot: QtBot, model: ContentsModel, rows: range) -> Seen | None:
    found: list[Seen | None] = []
    assert model.look_again(rows, found.append, lambda error: pytest.fail(error.sentence))
    qtbot.waitUntil(lambda: bool(found))
    assert model.isConsistent()
    return found[0]


def test_what_others_do_comes_to_its_place_among_many_rows(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    many(qtbot, model, cloud)
    by_name = {row.name: row for row in cloud.rows.values()}
    kept = {name: QPersistentModelIndex(model.find(by_name[name])) for name in ("file 1001", "file 1003")}
    cloud.change(by_name["file 1001"], name="file 3.5")  # goes to another page, and to another place here
    cloud.change(by_name["file 1002"], size=77)
    cloud.remove(by_name["file 1003"])
    cloud.add(cloud.root(), "file 1004.5")
    cloud.add(cloud.root(), "file 1004 b")
    cloud.calls.clear()
    seen = look(qtbot, model, range(1000, 1020))
    assert seen is not None
    assert {entry.name for entry in seen.created} == {"file 1004.5", "file 1004 b"}
    assert {entry.name for entry in seen.changed} == {"file 3.5", "file 1002"}
    assert [entry.name for entry in seen.removed] == ["file 1003"]
    assert len(cloud.calls) <= 4, "not the whole folder is read for what is in sight"
    assert names(model) == natural(cloud)
    assert (changed := model.entry(model.find(by_name["file 1002"]))) is not None
    assert changed.size == 77
    assert kept["file 1001"].data() == "file 3.5"
    assert not kept["file 1003"].isValid()
    assert not look(qtbot, model, range(1000, 1020))
    for name in ("file 200.5", "file 0 a"):  # what this window has done itself
        model.put("s", cloud.add(cloud.root(), name))
        assert names(model) == natural(cloud)
    assert not look(qtbot, model, range(200, 220))
    assert model.isConsistent()


def test_pages_that_hold_what_is_in_sight_take_turns(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 3 * AT_ONCE)
    open_root(qtbot, model, cloud)
    load_all(qtbot, model)
    model.sort(Column.SIZE)  # the sizes of one page of names come from everywhere
    settle(qtbot, model)
    wanted = names(model)
    assert wanted == [f"file {number}" for number in range(3 * AT_ONCE)]
    for row in cloud.rows.copy().values():
        if row.name in ("file 2", "file 5", "file 9"):
            cloud.remove(row)
            wanted.remove(row.name)
    qtbot.waitUntil(lambda: look(qtbot, model, range(10)) is not None and names(model) == wanted)


def test_many_changes_at_once_are_sorted_in_by_a_worker(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    many(qtbot, model, cloud)
    for number in range(150):
        cloud.add(cloud.root(), f"file 1000 {number}")
    seen = look(qtbot, model, range(1000, 1020))
    assert seen is not None
    assert len(seen.created) == 150
    settle(qtbot, model)
    assert names(model) == natural(cloud)


def test_rows_that_change_while_a_worker_sorts_are_sorted_in(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    many(qtbot, model, cloud)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert model.arranging
    assert model.state() is State.FETCHING
    largest = cloud.add(cloud.root(), "largest", size=10**6)
    model.put("s", largest)
    settle(qtbot, model)
    assert names(model)[:2] == ["largest", f"file {2 * AT_ONCE - 1}"]
    model.sort(Column.SIZE)
    model.sort(Column.NAME)  # the last one holds
    settle(qtbot, model)
    assert names(model) == natural(cloud)
    model.sort(Column.SIZE)
    model.open("s", cloud, cloud.add(cloud.root(), "other", folder=True))
    model.fetchMore(QModelIndex())
    settle(qtbot, model)
    assert placeholder(model) is Placeholder.EMPTY
    assert not model.arranging


def test_another_order_of_many_rows_asks_nobody_and_keeps_each_row_what_it_is(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    many(qtbot, model, cloud)
    kept = QPersistentModelIndex(model.index(1234, 0))
    cloud.calls.clear()
    model.sort(Column.TYPE)  # the cloud knows no such order
    settle(qtbot, model)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    settle(qtbot, model)
    assert names(model) == [f"file {number}" for number in reversed(range(2 * AT_ONCE))]
    assert kept.data() == "file 1234"
    assert kept.row() == 2 * AT_ONCE - 1 - 1234
    assert cloud.calls == []


def test_more_rows_than_can_be_put_in_order_here_stay_in_the_servers(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (paged, contents):
        monkeypatch.setattr(module, "LOCAL_LIMIT", 200)
    monkeypatch.setattr(paged, "AT_ONCE", 100)
    fill(cloud, 300)
    open_root(qtbot, model, cloud)
    load_all(qtbot, model)
    assert model.state() is State.DONE
    assert not model.in_local_order
    assert names(model) == cloud.names(cloud.root())
    cloud.calls.clear()
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    settle(qtbot, model)
    assert names(model)[0] == "file 299"
    assert cloud.calls, "the server has sorted it"
    assert not model.in_local_order


def test_fetching_without_asking_first_sends_one_request(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 300)
    cloud.hold()
    model.open("s", cloud, cloud.root())
    for _ in range(21):
        model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    cloud.release()
    settle(qtbot, model)
    assert cloud.calls == [("root", None)] * 3  # more than a page; then folders, then files
    assert model.entries_loaded() == FIRST_PAGE


def test_an_empty_folder_says_so(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    open_root(qtbot, model, cloud)
    assert placeholder(model) is Placeholder.EMPTY
    assert model.index(0, 0).data() == "Empty folder"
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    entry = cloud.add(cloud.root(), "first")
    model.put("s", entry)
    assert names(model) == ["first"]
    assert placeholder(model) is None
    model.drop("s", entry)
    assert placeholder(model) is Placeholder.EMPTY
    assert model.isConsistent()


def test_an_error_waits_for_retry(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    fill(cloud, 250)
    cloud.failures = [BROKEN]
    with qtbot.waitSignal(model.read_failed) as told:
        open_root(qtbot, model, cloud)
    assert told.args[1] is BROKEN
    row = model.index(0, 0)
    assert row.data() == "Could not load: The line is down. Retry"
    assert not model.flags(row) & Qt.ItemFlag.ItemIsSelectable
    assert not model.canFetchMore(QModelIndex())
    asked = len(cloud.calls)
    model.fetchMore(QModelIndex())
    assert len(cloud.calls) == asked
    model.retry(row)
    settle(qtbot, model)
    assert model.entries_loaded() == FIRST_PAGE
    assert model.error() is None


def test_a_later_page_that_fails_keeps_the_rows_and_goes_on_there(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 250)
    open_root(qtbot, model, cloud)
    cloud.failures = [BROKEN]
    model.fetchMore(QModelIndex())
    settle(qtbot, model)
    assert placeholder(model) is Placeholder.ERROR
    assert model.entries_loaded() == FIRST_PAGE
    model.retry(model.index(model.rowCount() - 1, 0))
    settle(qtbot, model)
    assert names(model) == natural(cloud)


def test_the_late_answer_of_a_folder_that_was_left_is_dropped(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 3)
    other = MemoryCloud()
    other.add(other.root(), "elsewhere")
    cloud.hold()
    model.open("s", cloud, cloud.root())
    model.fetchMore(QModelIndex())
    model.open("t", other, other.root())
    model.fetchMore(QModelIndex())
    settle(qtbot, model)
    cloud.release()
    qtbot.wait(50)
    assert names(model) == ["elsewhere"]
    assert model.isConsistent()


def test_a_stale_index_answers_nothing(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    fill(cloud, 3)
    open_root(qtbot, model, cloud)
    stale = model.index(1, 0)
    model.open("s", cloud, cloud.root())
    assert model.entry(stale) is None
    assert model.data(stale) is None
    assert model.flags(stale) == Qt.ItemFlag.NoItemFlags
    assert model.rowCount(stale) == 0
    assert not model.index(0, 0, stale).isValid()
    assert not model.parent(stale).isValid()


def test_a_refresh_keeps_persistent_indices_on_their_entries(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 250)
    open_root(qtbot, model, cloud)
    load_all(qtbot, model)
    kept = {name: QPersistentModelIndex(model.index(row, 0)) for row, name in enumerate(names(model))}
    by_name = {row.name: row for row in cloud.rows.values()}
    cloud.remove(by_name["file 10"])
    cloud.add(cloud.root(), "file 1000")
    cloud.add(cloud.root(), "a new folder", folder=True)
    cloud.change(by_name["file 20"], name="zzz")
    cloud.change(by_name["file 30"], size=77)
    model.refresh()
    settle(qtbot, model)
    assert names(model) == natural(cloud)
    assert not kept.pop("file 10").isValid()
    assert kept.pop("file 20").data() == "zzz"
    assert {name: index.data() for name, index in kept.items()} == {name: name for name in kept}
    assert model.entry(kept["file 30"]).size == 77


def test_a_failing_refresh_keeps_what_is_there(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 120)
    open_root(qtbot, model, cloud)
    cloud.failures = [BROKEN]
    with qtbot.waitSignal(model.read_failed):
        model.refresh()
    assert model.entries_loaded() == FIRST_PAGE
    load_all(qtbot, model)
    assert model.entries_loaded() == 120


def test_a_refresh_that_crosses_an_own_operation_reads_again(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 5)
    open_root(qtbot, model, cloud)
    cloud.hold()
    model.refresh()
    gone = model.entry(model.index(0, 0))
    assert gone is not None
    cloud.remove(gone)
    model.drop("s", gone)
    cloud.release()
    settle(qtbot, model)
    assert names(model) == cloud.names(cloud.root())


def test_a_whole_folder_is_sorted_here(qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud) -> None:
    fill(cloud, 12, folders=1)
    open_root(qtbot, model, cloud)
    asked = len(cloud.calls)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["folder 0", *(f"file {number}" for number in reversed(range(12)))]
    assert len(cloud.calls) == asked
    assert model.isConsistent()


def test_a_part_of_a_folder_is_sorted_by_the_server(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 400)
    open_root(qtbot, model, cloud)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    settle(qtbot, model)
    assert names(model)[:2] == ["file 399", "file 398"]
    assert model.entries_loaded() == FIRST_PAGE
    load_all(qtbot, model)
    assert names(model)[-1] == "file 0"
    assert model.entries_loaded() == 400


def test_a_column_the_cloud_cannot_sort_by_is_refused(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud
) -> None:
    fill(cloud, 400)
    open_root(qtbot, model, cloud)
    with qtbot.waitSignal(model.sort_refused):
        model.sort(Column.TYPE)
    assert model.sorting.column is SortColumn.NAME


class Somebody:
    """Does one thing after the other with a model and the cloud behind it, by chance."""

    def __init__(self, model: ContentsModel, cloud: MemoryCloud, seed: int) -> None:
        self.model, self.cloud, self.chance = model, cloud, random.Random(seed)

    def act(self) -> None:
        actions = [
            lambda: self.model.fetchMore(QModelIndex()),
            lambda: self.model.fetchMore(QModelIndex()),
            self.model.refresh,
            self.look,
            self.look,
            self.add,
            self.remove,
            self.rename,
            lambda: self.model.narrow(self.chance.choice(["", "", "1", "12", "new", "e", "fold", "nothing"])),
            lambda: self.cloud.failures.append(BROKEN),
            lambda: self.model.retry(self.model.index(self.model.rowCount() - 1, 0)),
            lambda: self.model.sort(
                self.chance.choice(list(Column)[:4]), self.chance.choice(list(Qt.SortOrder))
            ),
        ]
        self.chance.choice(actions)()

    def look(self) -> None:
        first = self.chance.randrange(self.model.entries_loaded() + 1)
        self.model.look_again(range(first, first + 30), lambda _: None, lambda _: None)

    def one(self) -> Entry | None:
        rows = [row for row in self.cloud.rows.values() if row.place == "root"]
        return self.chance.choice(rows) if rows else None

    def add(self) -> None:
        name, folder = f"new {self.chance.random()}", self.chance.random() < 0.5
        self.model.put("s", self.cloud.add(self.cloud.root(), name, folder=folder))

    def remove(self) -> None:
        """Half of the time the window knows."""
        entry = self.one()
        if entry is not None:
            self.cloud.remove(entry)
            if self.chance.random() < 0.5:
                self.model.drop("s", entry)

    def rename(self) -> None:
        entry = self.one()
        if entry is not None:
            changed = self.cloud.change(entry, name=f"renamed {self.chance.random()}")
            if self.chance.random() < 0.5:
                self.model.put("s", changed)


@pytest.mark.parametrize("seed", range(8))
def test_random_operations(
    qtbot: QtBot, model: ContentsModel, cloud: MemoryCloud, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whatever happens in whatever order: Qt's tester finds nothing, and the rows become the cloud's."""
    if seed % 2:  # as with many rows
        monkeypatch.setattr(paged, "AT_ONCE", 20)
        monkeypatch.setattr(paged, "_ONE_BY_ONE", 3)
    somebody = Somebody(model, cloud, seed)
    fill(cloud, somebody.chance.choice([0, 3, 150, 420]), folders=somebody.chance.choice([0, 2, 130]))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.open("s", cloud, cloud.root())
    for _ in range(60):
        somebody.act()
        if somebody.chance.random() < 0.5:
            settle(qtbot, model)
        assert model.isConsistent()

    settle(qtbot, model)
    cloud.failures.clear()
    model.narrow("")
    assert model.isConsistent()
    if model.state() is State.ERROR:
        model.retry(QModelIndex())
        settle(qtbot, model)
    load_all(qtbot, model)
    model.refresh()
    settle(qtbot, model)
    load_all(qtbot, model)
    assert sorted(names(model)) == sorted(cloud.names(cloud.root()))
    assert model.state() is State.DONE
