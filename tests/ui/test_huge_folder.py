"""Lists that are longer than what is loaded: to their end, all of them selected, in another order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.ui.live.steady import SteadyRows
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.paged import LARGEST_PAGE, State
from bimexplorer.ui.models.search import HitColumn, SearchModel
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.places.history import Search
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.window.status_line import StatusLine
from bimexplorer.words import number
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud

COUNT = 5200
NAMES = [f"f{row:05}" for row in range(COUNT)]


class Long:
    """A folder with more than is loaded, in the view of the window."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, names: Sequence[str] = NAMES) -> None:
        self.qtbot = qtbot
        self.cloud = MemoryCloud()
        for name in names:
            self.cloud.add(self.cloud.root(), name)
        self.model = ContentsModel(tasks)
        self.folder = FolderView(self.model, lambda _: "", lambda _: None)
        self.view = self.folder.details
        self.line = StatusLine(self.folder)
        self.line.follow(self.view.whole, self.folder.icons.whole)
        self.model.branch_loaded.connect(lambda _: self.line.show_folder(self.model, self.folder))
        qtbot.addWidget(self.folder)
        self.folder.resize(700, 500)
        with qtbot.waitActive(self.folder):
            self.folder.show()
            self.folder.activateWindow()
        self.model.open("s", self.cloud, self.cloud.root())
        self.wait(lambda: self.model.entries_loaded() > 0 and self.model.state() is State.IDLE)
        self.view.setFocus()
        self.cloud.calls.clear()

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20000)

    def current(self) -> str:
        return str(self.folder.shown.currentIndex().data() or "")

    def count(self) -> str:
        return self.line.findChildren(QLabel, "itemCount")[0].text()

    def stop(self) -> QPushButton:
        return self.line.findChildren(QPushButton, "stopLoading")[0]


@pytest.fixture
def long(qtbot: QtBot, tasks: Tasks) -> Long:
    return Long(qtbot, tasks)


# -------------------------------------------------------------------------------- to the end


@pytest.mark.parametrize("icons", [False, True])
def test_end_goes_to_the_very_last_row(long: Long, icons: bool) -> None:
    long.folder.show_icons(icons)
    loaded = long.model.entries_loaded()
    long.cloud.hold()
    QTest.keyClick(long.folder.shown, Qt.Key.Key_End)
    assert long.current() == f"f{loaded - 1:05}"  # for now
    assert long.count() == f"To the end: {loaded} so far"
    assert not long.stop().isHidden()
    long.cloud.release()
    long.wait(lambda: long.current() == f"f{COUNT - 1:05}")
    assert [entry.name for entry in long.folder.selected()] == [f"f{COUNT - 1:05}"]
    shown = long.folder.shown
    assert shown.viewport().rect().intersects(shown.visualRect(shown.currentIndex()))
    assert long.count() == f"{number(COUNT)} entries"
    assert long.stop().isHidden()
    # Pages as large as the service gives them, and nothing of what was there is read again.
    assert len(long.cloud.calls) <= (COUNT - loaded) / LARGEST_PAGE + 3
    assert all(int((cursor or "0").split()[0]) >= loaded for _, cursor in long.cloud.calls)


def test_shift_and_end_select_up_to_the_very_last_row(long: Long) -> None:
    long.view.setCurrentIndex(long.model.index(10, 0))
    QTest.keyClick(long.view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    long.wait(lambda: long.current() == f"f{COUNT - 1:05}")
    assert long.folder.selected_count() == COUNT - 10


@pytest.mark.parametrize("icons", [False, True])
def test_shift_and_end_select_up_to_the_end_of_the_order_that_is_seen_then(
    qtbot: QtBot, tasks: Tasks, icons: bool
) -> None:
    long = Long(qtbot, tasks, [f"f{row}" for row in range(600)])
    long.folder.show_icons(icons)
    view = long.folder.shown
    assert long.model.index(2, 0).data() == "f10", "the server's order, as long as it is not all here"
    view.setCurrentIndex(long.model.index(2, 0))
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    long.wait(lambda: long.current() == "f599")
    assert [entry.name for entry in long.folder.selected()] == [f"f{row}" for row in range(10, 600)]


def test_control_and_end_keep_what_is_selected(long: Long) -> None:
    long.view.setCurrentIndex(long.model.index(10, 0))
    QTest.keyClick(long.view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    long.wait(lambda: long.current() == f"f{COUNT - 1:05}")
    assert [entry.name for entry in long.folder.selected()] == ["f00010"]


# -------------------------------------------------------------------------------- everything


def test_everything_is_selected_also_what_was_not_loaded(long: Long) -> None:
    loaded = long.model.entries_loaded()
    long.cloud.hold()
    long.folder.selectAll()
    assert long.folder.selected_count() == loaded
    assert long.count() == f"Selecting all: {loaded} so far"
    long.cloud.release()
    long.wait(lambda: long.model.state() is State.DONE)
    assert long.folder.selected_count() == COUNT
    assert len(long.folder.selected()) == COUNT
    ranges = long.view.selectionModel().selection()
    assert ranges.count() == 1
    assert long.current() == ""


@pytest.mark.parametrize("how", ["key", "button"])
def test_it_can_be_stopped_and_says_what_holds(long: Long, how: str) -> None:
    long.folder.selectAll()
    long.wait(lambda: long.model.entries_loaded() > 1000)
    long.cloud.hold()
    if how == "key":
        QTest.keyClick(long.view, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(long.stop(), Qt.MouseButton.LeftButton)
    loaded = long.model.entries_loaded()
    assert long.line.currentMessage() == f"Stopped: only {number(loaded)} entries are selected."
    assert long.stop().isHidden()
    long.cloud.release()
    long.wait(lambda: long.model.state() is State.IDLE)
    assert long.model.entries_loaded() < COUNT
    assert long.folder.selected_count() == loaded


@pytest.mark.parametrize("other", ["home", "click", "folder"])
def test_whoever_goes_on_to_something_else_is_left_in_peace(long: Long, other: str) -> None:
    QTest.keyClick(long.view, Qt.Key.Key_End)
    long.cloud.hold()
    QTest.qWait(0)
    if other == "home":
        QTest.keyClick(long.view, Qt.Key.Key_Home)
    elif other == "click":
        long.view.scrollToTop()
        where = long.view.visualRect(long.model.index(2, 0)).center()
        QTest.mouseClick(long.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    elif other == "folder":
        folder = long.cloud.add(long.cloud.root(), "folder", folder=True)
        long.cloud.add(folder, "inside")
        long.model.open("s", long.cloud, folder)
    long.cloud.release()
    long.wait(lambda: long.model.state() in (State.IDLE, State.DONE) and long.stop().isHidden())
    if other == "home":
        assert long.current() == "f00000"
    elif other == "click":
        assert long.current() == "f00002"
    elif other == "folder":
        assert long.model.entries_loaded() == 1


def test_a_page_that_does_not_come_is_said_and_what_is_there_stays_selected(long: Long) -> None:
    loaded = long.model.entries_loaded()
    long.cloud.failures = [Offline("The line is down.")]
    long.folder.selectAll()
    long.wait(lambda: long.model.state() is State.ERROR)
    assert long.line.currentMessage() == f"Only {number(loaded)} entries could be loaded."
    assert long.folder.selected_count() == loaded
    assert long.stop().isHidden()


def test_what_is_loaded_needs_nothing_to_be_loaded(long: Long) -> None:
    long.folder.selectAll()
    long.wait(lambda: long.model.state() is State.DONE)
    long.cloud.calls.clear()
    QTest.keyClick(long.view, Qt.Key.Key_End)
    assert long.current() == f"f{COUNT - 1:05}"
    long.folder.selectAll()
    assert long.folder.selected_count() == COUNT
    assert long.cloud.calls == []
    assert long.stop().isHidden()


# -------------------------------------------------------------------------------- put in order


COUNTED = [f"f{row}" for row in range(5200)]


def test_shift_and_end_select_up_to_the_end_also_when_a_worker_puts_many_in_order(
    qtbot: QtBot, tasks: Tasks
) -> None:
    long = Long(qtbot, tasks, COUNTED)
    long.view.setCurrentIndex(long.model.index(2, 0))
    assert long.current() == "f10"
    QTest.keyClick(long.view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    long.wait(lambda: long.current() == "f5199")
    assert [entry.name for entry in long.folder.selected()] == [f"f{row}" for row in range(10, 5200)]
    assert long.count() == f"{number(5200)} entries"


@pytest.mark.parametrize("icons", [False, True])
def test_another_order_of_many_rows_keeps_what_is_selected_and_the_current_row(
    qtbot: QtBot, tasks: Tasks, icons: bool
) -> None:
    long = Long(qtbot, tasks, COUNTED)
    told: list[str] = []
    long.folder.told.connect(told.append)
    long.folder.show_icons(icons)
    shown = long.folder.shown
    long.folder.selectAll()
    long.wait(lambda: long.model.state() is State.DONE)
    assert long.folder.selected_count() == 5200
    assert long.model.index(2, 0).data() == "f2"

    def select(first: int, last: int) -> None:
        shown.setCurrentIndex(long.model.index(first, 0))
        wanted = QItemSelection(long.model.index(first, 0), long.model.index(last, 4))
        shown.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def sort(column: Column, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        long.model.sort(column, order)
        assert long.count() == f"{number(5200)} entries, being put in order…"
        long.wait(lambda: long.model.state() is State.DONE)
        assert long.count() == f"{number(5200)} entries"

    sort(Column.MODIFIED, Qt.SortOrder.DescendingOrder)
    assert long.folder.selected_count() == 5200
    select(100, 3099)
    assert long.current() == "f5099"
    sort(Column.NAME)
    assert long.current() == "f5099"
    assert [entry.name for entry in long.folder.selected()] == [f"f{row}" for row in range(2100, 5100)]
    # So that a selection lies here and there in another order.
    for entry in long.cloud.rows.copy().values():
        if not entry.is_folder and int(entry.name[1:]) % 2:
            long.cloud.change(entry, size=2)
    long.model.refresh()
    long.wait(lambda: long.model.state() is State.DONE)
    sort(Column.SIZE)
    select(100, 899)
    assert told == []
    sort(Column.NAME)
    assert told == ["Too many entries were selected here and there: nothing is selected any more."]
    assert long.folder.selected_count() == 0
    assert long.current() == "f200"


def test_what_is_selected_here_and_there_keeps_its_order_and_that_is_said(qtbot: QtBot, tasks: Tasks) -> None:
    """Nobody has asked for another order: what somebody works with is worth more."""
    # The server puts all that begin with a nought before the others, people count.
    long = Long(qtbot, tasks, [f"0{row}" if row % 2 else f"{row}" for row in range(1000, 6200)])
    while long.model.entries_loaded() < 5000:
        long.model.load_next()
        long.wait(lambda: long.model.state() is State.IDLE)
    wanted = QItemSelection(long.model.index(0, 0), long.model.index(2599, 4))
    long.view.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    before = [entry.name for entry in long.folder.selected()]
    long.model.load_next()
    long.wait(lambda: long.model.state() is State.DONE)
    assert [entry.name for entry in long.folder.selected()] == before
    assert long.count() == f"{number(5200)} entries, in the server's order"


def test_the_row_in_sight_stays_there_when_many_are_put_in_order(qtbot: QtBot, tasks: Tasks) -> None:
    long = Long(qtbot, tasks, COUNTED)
    steady = SteadyRows(long.model, long.view)
    while long.model.canFetchMore(QModelIndex()):
        long.model.load_next()
        long.wait(lambda: long.model.state() is not State.FETCHING or long.model.arranging)
        if long.model.state() is State.IDLE:
            long.view.verticalScrollBar().setValue(50)
            top = long.view.indexAt(QPoint(1, 1)).data()
    long.wait(lambda: long.model.state() is State.DONE)
    assert long.model.index(50, 0).data() == "f50"
    assert long.view.indexAt(QPoint(1, 1)).data() == top
    assert top != "f50"
    steady.deleteLater()


# -------------------------------------------------------------------------------- what was found


class Found:
    """Hits of a search, in their table."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, count: int) -> None:
        self.qtbot = qtbot
        self.cloud = MemoryCloud()
        inner = self.cloud.add(self.cloud.root(), "inner", folder=True)
        for row in range(count):
            # The larger the number, the smaller the file.
            self.cloud.add(inner if row % 2 else self.cloud.root(), f"f{row}.ifc", size=count - row)
        self.model = SearchModel(tasks)
        self.table = SearchTable(self.model)
        self.refused: list[str] = []
        self.model.sort_refused.connect(self.refused.append)
        qtbot.addWidget(self.table)
        self.table.resize(900, 500)
        with qtbot.waitActive(self.table):
            self.table.show()
            self.table.activateWindow()
        self.table.setFocus()
        self.model.open("s", self.cloud, self.cloud.root(), Search("*.ifc"))
        self.table.fetch_ahead()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.model.entries_loaded() > 0 and self.model.state() is not State.FETCHING,
            timeout=15000,
        )
        assert self.model.isConsistent()

    def names(self) -> list[str]:
        return [self.model.index(row, 0).data() for row in range(self.model.entries_loaded())]

    def click(self, column: HitColumn) -> None:
        header = self.table.horizontalHeader()
        where = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.settle()

    def arrow(self) -> tuple[int, bool]:
        header = self.table.horizontalHeader()
        return header.sortIndicatorSection(), header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_hits_that_are_all_there_are_sorted_here(qtbot: QtBot, tasks: Tasks) -> None:
    found = Found(qtbot, tasks, 12)
    assert found.model.state() is State.DONE
    assert found.arrow()[0] == -1
    kept = QPersistentModelIndex(found.model.index(found.names().index("f11.ifc"), 0))
    found.cloud.calls.clear()
    found.click(HitColumn.SIZE)
    assert found.names() == [f"f{row}.ifc" for row in reversed(range(12))]
    assert found.arrow() == (HitColumn.SIZE, False)
    found.click(HitColumn.SIZE)
    assert found.names() == [f"f{row}.ifc" for row in range(12)]
    assert found.arrow() == (HitColumn.SIZE, True)
    found.click(HitColumn.PATH)
    assert found.names() == [f"f{row}.ifc" for row in [*range(0, 12, 2), *range(1, 12, 2)]]
    found.click(HitColumn.PATH)
    assert found.names()[0] == "f1.ifc"
    found.click(HitColumn.NAME)
    assert found.names()[2] == "f2.ifc"  # before f10
    assert kept.data() == "f11.ifc"
    assert found.cloud.calls == []
    found.cloud.add(found.cloud.root(), "f1b.ifc")
    found.model.refresh()
    found.settle()
    assert found.names()[1:3] == ["f1.ifc", "f1b.ifc"]  # the order holds for what is read again
    found.model.open("s", found.cloud, found.cloud.root(), Search("f1*"))
    found.settle()
    assert found.arrow()[0] == -1
    assert found.refused == []


def test_more_hits_are_sorted_by_the_server_and_what_it_cannot_is_said(qtbot: QtBot, tasks: Tasks) -> None:
    found = Found(qtbot, tasks, 3000)
    found.click(HitColumn.SIZE)
    assert found.names()[:2] == ["f2999.ifc", "f2998.ifc"]
    assert found.model.entries_loaded() < 3000
    assert found.arrow() == (HitColumn.SIZE, False)
    before = found.names()
    for column, reason in (
        (HitColumn.PATH, "By folder hits can be sorted when all of them are loaded, and not too many."),
        (HitColumn.TYPE, "This cloud cannot sort by this column."),
    ):
        found.click(column)
        assert found.refused.pop() == reason
        assert found.names() == before
        assert found.arrow() == (HitColumn.SIZE, False)
    QTest.keyClick(found.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: found.model.state() is State.DONE, timeout=15000)
    assert found.names() == [f"f{row}.ifc" for row in reversed(range(3000))]


def test_a_hit_is_gone_to_by_typing_its_name(qtbot: QtBot, tasks: Tasks) -> None:
    found = Found(qtbot, tasks, 1500)
    found.cloud.add(found.cloud.root(), "z last.ifc")
    found.model.refresh()
    found.settle()
    table, escaped = found.table, []
    table.escaped.connect(lambda: escaped.append(True))
    QTest.keyClicks(table, "z la")
    qtbot.waitUntil(lambda: table.currentIndex().data() == "z last.ifc", timeout=15000)
    bubble = table.findChildren(QLabel, "typeAhead")[0]
    QTest.keyClicks(table, "q")
    qtbot.waitUntil(lambda: bubble.text() == "No name of what was found begins with “z laq”.")
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert not bubble.isVisible()
    assert escaped == []
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert escaped == [True]


def test_in_the_window_a_long_folder_of_a_server_is_selected_whole(
    explorer: Explorer, start_standin: Callable[..., StandIn]
) -> None:
    server = start_standin(generation="2023.2", large_folder=3000)
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None)
    explorer.window.navigator.go(explorer.place("Scan archive"))
    explorer.wait_open("Scan archive")
    view, line = explorer.window.view, explorer.child(QStatusBar, "statusLine")
    view.setFocus()
    server.reset_counters()
    explorer.window.actions_.select_all.trigger()
    count = explorer.child(QLabel, "itemCount")
    assert count.text().startswith("Selecting all: ")
    explorer.wait(lambda: explorer.window.contents.state() is State.DONE)
    assert view.selected_count() == 3000
    assert explorer.child(QLabel, "selectionCount").text() == f"{number(3000)} selected"
    assert count.text() == f"{number(3000)} entries"
    assert server.calls("get-resources-by-criterion") <= 5
    assert not line.currentMessage()
