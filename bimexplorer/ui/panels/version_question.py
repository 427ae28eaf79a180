"""Asks, above the contents, whether a file that was let go on another one becomes a new version of it."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.question_bar import QuestionBar

_WORDS = 300
"""Pixels that the sentences need beside the buttons."""


class VersionQuestion(QuestionBar):
    """Hidden until somebody asks. A second question takes the place of the first: nothing was begun."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_WORDS, parent)
        self.setObjectName("versionQuestion")
        self._accepted: Callable[[], None] = lambda: None
        self._beside: Callable[[], None] | None = None
        self._asked_from: QWidget | None = None
        """What had the focus before."""
        symbol = IconLabel(20, self)
        symbol.set_icon(icon("help-circle-outline", Tint.WARNING), self.tr("Question"))
        self._sentence = Sentence(parent=self)
        self._sentence.setObjectName("versionQuestionSentence")
        self._consequence = Sentence(parent=self)
        self._consequence.setObjectName("versionQuestionConsequence")
        self._accept = self._button("versionQuestionAccept", self.tr("New version"))
        self._accept.setDefault(True)
        self._accept.clicked.connect(lambda: self._close(self._accepted))
        self._put_beside = self._button("versionQuestionBeside", "")
        self._put_beside.clicked.connect(lambda: self._close(self._beside))
        cancel = self._button("versionQuestionCancel", self.tr("Cancel"))
        cancel.clicked.connect(lambda: self._close(None))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._consequence)
        told = QHBoxLayout()
        told.setSpacing(10)
        told.addWidget(symbol)
        told.addLayout(words, 1)
        for button in (self._accept, self._put_beside, cancel):
            self._buttons.addWidget(button)
        self._fill(told)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(lambda: self._close(None))
        self.hide()

    def ask(
        self,
        sentence: str,
        consequence: str,
        accepted: Callable[[], None],
        beside: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """`accepted()` is called for a new version; `beside`: words and deed of the other way there is."""
        if self.isHidden():
            self._asked_from = QApplication.focusWidget()
        self._accepted = accepted
        self._sentence.setText(sentence)
        self._consequence.setText(consequence)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(consequence)
        self._accept.setAccessibleDescription(f"{sentence} {consequence}")
        words, self._beside = beside if beside is not None else ("", None)
        self._put_beside.setText(words)
        self._put_beside.setAccessibleDescription(sentence)
        self._put_beside.setVisible(beside is not None)
        self._make_room()
        self.show()
        self._accept.setFocus(Qt.FocusReason.PopupFocusReason)

    def withdraw(self) -> None:
        """What was asked about is out of sight."""
        if not self.isHidden():
            self._close(None)

    def _close(self, act: Callable[[], None] | None) -> None:
        back, self._asked_from = self._asked_from, None
        if back is not None and shiboken6.isValid(back):
            back.setFocus()
        self.hide()
        if act is not None:
            act()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(True)
        return button
