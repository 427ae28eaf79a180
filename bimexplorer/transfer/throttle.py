"""How fast bytes may travel: one `Throttle` a direction, shared by all lanes of all sites."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from bimexplorer.cancellation import current

_BURST_SECONDS = 0.25
"""What may pile up while nobody takes, as time at the full rate."""
_LEAST_BURST = 64 << 10
"""Bytes that may always pile up: at a low rate a small file is not held back for its own sake."""
_SLICE_SECONDS = 0.125
"""How long one lane may have the line for itself, at the full rate."""
_LEAST_SLICE = 4 << 10
"""Bytes of a slice at the lowest rates; below, the handling costs more than the bytes."""


class Bucket:
    """The arithmetic alone: a balance of bytes that grows with the clock. Not for several threads."""

    def __init__(self, rate: int, clock: Callable[[], float]) -> None:
        """`rate`: bytes a second, above 0; `clock`: seconds that never go back."""
        self._clock = clock
        self._rate = rate
        self._balance = float(self.burst)
        self._at = clock()

    @property
    def burst(self) -> int:
        """The most bytes that can be had at once."""
        return max(int(self._rate * _BURST_SECONDS), _LEAST_BURST)

    @property
    def rate(self) -> int:
        return self._rate

    @rate.setter
    def rate(self, rate: int) -> None:
        self._fill()
        self._rate = rate
        self._balance = min(self._balance, self.burst)

    def seconds_until(self, count: int) -> float:
        """How long until `count` bytes (at most `burst`) can be spent; 0: now."""
        self._fill()
        return max(0.0, (count - self._balance) / self._rate)

    def spend(self, count: int) -> None:
        """Take away what `seconds_until` has just allowed."""
        self._balance -= count

    def _fill(self) -> None:
        now = self._clock()
        self._balance = min(self.burst, self._balance + (now - self._at) * self._rate)
        self._at = now


class Throttle:
    """Holds lanes back so that together they stay below a rate, which may change at any moment.

    A lane moves its bytes in blocks of `block(maximum)` and calls `take` with each block's length, before it
    is sent or after it was read:

        size = throttle.block(1 << 20)
        block = source.read(size)
        throttle.take(len(block))

    Larger blocks are held back just as well, but then they travel at once: a progress bar would stand for a
    minute and jump (1 MiB at 20 kB/s). With `block` some eight of them travel each second, at any rate that a
    person would set; the size is asked for before every block, as the rate may have changed.

    Lanes that wait are served in turn, an eighth of a second of the rate each, so a lane with large blocks
    does not keep one with small files waiting.
    """

    def __init__(self, rate: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate`: bytes a second; 0: no limit."""
        self._clock = clock
        self._lock = threading.Lock()
        self._bucket = _bucket(rate, clock)
        """None: no limit."""
        self._turns: deque[threading.Condition] = deque()
        """Lanes that wait; the first one is served next."""

    @property
    def rate(self) -> int:
        """Bytes a second, of all lanes together; 0: no limit. Lanes that wait notice a change at once."""
        bucket = self._bucket
        return 0 if bucket is None else bucket.rate

    @rate.setter
    def rate(self, rate: int) -> None:
        with self._lock:
            if self._bucket is not None and rate > 0:
                self._bucket.rate = rate
            else:
                self._bucket = _bucket(rate, self._clock)
            for turn in self._turns:
                turn.notify()

    def block(self, maximum: int) -> int:
        """The bytes a lane should move at a time, `maximum` at most."""
        rate = self.rate
        if rate == 0:
            return maximum
        return min(maximum, max(int(rate * _SLICE_SECONDS), _LEAST_SLICE))

    def take(self, count: int) -> None:
        """Wait until `count` bytes may travel; at no limit returns at once.

        Raises `Cancelled` as soon as the current cancellation is set while it waits.
        """
        if self._bucket is None or count <= 0:
            return
        turn = threading.Condition(self._lock)
        with current().waking(partial(self._wake, turn)), self._lock:
            self._turns.append(turn)
            try:
                while count > 0 and (bucket := self._bucket) is not None:
                    count -= self._slice(turn, bucket, count)
            finally:
                self._turns.remove(turn)
                self._wake_first()

    def _slice(self, turn: threading.Condition, bucket: Bucket, count: int) -> int:
        """Spend what may travel of `count` now, or wait for something to change; the bytes spent."""
        current().check()
        if self._turns[0] is not turn:
            turn.wait()
            return 0
        share = self.block(count)
        missing = bucket.seconds_until(share)
        if missing > 0:
            turn.wait(missing)
            return 0
        bucket.spend(share)
        self._turns.rotate(-1)
        self._wake_first()
        return share

    def _wake(self, turn: threading.Condition) -> None:
        with self._lock:
            turn.notify()

    def _wake_first(self) -> None:
        if self._turns:
            self._turns[0].notify()


def _bucket(rate: int, clock: Callable[[], float]) -> Bucket | None:
    if rate < 0:
        raise ValueError(f"a rate of {rate} bytes a second")
    return Bucket(rate, clock) if rate else None
