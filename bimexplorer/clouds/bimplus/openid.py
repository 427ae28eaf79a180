"""The newer way of signing in: OpenID Connect, with addresses that the service itself tells."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from bimexplorer.clouds.bimplus import failures, grants
from bimexplorer.clouds.bimplus.fields import Person
from bimexplorer.clouds.http import PROBING, Answer, Http, Repeat
from bimexplorer.errors import CloudError, SignInRefused, UnexpectedAnswer, Unsupported
from bimexplorer.words import say

_WELL_KNOWN = ".well-known/openid-configuration"
_ALLPLAN = "https://login.allplan.com/realms/allplan"
"""Where the public Bimplus signs in if it does not tell itself."""

_SCOPE = "openid profile email"


class GrantRefused(SignInRefused):
    """The token endpoint said no, as opposed to: it could not be asked."""


class OpenId:
    """The sign-in of one Bimplus; `address` is without `/v2`. May be used from any thread."""

    def __init__(self, http: Http, address: str, application_id: str) -> None:
        self._http = http
        self._address = address
        self._client_id = application_id
        self._configuration: grants.OpenidConfiguration | None = None

    def configuration(self) -> grants.OpenidConfiguration:
        """Asked once. Raises `Unsupported` where there is no such sign-in."""
        if self._configuration is None:
            self._configuration = self._discovered()
        return self._configuration

    def authorization_address(self, redirect: str, state: str, challenge: str, username: str) -> str:
        """The page for the person's browser."""
        endpoint = self.configuration().authorization_endpoint
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "scope": _SCOPE,
            "redirect_uri": redirect,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if username:
            query["login_hint"] = username
        separator = "&" if urlsplit(endpoint).query else "?"
        return f"{endpoint}{separator}{urlencode(query, quote_via=quote, safe='')}"

    def has_page(self, address: str) -> bool:
        """Whether a browser would be shown a sign-in there, as far as can be told; it is not shown yet."""
        answer = self._http.request("GET", address, timeouts=PROBING)
        return answer.status not in (400, 401, 403, 404)

    def exchange_code(self, code: str, verifier: str, redirect: str) -> grants.OpenidTokens:
        """Raises `GrantRefused`."""
        return self._token(
            grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=redirect
        )

    def refresh(self, refresh_token: str) -> grants.OpenidTokens:
        """The refresh token may be used up by that. Raises `GrantRefused`."""
        return self._token(grant_type="refresh_token", refresh_token=refresh_token)

    def person(self, access_token: str) -> Person:
        """Who signed in."""
        answer = self._http.request(
            "GET",
            self.configuration().userinfo_endpoint,
            headers={"Authorization": f"Bearer {access_token}"},
            repeat=Repeat.ALWAYS,
        )
        return grants.openid_person(failures.document(answer))

    def end(self, refresh_token: str) -> None:
        """Sign out on the server too."""
        endpoint = self.configuration().end_session_endpoint
        if endpoint:
            form = {"client_id": self._client_id, "refresh_token": refresh_token}
            failures.succeeded(self._http.request("POST", endpoint, form=form))

    def _discovered(self) -> grants.OpenidConfiguration:
        places = [f"{self._address}/v2"]
        if of_vendor(self._address):
            places.append(_ALLPLAN)
        for place in places:
            answer = self._http.request(
                "GET", f"{place}/{_WELL_KNOWN}", timeouts=PROBING, repeat=Repeat.ALWAYS
            )
            if answer.status == 404:
                continue
            found = grants.openid_configuration(failures.document(answer))
            self._check(found)
            return found
        raise Unsupported(say("This Bimplus has no sign-in page. Sign in with e-mail address and password."))

    def _check(self, found: grants.OpenidConfiguration) -> None:
        """No secret may be sent in clear because of what a document says."""
        endpoints = (
            found.authorization_endpoint,
            found.token_endpoint,
            found.userinfo_endpoint,
            found.end_session_endpoint,
        )
        allowed = ("https://",) if self._address.startswith("https:") else ("https://", "http://")
        if any(endpoint and not endpoint.lower().startswith(allowed) for endpoint in endpoints):
            raise UnexpectedAnswer(
                say("The service names an unsafe address for signing in."), ", ".join(filter(None, endpoints))
            )

    def _token(self, **form: str) -> grants.OpenidTokens:
        # A 503 was not worked on; but after a lost answer the grant may be used up, so no repeating there.
        answer = self._http.request(
            "POST",
            self.configuration().token_endpoint,
            form={**form, "client_id": self._client_id},
            headers={"Accept": "application/json"},
            repeat=Repeat.WHEN_BUSY,
        )
        if answer.status in (400, 401) and _error_name(answer):
            raise GrantRefused(say("The sign-in was refused."), failures.error(answer).technical)
        if answer.status == 401:
            # No answer to the grant: an office's proxy wants to know who is there. The sign-in goes on.
            raise UnexpectedAnswer(
                say("The server gave an answer that cannot be understood."), answer.summary
            )
        return grants.openid_tokens(failures.document(answer))


def of_vendor(address: str) -> bool:
    """Whether it is one of ALLPLAN's own servers."""
    return (urlsplit(address).hostname or "").endswith(".bimplus.net")


def is_there(http: Http, address: str) -> bool:
    """Whether a Bimplus at an address offers this way of signing in."""
    try:
        OpenId(http, address, "").configuration()
    except CloudError:
        # Not there, or it does not answer now: the password is the other way.
        return False
    return True


def _error_name(answer: Answer) -> str:
    """`error` of an OAuth error document (RFC 6749, 5.2); empty if it is none."""
    try:
        document = answer.json()
    except UnexpectedAnswer:
        return ""
    name = document.get("error") if isinstance(document, dict) else None
    return name if isinstance(name, str) else ""
