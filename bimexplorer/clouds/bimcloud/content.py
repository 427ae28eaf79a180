"""The content servers of a site: where they are, and a session on each, made and renewed as needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bimexplorer.cancellation import current
from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.blob_server import BlobServer
from bimexplorer.clouds.bimcloud.failures import SessionGone, TicketExpired
from bimexplorer.clouds.bimcloud.manager import Manager
from bimexplorer.clouds.http import Http
from bimexplorer.errors import AccessDenied, CloudError, Offline, ServerUnreachable
from bimexplorer.words import say

log = logging.getLogger(__name__)

T = TypeVar("T")

_STEP = 0.1


class _Known:
    """What is known of one content server; its lock is held while it is looked for or signed in to."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: BlobServer | None = None
        self.session = ""


class ContentServers:
    """Runs calls on content servers. May be used from any thread.

    A server is looked for once, a session made once, however many threads need it at the same time.
    """

    def __init__(self, http: Http, manager: Manager, address: str, username: Callable[[], str]) -> None:
        """`address` is the manager's; `username` tells the name that goes with the tickets."""
        self._http = http
        self._manager = manager
        self._address = address
        self._username = username
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def run(self, server_id: str, call: Callable[[BlobServer, str], T]) -> T:
        """`call(server, session)`, and once more with a new session if this one has ended.

        Raises `SessionGone` if the new one does not help either, `ServerUnreachable` if no address answers.
        """
        self._manager.keep_alive()
        known = self._of(server_id)
        server, session = self._opened(known, server_id)
        try:
            try:
                return call(server, session)
            except SessionGone as error:
                log.info("A content session has ended, taking a new one: %s", error.technical)
                server, session = self._opened(known, server_id, instead_of=session)
                return call(server, session)
        except Offline:
            # Another of its addresses may answer in the network in which the computer is now.
            known.server = None
            raise

    def close_sessions(self, http: Http, keep: frozenset[str] = frozenset()) -> None:
        """End what is open, as far as the servers answer; `http` may be another one than for the calls.

        `keep`: ids of servers whose sessions are forgotten here only, and end there by themselves.
        """
        with self._lock:
            open_sessions = [
                (known.server, known.session)
                for server_id, known in self._known.items()
                if known.server is not None and known.session and server_id not in keep
            ]
            self._known.clear()
        for server, session in open_sessions:
            try:
                BlobServer(http, server.address).close_session(session)
            except CloudError as error:
                log.info("A content session ends by itself: %s", error.technical)

    def _of(self, server_id: str) -> _Known:
        with self._lock:
            return self._known.setdefault(server_id, _Known())

    def _opened(self, known: _Known, server_id: str, instead_of: str = "") -> tuple[BlobServer, str]:
        with _held(known.lock):
            server = known.server
            if server is None:
                server = known.server = self._discovered(server_id)
            if not known.session or known.session == instead_of:
                known.session = ""
                known.session = self._new_session(server, server_id)
            return server, known.session

    def _discovered(self, server_id: str) -> BlobServer:
        described = convert.model_server(self._manager.resource(server_id), self._address)
        tried = []
        for address in described.addresses:
            server = BlobServer(self._http, address)
            try:
                server.runtime_id()
            except CloudError as error:
                tried.append(f"{address} ({error.technical or error.english})")
            else:
                return server
        raise ServerUnreachable(
            say("The content server “{name}” cannot be reached.", name=described.name),
            "Tried: " + ("; ".join(tried) or "it has no address"),
        )

    def _new_session(self, server: BlobServer, server_id: str) -> str:
        username = self._username()
        try:
            try:
                raw = server.create_session(username, self._manager.ticket(server_id))
            except TicketExpired:
                raw = server.create_session(username, self._manager.ticket(server_id))
        except SessionGone as error:
            raise AccessDenied(
                say(
                    "The content server did not accept the user “{username}”. Mind capital letters in the "
                    "name.",
                    username=username,
                ),
                error.technical,
            ) from error
        return convert.new_id(raw)


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    """The lock, waited for in a way that can be cancelled."""
    while not lock.acquire(timeout=_STEP):
        current().check()
    try:
        yield
    finally:
        lock.release()
