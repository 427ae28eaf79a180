"""Waiting for somebody to finish a sign-in in the browser. Knows no widgets."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from bimexplorer.clouds.base import BrowserSignIn, Credentials
from bimexplorer.errors import ProgramError, SignInTimedOut
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.words import plural

LIMIT = 300.0
"""Seconds after which it gives up."""
_POLL = 1000
_TICK = 250
"""Milliseconds."""


class BrowserWait(QObject):
    """One sign-in at a time, from the address of the page to the kept secret.

    Signals:
        page_ready(str address): show this page to the person.
        waited(float seconds): so long since then.
        answered(bool): whether the server answered when it was asked last.
        succeeded(): the secret is kept.
        failed(object error): nothing is kept.
    """

    page_ready = Signal(str)
    waited = Signal(float)
    answered = Signal(bool)
    succeeded = Signal()
    failed = Signal(object)

    def __init__(
        self,
        connections: Connections,
        tasks: Tasks,
        parent: QObject | None = None,
        limit: float = LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._connections = connections
        self._tasks = tasks
        self._limit = limit
        self._clock = clock
        self._site_id = ""
        self._began = 0.0
        self._sign_in: BrowserSignIn | None = None
        self._task: Task | None = None
        self._next_poll = self._timer(_POLL, self._poll)
        self._next_poll.setSingleShot(True)
        self._ticking = self._timer(_TICK, self._tick)

    def start(self, site_id: str) -> None:
        """Begin anew; what ran before is given up."""
        self.stop()
        self._site_id = site_id
        self._run(lambda: self._connections.browser_sign_in(site_id), self._on_begun)

    def stop(self) -> None:
        """Give up silently."""
        self._ticking.stop()
        self._next_poll.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._sign_in is not None:
            self._sign_in.close()
            self._sign_in = None

    def _on_begun(self, sign_in: BrowserSignIn) -> None:
        self._sign_in = sign_in
        self._began = self._clock()
        self._ticking.start()
        self.page_ready.emit(sign_in.address)
        self._poll()

    def _poll(self) -> None:
        if self._sign_in is not None:
            self._run(self._sign_in.poll, self._on_polled)

    def _on_polled(self, credentials: Credentials | None) -> None:
        if credentials is None:
            self.answered.emit(self._sign_in is not None and self._sign_in.interruption is None)
            self._next_poll.start()
            return
        self._ticking.stop()
        site_id = self._site_id
        self._run(lambda: self._connections.finish_sign_in(site_id, credentials), self._on_kept)

    def _on_kept(self, _nothing: None) -> None:
        self.stop()
        self.succeeded.emit()

    def _tick(self) -> None:
        waited = self._clock() - self._began
        if waited < self._limit:
            self.waited.emit(waited)
            return
        self.stop()
        # Polling rides over a broken line, so that somebody who still types loses nothing. Now it counts
        # whether nobody signed in or nobody could.
        site_id = self._site_id
        self._run(lambda: self._connections.sign_in_ways(site_id), self._on_too_late)

    def _on_too_late(self, _info: object) -> None:
        minutes = round(self._limit / 60)
        self._on_failed(
            SignInTimedOut(
                plural(
                    "Nobody finished the sign-in in the browser within {n} minute.",
                    "Nobody finished the sign-in in the browser within {n} minutes.",
                    minutes,
                )
            )
        )

    def _on_failed(self, error: ProgramError) -> None:
        self.stop()
        self.failed.emit(error)

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        self._task = self._tasks.run(work, done, self._on_failed, owner=self)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer
