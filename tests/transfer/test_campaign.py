"""Random faults and random wishes: nothing is lost, nothing is doubled, nothing hangs."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.transfer.status import Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import Bench, tree
from tests.transfer.test_roundtrip import sample

_BLOB = [
    "/begin-batch-upload",
    "/begin-upload",
    "/put-blob-content-part",
    "/commit-upload",
    "/commit-batch-upload",
    "/get-blob-content",
]
_MANAGER = ["get-resources-by-criterion", "insert-resource-group", "get-resource"]
_ACTIONS = ["expire-uploads", "expire-batches", "expire-blob-sessions", "expire-tickets"]


def _fault(chance: random.Random) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"status": 503},
        {"retry_after": 0.1},
        {"status": 500},
        {"drop": "request", "after": chance.choice([0, 10, 100_000, 5_000_000])},
        {"drop": "answer", "after": chance.choice([0, 10, 100_000, 5_000_000])},
        {"lose_answer": True},
        {"stall": chance.choice([0.1, 0.5])},
    ]
    return {
        "path": chance.choice(_BLOB * 3 + _MANAGER),
        "skip": chance.randrange(12),
        "times": chance.choice([1, 1, 1, 2, 3]),
        **chance.choice(kinds),
    }


def _wish(bench: Bench, ids: list[int], chance: random.Random) -> None:
    what = chance.randrange(10)
    if what < 2:
        bench.queue.pause(ids)
        bench.until(lambda: bench.job(ids[0]).state is not State.RUNNING)
        bench.queue.resume(ids)
    elif what == 2:
        bench.server.action(chance.choice(_ACTIONS))
    elif what < 6:
        bench.server.fault(**_fault(chance))


def _see_through(bench: Bench, ids: list[int], chance: random.Random) -> None:
    """Until all is done, with accidents on the way; what fails is tried again, as a person would."""
    for _ in range(40):
        _wish(bench, ids, chance)
        if bench.queue.wait(ids, 0.3):
            break
    bench.server.clear_faults()
    for _ in range(5):
        assert bench.queue.wait(ids, 60), bench.queue.jobs()
        states = {bench.job(job_id).state for job_id in ids}
        if states == {State.DONE}:
            return
        for job_id in ids:
            bench.queue.decide(job_id, Decision.NEW_VERSION)
        bench.queue.resume(ids)
        bench.queue.retry(ids)
    problems = [
        (item.name, item.state, item.note, item.error and (item.error.sentence, item.error.technical))
        for job_id in ids
        for item in bench.queue.items(job_id)
        if item.state is not State.DONE
    ]
    pytest.fail(f"Not done: {problems}")


def campaign(bench: Bench, seed: int, files: int) -> None:
    chance = random.Random(seed)
    source = sample(bench.local / "sources" / f"Projekt {seed}", files, seed)
    for number in range(3):
        (source / f"Modell {number}.ifc").write_bytes(os.urandom(chance.randrange(9 << 20, 40 << 20)))
    singles = [bench.write(f"single {seed}/{number}.txt", f"{seed} {number}") for number in range(20)]
    ids = bench.upload(source, *singles, decision=Decision.FAIL)
    _see_through(bench, ids, chance)
    # A lost answer never made a second version. (Trying a failed file again may: that was a decision.)
    for name, revision in bench.revisions().items():
        assert revision <= 2, name
    sent = {name for name in bench.remote_names(bench.remote(source.name)) if not name.endswith("/")}
    assert sent == set(tree(source))
    ids = bench.download(*bench.cloud.children(bench.folder, limit=500).entries, decision=Decision.FAIL)
    _see_through(bench, ids, chance)
    assert tree(bench.target / source.name) == tree(source)
    for path in singles:
        assert (bench.target / path.name).read_bytes() == path.read_bytes()
    assert bench.left_parts() == []


@pytest.mark.parametrize("seed", range(2))
def test_a_short_campaign(shared_2023: StandIn, make_bench: Callable[..., Bench], seed: int) -> None:
    campaign(make_bench(shared_2023), seed, 40)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
def test_a_long_campaign(shared_standin: StandIn, make_bench: Callable[..., Bench], seed: int) -> None:
    campaign(make_bench(shared_standin, lanes=1 + seed % 6), seed, 150)
