"""`X-RateLimit-Limit` and `X-RateLimit-Remaining`: calls an hour of a user who is signed in.

A guess: the hour is one from the user's first call; then 429 with `Retry-After` until it is over.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from bimexplorer.demo.bimplus.errors import BimplusError

_HOUR = 3600.0


@dataclass(slots=True)
class _Window:
    ends: float
    calls: int = 0


class RateLimit:
    """Kept in memory: a restart begins a new hour."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._windows: dict[str, _Window] = {}

    def count(self, user_id: str) -> dict[str, str]:
        """Count a call; the headers of its answer. Raises 429."""
        now = time.monotonic()
        window = self._windows.get(user_id)
        if window is None or window.ends <= now:
            window = self._windows[user_id] = _Window(now + _HOUR)
        window.calls += 1
        headers = self._headers(window)
        if window.calls > self._limit:
            wait = str(math.ceil(window.ends - now))
            raise BimplusError(
                429, "Too many requests: the limit of this hour is reached.", {**headers, "Retry-After": wait}
            )
        return headers

    def leave(self, user_id: str, remaining: int, seconds: float) -> None:
        """Let a user have only so many calls more, for so many seconds."""
        self._windows[user_id] = _Window(time.monotonic() + seconds, self._limit - remaining)

    def _headers(self, window: _Window) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(0, self._limit - window.calls)),
        }
