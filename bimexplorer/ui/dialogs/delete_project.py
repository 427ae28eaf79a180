"""The question before a project is deleted for everybody: its name has to be typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import AuthExpired, NotConfirmed, NotFound, ProgramError
from bimexplorer.model import Entry, More
from bimexplorer.ui.dialogs.busy_page import BusyPage
from bimexplorer.ui.dialogs.sign_in import AskSignIn
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.properties import of_entry
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks

T = TypeVar("T")

_WIDTH = 64
"""Of the dialog, in digits: with larger letters it is wider."""
_BESIDE = 2
"""So many numbers stand beside each other."""
_DETAIL = "details."
"""With this begins the key of what the service itself tells about an entry."""


class DeleteProjectDialog(QDialog):
    """Open it with `open()`. The project's name is asked of the server first; nothing can be typed before.

    Where the sign-in ends meanwhile it offers a new one, and asks again what is in the project.

    Signals:
        deleted(): the project is gone.
        interrupted(): a person gave up waiting; whether it is gone is not known.
        expired(): the server takes the sign-in no longer.
    """

    deleted = Signal()
    interrupted = Signal()
    expired = Signal()

    def __init__(
        self,
        project: Entry,
        site_name: str,
        cloud: Callable[[], Cloud],
        projects: Callable[[], Projects],
        ask_sign_in: AskSignIn,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`cloud` and `projects` give those of the connection of now; they are called on a worker."""
        super().__init__(parent)
        self.setObjectName("deleteProjectDialog")
        self.setWindowTitle(self.tr("Delete project"))
        self.setMinimumWidth(_WIDTH * self.fontMetrics().horizontalAdvance("0"))
        self._project = project
        self._site_name = site_name
        self._cloud = cloud
        self._projects = projects
        self._ask_sign_in = ask_sign_in
        self._tasks = tasks
        self._task: Task | None = None
        self._deleting = False
        self._wanted = ""
        """What has to be typed; empty: not known yet."""

        symbol = IconLabel(36, self)
        symbol.set_icon(icon("delete-alert-outline", Tint.DANGER), self.tr("Warning"))
        self._question = Sentence(parent=self)
        self._question.setObjectName("deleteProjectQuestion")
        font = self._question.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        self._question.setFont(font)
        self._consequence = Sentence(
            self.tr(
                "Everything in it is deleted too, all models and documents, for everybody who works with it. "
                "This cannot be undone."
            ),
            self,
        )
        self._consequence.setObjectName("deleteProjectConsequence")
        self._facts = QWidget(self)
        self._facts.setObjectName("deleteProjectFacts")
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2 * _BESIDE, 1)
        self._label = Sentence(parent=self)
        self._label.setObjectName("deleteProjectLabel")
        self._name = QLineEdit(self)
        self._name.setObjectName("deleteProjectName")
        self._name.textChanged.connect(self._update)
        self._told = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._nothing.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self._busy = BusyPage("deleteProject", self)
        self._message = MessageBar(self)
        self._message.setObjectName("deleteProjectMessage")
        self._message.closed.connect(lambda: self._told.setCurrentWidget(self._nothing))
        for page in (self._nothing, self._busy, self._message):
            self._told.addWidget(page)
        self._delete = QPushButton(self.tr("Delete project"), self)
        self._delete.setObjectName("deleteProjectButton")
        self._delete.setProperty("danger", True)
        self._delete.clicked.connect(self._on_delete)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._buttons.addButton(self._delete, QDialogButtonBox.ButtonRole.DestructiveRole)
        self._buttons.rejected.connect(self.reject)
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("deleteProjectCancel")
        for button in (cancel, self._delete):
            button.setAutoDefault(False)  # Return in the field neither deletes nor closes
        self._lay_out(symbol)
        self._show_name(project.name)
        self._read()

    def reject(self) -> None:
        """While the server deletes it, stop waiting; close in any case."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().reject()
        if self._deleting:
            self.interrupted.emit()

    # ---------------------------------------------------------------- what would be gone

    def _read(self, *, quietly: bool = False) -> None:
        """`quietly`: what is told now stays to be read."""

        def work() -> tuple[str, More]:
            return self._projects().properties(self._project).name, self._cloud().more(self._project)

        if not quietly:
            self._show_busy(self.tr("Looking up what is in it…"))
        self._begin(work, self._on_read, self._read)

    def _on_read(self, answer: tuple[str, More]) -> None:
        self._task = None
        if self._told.currentWidget() is self._busy:
            self._told.setCurrentWidget(self._nothing)
        self._wanted, more = answer
        self._show_name(self._wanted)
        self._show_facts(more)
        self._update()
        self._name.setFocus()

    def _show_name(self, name: str) -> None:
        self._question.setText(
            self.tr("Delete the project “{name}” from {site}?").format(name=name, site=self._site_name)
        )
        self._label.setText(self.tr("To delete it, type its name: {name}").format(name=name))
        self._name.setAccessibleName(self._label.text())

    def _show_facts(self, more: More) -> None:
        """What the service counts, as far as there is some; the rest is in the properties panel."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        told = {**dict(self._project.details), **dict(more.details)}
        counted = {f"{_DETAIL}{name}" for name, value in told.items() if value.isdecimal() and int(value)}
        facts = [fact for fact in of_entry(self._project, "", more.details) if fact.key in counted]
        rows = -(-len(facts) // _BESIDE)
        for number, fact in enumerate(facts):
            row, column = number % rows, number // rows * 2
            title = QLabel(fact.title, self._facts)
            title.setProperty("muted", True)
            self._grid.addWidget(title, row, column)
            self._grid.addWidget(QLabel(fact.value, self._facts), row, column + 1)
        self._facts.setVisible(bool(facts))
        said = ", ".join(f"{fact.title}: {fact.value}" for fact in facts)
        self.setAccessibleDescription(f"{said} {self._consequence.text()}".strip())

    # ---------------------------------------------------------------- deleting

    def _on_delete(self) -> None:
        typed = self._name.text()
        self._deleting = True
        self._show_busy(self.tr("Deleting the project…"))
        self._begin(
            lambda: self._projects().delete(self._project, typed),
            lambda _: self._on_deleted(),
            self._on_delete,
        )

    def _on_deleted(self) -> None:
        self._task, self._deleting = None, False
        self.accept()
        self.deleted.emit()

    # ---------------------------------------------------------------- what is shown

    def _show_busy(self, doing: str) -> None:
        self._busy.show_doing(doing)
        self._told.setCurrentWidget(self._busy)

    def _begin(self, work: Callable[[], T], done: Callable[[T], None], again: Callable[[], None]) -> None:
        self._task = self._tasks.run(work, done, lambda error: self._on_failed(error, again), owner=self)
        self._update()

    def _on_failed(self, error: ProgramError, again: Callable[[], None]) -> None:
        deleting, self._task, self._deleting = self._deleting, None, False
        if deleting and isinstance(error, NotFound):
            # Somebody was faster: it is gone, as was wanted.
            self._on_deleted()
            return
        self._told.setCurrentWidget(self._message)
        if isinstance(error, NotConfirmed):
            # It has another name meanwhile: that one is asked for.
            self._wanted = ""
            self._name.clear()
            self._message.show_error(error)
            self._read(quietly=True)
        elif isinstance(error, AuthExpired):
            # After a sign-in nothing is deleted by itself: it may be another person's.
            self._tell_signed_out()
            self.expired.emit()
        else:
            self._message.show_error(error, again)
        self._update()

    def _tell_signed_out(self) -> None:
        self._told.setCurrentWidget(self._message)

        def ask() -> None:
            self._ask_sign_in(self, self._read, self._tell_signed_out)

        ended = self.tr("The sign-in has ended. Sign in again to go on; nothing was deleted.")
        self._message.show_message(ended, self.tr("Sign in…"), ask)

    def _update(self) -> None:
        busy = self._task is not None
        confirmed = bool(self._wanted) and _composed(self._name.text()) == _composed(self._wanted)
        self._name.setEnabled(bool(self._wanted) and not busy)
        self._delete.setEnabled(confirmed and not busy)
        reason = "" if confirmed else self.tr("First type the name of the project.")
        self._delete.setToolTip(reason)
        self._delete.setAccessibleDescription(reason)

    # ---------------------------------------------------------------- parts

    def _lay_out(self, symbol: IconLabel) -> None:
        words = QVBoxLayout()
        words.setSpacing(10)
        for widget in (self._question, self._consequence, self._facts):
            words.addWidget(widget)
        words.addSpacing(4)
        words.addWidget(self._label)
        words.addWidget(self._name)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(14)
        outer.addLayout(row)
        outer.addWidget(self._told, 1)
        outer.addWidget(self._buttons)


def _composed(name: str) -> str:
    """Names look the same and may be written in several ways: an accent of its own, or a letter with one."""
    return unicodedata.normalize("NFC", name)
