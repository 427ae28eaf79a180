"""The one face of the desktop around the window, whichever it is."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from bimexplorer.ui.tasks import Tasks


class Desktop(QObject):
    """What a desktop can show; what it cannot, as this one nothing, is left out. For the GUI thread only."""

    def progress(self, fraction: float | None) -> None:
        """How far the work is, 0 to 1, at the program's place in the taskbar; None: there is no work."""

    def badge(self, number: int) -> None:
        """How many jobs are not finished, where only a number can be shown; 0: none."""

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        """Show a notification of plain text; `clicked` is called if a person clicks on it."""

    def close(self) -> None:
        """Take everything back, and let go of the system."""


def desktop_around(window: QWidget, tasks: Tasks) -> Desktop:
    """The desktop that this program runs in; it lives as long as the window."""
    # Each with imports that other systems lack.
    if sys.platform == "win32":
        from bimexplorer.ui.desktop.windows import WindowsDesktop

        return WindowsDesktop(window)
    if sys.platform == "darwin":
        from bimexplorer.ui.desktop.macos import MacDesktop

        return MacDesktop(window)
    if sys.platform == "linux":
        from bimexplorer.ui.desktop.freedesktop import FreeDesktop

        return FreeDesktop(tasks, window)
    return Desktop(window)
