"""The line below a folder that narrows what is loaded of it, while one types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from bimexplorer.ui.look.filter_field import add_clear_button, name_button
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.words import number

_FIELD = 24
"""Characters that the field has room for, at least."""
_ONE_LINE = 100
"""Characters that fit beside each other where all of it stands in one line."""
_TO_THE_ROWS = (
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)


class QuickFilter(QFrame):
    """Hidden until it is asked for. Says how many of the loaded entries fit, and whether there are more.

    Signals:
        typed(str text): this is to be in the names from now on; empty: everything is to be shown.
        left(): the keyboard goes on in the rows.
        search_asked(str text): the whole folder is to be searched for it.
    """

    typed = Signal(str)
    left = Signal()
    search_asked = Signal(str)

    def __init__(self, contents: ContentsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quickFilter")
        self._contents = contents
        self._field = QLineEdit(self)
        self._field.setObjectName("quickFilterField")
        self._field.setAccessibleName(self.tr("Filter the loaded entries by a part of their name"))
        self._field.setPlaceholderText(self.tr("Part of a name"))
        self._field.setMinimumWidth(self.fontMetrics().averageCharWidth() * _FIELD)
        add_clear_button(self._field)
        funnel = self._field.addAction(
            icon("filter-outline", Tint.MUTED), QLineEdit.ActionPosition.LeadingPosition
        )
        name_button(self._field, funnel, self._field.accessibleName())
        self._says = Sentence("", self, muted=True)
        self._says.setObjectName("quickFilterSays")
        self._search = QPushButton(self.tr("Search the whole folder"), self)
        self._search.setObjectName("quickFilterSearch")
        self._search.setFlat(True)
        self._close = QToolButton(self)
        self._close.setObjectName("quickFilterClose")
        self._close.setIcon(icon("close"))
        self._close.setToolTip(self.tr("Show everything again (Esc)"))
        self._close.setAccessibleName(self.tr("Close the filter"))
        self._told = QWidget(self)
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self._says, 1)
        told.addWidget(self._search)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 5, 6, 5)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.addWidget(self._field, 0, 0)
        self._grid.addWidget(self._close, 0, 2)
        self._place_words(wide=True)
        self.hide()

        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._on_typed)
        self._search.clicked.connect(self._on_search)
        self._close.clicked.connect(self.end)
        contents.modelReset.connect(self._on_reset)
        for happened in (contents.branch_loaded, contents.rowsInserted, contents.rowsRemoved):
            happened.connect(self._tell)

    def begin(self) -> None:
        """Let the person type."""
        self.show()
        self._tell()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def end(self) -> None:
        """Show everything again and go away; who typed here goes on in the rows."""
        typing = self.isAncestorOf(self.window().focusWidget())
        self._field.clear()
        if typing:
            self.left.emit()
        self.hide()

    # ---------------------------------------------------------------- what happens

    def _on_typed(self, text: str) -> None:
        self.typed.emit(text)
        self._tell()

    def _on_reset(self) -> None:
        """Another folder: its names have nothing to do with the text."""
        if self._field.hasFocus():
            self.left.emit()
        self._field.blockSignals(True)
        self._field.clear()
        self._field.blockSignals(False)
        self.hide()

    def _on_search(self) -> None:
        text = self._field.text()
        self.end()
        self.search_asked.emit(text)

    def _tell(self, *_: object) -> None:
        if self.isHidden():
            return
        contents = self._contents
        whole = contents.state() is State.DONE
        self._search.setVisible(contents.narrowed and not whole)
        shown, loaded = number(contents.entries_shown()), number(contents.entries_loaded())
        if not contents.narrowed:
            words = "" if whole else self.tr("Only what is loaded is looked at; more is in the folder.")
        elif whole:
            words = self.tr("{shown} of {loaded} entries")
        else:
            words = self.tr("{shown} of {loaded} loaded; more are in the folder.")
        self._says.setText(words.format(shown=shown, loaded=loaded))
        self._field.setAccessibleDescription(self._says.text())

    # ---------------------------------------------------------------- where there is little room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.fontMetrics().averageCharWidth() * _ONE_LINE
        self._place_words(wide=event.size().width() >= room)

    def _place_words(self, *, wide: bool) -> None:
        """Beside the field, or below it."""
        self._grid.removeWidget(self._told)
        if wide:
            self._grid.addWidget(self._told, 0, 1)
        else:
            self._grid.addWidget(self._told, 1, 0, 1, 3)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3 if wide else 0)

    # ---------------------------------------------------------------- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter lead into the rows, which stay narrowed."""
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _TO_THE_ROWS:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)
