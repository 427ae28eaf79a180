"""`bimx` killed at random points and gone on with: what arrives is whole, once, and little travels twice.

Each process is a real one with a profile of its own, behind a proxy that counts. While they die, somebody
looks at both sides all the time: nothing may stand under its final name before it is complete.

    BIMX_CAMPAIGN_SEED=12345 pytest -m long tests/transfer/test_kill_campaign.py -s    # the same points again
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.cli import main
from bimexplorer.transfer.status import Limits
from tests.standin import StandIn
from tests.transfer.proxy import Exchange, Moment, Proxy

_ROOT = Path(__file__).parents[2]
_MIB = 1 << 20
_PART = 8 * _MIB
"""Of an upload, and of what a download may lose: the issue's "one part per lane per kill"."""
_FILE_LANES = 4
"""Parts of one file that travel at once (`UploadTraits.parallel_parts` of BIMcloud)."""
_LANES = Limits().connections
_PATIENCE = 180
_UPLOAD_CALLS = [
    "begin-batch-upload",
    "begin-upload",
    "put-blob-content-part",
    "/commit-upload",
    "/commit-batch-upload",
]


# ---------------------------------------------------------------------------------------- when to kill


@dataclass(frozen=True)
class Kill:
    """One end of a process."""

    when: str
    arm: Callable[[Campaign, subprocess.Popen[str]], None]
    """Arranges for it, right after the process was started."""


def after(seconds: float) -> Kill:
    return Kill(f"after {seconds:.2f} s", lambda campaign, process: campaign.later(seconds, process.kill))


def at(call: str, moment: Moment, skip: int = 0, seconds: float = 0.0) -> Kill:
    """At, or some moments after, a moment of a request."""

    def arm(campaign: Campaign, process: subprocess.Popen[str]) -> None:
        def act(_: Exchange) -> bool:
            if seconds:
                campaign.later(seconds, process.kill)
                return False
            process.kill()
            # What had not left the program when it died does not come to the server either.
            return moment is Moment.BEGUN

        campaign.proxy.when(call, moment, act, skip=skip)

    return Kill(f"{seconds} s after {call} no. {skip + 1}: {moment.value}", arm)


def at_bytes(call: str, count: int) -> Kill:
    """When so many bytes of bodies have travelled since the process began, in either direction."""

    def arm(campaign: Campaign, process: subprocess.Popen[str]) -> None:
        proxy = campaign.proxy
        goal = proxy.sent(call) + proxy.received(call) + count

        def look() -> None:
            if proxy.sent(call) + proxy.received(call) >= goal:
                process.kill()
            elif process.poll() is None:
                campaign.later(0.005, look)

        look()

    return Kill(f"at {count} bytes of {call}", arm)


# ---------------------------------------------------------------------------------------- the campaign


class Campaign:
    """One site behind a proxy, one profile, and processes that die."""

    def __init__(self, server: StandIn, proxy: Proxy, folder: Path, seed: int) -> None:
        self.server = server
        self.proxy = proxy
        self.folder = folder
        self.chance = random.Random(seed)
        self.kills = 0
        self.waste: list[int] = []
        """For each kill the bytes that had travelled and had to travel again."""
        self._timers: list[threading.Timer] = []
        account = server.users[0]
        self._environment = {
            **os.environ,
            **proxy.environment,
            "PYTHONPATH": str(_ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "BIMX_USERNAME": account["username"],
            "BIMX_PASSWORD": account["password"],
        }
        self.run("sites", "add", "bc", "--bimcloud", proxy.address(server.manager))
        self.run("mkdir", "bc:/Campaign")

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = "import sys; from bimexplorer.cli import main; sys.exit(main())"
        profile = self.folder / "profile"
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", command, "--profile", profile, *map(str, arguments)],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *arguments: str | Path) -> str:
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=_PATIENCE)
        assert process.returncode == 0, (arguments, process.returncode, out, err)
        return out

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        self._timers = [known for known in self._timers if known.is_alive()]
        self._timers.append(timer)
        timer.start()

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
            timer.join()

    def killed_and_resumed(self, command: list[str | Path], kills: list[Kill]) -> list[int]:
        """The command, killed at each of these points and gone on with, until it ends by itself.

        Gives the number of exchanges at the end of each run.
        """
        arguments = command
        begun = len(self.proxy.exchanges)
        ends: list[int] = []
        before = self._in_history()
        for kill in [*kills, None]:
            with self.start(*arguments) as process:
                if kill is not None:
                    kill.arm(self, process)
                out, err = process.communicate(timeout=_PATIENCE)
            self.proxy.forget_hooks()
            self._tell(kill, self.proxy.exchanges[ends[-1] if ends else begun :])
            ends.append(len(self.proxy.exchanges))
            if process.returncode == 0:
                break
            assert process.returncode == -signal.SIGKILL, (arguments, process.returncode, out, err)
            self.kills += 1
            if self._unfinished():
                arguments = ["transfers", "resume"]
            elif self._in_history() > before:
                break
        assert not self._unfinished()
        return ends

    def _tell(self, kill: Kill | None, exchanges: list[Exchange]) -> None:
        """For whoever looks into a failure: what travelled in one run."""
        moved = [
            f"{exchange.path.rpartition('/')[2]} {exchange.status} {exchange.sent or exchange.received}"
            for exchange in exchanges
            if "blob-store-service" in exchange.path
        ]
        print(f"{kill.when if kill else 'to the end'}: {'; '.join(moved)}")

    def _listed(self, *options: str) -> list[dict[str, Any]]:
        """What `transfers list` says. In this process: it only looks, and one of its own takes a second."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = main(["--profile", str(self.folder / "profile"), "transfers", "list", "--json", *options])
        assert code == 0, out.getvalue()
        rows: list[dict[str, Any]] = json.loads(out.getvalue())
        return rows

    def _unfinished(self) -> list[str]:
        jobs = self._listed()
        assert not [job for job in jobs if job["state"] == "failed"], jobs
        return [job["name"] for job in jobs if job["state"] not in ("done", "skipped")]

    def _in_history(self) -> int:
        """How many files the journal has seen the end of."""
        return len(self._listed("--finished"))

    # ------------------------------------------------------------------ both ways

    def upload(self, source: Path, kills: list[Kill], lanes: int) -> None:
        wanted = {f"/Campaign/{name}": digest for name, digest in contents(source).items()}
        first = len(self.proxy.exchanges)
        with watching(lambda: self._check_remote(source.name, wanted)):
            ends = self.killed_and_resumed(["put", source, "bc:/Campaign"], kills)
        found = self._remote(source.name)
        assert {path: digest for path, (digest, _) in found.items()} == wanted
        assert {revision for _, revision in found.values()} == {1}, found
        self._count_twice(first, ends, lanes)

    def download(self, source: Path, kills: list[Kill], lanes: int) -> None:
        wanted = contents(source)
        target = self.folder / "target"
        target.mkdir(exist_ok=True)
        seen: dict[Path, tuple[int, int]] = {}
        with watching(lambda: _check_local(target / source.name, source, seen)):
            first = self.proxy.received("get-blob-content")
            self.killed_and_resumed(["get", f"bc:/Campaign/{source.name}", target], kills)
        assert contents(target / source.name) == wanted
        assert [path.name for path in target.rglob("*.part")] == []
        size = sum(path.stat().st_size for path in files(source))
        twice = self.proxy.received("get-blob-content") - first - size
        self.waste.append(twice)
        assert 0 <= twice <= len(kills) * lanes * _PART, f"{twice / _MIB:.1f} MiB twice"

    def _count_twice(self, first: int, ends: list[int], lanes: int) -> None:
        """How much of each run was sent again by a later one."""
        needed: dict[tuple[str, str], Exchange] = {}
        for exchange in self.proxy.exchanges[first : ends[-1]]:
            query = exchange.query
            if "put-blob-content-part" in exchange.path and exchange.sent == int(query["length"]):
                needed[query["upload-session-id"], query["offset"]] = exchange
        for end in ends:
            twice = sum(
                exchange.sent
                for exchange in self.proxy.exchanges[first:end]
                if "put-blob-content-part" in exchange.path and exchange not in needed.values()
            )
            self.waste.append(twice)
            assert twice <= lanes * _PART, f"{twice / _MIB:.1f} MiB twice after one kill"
            first = end

    # ------------------------------------------------------------------ what both sides hold

    def _remote(self, name: str) -> dict[str, tuple[str, int]]:
        """Path -> SHA-256 and content revision, of what is visible below a name."""
        with contextlib.closing(
            sqlite3.connect(f"file:{self.server.folder}/data/bimcloud.sqlite?mode=ro", uri=True)
        ) as database:
            rows = database.execute(
                "SELECT r.path, b.hash, b.content_revision FROM resources r JOIN blobs b USING (id)"
                " WHERE r.path LIKE '%/Campaign/%'"
            ).fetchall()
        found = {}
        for path, text, revision in rows:
            below_root = "/" + path.partition("/")[2]
            if below_root == f"/Campaign/{name}" or below_root.startswith(f"/Campaign/{name}/"):
                found[below_root] = (base64.urlsafe_b64decode(text + "=").hex(), revision)
        return found

    def _check_remote(self, name: str, wanted: dict[str, str]) -> None:
        for path, (digest, revision) in self._remote(name).items():
            assert (digest, revision) == (wanted.get(path), 1), path


def _check_local(target: Path, source: Path, seen: dict[Path, tuple[int, int]]) -> None:
    """What stands under its final name is whole when it is first seen, and never touched again."""
    for path in files(target):
        if path.name.endswith(".part"):
            continue
        found = path.stat()
        if path not in seen:
            # Before its content is looked at: were it still being written, both would be noticed.
            seen[path] = (found.st_ino, found.st_mtime_ns)
            original = source if source.is_file() else source / path.relative_to(target)
            assert found.st_size == original.stat().st_size, path
            assert digest_of(path) == digest_of(original), path
        assert (found.st_ino, found.st_mtime_ns) == seen[path], path


def files(path: Path) -> list[Path]:
    """The file itself, or all below a folder; what disappears meanwhile is none."""
    if path.is_file():
        return [path]
    return [found for found in path.rglob("*") if found.is_file()]


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_MIB):
            digest.update(block)
    return digest.hexdigest()


def contents(source: Path) -> dict[str, str]:
    """`name`, or `name/below/it`, composed -> SHA-256."""
    return {
        unicodedata.normalize("NFC", path.relative_to(source.parent).as_posix()): digest_of(path)
        for path in files(source)
    }


@contextlib.contextmanager
def watching(check: Callable[[], None]) -> Iterator[None]:
    """Check something again and again beside the block; the first failure fails the block."""
    ended = threading.Event()
    problems: list[BaseException] = []
    looks = 0

    def look() -> None:
        nonlocal looks
        while not ended.wait(0.01) and not problems:
            try:
                check()
            except FileNotFoundError:
                continue  # renamed between two looks at it
            except (AssertionError, OSError, sqlite3.Error) as problem:
                problems.append(problem)
            looks += 1

    watcher = threading.Thread(target=look, name="watcher")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    assert not problems, problems[0]
    assert looks > 0


# ---------------------------------------------------------------------------------------- what is sent


def big_file(folder: Path, name: str, size: int, chance: random.Random) -> Path:
    path = folder / "sources" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        # Random stretches with holes between them: quickly made, and no two parts are alike.
        for offset in range(0, size, _MIB):
            file.seek(offset)
            file.write(chance.randbytes(min(4096, size - offset)))
        file.truncate(size)
    return path


def mixed_folder(folder: Path, name: str, small: int, big: int, chance: random.Random) -> Path:
    root = folder / "sources" / name
    for number in range(small):
        path = root / f"Ebene {number % 5}" / f"Plan Ä{number:03}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(chance.choice([0, 1, 2_000, 60_000, 900_000])))
    for number in range(big):
        big_file(root, f"Modell {number}.ifc", chance.randrange(9, 40) * _MIB + number, chance)
    return root


# ---------------------------------------------------------------------------------------- the tests


@pytest.fixture
def make_campaign(
    tmp_path: Path, start_standin: Callable[..., StandIn]
) -> Iterator[Callable[[int], Campaign]]:
    level = logging.getLogger().level  # bimx sets that of the process it owns
    with contextlib.ExitStack() as stack:

        def make(seed: int) -> Campaign:
            proxy = stack.enter_context(contextlib.closing(Proxy()))
            return stack.enter_context(contextlib.closing(Campaign(start_standin(), proxy, tmp_path, seed)))

        yield make
    logging.getLogger().setLevel(level)


def _seed() -> int:
    seed = int(os.environ.get("BIMX_CAMPAIGN_SEED") or time.time_ns() % 1_000_000)
    print(f"BIMX_CAMPAIGN_SEED={seed}")
    return seed


def _told(campaign: Campaign) -> None:
    print(f"{campaign.kills} kills, at most {max(campaign.waste) / _MIB:.2f} MiB twice for one of them")


def test_an_upload_that_is_killed_around_its_end(make_campaign: Callable[[int], Campaign]) -> None:
    """Each time the server has done its part, and the program has not heard of it, or has just heard."""
    campaign = make_campaign(1)
    source = big_file(campaign.folder, "model.ifc", 24 * _MIB + 7, campaign.chance)
    campaign.upload(
        source,
        [
            at("put-blob-content-part", Moment.ANSWERED, skip=1),
            at("/commit-upload", Moment.BEGUN),
            at("/commit-upload", Moment.ANSWERED),
            at("/commit-batch-upload", Moment.BEGUN),
            at("/commit-batch-upload", Moment.ANSWERED),
        ],
        _FILE_LANES,
    )
    assert campaign.kills == 5
    _told(campaign)


def test_a_download_that_is_killed_around_its_end(make_campaign: Callable[[int], Campaign]) -> None:
    campaign = make_campaign(2)
    source = big_file(campaign.folder, "model.ifc", 24 * _MIB + 7, campaign.chance)
    campaign.run("put", source, "bc:/Campaign")
    campaign.proxy.limit(down=32 * _MIB)
    campaign.download(
        source,
        [
            at_bytes("get-blob-content", 5 * _MIB),
            at_bytes("get-blob-content", 9 * _MIB),
            at("get-blob-content", Moment.ENDED),
        ],
        1,
    )
    assert campaign.kills >= 2
    _told(campaign)


def test_a_folder_that_is_killed_both_ways(make_campaign: Callable[[int], Campaign]) -> None:
    campaign = make_campaign(3)
    source = mixed_folder(campaign.folder, "Projekt", 40, 1, campaign.chance)
    campaign.upload(
        source, [at("/commit-upload", Moment.ENDED, skip=20), at("/commit-batch-upload", Moment.SENT)], _LANES
    )
    campaign.download(source, [at("get-blob-content", Moment.ENDED, skip=20)], _LANES)
    assert campaign.kills == 3
    _told(campaign)


def _upload_kill(chance: random.Random) -> Kill:
    kind = chance.randrange(4)
    if kind == 0:
        return after(chance.uniform(0.3, 4.0))
    if kind == 1:
        return at_bytes("put-blob-content-part", chance.randrange(60 * _MIB))
    call = chance.choice(_UPLOAD_CALLS)
    skip = chance.randrange(12) if call == "put-blob-content-part" else 0
    return at(call, chance.choice(list(Moment)), skip, chance.choice([0.0, 0.002, 0.01, 0.05]))


def _download_kill(chance: random.Random) -> Kill:
    kind = chance.randrange(4)
    if kind == 0:
        return after(chance.uniform(0.3, 4.0))
    if kind == 1:
        return at_bytes("get-blob-content", chance.randrange(80 * _MIB))
    moment = chance.choice(list(Moment))
    return at("get-blob-content", moment, 0, chance.choice([0.0, 0.0005, 0.002, 0.01, 0.05, 0.2]))


@pytest.mark.long
def test_a_big_upload_killed_at_fifty_points(make_campaign: Callable[[int], Campaign]) -> None:
    campaign = make_campaign(_seed())
    chance = campaign.chance
    number = 0
    while campaign.kills < 50:
        number += 1
        source = big_file(campaign.folder, f"model {number}.ifc", 200 * _MIB + chance.randrange(_MIB), chance)
        campaign.proxy.limit(up=chance.choice([30, 60, 120]) * _MIB)
        campaign.upload(source, [_upload_kill(chance) for _ in range(chance.randrange(4, 12))], _FILE_LANES)
        source.unlink()
    _told(campaign)


@pytest.mark.long
def test_a_big_download_killed_at_fifty_points(make_campaign: Callable[[int], Campaign]) -> None:
    campaign = make_campaign(_seed())
    chance = campaign.chance
    source = big_file(campaign.folder, "model.ifc", 200 * _MIB + chance.randrange(_MIB), chance)
    campaign.run("put", source, "bc:/Campaign")
    while campaign.kills < 50:
        campaign.proxy.limit(down=chance.choice([30, 60, 120]) * _MIB)
        campaign.download(source, [_download_kill(chance) for _ in range(chance.randrange(4, 12))], 1)
        (campaign.folder / "target" / source.name).unlink()
    _told(campaign)


@pytest.mark.long
def test_folders_killed_at_fifty_points_both_ways(make_campaign: Callable[[int], Campaign]) -> None:
    campaign = make_campaign(_seed())
    chance = campaign.chance
    number = 0
    while campaign.kills < 50:
        number += 1
        source = mixed_folder(campaign.folder, f"Projekt {number}", 150, 3, chance)
        campaign.proxy.limit(up=chance.choice([20, 60]) * _MIB, down=chance.choice([20, 60]) * _MIB)
        campaign.upload(source, [_upload_kill(chance) for _ in range(chance.randrange(3, 8))], _LANES)
        campaign.download(source, [_download_kill(chance) for _ in range(chance.randrange(3, 8))], _LANES)
    _told(campaign)
