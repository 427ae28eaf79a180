"""One window for each profile: a later start hands over what it was asked for, and ends.

A lock says which process may be the window. The operating system opens it when that process ends, however it
ends, so that a crash blocks nobody; a file that only was there would. Where the window listens stands beside
the lock: a local socket of this user alone, with a name of its own in each run, which nobody can guess.

Both are decided before the window's own modules are loaded, which is what takes time at a start.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import secrets
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from bimexplorer.paths import Profile, write_atomically

PATIENCE = 30.0
"""Seconds for a window to answer. One that is still loading, or busy with its end, takes a while."""
LONGEST = 1 << 20
"""Bytes of a request, with texts as long as they may be, however they are encoded."""
TAKEN = b"taken\n"
"""The window's answer: it has done what a request asks for."""

_LONGEST_TEXT = 40_000
"""Characters; a longer link is none, and the window says so of its beginning."""
_LOOK = 0.05
"""Seconds between two looks at the lock."""
_NAME = re.compile(r"(?:.*[/\\])?bimexplorer-[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Request:
    """What a start asks of the window: to come to the front, and maybe more."""

    link: str = ""
    """The place to open, as it was typed or clicked."""
    activation: str = ""
    """With this token a desktop of Linux lets the window come to the front."""

    @classmethod
    def of_this_start(cls, link: str) -> Request:
        token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
        return cls(link[:_LONGEST_TEXT], token[:_LONGEST_TEXT])

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """More than is known here may be in it: another version asks. Raises ValueError for no request."""
        match json.loads(line):
            case {"link": str(link), "activation": str(activation)}:
                return cls(link, activation)
        raise ValueError("Link and token are missing, or are no texts.")


@dataclass(frozen=True, slots=True)
class _Address:
    """Where a window listens."""

    name: str
    """Of the local socket: a path, or that of a pipe on Windows."""
    process: int
    displays: tuple[str, ...] = ()
    """Of X and Wayland: where the window is seen."""

    @classmethod
    def of_this_process(cls, name: str) -> _Address:
        return cls(name, os.getpid(), _displays())

    @property
    def is_elsewhere(self) -> bool:
        """Whether nobody who sits here sees that window: it is that of another session, over ssh perhaps."""
        here = _displays()
        return bool(here and self.displays) and not set(here) & set(self.displays)

    @classmethod
    def read(cls, file: Path) -> _Address | None:
        """None: it does not listen, not yet or no longer."""
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            name, process, displays = told["name"], told["process"], tuple(map(str, told["displays"]))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        # What may be removed as a left-over socket has to be named like one.
        ours = isinstance(name, str) and _NAME.fullmatch(name) and type(process) is int
        return cls(name, process, displays) if ours else None


class Seat:
    """The right to be the window of a profile; `held` is false where another process has it.

    Whoever holds it says where it listens: `announce`, `withdraw`. `leave` ends it, as does the process' end.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._lock: FileLock | None = None
        self.possible = True
        """Whether files can be locked here: some network drives cannot."""
        self.held = False

    def take(self) -> bool:
        try:
            if self._lock is None:
                self._lock = FileLock(self._profile.window_lock, timeout=0, thread_local=False)
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError):
            self.possible = False
            return False
        self.held = True
        self.withdraw()
        return True

    def announce(self, name: str) -> None:
        write_atomically(self._profile.window_address, json.dumps(asdict(_Address.of_this_process(name))))

    def withdraw(self) -> None:
        """Take back where it listens, and what an earlier window has left there in a crash."""
        if not self.held:
            return
        known = self.address()
        with suppress(OSError):
            self._profile.window_address.unlink(missing_ok=True)
        if known is not None:
            QLocalServer.removeServer(known.name)

    def leave(self) -> None:
        self.withdraw()
        self.held = False
        if self._lock is not None:
            self._lock.release()

    def address(self) -> _Address | None:
        """Where the window that holds the seat listens."""
        return _Address.read(self._profile.window_address)


def seat_or_hand_over(profile: Profile, request: Request, patience: float = PATIENCE) -> Seat | None:
    """A seat for this start; None: the window that is there already has done what is asked for.

    The seat is not held where that window does not answer within `patience` seconds or is on another display,
    or where no file can be locked. Whoever starts the program wants to see it, and two windows of one profile
    get along, as one does with bimx.
    """
    seat = Seat(profile)
    deadline = time.monotonic() + patience
    while not seat.take():
        if not seat.possible:
            return seat
        address = seat.address()
        if address is not None:
            if address.is_elsewhere:
                return seat
            if _handed_over(address, request, deadline):
                return None
        if time.monotonic() >= deadline:
            return seat
        time.sleep(_LOOK)
    return seat


def _displays() -> tuple[str, ...]:
    return tuple(
        f"{name}={os.environ[name]}" for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)
    )


def name_of_socket() -> str:
    """A new one. On Unix in a folder of the user's own where there is one; a path has to be short there."""
    name = f"bimexplorer-{secrets.token_hex(16)}"
    if sys.platform == "win32":
        return name
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(folder if Path(folder).is_absolute() else tempfile.gettempdir()) / name)


def _handed_over(address: _Address, request: Request, deadline: float) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(address.name)
    if not socket.waitForConnected(_left(deadline)):
        return False
    _let_come_to_front(address.process)
    socket.write(request.line())
    while not socket.canReadLine():
        if not socket.waitForReadyRead(_left(deadline)):
            return False
    return socket.readLine().data() == TAKEN


def _left(deadline: float) -> int:
    """Milliseconds; to Qt, fewer than none are endless ones."""
    return max(int((deadline - time.monotonic()) * 1000), 1)


def _let_come_to_front(process: int) -> None:
    """Only the program that was started last may do that on Windows, or whomever it lets."""
    if sys.platform == "win32":
        ctypes.WinDLL("user32").AllowSetForegroundWindow(process)
