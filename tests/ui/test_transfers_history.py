"""The history of transfers, as a person searches it and saves receipts of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QModelIndex, Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.status import Check, Direction, State
from bimexplorer.ui.dialogs.transfer_history import HistoryDialog
from bimexplorer.ui.models.paged import State as Loading
from bimexplorer.ui.models.transfer_history import PAGE, Column, HistoryModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.ui.scripted_queue import ScriptedQueue, ended, job

Show = Callable[..., "Shown"]


class Shown:
    """The dialog on screen with its queue."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, queue: ScriptedQueue) -> None:
        self.queue = queue
        self.bridge = TransferBridge()
        self.sites = {"site": "Office"}
        self.opened: list[QUrl] = []
        self.places: list[tuple[str, tuple[str, ...]]] = []
        self.dialog = HistoryDialog(
            queue, self.bridge, tasks, lambda site_id: self.sites.get(site_id, ""), self.opened.append
        )
        self.dialog.place_asked.connect(lambda site_id, path: self.places.append((site_id, path)))
        qtbot.addWidget(self.dialog)
        with qtbot.waitExposed(self.dialog):
            self.dialog.present()
        self.view = self.child(QTableView, "historyView")

    def child(self, kind: type, name: str):
        found = self.dialog.findChild(kind, name)
        assert found is not None
        return found

    def action(self, name: str) -> QAction:
        return self.child(QAction, f"history{name}")

    def names(self) -> list[str]:
        model = self.view.model()
        return [str(model.index(row, Column.NAME).data()) for row in range(model.rowCount())]


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks) -> Show:
    def shown(*past: object) -> Shown:
        queue = ScriptedQueue()
        queue.past = list(past)
        return Shown(qtbot, tasks, queue)

    return shown


def test_a_row_tells_everything_in_words(show: Show, qtbot: QtBot) -> None:
    failed = ended(
        1, direction=Direction.DOWNLOAD, state=State.FAILED, check=Check.NONE, error="No answer.", site_id="?"
    )
    shown = show(ended(2), failed)
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    texts = [[shown.view.model().index(row, column).data() for column in Column] for row in range(2)]
    assert texts[0][:-1] == [
        "Plans/2.pdf",
        "Upload",
        "Done",
        "verified",
        "2.0 kB",
        "Office:/Riverside/Plans/2.pdf",
        "/home/anna/Plans/2.pdf",
        "anna",
    ]
    assert texts[0][-1]
    assert texts[1][1:4] == ["Download", "Failed: No answer.", ""]
    assert texts[1][5] == "removed site:/Riverside/Plans/1.pdf"
    assert shown.child(QLabel, "historyCount").text() == "2 files"


def test_pages_come_as_they_are_scrolled_to(show: Show, qtbot: QtBot) -> None:
    shown = show(*(ended(1000 - number) for number in range(1000)))
    qtbot.waitUntil(lambda: len(shown.names()) == PAGE)
    assert shown.child(QLabel, "historyCount").text() == "200 files loaded, more below"
    qtbot.wait(200)  # it does not go on by itself
    assert shown.queue.looked_up == [("", None)]
    for pages in range(2, 6):
        shown.view.scrollToBottom()
        qtbot.waitUntil(lambda pages=pages: len(shown.names()) == pages * PAGE)
    assert shown.names() == [f"Plans/{1000 - number}.pdf" for number in range(1000)]
    qtbot.waitUntil(lambda: shown.child(QLabel, "historyCount").text() == f"{QLocale().toString(1000)} files")


def test_typing_searches_once_and_says_if_nothing_is_found(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(2, name="roof.pdf"), ended(1, name="wall.pdf"))
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    field = shown.child(QLineEdit, "historySearch")
    qtbot.keyClicks(field, "roo")
    qtbot.waitUntil(lambda: shown.names() == ["roof.pdf"])
    assert [words for words, _ in shown.queue.looked_up] == ["", "roo"]
    empty = shown.child(QWidget, "emptyState")
    assert not empty.isVisible()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(empty.isVisible)
    assert empty.accessibleName() == "Nothing found for “roox” Try fewer or other words."
    assert not shown.action("Receipt").isEnabled()
    field.clear()
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    assert not empty.isVisible()


def test_an_empty_history_says_what_will_be_there(show: Show, qtbot: QtBot) -> None:
    shown = show()
    empty = shown.child(QWidget, "emptyState")
    qtbot.waitUntil(empty.isVisible)
    assert empty.accessibleName().startswith("Nothing has been transferred yet")


def test_an_error_is_told_and_retry_goes_on(show: Show, qtbot: QtBot) -> None:
    shown = show(*(ended(300 - number) for number in range(300)))
    qtbot.waitUntil(lambda: len(shown.names()) == PAGE)
    shown.queue.history_error = ProgramError("The history cannot be read.", "disk I/O error")
    shown.view.scrollToBottom()
    message = shown.child(MessageBar, "historyMessage")
    qtbot.waitUntil(message.isVisible)
    assert message.findChild(QLabel, "messageSentence").text() == "The history cannot be read."
    shown.queue.history_error = None
    message.findChild(QPushButton, "messageAction").click()
    qtbot.waitUntil(lambda: len(shown.names()) == 300)
    assert not message.isVisible()


def test_what_ends_meanwhile_comes_on_top_and_the_selection_stays(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(3), ended(2), ended(1))
    qtbot.waitUntil(lambda: len(shown.names()) == 3)
    shown.view.selectRow(1)
    again = ended(1, sha256="cd" * 32)  # tried again, and ended anew
    shown.queue.past = [again, ended(4), ended(3), ended(2)]
    shown.queue.known[9] = job(9, state=State.DONE, files_done=1)
    shown.bridge.notify(9)
    qtbot.waitUntil(lambda: shown.names() == [f"Plans/{number}.pdf" for number in (1, 4, 3, 2)])
    assert [index.row() for index in shown.view.selectionModel().selectedRows()] == [3]


def test_whoever_has_chosen_a_row_keeps_it_when_the_same_is_read_again(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(2), ended(1))
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    shown.view.selectRow(1)
    shown.view.model().search("")
    qtbot.waitUntil(lambda: len(shown.queue.looked_up) == 2 and shown.view.model().state is Loading.DONE)
    assert [index.row() for index in shown.view.selectionModel().selectedRows()] == [1]


def test_a_file_is_shown_where_it_is(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    here = tmp_path / "a.pdf"
    remote = "/Riverside/50%25%2F50.pdf"
    shown = show(ended(2, local=str(here), remote=remote), ended(1, local=str(tmp_path / "gone" / "b.pdf")))
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    assert not shown.action("Open").isEnabled()
    shown.view.selectRow(0)
    shown.action("GoTo").trigger()
    assert shown.places == [("site", ("Riverside", "50%/50.pdf"))]
    shown.action("Open").trigger()
    qtbot.waitUntil(lambda: shown.opened == [QUrl.fromLocalFile(str(tmp_path))])
    shown.view.selectRow(1)
    shown.action("Open").trigger()
    message = shown.child(MessageBar, "historyMessage")
    qtbot.waitUntil(message.isVisible)
    sentence = message.findChild(QLabel, "messageSentence").text()
    assert sentence == f"“{tmp_path / 'gone'}” is no longer on this computer."
    assert len(shown.opened) == 1


def test_a_place_on_a_site_that_is_gone_is_not_gone_to(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(1, site_id="removed"))
    qtbot.waitUntil(lambda: len(shown.names()) == 1)
    shown.view.selectRow(0)
    assert shown.action("Open").isEnabled()
    assert not shown.action("GoTo").isEnabled()


def test_paths_are_copied(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(2), ended(1))
    qtbot.waitUntil(lambda: len(shown.names()) == 2)
    shown.view.selectAll()
    shown.action("CopyLocal").trigger()
    assert QGuiApplication.clipboard().text() == "/home/anna/Plans/2.pdf\n/home/anna/Plans/1.pdf"
    shown.action("CopyRemote").trigger()
    assert QGuiApplication.clipboard().text() == (
        "Office:/Riverside/Plans/2.pdf\nOffice:/Riverside/Plans/1.pdf"
    )


def save(shown: Shown, qtbot: QtBot, path: Path) -> None:
    shown.action("Receipt").trigger()
    dialog = shown.dialog.findChild(QFileDialog, "receiptDialog")
    assert dialog is not None
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit(str(path))
    dialog.close()


def files_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [line["file"] for line in csv.DictReader(file)]


def test_a_receipt_holds_the_selection_or_everything_found(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    shown = show(*(ended(2500 - number) for number in range(2500)))
    qtbot.waitUntil(lambda: len(shown.names()) == PAGE)
    save(shown, qtbot, tmp_path / "all.csv")
    message = shown.child(MessageBar, "historyMessage")
    qtbot.waitUntil(message.isVisible)
    sentence = message.findChild(QLabel, "messageSentence").text()
    assert sentence == f"The receipt of {QLocale().toString(2500)} files is saved."
    assert files_in(tmp_path / "all.csv") == [f"{2500 - number}.pdf" for number in range(2500)]
    message.findChild(QPushButton, "messageAction").click()
    qtbot.waitUntil(lambda: shown.opened == [QUrl.fromLocalFile(str(tmp_path))])
    shown.view.selectRow(1)
    save(shown, qtbot, tmp_path / "one.csv")
    qtbot.waitUntil((tmp_path / "one.csv").exists)
    assert files_in(tmp_path / "one.csv") == ["2499.pdf"]


def test_a_receipt_that_cannot_be_written_is_told(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    shown = show(ended(1))
    qtbot.waitUntil(lambda: len(shown.names()) == 1)
    save(shown, qtbot, tmp_path / "missing" / "all.csv")
    message = shown.child(MessageBar, "historyMessage")
    qtbot.waitUntil(message.isVisible)
    sentence = message.findChild(QLabel, "messageSentence").text()
    assert sentence == "“all.csv” cannot be written there."


def test_everything_has_a_name_for_assistive_tools(show: Show, qtbot: QtBot) -> None:
    shown = show(ended(1))
    qtbot.waitUntil(lambda: len(shown.names()) == 1)
    assert shown.view.accessibleName() == "Transfer history"
    assert shown.child(QLineEdit, "historySearch").accessibleName() == "Search the history"
    spoken = shown.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Plans/1.pdf, Upload, Done, Office:/Riverside/Plans/1.pdf, ")


def test_the_model_keeps_its_promises_while_pages_come_and_go(qtbot: QtBot, tasks: Tasks) -> None:
    queue = ScriptedQueue()
    queue.past = [ended(450 - number) for number in range(450)]
    model = HistoryModel(queue.history, tasks, lambda _: "Office")
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.search("")
    qtbot.waitUntil(lambda: model.state is Loading.DONE)  # the tester fetches
    assert model.rowCount() == 450
    queue.past = [ended(451), *queue.past]
    model.read_newer()
    qtbot.waitUntil(lambda: model.rowCount() == 451)
    assert model.state is Loading.DONE
    queue.past = [ended(number) for number in range(900, 451, -1)]
    model.read_newer()  # more than a page is new: it begins anew
    qtbot.waitUntil(lambda: model.state is Loading.DONE and model.rowCount() == 449)
    model.search("452")
    model.search("no such file")  # the answer to the first search is late, and nothing of it is seen
    qtbot.waitUntil(lambda: model.state is Loading.DONE and model.rowCount() == 0)
    assert not model.canFetchMore(QModelIndex())
    assert model.row_at(model.index(0, 0)) is None
