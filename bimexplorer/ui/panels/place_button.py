"""A row of the start page that leads to a place: its icon, its name, and its address as far as it fits."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from bimexplorer.ui.look.theme import colours

_ICON = 20
_MARGIN = 8
_RADIUS = 5
_RING = 2


class PlaceButton(QAbstractButton):
    """Pressed by a click, by Space or by Return; Up and Down lead to the rows beside it."""

    def __init__(self, shown: QIcon, name: str, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address = address
        self.setIcon(shown)
        self.setText(name)
        self.setToolTip(address)
        self.setAccessibleName(name)
        self.setAccessibleDescription(address)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, max(_ICON, 2 * self.fontMetrics().height()) + _MARGIN + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        now = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = now.pressed if self.isDown() else now.hover if self.underMouse() else ""
        ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(ring, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(now.link), _RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, _RADIUS, _RADIUS)
        icon = QRect(_MARGIN, (self.height() - _ICON) // 2, _ICON, _ICON)
        words = self.rect().adjusted(icon.right() + 1 + _MARGIN, _MARGIN // 2, -_MARGIN, -_MARGIN // 2)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            for part in (icon, words):
                part.moveLeft(self.width() - part.right() - 1)
        self.icon().paint(painter, icon)
        metrics, half = self.fontMetrics(), words.height() // 2
        side = Qt.AlignmentFlag.AlignVCenter
        name, address = QRect(words), QRect(words)
        name.setHeight(half)
        address.setTop(words.top() + half)
        for where, text, ink in ((name, self.text(), now.text), (address, self._address, now.muted)):
            painter.setPen(QColor(ink))
            # The middle gives way: of a path the site and the folder count.
            painter.drawText(
                where, side, metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, words.width())
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
