"""A comparison with 100,000 objects in its window: time to the first rows, stalls while its pages come, while
the filter is typed into, while groups are opened and closed, while everything is selected, and while all of
it comes anew because the model was changed.

    .venv/bin/python -m pytest tests/benchmarks/test_comparison.py -m benchmark -s

Prints figures and fails on none of them: a busy machine is no defect.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.demo.bimplus.model_samples import LARGE
from bimexplorer.demo.bimplus.office import PROJECTS
from bimexplorer.program import _TURN
from bimexplorer.revisions import Pair
from bimexplorer.sites.book import SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.look.theme import apply_theme
from bimexplorer.ui.models.comparison_reading import Compared, Phase
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.garbage import IdleCollector
from tests.benchmarks.test_large_folder import Heartbeat as Turns
from tests.standin import StandIn, running

OBJECTS = int(os.environ.get("BIMEXPLORER_BENCHMARK_ROWS", "100000"))

pytestmark = pytest.mark.benchmark


class Heartbeat(Turns):
    """Tells beside the longest stall how long the window's own thread computed in one turn at most.

    On a machine that others use, too, that is what the program is to blame for.
    """

    def start(self) -> None:
        self._computed = time.thread_time()
        self._longest = 0.0
        super().start()

    def stop(self) -> str:
        return f"{super().stop()}; computed {self._longest * 1000:.0f} ms in a turn at most"

    def _beat(self) -> None:
        now = time.thread_time()
        self._longest = max(self._longest, now - self._computed)
        self._computed = now
        super()._beat()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    folder = tmp_path_factory.mktemp("standin")
    with running(folder, changed_objects=OBJECTS, comparison_time=0.1) as server:
        yield server


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    apply_theme(qapp)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    yield loop
    sys.setswitchinterval(before)
    asyncio._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)


def test_large_comparison(qtbot: QtBot, loop: QEventLoop, server: StandIn, tmp_path: Path) -> None:
    told = server.bimplus
    book = SiteBook(tmp_path / "sites.json")
    connections = Connections(book, Vault(tmp_path), SERVICES)
    site = book.add(
        "Large",
        "bimplus",
        told["api"].removesuffix("/v2"),
        "v2",
        told["users"][0]["username"],
        told["application_id"],
    )
    connections.password_sign_in(site.id, **told["users"][0])
    cloud = connections.cloud(site.id)
    assert cloud.models is not None
    project = PROJECTS[str(told["team"])][0].name
    model = cloud.entry_at((str(told["team"]), project, "Models", LARGE))
    tasks = Tasks(loop)
    dialog = ComparisonDialog(Compared(site.id, cloud.models, model), KeptComparisons(), tasks)
    qtbot.addWidget(dialog)
    collector = IdleCollector(dialog)
    heart = Heartbeat()
    try:
        print()
        _come(qtbot, dialog, heart)
        _typed(qtbot, dialog, heart)
        _grouped(qtbot, dialog, heart)
        _selected(qtbot, dialog, heart)
        _again(qtbot, dialog, heart, server)
    finally:
        collector.stop()
        dialog.close()
        tasks.stop()
        connections.close()


def _come(qtbot: QtBot, dialog: ComparisonDialog, heart: Heartbeat) -> None:
    reading, rows = dialog.reading, dialog.rows.model()
    first: list[float] = []
    reading.brought.connect(lambda begins: first.append(time.perf_counter()) if begins else None)
    before = psutil.Process().memory_info().rss
    dialog.present(Pair.of(1, 2))
    qtbot.waitUntil(lambda: bool(first), timeout=600_000)
    heart.start()
    qtbot.waitUntil(lambda: rows.rowCount() > 0, timeout=60_000)
    dialog.rows.viewport().repaint()
    shown = time.perf_counter()
    print(f"first rows painted {(shown - first[0]) * 1000:.0f} ms after the first page")
    qtbot.waitUntil(lambda: reading.phase is Phase.DONE, timeout=600_000)
    qtbot.waitUntil(lambda: dialog.shown_objects() == len(reading.objects), timeout=60_000)
    grown = psutil.Process().memory_info().rss - before
    print(f"{len(reading.objects)} objects came in {time.perf_counter() - shown:.1f} s: {heart.stop()}")
    print(f"memory: {grown / len(reading.objects):.0f} bytes an object")
    assert len(reading.objects) >= OBJECTS


def _typed(qtbot: QtBot, dialog: ComparisonDialog, heart: Heartbeat) -> None:
    """As a person does, faster than it can be arranged; then looking through what is left, and back."""
    every = len(dialog.reading.objects)
    for text in ("wall", "999"):
        heart.start()
        for key in text:
            qtbot.keyClicks(dialog.filter.field, key)
            qtbot.wait(120)
        began = time.perf_counter()
        qtbot.waitUntil(dialog.settled, timeout=60_000)
        took = time.perf_counter() - began
        print(f"filter “{text}”: {dialog.shown_objects()} seen after {took:.2f} s: {heart.stop()}")
        assert dialog.shown_objects() < every
        heart.start()
        qtbot.keyClick(dialog.filter.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: dialog.shown_objects() == every, timeout=60_000)
        print(f"filter emptied: {heart.stop()}")


def _grouped(qtbot: QtBot, dialog: ComparisonDialog, heart: Heartbeat) -> None:
    rows = dialog.rows
    heart.start()
    rows.setCurrentIndex(rows.model().index(0, 0))
    for _ in range(2):
        rows.toggle(0)
        qtbot.wait(20)
    print(f"a group closed and opened: {heart.stop()}")
    heart.start()
    bar = rows.verticalScrollBar()
    for part in range(1, 11):
        bar.setValue(bar.maximum() * part // 10)
        qtbot.wait(10)
    print(f"scrolled to the end: {heart.stop()}")
    heart.start()
    rows.selectAll()
    qtbot.wait(50)
    print(f"select all: {heart.stop()}")


def _selected(qtbot: QtBot, dialog: ComparisonDialog, heart: Heartbeat) -> None:
    """Everything is selected, less one; then the filter is typed into and emptied."""
    every, rows = len(dialog.reading.objects), dialog.rows
    for name in ("everything", "all but one"):
        rows.selectAll()
        if name != "everything":
            index = rows.model().index(rows.model().rowCount() // 2, 0)
            flag = QItemSelectionModel.SelectionFlag
            rows.selectionModel().select(index, flag.Deselect | flag.Rows)
        heart.start()
        qtbot.keyClicks(dialog.filter.field, "wall")
        qtbot.waitUntil(lambda: dialog.settled() and dialog.shown_objects() < every, timeout=60_000)
        qtbot.wait(50)
        print(f"{name} is selected, and narrowed to {rows.selected_count()}: {heart.stop()}")
        heart.start()
        qtbot.keyClick(dialog.filter.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: dialog.settled() and dialog.shown_objects() == every, timeout=60_000)
        qtbot.wait(50)
        print(f"and widened to {rows.selected_count()}: {heart.stop()}")
        assert rows.selected_count() >= every - 1
    rows.clearSelection()


def _again(qtbot: QtBot, dialog: ComparisonDialog, heart: Heartbeat, server: StandIn) -> None:
    """A hundredth of the objects is changed by somebody; all of them come anew in place of the old ones."""
    reading = dialog.reading
    node = dialog._compared.model.id.rsplit(":", 1)[1]
    server.bimplus_action("change-model", model=node, objects=OBJECTS // 100)
    reading.look_again()
    qtbot.waitUntil(lambda: reading.stale, timeout=60_000)
    assert reading.pair is not None
    before = reading.objects
    heart.start()
    reading.read(reading.pair, anew=True)
    qtbot.waitUntil(lambda: reading.phase is Phase.DONE and dialog.settled(), timeout=600_000)
    print(f"{len(reading.objects)} objects came anew: {heart.stop()}")
    assert reading.objects is not before
