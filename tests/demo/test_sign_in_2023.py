"""Signing in to a 2023.2 manager: the page, codes, tokens, their ends."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.demo.wire import Browser, Wire, find_form
from tests.standin import StandIn

VERIFIER = "v" * 20 + "-._~" + "0123456789" * 3
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def server(shared_2023: StandIn) -> StandIn:
    return shared_2023


def exchange(server: StandIn, **fields: str) -> requests.Response:
    body = {"grant_type": "authorization_code", "client_id": "tests", **fields}
    return requests.post(f"{server.manager}/management/client/oauth2/token", data=body, timeout=30)


def refused(answer: requests.Response, error: str, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == error
    description: str = answer.json()["error_description"]
    return description


def with_token(server: StandIn, token: str | None) -> requests.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = f"{server.manager}/management/client/get-resource"
    return requests.get(url, params={"resource-id": "projectRoot"}, headers=headers, timeout=30)


def test_polling_sees_the_sign_in(server: StandIn) -> None:
    browser = Browser(server)
    assert browser.poll() == {"status": "pending", "code": None}, "also before the page is opened"
    page = browser.open()
    assert browser.poll() == {"status": "pending", "code": None}
    answer = browser.submit(page, server.users[0]["username"], server.users[0]["password"])
    assert answer.status_code == 200
    assert "close this window" in answer.text
    polled = browser.poll()
    assert polled["status"] == "succeeded"
    tokens = exchange(server, code=polled["code"]).json()
    assert tokens["token_type"] == "Bearer"
    assert 0 < tokens["access_token_exp"] - time.time() <= 3600
    assert with_token(server, tokens["access_token"]).status_code == 200
    user = requests.get(
        f"{server.manager}/management/client/get-user",
        params={"user-id": tokens["user_id"]},
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=30,
    ).json()
    assert user["username"] == server.users[0]["username"]
    assert user["emailAddress"]
    assert set(user["color"]) == {"r", "g", "b", "a"}


@pytest.mark.parametrize("length", [0, 15, 2049])
def test_the_length_of_a_state_is_checked(server: StandIn, length: int) -> None:
    browser = Browser(server)
    browser.state = "s" * length
    refused(browser.open(), "invalid_request")
    poll = requests.get(
        f"{server.manager}/management/client/oauth2/get-authorization-code-by-state",
        params={"state": browser.state},
        timeout=30,
    )
    assert (poll.status_code, poll.json()["error-code"]) == (430, 7)


@pytest.mark.parametrize("length", [16, 2048])
def test_the_shortest_and_the_longest_state_work(server: StandIn, length: int) -> None:
    browser = Browser(server)
    browser.state = browser.state[:8].ljust(length, "x")
    assert browser.sign_in().status_code == 200
    assert browser.poll()["status"] == "succeeded"


def test_the_page_is_one_plain_form(server: StandIn) -> None:
    page = Browser(server).open(username='<Anna> & "Co"')
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.text.count("<form") == 1
    assert page.text.count('type="text"') + page.text.count('type="email"') == 1
    assert page.text.count('type="password"') == 1
    assert "<script" not in page.text
    assert 'value="&lt;Anna&gt; &amp; &quot;Co&quot;"' in page.text
    assert server.users[0]["username"] in page.text
    assert server.users[1]["password"] in page.text


def test_a_wrong_password_shows_the_page_again(server: StandIn) -> None:
    browser = Browser(server)
    again = browser.submit(browser.open(), server.users[0]["username"], "wrong")
    assert 'role="alert"' in again.text
    assert f'value="{server.users[0]["username"]}"' in again.text
    assert browser.poll()["status"] == "pending"
    again.url = f"{server.manager}/management/client/oauth2/sign-in"
    assert "close this window" in browser.submit(again, server.users[0]["username"], "demo-anna").text


@pytest.mark.parametrize("username", ["eva.lindqvist", "ANNA.BERGER", "nobody", ""])
def test_who_may_not_sign_in(server: StandIn, username: str) -> None:
    browser = Browser(server)
    password = "demo-eva" if username.startswith("eva") else "demo-anna"
    assert 'role="alert"' in browser.submit(browser.open(), username, password).text
    refused(
        exchange(server, grant_type="password", username=username or "-", password=password), "invalid_grant"
    )


def test_a_form_that_no_page_gave_out_is_refused(server: StandIn) -> None:
    browser = Browser(server)
    address, _fields = find_form(browser.open())
    body = {"request": "made up", "username": "anna.berger", "password": "demo-anna"}
    refused(requests.post(address, data=body, timeout=30), "invalid_request")


def test_a_state_gets_one_code(server: StandIn) -> None:
    browser = Browser(server)
    first, second = browser.open(), browser.open()
    browser.submit(first, "anna.berger", "demo-anna")
    refused(browser.submit(second, "anna.berger", "demo-anna"), "invalid_request", status=500)
    refused(browser.open(), "invalid_request", status=500)
    assert browser.poll()["status"] == "succeeded"


def test_the_page_opened_again_works(server: StandIn) -> None:
    browser = Browser(server)
    browser.open()
    assert browser.sign_in().status_code == 200
    assert exchange(server, code=browser.poll()["code"]).status_code == 200


def test_a_code_works_once_and_its_second_use_ends_what_it_gave(server: StandIn) -> None:
    browser = Browser(server)
    browser.sign_in()
    code = browser.poll()["code"]
    tokens = exchange(server, code=code).json()
    refused(exchange(server, code=code), "invalid_grant")
    answer = exchange(server, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    refused(answer, "invalid_grant")


def test_a_code_is_for_its_client(server: StandIn) -> None:
    browser = Browser(server)
    browser.sign_in()
    refused(exchange(server, code=browser.poll()["code"], client_id="somebody else"), "invalid_grant")


@pytest.mark.parametrize(
    ("method", "challenge", "verifier", "works"),
    [
        ("S256", CHALLENGE, VERIFIER, True),
        ("S256", CHALLENGE, CHALLENGE, False),
        ("S256", CHALLENGE, "w" + VERIFIER[1:], False),
        ("S256", CHALLENGE, None, False),
        ("plain", VERIFIER, VERIFIER, True),
        (None, VERIFIER, VERIFIER, True),
        ("plain", VERIFIER, VERIFIER + "x", False),
        (None, None, None, True),
        (None, None, VERIFIER, True),
    ],
)
def test_pkce(
    server: StandIn, method: str | None, challenge: str | None, verifier: str | None, works: bool
) -> None:
    browser = Browser(server)
    asked = {"code_challenge_method": method, "code_challenge": challenge}
    browser.sign_in(**{name: value for name, value in asked.items() if value is not None})
    fields = {"code": browser.poll()["code"]}
    if verifier is not None:
        fields["code_verifier"] = verifier
    answer = exchange(server, **fields)
    if works:
        assert answer.status_code == 200, answer.text
    else:
        refused(answer, "invalid_grant")


@pytest.mark.parametrize(
    "asked",
    [
        {"code_challenge_method": "S512", "code_challenge": CHALLENGE},
        {"code_challenge_method": "S256"},
        {"code_challenge": "too short"},
        {"code_challenge": "x" * 129},
        {"code_challenge": "ü" * 50},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "/relative"},
        {"redirect_uri": "http://localhost/#fragment"},
        {"client_id": ""},
    ],
)
def test_a_wrong_request_for_the_page_is_refused(server: StandIn, asked: dict[str, str]) -> None:
    refused(Browser(server).open(**asked), "invalid_request")


def test_redirect_uri_gets_code_and_state_and_has_to_match(server: StandIn) -> None:
    uri = "http://127.0.0.1:9/callback?from=tests"
    browser = Browser(server)
    answer = browser.sign_in(redirect_uri=uri)
    assert answer.status_code == 302
    code = browser.poll()["code"]
    assert answer.headers["Location"] == f"{uri}&code={code}&state={browser.state}"
    refused(exchange(server, code=code), "invalid_grant")
    refused(exchange(server, code=code, redirect_uri=f"{uri}x"), "invalid_grant")
    assert exchange(server, code=code, redirect_uri=uri).status_code == 200


def test_a_redirect_uri_only_at_the_exchange_is_refused(server: StandIn) -> None:
    browser = Browser(server)
    browser.sign_in()
    refused(exchange(server, code=browser.poll()["code"], redirect_uri="http://x/"), "invalid_grant")


@pytest.mark.parametrize("name", ["client_id", "client-id"])
@pytest.mark.parametrize("encoding", ["data", "json"])
def test_token_requests_are_forms_or_json(server: StandIn, name: str, encoding: str) -> None:
    body = {"grant_type": "password", "username": "anna.berger", "password": "demo-anna", name: "tests"}
    parts: dict[str, Any] = {encoding: body}
    answer = requests.post(f"{server.manager}/management/client/oauth2/token", timeout=30, **parts)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"data": {"grant_type": "magic", "client_id": "x"}}, "unsupported_grant_type"),
        ({"data": {"client_id": "x"}}, "invalid_request"),
        ({"data": {"grant_type": "password", "username": "a", "password": "b"}}, "invalid_request"),
        ({"data": {"grant_type": "password", "client_id": "x", "username": "a"}}, "invalid_request"),
        ({"data": {"grant_type": "authorization_code", "client_id": "x"}}, "invalid_request"),
        ({"data": {"grant_type": "authorization_code", "client_id": "x", "code": "nope"}}, "invalid_grant"),
        (
            {"data": {"grant_type": "refresh_token", "client_id": "x", "refresh_token": "a.b.c"}},
            "invalid_grant",
        ),
        ({"data": {"grant_type": "refresh_token", "client_id": "x", "refresh_token": "ü"}}, "invalid_grant"),
        ({"data": b"\xff", "headers": {"Content-Type": "application/json"}}, "invalid_request"),
        ({"json": ["grant_type"]}, "invalid_request"),
        ({"json": {"grant_type": 1, "client_id": "x"}}, "invalid_request"),
        ({"data": b"{}", "headers": {"Content-Type": "text/plain"}}, "invalid_request"),
        ({}, "invalid_request"),
    ],
)
def test_wrong_token_requests(server: StandIn, parts: dict[str, Any], error: str) -> None:
    refused(requests.post(f"{server.manager}/management/client/oauth2/token", timeout=30, **parts), error)


def test_refresh_tokens_rotate_and_a_stolen_one_ends_the_family(server: StandIn) -> None:
    first = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()
    second = exchange(server, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert with_token(server, second["access_token"]).status_code == 200
    refused(
        exchange(server, grant_type="refresh_token", refresh_token=first["refresh_token"]), "invalid_grant"
    )
    refused(
        exchange(server, grant_type="refresh_token", refresh_token=second["refresh_token"]), "invalid_grant"
    )


def test_a_refresh_token_is_for_its_client_and_no_access_token(server: StandIn) -> None:
    tokens = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()
    refresh = tokens["refresh_token"]
    answer = exchange(server, grant_type="refresh_token", refresh_token=refresh, client_id="other")
    refused(answer, "invalid_grant")
    answer = exchange(server, grant_type="refresh_token", refresh_token=tokens["access_token"])
    refused(answer, "invalid_grant")
    assert with_token(server, refresh).status_code == 401


def test_tokens_are_self_contained(server: StandIn) -> None:
    tokens = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()
    head, body, _signature = (part + "=" * (-len(part) % 4) for part in tokens["access_token"].split("."))
    assert json.loads(base64.urlsafe_b64decode(head)) == {"alg": "HS256", "typ": "JWT"}
    claims = json.loads(base64.urlsafe_b64decode(body))
    assert int(claims["exp"]) == tokens["access_token_exp"]
    assert claims["userId"] == tokens["user_id"]


@pytest.mark.parametrize("token", [None, "", "nonsense", "a.b.c", "ü.ü.ü"])
def test_no_token_and_nonsense_are_401(server: StandIn, token: str | None) -> None:
    answer = with_token(server, None if token is None else token.encode().decode("latin-1"))
    refused(answer, "invalid_token", status=401)
    assert answer.json()["inner"]["name"] == "JsonWebTokenError"


def test_a_token_with_another_signature_is_refused(server: StandIn) -> None:
    token = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()[
        "access_token"
    ]
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "exp": 9e9}).encode()).rstrip(b"=").decode()
    refused(with_token(server, f"{head}.{forged}.{signature}"), "invalid_token", status=401)


def test_expired_tokens_are_told_from_wrong_ones(server: StandIn) -> None:
    tokens = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()
    server.action("expire-access-tokens")
    answer = with_token(server, tokens["access_token"])
    refused(answer, "invalid_token", status=401)
    assert answer.json()["inner"]["name"] == "TokenExpiredError"
    fresh = exchange(server, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    assert with_token(server, fresh["access_token"]).status_code == 200
    server.action("expire-refresh-tokens")
    refused(
        exchange(server, grant_type="refresh_token", refresh_token=fresh["refresh_token"]), "invalid_grant"
    )


def test_lifetimes(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(access_token_lifetime=0, code_lifetime=0, refresh_token_lifetime=0)
    tokens = exchange(server, grant_type="password", username="anna.berger", password="demo-anna").json()
    assert with_token(server, tokens["access_token"]).json()["inner"]["name"] == "TokenExpiredError"
    refused(
        exchange(server, grant_type="refresh_token", refresh_token=tokens["refresh_token"]), "invalid_grant"
    )
    browser = Browser(server)
    browser.sign_in()
    assert "expired" in refused(exchange(server, code=browser.poll()["code"]), "invalid_grant")


def test_logout_wants_everything_and_leads_back(server: StandIn) -> None:
    url = f"{server.manager}/management/client/oauth2/logout"
    whole = {"state": "s" * 16, "client_id": "tests", "redirect_uri": "http://127.0.0.1:9/?a=1&b=2"}
    for name in whole:
        missing = {key: value for key, value in whole.items() if key != name}
        refused(requests.get(url, params=missing, timeout=30), "invalid_request")
    answer = requests.get(url, params=whole, timeout=30)
    assert answer.status_code == 200
    assert 'href="http://127.0.0.1:9/?a=1&amp;b=2"' in answer.text


def test_get_user_knows_everybody_and_nobody_else(server: StandIn) -> None:
    wire = Wire(server)
    assert wire.get("GET", "get-user", {"user-id": wire.user_id})["active"] is True
    answer = wire.call("GET", "get-user", {"user-id": "nobody"})
    assert (answer.status_code, answer.json()["error-code"]) == (430, 6)
    wire.close()
