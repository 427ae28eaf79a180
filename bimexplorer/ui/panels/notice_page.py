"""A page in place of the contents that says one thing, and offers what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.ui.look.icons import IconLabel
from bimexplorer.ui.look.sentence import Sentence

_ICON = 72
_WIDTH = 460


class NoticePage(QWidget):
    """An icon, a title, a text and one button, or two, in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(_ICON, self)
        self._title = Sentence("", self)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self._title.setFont(font)
        self._text = Sentence("", self, muted=True)
        self.button = QPushButton(self)
        self.button.setDefault(True)
        self.second = QPushButton(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        column = QWidget(self)
        column.setMaximumWidth(_WIDTH)
        words = QVBoxLayout(column)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(10)
        for sentence in (self._title, self._text):
            sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            words.addWidget(sentence)
        # Between stretches, as an aligned item would be given the height its text needs at the full width.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column, 100)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(middle)
        layout.addSpacing(6)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The page keeps the focus itself only while it has nothing to press."""
        super().focusInEvent(event)
        if self.button.isVisible():
            self.button.setFocus()

    def say(self, shown: QIcon, title: str, text: str, button: str, second: str = "") -> None:
        """Set what is shown; an empty `button` or `second` one: there is none."""
        self._icon.set_icon(shown, "")
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.second.setText(second)
        self.second.setVisible(bool(second))
        if button and self.hasFocus():
            self.button.setFocus()
        self.setAccessibleName(f"{title}. {text}")
