"""The versions of a file in the window, over the real stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.paths import Profile
from bimexplorer.transfer.status import Decision
from bimexplorer.ui.models.versions import Column
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

PROJECT = "Library Extension"
TEXTS = ("first", "the second", "and the third")


class Versioned:
    """A window on a folder with one file that has three versions."""

    def __init__(self, explorer: Explorer, server: StandIn, folder: Path, user: int = 0) -> None:
        self.explorer = explorer
        self.local = folder
        self.site = explorer.add_bimplus(server)
        self.cloud: Cloud = explorer.connections.cloud(self.site.id)
        team = str(server.bimplus["team"])
        documents = self.cloud.entry_at((team, PROJECT, "Documents"))
        self.folder = self.cloud.create_folder(documents, f"versions {folder.name}")
        for text in TEXTS:
            self.put("plan.txt", text)
        self.put("other.txt", "other")
        explorer.show()
        explorer.window.navigator.go(Place(self.site.id, self.folder.path))
        explorer.wait_open(self.folder.name)
        explorer.window.docks.versions.show()
        self.panel = explorer.window.versions

    def put(self, name: str, text: str) -> None:
        source = self.local / name
        source.write_text(text)
        ids = self.explorer.queue.upload(self.site.id, [source], self.folder, decision=Decision.NEW_VERSION)
        assert self.explorer.queue.wait(ids, 30)

    def file(self, name: str = "plan.txt") -> Entry:
        return self.cloud.entry_at((*self.folder.path, name))

    def numbers(self) -> list[int]:
        return [version.number for version in self.panel.versions()]

    def content(self, number: int) -> bytes:
        (version,) = (one for one in self.cloud.versions(self.file()) if one.number == number)
        download = self.cloud.open_download(version.entry)
        try:
            buffer = memoryview(bytearray(1000))
            return bytes(buffer[: download.readinto(buffer)])
        finally:
            download.close()

    def choose(self, *numbers: int) -> None:
        view = self.panel.findChild(QTableView, "versionsView")
        view.clearSelection()
        for number in numbers:
            row = self.numbers().index(number)
            flag = view.selectionModel().SelectionFlag
            view.selectionModel().select(view.model().index(row, 0), flag.Select | flag.Rows)

    def action(self, name: str) -> QAction:
        found = self.panel.findChild(QAction, f"versions{name}")
        assert isinstance(found, QAction)
        return found

    def empty(self) -> str:
        state = self.panel.findChild(EmptyState)
        return state.accessibleName() if state.isVisible() else ""


@pytest.fixture
def make(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn
) -> Iterator[Callable[..., Versioned]]:
    explorers: list[Explorer] = []

    def made() -> Versioned:
        explorers.append(Explorer(qtbot, tasks, Profile.under(tmp_path / "profile")))
        return Versioned(explorers[-1], shared_2023, tmp_path)

    yield made
    for explorer in explorers:
        explorer.end()


def test_the_newest_comes_first_and_all_is_told(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    assert "Choose a file" in shown.empty()
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    assert shown.empty() == ""
    model = shown.panel.findChild(QTableView, "versionsView").model()
    texts = [[model.index(row, column).data() for column in Column] for row in range(3)]
    assert [row[Column.NUMBER] for row in texts] == ["3 (newest)", "2", "1"]
    assert [row[Column.SIZE] for row in texts] == ["13 bytes", "10 bytes", "5 bytes"]
    assert all(row[Column.AUTHOR] and row[Column.CREATED] for row in texts)
    explorer.select("other.txt")
    explorer.wait(lambda: shown.numbers() == [1])
    explorer.select("other.txt", "plan.txt")
    explorer.wait(lambda: "Choose one file" in shown.empty())
    assert not shown.action("Upload").isEnabled()
    assert "Choose a file first." in shown.action("Upload").toolTip()


def test_an_older_one_is_restored_as_the_newest_and_nothing_is_lost(
    make: Callable[..., Versioned],
) -> None:
    shown = make()
    shown.explorer.select("plan.txt")
    shown.explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(3)
    assert "newest version already" in shown.action("Restore").toolTip()
    shown.choose(1)
    shown.action("Restore").trigger()
    shown.explorer.wait(lambda: shown.numbers() == [4, 3, 2, 1], 30)
    assert shown.content(4) == TEXTS[0].encode()
    assert shown.content(3) == TEXTS[2].encode()


def test_one_is_deleted_after_a_question_that_names_it(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(2)
    for button, left in (("deleteVersionCancel", [3, 2, 1]), ("deleteVersion", [3, 1])):
        shown.action("Delete").trigger()
        box = explorer.child(QMessageBox, "deleteVersionDialog")
        assert "version 2 of “plan.txt”" in box.text()
        assert str(shown.panel.versions()[1].author) in box.informativeText()
        box.findChild(QPushButton, button).click()
        explorer.wait(lambda: not explorer.window.findChildren(QMessageBox, "deleteVersionDialog"))
        explorer.wait(lambda left=left: shown.numbers() == left)
    assert {one.number for one in shown.cloud.versions(shown.file())} == {1, 3}
    assert shown.file("other.txt").size == 5


def test_the_only_one_is_kept_and_the_reason_told(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("other.txt")
    explorer.wait(lambda: shown.numbers() == [1])
    shown.choose(1)
    shown.action("Delete").trigger()
    box = explorer.child(QMessageBox, "deleteVersionDialog")
    box.findChild(QPushButton, "deleteVersion").click()
    message = shown.panel.findChild(QWidget, "versionsMessage")
    explorer.wait(lambda: message.isVisible() and "only this version" in message.accessibleName())
    assert shown.file("other.txt").size == 5


def test_what_is_not_shared_is_flagged_and_shared_at_once(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    flag = shown.panel.findChild(QWidget, "versionsUnshared")
    if shown.panel.versions()[0].shared is not None:
        assert flag.isVisible()
    shown.action("Share").trigger()
    explorer.wait(lambda: shown.panel.versions() and shown.panel.versions()[0].shared is True)
    explorer.wait(lambda: not flag.isVisible())
    assert "shared already" in shown.action("Share").toolTip()


def test_what_others_do_shows_and_the_chosen_row_stays(make: Callable[..., Versioned]) -> None:
    shown = make()
    shown.explorer.select("plan.txt")
    shown.explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(2)
    shown.put("plan.txt", "by another window")
    shown.panel.read()
    shown.explorer.wait(lambda: shown.numbers() == [4, 3, 2, 1])
    assert [version.number for version in shown.panel._chosen()] == [2]


def test_a_file_that_is_dropped_on_it_becomes_a_version(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer, panel = shown.explorer, shown.panel
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    source = shown.local / "of another name.txt"
    source.write_text("dropped")
    data, copying = file_urls(source), Qt.DropAction.CopyAction
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (
        QDragEnterEvent(QPoint(9, 9), copying, data, *held),
        QDragMoveEvent(QPoint(9, 9), copying, data, *held),
        QDropEvent(QPointF(9, 9), copying, data, *held),
    ):
        QApplication.sendEvent(panel, event)
        assert event.isAccepted()
    explorer.child(QPushButton, "versionQuestionAccept").click()
    explorer.wait(lambda: shown.numbers() == [4, 3, 2, 1], 30)
    assert shown.content(4) == b"dropped"
    assert explorer.names() == ["other.txt", "plan.txt"]


def test_versions_are_downloaded_where_somebody_says(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(1)
    shown.action("Download").trigger()
    target = shown.local / "down"
    target.mkdir()
    dialog = explorer.window.findChild(QFileDialog, "downloadVersionsDialog")
    dialog.fileSelected.emit(str(target))
    dialog.close()
    explorer.wait(lambda: (target / "plan.txt").exists(), 30)
    assert (target / "plan.txt").read_text() == TEXTS[0]


def test_a_cloud_without_versions_says_so(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn
) -> None:
    explorer = Explorer(qtbot, tasks, Profile.under(tmp_path / "profile"))
    explorer.add_site(shared_2023)
    explorer.show()
    folder = explorer.make_folder()
    source = tmp_path / "plan.txt"
    source.write_text("x")
    site_id = explorer.book.all()[0].id
    assert explorer.queue.wait(explorer.queue.upload(site_id, [source], folder), 30)
    explorer.open(folder)
    explorer.window.docks.versions.show()
    explorer.select("plan.txt")
    state = explorer.window.versions.findChild(EmptyState)
    explorer.wait(lambda: state.isVisible() and "only the newest content" in state.accessibleName())
    explorer.end()


def test_everything_can_be_reached_and_has_a_name(make: Callable[..., Versioned]) -> None:
    shown = make()
    assert shown.panel.accessibleName()
    assert shown.panel.findChild(QTableView, "versionsView").accessibleName()
    for button in shown.panel.findChildren(QToolButton):
        if button.defaultAction() is not None:
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert button.text()
