"""Misbehaviour on demand: rules, actions, counters."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.demo.wire import Store, Wire, content_hash
from tests.standin import StandIn

DATA = bytes(range(256)) * 8


@pytest.fixture
def blob(wire: Wire) -> tuple[Store, str]:
    name = wire.make_folder()["name"]
    return wire.default_store(), wire.upload(f"/{name}/data.bin", DATA)["blob-id"]


def root(wire: Wire) -> requests.Response:
    return wire.call("GET", "get-resource", {"resource-id": "projectRoot"})


def test_503_with_and_without_retry_after(wire: Wire) -> None:
    wire.server.fault(server="manager", path="get-resource", retry_after=2)
    wire.server.fault(server="manager", path="get-resource", status=503)
    first, second, third = root(wire), root(wire), root(wire)
    assert (first.status_code, first.headers["Retry-After"], first.content) == (503, "2", b"")
    assert (second.status_code, "Retry-After" in second.headers) == (503, False)
    assert third.status_code == 200


def test_skip_times_server_and_method(wire: Wire) -> None:
    rule = {
        "method": "GET",
        "path": "get-resource\\?",
        "skip": 1,
        "times": 2,
        "status": 500,
        "body": {"a": 1},
    }
    wire.server.fault(server="manager", **rule)
    wire.server.fault(server="blob", path=".", times=None, status=500)
    assert [root(wire).status_code for _ in range(5)] == [200, 500, 500, 200, 200]
    assert wire.query({"$eq": {"id": "projectRoot"}})
    wire.server.clear_faults()
    assert wire.default_store().begin_batch()


def test_an_answer_that_is_no_json_and_says_so(wire: Wire) -> None:
    begin = wire.server.recorded
    wire.server.fault(
        server="manager", path="get-resource", status=200, body="{no", content_type="application/json"
    )
    assert root(wire).text == "{no"
    assert root(wire).status_code == 200
    first, second = wire.server.records(begin)[-2:]
    assert (first["fault"], first["answer"]) == (True, None)
    assert second["answer"]["id"]


def test_a_refused_request_is_not_done_and_one_without_answer_is(wire: Wire) -> None:
    folder = wire.make_folder()
    params, body = {"parent-id": folder["id"]}, {"name": "new", "type": "resourceGroup"}
    wire.server.fault(path="insert-resource-group", status=503)
    wire.server.fault(path="insert-resource-group", drop="request")
    wire.server.fault(path="insert-resource-group", lose_answer=True)
    assert wire.call("POST", "insert-resource-group", params, json=body).status_code == 503
    with pytest.raises(requests.ConnectionError):
        wire.call("POST", "insert-resource-group", params, json=body)
    assert wire.query({"$eq": {"$parentId": folder["id"]}}) == []
    with pytest.raises(requests.ConnectionError):
        wire.call("POST", "insert-resource-group", params, json=body)
    assert len(wire.query({"$eq": {"$parentId": folder["id"]}})) == 1


def test_a_download_that_breaks_off(wire: Wire, blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    wire.server.fault(server="blob", path="get-blob-content", drop="answer", after=700)
    answer = store.send("GET", "get-blob-content", {"blob-id": blob_id}, stream=True)
    assert answer.headers["Content-Length"] == str(len(DATA))
    blocks = answer.iter_content(100)
    assert b"".join(next(blocks) for _ in range(7)) == DATA[:700]
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        next(blocks)
    assert store.download(blob_id, Range="bytes=700-").content == DATA[700:]


def test_a_document_that_breaks_off(wire: Wire) -> None:
    wire.server.fault(server="manager", path="get-resource", drop="answer", after=10)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        root(wire)


def test_answers_that_are_too_short_or_damaged(wire: Wire, blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    wire.server.fault(server="blob", path="get-blob-content", truncate=100)
    assert store.download(blob_id).content == DATA[:100]
    wire.server.fault(server="blob", path="get-blob-content", flip=300)
    damaged = store.download(blob_id).content
    assert [index for index, byte in enumerate(DATA) if damaged[index] != byte] == [300]
    wire.server.fault(server="manager", path="get-resource", truncate=20)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        root(wire).json()


def test_ignored_ranges(wire: Wire, blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    wire.server.fault(server="blob", path="get-blob-content", ignore_range=True)
    answer = store.download(blob_id, Range="bytes=5-9")
    assert (answer.status_code, answer.content) == (200, DATA)


def test_stalls_before_and_within_an_answer(wire: Wire, blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    wire.server.fault(server="manager", path="get-resource", stall=0.3)
    begun = time.monotonic()
    assert root(wire).status_code == 200
    assert time.monotonic() - begun >= 0.3
    wire.server.fault(server="blob", path="get-blob-content", stall=30, after=64)
    with pytest.raises(requests.exceptions.ConnectionError, match="timed out"):
        requests.get(
            f"{store.url}/blob-store-service/1.0/get-blob-content",
            params={"session-id": store.session_id, "blob-id": blob_id},
            timeout=0.5,
        )
    wire.server.fault(server="blob", path="get-blob-content", stall=0.2, after=64)
    assert store.download(blob_id).content == DATA


def test_a_lost_commit_was_done(wire: Wire) -> None:
    name = wire.make_folder()["name"]
    store = wire.default_store()
    batch = store.begin_batch()
    store.file(batch, f"/{name}/a.txt", b"x")
    wire.server.fault(server="blob", path="commit-batch-upload", lose_answer=True)
    with pytest.raises(requests.ConnectionError):
        store.try_commit_batch(batch["id"])
    assert wire.at(f"/{name}/a.txt") is not None


def test_a_flipped_byte_keeps_hash_and_size(wire: Wire) -> None:
    name = wire.make_folder()["name"]
    blob_id = wire.upload(f"/{name}/a.bin", DATA)["blob-id"]
    wire.server.action("flip-byte", path=f"/{name}/a.bin")
    answer = wire.default_store().download(blob_id)
    assert answer.headers["ETag"] == f'"{content_hash(DATA)}"'
    assert len(answer.content) == len(DATA)
    assert sum(a != b for a, b in zip(answer.content, DATA, strict=True)) == 1


def test_names_no_client_would_give(wire: Wire) -> None:
    name = wire.make_folder()["name"]
    wire.server.action("write-file", path=f"/{name}/..", size=10, user="yuki.tanaka")
    [found] = wire.query({"$eq": {"$parentName": name}})
    assert (found["name"], found["$size"]) == ("..", 10)
    assert len(wire.default_store().download(found["id"]).content) == 10


def test_counters(wire: Wire) -> None:
    wire.server.reset_counters()
    root(wire)
    root(wire)
    wire.server.fault(path="get-resource", status=503)
    root(wire)
    assert wire.server.counters() == {"manager GET /management/client/get-resource": 3}
    assert wire.server.calls("get-(job|resource)$") == 3


@pytest.mark.parametrize(
    "rule",
    [{"colour": 1}, {"drop": "all"}, {"path": "("}, "rule", {"times": "many"}, {"stall": -1}, {"skip": None}],
)
def test_rules_that_are_none_are_refused(shared_2023: StandIn, rule: Any) -> None:
    answer = requests.post(f"{shared_2023.manager}/_standin/faults", json=rule, timeout=30)
    assert answer.status_code == 400, answer.text
    assert requests.get(f"{shared_2023.manager}/_standin/faults", timeout=30).json() == []


def test_actions_that_are_none_are_refused(shared_2023: StandIn) -> None:
    url = f"{shared_2023.manager}/_standin/actions"
    assert requests.post(f"{url}/no-such-action", timeout=30).status_code == 404
    assert requests.post(f"{url}/flip-byte", json={"path": "/nowhere"}, timeout=30).status_code == 400
    assert requests.post(f"{url}/flip-byte", json={}, timeout=30).status_code == 400


def test_rules_from_a_file_and_latency(start_standin: Callable[..., StandIn], tmp_path: Path) -> None:
    rules = tmp_path / "faults.json"
    rules.write_text(json.dumps([{"path": "get-server-info", "status": 503}]), encoding="utf-8")
    server = start_standin(faults=rules, latency=300)
    begun = time.monotonic()
    info = f"{server.manager}/get-server-info"
    assert [requests.get(info, timeout=30).status_code for _ in range(2)] == [503, 200]
    assert time.monotonic() - begun >= 0.6
