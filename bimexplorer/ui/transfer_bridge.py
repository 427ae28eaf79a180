"""From the queue's callback, on whatever thread, to a signal on the GUI thread."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, QTimer, Signal

_INTERVAL = 100
"""Milliseconds between two signals about the same job."""
_BREAK = 4
"""Milliseconds for the window, where there is more to tell."""
_AT_ONCE = 0.008
"""Seconds for which it tells without a break: a drop of 10,000 files changes as many jobs at once."""


class TransferBridge(QObject):
    """Coalesces changes: the first comes at once, later ones every 100 ms, the last one always.

    Lives in the GUI thread, and longer than the queue that calls `notify`.

    Signals:
        job_changed(int job_id): ask the queue for its status now.
        told(): that was all for the moment: who gathers changes can show them together.
    """

    job_changed = Signal(int)
    told = Signal()
    _noticed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._guard = threading.Lock()
        self._pending: dict[int, None] = {}
        self._awake = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        # A bound method of this object: Qt queues the call into the thread where the object lives.
        self._noticed.connect(self._tell)

    def notify(self, job_id: int) -> None:
        """A job has changed. Called from any thread; never blocks for long."""
        with self._guard:
            self._pending[job_id] = None
            if self._awake:
                return
            self._awake = True
        self._noticed.emit()

    def _tell(self) -> None:
        with self._guard:
            pending, self._pending = self._pending, {}
            self._awake = bool(pending)
        if not pending:
            return
        end = time.monotonic() + _AT_ONCE
        while pending and time.monotonic() < end:
            job_id = next(iter(pending))
            del pending[job_id]
            self.job_changed.emit(job_id)
        self.told.emit()
        if pending:
            with self._guard:
                self._pending = {**pending, **self._pending}
        self._timer.start(_BREAK if pending else _INTERVAL)
