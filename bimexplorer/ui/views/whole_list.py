"""Going to the end of a list, and selecting all of it, while not all of it is loaded.

Both begin to load the rest, in pages as large as the service gives them. Until then what is loaded is what is
meant, and that is said. Whoever goes on to something else meanwhile has changed his mind: it stops.
"""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from bimexplorer.ui.models.narrowing import NarrowedModel
from bimexplorer.ui.models.paged import PagedModel, State
from bimexplorer.words import plural

_Flag = QItemSelectionModel.SelectionFlag
_Left = tuple[QPersistentModelIndex, int]


class Wish(Enum):
    """What is to be done when everything is loaded."""

    END = auto()
    EVERYTHING = auto()


class WholeList(QObject):
    """Signals:
    told(): `progress` says something else.
    ended(str sentence): it came to nothing; what of it holds now.
    """

    told = Signal()
    ended = Signal(str)

    def __init__(self, model: PagedModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._wish: Wish | None = None
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._covered = 0
        """Rows that were loaded when the selection was last made."""
        self._from = QPersistentModelIndex()
        """Where a selection up to the end begins."""
        self._left: _Left | None = None
        """The current row and how many are selected, as it left them; None: that is still being done."""
        view.installEventFilter(self)
        model.branch_loaded.connect(self._on_loaded)
        model.merging.connect(self._on_merging)
        model.modelReset.connect(self._forget)

    @property
    def progress(self) -> str:
        """What it loads for and how far that is; empty: nothing."""
        loaded = self._model.entries_loaded()
        if self._wish is Wish.END:
            return plural("To the end: {n} so far", "To the end: {n} so far", loaded)
        if self._wish is Wish.EVERYTHING:
            return plural(
                "Selecting all: {n} so far",
                "Selecting all: {n} so far",
                loaded,
            )
        return ""

    def go_to_end(self, modifiers: Qt.KeyboardModifier) -> None:
        """The view goes to the last loaded row by itself; go on to the very last one."""
        self._begin(Wish.END, modifiers)

    def select_all(self) -> None:
        """Every row that is loaded, then the others too."""
        self._select_loaded()
        self._begin(Wish.EVERYTHING, Qt.KeyboardModifier.NoModifier)

    def stop(self) -> None:
        """Leave it at what is loaded, and say so."""
        if self._wish is not None:
            self._end(
                plural(
                    "Stopped: only {n} entry is selected.",
                    "Stopped: only {n} entries are selected.",
                    self._model.entries_loaded(),
                )
                if self._wish is Wish.EVERYTHING
                else plural(
                    "Stopped: only {n} entry is loaded.",
                    "Stopped: only {n} entries are loaded.",
                    self._model.entries_loaded(),
                )
            )

    # ---------------------------------------------------------------- loading

    def _begin(self, wish: Wish, modifiers: Qt.KeyboardModifier) -> None:
        model = self._model
        narrowed = isinstance(model, NarrowedModel) and model.narrowed
        if narrowed or model.state() not in (State.IDLE, State.FETCHING) or not model.entries_loaded():
            self._forget()
            return
        self._wish, self._modifiers, self._left = wish, modifiers, None
        self._covered = model.entries_shown()
        QTimer.singleShot(0, self, self._on_key_done)
        model.load_next()
        self.told.emit()
        self._announce(self.progress)

    def _on_key_done(self) -> None:
        """The view has selected what is loaded."""
        self._look_how_it_is()
        if self._wish is Wish.END and self._modifiers & Qt.KeyboardModifier.ShiftModifier:
            last, ranges = self._covered - 1, self._view.selectionModel().selection()
            selected = [ranges.at(number) for number in range(ranges.count())]
            first = min((one.top() for one in selected if one.top() <= last <= one.bottom()), default=last)
            self._from = QPersistentModelIndex(self._model.index(first, 0))

    def _on_merging(self) -> None:
        """Rows are about to change places: what stands below the first one then is another choice of them."""
        if self._left is None or not self._from.isValid():
            return
        left = self._left
        self._look_how_it_is()
        if self._left != left:
            self._forget()
            return
        self._view.selectionModel().select(self._stretch(self._from.row(), self._covered), _Flag.Deselect)
        self._look_how_it_is()

    def _look_how_it_is(self) -> None:
        selection = self._view.selectionModel()
        ranges = selection.selection()
        count = sum(ranges.at(number).height() for number in range(ranges.count()))
        self._left = (QPersistentModelIndex(selection.currentIndex()), count)

    def _on_loaded(self, _: object) -> None:
        if self._wish is None:
            return
        left = self._left
        if left is not None:
            self._look_how_it_is()
            if self._left != left:
                self._forget()
                return
        state = self._model.state()
        if state is State.ERROR:
            self._end(
                plural(
                    "Only {n} entry could be loaded.",
                    "Only {n} entries could be loaded.",
                    self._model.entries_loaded(),
                )
            )
            return
        if self._wish is Wish.EVERYTHING:
            self._select_what_came()
        if state is State.DONE:
            self._fulfil()
        else:
            self._model.load_next()
            self.told.emit()

    def _fulfil(self) -> None:
        if self._wish is Wish.EVERYTHING:
            self._select_loaded()
        else:
            self._go_to_last()
        self._forget()
        self._announce(
            plural("{n} entry is loaded.", "All {n} entries are loaded.", self._model.entries_loaded())
        )

    # ---------------------------------------------------------------- rows

    def _go_to_last(self) -> None:
        model, selection = self._model, self._view.selectionModel()
        last = model.index(model.entries_shown() - 1, 0)
        if self._modifiers & Qt.KeyboardModifier.ShiftModifier:
            first = self._from.row() if self._from.isValid() else self._covered - 1
            selection.select(self._stretch(first), _Flag.Select)
            selection.setCurrentIndex(last, _Flag.NoUpdate)
        elif self._modifiers & Qt.KeyboardModifier.ControlModifier:
            selection.setCurrentIndex(last, _Flag.NoUpdate)
        else:
            selection.setCurrentIndex(last, _Flag.ClearAndSelect | _Flag.Rows)
        self._view.scrollTo(last)

    def _select_loaded(self) -> None:
        if self._model.entries_shown():
            self._view.selectionModel().select(self._stretch(0), _Flag.ClearAndSelect)

    def _select_what_came(self) -> None:
        """Those below what is selected already: whatever somebody asks for meanwhile holds for these too."""
        if self._model.entries_shown() > self._covered:
            self._view.selectionModel().select(self._stretch(self._covered), _Flag.Select)
            self._covered = self._model.entries_shown()
            self._look_how_it_is()

    def _stretch(self, first: int, end: int | None = None) -> QItemSelection:
        """The rows from `first` up to `end` (None: all of them), and not the one below them that is none."""
        model = self._model
        last = (model.entries_shown() if end is None else end) - 1
        return QItemSelection(model.index(first, 0), model.index(last, model.columnCount(QModelIndex()) - 1))

    # ---------------------------------------------------------------- the end of it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._wish is None or not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            self.stop()
        event.accept()  # also as the window's shortcut it would mean something else
        return True

    def _end(self, sentence: str) -> None:
        self._forget()
        self.ended.emit(sentence)
        self._announce(sentence)

    def _forget(self) -> None:
        if self._wish is not None:
            self._wish = self._left = None
            self._from = QPersistentModelIndex()
            self.told.emit()

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))
