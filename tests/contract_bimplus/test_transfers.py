"""The transfer engine over Bimplus: folders in and out, faults on the way, a new run that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.transfer import plan
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Decision, Limits, State
from tests.contract.parts import all_children, noise, read_all
from tests.contract_bimplus.conftest import Lab
from tests.standin import wait_until
from tests.transfer.conftest import tree

SITE = "site"
DEADLINE = 60.0


class Bench:
    """A queue over one site."""

    def __init__(self, lab: Lab, local: Path) -> None:
        self.lab = lab
        self.local = local
        self.queue = self._new_queue()

    def _new_queue(self) -> TransferQueue:
        self.cloud = self.lab.open()
        queue = TransferQueue(
            lambda _: self.cloud,
            lambda _: None,
            self.local / "transfers.sqlite3",
            self.local / "transfers.lock",
            limits=Limits(connections=4),
        )
        queue.start()
        return queue

    def restart(self) -> None:
        self.queue.stop()
        self.cloud.close()
        self.queue = self._new_queue()

    def finish(self, jobs: list[int]) -> None:
        assert self.queue.wait(jobs, DEADLINE), self.queue.jobs()
        for job_id in jobs:
            job = self.queue.job(job_id)
            assert job is not None
            error = job.error and (job.error.sentence, job.error.technical)
            assert job.state is State.DONE, (error, job.note)


@pytest.fixture
def bench(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(plan, "_FIRST_DELAY", plan._FIRST_DELAY / 10)
    it = Bench(lab, tmp_path)
    yield it
    it.queue.stop()


def sources(folder: Path, big: int = 20_000_001) -> Path:
    """Thirty small files in folders, an empty one, and one of several parts."""
    top = folder / "Projekt Größe"
    for number in range(30):
        path = top / f"sub {number % 3}" / f"Plan {number:02}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise(100 * number, number))
    (top / "Modell 京都.ifc").write_bytes(noise(big))
    return top


def test_a_folder_goes_in_and_comes_out_as_it_was(
    lab: Lab, bench: Bench, cloud: Cloud, folder: Entry, tmp_path: Path
) -> None:
    top = sources(tmp_path)
    bench.finish(bench.queue.upload(SITE, [top], folder))
    there = cloud.entry_at((*folder.path, top.name))
    target = tmp_path / "target"
    target.mkdir()
    bench.finish(bench.queue.download(SITE, [there], target))
    assert tree(target / top.name) == tree(top)
    # Again, as new versions: no file stands there twice.
    (top / "sub 0" / "Plan 00.pdf").write_bytes(b"changed")
    bench.finish(bench.queue.upload(SITE, [top], folder, decision=Decision.NEW_VERSION))
    found = all_children(cloud, cloud.entry_at((*there.path, "sub 0")))
    assert len(found) == 10
    assert read_all(cloud.open_download(found[0])) == b"changed"
    assert dict(found[0].details)["version"] == "2"


@pytest.mark.parametrize(
    "fault",
    [
        {"path": "attachments", "method": "POST", "lose_answer": True, "times": 3},
        {"path": "chunked", "lose_answer": True, "times": 3},
        {"path": "attachments", "method": "POST", "drop": "request", "times": 3},
        {"path": "chunked", "drop": "request", "after": 100_000, "times": 2},
        {"path": "attachments", "status": 500, "times": 3},
        {"path": "chunked", "retry_after": 1},
    ],
)
def test_faults_on_the_way_leave_no_trace(
    lab: Lab, bench: Bench, cloud: Cloud, folder: Entry, tmp_path: Path, fault: dict[str, object]
) -> None:
    top = sources(tmp_path)
    lab.fault(**fault)
    bench.finish(bench.queue.upload(SITE, [top], folder))
    there = cloud.entry_at((*folder.path, top.name))
    sent = tree(top)
    for name in ("sub 0", "sub 1", "sub 2"):
        assert len(all_children(cloud, cloud.entry_at((*there.path, name)))) == 10
    assert len(all_children(cloud, there)) == 4
    target = tmp_path / "target"
    target.mkdir()
    bench.finish(bench.queue.download(SITE, [there], target))
    assert tree(target / top.name) == sent


def test_a_new_run_goes_on_with_the_chunks(
    lab: Lab, bench: Bench, cloud: Cloud, folder: Entry, tmp_path: Path
) -> None:
    big = tmp_path / "model.ifc"
    big.write_bytes(noise(40_000_000))
    lab.fault(path="chunked", skip=2, stall=30, times=1)
    lab.server.reset_counters()
    jobs = bench.queue.upload(SITE, [big], folder)
    wait_until(lambda: lab.server.calls("chunked") >= 3)
    bench.restart()
    bench.finish(jobs)
    (entry,) = all_children(cloud, folder)
    assert read_all(cloud.open_download(entry)) == big.read_bytes()
    # Five parts, and the one that was under way again.
    assert lab.server.calls("chunked") == 6
