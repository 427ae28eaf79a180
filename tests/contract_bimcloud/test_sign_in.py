"""Signing in to BIMcloud: its addresses, its page, tokens and sessions."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from bimexplorer.errors import SignInRefused, SignInTimedOut, WrongService
from bimexplorer.model import Entry
from tests.contract.browser import fill_in
from tests.contract.parts import put, read_all
from tests.contract_bimcloud.conftest import Lab, with_sessions, with_tokens
from tests.contract_bimcloud.lab import SESSIONS


def test_a_redirect_is_taken_over(lab: Lab, website: Callable[..., str]) -> None:
    old = website(301, "moved", "text/html", Location=f"{lab.server.manager}/management/client/moved")
    assert lab.service.probe(old).address == lab.server.manager


def test_another_server_that_wants_a_sign_in(lab: Lab, website: Callable[..., str]) -> None:
    with pytest.raises(WrongService):
        lab.service.probe(website(401, '{"error": "login please"}', "application/json"))


@with_tokens
def test_a_code_is_worth_nothing_without_the_verifier(lab: Lab) -> None:
    user = lab.server.users[0]
    sign_in = lab.service.browser_sign_in(lab.connection)
    fill_in(sign_in.address, user["username"], user["password"])
    state = re.findall(r"[?&]state=([^&]+)", sign_in.address)[0]
    base = f"{lab.server.manager}/management/client/oauth2"
    code = requests.get(f"{base}/get-authorization-code-by-state", params={"state": state}, timeout=10).json()
    form = {"grant_type": "authorization_code", "code": code["code"], "client_id": "bim-explorer"}
    assert requests.post(f"{base}/token", data=form, timeout=10).status_code == 400
    sign_in.close()


@with_tokens
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 400, "body": {"error": "access_denied", "error_description": "no"}}, SignInRefused),
        ({"status": 200, "body": {"status": "refused", "code": None}}, SignInRefused),
        ({"status": 430, "body": {"error-code": 6, "error-message": "unknown state"}}, SignInTimedOut),
        ({"status": 400, "body": {"error": "invalid_request", "error_description": "old"}}, SignInTimedOut),
    ],
)
def test_refused_and_expired_are_told_apart(lab: Lab, fault: dict[str, Any], kind: type[Exception]) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection)
    assert sign_in.poll() is None
    lab.server.fault(path="get-authorization-code-by-state", **fault)
    with pytest.raises(kind):
        sign_in.poll()
    sign_in.close()


@with_tokens
def test_a_state_unknown_before_the_page_is_open_is_no_failure(lab: Lab) -> None:
    sign_in = lab.service.browser_sign_in(lab.connection)
    lab.server.fault(
        path="get-authorization-code-by-state", status=430, body={"error-code": 6, "error-message": "unknown"}
    )
    assert sign_in.poll() is None
    sign_in.close()


@with_tokens
@pytest.mark.parametrize("fault", [{"drop": "request"}, {"retry_after": 60}])
def test_a_line_that_breaks_while_it_is_asked_for(lab: Lab, fault: dict[str, Any]) -> None:
    user = lab.server.users[0]
    sign_in = lab.service.browser_sign_in(lab.connection)
    fill_in(sign_in.address, user["username"], user["password"])
    lab.server.fault(path="get-authorization-code-by-state", **fault)
    assert sign_in.poll() is None
    assert sign_in.poll() is not None
    sign_in.close()


@with_tokens
def test_a_token_is_renewed_before_it_ends(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(access_token_lifetime=3)
    cloud = lab.open()
    end = time.monotonic() + 4.5
    while time.monotonic() < end:
        cloud.root()
        time.sleep(0.05)
    assert lab.server.calls("oauth2/token") >= 3
    assert [record for record in lab.server.records() if record["status"] == 401] == []


@with_sessions
def test_a_session_lives_while_only_content_is_moved(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(session_lifetime=1.5)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    put(cloud, folder, "x.txt", b"x")
    file = cloud.entry_at(("Templates", "x.txt"))
    lab.server.reset_counters()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        assert read_all(cloud.open_download(file)) == b"x"
        time.sleep(0.1)
    assert lab.server.calls("ping-session") >= 3
    assert set(lab.server.counters()) <= {
        "manager POST /management/client/ping-session",
        "blob GET /blob-store-service/1.0/get-blob-content",
    }
    assert cloud.root().id


def test_signing_out_ends_the_sessions(lab: Lab, folder: Entry) -> None:
    store = lab.signed_in()
    cloud = lab.open(store)
    put(cloud, folder, "x.txt", b"x")
    lab.server.reset_counters()
    cloud.sign_out()
    assert lab.server.calls("blob POST .*close-session") == 1
    expected = 1 if lab.generation == SESSIONS else 0
    assert lab.server.calls("manager POST .*close-session") == expected
