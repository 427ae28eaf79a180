"""The icon view: where things lie, and what keys, mouse and other people's changes do to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.settings import Settings
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.merge import key_of
from bimexplorer.ui.models.nodes import Mark, News, Placeholder, Role, State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.icon_grid import IconGrid
from bimexplorer.ui.views.two_lines import two_lines
from bimexplorer.ui.views.view_choice import SIZES, ViewChoice
from tests.ui.explorer import Explorer, file_urls
from tests.ui.memory_cloud import MemoryCloud

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
LEFT = Qt.MouseButton.LeftButton


# ---------------------------------------------------------------------------------------- the grid


def grids() -> st.SearchStrategy[IconGrid]:
    side = st.integers(20, 120)
    return st.builds(
        IconGrid,
        st.builds(QSize, side, side),
        st.integers(0, 700),
        st.integers(0, 60),
        st.sampled_from([0, 30]),
    )


@given(grids(), st.integers(-20, 720), st.integers(-20, 4000), st.integers(1, 500), st.integers(1, 500))
def test_arithmetic_says_what_looking_at_every_cell_says(
    grid: IconGrid, x: int, y: int, width: int, height: int
) -> None:
    rows = range(grid.entries + (grid.footer > 0))
    boxes = {row: grid.box(row) for row in rows}
    for row, box in boxes.items():
        assert grid.row_at(box.center()) == row
        assert box.bottom() < grid.height
        assert box.left() >= 0
        assert row == grid.entries or box.size() == grid.cell
    assert not any(boxes[row].intersects(boxes[row + 1]) for row in rows[:-1])
    point, area = QPoint(x, y), QRect(x, y, width, height)
    found = grid.row_at(point)
    assert found in (row for row, box in boxes.items() if box.contains(point)) if found is not None else True
    assert found is not None or not any(box.contains(point) for box in boxes.values())
    touched = [row for row in range(grid.entries) if boxes[row].intersects(area)]
    assert [row for stretch in grid.rows_touched(area) for row in stretch] == touched
    assert set(touched) <= set(grid.rows_between(area.top(), area.bottom()))


@pytest.mark.parametrize("width", [40, 90, 400])
def test_a_name_keeps_beginning_and_end_in_two_lines(qapp: QApplication, width: int) -> None:
    font, name = QApplication.font(), "A-101_Grundriss_Erdgeschoss Bauteil A Index F freigegeben 🏗 final.dwg"
    lines = two_lines(name, font, width)
    assert len(lines) == 2
    assert all(QFontMetrics(font).horizontalAdvance(line) <= width for line in lines)
    assert name.startswith(lines[0])
    assert lines[1].endswith(name[-1])
    assert ("…" in lines[1]) is (width < 400)
    assert two_lines("a.txt", font, width) in (("a.txt",), ("a.t", "xt"))
    assert two_lines("", font, width) == ("",)


# ---------------------------------------------------------------------------------------- one folder


class Shown:
    """A folder in memory, as icons, with the keyboard in it."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self.qtbot = qtbot
        self.cloud = MemoryCloud()
        self.model = ContentsModel(tasks)
        self.folder = FolderView(self.model, lambda _: "", lambda _: None)
        self.settings = Settings(folder_view="icons", icon_size=64)
        self.choice = ViewChoice(self.folder, self.settings, self.folder)
        self.view = self.folder.icons
        qtbot.addWidget(self.folder)
        self.folder.resize(640, 400)

    def open(self, files: int = 0, *names: str) -> None:
        for name in (*names, *(f"file {number:04}" for number in range(files))):
            self.cloud.add(self.cloud.root(), name)
        with self.qtbot.waitActive(self.folder):
            self.folder.show()
            self.folder.activateWindow()
        self.folder.setFocus()
        self.model.open("s", self.cloud, self.cloud.root())
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.model.state() is not State.FETCHING and self.model.rowCount() > 0)
        self.view.executeDelayedItemsLayout()

    def box(self, row: int) -> QRect:
        return self.view.visualRect(self.model.index(row, Column.NAME))

    @property
    def columns(self) -> int:
        first = self.box(0)
        return next(row for row in range(1, 99) if self.box(row).top() > first.top())

    @property
    def current(self) -> int:
        return self.view.currentIndex().row()

    def selected(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> int:
        QTest.keyClick(self.view, key, modifier)
        return self.current

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
        viewport = self.view.viewport()
        QTest.mousePress(viewport, LEFT, modifier, start)
        for where in ((start + end) / 2, end):  # QTest moves without modifiers
            moved = QMouseEvent(
                QEvent.Type.MouseMove, QPointF(where), QPointF(viewport.mapToGlobal(where)),
                Qt.MouseButton.NoButton, LEFT, modifier,
            )  # fmt: skip
            QApplication.sendEvent(viewport, moved)
        QTest.mouseRelease(viewport, LEFT, modifier, end)


@pytest.fixture
def shown(qtbot: QtBot, tasks: Tasks) -> Shown:
    return Shown(qtbot, tasks)


def test_keys_go_through_the_grid(shown: Shown) -> None:
    shown.open(42)
    columns, key = shown.columns, Qt.Key
    assert columns > 3
    assert shown.press(key.Key_Home) == 0
    assert shown.press(key.Key_Left) == 0
    assert shown.press(key.Key_Up) == 0
    for number in range(1, columns + 1):  # to the right, and on in the next line
        assert shown.press(key.Key_Right) == number
    assert shown.press(key.Key_Left) == columns - 1
    assert shown.press(key.Key_Down) == 2 * columns - 1
    assert shown.press(key.Key_Up) == columns - 1
    assert shown.press(key.Key_End) == 41
    assert shown.press(key.Key_Down) == 41
    assert shown.press(key.Key_Right) == 41
    down = shown.press(key.Key_PageUp)
    assert down % columns == 41 % columns
    assert down < 41
    assert shown.press(key.Key_PageDown) == 41
    shown.view.setCurrentIndex(shown.model.index(41 // columns * columns - 1, 0))
    if 41 % columns != columns - 1:  # nothing lies right below it: the last one
        assert shown.press(key.Key_Down) == 41
    assert shown.view.viewport().rect().contains(shown.box(shown.current))
    QTest.keyClicks(shown.view, "file 0007")
    assert shown.current == 7


def test_enter_opens_and_shift_selects_as_one_reads(shown: Shown) -> None:
    shown.open(42)
    opened: list[object] = []
    shown.folder.entry_activated.connect(opened.append)
    shown.press(Qt.Key.Key_Home)
    shown.press(Qt.Key.Key_Return)
    assert opened == [shown.model.entry(shown.model.index(0, 0))]
    shown.view.setCurrentIndex(shown.model.index(2, 0))
    shown.press(Qt.Key.Key_Down, SHIFT)
    assert shown.selected() == list(range(2, 3 + shown.columns))
    QTest.mouseClick(shown.view.viewport(), LEFT, NONE, shown.box(shown.columns + 3).center())
    QTest.mouseClick(shown.view.viewport(), LEFT, SHIFT, shown.box(1).center())
    assert shown.selected() == list(range(1, shown.columns + 4))
    QTest.mouseClick(shown.view.viewport(), LEFT, CTRL, shown.box(3).center())
    assert 3 not in shown.selected()
    shown.folder.selectAll()
    assert shown.folder.selected_count() == 42


def test_a_frame_selects_what_it_touches(shown: Shown) -> None:
    shown.open(42)
    columns = shown.columns
    beside = shown.box(columns + 1).topLeft() - QPoint(3, 3)
    shown.drag(beside, shown.box(2 * columns + 2).center())
    assert shown.selected() == [columns + 1, columns + 2, 2 * columns + 1, 2 * columns + 2]
    shown.drag(shown.box(0).topLeft() - QPoint(3, 3), shown.box(0).center(), CTRL)
    assert shown.selected()[0] == 0
    assert len(shown.selected()) == 5
    assert shown.view.state() == QAbstractItemView.State.NoState
    QTest.mouseClick(shown.view.viewport(), LEFT, NONE, shown.box(0).topLeft() - QPoint(3, 3))
    assert shown.selected() == []


def test_switching_keeps_selection_current_row_and_keyboard(shown: Shown) -> None:
    shown.open(300)
    shown.folder.select_entry(shown.model.entries()[70])
    shown.choice.details.trigger()
    details = shown.folder.details
    assert shown.folder.shown is details
    assert details.hasFocus()
    assert details.currentIndex().row() == 70
    assert details.viewport().rect().contains(details.visualRect(details.currentIndex()))
    assert [entry.name for entry in shown.folder.selected()] == ["file 0070"]
    shown.press(Qt.Key.Key_Escape)
    details.selectRow(3)
    shown.choice.icons.trigger()
    assert shown.view.hasFocus()
    assert shown.selected() == [3]
    assert shown.view.viewport().rect().contains(shown.box(3))


def test_pages_come_as_one_scrolls(shown: Shown) -> None:
    shown.open(1200)
    asked = len(shown.cloud.calls)
    assert shown.model.entries_loaded() == 100
    bar = shown.view.verticalScrollBar()
    while shown.model.state() is not State.DONE:
        bar.setValue(bar.maximum())
        shown.settle()
    assert shown.model.entries_loaded() == 1200
    assert len(shown.cloud.calls) > asked
    bar.setValue(bar.maximum())
    assert shown.view.rows_in_sight().stop == 1200


def test_what_is_in_sight_stays_while_others_work(shown: Shown) -> None:
    shown.open(90)
    model, view = shown.model, shown.view
    view.verticalScrollBar().setValue(shown.box(5 * shown.columns).top() + 11)
    first = view.rows_in_sight().start
    entry, top = model.entries()[first], shown.box(first).top()
    assert top < 0
    for number in range(7):
        model.put("s", shown.cloud.add(shown.cloud.root(), f"a new one {number}"))
    view.executeDelayedItemsLayout()
    assert shown.box(model.find(entry).row()).top() == top
    for gone in model.entries()[:20]:
        shown.cloud.remove(gone)
    model.refresh()
    shown.settle()
    assert shown.box(model.find(entry).row()).top() == top
    shown.folder.resize(420, 400)  # fewer columns
    shown.settle()
    assert shown.box(model.find(entry).row()).top() == top
    view.verticalScrollBar().setValue(0)
    model.put("s", shown.cloud.add(shown.cloud.root(), "a first one"))
    view.executeDelayedItemsLayout()
    assert view.verticalScrollBar().value() == 0  # who is at the top sees what comes there
    assert model.isConsistent()


def test_the_row_that_is_no_entry(shown: Shown) -> None:
    shown.cloud.failures = [Offline("The line is down.", "")]
    shown.open(150)
    model, view = shown.model, shown.view
    retry = model.index(0, 0)
    assert retry.data(Role.PLACEHOLDER) is Placeholder.ERROR
    assert shown.box(0).width() > view.viewport().width() // 2
    QTest.mouseClick(view.viewport(), LEFT, NONE, shown.box(0).center())
    shown.settle()
    assert model.entries_loaded() == 100
    shown.cloud.failures = [Offline("The line is down.", "")]
    shown.press(Qt.Key.Key_End)
    shown.qtbot.waitUntil(lambda: model.state() is State.ERROR)
    shown.qtbot.waitUntil(lambda: shown.press(Qt.Key.Key_End) == 100)
    shown.press(Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: model.entries_loaded() == 150)
    view.selectAll()
    assert shown.folder.selected_count() == 150


def test_an_empty_folder_says_what_can_be_done(shown: Shown) -> None:
    shown.open()
    empty = shown.view.findChild(EmptyState)
    assert empty.isVisible()
    assert "Drop files" in empty.accessibleName()
    assert shown.view.currentIndex().row() == -1
    assert shown.press(Qt.Key.Key_Down) == -1


def test_ctrl_and_the_wheel_change_the_size_and_it_is_remembered(shown: Shown) -> None:
    shown.open(60)
    before, told = shown.box(0).size(), []
    shown.choice.changed.connect(lambda: told.append(shown.settings.icon_size))

    def turn(steps: int, modifier: Qt.KeyboardModifier = CTRL) -> None:
        where = QPointF(shown.view.viewport().rect().center())
        wheel = QWheelEvent(
            where, shown.view.viewport().mapToGlobal(where), QPoint(), QPoint(0, 60 * steps),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(shown.view.viewport(), wheel)

    turn(1)  # half a notch
    assert told == []
    turn(1)
    assert told == [96]
    assert shown.box(0).height() > before.height()
    assert shown.settings.icon_size == 96
    turn(-2, NONE)
    assert shown.settings.icon_size == 96
    assert shown.view.verticalScrollBar().value() > 0
    for _ in SIZES:
        shown.choice.smaller.trigger()
    assert shown.settings.icon_size == SIZES[0]
    assert not shown.choice.smaller.isEnabled()
    assert shown.choice.larger.isEnabled()
    slider = shown.choice.findChild(QSlider, "iconSize")
    slider.setValue(slider.maximum())
    assert shown.settings.icon_size == SIZES[-1]
    assert not shown.choice.larger.isEnabled()
    shown.choice.findChild(QToolButton, "showDetailsButton").click()
    assert shown.settings.folder_view == "details"
    assert not slider.isVisible()
    assert not shown.choice.smaller.isEnabled()
    again = ViewChoice(shown.folder, Settings(folder_view="icons", icon_size=130), shown.folder)
    assert again.icons.isChecked()
    assert shown.view.iconSize() == QSize(192, 192)  # the next of those there are
    again.deleteLater()


def test_who_does_not_see_it_meets_a_list(shown: Shown) -> None:
    shown.open(40)
    listed = QAccessible.queryAccessibleInterface(shown.view)
    assert listed.role() == QAccessible.Role.List
    assert listed.childCount() == 40
    entry = listed.child(9)
    assert entry.text(QAccessible.Text.Name) == "file 0009"
    where = QRect(shown.view.viewport().mapToGlobal(shown.box(9).topLeft()), shown.box(9).size())
    assert entry.rect() == where
    QAccessible.setActive(True)  # from here on it tells what happens
    try:
        shown.view.setCurrentIndex(shown.model.index(9, 0))
        shown.folder.selectAll()
        shown.view.clearSelection()
    finally:
        QAccessible.setActive(False)
    assert listed.focusChild().text(QAccessible.Text.Name) == "file 0009"


def test_everything_that_can_be_seen_is_painted(shown: Shown) -> None:
    """A row that is selected, current, new, pointed at or dropped on looks otherwise than it did."""
    shown.open(12, "x" * 90 + ".pdf")
    shown.view.clearSelection()
    shown.view.setCurrentIndex(shown.model.index(11, 0))
    shown.view.clearSelection()

    def picture() -> object:
        image = shown.view.viewport().grab(shown.box(1).adjusted(-3, -3, 3, 3)).toImage()
        return image.copy()

    looks = [picture()]
    model, view = shown.model, shown.view
    model.mark([key_of(model.entries()[1])], Mark(News.NEW))
    looks.append(picture())
    model.mark([key_of(model.entries()[1])], Mark(News.CHANGED, faint=True))
    looks.append(picture())
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(model.index(1, 0), flags.Select | flags.Rows)
    looks.append(picture())
    view.selectionModel().setCurrentIndex(model.index(1, 0), flags.NoUpdate)
    looks.append(picture())
    assert all(one != other for number, one in enumerate(looks) for other in looks[:number])


# ---------------------------------------------------------------------------------------- in the window


def test_the_window_works_with_icons_as_with_details(office: Explorer, tmp_path: Path) -> None:
    """Key, drop, rename in place, preview and what is remembered."""
    folder = office.make_folder("inside")
    office.open(folder)
    window = office.window
    window.view.setFocus()
    QTest.keyClick(window.view, Qt.Key.Key_2, CTRL)
    icons = window.folder.icons
    assert icons.isVisible()
    assert icons.hasFocus()
    assert office.settings.folder_view == "icons"
    (tmp_path / "first.txt").write_text("first", encoding="utf-8")
    (tmp_path / "deep.txt").write_text("deep", encoding="utf-8")
    assert office.drop(icons, file_urls(tmp_path / "first.txt"), icons.viewport().rect().bottomRight())
    office.wait(lambda: office.names() == ["inside", "first.txt"])
    assert office.drop(
        icons, file_urls(tmp_path / "deep.txt"), icons.visualRect(office.index("inside")).center()
    )
    office.wait(lambda: len(office.queue.jobs()) == 2 and not office.queue.active)
    assert office.cloud().entry_at((*folder.path, "inside", "deep.txt")).size == 4

    office.click(icons, office.index("first.txt"))
    office.wait(lambda: window.actions_.rename.isEnabled())
    QTest.keyClick(icons, Qt.Key.Key_F2)
    editor = office.child(QLineEdit, "nameEditor")
    assert icons.visualRect(office.index("first.txt")).contains(editor.geometry())
    office.wait(lambda: editor.selectedText() == "first")
    QTest.keyClicks(editor, "second")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    office.wait(lambda: office.names() == ["inside", "second.txt"])
    icons.setFocus()
    QTest.keyClick(icons, Qt.Key.Key_Space)
    office.wait(lambda: window.preview.isVisible())
    office.click(icons, office.index("inside"))
    QTest.keyClick(icons, Qt.Key.Key_Return)
    office.wait_open("inside")
    assert office.names() == ["deep.txt"]
    assert icons.isVisible()
    QTest.keyClick(icons, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    office.wait(lambda: [entry.name for entry in window.folder.selected()] == ["inside"])
    window.remember()
    again = office._make_window()
    try:
        assert again.folder.shown is again.folder.icons
    finally:
        again._closing = True
        again.close()
        again.deleteLater()
