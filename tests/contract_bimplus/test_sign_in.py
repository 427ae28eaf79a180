"""Both ways of signing in, what is kept of them, and how they end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Connection, Credentials
from bimexplorer.errors import AuthExpired, Cancelled, RateLimited, SignInRefused, WrongService
from tests.contract.parts import Background, FileStore, MemoryStore, together
from tests.contract_bimplus.conftest import Lab
from tests.demo.wire import find_form
from tests.standin import StandIn, wait_until

TIMEOUT = 30


@pytest.fixture
def own_lab(start_standin: Callable[..., StandIn]) -> Iterator[Callable[..., Lab]]:
    """On a server of its own, with options."""
    labs: list[Lab] = []

    def start(**options: Any) -> Lab:
        labs.append(Lab(start_standin(**options)))
        return labs[-1]

    yield start
    for it in labs:
        it.close()


def through_the_browser(lab: Lab, sign_in: BrowserSignIn, password: str = "") -> requests.Response:
    """What a person does: open the page, fill the form; the last page's answer."""
    page = requests.get(sign_in.address, timeout=TIMEOUT)
    action, hidden = find_form(page)
    known = lab.user()
    fields = {**hidden, "username": known["username"], "password": password or known["password"]}
    return requests.post(action, data=fields, timeout=TIMEOUT)


def by_browser(lab: Lab) -> Credentials:
    sign_in = lab.service.browser_sign_in(lab.connection, lab.user()["username"])
    try:
        assert sign_in.poll() is None
        answer = through_the_browser(lab, sign_in)
        assert "You are signed in" in answer.text
        credentials = sign_in.poll()
    finally:
        sign_in.close()
    assert credentials is not None
    return credentials


def by_password(lab: Lab) -> Credentials:
    known = lab.user()
    return lab.service.password_sign_in(lab.connection, known["username"], known["password"])


BOTH = pytest.mark.parametrize("way", [by_password, by_browser], ids=["password", "browser"])


@BOTH
def test_a_sign_in_opens_the_site(lab: Lab, way: Callable[[Lab], Credentials]) -> None:
    credentials = way(lab)
    assert credentials.username == lab.user()["username"]
    assert credentials.user_id
    assert lab.user()["password"] not in credentials.secret
    store = MemoryStore()
    store.save(credentials)
    cloud = lab.open(store)
    assert cloud.children(cloud.root()).entries
    assert cloud.account().id == credentials.user_id


@BOTH
def test_no_token_stands_in_an_address(lab: Lab, way: Callable[[Lab], Credentials]) -> None:
    credentials = way(lab)
    store = MemoryStore()
    store.save(credentials)
    cloud = lab.open(store)
    cloud.children(cloud.root())
    token = json.loads(credentials.secret)["secret"]
    records = lab.server.records()
    assert records
    for record in records:
        assert token not in json.dumps(record.get("path", "")) + json.dumps(record.get("query", ""))
        assert "api-token" not in json.dumps(record.get("query", ""))


@pytest.mark.parametrize("wrong", ["username", "password", "application_id"])
def test_a_wrong_password_or_application(lab: Lab, wrong: str) -> None:
    known = {**lab.user(), "application_id": lab.connection.application_id, wrong: "wrong"}
    connection = Connection(lab.connection.address, "v2", "Lab", application_id=known["application_id"])
    with pytest.raises(SignInRefused) as caught:
        lab.service.password_sign_in(connection, known["username"], known["password"])
    assert "application id" in caught.value.sentence
    assert lab.user()["password"] not in caught.value.technical


def test_an_unknown_application_is_told_before_the_browser_opens(lab: Lab) -> None:
    with pytest.raises(SignInRefused, match="application id that is kept for this site"):
        lab.service.browser_sign_in(replace(lab.connection, application_id="unknown"))
    lab.fault(path="openid-connect/auth", status=503, times=1)
    # Whether it is known cannot be told then: the browser will.
    lab.service.browser_sign_in(lab.connection).close()


def test_without_an_application_id(lab: Lab) -> None:
    connection = Connection(lab.connection.address, "v2", "Lab")
    lab.server.reset_counters()
    with pytest.raises(SignInRefused):
        lab.service.password_sign_in(connection, "a", "b")
    with pytest.raises(SignInRefused):
        lab.service.browser_sign_in(connection)
    assert lab.server.counters() == {}


def test_the_browser_page(lab: Lab) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection, "someone@example.com")
    try:
        query = parse_qs(urlsplit(sign_in.address).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["scope"] == ["openid profile email"]
        assert query["login_hint"] == ["someone@example.com"]
        redirect = urlsplit(query["redirect_uri"][0])
        assert (redirect.scheme, redirect.hostname) == ("http", "127.0.0.1")
        again = through_the_browser(lab, sign_in, "wrong")
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


def test_a_line_that_breaks_during_the_sign_in(lab: Lab) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection)
    try:
        through_the_browser(lab, sign_in)
        lab.fault(path="/token", drop="request")
        assert sign_in.poll() is None
        assert sign_in.interruption is not None
        assert sign_in.poll() is not None
        assert sign_in.interruption is None
    finally:
        sign_in.close()


@BOTH
def test_an_ended_sign_in_is_told_and_forgotten(lab: Lab, way: Callable[[Lab], Credentials]) -> None:
    store = MemoryStore()
    store.save(way(lab))
    cloud = lab.open(store)
    cloud.children(cloud.root())
    lab.action("expire-tokens")
    lab.action("expire-refresh-tokens")
    with pytest.raises(AuthExpired) as caught:
        cloud.children(cloud.root())
    assert "Sign in again" in caught.value.sentence
    assert store.load() is None
    with pytest.raises(AuthExpired):
        cloud.children(cloud.root())


def test_one_odd_refusal_does_not_end_the_sign_in(lab: Lab) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    lab.fault(path="/teams", status=401, body="gateway")
    assert cloud.children(cloud.root()).entries
    assert store.load() is not None


def test_another_process_signed_in_anew(lab: Lab) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    cloud.children(cloud.root())
    lab.action("expire-tokens")
    store.save(by_password(lab))
    assert cloud.children(cloud.root()).entries


def test_a_token_is_renewed_once_for_all(lab: Lab, tmp_path: Any) -> None:
    store = FileStore(tmp_path / "secret.json")
    store.save(by_browser(lab))
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


def test_signing_out_ends_it_on_the_server_too(lab: Lab) -> None:
    store = MemoryStore()
    credentials = by_browser(lab)
    store.save(credentials)
    cloud = lab.open(store)
    cloud.children(cloud.root())
    cloud.sign_out()
    assert store.load() is None
    store.save(credentials)
    other = lab.open(store)
    with pytest.raises(AuthExpired):
        other.root()


@pytest.mark.parametrize("secret", ["text", "{}", '{"way": "x", "secret": "a", "client_id": ""}', "[1]"])
def test_a_kept_secret_that_cannot_be_read(lab: Lab, secret: str) -> None:
    store = MemoryStore()
    store.save(Credentials("a", "b", secret))
    with pytest.raises(AuthExpired):
        lab.open(store).root()


@pytest.mark.parametrize("typed", ["{}", "{}/", "{}/v2", " {}/v2/teams "])
def test_what_answers_at_an_address(lab: Lab, typed: str) -> None:
    info = lab.service.probe(typed.format(lab.connection.address))
    assert info.address == lab.connection.address
    assert (info.browser_sign_in, info.password_sign_in, info.warning) == (True, True, "")


def test_other_servers_are_not_taken_for_one(lab: Lab) -> None:
    with pytest.raises(WrongService):
        lab.service.probe(lab.server.manager)


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
