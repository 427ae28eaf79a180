"""Folders that open while a drag rests on them, and rows that scroll while it is near an edge.

Works beside whatever a view does with its drag events: it looks at them and takes none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTreeView, QWidget

from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.models.entry_mime import ENTRY_MIME

REST_MS = 800
"""A drag that rests for this long opens what it rests on."""
_QUIET_MS = 200
"""Nothing is shown for a drag that only passes."""
_FRAME_MS = 33
_LINE = 3
"""Pixels of the line that grows."""
_MARGIN = 28
"""Pixels from an edge from which on it scrolls."""
_SCROLL_MS = 70
_PIXELS = 14
"""A step where a view scrolls by pixels; else it is one row."""

_OUT = (QEvent.Type.DragLeave, QEvent.Type.Drop)
_OVER = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to something on which a drag rests; the next one happens after as long again."""

    open: Callable[[], object]
    wait: int = REST_MS
    """Milliseconds."""


class Spring(QObject):
    """Waits over one thing at a time, on one widget, and shows how long it still is."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self._key: object = None
        self._rect = QRect()
        self._steps: list[Step] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_rested)
        self._sign = _Sign(surface)

    @property
    def waiting(self) -> bool:
        """Whether something will open if the drag stays."""
        return self._timer.isActive()

    def rest_on(self, key: object, rect: QRect, steps: Sequence[Step]) -> None:
        """The drag is over a thing, told from others by `key`, that lies at `rect`."""
        if key == self._key:
            if rect != self._rect:
                self._rect = rect
                self._sign.move_to(rect)
            return
        self.leave()
        self._key, self._rect, self._steps = key, rect, list(steps)
        self._begin()

    def leave(self) -> None:
        """The drag is elsewhere, or over."""
        self._key = None
        self._steps = []
        self._timer.stop()
        self._sign.end()

    def _begin(self) -> None:
        if self._steps:
            self._timer.start(self._steps[0].wait)
            self._sign.begin(self._rect, self._steps[0].wait)

    def _on_rested(self) -> None:
        step = self._steps.pop(0)
        self._sign.end()
        self._begin()
        step.open()


class ViewSpring(QObject):
    """A spring for the rows of a view, which also scrolls near its edges."""

    def __init__(self, view: QAbstractItemView, steps: Callable[[QModelIndex], Sequence[Step]]) -> None:
        """`steps` tells what opens when a drag rests on a row; nothing for what is no folder."""
        super().__init__(view)
        self._view = view
        self._steps = steps
        self._where = QPoint()
        self._spring = Spring(view.viewport())
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)
        view.model().modelReset.connect(self._spring.leave)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        kind = event.type()
        if kind in _OUT:
            self._spring.leave()
            self._scrolling.stop()
        elif kind in _OVER and isinstance(event, QDragMoveEvent) and carries_something(event):
            self._where = event.position().toPoint()
            self._look()
            if not self._direction():
                self._scrolling.stop()
            elif not self._scrolling.isActive():
                self._scrolling.start()
        return False

    def _look(self) -> None:
        index = self._view.indexAt(self._where)
        steps = self._steps(index) if index.isValid() else ()
        if steps:
            first = index.siblingAtColumn(0)
            self._spring.rest_on(first.internalId(), self._rect(first), steps)
        else:
            self._spring.leave()

    def _rect(self, index: QModelIndex) -> QRect:
        rect = self._view.visualRect(index)
        if isinstance(self._view, QTableView | QTreeView):
            rect.setLeft(0)
            rect.setRight(self._view.viewport().width() - 1)
        return rect

    # ---------------------------------------------------------------- scrolling

    def _direction(self) -> int:
        """-1 near the upper edge, 1 near the lower one."""
        if self._where.y() < _MARGIN:
            return -1
        return 1 if self._where.y() > self._view.viewport().height() - _MARGIN else 0

    def _scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        by_pixel = self._view.verticalScrollMode() is QAbstractItemView.ScrollMode.ScrollPerPixel
        before = bar.value()
        bar.setValue(before + self._direction() * (_PIXELS if by_pixel else 1))
        if bar.value() == before:
            self._scrolling.stop()
        else:
            self._look()


def carries_something(event: QDropEvent) -> bool:
    """Whether entries or addresses are dragged: a quick question, for each movement asks it."""
    return event.mimeData().hasUrls() or event.mimeData().hasFormat(ENTRY_MIME)


class _Sign(QWidget):
    """A line that grows along the lower edge of what is about to open; full: it opens."""

    def __init__(self, surface: QWidget) -> None:
        super().__init__(surface)
        self.setObjectName("springSign")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("A folder opens"))
        self._length = 1
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._on_frame)
        self.hide()

    def begin(self, rect: QRect, length: int) -> None:
        """`length` is the whole wait in milliseconds."""
        self._length = length
        self._clock.start()
        self._frames.start()
        self.move_to(rect)

    def move_to(self, rect: QRect) -> None:
        self.setGeometry(rect)

    def end(self) -> None:
        self._frames.stop()
        self.hide()

    def _on_frame(self) -> None:
        if self._clock.elapsed() >= _QUIET_MS and not self.isVisible():
            self.show()
            self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        shown = max(0.0, self._clock.elapsed() - _QUIET_MS) / max(1, self._length - _QUIET_MS)
        painter = QPainter(self)
        ground = QColor(colours().link)
        ground.setAlpha(40)
        painter.fillRect(self.rect(), ground)
        line = QRect(0, self.height() - _LINE, round(self.width() * min(1.0, shown)), _LINE)
        painter.fillRect(line, QColor(colours().link))
