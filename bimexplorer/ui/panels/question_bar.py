"""What the bars that ask have in common: words, and buttons beside them or, in a narrow window, below."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QWidget


class QuestionBar(QFrame):
    """A frame with words, and `_buttons` beside or below them; whoever inherits fills both."""

    def __init__(self, words_width: int, parent: QWidget | None = None) -> None:
        """`words_width`: pixels; with less beside them the buttons go below the words."""
        super().__init__(parent)
        self._words_width = words_width
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._buttons.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(12, 7, 12, 7)
        self._row.setSpacing(10)

    def _fill(self, words: QLayout) -> None:
        self._row.addLayout(words, 1)
        self._row.addLayout(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the buttons below the words: beside them they only stand where there is room."""
        margins = self._row.contentsMargins()
        width = self._buttons.minimumSize().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def _make_room(self) -> None:
        """The buttons stand below the words where these would be squeezed beside them."""
        narrow = self.width() < self._buttons.sizeHint().width() + self._words_width
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
