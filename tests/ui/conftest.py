"""What every test of a widget needs: asyncio on Qt's loop, workers, and nothing left behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.ui.look.theme import apply_theme
from bimexplorer.ui.look.translation import choose_language
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import Language, speak
from tests.ui.explorer import explorer, office  # noqa: F401  (fixtures)
from tests.ui.models_window import modelled  # noqa: F401  (a fixture)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The one application of the run, looking as the program does."""
    apply_theme(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    """What is said in these tests is English, with the numbers of the system."""
    choose_language("en")
    yield
    speak(Language())


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """asyncio on Qt's event loop, running as long as the test lets Qt's events be handled."""
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(None)
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def tasks(loop: QEventLoop) -> Iterator[Tasks]:
    """The bridge to worker threads, stopped at the end."""
    tasks = Tasks(loop)
    yield tasks
    tasks.stop()


@pytest.fixture(autouse=True)
def _nothing_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nested event loop would hang the test and, in the program, asyncio: it fails instead."""

    def refused(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("A modal exec() or one of its static forms was called; use open().")

    monkeypatch.setattr(QDialog, "exec", refused)
    monkeypatch.setattr(QMenu, "exec", refused)
    for name in ("about", "critical", "information", "question", "warning"):
        monkeypatch.setattr(QMessageBox, name, refused)
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, refused)
    for name in ("getText", "getItem", "getInt", "getDouble", "getMultiLineText"):
        monkeypatch.setattr(QInputDialog, name, refused)


@pytest.fixture(autouse=True)
def _no_thread_stays(qtbot: QtBot) -> Iterator[None]:
    """Threads that a test started have ended when it is over."""
    before = set(threading.enumerate())
    yield

    def ended() -> None:
        left = [thread.name for thread in threading.enumerate() if thread not in before]
        assert not left, f"threads still run: {left}"

    qtbot.waitUntil(ended, timeout=5000)
