"""A proxy between the program and the stand-in: it counts, and misbehaves as lines do.

The program uses it like the proxy of any office, through `http_proxy` in its environment. Since that is never
asked for what runs on the same machine, the stand-in gets an invented name: `address(server.manager)`. All
names lead to this machine here, so that the content servers, which the stand-in announces under the manager's
name, are reached the same way.

    with contextlib.closing(Proxy()) as proxy:
        environment = proxy.environment
        proxy.limit(up=10 << 20)                            # bytes a second, all connections together
        proxy.when("commit-batch-upload", ANSWERED, kill)   # before the answer is handed on
        ...
        proxy.sent("put-blob-content-part")                 # bytes of bodies that came from the program

It lives in a thread of its own. Hooks run on it, so nothing moves while one does.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import parse_qs, urlsplit

NAME = "bimcloud.test"
_BLOCK = 64 * 1024
_KERNEL = 256 * 1024
"""Bytes of a connection's buffers on either side: what is counted is at most so far from what was sent."""
_NOT_PASSED_ON = {"proxy-connection", "proxy-authorization"}


class Moment(Enum):
    """When a hook runs, in the life of one exchange."""

    BEGUN = "the request's head has come"
    SENT = "the whole request has been handed to the server"
    ANSWERED = "the server has begun to answer; nothing of it was handed on"
    ENDED = "the whole answer has been handed on"


@dataclass(eq=False)
class Exchange:
    """A request and its answer."""

    method: str
    path: str
    query: dict[str, str]
    sent: int = 0
    """Bytes of the request's body that came from the program."""
    received: int = 0
    """Bytes of the answer's body that were handed to the program."""
    status: int | None = None
    ended: bool = False
    """Whether the program got the whole answer."""


@dataclass(eq=False)
class _Hook:
    pattern: str
    moment: Moment
    act: Callable[[Exchange], bool | None]
    skip: int


class _Cut(Exception):
    """This connection ends here."""


@dataclass
class _Rate:
    """Bytes a second for everybody together; 0: as fast as can be."""

    rate: int = 0
    _free_at: float = field(default=0.0, init=False)

    async def take(self, count: int) -> None:
        if not self.rate:
            return
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + count / self.rate
        await asyncio.sleep(self._free_at - now)


class Proxy:
    """See the module."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        """All so far, in the order in which they began."""
        self.latency = 0.0
        """Seconds before each request is handed on."""
        self.offline = False
        """New connections are closed at once."""
        self._up, self._down = _Rate(), _Rate()
        self._hooks: list[_Hook] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._moving = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="test-proxy", daemon=True)
        self._thread.start()
        self._on_loop(self._moving.set)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._socket.close()

    # ------------------------------------------------------------------ for tests

    @property
    def environment(self) -> dict[str, str]:
        return {"http_proxy": f"http://127.0.0.1:{self._socket.getsockname()[1]}", "no_proxy": ""}

    def address(self, url: str) -> str:
        """The same server by a name for which the proxy is asked."""
        parts = urlsplit(url)
        return parts._replace(netloc=f"{NAME}:{parts.port}").geturl()

    def limit(self, *, up: int = 0, down: int = 0) -> None:
        """Bytes a second in each direction; 0: no limit."""
        self._up.rate, self._down.rate = up, down

    def stall(self) -> None:
        """Nothing moves any more, and no connection ends."""
        self._on_loop(self._moving.clear)

    def go_on(self) -> None:
        self._on_loop(self._moving.set)

    def cut(self) -> None:
        """End every connection in the middle of what it does."""
        self._on_loop(lambda: [task.cancel() for task in self._tasks])

    def when(
        self, pattern: str, moment: Moment, act: Callable[[Exchange], bool | None], *, skip: int = 0
    ) -> None:
        """Once, for the next exchange whose path the pattern is found in, after `skip` others.

        If `act` says True, the connection ends there: nothing more is handed on, in either direction.
        """
        self._hooks.append(_Hook(pattern, moment, act, skip))

    def forget_hooks(self) -> None:
        self._hooks.clear()

    def of(self, pattern: str) -> list[Exchange]:
        return [exchange for exchange in list(self.exchanges) if re.search(pattern, exchange.path)]

    def sent(self, pattern: str = "") -> int:
        """Bytes of request bodies, complete or not."""
        return sum(exchange.sent for exchange in self.of(pattern))

    def received(self, pattern: str = "") -> int:
        """Bytes of answers' bodies, complete or not."""
        return sum(exchange.received for exchange in self.of(pattern))

    @property
    def connections(self) -> int:
        """From the program, open now."""
        return len(self._tasks)

    # ------------------------------------------------------------------ its own thread

    def _on_loop(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, sock=self._socket, limit=_BLOCK)
        )
        try:
            self._loop.run_forever()
        finally:
            server.close()
            tasks = [*self._tasks]
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        upstream = _Upstreams()
        try:
            if not self.offline:
                while await self._exchange(reader, writer, upstream):
                    pass
        except (_Cut, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # either side went away: so does the other
        finally:
            self._tasks.discard(task)
            upstream.close()
            writer.transport.abort()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: _Upstreams
    ) -> bool:
        """One request and its answer; False: there is none any more."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        method, url, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        exchange = Exchange(method, parts.path, query)
        self.exchanges.append(exchange)
        await self._moment(exchange, Moment.BEGUN)
        if self.latency:
            await asyncio.sleep(self.latency)
        try:
            server = await upstream.to(parts.port or 80)
        except OSError:
            await self._refuse(head, reader, writer, exchange)
            return True
        server.writer.write(_for_server(head, parts.path, parts.query))
        async for block in self._body(reader, _length(head) or 0, self._up):
            exchange.sent += len(block)
            server.writer.write(block)
            await server.writer.drain()
        await self._moment(exchange, Moment.SENT)
        answer = await server.reader.readuntil(b"\r\n\r\n")
        exchange.status = int(answer.split(b" ", 2)[1])
        await self._moment(exchange, Moment.ANSWERED)
        writer.write(answer)
        bodiless = method == "HEAD" or exchange.status in (204, 304)
        length = 0 if bodiless else _length(answer)
        assert length is not None, "The stand-in tells the length of every answer"
        async for block in self._body(server.reader, length, self._down):
            writer.write(block)
            await writer.drain()
            exchange.received += len(block)
        await writer.drain()
        exchange.ended = True
        await self._moment(exchange, Moment.ENDED)
        return True

    async def _body(self, reader: asyncio.StreamReader, length: int, rate: _Rate) -> AsyncIterator[bytes]:
        while length:
            await self._moving.wait()
            block = await reader.read(min(length, _BLOCK))
            if not block:
                raise _Cut
            await rate.take(len(block))
            length -= len(block)
            yield block

    async def _refuse(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, exchange: Exchange
    ) -> None:
        """What proxies say of a server that does not take connections."""
        async for _ in self._body(reader, _length(head) or 0, self._up):
            pass
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        exchange.status, exchange.ended = 502, True

    async def _moment(self, exchange: Exchange, moment: Moment) -> None:
        await self._moving.wait()
        for hook in self._hooks:
            if hook.moment is moment and re.search(hook.pattern, exchange.path):
                if hook.skip:
                    hook.skip -= 1
                    continue
                self._hooks.remove(hook)
                if hook.act(exchange):
                    raise _Cut
                break


class _Upstreams:
    """The connections that one connection of the program leads on to, by port."""

    def __init__(self) -> None:
        self._open: dict[int, _Server] = {}

    async def to(self, port: int) -> _Server:
        known = self._open.get(port)
        if known is None or known.reader.at_eof() or known.writer.is_closing():
            if known is not None:
                known.writer.transport.abort()
            known = self._open[port] = _Server(
                *await asyncio.open_connection("127.0.0.1", port, limit=_BLOCK)
            )
        return known

    def close(self) -> None:
        for server in self._open.values():
            server.writer.transport.abort()


@dataclass
class _Server:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


def _length(head: bytes) -> int | None:
    found = re.search(rb"\r\ncontent-length: *(\d+)\r\n", head, re.IGNORECASE)
    return None if found is None else int(found[1])


def _for_server(head: bytes, path: str, query: str) -> bytes:
    """The head as the server itself expects it: the path alone, without what is meant for the proxy."""
    first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    method, _, version = first.split(b" ")
    target = f"{path or '/'}{'?' + query if query else ''}".encode("latin-1")
    kept = [line for line in lines if line.partition(b":")[0].decode("latin-1").lower() not in _NOT_PASSED_ON]
    return b"\r\n".join([b" ".join((method, target, version)), *kept, b"", b""])
