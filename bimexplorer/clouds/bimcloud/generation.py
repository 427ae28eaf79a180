"""Which protocol answers at an address, if any of BIMcloud's.

2023.2 knows `oauth2/get-authorization-code-by-state`, 2020.2 does not. Because every web site in the world
does not know it either, 2020.2 has to show itself by one of its own error documents.
"""

from __future__ import annotations

from urllib.parse import urljoin

from bimexplorer.clouds import typed as typed_address
from bimexplorer.clouds.base import ServerInfo
from bimexplorer.clouds.bimcloud.failures import manager_code, oauth_error_name
from bimexplorer.clouds.bimcloud.oauth import OAuth
from bimexplorer.clouds.http import PROBING, Answer, Http
from bimexplorer.clouds.pkce import new_state
from bimexplorer.errors import CloudError, Insecure, UnexpectedAnswer, WrongService
from bimexplorer.words import say

OAUTH = "2023.2"
SESSION = "2020.2"

_MANAGER_PORT = 22000
"""Where a manager listens unless somebody put it behind 443."""

_REDIRECTS = 3

_OAUTH_ERRORS = frozenset(
    [
        "access_denied",
        "insufficient_scope",
        "invalid_argument",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "invalid_token",
        "server_error",
        "unauthorized_client",
        "unauthorized_request",
        "unsupported_grant_type",
        "unsupported_response_type",
    ]
)


def probed(http: Http, typed: str) -> ServerInfo:
    """The manager that an address leads to. Raises `WrongService`, or the first address's own error."""
    failures: list[CloudError] = []
    for address in candidates(typed):
        try:
            return _info(*_followed(http, address))
        except Insecure:
            # Not on to plain http: whoever stands between would like that.
            raise
        except CloudError as error:
            failures.append(error)
    wrong = [error for error in failures if isinstance(error, WrongService)]
    raise (wrong or failures)[0]


def candidates(typed: str) -> list[str]:
    """The addresses that somebody may mean by what was typed, the likeliest first. Raises `WrongService`."""
    return typed_address.candidates(typed, "/management", (_MANAGER_PORT,))


def _followed(http: Http, address: str) -> tuple[str, str]:
    """The generation at an address, and the address to which it redirected."""
    for _ in range(_REDIRECTS + 1):
        answer = OAuth(http, address).authorization_by_state(new_state())
        location = answer.headers.get("Location", "")
        if not (300 <= answer.status < 400 and location):
            return _generation(http, address, answer), address
        address = candidates(urljoin(f"{address}/management/", location).split("?", 1)[0])[0]
    raise _wrong(address, "redirected in circles")


def _generation(http: Http, address: str, answer: Answer) -> str:
    if _is_authorization_state(answer):
        return OAUTH
    if answer.status in (404, 405) or _is_page(answer):
        ping = http.request(
            "POST",
            f"{address}/management/client/ping-session",
            params={"session-id": new_state()},
            timeouts=PROBING,
        )
        if manager_code(ping) is not None:
            return SESSION
        raise _wrong(address, ping.summary)
    raise _wrong(address, answer.summary)


def _is_authorization_state(answer: Answer) -> bool:
    if answer.status == 430:
        return manager_code(answer) is not None
    if answer.status in (400, 401, 500):
        return oauth_error_name(answer) in _OAUTH_ERRORS
    if answer.status != 200:
        return False
    try:
        document = answer.json()
    except UnexpectedAnswer:
        return False
    return isinstance(document, dict) and isinstance(document.get("status"), str) and "code" in document


def _is_page(answer: Answer) -> bool:
    return answer.status == 200 and "html" in answer.headers.get("Content-Type", "").lower()


def _wrong(address: str, technical: str) -> WrongService:
    return WrongService(say("{address} is not a BIMcloud Manager.", address=address), technical)


def _info(generation: str, address: str) -> ServerInfo:
    return ServerInfo(
        address=address,
        generation=generation,
        browser_sign_in=generation == OAUTH,
        password_sign_in=True,
        warning=typed_address.warning_in_clear(address),
    )
