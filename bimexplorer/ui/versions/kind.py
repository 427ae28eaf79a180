"""What a kind of content has to know so that two contents of it can be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Version
from bimexplorer.ui.look.formats import date_text
from bimexplorer.words import number


@dataclass(frozen=True, slots=True)
class Sides:
    """The two versions of a file that are compared."""

    old: Version
    new: Version
    newest: int
    """The number of the version that is the file's content now."""

    def title(self, version: Version) -> str:
        """`Version 3 (newest)`"""
        pattern = QCoreApplication.translate("comparison", "Version {number}")
        if version.number == self.newest:
            pattern = QCoreApplication.translate("comparison", "Version {number} (newest)")
        return pattern.format(number=number(version.number))

    def caption(self, version: Version) -> str:
        """Which one it is, when it was made, and by whom."""
        told = (self.title(version), date_text(version.created), version.author or "")
        return " · ".join(text for text in told if text)


View = Callable[[Sides, QWidget], QWidget]
"""Makes the widget, on the GUI thread."""


class ContentKind(Protocol):
    """One kind of content; to plug another one in, add it to `kinds.KINDS`."""

    def fits(self, name: str) -> bool:
        """Whether a file of this name may hold such content."""

    def compare(self, old: Path, new: Path) -> View | None:
        """Read and compare two contents: on a worker, bounded, honouring the cancellation in scope.

        None: they are not of this kind, whatever the name says. Raises `LocalError` for what is damaged, or
        too large to be shown.
        """
