"""Uploading: sessions, batches, parts, what becomes visible when."""

from __future__ import annotations

import os
import socket
import struct
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.demo.wire import AUTHENTICATION, Wire, code, content_hash
from tests.standin import StandIn, wait_until


@pytest.fixture
def path(wire: Wire) -> str:
    """A blob server's path of a fresh folder."""
    return "/" + str(wire.make_folder()["name"])


def server_of(wire: Wire, folder_id: str = "projectRoot") -> str:
    found: str = wire.get("GET", "get-inherited-default-blob-server-id", {"resource-group-id": folder_id})
    return found


# Tickets and sessions -------------------------------------------------------------------------


def test_the_first_candidate_is_dead_and_the_second_lives(wire: Wire) -> None:
    server = wire.get("GET", "get-resource", {"resource-id": server_of(wire)})
    dead, alive = (
        url.replace("$protocol", "http:").replace("$hostname", "127.0.0.1")
        for url in server["connectionUrls"]
    )
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{dead}/application-server-service/get-runtime-id", timeout=30)
    answer = requests.get(f"{alive}/application-server-service/get-runtime-id", timeout=30)
    assert answer.status_code == 200
    assert answer.json()


@pytest.mark.parametrize("quotes", [False, True])
def test_a_session_by_ticket(wire: Wire, quotes: bool) -> None:
    server_id = server_of(wire)
    ticket = wire.ticket(server_id)
    url = wire.blob_url(server_id)
    answer = wire.open_session(url, f'"{ticket}"' if quotes else ticket)
    session = answer.json()["data"]
    assert len(session["id"]) == 32
    assert session["expiration-time"] - session["creation-time"] == 3600
    known = requests.get(
        f"{url}/session-service/1.0/get-session", params={"session-id": session["id"]}, timeout=30
    )
    assert known.json()["data"]["id"] == session["id"]
    closed = requests.post(
        f"{url}/session-service/1.0/close-session", params={"session-id": session["id"]}, timeout=30
    )
    assert (closed.status_code, closed.content) == (200, b"")
    for method, operation in (("GET", "get-session"), ("POST", "close-session")):
        again = requests.request(
            method, f"{url}/session-service/1.0/{operation}", params={"session-id": session["id"]}, timeout=30
        )
        assert code(again) == 11


def test_a_ticket_as_length_prefixed_buffer(wire: Wire) -> None:
    server_id = server_of(wire)
    body = {"type": "freeTicket", "resources": [server_id], "user-id": wire.user_id}
    answer = wire.call("POST", "ticket-generator/get-ticket", json=body)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert struct.unpack("<I", answer.content[:4]) == (len(answer.content) - 4,)
    for data in (answer.content, answer.content[4:]):
        opened = wire.open_session(wire.blob_url(server_id), b64encode(data).decode())
        assert opened.status_code == 200, opened.text


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"type": "season ticket"}, 7),
        ({"format": "hex"}, 7),
        ({"resources": []}, 7),
        ({"resources": ["a", "b"]}, 7),
        ({"resources": "a"}, 7),
        ({"resources": [None]}, 7),
        ({"resources": ["nothing"]}, 6),
        ({"resources": ["projectRoot"]}, 6),
        ({"user-id": "somebody"}, 3),
    ],
)
def test_wrong_ticket_requests(wire: Wire, changed: dict[str, Any], expected: int) -> None:
    body = {"type": "freeTicket", "resources": [server_of(wire)], "format": "base64", **changed}
    assert code(wire.call("POST", "ticket-generator/get-ticket", json=body)) == expected


def test_refused_tickets_are_3(wire: Wire) -> None:
    server_id = server_of(wire)
    url, ticket = wire.blob_url(server_id), wire.ticket(server_id)
    consultants = wire.at("/Exchange/From consultants")
    assert consultants is not None
    forged = bytearray(b64decode(ticket))
    forged[-3] ^= 1
    assert code(wire.open_session(url, b64encode(forged).decode())) == 3
    assert code(wire.open_session(url, wire.ticket(server_of(wire, consultants["id"])))) == 3, (
        "another server's"
    )
    assert code(wire.open_session(url, ticket, username=wire.username.upper())) == 3
    assert code(wire.open_session(url, ticket, username="tomas.novak")) == 3
    for nonsense in ("", "nonsense!", "AAAA", '"', "ü"):
        assert code(wire.open_session(url, nonsense)) == 3


@pytest.mark.parametrize("body", [b"", b"[]", b'{"data": 5}', b'{"data": {"username": "a", "ticket": 5}}'])
def test_a_session_request_that_is_none_is_1(wire: Wire, body: bytes) -> None:
    url = wire.blob_url(server_of(wire))
    headers = {"Content-Type": AUTHENTICATION}
    answer = requests.post(
        f"{url}/session-service/1.0/create-session", data=body, headers=headers, timeout=30
    )
    assert code(answer) == 1


def test_a_session_request_of_another_type_is_1(wire: Wire) -> None:
    server_id = server_of(wire)
    body = {
        "data-content-type": AUTHENTICATION,
        "data": {"username": wire.username, "ticket": wire.ticket(server_id)},
    }
    url = f"{wire.blob_url(server_id)}/session-service/1.0/create-session"
    assert code(requests.post(url, json=body, timeout=30)) == 1


def test_tickets_and_sessions_expire(wire: Wire) -> None:
    server_id = server_of(wire)
    ticket = wire.ticket(server_id)
    url, session_id = wire.blob_session(server_id)
    wire.server.action("expire-tickets")
    assert code(wire.open_session(url, ticket)) == 4
    assert wire.open_session(url, wire.ticket(server_id)).status_code == 200
    wire.server.action("expire-blob-sessions")
    params = {"session-id": session_id, "description": ""}
    answer = requests.post(f"{url}/blob-store-service/1.0/begin-batch-upload", params=params, timeout=30)
    assert code(answer) == 11


# Batches --------------------------------------------------------------------------------------


def test_a_batch_becomes_visible_at_its_commit_only(wire: Wire, path: str) -> None:
    store = wire.default_store()
    batch = store.begin_batch("Größe & Co")
    assert batch["description"] == "Größe & Co"
    assert batch["id"] != batch["namespace-name"]
    assert batch["expiration-time"] - batch["creation-time"] == 4 * 3600 * 1000
    temporary = [store.file(batch, f"{path}/new/folder {n}/Datei {n}.txt", b"x" * n) for n in range(3)]
    assert [item["content-hash"] for item in temporary] == [content_hash(b"x" * n) for n in range(3)]
    assert wire.at(f"{path}/new") is None
    assert code(store.download(temporary[2]["blob-id"])) == 21, "temporary ids are none"
    final = store.commit_batch(batch)
    assert [item["blob-name"] for item in final] == [f"{path}/new/folder {n}/Datei {n}.txt" for n in range(3)]
    assert not {item["blob-id"] for item in final} & {item["blob-id"] for item in temporary}
    for n, item in enumerate(final):
        assert (item["size"], item["content-revision"], item["content-hash-algorithm"]) == (
            str(n),
            "1",
            "SHA256",
        )
        assert item["content-hash"] == item["e-tag"] == content_hash(b"x" * n)
        assert item["created-by-user-name"] == wire.username
        resource = wire.at(item["blob-name"])
        assert resource is not None
        assert (resource["id"], resource["$size"]) == (item["blob-id"], n)
        assert resource["modelServerId"] == server_of(wire)
        assert store.download(item["blob-id"]).content == b"x" * n
    assert code(store.try_commit_batch(batch["id"])) == 17, "it is gone"
    assert code(store.try_begin(batch["namespace-name"], f"{path}/late.txt")) == 17


def test_overwriting_is_a_new_revision_of_the_same_file(wire: Wire, path: str) -> None:
    first = wire.upload(f"{path}/Plan.txt", b"one")
    second = wire.upload(f"{path}/PLAN.TXT", b"second")
    assert second["blob-id"] == first["blob-id"]
    assert (second["content-revision"], second["size"]) == ("2", "6")
    assert second["created"] == first["created"]
    assert int(second["last-modified"]) >= int(first["last-modified"])
    assert second["blob-name"] == f"{path}/Plan.txt"
    assert wire.default_store().download(first["blob-id"]).content == b"second"
    assert len(wire.query({"$like": {"$path": f"%{path}/%"}})) == 1


def test_fail_is_20_for_the_whole_batch_and_leaves_it(wire: Wire, path: str) -> None:
    wire.upload(f"{path}/old.txt", b"old")
    store = wire.default_store()
    batch = store.begin_batch()
    store.file(batch, f"{path}/new.txt", b"new")
    store.file(batch, f"{path}/OLD.txt", b"other")
    assert code(store.try_commit_batch(batch["id"], "fail")) == 20
    assert wire.at(f"{path}/new.txt") is None
    assert len(store.commit_batch(batch, "overwrite")) == 2
    assert wire.at(f"{path}/new.txt") is not None


def test_fail_succeeds_where_nothing_is_in_the_way(wire: Wire, path: str) -> None:
    store = wire.default_store()
    batch = store.begin_batch()
    store.file(batch, f"{path}/new.txt", b"new")
    assert store.commit_batch(batch, "fail")[0]["content-revision"] == "1"


@pytest.mark.parametrize("behavior", ["", "keep-both", "OVERWRITE"])
def test_another_conflict_behavior_is_1(wire: Wire, behavior: str) -> None:
    store = wire.default_store()
    assert code(store.try_commit_batch(store.begin_batch()["id"], behavior)) == 1


def test_a_batch_with_an_open_upload_is_12_and_can_be_finished(wire: Wire, path: str) -> None:
    store = wire.default_store()
    batch = store.begin_batch()
    store.file(batch, f"{path}/a.txt", b"a")
    open_one = store.begin(batch, f"{path}/b.txt")
    answer = store.try_commit_batch(batch["id"])
    assert code(answer) == 12
    assert "b.txt" in answer.text
    assert wire.at(f"{path}/a.txt") is None
    store.commit(open_one["id"])
    assert len(store.commit_batch(batch)) == 2


def test_an_empty_batch(wire: Wire) -> None:
    store = wire.default_store()
    assert store.commit_batch(store.begin_batch()) == []


def test_the_last_commit_of_a_path_counts(wire: Wire, path: str) -> None:
    store = wire.default_store()
    batch = store.begin_batch()
    for data in (b"first", b"second"):
        store.file(batch, f"{path}/a.txt", data)
    [final] = store.commit_batch(batch)
    assert final["content-revision"] == "1"
    assert store.download(final["blob-id"]).content == b"second"


def test_what_is_in_the_way_of_a_path(wire: Wire, path: str) -> None:
    wire.upload(f"{path}/file", b"x")
    folder = wire.at(path)
    assert folder is not None
    wire.make_folder(folder["id"], "folder")
    store = wire.default_store()
    for name, behavior, expected in (
        ("file/below", "overwrite", 12),
        ("folder", "overwrite", 12),
        ("folder", "fail", 20),
    ):
        batch = store.begin_batch()
        store.file(batch, f"{path}/other.txt", b"y")
        store.file(batch, f"{path}/{name}", b"x")
        assert code(store.try_commit_batch(batch["id"], behavior)) == expected
        assert wire.at(f"{path}/other.txt") is None, "all or nothing"


@pytest.mark.parametrize(
    "name",
    ["", "no slash", "/", "//a", "/a//b", "/a/", "/../a", "/a/./b", "/a:b", "/a\\b", "/a,b", "/a;b", "/a*"],
)
def test_illegal_paths_are_1(wire: Wire, name: str) -> None:
    store = wire.default_store()
    assert code(store.try_begin(store.begin_batch()["namespace-name"], name)) == 1


def test_unknown_batches_and_uploads(wire: Wire) -> None:
    store = wire.default_store()
    batch = store.begin_batch()
    assert code(store.try_begin("nothing", "/a")) == 17
    assert code(store.try_begin(batch["id"], "/a")) == 17, "the id is not the namespace"
    assert code(store.try_commit_batch(batch["namespace-name"])) == 17
    assert code(store.try_part("nothing", 0, b"x")) == 14
    assert code(store.try_commit("nothing")) == 14


# Parts ----------------------------------------------------------------------------------------


@pytest.fixture
def upload(wire: Wire, path: str) -> tuple[Any, dict[str, Any], str]:
    """`(store, batch, upload-session-id)`."""
    store = wire.default_store()
    batch = store.begin_batch()
    begun = store.begin(batch, f"{path}/parts.bin")
    assert begun["uploaded-parts"] == []
    assert begun["target-blob-name"] == f"{path}/parts.bin"
    assert begun["target-namespace-name"] == batch["namespace-name"]
    return store, batch, begun["id"]


def test_parts_in_any_order(upload: Any) -> None:
    store, batch, upload_id = upload
    data = os.urandom(50)
    assert store.part(upload_id, 30, data[30:]) == [(30, 20)]
    assert store.part(upload_id, 0, data[:10]) == [(0, 10), (30, 20)]
    assert code(store.try_commit(upload_id)) == 15
    assert store.part(upload_id, 10, data[10:20]) == [(0, 20), (30, 20)]
    assert code(store.try_commit(upload_id)) == 15
    assert store.part(upload_id, 20, data[20:30]) == [(0, 50)]
    assert store.commit(upload_id)["content-hash"] == content_hash(data)
    [final] = store.commit_batch(batch)
    assert store.download(final["blob-id"]).content == data


def test_a_missing_beginning_is_15(upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 1, b"x")
    assert code(store.try_commit(upload_id)) == 15


def test_overlaps_are_13_and_change_nothing(upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 10, b"a" * 10)
    for offset, length in ((5, 6), (19, 5), (10, 9), (12, 3), (10, 11), (0, 30)):
        assert code(store.try_part(upload_id, offset, b"b" * length)) == 13
    assert store.part(upload_id, 0, b"c" * 10) == [(0, 20)]
    assert store.commit(upload_id)["content-hash"] == content_hash(b"c" * 10 + b"a" * 10)


def test_the_same_part_again_replaces_it(upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 0, b"a" * 10)
    store.part(upload_id, 10, b"b" * 10)
    assert store.part(upload_id, 0, b"c" * 10) == [(0, 20)]
    assert store.commit(upload_id)["content-hash"] == content_hash(b"c" * 10 + b"b" * 10)


def test_an_announced_length_that_is_not_the_bodys_is_13(upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 100, b"z")
    for length in (4, 6, 2_000_000):
        assert code(store.try_part(upload_id, 0, b"12345", length)) == 13
    assert code(store.try_part(upload_id, 0, b"x" * 3_000_000, 5)) == 13
    assert store.part(upload_id, 0, b"12345") == [(0, 5), (100, 1)], "nothing of them was kept"


@pytest.mark.parametrize(
    ("offset", "length"), [(-1, 5), (0, 0), (0, -5), ("x", 5), (0, "x"), (0, ""), (2**60, 5), (0.5, 5)]
)
def test_ranges_that_are_none_are_13(upload: Any, offset: Any, length: Any) -> None:
    store, _batch, upload_id = upload
    params = {"upload-session-id": upload_id, "offset": offset, "length": length}
    assert code(store.send("POST", "put-blob-content-part", params, data=b"12345")) == 13


def test_a_part_as_multipart_form(upload: Any) -> None:
    store, _batch, upload_id = upload
    data = os.urandom(100_000)
    params = {"upload-session-id": upload_id, "offset": 0, "length": len(data)}
    answer = store.send("POST", "put-blob-content-part", params, files={"content": ("plan.bin", data)})
    assert answer.status_code == 200, answer.text
    assert store.commit(upload_id)["content-hash"] == content_hash(data)


def test_a_broken_multipart_form_is_13(upload: Any) -> None:
    store, _batch, upload_id = upload
    params = {"upload-session-id": upload_id, "offset": 0, "length": 5}
    headers = {"Content-Type": "multipart/form-data"}
    assert code(store.send("POST", "put-blob-content-part", params, data=b"12345", headers=headers)) == 13


def test_parts_at_the_same_time(upload: Any) -> None:
    store, _batch, upload_id = upload
    size = 1_500_000
    data = os.urandom(6 * size)
    statuses: list[int] = []

    def send(number: int) -> None:
        params = {
            "session-id": store.session_id,
            "upload-session-id": upload_id,
            "offset": number * size,
            "length": size,
        }
        part = data[number * size : (number + 1) * size]
        url = f"{store.url}/blob-store-service/1.0/put-blob-content-part"
        statuses.append(requests.post(url, params=params, data=part, timeout=60).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 6
    assert store.commit(upload_id)["content-hash"] == content_hash(data)


def test_an_empty_file_has_no_part(upload: Any) -> None:
    store, batch, upload_id = upload
    assert store.commit(upload_id)["content-hash"] == content_hash(b"")
    [final] = store.commit_batch(batch)
    answer = store.download(final["blob-id"])
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", "0")


def test_a_committed_upload_is_closed(upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 0, b"x")
    store.commit(upload_id)
    assert code(store.try_commit(upload_id)) == 14
    assert code(store.try_part(upload_id, 1, b"y")) == 14


def test_an_interrupted_part_leaves_nothing_confirmed(wire: Wire, upload: Any) -> None:
    store, _batch, upload_id = upload
    store.part(upload_id, 0, b"a" * 10)
    wire.server.fault(server="blob", path="put-blob-content-part", drop="request", after=5)
    with pytest.raises(requests.ConnectionError):
        store.try_part(upload_id, 10, b"b" * 3_000_000)
    assert store.part(upload_id, 3_000_010, b"c") == [(0, 10), (3_000_010, 1)]


def test_a_client_that_goes_away_leaves_nothing_confirmed(upload: Any) -> None:
    store, _batch, upload_id = upload
    address = urlsplit(store.url)
    query = f"session-id={store.session_id}&upload-session-id={upload_id}&offset=0&length=2000000"
    head = f"POST /blob-store-service/1.0/put-blob-content-part?{query} HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(head.encode() + b"Content-Length: 2000000\r\n\r\n" + b"x" * 1_200_000)
    # Refused as an overlap for as long as the server does not know that nobody is sending any more.
    wait_until(lambda: store.try_part(upload_id, 0, b"y" * 10).status_code == 200)
    assert store.commit(upload_id)["content-hash"] == content_hash(b"y" * 10)


def test_uploads_and_batches_expire(wire: Wire, upload: Any) -> None:
    store, batch, upload_id = upload
    store.part(upload_id, 0, b"x")
    wire.server.action("expire-uploads")
    assert code(store.try_part(upload_id, 1, b"y")) == 14
    begun = store.begin(batch, "/again.txt")
    wire.server.action("expire-batches")
    assert code(store.try_commit(begun["id"])) == 14
    assert code(store.try_commit_batch(batch["id"])) == 17


# Sessions and restarts ------------------------------------------------------------------------


@pytest.mark.parametrize("outlive", [True, False])
def test_uploads_and_the_end_of_their_session(start_standin: Callable[..., StandIn], outlive: bool) -> None:
    options = {} if outlive else {"uploads_end_with_session": True}
    wire = Wire(start_standin(**options))
    store = wire.default_store()
    batch = store.begin_batch()
    upload_id = store.begin(batch, "/Exchange/a.txt")["id"]
    store.part(upload_id, 0, b"one")
    wire.server.action("expire-blob-sessions")
    assert code(store.try_part(upload_id, 3, b"two")) == 11
    store.session_id = wire.blob_session(server_of(wire), new=True)[1]
    if outlive:
        assert store.part(upload_id, 3, b"two") == [(0, 6)]
    else:
        assert code(store.try_part(upload_id, 3, b"two")) == 14
        assert code(store.try_begin(batch["namespace-name"], "/Exchange/b.txt")) == 17
    wire.close()


def test_an_upload_survives_a_crash(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin()
    wire = Wire(server)
    store = wire.default_store()
    batch = store.begin_batch()
    done = store.file(batch, "/Exchange/done.txt", b"done")
    upload_id = store.begin(batch, "/Exchange/open.bin")["id"]
    data = os.urandom(3_000_000)
    store.part(upload_id, 0, data[:1_000_000])
    store.part(upload_id, 2_000_000, data[2_000_000:])
    server.restart(crash=True)
    assert store.part(upload_id, 1_000_000, data[1_000_000:2_000_000]) == [(0, 3_000_000)]
    assert store.commit(upload_id)["content-hash"] == content_hash(data)
    final = {item["blob-name"]: item for item in store.commit_batch(batch)}
    assert final["/Exchange/done.txt"]["content-hash"] == done["content-hash"]
    server.restart()
    assert store.download(final["/Exchange/open.bin"]["blob-id"]).content == data
    wire.close()


def test_idle_sessions_and_uploads_expire_by_themselves(start_standin: Callable[..., StandIn]) -> None:
    wire = Wire(start_standin(ticket_lifetime=0, generation="2020.2"))
    url = wire.blob_url(server_of(wire))
    assert code(wire.open_session(url, wire.ticket(server_of(wire)))) == 4
    wire.server.restart(ticket_lifetime=60, blob_session_lifetime=0.3)
    store = wire.default_store()
    assert wait_until(lambda: code(store.send("POST", "commit-upload", {})) in (11, 14))
    wire.close()
