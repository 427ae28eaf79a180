"""The window's side of `instance`: it listens for what later starts ask."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from bimexplorer.ui.desktop.instance import LONGEST, TAKEN, Request, Seat, name_of_socket

log = logging.getLogger(__name__)


class LaterStarts(QObject):
    """Listens as long as it is not closed; a start that has no answer by then tries to be the window itself.

    Signals:
        asked(object request): somebody has started the program once more. Its answer goes out afterwards.
    """

    asked = Signal(object)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not seat.held:
            return
        if not self._server.listen(name_of_socket()):
            log.warning("Later starts cannot reach this window: %s", self._server.errorString())
            return
        try:
            seat.announce(self._server.fullServerName())
        except OSError as error:
            log.warning("Later starts do not find this window: %s", error)

    def close(self) -> None:
        self._seat.withdraw()
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_ready)
            self._read(socket)  # what came before anybody listened to it

    def _on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                log.warning("A later start asks for too much.")
                socket.abort()
            return
        try:
            request = Request.from_line(bytes(socket.readLine(LONGEST + 1).data()))
        except (ValueError, RecursionError) as error:
            log.warning("A later start asks for what is not understood: %s", error)
            socket.abort()
            return
        self.asked.emit(request)
        socket.write(TAKEN)
        socket.disconnectFromServer()
