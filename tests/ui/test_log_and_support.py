"""The log viewer, the support file, and what nobody foresaw."""

from __future__ import annotations

import logging
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.errors import ProgramError
from bimexplorer.log import start_logging, stop_logging
from bimexplorer.paths import Profile
from bimexplorer.ui.dialogs.log_viewer import LogViewer
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.unexpected import UnexpectedErrors

log = logging.getLogger("bimexplorer.test")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    profile = Profile.under(tmp_path / "profile")
    handler = start_logging(profile.log_file)
    yield profile
    stop_logging(handler)


@pytest.fixture
def viewer(qtbot: QtBot, tasks: Tasks, profile: Profile) -> LogViewer:
    viewer = LogViewer(profile, lambda: {"transfers": "job 1: password=hunter2"}, tasks)
    qtbot.addWidget(viewer)
    return viewer


def _lines(viewer: LogViewer) -> str:
    shown = viewer.findChild(QPlainTextEdit, "logLines")
    assert shown is not None
    return shown.toPlainText()


def test_the_log_is_read_searched_and_followed(viewer: LogViewer, qtbot: QtBot) -> None:
    log.info("a site was opened")
    log.warning("a part was lost")
    viewer.present()
    qtbot.waitUntil(lambda: "a part was lost" in _lines(viewer))
    qtbot.keyClicks(viewer.findChild(QLineEdit, "logSearch"), "SITE")
    assert "a part was lost" not in _lines(viewer)
    assert "a site was opened" in _lines(viewer)
    viewer.findChild(QCheckBox, "logTrouble").click()
    assert _lines(viewer) == "No line to show."
    viewer.findChild(QLineEdit, "logSearch").clear()
    assert "a part was lost" in _lines(viewer)
    log.error("and a second one")
    qtbot.waitUntil(lambda: "and a second one" in _lines(viewer), timeout=10_000)


def test_the_support_file_has_logs_facts_and_no_secret(
    viewer: LogViewer, profile: Profile, qtbot: QtBot, tmp_path: Path
) -> None:
    log.warning("GET /x?session-id=5ec3e7&offset=0 with Bearer abc.def.ghi of %s", Path.home() / "plan.pdf")
    profile.settings_file.write_text('{"proxy_address": "http://me:pa55word@proxy:80"}', encoding="utf-8")
    target = tmp_path / "support.zip"
    with qtbot.waitSignal(viewer.saved, timeout=10_000):
        viewer.save_to(target)
    with zipfile.ZipFile(target) as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert {"system.txt", "transfers.txt", "bimexplorer.log", "settings.json"} <= set(texts)
    everything = "\n".join(texts.values())
    for secret in ("5ec3e7", "abc.def.ghi", "hunter2", "pa55word"):
        assert secret not in everything
    assert "offset=0" in texts["bimexplorer.log"]
    assert "~/plan.pdf" in texts["bimexplorer.log"].replace("\\", "/")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_support_file_that_cannot_be_written_is_told(
    viewer: LogViewer, qtbot: QtBot, tmp_path: Path
) -> None:
    viewer.present()
    viewer.save_to(tmp_path / "no such folder" / "support.zip")
    qtbot.waitUntil(lambda: viewer.findChild(type(viewer._messages)).isVisible())
    assert "could not be written" in viewer._messages.accessibleName() + viewer._messages._sentence.text()


@pytest.fixture
def unexpected(loop: QEventLoop) -> Iterator[UnexpectedErrors]:
    unexpected = UnexpectedErrors(loop)
    yield unexpected
    unexpected.stop()


def test_a_defect_in_a_slot_a_thread_or_the_loop_is_told_once_and_logged(
    unexpected: UnexpectedErrors, loop: QEventLoop, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[ProgramError] = []
    unexpected.happened.connect(told.append)

    def slot() -> None:
        raise ZeroDivisionError("in a slot")

    timer = QTimer()
    timer.timeout.connect(slot)
    timer.start(5)
    qtbot.waitUntil(lambda: len(told) == 1)
    seen = caplog.text.count("in a slot")
    qtbot.waitUntil(lambda: caplog.text.count("in a slot") > seen)
    timer.stop()

    thread = threading.Thread(target=lambda: [][1])
    thread.start()
    thread.join()

    async def broken() -> None:
        raise KeyError("in the loop")

    loop.create_task(broken())
    qtbot.waitUntil(lambda: len(told) >= 2)
    assert ["in a slot" in error.technical for error in told].count(True) == 1
    assert any("IndexError" in error.technical for error in told)
    assert all("goes on" in error.sentence for error in told)


def test_the_last_resorts_are_given_back(loop: QEventLoop) -> None:
    before = sys.excepthook, threading.excepthook
    unexpected = UnexpectedErrors(loop)
    assert sys.excepthook != before[0]
    unexpected.stop()
    assert (sys.excepthook, threading.excepthook) == before
