"""The versions of a file in the window, over the real stand-ins."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry, Kind, Version
from bimexplorer.paths import Profile
from bimexplorer.transfer.status import Decision
from bimexplorer.ui.models.versions import Column, VersionsModel
from bimexplorer.ui.panels import versions
from bimexplorer.ui.panels.only_content import OnlyContent
from bimexplorer.ui.panels.value_field import ValueField
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
        self.panel.choose(*numbers)
        assert sorted(version.number for version in self.panel.chosen()) == sorted(numbers)

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
    assert not shown.action("Delete").isEnabled()
    assert "the only version" in shown.action("Delete").toolTip()
    assert "only one version" in shown.action("Compare").toolTip()
    # Somebody else deletes the other one meanwhile: the service refuses, and the panel tells it.
    shown.put("other.txt", "changed")
    shown.panel.read()
    explorer.wait(lambda: shown.numbers() == [2, 1])
    shown.choose(1)
    (_, first) = shown.panel.versions()
    shown.action("Delete").trigger()
    box = explorer.child(QMessageBox, "deleteVersionDialog")
    shown.cloud.delete(shown.panel.versions()[0].entry)
    box.findChild(QPushButton, "deleteVersion").click()
    message = shown.panel.findChild(QWidget, "versionsMessage")
    explorer.wait(lambda: message.isVisible() and "only this version" in message.accessibleName())
    explorer.wait(lambda: shown.numbers() == [first.number])
    assert message.isVisible()  # what is read afterwards does not take it away
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


def test_where_nobody_tells_whether_it_is_shared_nothing_is_flagged(make: Callable[..., Versioned]) -> None:
    shown = make()
    panel = shown.panel
    shown.explorer.select("plan.txt")
    shown.explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    flag, view = panel.findChild(QWidget, "versionsUnshared"), panel.findChild(QTableView, "versionsView")
    for told, flagged in ((False, True), (None, False), (True, False)):
        panel._on_read([replace(version, shared=told) for version in panel.versions()])
        assert flag.isVisible() is flagged
        assert view.isColumnHidden(Column.SHARED) is (told is None)
        assert shown.action("Share").isEnabled() is (told is not True)


def test_what_others_do_shows_and_the_chosen_row_stays(make: Callable[..., Versioned]) -> None:
    shown = make()
    shown.explorer.select("plan.txt")
    shown.explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(2)
    shown.put("plan.txt", "by another window")
    shown.panel.read()
    shown.explorer.wait(lambda: shown.numbers() == [4, 3, 2, 1])
    assert [version.number for version in shown.panel.chosen()] == [2]


def test_it_is_read_again_by_itself(
    make: Callable[..., Versioned], shared_2023: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "AGAIN_MS", 50)
    monkeypatch.setattr(versions, "SELDOM_MS", 50)
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(2)
    shared_2023.bimplus_action("write-version", id=shown.file().id.split(":")[4], text="by somebody else")
    explorer.wait(lambda: shown.numbers() == [4, 3, 2, 1])
    assert [version.number for version in shown.panel.chosen()] == [2]
    view = shown.panel.findChild(QTableView, "versionsView")
    assert [view.model().index(row, 0).data() for row in range(2)] == ["4 (newest)", "3"]
    authors = {view.model().index(row, Column.AUTHOR).data() for row in range(2)}
    assert len(authors) == 2
    shown.panel.hide()
    assert not shown.panel._again.isActive()


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
    explorer.wait(lambda: (target / "plan (version 1).txt").exists(), 30)
    assert (target / "plan (version 1).txt").read_text() == TEXTS[0]


def test_one_is_saved_under_a_name_that_says_its_number(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    shown.choose(3, 2)
    assert "one version" in shown.action("SaveAs").toolTip()
    shown.choose(2)
    shown.action("SaveAs").trigger()
    dialog = explorer.window.findChild(QFileDialog, "saveVersionDialog")
    assert [Path(name).name for name in dialog.selectedFiles()] == ["plan (version 2).txt"]
    there = shown.local / "mine.txt"
    there.write_text("older")
    dialog.fileSelected.emit(str(there))
    dialog.close()
    explorer.wait(lambda: there.read_text() == TEXTS[1], 30)


def test_rows_are_sorted_by_any_column_and_what_is_chosen_stays(make: Callable[..., Versioned]) -> None:
    shown = make()
    shown.explorer.select("plan.txt")
    shown.explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    view = shown.panel.findChild(QTableView, "versionsView")
    shown.choose(2)
    view.sortByColumn(Column.SIZE, Qt.SortOrder.AscendingOrder)
    sizes = [view.model().index(row, Column.SIZE).data() for row in range(3)]
    assert sizes == ["5 bytes", "10 bytes", "13 bytes"]
    assert [version.number for version in shown.panel.chosen()] == [2]
    assert shown.numbers() == [3, 2, 1]  # the newest one is known, whatever the order
    assert view.isColumnHidden(Column.CLASSIFICATION)  # nobody tells any


def test_keys_are_about_the_version_and_not_about_the_file(make: Callable[..., Versioned]) -> None:
    shown = make()
    explorer = shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    view = shown.panel.findChild(QTableView, "versionsView")
    view.setFocus()
    shown.choose(1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    box = explorer.child(QMessageBox, "deleteVersionDialog")
    assert "version 1 of “plan.txt”" in box.text()
    box.findChild(QPushButton, "deleteVersionCancel").click()
    opened: list[object] = []
    explorer.window.opener.opened.connect(opened.append)
    explorer.window.opener._show = lambda url: True
    QTest.keyClick(view, Qt.Key.Key_Return)
    explorer.wait(lambda: len(opened) == 1, 30)
    assert Path(str(opened[0])).read_text() == TEXTS[0]


def test_what_goes_wrong_is_told_and_read_again(make: Callable[..., Versioned], shared_2023: StandIn) -> None:
    shown = make()
    explorer, panel = shown.explorer, shown.panel
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    message = panel.findChild(QWidget, "versionsMessage")
    again = message.findChild(QPushButton, "messageAction")
    shown.choose(2)
    rule = {"server": "bimplus", "method": "GET", "path": "/attachments/"}
    for status, rows in ((403, [3, 2, 1]), (404, [])):
        shared_2023.fault(**rule, times=None, status=status, body="")
        panel.read()
        explorer.wait(message.isVisible)
        assert shown.numbers() == rows
        shared_2023.clear_faults()
        again.click()
        explorer.wait(lambda: shown.numbers() == [3, 2, 1] and not message.isVisible())
    # The server is gone for a while: what is known stays, and it is asked again by itself.
    shown.choose(2)
    shared_2023.fault(**rule, times=None, status=503, body="")
    panel.read()
    explorer.wait(message.isVisible, 60)
    assert shown.numbers() == [3, 2, 1]
    assert [version.number for version in panel.chosen()] == [2]
    assert panel._again.isActive()
    # The whole file is deleted by somebody else.
    shared_2023.clear_faults()
    shown.cloud.delete(shown.file())
    panel.read()
    explorer.wait(lambda: shown.numbers() == [] and "not known" in shown.empty())
    assert not shown.action("Open").isEnabled()


def test_an_ended_sign_in_is_told_to_the_window(make: Callable[..., Versioned], shared_2023: StandIn) -> None:
    shown = make()
    explorer, panel = shown.explorer, shown.panel
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    expired: list[str] = []
    panel.expired.connect(expired.append)
    shared_2023.bimplus_action("expire-tokens")
    shared_2023.bimplus_action("expire-refresh-tokens")
    panel.read()
    explorer.wait(lambda: expired == [shown.site.id])
    # After a new sign-in the folder is open again, and so are its versions.
    explorer.child(QPushButton, "signInWithPassword").click()
    user = shared_2023.bimplus["users"][0]
    explorer.child(QLineEdit, "signInUsername").setText(user["username"])
    explorer.child(QLineEdit, "signInPassword").setText(user["password"])
    explorer.child(QPushButton, "signInSubmit").click()
    explorer.wait_open(shown.folder.name)
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    assert not panel.findChild(QWidget, "versionsMessage").isVisible()


def test_a_cloud_without_versions_tells_what_it_knows(explorer: Explorer, shared_2023: StandIn) -> None:
    explorer.add_site(shared_2023)
    explorer.show()
    folder = explorer.make_folder()
    source = explorer.profile.journal_file.with_name("plan.txt")
    source.write_text("x" * 2000)
    site_id = explorer.book.all()[0].id
    assert explorer.queue.wait(explorer.queue.upload(site_id, [source], folder), 30)
    explorer.open(folder)
    explorer.window.docks.versions.show()
    explorer.select("plan.txt")
    page = explorer.child(OnlyContent, "onlyContent")
    assert "only the newest content" in page.accessibleName()

    def told(name: str) -> str:
        field = page.findChild(ValueField, f"onlyContent{name}")
        return field.toPlainText() if field.isVisible() else ""

    explorer.wait(lambda: told("Sha256") == hashlib.sha256(source.read_bytes()).hexdigest())
    assert told("Revision")
    assert told("Modified")
    assert told("Size") == "2.0 kB (2000 bytes)"
    upload = explorer.window.versions.findChild(QAction, "versionsUpload")
    assert not upload.isEnabled()
    assert "only the newest content" in upload.toolTip()

    # What others put there is not what is remembered.
    path = "/" + "/".join((*folder.path, "plan.txt"))
    shared_2023.action("write-file", path=path, text="y" * 2000, user=shared_2023.users[0]["username"])
    explorer.window.actions_.refresh.trigger()
    explorer.wait(explorer.loaded)
    explorer.select("plan.txt")
    explorer.wait(lambda: told("Sha256") == "" and told("Size") == "2.0 kB (2000 bytes)")
    note = page.findChild(QLabel, "onlyContentNote")
    explorer.wait(lambda: "known only of what was uploaded" in note.text())


def test_everything_can_be_reached_and_has_a_name(make: Callable[..., Versioned]) -> None:
    shown = make()
    assert shown.panel.accessibleName()
    assert shown.panel.findChild(QTableView, "versionsView").accessibleName()
    for button in shown.panel.findChildren(QToolButton):
        if button.defaultAction() is not None:
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
            assert button.text()


def test_a_narrow_panel_keeps_its_buttons_and_its_words(make: Callable[..., Versioned]) -> None:
    shown = make()
    panel, explorer = shown.panel, shown.explorer
    explorer.select("plan.txt")
    explorer.wait(lambda: shown.numbers() == [3, 2, 1])
    name = panel.findChild(QLabel, "versionsFile")
    for width, named in ((1200, True), (200, False)):
        panel.resize(width, 200)
        explorer.wait(lambda named=named: name.isVisible() is named)
    more = panel.findChild(QToolButton, "qt_toolbar_ext_button")
    explorer.wait(more.isVisible)
    assert more.accessibleName()


def test_the_model_keeps_its_promises_while_versions_come_and_go(qtbot: QtBot) -> None:
    entry = Entry("f", "plan.txt", Kind.FILE, "attachment", ("plan.txt",))
    every = {number: Version(number, replace(entry, id=f"f:{number}")) for number in range(1, 7)}
    model = VersionsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rng = random.Random(2)
    for _ in range(60):
        numbers = sorted(rng.sample(sorted(every), rng.randint(0, 6)), reverse=True)
        model.take([every[number] for number in numbers])
        shown = [model.index(row, Column.NUMBER).data() for row in range(model.rowCount())]
        assert shown == [f"{n} (newest)" if n == numbers[0] else str(n) for n in numbers]
    del tester
