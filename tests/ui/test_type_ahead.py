"""Typing the beginning of a name in the list: among the loaded rows, and beyond them, told as it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.model import Sort, SortColumn
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.contents_view import ContentsView
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud


class Listed:
    """A view over a folder in memory, with the keyboard in it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self.qtbot = qtbot
        self.cloud = MemoryCloud()
        self.model = ContentsModel(tasks)
        self.view = ContentsView(self.model, lambda _: "")
        qtbot.addWidget(self.view)
        self.view.resize(600, 400)

    def open(self, *names: str) -> None:
        for name in names:
            self.cloud.add(self.cloud.root(), name)
        with self.qtbot.waitActive(self.view):
            self.view.show()
            self.view.activateWindow()
        self.view.setFocus()
        self.model.open("s", self.cloud, self.cloud.root())
        self.qtbot.waitUntil(lambda: self.model.state() in (State.IDLE, State.DONE))
        self.qtbot.waitUntil(lambda: self.model.entries_loaded() > 0)

    def type(self, text: str) -> None:
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.view, character)
            else:  # QTest knows no other keys, and ends the process
                none = Qt.KeyboardModifier.NoModifier
                pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, none, character)
                QApplication.sendEvent(self.view, pressed)

    def current(self) -> str:
        return str(self.view.currentIndex().data() or "")

    def told(self) -> str:
        bubble = self.view.findChild(QLabel, "typeAhead")
        return bubble.text() if bubble.isVisible() else ""

    def wait(self, condition: object) -> None:
        self.qtbot.waitUntil(condition, timeout=15000)

    def pause(self) -> None:
        """Wait until the next key begins a new name."""
        self.wait(lambda: self.told() == "")


@pytest.fixture
def listed(qtbot: QtBot, tasks: Tasks) -> Listed:
    return Listed(qtbot, tasks)


def many(count: int, *others: str) -> tuple[str, ...]:
    return (*(f"m{number:05}" for number in range(count)), *others)


# -------------------------------------------------------------------------------- loaded rows


def test_letters_lead_to_the_first_name_that_begins_so(listed: Listed) -> None:
    listed.open("Cellar", "Roof plan", "Roof truss", "site", "Sections", "Übersicht.pdf")
    listed.type("roof t")  # the space belongs to the name
    assert listed.current() == "Roof truss"
    assert [entry.name for entry in listed.view.selected()] == ["Roof truss"]
    assert listed.told() == "roof t"
    listed.pause()
    listed.type("SI")
    assert listed.current() == "site"
    listed.pause()
    listed.type("ü")
    assert listed.current() == "Übersicht.pdf"


def test_the_same_letter_again_goes_to_the_next_name(listed: Listed) -> None:
    listed.open("sa", "sb", "sc", "t")
    seen = []
    for _ in range(4):
        listed.type("s")
        seen.append(listed.current())
    assert seen == ["sa", "sb", "sc", "sa"]
    listed.pause()
    listed.type("s")
    assert listed.current() == "sb"


def test_a_name_of_equal_letters_can_be_typed(listed: Listed) -> None:
    listed.open("aa plan", "ab", "z")
    listed.type("z")
    listed.pause()
    listed.type("aa")
    assert listed.current() == "aa plan"


def test_decomposed_names_are_found_by_the_key(listed: Listed) -> None:
    listed.open("a", "U\u0308bersicht")  # as macOS writes it
    listed.type("übe")
    assert listed.current() == "U\u0308bersicht"


def test_what_no_name_begins_with_is_said(listed: Listed) -> None:
    listed.open("a", "b")
    listed.type("b")
    listed.type("x")
    assert listed.current() == "b"
    assert listed.told() == "No name in this folder begins with “bx”."
    QTest.keyClick(listed.view, Qt.Key.Key_Escape)
    assert listed.told() == ""


# -------------------------------------------------------------------------------- beyond them


def test_a_name_that_is_not_loaded_is_looked_for_until_it_comes(listed: Listed) -> None:
    listed.open(*many(2500, "wanted.ifc"))
    assert listed.model.entries_loaded() < 500
    listed.cloud.hold()
    listed.type("wan")
    assert listed.told().startswith("Looking for “wan”: ")
    assert listed.told().endswith(" entries so far. Esc stops.")
    listed.type("ted")  # goes on meanwhile
    assert listed.told().startswith("Looking for “wanted”")
    listed.cloud.release()
    listed.wait(lambda: listed.current() == "wanted.ifc")
    assert listed.view.viewport().rect().contains(listed.view.visualRect(listed.view.currentIndex()).center())


def test_the_end_is_reached_only_for_what_is_not_there(listed: Listed) -> None:
    listed.open(*many(1200))
    listed.type("nowhere")
    listed.wait(lambda: listed.told() == "No name in this folder begins with “nowhere”.")
    assert listed.model.state() is State.DONE
    assert listed.current() == ""


def test_loaded_names_come_first(listed: Listed) -> None:
    listed.open(*many(2500))
    before = listed.model.entries_loaded()
    listed.type("m0001")
    assert listed.current() == "m00010"
    assert listed.model.entries_loaded() == before


def test_escape_stops_looking(listed: Listed) -> None:
    listed.open(*many(3000, "wanted"))
    listed.cloud.hold()
    listed.type("wanted")
    QTest.keyClick(listed.view, Qt.Key.Key_Escape)
    assert listed.told() == ""
    loaded = listed.model.entries_loaded()
    listed.cloud.release()
    listed.wait(lambda: listed.model.entries_loaded() > loaded)  # the page that was on its way
    listed.wait(lambda: listed.model.state() is State.IDLE)
    assert listed.current() == ""
    assert listed.model.entries_loaded() < 3000


@pytest.mark.parametrize("other", ["key", "click", "folder"])
def test_going_on_to_something_else_stops_looking(listed: Listed, other: str) -> None:
    listed.open(*many(3000, "wanted"))
    listed.cloud.hold()
    listed.type("wanted")
    if other == "key":
        QTest.keyClick(listed.view, Qt.Key.Key_Down)
    elif other == "click":
        QTest.mouseClick(listed.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    else:
        listed.model.open("s", listed.cloud, listed.cloud.add(listed.cloud.root(), "f", folder=True))
    assert listed.told() == ""
    listed.cloud.release()
    listed.wait(lambda: listed.model.state() in (State.IDLE, State.DONE))
    assert listed.current() != "wanted"


def test_an_error_on_the_way_is_said(listed: Listed) -> None:
    listed.open(*many(3000, "wanted"))
    loaded = listed.model.entries_loaded()
    listed.cloud.failures.append(Offline("The line is down."))
    listed.type("wanted")
    listed.wait(lambda: "could not be loaded" in listed.told())
    assert listed.told().startswith(f"None of the {loaded} loaded names begins with “wanted”")
    listed.pause()
    listed.model.retry(listed.model.index(loaded, 0))
    listed.type("wanted")
    listed.wait(lambda: listed.current() == "wanted")


def test_another_order_meanwhile_loses_nothing(listed: Listed) -> None:
    listed.open(*many(3000, "wanted"))
    listed.cloud.hold()
    listed.type("wanted")
    listed.model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert listed.model.sorting == Sort(SortColumn.NAME, descending=True)
    listed.cloud.release()
    listed.wait(lambda: listed.current() == "wanted")


def test_a_name_that_comes_to_stand_above_is_found(listed: Listed) -> None:
    listed.open(*(f"m{number}" for number in range(400)))
    assert listed.model.state() is State.IDLE
    listed.type("m99")  # the last one of all, until they are all here and 99 stands before 100
    listed.wait(lambda: listed.current() == "m99")
    assert listed.view.currentIndex().row() == 99


# -------------------------------------------------------------------------------- in the window


def test_in_the_window_space_and_escape_belong_to_the_name(office: Explorer) -> None:
    folder = office.make_folder("west wing", "west", "zoo")
    office.open(folder)
    view = office.window.view
    view.setFocus()
    QTest.keyClicks(view, "west w")
    assert view.currentIndex().data() == "west wing"
    assert office.window.navigator.place == office.place(folder.name)


def test_a_large_folder_of_a_server_is_looked_through(explorer: Explorer, start_standin: object) -> None:
    server: StandIn = start_standin(generation="2023.2", large_folder=3000)  # type: ignore[operator]
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None)
    explorer.window.navigator.go(explorer.place("Scan archive"))
    explorer.wait_open("Scan archive")
    cloud = explorer.cloud()
    folder = cloud.entry_at(("Scan archive",))
    cloud.create_folder(folder, "zzz")
    view = explorer.window.view
    view.setFocus()
    names = explorer.names()
    QTest.keyClicks(view, names[50])
    assert view.currentIndex().data() == names[50]
    bubble = explorer.child(QLabel, "typeAhead")
    explorer.wait(lambda: not bubble.isVisible())
    QTest.keyClicks(view, "qqq")
    explorer.wait(lambda: "No name in this folder begins with “qqq”." in bubble.text())
    assert explorer.window.contents.entries_loaded() >= 3000
