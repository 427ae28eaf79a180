"""Signing in, generation 2023.2: `/management/client/oauth2/...` (YAML) and bearer tokens.

An *authorization* is one opening of the sign-in page. Several may share a `state` (the page opened again);
the first one that succeeds gives the state its code.

Refresh tokens rotate: using one makes it useless and gives the next of its *family*. A used one presented
again means that somebody has a copy, and ends the whole family (RFC 9700, 4.14.2); so does a code that is
used twice.
"""

from __future__ import annotations

import json
import secrets
import time
import uuid
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from bimexplorer.demo import pages, pkce
from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import OauthError, invalid
from bimexplorer.demo.bimcloud.tokens import Signer, TokenExpired, TokenInvalid
from bimexplorer.demo.bimcloud.users import User, Users

_NAME_COOKIE = "bimcloud-user"
"""The browser's session: it only remembers who signed in last, which logout forgets."""


class Oauth:
    def __init__(self, config: Config, database: Database, signer: Signer, users: Users) -> None:
        self._config = config
        self._database = database
        self._signer = signer
        self._users = users

    def routes(self, prefix: str) -> list[web.RouteDef]:
        base = f"{prefix}/oauth2"
        return [
            web.get(f"{base}/authorize", self.authorize, allow_head=False),
            web.post(f"{base}/sign-in", self.sign_in),
            web.get(f"{base}/logout", self.logout, allow_head=False),
            web.get(f"{base}/get-authorization-code-by-state", self.code_by_state, allow_head=False),
            web.post(f"{base}/token", self.token),
        ]

    # The page -------------------------------------------------------------------------------------

    async def authorize(self, request: web.Request) -> web.Response:
        query = request.query
        state, client_id = _required(query, "state", "client_id")
        _check_state(state)
        redirect_uri = query.get("redirect_uri") or None
        if redirect_uri is not None:
            _check_redirect_uri(redirect_uri)
        challenge = query.get("code_challenge") or None
        method = query.get("code_challenge_method") or ("plain" if challenge else None)
        if method not in (None, *pkce.METHODS):
            raise OauthError("invalid_request", "code_challenge_method is plain or S256")
        if method is not None and not pkce.is_challenge(challenge or ""):
            raise OauthError("invalid_request", "code_challenge has 43 to 128 letters, digits or ._~-")
        self._check_no_code(state)
        request_id = secrets.token_urlsafe(24)
        self._database.run(
            "INSERT INTO authorizations (request, state, client_id, redirect_uri, challenge, method)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            request_id, state, client_id, redirect_uri, challenge, method,
        )  # fmt: skip
        username = query.get("username") or request.cookies.get(_NAME_COOKIE, "")
        return self._page(request_id, client_id, username)

    def _page(
        self, request_id: str, client_id: str, username: str, refusal: str | None = None
    ) -> web.Response:
        text = pages.sign_in("BIMcloud", request_id, client_id, username, self._users.listed(), refusal)
        return pages.answer(text)

    async def sign_in(self, request: web.Request) -> web.Response:
        """What the page's form posts. Not in the YAML: only browsers, with the page before them, come
        here.
        """
        form = await request.post()
        username, password = str(form.get("username", "")), str(form.get("password", ""))
        row = self._database.row(
            "SELECT * FROM authorizations WHERE request = ?", str(form.get("request", ""))
        )
        if row is None:
            raise OauthError(
                "invalid_request", "This sign-in page is not known here. Start again from the program."
            )
        self._check_no_code(row["state"])
        user = self._users.sign_in(username, password)
        if user is None:
            refusal = "This user name and password do not match an active user. Please try again."
            return self._page(row["request"], row["client_id"], username, refusal)
        code = secrets.token_urlsafe(32)
        self._database.run(
            "UPDATE authorizations SET code = ?, user_id = ?, code_expires = ? WHERE request = ?",
            code, user.id, time.time() + self._config.code_lifetime, row["request"],
        )  # fmt: skip
        answer = self._after_sign_in(row["redirect_uri"], code, row["state"], user)
        answer.set_cookie(_NAME_COOKIE, user.username, httponly=True, samesite="Lax")
        return answer

    def _after_sign_in(self, redirect_uri: str | None, code: str, state: str, user: User) -> web.Response:
        if redirect_uri is None:
            return pages.answer(pages.signed_in(user.name))
        separator = "&" if urlsplit(redirect_uri).query else "?"
        target = f"{redirect_uri}{separator}{urlencode({'code': code, 'state': state})}"
        return web.Response(status=302, headers={"Location": target, "Cache-Control": "no-store"})

    def _check_no_code(self, state: str) -> None:
        if self._database.row("SELECT 1 FROM authorizations WHERE state = ? AND code IS NOT NULL", state):
            raise OauthError("invalid_request", "A code was already generated for this state", status=500)

    async def logout(self, request: web.Request) -> web.Response:
        state, _client_id, redirect_uri = _required(request.query, "state", "client_id", "redirect_uri")
        _check_state(state)
        _check_redirect_uri(redirect_uri)
        answer = pages.answer(pages.signed_out(redirect_uri))
        answer.del_cookie(_NAME_COOKIE)
        return answer

    async def code_by_state(self, request: web.Request) -> web.Response:
        """Pending until the sign-in succeeded, also for a state whose page has not been opened yet."""
        state = request.query.get("state", "")
        if not 16 <= len(state) <= 2048:
            raise invalid("state has 16 to 2048 characters")
        row = self._database.row(
            "SELECT code FROM authorizations WHERE state = ? AND code IS NOT NULL", state
        )
        document = (
            {"status": "succeeded", "code": row["code"]} if row else {"status": "pending", "code": None}
        )
        return web.json_response(document, headers={"Cache-Control": "no-store"})

    # Tokens ---------------------------------------------------------------------------------------

    async def token(self, request: web.Request) -> web.Response:
        fields = await _token_request(request)
        grants = {
            "authorization_code": self._authorization_code_grant,
            "refresh_token": self._refresh_token_grant,
            "password": self._password_grant,
        }
        grant = grants.get(_field(fields, "grant_type"))
        if grant is None:
            raise OauthError("unsupported_grant_type", f'"{fields["grant_type"]}" is not supported')
        if "client_id" not in fields and "client-id" in fields:
            fields["client_id"] = fields["client-id"]
        _field(fields, "client_id")
        with self._database.transaction():
            outcome = grant(fields)
        if isinstance(outcome, OauthError):
            # Raised only now: what the refusal revoked has to stay revoked.
            raise outcome
        return web.json_response(outcome, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _authorization_code_grant(self, fields: dict[str, str]) -> dict[str, Any] | OauthError:
        row = self._database.row("SELECT * FROM authorizations WHERE code = ?", _field(fields, "code"))
        if row is None:
            return OauthError("invalid_grant", "The authorization code is not known")
        if row["family"] is not None:
            self._end_family(row["family"])
            return OauthError("invalid_grant", "The authorization code was used already")
        if row["code_expires"] <= time.time():
            return OauthError("invalid_grant", "The authorization code has expired")
        if row["client_id"] != fields["client_id"]:
            return OauthError("invalid_grant", "The authorization code was given to another client")
        if row["redirect_uri"] != (fields.get("redirect_uri") or None):
            return OauthError("invalid_grant", "redirect_uri is not the one the code was asked with")
        if not pkce.verified(row["challenge"], row["method"], fields.get("code_verifier", "")):
            return OauthError("invalid_grant", "code_verifier does not belong to the code_challenge")
        user = self._users.by_id(row["user_id"])
        family = str(uuid.uuid4())
        self._database.run("UPDATE authorizations SET family = ? WHERE code = ?", family, row["code"])
        assert user is not None
        return self._issue(user, fields["client_id"], family)

    def _refresh_token_grant(self, fields: dict[str, str]) -> dict[str, Any] | OauthError:
        try:
            claims = self._signer.read_token("refresh", _field(fields, "refresh_token"))
        except (TokenInvalid, TokenExpired) as exc:
            return OauthError("invalid_grant", f"The refresh token is refused: {exc}")
        row = self._database.row("SELECT * FROM refresh_tokens WHERE id = ?", claims["jti"])
        if row is None:
            return OauthError("invalid_grant", "The refresh token was revoked")
        if row["used"]:
            self._end_family(row["family"])
            return OauthError("invalid_grant", "The refresh token was used already")
        if claims["clientId"] != fields["client_id"]:
            return OauthError("invalid_grant", "The refresh token was given to another client")
        user = self._users.by_id(claims["userId"])
        if user is None or not user.active:
            return OauthError("invalid_grant", "The user may not sign in")
        self._database.run("UPDATE refresh_tokens SET used = 1 WHERE id = ?", claims["jti"])
        return self._issue(user, fields["client_id"], row["family"])

    def _password_grant(self, fields: dict[str, str]) -> dict[str, Any] | OauthError:
        user = self._users.sign_in(_field(fields, "username"), _field(fields, "password"))
        if user is None:
            return OauthError("invalid_grant", "User name and password do not match an active user")
        return self._issue(user, fields["client_id"], str(uuid.uuid4()))

    def _issue(self, user: User, client_id: str, family: str) -> dict[str, Any]:
        claims = {"connectionId": family, "userId": user.id, "clientId": client_id}
        access, access_claims = self._signer.token("access", self._config.access_token_lifetime, **claims)
        refresh, refresh_claims = self._signer.token("refresh", self._config.refresh_token_lifetime, **claims)
        self._database.run(
            "INSERT INTO refresh_tokens (id, family) VALUES (?, ?)", refresh_claims["jti"], family
        )
        return {
            "access_token": access,
            "access_token_exp": int(access_claims["exp"]),
            "refresh_token": refresh,
            "token_type": "Bearer",
            "user_id": user.id,
        }

    def _end_family(self, family: str) -> None:
        self._database.run("DELETE FROM refresh_tokens WHERE family = ?", family)

    def user_of(self, request: web.Request) -> User:
        """Who sends this request.

        Raises:
            OauthError: 401 `invalid_token`; `inner.name` tells an expired token from a wrong one.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused(
                "No access token provided", {"name": "JsonWebTokenError", "message": "jwt must be provided"}
            )
        try:
            claims = self._signer.read_token("access", token.strip())
        except TokenExpired as exc:
            at = datetime.fromtimestamp(exc.expired_at, timezone.utc).isoformat(timespec="milliseconds")
            inner = {"name": "TokenExpiredError", "message": str(exc), "expiredAt": at.replace("+00:00", "Z")}
            raise _refused("The access token has expired", inner) from exc
        except TokenInvalid as exc:
            raise _refused(
                "The access token is invalid", {"name": "JsonWebTokenError", "message": str(exc)}
            ) from exc
        user = self._users.by_id(claims["userId"])
        if user is None or not user.active:
            raise _refused(
                "The user may not sign in", {"name": "JsonWebTokenError", "message": "user inactive"}
            )
        return user


def _required(query: Any, *names: str) -> list[str]:
    missing = [name for name in names if not query.get(name)]
    if missing:
        raise OauthError("invalid_request", f"Missing: {', '.join(missing)}")
    return [query[name] for name in names]


def _check_state(state: str) -> None:
    if not 16 <= len(state) <= 2048:
        raise OauthError("invalid_request", "state has 16 to 2048 characters")


def _check_redirect_uri(uri: str) -> None:
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise OauthError(
            "invalid_request", "redirect_uri is an absolute http or https address without a fragment"
        )


async def _token_request(request: web.Request) -> dict[str, str]:
    """The fields of a token request, sent as a form (RFC 6749) or as JSON (the YAML)."""
    try:
        text = (await request.read()).decode()
        if request.content_type == "application/json":
            fields = json.loads(text)
        elif request.content_type == "application/x-www-form-urlencoded":
            fields = dict(parse_qsl(text, keep_blank_values=True))
        else:
            raise OauthError("invalid_request", "Send application/x-www-form-urlencoded or application/json")
    except (ValueError, RecursionError) as exc:
        raise OauthError("invalid_request", "The body cannot be read") from exc
    if not isinstance(fields, dict) or not all(
        isinstance(value, (str, type(None))) for value in fields.values()
    ):
        raise OauthError("invalid_request", "The body is no set of named texts")
    return {name: value for name, value in fields.items() if value is not None}


def _field(fields: dict[str, str], name: str) -> str:
    value = fields.get(name)
    if not value:
        raise OauthError("invalid_request", f"Missing: {name}")
    return value


def _refused(description: str, inner: dict[str, str]) -> OauthError:
    return OauthError("invalid_token", description, status=401, inner=inner)
