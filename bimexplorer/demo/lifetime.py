"""How long a stand-in lives: until it is told to end, or until the program that started it is gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from types import FrameType


def ends_with_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM, SIGINT and, on Windows, Ctrl+Break."""
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, on_signal)


def ends_with_parent(stop: asyncio.Event) -> None:
    """Set `stop` at the end of standard input: its other end is the parent's, on every system, however it
    dies.

    A thread, as Windows cannot wait for a pipe in the event loop; it reads the descriptor itself, as a
    thread that holds the lock of `sys.stdin` at exit aborts the interpreter.
    """
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):  # the loop has ended before the parent did
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
