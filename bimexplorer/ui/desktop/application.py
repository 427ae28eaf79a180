"""The one QApplication of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from bimexplorer.addresses import is_link
from bimexplorer.ui.look.icons import app_icon

DESKTOP_FILE = "bimexplorer"
"""The name of the program's .desktop file, by which desktops find its icon and its place in the taskbar."""


class Application(QApplication):
    """Signals:
    link_asked(str link): macOS opens a link with the program that runs, instead of starting it once more.
    """

    link_asked = Signal(str)

    def __init__(self, argv: Sequence[str]) -> None:
        super().__init__(list(argv))
        self.setApplicationName("BIM Explorer")
        self.setDesktopFileName(DESKTOP_FILE)
        self.setWindowIcon(app_icon())
        self.setQuitOnLastWindowClosed(False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            # What Qt cannot read as an address comes as the name of a file.
            address = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
            for text in (address, event.file()):
                if is_link(text):
                    self.link_asked.emit(text)
                    return True
        return super().event(event)
