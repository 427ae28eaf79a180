"""The question before one version of a file is deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Version
from bimexplorer.ui.dialogs.question import Question, ask
from bimexplorer.ui.look.formats import date_text
from bimexplorer.words import number

translate = QCoreApplication.translate


def ask_before_deleting(version: Version, parent: QWidget, delete: Callable[[], None]) -> None:
    """Names number and author; `delete` is called if the person wants it."""
    title = translate("delete version", "Delete a version")
    text = translate("delete version", "Delete version {number} of “{file}”?")
    gone = translate(
        "delete version", "It is gone for everybody and cannot be brought back; the other versions stay."
    )
    answer = translate("delete version", "Delete version {number}")
    question = Question(
        "deleteVersion",
        title,
        text.format(number=number(version.number), file=version.entry.name),
        " ".join(filter(None, (_whose(version), gone))),
        answer.format(number=number(version.number)),
        "deleteVersion",
    )
    ask(parent, question, delete)


def _whose(version: Version) -> str:
    """Who made it, and when, as far as it is told."""
    when = date_text(version.created)
    if version.author and when:
        pattern = translate("delete version", "It was made by {author}, {when}.")
    elif version.author:
        pattern = translate("delete version", "It was made by {author}.")
    elif when:
        pattern = translate("delete version", "It was made {when}; nobody tells by whom.")
    else:
        return ""
    return pattern.format(author=version.author, when=when)
