"""Random faults, wishes and restarts: nothing is lost, nothing doubled, nothing called done that is not.

BIMX_CAMPAIGN_SEED=123 pytest -m long tests/transfer/test_campaign.py      # thirty seeds from 123 on
"""

from __future__ import annotations

import gc
import os
import random
import threading
import unicodedata
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from bimexplorer.transfer.status import Check, Decision, HistoryRow, Limits, State
from tests.standin import StandIn
from tests.transfer.conftest import BIMCLOUD, BIMPLUS, Bench, tree
from tests.transfer.test_roundtrip import sample

_FIRST = int(os.environ.get("BIMX_CAMPAIGN_SEED", "100"))
_RATE = 30_000_000
_MOVING = {
    BIMCLOUD: [
        "/begin-batch-upload",
        "/begin-upload",
        "/put-blob-content-part",
        "/commit-upload",
        "/commit-batch-upload",
        "/get-blob-content",
    ],
    BIMPLUS: ["/attachments[?]Doc", "/attachments/chunked", "/attachments/chunked", "/download"],
}
"""Calls that bring content, or that it depends on."""
_LOOKING = {
    BIMCLOUD: ["get-resources-by-criterion", "insert-resource-group", "get-resource"],
    BIMPLUS: ["/topology", "/structures/[^/]*$", "/attachments[?]page"],
}
_ACTIONS = {
    BIMCLOUD: ["expire-uploads", "expire-batches", "expire-blob-sessions", "expire-tickets"],
    BIMPLUS: ["expire-uploads"],
}


class Seen:
    """The jobs of one direction, through all restarts: what is done leaves the list with the next one."""

    def __init__(self, bench: Bench, ids: list[int]) -> None:
        self.bench = bench
        self.ids = ids

    @property
    def open(self) -> list[int]:
        """Those that are still listed, and not done."""
        listed = {job.id: job.state for job in self.bench.queue.jobs()}
        return [job for job in self.ids if listed.get(job, State.DONE) is not State.DONE]

    def rows(self) -> tuple[HistoryRow, ...]:
        return self.bench.queue.receipt(self.ids)

    def problems(self) -> list[object]:
        return [
            (item.name, item.state, item.note, item.error and (item.error.sentence, item.error.technical))
            for job in self.open
            for item in self.bench.queue.items(job)
            if item.state is not State.DONE
        ]


def _fault(kind: str, chance: random.Random) -> dict[str, Any]:
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
        "path": chance.choice(_MOVING[kind] * 3 + _LOOKING[kind]),
        "skip": chance.randrange(12),
        "times": chance.choice([1, 1, 1, 2, 3]),
        **chance.choice(kinds),
    }


def _wish(seen: Seen, chance: random.Random) -> None:
    bench = seen.bench
    what = chance.randrange(12)
    if what < 2:
        bench.queue.pause(seen.ids)
        bench.until(lambda: State.RUNNING not in {job.state for job in bench.queue.jobs()})
        bench.queue.resume(seen.ids)
    elif what == 2:
        act = bench.server.action if bench.kind == BIMCLOUD else bench.server.bimplus_action
        act(chance.choice(_ACTIONS[bench.kind]))
    elif what < 6:
        bench.server.fault(**_fault(bench.kind, chance))
    elif what < 8:
        bench.restart()
    elif what == 8:
        # A run of bimx in between: it lists them, and leaves them alone unless it is asked.
        bench.restart(adopt=False)
        bench.queue.resume(seen.ids)
    # So that there is something in the middle of which it can happen.
    bench.queue.set_limits(Limits(bench.lanes, _RATE, _RATE))


def _see_through(seen: Seen, chance: random.Random) -> None:
    """Until all is done, with accidents on the way; what fails is tried again, as a person would.

    Nobody ever decides for a new version: a file that was lost and found again is recognised as ours.
    """
    bench = seen.bench
    for _ in range(40):
        _wish(seen, chance)
        if bench.queue.wait(seen.ids, 0.3) and not seen.open:
            break
    bench.server.clear_faults()
    for _ in range(5):
        assert bench.queue.wait(seen.ids, 60), bench.queue.jobs()
        if not seen.open:
            return
        bench.queue.resume(seen.open)
        bench.queue.retry(seen.open)
    pytest.fail(f"Not done: {seen.problems()}")


def _open_connections(server: StandIn) -> list[object]:
    """From this process to the stand-in."""
    assert server._process is not None
    ports = {
        connection.laddr.port
        for connection in psutil.Process(server._process.pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert ports
    return [
        connection
        for connection in psutil.Process().net_connections("tcp")
        if connection.raddr
        and connection.raddr.port in ports
        and connection.status == psutil.CONN_ESTABLISHED
    ]


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def campaign(bench: Bench, seed: int, files: int) -> None:
    chance = random.Random(seed)
    source = sample(bench.local / "sources" / f"Projekt {seed}", files, seed)
    for number in range(3):
        (source / f"Modell {number}.ifc").write_bytes(os.urandom(chance.randrange(9 << 20, 40 << 20)))
    singles = [bench.write(f"single {seed}/{number}.txt", f"{seed} {number}") for number in range(20)]
    wanted = {
        **{f"{source.name}/{name}": digest for name, digest in tree(source).items()},
        **tree(singles[0].parent),
    }

    up = Seen(bench, bench.upload(source, *singles, decision=Decision.FAIL))
    _see_through(up, chance)
    # Each file once: in the history, on the server, and there in its first version.
    assert {_composed(row.name): row.sha256 for row in up.rows()} == wanted
    assert len(up.rows()) == len(wanted)
    check = Check.HASH if bench.kind == BIMCLOUD else Check.SIZE
    assert {(row.state, row.check) for row in up.rows()} == {(State.DONE, check)}
    sent = [_composed(name) for name in bench.remote_names() if not name.endswith("/")]
    assert sorted(sent) == sorted(wanted)
    assert set(bench.revisions().values()) == {1}

    entries = bench.cloud.children(bench.folder, limit=500).entries
    down = Seen(bench, bench.download(*entries, decision=Decision.FAIL))
    _see_through(down, chance)
    assert len(down.rows()) == len(wanted)
    assert {row.state for row in down.rows()} == {State.DONE}
    assert tree(bench.target) == wanted
    assert bench.left_parts() == []

    bench.close()
    bench.server._http.close()  # the tests' own
    gc.collect()  # connections of lanes that ended with an earlier queue close with their session
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("transfer")] == []
    assert _open_connections(bench.server) == []


@pytest.mark.parametrize("kind", [BIMCLOUD, BIMPLUS])
def test_a_short_campaign(shared_2023: StandIn, make_bench: Callable[..., Bench], kind: str) -> None:
    campaign(make_bench(shared_2023, kind=kind), 0, 40)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(_FIRST, _FIRST + 30))
def test_a_long_campaign(shared_standin: StandIn, make_bench: Callable[..., Bench], seed: int) -> None:
    campaign(make_bench(shared_standin, lanes=1 + seed % 6), seed, 150)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(_FIRST, _FIRST + 30))
def test_a_long_campaign_on_bimplus(
    shared_2023: StandIn, make_bench: Callable[..., Bench], seed: int
) -> None:
    campaign(make_bench(shared_2023, kind=BIMPLUS, lanes=1 + seed % 6), seed, 150)
