"""Return presses a button that has the focus, as in a dialog: elsewhere, Qt leaves that to the space bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget

_AT_ONCE = QToolButton.ToolButtonPopupMode.InstantPopup


class ReturnKey(QObject):
    """Of all windows that are no dialogs.

    It looks at what a button gets, and not at what nothing else has wanted: Return in a field can give the
    focus to a button, and would press it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, (QPushButton, QToolButton)) and not isinstance(now.window(), QDialog):
            now.installEventFilter(self)  # for good: once more is as good as once

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or modifiers:
            return False
        if event.isAutoRepeat():
            return True  # once is meant
        if isinstance(watched, QToolButton) and watched.popupMode() is _AT_ONCE:
            watched.showMenu()
        elif isinstance(watched, (QPushButton, QToolButton)):
            watched.click()
        return True
