"""The question before something is deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.ui.dialogs.confirm_delete import ConfirmDeleteDialog
from bimexplorer.ui.tasks import Tasks
from tests.ui.memory_cloud import MemoryCloud


class Asked:
    """The question about folders, each with a folder and `inside` files in that, and about files."""

    def __init__(
        self, qtbot: QtBot, tasks: Tasks, folders: int, files: int, *, inside: int = 0, held: bool = False
    ) -> None:
        self.cloud = MemoryCloud()
        root = self.cloud.root()
        entries = []
        for n in range(folders):
            entries.append(self.cloud.add(root, f"Folder {n}", folder=True))
            inner = self.cloud.add(entries[-1], "inner", folder=True) if inside else root
            for number in range(inside):
                self.cloud.add(inner, f"{number}.pdf", size=1_000_000)
        entries += [self.cloud.add(root, f"plan {n}.pdf", size=2500) for n in range(files)]
        if held:
            self.cloud.hold()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.dialog = ConfirmDeleteDialog(entries, "Office", self.cloud, tasks, self.window)
        self.outcome: list[str] = []
        self.dialog.accepted.connect(lambda: self.outcome.append("accepted"))
        self.dialog.rejected.connect(lambda: self.outcome.append("rejected"))
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
        self.dialog.activateWindow()

    def text(self, name: str) -> str:
        label = self.dialog.findChild(QLabel, name)
        assert label is not None
        return label.text() if label.isVisible() else ""

    @property
    def tick(self) -> QCheckBox:
        found = self.dialog.findChild(QCheckBox, "deleteEverything")
        assert found is not None
        return found

    def button(self, name: str) -> QPushButton:
        found = self.dialog.findChild(QPushButton, name)
        assert found is not None
        return found


@pytest.mark.parametrize(
    ("folders", "files", "question", "consequence", "verb"),
    [
        (0, 1, "Delete “plan 0.pdf” from Office?", "This cannot be undone.", "Delete file"),
        (
            1,
            0,
            "Delete “Folder 0” from Office?",
            "Everything in the folder is deleted too. This cannot be undone.",
            "Delete folder",
        ),
        (0, 3, "Delete 3 files from Office?", "This cannot be undone.", "Delete 3 files"),
        (
            2,
            1,
            "Delete 2 folders and 1 file from Office?",
            "Everything in the folders is deleted too. This cannot be undone.",
            "Delete 2 folders and 1 file",
        ),
    ],
)
def test_it_says_what_goes(
    qtbot: QtBot, tasks: Tasks, folders: int, files: int, question: str, consequence: str, verb: str
) -> None:
    asked = Asked(qtbot, tasks, folders, files)
    assert asked.text("deleteQuestion") == question
    assert asked.text("deleteConsequence") == consequence
    assert asked.button("deleteButton").text() == verb


def test_many_are_counted(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 0, 12)
    assert asked.text("deleteNames").splitlines() == [
        "plan 0.pdf",
        "plan 1.pdf",
        "plan 2.pdf",
        "plan 3.pdf",
        "plan 4.pdf",
        "… and 7 more",
    ]


def test_a_name_is_never_markup(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 0, 1)
    label = asked.dialog.findChild(QLabel, "deleteQuestion")
    assert label is not None
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_return_and_escape_delete_nothing(qtbot: QtBot, tasks: Tasks, key: Qt.Key) -> None:
    asked = Asked(qtbot, tasks, 1, 1)
    cancel = asked.button("deleteCancel")
    qtbot.waitUntil(cancel.hasFocus)
    assert cancel.isDefault()
    qtbot.keyClick(cancel, key)
    assert asked.outcome == ["rejected"]


def test_return_on_another_widget_deletes_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 1, 1)
    qtbot.keyClick(asked.dialog, Qt.Key.Key_Return)
    assert asked.outcome == ["rejected"]


def test_only_the_button_that_names_it_deletes(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 0, 2)
    assert not asked.tick.isVisible()
    qtbot.mouseClick(asked.button("deleteButton"), Qt.MouseButton.LeftButton)
    assert asked.outcome == ["accepted"]


def test_a_folder_needs_a_second_step(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 1, 1)
    delete = asked.button("deleteButton")
    assert not delete.isEnabled()
    assert delete.toolTip() == "First tick “Delete everything in the folder”."
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert asked.outcome == []
    asked.tick.setFocus()
    qtbot.keyClick(asked.tick, Qt.Key.Key_Space)
    assert delete.isEnabled()
    assert delete.toolTip() == ""
    qtbot.keyClick(asked.tick, Qt.Key.Key_Space)
    assert not delete.isEnabled()
    qtbot.keyClick(asked.tick, Qt.Key.Key_Space)
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert asked.outcome == ["accepted"]


def test_it_says_how_much_goes(qtbot: QtBot, tasks: Tasks) -> None:
    assert Asked(qtbot, tasks, 0, 1).text("deleteAmount") == "2.5 kB"
    assert Asked(qtbot, tasks, 0, 3).text("deleteAmount") == "In all 3 files, 7.5 kB."
    empty = Asked(qtbot, tasks, 1, 0)
    qtbot.waitUntil(lambda: empty.text("deleteAmount") == "The folder is empty.")
    asked = Asked(qtbot, tasks, 2, 1, inside=3, held=True)
    assert asked.text("deleteAmount") == "At least 1 file and 2 folders, 2.5 kB; still counting…"
    asked.cloud.release()
    qtbot.waitUntil(lambda: asked.text("deleteAmount") == "In all 7 files and 4 folders, 6.0 MB.")
    assert asked.dialog.accessibleDescription().startswith("In all 7 files")


def test_what_cannot_be_counted_is_said_and_can_be_deleted_all_the_same(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 1, 1, inside=3, held=True)
    asked.cloud.failures.append(Offline("No answer came."))
    asked.cloud.release()
    qtbot.waitUntil(lambda: "No answer came." in asked.text("deleteAmount"))
    assert asked.text("deleteAmount").startswith("At least 1 file and ")
    asked.tick.setChecked(True)
    assert asked.button("deleteButton").isEnabled()


def test_closing_it_ends_the_counting(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 1, 0, inside=3, held=True)
    qtbot.waitUntil(lambda: bool(asked.cloud.calls))
    asked.dialog.reject()
    qtbot.waitUntil(lambda: not tasks._running)
    assert len(asked.cloud.calls) == 1


def test_it_can_be_reached_and_pressed_by_keyboard(qtbot: QtBot, tasks: Tasks) -> None:
    asked = Asked(qtbot, tasks, 0, 1)
    delete = asked.button("deleteButton")
    qtbot.waitUntil(asked.button("deleteCancel").hasFocus)
    delete.setFocus()
    qtbot.waitUntil(delete.hasFocus)
    qtbot.keyClick(delete, Qt.Key.Key_Space)
    assert asked.outcome == ["accepted"]
