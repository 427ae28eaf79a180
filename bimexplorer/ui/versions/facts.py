"""What is known of two contents, whatever they hold: one fact in each line, and whether both agree."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from bimexplorer.cancellation import current
from bimexplorer.errors import LocalError
from bimexplorer.model import Version
from bimexplorer.ui.look.formats import exact_date_text, exact_size_text
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.value_field import ValueField
from bimexplorer.ui.versions.kind import Sides
from bimexplorer.words import say

translate = QCoreApplication.translate

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What the copies themselves tell."""

    old_sha256: str
    new_sha256: str
    old_size: int
    new_size: int

    @property
    def identical(self) -> bool:
        """Byte for byte."""
        return (self.old_size, self.old_sha256) == (self.new_size, self.new_sha256)


def read_contents(old: Path, new: Path) -> Contents:
    """Reads both from begin to end. Raises `LocalError`; honours the cancellation in scope."""
    (one, size), (other, length) = _hashed(old), _hashed(new)
    return Contents(one, other, size, length)


def _hashed(path: Path) -> tuple[str, int]:
    token, digest, size = current(), hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                token.check()
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise LocalError(say("“{name}” cannot be read.", name=path.name), str(error)) from error
    return digest.hexdigest(), size


@dataclass(frozen=True, slots=True)
class Fact:
    """One line; empty texts where nothing is told."""

    title: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


def facts_of(sides: Sides, contents: Contents) -> list[Fact]:
    """Those of which at least one side tells something."""
    old, new = _told(sides.old), _told(sides.new)
    found = [Fact(title, old[title], new[title]) for title in old]
    size = translate("comparison", "Size")
    sha256 = translate("comparison", "SHA-256 of the content")
    found.insert(2, Fact(size, exact_size_text(contents.old_size), exact_size_text(contents.new_size)))
    found.append(Fact(sha256, contents.old_sha256, contents.new_sha256))
    return [fact for fact in found if fact.old or fact.new]


def _told(version: Version) -> dict[str, str]:
    shared = {
        True: translate("comparison", "shared"),
        False: translate("comparison", "not shared"),
        None: "",
    }
    return {
        translate("comparison", "Author"): version.author or "",
        translate("comparison", "Made"): exact_date_text(version.created) if version.created else "",
        translate("comparison", "Tag"): version.tag,
        translate("comparison", "Classification"): version.classification,
        translate("comparison", "Content type"): version.content_type,
        translate("comparison", "Shared"): shared[version.shared],
        translate("comparison", "Hash that the cloud tells"): version.hash,
    }


class FactsPage(QScrollArea):
    """Every value can be selected and copied; what differs has a sign between both."""

    def __init__(self, sides: Sides, contents: Contents, note: str, parent: QWidget) -> None:
        """`note`: a sentence above, why nothing but facts is shown; may be empty."""
        super().__init__(parent)
        self.setObjectName("versionFacts")
        self.setAccessibleName(self.tr("What is known of both versions"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        if note:
            sentence = Sentence(note, inside, muted=True)
            sentence.setObjectName("versionFactsNote")
            grid.addWidget(sentence, 0, 0, 1, 4)
        for column, version in ((1, sides.old), (3, sides.new)):
            caption = Sentence(sides.title(version), inside)
            caption.setFont(_bold(caption.font()))
            grid.addWidget(caption, 1, column)
            grid.setColumnStretch(column, 1)
        for row, fact in enumerate(facts_of(sides, contents), 2):
            self._add(grid, row, fact, sides, inside)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(inside)

    def _add(self, grid: QGridLayout, row: int, fact: Fact, sides: Sides, inside: QWidget) -> None:
        top = Qt.AlignmentFlag.AlignTop
        title = QLabel(fact.title, inside)
        title.setProperty("muted", True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(title, row, 0, top)
        sign = QLabel("\N{NOT EQUAL TO}" if fact.differs else "=", inside)
        sign.setFont(_bold(sign.font()))
        sign.setProperty("muted", not fact.differs)
        same = self.tr("the same in both versions")
        sign.setAccessibleName(self.tr("different") if fact.differs else same)
        sign.setToolTip(sign.accessibleName())
        grid.addWidget(sign, row, 2, top)
        for column, value, version in ((1, fact.old, sides.old), (3, fact.new, sides.new)):
            field = ValueField(inside)
            if fact.differs:
                field.setFont(_bold(field.font()))
            field.show_value(value or "\N{EN DASH}")
            field.setAccessibleName(
                self.tr("{fact}, {version}").format(fact=fact.title, version=sides.title(version))
            )
            grid.addWidget(field, row, column, top)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
