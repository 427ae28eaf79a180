"""Folders open under a drag, lead back if nothing comes of it, and say why they take nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QToolButton, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability
from bimexplorer.ui.dragging import drag_journey
from bimexplorer.ui.models.entry_mime import EntryMime, entries_to_mime
from tests.ui.explorer import Explorer, file_urls

ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
BUTTON, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def over(widget: QWidget, mime: QMimeData, where: QPoint) -> bool:
    """Drag something over a widget; whether it would be taken there."""
    QApplication.sendEvent(widget, QDragEnterEvent(where, ACTIONS, mime, BUTTON, NONE))
    move = QDragMoveEvent(where, ACTIONS, mime, BUTTON, NONE)
    QApplication.sendEvent(widget, move)
    return move.isAccepted()


def let_go(widget: QWidget, mime: QMimeData, where: QPoint) -> None:
    QApplication.sendEvent(widget, QDropEvent(QPointF(where), ACTIONS, mime, BUTTON, NONE))


def carried(office: Explorer, *names: str) -> EntryMime:
    contents = office.window.contents
    entries = [contents.entry(office.index(name)) for name in names]
    return entries_to_mime(contents.site_id, [entry for entry in entries if entry is not None])


def row(office: Explorer, name: str) -> QPoint:
    return office.window.view.visualRect(office.index(name)).center()


def crumb(office: Explorer, name: str) -> tuple[QWidget, QPoint]:
    """Where the crumbs are, and the middle of one of them there."""
    buttons = office.window.address_bar.findChildren(QToolButton)
    (button,) = [button for button in buttons if button.text() == name and button.isVisible()]
    return button.parentWidget(), button.geometry().center()


@pytest.fixture
def desktop_file(tmp_path: Path) -> QMimeData:
    (tmp_path / "new.txt").write_text("new", encoding="utf-8")
    return file_urls(tmp_path / "new.txt")


def test_a_drag_opens_a_folder_and_goes_into_it(office: Explorer, desktop_file: QMimeData) -> None:
    folder = office.make_folder("sub")
    office.open(folder)
    view = office.window.view.viewport()
    assert over(view, desktop_file, row(office, "sub"))
    office.wait_open("sub")
    where = view.rect().center()
    assert over(view, desktop_file, where)
    let_go(view, desktop_file, where)
    office.wait(lambda: office.names() == ["new.txt"])
    assert office.window.navigator.place == office.place(folder.name, "sub")


def test_a_drag_that_passes_opens_nothing(office: Explorer, desktop_file: QMimeData) -> None:
    folder = office.make_folder("sub")
    office.open(folder)
    view = office.window.view.viewport()
    over(view, desktop_file, row(office, "sub"))
    QApplication.sendEvent(view, QDragLeaveEvent())
    QTest.qWait(1000)
    assert office.window.navigator.place == office.place(folder.name)


def test_what_leaves_the_window_leads_back(
    office: Explorer, desktop_file: QMimeData, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.make_folder("sub")
    office.open(folder)
    before = office.window.navigator.can_go_forward
    over(office.window.view.viewport(), desktop_file, row(office, "sub"))
    office.wait_open("sub")
    QApplication.sendEvent(office.window.windowHandle(), QDragLeaveEvent())
    office.wait_open(folder.name)
    assert not before
    assert office.window.navigator.can_go_forward  # as Back leads: nothing is visited twice


def test_the_windows_own_drag_leads_back_at_its_end_only(
    office: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drag_journey, "_GONE_MS", 1)
    folder = office.make_folder("first", "second")
    office.open(folder)
    mime = carried(office, "first")
    journey = office.window.drags.journey
    journey.begin("first")
    over(office.window.view.viewport(), mime, row(office, "second"))
    office.wait_open("second")
    QApplication.sendEvent(office.window.windowHandle(), QDragLeaveEvent())
    QTest.qWait(100)
    assert office.window.navigator.place == office.place(folder.name, "second")
    journey.end(dropped=False)
    office.wait_open(folder.name)
    office.wait(lambda: [entry.name for entry in office.window.view.selected()] == ["first"])


def test_the_tree_unfolds_then_opens(office: Explorer, desktop_file: QMimeData) -> None:
    folder = office.make_folder("sub")
    office.open(folder)
    tree = office.window.tree
    office.window.navigator.go(office.place())
    office.wait(lambda: office.window.navigator.place == office.place() and office.loaded())
    office.wait(lambda: office.tree_index("Office", folder.name).isValid())
    index = office.tree_index("Office", folder.name)
    tree.collapse(index)
    tree.scrollTo(index)
    assert over(tree.viewport(), desktop_file, tree.visualRect(index).center())
    office.wait(lambda: tree.isExpanded(office.tree_index("Office", folder.name)))
    assert office.window.navigator.place == office.place()
    office.wait_open(folder.name)


def test_rows_scroll_near_an_edge(office: Explorer, desktop_file: QMimeData) -> None:
    office.open(office.make_folder(*(f"folder {number:02}" for number in range(40))))
    view = office.window.view
    bar = view.verticalScrollBar()
    office.wait(lambda: bar.maximum() > 3)
    over(view.viewport(), desktop_file, QPoint(60, view.viewport().height() - 4))
    office.wait(lambda: bar.value() > 3)
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    stopped = bar.value()
    QTest.qWait(300)
    assert bar.value() == stopped


def test_a_folder_that_takes_nothing_says_why(
    office: Explorer, desktop_file: QMimeData, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.open(office.make_folder("closed", "open"))
    view, line = office.window.view.viewport(), office.window.status_line
    mime = carried(office, "closed")
    assert not over(view, mime, row(office, "closed"))
    assert line.currentMessage() == "A folder cannot be put into itself."
    assert over(view, mime, row(office, "open"))
    assert line.currentMessage() == ""
    cloud: Cloud = office.window.contents.cloud  # type: ignore[assignment]
    refused = {Capability.UPLOAD: "You may not upload here."}
    monkeypatch.setattr(type(cloud), "missing", lambda _, entry: refused if entry.name == "closed" else {})
    assert not over(view, desktop_file, row(office, "closed"))
    assert line.currentMessage() == "You may not upload here."
    QApplication.sendEvent(view, QDragLeaveEvent())
    assert line.currentMessage() == ""


def test_a_crumb_takes_files_and_opens(office: Explorer, desktop_file: QMimeData) -> None:
    office.window.resize(1500, 700)  # all crumbs have room
    folder = office.make_folder("sub")
    office.open(office.cloud().entry_at((*folder.path, "sub")))
    office.wait(office.loaded)
    crumbs, where = crumb(office, folder.name)
    assert over(crumbs, desktop_file, where)
    let_go(crumbs, desktop_file, where)
    office.wait(lambda: [job.files_done for job in office.queue.jobs()] == [1])
    assert office.cloud().entry_at((*folder.path, "new.txt")).size == 3
    assert over(crumbs, desktop_file, where)
    office.wait_open(folder.name)


def test_bookmarks_take_folders_entries_and_files_and_another_order(
    office: Explorer, desktop_file: QMimeData
) -> None:
    folder = office.make_folder("first", "second", "third")
    office.open(folder)
    panel = office.window.bookmarks
    assert not panel.isVisible()
    panel.invite(True)
    assert panel.isVisible()
    mime = carried(office, "first", "second")
    assert over(panel, mime, QPoint(20, 10))
    let_go(panel, mime, QPoint(20, 10))
    panel.invite(False)
    shown = office.child(QListWidget, "bookmarksList")

    def names() -> list[str]:
        return [shown.item(number).text() for number in range(shown.count())]

    assert names() == ["first", "second"]
    between = shown.visualItemRect(shown.item(1)).topLeft() + QPoint(20, 1)
    assert over(shown.viewport(), carried(office, "third"), between)
    let_go(shown.viewport(), carried(office, "third"), between)
    assert names() == ["first", "third", "second"]
    shown.setFocus()
    shown.setCurrentRow(2)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shown, Qt.Key.Key_Up, keys)
    QTest.keyClick(shown, Qt.Key.Key_Up, keys)
    QTest.keyClick(shown, Qt.Key.Key_Up, keys)
    assert names() == ["second", "first", "third"]
    assert [known["name"] for known in office.settings.bookmarks] == names()
    on_first = shown.visualItemRect(shown.item(1)).center()
    assert over(shown.viewport(), desktop_file, on_first)
    let_go(shown.viewport(), desktop_file, on_first)
    office.wait(lambda: [job.files_done for job in office.queue.jobs()] == [1])
    assert office.cloud().entry_at((*folder.path, "first", "new.txt")).size == 3
    on_second = shown.visualItemRect(shown.item(0)).center()
    found: list[tuple[str, str]] = []
    office.window.drags.drops.entries_dropped.connect(
        lambda dropped, _, target: found.append((dropped.entries[0].name, target.name))
    )
    assert over(shown.viewport(), carried(office, "third"), on_second)
    let_go(shown.viewport(), carried(office, "third"), on_second)
    office.wait(lambda: found == [("third", "second")])
