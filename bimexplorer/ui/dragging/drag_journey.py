"""The way of a drag through folders that open under it, and back if it is let go nowhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Entry
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Location, Navigator

_GONE_MS = 600
"""Milliseconds after which something from another program has left the window for good."""

_INSIDE = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class DragJourney(QObject):
    """Opens folders for a drag. One that ends without a drop in this window leads back to where it began.

    Of a drag that came from another program nobody tells the end: it is over when it leaves the window.
    """

    def __init__(self, navigator: Navigator, window: QWidget) -> None:
        super().__init__(window)
        self._navigator = navigator
        self._window = window
        self._origin: Place | None = None
        self._folder: Entry | None = None
        """Of the origin, where it is one."""
        self._selected = ""
        self._last: Place | None = None
        self._steps = 0
        """Places that were visited since."""
        self._own = False
        """A drag of the window's own entries is going on: its end is told."""
        self._gone = QTimer(self, singleShot=True, interval=_GONE_MS)
        self._gone.timeout.connect(self._go_back)
        navigator.arrived.connect(self._on_arrived)
        window.winId()  # makes the window's handle, where all drags over it come by
        window.windowHandle().installEventFilter(self)

    def go(self, place: Place, entry: Entry | None = None) -> None:
        """A drag has rested on a place."""
        if self._origin is None:
            location = self._navigator.location
            self._origin = self._last = self._navigator.place
            self._folder = location.folder if location is not None else None
            self._steps = 0
        if place != self._navigator.place:
            self._navigator.go(place, entry=entry)

    def begin(self, selected: str = "") -> None:
        """A drag of the window's own entries has begun; `selected` is the name of the only one."""
        self._own, self._selected = True, selected

    def end(self, dropped: bool) -> None:
        """It is over; `dropped`: something in this window took it."""
        self._own = False
        if dropped:
            self._origin = None
        else:
            self._go_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() in _INSIDE:
            self._gone.stop()
        elif event.type() == QEvent.Type.DragLeave and not self._own:
            self._gone.start()
        elif event.type() == QEvent.Type.Drop and not self._own:
            self._gone.stop()
            self._origin = None
        return False

    def _on_arrived(self, location: Location, _: str) -> None:
        if self._origin is not None and location.place != self._last:
            self._last = location.place
            self._steps += 1

    def _go_back(self) -> None:
        origin, self._origin = self._origin, None
        selected, self._selected = self._selected, ""
        if origin is not None and origin != self._navigator.place:
            self._navigator.go(origin, entry=self._folder, select=selected, step=-self._steps)
