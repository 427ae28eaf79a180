"""Which run of the operating system this is: files written in it need no power cut to be feared."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

_LINUX = Path("/proc/sys/kernel/random/boot_id")


@cache
def boot_mark() -> str:
    """Equal for two processes only if the computer was not started anew between them.

    Where the system tells nothing better it is the time of its start, which differs too after the clock was
    set: then a little more than needed is fetched again.
    """
    try:
        return _LINUX.read_text(encoding="ascii").strip()
    except OSError:
        return f"{(time.time() - time.monotonic()) // 10:.0f}"
