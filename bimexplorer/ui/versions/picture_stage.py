"""Two pictures in one place: the same part of both, at the same scale, in one of three ways."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.preview.picture import Picture
from bimexplorer.ui.versions.compared_pictures import ComparedPictures

STEP = 1.25
"""Factor from one zoom to the next."""
SMALLEST, LARGEST = 0.01, 32.0
"""Pixels of the screen for one of the picture."""
_MARGIN = 12
_GAP = 8
"""Between both, side by side."""
_PAN = 60
"""Pixels by which an arrow key moves what is seen."""
_NEAR = 8
"""Pixels beside the swipe's line that take hold of it."""
_HANDLE = 9
_PAPER = QColor("white")
"""Under what is transparent: drawings are made for paper, also where the window is dark."""
_ALIKE = 0.01
"""By how much the proportions of two pictures may differ to be laid over each other as a whole."""


class Way(Enum):
    """How both are shown."""

    SIDE_BY_SIDE = "sideBySide"
    OVERLAY = "overlay"
    SWIPE = "swipe"


class PictureStage(QWidget):
    """Wheel and keys zoom, dragging and arrows move; always both pictures together.

    Signals:
        zoomed(): the scale is another.
        shared(float share): the swipe's line was dragged to this part of the width, 0..1.
    """

    zoomed = Signal()
    shared = Signal(float)

    def __init__(self, compared: ComparedPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pictureStage")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setMouseTracking(True)
        self._compared = compared
        self._sizes = _laid_out(compared.old, compared.new)
        """Of both, in the units of the newer one's pixels."""
        self._way = Way.SIDE_BY_SIDE
        self._share = 0.5
        self._scale = 0.0
        """0: as large as fits."""
        self._middle = QPointF(0.5, 0.5)
        """What is in the middle of the view, as parts of the picture's width and height."""
        self._held: QPointF | None = None
        self._swiping = False

    def sizeHint(self) -> QSize:
        return QSize(800, 500)

    # ---------------------------------------------------------------- what is shown

    def show_way(self, way: Way) -> None:
        """Show both in another way; scale and place stay."""
        self._way = way
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._settle()
        self.zoomed.emit()

    def set_share(self, share: float) -> None:
        """How much of the newer picture is seen: its opacity, or the part right of the swipe's line."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._scale or self._fitting()

    @property
    def fits(self) -> bool:
        """Whether the whole is shown, whatever the size of the window."""
        return self._scale == 0

    def fit(self) -> None:
        """Show the whole."""
        self._scale, self._middle = 0.0, QPointF(0.5, 0.5)
        self._settle()
        self.zoomed.emit()

    def zoom(self, scale: float, where: QPointF | None = None) -> None:
        """Show at another scale; what is at `where` (in the widget) stays there, else the middle."""
        pane = self._pane_at(where)
        where = where or pane.center()
        before = self._picture_rect(pane)
        part = QPointF(
            (where.x() - before.left()) / before.width(), (where.y() - before.top()) / before.height()
        )
        self._scale = min(LARGEST, max(SMALLEST, scale))
        size = self._whole() * self._scale
        self._middle = QPointF(
            part.x() + (pane.center().x() - where.x()) / size.width(),
            part.y() + (pane.center().y() - where.y()) / size.height(),
        )
        self._settle()
        self.zoomed.emit()

    def pan(self, across: float, down: float) -> None:
        """Move what is seen by so many pixels."""
        size = self._whole() * self.scale
        self._middle -= QPointF(across / size.width(), down / size.height())
        self._settle()

    # ---------------------------------------------------------------- geometry

    def panes(self) -> tuple[QRectF, QRectF]:
        """Where the older and the newer picture may be seen; the same unless they are side by side."""
        room = QRectF(self.rect())
        if self._way is not Way.SIDE_BY_SIDE:
            return room, room
        half = (room.width() - _GAP) / 2
        return (
            QRectF(room.left(), room.top(), half, room.height()),
            QRectF(room.right() - half, room.top(), half, room.height()),
        )

    def _pane_at(self, where: QPointF | None) -> QRectF:
        old, new = self.panes()
        return new if where is not None and new.contains(where) else old

    def _whole(self) -> QSizeF:
        return self._sizes[0].expandedTo(self._sizes[1])

    def _fitting(self) -> float:
        room, whole = self.panes()[0], self._whole()
        wide = max(1.0, room.width() - 2 * _MARGIN) / whole.width()
        high = max(1.0, room.height() - 2 * _MARGIN) / whole.height()
        scalable = self._compared.old.scalable and self._compared.new.scalable
        return min(wide, high) if scalable else min(wide, high, 1.0)

    def _picture_rect(self, pane: QRectF) -> QRectF:
        """Where the whole lies, for one of the panes."""
        size = self._whole() * self.scale
        corner = pane.center() - QPointF(self._middle.x() * size.width(), self._middle.y() * size.height())
        return QRectF(corner, size)

    def _settle(self) -> None:
        """The picture stays in sight, and in the middle where it is smaller than its pane."""
        pane, size = self.panes()[0], self._whole() * self.scale
        spots = []
        for at, room, length in (
            (self._middle.x(), pane.width(), size.width()),
            (self._middle.y(), pane.height(), size.height()),
        ):
            spare = room / 2 / length
            spots.append(0.5 if length <= room else min(1 - spare, max(spare, at)))
        self._middle = QPointF(*spots)
        self.update()

    def _line(self) -> float:
        """Where the swipe's line is."""
        return self._share_to_x(1 - self._share)

    def _share_to_x(self, part: float) -> float:
        shown = self._picture_rect(self.panes()[0]).intersected(self.panes()[0])
        return shown.left() + part * shown.width()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().window))
        # Up close the pixels themselves are looked at.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 3)
        old, new = self.panes()
        if self._way is Way.SIDE_BY_SIDE:
            self._paint(painter, old, 0)
            self._paint(painter, new, 1)
            return
        self._paint(painter, old, 0)
        if self._way is Way.OVERLAY:
            self._paint(painter, new, 1, opacity=self._share)
            return
        line = self._line()
        self._paint(painter, QRectF(line, new.top(), new.right() - line, new.height()), 1, wiped=True)
        self._paint_line(painter, line)

    def _paint(
        self, painter: QPainter, pane: QRectF, side: int, *, opacity: float = 1.0, wiped: bool = False
    ) -> None:
        picture = (self._compared.old, self._compared.new)[side]
        whole = self._picture_rect(self.panes()[side])
        where = QRectF(whole.topLeft(), self._sizes[side] * self.scale)
        painter.save()
        painter.setClipRect(pane)
        if wiped:
            painter.fillRect(whole, QColor(colours().window))
        painter.setOpacity(opacity)
        painter.fillRect(where, _PAPER)
        painter.drawImage(where, picture.image)
        painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(colours().border), 1))
        painter.drawRect(where)
        painter.restore()

    def _paint_line(self, painter: QPainter, line: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._picture_rect(self.panes()[0]).intersected(self.panes()[0])
        painter.setPen(QPen(_PAPER, 4))
        painter.drawLine(QPointF(line, shown.top()), QPointF(line, shown.bottom()))
        painter.setPen(QPen(QColor(colours().accent), 2))
        painter.drawLine(QPointF(line, shown.top()), QPointF(line, shown.bottom()))
        centre = QPointF(line, shown.center().y())
        painter.setBrush(QColor(colours().accent))
        painter.setPen(QPen(_PAPER, 1.5))
        painter.drawEllipse(centre, _HANDLE + 4, _HANDLE + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().on_accent))
        for side in (-1, 1):
            tip = centre + QPointF(side * _HANDLE, 0)
            back = centre + QPointF(side * 3.5, 0)
            painter.drawPolygon(QPolygonF([tip, back + QPointF(0, -4.5), back + QPointF(0, 4.5)]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()
        self.zoomed.emit()

    # ---------------------------------------------------------------- hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.zoom(self.scale * STEP ** (turned / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position()
            self._swiping = self._over_line(event.position())
            if not self._swiping:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            over = self._over_line(event.position())
            self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)
        elif self._swiping:
            left, right = self._share_to_x(0), self._share_to_x(1)
            part = (event.position().x() - left) / max(1.0, right - left)
            self.set_share(1 - part)
            self.shared.emit(self._share)
        else:
            moved = event.position() - self._held
            self._held = event.position()
            self.pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = None
            self._swiping = False
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def _over_line(self, where: QPointF) -> bool:
        return self._way is Way.SWIPE and abs(where.x() - self._line()) <= _NEAR

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (_PAN, 0),
            Qt.Key.Key_Right: (-_PAN, 0),
            Qt.Key.Key_Up: (0, _PAN),
            Qt.Key.Key_Down: (0, -_PAN),
        }
        if key in moves:
            self.pan(*moves[key])
        else:
            super().keyPressEvent(event)


def _laid_out(old: Picture, new: Picture) -> tuple[QSizeF, QSizeF]:
    """The sizes at which both are shown, for scale 1.

    A drawing that was put out once more with other pixels lies over the former one all the same.
    """
    mine, theirs = (QSizeF(picture.size.expandedTo(QSize(1, 1))) for picture in (old, new))
    ratio, other = mine.width() / mine.height(), theirs.width() / theirs.height()
    alike = abs(ratio - other) <= _ALIKE * max(ratio, other)
    return (theirs, theirs) if alike else (mine, theirs)
