"""An access token that ends, renewed once however many threads need it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Credentials, CredentialStore
from bimexplorer.errors import AuthExpired
from bimexplorer.words import later, say

SIGN_IN_AGAIN = later("The sign-in has ended. Sign in again to go on; nothing that waits is lost.")

_EARLY = 30.0
"""Seconds before its end at which a token is renewed; a tenth of its lifetime if that is less."""

_CLOSING = 3.0
"""Seconds that closing waits for a renewal under way: its new refresh token must not be lost."""

_STEP = 0.1


def kept_credentials(store: CredentialStore) -> Credentials:
    """What the store holds. Raises `AuthExpired`."""
    credentials = store.load()
    if credentials is None or not credentials.secret:
        raise AuthExpired(say(SIGN_IN_AGAIN), "no secret is kept")
    return credentials


@dataclass(frozen=True, slots=True)
class Token:
    """What a call carries."""

    text: str = field(repr=False)
    renew_at: float
    """By `time.monotonic`. It stands still while a computer sleeps; then the server's 401 tells."""

    @classmethod
    def lasting(cls, text: str, lifetime: float | None) -> Token:
        """One that was just given, for so many seconds; None: nobody told for how long."""
        if lifetime is None:
            return cls(text, float("inf"))
        return cls(text, time.monotonic() + lifetime - min(_EARLY, lifetime / 10))


class Renewal:
    """The token of one site. Every method may be called from any thread.

    One renewal runs at a time, in a thread of its own, because a call that is cancelled must not take the
    exchange with it: by then the server may already have replaced the refresh token.
    """

    def __init__(self, exchange: Callable[[], Token]) -> None:
        """`exchange` gets a new token; what it raises is raised in every thread that waits for it."""
        self._exchange = exchange
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._running: Future[Token] | None = None

    def text(self) -> str:
        """The token for the next call, renewed before if it is about to end."""
        token = self._token
        if token is None or time.monotonic() >= token.renew_at:
            token = self._renewed(token)
        return token.text

    def refused(self, text: str) -> None:
        """The server did not accept this one: get another, unless somebody did already."""
        token = self._token
        if token is not None and text == token.text:
            self._renewed(token)

    def forget(self) -> None:
        with self._lock:
            self._token = None

    def close(self) -> None:
        """Wait for a renewal under way, but not for long."""
        with self._lock:
            running = self._running
        if running is not None:
            wait([running], _CLOSING)

    def _renewed(self, stale: Token | None) -> Token:
        with self._lock:
            if self._token is not None and self._token is not stale:
                return self._token
            running = self._running
            if running is None:
                running = self._running = Future()
                threading.Thread(
                    target=self._renew, args=(running,), name="token renewal", daemon=True
                ).start()
        while not wait([running], _STEP).done:
            current().check()
        return running.result()

    def _renew(self, running: Future[Token]) -> None:
        try:
            token = self._exchange()
        except Exception as error:  # noqa: BLE001 - raised again in every thread that waits
            with self._lock:
                self._running = None
            running.set_exception(error)
        else:
            with self._lock:
                self._token = token
                self._running = None
            running.set_result(token)
