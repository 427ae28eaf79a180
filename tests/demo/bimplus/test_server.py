"""What every route shares: CORS, slashes, unknown queries and addresses; which routes there are; samples."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing

import pytest
import requests

from tests.demo.bimplus.wire import TIMEOUT, ZERO, Bimplus
from tests.standin import StandIn

ROUTES = """
GET projects|POST projects|POST projects/copyfrom|GET projects/{0}|PUT projects/{0}|DELETE projects/{0}
GET projects/{0}/issues|DELETE projects/{0}/issues
GET projects/{0}/attachments|POST projects/{0}/attachments|DELETE projects/{0}/attachments
PUT projects/{0}/attachments/chunked|PUT objects/{0}/attachments/chunked
GET objects/{0}/attachments|POST objects/{0}/attachments|DELETE objects/{0}/attachments
GET projects/{0}/topology|GET projects/{0}/pins|GET projects/{0}/disciplines
GET projects/{0}/materialsurfaces|POST projects/{0}/thumbnail|GET thumbnail/{0}
GET projects/{0}/thumbnail/download|GET objects/{0}/thumbnail/download
GET projects/{0}/structures|POST projects/{0}/structures|DELETE projects/{0}/structures
GET structures/{0}/topology|GET structures/{0}|POST structures/{0}|PUT structures/{0}|DELETE structures/{0}
POST structures/{0}/assign/{0}|DELETE structures/{0}/delete/{0}
GET projects/{0}/comments|GET projects/{0}/hyperlinks
GET attachments/{0}|PUT attachments/{0}|DELETE attachments/{0}|GET attachments/{0}/download
PUT attachments/{0}/chunked|GET attachments/{0}/versions|POST attachments/{0}/versions
PUT attachments/{0}/versions/chunked|GET attachments/{0}/versions/1/download
DELETE attachments/{0}/versions/1|PUT attachments/{0}/release
GET projects/{0}/divisions|GET divisions/{0}|GET divisions/{0}/download|GET projects/{0}/revisions
GET divisions/{0}/revisions|POST divisions/{0}/revisions|GET revisions/{0}|PUT revisions/{0}
GET divisions/{0}/revisionscomparison/2/1|POST divisions/{0}/revisionscomparison/2/1
GET divisions/{0}/revisionscomparison/2/1/export/excel|POST divisions/{0}/revisionscomparison/2/1/export/excel
GET objects/{0}|GET objects/{0}/topology
GET issues/{0}/attachments|POST issues/{0}/attachments|DELETE issues/{0}/attachments
"""


def test_every_documented_route_is_there_and_closed(wire: Bimplus) -> None:
    """Without a token: 401, never 404 or 405; with a slash and a query that nobody knows, too."""
    for entry in re.split(r"[\n|]+", ROUTES.strip()):
        method, _, route = entry.format(ZERO).partition(" ")
        for suffix in ("", "/?_=123"):
            answer = requests.request(method, f"{wire.api}/{wire.team}/{route}{suffix}", timeout=TIMEOUT)
            assert answer.status_code == 401, entry
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.json()["message"]


@pytest.mark.parametrize("route", ["authorize", "x/projects/y/attachments/chunked", "nowhere/at/all"])
def test_any_origin_may_ask_and_send(wire: Bimplus, route: str) -> None:
    answer = requests.options(
        f"{wire.api}/{route}",
        headers={"Origin": "https://example.com", "Access-Control-Request-Method": "PUT"},
        timeout=TIMEOUT,
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = {name.strip() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {
        "Authorization",
        "Content-Type",
        "Content-Range",
        "Content-Disposition",
        "Chunk-FileId",
    } <= allowed
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]


def test_addresses_that_are_none(wire: Bimplus) -> None:
    for route in ("nowhere", f"projects/{ZERO}/nowhere", "projects//attachments", "objects//attachments"):
        for method in ("GET", "DELETE", "POST"):
            assert wire.call(method, route).status_code == 404, (method, route)
    assert wire.call("PATCH", "projects").status_code == 405
    assert wire.http.get(f"{wire.origin}/", timeout=TIMEOUT).status_code == 200


def test_bytes_that_are_no_text(wire: Bimplus, project: str) -> None:
    """Headers and addresses may hold anything; none of it is an error of the server's."""
    for header, status in ((b"BimPlus \xff\xfe", 401), (b"\xff", 401)):
        answer = wire.call("GET", "projects", headers={"Authorization": header})
        assert answer.status_code == status
    for identifier in ("%ff", "%00", "%ed%a0%80", "x" * 4000, "%C3%9F", "%F0%9F%98%80"):
        for route in (
            "projects/{}",
            "attachments/{}/download",
            "structures/{}/topology",
            "objects/{}/attachments",
        ):
            assert wire.call("GET", route.format(identifier)).status_code == 404, identifier
    route = f"projects/{project}/attachments/chunked"
    assert wire.chunk(route, "0-0/1", b"x", headers={"Chunk-FileId": b"\xff"}).status_code == 404
    answer = wire.chunk(route, "0-0/1", b"x", headers={"Content-Type": b"t\xe9xt/\xff"})
    assert answer.json()["type"] == "application/octet-stream"
    color = {"name": "x", "parentId": project, "color": 10**30}
    assert wire.call("POST", f"projects/{project}/structures", json=color).status_code == 400


def test_two_fresh_folders_are_alike(wire: Bimplus, start_standin: Callable[..., StandIn]) -> None:
    fresh = Bimplus(start_standin())
    with closing(fresh.http):
        assert set(fresh.server.bimplus) == {"api", "team", "application_id", "users"}
        assert len(fresh.server.bimplus["users"]) == 3
        fresh.sign_in()
        assert fresh.send("GET", "teams").headers["X-RateLimit-Limit"] == "5000"
        keys = ("id", "name", "modelCount", "memberCount")
        seeded = [{key: item[key] for key in keys} for item in fresh.get("projects", sortColumn="name")]
        here = [{key: item[key] for key in keys} for item in wire.get("projects", sortColumn="name")]
        # In the library other tests make models, and give the second user other roles.
        assert all(item in here for item in seeded if item["name"] != "Library Extension")
        project_id = fresh.sample("Villa Sonnenhügel")["id"]
        kept = ("id", "fileName", "size", "hash", "version")
        lists = [
            [{key: item[key] for key in kept} for item in one.get(f"projects/{project_id}/attachments")]
            for one in (fresh, wire)
        ]
        assert lists[0] == lists[1]
        assert len(lists[0]) > 5
