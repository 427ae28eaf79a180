"""Quitting while files travel: asked about, and nothing is lost by it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.model import Entry
from bimexplorer.transfer.status import State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.questions import ask_before_closing
from tests.standin import StandIn
from tests.ui.explorer import Explorer

CONTENT = bytes(range(256)) * 4000


def upload(explorer: Explorer, tmp_path: Path) -> tuple[Entry, int]:
    """A file on its way into a folder of the test's own; the folder and the job."""
    folder = explorer.make_folder()
    (tmp_path / "model.pln").write_bytes(CONTENT)
    (job,) = explorer.queue.upload(explorer.book.all()[0].id, [tmp_path / "model.pln"], folder)
    explorer.wait(lambda: explorer.queue.job(job).state is State.RUNNING)
    return folder, job


def test_it_is_asked_in_plain_words_and_can_be_left(
    explorer: Explorer, standin_2023: StandIn, tmp_path: Path
) -> None:
    explorer.add_site(standin_2023)
    explorer.show()
    standin_2023.fault(path="put-blob-content-part", stall=30, times=None)
    _, job = upload(explorer, tmp_path)
    explorer.window.close()
    box = explorer.child(QMessageBox, "closeDialog")
    assert "go on when BIM Explorer is started the next time" in box.informativeText()
    buttons = [button.text() for button in box.findChildren(QPushButton) if button.isVisible()]
    assert sorted(buttons) == ["Cancel", "Quit; continue next time"]
    explorer.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert explorer.window.isVisible()
    assert explorer.queue.job(job).state is State.RUNNING
    explorer.queue.cancel([job])
    explorer.wait(lambda: not explorer.queue.active)
    standin_2023.clear_faults()


def test_what_was_not_finished_goes_on_next_time(
    explorer: Explorer, qtbot: QtBot, tasks: Tasks, standin_2023: StandIn, tmp_path: Path
) -> None:
    site = explorer.add_site(standin_2023)
    explorer.show()
    standin_2023.fault(path="put-blob-content-part", stall=30, times=None)
    folder, _ = upload(explorer, tmp_path)
    explorer.window.close()
    with qtbot.waitSignal(explorer.window.closing):
        explorer.child(QPushButton, "closeAnyway").click()
    explorer.queue.stop()
    standin_2023.clear_faults()
    assert not list(explorer.cloud().children(folder).entries)

    again = Explorer(qtbot, tasks, explorer.profile)
    try:
        again.sign_in(site, standin_2023)
        again.queue.resume([job.id for job in again.queue.jobs()])
        again.wait(lambda: [entry.name for entry in again.cloud().children(folder).entries] == ["model.pln"])
        (entry,) = again.cloud().children(folder).entries
        assert entry.size == len(CONTENT)
        again.wait(lambda: not again.queue.active)
    finally:
        again.end()


def test_a_paused_transfer_is_no_reason_to_ask(
    explorer: Explorer, standin_2023: StandIn, tmp_path: Path
) -> None:
    explorer.add_site(standin_2023)
    explorer.show()
    standin_2023.fault(path="put-blob-content-part", stall=30, times=None)
    _, job = upload(explorer, tmp_path)
    explorer.queue.pause([job])
    explorer.wait(lambda: explorer.queue.job(job).state is State.PAUSED)
    with explorer.qtbot.waitSignal(explorer.window.closing):
        explorer.window.close()
    standin_2023.clear_faults()


def test_the_question_can_be_read_with_large_letters(qtbot: QtBot, qapp: QApplication) -> None:
    before = QFont(qapp.font())
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 1.5)
    qapp.setFont(large)
    try:
        window = QWidget()
        qtbot.addWidget(window)
        window.show()
        ask_before_closing(window, lambda: None)
        box = window.findChild(QMessageBox, "closeDialog")
        with qtbot.waitExposed(box):
            box.show()
        for name in ("closeAnyway", "closeCancel"):
            button = box.findChild(QPushButton, name)
            words = button.fontMetrics().horizontalAdvance(button.text())
            assert button.contentsRect().width() >= words
            assert button.width() >= button.sizeHint().width()
    finally:
        qapp.setFont(before)
