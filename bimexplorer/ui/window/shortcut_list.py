"""Every key that the window knows: those of its actions, and those that its views take by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

translate = QCoreApplication.translate

_LABELLED = (
    Qt.Key.Key_Back,
    Qt.Key.Key_Forward,
    Qt.Key.Key_HomePage,
    Qt.Key.Key_Refresh,
    Qt.Key.Key_Find,
    Qt.Key.Key_Undo,
    Qt.Key.Key_Redo,
    Qt.Key.Key_Cut,
    Qt.Key.Key_Copy,
    Qt.Key.Key_Paste,
    Qt.Key.Key_Help,
)
_UNIX = (Qt.Key.Key_F14, Qt.Key.Key_F16, Qt.Key.Key_F18, Qt.Key.Key_F20)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A command and what one presses for it."""

    command: str
    keys: tuple[str, ...]
    """As this system writes them; any of them will do."""


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together."""

    title: str
    shortcuts: tuple[Shortcut, ...]


def shortcut_groups(window: QMainWindow) -> tuple[Group, ...]:
    """First the menus in their order, then the parts of the window, in which the same key may mean another
    thing."""
    told: set[QAction] = set()
    groups = []
    for entry in window.menuBar().actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            groups.append((_plain(entry.text()), list(_of(_inside(menu), told))))
    for part in window.findChildren(QWidget):
        found = list(_of(iter(part.actions()), told)) if part.accessibleName() else []
        if found:
            groups.append((part.accessibleName(), found))
    groups += _views()
    merged: dict[str, list[Shortcut]] = {}
    for title, shortcuts in groups:
        merged.setdefault(title, []).extend(shortcuts)
    return tuple(Group(title, tuple(shortcuts)) for title, shortcuts in merged.items() if shortcuts)


def _inside(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _inside(below)
        else:
            yield action


def _of(actions: Iterator[QAction], told: set[QAction]) -> Iterator[Shortcut]:
    for action in actions:
        if action.shortcuts() and action not in told:
            told.add(action)
            yield Shortcut(
                _plain(action.text()), tuple(map(_native, filter(_worth_telling, action.shortcuts())))
            )


def _worth_telling(keys: QKeySequence) -> bool:
    """Not keys that bear the command's own name (those of old Unix keyboards say F14 and so on), nor what the
    number pad's Enter does as the other one."""
    return not any(
        keys.matches(QKeySequence(key)) is QKeySequence.SequenceMatch.ExactMatch
        for key in (*_LABELLED, *_UNIX)
    ) and not keys.toString().endswith(QKeySequence(Qt.Key.Key_Enter).toString())


def _views() -> list[tuple[str, list[Shortcut]]]:
    """What views and fields do with keys themselves; their tests press each."""

    def keys(command: str, *sequences: str) -> Shortcut:
        return Shortcut(command, tuple(_native(QKeySequence(sequence)) for sequence in sequences))

    return [
        (
            translate("shortcuts", "Contents of a folder"),
            [
                keys(translate("shortcuts", "Open what is selected"), "Return"),
                Shortcut(
                    translate("shortcuts", "Go to the next name that begins so"),
                    (translate("shortcuts", "Letters and digits"),),
                ),
                keys(translate("shortcuts", "Forget the letters that were typed"), "Escape"),
            ],
        ),
        (
            translate("shortcuts", "Sites and folders"),
            [
                keys(translate("shortcuts", "Show what is in the folder"), "Right"),
                keys(translate("shortcuts", "Hide what is in the folder"), "Left"),
            ],
        ),
        (
            translate("shortcuts", "Address"),
            [keys(translate("shortcuts", "Show the folders in a part of the path"), "Down")],
        ),
        (
            translate("shortcuts", "Bookmarks"),
            [
                keys(translate("shortcuts", "Open the bookmark"), "Return"),
                keys(translate("shortcuts", "Rename the bookmark"), "F2"),
                keys(translate("shortcuts", "Remove the bookmark"), "Delete"),
            ],
        ),
        (
            translate("shortcuts", "Search"),
            [
                keys(translate("shortcuts", "Search"), "Return"),
                keys(translate("shortcuts", "Go to the conditions beneath the field"), "Down"),
                keys(translate("shortcuts", "End the search"), "Escape"),
            ],
        ),
        (
            translate("shortcuts", "What was found"),
            [
                keys(translate("shortcuts", "Open what is selected"), "Return"),
                keys(translate("shortcuts", "Return to the folder that was searched"), "Escape"),
            ],
        ),
        (
            translate("shortcuts", "Versions of a file"),
            [
                keys(translate("shortcuts", "Open the version"), "Return"),
                keys(translate("shortcuts", "Delete the version"), "Delete"),
            ],
        ),
        (
            translate("shortcuts", "Comparison of two versions"),
            [
                keys(translate("shortcuts", "Next difference"), "F7", "Alt+Down"),
                keys(translate("shortcuts", "Previous difference"), "Shift+F7", "Alt+Up"),
                keys(translate("shortcuts", "Pictures side by side, overlaid, or swiped"), "1", "2", "3"),
                keys(translate("shortcuts", "Pictures larger, or smaller"), "+", "-"),
                keys(translate("shortcuts", "Fit pictures into the window, or show their pixels"), "0", "9"),
            ],
        ),
        (
            translate("shortcuts", "Comparison of two revisions"),
            [
                keys(translate("shortcuts", "Filter the objects"), "Ctrl+F"),
                keys(translate("shortcuts", "Open or close a group"), "Right", "Left"),
                keys(translate("shortcuts", "History of the object"), "Return"),
                keys(translate("shortcuts", "Documents of the object"), "Ctrl+D"),
                keys(translate("shortcuts", "Copy rows"), "Ctrl+C"),
                keys(translate("shortcuts", "Copy ids"), "Ctrl+Shift+C"),
                keys(translate("shortcuts", "Export what is seen"), "Ctrl+S"),
                keys(translate("shortcuts", "See whether it is still up to date"), "F5"),
            ],
        ),
        (
            translate("shortcuts", "Messages and preview"),
            [keys(translate("shortcuts", "Close the message, then the preview"), "Escape")],
        ),
    ]


def _native(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    """Without the letter's mark and the dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
