"""What can be answered where a file's name stands in the way, and what speaks for which answer, in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from bimexplorer.transfer.status import Decision, Direction, ItemStatus, Question, QuestionKind
from bimexplorer.ui.look.formats import without_middle

translate = QCoreApplication.translate

_SAME_MOMENT = 2.0
"""Seconds: the coarsest clock of a common file system (FAT) counts in twos."""


def question_text(item: ItemStatus, question: Question) -> str:
    """The question itself, which names the file."""
    name = without_middle(item.name)
    if question.kind is QuestionKind.EXISTS:
        return translate("decisions", "“{file}” is already there.").format(file=name)
    return translate("decisions", "“{file}” cannot keep its name there.").format(file=name)


def decision_text(decision: Decision, suggestion: str = "") -> str:
    """What a button or a menu calls it; `suggestion` is the name that `RENAME` gives."""
    if decision is Decision.RENAME and suggestion:
        return translate("decisions", "Rename to “{name}”").format(name=suggestion)
    return {
        Decision.NEW_VERSION: translate("decisions", "New version"),
        Decision.OVERWRITE: translate("decisions", "Replace"),
        Decision.SKIP: translate("decisions", "Skip"),
        Decision.KEEP_BOTH: translate("decisions", "Keep both"),
        Decision.RENAME: translate("decisions", "Rename as suggested"),
    }.get(decision, decision.value)


def keeping_words() -> str:
    """What becomes of the older contents, where the cloud keeps them."""
    return translate("decisions", "A new version keeps the older ones.")


def decision_tip(decision: Decision, direction: Direction, *, keeps_older: bool = False) -> str:
    """What will happen, in a tool tip; empty where the text says it all. `keeps_older`: as in `Question`."""
    if keeps_older and decision is Decision.NEW_VERSION:
        if direction is Direction.COPY:
            return translate(
                "decisions", "Copy as a new version of the file that is there; its older contents stay"
            )
        return translate(
            "decisions", "Upload as a new version of the file that is there; its older contents stay"
        )
    replaced = {
        Direction.UPLOAD: translate("decisions", "Upload as a new version of the file that is there"),
        Direction.DOWNLOAD: translate("decisions", "Replace the file on this computer"),
        Direction.COPY: translate("decisions", "Copy as a new version of the file that is there"),
    }[direction]
    return {
        Decision.NEW_VERSION: replaced,
        Decision.OVERWRITE: replaced,
        Decision.SKIP: translate("decisions", "Leave what is there and do not transfer this file"),
        Decision.KEEP_BOTH: translate(
            "decisions", "Transfer this file under another name, such as “plan (2).pdf”"
        ),
    }.get(decision, "")


def side_words(direction: Direction) -> tuple[str, str]:
    """What the two sides of a question are called: of a copy neither is on this computer."""
    if direction is Direction.COPY:
        return translate("decisions", "To be copied"), translate("decisions", "Already there")
    return translate("decisions", "On this computer"), translate("decisions", "In the cloud")


def finding(question: Question, direction: Direction) -> str:
    """What the facts tell about the two files: `Newer here, other size`; empty if nothing is known.

    Of a name: what is wrong with it.
    """
    if question.kind is not QuestionKind.EXISTS:
        return question.sentence
    if question.identical:
        return translate("decisions", "Identical content")
    here, there = question.here, question.there
    told = []
    if here is not None and there is not None:
        if newer := _newer(here.modified, there.modified, direction):
            told.append(newer)
        if here.size is not None and there.size is not None:
            if here.size != there.size:
                told.append(translate("decisions", "other size"))
            elif question.identical is False:
                told.append(translate("decisions", "other content"))
            else:
                told.append(translate("decisions", "same size"))
    elif question.identical is False:
        told.append(translate("decisions", "other content"))
    words = ", ".join(told)
    return words[:1].upper() + words[1:]


def _newer(here: datetime | None, there: datetime | None, direction: Direction) -> str:
    if here is None or there is None:
        return ""
    ahead = (here - there).total_seconds()
    if abs(ahead) <= _SAME_MOMENT:
        return translate("decisions", "same date")
    if direction is Direction.COPY:
        if ahead > 0:
            return translate("decisions", "newer than the one there")
        return translate("decisions", "older than the one there")
    if ahead > 0:
        return translate("decisions", "newer here")
    return translate("decisions", "newer in the cloud")


def widest_finding() -> str:
    """What a column of findings is made wide enough for."""
    return ", ".join((translate("decisions", "newer in the cloud"), translate("decisions", "other size")))
