"""The question before something is deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.dialogs.confirm_delete import ConfirmDeleteDialog


def entries(folders: int, files: int) -> list[Entry]:
    made = [
        Entry(f"d{n}", f"Folder {n}", Kind.FOLDER, "resourceGroup", (f"Folder {n}",)) for n in range(folders)
    ]
    return made + [
        Entry(f"f{n}", f"plan {n}.pdf", Kind.FILE, "blob", (f"plan {n}.pdf",)) for n in range(files)
    ]


class Asked:
    def __init__(self, qtbot: QtBot, folders: int, files: int) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.dialog = ConfirmDeleteDialog(entries(folders, files), "Office", self.window)
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
    qtbot: QtBot, folders: int, files: int, question: str, consequence: str, verb: str
) -> None:
    asked = Asked(qtbot, folders, files)
    assert asked.text("deleteQuestion") == question
    assert asked.text("deleteConsequence") == consequence
    assert asked.button("deleteButton").text() == verb


def test_many_are_counted(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 0, 12)
    assert asked.text("deleteNames").splitlines() == [
        "plan 0.pdf",
        "plan 1.pdf",
        "plan 2.pdf",
        "plan 3.pdf",
        "plan 4.pdf",
        "… and 7 more",
    ]


def test_a_name_is_never_markup(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 0, 1)
    label = asked.dialog.findChild(QLabel, "deleteQuestion")
    assert label is not None
    assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_return_and_escape_delete_nothing(qtbot: QtBot, key: Qt.Key) -> None:
    asked = Asked(qtbot, 1, 1)
    cancel = asked.button("deleteCancel")
    qtbot.waitUntil(cancel.hasFocus)
    assert cancel.isDefault()
    qtbot.keyClick(cancel, key)
    assert asked.outcome == ["rejected"]


def test_return_on_another_widget_deletes_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 1, 1)
    qtbot.keyClick(asked.dialog, Qt.Key.Key_Return)
    assert asked.outcome == ["rejected"]


def test_only_the_button_that_names_it_deletes(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 1, 1)
    qtbot.mouseClick(asked.button("deleteButton"), Qt.MouseButton.LeftButton)
    assert asked.outcome == ["accepted"]


def test_it_can_be_reached_and_pressed_by_keyboard(qtbot: QtBot) -> None:
    asked = Asked(qtbot, 0, 1)
    delete = asked.button("deleteButton")
    qtbot.waitUntil(asked.button("deleteCancel").hasFocus)
    delete.setFocus()
    qtbot.waitUntil(delete.hasFocus)
    qtbot.keyClick(delete, Qt.Key.Key_Space)
    assert asked.outcome == ["accepted"]
