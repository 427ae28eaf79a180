"""The search field of the tool bar, and what unfolds beneath it: where to search, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.query import Field, QueryError, fields, parse
from bimexplorer.ui.look.filter_field import name_button
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.places.history import Search

_CHARACTERS = 30
"""Preferred width of the field, in digits of its font."""
_CHARACTERS_LEAST = 8
_CHARACTERS_BENEATH = 66
_GAP = 4
_RADIUS = 5
_SIGN = 18

_BY_HAND = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class SearchField(QLineEdit):
    """Searches when Enter is pressed, and never while somebody types.

    Signals:
        asked(object search): look for this. It can be parsed, and the cloud can look at all of it.
        left(): the person is done with searching.
    """

    asked = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchField")
        self.setAccessibleName(self.tr("Search"))
        glass = self.addAction(icon("magnify", Tint.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        name_button(self, glass, self.accessibleName())
        empty = self.addAction(icon("close", Tint.MUTED), QLineEdit.ActionPosition.TrailingPosition)
        empty.setToolTip(self.tr("Empty the field"))
        name_button(self, empty, empty.toolTip())
        empty.setVisible(False)
        empty.triggered.connect(self._on_emptied)
        self.textChanged.connect(lambda text: empty.setVisible(bool(text)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(self._width(_CHARACTERS_LEAST))
        self.setMaximumWidth(self._width(_CHARACTERS))
        self._unsearchable: Mapping[Field, str] = {}
        self._shown: Search | None = None
        """The search whose hits are shown."""
        self.beneath = SearchOptions(self)
        self.beneath.scope_changed.connect(self._on_scope_changed)
        self.beneath.suggestion_taken.connect(self._on_suggestion_taken)
        self.beneath.escaped.connect(self._leave)
        self.returnPressed.connect(self.search)
        self.textEdited.connect(lambda _: self._clear_mistake())

    # ---------------------------------------------------------------- what the window says

    def allow(self, reason: str, folder: str, unsearchable: Mapping[Field, str]) -> None:
        """`reason`: why nothing can be searched for here; empty: it can, in the folder of this name."""
        self._unsearchable = unsearchable
        self.setEnabled(not reason)
        tip = reason or self.tr("Search in “{folder}”").format(folder=folder)
        self.setPlaceholderText(self.tr("Search") if reason else tip)
        self.setToolTip(tip)

    def show_search(self, search: Search | None) -> None:
        """Show what is searched for; None: a folder is shown."""
        self._shown = search
        self._clear_mistake()
        self.setText(search.text if search is not None else "")
        if search is not None:
            self.beneath.set_below(below=search.below)
        else:
            self.beneath.fold()

    def begin(self) -> None:
        """Let the person type."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def search(self) -> None:
        """Look for what is typed, or say what is wrong with it."""
        text = self.text()
        self._clear_mistake()
        if not text.strip():
            self._leave()
            return
        try:
            query = parse(text)
        except QueryError as error:
            self._mark(error.position, error.length)
            self._tell(error.sentence, error)
            return
        for field in sorted(fields(query)):
            if field in self._unsearchable:
                self._tell(self._unsearchable[field])
                return
        self.beneath.fold()
        self.asked.emit(Search(text.strip(), self.beneath.below))

    # ---------------------------------------------------------------- mistakes

    def _tell(self, sentence: str, error: QueryError | None = None) -> None:
        self.setAccessibleDescription(sentence)
        self.beneath.show_mistake(sentence, error)
        self.beneath.unfold()
        announcement = QAccessibleAnnouncementEvent(self, sentence)
        announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)

    def _mark(self, position: int, length: int) -> None:
        """Underline characters; a line edit takes formats of its text from input methods only."""
        underline = QTextCharFormat()
        underline.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        underline.setUnderlineColor(QColor(colours().danger))
        marked = QInputMethodEvent.Attribute(
            QInputMethodEvent.AttributeType.TextFormat,
            _units(self.text()[:position]) - self.cursorPosition(),
            _units(self.text()[position : position + length]),
            underline,
        )
        QApplication.sendEvent(self, QInputMethodEvent("", [marked]))

    def _clear_mistake(self) -> None:
        if self.accessibleDescription():
            self.setAccessibleDescription("")
            QApplication.sendEvent(self, QInputMethodEvent("", []))
            self.beneath.show_mistake("", None)

    def _on_emptied(self) -> None:
        self._clear_mistake()
        self.clear()
        self.setFocus()

    def _on_suggestion_taken(self, error: QueryError) -> None:
        text = self.text()
        end = error.position + error.length
        self._clear_mistake()
        self.setText(text[: error.position] + error.suggestion + text[end:])
        self.setFocus()
        self.search()

    def _on_scope_changed(self) -> None:
        """What is shown is looked for anew; what is only typed waits for Enter."""
        if self._shown is not None and self._shown.below != self.beneath.below:
            self.asked.emit(Search(self._shown.text, self.beneath.below))

    # ---------------------------------------------------------------- keyboard and focus

    def _leave(self) -> None:
        self._clear_mistake()
        self.clear()
        self.beneath.fold()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() == Qt.Key.Key_Down and self.beneath.isVisible():
            self.beneath.take_focus()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_HAND:
            self.beneath.unfold()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.beneath.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.beneath.place()

    def sizeHint(self) -> QSize:
        return QSize(self._width(_CHARACTERS), super().sizeHint().height())

    def _width(self, characters: int) -> int:
        return self.fontMetrics().horizontalAdvance("0") * characters


class SearchOptions(QFrame):
    """Unfolds over the contents, so that nothing moves under the pointer; folds when the focus leaves it.

    Signals:
        scope_changed(): `below` is another.
        suggestion_taken(object error): put what the error suggests in the place of the mistake.
        escaped(): Escape was pressed.
    """

    scope_changed = Signal()
    suggestion_taken = Signal(object)
    escaped = Signal()

    def __init__(self, field: SearchField) -> None:
        super().__init__(field)
        self.setObjectName("searchOptions")
        self.setAccessibleName(self.tr("Search options"))
        self._field = field
        self._error: QueryError | None = None
        self._below = QRadioButton(self.tr("In this folder and below"), self)
        self._below.setObjectName("searchBelow")
        self._below.setChecked(True)
        self._here = QRadioButton(self.tr("In this folder only"), self)
        self._here.setObjectName("searchHere")
        self._sign = IconLabel(_SIGN, self)
        self._sentence = Sentence("", self)
        self._sentence.setObjectName("searchProblem")
        self._suggestion = QPushButton(self)
        self._suggestion.setObjectName("searchSuggestion")
        self._suggestion.setFlat(True)
        self._hint = Sentence(
            self.tr(
                "Part of a name, or *.ifc   type:folder   size:>10MB   modified:7d  -draft   a\u00a0OR\u00a0b"
            ),
            self,
            muted=True,
        )
        self._hint.setObjectName("searchHint")

        scope = QHBoxLayout()
        scope.setSpacing(16)
        scope.addWidget(self._below)
        scope.addWidget(self._here)
        scope.addStretch(1)
        problem = QHBoxLayout()
        problem.setSpacing(8)
        problem.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        problem.addWidget(self._sentence, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(8)
        outer.addLayout(problem)
        outer.addWidget(self._suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(scope)
        outer.addWidget(self._hint)

        self._below.toggled.connect(lambda _: self.scope_changed.emit())
        self._suggestion.clicked.connect(self._on_suggestion)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        self.show_mistake("", None)
        self.hide()

    @property
    def below(self) -> bool:
        """Whether also the folders inside the open one are searched."""
        return self._below.isChecked()

    def set_below(self, *, below: bool) -> None:
        (self._below if below else self._here).setChecked(True)

    def show_mistake(self, sentence: str, error: QueryError | None) -> None:
        """Say what is wrong with the query and offer what was perhaps meant; empty: nothing is wrong."""
        self._error = error
        self._sentence.setText(sentence)
        self._sign.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Error"))
        suggested = error.suggestion if error is not None else ""
        self._suggestion.setText(self.tr("Search with “{word}”").format(word=suggested))
        for widget, visible in (
            (self._sign, bool(sentence)),
            (self._sentence, bool(sentence)),
            (self._suggestion, bool(suggested)),
            (self._hint, not sentence),
        ):
            widget.setVisible(visible)
        self.place()

    def unfold(self) -> None:
        window = self._field.window()
        if self.parent() is not window:
            self.setParent(window)
            QWidget.setTabOrder(self._field, self._suggestion)
            QWidget.setTabOrder(self._suggestion, self._below)
            QWidget.setTabOrder(self._below, self._here)
        self.show()
        self.raise_()
        self.place()

    def fold(self) -> None:
        self.hide()

    def take_focus(self) -> None:
        """Go on with the keyboard here."""
        first = self._suggestion if self._suggestion.isVisible() else self._below
        (first if first is self._suggestion or self.below else self._here).setFocus(
            Qt.FocusReason.TabFocusReason
        )

    def place(self) -> None:
        """Beneath the field, as far left as the window asks for."""
        window = self.parentWidget()
        if not self.isVisible() or window is self._field or window is None:
            return
        width = self.fontMetrics().horizontalAdvance("0") * _CHARACTERS_BENEATH
        width = min(max(width, self._field.width()), window.width() - 2 * _GAP)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + _GAP))
        left = max(_GAP, min(corner.x(), window.width() - width - _GAP))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setGeometry(left, corner.y(), width, layout.totalHeightForWidth(width))

    def _on_suggestion(self) -> None:
        if self._error is not None:
            self.suggestion_taken.emit(self._error)

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # Without a focus another program is in front; menus and such are windows of their own.
        if not self.isVisible() or now is None or now.window() is not self.window():
            return
        if now is not self._field and not self.isAncestorOf(now):
            self.fold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._field.search()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """A sheet that lies over the contents."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours().control))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)


def _units(text: str) -> int:
    """How many characters Qt counts, which has two for those beyond the first 65,536."""
    return len(text.encode("utf-16-le")) // 2
