"""The wire that every cloud shares: sessions, time-outs, proxies, repeating, cancelling.

`Http.request` gives a whole `Answer`, `Http.stream` an open `Stream`. Whatever goes wrong below comes out as
an error of `bimexplorer.errors`; 429 and 503 do too, every other status is the caller's to read.

* Each thread has connections of its own, so that a full queue of transfers never delays a click.
* No redirect is ever followed: credentials go to the address they were meant for and nowhere else.
* TLS is verified by the store of the operating system, where office proxies put their certificates.
* While a call blocks, the current `Cancellation` ends it by shutting its socket down.
"""

from __future__ import annotations

import json as json_text
import logging
import random
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException
from typing import Any

import urllib3
from requests.utils import get_environ_proxies, select_proxy

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import PartBody
from bimexplorer.clouds.interruptible import Call, InterruptibleAdapter
from bimexplorer.clouds.network_errors import NoAnswerInTime, converted, retry_after
from bimexplorer.clouds.prepared import Address, Asked, Prepared, prepare
from bimexplorer.errors import (
    Cancelled,
    CloudError,
    LocalError,
    Offline,
    RateLimited,
    ServerBusy,
    UnexpectedAnswer,
)
from bimexplorer.network import DIRECT, MANUAL, Network, in_use
from bimexplorer.words import say

log = logging.getLogger(__name__)

_READ_BLOCK = 256 * 1024
"""Bytes that one `Stream.readinto` waits for at most."""
_LEAST_BLOCK = 4 * 1024
_LONG_READ = 0.2
"""Seconds of one read above which the next ones are for less."""

_PROXIES_KNOWN = 5.0
"""Seconds for which the proxy of a server is not looked up again: on some systems that is slow."""

_ATTEMPTS = 4
_FIRST_PAUSE = 0.3
_LONGEST_PAUSE = 8.0
"""Seconds; a server that asks for more gets it from whoever called, who can say so to a person."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, and for the next bytes; where none are named, the network's."""

    connect: float
    read: float


PROBING = Timeouts(3.0, 5.0)
"""For an address of which nobody knows yet whether it answers."""


FAREWELL = Timeouts(1.0, 2.0)
"""For what a server would find out by itself: nobody waits long when the program closes."""


class Repeat(Enum):
    """Which failures are repeated before the caller hears of them."""

    NEVER = "never"
    WHEN_BUSY = "when busy"
    """Only what the server did not begin with: 429 and 503."""
    ALWAYS = "always"
    """Also after a lost connection: for calls that change nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    request: Asked

    def json(self) -> Any:
        """The body as JSON. Raises `UnexpectedAnswer`."""
        try:
            return json_text.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise UnexpectedAnswer(
                say("The server gave an answer that cannot be understood."),
                f"{self.summary}: no JSON",
            ) from error

    @property
    def summary(self) -> str:
        """What a support request needs to know of it."""
        kind = self.headers.get("Content-Type", "no type")
        return f"{self.request}: status {self.status}, {kind}, {len(self.content)} bytes"


class Http:
    """Everything one connection sends; may be used from any thread."""

    def __init__(self) -> None:
        self._thread = threading.local()
        self._lock = threading.Lock()
        self._adapters: weakref.WeakSet[InterruptibleAdapter] = weakref.WeakSet()
        self._proxies: dict[str, tuple[str, float]] = {}
        """Server -> its proxy, and the moment (monotonic seconds) from which that is looked up again."""
        self._calls: set[Call] = set()
        self._closed = False

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        body: PartBody | None = None,
        timeouts: Timeouts | None = None,
        repeat: Repeat = Repeat.NEVER,
    ) -> Answer:
        """One call and its whole answer. Only one of `json`, `form` and `body`; a body is sent as it is."""
        prepared = prepare(method, url, params, headers, json, form, body)
        attempt = 1
        while True:
            try:
                return self._request_once(prepared, timeouts)
            except (Offline, ServerBusy) as error:
                pause = pause_before_repeating(error, attempt, repeat)
                if pause is None:
                    raise
                log.info("Trying again in %.1f s: %s", pause, error.technical or error.english)
            current().wait(pause)
            attempt += 1

    def stream(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
    ) -> Stream:
        """A GET whose body is read by and by, never compressed. Close it."""
        wanted = {"Accept-Encoding": "identity", **(headers or {})}
        prepared = prepare("GET", url, params, wanted, None, None, None)
        call = Call()
        response: urllib3.BaseHTTPResponse | None = None
        try:
            with self.guarded(call, prepared.asked):
                response = self._send(prepared, timeouts)
        except Cancelled:
            if response is not None:
                # Woken when the head had just come: nobody else will ever close it.
                response.close()
            raise
        return Stream(self, response, call, prepared.asked)

    def close(self) -> None:
        """Wake every call of other threads; they and all later ones raise `Cancelled`."""
        with self._lock:
            self._closed = True
            calls = list(self._calls)
            adapters = list(self._adapters)
        for call in calls:
            call.wake()
        for adapter in adapters:
            adapter.close()

    def _request_once(self, prepared: Prepared, timeouts: Timeouts | None) -> Answer:
        call = Call()
        with self.guarded(call, prepared.asked):
            response = self._send(prepared, timeouts)
            try:
                content = response.read(decode_content=True)
            finally:
                # Of no effect on the connection once all was read.
                response.close()
                call.forget()
        answer = Answer(response.status, response.headers, content, prepared.asked)
        if answer.status in (429, 503):
            raise _busy(answer)
        return answer

    def _send(self, prepared: Prepared, timeouts: Timeouts | None) -> urllib3.BaseHTTPResponse:
        """The head of the answer; the body is still to be read."""
        network = in_use()
        if timeouts is None:
            timeouts = Timeouts(network.connect_seconds, network.read_seconds)
        return self._adapter(network).open(
            prepared.asked.method,
            prepared.address.server,
            prepared.asked.url[len(prepared.address.server) :],
            body=prepared.body,
            headers=prepared.headers,
            timeout=urllib3.Timeout(connect=timeouts.connect, read=timeouts.read),
            proxy=self._proxy(prepared.address, network),
        )

    def _adapter(self, network: Network) -> InterruptibleAdapter:
        """The connections of this thread, made anew when other certificates are trusted."""
        adapter: InterruptibleAdapter | None = getattr(self._thread, "adapter", None)
        if adapter is not None and self._thread.ca_file == network.ca_file:
            return adapter
        if adapter is not None:
            adapter.close()
        try:
            adapter = InterruptibleAdapter(network.ca_file)
        except OSError as error:
            raise LocalError(
                say("The certificates that are named in the settings cannot be read."),
                f"{network.ca_file}: {error}",
            ) from error
        with self._lock:
            self._adapters.add(adapter)
        self._thread.adapter, self._thread.ca_file = adapter, network.ca_file
        return adapter

    def _proxy(self, address: Address, network: Network) -> str:
        """The proxy for an address: the one that was entered, the one the system wants, or nothing."""
        if address.loopback or network.proxy == DIRECT:
            return ""
        if network.proxy == MANUAL:
            return network.proxy_address
        now = time.monotonic()
        proxy, until = self._proxies.get(address.server, ("", now))
        if until <= now:
            proxy = select_proxy(address.server, get_environ_proxies(address.server)) or ""
            self._proxies[address.server] = proxy, now + _PROXIES_KNOWN
        return proxy

    def guarded(self, call: Call, asked: Asked) -> _Guard:
        """A block in which `call` may block: woken by the current cancellation or `close`, its errors
        converted."""
        return _Guard(self, call, asked)

    def enter(self, call: Call) -> None:
        with self._lock:
            if self._closed:
                raise Cancelled(say("The connection was closed."))
            self._calls.add(call)

    def leave(self, call: Call) -> None:
        with self._lock:
            self._calls.discard(call)


class _Guard:
    """See `Http.guarded`. A class: it is entered for every block of a download."""

    __slots__ = ("_asked", "_call", "_http", "_waking")

    def __init__(self, http: Http, call: Call, asked: Asked) -> None:
        self._http = http
        self._call = call
        self._asked = asked
        self._waking = current().waking(call.wake)

    def __enter__(self) -> None:
        self._waking.__enter__()
        try:
            self._http.enter(self._call)
        except Cancelled:
            self._waking.__exit__(None, None, None)
            raise
        self._call.begin()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._call.end()
        self._http.leave(self._call)
        self._waking.__exit__(None, None, None)
        if self._call.woken and (error is None or isinstance(error, Exception)):
            raise Cancelled from error
        if isinstance(error, (OSError, urllib3.exceptions.HTTPError, HTTPException)):
            # requests' own errors are OSErrors.
            raise converted(error, str(self._asked), self._asked.url) from error


class Stream:
    """An open answer. Not to be used by two threads at once."""

    def __init__(self, http: Http, response: urllib3.BaseHTTPResponse, call: Call, asked: Asked) -> None:
        self._http = http
        self._response = response
        self._call = call
        self._asked = asked
        self._left: int | None = None
        self._block = _READ_BLOCK
        with suppress(KeyError, ValueError):
            self._left = int(response.headers["Content-Length"])
        self._ended = False
        try:
            self._check_head()
        except CloudError:
            self.close()
            raise

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    def readinto(self, buffer: memoryview) -> int:
        """Bytes put at the buffer's beginning, 0 at the end. Raises `Offline` when they end too early."""
        if self._ended or not buffer:
            return 0
        block = buffer[: self._block]
        if self._left is not None:
            block = block[: self._left]
        with self._http.guarded(self._call, self._asked):
            # Past urllib3: its own readinto copies every block twice (measured eight times slower).
            body: Any = self._response._fp  # type: ignore[attr-defined]  # noqa: SLF001
            begun = time.monotonic()
            count: int = body.readinto(block) if block else 0
            self._suit_block(time.monotonic() - begun)
            if not block:
                # An empty content: unread, http.client would refuse the connection's next request.
                body.close()
        if count == 0 and self._left:
            raise Offline(
                say("The connection was lost while the content came in."),
                f"{self._asked}: {self._left} bytes are missing",
            )
        if self._left is not None:
            self._left -= count
        if count == 0 or self._left == 0:
            self._ended = True
            self._call.forget()
            self._response.release_conn()
        return count

    def _suit_block(self, seconds: float) -> None:
        """A block is waited for until it is full: on a slow line small ones keep the progress smooth."""
        if seconds > _LONG_READ:
            self._block = max(self._block // 2, _LEAST_BLOCK)
        elif seconds < _LONG_READ / 8:
            self._block = min(self._block * 2, _READ_BLOCK)

    def answer(self) -> Answer:
        """The rest as a whole: an error document. Closes the stream."""
        try:
            pieces = []
            buffer = memoryview(bytearray(_READ_BLOCK))
            while count := self.readinto(buffer):
                pieces.append(bytes(buffer[:count]))
        finally:
            self.close()
        return Answer(self.status, self.headers, b"".join(pieces), self._asked)

    def close(self) -> None:
        """Give the connection up unless all was read."""
        self._call.forget()
        if not self._ended:
            self._ended = True
            self._response.close()

    def _check_head(self) -> None:
        if self.status in (429, 503):
            raise _busy(self.answer())
        encoding = self.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise UnexpectedAnswer(
                say("The server sent the content in a form that was not asked for."),
                f"{self._asked}: Content-Encoding {encoding}",
            )


def pause_before_repeating(error: CloudError, attempt: int, repeat: Repeat) -> float | None:
    """Seconds to wait before the next attempt, the first being number 1; None: give up.

    A call that timed out is not repeated: the person has waited long enough.
    """
    if attempt >= _ATTEMPTS or repeat is Repeat.NEVER:
        return None
    if isinstance(error, ServerBusy):
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= _LONGEST_PAUSE else None
    elif repeat is not Repeat.ALWAYS or isinstance(error, NoAnswerInTime):
        return None
    return float(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter


def _busy(answer: Answer) -> ServerBusy:
    seconds = retry_after(answer.headers.get("Retry-After"))
    if answer.status == 429:
        return RateLimited(say("The server gets too many requests at the moment."), answer.summary, seconds)
    return ServerBusy(say("The server is busy at the moment."), answer.summary, seconds)
