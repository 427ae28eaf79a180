"""The open folder, as details or as icons: one list and one selection, of which one view is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QPixmap, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.panels.quick_filter import QuickFilter
from bimexplorer.ui.views.contents_view import ContentsView
from bimexplorer.ui.views.icons_view import IconsView
from bimexplorer.ui.views.kept_selection import KeptSelection, narrow_keeping_selection
from bimexplorer.ui.views.whole_list import WholeList


class FolderView(QWidget):
    """Passes on what its views tell, and to the one that is shown what is asked of it.

    Signals: those of `EntryView`, and
        shown_changed(): the other view is shown.
        search_asked(str text): the whole folder is to be searched for names with this in them.
        told(str sentence): something a person should know, and can do nothing about.
    """

    entry_activated = Signal(object)
    selection_changed = Signal()
    menu_asked = Signal(object)
    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)
    shown_changed = Signal()
    search_asked = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        contents: ContentsModel,
        check_name: Callable[[str], str],
        picture: Callable[[Entry], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        """`picture`: what icons show in the place of an entry's icon, if there is something better."""
        super().__init__(parent)
        self._contents = contents
        self.setObjectName("folderView")
        self.details = ContentsView(contents, check_name, self)
        self.icons = IconsView(contents, check_name, picture, self.details.selectionModel(), self)
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        self._kept = KeptSelection(contents, self.details.selectionModel(), self)
        self._kept.let_go.connect(self._tell_let_go)
        self.filter = QuickFilter(contents, self)
        column.addWidget(self.filter)
        self.filter_action = _filter_action(self)
        for view in (self.details, self.icons):
            self._stack.addWidget(view)
            view.entry_activated.connect(self.entry_activated)
            view.menu_asked.connect(self.menu_asked)
            view.files_dropped.connect(self.files_dropped)
            view.entries_dropped.connect(self.entries_dropped)
            view.filter_asked.connect(self.filter.begin)
        self.details.selection_changed.connect(self.selection_changed)  # it is the selection of both
        self.filter_action.triggered.connect(self.filter.begin)
        self.filter.typed.connect(self._narrow)
        self.filter.left.connect(self._go_on_in_rows)
        self.filter.search_asked.connect(self.search_asked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Not a focus proxy: Qt lets Tab go there from the end of the window, past all that comes before."""
        self.shown.setFocus(event.reason())

    @property
    def shown(self) -> ContentsView | IconsView:
        """The view that is shown."""
        return self.icons if self._stack.currentWidget() is self.icons else self.details

    def show_icons(self, on: bool) -> None:
        """Show icons, or else details. Who is at the one with the keyboard goes on in the other."""
        before, wanted = self.shown, self.icons if on else self.details
        if before is wanted:
            return
        focused = before.hasFocus()
        self._stack.setCurrentWidget(wanted)
        if focused:
            wanted.setFocus()
        self.shown_changed.emit()

    # ---------------------------------------------------------------- the quick filter

    def _narrow(self, text: str) -> None:
        kept = narrow_keeping_selection(self._contents, self.selectionModel(), text)
        current = self.shown.currentIndex()
        if current.isValid():
            self.shown.scrollTo(current)
        else:
            self.shown.verticalScrollBar().setValue(0)
        if not kept:
            self._tell_let_go()

    def _tell_let_go(self) -> None:
        self.told.emit(
            self.tr("Too many entries were selected here and there: nothing is selected any more.")
        )

    def _go_on_in_rows(self) -> None:
        """With the first row, where the current one is not among them."""
        self.shown.setFocus()
        if not self.shown.currentIndex().isValid() and self._contents.entries_shown():
            self.shown.setCurrentIndex(self._contents.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filter.isVisible():
            self.filter.end()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.filter_action.setEnabled(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.filter_action.setEnabled(False)

    # ---------------------------------------------------------------- what the window asks

    def selected(self, at_most: int | None = None) -> tuple[Entry, ...]:
        """The selected entries, or the first few of them where that is enough to know."""
        return self.shown.selected(at_most)

    def selected_count(self) -> int:
        """How many entries are selected, without asking for each of them."""
        return self.shown.selected_count()

    @property
    def shows_everything(self) -> bool:
        """Whether nothing more is to come below the rows."""
        return self.shown.shows_everything

    def selectionModel(self) -> QItemSelectionModel:
        return self.shown.selectionModel()

    @property
    def whole(self) -> WholeList:
        """What loads the rest, where that is asked for."""
        return self.shown.whole

    def selectAll(self) -> None:
        self.shown.selectAll()

    def select_name(self, name: str) -> None:
        """Select the entry of this name, now or as soon as its row is there."""
        self.filter.end()
        self.shown.select_name(name)

    def select_entry(self, entry: Entry) -> None:
        """Select the row of an entry that is loaded; a filter that hides it is not wanted any more."""
        if self._contents.hides(entry):
            self.filter.end()
        self.shown.select_entry(entry)

    def edit_name(self) -> None:
        """Rename the current entry in place."""
        self.shown.edit_name()


def _filter_action(view: FolderView) -> QAction:
    """The keys of Dolphin; on macOS they mean something else."""
    action = QAction(QCoreApplication.translate("filter", "&Filter by name"), view)
    action.setObjectName("filter")
    action.setIcon(icon("filter-outline"))
    action.setShortcut(QKeySequence("Ctrl+Alt+F" if sys.platform == "darwin" else "Ctrl+I"))
    action.setEnabled(False)
    return action
