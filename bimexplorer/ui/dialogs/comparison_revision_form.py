"""Name and description of a revision: of one that is to be kept, or of one that is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.revisions import Revision
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks

_WIDTH = 56
"""Digits."""
_LINES = 3
_LONGEST = 255
"""Letters of a name."""

Save = Callable[[str, str], Revision]
"""Gets name and description; blocks."""


class RevisionForm(QDialog):
    """Open it with `open()`. It stays, with all that was typed, until the server has taken it.

    Signals:
        saved(object revision).
        expired(): the server takes the sign-in no longer.
    """

    saved = Signal(object)
    expired = Signal()

    def __init__(
        self,
        title: str,
        verb: str,
        hint: str,
        revision: Revision | None,
        save: Save,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`verb`: on the button that does it; `hint`: what it means; `revision`: what is there, if any."""
        super().__init__(parent)
        self.setObjectName("revisionForm")
        self.setWindowTitle(title)
        self._before = (revision.name, revision.description) if revision is not None else ("", "")
        self._save = save
        self._tasks = tasks
        self._task: Task | None = None
        self._name = QLineEdit(self._before[0], self)
        self._name.setObjectName("revisionName")
        self._name.setMaxLength(_LONGEST)
        self._description = QPlainTextEdit(self._before[1], self)
        self._description.setObjectName("revisionDescription")
        self._description.setProperty("field", True)
        self._description.setTabChangesFocus(True)
        self._description.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 16)
        self._messages = MessageBar(self)
        self._messages.setObjectName("revisionMessage")
        self._accept = QPushButton(verb, self)
        self._accept.setObjectName("revisionAccept")
        self._accept.setDefault(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("revisionCancel")
        cancel.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(6)
        if hint:
            column.addWidget(Sentence(hint, self, muted=True))
            column.addSpacing(6)
        fields: tuple[tuple[str, QWidget], ...] = (
            (self.tr("&Name"), self._name),
            (self.tr("&Description"), self._description),
        )
        for text, field in fields:
            label = QLabel(text, self)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            column.addWidget(label)
            column.addWidget(field)
            column.addSpacing(6)
        column.addWidget(self._messages)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(_WIDTH * self.fontMetrics().horizontalAdvance("0"))
        self._name.textChanged.connect(self._update)
        self._description.textChanged.connect(self._update)
        self._accept.clicked.connect(self._on_accept)
        buttons.rejected.connect(self.reject)
        self.finished.connect(self.deleteLater)
        self._name.selectAll()
        self._name.setFocus()
        self._update()

    def reject(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().reject()

    def _typed(self) -> tuple[str, str]:
        return self._name.text().strip(), self._description.toPlainText().strip()

    def _update(self) -> None:
        typed, busy = self._typed(), self._task is not None
        for field in (self._name, self._description):
            field.setReadOnly(busy)
        self._accept.setEnabled(bool(typed[0]) and typed != self._before and not busy)

    def _on_accept(self) -> None:
        name, description = self._typed()
        self._messages.clear()
        self._task = self._tasks.run(
            lambda: self._save(name, description), self._on_saved, self._on_failed, owner=self
        )
        self._update()

    def _on_saved(self, revision: Revision) -> None:
        self._task = None
        self.accept()
        self.saved.emit(revision)

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._messages.show_error(error)
        if isinstance(error, AuthExpired):
            self.expired.emit()
        self._update()
