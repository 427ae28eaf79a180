"""What a person decides about a project: for a new one, for a copy of a sample, or to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import AuthExpired, InvalidName, NameExists, ProgramError
from bimexplorer.model import Entry, ProjectProperties
from bimexplorer.ui.dialogs.busy_page import BusyPage
from bimexplorer.ui.dialogs.sign_in import AskSignIn
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks

_WIDTH = 60
"""Of the dialog, in digits: with larger letters it is wider."""
_DESCRIPTION_LINES = 3


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """What a dialog is for. The calls block; they are made on a worker."""

    title: str
    verb: str
    """On the button that does it."""
    doing: str
    """What is said meanwhile."""
    save: Callable[[ProjectProperties, Entry | None], Entry]
    """The project as it is then; the entry is the one of `sources` that was chosen."""
    read: Callable[[], ProjectProperties] | None = None
    """How they are now; None: there is no project yet."""
    sources: Callable[[], tuple[Entry, ...]] | None = None
    """The projects of which a copy can be made; None: it is no copy."""


class ProjectPropertiesDialog(QDialog):
    """Open it with `open()`. It stays open, with all that was typed, until the server has taken it.

    Where the sign-in has ended meanwhile it offers a new one, and goes on with what was asked for.

    Signals:
        saved(object entry): the project as it is now.
        interrupted(): a person gave up waiting; whether the server has done it is not known.
        expired(): the server takes the sign-in no longer.
    """

    saved = Signal(object)
    interrupted = Signal()
    expired = Signal()

    def __init__(
        self,
        form: ProjectForm,
        check_name: Callable[[str], str],
        ask_sign_in: AskSignIn,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`check_name` says what is wrong with a name; it makes no request."""
        super().__init__(parent)
        self.setObjectName("projectDialog")
        self.setWindowTitle(form.title)
        self._form = form
        self._check_name = check_name
        self._ask_sign_in = ask_sign_in
        self._tasks = tasks
        self._task: Task | None = None
        self._ready = False
        """Whether what the dialog begins with is there."""
        self._saving = False
        self._saved_from: QWidget | None = None
        """What had the focus when it was to be saved: the fields lose it meanwhile."""
        self._before = ProjectProperties("")
        self._refused: dict[str, str] = {}
        """Names that the server did not take, each with the reason."""

        self._source = QComboBox(self)
        self._source.setObjectName("projectSource")
        self._name = QLineEdit(self)
        self._name.setObjectName("projectName")
        self._problem = Sentence(parent=self)
        self._problem.setObjectName("projectNameProblem")
        self._problem_icon = IconLabel(16, self)
        self._problem_icon.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Warning"))
        self._description = QPlainTextEdit(self)
        self._description.setObjectName("projectDescription")
        self._description.setTabChangesFocus(True)
        self._description.setProperty("field", True)
        self._address = QLineEdit(self)
        self._address.setObjectName("projectAddress")
        self._address.setPlaceholderText(self.tr("Where it is built"))
        self._told = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._busy = BusyPage("project", self)
        self._message = MessageBar(self)
        self._message.setObjectName("projectMessage")
        self._message.closed.connect(lambda: self._told.setCurrentWidget(self._nothing))
        for page in (self._nothing, self._busy, self._message):
            self._told.addWidget(page)
        self._accept = QPushButton(form.verb, self)
        self._accept.setObjectName("projectAccept")
        self._accept.setDefault(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("projectCancel")
        cancel.setAutoDefault(False)
        self._lay_out()
        for changed in (self._name.textChanged, self._description.textChanged, self._address.textChanged):
            changed.connect(self._update)
        self._accept.clicked.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        self._read()

    def reject(self) -> None:
        """While the server works at it, stop waiting; else close."""
        saving = self._saving
        if self._task is not None:
            self._task.cancel()
            self._task, self._saving = None, False
        if not saving:
            super().reject()
            return
        self._tell_nothing()
        self._update()
        self._name.setFocus()
        self.interrupted.emit()

    # ---------------------------------------------------------------- what it begins with

    def _read(self) -> None:
        form = self._form
        if form.read is None and form.sources is None:
            self._on_read((ProjectProperties(""), ()))
            return

        def work() -> tuple[ProjectProperties, tuple[Entry, ...]]:
            known = form.read() if form.read is not None else ProjectProperties("")
            return known, form.sources() if form.sources is not None else ()

        self._begin(self.tr("Asking the server…"))
        self._task = self._tasks.run(work, self._on_read, self._on_unread, owner=self)
        self._update()

    def _on_read(self, answer: tuple[ProjectProperties, tuple[Entry, ...]]) -> None:
        self._task = None
        self._before, sources = answer
        self._tell_nothing()
        self._name.setText(self._before.name)
        self._description.setPlainText(self._before.description)
        self._address.setText(self._before.address)
        for source in sources:
            self._source.addItem(source.name, source)
        self._ready = self._form.sources is None or bool(sources)
        if not self._ready:
            self._told.setCurrentWidget(self._message)
            self._message.show_message(self.tr("There are no sample projects to make a copy of."))
        self._update()
        first = self._source if sources else self._name
        first.setFocus()
        self._name.selectAll()

    def _on_unread(self, error: ProgramError) -> None:
        self._task = None
        self._update()
        if isinstance(error, AuthExpired):
            self._tell_signed_out(self._read)
            self.expired.emit()
        else:
            self._tell(error, self._read)

    # ---------------------------------------------------------------- saving

    def _typed(self) -> ProjectProperties:
        return ProjectProperties(
            self._name.text().strip(), self._description.toPlainText().strip(), self._address.text().strip()
        )

    def _save(self) -> None:
        properties, source = self._typed(), self._source.currentData()
        self._saved_from = self.focusWidget()
        self._begin(self._form.doing)
        self._saving = True
        self._task = self._tasks.run(
            lambda: self._form.save(properties, source),
            self._on_saved,
            lambda error: self._on_refused(properties.name, error),
            owner=self,
        )
        self._update()

    def _on_saved(self, entry: Entry) -> None:
        self._task, self._saving = None, False
        self.accept()
        self.saved.emit(entry)

    def _on_refused(self, name: str, error: ProgramError) -> None:
        self._task, self._saving = None, False
        if isinstance(error, (NameExists, InvalidName)):
            self._refused[name] = error.sentence
            self._tell_nothing()
            self._update()
            self._name.setFocus()
            self._name.selectAll()
            return
        self._update()
        (self._saved_from or self._name).setFocus()
        if isinstance(error, AuthExpired):
            self._tell_signed_out(self._save)
            self.expired.emit()
        else:
            self._tell(error)

    # ---------------------------------------------------------------- what is shown

    def _update(self) -> None:
        busy, typed = self._task is not None, self._typed()
        problem = self._check_name(typed.name) if typed.name else ""
        problem = problem or self._refused.get(typed.name, "")
        self._problem.setText(problem)
        for widget in (self._problem, self._problem_icon):
            widget.setVisible(bool(problem))
        self._name.setAccessibleDescription(problem)
        for field in (self._source, self._name, self._description, self._address):
            field.setEnabled(self._ready and not busy)
        changed = self._form.read is None or typed != self._before
        self._accept.setEnabled(self._ready and not busy and changed and bool(typed.name) and not problem)

    def _begin(self, doing: str) -> None:
        self._busy.show_doing(doing)
        self._told.setCurrentWidget(self._busy)

    def _tell_nothing(self) -> None:
        self._told.setCurrentWidget(self._nothing)

    def _tell(self, error: ProgramError, again: Callable[[], None] | None = None) -> None:
        self._told.setCurrentWidget(self._message)
        self._message.show_error(error, again)

    def _tell_signed_out(self, go_on: Callable[[], None]) -> None:
        """`go_on()` asks anew for what the end of the sign-in has interrupted."""
        self._told.setCurrentWidget(self._message)

        def ask() -> None:
            self._ask_sign_in(self, go_on, lambda: self._tell_signed_out(go_on))

        ended = self.tr("The sign-in has ended. Sign in again to go on; what you typed stays here.")
        self._message.show_message(ended, self.tr("Sign in…"), ask)

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH * self.fontMetrics().horizontalAdvance("0"))
        lines = self.fontMetrics().lineSpacing()
        self._description.setFixedHeight(_DESCRIPTION_LINES * lines + 16)
        # Room for a message, so that nothing jumps.
        self._nothing.setMinimumHeight(3 * lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(6)
        fields: tuple[tuple[str, QWidget], ...] = (
            (self.tr("&Sample project"), self._source),
            (self.tr("&Name"), self._name),
            (self.tr("&Description"), self._description),
            (self.tr("&Address"), self._address),
        )
        for text, field in fields:
            shown = field is not self._source or self._form.sources is not None
            label = QLabel(text, self)
            label.setBuddy(field)
            label.setVisible(shown)
            field.setVisible(shown)
            field.setAccessibleName(text.replace("&", ""))
            column.addWidget(label)
            column.addWidget(field)
            if field is self._name:
                row = QHBoxLayout()
                row.setSpacing(6)
                row.addWidget(self._problem_icon, 0, Qt.AlignmentFlag.AlignTop)
                row.addWidget(self._problem, 1)
                column.addLayout(row)
            column.addSpacing(6 if shown else 0)
        column.addWidget(self._told, 1)
        column.addSpacing(8)
        column.addWidget(self._buttons)
