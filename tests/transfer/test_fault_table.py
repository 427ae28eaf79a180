"""Every fault of the issue's list, one line each: it passes by itself, or ends in a sentence and a verdict.

Beside each a transfer of another site goes on. What these tables do not hold is in `test_faults` (lost
answers, connections that break, contents that change meanwhile), `test_local_trouble` (this computer) and
`test_conflicts` (names that are there already).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    Corrupt,
    ProgramError,
    TargetUnwritable,
    Verdict,
    classify,
)
from bimexplorer.transfer.status import Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import Bench, tree
from tests.transfer.test_roundtrip import sample

_UP = ["begin-batch-upload", "begin-upload", "put-blob-content-part", "commit-upload", "commit-batch-upload"]
_DOWN = "get-blob-content"


def blob_error(code: int, status: int = 430) -> dict[str, Any]:
    document = {"data": {"error-code": code, "error-message": f"Error {code}"}}
    return {"server": "blob", "status": status, "body": document}


def manager_error(code: int) -> dict[str, Any]:
    document = {"error-code": code, "error-message": f"Error {code}"}
    return {"server": "manager", "status": 430, "body": document}


def answering(body: object, **more: object) -> dict[str, Any]:
    return {"status": 200, "body": body, "content_type": "application/json", **more}


@dataclass(frozen=True)
class Line:
    """One fault at one call."""

    name: str
    path: str
    rule: dict[str, Any] = field(repr=False)


def _at_each(name: str, calls: list[str], rule: dict[str, Any]) -> list[Line]:
    return [Line(f"{name}-{call}", f"/{call}", rule) for call in calls]


_IN_A_YEAR = {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}
_LONG_AGO = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}

PASSES_UP = [
    *_at_each("11 session not found", _UP, blob_error(11)),
    *_at_each("401 of the blob server", _UP, blob_error(3, 401)),
    *_at_each("14 upload session not found", ["put-blob-content-part", "commit-upload"], blob_error(14)),
    *_at_each("17 batch not found", ["begin-upload", "commit-upload", "commit-batch-upload"], blob_error(17)),
    *_at_each("13 invalid part", ["put-blob-content-part"], blob_error(13)),
    *_at_each("15 incomplete upload", ["commit-upload"], blob_error(15)),
    *_at_each("12 batch commit failed", ["commit-batch-upload"], blob_error(12)),
    *_at_each("1 generic error", _UP, blob_error(1)),
    *_at_each("503", _UP, {"status": 503}),
    *_at_each("503 until a date that is over", ["begin-upload"], {"status": 503, "headers": _LONG_AGO}),
    *_at_each("429", ["put-blob-content-part"], {"status": 429, "headers": {"Retry-After": "0.2"}}),
    *_at_each("a cut answer", _UP, {"truncate": 12}),
    *_at_each("null", _UP, answering(None)),
    *_at_each("a list", _UP, answering([1])),
    *_at_each("no data", _UP, answering({"data": {}})),
    *_at_each("an empty answer", _UP, answering("")),
    *_at_each(
        "a page of a guest network", _UP, {"status": 302, "headers": {"Location": "http://login.test/"}}
    ),
    Line("4 ticket expired", "/create-session", blob_error(4)),
    Line("503 at the ticket", "/get-ticket", {"status": 503}),
    Line("nothing at the ticket", "/get-ticket", answering("")),
    Line("token expired", "/get-ticket", {"status": 401, "body": {"error": "invalid_token"}}),
    Line(
        "token expired while listing",
        "/get-resources-by-criterion",
        {"status": 401, "body": {"error": "invalid_token"}},
    ),
    Line("a cut listing", "/get-resources-by-criterion", {"truncate": 12}),
    Line("no blob server", "/get-inherited-default-blob-server-id", {"status": 500}),
    Line("26 not ready", "/insert-resource-group", manager_error(26)),
]


@pytest.mark.parametrize("line", PASSES_UP, ids=lambda line: line.name)
def test_an_upload_gets_through(bench_2023: Bench, shared_2020: StandIn, line: Line) -> None:
    bench = bench_2023
    beside = _beside(bench, shared_2020)
    source = sample(bench.local / "sources" / "Projekt", 8)
    (source / "Modell.ifc").write_bytes(os.urandom(9 << 20))  # two parts
    if line.path in ("/create-session", "/get-ticket"):
        bench.server.action("expire-blob-sessions")
    bench.server.fault(path=line.path, **line.rule)
    before = bench.server.calls(line.path)
    bench.finish(bench.upload(source, decision=Decision.FAIL))
    bench.finish(beside)
    assert bench.server.calls(line.path) > before + 1, "It did not meet the fault, or did not try again"
    assert set(bench.revisions().values()) == {1}
    bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)


PASSES_DOWN = [
    Line("11 session not found", _DOWN, blob_error(11)),
    Line("4 ticket expired", _DOWN, blob_error(4)),
    Line("401", _DOWN, blob_error(3, 401)),
    Line("503", _DOWN, {"status": 503}),
    Line("503 until a date that is over", _DOWN, {"status": 503, "headers": _LONG_AGO}),
    Line("1 generic error", _DOWN, blob_error(1)),
    Line("416", _DOWN, {"server": "blob", "status": 416}),
    Line("206 of nothing that was asked for", _DOWN, {"server": "blob", "status": 206, "body": "x" * 100}),
    Line(
        "a redirection",
        _DOWN,
        {"server": "blob", "status": 302, "headers": {"Location": "http://login.test/"}},
    ),
    Line("a cut listing", "/get-resources-by-criterion", {"truncate": 12}),
    Line("a listing of nonsense", "/get-resources-by-criterion", answering([5])),
]


@pytest.mark.parametrize("line", PASSES_DOWN, ids=lambda line: line.name)
def test_a_download_gets_through(bench_2023: Bench, shared_2020: StandIn, line: Line) -> None:
    bench = bench_2023
    source = sample(bench.local / "sources" / "Projekt", 3)
    (source / "Modell.ifc").write_bytes(os.urandom(9_000_000))
    bench.finish(bench.upload(source))
    beside = _beside(bench, shared_2020)
    entry = bench.remote("Projekt")
    bench.server.fault(path=line.path, **line.rule)
    before = bench.server.calls(line.path)
    bench.finish(bench.download(entry))
    bench.finish(beside)
    assert bench.server.calls(line.path) > before + 1
    assert tree(bench.target / "Projekt") == tree(source)


@dataclass(frozen=True)
class End:
    """A fault that stays, and what it ends in."""

    name: str
    path: str
    rule: dict[str, Any] = field(repr=False)
    error: type[ProgramError]
    verdict: Verdict
    state: State = State.FAILED


ENDS_UP = [
    End("23 no permission", "/begin-upload.*bad", blob_error(23), AccessDenied, Verdict.ASK_USER),
    End("5 access denied", "/begin-upload.*bad", blob_error(5), AccessDenied, Verdict.ASK_USER),
    End("200 with junk", "/begin-upload.*bad", {"status": 200, "body": "hello"}, ProgramError, Verdict.RETRY),
    End("500", "/begin-upload.*bad", {"status": 500}, ProgramError, Verdict.RETRY),
    End("404", "/begin-upload.*bad", {"status": 404}, ProgramError, Verdict.FATAL),
    End("14 each time", "/begin-upload.*bad", blob_error(14), ProgramError, Verdict.RETRY),
    End("13 each time", "/begin-upload.*bad", blob_error(13), ProgramError, Verdict.RETRY),
    End("430 of an unknown code", "/begin-upload.*bad", blob_error(999), ProgramError, Verdict.RETRY),
]


@pytest.mark.parametrize("end", ENDS_UP, ids=lambda end: end.name)
def test_an_upload_ends_in_a_sentence(bench_2023: Bench, end: End) -> None:
    """The others of the same drop, batch and site go on; once it is mended, trying again helps."""
    bench = bench_2023
    bench.server.fault(path=end.path, times=None, **end.rule)
    bad, *good = bench.upload(bench.write("bad.txt"), *(bench.write(f"{number}.txt") for number in range(4)))
    bench.finish(good)
    bench.until(lambda: bench.job(bad).state is end.state)
    _told(bench.job(bad).error, end)
    assert bench.remote_names() == [f"{number}.txt" for number in range(4)]
    bench.server.clear_faults()
    bench.queue.retry([bad])
    bench.until(lambda: bench.job(bad).state is State.DONE)
    assert bench.content("bad.txt") == b"content"


def test_20_at_the_beginning_is_asked_about(bench_2023: Bench) -> None:
    """The server says that the name is taken, though no look shows by what: a person decides."""
    bench = bench_2023
    bench.server.fault(path="/begin-upload.*bad", times=None, **blob_error(20))
    bad, good = bench.upload(bench.write("bad.txt"), bench.write("good.txt"))
    bench.finish([good])
    bench.until(lambda: bench.job(bad).state is State.DECIDING)
    question = bench.item(bad).question
    assert question is not None
    assert question.there is None
    bench.server.clear_faults()
    bench.queue.decide(bad, Decision.KEEP_BOTH)
    bench.until(lambda: bench.job(bad).state is State.DONE)
    assert bench.remote_names() == ["bad (2).txt", "good.txt"]


def test_12_each_time_is_bounded_and_takes_nobody_along(bench_2023: Bench, shared_2020: StandIn) -> None:
    bench = bench_2023
    bench.server.fault(path="/commit-batch-upload", times=None, **blob_error(12))
    ids = bench.upload(*(bench.write(f"{number}.txt") for number in range(3)))
    bench.finish(_beside(bench, shared_2020))
    for job in bench.finish(ids, State.FAILED):
        assert job.error is not None
        assert job.error.sentence.endswith(".")
    bench.server.clear_faults()
    bench.queue.retry(ids)
    bench.until(lambda: {bench.job(job).state for job in ids} == {State.DONE})
    assert set(bench.revisions().values()) == {1}


@pytest.mark.parametrize(
    "rule", [{"status": 500}, blob_error(999), answering([1])], ids=["500", "999", "junk"]
)
def test_a_batch_that_cannot_be_committed_is_tried_file_by_file(
    bench_2023: Bench, rule: dict[str, Any]
) -> None:
    """Whatever the server says to it: one file may be to blame, and takes nobody along."""
    bench = bench_2023
    # As often as a batch is tried: then come the files, the first one with the fault's last turn.
    bench.server.fault(path="/commit-batch-upload", times=6, **rule)
    ids = bench.upload(*(bench.write(f"{number}.txt") for number in range(4)))
    bench.finish(ids)
    assert bench.server.calls("/begin-batch-upload") == 5
    assert bench.remote_names() == [f"{number}.txt" for number in range(4)]
    assert set(bench.revisions().values()) == {1}


ENDS_DOWN = [
    End("21 not found", _DOWN, blob_error(21), ProgramError, Verdict.FATAL),
    End("23 no permission", _DOWN, blob_error(23), AccessDenied, Verdict.ASK_USER),
    End(
        "200 with junk", _DOWN, {"server": "blob", "status": 200, "body": "<html>"}, Corrupt, Verdict.ASK_USER
    ),
    End("an empty 200", _DOWN, {"server": "blob", "status": 200, "body": ""}, Corrupt, Verdict.ASK_USER),
    End("404", _DOWN, {"server": "blob", "status": 404}, ProgramError, Verdict.FATAL),
]


@pytest.mark.parametrize("end", ENDS_DOWN, ids=lambda end: end.name)
def test_a_download_ends_in_a_sentence(bench_2023: Bench, shared_2020: StandIn, end: End) -> None:
    bench = bench_2023
    content = os.urandom(3_000_000)
    bench.finish(bench.upload(bench.write("plan.pdf", content)))
    bench.server.fault(path=end.path, times=None, **end.rule)
    (job,) = bench.finish(bench.download(bench.remote("plan.pdf")), end.state)
    bench.finish(_beside(bench, shared_2020))
    _told(job.error, end)
    assert list(bench.target.iterdir()) == []
    bench.server.clear_faults()
    bench.queue.retry([job.id])
    bench.until(lambda: bench.job(job.id).state is State.DONE)
    assert (bench.target / "plan.pdf").read_bytes() == content


def _told(error: ProgramError | None, end: End) -> None:
    assert error is not None
    assert isinstance(error, end.error), (type(error), error.sentence)
    assert classify(error) is end.verdict, type(error)
    assert error.sentence.endswith(".")


def _beside(bench: Bench, server: StandIn) -> list[int]:
    """A transfer of another site of the same queue."""
    folder = bench.add_site("beside", server)
    return bench.queue.upload("beside", [bench.write("beside.txt", "beside")], folder)


# ---------------------------------------------------------------------------------------- the longer stories


def test_a_token_that_expires_in_the_middle_of_a_part(bench: Bench) -> None:
    """And everything that was had with it."""
    content = os.urandom(40 << 20)
    bench.server.fault(path="put-blob-content-part", skip=2, stall=1.0)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 3)
    if bench.server.generation == "2023.2":
        bench.server.action("expire-access-tokens")
    bench.server.action("expire-tickets")
    bench.server.action("expire-blob-sessions")
    bench.finish(ids)
    assert bench.content("model.ifc") == content


def test_a_ticket_that_is_refused(bench_2023: Bench, shared_2020: StandIn) -> None:
    """The content server does not know the user: a person may have to look at that."""
    bench = bench_2023
    bench.server.fault(path="/create-session", times=None, **blob_error(3, 401))
    ids = bench.upload(bench.write("a.txt"), bench.write("b.txt"))
    for job in bench.finish(ids, State.FAILED):
        assert isinstance(job.error, AccessDenied)
        assert "did not accept the user" in job.error.sentence
    bench.finish(_beside(bench, shared_2020))
    bench.server.clear_faults()
    bench.queue.retry(ids)
    bench.until(lambda: {bench.job(job).state for job in ids} == {State.DONE})


def test_a_sign_out_in_the_middle_pauses_and_can_be_mended(bench: Bench, shared_2020: StandIn) -> None:
    content = os.urandom(40 << 20)
    bench.server.fault(path="put-blob-content-part", skip=2, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 3)
    bench.refusal = AuthExpired("You are signed out.")
    bench._clouds["site"].close()
    bench.server.clear_faults()
    (job,) = bench.finish(ids, State.PAUSED)
    assert isinstance(job.error, AuthExpired)
    assert classify(job.error) is Verdict.ASK_USER
    bench.refusal = None
    bench.finish(_beside(bench, shared_2020))
    before = bench.server.calls("/begin-upload")
    bench.sign_in_again()
    bench.queue.resume(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.DONE)
    # With what had been sent before.
    assert bench.server.calls("/begin-upload") == before
    bench.cloud.close()
    assert bench.job(ids[0]).error is None


def test_offline_and_back(start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]) -> None:
    """Both ways at once, with the server gone for a while in the middle of both."""
    server = start_standin()
    bench = make_bench(server)
    content = os.urandom(30_000_000)
    bench.finish(bench.upload(bench.write("down.ifc", content)))
    server.fault(path=_DOWN, stall=60, after=9_000_000)
    server.fault(path="put-blob-content-part", skip=2, times=1, stall=60)
    up = bench.upload(bench.write("up.ifc", content))
    down = bench.download(bench.remote("down.ifc"))
    bench.until(lambda: bench.job(down[0]).done > 8_000_000 and server.calls("put-blob-content-part") >= 3)
    server.kill()
    bench.until(lambda: all(bench.job(job).note.startswith("Waiting") for job in up + down))
    assert {bench.job(job).error for job in up + down} == {None}
    server.start()
    bench.finish(up + down)
    assert bench.content("up.ifc") == content
    assert (bench.target / "down.ifc").read_bytes() == content


@pytest.mark.parametrize(
    "wrong_by", [-86_400.0, 86_400.0, 40 * 365 * 86_400.0], ids=["behind", "ahead", "far ahead"]
)
def test_a_clock_that_is_wrong(bench: Bench, monkeypatch: pytest.MonkeyPatch, wrong_by: float) -> None:
    """It jumps in the middle, and stays so: tokens look old or young, and dates of the server strange."""
    right = time.time
    content = os.urandom(20 << 20)
    bench.server.fault(path="put-blob-content-part", skip=1, stall=0.5)
    bench.server.fault(path="/commit-upload", status=503, headers=_LONG_AGO)
    ids = bench.upload(bench.write("model.ifc", content), bench.write("plan.txt", "plan"))
    bench.until(lambda: bench.server.calls("put-blob-content-part") >= 2)
    monkeypatch.setattr(time, "time", lambda: right() + wrong_by)
    bench.finish(ids)
    bench.finish(bench.download(bench.remote("model.ifc")))
    assert (bench.target / "model.ifc").read_bytes() == content
    # Not a renewal of the token for each call.
    assert bench.server.calls("oauth2/token") < 20


def test_a_server_that_wants_to_be_left_alone_for_years_can_be_asked_at_once(bench_2023: Bench) -> None:
    bench = bench_2023
    bench.server.fault(path="/begin-upload", status=503, headers=_IN_A_YEAR)
    ids = bench.upload(bench.write("a.txt"))
    retry_in = bench.until(lambda: bench.job(ids[0]).retry_in)
    assert retry_in <= 3600, "Nobody waits for years"
    bench.queue.network_changed()
    bench.finish(ids)


def test_a_local_folder_that_is_deleted_meanwhile(bench_2023: Bench) -> None:
    bench = bench_2023
    content = os.urandom(20_000_000)
    bench.finish(bench.upload(bench.write("Plans/model.ifc", content).parent, bench.write("other.txt")))
    bench.server.fault(path=f"{_DOWN}", times=1, stall=1.0, after=9_000_000)
    ids = bench.download(bench.remote("Plans"))
    bench.until(lambda: bench.job(ids[0]).done > 8_000_000)
    for path in (bench.target / "Plans").iterdir():
        path.unlink()
    (bench.target / "Plans").rmdir()
    bench.finish(bench.download(bench.remote("other.txt")))
    (job,) = bench.finish(ids, None)
    if job.state is State.FAILED:
        assert isinstance(job.error, TargetUnwritable)
        bench.queue.retry(ids)
        bench.until(lambda: bench.job(ids[0]).state is State.DONE)
    assert (bench.target / "Plans" / "model.ifc").read_bytes() == content


def test_a_connection_that_is_refused(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]
) -> None:
    """Waited for without an end, and nobody is bothered."""
    server = start_standin()
    bench = make_bench(server)
    server.kill()
    ids = bench.upload(bench.write("a.txt"))
    bench.until(lambda: (bench.job(ids[0]).retry_in or 0) > 1)
    assert bench.job(ids[0]).state is State.WAITING
    assert bench.job(ids[0]).error is None
    server.start()
    bench.queue.network_changed()
    bench.finish(ids)


def test_a_pause_while_a_lost_answer_is_looked_up(bench_2023: Bench) -> None:
    """It came through in an earlier run; before that is found out, the server is busy and a person pauses."""
    bench = bench_2023
    for number in range(5):
        bench.write(f"Plans/{number}.txt", f"text {number}")
    folder = bench.local / "sources" / "Plans"
    bench.server.fault(path="/commit-batch-upload", stall=1.5)
    bench.server.fault(path=_DOWN, retry_after=1.0)
    ids = bench.upload(folder, decision=Decision.NEW_VERSION)
    bench.until(lambda: bench.server.calls("/commit-batch-upload") >= 1)
    bench.queue.stop()
    bench.until(lambda: len(bench.remote_names()) == 6)
    bench.restart()
    bench.until(lambda: bench.job(ids[0]).retry_in is not None)
    bench.queue.pause(ids)
    bench.finish(ids, State.PAUSED)
    bench.queue.resume(ids)
    bench.finish(ids)
    assert set(bench.revisions().values()) == {1}


@pytest.mark.long
@pytest.mark.parametrize("path", [*(f"/{call}" for call in _UP), "/get-ticket", "/create-session"])
def test_a_server_that_never_answers_is_given_up_and_asked_again(bench_2023: Bench, path: str) -> None:
    bench = bench_2023
    if path in ("/create-session", "/get-ticket"):
        bench.server.action("expire-blob-sessions")
    bench.server.fault(path=path, stall=600)
    assert bench.queue.wait(bench.upload(bench.write("a.txt", os.urandom(9 << 20))), 150)
    assert bench.remote_names() == ["a.txt"]
    assert set(bench.revisions().values()) == {1}


@pytest.mark.long
def test_a_download_that_stands_still_is_given_up_and_goes_on(bench_2023: Bench) -> None:
    bench = bench_2023
    content = os.urandom(20_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    bench.server.fault(path=_DOWN, stall=600, after=9_000_000)
    assert bench.queue.wait(bench.download(bench.remote("model.ifc")), 150)
    assert (bench.target / "model.ifc").read_bytes() == content
