"""Where the browser comes back to after a sign-in: a listener on this computer alone (RFC 8252, 7.3)."""

from __future__ import annotations

import html
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bimexplorer.errors import LocalError
from bimexplorer.words import say

_PATH = "/signed-in"
_POLL = 0.1
_PATIENCE = 5.0
"""Seconds that a connection may take to say what it wants; there is one at a time."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back: a code, or the reason why there is none."""

    code: str = ""
    error: str = ""


class Loopback:
    """Listens on 127.0.0.1 until it is closed; takes what carries the right `state`, once.

    Raises `LocalError` where it cannot listen.
    """

    def __init__(self, state: str, issuer: str) -> None:
        self._state = state
        self._issuer = issuer
        self._lock = threading.Lock()
        self._returned: Returned | None = None
        self._closed = False
        self._server = _server(self._received)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL,), name="sign-in listener", daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{_PATH}"

    @property
    def returned(self) -> Returned | None:
        with self._lock:
            return self._returned

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _received(self, target: str) -> tuple[int, str]:
        """The status and the sentence for the browser."""
        parts = urlsplit(target)
        fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path != _PATH:
            return 404, say("There is nothing here.")
        # `iss` (RFC 9207) tells that the answer is from the server that was asked.
        if fields.get("state") != self._state or fields.get("iss", self._issuer) != self._issuer:
            return 400, say("This sign-in does not belong to the program. Start again from there.")
        code, error = fields.get("code", ""), fields.get("error", "")
        if not code and not error:
            return 400, say("This sign-in does not belong to the program. Start again from there.")
        with self._lock:
            if self._returned is None:
                self._returned = Returned("" if error else code, error)
        if error:
            return 200, say("The sign-in was refused. You can close this window.")
        return 200, say("You are signed in. You can close this window and go on in BIM Explorer.")


def _server(received: Any) -> HTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE

        def do_GET(self) -> None:
            status, sentence = received(self.path)
            body = (
                '<!DOCTYPE html><html><head><meta charset="utf-8"><title>BIM Explorer</title></head>'
                f'<body><p role="status">{html.escape(sentence)}</p></body></html>'
            ).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
                "Cache-Control": "no-store",
                "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
                "Referrer-Policy": "no-referrer",
                "Connection": "close",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Not on the console, and no code in any log."""

    try:
        return HTTPServer(("127.0.0.1", 0), Handler)
    except OSError as error:
        raise LocalError(
            say("This computer does not let the program wait for the browser. Sign in with a password."),
            str(error),
        ) from error
