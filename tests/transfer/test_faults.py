"""A server and a line that misbehave in the middle of it: it passes by itself, or ends in a sentence."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.downloads import RangeDownload
from bimexplorer.errors import AuthExpired, Corrupt, Offline, ServerFailed
from bimexplorer.transfer import batches
from bimexplorer.transfer.status import Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import Bench, open_cloud, tree
from tests.transfer.test_roundtrip import sample

_UP = ["begin-batch-upload", "begin-upload", "put-blob-content-part", "commit-upload", "commit-batch-upload"]
_FAULTS: list[dict[str, Any]] = [
    {"retry_after": 0.2},
    {"status": 500},
    {"drop": "request", "after": 10},
    {"drop": "answer", "after": 5},
    {"lose_answer": True},
    {"status": 200, "body": "<html>junk</html>", "content_type": "text/html"},
]


def _named(fault: dict[str, Any]) -> str:
    return "-".join(f"{name}={value}" for name, value in fault.items())[:30]


@pytest.mark.parametrize("fault", _FAULTS, ids=_named)
@pytest.mark.parametrize("call", _UP)
def test_uploads_get_through(bench_2023: Bench, call: str, fault: dict[str, Any]) -> None:
    bench = bench_2023
    source = sample(bench.local / "sources" / "Projekt", 12)
    (source / "Modell.ifc").write_bytes(os.urandom(9 << 20))  # two parts
    bench.server.fault(path=f"/{call}", skip=1, **fault)
    (job,) = bench.finish(bench.upload(source))
    names = bench.remote_names(bench.remote("Projekt"))
    assert sum(not name.endswith("/") for name in names) == job.files == 14
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)
    # Never a second version by accident, whatever was answered and lost.
    assert set(bench.revisions().values()) == {1}


@pytest.mark.parametrize("fault", _FAULTS, ids=_named)
@pytest.mark.parametrize("call", ["get-resources-by-criterion", "insert-resource-group"])
def test_folders_get_ready(bench_2023: Bench, call: str, fault: dict[str, Any]) -> None:
    bench = bench_2023
    source = sample(bench.local / "sources" / "Projekt", 12)
    bench.server.fault(server="manager", path=call, skip=1, **fault)
    bench.finish(bench.upload(source))
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)


@pytest.mark.parametrize(
    "fault",
    [
        *_FAULTS,
        {"truncate": 10},
        {"drop": "answer", "after": 3_000_000},
        {"truncate": 3_000_000},
        {"ignore_range": True},
    ],
    ids=_named,
)
def test_downloads_get_through(bench_2023: Bench, fault: dict[str, Any]) -> None:
    bench = bench_2023
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", **fault)
    (job,) = bench.finish(bench.download(bench.remote("model.ifc")), None)
    if fault.get("status") == 200 or "truncate" in fault:
        # What came is complete by its own headers, and is not the file.
        assert job.state is State.FAILED
        assert isinstance(job.error, Corrupt)
        assert list(bench.target.iterdir()) == []
        bench.queue.retry([job.id])
        bench.until(lambda: bench.job(job.id).state is State.DONE)
    assert (bench.target / "model.ifc").read_bytes() == content


def test_a_broken_download_goes_on_where_it_was(bench_2023: Bench) -> None:
    bench = bench_2023
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", drop="answer", after=6_000_000)
    bench.server.fault(path="get-blob-content", drop="answer", after=2_000_000)
    bench.server.reset_counters()
    bench.finish(bench.download(bench.remote("model.ifc")))
    assert bench.server.calls("get-blob-content") == 3
    assert (bench.target / "model.ifc").read_bytes() == content
    ranges = [
        record
        for record in bench.server.records(bench._recorded)
        if "get-blob-content" in str(record) and "206" in str(record)
    ]
    assert len(ranges) >= 2


def test_a_download_starts_over_when_the_server_ignores_the_range(bench_2023: Bench) -> None:
    bench = bench_2023
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path="get-blob-content", drop="answer", after=6_000_000)
    bench.server.fault(path="get-blob-content", ignore_range=True)
    bench.finish(bench.download(bench.remote("model.ifc")))
    assert (bench.target / "model.ifc").read_bytes() == content


def test_a_download_whose_content_changes_meanwhile_starts_over(bench_2023: Bench) -> None:
    """The first half of one version is never joined to the second half of another."""
    bench = bench_2023
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(9_000_000))))
    entry = bench.remote("model.ifc")
    bench.server.fault(path="get-blob-content", drop="answer", after=6_000_000)
    bench.server.fault(path="get-blob-content", times=None, status=503)
    ids = bench.download(entry)
    bench.until(lambda: bench.job(ids[0]).note.startswith("Waiting"))
    newer = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", newer), decision=Decision.NEW_VERSION))
    bench.server.clear_faults()
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == newer


@pytest.mark.parametrize(
    "action", ["expire-uploads", "expire-batches", "expire-blob-sessions", "expire-tickets"]
)
def test_what_expires_in_the_middle_is_renewed(bench: Bench, action: str) -> None:
    source = sample(bench.local / "sources" / "Projekt", 12)
    (source / "Modell.ifc").write_bytes(os.urandom(40 << 20))
    # The fourth part waits, and meanwhile it happens.
    bench.server.fault(path="put-blob-content-part", skip=4, stall=1.0)
    ids = bench.upload(source)
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 5)
    bench.server.action(action)
    bench.finish(ids)
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)


def test_uploads_that_expire_after_they_were_closed_are_not_called_done(bench_2023: Bench) -> None:
    """The commit succeeds, with nothing in it: only what its answer names has become visible."""
    bench = bench_2023
    bench.server.fault(path="/commit-batch-upload", stall=1.0)
    ids = bench.upload(*(bench.write(f"{number}.txt", f"text {number}") for number in range(5)))
    bench.until(lambda: bench.server.calls("/commit-batch-upload") >= 1)
    bench.server.action("expire-uploads")
    bench.finish(ids)
    assert bench.remote_names() == [f"{number}.txt" for number in range(5)]
    assert bench.content("3.txt") == b"text 3"


def test_a_renewed_access_token(bench: Bench) -> None:
    if bench.server.generation == "2023.2":
        bench.server.action("expire-access-tokens")
    bench.finish(bench.upload(bench.write("a.txt")))
    assert bench.remote_names() == ["a.txt"]


def test_the_end_of_the_sign_in_pauses_and_can_be_mended(bench: Bench) -> None:
    path = bench.write("a.txt")
    if bench.server.generation == "2023.2":
        bench.server.action("expire-access-tokens")
        bench.server.action("expire-refresh-tokens")
    else:
        bench.server.action("expire-sessions")
    ids = bench.upload(path, bench.write("b.txt"))
    jobs = bench.finish(ids, State.PAUSED)
    assert all(isinstance(job.error, AuthExpired) for job in jobs)
    assert not bench.queue.active
    bench.sign_in_again()
    bench.queue.resume(ids)
    bench.until(lambda: all(bench.job(job_id).state is State.DONE for job_id in ids))
    assert set(_names_after_sign_in(bench)) == {"a.txt", "b.txt"}


def _names_after_sign_in(bench: Bench) -> list[str]:
    bench.cloud.close()
    bench.cloud = open_cloud(bench.server)
    return bench.remote_names()


def test_a_part_that_arrives_damaged_is_not_published(bench: Bench) -> None:
    """The line turns a bit: what the server computed differs from what was read, before anybody sees it."""
    good = bench.write("good.txt", "good")
    bench.server.fault(
        server="blob",
        path="commit-upload",
        times=1,
        status=200,
        body=_commit_answer("bad.txt", b"other"),
    )
    ids = bench.upload(bench.write("bad.txt", "wrong"), good)
    bench.finish(ids, None)
    states = {bench.job(job_id).name: bench.job(job_id) for job_id in ids}
    failed = [job for job in states.values() if job.state is State.FAILED]
    assert len(failed) == 1
    assert isinstance(failed[0].error, Corrupt)
    (done,) = [job.name for job in states.values() if job.state is State.DONE]
    assert bench.remote_names() == [done]
    bench.queue.retry([failed[0].id])
    bench.until(lambda: bench.job(failed[0].id).state is State.DONE)
    assert bench.content("bad.txt") == b"wrong"
    assert bench.content("good.txt") == b"good"


def _commit_answer(name: str, content: bytes) -> dict[str, Any]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return {
        "data": {
            "standard-metadata": {
                "namespace-name": "x",
                "blob-name": f"/{name}",
                "blob-id": "00000000-0000-0000-0000-000000000001",
                "content-revision": "1",
                "content-hash-algorithm": "SHA256",
                "content-hash": digest,
                "size": str(len(content)),
            },
            "user-metadata": {},
        },
    }


def test_an_error_of_the_server_that_stays(bench_2023: Bench) -> None:
    """A bounded number of tries, then a sentence; the others went on; trying again helps later."""
    bench = bench_2023
    bench.server.fault(
        path="begin-upload.*bad",
        times=None,
        status=430,
        body={"data": {"error-code": 1, "error-message": "no"}},
    )
    ids = bench.upload(bench.write("bad.txt"), *(bench.write(f"{number}.txt") for number in range(5)))
    bench.finish(ids[1:])
    bench.finish(ids[:1], State.FAILED)
    assert isinstance(bench.job(ids[0]).error, ServerFailed)
    bench.server.clear_faults()
    bench.queue.retry(ids[:1])
    bench.until(lambda: bench.job(ids[0]).state is State.DONE)
    assert len(bench.remote_names()) == 6


def test_waiting_is_told_and_passes(bench_2023: Bench) -> None:
    bench = bench_2023
    bench.server.fault(server="blob", path="/begin-", times=2, status=503, headers={"Retry-After": "1"})
    ids = bench.upload(bench.write("a.txt"))
    note = bench.until(lambda: bench.job(ids[0]).note)
    assert note.startswith("Waiting for the server, next try in ")
    bench.finish(ids)


def test_no_right_to_write(bench: Bench, make_bench: Callable[..., Bench]) -> None:
    reader = make_bench(bench.server, user=1)
    bench.write("tree/sub/b.txt")
    ids = reader.upload(bench.write("a.txt"), bench.local / "sources" / "tree")
    for job in reader.finish(ids, State.FAILED):
        assert job.error is not None
        assert "no right" in job.error.sentence
    assert reader.remote_names() == []


def test_a_server_that_is_away_is_waited_for(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]
) -> None:
    server = start_standin()
    bench = make_bench(server)
    source = sample(bench.local / "sources" / "Projekt", 40)
    (source / "Modell.ifc").write_bytes(os.urandom(30 << 20))
    server.fault(path="put-blob-content-part", skip=20, times=1, stall=0.5)
    ids = bench.upload(source)
    bench.until(lambda: server.calls("put-blob-content-part") >= 20)
    server.kill()
    bench.until(lambda: bench.job(ids[0]).note.startswith("Waiting"))
    assert bench.job(ids[0]).state in (State.WAITING, State.RUNNING)
    server.start()
    bench.finish(ids)
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)


def test_offline_is_an_error_only_to_those_who_ask(bench: Bench) -> None:
    bench.refusal = Offline("No line.")
    ids = bench.upload(bench.write("a.txt"))
    bench.until(lambda: bench.job(ids[0]).note.startswith("Waiting"))
    assert bench.job(ids[0]).error is None
    bench.refusal = None
    bench.finish(ids)


def test_two_contents_are_never_joined_where_no_mark_tells_them_apart(
    bench_2023: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that sends no ETag, and a new version of the same size between two tries."""
    monkeypatch.setattr(RangeDownload, "etag", "")
    bench = bench_2023
    bench.other_person_writes("model.ifc", "A" * 3_000_000)
    bench.server.fault(server="blob", path="get-blob-content", drop="answer", after=1_000_000)
    bench.server.fault(server="blob", path="get-blob-content", retry_after=2)
    before = bench.server.calls("get-blob-content")
    (job,) = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: bench.server.calls("get-blob-content") > before + 1)
    bench.other_person_writes("model.ifc", "B" * 3_000_000)
    bench.finish([job])
    assert set((bench.target / "model.ifc").read_bytes()) == {ord("B")}


def test_a_small_file_that_does_not_move_lets_the_others_of_its_batch_go(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_STANDSTILL", 2.0)
    server = start_standin()
    bench = make_bench(server)
    server.fault(path="put-blob-content-part", times=1, stall=600)
    sources = [bench.write(f"{number}.txt", str(number)) for number in range(5)]
    bench.finish(bench.upload(*sources))
    assert bench.remote_names() == [path.name for path in sources]
    assert set(bench.revisions().values()) == {1}
