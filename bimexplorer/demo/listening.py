"""Ports, and the servers on them."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bimexplorer.demo.faults import Faults
from bimexplorer.demo.traffic import Traffic

MAXIMUM_DOCUMENT = 16 * 1024 * 1024
"""Bytes of a JSON or form body: a list of ids may be long."""
_SHUTDOWN = 1.0
"""Seconds that open requests get when the server stops."""
_LATE = 0.02
"""Seconds in which a connection that was just accepted arrives."""
_READ_BUFFER = 1024 * 1024
_LONGEST_LINE = 64 * 1024
"""Bytes of an address or a header: one of absurd length is refused by the service it is meant for."""


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether an error is this server's: a client's message that is no HTTP is answered 400, and no more."""
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


_LOG = logging.getLogger("bimexplorer.demo")
_LOG.addFilter(_is_ours)


def bound_sockets(host: str, ports: list[int], remembered: list[int] | None) -> list[socket.socket]:
    """A bound socket for each port. Where the first one is 0, those of the last run, else free ones."""
    if remembered and not ports[0]:
        try:
            return _bind_all(host, remembered)
        except OSError:
            pass  # taken by somebody else meanwhile
    return _bind_all(host, ports)


def _bind_all(host: str, ports: list[int]) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for port in ports:
            sockets.append(_bound(host, port))  # noqa: PERF401 - those before are closed below
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _bound(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # The last run's connections may still be in TIME_WAIT when a restart takes the same port.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def shown_host(host: str) -> str:
    """The host as an address names it."""
    return "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104 - compared


def application(
    server: str, routes: list[web.RouteDef], faults: Faults, traffic: Traffic, errors: Any
) -> web.Application:
    """One server's routes; `errors` is the middleware that turns its exceptions into answers."""
    made = web.Application(
        middlewares=[traffic.middleware(server), faults.middleware(server), errors],
        client_max_size=MAXIMUM_DOCUMENT,
    )
    made.add_routes(routes)
    return made


async def serve(made: web.Application, sock: socket.socket) -> web.AppRunner:
    """Listen; `end` with what is returned."""
    runner = web.AppRunner(
        made,
        access_log=None,
        shutdown_timeout=_SHUTDOWN,
        read_bufsize=_READ_BUFFER,
        handle_signals=False,
        logger=_LOG,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_LINE,
    )
    await runner.setup()
    await web.SockSite(runner, sock, backlog=512).start()
    return runner


async def end(runner: web.AppRunner) -> None:
    """Listen no longer, and close every connection."""
    server = runner.server
    await runner.cleanup()
    # One that was accepted just before belongs to the server a moment after it had closed all that it knew.
    await asyncio.sleep(_LATE)
    if server is not None:
        await server.shutdown(0)
