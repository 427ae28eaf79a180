"""The mark on a row that others have just added or changed: a dot and a word, so that no colour is needed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.nodes import Mark, News

_DOT = 7
_GAP = 5
_MARGIN = 8
_SMALLER = 0.9
"""Of the row's font."""
_FAINT = 0.55
"""Opacity of a mark that is about to go."""
_LEFT_TO_NAME = 20
"""Characters that icon and name keep; where there is less room the dot stands alone."""


class NewsMark:
    """One mark, measured for one row."""

    def __init__(self, mark: Mark, option: QStyleOptionViewItem) -> None:
        translate = QCoreApplication.translate
        new = mark.news is News.NEW
        self._mark = mark
        self._font = QFont(option.font)
        if option.font.pointSizeF() > 0:
            self._font.setPointSizeF(option.font.pointSizeF() * _SMALLER)
        metrics = QFontMetrics(self._font)
        self._word = translate("NewsMark", "New") if new else translate("NewsMark", "Changed")
        wide = _DOT + _GAP + metrics.horizontalAdvance(self._word) + _MARGIN
        if option.rect.width() - wide < QFontMetrics(option.font).averageCharWidth() * _LEFT_TO_NAME:
            self._word, wide = "", _DOT + _MARGIN
        self.width = wide
        """What it takes at the end of the row, in pixels."""

    def paint(self, painter: QPainter, where: QRect, state: QStyle.StateFlag) -> None:
        """Draw it into a place of its `width`. New is a full dot, changed a ring."""
        selected = bool(state & QStyle.StateFlag.State_Selected)
        scheme = colours()
        colour = QColor(scheme.on_accent if selected else scheme.link)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_FAINT if self._mark.faint else 1.0)
        painter.setPen(colour)
        painter.setBrush(colour if self._mark.news is News.NEW else Qt.BrushStyle.NoBrush)
        middle = where.center().y()
        painter.drawEllipse(
            QRect(
                QPoint(where.left(), middle - _DOT // 2), QPoint(where.left() + _DOT - 1, middle + _DOT // 2)
            )
        )
        painter.setFont(self._font)
        words = where.adjusted(_DOT + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
        painter.restore()
