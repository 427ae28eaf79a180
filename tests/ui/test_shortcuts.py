"""Keys: no two commands share one, each system's habits are kept, and F1 lists what really works."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.settings import Settings
from bimexplorer.ui.dialogs.shortcuts import ShortcutsDialog
from bimexplorer.ui.window.actions import Actions
from bimexplorer.ui.window.shortcut_list import shortcut_groups
from tests.ui.explorer import Explorer

PROJECT = "Riverside School"
CTRL = Qt.KeyboardModifier.ControlModifier
WINDOW = (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)
EITHER = {"transfersPause", "transfersResume"}
"""Space does what the selected transfer can do."""


def shared(actions: list[QAction]) -> dict[str, list[str]]:
    """Keys of several actions, with their names."""
    found: dict[str, set[str]] = {}
    for action in actions:
        for keys in action.shortcuts():
            found.setdefault(keys.toString(), set()).add(action.objectName() or action.text())
    return {keys: sorted(names) for keys, names in found.items() if len(names) > 1 and names != EITHER}


def listed(dialog: ShortcutsDialog) -> list[list[str]]:
    """Command and keys of the rows that are shown."""
    return [line.split("\t") for line in dialog.text().splitlines() if "\t" in line]


def opened(explorer: Explorer) -> ShortcutsDialog:
    QTest.keyClick(explorer.window, Qt.Key.Key_F1)
    dialog = explorer.child(ShortcutsDialog, "shortcutsDialog")
    explorer.wait(dialog.isActiveWindow)
    return dialog


def test_no_two_commands_share_a_key(explorer: Explorer) -> None:
    actions = explorer.window.findChildren(QAction)
    assert shared([action for action in actions if action.shortcutContext() in WINDOW]) == {}
    for part in explorer.window.findChildren(QWidget):
        own = [action for action in part.actions() if action.shortcutContext() not in WINDOW]
        assert shared(own) == {}, part.objectName()


def test_no_key_takes_the_letter_of_a_menu(explorer: Explorer) -> None:
    letters = [QKeySequence.mnemonic(entry.text()) for entry in explorer.window.menuBar().actions()]
    assert all(not letter.isEmpty() for letter in letters)
    taken = {keys.toString() for a in explorer.window.findChildren(QAction) for keys in a.shortcuts()}
    assert taken.isdisjoint(letter.toString() for letter in letters)
    twice = []
    for menu in (entry.menu() for entry in explorer.window.menuBar().actions()):
        assert isinstance(menu, QMenu)
        marked = [QKeySequence.mnemonic(action.text()).toString() for action in menu.actions()]
        twice += [(menu.title(), key) for key, times in Counter(filter(None, marked)).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("platform", "habits"),
    [
        (
            "darwin",
            {
                "delete": "Ctrl+Backspace",
                "open": "Ctrl+Down",
                "up": "Ctrl+Up",
                "home": "Ctrl+Shift+H",
                "address": "Ctrl+L",
                "settings": "Ctrl+,",
            },
        ),
        (
            "win32",
            {
                "delete": "Del",
                "up": "Alt+Up",
                "home": "Alt+Home",
                "rename": "F2",
                "back": "Alt+Left",
                "forward": "Alt+Right",
                "refresh": "F5",
                "shortcuts": "F1",
                "quit": "Ctrl+Q",
            },
        ),
    ],
)
def test_keys_are_those_of_the_system(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, platform: str, habits: dict[str, str]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", platform)
        actions = {action.objectName(): action for action in Actions(window).every}
    assert {name: actions[name].shortcut().toString() for name in habits} == habits
    assert shared(list(actions.values())) == {}


def test_f1_lists_every_key_of_the_window(explorer: Explorer) -> None:
    explorer.show()
    dialog = opened(explorer)
    assert not dialog.isModal()
    rows = listed(dialog)
    for action in explorer.window.findChildren(QAction):
        plain = action.text().replace("&", "").removesuffix("…")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert not keys or any(row[0] == plain and keys in row[1].split(", ") for row in rows), plain
    assert not [row for row in rows if "F14" in row[1] or "F16" in row[1]], "keys of old Unix keyboards"
    titles = [group.title for group in shortcut_groups(explorer.window)]
    assert titles[:4] == ["File", "Edit", "View", "Go"]
    assert "Transfers" in titles
    explorer.window.activateWindow()
    assert opened(explorer) is dialog


def test_the_list_is_searched_copied_and_printed(explorer: Explorer) -> None:
    explorer.show()
    dialog = opened(explorer)
    field = dialog.findChild(QLineEdit, "shortcutsSearch")
    assert field.hasFocus()
    every = len(listed(dialog))
    QTest.keyClicks(field, "NEW fold")
    assert listed(dialog) == [["New folder", "Ctrl+Shift+N"]]
    dialog.findChild(QPushButton, "shortcutsCopy").click()
    assert QGuiApplication.clipboard().text() == "File\nNew folder\tCtrl+Shift+N\n"
    assert dialog.document().toPlainText().split("\n")[:3] == ["Keyboard shortcuts", "File", "New folder"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert dialog.findChild(QTreeWidget, "shortcutsList").hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "no such <thing>")
    assert listed(dialog) == []
    assert dialog.findChild(QWidget, "shortcutsNothing").isVisible()
    field.clear()
    assert len(listed(dialog)) == every
    dialog.findChild(QPushButton, "shortcutsPrint").click()
    ask = dialog.findChild(QPrintDialog)
    explorer.wait(ask.isVisible)
    ask.reject()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_views_take_the_keys_that_are_listed(office: Explorer) -> None:
    window = office.window
    view, tree, field = window.view, window.tree, window.search_field
    bookmarks = window.findChild(QListWidget, "bookmarksList")
    press = QTest.keyClick

    view.setFocus()
    QTest.keyClicks(view, "riv")
    office.wait(lambda: view.currentIndex().data() == PROJECT)
    typed = view.findChild(QLabel, "typeAhead")
    assert typed.isVisible()
    press(view, Qt.Key.Key_Escape)
    assert not typed.isVisible()
    press(view, Qt.Key.Key_Return)
    office.wait_open(PROJECT)

    office.wait(lambda: tree.currentIndex().data() == PROJECT)
    tree.setFocus()
    press(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(tree.currentIndex())
    press(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.currentIndex())

    press(window, Qt.Key.Key_D, CTRL)
    office.wait(bookmarks.isVisible)
    window.navigator.go(office.place())
    office.wait(lambda: window.navigator.place == office.place())
    bookmarks.setFocus()
    bookmarks.setCurrentRow(0)
    press(bookmarks, Qt.Key.Key_Return)
    office.wait_open(PROJECT)
    bookmarks.setFocus()
    press(bookmarks, Qt.Key.Key_F2)
    editor = bookmarks.findChild(QLineEdit)
    editor.setText("My school")
    press(editor, Qt.Key.Key_Return)
    office.wait(lambda: bookmarks.item(0).text() == "My school")
    bookmarks.setCurrentRow(0)
    press(bookmarks, Qt.Key.Key_Delete)
    office.wait(lambda: not bookmarks.isVisible())
    assert window.messages.isVisible()
    window.pages.take_focus()
    press(window, Qt.Key.Key_Escape)
    assert not window.messages.isVisible()

    press(window, Qt.Key.Key_F, CTRL)
    press(field, Qt.Key.Key_Down)
    assert field.beneath.isAncestorOf(QApplication.focusWidget())
    press(QApplication.focusWidget(), Qt.Key.Key_Escape)
    for ended_in in (field, window.results.table):
        press(window, Qt.Key.Key_F, CTRL)
        QTest.keyClicks(field, "*.pdf")
        press(field, Qt.Key.Key_Return)
        office.wait(lambda: window.pages.shows_hits and window.hits.entries_loaded())
        ended_in.setFocus()
        press(ended_in, Qt.Key.Key_Escape)
        office.wait(lambda: not window.pages.shows_hits)
    press(view, Qt.Key.Key_Space)
    office.wait(window.preview.isVisible)
    press(window, Qt.Key.Key_Escape)
    assert not window.preview.isVisible()


def test_a_dialog_opens_as_it_was_closed_also_in_the_next_run(explorer: Explorer) -> None:
    explorer.show()
    dialog = opened(explorer)
    dialog.resize(dialog.width() + 123, dialog.height() + 77)
    size = dialog.size()
    dialog.close()
    explorer.settings.save(explorer.profile.settings_file)
    explorer.settings = Settings.load(explorer.profile.settings_file)
    again = explorer._make_window()
    explorer.qtbot.addWidget(again)
    again.beside.show_shortcuts()
    shown = again.findChild(ShortcutsDialog)
    explorer.wait(shown.isVisible)
    assert shown.size() == size
    shown.close()
    explorer.settings.dialogs["shortcutsDialog"] = "no geometry"
    third = explorer._make_window()
    explorer.qtbot.addWidget(third)
    third.beside.show_shortcuts()
    assert third.findChild(ShortcutsDialog).isVisible()
    third.findChild(ShortcutsDialog).close()
