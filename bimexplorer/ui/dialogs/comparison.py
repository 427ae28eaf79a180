"""What changed between two revisions of a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFontMetrics,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.comparison.documents import documents
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.revisions import Pair, Revision
from bimexplorer.ui.dialogs.comparison_commands import ComparisonCommands
from bimexplorer.ui.dialogs.comparison_history import ObjectHistoryDialog
from bimexplorer.ui.dialogs.comparison_limits import ComparisonLimitsDialog, Limited
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.comparison import ComparisonModel, Sight
from bimexplorer.ui.models.comparison_arranging import ComparisonArranging
from bimexplorer.ui.models.comparison_reading import Compared, ComparisonReading, Phase
from bimexplorer.ui.panels.comparison_details import ComparisonDetails
from bimexplorer.ui.panels.comparison_documents import ComparisonDocuments
from bimexplorer.ui.panels.comparison_filter import ComparisonFilter
from bimexplorer.ui.panels.comparison_heading import ComparisonHeading
from bimexplorer.ui.panels.comparison_kinds import KindsBar
from bimexplorer.ui.panels.comparison_rows import ComparisonRows
from bimexplorer.ui.panels.comparison_state import ComparisonState
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.words import number, plural

_AGAIN_MS = 15_000
"""Between two looks whether it is still up to date."""
_BESIDE_FROM = 100
"""Digits that have to fit into the window for the attributes beside the objects; else they stand below."""
_SHARES = [600, 400]
"""Of the room that objects and attributes have together."""
_LINES = 8
"""That the objects are high at least."""


class ComparisonDialog(QDialog):
    """Open it with `present(pair)`; the window stays usable beside it.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
        sign_in_asked(): somebody wants to sign in, here.
    """

    expired = Signal(str)
    sign_in_asked = Signal()

    def __init__(
        self, compared: Compared, kept: KeptComparisons, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonView")
        self.setWindowTitle(self.tr("Comparison of “{model}”").format(model=compared.model.name))
        self.setAccessibleName(self.windowTitle())
        self._compared = compared
        self._tasks = tasks
        self._asking: Task | None = None
        self._look_error_told = False
        self._ended = False
        """Whether the sign-in has ended, and it was not gone on since."""
        self.disciplines: Mapping[str, str] = {}
        self._limited = Limited()

        self.reading = ComparisonReading(tasks, compared, kept, self)
        self.arranging = ComparisonArranging(tasks, self.reading, self)
        self._model = ComparisonModel(lambda each: self.disciplines.get(each, each))
        self._model.setParent(self)
        self._heading = ComparisonHeading(compared.model, self)
        self._state = ComparisonState(self.reading, self)
        self._messages = MessageBar(self)
        self._messages.setObjectName("comparisonMessage")
        self.kinds = KindsBar(self)
        self.filter = ComparisonFilter(self)
        self.rows = ComparisonRows(self._model, self)
        self.rows.setAccessibleName(self.tr("Objects that are not the same in both revisions"))
        self._empty = EmptyState(self.rows.viewport())
        self.details = ComparisonDetails(self._make_documents(), self)
        self._count = QLabel(self)
        self._count.setObjectName("comparisonCount")
        self._count.setProperty("muted", True)
        self._commands = ComparisonCommands(
            compared,
            self.reading,
            self._model,
            self.rows,
            lambda: self.disciplines,
            self._messages,
            kept,
            tasks,
            self,
        )
        self._commands.documents_asked.connect(self.details.show_documents)
        self._lay_out()

        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.reading.look_again)
        self._connect()

    def present(self, pair: Pair) -> None:
        """Bring it to the front with this pair."""
        fresh = not self.isVisible()
        self.show()
        self.raise_()
        self.activateWindow()
        if fresh:
            self._ask(pair)
            self.rows.setFocus()
        self._heading.show_pair(pair)
        if fresh or pair != self.reading.pair or not self.reading.phase.busy:
            self._read(pair)

    def shown_objects(self) -> int:
        """How many fit what is typed and chosen, also those in closed groups."""
        return self._model.objects_shown

    def settled(self) -> bool:
        """Whether what is shown is what was typed and chosen, of all that has come."""
        return not self.arranging.busy and not self.filter.waiting

    # ---------------------------------------------------------------- reading

    def _ask(self, pair: Pair) -> None:
        """For what can be chosen, and for what disciplines are called."""

        def work() -> tuple[tuple[Revision, ...], Mapping[str, str]]:
            models, model = self._compared.models, self._compared.model
            return models.revisions(model), models.disciplines(model)

        self._asking = self._tasks.run(
            work, lambda answer: self._on_told(pair, answer), self._on_failed, owner=self
        )

    def _on_told(self, pair: Pair, answer: tuple[tuple[Revision, ...], Mapping[str, str]]) -> None:
        self._asking = None
        revisions, self.disciplines = answer
        self.arranging.disciplines = self.disciplines
        self._heading.show_revisions(revisions, self.reading.pair or pair)
        if self.reading.objects:
            self.arranging.begin()

    def _read(self, pair: Pair) -> None:
        self._messages.clear()
        self.reading.read(pair)

    def _on_limit_asked(self) -> None:
        compared = self._compared
        dialog = ComparisonLimitsDialog(
            self._limited, lambda: compared.models.limits(compared.model), self._tasks, self
        )
        dialog.chosen.connect(self._on_limited)
        dialog.expired.connect(self._on_ended)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_limited(self, limited: Limited) -> None:
        self._limited = limited
        self._heading.show_limits(limited.names)
        self.reading.options = limited.options
        if self.reading.pair is not None:
            self._read(self.reading.pair)

    def _on_recalculate(self) -> None:
        pair = self.reading.pair
        if pair is not None:
            self._messages.clear()
            self.reading.read(pair, anew=self.reading.phase is Phase.DONE)

    def go_on(self) -> None:
        """Somebody has signed in to the site: do what the end of the last sign-in has hindered."""
        if not self._ended:
            return
        self._ended = self._look_error_told = False
        self._messages.clear()
        pair = self.reading.pair
        if self.reading.phase is Phase.DONE:
            self.reading.look_again()
        elif pair is not None:
            self._try_again(pair)
        self.details.documents.read()
        for history in self.findChildren(ObjectHistoryDialog):
            history.go_on()

    def _on_failed(self, error: ProgramError) -> None:
        pair = self.reading.pair
        self._tell(error, None if pair is None else lambda: self._try_again(pair))
        self._update()

    def _tell(self, error: ProgramError, again: Callable[[], None] | None) -> None:
        if isinstance(error, AuthExpired):
            self._messages.show_error(error, self.sign_in_asked.emit, self.tr("Sign in…"))
            self._on_ended()
        else:
            self._messages.show_error(error, again)

    def _on_ended(self) -> None:
        self._ended = True
        self.expired.emit(self._compared.site_id)

    def _try_again(self, pair: Pair) -> None:
        self._ask(pair)
        self._read(pair)

    def _on_looked(self, error: ProgramError | None) -> None:
        """Once is enough to say that the server cannot be asked whether it is still up to date."""
        if error is None:
            if self._look_error_told:
                self._messages.clear()
            self._look_error_told = False
        elif not self._look_error_told:
            self._look_error_told = True
            self._tell(error, self.reading.look_again)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._rest()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._rest()
        super().closeEvent(event)

    def _rest(self) -> None:
        """Ask nothing while nobody looks."""
        self._again.stop()
        self.reading.cancel()
        self.arranging.stop()
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    # ---------------------------------------------------------------- what is shown

    def _look(self) -> None:
        self.arranging.look(self.filter.narrowing(self.kinds.chosen()), self.filter.grouping)

    def _on_restarted(self) -> None:
        self._model.clear()
        self._update()

    def _on_arranged(self, shown: Sight) -> None:
        self.filter.show_types(shown.arrangement.types)
        self.filter.show_attributes(shown.arrangement.attributes)
        self.rows.show_sight(shown)
        self._update()

    def _on_changed(self, *_: object) -> None:
        self.kinds.show_counts(self.reading.counts)
        self._update()

    def _on_chosen(self) -> None:
        self.details.show_object(self.rows.current_object(), self.reading.pair)
        self._update()

    def _update(self) -> None:
        reading, every, seen = self.reading, len(self.reading.objects), self._model.objects_shown
        chosen = self.rows.selected_count()
        text = plural("{n} object", "{n} objects", every)
        if seen != every:
            text = self.tr("{seen} of {objects}").format(seen=number(seen), objects=text)
        if chosen:
            text = self.tr("{text}, {n} selected").format(text=text, n=number(chosen))
        self._count.setText(text if every or reading.phase is Phase.DONE else "")
        self._commands.update()
        self._show_empty()

    def _show_empty(self) -> None:
        reading = self.reading
        if self._model.rowCount():
            self._empty.hide()
            return
        if reading.phase.busy or self.arranging.busy:
            self._empty.say(icon("compare", Tint.MUTED), self.tr("Comparing…"), "")
        elif reading.objects:
            hint = self.tr("Try fewer or other words, kinds or types.")
            self._empty.say(icon("magnify", Tint.MUTED), self.tr("No object is like that"), hint)
        elif reading.phase is Phase.DONE:
            title = self.tr("Nothing differs between these revisions")
            limited = self.tr("The comparison is limited to {what}.").format(
                what=", ".join(self._limited.names)
            )
            hint = limited if self._limited.names else ""
            self._empty.say(icon("check-circle-outline", Tint.MUTED), title, hint)
        else:
            self._empty.say(icon("compare", Tint.MUTED), self.tr("Nothing was compared"), "")
        self._place_empty()
        self._empty.show()

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.rows.viewport().rect())

    # ---------------------------------------------------------------- parts

    def _make_documents(self) -> ComparisonDocuments:
        compared = self._compared
        found = ComparisonDocuments(
            lambda one, pair: documents(compared.models, compared.model, one, pair), self._tasks, self
        )
        found.expired.connect(self._on_ended)
        return found

    def _connect(self) -> None:
        reading = self.reading
        self._heading.pair_chosen.connect(self._read)
        self._heading.limit_asked.connect(self._on_limit_asked)
        self._state.recalculate_asked.connect(self._on_recalculate)
        reading.changed.connect(self._on_changed)
        reading.brought.connect(self._on_changed)
        reading.restarted.connect(self._on_restarted)
        reading.failed.connect(self._on_failed)
        reading.looked.connect(self._on_looked)
        self.arranging.arranged.connect(self._on_arranged)
        self.arranging.failed.connect(self._on_failed)
        self.kinds.changed.connect(self._look)
        self.filter.changed.connect(self._look)
        self.filter.left.connect(self._on_left_filter)
        self.rows.chosen.connect(self._on_chosen)
        self.rows.resized.connect(self._place_empty)
        self._commands.expired.connect(self._on_ended)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.filter.begin)
        look = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        look.activated.connect(self.reading.look_again)
        self._on_chosen()

    def _on_left_filter(self) -> None:
        self.rows.setFocus()
        if not self.rows.currentIndex().isValid() and self._model.rowCount():
            self.rows.setCurrentIndex(self._model.index(0, 0))

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("comparisonSplitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.rows)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes(_SHARES)
        self.rows.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        self.rows.set_column_widths()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 0, 8, 0)
        bottom.addWidget(self._count, 1)
        bottom.addWidget(self._commands.tool_bar())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._heading, self._state, self._messages, self.kinds, self.filter):
            column.addWidget(part)
        column.addWidget(self._splitter, 1)
        column.addLayout(bottom)
        self.resize(1120, 680)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= QFontMetrics(self.font()).horizontalAdvance("0") * _BESIDE_FROM
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() != wanted:
            self._splitter.setOrientation(wanted)
            self._splitter.setSizes(_SHARES)
