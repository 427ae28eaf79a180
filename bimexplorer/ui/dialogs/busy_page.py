"""What a dialog shows in place of its messages while it waits for a server."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from bimexplorer.ui.look.sentence import Sentence


class BusyPage(QWidget):
    """A bar that runs, and a sentence that says for what."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """`name`: the beginning of the object names of the bar (`…Progress`) and the sentence (`…Doing`)."""
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setObjectName(f"{name}Progress")
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._doing = Sentence(parent=self, muted=True)
        self._doing.setObjectName(f"{name}Doing")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self._bar)
        column.addWidget(self._doing)
        column.addStretch(1)

    def show_doing(self, doing: str) -> None:
        self._doing.setText(doing)
        self._bar.setAccessibleName(doing)
