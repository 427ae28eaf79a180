"""The benchmark of transfers, small: that it runs to its end, and that what it moves arrives. And a drop of
10,000 loose files into the whole window: how long it stalls while they come, are sent, and are dealt with.

    python tests/benchmarks/transfers.py        # for the figures of transfers against `curl`
    .venv/bin/python -m pytest tests/benchmarks/test_transfers.py -m benchmark -s -k window

Prints figures and fails on none of them: a busy machine is no defect.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.paths import Profile
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Changes
from bimexplorer.transfer.status import Decision, Limits, State
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.look.theme import apply_theme
from bimexplorer.ui.models.decisions import DecisionsModel
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.ui.models.transfers import TransfersModel
from bimexplorer.ui.panels.transfers_view import TransfersView
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.garbage import IdleCollector
from tests.benchmarks.test_large_folder import Heartbeat
from tests.standin import StandIn, running
from tests.ui.explorer import Explorer, file_urls
from tests.unit import journal_rows

FILES = int(os.environ.get("BIMEXPLORER_BENCHMARK_FILES", "10000"))
PAST = 10 * FILES
"""Files in the history."""
TAKEN = FILES * 3 // 10
"""Files of the drop whose names are taken."""
TAKE_OFF = 500_000
"""The first of the ids in the history: above those of the drop."""
LONG = 600.0
TURN = 0.0005
"""Seconds after which a thread lets another one have its turn, as the program has it."""
STEPS = 100

pytestmark = pytest.mark.benchmark


@pytest.mark.skipif(shutil.which("curl") is None, reason="nothing to compare with: there is no curl")
def test_transfers() -> None:
    script = Path(__file__).with_name("transfers.py")
    command = [sys.executable, str(script), "--size", "64", "--files", "150", "--rounds", "1"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(told.stdout)
    assert told.returncode == 0
    # For each cloud six series, each against one curl or two; and four times the window.
    assert told.stdout.count(" times curl") == 20
    assert told.stdout.count("longest stall") == 8


class Strain(Heartbeat):
    """Tells of the longest stall also what of it is this program's: what the thread computed, and the time
    in which it did not wait for a core (what it waits for other threads of the program counts into it).
    """

    def __init__(self) -> None:
        super().__init__()
        self._waits: BinaryIO | None = None
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        if path.exists():
            self._waits = path.open("rb", buffering=0)
        self._worked = self._waited = 0.0
        self._own: list[tuple[float, float]] = []
        """Of each turn the seconds that were computed, and those without waiting for a core."""

    def start(self) -> None:
        self._own.clear()
        self._worked, self._waited = time.thread_time(), self._seconds_waited()
        super().start()

    def stop(self) -> str:
        worked = max((work for work, _ in self._own), default=0.0)
        with_a_core = [own for _, own in self._own]
        told = f"computed {worked * 1000:.0f} ms at most"
        if self._waits is not None:
            late = sum(own > 0.05 for own in with_a_core)
            longest = max(with_a_core, default=0) * 1000
            told += f", had a core for {longest:.0f} ms ({late} above 50 ms)"
        return f"{told}; {super().stop()}; load {os.getloadavg()[0]:.1f}"

    def close(self) -> None:
        if self._waits is not None:
            self._waits.close()

    def _beat(self) -> None:
        began = self._last
        super()._beat()
        work, wait = time.thread_time(), self._seconds_waited()
        self._own.append((work - self._worked, self._last - began - (wait - self._waited)))
        self._worked, self._waited = work, wait

    def _seconds_waited(self) -> float:
        if self._waits is None:
            return 0.0
        self._waits.seek(0)
        return int(self._waits.read().split()[1]) / 1e9


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    apply_theme(qapp)
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("standin")) as server:
        yield server


class Scene:
    """A window with its transfers in sight, and an empty folder of a cloud open in it."""

    def __init__(self, qtbot: QtBot, loop: QEventLoop, profile: Path) -> None:
        self.explorer = Explorer(qtbot, Tasks(loop), Profile.under(profile))
        self.heart = Strain()
        self._collector = IdleCollector(self.explorer.window)

    def show(self) -> None:
        self.explorer.show()
        self.explorer.window.docks.transfers.show()

    def open_new_folder(self, cloud: str, server: StandIn) -> None:
        explorer = self.explorer
        if cloud == "bimcloud":
            explorer.add_site(server)
        else:
            explorer.add_bimplus(server)
        self.show()
        above = explorer.cloud().root()
        if cloud == "bimplus":
            above = explorer.cloud().entry_at((server.bimplus["team"], "Library Extension", "Documents"))
        explorer.open(explorer.cloud().create_folder(above, f"drop {time.monotonic_ns()}"))

    @property
    def tally(self) -> Tally:
        return self.explorer.window.transfers.tally

    @property
    def view(self) -> TransfersView:
        return self.explorer.child(TransfersView, "transfersView")

    def run(self, what: str, work: Callable[[], object], until: Callable[[], object] = lambda: True) -> None:
        """Do something and wait for what follows, then tell of the stalls."""
        self.explorer.qtbot.wait(300)
        self.heart.start()
        began = time.perf_counter()
        work()
        self.explorer.qtbot.wait(300)
        self.explorer.wait(until, LONG)
        print(f"{what}, {time.perf_counter() - began:.1f} s: {self.heart.stop()}")

    def drop(self, files: list[Path]) -> Callable[[], None]:
        """A drop of these files: what the desktop does before is not counted."""
        mime, view = file_urls(*files), self.explorer.window.view

        def drop() -> None:
            assert self.explorer.drop(view, mime, view.viewport().rect().center())

        return drop

    def command(self, name: str) -> None:
        action = self.view.findChild(QAction, f"transfers{name}")
        assert action is not None
        assert action.isEnabled()
        action.trigger()

    def scroll(self, view: QAbstractItemView) -> Callable[[], None]:
        """From the top to the end, in steps."""
        bar = view.verticalScrollBar()

        def step(number: int) -> None:
            bar.setValue(bar.maximum() * number // STEPS)
            if number < STEPS:
                QTimer.singleShot(5, bar, lambda: step(number + 1))

        return lambda: step(0)

    def end(self) -> None:
        self._collector.stop()
        self.heart.close()
        self.explorer.end()


def _files(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number:05}.txt" for number in range(FILES)]
    for path in paths:
        path.write_bytes(b"x" * 2000)
    return paths


@pytest.mark.parametrize("cloud", ["bimcloud", "bimplus"])
def test_a_window_while_many_files_are_sent(
    qtbot: QtBot, loop: QEventLoop, server: StandIn, tmp_path: Path, cloud: str
) -> None:
    files = _files(tmp_path / "scans")
    scene = Scene(qtbot, loop, tmp_path / "profile")
    print(f"\n{cloud}: {FILES} files, of {TAKEN} of which the names are taken later")
    try:
        scene.open_new_folder(cloud, server)
        tally = scene.tally
        scene.run("dropped and sent", scene.drop(files[:TAKEN]), lambda: tally.states[State.DONE] == TAKEN)
        scene.run(
            "the whole drop", scene.drop(files), lambda: len(tally.deciding) == TAKEN and tally.moving == 0
        )
        assert tally.states[State.DONE] == FILES
        scene.run("the table of questions", scene.explorer.child(QPushButton, "conflictReview").click)
        sheet = scene.explorer.window.findChild(DecisionsSheet)
        assert sheet is not None
        table = sheet.findChild(QAbstractItemView, "decisionsView")
        assert table is not None
        model = table.model()
        assert isinstance(model, DecisionsModel)
        scene.explorer.wait(lambda: model.rowCount() == TAKEN)
        bar = table.verticalScrollBar()
        scene.run("scrolled through it", scene.scroll(table), lambda: bar.value() == bar.maximum())
        scene.run("one answer for all", lambda: model.answer(Decision.SKIP))
        apply = sheet.findChild(QPushButton, "decisionsApply")
        assert apply is not None
        scene.run("given", apply.click, lambda: not tally.unfinished)
        scene.run("cleared", lambda: scene.command("Clear"), lambda: tally.jobs == 0)
    finally:
        scene.end()


def test_a_window_with_many_transfers(
    qtbot: QtBot, loop: QEventLoop, server: StandIn, tmp_path: Path
) -> None:
    files = _files(tmp_path / "scans")
    scene = Scene(qtbot, loop, tmp_path / "profile")
    print(f"\n{FILES} files that wait for a slow line")
    try:
        scene.open_new_folder("bimcloud", server)
        scene.explorer.queue.set_limits(Limits(upload_rate=20_000))
        scene.run("dropped", scene.drop(files), lambda: scene.tally.jobs == FILES)
        _dealt_with(scene, scene.view)
        left = scene.tally.unfinished
    finally:
        scene.end()
    _write_history(tmp_path / "profile")
    again = Scene(qtbot, loop, tmp_path / "profile")
    try:
        # Without it, what is resumed rests at once.
        again.explorer.sign_in(again.explorer.book.all()[0], server)
        again.explorer.queue.set_limits(Limits(upload_rate=20_000))
        print(f"begun again, with {PAST} files in the history")
        again.run("listed", again.show, lambda: again.tally.unfinished == left)
        again.run("resumed", lambda: again.command("ResumeAll"), lambda: not again.tally.states[State.PAUSED])
        again.run("its history", again.explorer.window.transfers.show_history)
        view = again.view
        again.run(
            "cancelled",
            lambda: (view.selectAll(), again.command("Cancel")),
            lambda: not again.tally.unfinished,
        )
        again.run("cleared", lambda: again.command("Clear"), lambda: again.tally.jobs == 0)
    finally:
        again.end()


def _dealt_with(scene: Scene, view: TransfersView) -> None:
    model, bar = view.model(), view.verticalScrollBar()
    assert isinstance(model, TransfersModel)
    scene.run("its row opened", lambda: model.set_opened(0, opened=True))
    scene.run("scrolled through", scene.scroll(view), lambda: bar.value() == bar.maximum())
    scene.run("all selected", view.selectAll)
    scene.run("nothing selected", view.clearSelection)
    scene.run("paused", lambda: scene.command("PauseAll"), lambda: not scene.tally.moving)
    scene.run("resumed", lambda: scene.command("ResumeAll"), lambda: not scene.tally.states[State.PAUSED])
    scene.run("paused again", lambda: scene.command("PauseAll"), lambda: not scene.tally.moving)


def _write_history(profile: Path) -> None:
    with closing(Journal(Profile.under(profile).journal_file)) as journal:
        for first in range(TAKE_OFF, TAKE_OFF + PAST, FILES):
            numbers = range(first, first + FILES)
            items = [
                journal_rows.item(number, first, State.DONE, name=f"Plans/{number}.pdf") for number in numbers
            ]
            journal.save(Changes(jobs=[journal_rows.job(first, state=State.DONE, listed=False)], items=items))
