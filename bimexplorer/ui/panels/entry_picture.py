"""The picture that a service has of an entry: as wide as its panel, but leaving room for the rest."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_HIGHEST = 180
_RADIUS = 6
_SIDE = 1024
"""Pixels that are kept of the longer side."""
_MOST_PIXELS = 50_000_000
_FORMATS = (b"png", b"jpeg", b"gif", b"bmp", b"webp")


def read_image(data: bytes) -> QImage | None:
    """On a worker thread; None for what is no picture, or too large to be one."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if bytes(reader.format().data()) not in _FORMATS or not 0 < pixels <= _MOST_PIXELS:
        return None
    if max(size.width(), size.height()) > _SIDE:
        reader.setScaledSize(
            size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        )
    image = reader.read()
    return None if image.isNull() else image


class EntryPicture(QWidget):
    """Hidden as long as there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("propertiesPicture")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._image: QImage | None = None
        self._drawn = QPixmap()
        self.hide()

    def show_image(self, image: QImage | None, says: str) -> None:
        """`says`: what somebody hears who does not see it."""
        if image is self._image:
            return
        self._image = image
        self._drawn = QPixmap()
        self.setAccessibleName(says)
        self.setVisible(image is not None)
        self._take_height()
        self.update()

    def _shown_size(self, image: QImage) -> QSize:
        """Never blown up beyond its own pixels."""
        room = QSize(max(1, self.width()), _HIGHEST)
        size = image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        return size.expandedTo(QSize(1, 1))

    def _take_height(self) -> None:
        if self._image is not None:
            self.setFixedHeight(self._shown_size(self._image).height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._take_height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._image is None:
            return
        size, ratio = self._shown_size(self._image), self.devicePixelRatioF()
        if self._drawn.deviceIndependentSize().toSize() != size:
            self._drawn = QPixmap.fromImage(
                self._image.scaled(
                    size * ratio,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._drawn.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(0, 0, size.width(), size.height(), _RADIUS, _RADIUS)
        painter.setClipPath(path)
        painter.drawPixmap(0, 0, self._drawn)
