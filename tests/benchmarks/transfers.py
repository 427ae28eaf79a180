"""Transfers against `curl` doing the same work: one large file, many small ones, on a fast and a slow line.

    python tests/benchmarks/transfers.py [--size MIB] [--files N] [--rounds N] [--folder DIR]
                                         [--cloud NAME] [--only PART]

Prints ratios taken in one run, program and `curl` in turns, and fails on none of them: a busy machine is no
defect. Each side sends the same requests to the same stand-in process; `curl` is followed by SHA-256 and
fsync (`curl`), the program does both by itself (`transfer_process`, a new process for each transfer). What
arrives is compared with what was sent.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(_ROOT))

from tests.benchmarks.curl import Spent, cut  # noqa: E402
from tests.benchmarks.scenes import SCENES, Scene  # noqa: E402
from tests.benchmarks.transfer_process import Outcome  # noqa: E402
from tests.standin import running  # noqa: E402

_MIB = 1 << 20
_SMALL = 8 << 10
_SLOW = 40
_SIDE_BY_SIDE = 16
"""Requests at once of the `curl` that is given every advantage with small files."""


@dataclass
class Series:
    """One transfer, measured several times in turns."""

    title: str
    size: int
    """Bytes in all."""
    files: int
    curl: list[Spent] = field(default_factory=list)
    parallel: list[Spent] = field(default_factory=list)
    """`curl` with several requests at once, for small files."""
    ours: list[Outcome] = field(default_factory=list)


# ---------------------------------------------------------------------------------------- transfers


def large(scene: Scene, source: Path, parts: list[Path], rounds: int) -> list[Series]:
    """One file, up and down."""
    size = source.stat().st_size
    up, down = (Series(f"{size / _MIB:.0f} MiB {way}", size, 1) for way in ("up", "down"))
    for _ in range(rounds):
        path, curl = scene.remote()
        up.curl.append(curl.upload_large(source, parts))
        blobs = scene.check_arrived([source], *path)
        target = scene.fresh()
        down.curl.append(curl.download(blobs, target, 1))
        _same([source], target)
        shutil.rmtree(target)
        scene.remove(blobs)

        path, _ = scene.remote()
        up.ours.append(scene.transfer(upload=True, local=source, remote=path))
        blobs = scene.check_arrived([source], *path)
        target = scene.fresh()
        down.ours.append(scene.transfer(upload=False, local=target, remote=[*path, source.name]))
        _same([source], target)
        shutil.rmtree(target)
        scene.remove(blobs)
    return [up, down]


def small(scene: Scene, sources: list[Path], rounds: int, line: str) -> list[Series]:
    """Many files, up and down."""
    size = sum(source.stat().st_size for source in sources)
    up, down = (
        Series(f"{len(sources)} files of 8 KiB {way}, {line}", size, len(sources)) for way in ("up", "down")
    )
    for _ in range(rounds):
        for at_once, ups, downs in (
            (1, up.curl, down.curl),
            (_SIDE_BY_SIDE, up.parallel, down.parallel),
        ):
            path, curl = scene.remote()
            ups.append(curl.upload_small(sources, at_once))
            blobs = scene.check_arrived(sources, *path)
            target = scene.fresh()
            downs.append(curl.download(blobs, target, at_once))
            _same(sources, target)
            shutil.rmtree(target)

        path, _ = scene.remote()
        local = sources[0].parent
        up.ours.append(scene.transfer(upload=True, local=local, remote=path))
        scene.check_arrived(sources, *path, local.name)
        target = scene.fresh()
        down.ours.append(scene.transfer(upload=False, local=target, remote=[*path, local.name]))
        _same(sources, target / local.name)
        shutil.rmtree(target)
    return [up, down]


_SLEEPER = """
import sys, threading, time
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set())).start()
longest, last = 0.0, time.perf_counter()
while not ended.is_set():
    time.sleep(0.005)
    last, before = time.perf_counter(), last
    longest = max(longest, last - before)
print(longest)
"""


@contextmanager
def _sleeper() -> Iterator[list[float]]:
    """A process that does nothing but beat: the longest time it had to wait, when the block has ended.

    What the machine alone, with all else that runs on it, makes of an event loop.
    """
    longest: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-c", _SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield longest
        longest.append(float(process.communicate("")[0]))


def window(scene: Scene, source: Path, sources: list[Path]) -> Iterator[tuple[str, Outcome]]:
    """The same by the program with its window."""
    path, _ = scene.remote()
    small_folder = sources[0].parent
    for what, local, names in (
        (f"{source.stat().st_size / _MIB:.0f} MiB", source, [source.name]),
        (f"{len(sources)} files", small_folder, [small_folder.name]),
    ):
        yield f"{what} up", scene.transfer(upload=True, local=local, remote=path, window=True)
        target = scene.fresh()
        yield f"{what} down", scene.transfer(upload=False, local=target, remote=[*path, *names], window=True)
        shutil.rmtree(target)


def _same(sources: list[Path], folder: Path) -> None:
    for source in sources:
        if _digest(source) != _digest(folder / source.name):
            raise RuntimeError(f"{source.name} came back differently")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_MIB):
            digest.update(block)
    return digest.hexdigest()


# ---------------------------------------------------------------------------------------- telling


def tell(series: list[Series]) -> None:
    """Medians, and ratios of the medians."""
    for one in series:
        one_by_one = "curl" if one.files == 1 else "curl, one request at a time"
        sides = [(one_by_one, one.curl)]
        if one.parallel:
            sides.append((f"curl, {_SIDE_BY_SIDE} requests at once", one.parallel))
        ours = _median(one.ours, "seconds")
        print(f"\n{one.title}")
        for name, runs in sides:
            requests = f"requests alone {_median(runs, 'requests'):.2f} s"
            _row(name, _rate(one, _median(runs, "seconds")), requests)
        _row("BIM Explorer", _rate(one, ours), "each " + ", ".join(f"{run.seconds:.2f}" for run in one.ours))
        for name, runs in sides:
            _row("", f"{_median(runs, 'seconds') / ours:.2f} times {name}")
        memory = max(run.memory for run in one.ours)
        grown = max(run.memory - run.memory_before for run in one.ours)
        _row("memory", f"{memory / _MIB:.0f} MiB at most, {grown / _MIB:.0f} MiB more than before")
        what, amount = ("s/GiB", one.size / (1 << 30)) if one.files == 1 else ("ms/file", one.files / 1000)
        cpu = [_median(runs, "cpu") / amount for runs in (one.ours, one.curl)]
        _row("processor", f"{cpu[0]:.2f} {what}; curl and its tools {cpu[1]:.2f} {what}")


def _row(name: str, *cells: str) -> None:
    print(f"  {name:<28} " + "   ".join(cells))


def _rate(one: Series, seconds: float) -> str:
    if one.files == 1:
        return f"{seconds:7.2f} s  {one.size / _MIB / seconds:7.0f} MiB/s"
    return f"{seconds:7.2f} s  {one.files / seconds:7.0f} files/s"


def _median(runs: list[Any], name: str) -> float:
    return float(statistics.median(getattr(run, name) for run in runs))


def _machine(work: Path) -> str:
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python"
        f" {platform.python_version()}, curl {curl}, files in {work}, {load}"
    )


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"[{what}: {time.monotonic() - began:.0f} s]", file=sys.stderr, flush=True)


def _sources(work: Path, size: int, files: int) -> tuple[Path, list[Path], list[Path]]:
    """The large file, its parts, and the small files; of bytes that cannot be compressed."""
    large_file = work / "model.pln"
    with large_file.open("wb") as file:
        for _ in range(size // _MIB):
            file.write(os.urandom(_MIB))
    parts_folder, small_folder = work / "parts", work / "drawings"
    parts_folder.mkdir()
    small_folder.mkdir()
    small_files = [small_folder / f"drawing-{number:05}.pdf" for number in range(files)]
    for path in small_files:
        path.write_bytes(os.urandom(_SMALL))
    return large_file, cut(large_file, parts_folder), small_files


def main(arguments: list[str] | None = None) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=1024, metavar="MIB", help="of the large file")
    parser.add_argument("--files", type=int, default=2000, metavar="N", help="of 8 KiB each")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of each; one on the slow line")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the files lie; a temporary one")
    parser.add_argument(
        "--only", choices=("large", "small", "slow", "window"), action="append", help="leave the others out"
    )
    parser.add_argument("--cloud", choices=tuple(SCENES), action="append", help="leave the others out")
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Into a file as well, a series is seen when it has ended.
        sys.stdout.reconfigure(line_buffering=True)
    if shutil.which("curl") is None:
        print("There is no curl on this machine, so there is nothing to compare with.", file=sys.stderr)
        return 1
    wanted = options.only or ["large", "small", "slow", "window"]
    clouds = options.cloud or list(SCENES)
    with tempfile.TemporaryDirectory(prefix="bimexplorer-benchmark-", dir=options.folder) as name:
        work = Path(name)
        print(_machine(work))
        sources = _sources(work, options.size * _MIB, options.files)
        for cloud in clouds:
            _of_cloud(cloud, work, sources, options.rounds, wanted)
    return 0


def _of_cloud(
    cloud: str, work: Path, made: tuple[Path, list[Path], list[Path]], rounds: int, wanted: list[str]
) -> None:
    source, parts, sources = made
    with _scene(cloud, work, "fast") as scene:
        print(f"\n{scene.title}")
        if "large" in wanted:
            with _timed("large"):
                tell(large(scene, source, parts, rounds))
        if "small" in wanted:
            with _timed("small"):
                tell(small(scene, sources, rounds, "0 ms"))
        if "window" in wanted:
            with _timed("window"):
                _tell_window(scene, source, sources)
    if "slow" in wanted:
        with _scene(cloud, work, "slow", latency=_SLOW) as scene, _timed("slow"):
            tell(small(scene, sources, 1, f"{_SLOW} ms"))


def _tell_window(scene: Scene, source: Path, sources: list[Path]) -> None:
    print("\nThe window's event loop meanwhile")
    transfers = window(scene, source, sources)
    for _ in range(4):
        with _sleeper() as slept:
            what, outcome = next(transfers)
        _row(
            what,
            f"longest stall {outcome.stall * 1000:.0f} ms"
            f" (its own work {outcome.stall_work * 1000:.0f} ms),"
            f" {outcome.late} above 50 ms, in {outcome.seconds:.1f} s;"
            f" a process that only sleeps {slept[0] * 1000:.0f} ms",
        )


@contextmanager
def _scene(cloud: str, work: Path, name: str, **options: object) -> Iterator[Scene]:
    folder = work / f"{cloud} {name}"
    folder.mkdir()
    # An hour's calls of Bimplus are soon used up.
    with running(folder, record=None, rate_limit=1_000_000, **options) as server:
        scene = SCENES[cloud](server, folder)
        try:
            yield scene
        finally:
            scene.close()


if __name__ == "__main__":
    sys.exit(main())
