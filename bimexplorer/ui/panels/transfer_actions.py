"""The commands of the transfers: their words, keys and places in tool bar and menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QWidget

from bimexplorer.ui.look.icons import icon

translate = QCoreApplication.translate

_TOOL_BAR = (
    ("pause", "resume", "retry", "cancel"),
    ("review", "open"),
    ("pauseAll", "resumeAll", "retryAll", "clear"),
)
_MENU = (
    ("review", "proceed"),
    ("pause", "resume", "retry", "cancel"),
    ("moveTop", "moveUp", "moveDown", "moveBottom"),
    ("open", "copyDetails", "receipt"),
    ("pauseAll", "resumeAll", "retryAll", "clear"),
)


class TransferActions:
    """The actions by their names; whoever owns the view says what is possible."""

    def __init__(self, view: QWidget, slots: Mapping[str, Callable[[], None]]) -> None:
        self._view = view
        self._slots = slots
        self._made: dict[str, QAction] = {}
        self._add("review", "format-list-checks", translate("transfers", "Decide…"), "Return")
        self._add("proceed", "arrow-right-circle-outline", translate("transfers", "Continue"))
        self._add("pause", "pause", translate("transfers", "Pause"), "Space")
        self._add("resume", "play", translate("transfers", "Resume"), "Space")
        self._add("retry", "refresh", translate("transfers", "Try again"), "Ctrl+Shift+R")
        self._add("cancel", "close-circle-outline", translate("transfers", "Cancel"), "Del")
        self._add("moveTop", "arrow-collapse-up", translate("transfers", "Move to top"), "Ctrl+Shift+Home")
        self._add("moveUp", "arrow-up", translate("transfers", "Move up"), "Ctrl+Shift+Up")
        self._add("moveDown", "arrow-down", translate("transfers", "Move down"), "Ctrl+Shift+Down")
        self._add(
            "moveBottom", "arrow-collapse-down", translate("transfers", "Move to bottom"), "Ctrl+Shift+End"
        )
        self._add("open", "folder-open-outline", translate("transfers", "Open folder"), "Ctrl+Return")
        self._add("copyDetails", "content-copy", translate("transfers", "Copy details"), "Ctrl+C")
        self._add("receipt", "file-export-outline", translate("transfers", "Save receipt…"))
        self._add("pauseAll", "pause-circle-outline", translate("transfers", "Pause all"))
        self._add("resumeAll", "play-circle-outline", translate("transfers", "Resume all"))
        self._add("retryAll", "reload-alert", translate("transfers", "Try all that failed again"))
        self._add(
            "clear", "notification-clear-all", translate("transfers", "Clear finished"), "Ctrl+Shift+Del"
        )

    def allow(self, possible: Mapping[str, bool]) -> None:
        for name, allowed in possible.items():
            self._made[name].setEnabled(allowed)

    def make_tool_bar(self, parent: QWidget, more: QAction) -> QToolBar:
        """`more` stands at its end."""
        bar = QToolBar(parent)
        bar.setObjectName("transfersToolBar")
        bar.setAccessibleName(translate("transfers", "Transfer actions"))
        bar.setIconSize(QSize(18, 18))
        for group in _TOOL_BAR:
            for name in group:
                bar.addAction(self._made[name])
            bar.addSeparator()
        bar.addAction(more)
        bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return bar

    def pop_up(self, point: QPoint, more: QAction) -> None:
        """The menu at a point of the screen; `more` stands at its end."""
        menu = QMenu(self._view)
        menu.setObjectName("transfersMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for group in _MENU:
            for name in group:
                menu.addAction(self._made[name])
            menu.addSeparator()
        menu.addAction(more)
        menu.popup(point)

    def _add(self, name: str, glyph: str, text: str, keys: str = "") -> None:
        action = QAction(icon(glyph), text, self._view)
        action.setObjectName(f"transfers{name[0].upper()}{name[1:]}")
        action.triggered.connect(self._slots[name])
        shortcut = QKeySequence(keys)
        shown = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
        plain = text.removesuffix("…")
        action.setToolTip(f"{plain} ({shown})" if shown else plain)
        action.setShortcut(shortcut)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(action)
        self._made[name] = action
