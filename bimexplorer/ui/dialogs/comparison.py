"""What changed between two revisions of a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.models import Models
from bimexplorer.comparison.following import Wanted
from bimexplorer.comparison.grouping import Narrowing
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Entry
from bimexplorer.revisions import ChangedObject, Pair, Revision
from bimexplorer.ui.dialogs.comparison_export import ComparisonExport
from bimexplorer.ui.dialogs.comparison_history import ObjectHistoryDialog
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.comparison import ComparisonModel, Sight
from bimexplorer.ui.models.comparison_arranging import ComparisonArranging
from bimexplorer.ui.models.comparison_reading import OPTIONS, ComparisonReading, Phase
from bimexplorer.ui.panels.comparison_details import ComparisonDetails
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


@dataclass(frozen=True, slots=True)
class Compared:
    """Whose revisions are compared, and who tells of them."""

    site_id: str
    models: Models
    model: Entry


class ComparisonDialog(QDialog):
    """Open it with `present(pair)`; the window stays usable beside it.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self, compared: Compared, kept: KeptComparisons, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonView")
        self.setWindowTitle(self.tr("Comparison of “{model}”").format(model=compared.model.name))
        self.setAccessibleName(self.windowTitle())
        self._compared = compared
        self._kept = kept
        self._tasks = tasks
        self._asking: Task | None = None
        self._look_error_told = False
        self.disciplines: Mapping[str, str] = {}

        self.reading = ComparisonReading(tasks, compared.models, compared.model, self)
        self.arranging = ComparisonArranging(tasks, self.reading, self)
        self._export = ComparisonExport(tasks, self)
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
        self.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = EmptyState(self.rows.viewport())
        self._details = ComparisonDetails(self)
        self._count = QLabel(self)
        self._count.setObjectName("comparisonCount")
        self._count.setProperty("muted", True)
        self._make_actions()
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
        models, model = self._compared.models, self._compared.model

        def work() -> tuple[tuple[Revision, ...], Mapping[str, str]]:
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

    def _on_recalculate(self) -> None:
        pair = self.reading.pair
        if pair is not None:
            self._messages.clear()
            self.reading.read(pair, anew=self.reading.phase is Phase.DONE)

    def _on_failed(self, error: ProgramError) -> None:
        pair = self.reading.pair
        self._messages.show_error(error, None if pair is None else lambda: self._try_again(pair))
        if isinstance(error, AuthExpired):
            self.expired.emit(self._compared.site_id)
        self._update()

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
            self._messages.show_error(error, self.reading.look_again)
            if isinstance(error, AuthExpired):
                self.expired.emit(self._compared.site_id)

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
        self.arranging.look(
            Narrowing(self.filter.text, self.filter.types, self.kinds.chosen()), self.filter.grouping
        )

    def _on_restarted(self) -> None:
        self._model.clear()
        self._update()

    def _on_arranged(self, shown: Sight) -> None:
        self.filter.show_types(shown.arrangement.types)
        self.rows.show_sight(shown)
        self._update()

    def _on_changed(self, *_: object) -> None:
        self.kinds.show_counts(self.reading.counts)
        self._update()

    def _on_chosen(self) -> None:
        self._details.show_object(self.rows.current_object(), self.reading.pair)
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
        for action in (self._copy, self._copy_ids):
            action.setEnabled(bool(chosen))
        one = self.rows.current_object()
        choose = "" if one is not None else self.tr("Choose an object first.")
        whole = "" if reading.phase is Phase.DONE else self.tr("Wait until everything is read.")
        nothing = "" if seen else self.tr("There is nothing to export.")
        for tool, reason in ((self._history, choose), (self._save, whole or nothing)):
            tool.setEnabled(not reason)
            tool.setToolTip(f"{tool.iconText()}: {reason}" if reason else tool.iconText())
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
            self._empty.say(icon("check-circle-outline", Tint.MUTED), title, "")
        else:
            self._empty.say(icon("compare", Tint.MUTED), self.tr("Nothing was compared"), "")
        self._place_empty()
        self._empty.show()

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.rows.viewport().rect())

    # ---------------------------------------------------------------- what can be done

    def _on_copy(self) -> None:
        objects = self.rows.selected_objects()
        # On a worker: there may be 100,000.
        self._tasks.run(
            lambda: self._model.as_text(objects),
            QGuiApplication.clipboard().setText,
            self._messages.show_error,
            owner=self,
        )

    def _on_copy_ids(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(one.id for one in self.rows.selected_objects()))

    def _on_history(self, one: ChangedObject | None = None) -> None:
        """Of the object that is chosen."""
        one = one or self.rows.current_object()
        if one is None:
            return
        about, kept = self._compared, self._kept
        dialog = ObjectHistoryDialog(
            one,
            lambda: about.models.revisions(about.model),
            lambda pair: kept.result(about.site_id, about.models, Wanted(about.model, pair, OPTIONS)),
            lambda: self.expired.emit(about.site_id),
            self._tasks,
            self,
        )
        dialog.show()

    def _on_export(self) -> None:
        comparison = self.reading.comparison
        if comparison is not None:
            self._export.ask(self._compared.model.name, comparison, self._model.in_order(), self.disciplines)

    def _on_saved(self, path: str, objects: int) -> None:
        text = plural(
            "{n} object was saved in “{file}”.",
            "{n} objects were saved in “{file}”.",
            objects,
            file=Path(path).name,
        )
        self._messages.show_message(text)

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("comparisonMenu")
        menu.setToolTipsVisible(True)
        entries = (
            self._history,
            None,
            self._copy,
            self._copy_ids,
            None,
            self._open_all,
            self._close_all,
            None,
        )
        for action in (*entries, self._save):
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.rows.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- parts

    def _connect(self) -> None:
        reading = self.reading
        self._heading.pair_chosen.connect(self._read)
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
        self.rows.activated_object.connect(self._on_history)
        self.rows.customContextMenuRequested.connect(self._on_menu)
        self.rows.resized.connect(self._place_empty)
        self._export.saved.connect(self._on_saved)
        self._export.failed.connect(self._messages.show_error)
        self._on_chosen()

    def _on_left_filter(self) -> None:
        self.rows.setFocus()
        if not self.rows.currentIndex().isValid() and self._model.rowCount():
            self.rows.setCurrentIndex(self._model.index(0, 0))

    def _make_actions(self) -> None:
        copy, find = QKeySequence(QKeySequence.StandardKey.Copy), QKeySequence(QKeySequence.StandardKey.Find)
        make = self._action
        self._history = make("History", self.tr("History of this object…"), "history", self._on_history)
        self._copy = make("Copy", self.tr("Copy rows"), "content-copy", self._on_copy, copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy_ids = make("CopyIds", self.tr("Copy ids"), "identifier", self._on_copy_ids, "Ctrl+Shift+C")
        self._save = make("Export", self.tr("Export…"), "file-export-outline", self._on_export, "Ctrl+S")
        self._open_all = make(
            "OpenAll", self.tr("Open all groups"), "unfold-more-horizontal", self._open_groups
        )
        self._close_all = make(
            "CloseAll", self.tr("Close all groups"), "unfold-less-horizontal", self._close_groups
        )
        for action, shortly in ((self._history, self.tr("History")), (self._copy, self.tr("Copy"))):
            action.setIconText(shortly)
        make("Find", self.tr("Filter"), "magnify", self.filter.begin, find)
        make("LookAgain", self.tr("Look again"), "refresh", self.reading.look_again, "F5")
        self.rows.addAction(self._copy)

    def _open_groups(self) -> None:
        self._model.set_all_expanded(True)

    def _close_groups(self) -> None:
        self._model.set_all_expanded(False)

    def _action(
        self,
        name: str,
        text: str,
        symbol: str,
        slot: Callable[[], object],
        keys: QKeySequence | str = "",
    ) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(f"comparison{name}")
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda *_: slot())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        bar = QToolBar(self)
        bar.setAccessibleName(self.tr("Commands of the comparison"))
        bar.setIconSize(QSize(18, 18))
        for action in (self._history, self._copy, self._save):
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setObjectName(f"{action.objectName()}Button")
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("comparisonSplitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.rows)
        self._splitter.addWidget(self._details)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self.rows.set_column_widths()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 0, 8, 0)
        bottom.addWidget(self._count, 1)
        bottom.addWidget(bar)
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
