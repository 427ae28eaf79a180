"""The desktop of macOS."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from bimexplorer.ui.desktop.surroundings import Desktop
from bimexplorer.ui.desktop.tray import TrayNotifier


class MacDesktop(Desktop):
    """A number at the dock's icon. A bar there would need NSDockTile, which Qt does not reach."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._notifier = TrayNotifier(self)

    def badge(self, number: int) -> None:
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.setBadgeNumber(number)

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        self._notifier.notify(title, text, clicked)

    def close(self) -> None:
        self.badge(0)
        self._notifier.close()
