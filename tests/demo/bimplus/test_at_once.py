"""Several clients at the same moment: each gets an answer of its own, and nothing is lost or made twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import requests

from tests.demo.bimplus.wire import Bimplus

_CLIENTS = 6


def at_once(wire: Bimplus, call: Callable[[Bimplus, int], requests.Response]) -> list[requests.Response]:
    """The answers to a call by several clients of one user, each on a connection of its own."""

    def one(number: int) -> requests.Response:
        client = Bimplus(wire.server)
        with closing(client.http):
            client.use(wire.token)
            return call(client, number)

    with ThreadPoolExecutor(_CLIENTS) as pool:
        return list(pool.map(one, range(_CLIENTS)))


def test_versions_get_numbers_of_their_own(wire: Bimplus, project: str) -> None:
    attachment = wire.upload(project, "a.txt", b"first")
    route = f"attachments/{attachment}/versions"
    answers = at_once(
        wire, lambda client, number: client.form("POST", route, "a.txt", f"text {number}".encode())
    )
    assert [answer.status_code for answer in answers] == [201] * _CLIENTS
    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, _CLIENTS + 2))
    for number, answer in enumerate(answers):
        kept = wire.content(f"{route}/{answer.json()['version']}/download")
        assert kept == f"text {number}".encode()
    assert wire.content(f"attachments/{attachment}/download") == wire.content(
        f"{route}/{_CLIENTS + 1}/download"
    )


def test_one_name_is_given_once(wire: Bimplus, project: str) -> None:
    name = f"{wire.get(f'projects/{project}')['name']} twin"
    answers = at_once(wire, lambda client, _: client.call("POST", "projects", json={"name": name}))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: _CLIENTS - 1}
    [made] = wire.get("projects", filter=f"name={name}")
    folder = {"name": "Plans", "type": "DocumentFolder", "parentId": made["id"]}
    route = f"projects/{made['id']}/structures"
    answers = at_once(wire, lambda client, _: client.call("POST", route, json=folder))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: _CLIENTS - 1}
    wire.delete(f"projects/{made['id']}")


def test_files_of_one_name_are_files_of_their_own(wire: Bimplus, project: str) -> None:
    route = f"projects/{project}/attachments/chunked"
    answers = at_once(
        wire, lambda client, number: client.chunk(route, "0-99999/100000", bytes([number]) * 100_000)
    )
    ids = [answer.json()["id"] for answer in answers]
    assert len(set(ids)) == len(wire.get(f"projects/{project}/attachments")) == _CLIENTS
    for number, attachment in enumerate(ids):
        assert wire.content(f"attachments/{attachment}/download") == bytes([number]) * 100_000


def test_a_chunk_arrives_once(wire: Bimplus, project: str) -> None:
    """The same chunk from several connections: the file is whole, whoever was first."""
    route, data = f"projects/{project}/attachments/chunked", bytes(range(256)) * 1000
    half = len(data) // 2
    told = wire.chunk(route, f"0-{half - 1}/{len(data)}", data[:half]).json()
    file_id = told["fileName"] if told["id"].startswith("00000000") else told["id"]
    last = f"{half}-{len(data) - 1}/{len(data)}"
    answers = at_once(wire, lambda client, _: client.chunk(route, last, data[half:], file_id))
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[201] == 1
    assert set(statuses) <= {201, 400, 404}
    [made] = wire.get(f"projects/{project}/attachments")
    assert wire.content(f"attachments/{made['id']}/download") == data


def test_deleting_is_done_once(wire: Bimplus, project: str) -> None:
    attachment = wire.upload(project, "a.txt")
    answers = at_once(wire, lambda client, _: client.call("DELETE", f"attachments/{attachment}"))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: _CLIENTS - 1}


def test_a_comparison_is_calculated_once(wire: Bimplus, project: str) -> None:
    name = wire.get(f"projects/{project}")["name"]
    revisions = [[{"key": "a", "type": "Wall"}], [{"key": "b", "type": "Wall"}]]
    made = wire.server.bimplus_action("make-model", project=name, name="Model", revisions=revisions)
    wire.action("set-comparison-time", seconds=600)
    try:
        route = f"divisions/{made['id']}/revisionscomparison/2/1"
        answers = at_once(wire, lambda client, _: client.call("POST", route))
        assert len({answer.json()["calculatedAt"] for answer in answers}) == 1
        assert {answer.json()["status"] for answer in answers} == {"PENDING"}
    finally:
        wire.action("set-comparison-time", seconds=0.05)
