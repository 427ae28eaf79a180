"""Opening files in the real window: what is proven opens at once, all else comes through the queue first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.model import Entry
from bimexplorer.paths import Profile
from bimexplorer.program import Program
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.status import State
from bimexplorer.ui.commands import copy_fetcher
from tests.standin import StandIn
from tests.ui.explorer import Explorer

CONTENT = "get-blob-content"


class _Programs(QObject):
    """The system's programs, which read what they are given at once."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []
        self.read: list[bytes] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        path = Path(url.toLocalFile())
        self.shown.append(path)
        self.read.append(path.read_bytes() if path.is_file() else b"")


@pytest.fixture
def programs() -> Iterator[_Programs]:
    programs = _Programs()
    QDesktopServices.setUrlHandler("file", programs, "show")
    yield programs
    QDesktopServices.unsetUrlHandler("file")


def write(server: StandIn, folder: Entry, name: str, text: str) -> None:
    path = "/" + "/".join((*folder.path, name))
    server.action("write-file", path=path, text=text, user=server.users[0]["username"])


@pytest.fixture
def folder(office: Explorer, shared_2023: StandIn) -> Entry:
    """Open in the window; holds `plan.txt`."""
    folder = office.make_folder()
    write(shared_2023, folder, "plan.txt", "first")
    office.open(folder)
    office.wait(lambda: office.names() == ["plan.txt"])
    return folder


def test_a_newer_file_is_fetched_even_if_the_list_does_not_know(
    office: Explorer, folder: Entry, programs: _Programs, shared_2023: StandIn
) -> None:
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])
    write(shared_2023, folder, "plan.txt", "newer")
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first", b"newer"])
    assert programs.shown[0] != programs.shown[1]
    assert programs.shown[0].read_bytes() == b"first"


def test_a_changed_copy_is_told_kept_and_not_opened(
    office: Explorer, folder: Entry, programs: _Programs
) -> None:
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])
    copy = programs.shown[0]
    copy.chmod(0o600)
    copy.write_bytes(b"my own work")
    office.double_click("plan.txt")
    office.wait(lambda: len(programs.shown) == 2)
    assert programs.read[1] == b"first"
    assert programs.shown[1] != copy
    assert copy.read_bytes() == b"my own work"
    assert "plan.txt" in office.message()
    office.child(QPushButton, "messageAction").click()
    assert programs.shown[2] == copy.parent


def test_a_large_file_asks_first(
    office: Explorer, folder: Entry, programs: _Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy_fetcher, "LARGE", 3)
    office.double_click("plan.txt")
    office.wait(lambda: "plan.txt" in office.message())
    assert programs.shown == []
    assert office.queue.jobs() == ()
    office.child(QPushButton, "messageAction").click()
    office.wait(lambda: programs.read == [b"first"])
    # It is here now: nothing is left to ask.
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first", b"first"])


def test_a_second_double_click_meanwhile_changes_nothing(
    office: Explorer, folder: Entry, programs: _Programs, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, stall=1)
    before = shared_2023.calls(CONTENT)
    office.double_click("plan.txt")
    office.wait(lambda: shared_2023.calls(CONTENT) > before)
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])
    QTest.qWait(300)
    assert programs.read == [b"first"]
    assert len(office.queue.jobs()) == 1


def test_what_cannot_be_listed_as_a_transfer_is_told_and_can_be_opened_later(
    office: Explorer, folder: Entry, programs: _Programs
) -> None:
    mine = office.queue._journal._main
    with mine._lock:
        mine._connection.execute("PRAGMA busy_timeout = 50")
    with closing(Journal(office.profile.journal_file)) as other, other._main.writing():
        office.double_click("plan.txt")
        office.wait(lambda: "busy" in office.message())
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])


def test_what_was_cancelled_is_not_opened_and_can_be_opened_again(
    office: Explorer, folder: Entry, programs: _Programs, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, stall=30)
    before = shared_2023.calls(CONTENT)
    office.double_click("plan.txt")
    office.wait(lambda: shared_2023.calls(CONTENT) > before)
    (job,) = office.queue.jobs()
    office.queue.cancel([job.id])
    office.wait(lambda: not office.queue.active)
    shared_2023.clear_faults()
    assert programs.shown == []
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])


def test_what_the_queue_finished_after_a_failure_opens_without_another_download(
    office: Explorer, folder: Entry, programs: _Programs, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, status=404, times=None)
    office.double_click("plan.txt")
    office.wait(lambda: [job.state for job in office.queue.jobs()] == [State.FAILED])
    shared_2023.clear_faults()
    (job,) = office.queue.jobs()
    office.queue.retry([job.id])
    office.wait(lambda: [job.state for job in office.queue.jobs()] == [State.DONE])
    office.double_click("plan.txt")
    office.wait(lambda: programs.read == [b"first"])
    assert len(office.queue.jobs()) == 1


def test_a_file_that_is_gone_is_told(office: Explorer, folder: Entry, programs: _Programs) -> None:
    cloud = office.cloud()
    cloud.delete(cloud.entry_at((*folder.path, "plan.txt")))
    office.double_click("plan.txt")
    office.wait(lambda: office.message())
    assert programs.shown == []
    assert office.queue.jobs() == ()


def test_an_end_of_the_sign_in_is_asked_for_where_the_contents_were(
    office: Explorer, folder: Entry, programs: _Programs, shared_2023: StandIn
) -> None:
    shared_2023.action("expire-access-tokens")
    shared_2023.action("expire-refresh-tokens")
    office.double_click("plan.txt")
    office.wait(office.window.sign_in_panel.isVisible)
    assert programs.shown == []


def test_the_program_cleans_the_cache_when_it_starts(loop: QEventLoop, qtbot: QtBot, tmp_path: Path) -> None:
    profile = Profile.under(tmp_path / "profile")
    left = profile.opened_files / "entry" / "state" / "plan.pdf.12345678.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of last year")
    for path in (left, left.parent):
        os.utime(path, (1, 1))
    program = Program(loop, profile, None)
    try:
        program.start("", None)
        qtbot.waitUntil(lambda: not left.parent.exists(), timeout=15_000)
    finally:
        program.stop()
        program.window.deleteLater()
        program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
