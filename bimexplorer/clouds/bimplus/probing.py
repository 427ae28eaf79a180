"""Finding out whether a Bimplus answers at an address, before anybody signed in.

The pages name nothing that a Bimplus tells to everybody. What is known: it refuses to tell about a token
where there is none. So do others: a registry of programs that has a `/v2`, an office's guard before all of
its servers. They say by what scheme somebody can sign in (RFC 9110 wants that with each 401), which Bimplus
is not known to do, or refuse addresses of which a Bimplus knows nothing, too. A server of the vendor's, or
one with the documented document of OpenID Connect, is believed without that.
"""

from __future__ import annotations

import uuid

from bimexplorer.clouds import typed
from bimexplorer.clouds.base import ServerInfo
from bimexplorer.clouds.bimplus import openid
from bimexplorer.clouds.bimplus.authorize import SCHEME
from bimexplorer.clouds.http import PROBING, Answer, Http
from bimexplorer.errors import CloudError, Insecure, WrongService
from bimexplorer.words import say

GENERATION = "v2"

_REFUSALS = (400, 401, 403)
"""How a question without a token may be refused: no page tells; 401 is what others take for granted."""


def probed(http: Http, address: str) -> ServerInfo:
    """See `clouds.base.Service.probe`."""
    failures: list[CloudError] = []
    for candidate in typed.candidates(address, "/v2"):
        try:
            return _info(http, candidate)
        except Insecure:
            # Not on to plain http: whoever stands between would like that.
            raise
        except CloudError as error:
            failures.append(error)
    wrong = [error for error in failures if isinstance(error, WrongService)]
    raise (wrong or failures)[0]


def _info(http: Http, address: str) -> ServerInfo:
    answer = http.request("GET", f"{address}/v2/authorize", timeouts=PROBING)
    if answer.status not in _REFUSALS:
        raise _another(address, answer)
    with_page = openid.is_there(http, address)
    if not with_page and not openid.of_vendor(address):
        _look_closer(http, address, answer)
    return ServerInfo(
        address=address,
        generation=GENERATION,
        browser_sign_in=with_page,
        password_sign_in=True,
        password_beside=True,
        warning=typed.warning_in_clear(address),
    )


def _look_closer(http: Http, address: str, answer: Answer) -> None:
    """Raises `WrongService` where what refused is no Bimplus."""
    scheme, _, parameters = answer.headers.get("WWW-Authenticate", "").lower().partition(" ")
    # Frameworks add "Bearer" by themselves; where it stands for a place of sign-in, that is told with it.
    known = scheme in ("", SCHEME.lower()) or (scheme == "bearer" and "realm=" not in parameters)
    if answer.status != 401 or not known:
        raise _another(address, answer)
    elsewhere = http.request("GET", f"{address}/{uuid.uuid4().hex}", timeouts=PROBING)
    if elsewhere.status in _REFUSALS:
        raise _another(address, elsewhere)


def _another(address: str, answer: Answer) -> WrongService:
    return WrongService(say("{address} is not a Bimplus.", address=address), answer.summary)
