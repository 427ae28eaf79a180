"""The composition root in this process: what settings do to it, and what it says of damaged files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.paths import Profile
from bimexplorer.program import Program
from bimexplorer.settings import Settings
from bimexplorer.transfer.status import State
from tests.standin import StandIn


class Run:
    """One run of the program after the other on the same profile."""

    def __init__(self, loop: QEventLoop, qtbot: QtBot, profile: Profile) -> None:
        self._loop = loop
        self._qtbot = qtbot
        self.profile = profile
        self.program: Program | None = None

    def start(self) -> Program:
        self.end()
        self.program = Program(self._loop, self.profile, None)
        self.program.start("", None)
        self._qtbot.waitUntil(lambda: self.program.queue.working, timeout=15_000)
        return self.program

    def end(self) -> None:
        program, self.program = self.program, None
        if program is not None:
            program.stop()
            program.window.deleteLater()
            program.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            assert not shiboken6.isValid(program)


@pytest.fixture
def run(loop: QEventLoop, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    run = Run(loop, qtbot, Profile.under(tmp_path / "profile"))
    yield run
    run.end()


def test_a_setting_is_kept_as_soon_as_it_is_changed(run: Run, qtbot: QtBot) -> None:
    program = run.start()
    program.window.beside.show_settings()
    for name in ("settingsLimitUpload", "settingsNotify", "settingsKeepAwake"):
        program.window.findChild(QCheckBox, name).click()
    file = run.profile.settings_file

    def kept() -> Settings | None:
        return Settings.load(file) if file.exists() else None

    qtbot.waitUntil(lambda: kept() is not None and not kept().keep_awake, timeout=15_000)
    assert kept().upload_rate == 1_000_000
    assert not kept().notify
    assert run.start().settings.upload_rate == 1_000_000


def test_settings_that_cannot_be_kept_are_told(run: Run, qtbot: QtBot) -> None:
    program = run.start()
    run.profile.settings_file.mkdir()
    program.window.beside.show_settings()
    program.window.findChild(QCheckBox, "settingsNotify").click()
    bar = program.window.messages
    qtbot.waitUntil(bar.isVisible, timeout=15_000)
    assert bar.accessibleName() == "Error: The settings could not be saved."


def test_damaged_settings_are_kept_aside_and_told(run: Run) -> None:
    run.profile.settings_file.write_text('{"values": ')
    bar = run.start().window.messages
    assert bar.isVisible()
    assert "The settings could not be read completely." in bar.accessibleName()
    assert "“settings.damaged.json”" in bar.accessibleName()
    assert run.profile.settings_file.with_name("settings.damaged.json").read_text() == '{"values": '
    assert not run.start().window.messages.isVisible()


def test_a_remembered_limit_holds_from_the_start(
    run: Run, qtbot: QtBot, standin_2023: StandIn, tmp_path: Path
) -> None:
    Settings(upload_rate=1000).save(run.profile.settings_file)
    program = run.start()
    site = program._book.add("Office", "bimcloud", standin_2023.manager, standin_2023.generation)
    program.connections.password_sign_in(site.id, **standin_2023.users[0])
    size = 10_000_000
    (tmp_path / "large.bin").write_bytes(b"x" * size)
    (job,) = program.queue.upload(
        site.id, [tmp_path / "large.bin"], program.connections.cloud(site.id).root()
    )
    qtbot.waitUntil(lambda: program.queue.job(job).done > 0, timeout=15_000)
    assert program.queue.job(job).state is State.RUNNING
    assert program.queue.job(job).done < size / 2
    program.queue.cancel([job])
    qtbot.waitUntil(lambda: not program.queue.active, timeout=15_000)


def test_a_damaged_list_of_transfers_is_told(run: Run) -> None:
    run.profile.journal_file.write_bytes(b"no journal" * 1000)
    bar = run.start().window.messages
    assert "damaged" in bar.accessibleName()
    assert not run.start().window.messages.isVisible()
