"""Cancelling work that blocks, without passing a token through every signature.

A caller opens a scope; everything below it, down to the socket, sees the same `Cancellation`:

    token = Cancellation()
    with token.scope():
        cloud.children(folder)      # raises Cancelled soon after token.cancel(), from any thread
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bimexplorer.errors import Cancelled

_current: ContextVar[Cancellation | None] = ContextVar("bimexplorer_cancellation", default=None)


class Cancellation:
    """A flag that can be set once, from any thread, and wakes whoever blocks under it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Set the flag and call every registered waker once; a second call does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def check(self) -> None:
        """Raise `Cancelled` if the flag is set."""
        if self.cancelled:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep that long at most; raises `Cancelled` as soon as the flag is set."""
        if self._event.wait(seconds):
            raise Cancelled

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake` if the flag is set while the block runs (from the cancelling thread)."""
        with self._lock:
            if self._event.is_set():
                raise Cancelled
            self._wakers.append(wake)
        try:
            yield
        finally:
            with self._lock:
                if wake in self._wakers:
                    self._wakers.remove(wake)

    @contextmanager
    def scope(self) -> Iterator[Cancellation]:
        """Make this the current cancellation of the block, in this thread or task."""
        reset = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(reset)


def current() -> Cancellation:
    """The cancellation of the innermost scope; outside of any scope one that is never set."""
    return _current.get() or Cancellation()
