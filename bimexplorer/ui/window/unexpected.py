"""Defects: whatever nobody foresaw is logged and told, and the program goes on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from bimexplorer.errors import ProgramError

log = logging.getLogger(__name__)

_SILENCE = 10.0
"""Seconds in which the same defect is logged, but not told again: a timer may meet it many times a second."""


class UnexpectedErrors(QObject):
    """Takes the place of Python's last resorts until `stop`: of slots, threads and the event loop.

    Signals:
        happened(object error): a `ProgramError` to be told; on the GUI thread.
    """

    happened = Signal(object)
    _met = Signal(object)

    def __init__(self, loop: asyncio.AbstractEventLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._told: dict[str, float] = {}
        self._before = sys.excepthook, threading.excepthook
        self._met.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._on_raised
        threading.excepthook = self._on_raised_in_thread
        loop.set_exception_handler(self._on_raised_in_loop)

    def stop(self) -> None:
        """Give the last resorts back."""
        sys.excepthook, threading.excepthook = self._before
        self._loop.set_exception_handler(None)

    def _on_raised(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            self._before[0](kind, error, trace)
            return
        self._take(error)

    def _on_raised_in_thread(self, raised: threading.ExceptHookArgs) -> None:
        if raised.exc_value is not None and raised.exc_type is not SystemExit:
            self._take(raised.exc_value)

    def _on_raised_in_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._take(error)
        else:
            log.error("The event loop tells: %s", context.get("message"))

    def _take(self, error: BaseException) -> None:
        """From any thread."""
        text = "".join(traceback.format_exception(error))
        log.critical("Something nobody foresaw\n%s", text)
        self._met.emit(text)

    def _tell(self, text: str) -> None:
        now = time.monotonic()
        if now - self._told.get(text, -_SILENCE) < _SILENCE:
            return
        self._told[text] = now
        self.happened.emit(
            ProgramError(
                self.tr("Something went wrong inside BIM Explorer. The program goes on."),
                text,
            )
        )
