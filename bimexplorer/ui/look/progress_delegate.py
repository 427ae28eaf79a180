"""A progress bar with its percentage in a cell of a view."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bimexplorer.ui.look.theme import colours

_HEIGHT = 6
_GAP = 8
_MARGIN = 6


class ProgressDelegate(QStyledItemDelegate):
    """Draws what the model tells under `role`, 0..`full`, beside the cell's text; None: the text alone."""

    def __init__(self, role: int, full: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._full = full

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        room = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        label = QRect(room)
        widest = max(map(option.fontMetrics.horizontalAdvance, ("100 %", text)))
        label.setLeft(label.right() - widest)
        painter.save()
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(option.palette.color(role))
        painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        progress = index.data(self._role)
        if progress is not None:
            room.setRight(label.left() - _GAP)
            self._draw_bar(painter, room, progress, selected)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(120, 0))

    def _draw_bar(self, painter: QPainter, room: QRect, progress: int, selected: bool) -> None:
        if room.width() < 2 * _HEIGHT:
            return
        now = colours()
        bar = QRectF(room.left(), room.center().y() - _HEIGHT / 2 + 1, room.width(), _HEIGHT)
        track, fill = QColor(now.border), QColor(now.link)
        if selected:
            track, fill = QColor(now.on_accent), QColor(now.on_accent)
            track.setAlphaF(0.3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(track)
        painter.drawRoundedRect(bar, _HEIGHT / 2, _HEIGHT / 2)
        if progress > 0:
            bar.setWidth(max(_HEIGHT, bar.width() * progress / self._full))
            painter.setBrush(fill)
            painter.drawRoundedRect(bar, _HEIGHT / 2, _HEIGHT / 2)
