"""Signing in to 2020.2: the wire of the manager's sessions, one method per operation."""

from __future__ import annotations

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.failures import manager_document, manager_error
from bimexplorer.clouds.bimcloud.oauth import CLIENT_ID
from bimexplorer.clouds.http import FAREWELL, Answer, Http, Repeat
from bimexplorer.errors import SignInRefused
from bimexplorer.words import say


class Sessions:
    """The sign-in part of one manager."""

    def __init__(self, http: Http, address: str) -> None:
        self._http = http
        self._base = f"{address}/management/client"

    def create(self, username: str, password: str) -> convert.Session:
        """Raises `SignInRefused`."""
        answer = self._http.request(
            "POST",
            f"{self._base}/create-session",
            json={"username": username, "password": password, "client-id": CLIENT_ID},
            repeat=Repeat.WHEN_BUSY,
        )
        if answer.status in (401, 430):
            raise SignInRefused(say("User name or password is wrong."), manager_error(answer).technical)
        return convert.session(manager_document(answer))

    def ping(self, session_id: str) -> Answer:
        """Keep it from expiring; a refusal is the caller's to read."""
        return self._http.request(
            "POST", f"{self._base}/ping-session", params={"session-id": session_id}, repeat=Repeat.ALWAYS
        )

    def close(self, session_id: str) -> None:
        self._http.request(
            "POST", f"{self._base}/close-session", params={"session-id": session_id}, timeouts=FAREWELL
        )
