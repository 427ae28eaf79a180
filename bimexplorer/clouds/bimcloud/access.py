"""What makes a manager accept a call: a token (2023.2) or a session id (2020.2), kept fresh.

The secret lives in the `CredentialStore`, which other threads and other processes use as well. A refresh
token rotates: whoever exchanges it does so under `store.exclusive()` and with what the store holds then.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Credentials, CredentialStore
from bimexplorer.clouds.bimcloud.convert import Session
from bimexplorer.clouds.bimcloud.failures import SIGN_IN_AGAIN, manager_document, manager_refused
from bimexplorer.clouds.bimcloud.oauth import GrantRefused, OAuth
from bimexplorer.clouds.bimcloud.sessions import Sessions
from bimexplorer.errors import AuthExpired, CloudError
from bimexplorer.words import say

_EARLY = 30.0
"""Seconds before its end at which a token is renewed; a tenth of its lifetime if that is less."""

_PING_EVERY = 60.0
"""Seconds between two pings of a session whose time-out is not known; a third of it where it is."""

_CLOSING = 3.0
"""Seconds that closing waits for a renewal under way: its new refresh token must not be lost."""

_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one call carries."""

    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)


class Access(Protocol):
    """How calls of one site are accepted. Every method may be called from any thread."""

    def stamp(self) -> Stamp:
        """For the next call; renewed before if it is about to end. Raises `AuthExpired`."""

    def refused(self, stamp: Stamp) -> None:
        """The server did not accept this one: get another, or raise `AuthExpired`."""

    def kept(self) -> Credentials:
        """Who signed in. Raises `AuthExpired`."""

    def end(self) -> None:
        """The person signed out: forget what is in memory, tell the server as far as it wants to know."""

    def close(self) -> None:
        """Finish what must not be interrupted."""


def kept_credentials(store: CredentialStore) -> Credentials:
    """What the store holds. Raises `AuthExpired`."""
    credentials = store.load()
    if credentials is None or not credentials.secret:
        raise AuthExpired(say(SIGN_IN_AGAIN), "no secret is kept")
    return credentials


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    renew_at: float
    """By `time.monotonic`. It stands still while a computer sleeps; then the server's 401 tells."""


class TokenAccess:
    """2023.2. However many calls need it, one renewal runs at a time.

    It runs in a thread of its own, because a call that is cancelled must not take the exchange with it: by
    then the server may already have replaced the refresh token.
    """

    def __init__(self, oauth: OAuth, store: CredentialStore) -> None:
        self._oauth = oauth
        self._store = store
        self._lock = threading.Lock()
        self._token: _Token | None = None
        self._renewal: Future[_Token] | None = None

    def stamp(self) -> Stamp:
        token = self._token
        if token is None or time.monotonic() >= token.renew_at:
            token = self._renewed(token)
        return Stamp(headers={"Authorization": f"Bearer {token.text}"})

    def refused(self, stamp: Stamp) -> None:
        token = self._token
        if token is not None and stamp.headers.get("Authorization") == f"Bearer {token.text}":
            self._renewed(token)

    def kept(self) -> Credentials:
        return kept_credentials(self._store)

    def end(self) -> None:
        # Tokens are self-contained: there is nothing that a server could end.
        with self._lock:
            self._token = None

    def close(self) -> None:
        with self._lock:
            renewal = self._renewal
        if renewal is not None:
            wait([renewal], _CLOSING)

    def _renewed(self, stale: _Token | None) -> _Token:
        with self._lock:
            if self._token is not None and self._token is not stale:
                return self._token
            renewal = self._renewal
            if renewal is None:
                renewal = self._renewal = Future()
                threading.Thread(
                    target=self._renew, args=(renewal,), name="token renewal", daemon=True
                ).start()
        while not wait([renewal], _STEP).done:
            current().check()
        return renewal.result()

    def _renew(self, renewal: Future[_Token]) -> None:
        try:
            token = self._exchanged()
        except Exception as error:  # noqa: BLE001 - raised again in every thread that waits
            with self._lock:
                self._renewal = None
            renewal.set_exception(error)
        else:
            with self._lock:
                self._token = token
                self._renewal = None
            renewal.set_result(token)

    def _exchanged(self) -> _Token:
        with self._store.exclusive():
            kept = kept_credentials(self._store)
            try:
                tokens, lifetime = self._oauth.refresh(kept.secret)
            except GrantRefused as error:
                self._store.clear()
                raise AuthExpired(say(SIGN_IN_AGAIN), error.technical) from error
            self._store.save(
                Credentials(
                    username=kept.username,
                    user_id=tokens.user_id or kept.user_id,
                    secret=tokens.refresh_token or kept.secret,
                )
            )
        if lifetime is None:
            return _Token(tokens.access_token, float("inf"))
        return _Token(tokens.access_token, time.monotonic() + lifetime - min(_EARLY, lifetime / 10))


def session_secret(session: Session) -> str:
    """What is kept of a 2020.2 session: its id and how often it wants a ping."""
    return json.dumps({"session-id": session.id, "expire-timeout": session.expire_timeout})


class SessionAccess:
    """2020.2. No password is kept, so an ended session cannot be renewed; pings keep it while it is used."""

    def __init__(self, sessions: Sessions, store: CredentialStore) -> None:
        self._sessions = sessions
        self._store = store
        self._lock = threading.Lock()
        self._secret = ""
        self._session_id = ""
        self._every = _PING_EVERY
        self._ping_at = 0.0

    def stamp(self) -> Stamp:
        with self._lock:
            if not self._session_id:
                self._read(kept_credentials(self._store).secret)
            session_id = self._session_id
            due = time.monotonic() >= self._ping_at
            if due:
                self._ping_at = time.monotonic() + self._every
        stamp = Stamp(params={"session-id": session_id})
        if due:
            self._ping(stamp)
        return stamp

    def refused(self, stamp: Stamp) -> None:
        with self._lock, self._store.exclusive():
            if stamp.params.get("session-id") != self._session_id:
                return
            kept = self._store.load()
            if kept is not None and kept.secret and kept.secret != self._secret:
                self._read(kept.secret)
                return
            self._session_id = self._secret = ""
            self._store.clear()
        raise AuthExpired(say(SIGN_IN_AGAIN), "the session has expired")

    def kept(self) -> Credentials:
        return kept_credentials(self._store)

    def end(self) -> None:
        with self._lock:
            session_id, self._session_id = self._session_id, ""
        if not session_id:
            with suppress(AuthExpired):
                session_id = _parsed(kept_credentials(self._store).secret)[0]
        if session_id:
            self._sessions.close(session_id)

    def close(self) -> None:
        """Nothing here is in danger of being lost."""

    def _ping(self, stamp: Stamp) -> None:
        try:
            answer = self._sessions.ping(stamp.params["session-id"])
            if manager_refused(answer):
                self.refused(stamp)
                return
            manager_document(answer)
        except AuthExpired:
            raise
        except CloudError:
            # The call itself will tell what is wrong; the ping is due again with the next one.
            with self._lock:
                self._ping_at = 0.0

    def _read(self, secret: str) -> None:
        self._secret = secret
        self._session_id, timeout = _parsed(secret)
        self._every = min(_PING_EVERY, timeout / 3) if timeout else _PING_EVERY


def _parsed(secret: str) -> tuple[str, float | None]:
    try:
        kept = json.loads(secret)
        timeout = kept["expire-timeout"]
        return str(kept["session-id"]), None if timeout is None else float(timeout)
    except (ValueError, KeyError, TypeError) as error:
        raise AuthExpired(say(SIGN_IN_AGAIN), "the kept session cannot be read") from error
