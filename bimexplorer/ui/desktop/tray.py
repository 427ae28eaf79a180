"""Notifications through the tray, the way of Windows and macOS."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon

from bimexplorer.ui.look.icons import app_icon

_SHOWN_MS = 30_000


class TrayNotifier(QObject):
    """Shows an icon in the tray while a notification needs one; the program has no other use for it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clicked: Callable[[], object] | None = None
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.messageClicked.connect(self._on_clicked)
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(_SHOWN_MS)
        self._away.timeout.connect(self._icon.hide)

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._clicked = clicked
        self._icon.show()
        self._icon.showMessage(title, text, app_icon(), _SHOWN_MS)
        self._away.start()

    def close(self) -> None:
        self._away.stop()
        self._icon.hide()

    def _on_clicked(self) -> None:
        clicked, self._clicked = self._clicked, None
        self.close()
        if clicked is not None:
            clicked()
