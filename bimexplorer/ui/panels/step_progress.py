"""How far something that goes entry by entry is, below the contents, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence

_SOON_MS = 800
"""What is done by then was not worth a word."""


class StepProgress(QFrame):
    """Hidden unless something takes a while."""

    def __init__(self, name: str, glyph: str, stop_tip: str, parent: QWidget | None = None) -> None:
        """`name` is the object name, with which those of its parts begin; `stop_tip`: what stopping means."""
        super().__init__(parent)
        self.setObjectName(name)
        self._stop: Callable[[], None] = lambda: None
        symbol = IconLabel(18, self)
        symbol.set_icon(icon(glyph, Tint.MUTED), "")
        self._sentence = Sentence(parent=self)
        self._sentence.setObjectName(f"{name}Sentence")
        self._bar = QProgressBar(self)
        self._bar.setObjectName(f"{name}Bar")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(200)
        self._button = QPushButton(self.tr("Stop"), self)
        self._button.setObjectName(f"{name}Stop")
        self._button.setToolTip(stop_tip)
        self._button.clicked.connect(lambda: self._stop())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(symbol)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._bar)
        row.addWidget(self._button)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    def begin(self, sentence: str, total: int, stop: Callable[[], None]) -> None:
        """Something with so many steps begins; `stop()` is asked to end it before its next one."""
        self._stop = stop
        self._sentence.setText(sentence)
        self._bar.setAccessibleName(sentence)
        self._button.setAccessibleDescription(sentence)
        self._bar.setRange(0, total)
        self._bar.setValue(0)
        self._soon.start()

    def reach(self, step: int) -> None:
        """So many steps are done."""
        self._bar.setValue(step)

    def end(self) -> None:
        """It is over."""
        self._soon.stop()
        self._stop = lambda: None
        self.hide()
