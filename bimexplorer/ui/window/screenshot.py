"""A picture of the window once it has finished loading, for `--screenshot`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.window.main_window import SIZE, MainWindow

_LONGEST_MS = 60_000
_PAINT_MS = 50
"""From the last change until everything has been laid out and painted."""
_TRANSFERS = 4


class Screenshot(QObject):
    """Waits until nothing more comes by itself, then saves the picture.

    Signals:
        done(int status): 0, or 1 after a sentence on standard error.
    """

    done = Signal(int)

    def __init__(self, window: MainWindow, file: Path, downloads: Path | None = None) -> None:
        """`downloads`: a folder to download some files into, so that the picture shows transfers."""
        super().__init__(window)
        window.resize(SIZE)  # the same on every screen
        self._window = window
        self._file = file
        self._downloads = downloads
        self._over = False
        self._paint = QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_MS)
        self._paint.timeout.connect(self._look)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._on_too_long)
        self._limit.start(_LONGEST_MS)
        for signal in (
            window.contents.branch_loaded,
            window.navigation.branch_loaded,
            window.navigator.looking,
            window.sites.listed,
            window.sites.changed,
            window.transfers.summary_changed,
        ):
            signal.connect(lambda *_: self._paint.start())

    def fail(self, sentence: str) -> None:
        """No picture: say why."""
        sys.stderr.write(f"{sentence}\n")
        self._end(1)

    def _look(self) -> None:
        """Is there something left to wait for? If not, take the picture."""
        window = self._window
        location = window.navigator.location
        if location is not None:
            if window.contents.state() in (State.FETCHING, State.ERROR) or not window.contents.rowCount():
                return
            if self._downloads is not None:
                files = [entry for entry in self._entries() if entry.kind is Kind.FILE][:_TRANSFERS]
                window.operations.download(location.site_id, files, self._downloads)
                self._downloads = None
                if files:
                    window.view.select_entry(files[-1])
                return
            if window.transfers_active():
                return
            window.activateWindow()  # selections are grey in a window that is not active
            window.view.setFocus()
        elif window.navigator.is_looking or not window.is_waiting_for_person():
            return
        self._take()

    def _entries(self) -> list[Entry]:
        contents = self._window.contents
        found = (contents.entry(contents.index(row, 0)) for row in range(contents.entries_loaded()))
        return [entry for entry in found if entry is not None]

    def _take(self) -> None:
        if self._over:
            return
        if self._window.grab().save(str(self._file), "PNG"):
            self._end(0)
        else:
            self.fail(f"The picture could not be written to {self._file}.")

    def _on_too_long(self) -> None:
        self.fail("The window did not finish loading within a minute.")

    def _end(self, status: int) -> None:
        if not self._over:
            self._over = True
            self._limit.stop()
            self.done.emit(status)
