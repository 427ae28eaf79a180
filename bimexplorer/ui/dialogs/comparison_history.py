"""In which revision an object appeared, changed or disappeared, and who kept that revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QHideEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.comparison.following import Result
from bimexplorer.comparison.history import Step, steps
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.revisions import ChangedObject, Pair, Revision
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.comparison_history import Column, HistoryModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number, plural


class ObjectHistoryDialog(QDialog):
    """Begins at once; closing it ends the reading. Not modal: open it with `show()`.

    Signals:
        expired(): the server takes the sign-in no longer.
    """

    expired = Signal()

    def __init__(
        self,
        one: ChangedObject,
        revisions: Callable[[], tuple[Revision, ...]],
        compared: Callable[[Pair], Result],
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`revisions` and `compared` block: they are called on a worker."""
        super().__init__(parent)
        self.setObjectName("objectHistoryDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = one.name or one.id
        self.setWindowTitle(self.tr("History of “{name}”").format(name=name))
        self._one = one
        self._revisions = revisions
        self._compared = compared
        self._tasks = tasks
        self._task: Task | None = None
        self._steps: Iterator[Step] | None = None
        self._done = 0
        self._of = 0
        self._model = HistoryModel()
        self._model.setParent(self)
        self._told = Sentence(parent=self)
        self._told.setObjectName("objectHistoryState")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("objectHistoryProgress")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.windowTitle())
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setObjectName("objectHistoryCancel")
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.cancel)
        self._messages = MessageBar(self)
        self._messages.setObjectName("objectHistoryMessage")
        self._view = self._make_view()
        self._empty = EmptyState(self._view.viewport())
        self._lay_out()
        self.read()

    def read(self) -> None:
        """From the oldest revision on, or on from where it was cancelled or failed."""
        if self._steps is None:
            self._task = self._tasks.run(self._revisions, self._on_revisions, self._on_failed, owner=self)
        else:
            self._next()
        self._update()

    def go_on(self) -> None:
        """Somebody has signed in: what has failed may be read now."""
        if self._task is None and self._steps is None:
            self._messages.clear()
            self.read()

    def cancel(self) -> None:
        """What was found so far stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            again = self.tr("Go on")
            self._messages.show_message(
                self.tr("Cancelled. Not all revisions were looked at."), again, self.read
            )
            # A generator that was cancelled in the middle gives nothing more.
            self._steps = None
        self._update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # ---------------------------------------------------------------- what comes

    def _on_revisions(self, revisions: tuple[Revision, ...]) -> None:
        self._model.clear()
        self._done, self._of = 0, max(len(revisions) - 1, 0)
        self._steps = steps(self._one.id, revisions, self._compared)
        self._next()
        self._update()

    def _next(self) -> None:
        found = self._steps
        assert found is not None
        self._task = self._tasks.run(lambda: next(found, None), self._on_step, self._on_failed, owner=self)

    def _on_step(self, step: Step | None) -> None:
        self._task = None
        if step is not None:
            self._done = step.number
            for event in step.events:
                self._model.add(event)
            self._next()
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._steps = None
        self._messages.show_error(error, self.read)
        if isinstance(error, AuthExpired):
            self.expired.emit()
        self._update()

    # ---------------------------------------------------------------- what is shown

    def _update(self) -> None:
        busy = self._task is not None
        self._bar.setVisible(busy)
        self._cancel.setVisible(busy)
        self._bar.setRange(0, self._of)
        self._bar.setValue(self._done)
        rows = self._model.rowCount()
        if busy and not self._of:
            text = self.tr("Asking for the revisions…")
        elif busy:
            text = self.tr("{done} of {all} pairs of revisions compared…").format(
                done=number(self._done), all=number(self._of)
            )
        else:
            text = plural("{n} pair of revisions compared.", "{n} pairs of revisions compared.", self._done)
        self._told.setText(text)
        if not rows:
            title = self.tr("Looking…") if busy else self.tr("Nothing was found to have happened to it")
            self._empty.say(icon("history", Tint.MUTED), title, "")
            self._place_empty()
        self._empty.setVisible(not rows)

    def _place_empty(self) -> None:
        self._empty.setGeometry(self._view.viewport().rect())

    def _on_copy(self) -> None:
        rows = self._view.selected_rows() or range(self._model.rowCount())
        lines = ("\t".join(self._model.cells(row, whole=True)) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    # ---------------------------------------------------------------- parts

    def _make_view(self) -> RowTable:
        view = RowTable(self._model, self)
        view.setObjectName("objectHistoryView")
        view.setAccessibleName(self.windowTitle())
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.horizontalHeader().setStretchLastSection(True)
        view.resized.connect(self._place_empty)
        view.set_widths(
            {
                Column.REVISION: "M" * 14,
                Column.DIFFERENCE: "Changed geometry",
                Column.ATTRIBUTE: "M" * 9,
                Column.BEFORE: "M" * 8,
                Column.AFTER: "M" * 8,
                Column.AUTHOR: "anna-maria.berger@example.com",
            },
            extra=8,
        )
        view.horizontalHeader().resizeSection(
            Column.DIFFERENCE, view.horizontalHeader().sectionSize(Column.DIFFERENCE) + 24
        )
        copy = QAction(icon("content-copy"), self.tr("Copy rows"), view)
        copy.setObjectName("objectHistoryCopy")
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        view.addAction(copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self._told, 1)
        self._bar.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 16)
        head.addWidget(self._bar)
        head.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._messages)
        column.addWidget(self._view, 1)
        self.resize(1120, 420)
