"""Return presses a button that has the focus, as in a dialog: elsewhere, Qt leaves that to the space bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton


def press_by_return(event: QKeyEvent) -> bool:
    """Press what has the focus, if that is a button and the key is Return alone.

    For a window, to which a key comes that nothing in it wanted. False: it is another key, or no button.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or modifiers:
        return False
    focused = QApplication.focusWidget()
    if not isinstance(focused, (QPushButton, QToolButton)):
        return False
    if event.isAutoRepeat():
        return True  # once is meant
    if (
        isinstance(focused, QToolButton)
        and focused.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup
    ):
        focused.showMenu()
    else:
        focused.click()
    return True
