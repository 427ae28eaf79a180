"""How an entry looks in the icon view: its picture, and its name below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.paged import Role
from bimexplorer.ui.views.name_delegate import CUT_OPACITY, NameDelegate
from bimexplorer.ui.views.news_mark import NewsMark
from bimexplorer.ui.views.two_lines import two_lines

_AROUND = 6
"""Pixels between the picture and the edge of what is lit up behind it."""
_BESIDE = 5
"""Pixels beside a name on its ground."""
_RADIUS = 5
_WIDE = 1000
_LEAST_LETTERS = 15
"""A name has room for so many in a line, however small the icons are."""


def cell_size(icon: int, metrics: QFontMetrics) -> QSize:
    """Of a cell for icons of this size."""
    letters = metrics.averageCharWidth() * _LEAST_LETTERS + 2 * _BESIDE
    return QSize(max(icon + 2 * _AROUND, letters), icon + 2 * _AROUND + 2 * metrics.lineSpacing() + _BESIDE)


class IconDelegate(NameDelegate):
    """`picture` gives what is shown in the place of an entry's icon; None: there is nothing better."""

    def __init__(
        self, check: Callable[[str], str], picture: Callable[[Entry], QPixmap | None], parent: QObject
    ) -> None:
        super().__init__(check, parent)
        self._picture = picture

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        if index.data(Role.PLACEHOLDER) is not None:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            text = option.fontMetrics.elidedText(
                str(index.data()), Qt.TextElideMode.ElideMiddle, option.rect.width()
            )
            painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, text)
        else:
            if index.data(Role.CUT):
                painter.setOpacity(CUT_OPACITY)
            self._paint_picture(painter, option, index)
            self._paint_name(painter, option, str(index.data()))
            self._paint_news(painter, option, index)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        side = option.decorationSize.width()
        square = QRect(0, 0, side, side)
        square.moveCenter(QPoint(option.rect.center().x(), option.rect.top() + _AROUND + side // 2))
        ground = ""
        if option.state & QStyle.StateFlag.State_Selected:
            ground = colours().pressed
        elif option.state & QStyle.StateFlag.State_MouseOver:
            ground = colours().hover
        if ground:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            lit = square.adjusted(1 - _AROUND, 1 - _AROUND, _AROUND - 1, _AROUND - 1)
            painter.drawRoundedRect(lit, _RADIUS, _RADIUS)
        entry = index.data(Role.ENTRY)
        picture = self._picture(entry) if entry is not None else None
        if picture is None:
            index.data(Qt.ItemDataRole.DecorationRole).paint(painter, square, mode=QIcon.Mode.Normal)
            return
        size = picture.size() / picture.devicePixelRatio()
        if size.width() > side or size.height() > side:
            size = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        where = QRect(QPoint(0, 0), size)
        where.moveCenter(square.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(where, picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QColor(colours().border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(where.adjusted(0, 0, -1, -1))

    def _paint_name(self, painter: QPainter, option: QStyleOptionViewItem, name: str) -> None:
        metrics, palette, room = option.fontMetrics, option.palette, self._name_room(option)
        lines = two_lines(name, option.font, room.width() - 2 * _BESIDE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * _BESIDE
            pill = QRect(0, room.top(), min(width, room.width()), len(lines) * metrics.lineSpacing() + 2)
            pill.moveLeft(room.center().x() - pill.width() // 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(pill, _RADIUS, _RADIUS)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        painter.setFont(option.font)
        line_room = QRect(room.left(), room.top() + 1, room.width(), metrics.lineSpacing())
        for line in lines:
            painter.drawText(line_room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextSingleLine, line)
            line_room.translate(0, metrics.lineSpacing())

    @staticmethod
    def _paint_news(
        painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """In the upper corner, on a ground of its own: it lies over the picture."""
        mark = index.data(Role.MARK)
        if mark is None:
            return
        wide = QStyleOptionViewItem(option)
        wide.rect = QRect(0, 0, _WIDE, option.rect.height())  # the word is short, and nothing is beside it
        drawn = NewsMark(mark, wide)
        where = QRect(0, option.rect.top(), drawn.width + _BESIDE, option.fontMetrics.height() + 2)
        where.moveRight(option.rect.right())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours().border))
        painter.setBrush(option.palette.base())
        painter.drawRoundedRect(where, where.height() / 2, where.height() / 2)
        drawn.paint(painter, where.adjusted(_BESIDE + 2, 0, 0, 0), QStyle.StateFlag.State_None)

    @staticmethod
    def _name_room(option: QStyleOptionViewItem) -> QRect:
        return option.rect.adjusted(0, option.decorationSize.height() + 2 * _AROUND, 0, 0)

    # ---------------------------------------------------------------- renaming

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        assert isinstance(editor, QLineEdit)
        editor.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return editor

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> None:
        room = self._name_room(option)
        height = max(editor.sizeHint().height(), option.fontMetrics.height() + 6)
        editor.setGeometry(QRect(room.topLeft(), QSize(room.width(), min(height, room.height()))))
