"""A process killed again and again while it fills a cloud without batches: nothing twice, nothing lost.

BIMX_CAMPAIGN_SEED=12345 pytest -m long tests/transfer/test_bimplus_kills.py -s    # the same points again
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bimexplorer.transfer import portable
from bimexplorer.transfer.status import Limits
from tests.standin import StandIn
from tests.transfer.conftest import BIMPLUS, Bench
from tests.transfer.other_process import Other
from tests.transfer.test_kill_campaign import big_file, contents, mixed_folder

_MIB = 1 << 20
_PART = 8 * _MIB
_BIG = 2_500_000_001
_PATIENCE = 600.0
_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the memory")


class Mortal:
    """The queue of a bench, in processes that are killed."""

    def __init__(self, bench: Bench) -> None:
        bench.queue.stop()
        self.bench = bench
        self.memory = 0
        """Bytes that one of the processes took at most."""
        self.other = Other(bench)
        bench.until(lambda: self.other("working"))

    def kill(self) -> None:
        """And start the next one, which goes on."""
        self.end(kill=True)
        self.other = Other(self.bench)
        self.bench.until(lambda: self.other("working"))

    def end(self, *, kill: bool = False) -> None:
        self.memory = max(self.memory, _peak(self.other.process.pid))
        self.other.end(kill=kill)

    def upload(self, *sources: Path) -> list[int]:
        paths = [str(source) for source in sources]
        ids: list[int] = self.other("upload", paths, portable.entry_out(self.bench.folder), {})
        return ids

    def download(self, *names: str) -> list[int]:
        entries = [portable.entry_out(self.bench.remote(name)) for name in names]
        ids: list[int] = self.other("download", entries, str(self.bench.target))
        return ids

    def done(self, ids: list[int]) -> int:
        return sum(job["done"] for job in self.other("jobs") if job["id"] in ids)

    def finish(self, ids: list[int]) -> None:
        assert self.other("wait", ids, _PATIENCE)
        jobs = [job for job in self.other("jobs") if job["id"] in ids]
        assert {job["state"] for job in jobs} == {"done"}, jobs


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024


@pytest.fixture
def start_mortal(
    start_standin: Callable[..., StandIn], make_bench: Callable[..., Bench]
) -> Iterator[Callable[[], Mortal]]:
    started: list[Mortal] = []

    def start() -> Mortal:
        server = start_standin(rate_limit=1_000_000)
        started.append(Mortal(make_bench(server, kind=BIMPLUS, lanes=Limits().connections)))
        return started[-1]

    yield start
    for mortal in started:
        if mortal.other.process.poll() is None:
            mortal.end(kill=True)


def parts(bench: Bench) -> int:
    return bench.server.calls("chunked$")


@_LINUX
@pytest.mark.long
def test_300_files_and_a_model_of_gigabytes_come_back_identical(start_mortal: Callable[[], Mortal]) -> None:
    mortal = start_mortal()
    bench = mortal.bench
    # What the stand-in keeps, and what comes back; the source is sparse.
    if shutil.disk_usage(bench.local).free < 2 * _BIG + (3 << 30):
        pytest.skip("the disk has no room for two copies of 2.5 GB")
    chance = random.Random(20261122)
    source = mixed_folder(bench.local, "Projekt", 300, 0, chance)
    model = big_file(bench.local, "Modell Größe.ifc", _BIG, chance)
    wanted = {**contents(source), **contents(model)}
    size = sum(path.stat().st_size for path in source.rglob("*.pdf")) + _BIG
    needed = -(-_BIG // _PART)

    bench.server.reset_counters()
    begun = time.monotonic()
    ids = mortal.upload(source, model)
    bench.until(lambda: parts(bench) > needed // 2, _PATIENCE)
    mortal.kill()
    mortal.finish(ids)
    up = time.monotonic() - begun
    again = parts(bench) - needed
    assert again <= 1
    assert set(bench.revisions().values()) == {1}

    begun = time.monotonic()
    ids = mortal.download("Projekt", model.name)
    bench.until(lambda: mortal.done(ids) > size // 2, _PATIENCE)
    mortal.kill()
    mortal.finish(ids)
    down = time.monotonic() - begun
    mortal.end()
    found = {**contents(bench.target / "Projekt"), **contents(bench.target / model.name)}
    assert found == wanted
    print(
        f"{size:,} bytes in {len(wanted)} files; up {size / up / 1e6:.0f} MB/s,"
        f" down {size / down / 1e6:.0f} MB/s with a kill in the middle of each;"
        f" {again} of {needed} chunks sent again; {mortal.memory / _MIB:.0f} MiB of memory at most"
    )
    # Other tests of the run need the disk.
    (bench.target / model.name).unlink()
    for path in (bench.server.folder / "data").rglob("*"):
        if path.is_file() and path.stat().st_size == _BIG:
            path.unlink()


@_LINUX
@pytest.mark.long
def test_folders_killed_at_thirty_points(start_mortal: Callable[[], Mortal]) -> None:
    """Whatever a process was just doing: each file is there once, in one version, and as it was."""
    seed = int(os.environ.get("BIMX_CAMPAIGN_SEED") or random.SystemRandom().randrange(10**6))
    print(f"BIMX_CAMPAIGN_SEED={seed}")
    chance = random.Random(seed)
    mortal = start_mortal()
    bench = mortal.bench
    kills, number = 0, 0
    while kills < 30:
        number += 1
        source = mixed_folder(bench.local, f"Projekt {number}", 150, 3, chance)
        needed = sum(
            -(-path.stat().st_size // _PART) for path in source.rglob("*.ifc") if path.stat().st_size > _PART
        )
        bench.server.reset_counters()
        ids = mortal.upload(source)
        here = 0
        while True:
            time.sleep(chance.uniform(0.05, 0.6))
            if [job["state"] for job in mortal.other("jobs") if job["id"] in ids] == ["done"]:
                break
            mortal.kill()
            kills, here = kills + 1, here + 1
        mortal.finish(ids)
        wanted = contents(source)
        names = [name for name in bench.remote_names() if name.startswith(source.name)]
        assert sorted(name for name in names if not name.endswith("/")) == sorted(wanted)
        # Three files of several parts may be on their way at a kill, each with one part.
        assert parts(bench) <= needed + 3 * here
        assert set(bench.revisions().values()) == {1}
        mortal.finish(mortal.download(source.name))
        assert contents(bench.target / source.name) == wanted
        shutil.rmtree(bench.target / source.name)
        shutil.rmtree(source)
    mortal.end()
