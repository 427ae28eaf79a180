"""Slowing down before the service's limit of calls an hour is reached.

Answers tell how many calls there are and how many are left (`X-RateLimit-Limit`, `X-RateLimit-Remaining`),
not when the hour ends. So from a tenth on calls go out at the rate at which the whole hour would allow them,
and slower the fewer are left. Only when none is left the server refuses, and tells how long to wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from bimexplorer.cancellation import current
from bimexplorer.clouds.values import as_count

_HOUR = 3600.0
_FROM = 0.1
"""Of the calls of an hour; what is left above that is spent as fast as one likes."""

_SLOWEST = 5.0
"""Seconds between two calls."""


def interval(limit: int, remaining: int) -> float:
    """Seconds between two calls, with so many of so many left."""
    reserve = limit * _FROM
    if remaining >= reserve:
        return 0.0
    return min(_SLOWEST, _HOUR / limit * reserve / max(1, remaining))


class Pacing:
    """Of one connection; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interval = 0.0
        self._next = 0.0
        """By `time.monotonic`: when the next call may go out."""

    def wait(self) -> None:
        """Wait for this call's turn; raises `Cancelled`."""
        with self._lock:
            if not self._interval:
                return
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            current().wait(turn - now)

    def note(self, headers: Mapping[str, str]) -> None:
        """What an answer tells; nothing where it does not."""
        limit = as_count(headers.get("X-RateLimit-Limit"))
        remaining = as_count(headers.get("X-RateLimit-Remaining"))
        if limit and remaining is not None:
            with self._lock:
                begins = not self._interval
                self._interval = interval(limit, remaining)
                if begins and self._interval:
                    self._next = time.monotonic() + self._interval
