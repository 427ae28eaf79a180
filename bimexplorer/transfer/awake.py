"""The computer's sleep: kept away while files travel, and noticed when it came all the same."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bimexplorer.words import say

if TYPE_CHECKING:
    from wakepy import ActivationResult, DBusAdapter
    from wakepy.core import DBusMethodCall

log = logging.getLogger(__name__)

# wakepy tells each attempt of each method at INFO, every time.
logging.getLogger("wakepy").setLevel(logging.WARNING)

_NAME = "BIM Explorer"
_REASON = "wakelock active"  # wakepy's word for it

_TOLERANCE = 5.0
"""Seconds by which the clocks may differ: a busy computer looks late, and clocks are set right a little."""


class Awake:
    """Keeps the computer from falling asleep by itself. The screen may go dark; closing the lid still counts.

    `hold` and `release` may be called from any thread, in any order and number, return at once and never
    raise. Where the system has no way, or refuses, that is logged once and the computer sleeps when it likes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: threading.Event | None = None
        """Ends the present hold; None: not held."""
        self._threads: set[threading.Thread] = set()
        self._told = False

    @property
    def held(self) -> bool:
        """Whether `hold` was called last; not whether the system heeds it."""
        return self._held is not None

    def hold(self) -> None:
        with self._lock:
            if self._held is not None:
                return
            self._held = threading.Event()
            # A thread for each hold: wakepy wants to be left on the thread on which it was entered, and a
            # service that does not answer takes it seconds.
            thread = threading.Thread(target=self._run, args=(self._held,), name="awake", daemon=True)
            self._threads.add(thread)
            thread.start()

    def release(self) -> None:
        with self._lock:
            if self._held is not None:
                self._held.set()
                self._held = None

    def join(self, deadline: float) -> None:
        """After `release`: wait until the system was told, until `deadline` (monotonic seconds) at most."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, released: threading.Event) -> None:
        # Not at the top: some 40 ms, on this thread and only where it is wanted.
        from wakepy import keep

        try:
            with keep.running(on_fail=self._on_fail, dbus_adapter=_bus()) as mode:
                if mode.active:
                    released.wait()
        except Exception as error:  # noqa: BLE001  (whatever a desktop's service does, transfers go on)
            self._tell(repr(error))
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _on_fail(self, result: ActivationResult) -> None:
        self._tell(result.get_failure_text(style="inline"))

    def _tell(self, technical: str) -> None:
        if not self._told:
            self._told = True
            log.info("The computer cannot be kept from falling asleep: %s", technical)


def _bus() -> type[DBusAdapter] | None:
    """How wakepy shall talk to the desktop's services; None where that is not by D-Bus."""
    if sys.platform != "linux":
        return None
    # Not at the top: jeepney is not there on other systems.
    from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

    class Bus(JeepneyDBusAdapter):
        """Gives this program's name, which desktops show to whoever wonders why the computer stays awake."""

        def process(self, call: DBusMethodCall) -> object:
            said = {"wakepy": _NAME, _REASON: say("Files are being transferred.")}
            call.args = tuple(said.get(value, value) for value in call.args)
            try:
                return super().process(call)
            except Exception:
                # wakepy closes the connections of what succeeded only.
                self.close_connections()
                raise

        def close_connections(self) -> None:
            # Not as inherited: that searches for reference cycles, on this thread, and in a program with
            # widgets would destroy some of them off their own.
            for bus in list(self._connections):
                self.close_connection(self._connections.pop(bus))

    return Bus


class SleepWatch:
    """Tells that the computer slept, from its two clocks. Asked regularly by one thread.

    `time.time` goes on while the computer sleeps, everywhere. `time.monotonic` stops meanwhile on Linux
    (CLOCK_MONOTONIC) and macOS (mach_absolute_time), so the first gets ahead of the second. On Windows it
    goes on too (GetTickCount64, QueryPerformanceCounter): there the sleep shows as a look that comes far too
    late. A wall clock that somebody set forward, or a process that was stopped, is taken for a sleep; what
    follows from that, trying again at once, does no harm.
    """

    def __init__(
        self,
        interval: float,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`interval`: seconds that usually pass between two looks, at most."""
        self._interval = interval
        self._wall_clock = wall
        self._monotonic_clock = monotonic
        self._wall, self._monotonic = wall(), monotonic()

    def slept(self) -> bool:
        """Whether the computer slept since the last look; a nap of a few seconds is not noticed."""
        wall, monotonic = self._wall_clock(), self._monotonic_clock()
        passed = monotonic - self._monotonic
        ahead = wall - self._wall - passed
        self._wall, self._monotonic = wall, monotonic
        return ahead > _TOLERANCE or passed > self._interval + _TOLERANCE
