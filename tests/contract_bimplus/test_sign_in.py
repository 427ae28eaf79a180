"""Both ways of signing in, what is kept of them, and how they end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bimexplorer.clouds.base import Cloud, Credentials
from bimexplorer.errors import AuthExpired, Cancelled, RateLimited, SignInRefused, WrongService
from tests.contract.browser import fill_in
from tests.contract.parts import Background, FileStore, MemoryStore, together
from tests.contract_bimplus.conftest import Lab
from tests.standin import wait_until

TIMEOUT = 30

BOTH = pytest.mark.parametrize(
    "way", [Lab.credentials, Lab.renewable_credentials], ids=["password", "browser"]
)


@BOTH
def test_no_token_stands_in_an_address(lab: Lab, way: Callable[[Lab], Credentials]) -> None:
    credentials = way(lab)
    store = MemoryStore()
    store.save(credentials)
    cloud = lab.open(store)
    cloud.children(cloud.root())
    token = json.loads(credentials.secret)["secret"]
    records = lab.records()
    assert records
    for record in records:
        assert token not in json.dumps(record.get("path", "")) + json.dumps(record.get("query", ""))
        assert "api-token" not in json.dumps(record.get("query", ""))


def test_a_refusal_names_what_may_be_wrong(lab: Lab) -> None:
    connection = replace(lab.connection, application_id="wrong")
    known = lab.user()
    with pytest.raises(SignInRefused) as caught:
        lab.service.password_sign_in(connection, known["username"], known["password"])
    assert "application id" in caught.value.sentence
    assert known["password"] not in caught.value.technical


def test_the_browser_page(lab: Lab) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection, "someone@example.com")
    try:
        query = parse_qs(urlsplit(sign_in.address).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["scope"] == ["openid profile email"]
        assert query["login_hint"] == ["someone@example.com"]
        redirect = urlsplit(query["redirect_uri"][0])
        assert (redirect.scheme, redirect.hostname) == ("http", "127.0.0.1")
        again = fill_in(sign_in.address, lab.user()["username"], "wrong")
        assert "do not match" in again.text
        assert sign_in.poll() is None
    finally:
        sign_in.close()
        sign_in.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(query["redirect_uri"][0], timeout=TIMEOUT)


def test_only_the_answer_to_this_sign_in_counts(lab: Lab) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection)
    try:
        query = parse_qs(urlsplit(sign_in.address).query)
        redirect, state = query["redirect_uri"][0], query["state"][0]
        for fields, status in (
            ({"code": "stolen", "state": "other"}, 400),
            ({"code": "stolen"}, 400),
            ({"state": state}, 400),
            ({"code": "stolen", "state": state, "iss": "https://evil.example"}, 400),
        ):
            assert requests.get(redirect, params=fields, timeout=TIMEOUT).status_code == status
        assert requests.get(redirect.replace("signed-in", "x"), timeout=TIMEOUT).status_code == 404
        assert sign_in.poll() is None
        requests.get(redirect, params={"error": "access_denied", "state": state}, timeout=TIMEOUT)
        with pytest.raises(SignInRefused):
            sign_in.poll()
    finally:
        sign_in.close()


def test_one_odd_refusal_does_not_end_the_sign_in(lab: Lab) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    lab.fault(path="/teams", status=401, body="gateway")
    assert cloud.children(cloud.root()).entries
    assert store.load() is not None


def test_a_token_is_renewed_once_for_all(lab: Lab, tmp_path: Any) -> None:
    store = FileStore(tmp_path / "secret.json")
    store.save(lab.renewable_credentials())
    # Two processes: each has its own store over the same file.
    other = FileStore(tmp_path / "secret.json")
    window, shell = lab.open(store), lab.open(other)
    for cloud in (window, shell):
        cloud.children(cloud.root())
    lab.action("expire-tokens")
    lab.server.reset_counters()

    def asking(cloud: Cloud) -> Callable[[], object]:
        return lambda: cloud.children(cloud.root())

    together([asking(cloud) for cloud in (window, shell) for _ in range(4)])
    assert lab.server.calls("/token") == 2
    kept = store.load()
    assert kept is not None
    assert kept.username == lab.user()["username"]


def test_a_kept_secret_of_an_unknown_way(lab: Lab) -> None:
    store = MemoryStore()
    store.save(Credentials("a", "b", '{"way": "x", "secret": "a", "client_id": ""}'))
    with pytest.raises(AuthExpired):
        lab.open(store).root()


# ------------------------------------------------------------------------------------------- the limit


def test_the_limit_is_told_with_the_time_to_wait(lab: Lab) -> None:
    cloud = lab.open()
    lab.action("set-rate-limit", user=lab.user()["username"], remaining=0, seconds=600)
    with pytest.raises(RateLimited) as caught:
        cloud.children(cloud.root())
    assert caught.value.retry_after is not None
    assert 500 < caught.value.retry_after <= 600
    lab.action("set-rate-limit", user=lab.user()["username"], remaining=1_000_000, seconds=1)


def test_calls_slow_down_before_none_is_left(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(rate_limit=1000)
    cloud = lab.open()
    cloud.children(cloud.root())
    lab.action("set-rate-limit", user=lab.user()["username"], remaining=20)
    cloud.children(cloud.root())
    running = Background(lambda: cloud.children(cloud.root()))
    # The next call waits its turn, which a person may give up.
    lab.server.reset_counters()
    wait_until(lambda: any(t.name != "MainThread" for t in threading.enumerate()))
    assert lab.server.calls("/teams") == 0
    running.token.cancel()
    assert isinstance(running.outcome(), Cancelled)


# ------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {}),
        (401, {"WWW-Authenticate": 'Basic realm="office"'}),
        (401, {"WWW-Authenticate": "Negotiate"}),
        (401, {"WWW-Authenticate": 'Bearer realm="https://auth.example/token",service="registry"'}),
        (401, {"WWW-Authenticate": "Bearer"}),
        (403, {}),
        (400, {}),
    ],
)
def test_who_refuses_everything_is_no_bimplus(
    lab: Lab, website: Callable[..., str], status: int, headers: dict[str, str]
) -> None:
    address = website(status, '{"message": "Who are you?"}', "application/json", **headers)
    with pytest.raises(WrongService) as caught:
        lab.service.probe(address)
    assert caught.value.sentence == f"{address} is not a Bimplus."


@pytest.mark.parametrize(
    "rule",
    [
        {"headers": {"WWW-Authenticate": "Bearer"}, "status": 401},
        {"headers": {"WWW-Authenticate": 'BimPlus realm="x"'}, "status": 401},
        {"status": 401, "body": "<html>Unauthorized</html>"},
    ],
)
def test_a_bimplus_without_a_sign_in_page(lab: Lab, rule: dict[str, Any]) -> None:
    lab.fault(path="/v2/authorize", **rule)
    lab.fault(path="openid-configuration", status=404)
    info = lab.service.probe(lab.connection.address)
    assert (info.address, info.browser_sign_in) == (lab.connection.address, False)


def test_a_sign_in_page_speaks_for_itself(lab: Lab) -> None:
    for refusal in (
        {"status": 400},
        {"status": 403},
        {"status": 401, "headers": {"WWW-Authenticate": "Basic"}},
    ):
        lab.fault(path="/v2/authorize", **refusal)
        assert lab.service.probe(lab.connection.address).browser_sign_in
    for other in (200, 404, 500):
        lab.fault(path="/v2/authorize", status=other, body="x", times=2)
        with pytest.raises(WrongService):
            lab.service.probe(lab.connection.address)
        lab.server.clear_faults()
