"""A folder of 100,000 entries in both views: time to the first rows, stalls while scrolling to the end, while
other orders are chosen and while the quick filter is typed into, memory per row.

    .venv/bin/python -m pytest tests/benchmarks/test_large_folder.py -m benchmark -s

Prints figures and fails on none of them: a busy machine is no defect.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.model import Entry
from bimexplorer.sites.book import SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.look.theme import apply_theme
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.entry_view import EntryView
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.window.garbage import IdleCollector
from tests.standin import StandIn, running

ROWS = int(os.environ.get("BIMEXPLORER_BENCHMARK_ROWS", "100000"))

pytestmark = pytest.mark.benchmark


class Heartbeat:
    """The longest time between two turns of the event loop, and how much of one the GUI thread was busy."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._last = self._worked = 0.0
        self.gaps: list[float] = []
        self.stretches: list[float] = []

    def start(self) -> None:
        self.gaps.clear()
        self.stretches.clear()
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> str:
        self._timer.stop()
        gaps = sorted(self.gaps)
        late = sum(gap > 0.05 for gap in gaps)
        busy = max(self.stretches) * 1000
        return (
            f"longest stall {gaps[-1] * 1000:.0f} ms, {late} above 50 ms, of {len(gaps)} turns, "
            f"the thread itself at most {busy:.0f} ms"
        )

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps.append(now - self._last)
        self.stretches.append(worked - self._worked)
        self._last, self._worked = now, worked


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("standin"), large_folder=ROWS) as server:
        yield server


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    apply_theme(qapp)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    yield loop
    asyncio._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)


@pytest.mark.parametrize("icons", [False, True], ids=["details", "icons"])
def test_large_folder(qtbot: QtBot, loop: QEventLoop, server: StandIn, tmp_path: Path, icons: bool) -> None:
    book = SiteBook(tmp_path / "sites.json")
    connections = Connections(book, Vault(tmp_path), SERVICES)
    site = book.add("Large", "bimcloud", server.manager, server.generation)
    connections.password_sign_in(site.id, **server.users[0])
    cloud = connections.cloud(site.id)
    folder = cloud.entry_at(("Scan archive",))
    tasks = Tasks(loop)
    model = ContentsModel(tasks)
    both = FolderView(model, lambda _: "", lambda _: None)
    both.icons.set_icon_size(96)
    both.show_icons(icons)
    view = both.shown
    qtbot.addWidget(both)
    both.resize(1000, 700)
    with qtbot.waitExposed(both):
        both.show()
    heart = Heartbeat()
    collector = IdleCollector(both)
    print()
    try:
        for _ in range(3):
            _open(qtbot, model, view, site.id, cloud, folder)
        before = psutil.Process().memory_info().rss
        _scroll_to_the_end(qtbot, model, view, heart)
        grown = psutil.Process().memory_info().rss - before
        print(f"memory: {grown / ROWS:.0f} bytes a row")
        assert model.entries_loaded() == ROWS
        assert model.isConsistent()
        _with_all_rows(qtbot, model, view, heart)
        _in_other_orders(qtbot, model, view, heart)
        _narrowed(qtbot, both, heart)
        assert model.isConsistent()
        _with_changes(qtbot, model, heart, server)
    finally:
        collector.stop()
        model.close()
        tasks.stop()
        connections.close()


def _open(
    qtbot: QtBot, model: ContentsModel, view: EntryView, site_id: str, cloud: object, folder: Entry
) -> None:
    began = time.perf_counter()
    model.open(site_id, cloud, folder)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: model.entries_loaded() > 0)
    view.viewport().repaint()
    print(f"first {model.entries_loaded()} rows painted after {(time.perf_counter() - began) * 1000:.0f} ms")
    qtbot.waitUntil(lambda: model.state() is not State.FETCHING)


def _scroll_to_the_end(qtbot: QtBot, model: ContentsModel, view: EntryView, heart: Heartbeat) -> None:
    scroll = QTimer()
    scroll.setInterval(5)
    scroll.timeout.connect(lambda: view.verticalScrollBar().setValue(view.verticalScrollBar().maximum()))
    began = time.perf_counter()
    heart.start()
    scroll.start()
    qtbot.waitUntil(lambda: model.state() is State.DONE, timeout=600_000)
    scroll.stop()
    print(f"scrolled to the end in {time.perf_counter() - began:.1f} s: {heart.stop()}")


def _with_all_rows(qtbot: QtBot, model: ContentsModel, view: EntryView, heart: Heartbeat) -> None:
    heart.start()
    view.selectAll()
    qtbot.wait(50)
    print(f"select all: {heart.stop()}")
    view.selectionModel().setCurrentIndex(
        model.index(ROWS // 2, Column.NAME),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    heart.start()
    began = time.perf_counter()
    model.refresh(QModelIndex())
    qtbot.waitUntil(lambda: model.state() is State.DONE, timeout=600_000)
    print(f"refreshed in {time.perf_counter() - began:.1f} s: {heart.stop()}")
    assert view.selected_count() == 1


def _in_other_orders(qtbot: QtBot, model: ContentsModel, view: EntryView, heart: Heartbeat) -> None:
    """With one row selected, as it was left."""
    for column in (Column.SIZE, Column.MODIFIED, Column.NAME):
        current = view.currentIndex().data()
        heart.start()
        began = time.perf_counter()
        model.sort(column, Qt.SortOrder.AscendingOrder)
        qtbot.waitUntil(lambda: model.state() is not State.FETCHING, timeout=600_000)
        took = time.perf_counter() - began
        qtbot.wait(50)
        kept = "kept" if view.currentIndex().data() == current else "lost"
        print(
            f"by {column.name.lower()} in {took:.1f} s: {heart.stop()}, current row {kept}, "
            f"{model.entries_loaded()} rows"
        )


def _narrowed(qtbot: QtBot, both: FolderView, heart: Heartbeat) -> None:
    """Typed as a person does, with nothing and with everything selected."""
    field = both.filter.findChild(QLineEdit, "quickFilterField")
    for selected in ("nothing", "everything"):
        both.selectAll() if selected == "everything" else both.selectionModel().clearSelection()
        both.filter_action.trigger()
        stalls = []
        for key in "99":
            heart.start()
            qtbot.keyClicks(field, key)
            qtbot.wait(50)
            stalls.append(heart.stop())
        print(f"filter, {selected} selected: {'; '.join(stalls)}")
        heart.start()
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        qtbot.wait(50)
        print(f"filter closed: {heart.stop()}")


def _with_changes(qtbot: QtBot, model: ContentsModel, heart: Heartbeat, server: StandIn) -> None:
    """Other people write 1,000 files between the rows."""
    changed = min(1000, ROWS)
    step = ROWS // changed
    names = [entry.name for entry in model.entries(0)[::step][:changed]]
    for name in names:
        server.action("write-file", path=f"/Scan archive/{name}", text="changed")
    heart.start()
    began = time.perf_counter()
    model.refresh(QModelIndex())
    qtbot.waitUntil(lambda: model.state() is State.DONE, timeout=600_000)
    print(f"{changed} changed rows read in {time.perf_counter() - began:.1f} s: {heart.stop()}")
    assert sum(entry.size == len("changed") for entry in model.entries(0)) == changed
