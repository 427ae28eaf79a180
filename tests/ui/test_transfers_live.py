"""The transfers' panel over the real queue and the real stand-in."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud, Connection
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.model import Entry
from bimexplorer.sites.vault import Vault
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.dialogs.transfer_history import HistoryDialog
from bimexplorer.ui.models.decisions import Column as Decided
from bimexplorer.ui.models.transfer_history import Column as Past
from bimexplorer.ui.models.transfer_words import Column
from bimexplorer.ui.panels.conflict_bar import ConflictBar
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.standin import StandIn

LONG = 30_000
VERIFIED = "Done, verified"


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
        model = self.child(QTableView, "transfersView").model()
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

    def sheet(self) -> DecisionsSheet:
        """The table of all questions, opened from the bar."""
        review = self.child(QPushButton, "conflictReview")
        self.qtbot.waitUntil(review.isVisible, timeout=LONG)
        review.click()
        shown = [each for each in self.panel.findChildren(DecisionsSheet) if each.isVisible()]
        assert len(shown) == 1
        return shown[0]

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
    scene.wait_for(VERIFIED)
    assert scene.remote_names() == ["plan.pdf"]
    model = scene.child(QTableView, "transfersView").model()
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
        ("conflictReplace", "Done, verified", 2000, ["plan.pdf"]),
        ("conflictKeepBoth", "Done, verified. Stored as “plan (2).pdf”.", 1000, ["plan (2).pdf", "plan.pdf"]),
    ],
)
def test_a_name_that_is_there_is_decided_inline(
    scene: Scene, write: Callable[[str, int], Path], button: str, state: str, size: int, names: list[str]
) -> None:
    scene.queue.upload("site", [write("plan.pdf", 1000)], scene.folder)
    scene.wait_for(VERIFIED)
    scene.queue.upload("site", [write("plan.pdf", 2000)], scene.folder)
    assert scene.wait_for_question() == "“plan.pdf” is already there."
    place = scene.child(QLabel, "conflictPlace").text()
    assert place.startswith("Upload to Office:/Transfers · ")
    assert place.endswith(", other size")
    scene.answer(button)
    scene.wait_for(VERIFIED, state)
    assert scene.remote_names() == names
    assert scene.remote("plan.pdf").size == size
    scene.qtbot.waitUntil(lambda: not scene.child(ConflictBar, "conflictBar").isVisible(), timeout=LONG)


def test_one_answer_for_all_files_of_a_folder(scene: Scene, tmp_path: Path) -> None:
    source = tmp_path / "Plans"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.pdf").write_bytes(b"old")
    scene.queue.upload("site", [source], scene.folder)
    scene.wait_for(VERIFIED)
    for number in range(4):
        (source / f"{number}.pdf").write_bytes(b"newer")
    scene.queue.upload("site", [source], scene.folder)
    for_all = scene.child(QCheckBox, "conflictForAll")
    scene.wait_for_question()
    scene.qtbot.waitUntil(lambda: for_all.text() == "Also for 3 more", timeout=LONG)
    for_all.setChecked(True)
    scene.answer("conflictReplace")
    scene.wait_for(VERIFIED, VERIFIED)
    plans = scene.cloud.entry_at((*scene.folder.path, "Plans"))
    assert [entry.size for entry in scene.cloud.children(plans).entries] == [5, 5, 5, 5]


def test_a_download_that_meets_a_file_asks_to_replace_it(
    scene: Scene, write: Callable[[str, int], Path], tmp_path: Path
) -> None:
    scene.queue.upload("site", [write("plan.pdf", 1000)], scene.folder)
    scene.wait_for(VERIFIED)
    target = tmp_path / "target"
    target.mkdir()
    (target / "plan.pdf").write_bytes(b"mine")
    scene.queue.download("site", [scene.remote("plan.pdf")], target)
    scene.wait_for_question()
    assert scene.child(QLabel, "conflictPlace").text().startswith(f"Download to {target} · ")
    assert scene.child(QPushButton, "conflictReplace").text() == "Replace"
    assert (target / "plan.pdf").read_bytes() == b"mine"
    scene.answer("conflictReplace")
    scene.wait_for(VERIFIED, VERIFIED)
    assert (target / "plan.pdf").read_bytes() == (tmp_path / "plan.pdf").read_bytes()


def test_pausing_and_going_on(scene: Scene, write: Callable[[str, int], Path], qtbot: QtBot) -> None:
    scene.queue.upload("site", [write("model.ifc", 60_000_000)], scene.folder)
    view = scene.child(QTableView, "transfersView")
    qtbot.waitUntil(lambda: len(scene.states()) == 1, timeout=LONG)
    view.setCurrentIndex(view.model().index(0, 0))
    pause, resume = (view.findChild(QAction, f"transfers{name}") for name in ("Pause", "Resume"))
    qtbot.waitUntil(pause.isEnabled, timeout=LONG)
    pause.trigger()
    scene.wait_for("Paused")
    assert scene.remote_names() == []
    qtbot.waitUntil(resume.isEnabled, timeout=LONG)
    resume.trigger()
    scene.wait_for(VERIFIED)
    assert scene.remote("model.ifc").size == 60_000_000


def test_a_missing_file_fails_with_a_sentence(
    scene: Scene, tmp_path: Path, write: Callable[[str, int], Path]
) -> None:
    scene.queue.upload("site", [tmp_path / "gone.pdf"], scene.folder)
    scene.qtbot.waitUntil(
        lambda: len(scene.states()) == 1 and scene.states()[0].startswith("Failed: "), timeout=LONG
    )
    assert scene.remote_names() == []


def column(sheet: DecisionsSheet, which: Decided) -> list[str]:
    model = sheet.findChild(QTableView, "decisionsView").model()
    return [str(model.index(row, which).data()) for row in range(model.rowCount())]


def test_a_whole_drop_is_decided_in_one_table(scene: Scene, write: Callable[[str, int], Path]) -> None:
    names = ("a.pdf", "b.pdf", "c.pdf")
    scene.queue.upload("site", [write(name, 1000) for name in names], scene.folder)
    scene.wait_for(*[VERIFIED] * 3)
    drop = [write("a.pdf", 1000), write("b.pdf", 2000), write("c.pdf", 3000), write("new.pdf", 10)]
    scene.queue.upload("site", drop, scene.folder)
    sheet = scene.sheet()
    same = [("a.pdf", "Skip"), ("b.pdf", "Choose…"), ("c.pdf", "Choose…")]
    scene.qtbot.waitUntil(
        lambda: list(zip(column(sheet, Decided.NAME), column(sheet, Decided.ANSWER), strict=True)) == same,
        timeout=LONG,
    )
    assert column(sheet, Decided.FINDING)[0] == "Identical content"
    # What is clear goes ahead meanwhile.
    scene.qtbot.waitUntil(lambda: "new.pdf" in scene.remote_names(), timeout=LONG)
    model = sheet.findChild(QTableView, "decisionsView").model()
    model.answer(Decision.NEW_VERSION, [1])
    model.answer(Decision.KEEP_BOTH, [2])
    sheet.findChild(QPushButton, "decisionsApply").click()
    scene.wait_for(
        *[VERIFIED] * 3,
        "Skipped. Left out: a file of this name is already there.",
        VERIFIED,
        "Done, verified. Stored as “c (2).pdf”.",
        VERIFIED,
    )
    assert scene.remote_names() == ["a.pdf", "b.pdf", "c (2).pdf", "c.pdf", "new.pdf"]
    assert [scene.remote(name).size for name in ("b.pdf", "c.pdf", "c (2).pdf")] == [2000, 1000, 3000]


def test_a_drop_with_bad_names_is_held_until_somebody_has_looked(scene: Scene, tmp_path: Path) -> None:
    source = tmp_path / "Offers"
    source.mkdir()
    for name in ("good.pdf", "bad;name.pdf", ".DS_Store"):
        (source / name).write_bytes(b"content")
    scene.queue.upload("site", [source], scene.folder, hold=True)
    question = scene.child(QLabel, "conflictQuestion")
    scene.qtbot.waitUntil(lambda: question.text() == "1 file cannot be transferred as it is.", timeout=LONG)
    assert not scene.child(QPushButton, "conflictProceed").isVisible()
    assert scene.remote_names() == []
    sheet = scene.sheet()
    scene.qtbot.waitUntil(
        lambda: sorted(column(sheet, Decided.NAME)) == ["Offers", "Offers/bad;name.pdf"],
        timeout=LONG,
    )
    assert "1 system file (.DS_Store) was left out." in column(sheet, Decided.FINDING)
    apply = sheet.findChild(QPushButton, "decisionsApply")
    assert (apply.text(), apply.isEnabled()) == ("Apply and continue", False)
    sheet.findChild(QPushButton, "decisionsAllRename").click()
    apply.click()
    scene.qtbot.waitUntil(lambda: scene.states()[0].startswith(VERIFIED), timeout=LONG)
    offers = scene.cloud.entry_at((*scene.folder.path, "Offers"))
    names = sorted(entry.name for entry in scene.cloud.children(offers).entries)
    assert len(names) == 2
    assert "good.pdf" in names
    assert not any(";" in name for name in names)


def test_a_held_drop_is_cancelled_and_nothing_was_sent(scene: Scene, tmp_path: Path) -> None:
    source = tmp_path / "Offers"
    source.mkdir()
    for name in ("good.pdf", "bad;name.pdf"):
        (source / name).write_bytes(b"content")
    scene.queue.upload("site", [source], scene.folder, hold=True)
    sheet = scene.sheet()
    sheet.findChild(QPushButton, "decisionsCancel").click()
    scene.wait_for("Cancelled")
    assert scene.remote_names() == []
    scene.qtbot.waitUntil(lambda: not scene.child(ConflictBar, "conflictBar").isVisible(), timeout=LONG)


def test_jobs_keep_the_order_that_somebody_gave_them(
    scene: Scene, write: Callable[[str, int], Path], qtbot: QtBot
) -> None:
    names = ["a.pdf", "b.pdf", "c.pdf"]
    for name in names:
        job_ids = scene.queue.upload("site", [write(name, 60_000_000)], scene.folder)
        scene.queue.pause(job_ids)
    view = scene.child(QTableView, "transfersView")
    scene.wait_for(*["Paused"] * 3)
    view.setCurrentIndex(view.model().index(2, 0))
    top = view.findChild(QAction, "transfersMoveTop")
    qtbot.waitUntil(top.isEnabled, timeout=LONG)
    top.trigger()

    def shown() -> list[str]:
        return [str(view.model().index(row, Column.NAME).data()) for row in range(3)]

    assert shown() == ["c.pdf", "a.pdf", "b.pdf"]
    qtbot.waitUntil(lambda: [job.name for job in scene.queue.jobs()] == shown(), timeout=LONG)


def test_what_is_done_is_found_in_the_history_and_in_a_receipt(
    scene: Scene, write: Callable[[str, int], Path], tmp_path: Path, qtbot: QtBot
) -> None:
    sent = write("plan.pdf", 1000)
    scene.queue.upload("site", [sent, write("roof.pdf", 2000)], scene.folder)
    scene.wait_for(VERIFIED, VERIFIED)
    scene.panel.history_action.trigger()
    (dialog,) = scene.panel.findChildren(HistoryDialog)
    model = dialog.findChild(QTableView, "historyView").model()
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=LONG)
    dialog.findChild(QLineEdit, "historySearch").setText("pla")
    qtbot.waitUntil(lambda: model.rowCount() == 1, timeout=LONG)
    shown = [str(model.index(0, each).data()) for each in (Past.NAME, Past.CHECK, Past.PLACE, Past.LOCAL)]
    assert shown == ["plan.pdf", "verified", "Office:/Transfers/plan.pdf", str(sent)]
    assert model.index(0, Past.USER).data()
    dialog.findChild(QAction, "historyReceipt").trigger()
    chooser = dialog.findChild(QFileDialog, "receiptDialog")
    chooser.fileSelected.emit(str(tmp_path / "receipt.csv"))
    chooser.close()
    qtbot.waitUntil((tmp_path / "receipt.csv").exists, timeout=LONG)
    with (tmp_path / "receipt.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["sha256"] == hashlib.sha256(sent.read_bytes()).hexdigest()
    assert (line["file"], line["check"], line["state"]) == ("plan.pdf", "verified", "done")
    # What ends while it is open comes by itself.
    dialog.findChild(QLineEdit, "historySearch").clear()
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=LONG)
    scene.queue.upload("site", [write("wall.pdf", 10)], scene.folder)
    qtbot.waitUntil(lambda: model.index(0, Past.NAME).data() == "wall.pdf", timeout=LONG)
    dialog.close()
