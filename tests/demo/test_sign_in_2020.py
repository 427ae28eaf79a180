"""Signing in to a 2020.2 manager: sessions and their ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.demo.wire import code
from tests.standin import StandIn


@pytest.fixture
def server(shared_2020: StandIn) -> StandIn:
    return shared_2020


def send(server: StandIn, route: str, session_id: str | None = None, **parts: Any) -> requests.Response:
    params = {} if session_id is None else {"session-id": session_id}
    return requests.post(f"{server.manager}/management/client/{route}", params=params, timeout=30, **parts)


def create(server: StandIn, **changed: object) -> requests.Response:
    body = {"username": "anna.berger", "password": "demo-anna", "client-id": "tests", **changed}
    return send(server, "create-session", json=body)


def test_a_session_lives_until_it_is_closed(server: StandIn) -> None:
    document = create(server).json()
    assert document["expire-timeout"] == 600_000
    session_id = document["session-id"]
    assert send(server, "ping-session", session_id).json() == {"user-id": document["user-id"]}
    closed = send(server, "close-session", session_id)
    assert (closed.status_code, closed.content) == (200, b"")
    assert code(send(server, "ping-session", session_id)) == 2
    assert send(server, "close-session", session_id).status_code == 200, "closing nothing succeeds"


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "wrong"},
        {"username": "Anna.Berger"},
        {"username": "eva.lindqvist", "password": "demo-eva"},
    ],
)
def test_wrong_credentials(server: StandIn, changed: dict[str, str]) -> None:
    assert code(create(server, **changed)) == 3


@pytest.mark.parametrize("changed", [{"password": None}, {"username": 1}, {"client-id": ""}])
def test_incomplete_credentials(server: StandIn, changed: dict[str, object]) -> None:
    assert code(create(server, **changed)) == 7


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"\\ud800"'])
def test_bodies_that_are_no_document(server: StandIn, body: bytes) -> None:
    assert code(send(server, "create-session", data=body)) == 7


def test_every_call_needs_a_session(server: StandIn) -> None:
    assert code(send(server, "get-resources-by-criterion", json={})) == 2
    assert code(send(server, "get-resources-by-criterion", "made up", json={})) == 2


def test_all_sessions_can_be_ended(server: StandIn) -> None:
    session_id = create(server).json()["session-id"]
    server.action("expire-sessions")
    assert code(send(server, "ping-session", session_id)) == 2


def test_an_idle_session_expires(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(generation="2020.2", session_lifetime=0)
    document = create(server).json()
    assert document["expire-timeout"] == 0
    assert code(send(server, "ping-session", document["session-id"])) == 2


def test_use_keeps_a_session(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(generation="2020.2", session_lifetime=2)
    used = create(server).json()["session-id"]
    idle = create(server).json()["session-id"]
    begun = time.monotonic()
    while time.monotonic() - begun < 2.5:
        assert send(server, "ping-session", used).status_code == 200
        time.sleep(0.1)
    assert code(send(server, "ping-session", idle)) == 2
