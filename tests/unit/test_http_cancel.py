"""Whatever a call blocks on, cancelling ends it: no test here waits for a time-out of the call itself."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from bimexplorer.cancellation import Cancellation
from bimexplorer.clouds import interruptible
from bimexplorer.clouds.http import Http, Timeouts
from bimexplorer.errors import Cancelled

_FOREVER = Timeouts(3600, 3600)
_DEADLINE = 20.0
"""Seconds after which a call counts as stuck; it would block for an hour."""


@pytest.fixture
def http() -> Iterator[Http]:
    with closing(Http()) as it:
        yield it


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Accepts nothing, answers nothing: the system takes the connections and keeps them waiting."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        yield listening


def port_of(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


def outcome_of(call: Callable[[], object], end: Callable[[], None], token: Cancellation) -> object:
    """What the blocked call raised after `end` was called from this thread."""
    outcome: list[object] = []
    started = threading.Event()

    def run() -> None:
        with token.scope():
            started.set()
            try:
                outcome.append(call())
            except BaseException as error:
                outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(_DEADLINE)
    # Blocked by now, or about to: both have to end. A short wait makes the former the rule.
    thread.join(0.3)
    assert thread.is_alive(), outcome
    end()
    thread.join(_DEADLINE)
    assert not thread.is_alive(), "still blocked"
    return outcome[0]


def test_while_waiting_for_the_answer(http: Http, silent: socket.socket) -> None:
    token = Cancellation()
    url = f"http://127.0.0.1:{port_of(silent)}/"
    error = outcome_of(lambda: http.request("GET", url, timeouts=_FOREVER), token.cancel, token)
    assert isinstance(error, Cancelled)


def test_while_shaking_hands_for_tls(http: Http, silent: socket.socket) -> None:
    token = Cancellation()
    url = f"https://127.0.0.1:{port_of(silent)}/"
    error = outcome_of(lambda: http.request("GET", url, timeouts=_FOREVER), token.cancel, token)
    assert isinstance(error, Cancelled)


def test_while_connecting(http: Http) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        # Nobody accepts, so the queue fills up and further connections hang as they do at a dead router.
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            with suppress(BlockingIOError):
                filler.connect(full.getsockname())
            fillers.append(filler)
        try:
            token = Cancellation()
            url = f"http://127.0.0.1:{port_of(full)}/"
            error = outcome_of(lambda: http.request("GET", url, timeouts=_FOREVER), token.cancel, token)
            assert isinstance(error, Cancelled)
        finally:
            for filler in fillers:
                filler.close()


def test_while_sending(http: Http, silent: socket.socket) -> None:
    class Endless(io.BytesIO):
        def __len__(self) -> int:
            return 1 << 40

        def read(self, size: int | None = -1, /) -> bytes:
            return bytes(size or 0)

        def rewind(self) -> None:
            raise AssertionError("nothing is repeated here")

    token = Cancellation()
    url = f"http://127.0.0.1:{port_of(silent)}/"
    error = outcome_of(
        lambda: http.request("POST", url, body=Endless(), timeouts=_FOREVER), token.cancel, token
    )
    assert isinstance(error, Cancelled)


def test_while_a_name_is_looked_up(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    real = socket.getaddrinfo

    def never(host: str, *args: object) -> object:
        if host != "slow.invalid" or args[-1] == socket.AI_NUMERICHOST:
            return real(host, *args)  # type: ignore[arg-type]
        asked.wait(_DEADLINE)
        raise socket.gaierror(socket.EAI_NONAME, "not in this test")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    token = Cancellation()
    try:
        error = outcome_of(
            lambda: http.request("GET", "http://slow.invalid/", timeouts=_FOREVER), token.cancel, token
        )
    finally:
        asked.set()
    assert isinstance(error, Cancelled)


def test_while_content_comes_in(http: Http, silent: socket.socket) -> None:
    url = f"http://127.0.0.1:{port_of(silent)}/"
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc"
    served = threading.Event()

    def serve() -> None:
        connection, _ = silent.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head)
            served.wait(_DEADLINE)

    server = threading.Thread(target=serve)
    server.start()
    try:
        with closing(http.stream(url, timeouts=_FOREVER)) as stream:
            buffer = memoryview(bytearray(1000))
            token = Cancellation()
            error = outcome_of(lambda: stream.readinto(buffer), token.cancel, token)
            assert isinstance(error, Cancelled)
    finally:
        served.set()
        server.join()


def test_when_the_head_has_just_come(
    http: Http, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked gets no stream that could be closed: the connection must not stay open."""

    def serve() -> None:
        connection, _ = silent.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")

    token = Cancellation()
    answers = []
    send = http._send

    def cancelled_at_last(*args: Any) -> Any:
        answers.append(send(*args))
        token.cancel()
        return answers[-1]

    monkeypatch.setattr(http, "_send", cancelled_at_last)
    server = threading.Thread(target=serve)
    server.start()
    with token.scope(), pytest.raises(Cancelled):
        http.stream(f"http://127.0.0.1:{port_of(silent)}/")
    server.join()
    assert [answer.closed for answer in answers] == [True]


def test_before_it_shakes_hands_for_tls(
    http: Http, silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connected, and woken before anything knows the socket: it is closed."""
    token = Cancellation()
    made = []
    connect = interruptible._connect

    def cancelled_at_last(*args: Any) -> socket.socket:
        made.append(connect(*args))
        token.cancel()
        return made[-1]

    monkeypatch.setattr(interruptible, "_connect", cancelled_at_last)
    with token.scope(), pytest.raises(Cancelled):
        http.request("GET", f"https://127.0.0.1:{port_of(silent)}/")
    assert [sock.fileno() for sock in made] == [-1]


def test_while_waiting_to_try_again(http: Http) -> None:
    from bimexplorer.clouds.http import Repeat

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 503 Busy\r\nRetry-After: 8\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )

        server = threading.Thread(target=serve)
        server.start()
        token = Cancellation()
        url = f"http://127.0.0.1:{port_of(listening)}/"
        error = outcome_of(
            lambda: http.request("GET", url, timeouts=_FOREVER, repeat=Repeat.ALWAYS), token.cancel, token
        )
        server.join()
        assert isinstance(error, Cancelled)


def test_closing_wakes_the_calls_of_other_threads(http: Http, silent: socket.socket) -> None:
    url = f"http://127.0.0.1:{port_of(silent)}/"
    error = outcome_of(lambda: http.request("GET", url, timeouts=_FOREVER), http.close, Cancellation())
    assert isinstance(error, Cancelled)


def test_what_was_cancelled_before_sends_nothing(http: Http, silent: socket.socket) -> None:
    token = Cancellation()
    token.cancel()
    with token.scope(), pytest.raises(Cancelled):
        http.request("GET", f"http://127.0.0.1:{port_of(silent)}/")
    silent.settimeout(0.2)
    with pytest.raises(TimeoutError):
        silent.accept()


def test_a_cancelled_call_leaves_the_next_one_alone(http: Http, silent: socket.socket) -> None:
    token = Cancellation()
    url = f"http://127.0.0.1:{port_of(silent)}/"
    outcome_of(lambda: http.request("GET", url, timeouts=_FOREVER), token.cancel, token)

    def serve() -> None:
        for _ in range(2):  # the cancelled connection still stands in the queue
            connection, _ = silent.accept()
            with connection:
                connection.recv(65536)
                with suppress(OSError):
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue")

    server = threading.Thread(target=serve)
    server.start()
    assert http.request("GET", url).json() is True
    server.join()
