"""A picture as large as its place allows, never blown up beyond its own pixels."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from bimexplorer.ui.preview.picture import Picture

_PAPER = QColor("white")
"""Under what is transparent: drawings are made for paper, also where the window is dark."""
_MARGIN = 8


class PictureView(QWidget):
    """Shows one `Picture`, scaled smoothly and once for each size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewPicture")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._picture: Picture | None = None
        self._drawn = QPixmap()

    def show_picture(self, picture: Picture | None, says: str) -> None:
        """`says`: what somebody hears who does not see it."""
        self._picture = picture
        self._drawn = QPixmap()
        self.setAccessibleName(says)
        self.update()

    def picture_rect(self) -> QRect:
        """Where the picture lies in the widget."""
        if self._picture is None:
            return QRect()
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN).size().expandedTo(QSize(1, 1))
        size = self._picture.image.size()
        if self._picture.scalable or size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        where = QRect(QPoint(0, 0), size)
        where.moveCenter(self.rect().center())
        return where

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._picture is None:
            return
        where = self.picture_rect()
        ratio = self.devicePixelRatioF()
        wanted = where.size() * ratio
        if self._drawn.size() != wanted:
            self._drawn = _scaled(self._picture.image, wanted)
            self._drawn.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawPixmap(where.topLeft(), self._drawn)


def _scaled(image: QImage, size: QSize) -> QPixmap:
    scaled = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap(scaled.size())
    pixmap.fill(_PAPER)
    painter = QPainter(pixmap)
    painter.drawImage(0, 0, scaled)
    painter.end()
    return pixmap
