"""How many objects there are of each kind of difference: a chart whose bars are buttons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from bimexplorer.revisions import Difference
from bimexplorer.ui.look.theme import Colours, colours
from bimexplorer.ui.models.difference_words import difference_icon, difference_tint, difference_word
from bimexplorer.words import number, plural

_PADDING = 8
_ICON = 18
_BAR = 6
_RADIUS = 6


class KindsBar(QWidget):
    """Signals:
    changed(): other kinds are to be seen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonKinds")
        self.setAccessibleName(self.tr("What happened to how many objects"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 0, 12, 0)
        self._grid.setSpacing(8)
        self._columns = 0
        self.buttons = {difference: KindButton(difference, self) for difference in Difference}
        for button in self.buttons.values():
            button.toggled.connect(lambda _: self.changed.emit())
        self._arrange(len(self.buttons))

    def chosen(self) -> frozenset[Difference]:
        """Those that are to be seen; none: all are."""
        return frozenset(kind for kind, button in self.buttons.items() if button.isChecked())

    def show_counts(self, counts: Mapping[Difference, int]) -> None:
        most = max(counts.values(), default=0)
        for difference, button in self.buttons.items():
            button.show_count(counts.get(difference, 0), most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() + 8 for button in self.buttons.values())
        self._arrange(4 if event.size().width() >= needed + 16 else 2)

    def minimumSizeHint(self) -> QSize:
        """As narrow as two beside each other: then there are two rows of them."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        return QSize(2 * widest + 32, super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, place // columns, place % columns)
        self.updateGeometry()


class KindButton(QAbstractButton):
    """A kind with its count, and a bar as long as its share of the largest one."""

    def __init__(self, difference: Difference, parent: QWidget) -> None:
        super().__init__(parent)
        self._difference = difference
        self._count, self._most = 0, 0
        self.setObjectName(f"comparisonKind{difference.name.title()}")
        self.setText(difference_word(difference))
        self.setIcon(difference_icon(difference))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Show only these; press again to show all"))
        self.show_count(0, 0)

    @property
    def count(self) -> int:
        return self._count

    def show_count(self, count: int, most: int) -> None:
        self._count, self._most = count, most
        objects = plural("{n} object", "{n} objects", count)
        self.setAccessibleName(
            self.tr("{kind}: {objects}").format(kind=difference_word(self._difference), objects=objects)
        )
        self.setAccessibleDescription(self.toolTip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        # Room for a count that grows while it is read.
        words = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(number(888_888))
        height = max(metrics.height(), _ICON) + _BAR + 3 * _PADDING - 4
        return QSize(words + _ICON + 5 * _PADDING, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        shades, painter = colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, shades)
        inside = self.rect().adjusted(_PADDING + 2, _PADDING, -_PADDING - 2, -_PADDING)
        line = QRect(inside.left(), inside.top(), inside.width(), inside.height() - _BAR - 4)
        self.icon().paint(painter, QRect(line.left(), line.center().y() - _ICON // 2, _ICON, _ICON))
        painter.setPen(QColor(shades.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        words = line.adjusted(_ICON + _PADDING, 0, 0, 0)
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, self.text())
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, number(self._count))
        self._paint_bar(painter, shades, QRectF(inside.left(), inside.bottom() - _BAR, inside.width(), _BAR))

    def _paint_ground(self, painter: QPainter, shades: Colours) -> None:
        focus, chosen = self.hasFocus(), self.isChecked()
        ground = shades.pressed if chosen else shades.hover if self.underMouse() else shades.base
        painter.setBrush(QColor(ground))
        painter.setPen(
            QPen(QColor(shades.link if focus or chosen else shades.control), 2 if focus or chosen else 1)
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _paint_bar(self, painter: QPainter, shades: Colours, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.border))
        painter.drawRoundedRect(place, _BAR / 2, _BAR / 2)
        if self._count and self._most:
            # What is there at all is to be seen.
            width = max(_BAR, place.width() * self._count / self._most)
            painter.setBrush(QColor(getattr(shades, difference_tint(self._difference).value)))
            painter.drawRoundedRect(QRectF(place.left(), place.top(), width, _BAR), _BAR / 2, _BAR / 2)
