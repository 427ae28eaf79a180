"""The older way of signing in: `authorize`, a password and an application id for a token."""

from __future__ import annotations

from bimexplorer.clouds.bimplus import failures, grants
from bimexplorer.clouds.http import Http, Repeat
from bimexplorer.errors import SignInRefused
from bimexplorer.words import say

SCHEME = "BimPlus"


def authorization(token: str) -> dict[str, str]:
    """The header of a call; a token is never put into an address."""
    return {"Authorization": f"{SCHEME} {token}"}


class Authorize:
    """The sign-in of one Bimplus; `address` is without `/v2`."""

    def __init__(self, http: Http, address: str) -> None:
        self._http = http
        self._url = f"{address}/v2/authorize"

    def token(self, username: str, password: str, application_id: str, client_id: str) -> grants.Token:
        """One that lasts some weeks. Raises `SignInRefused`."""
        body = {
            "user_id": username,
            "password": password,
            "application_id": application_id,
            "client_id": client_id,
            "remember_me": True,
        }
        answer = self._http.request("POST", self._url, json=body, repeat=Repeat.WHEN_BUSY)
        if answer.status in (400, 401, 403):
            raise SignInRefused(
                say("Bimplus did not accept the e-mail address, the password or the application id."),
                failures.error(answer).technical,
            )
        return grants.token(failures.document(answer))

    def info(self, token: str) -> grants.TokenInfo:
        """Whose it is and how long it lives. Raises `AuthExpired` if it does not."""
        answer = self._http.request("GET", self._url, headers=authorization(token), repeat=Repeat.ALWAYS)
        return grants.token_info(failures.document(answer))
