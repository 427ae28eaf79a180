"""The transfers' panel over the real queue and the real stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QTreeView
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud, Connection
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.model import Entry
from bimexplorer.sites.vault import Vault
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.models.transfers import Column
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.standin import StandIn

LONG = 30_000


class Scene:
    def __init__(self, qtbot: QtBot, tasks: Tasks, cloud: Cloud, profile: Path) -> None:
        self.qtbot = qtbot
        self.cloud = cloud
        self.bridge = TransferBridge()
        self.queue = TransferQueue(
            lambda _site_id: cloud, self.bridge.notify, profile / "transfers.sqlite3", profile / "lock"
        )
        self.queue.start()
        self.panel = TransfersPanel(self.queue, self.bridge, tasks, lambda _site_id: "Office")
        self.panel.resize(1100, 400)
        qtbot.addWidget(self.panel)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.folder = cloud.create_folder(cloud.root(), "Transfers")

    def child(self, kind: type, name: str):
        found = self.panel.findChild(kind, name)
        assert found is not None
        return found

    def states(self) -> list[str]:
        model = self.child(QTreeView, "transfersView").model()
        return [str(model.index(row, Column.STATE).data()) for row in range(model.rowCount())]

    def wait_for(self, *states: str) -> None:
        self.qtbot.waitUntil(lambda: self.states() == list(states), timeout=LONG)

    def wait_for_question(self) -> str:
        self.qtbot.waitUntil(
            lambda: (
                self.child(ConflictBar, "conflictBar").isVisible()
                and self.child(QPushButton, "conflictSkip").isEnabled()
            ),
            timeout=LONG,
        )
        return str(self.child(QLabel, "conflictQuestion").text())

    def answer(self, name: str) -> None:
        self.qtbot.mouseClick(self.child(QPushButton, name), Qt.MouseButton.LeftButton)

    def remote_names(self) -> list[str]:
        return sorted(entry.name for entry in self.cloud.children(self.folder).entries)

    def remote(self, name: str) -> Entry:
        return self.cloud.entry_at((*self.folder.path, name))


@pytest.fixture
def scene(qtbot: QtBot, tasks: Tasks, standin_2023: StandIn, tmp_path: Path) -> Iterator[Scene]:
    service = SERVICES["bimcloud"]
    connection = Connection(standin_2023.manager, "2023.2", "Office")
    store = Vault(tmp_path).store("site")
    user = standin_2023.users[0]
    store.save(service.password_sign_in(connection, user["username"], user["password"]))
    cloud = service.open(connection, store)
    scene = Scene(qtbot, tasks, cloud, tmp_path)
    yield scene
    scene.queue.stop()
    cloud.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, int], Path]:
    def write(name: str, size: int) -> Path:
        path = tmp_path / name
        path.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
        return path

    return write


def test_an_upload_is_shown_until_it_is_verified_and_cleared(
    scene: Scene, write: Callable[[str, int], Path], qtbot: QtBot
) -> None:
    scene.queue.upload("site", [write("plan.pdf", 300_000)], scene.folder)
    scene.wait_for("Done")
    assert scene.remote_names() == ["plan.pdf"]
    model = scene.child(QTreeView, "transfersView").model()
    assert [
        str(model.index(0, column).data()) for column in (Column.NAME, Column.PLACE, Column.PROGRESS)
    ] == [
        "plan.pdf",
        "Office:/Transfers",
        "100 %",
    ]
    qtbot.waitUntil(lambda: scene.panel.summary == "All transfers are finished", timeout=LONG)
    scene.panel.findChild(QAction, "transfersClear").trigger()
    scene.wait_for()
    qtbot.waitUntil(lambda: scene.panel.summary == "", timeout=LONG)


@pytest.mark.parametrize(
    ("button", "state", "size", "names"),
    [
        ("conflictSkip", "Skipped. Left out: a file of this name is already there.", 1000, ["plan.pdf"]),
        ("conflictReplace", "Done", 2000, ["plan.pdf"]),
        ("conflictKeepBoth", "Done. Stored as “plan (2).pdf”.", 1000, ["plan (2).pdf", "plan.pdf"]),
    ],
)
def test_a_name_that_is_there_is_decided_inline(
    scene: Scene, write: Callable[[str, int], Path], button: str, state: str, size: int, names: list[str]
) -> None:
    scene.queue.upload("site", [write("plan.pdf", 1000)], scene.folder)
    scene.wait_for("Done")
    scene.queue.upload("site", [write("plan.pdf", 2000)], scene.folder)
    assert scene.wait_for_question() == "“plan.pdf” is already there."
    assert scene.child(QLabel, "conflictPlace").text() == "Upload to Office:/Transfers"
    scene.answer(button)
    scene.wait_for("Done", state)
    assert scene.remote_names() == names
    assert scene.remote("plan.pdf").size == size
    scene.qtbot.waitUntil(lambda: not scene.child(ConflictBar, "conflictBar").isVisible(), timeout=LONG)


def test_one_answer_for_all_files_of_a_folder(scene: Scene, tmp_path: Path) -> None:
    source = tmp_path / "Plans"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.pdf").write_bytes(b"old")
    scene.queue.upload("site", [source], scene.folder)
    scene.wait_for("Done")
    for number in range(4):
        (source / f"{number}.pdf").write_bytes(b"newer")
    scene.queue.upload("site", [source], scene.folder)
    for_all = scene.child(QCheckBox, "conflictForAll")
    scene.wait_for_question()
    scene.qtbot.waitUntil(lambda: for_all.text() == "Also for 3 more", timeout=LONG)
    for_all.setChecked(True)
    scene.answer("conflictReplace")
    scene.wait_for("Done", "Done")
    plans = scene.cloud.entry_at((*scene.folder.path, "Plans"))
    assert [entry.size for entry in scene.cloud.children(plans).entries] == [5, 5, 5, 5]


def test_a_download_that_meets_a_file_asks_to_replace_it(
    scene: Scene, write: Callable[[str, int], Path], tmp_path: Path
) -> None:
    scene.queue.upload("site", [write("plan.pdf", 1000)], scene.folder)
    scene.wait_for("Done")
    target = tmp_path / "target"
    target.mkdir()
    (target / "plan.pdf").write_bytes(b"mine")
    scene.queue.download("site", [scene.remote("plan.pdf")], target)
    scene.wait_for_question()
    assert scene.child(QLabel, "conflictPlace").text() == f"Download to {target}"
    assert scene.child(QPushButton, "conflictReplace").text() == "Replace"
    assert (target / "plan.pdf").read_bytes() == b"mine"
    scene.answer("conflictReplace")
    scene.wait_for("Done", "Done")
    assert (target / "plan.pdf").read_bytes() == (tmp_path / "plan.pdf").read_bytes()


def test_pausing_and_going_on(scene: Scene, write: Callable[[str, int], Path], qtbot: QtBot) -> None:
    scene.queue.upload("site", [write("model.ifc", 60_000_000)], scene.folder)
    view = scene.child(QTreeView, "transfersView")
    qtbot.waitUntil(lambda: len(scene.states()) == 1, timeout=LONG)
    view.setCurrentIndex(view.model().index(0, 0))
    pause, resume = (view.findChild(QAction, f"transfers{name}") for name in ("Pause", "Resume"))
    qtbot.waitUntil(pause.isEnabled, timeout=LONG)
    pause.trigger()
    scene.wait_for("Paused")
    assert scene.remote_names() == []
    qtbot.waitUntil(resume.isEnabled, timeout=LONG)
    resume.trigger()
    scene.wait_for("Done")
    assert scene.remote("model.ifc").size == 60_000_000


def test_a_missing_file_fails_with_a_sentence(
    scene: Scene, tmp_path: Path, write: Callable[[str, int], Path]
) -> None:
    scene.queue.upload("site", [tmp_path / "gone.pdf"], scene.folder)
    scene.qtbot.waitUntil(
        lambda: len(scene.states()) == 1 and scene.states()[0].startswith("Failed: "), timeout=LONG
    )
    assert scene.remote_names() == []
