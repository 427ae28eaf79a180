"""The window's own small dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from bimexplorer import __version__
from bimexplorer.ui.dialogs.question import Question, ask
from bimexplorer.ui.look.icons import app_icon

translate = QCoreApplication.translate


def show_about(window: QWidget) -> None:
    """Name and version."""
    box = QMessageBox(window)
    box.setObjectName("aboutDialog")
    box.setWindowTitle(translate("Dialogs", "About BIM Explorer"))
    box.setIconPixmap(app_icon().pixmap(64, 64))
    box.setText(f"BIM Explorer {__version__}")
    box.setInformativeText(translate("Dialogs", "A desktop file manager for BIMcloud and Bimplus."))
    box.finished.connect(box.deleteLater)
    box.open()


def ask_before_closing(window: QWidget, close: Callable[[], None]) -> None:
    """Transfers are not finished: `close` is called if the person wants to quit all the same."""
    question = Question(
        "close",
        translate("Dialogs", "Quit"),
        translate("Dialogs", "Quit BIM Explorer while transfers are not finished?"),
        translate(
            "Dialogs",
            "They go on when BIM Explorer is started the next time. What has arrived is not sent again.",
        ),
        translate("Dialogs", "Quit; continue next time"),
        "closeAnyway",
        destroys=False,
    )
    ask(window, question, close)
