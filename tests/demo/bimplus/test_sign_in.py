"""Signing in with password and application id; tokens and their end; the rate limit."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
import requests

from tests.demo.bimplus.wire import TIMEOUT, Bimplus, message
from tests.standin import StandIn, wait_until


def test_a_token_and_what_it_tells(wire: Bimplus) -> None:
    document = wire.sign_in()
    assert set(document) == {"access_token", "expires_in", "client_id", "token_type"}
    assert document["token_type"] == "BimPlus"
    assert 7190 <= document["expires_in"] <= 7200
    again = wire.sign_in(client_id=document["client_id"], remember_me=True)
    assert again["client_id"] == document["client_id"]
    assert again["access_token"] != document["access_token"]
    assert 27 * 86400 < again["expires_in"] <= 28 * 86400
    told = wire.send("GET", "authorize").json()
    assert set(told) == {"user_id", "audience", "expires_in"}
    assert 0 < told["expires_in"] <= again["expires_in"] + 1
    wire.use(document["access_token"])
    assert wire.send("GET", "authorize").status_code == 200, "the former one lives on"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"password": "wrong"}, 401),
        ({"user_id": "nobody@example.com"}, 401),
        ({"application_id": "6C12345D9B0C4F3C23ABB5721D098F7B"}, 401),
        ({"application_id": None}, 400),
        ({"password": ""}, 400),
        ({"user_id": 17}, 400),
        ({"remember_me": "perhaps"}, 400),
    ],
)
def test_what_is_wrong_gets_no_token(wire: Bimplus, fields: dict[str, Any], status: int) -> None:
    answer = wire.authorize(**fields)
    assert message(answer, status)
    assert "access_token" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"user_id": NaN}', b"\xff"])
def test_what_is_no_json_object_is_400(wire: Bimplus, body: bytes) -> None:
    message(wire.send("POST", "authorize", data=body, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("header", ["", "BimPlus", "BimPlus 0123", "Bearer {token}", "{token}"])
def test_only_a_living_token_in_its_own_scheme_opens(wire: Bimplus, header: str) -> None:
    wire.http.headers["Authorization"] = header.format(token=wire.token)
    for route in ("authorize", "teams", "projects", "project-actions-rights", f"{wire.team}/projects"):
        answer = wire.send("GET", route)
        message(answer, 401)
        assert "X-RateLimit-Limit" not in answer.headers


def test_a_token_in_the_address_opens_downloads_alone(wire: Bimplus, project: str) -> None:
    attachment_id = wire.upload(project, "a.txt", b"by address")
    bare = {"params": {"api-token": wire.token}, "timeout": TIMEOUT}
    base = f"{wire.api}/{wire.team}/attachments/{attachment_id}"
    assert requests.get(f"{base}/download", **bare).content == b"by address"
    assert requests.get(f"{base}/versions/1/download", **bare).content == b"by address"
    assert requests.get(base, **bare).status_code == 401


def test_tokens_end_and_outlive_a_restart(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(bimplus_token_lifetime=1.0)
    short, long = Bimplus(server), Bimplus(server)
    with closing(short.http), closing(long.http):
        begun = time.monotonic()
        short.sign_in()
        long.sign_in(remember_me=True)
        wait_until(lambda: short.send("GET", "authorize").status_code == 401)
        assert time.monotonic() - begun >= 1.0
        project_id = long.make_project()
        attachment_id = long.upload(project_id, "kept.txt", b"kept")
        before = long.get("projects")
        for crash in (False, True):
            server.restart(crash=crash)
            assert server.bimplus["api"] == long.api, "the port is that of the last run"
            assert long.get("projects") == before
        assert long.content(f"attachments/{attachment_id}/download") == b"kept"
        long.action("expire-tokens")
        message(long.call("GET", "projects"), 401)
        long.sign_in()
        assert long.get("projects") == before


def test_the_rate_limit(wire: Bimplus, other: Bimplus) -> None:
    headers = wire.send("GET", "teams").headers
    assert headers["X-RateLimit-Limit"] == "1000000", "of the shared server's options"
    remaining = int(headers["X-RateLimit-Remaining"])
    assert int(wire.send("GET", "teams").headers["X-RateLimit-Remaining"]) == remaining - 1
    wire.action("set-rate-limit", user=other.email, remaining=1, seconds=0.7)
    assert other.send("GET", "teams").headers["X-RateLimit-Remaining"] == "0"
    refused = other.send("GET", "teams")
    message(refused, 429)
    assert refused.headers["Retry-After"] == "1"
    assert wire.send("GET", "teams").status_code == 200, "each user has a limit of his own"
    wait_until(lambda: other.send("GET", "teams").status_code == 200)


def test_teams_and_action_rights(wire: Bimplus, other: Bimplus) -> None:
    mine = {team["slug"]: team for team in wire.send("GET", "teams").json()}
    theirs = {team["slug"]: team for team in other.send("GET", "teams").json()}
    assert set(mine) == set(theirs) == {wire.team, "tragwerk-nord", "bimplus-demo"}
    team = mine[wire.team]
    assert set(team["storageStats"]) == {"usedSpace", "totalSpace", "numberOfProjects", "numberOfMembers"}
    assert (team["rights"], team["ismyteam"]) == ({"projectCreate": True}, True)
    assert (theirs[wire.team]["rights"], theirs[wire.team]["ismyteam"]) == ({"projectCreate": False}, False)
    rights = wire.send("GET", "project-actions-rights/", params={"_": "123"}).json()
    assert {"action": "DELETE_PROJECT_ISSUES", "right": "ProjectAdmin"} in rights
    known = {"ProjectAdmin", "ProjectDelete", "ProjectEdit", "ProjectView", "ModelViewAll", "ModelCreate"}
    assert {pair["right"] for pair in rights} <= known
    assert json.dumps(rights) == json.dumps(other.send("GET", "project-actions-rights").json())
