"""The OpenID Connect sign-in: discovery, page, code with PKCE, tokens, their rotation and end."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.demo.bimplus.wire import TIMEOUT, Bimplus
from tests.demo.wire import find_form
from tests.standin import StandIn, wait_until

REDIRECT = "http://127.0.0.1:49152/callback"


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims_of(token: str, keys: list[dict[str, str]]) -> dict[str, Any]:
    """The claims of a token whose signature is right (RFC 8017, 8.2.2), by the published keys."""
    head, body, signature = token.split(".")
    kid = json.loads(_decoded(head))["kid"]
    [key] = [key for key in keys if key["kid"] == kid]
    modulus, exponent = (int.from_bytes(_decoded(key[name]), "big") for name in ("n", "e"))
    opened = pow(int.from_bytes(_decoded(signature), "big"), exponent, modulus)
    padded = opened.to_bytes((modulus.bit_length() + 7) // 8, "big")
    assert padded.startswith(b"\x00\x01\xff")
    assert padded.endswith(hashlib.sha256(f"{head}.{body}".encode()).digest())
    claims: dict[str, Any] = json.loads(_decoded(body))
    return claims


class Flow:
    """One sign-in of a program that got its addresses by discovery."""

    def __init__(self, wire: Bimplus) -> None:
        self.wire = wire
        self.document = wire.send("GET", ".well-known/openid-configuration").json()
        self.verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        self.query = {
            "client_id": wire.application_id,
            "response_type": "code",
            "scope": "openid profile email",
            "redirect_uri": REDIRECT,
            "state": secrets.token_urlsafe(16),
            "nonce": "n-17",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }

    def page(self, **changes: str | None) -> requests.Response:
        query = {name: value for name, value in {**self.query, **changes}.items() if value is not None}
        return requests.get(
            self.document["authorization_endpoint"], params=query, timeout=TIMEOUT, allow_redirects=False
        )

    def submit(self, page: requests.Response, password: str) -> requests.Response:
        action, hidden = find_form(page)
        fields = {**hidden, "username": self.wire.email, "password": password}
        return requests.post(action, data=fields, timeout=TIMEOUT, allow_redirects=False)

    def redirected(self, answer: requests.Response) -> dict[str, str]:
        assert answer.status_code == 302, answer.text
        target = urlsplit(answer.headers["Location"])
        assert answer.headers["Location"].startswith(REDIRECT + "?")
        return {name: values[0] for name, values in parse_qs(target.query).items()}

    def code(self) -> str:
        fields = self.redirected(self.submit(self.page(), self.wire.password))
        assert fields["state"] == self.query["state"]
        assert fields["iss"] == self.document["issuer"]
        return fields["code"]

    def token(self, **fields: str) -> requests.Response:
        body = {"client_id": self.wire.application_id, **fields}
        return requests.post(self.document["token_endpoint"], data=body, timeout=TIMEOUT)

    def exchange(self, code: str, **fields: str) -> requests.Response:
        body = {"redirect_uri": REDIRECT, "code_verifier": self.verifier, **fields}
        return self.token(grant_type="authorization_code", code=code, **body)

    def refresh(self, token: str) -> requests.Response:
        return self.token(grant_type="refresh_token", refresh_token=token)


def refusal(answer: requests.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json()["error_description"]
    return str(answer.json()["error"])


@pytest.fixture
def flow(wire: Bimplus) -> Flow:
    return Flow(wire)


def test_discovery_is_the_same_below_api_and_realm(flow: Flow) -> None:
    issuer = flow.document["issuer"]
    assert issuer == f"{flow.wire.origin}/realms/allplan"
    other = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=TIMEOUT)
    assert other.json() == flow.document
    assert flow.document["code_challenge_methods_supported"] == ["S256"]


def test_a_sign_in_from_page_to_api(flow: Flow) -> None:
    page = flow.page()
    assert flow.wire.email in page.text, "the page names the demo users"
    again = flow.submit(page, "wrong")
    assert "do not match" in again.text
    fields = flow.redirected(flow.submit(again, flow.wire.password))
    answer = flow.exchange(fields["code"])
    assert answer.headers["Cache-Control"] == "no-store"
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    assert len(tokens["access_token"]) > 700, "longer than a keychain's field may be"
    keys = requests.get(flow.document["jwks_uri"], timeout=TIMEOUT).json()["keys"]
    identity = claims_of(tokens["id_token"], keys)
    assert (identity["aud"], identity["nonce"]) == (flow.wire.application_id, "n-17")
    assert identity["email"] == flow.wire.email
    access = claims_of(tokens["access_token"], keys)
    assert access["exp"] - access["iat"] == tokens["expires_in"]
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    person = requests.get(flow.document["userinfo_endpoint"], headers=bearer, timeout=TIMEOUT).json()
    assert (person["sub"], person["name"]) == (identity["sub"], "Anna Berger")
    flow.wire.use(tokens["access_token"])
    assert flow.wire.get("projects"), "the same token, in the API's own scheme"
    assert flow.wire.send("GET", "authorize").json()["user_id"] == identity["sub"]
    flow.wire.use(tokens["refresh_token"])
    assert flow.wire.call("GET", "projects").status_code == 401


def test_refresh_tokens_rotate_and_their_copies_end_the_sign_in(flow: Flow) -> None:
    first = flow.exchange(flow.code()).json()
    second = flow.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    flow.wire.use(second["access_token"])
    assert flow.wire.send("GET", "teams").status_code == 200
    assert refusal(flow.refresh(first["refresh_token"])) == "invalid_grant"
    assert refusal(flow.refresh(second["refresh_token"])) == "invalid_grant"
    assert flow.wire.send("GET", "teams").status_code == 401


def test_a_code_serves_once_and_its_own_program_alone(flow: Flow) -> None:
    assert refusal(flow.exchange(flow.code(), code_verifier="x" * 43)) == "invalid_grant"
    assert refusal(flow.exchange(flow.code(), redirect_uri="http://127.0.0.1:1/")) == "invalid_grant"
    assert refusal(flow.exchange("no code")) == "invalid_grant"
    code = flow.code()
    tokens = flow.exchange(code).json()
    assert refusal(flow.exchange(code)) == "invalid_grant"
    assert refusal(flow.refresh(tokens["refresh_token"])) == "invalid_grant", "a code used twice ends all"
    assert refusal(flow.token(grant_type="password")) == "unsupported_grant_type"
    assert refusal(flow.token(grant_type="refresh_token")) == "invalid_request"
    assert refusal(flow.token(client_id="other", grant_type="refresh_token"), 401) == "invalid_client"
    json_body = requests.post(flow.document["token_endpoint"], json={}, timeout=TIMEOUT)
    assert refusal(json_body) == "invalid_request"


def test_a_wrong_request_never_reaches_a_form(flow: Flow) -> None:
    foreign = ("https://example.com/callback", "http://127.0.0.1.example.com/", "bimx://x", "", "http://[")
    for answer in [flow.page(client_id="other"), *(flow.page(redirect_uri=uri) for uri in foreign)]:
        assert (answer.status_code, "<form" in answer.text) == (400, False)
        assert "Location" not in answer.headers
    for changes, error in (
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ):
        fields = flow.redirected(flow.page(**changes))
        assert (fields["error"], fields["state"]) == (error, flow.query["state"])
    for uri in ("http://localhost:5/", "http://[::1]:5/x?y=1"):
        assert "<form" in flow.page(redirect_uri=uri).text
    unknown = requests.post(find_form(flow.page())[0], data={"request": "x"}, timeout=TIMEOUT)
    assert unknown.status_code == 400


def test_signing_out_ends_the_tokens(flow: Flow) -> None:
    tokens = flow.exchange(flow.code()).json()
    end = flow.document["end_session_endpoint"]
    fields = {"client_id": flow.wire.application_id, "refresh_token": tokens["refresh_token"]}
    assert requests.post(end, data=fields, timeout=TIMEOUT).status_code == 204
    assert refusal(flow.refresh(tokens["refresh_token"])) == "invalid_grant"
    flow.wire.use(tokens["access_token"])
    assert flow.wire.send("GET", "teams").status_code == 401
    assert "Signed out" in requests.get(end, timeout=TIMEOUT).text


def test_what_expires_and_what_outlives_a_restart(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(access_token_lifetime=1.0)
    flow = Flow(Bimplus(server))
    tokens = flow.exchange(flow.code()).json()
    flow.wire.use(tokens["access_token"])
    wait_until(lambda: flow.wire.send("GET", "teams").status_code == 401)
    server.restart(access_token_lifetime=60)
    tokens = flow.refresh(tokens["refresh_token"]).json()
    flow.wire.use(tokens["access_token"])
    assert flow.wire.send("GET", "teams").status_code == 200
    flow.wire.action("expire-refresh-tokens")
    assert refusal(flow.refresh(tokens["refresh_token"])) == "invalid_grant"
    flow.wire.http.close()
