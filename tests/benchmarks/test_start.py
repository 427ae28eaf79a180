"""From the start of the process to the first painted window, and opening a folder, as ratios.

    .venv/bin/python -m pytest tests/benchmarks/test_start.py -m benchmark -s

Prints figures and fails on none of them: a busy machine is no defect.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Connection
from bimexplorer.clouds.registry import SERVICES
from tests.benchmarks.test_large_folder import loop  # noqa: F401  (fixture)
from tests.standin import StandIn, running
from tests.ui.conftest import tasks  # noqa: F401  (fixture)
from tests.ui.explorer import Explorer, explorer  # noqa: F401  (fixture)

pytestmark = pytest.mark.benchmark

_TURNS = 7

_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        sys.stdout.write("painted"); sys.stdout.flush()
        app.exit()
window = Window()
window.show()
app.exec()
"""

_OURS = """
import pathlib, sys
from bimexplorer import program
from bimexplorer.ui.window.main_window import MainWindow
class Window(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        sys.stdout.write("painted"); sys.stdout.flush()
        self.close()
program.MainWindow = Window
program.run(profile_folder=pathlib.Path(sys.argv[1]), demo=False, screenshot=None, link="")
"""


def test_start(tmp_path: Path) -> None:
    """The first run of each pays for compiling and for cold files, and does not count."""
    times: dict[str, list[float]] = {"empty": [], "ours": []}
    for _ in range(_TURNS + 1):
        times["empty"].append(_until_painted([sys.executable, "-c", _EMPTY]))
        times["ours"].append(_until_painted([sys.executable, "-c", _OURS, str(tmp_path / "profile")]))
    empty, ours = (statistics.median(times[name][1:]) for name in ("empty", "ours"))
    print(
        f"\nstart to the first painted window: {ours * 1000:.0f} ms, an empty PySide6 window "
        f"{empty * 1000:.0f} ms, ratio {ours / empty:.2f}"
    )
    assert min(times["ours"]) > 0


def _until_painted(command: list[str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        painted = process.stdout.read(len("painted"))
        took = time.perf_counter() - began
        process.stdout.read()
    assert painted == b"painted"
    return took


def test_opening_a_folder(
    qtbot: QtBot,
    explorer: Explorer,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A click until its rows are painted, against the same question asked without the program."""
    with running(tmp_path_factory.mktemp("standin")) as server:
        explorer.add_site(server)
        explorer.show()
        explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
        folder = explorer.cloud().entry_at(("Riverside School", "Plans", "Floor plans"))
        above = explorer.cloud().entry_at(("Riverside School", "Plans"))
        explorer.open(folder)
        ask = _question(server, folder.id)
        bare: list[float] = []
        shown: list[float] = []
        for _ in range(_TURNS + 1):
            bare.append(_timed(ask))
            explorer.open(above)
            shown.append(_timed(lambda: _open_and_paint(explorer, folder.name)))
    asked, painted = statistics.median(bare[1:]), statistics.median(shown[1:])
    print(
        f"\nopening a folder of {len(explorer.names())}: painted after {painted * 1000:.1f} ms, "
        f"the bare call {asked * 1000:.1f} ms, ratio {painted / asked:.2f}"
    )
    assert explorer.names()


def _open_and_paint(hands: Explorer, name: str) -> None:
    view, contents = hands.window.view, hands.window.contents
    view.activated.emit(hands.index(name))
    while contents.folder is None or not (contents.folder.name == name and hands.loaded()):
        hands.qtbot.wait(1)
    view.viewport().repaint()


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _question(server: StandIn, folder_id: str) -> Callable[[], object]:
    """The program's own last question about the folder, on a connection that is open already."""
    asked = [record for record in server.records() if record["path"].endswith("get-resources-by-criterion")]
    last = next(record for record in reversed(asked) if folder_id in json.dumps(record["request"]))
    account = server.users[0]
    connection = Connection(server.manager, server.generation, "Bare")
    credentials = SERVICES["bimcloud"].password_sign_in(connection, account["username"], account["password"])
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {credentials.access_token}"

    def ask() -> None:
        answer = session.post(
            f"{server.manager}{last['path']}", params=last["query"], json=last["request"], timeout=30
        )
        assert len(answer.json()) > 1

    return ask
