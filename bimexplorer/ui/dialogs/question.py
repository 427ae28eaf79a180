"""A question with two answers: the one that does it, and Cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

_Role = QMessageBox.ButtonRole


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Escape always is Cancel."""

    name: str
    """Of the dialog: its object is `<name>Dialog`, that of Cancel `<name>Cancel`."""
    title: str
    text: str
    more: str
    """What has to be known to decide."""
    answer: str
    """The words of the button that does it."""
    answer_name: str
    """Its object."""
    destroys: bool = True
    """Whether something is lost: then Return is Cancel, too."""


def ask(parent: QWidget, question: Question, confirmed: Callable[[], object]) -> None:
    """Open it before its parent; `confirmed` is called if the person wants it done."""
    box = QMessageBox(parent)
    box.setObjectName(f"{question.name}Dialog")
    box.setIcon(QMessageBox.Icon.Warning if question.destroys else QMessageBox.Icon.Question)
    box.setWindowTitle(question.title)
    box.setText(question.text)
    box.setInformativeText(question.more)
    answer = QPushButton(question.answer, box)
    answer.setObjectName(question.answer_name)
    box.addButton(answer, _Role.DestructiveRole if question.destroys else _Role.AcceptRole)
    cancel = QPushButton(QCoreApplication.translate("Dialogs", "Cancel"), box)
    cancel.setObjectName(f"{question.name}Cancel")
    box.addButton(cancel, _Role.RejectRole)
    box.setDefaultButton(cancel if question.destroys else answer)
    box.setEscapeButton(cancel)
    for button in (answer, cancel):
        # A message box takes the style's least width for what the words need, and cuts large letters.
        button.ensurePolished()
        button.setMinimumWidth(button.sizeHint().width())
    answer.clicked.connect(lambda: confirmed())
    box.finished.connect(box.deleteLater)
    box.open()
