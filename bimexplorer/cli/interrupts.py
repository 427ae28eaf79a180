"""What ends a command from outside: Ctrl-C, SIGTERM, a terminal that is closed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_CTRL_C = 130


class Interrupted(KeyboardInterrupt):
    """An interruption with what a person should know about it, and the exit code that shells expect."""

    def __init__(self, sentence: str = "Interrupted.", code: int = _CTRL_C) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


def told(interruption: KeyboardInterrupt, sentence: str = "") -> Interrupted:
    """The same interruption with something to tell about it."""
    known = interruption if isinstance(interruption, Interrupted) else Interrupted()
    return Interrupted(sentence or known.sentence, known.code)


@contextmanager
def signals_as_interrupts() -> Iterator[None]:
    """Within the block the system's wish to end arrives as `Interrupted`, like Ctrl-C as `KeyboardInterrupt`.

    A signal that whoever started the command wants ignored (`nohup`) stays ignored.
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted(code=128 + number)
