"""Connections that another thread can wake: connecting, in the TLS handshake, sending and receiving.

urllib3 has no way to end a request that blocks. Here every connection tells the `Call` of its thread which
socket it is about to block on, and `Call.wake` shuts that socket down, so the blocked system call returns at
once. Looking up names and connecting are done in short steps instead, because a socket that is not connected
yet cannot be shut down everywhere.
"""

from __future__ import annotations

import errno
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import truststore
from requests import Request
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

_STEP = 0.1
"""Seconds between two looks at the flag while a name is looked up or a connection made."""

_BLOCK = 128 * 1024
"""Bytes handed to the socket at once; http.client's own 8 KiB cost more than half of the speed."""

_SEND_TIMEOUT = 60.0
"""Seconds in which one block must have been taken: a line of 2 kB/s is slow, not dead."""

_IN_PROGRESS = frozenset(
    {
        errno.EINPROGRESS,
        errno.EWOULDBLOCK,
        errno.EALREADY,
        getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK),
    }
)


class Interrupted(OSError):
    """The call was woken while it looked a name up or connected."""


class Call:
    """One request, from its name lookup to its last byte, and the socket on which it blocks now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: Any = None
        self._woken = False

    @property
    def woken(self) -> bool:
        return self._woken

    def watch(self, sock: Any) -> None:
        """Tell which socket is used from now on. Raises `Interrupted` if the call was woken meanwhile."""
        with self._lock:
            self._socket = sock
            if self._woken:
                raise Interrupted(errno.ECANCELED, "woken")

    def wake(self) -> None:
        """End whatever blocks, from any thread; the call never gets any further."""
        with self._lock:
            self._woken = True
            # TLS inside TLS (an https proxy) hides the socket one level deeper.
            sock = getattr(self._socket, "socket", self._socket)
            if sock is not None:
                # Not SSLSocket.shutdown: that one drops its encryption first, and a thread that is just
                # sending would send the rest in clear.
                with suppress(OSError, TypeError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def forget(self) -> None:
        """The socket goes back to its pool: a late `wake` must not hit its next user."""
        with self._lock:
            self._socket = None

    def begin(self) -> None:
        """Make this the call of the current thread, until `end`."""
        _thread.call = self

    def end(self) -> None:
        """The current thread has no call any more."""
        _thread.call = None


class _Thread(threading.local):
    call: Call | None = None


_thread = _Thread()


def _current_call() -> Call:
    return _thread.call or Call()


class _InterruptibleConnection(HTTPConnection):
    """Plain http, and what both kinds share."""

    def _new_conn(self) -> socket.socket:
        host = self._dns_host.strip("[]")
        try:
            return _connect(host, self.port, self.timeout, self.socket_options or [])
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection within {self.timeout} s") from error
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

    def connect(self) -> None:
        super().connect()
        _current_call().watch(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        _current_call().watch(self.sock)
        # urllib3 would have the short time-out of connecting in place while it sends.
        self.timeout = _SEND_TIMEOUT
        super().request(*args, **kwargs)


class _InterruptibleTlsConnection(_InterruptibleConnection, HTTPSConnection):
    """https: wrapping takes the plain socket away, so a duplicate stands in for it during the handshake."""

    _twin: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        try:
            self._twin = sock.dup()
            _current_call().watch(self._twin)
        except OSError:
            sock.close()  # nobody has it yet
            raise
        return sock

    def connect(self) -> None:
        try:
            super().connect()
        finally:
            if self._twin is not None:
                self._twin.close()
                self._twin = None


class _Pool(HTTPConnectionPool):
    ConnectionCls = _InterruptibleConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _InterruptibleTlsConnection


_POOLS: dict[str, Any] = {"http": _Pool, "https": _TlsPool}


class InterruptibleAdapter(HTTPAdapter):
    """The connections of one thread: those of this module, big blocks, the system's certificates.

    `ca_file`: certificates (PEM) that are trusted beside those; empty: none. Raises `OSError` for a file that
    holds none.
    """

    def __init__(self, ca_file: str = "") -> None:
        self._ca_file = ca_file
        super().__init__()
        self._pools: dict[tuple[str, str], HTTPConnectionPool] = {}

    def open(
        self,
        method: str,
        server: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: Any,
        timeout: Timeout,
        proxy: str,
    ) -> BaseHTTPResponse:
        """Send a request; the head of the answer. Raises urllib3's errors.

        In place of `send`, which makes more of a small request than it costs to send it: half of its time.
        """
        pool = self._pool(server, proxy)
        if proxy and server.startswith("http:") and not proxy.lower().startswith("socks"):
            # The proxy itself is asked for what is not encrypted, and needs the whole address.
            target = server + target
        return pool.urlopen(
            method,
            target,
            body=body,
            headers=headers,
            retries=self.max_retries,
            redirect=False,
            assert_same_host=False,
            timeout=timeout,
            preload_content=False,
            decode_content=False,
        )

    def _pool(self, server: str, proxy: str) -> HTTPConnectionPool:
        pool = self._pools.get((server, proxy))
        # A pool is closed when more servers are talked to than the manager keeps pools for.
        if pool is None or pool.pool is None:
            request = Request("GET", server).prepare()
            proxies = {"all": proxy} if proxy else {}
            made: Any = self.get_connection_with_tls_context(request, verify=True, proxies=proxies)
            self.cert_verify(made, server, verify=True, cert=None)
            pool = self._pools[server, proxy] = made
        return pool

    def close(self) -> None:
        self._pools.clear()
        super().close()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002
        super().init_poolmanager(connections, maxsize, block, **kwargs, **self._own_options())
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        if proxy in self.proxy_manager:
            return self.proxy_manager[proxy]
        manager = super().proxy_manager_for(proxy, **kwargs, **self._own_options())
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002 - the base's
        # The base would add certifi's list to the system's.
        conn.cert_reqs = "CERT_REQUIRED"

    def _own_options(self) -> dict[str, Any]:
        # A context of its own for each: truststore lets one handshake a time through a context, and a server
        # that stalls in its handshake must not hold up the others.
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._ca_file:
            context.load_verify_locations(cafile=self._ca_file)
        return {"blocksize": _BLOCK, "ssl_context": context}


def _connect(host: str, port: int, timeout: Any, options: Any) -> socket.socket:
    """A connected socket to the first address of the host that takes the connection."""
    call = _current_call()
    seconds = timeout if isinstance(timeout, (int, float)) else None
    failure: OSError = OSError(errno.EHOSTUNREACH, f"{host} has no address")
    for family, kind, protocol, _, address in _addresses(host, port, seconds, call):
        sock = socket.socket(family, kind, protocol)
        try:
            for option in options:
                sock.setsockopt(*option)
            _connect_in_steps(sock, address, seconds, call)
            sock.settimeout(seconds)
        except OSError as error:
            sock.close()
            if call.woken:
                raise
            failure = error
        else:
            return sock
    raise failure


def _connect_in_steps(sock: socket.socket, address: Any, seconds: float | None, call: Call) -> None:
    sock.settimeout(0)
    code = sock.connect_ex(address)
    if code in _IN_PROGRESS:
        deadline = _deadline(seconds)
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(_STEP):
                _check(call, deadline)
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, errno.errorcode.get(code, "connect"))


def _addresses(host: str, port: int, seconds: float | None, call: Call) -> list[Any]:
    """`getaddrinfo` in a thread of its own: it can take a minute and cannot be woken, only left behind."""
    with suppress(socket.gaierror):
        return socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, name="name lookup", daemon=True).start()
    deadline = _deadline(seconds)
    while True:
        try:
            answer = answers.get(timeout=_STEP)
        except queue.Empty:
            _check(call, deadline)
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer


def _deadline(seconds: float | None) -> float:
    return time.monotonic() + (seconds if seconds is not None else float("inf"))


def _check(call: Call, deadline: float) -> None:
    if call.woken:
        raise Interrupted(errno.ECANCELED, "woken")
    if time.monotonic() >= deadline:
        raise TimeoutError(errno.ETIMEDOUT, "no answer in time")
