"""Recursive deletes: jobs with progress, abort, failure, and an end in oblivion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.demo.wire import Wire, code
from tests.standin import StandIn, wait_until

FINAL = ("completed", "failed", "aborted", "abort failed")


def fill(wire: Wire, folder: dict[str, Any], count: int = 6) -> None:
    store = wire.default_store()
    batch = store.begin_batch()
    for number in range(count):
        store.file(batch, f"/{folder['name']}/sub {number % 3}/file {number}.txt", b"x")
    store.commit_batch(batch)


def start(wire: Wire, *ids: str) -> dict[str, Any]:
    job: dict[str, Any] = wire.get("POST", "delete-resources-by-id-list", json={"ids": list(ids)})
    return job


def follow(wire: Wire, job_id: str) -> list[dict[str, Any]]:
    """The job's documents up to its final status."""
    seen: list[dict[str, Any]] = []

    def final() -> bool:
        seen.append(wire.get("GET", "get-job", {"job-id": job_id}))
        return seen[-1]["status"] in FINAL

    wait_until(final)
    return seen


def below(wire: Wire, folder: dict[str, Any]) -> list[dict[str, Any]]:
    return wire.query({"$eq": {"$ancestors": folder["id"]}})


def test_a_folder_goes_with_all_that_is_in_it(wire: Wire) -> None:
    folder = wire.make_folder()
    fill(wire, folder)
    job = start(wire, folder["id"])
    assert (job["jobType"], job["status"], job["abortable"]) == ("destroyResources", "starting", True)
    assert job["authorId"] == wire.user_id
    seen = follow(wire, job["id"])
    last = seen[-1]
    assert (last["status"], last["resultCode"], last["abortable"]) == ("completed", "0", False)
    assert last["progress"] == {"min": 0, "max": 10, "current": 10, "phase": "removingElements"}
    progress = [item["progress"]["current"] for item in seen]
    assert progress == sorted(progress)
    assert last["progressedOn"] >= last["startedOn"]
    assert code(wire.call("GET", "get-resource", {"resource-id": folder["id"]})) == 6
    assert below(wire, folder) == []
    assert wire.get("POST", "abort-job", {"job-id": job["id"]}) is False


def test_several_things_some_in_each_other(wire: Wire) -> None:
    folder = wire.make_folder()
    fill(wire, folder)
    inside = below(wire, folder)
    job = start(wire, folder["id"], inside[0]["id"], inside[-1]["id"], inside[0]["id"])
    assert follow(wire, job["id"])[-1]["status"] == "completed"


def test_an_aborted_job_keeps_what_is_left(start_standin: Callable[..., StandIn]) -> None:
    wire = Wire(start_standin(job_step=0.05))
    folder = wire.make_folder()
    fill(wire, folder, 40)
    job = start(wire, folder["id"])
    wait_until(lambda: wire.get("GET", "get-job", {"job-id": job["id"]})["progress"]["current"] >= 4)
    assert wire.get("POST", "abort-job", {"job-id": job["id"]}) is True
    assert wire.get("GET", "get-job", {"job-id": job["id"]})["abortable"] is False
    last = follow(wire, job["id"])[-1]
    assert last["status"] == "aborted"
    assert last["result"] is None
    left = below(wire, folder)
    assert len(left) == 43 - last["progress"]["current"]
    assert 0 < len(left) < 43
    assert wire.get("POST", "abort-job", {"job-id": job["id"]}) is False
    wire.close()


def test_a_job_can_fail_halfway(wire: Wire) -> None:
    folder = wire.make_folder()
    fill(wire, folder)
    wire.server.action("fail-jobs", count=1)
    last = follow(wire, start(wire, folder["id"])["id"])[-1]
    assert (last["status"], last["resultCode"]) == ("failed", "13")
    assert last["result"]
    assert 0 < len(below(wire, folder)) < 9
    assert follow(wire, start(wire, folder["id"])["id"])[-1]["status"] == "completed"


def test_a_finished_job_is_forgotten(start_standin: Callable[..., StandIn]) -> None:
    wire = Wire(start_standin(job_keep=0.3))
    job = start(wire, wire.make_folder()["id"])
    wait_until(lambda: wire.call("GET", "get-job", {"job-id": job["id"]}).status_code == 430)
    for method, route in (("GET", "get-job"), ("POST", "abort-job")):
        assert code(wire.call(method, route, {"job-id": job["id"]})) == 6
    wire.close()


def test_a_restart_fails_a_running_job(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(job_step=0.5)
    wire = Wire(server)
    folder = wire.make_folder()
    fill(wire, folder)
    job = start(wire, folder["id"])
    server.restart(crash=True)
    assert wire.get("GET", "get-job", {"job-id": job["id"]})["status"] == "failed"
    wire.close()


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": "x"}, {"ids": [1]}, []])
def test_lists_that_are_none_are_7(wire: Wire, body: Any) -> None:
    assert code(wire.call("POST", "delete-resources-by-id-list", json=body)) == 7


def test_what_cannot_be_deleted_leaves_everything(wire: Wire) -> None:
    folder = wire.make_folder()
    [project] = wire.query({"$eq": {"type": "project"}})
    for wrong, expected in (("nothing", 6), ("projectRoot", 15), (project["id"], 15), ("serverRoot", 15)):
        answer = wire.call("POST", "delete-resources-by-id-list", json={"ids": [folder["id"], wrong]})
        assert code(answer) == expected
    assert wire.get("GET", "get-resource", {"resource-id": folder["id"]})["id"] == folder["id"]


def test_unknown_jobs_are_6(wire: Wire) -> None:
    assert code(wire.call("GET", "get-job", {"job-id": "nothing"})) == 6
    assert code(wire.call("POST", "abort-job")) == 6
