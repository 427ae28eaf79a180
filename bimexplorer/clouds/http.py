"""The wire that every cloud shares: sessions, time-outs, proxies, repeating, cancelling.

`Http.request` gives a whole `Answer`, `Http.stream` an open `Stream`. Whatever goes wrong below comes out as
an error of `bimexplorer.errors`; 429 and 503 do too, every other status is the caller's to read.

* One `requests.Session` per thread, so that a full queue of transfers never delays a click.
* No redirect is ever followed: credentials go to the address they were meant for and nowhere else.
* TLS is verified by the store of the operating system, where office proxies put their certificates.
* While a call blocks, the current `Cancellation` ends it by shutting its socket down.
"""

from __future__ import annotations

import json as json_text
import logging
import random
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode

import requests
import urllib3
from requests.utils import get_environ_proxies

from bimexplorer import __version__
from bimexplorer.cancellation import current
from bimexplorer.clouds.base import PartBody
from bimexplorer.clouds.interruptible import Call, InterruptibleAdapter
from bimexplorer.clouds.network_errors import NoAnswerInTime, converted, is_loopback, retry_after
from bimexplorer.errors import (
    Cancelled,
    CloudError,
    Offline,
    RateLimited,
    ServerBusy,
    UnexpectedAnswer,
)
from bimexplorer.log import redact

log = logging.getLogger(__name__)

USER_AGENT = f"BIM-Explorer/{__version__}"

_READ_BLOCK = 256 * 1024
"""Bytes that one `Stream.readinto` waits for at most, so that progress is seen on a slow line."""

_ATTEMPTS = 4
_FIRST_PAUSE = 0.3
_LONGEST_PAUSE = 8.0
"""Seconds; a server that asks for more gets it from whoever called, who can say so to a person."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, and for the next bytes."""

    connect: float = 10.0
    read: float = 60.0


INTERACTIVE = Timeouts()
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
    request: str
    """Method and address without secrets, for technical texts."""

    def json(self) -> Any:
        """The body as JSON. Raises `UnexpectedAnswer`."""
        try:
            return json_text.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise UnexpectedAnswer(
                "The server gave an answer that cannot be understood.",
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
        self._sessions: weakref.WeakSet[requests.Session] = weakref.WeakSet()
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
        timeouts: Timeouts = INTERACTIVE,
        repeat: Repeat = Repeat.NEVER,
    ) -> Answer:
        """One call and its whole answer. Only one of `json`, `form` and `body`; a body is sent as it is."""
        prepared = _prepared(method, url, params, headers, json, form, body)
        attempt = 1
        while True:
            try:
                return self._request_once(prepared, timeouts)
            except (Offline, ServerBusy) as error:
                pause = pause_before_repeating(error, attempt, repeat)
                if pause is None:
                    raise
                log.info("Trying again in %.1f s: %s", pause, error.technical or error.sentence)
            current().wait(pause)
            attempt += 1

    def stream(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts = INTERACTIVE,
    ) -> Stream:
        """A GET whose body is read by and by, never compressed. Close it."""
        wanted = {"Accept-Encoding": "identity", **(headers or {})}
        prepared = _prepared("GET", url, params, wanted, None, None, None)
        call = Call()
        response = self._send(prepared, timeouts, call)
        return Stream(self, response, call, _described(prepared))

    def close(self) -> None:
        """Wake every call of other threads; they and all later ones raise `Cancelled`."""
        with self._lock:
            self._closed = True
            calls = list(self._calls)
            sessions = list(self._sessions)
        for call in calls:
            call.wake()
        for session in sessions:
            session.close()

    def _request_once(self, prepared: requests.PreparedRequest, timeouts: Timeouts) -> Answer:
        call = Call()
        with current().waking(call.wake):
            response = self._send(prepared, timeouts, call)
            described = _described(prepared)
            with self.guarded(call, described, response.url):
                try:
                    content = response.content
                finally:
                    response.close()
        answer = Answer(response.status_code, response.headers, content, described)
        if answer.status in (429, 503):
            raise _busy(answer)
        return answer

    def _send(self, prepared: requests.PreparedRequest, timeouts: Timeouts, call: Call) -> requests.Response:
        """The head of the answer; the body is still to be read."""
        url = prepared.url or ""
        with current().waking(call.wake), self.guarded(call, _described(prepared), url):
            adapter = self._session().get_adapter(url)
            proxies = {} if is_loopback(url) else get_environ_proxies(url)
            return adapter.send(
                prepared,
                stream=True,
                timeout=(timeouts.connect, timeouts.read),
                verify=True,
                proxies=dict(proxies),
            )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._thread, "session", None)
        if session is None:
            session = requests.Session()
            adapter = InterruptibleAdapter()
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            with self._lock:
                self._sessions.add(session)
            self._thread.session = session
        return session

    def guarded(self, call: Call, described: str, url: str | None) -> _Guard:
        """A block in which `call` may block: woken by `close`, its errors converted."""
        return _Guard(self, call, described, url or "")

    def enter(self, call: Call) -> None:
        with self._lock:
            if self._closed:
                raise Cancelled("The connection was closed.")
            self._calls.add(call)

    def leave(self, call: Call) -> None:
        with self._lock:
            self._calls.discard(call)


class _Guard:
    """See `Http.guarded`. A class: it is entered for every block of a download."""

    def __init__(self, http: Http, call: Call, described: str, url: str) -> None:
        self._http = http
        self._call = call
        self._described = described
        self._url = url
        self._running = call.running()

    def __enter__(self) -> None:
        self._http.enter(self._call)
        self._running.__enter__()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._running.__exit__(None, None, None)
        self._http.leave(self._call)
        if self._call.woken and (error is None or isinstance(error, Exception)):
            raise Cancelled from error
        if isinstance(error, (OSError, urllib3.exceptions.HTTPError, HTTPException)):
            # requests' own errors are OSErrors; a stream is read past requests and urllib3.
            raise converted(error, self._described, self._url) from error


class Stream:
    """An open answer. Not to be used by two threads at once."""

    def __init__(self, http: Http, response: requests.Response, call: Call, described: str) -> None:
        self._http = http
        self._response = response
        self._call = call
        self._request = described
        self._left: int | None = None
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
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    def readinto(self, buffer: memoryview) -> int:
        """Bytes put at the buffer's beginning, 0 at the end. Raises `Offline` when they end too early."""
        if self._ended or not buffer:
            return 0
        block = buffer[:_READ_BLOCK]
        if self._left is not None:
            block = block[: self._left]
        with (
            current().waking(self._call.wake),
            self._http.guarded(self._call, self._request, self._response.url),
        ):
            # Past urllib3: its own readinto copies every block twice (measured eight times slower).
            body: Any = self._response.raw._fp  # noqa: SLF001
            count: int = body.readinto(block) if block else 0
            if not block:
                # An empty content: unread, http.client would refuse the connection's next request.
                body.close()
        if count == 0 and self._left:
            raise Offline(
                "The connection was lost while the content came in.",
                f"{self._request}: {self._left} bytes are missing",
            )
        if self._left is not None:
            self._left -= count
        if count == 0 or self._left == 0:
            self._ended = True
            self._call.forget()
            self._response.raw.release_conn()
        return count

    def answer(self) -> Answer:
        """The rest as a whole: an error document. Closes the stream."""
        try:
            pieces = []
            buffer = memoryview(bytearray(_READ_BLOCK))
            while count := self.readinto(buffer):
                pieces.append(bytes(buffer[:count]))
        finally:
            self.close()
        return Answer(self.status, self.headers, b"".join(pieces), self._request)

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
                "The server sent the content in a form that was not asked for.",
                f"{self._request}: Content-Encoding {encoding}",
            )


def _prepared(
    method: str,
    url: str,
    params: Mapping[str, str | int] | None,
    headers: Mapping[str, str] | None,
    json: Any,
    form: Mapping[str, str] | None,
    body: PartBody | None,
) -> requests.PreparedRequest:
    # A blank as %20, not as +: only form bodies are promised to know the latter.
    query = urlencode(params or {}, quote_via=quote, safe="")
    all_headers = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        **(headers or {}),
    }
    data: Any = body if body is not None else form
    if json is not None:
        # Not requests' own `json=`: a caller may name another content type for JSON.
        data = json_text.dumps(json).encode()
        all_headers.setdefault("Content-Type", "application/json")
    elif body is not None:
        all_headers.setdefault("Content-Type", "application/octet-stream")
    try:
        return requests.Request(
            method, f"{url}?{query}" if query else url, headers=all_headers, data=data
        ).prepare()
    except (requests.RequestException, UnicodeError) as error:
        raise converted(error, f"{method} {redact(url)}", url) from error


def _described(prepared: requests.PreparedRequest) -> str:
    return f"{prepared.method} {redact(prepared.url or '')}"


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
        return RateLimited("The server gets too many requests at the moment.", answer.summary, seconds)
    return ServerBusy("The server is busy at the moment.", answer.summary, seconds)
