"""Two texts side by side, scrolled together, from one difference to the next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QColor,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractSlider,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.versions.alignment import Change
from bimexplorer.ui.versions.compared_texts import ComparedTexts
from bimexplorer.ui.versions.kind import Sides
from bimexplorer.ui.versions.marks import new_marks, old_marks
from bimexplorer.ui.versions.text_pane import PaneRow, TextPane
from bimexplorer.words import number, plural

translate = QCoreApplication.translate

_STRIP = 12
"""Width of the overview, in pixels."""


class TextComparison(QWidget):
    """The older text on the left."""

    def __init__(self, compared: ComparedTexts, sides: Sides, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("textComparison")
        self._differences = compared.alignment.differences()
        self._at = -1
        """Index of the difference that was gone to; -1: none yet."""
        self._following = False
        """One side is being scrolled to where the other one is."""
        rows = compared.alignment.rows
        self._old = TextPane(
            compared.old,
            [PaneRow(row.old, row.change, row.old_marks) for row in rows],
            "\N{MINUS SIGN}",
            old_marks,
            self,
        )
        self._new = TextPane(
            compared.new,
            [PaneRow(row.new, row.change, row.new_marks) for row in rows],
            "+",
            new_marks,
            self,
        )
        for name, pane, version in (
            ("olderText", self._old, sides.old),
            ("newerText", self._new, sides.new),
        ):
            pane.setObjectName(name)
            pane.setAccessibleName(self.tr("Text of {version}").format(version=sides.caption(version)))
        self._count = QLabel(self)
        self._count.setObjectName("differenceCount")
        self._note = Sentence(_note(compared), self, muted=True)
        self._note.setObjectName("textComparisonNote")
        self._previous = self._action(
            "previousDifference", self.tr("Previous difference"), "arrow-up", "Shift+F7", "Alt+Up", -1
        )
        self._next = self._action(
            "nextDifference", self.tr("Next difference"), "arrow-down", "F7", "Alt+Down", 1
        )
        self._strip = _Overview([row.change for row in rows], self._new.verticalScrollBar(), self)
        self._strip.chosen.connect(self._on_row_chosen)
        self._couple(self._old.verticalScrollBar(), self._new.verticalScrollBar())
        self._couple(self._old.horizontalScrollBar(), self._new.horizontalScrollBar())
        self._old.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Both as high as each other, also where only one text is wider than its side.
        for pane in (self._old, self._new):
            pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._lay_out(sides)
        self.setFocusProxy(self._new)
        self._tell()

    def differences(self) -> int:
        """How many stretches differ."""
        return len(self._differences)

    # ---------------------------------------------------------------- going around

    def step(self, by: int) -> None:
        """Go to the next difference, or to the one before."""
        at = self._at + by if self._at >= 0 or by > 0 else len(self._differences) - 1
        if 0 <= at < len(self._differences):
            self._go_to(at)

    def _go_to(self, at: int) -> None:
        self._at = at
        for pane in (self._old, self._new):
            pane.go_to(self._differences[at])
        self._tell()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._count.text()))

    def _on_row_chosen(self, row: int) -> None:
        """Somebody pressed in the overview: the difference there, or just that place."""
        near = (at for at, rows in enumerate(self._differences) if row in rows)
        at = next(near, None)
        if at is not None:
            self._go_to(at)
        else:
            self._new.verticalScrollBar().setValue(row)

    def _tell(self) -> None:
        count = len(self._differences)
        if not count:
            text = self.tr("No difference in the text")
        elif self._at < 0:
            text = plural("{n} difference", "{n} differences", count)
        else:
            text = self.tr("Difference {at} of {count}").format(at=number(self._at + 1), count=number(count))
        self._count.setText(text)
        self._previous.setEnabled(self._at > 0 or (self._at < 0 and count > 0))
        self._next.setEnabled(self._at + 1 < count)

    def _couple(self, one: QScrollBar, other: QScrollBar) -> None:
        """Where one cannot go as far as the other, it waits."""

        def follow(leader: QAbstractSlider, led: QAbstractSlider) -> None:
            if not self._following:
                self._following = True
                led.setValue(leader.value())
                self._following = False

        one.valueChanged.connect(lambda _: follow(one, other))
        other.valueChanged.connect(lambda _: follow(other, one))

    # ---------------------------------------------------------------- parts

    def _action(self, name: str, text: str, symbol: str, key: str, other_key: str, by: int) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key), QKeySequence(other_key)])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({shown})")
        action.triggered.connect(lambda *_: self.step(by))
        self.addAction(action)
        return action

    def _lay_out(self, sides: Sides) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.addWidget(self._count)
        for action in (self._previous, self._next):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setObjectName(f"{action.objectName()}Button")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        head.addWidget(self._note, 1)
        self._note.setVisible(bool(self._note.text()))
        if not self._note.text():
            head.addStretch(1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(1)
        grid.setVerticalSpacing(0)
        for column, (pane, version) in enumerate(((self._old, sides.old), (self._new, sides.new))):
            caption = QHBoxLayout()
            caption.setContentsMargins(12, 4, 12, 4)
            caption.addWidget(ElidedLabel(sides.caption(version), self))
            grid.addLayout(caption, 0, column)
            grid.addWidget(pane, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self._strip, 1, 2)
        grid.setRowStretch(1, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        column_.addLayout(head)
        column_.addLayout(grid, 1)


def _note(compared: ComparedTexts) -> str:
    cut = translate("comparison", "Only the beginning of these texts is compared.") if compared.cut else ""
    narrowed = translate("comparison", "Very long lines are cut.") if compared.narrowed else ""
    same = not compared.alignment.differences()
    # So that "different" above and no difference below do not contradict each other.
    silent = translate("comparison", "Line ends and encodings are not compared here.") if same else ""
    return " ".join(filter(None, (cut, narrowed, silent)))


class _Overview(QWidget):
    """Where in the whole text the differences are. Only a short cut: the keys lead everywhere, too.

    Signals:
        chosen(int row)
    """

    chosen = Signal(int)

    def __init__(self, changes: list[Change], bar: QScrollBar, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("differenceOverview")
        self._changes = changes
        self._bar = bar
        self._drawn = QPixmap()
        self._drawn_for: object = None
        self.setFixedWidth(_STRIP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("All differences; click to go there"))
        bar.valueChanged.connect(lambda _: self.update())
        bar.rangeChanged.connect(lambda *_: self.update())

    def sizeHint(self) -> QSize:
        return QSize(_STRIP, 100)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._changes:
            self.chosen.emit(self._row_at(event.position()))

    def _row_at(self, where: QPointF) -> int:
        row = int(where.y() / max(1, self.height()) * len(self._changes))
        # A thin mark is hit by who aims at it.
        slack = max(1, round(3 * len(self._changes) / max(1, self.height())))
        near = sorted(range(row - slack, row + slack + 1), key=lambda other: abs(other - row))
        inside = [other for other in near if 0 <= other < len(self._changes)]
        differing = (other for other in inside if self._changes[other] is not Change.SAME)
        return next(differing, min(max(row, 0), len(self._changes) - 1))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        key = (self.size(), self.devicePixelRatioF(), self.palette().cacheKey())
        if key != self._drawn_for:
            self._drawn_for, self._drawn = key, self._draw()
        painter.drawPixmap(0, 0, self._drawn)
        scale = self.height() / max(1, len(self._changes))
        top, height = round(self._bar.value() * scale), max(4, round(self._bar.pageStep() * scale))
        painter.setPen(QColor(colours().control))
        painter.drawRect(QRect(0, top, self.width() - 1, height - 1))

    def _draw(self) -> QPixmap:
        """All but what is seen of it; it stays the same while somebody scrolls."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(colours().window))
        painter = QPainter(pixmap)
        scale, middle = self.height() / max(1, len(self._changes)), self.width() // 2
        old, new = old_marks().sign, new_marks().sign
        for row, change in enumerate(self._changes):
            top, height = round(row * scale), max(2, round(scale))
            if change in (Change.REMOVED, Change.CHANGED):
                painter.fillRect(QRect(1, top, middle - 1, height), old)
            if change in (Change.ADDED, Change.CHANGED):
                painter.fillRect(QRect(middle, top, middle - 1, height), new)
        painter.end()
        return pixmap
