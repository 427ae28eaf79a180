"""What makes a manager accept a call: a token (2023.2) or a session id (2020.2), kept fresh.

The secret lives in the `CredentialStore`, which other threads and other processes use as well. A refresh
token rotates: whoever exchanges it does so under `store.exclusive()` and with what the store holds then.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bimexplorer.clouds.base import Credentials, CredentialStore
from bimexplorer.clouds.bimcloud.convert import Session
from bimexplorer.clouds.bimcloud.failures import manager_document, manager_refused
from bimexplorer.clouds.bimcloud.oauth import GrantRefused, OAuth
from bimexplorer.clouds.bimcloud.sessions import Sessions
from bimexplorer.clouds.renewal import SIGN_IN_AGAIN, Renewal, Token, kept_credentials
from bimexplorer.errors import AuthExpired, CloudError
from bimexplorer.words import say

_PING_EVERY = 60.0
"""Seconds between two pings of a session whose time-out is not known; a third of it where it is."""


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


class TokenAccess:
    """2023.2: access tokens by a refresh token that rotates."""

    def __init__(self, oauth: OAuth, store: CredentialStore) -> None:
        self._oauth = oauth
        self._store = store
        self._renewal = Renewal(self._exchanged)

    def stamp(self) -> Stamp:
        return Stamp(headers={"Authorization": f"Bearer {self._renewal.text()}"})

    def refused(self, stamp: Stamp) -> None:
        self._renewal.refused(stamp.headers.get("Authorization", "").removeprefix("Bearer "))

    def kept(self) -> Credentials:
        return kept_credentials(self._store)

    def end(self) -> None:
        # Tokens are self-contained: there is nothing that a server could end.
        self._renewal.forget()

    def close(self) -> None:
        self._renewal.close()

    def _exchanged(self) -> Token:
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
        return Token.lasting(tokens.access_token, lifetime)


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
