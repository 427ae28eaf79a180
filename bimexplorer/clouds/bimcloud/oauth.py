"""Signing in to 2023.2: the wire of `oauth2/…`, one method per operation."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from time import time
from urllib.parse import quote, urlencode

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.failures import manager_document, manager_error, oauth_error_name
from bimexplorer.clouds.http import PROBING, Answer, Http, Repeat
from bimexplorer.errors import SignInRefused
from bimexplorer.words import say

CLIENT_ID = "bim-explorer"
"""Names the program to the server; any text is accepted."""


class GrantRefused(SignInRefused):
    """The token endpoint said no, as opposed to: it could not be asked."""


class OAuth:
    """The sign-in part of one manager."""

    def __init__(self, http: Http, address: str) -> None:
        self._http = http
        self._base = f"{address}/management/client/oauth2"

    def authorize_address(self, state: str, challenge: str, username: str) -> str:
        """The page for the person's browser."""
        query = {
            "client_id": CLIENT_ID,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if username:
            query["username"] = username
        return f"{self._base}/authorize?{urlencode(query, quote_via=quote, safe='')}"

    def authorization_by_state(self, state: str) -> Answer:
        """How far the person is; error documents are the caller's to read."""
        return self._http.request(
            "GET", f"{self._base}/get-authorization-code-by-state", params={"state": state}, timeouts=PROBING
        )

    def exchange_code(self, code: str, verifier: str) -> tuple[convert.Tokens, float | None]:
        """Tokens and their lifetime in seconds. Raises `GrantRefused`."""
        return self._token(grant_type="authorization_code", code=code, code_verifier=verifier)

    def exchange_password(self, username: str, password: str) -> tuple[convert.Tokens, float | None]:
        """Tokens and their lifetime in seconds. Raises `GrantRefused`."""
        return self._token(grant_type="password", username=username, password=password)

    def refresh(self, refresh_token: str) -> tuple[convert.Tokens, float | None]:
        """Tokens and their lifetime in seconds; the refresh token is used up. Raises `GrantRefused`."""
        return self._token(grant_type="refresh_token", refresh_token=refresh_token)

    def _token(self, **form: str) -> tuple[convert.Tokens, float | None]:
        # A 503 was not worked on; but after a lost answer the grant may be used up, so no repeating there.
        answer = self._http.request(
            "POST",
            f"{self._base}/token",
            form={**form, "client_id": CLIENT_ID},
            headers={"Accept": "application/json"},
            repeat=Repeat.WHEN_BUSY,
        )
        name = oauth_error_name(answer)
        if answer.status in (400, 401) and name and name != "server_error":
            raise GrantRefused(say("The sign-in was refused."), manager_error(answer).technical)
        tokens = convert.tokens(manager_document(answer))
        return tokens, _lifetime(tokens.expires_at, answer)


def _lifetime(expires_at: float | None, answer: Answer) -> float | None:
    """Seconds until the token ends, by the server's own clock: this computer's may be wrong."""
    if expires_at is None:
        return None
    try:
        now = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        now = time()
    left = expires_at - now
    return left if left > 0 else None
