"""A cloud without batches: files are visible with their last part, parts go one by one, names double.

What a person may expect of every cloud is in `test_roundtrip`, `test_conflicts` and `test_copies`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from bimexplorer.clouds.bimplus import convert, uploads
from bimexplorer.clouds.bimplus import tree as bimplus_tree
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    Conflict,
    NameExists,
    NotFound,
    ServerFailed,
    Unsupported,
)
from bimexplorer.model import Capability
from bimexplorer.transfer.cache import Coming, FileCache
from bimexplorer.transfer.status import Check, Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import (
    BIMPLUS,
    PROJECT,
    SITE,
    Bench,
    accounts,
    attachment_id,
    open_cloud,
    structure_id,
)
from tests.transfer.restarts import Restart, came, kill_and_start, quit_and_start, saved

PART = 100_000
"""Smaller than the driver wants, so that tests are quick; the service takes parts of any size."""


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_TRAITS", replace(uploads._TRAITS, part_size=PART))


@pytest.fixture
def bench(bimplus: Bench) -> Bench:
    bimplus.until(lambda: bimplus.queue.working)
    bimplus.server.reset_counters()
    return bimplus


@pytest.fixture(params=[quit_and_start, kill_and_start], ids=["quit", "killed"])
def restart(request: pytest.FixtureRequest, bench: Bench) -> Restart:
    def act(**options: Any) -> None:
        request.param(bench, **options)

    return act


def fault(bench: Bench, **rule: object) -> None:
    bench.server.fault(server="bimplus", **rule)


def sent(bench: Bench) -> int:
    """Requests that brought content, whole or in parts."""
    return bench.server.calls("bimplus PUT .*chunked$") + bench.server.calls(
        "bimplus POST .*(attachments|versions)$"
    )


def versions(bench: Bench) -> dict[str, int]:
    """Name -> number of the newest version; of names there twice, each with its mark."""
    return bench.revisions()


# ------------------------------------------------------------------------------------------- calls


def test_a_file_costs_one_call(bench: Bench) -> None:
    """And as a new version two more: for the number of the version before, and for how it is listed then."""
    paths = [bench.write(f"Plans/plan {number}.txt", f"text {number}") for number in range(60)]
    folder = paths[0].parent
    bench.finish(bench.upload(folder))
    reading = bench.server.calls("GET .*topology$")
    assert sent(bench) == 60
    # The structures are read once a second at most, and a few times for the folder itself.
    assert sum(bench.server.counters().values()) - reading - 60 < 10
    assert reading < 20
    for path in paths:
        path.write_text("new")
    bench.server.reset_counters()
    bench.finish(bench.upload(folder, decision=Decision.NEW_VERSION))
    reading = bench.server.calls("GET .*topology$")
    assert sum(bench.server.counters().values()) - reading - 180 < 10
    assert reading < 20
    assert bench.content("Plans", "plan 7.txt") == b"new"


# ------------------------------------------------------------------------------------------- proof


def test_what_was_sent_is_size_checked_and_known_from_then_on(bench: Bench) -> None:
    """No hash comes from the server: the upload is not called verified, but this profile knows its bytes."""
    content = os.urandom(3 * PART)
    source = bench.write("model.ifc", content)
    (job,) = bench.finish(bench.upload(source))
    assert (job.check, bench.item(job.id).check) == (Check.SIZE, Check.SIZE)
    (row,) = bench.queue.receipt([job.id])
    assert row.check is Check.SIZE
    # The same content under the same name is recognised before anything is sent.
    (again,) = bench.finish(bench.upload(source), State.DECIDING)

    def identical() -> bool | None:
        question = bench.item(again.id).question
        return question.identical if question is not None else None

    assert bench.until(identical) is True
    bench.queue.decide(again.id, Decision.SKIP)
    (down,) = bench.finish(bench.download(bench.remote("model.ifc")))
    assert bench.item(down.id).check is Check.HASH
    bench.other_person_writes("theirs.txt", "theirs")
    (down,) = bench.finish(bench.download(bench.remote("theirs.txt")))
    assert bench.item(down.id).check is Check.SIZE


def test_a_damaged_content_is_found_when_it_comes_back(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("plan.pdf", os.urandom(5000))))
    bench.server.bimplus_action("flip-byte", id=attachment_id(bench.remote("plan.pdf")))
    (job,) = bench.finish(bench.download(bench.remote("plan.pdf")), State.FAILED)
    assert job.error is not None
    assert "another content" in job.error.sentence
    assert not (bench.target / "plan.pdf").exists()


def test_a_source_that_changes_meanwhile_is_sent_again(bench: Bench) -> None:
    source = bench.write("model.ifc", os.urandom(4 * PART))
    fault(bench, path="chunked", skip=2, stall=1.0)
    ids = bench.upload(source)
    bench.until(lambda: bench.server.calls("chunked") >= 3)
    content = os.urandom(3 * PART)
    source.write_bytes(content)
    bench.finish(ids)
    assert bench.content("model.ifc") == content
    assert versions(bench) == {"model.ifc": 1}


# ------------------------------------------------------------------------------------------- sets


def test_a_set_is_refused_before_anything_is_sent(bench: Bench) -> None:
    bench.write("Plans/a.txt")
    for hold in (False, True):
        ids = bench.upload(bench.local / "sources" / "Plans", bench.write("b.txt"), as_set=True, hold=hold)
        for job in bench.finish(ids, State.FAILED):
            assert isinstance(job.error, Unsupported)
            assert "one set" in job.error.sentence
    bench.queue.retry(ids)
    bench.finish(ids, State.FAILED)
    assert bench.server.calls("bimplus (POST|PUT)") == 0
    assert bench.remote_names() == []


def test_a_place_that_takes_no_files_is_no_question_of_rights(bench: Bench) -> None:
    project = bench.folder.path[:2]
    for path in ((), project[:1], project, (*project, "Models"), (*project, "Issues")):
        ids = bench.queue.upload(SITE, [bench.write("plan.pdf")], bench.cloud.entry_at(path))
        (job,) = bench.finish(ids, State.FAILED)
        assert isinstance(job.error, Unsupported), path
        assert bench.cloud.missing(bench.cloud.entry_at(path))[Capability.UPLOAD] == job.error.sentence


def test_a_set_for_a_site_that_was_not_to_be_had_at_first(bench: Bench) -> None:
    bench.refusal = AuthExpired("You are signed out.")
    ids = bench.upload(bench.write("Plans/a.txt").parent, bench.write("b.txt"), as_set=True)
    bench.finish(ids, State.PAUSED)
    bench.refusal = None
    bench.queue.resume(ids)
    bench.finish(ids, State.FAILED)
    assert bench.server.calls("bimplus (POST|PUT)") == 0
    assert bench.remote_names() == []


# ------------------------------------------------------------------------------------------- names


def test_equal_names_in_one_folder_are_two_files(bench: Bench) -> None:
    for text in ("one", "two"):
        bench.other_person_writes("twin.txt", text)
    bench.other_person_writes("Twin.txt", "three")
    names = bench.remote_names()
    assert len(names) == 3
    bench.finish(bench.download(bench.folder))
    came_down = bench.target / bench.folder.name
    assert sorted(path.read_text() for path in came_down.iterdir()) == ["one", "three", "two"]


def test_which_of_two_equal_names_is_meant_has_to_be_said(bench: Bench) -> None:
    for text in ("one", "two"):
        bench.other_person_writes("twin.txt", text)
    bench.until(lambda: len(bench.remote_names()) == 2)
    source = bench.write("twin.txt", "mine")
    bench.server.reset_counters()
    (job,) = bench.finish(bench.upload(source, decision=Decision.NEW_VERSION), State.FAILED)
    assert isinstance(job.error, Conflict)
    assert "twin~" in job.error.sentence
    assert sent(bench) == 0
    bench.finish(bench.upload(source, decision=Decision.KEEP_BOTH))
    assert bench.content("twin (2).txt") == b"mine"
    named = next(name for name in bench.remote_names() if name.startswith("twin~"))
    bench.finish(bench.upload(source, as_name=named, decision=Decision.NEW_VERSION))
    assert bench.content(named) == b"mine"
    assert len(bench.remote_names()) == 3


@pytest.mark.parametrize(
    ("decision", "state", "after"),
    [
        (Decision.ASK, State.DECIDING, {"plan.pdf": b"theirs"}),
        (Decision.FAIL, State.FAILED, {"plan.pdf": b"theirs"}),
        (Decision.SKIP, State.SKIPPED, {"plan.pdf": b"theirs"}),
        (Decision.NEW_VERSION, State.DONE, {"plan.pdf": b"mine" * PART}),
        (Decision.KEEP_BOTH, State.DONE, {"plan.pdf": b"theirs", "plan (2).pdf": b"mine" * PART}),
    ],
)
def test_a_name_that_is_taken_while_the_parts_travel(
    bench: Bench, decision: Decision, state: State, after: dict[str, bytes]
) -> None:
    fault(bench, path="chunked", skip=1, stall=1.0)
    source = bench.write("plan.pdf", b"mine" * PART)
    ids = bench.upload(source, decision=decision)
    bench.until(lambda: bench.server.calls("chunked") >= 2)
    bench.other_person_writes("plan.pdf", "theirs")
    (job,) = bench.finish(ids, state)
    assert {name: bench.content(name) for name in bench.remote_names()} == after
    if state is State.FAILED:
        assert isinstance(job.error, NameExists)
    if state is State.DECIDING:
        question = bench.item(job.id).question
        assert question is not None
        assert question.there is not None
        assert question.there.size == len("theirs")
        bench.queue.decide(job.id, Decision.NEW_VERSION)
        bench.finish(ids)
        assert bench.content("plan.pdf") == b"mine" * PART
        assert versions(bench) == {"plan.pdf": 2}


def test_a_name_that_is_taken_right_before_a_small_file_is_sent(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked about as if it had been there from the start; the others of the drop go ahead."""
    monkeypatch.setattr(bimplus_tree, "_FRESH", 0.0)
    monkeypatch.setattr(bimplus_tree, "_LONGER", 0)
    fault(bench, path="topology", skip=1, stall=1.0)
    asked, clean = bench.upload(bench.write("plan.txt", "mine"), bench.write("other.txt"))
    bench.until(lambda: bench.server.calls("topology") >= 2)
    bench.other_person_writes("plan.txt", "theirs")
    bench.finish([clean])
    bench.finish([asked], State.DECIDING)
    assert bench.content("plan.txt") == b"theirs"
    bench.queue.decide(asked, Decision.KEEP_BOTH)
    bench.finish([asked])
    assert bench.content("plan (2).txt") == b"mine"


@pytest.mark.parametrize("size", [1000, 3 * PART])
def test_a_server_that_says_that_a_name_is_taken_when_it_is_not(bench: Bench, size: int) -> None:
    """It may come to its senses; if not, that is no reason to go on for ever."""
    content = os.urandom(size)
    skip = 0 if size < PART else 2
    fault(bench, path="attachments(/chunked)?[?]Doc", skip=skip, status=409)
    bench.finish(bench.upload(bench.write("plan.pdf", content)))
    assert bench.content("plan.pdf") == content
    fault(bench, path="attachments(/chunked)?[?]Doc", times=None, status=409)
    other = bench.write("other.pdf", content)
    (job,) = bench.finish(bench.upload(other, decision=Decision.FAIL), State.FAILED)
    assert isinstance(job.error, NameExists)
    (job,) = bench.finish(bench.upload(other), State.DECIDING)
    bench.queue.decide(job.id, Decision.NEW_VERSION)
    (job,) = bench.finish([job.id], State.FAILED)
    assert isinstance(job.error, NameExists)
    assert bench.remote_names() == ["plan.pdf"]


# ------------------------------------------------------------------------------------------- on the way


def test_an_upload_goes_on_in_a_later_run(bench: Bench, restart: Restart) -> None:
    content = os.urandom(8 * PART)
    fault(bench, path="chunked", skip=5, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("chunked") == 6)
    restart()
    (job,) = bench.finish(ids)
    assert bench.content("model.ifc") == content
    # Nothing was sent twice: of the sixth the server had got nothing.
    assert bench.server.calls("chunked") == 3
    assert (job.done, job.size, job.check) == (len(content), len(content), Check.SIZE)
    (down,) = bench.finish(bench.download(bench.remote("model.ifc")))
    assert bench.item(down.id).check is Check.HASH
    assert versions(bench) == {"model.ifc": 1}


def test_a_part_whose_answer_was_lost_is_the_only_one_sent_again(bench: Bench, restart: Restart) -> None:
    content = os.urandom(8 * PART)
    fault(bench, path="chunked", skip=4, times=None, stall=60, after=1)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("chunked") == 5)
    restart()
    bench.finish(ids)
    assert bench.content("model.ifc") == content
    assert bench.server.calls("chunked") == 4


@pytest.mark.parametrize(
    ("decision", "size"),
    [
        (Decision.ASK, 1000),
        (Decision.NEW_VERSION, 1000),
        (Decision.KEEP_BOTH, 0),
        (Decision.KEEP_BOTH, 3 * PART),
        (Decision.FAIL, 3 * PART),
    ],
)
def test_a_file_that_arrived_when_the_process_was_killed(bench: Bench, decision: Decision, size: int) -> None:
    """The answer to its last request never came: nobody is asked, and there is no twin, no version more."""
    content = os.urandom(size)
    skip = 2 if size > PART else 0
    fault(bench, path="attachments(/chunked)?[?]Doc", skip=skip, times=None, stall=60, after=1)
    ids = bench.upload(bench.write("plan.pdf", content), decision=decision)
    bench.until(lambda: bench.is_remote("plan.pdf"))
    kill_and_start(bench)
    bench.finish(ids)
    assert sent(bench) == 0
    assert versions(bench) == {"plan.pdf": 1}
    assert bench.content("plan.pdf") == content


@pytest.mark.parametrize("size", [1000, 3 * PART])
def test_a_version_that_arrived_when_the_process_was_killed(bench: Bench, size: int) -> None:
    bench.finish(bench.upload(bench.write("plan.pdf", "old")))
    content = os.urandom(size)
    fault(bench, path="versions", skip=2 if size > PART else 0, times=None, stall=60, after=1)
    ids = bench.upload(bench.write("new/plan.pdf", content), decision=Decision.NEW_VERSION)
    bench.until(lambda: versions(bench) == {"plan.pdf": 2})
    kill_and_start(bench)
    bench.finish(ids)
    assert sent(bench) == 0
    assert versions(bench) == {"plan.pdf": 2}
    assert bench.content("plan.pdf") == content


@pytest.mark.parametrize("target", ["attachments", "versions"])
@pytest.mark.parametrize("size", [1000, 3 * PART])
def test_a_lost_answer_is_looked_up(bench: Bench, target: str, size: int) -> None:
    if target == "versions":
        bench.finish(bench.upload(bench.write("plan.pdf", "old")))
    content = os.urandom(size)
    path = "versions" if target == "versions" else "attachments(/chunked)?[?]Doc"
    bench.server.reset_counters()
    fault(bench, path=path, skip=2 if size > PART else 0, lose_answer=True)
    bench.finish(bench.upload(bench.write("new/plan.pdf", content), decision=Decision.NEW_VERSION))
    assert sent(bench) == (3 if size > PART else 1)
    assert versions(bench) == {"plan.pdf": 2 if target == "versions" else 1}
    assert bench.content("plan.pdf") == content


def test_a_name_that_was_taken_while_the_program_was_closed(bench: Bench) -> None:
    fault(bench, path="chunked", skip=2, times=None, stall=60)
    content = os.urandom(4 * PART)
    ids = bench.upload(bench.write("plan.pdf", content))
    bench.until(lambda: bench.server.calls("chunked") == 3)
    bench.queue._engine.flush(30)
    bench.other_person_writes("plan.pdf", "theirs")
    kill_and_start(bench)
    bench.finish(ids, State.DECIDING)
    # It was noticed before more of it was sent.
    assert sent(bench) == 0
    bench.queue.decide(ids[0], Decision.KEEP_BOTH)
    bench.finish(ids)
    assert bench.content("plan.pdf") == b"theirs"
    assert bench.content("plan (2).pdf") == content


@pytest.mark.parametrize("how", ["expired", "out of order"])
def test_an_upload_that_the_server_forgot_begins_again_and_says_so(bench: Bench, how: str) -> None:
    content = os.urandom(5 * PART)
    rule = {"stall": 1.0} if how == "expired" else {"status": 400, "body": "The next chunk begins at 0."}
    fault(bench, path="chunked", skip=2, **rule)
    fault(bench, path="chunked", skip=4, stall=1.0)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("chunked") >= 3)
    if how == "expired":
        bench.server.bimplus_action("expire-uploads")
    bench.until(lambda: "from the start" in bench.item(ids[0]).note)
    bench.finish(ids)
    assert bench.content("model.ifc") == content
    assert versions(bench) == {"model.ifc": 1}


def test_pausing_and_cancelling_act_at_once(bench: Bench) -> None:
    content = os.urandom(4 * PART)
    fault(bench, path="chunked", skip=2, times=None, stall=60)
    ids = bench.upload(bench.write("model.ifc", content), bench.write("plan.pdf", content))
    bench.until(lambda: bench.server.calls("chunked") >= 4)
    begun = time.monotonic()
    bench.queue.pause(ids)
    bench.until(lambda: {bench.job(job_id).state for job_id in ids} == {State.PAUSED})
    bench.until(lambda: not bench.queue._engine.running)
    bench.queue.cancel(ids[1:])
    bench.until(lambda: bench.job(ids[1]).state is State.CANCELLED)
    assert time.monotonic() - begun < 5
    bench.server.clear_faults()
    before = bench.server.calls("chunked")
    bench.queue.resume(ids[:1])
    bench.finish(ids[:1])
    # What had come is not sent again.
    assert bench.server.calls("chunked") - before <= 3
    assert bench.remote_names() == ["model.ifc"]
    assert bench.content("model.ifc") == content


def test_cancelling_at_the_very_end_says_that_it_may_be_there(bench: Bench) -> None:
    fault(bench, path="chunked", skip=2, times=None, stall=60, after=1)
    ids = bench.upload(bench.write("model.ifc", os.urandom(3 * PART)))
    bench.until(lambda: bench.is_remote("model.ifc"))
    bench.queue.cancel(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.CANCELLED)
    assert "look whether it is there" in bench.item(ids[0]).note


# ------------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize(
    "rule",
    [
        {"status": 503},
        {"status": 503, "retry_after": 0.3},
        {"status": 429, "retry_after": 0.3},
        {"status": 500, "body": "<html>gateway</html>"},
        {"status": 401},
        {"drop": "request", "after": 5000},
        {"drop": "answer"},
        {"lose_answer": True},
        {"status": 200, "body": "junk"},
    ],
    ids=lambda rule: " ".join(f"{name} {value}" for name, value in rule.items())[:30],
)
def test_what_passes_by_itself(bench: Bench, rule: dict[str, object]) -> None:
    content = os.urandom(4 * PART)
    for number in range(5):
        bench.write(f"Plans/plan {number}.txt", f"text {number}")
    fault(bench, path="chunked", skip=1, **rule)
    fault(bench, path="chunked", skip=3, **rule)
    # A request that is refused twice ends the sign-in, and the fourth may be the second once more.
    for skip in (1,) if rule.get("status") == 401 else (1, 3):
        fault(bench, path="attachments[?]Doc", skip=skip, **rule)
    ids = bench.upload(bench.write("model.ifc", content), bench.local / "sources" / "Plans")
    bench.finish(ids)
    assert bench.content("model.ifc") == content
    assert bench.remote_names() == [
        "Plans/",
        *(f"Plans/plan {number}.txt" for number in range(5)),
        "model.ifc",
    ]
    assert [bench.content("Plans", f"plan {number}.txt") for number in range(5)] == [
        f"text {number}".encode() for number in range(5)
    ]


@pytest.mark.parametrize(("status", "kind"), [(403, AccessDenied), (413, Unsupported), (507, ServerFailed)])
def test_what_does_not_pass_is_said_in_the_server_s_words(
    bench: Bench, status: int, kind: type[Exception]
) -> None:
    """No page says how a full team answers: whatever it is, the message is shown, and the others go on."""
    rule = {"status": status, "body": {"message": "The team's storage is full."}}
    fault(bench, path="attachments[?]Doc.*", times=None, **rule)
    (small,) = bench.finish(bench.upload(bench.write("plan.pdf")), State.FAILED)
    assert isinstance(small.error, kind)
    assert "storage is full" in small.error.sentence
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(2 * PART))))
    bench.server.clear_faults()
    bench.queue.retry([small.id])
    bench.finish([small.id])
    assert bench.remote_names() == ["model.ifc", "plan.pdf"]


def test_a_right_that_is_missing(shared_2023: StandIn, make_bench: Callable[..., Bench]) -> None:
    """From the start, and from the middle of an upload on."""
    bench = make_bench(shared_2023, kind=BIMPLUS, user=1)
    name = accounts(shared_2023, BIMPLUS)[1]["username"]

    def role(text: str) -> None:
        shared_2023.bimplus_action("set-role", project=PROJECT, user=name, role=text)

    role("viewer")
    try:
        ids = bench.upload(bench.write("plan.pdf"), bench.write("tree/a.txt").parent)
        bench.finish(ids, State.FAILED)
        refused = [item.error for job_id in ids for item in bench.queue.items(job_id)]
        assert {type(error) for error in refused} == {AccessDenied}
        assert bench.remote_names() == []
        role("editor")
        bench._clouds[SITE].close()
        bench._clouds[SITE] = open_cloud(shared_2023, 1, BIMPLUS)
        bench.queue.retry(ids)
        bench.until(lambda: {bench.job(job_id).state for job_id in ids} == {State.DONE})
        shared_2023.reset_counters()
        fault(bench, path="chunked", skip=1, stall=1.0)
        ids = bench.upload(bench.write("model.ifc", os.urandom(4 * PART)))
        bench.until(lambda: shared_2023.calls("chunked") >= 2)
        role("viewer")
        (job,) = bench.finish(ids, State.FAILED)
        assert isinstance(job.error, AccessDenied)
        assert bench.remote_names() == ["plan.pdf", "tree/", "tree/a.txt"]
    finally:
        role("editor")


def test_a_sign_in_that_ends_in_the_middle(bench: Bench) -> None:
    """One of a password cannot be renewed: it waits for the person, and goes on where it was."""
    content = os.urandom(6 * PART)
    fault(bench, path="chunked", skip=3, stall=1.0)
    ids = bench.upload(bench.write("model.ifc", content))
    bench.until(lambda: bench.server.calls("chunked") >= 4)
    bench.server.bimplus_action("expire-tokens")
    (job,) = bench.finish(ids, State.PAUSED)
    assert isinstance(job.error, AuthExpired)
    bench.sign_in_again()
    bench.cloud.close()
    bench.cloud = open_cloud(bench.server, kind=BIMPLUS)
    bench.server.reset_counters()
    bench.queue.resume(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.DONE)
    assert bench.content("model.ifc") == content
    assert bench.server.calls("chunked") <= 3


def test_a_server_that_is_restarted_in_the_middle(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]
) -> None:
    """Both ways at once."""
    server = start_standin()
    bench = make_bench(server, kind=BIMPLUS)
    content = os.urandom(8 * PART)
    bench.finish(bench.upload(bench.write("down.ifc", os.urandom(6_000_000))))
    fault(bench, path="download", stall=60, after=5_000_000)
    fault(bench, path="chunked", skip=4, stall=60)
    server.reset_counters()
    up = bench.upload(bench.write("up.ifc", content))
    down = bench.download(bench.remote("down.ifc"))
    bench.until(lambda: server.calls("chunked") >= 5 and bench.job(down[0]).done > 4_000_000)
    server.kill()
    bench.until(lambda: all(bench.job(job).note.startswith("Waiting") for job in up + down))
    server.start()
    bench.queue.network_changed()
    bench.finish(up + down)
    assert bench.content("up.ifc") == content
    assert server.calls("chunked") <= 5
    assert (bench.target / "down.ifc").stat().st_size == 6_000_000
    assert versions(bench)["up.ifc"] == 1


# ------------------------------------------------------------------------------------------- others meanwhile


def test_the_file_that_was_to_get_a_version_is_deleted_meanwhile(bench: Bench) -> None:
    """What was to be its next version becomes a new file: nothing is lost."""
    bench.finish(bench.upload(bench.write("plan.pdf", "old")))
    there = bench.remote("plan.pdf")
    content = os.urandom(4 * PART)
    fault(bench, path="chunked", skip=1, stall=1.0)
    ids = bench.upload(bench.write("new/plan.pdf", content), decision=Decision.NEW_VERSION)
    bench.until(lambda: bench.server.calls("chunked") >= 2)
    bench.server.bimplus_action("delete-attachment", id=attachment_id(there))
    bench.finish(ids)
    assert bench.content("plan.pdf") == content
    assert versions(bench) == {"plan.pdf": 1}


@pytest.mark.parametrize("size", [1000, 4 * PART])
def test_a_folder_that_is_deleted_meanwhile_is_made_again(bench: Bench, size: int) -> None:
    content = os.urandom(size)
    source = bench.write("Plans/model.ifc", content).parent
    fault(bench, path="attachments(/chunked)?[?]Doc", skip=1 if size > PART else 0, stall=1.0)
    ids = bench.upload(source)
    bench.until(lambda: sent(bench) >= (2 if size > PART else 1))
    bench.cloud.delete(bench.remote("Plans"))
    bench.finish(ids)
    assert bench.remote_names() == ["Plans/", "Plans/model.ifc"]
    assert bench.content("Plans", "model.ifc") == content
    stray = bench.cloud.entry(bench.folder.place)
    assert "model.ifc" not in {entry.name for entry in bench.cloud.children(stray, limit=500).entries}


def test_the_folder_of_the_drop_is_deleted_meanwhile(bench: Bench) -> None:
    fault(bench, path="attachments[?]Doc", stall=1.0)
    ids = bench.upload(bench.write("plan.pdf"))
    bench.until(lambda: sent(bench) >= 1)
    bench.cloud.delete(bench.folder)
    (job,) = bench.finish(ids, State.FAILED)
    assert isinstance(job.error, NotFound)


# ------------------------------------------------------------------------------------------- downloads


def test_a_download_goes_on_where_it_was(bench: Bench, restart: Restart) -> None:
    content = os.urandom(9_000_000)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    fault(bench, path="download", times=None, stall=60, after=6_000_000)
    ids = bench.download(bench.remote("model.ifc"))
    bench.until(lambda: came(bench, *ids) >= 5_000_000)
    saved(bench, lambda: bench.left_parts())
    restart()
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == content
    assert bench.item(ids[0]).check is Check.HASH
    (record,) = [
        one
        for one in bench.server.records(bench._recorded)[-50:]
        if one["path"].endswith("download") and not one["fault"]
    ][-1:]
    assert record["status"] == 206


def test_a_content_that_changed_meanwhile_is_fetched_from_the_start(bench: Bench) -> None:
    bench.finish(bench.upload(bench.write("model.ifc", os.urandom(9_000_000))))
    there = bench.remote("model.ifc")
    fault(bench, path="download", times=None, stall=60, after=6_000_000)
    ids = bench.download(there)
    bench.until(lambda: came(bench, *ids) >= 5_000_000)
    bench.queue.pause(ids)
    bench.until(lambda: bench.job(ids[0]).state is State.PAUSED)
    bench.server.clear_faults()
    bench.server.bimplus_action("write-version", id=attachment_id(there), text="new")
    bench.queue.resume(ids)
    bench.finish(ids)
    assert (bench.target / "model.ifc").read_bytes() == b"new"
    assert structure_id(bench.folder) in there.id


def test_a_version_of_the_same_size_and_second_is_another_content(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the copy of the older one is opened, nor the newer one taken for damaged."""
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
    monkeypatch.setattr(convert, "moment", lambda _: moment)
    bench.finish(bench.upload(bench.write("plan.pdf", "mine")))
    there = bench.remote("plan.pdf")
    cache = FileCache(bench.local / "cache", 1 << 20)
    assert cache.bring(bench.cloud, SITE, there, Coming()).read_text() == "mine"
    (job,) = bench.finish(bench.download(there))
    assert job.check is Check.HASH
    bench.server.bimplus_action("write-version", id=attachment_id(there), text="hers")
    now = bench.remote("plan.pdf")
    assert (now.size, now.modified) == (there.size, there.modified)
    assert cache.bring(bench.cloud, SITE, now, Coming()).read_text() == "hers"
    (job,) = bench.finish(bench.download(now, decision=Decision.OVERWRITE))
    assert job.check is Check.SIZE
    assert (bench.target / "plan.pdf").read_text() == "hers"
