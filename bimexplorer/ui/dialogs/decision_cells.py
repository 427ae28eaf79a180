"""How the cells of the decisions' table are drawn: an answer looks like a choice, facts stand in columns."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.decisions import ANSWERABLE_ROLE, SIZE_ROLE

_MARGIN = 6
_CHEVRON = 14
_WIDEST_SIZE = "000.0 MB"

_Index = QModelIndex | QPersistentModelIndex


class FactsDelegate(QStyledItemDelegate):
    """The size to the right, the date beside it, so that both sides can be compared down the rows."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        date, option.text = option.text, ""
        _draw_ground(painter, option)
        room = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        size = QRect(room)
        size.setWidth(min(option.fontMetrics.horizontalAdvance(_WIDEST_SIZE), room.width()))
        room.setLeft(size.right() + 2 * _MARGIN)
        painter.save()
        painter.setPen(_text_colour(option))
        for text, where, side in (
            (str(index.data(SIZE_ROLE) or ""), size, Qt.AlignmentFlag.AlignRight),
            (date, room, Qt.AlignmentFlag.AlignLeft),
        ):
            shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, where.width())
            painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        both = option.fontMetrics.horizontalAdvance(f"{index.data()}{_WIDEST_SIZE}")
        return hint.expandedTo(QSize(both + 5 * _MARGIN, 0))


class AnswerDelegate(QStyledItemDelegate):
    """A framed text with a chevron: here something is chosen. The view opens the menu."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if not index.data(ANSWERABLE_ROLE):
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        _draw_ground(painter, option)
        now = colours()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        frame = QRectF(option.rect).adjusted(3.5, 2.5, -3.5, -2.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(now.control))
        painter.setBrush(QColor(now.base))
        painter.drawRoundedRect(frame, 4, 4)
        where = frame.toRect().adjusted(_MARGIN, 0, -_MARGIN, 0)
        chevron = QRect(where)
        chevron.setLeft(where.right() - _CHEVRON)
        icon("chevron-down").paint(painter, chevron)
        where.setRight(chevron.left() - 2)
        # The frame keeps the field's own ground in a selected row too: so does its text.
        colour = QColor(now.text) if selected else _text_colour(option)
        if index.data(Qt.ItemDataRole.ForegroundRole) is not None:
            colour = QColor(now.muted)
        painter.setPen(colour)
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, where.width())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + _CHEVRON + 4 * _MARGIN, hint.height() + 4)


def _draw_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    style = option.widget.style() if option.widget else QApplication.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)


def _text_colour(option: QStyleOptionViewItem) -> QColor:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    return option.palette.color(role)
