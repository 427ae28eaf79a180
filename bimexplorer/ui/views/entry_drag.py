"""Dragging the selected entries out of a view of a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.words import plural

Carry = Callable[[QDrag, Qt.DropAction, Qt.DropAction], None]

_ICON = 20
_LABEL_WIDTH = 240
"""Pixels that a name may take in what is dragged."""


class EntryDrag(QObject):
    """Starts drags of what is selected in its view."""

    def __init__(self, view: QAbstractItemView, contents: ContentsModel) -> None:
        super().__init__(view)
        self._view = view
        self._contents = contents
        self.carry_out: Carry = carry_out_inside
        """What runs a drag with the actions it is for; whoever hands files to other programs sets its own."""

    def start(self, actions: Qt.DropAction) -> None:
        """Drag a small label and not pictures of the rows: they would hide the folder under the pointer."""
        rows = self._view.selectionModel().selectedRows(Column.NAME)
        if not rows:
            return
        drag = QDrag(self._view)
        drag.setMimeData(self._contents.mimeData(rows))
        drag.setPixmap(self._label(rows))
        drag.setHotSpot(QPoint(-_ICON // 2, -_ICON // 2))
        self.carry_out(drag, actions, self._view.defaultDropAction())

    def _label(self, rows: Sequence[QModelIndex]) -> QPixmap:
        view, metrics = self._view, self._view.fontMetrics()
        text = str(rows[0].data())
        if len(rows) > 1:
            text = plural("{n} entry", "{n} entries", len(rows))
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, _LABEL_WIDTH)
        box = QRect(0, 0, metrics.horizontalAdvance(text) + _ICON + 24, max(metrics.height(), _ICON) + 8)
        ratio = view.devicePixelRatioF()
        pixmap = QPixmap(box.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setFont(view.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(view.palette().highlight().color())
        painter.setBrush(view.palette().base())
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 5, 5)
        where = QRect(QPoint(8, (box.height() - _ICON) // 2), QSize(_ICON, _ICON))
        rows[0].data(Qt.ItemDataRole.DecorationRole).paint(painter, where)
        painter.setPen(view.palette().text().color())
        painter.drawText(box.adjusted(_ICON + 14, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return pixmap


def carry_out_inside(drag: QDrag, actions: Qt.DropAction, default: Qt.DropAction) -> None:
    """Other programs find nothing in it that they know."""
    drag.exec(actions, default)
