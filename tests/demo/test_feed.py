"""`get-blob-changes-for-sync`: what a folder's change feed tells, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.demo.wire import Wire, code
from tests.standin import StandIn, wait_until


def ask(wire: Wire, revision: object, method: str = "POST", **place: object) -> requests.Response:
    return wire.call(method, "get-blob-changes-for-sync", json={"fromRevision": revision, **place})


class Follower:
    """Follows a folder's feed as a client does."""

    def __init__(self, wire: Wire, folder: dict[str, Any]) -> None:
        self._wire = wire
        self._folder = folder
        self.revision = 0
        self.next()

    def next(self) -> dict[str, Any]:
        answer = ask(self._wire, self.revision, path=self._folder["$path"])
        assert answer.status_code == 200, answer.text
        changes: dict[str, Any] = answer.json()
        self.revision = changes["endRevision"]
        return changes

    def wait(self) -> dict[str, list[tuple[str, str]]]:
        """The next changes: kind -> `(id, path)`."""
        before = self.revision

        def moved_on() -> dict[str, Any] | None:
            changes = self.next()
            return changes if self.revision != before else None

        changes = wait_until(moved_on)
        for item in [*changes["created"], *changes["updated"]]:
            assert before < item["revision"] <= self.revision
            assert abs(item["timestamp"] / 1000 - time.time()) < 60
        return {
            kind: [(item["id"], item["path"]) for item in changes[kind]]
            for kind in ("created", "updated", "deleted")
        }


@pytest.fixture
def folder(wire: Wire) -> dict[str, Any]:
    return wire.make_folder()


def below(folder: dict[str, Any], wire: Wire) -> str:
    path: str = folder["$path"].removeprefix(wire.root_name)
    return path


def test_the_life_of_a_file(wire: Wire, folder: dict[str, Any]) -> None:
    follower = Follower(wire, folder)
    blob_id = wire.upload(f"{below(folder, wire)}/deep/a.txt", b"1")["blob-id"]
    path = f"{folder['$path']}/deep/a.txt"
    assert follower.wait() == {"created": [(blob_id, path)], "updated": [], "deleted": []}
    wire.upload(f"{below(folder, wire)}/deep/a.txt", b"2")
    assert follower.wait() == {"created": [], "updated": [(blob_id, path)], "deleted": []}
    wire.get("PUT", "update-blob", json={"id": blob_id, "name": "b.txt"})
    renamed = f"{folder['$path']}/deep/b.txt"
    assert follower.wait() == {"created": [], "updated": [(blob_id, renamed)], "deleted": []}
    wire.get("DELETE", "delete-blob", {"resource-id": blob_id})
    assert follower.wait() == {"created": [], "updated": [], "deleted": [(blob_id, renamed)]}
    assert follower.next() == {"endRevision": follower.revision, "created": [], "updated": [], "deleted": []}


def test_changes_between_two_looks_are_one(start_standin: Callable[..., StandIn]) -> None:
    wire = Wire(start_standin(feed_delay=0))
    folder = wire.make_folder()
    follower = Follower(wire, folder)
    made = wire.upload(f"{below(folder, wire)}/a.txt", b"1")["blob-id"]
    wire.upload(f"{below(folder, wire)}/a.txt", b"2")
    short = wire.upload(f"{below(folder, wire)}/short.txt", b"1")["blob-id"]
    wire.get("DELETE", "delete-blob", {"resource-id": short})
    assert follower.wait() == {"created": [(made, f"{folder['$path']}/a.txt")], "updated": [], "deleted": []}
    wire.close()


def test_moves_over_the_edge_of_the_folder(wire: Wire, folder: dict[str, Any]) -> None:
    other = wire.make_folder()
    blob_id = wire.upload(f"{below(folder, wire)}/a.txt", b"1")["blob-id"]
    wait_until(lambda: ask(wire, 0, path=folder["$path"]).json()["created"])
    here, there = Follower(wire, folder), Follower(wire, other)
    wire.get("POST", "update-blob-parent", {"blob-id": blob_id}, json={"parentId": other["id"]})
    assert here.wait()["deleted"] == [(blob_id, f"{folder['$path']}/a.txt")]
    assert there.wait()["created"] == [(blob_id, f"{other['$path']}/a.txt")]


def test_revision_0_is_everything_below(wire: Wire) -> None:
    folder = wire.at("/Riverside School/Plans")
    assert folder is not None
    files = wire.query({"$and": [{"$eq": {"type": "blob"}}, {"$eq": {"$ancestors": folder["id"]}}]})
    for method in ("POST", "PUT"):
        for place in ({"path": folder["$path"]}, {"resourceGroupId": folder["id"], "path": None}):
            changes = ask(wire, 0, method, **place).json()
            assert {item["id"] for item in changes["created"]} == {item["id"] for item in files}
            assert changes["updated"] == changes["deleted"] == []
            assert changes["endRevision"] == max(item["revision"] for item in changes["created"])


def test_an_empty_folder_has_a_revision_too(wire: Wire, folder: dict[str, Any]) -> None:
    changes = ask(wire, 0, path=folder["$path"]).json()
    assert changes["created"] == []
    assert changes["endRevision"] > 0


def test_a_change_shows_after_the_delay_also_from_0(start_standin: Callable[..., StandIn]) -> None:
    wire = Wire(start_standin(feed_delay=2))
    folder = wire.make_folder()
    begun = time.monotonic()
    wire.upload(f"{below(folder, wire)}/a.txt", b"1")
    early = ask(wire, 0, path=folder["$path"]).json()
    if time.monotonic() - begun < 2:
        assert early["created"] == []
    wait_until(lambda: ask(wire, 0, path=folder["$path"]).json()["created"])
    assert time.monotonic() - begun >= 1.9
    wire.close()


def test_a_replaced_database_makes_revisions_obsolete(wire: Wire, folder: dict[str, Any]) -> None:
    blob_id = wire.upload(f"{below(folder, wire)}/a.txt", b"1")["blob-id"]
    wait_until(lambda: ask(wire, 0, path=folder["$path"]).json()["created"])
    follower = Follower(wire, folder)
    old = follower.revision
    wire.server.action("obsolete-revisions")
    assert code(ask(wire, old, path=folder["$path"])) == 9
    assert code(ask(wire, 1, path=folder["$path"])) == 9
    follower.revision = 0
    assert [item["id"] for item in follower.next()["created"]] == [blob_id]
    assert follower.revision > old
    wire.get("DELETE", "delete-blob", {"resource-id": blob_id})
    assert [item[0] for item in follower.wait()["deleted"]] == [blob_id]


def test_a_revision_of_the_future_is_obsolete(wire: Wire, folder: dict[str, Any]) -> None:
    assert code(ask(wire, 10**9, path=folder["$path"])) == 9
    assert code(ask(wire, 10**30, path=folder["$path"])) == 9


@pytest.mark.parametrize("revision", [None, -1, "1", True, [1]])
def test_revisions_that_are_none_are_7(wire: Wire, folder: dict[str, Any], revision: object) -> None:
    assert code(ask(wire, revision, path=folder["$path"])) == 7


def test_places_that_are_none(wire: Wire, folder: dict[str, Any]) -> None:
    wire.upload(f"{below(folder, wire)}/a.txt", b"1")
    assert code(ask(wire, 0)) == 7
    assert code(ask(wire, 0, path=None, resourceGroupId=None)) == 7
    assert code(ask(wire, 0, path=5)) == 7
    assert code(ask(wire, 0, path="Nowhere")) == 6
    assert code(ask(wire, 0, path=f"{folder['$path']}/a.txt")) == 6
    assert code(ask(wire, 0, resourceGroupId="nothing")) == 6
    assert code(ask(wire, 0, path=folder["$path"], resourceGroupId="projectRoot")) == 7


def test_what_another_user_does_shows(wire: Wire, folder: dict[str, Any]) -> None:
    follower = Follower(wire, folder)
    path = f"{below(folder, wire)}/von Tomáš.txt"
    blob_id = wire.server.action("write-file", path=path, text="hello")["id"]
    assert [item[0] for item in follower.wait()["created"]] == [blob_id]
    wire.server.action("rename-file", path=path, name="renamed.txt")
    assert follower.wait()["updated"] == [(blob_id, f"{folder['$path']}/renamed.txt")]
    wire.server.action("delete-file", path=f"{below(folder, wire)}/renamed.txt")
    assert [item[0] for item in follower.wait()["deleted"]] == [blob_id]
