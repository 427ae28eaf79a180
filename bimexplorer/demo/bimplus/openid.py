"""OpenID Connect as ALLPLAN's Keycloak has it: discovery, sign-in page, token, user and logout endpoints.

The access token goes into `Authorization: BimPlus <token>` of the API. The client is public: PKCE with S256,
redirects to the loopback interface on any port (RFC 8252, 7.3). Refresh tokens rotate; a used one presented
again ends the whole sign-in, and so does a code used twice.

Guesses: the `client_id` is the application id that ALLPLAN issues; refresh tokens rotate (Keycloak can do
either); the redirect carries `session_state` and `iss` beside `code` and `state`, as Keycloak's does.
"""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from bimexplorer.demo import pages, pkce
from bimexplorer.demo.bimplus.config import APPLICATION_ID, REALM, Config
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import OpenidError, unauthorized
from bimexplorer.demo.bimplus.tokens import Tokens
from bimexplorer.demo.bimplus.users import Users
from bimexplorer.demo.bimplus.webtokens import Signer, person

BASE = f"/realms/{REALM}/protocol/openid-connect"
_SCOPES = ("openid", "profile", "email", "offline_access")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_COOKIE = "allplan-user"
"""The browser's session: it only remembers who signed in last, which logout forgets."""


class Openid:
    def __init__(
        self, config: Config, database: Database, users: Users, tokens: Tokens, signer: Signer
    ) -> None:
        self._config = config
        self._database = database
        self._users = users
        self._tokens = tokens
        self._signer = signer
        self.origin = ""
        """`http://host:port`, known once the port is."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"/realms/{REALM}/.well-known/openid-configuration", self.discovery, allow_head=False),
            web.get(f"{BASE}/auth", self.authorize, allow_head=False),
            web.post(f"{BASE}/sign-in", self.sign_in),
            web.post(f"{BASE}/token", self.token),
            web.get(f"{BASE}/userinfo", self.userinfo, allow_head=False),
            web.get(f"{BASE}/certs", self.certificates, allow_head=False),
            web.get(f"{BASE}/logout", self.logout, allow_head=False),
            web.post(f"{BASE}/logout", self.end),
        ]

    def api_routes(self) -> list[web.RouteDef]:
        """Below the API's base."""
        return [web.get("/.well-known/openid-configuration", self.discovery, allow_head=False)]

    @property
    def _issuer(self) -> str:
        return f"{self.origin}/realms/{REALM}"

    async def discovery(self, _request: web.Request) -> web.Response:
        base = f"{self.origin}{BASE}"
        return web.json_response(
            {
                "issuer": self._issuer,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "end_session_endpoint": f"{base}/logout",
                "jwks_uri": f"{base}/certs",
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": list(_SCOPES),
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def certificates(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self._signer.key.public()]})

    # The page ---------------------------------------------------------------------------------------

    async def authorize(self, request: web.Request) -> web.Response:
        query = request.query
        redirect_uri = query.get("redirect_uri", "")
        if query.get("client_id", "").upper() != APPLICATION_ID:
            return _refused_page("The client is not known.")
        if not _is_loopback(redirect_uri):
            return _refused_page("The redirect address is not allowed: it has to be one of this computer.")
        problem = _problem(query)
        if problem is not None:
            return self._redirect(redirect_uri, query.get("state"), problem)
        request_id = secrets.token_urlsafe(24)
        self._database.run(
            "INSERT INTO authorizations (request, client_id, redirect_uri, state, nonce, scope, challenge,"
            " method) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            request_id, APPLICATION_ID, redirect_uri, query.get("state"), query.get("nonce"),
            query.get("scope", ""), query["code_challenge"], query["code_challenge_method"],
        )  # fmt: skip
        return self._page(request_id, query.get("login_hint") or request.cookies.get(_COOKIE, ""))

    def _page(self, request_id: str, username: str, refusal: str | None = None) -> web.Response:
        return pages.answer(
            pages.sign_in("Allplan", request_id, "The program", username, self._users.listed(), refusal)
        )

    async def sign_in(self, request: web.Request) -> web.Response:
        """What the page's form posts."""
        form = await request.post()
        row = self._database.row(
            "SELECT * FROM authorizations WHERE request = ? AND code IS NULL", str(form.get("request", ""))
        )
        if row is None:
            return _refused_page("This sign-in page is not known any more. Start again from the program.")
        email = str(form.get("username", ""))
        user = self._users.sign_in(email, str(form.get("password", "")))
        if user is None:
            refusal = "This user name and password do not match. Please try again."
            return self._page(row["request"], email, refusal)
        code = secrets.token_urlsafe(32)
        self._database.run(
            "UPDATE authorizations SET code = ?, user_id = ?, code_expires = ? WHERE request = ?",
            code, user["id"], time.time() + self._config.code_lifetime, row["request"],
        )  # fmt: skip
        answer = self._redirect(
            row["redirect_uri"], row["state"], {"session_state": str(uuid.uuid4()), "code": code}
        )
        answer.set_cookie(_COOKIE, user["email"], httponly=True, samesite="Lax")
        return answer

    def _redirect(self, redirect_uri: str, state: str | None, fields: dict[str, str]) -> web.Response:
        fields = {**({} if state is None else {"state": state}), **fields, "iss": self._issuer}
        separator = "&" if urlsplit(redirect_uri).query else "?"
        target = f"{redirect_uri}{separator}{urlencode(fields)}"
        return web.Response(status=302, headers={"Location": target, "Cache-Control": "no-store"})

    # Tokens -----------------------------------------------------------------------------------------

    async def token(self, request: web.Request) -> web.Response:
        fields = await _form(request)
        if _field(fields, "client_id").upper() != APPLICATION_ID:
            raise OpenidError("invalid_client", "Invalid client or Invalid client credentials", 401)
        grants = {
            "authorization_code": self._code_grant,
            "refresh_token": self._refresh_grant,
        }
        grant = grants.get(_field(fields, "grant_type"))
        if grant is None:
            raise OpenidError("unsupported_grant_type", "Unsupported grant_type")
        with self._database.transaction():
            outcome = grant(fields)
        if isinstance(outcome, OpenidError):
            # Raised only now: what the refusal ended has to stay ended.
            raise outcome
        return web.json_response(outcome, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _code_grant(self, fields: dict[str, str]) -> dict[str, Any] | OpenidError:
        row = self._database.row("SELECT * FROM authorizations WHERE code = ?", _field(fields, "code"))
        if row is None:
            return OpenidError("invalid_grant", "Code not valid")
        if row["family"] is not None:
            self._tokens.end_family(row["family"])
            return OpenidError("invalid_grant", "Code already used")
        if row["code_expires"] <= time.time():
            return OpenidError("invalid_grant", "Code is expired")
        if row["redirect_uri"] != fields.get("redirect_uri"):
            return OpenidError("invalid_grant", "Incorrect redirect_uri")
        if not pkce.verified(row["challenge"], row["method"], fields.get("code_verifier", "")):
            return OpenidError("invalid_grant", "PKCE verification failed")
        family = str(uuid.uuid4())
        self._database.run("UPDATE authorizations SET family = ? WHERE code = ?", family, row["code"])
        return self._issue(row["user_id"], family, row["scope"], row["nonce"])

    def _refresh_grant(self, fields: dict[str, str]) -> dict[str, Any] | OpenidError:
        token = _field(fields, "refresh_token")
        row = self._tokens.living(token, "refresh")
        if row is None:
            return OpenidError("invalid_grant", "Token is not active")
        if row["used"]:
            self._tokens.end_family(row["family"])
            return OpenidError("invalid_grant", "Maximum allowed refresh token reuse exceeded")
        self._tokens.use(token)
        return self._issue(row["user_id"], row["family"], row["scope"], None)

    def _issue(self, user_id: str, family: str, scope: str, nonce: str | None) -> dict[str, Any]:
        user = self._users.row(user_id)
        session = {"iss": self._issuer, "azp": APPLICATION_ID, "sid": family, "scope": scope}
        claims = {**session, **person(user, scope)}
        access_lifetime, refresh_lifetime = (
            self._config.access_token_lifetime,
            self._config.refresh_token_lifetime,
        )
        access = self._signer.token(
            "Bearer",
            access_lifetime,
            {**claims, "aud": "account", "realm_access": {"roles": ["offline_access", "uma_authorization"]}},
        )
        refresh = self._signer.token(
            "Refresh", refresh_lifetime, {**session, "aud": self._issuer, "sub": user_id}
        )
        for kind, token, lifetime in (
            ("access", access, access_lifetime),
            ("refresh", refresh, refresh_lifetime),
        ):
            self._tokens.keep(token, kind, user_id, APPLICATION_ID, family, scope, lifetime)
        document = {
            "access_token": access,
            "expires_in": int(access_lifetime),
            "refresh_expires_in": int(refresh_lifetime),
            "refresh_token": refresh,
            "token_type": "Bearer",
            "not-before-policy": 0,
            "session_state": family,
            "scope": scope,
        }
        if "openid" in scope.split():
            more = {"aud": APPLICATION_ID} | ({} if nonce is None else {"nonce": nonce})
            document["id_token"] = self._signer.token("ID", access_lifetime, {**claims, **more})
        return document

    async def userinfo(self, request: web.Request) -> web.Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        row = self._tokens.living(token.strip(), "access")
        if scheme.lower() != "bearer" or row is None:
            raise unauthorized("The access token is invalid or has expired.")
        return web.json_response(person(self._users.row(row["user_id"]), row["scope"]))

    # The end ----------------------------------------------------------------------------------------

    async def logout(self, request: web.Request) -> web.Response:
        """In the browser."""
        target = request.query.get("post_logout_redirect_uri", "")
        answer = pages.answer(pages.signed_out(target if _is_loopback(target) else "./auth"))
        answer.del_cookie(_COOKIE)
        return answer

    async def end(self, request: web.Request) -> web.Response:
        """By the program, with its refresh token."""
        fields = await _form(request)
        row = self._tokens.living(_field(fields, "refresh_token"), "refresh")
        if row is None:
            raise OpenidError("invalid_grant", "Invalid refresh token")
        self._tokens.end_family(row["family"])
        return web.Response(status=204)


def _problem(query: Any) -> dict[str, str] | None:
    """What is wrong with an authorization request, as fields of the redirect."""
    error, description = "invalid_request", None
    if query.get("response_type") != "code":
        error, description = "unsupported_response_type", "response_type is code"
    elif query.get("prompt") == "none":
        error, description = "login_required", "Nobody is signed in"
    elif not set(query.get("scope", "").split()) <= set(_SCOPES):
        error, description = "invalid_scope", "Invalid scopes"
    elif query.get("code_challenge_method") != "S256":
        description = "Missing parameter: code_challenge_method"
    elif not pkce.is_challenge(query.get("code_challenge", "")):
        description = "Invalid parameter: code_challenge"
    return None if description is None else {"error": error, "error_description": description}


def _is_loopback(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and not parts.fragment


def _refused_page(sentence: str) -> web.Response:
    text = f'<h1>We are sorry</h1><p class="alarm" role="alert">{sentence}</p>'
    return pages.answer(pages.page("We are sorry", text), status=400)


async def _form(request: web.Request) -> dict[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise OpenidError("invalid_request", "Send application/x-www-form-urlencoded")
    try:
        return dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    except ValueError as exc:
        raise OpenidError("invalid_request", "The body cannot be read") from exc


def _field(fields: dict[str, str], name: str) -> str:
    value = fields.get(name)
    if not value:
        raise OpenidError("invalid_request", f"Missing form parameter: {name}")
    return value
