"""The question before something is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.formats import counted
from bimexplorer.ui.icons import IconLabel, Tint, icon
from bimexplorer.ui.sentence import Sentence
from bimexplorer.words import plural

_WIDTH = 440
_NAMED = 5
"""So many names are listed; of more the rest is counted."""


class ConfirmDeleteDialog(QDialog):
    """Open it with `open()`; it is accepted only by the button that names what is deleted."""

    def __init__(self, entries: Sequence[Entry], site_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confirmDeleteDialog")
        self.setWindowTitle(self.tr("Delete"))
        self.setMinimumWidth(_WIDTH)
        what = counted(entries)

        symbol = IconLabel(36, self)
        symbol.set_icon(icon("delete-alert-outline", Tint.DANGER), self.tr("Warning"))
        question = Sentence(self._question(entries, what, site_name), self)
        question.setObjectName("deleteQuestion")
        font = question.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        question.setFont(font)
        names = Sentence(self._names(entries), self, muted=True)
        names.setObjectName("deleteNames")
        names.setVisible(len(entries) > 1)
        consequence = Sentence(self._consequence(entries), self)
        consequence.setObjectName("deleteConsequence")
        self.setAccessibleDescription(consequence.text())

        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        delete = QPushButton(self._verb(entries, what), self)
        delete.setObjectName("deleteButton")
        delete.setAutoDefault(False)  # Return never deletes
        buttons.addButton(delete, QDialogButtonBox.ButtonRole.DestructiveRole)
        delete.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("deleteCancel")
        cancel.setDefault(True)
        cancel.setFocus()

        words = QVBoxLayout()
        words.setSpacing(10)
        for sentence in (question, names, consequence):
            words.addWidget(sentence)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(18)
        outer.addLayout(row, 1)
        outer.addWidget(buttons)

    def _question(self, entries: Sequence[Entry], what: str, site_name: str) -> str:
        if len(entries) == 1:
            return self.tr("Delete “{name}” from {site}?").format(name=entries[0].name, site=site_name)
        return self.tr("Delete {what} from {site}?").format(what=what, site=site_name)

    def _names(self, entries: Sequence[Entry]) -> str:
        names = [entry.name for entry in entries[:_NAMED]]
        more = len(entries) - _NAMED
        if more > 0:
            names.append(plural("… and {n} more", "… and {n} more", more))
        return "\n".join(names)

    def _consequence(self, entries: Sequence[Entry]) -> str:
        folders = sum(entry.is_folder for entry in entries)
        if folders == 0:
            return self.tr("This cannot be undone.")
        if folders == 1:
            return self.tr("Everything in the folder is deleted too. This cannot be undone.")
        return self.tr("Everything in the folders is deleted too. This cannot be undone.")

    def _verb(self, entries: Sequence[Entry], what: str) -> str:
        if len(entries) > 1:
            return self.tr("Delete {what}").format(what=what)
        return self.tr("Delete folder") if entries[0].is_folder else self.tr("Delete file")
