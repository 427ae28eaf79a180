"""Asks inline what shall happen with a file whose name stands in the way, or with a held drop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.transfer.status import Decision, ItemStatus, JobStatus, Question
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.decision_words import (
    decision_text,
    decision_tip,
    finding,
    keeping_words,
    question_text,
)
from bimexplorer.ui.panels.question_bar import QuestionBar
from bimexplorer.words import plural

_REST = 400
"""Milliseconds without a next question after an answer: a double click answers one file, not two."""

_WORDS = 300
"""Pixels that the question needs beside the buttons."""
_WIDEST = 240
"""Pixels of a button's text: it may hold a file's name."""

_BUTTONS = {
    Decision.NEW_VERSION: "conflictReplace",
    Decision.OVERWRITE: "conflictReplace",
    Decision.RENAME: "conflictRename",
    Decision.SKIP: "conflictSkip",
    Decision.KEEP_BOTH: "conflictKeepBoth",
}
"""What can be answered, in the order of the buttons."""


class ConflictBar(QuestionBar):
    """Hidden until it is asked to `ask` or to `report`.

    Signals:
        decided(int job_id, object item_id, object decision): `item_id` is None for every file in the same
            position, of this job and of others.
        ready(): the next question may be asked.
        review_asked(int job_id): all questions of the job's drop shall be seen at once.
        proceed_asked(int job_id): the job's drop shall go on without what cannot be sent.
        cancel_asked(int job_id): the job's drop shall not go on.
    """

    decided = Signal(int, object, object)
    ready = Signal()
    review_asked = Signal(int)
    proceed_asked = Signal(int)
    cancel_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_WORDS, parent)
        self.setObjectName("conflictBar")
        self._asked: tuple[int, int | None] | None = None
        """Job and item; no item where the whole job is held."""
        self._pressed: QWidget | None = None
        """What had the focus when the last answer was given here."""
        self._choices: dict[str, Decision] = {}
        """Button -> what it answers now."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.ready)

        symbol = IconLabel(20, self)
        symbol.set_icon(icon("help-circle-outline", Tint.WARNING), self.tr("Question"))
        self._question = Sentence(parent=self)
        self._question.setObjectName("conflictQuestion")
        self._place = Sentence(parent=self)
        self._place.setObjectName("conflictPlace")
        self._for_all = QCheckBox(self)
        self._for_all.setObjectName("conflictForAll")
        self._review = self._button("conflictReview", self.tr("Show all…"))
        self._review.setFlat(True)
        self._review.setToolTip(self.tr("Show everything that is asked about this drop in one table"))
        self._review.clicked.connect(lambda: self._tell(self.review_asked.emit))
        self._proceed = self._button("conflictProceed", self.tr("Continue"))
        self._proceed.setToolTip(self.tr("Transfer everything that can be, and leave the rest out"))
        self._proceed.clicked.connect(lambda: self._tell(self.proceed_asked.emit))
        self._cancel = self._button("conflictCancel", self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Transfer nothing of it"))
        self._cancel.clicked.connect(lambda: self._tell(self.cancel_asked.emit))
        self._answers = {name: self._button(name, "") for name in dict.fromkeys(_BUTTONS.values())}
        for name, button in self._answers.items():
            button.clicked.connect(lambda *_, name=name: self._answer(name))

        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._question)
        words.addWidget(self._place)
        told = QHBoxLayout()
        told.setSpacing(10)
        told.addWidget(symbol)
        told.addLayout(words, 1)
        for widget in (self._review, self._for_all, *self._answers.values(), self._proceed, self._cancel):
            self._buttons.addWidget(widget)
        self._fill(told)
        self.hide()

    @property
    def resting(self) -> bool:
        """Whether the last answer is too fresh for another question."""
        return self._rest.isActive()

    def ask(self, job: JobStatus, item: ItemStatus, question: Question, way: str, others: int) -> None:
        """Ask about one file of a job.

        `way` says where it goes; so many `others` could be answered with it.
        """
        if self._asked != (job.id, item.id):
            self._for_all.setChecked(False)
        self._asked = (job.id, item.id)
        self._question.setText(question_text(item, question))
        self._question.setToolTip(item.name)
        keeps = keeping_words() if question.keeps_older else ""
        told = (way, finding(question, job.direction), keeps)
        self._place.setText(" · ".join(text for text in told if text))
        self._choices = {_BUTTONS[choice]: choice for choice in question.choices if choice in _BUTTONS}
        for name, button in self._answers.items():
            choice = self._choices.get(name)
            button.setVisible(choice is not None)
            if choice is not None:
                text = decision_text(choice, question.suggestion)
                shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDEST)
                button.setText(shown.replace("&", "&&"))
                tip = decision_tip(choice, job.direction, keeps_older=question.keeps_older)
                button.setToolTip(tip or text)
                # Nothing is lost by it: this is what most people want.
                button.setDefault(question.keeps_older and choice is Decision.NEW_VERSION)
        self._for_all.setText(plural("Also for {n} more", "Also for {n} more", others))
        self._for_all.setVisible(others > 0)
        self._review.setVisible(others > 0)
        self._proceed.hide()
        self._cancel.hide()
        self._appear()

    def report(self, job: JobStatus, sentence: str, way: str, *, names: bool) -> None:
        """Say what was found before anything was sent; the whole drop waits for an answer.

        `names`: some have to be corrected first.
        """
        self._asked = (job.id, None)
        self._question.setText(sentence)
        self._place.setText(way)
        for button in self._answers.values():
            button.hide()
        self._for_all.hide()
        self._review.show()
        self._proceed.setVisible(not names)
        self._cancel.show()
        self._appear()

    def clear(self) -> None:
        """Nothing is to be decided."""
        self._asked = None
        self.hide()

    def _appear(self) -> None:
        self._make_room()
        self.setAccessibleName(self._question.text())
        self.setAccessibleDescription(self._place.text())
        self._set_answerable(True)
        self.show()
        if self.hasFocus() and self._pressed is not None:
            self._pressed.setFocus()

    def _tell(self, emit: Callable[[int], None]) -> None:
        if self._asked is not None:
            emit(self._asked[0])

    def _answer(self, button: str) -> None:
        if self._asked is None or button not in self._choices:
            return
        job_id, item_id = self._asked
        for_all = self._for_all.isChecked() and not self._for_all.isHidden()
        self._hold_focus()
        self._set_answerable(False)
        self._rest.start()
        self.decided.emit(job_id, None if for_all else item_id, self._choices[button])

    def _hold_focus(self) -> None:
        """Qt would take the focus of a disabled button to whatever comes next in the window."""
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus():
            self._pressed = focused
            self.setFocus()

    def _set_answerable(self, answerable: bool) -> None:
        for widget in (*self._answers.values(), self._for_all):
            widget.setEnabled(answerable)

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        return button
