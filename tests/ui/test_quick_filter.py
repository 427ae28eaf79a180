"""The quick filter: what it shows, says and keeps, while pages, refreshes and other people go on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.nodes import Placeholder, Role, State
from bimexplorer.ui.panels.quick_filter import QuickFilter
from bimexplorer.ui.places.history import Search
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views import kept_selection
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.kept_selection import narrow_keeping_selection
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud

FLAGS = QItemSelectionModel.SelectionFlag
ROWS = FLAGS.Select | FLAGS.Rows


class Filtered:
    """A folder in memory, shown as one of both views, and the line below it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, *, icons: bool = False) -> None:
        self.qtbot = qtbot
        self.cloud = MemoryCloud()
        self.model = ContentsModel(tasks)
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        self.tester.setUseFetchMore(False)
        self.folder = FolderView(self.model, lambda _: "", lambda _: None)
        self.folder.show_icons(icons)
        self.folder.icons.set_icon_size(96)
        qtbot.addWidget(self.folder)
        self.folder.resize(640, 400)
        self.bar = self.folder.findChild(QuickFilter, "quickFilter")
        self.field = self.bar.findChild(QLineEdit, "quickFilterField")

    def open(self, *names: str) -> None:
        for name in names:
            self.cloud.add(self.cloud.root(), name)
        with self.qtbot.waitActive(self.folder):
            self.folder.show()
            self.folder.activateWindow()
        self.folder.setFocus()
        self.model.open("s", self.cloud, self.cloud.root())
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.model.state() is not State.FETCHING)
        assert self.model.isConsistent()

    def type(self, text: str) -> None:
        if self.bar.isHidden():
            self.folder.filter_action.trigger()
        assert self.field.hasFocus()
        self.field.selectAll()
        if text.isascii():
            QTest.keyClicks(self.field, text)
        else:  # QTest knows no other keys, and ends the process
            self.field.insert(text)
        assert self.model.isConsistent()

    def names(self) -> list[str]:
        rows = [self.model.index(row, Column.NAME) for row in range(self.model.rowCount())]
        return [row.data() for row in rows if row.data(Role.PLACEHOLDER) is None]

    def selected(self) -> list[str]:
        return sorted(entry.name for entry in self.folder.selected())

    def says(self) -> str:
        return str(self.bar.findChild(QLabel, "quickFilterSays").text())

    def select(self, *names: str) -> None:
        for name in names:
            row = self.names().index(name)
            self.folder.selectionModel().setCurrentIndex(self.model.index(row, 0), ROWS)


@pytest.fixture(params=["details", "icons"])
def shown(qtbot: QtBot, tasks: Tasks, request: pytest.FixtureRequest) -> Filtered:
    return Filtered(qtbot, tasks, icons=request.param == "icons")


PLANS = (
    "Grundriss EG.dwg",
    "Grundriss OG.dwg",
    "Schnitt A.dwg",
    "Schnitt B.dwg",
    "Kosten.xlsx",
    "ÜBERSICHT.pdf",
)


def test_typing_narrows_and_escape_brings_everything_back(shown: Filtered) -> None:
    shown.open(*PLANS)
    everything = shown.names()
    shown.select("Schnitt A.dwg", "Kosten.xlsx", "Schnitt B.dwg")
    QTest.keyClick(shown.folder.shown, Qt.Key.Key_Slash)
    shown.type("SCHNITT")
    assert shown.names() == ["Schnitt A.dwg", "Schnitt B.dwg"]
    assert shown.says() == "2 of 6 entries"
    assert shown.field.accessibleDescription() == "2 of 6 entries"
    assert shown.selected() == ["Schnitt A.dwg", "Schnitt B.dwg"]
    assert shown.folder.selected_count() == 2
    assert shown.folder.shown.currentIndex().data() == "Schnitt B.dwg"
    assert not shown.bar.findChild(QPushButton, "quickFilterSearch").isVisible()
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    assert shown.names() == everything
    assert shown.bar.isHidden()
    assert shown.folder.shown.hasFocus()
    assert shown.selected() == ["Schnitt A.dwg", "Schnitt B.dwg"]
    shown.type("übersicht")
    assert shown.names() == ["ÜBERSICHT.pdf"]
    shown.type("nothing")
    assert shown.names() == []
    assert shown.says() == "0 of 6 entries"
    empty = shown.folder.shown.findChild(EmptyState)
    assert empty.isVisible()
    assert empty.accessibleName() == "No name fits No entry of this folder has “nothing” in its name."
    shown.bar.findChild(QToolButton, "quickFilterClose").click()
    assert shown.names() == everything
    assert not empty.isVisible()


def test_the_keyboard_goes_on_in_the_rows_and_escape_still_ends_it(shown: Filtered) -> None:
    shown.open(*PLANS)
    shown.type("dwg")
    QTest.keyClick(shown.field, Qt.Key.Key_Down)
    view = shown.folder.shown
    assert view.hasFocus()
    assert view.currentIndex().data() == shown.names()[0]
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().data() == "Schnitt B.dwg"
    shown.folder.selectAll()
    assert shown.folder.selected_count() == 4
    QTest.keyClicks(view, "kosten")  # is there, and not shown
    bubble = view.findChild(QLabel, "typeAhead")
    assert bubble.text() == "None of the names shown begins with “kosten”."
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert shown.bar.isHidden()
    assert len(shown.names()) == len(PLANS)
    assert shown.folder.selected_count() == 4
    assert view.hasFocus()


def test_it_looks_at_loaded_rows_only_says_so_and_reads_no_more(shown: Filtered) -> None:
    shown.open(*(f"file {number:03} {'even' if number % 2 == 0 else 'odd'}" for number in range(250)))
    asked: list[str] = []
    shown.folder.search_asked.connect(asked.append)
    calls = len(shown.cloud.calls)
    shown.folder.filter_action.trigger()
    assert shown.says() == "Only what is loaded is looked at; more is in the folder."
    shown.type("99")
    assert shown.names() == ["file 099 odd"]
    assert shown.says() == "1 of 100 loaded; more are in the folder."
    assert shown.model.index(1, 0).data(Role.PLACEHOLDER) is None  # nothing is being loaded
    assert not shown.model.canFetchMore(QModelIndex())
    QTest.keyClick(shown.folder.shown, Qt.Key.Key_End)
    shown.qtbot.wait(50)
    assert len(shown.cloud.calls) == calls
    shown.type("no such")
    assert "No entry that is loaded" in shown.folder.shown.findChild(EmptyState).accessibleName()
    shown.type("99")
    shown.bar.findChild(QPushButton, "quickFilterSearch").click()
    assert asked == ["99"]
    assert len(shown.names()) == 100
    assert shown.model.index(100, 0).data(Role.PLACEHOLDER) is Placeholder.LOADING
    bar = shown.folder.shown.verticalScrollBar()

    def more() -> bool:
        bar.setValue(bar.maximum())
        return shown.model.entries_loaded() > 100

    shown.qtbot.waitUntil(more)


def test_a_page_that_was_on_its_way_comes_and_an_error_can_be_retried(shown: Filtered) -> None:
    shown.open(*(f"file {number:03}" for number in range(600)))
    shown.cloud.hold()
    shown.model.fetchMore(QModelIndex())
    shown.type("150")
    assert shown.names() == []
    shown.cloud.release()
    shown.settle()
    assert shown.names() == ["file 150"]
    assert shown.says() == "1 of 300 loaded; more are in the folder."
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    shown.cloud.failures = [Offline("The line is down.", "")]
    shown.model.fetchMore(QModelIndex())
    shown.type("150")
    shown.settle()
    assert shown.model.state() is State.ERROR
    last = shown.model.index(1, 0)
    assert last.data(Role.PLACEHOLDER) is Placeholder.ERROR
    shown.model.retry(last)
    shown.settle()
    assert shown.model.entries_loaded() == 600
    assert shown.names() == ["file 150"]


def test_what_changes_meanwhile_comes_and_goes(shown: Filtered) -> None:
    shown.open(*(f"plan {number}" for number in range(1, 31)))
    shown.type("plan 1")
    before = ["plan 1", *(f"plan {number}" for number in range(10, 20))]
    assert shown.names() == before
    shown.select("plan 12")
    entries = {entry.name: entry for entry in shown.cloud.rows.values()}
    shown.model.put("s", shown.cloud.change(entries["plan 13"], name="section 13"))
    shown.model.drop("s", entries["plan 15"])
    shown.cloud.remove(entries["plan 15"])
    shown.model.put("s", shown.cloud.add(shown.cloud.root(), "plan 199"))
    shown.model.put("s", shown.cloud.add(shown.cloud.root(), "other"))
    assert shown.model.isConsistent()
    shown.cloud.add(shown.cloud.root(), "plan 100")
    shown.cloud.remove(entries["plan 11"])
    shown.cloud.remove(entries["plan 2"])
    shown.cloud.change(entries["plan 20"], name="plan 1000")
    shown.model.refresh()
    shown.settle()
    wanted = {*before, "plan 199", "plan 100", "plan 1000"} - {"plan 13", "plan 15", "plan 11"}
    assert set(shown.names()) == wanted
    assert shown.selected() == ["plan 12"]
    shown.model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert shown.names() == sorted(wanted, key=lambda name: int(name.split()[1]), reverse=True)
    assert shown.selected() == ["plan 12"]
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    assert sorted(shown.names()) == sorted(shown.cloud.names(shown.cloud.root()))


def test_what_fits_is_seen_from_the_top_or_where_somebody_was(shown: Filtered) -> None:
    shown.open(*(f"file {number:03} {'even' if number % 2 == 0 else 'odd'}" for number in range(100)))
    view, bar = shown.folder.shown, shown.folder.shown.verticalScrollBar()
    shown.folder.selectionModel().setCurrentIndex(shown.model.index(81, 0), ROWS)
    assert bar.value() > 0
    shown.type("even")
    assert not view.currentIndex().isValid()  # no other one in its place: the next key would be about that
    assert bar.value() == 0
    assert shown.folder.selected_count() == 0
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    shown.folder.selectionModel().setCurrentIndex(shown.model.index(81, 0), ROWS)
    shown.type("odd")
    assert view.currentIndex().data() == "file 081 odd"
    view.executeDelayedItemsLayout()
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_an_entry_that_is_to_be_shown_ends_it(shown: Filtered) -> None:
    shown.open(*PLANS)
    shown.type("schnitt")
    made = shown.cloud.add(shown.cloud.root(), "New folder", folder=True)
    shown.model.put("s", made)
    assert "New folder" not in shown.names()
    shown.folder.select_entry(made)
    assert shown.selected() == ["New folder"]
    assert shown.bar.isHidden()
    shown.type("schnitt")
    shown.folder.select_name("Kosten.xlsx")
    assert shown.selected() == ["Kosten.xlsx"]


def test_another_folder_begins_without_it(shown: Filtered) -> None:
    shown.open(*PLANS)
    other: Entry = shown.cloud.add(shown.cloud.root(), "other", folder=True)
    shown.cloud.add(other, "inside")
    shown.type("schnitt")
    shown.model.open("s", shown.cloud, other)
    shown.settle()
    assert shown.names() == ["inside"]
    assert shown.bar.isHidden()
    assert shown.field.text() == ""
    assert not shown.model.narrowed
    assert shown.folder.shown.hasFocus()


def test_a_selection_in_too_many_pieces_is_let_go_and_told(
    shown: Filtered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_selection, "_MOST_PIECES", 20)
    shown.open(*(f"file {number:03} {'even' if number % 2 == 0 else 'odd'}" for number in range(80)))
    told: list[str] = []
    changed: list[int] = []
    shown.folder.told.connect(told.append)
    shown.folder.selection_changed.connect(lambda: changed.append(shown.folder.selected_count()))
    shown.type("odd")
    shown.folder.selectAll()
    assert shown.folder.selected_count() == 40
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    assert told == ["Too many entries were selected here and there: nothing is selected any more."]
    assert shown.folder.selected_count() == changed[-1] == 0
    shown.folder.selectAll()
    assert narrow_keeping_selection(shown.model, shown.folder.selectionModel(), "01")
    assert shown.folder.selected_count() == len(shown.names()) == 11


def test_in_the_window_it_hands_over_to_the_search(explorer: Explorer, shared_2023: StandIn) -> None:
    explorer.add_site(shared_2023)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
    explorer.open(explorer.make_folder("Villa Sonnenhügel", "Other"))
    window = explorer.window
    action = window.folder.filter_action
    assert action.isEnabled()
    QTest.keyClick(window.view, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    field = explorer.child(QLineEdit, "quickFilterField")
    assert field.hasFocus()
    QTest.keyClicks(field, "villa")
    assert [entry.name for entry in window.contents.entries()] == ["Villa Sonnenhügel"]
    window.folder.search_asked.emit('in "Villa" *')
    explorer.wait(lambda: window.navigator.location.search is not None)
    assert window.navigator.location.search == Search('name:"in \\"Villa\\" \\*"', below=False)
    explorer.wait(lambda: not action.isEnabled())
