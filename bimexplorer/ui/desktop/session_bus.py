"""A connection to the session's D-Bus that never holds the window up.

Through jeepney: with QtDBus, PySide6 sends every whole number as a signed one, and the notifications' service
refuses that.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from jeepney import DBusErrorResponse, HeaderFields, Message, MessageType
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QObject, QSocketNotifier, Signal

from bimexplorer.errors import ProgramError
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import say

log = logging.getLogger(__name__)

Reply = Callable[["Message | None"], object]
"""Gets the answer to a call; None if there was an error in place of one."""


class SessionBus(QObject):
    """Opened off the GUI thread; then messages are small, and are read only when they are there.

    What is sent before it is open goes out then; without a bus everything is dropped.

    Signals:
        heard(object message): a D-Bus signal that was asked for came in.
    """

    heard = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._guard = threading.Lock()
        self._closed = False
        self._connection: DBusConnection | None = None
        self._early: list[tuple[Message, Reply | None]] | None = []
        """Until it is known whether there is a bus."""
        self._replies: dict[int, Reply] = {}
        self._readable: QSocketNotifier | None = None
        tasks.run(self._open, self._on_opened, self._on_failed, owner=self)

    def send(self, message: Message, reply: Reply | None = None) -> None:
        """Send a call or a signal; `reply` is called later, if the bus lives that long."""
        if self._early is not None:
            self._early.append((message, reply))
        elif self._readable is not None and self._connection is not None:
            serial = next(self._connection.outgoing_serial)
            if reply is not None:
                self._replies[serial] = reply
            try:
                self._connection.send(message, serial)
            except OSError as error:
                self._on_lost(error)

    def close(self) -> None:
        with self._guard:
            self._closed = True
            connection, self._connection = self._connection, None
        self._early = None
        self._replies.clear()
        if self._readable is not None:
            self._readable.setEnabled(False)
            self._readable.deleteLater()
            self._readable = None
        if connection is not None:
            connection.close()

    def _open(self) -> str:
        """On a worker. The reason why there is none; empty if there is."""
        try:
            connection = open_dbus_connection()
        except (OSError, KeyError, ValueError, RuntimeError, DBusErrorResponse) as error:
            return repr(error)
        with self._guard:
            if not self._closed:
                self._connection = connection
                return ""
        connection.close()
        return "closed"

    def _on_opened(self, reason: str) -> None:
        if self._connection is None:
            self._on_failed(ProgramError(say("There is no D-Bus."), reason))
            return
        self._readable = QSocketNotifier(self._connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._readable.activated.connect(self._on_readable)
        early, self._early = self._early or [], None
        for message, reply in early:
            self.send(message, reply)

    def _on_failed(self, error: ProgramError) -> None:
        if not self._closed:
            log.info("The desktop is not told of transfers: %s", error.technical)
        self._early = None

    def _on_readable(self) -> None:
        while self._connection is not None:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            except (OSError, ValueError) as error:
                self._on_lost(error)
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        kind = message.header.message_type
        if kind is MessageType.signal:
            self.heard.emit(message)
        elif kind in (MessageType.method_return, MessageType.error):
            reply = self._replies.pop(message.header.fields.get(HeaderFields.reply_serial), None)
            if reply is not None:
                reply(message if kind is MessageType.method_return else None)

    def _on_lost(self, error: Exception) -> None:
        log.info("The D-Bus connection was lost: %r", error)
        self.close()
