"""What goes up comes down again, byte for byte."""

from __future__ import annotations

import os
import random
import unicodedata
from pathlib import Path

import pytest

from bimexplorer.transfer.status import Check, State
from tests.transfer.conftest import BIMPLUS, Bench, tree

_STEMS = [
    "Grundriss Erdgeschoß",
    unicodedata.normalize("NFD", "Übersicht Fassade"),
    "平面図 一階",
    "План этажа",
    "🏠 Modell 👷🏽‍♀️",
    "façade (2)",
    "naïve.tar",
    "κάτοψη",
    "مخطط",
    "a" * 120,
]


def sample(folder: Path, files: int, seed: int = 1) -> Path:
    """Small files in a few folders, an empty folder, an empty file."""
    chance = random.Random(seed)
    for number in range(files):
        path = folder / f"Ebene {number % 7}" / f"{_STEMS[number % len(_STEMS)]} {number:03}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(chance.randrange(10_000)))
    (folder / "leer").mkdir()
    (folder / "leer.txt").write_bytes(b"")
    return folder


@pytest.fixture
def bench(any_bench: Bench) -> Bench:
    return any_bench


def test_one_file(bench: Bench) -> None:
    path = bench.write("plan.pdf", os.urandom(5000))
    (job,) = bench.finish(bench.upload(path))
    assert (job.files, job.files_done, job.size, job.done) == (1, 1, 5000, 5000)
    # Bimplus tells no hash of what it holds; what was sent is known here all the same.
    assert bench.item(job.id).check is (Check.SIZE if bench.kind == BIMPLUS else Check.HASH)
    assert bench.content("plan.pdf") == path.read_bytes()
    (down,) = bench.finish(bench.download(bench.remote("plan.pdf")))
    assert (bench.target / "plan.pdf").read_bytes() == path.read_bytes()
    assert bench.item(down.id).check is Check.HASH
    assert down.local == str(bench.target / "plan.pdf")
    assert bench.queue.active is False


def test_300_small_files_and_a_large_one(bench: Bench) -> None:
    source = sample(bench.local / "sources" / "Projekt", 300)
    (source / "Modell.ifc").write_bytes(os.urandom(1 << 20) * 50)
    (job,) = bench.finish(bench.upload(source))
    assert job.files == 302
    assert bench.is_remote("Projekt", "leer")
    (down,) = bench.finish(bench.download(bench.remote("Projekt")))
    assert tree(bench.target / "Projekt") == tree(source)
    assert (bench.target / "Projekt" / "leer").is_dir()
    assert (down.files, down.size, down.done) == (302, job.size, job.size)
    assert down.name == "Projekt (302 files)"


def test_the_connection_of_an_empty_file_is_used_again(bench_2023: Bench) -> None:
    """There is nothing to read from its answer, which is at its end all the same."""
    bench = bench_2023
    bench.finish(bench.upload(bench.write("empty.txt", b""), bench.write("plan.txt", b"text")))
    empty = bench.cloud.open_download(bench.remote("empty.txt"))
    buffer = memoryview(bytearray(10))
    assert empty.readinto(buffer) == 0
    empty.close()
    assert bench.content("plan.txt") == b"text"
    assert empty.size == 0


def test_many_single_files_share_batches(bimcloud: Bench) -> None:
    paths = [bimcloud.write(f"plan {number}.txt", f"text {number}") for number in range(120)]
    bimcloud.server.reset_counters()
    jobs = bimcloud.finish(bimcloud.upload(*paths))
    assert len(jobs) == 120
    assert bimcloud.server.calls("commit-batch-upload") < 10
    # The target folder is listed a few times, not once for each file.
    assert bimcloud.server.calls("get-resources-by-criterion") < 10
    assert {job.state for job in jobs} == {State.DONE}
    assert bimcloud.content("plan 7.txt") == b"text 7"
