"""Asks, above the contents, what becomes of an entry whose name is taken where it is to go."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.question_bar import QuestionBar
from bimexplorer.words import plural

_WORDS = 260
"""Pixels that the sentence needs beside the buttons."""


class Answer(Enum):
    """What a person says."""

    KEEP_BOTH = auto()
    SKIP = auto()
    STOP = auto()


class MoveQuestion(QuestionBar):
    """Hidden until somebody asks. A second question waits until the first one is answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_WORDS, parent)
        self.setObjectName("moveQuestion")
        self._asked: list[tuple[str, str, int, Callable[[Answer, bool], None]]] = []
        self._asked_from: QWidget | None = None
        """What had the focus before."""
        symbol = IconLabel(20, self)
        symbol.set_icon(icon("help-circle-outline", Tint.WARNING), self.tr("Question"))
        self._sentence = Sentence(parent=self)
        self._sentence.setObjectName("moveQuestionSentence")
        self._for_all = QCheckBox(self)
        self._for_all.setObjectName("moveQuestionForAll")
        self._for_all.setToolTip(self.tr("As far as their names are taken there, too"))
        self._keep = self._button("moveQuestionKeepBoth", self.tr("Keep both"), Answer.KEEP_BOTH)
        self._skip = self._button("moveQuestionSkip", self.tr("Skip"), Answer.SKIP)
        self._skip.setToolTip(self.tr("Leave it where it is"))
        cancel = self._button("moveQuestionCancel", self.tr("Cancel"), Answer.STOP)
        cancel.setToolTip(self.tr("Move nothing more"))
        told = QHBoxLayout()
        told.setSpacing(10)
        told.addWidget(symbol)
        told.addWidget(self._sentence, 1)
        for widget in (self._for_all, self._keep, self._skip, cancel):
            self._buttons.addWidget(widget)
        self._fill(told)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(lambda: self._tell(Answer.STOP))
        self.hide()

    def ask(
        self, sentence: str, not_both: str, others: int, answered: Callable[[Answer, bool], None]
    ) -> None:
        """`not_both`: why both cannot be kept; so many `others` may be answered with it.

        `answered(answer, for_all)` is called once.
        """
        self._asked.append((sentence, not_both, others, answered))
        if len(self._asked) == 1:
            self._asked_from = QApplication.focusWidget()
            self._show()

    def _show(self) -> None:
        sentence, not_both, others, _ = self._asked[0]
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self._keep.setEnabled(not not_both)
        self._keep.setToolTip(not_both or self.tr("Move it under another name, such as “plan (2).pdf”"))
        for button in (self._keep, self._skip):
            button.setAccessibleDescription(f"{sentence} {button.toolTip()}")
        self._for_all.setChecked(False)
        self._for_all.setText(plural("The same for {n} other", "The same for {n} others", others))
        self._for_all.setVisible(others > 0)
        self._make_room()
        self.show()
        (self._skip if not_both else self._keep).setFocus(Qt.FocusReason.PopupFocusReason)

    def _tell(self, answer: Answer) -> None:
        *_, answered = self._asked.pop(0)
        for_all = self._for_all.isChecked()
        if self._asked:
            self._show()
        else:
            back, self._asked_from = self._asked_from, None
            if back is not None and shiboken6.isValid(back):
                back.setFocus()
            self.hide()
        answered(answer, for_all)

    def _button(self, name: str, text: str, answer: Answer) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._tell(answer))
        return button
