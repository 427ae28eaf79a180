"""The real queue over the real clients of both clouds against the stand-in process; real files."""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.clouds import http
from bimexplorer.clouds.base import Cloud, Connection, Credentials, Service
from bimexplorer.clouds.bimcloud.service import BimcloudService
from bimexplorer.clouds.bimplus.service import GENERATION, BimplusService
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer import plan
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import ItemStatus, JobStatus, Limits, State
from tests.standin import StandIn, wait_until
from tests.transfer.restarts import Restart, kill_and_start, quit_and_start

SITE = "site"
DEADLINE = 60.0
BIMCLOUD, BIMPLUS = "bimcloud", "bimplus"
PROJECT = "Library Extension"
"""Of Bimplus: a sample without documents, in which tests make folders of their own."""


class Store:
    """Credentials in memory, as where there is no keychain."""

    def __init__(self, credentials: Credentials) -> None:
        self._kept: Credentials | None = credentials
        self._lock = threading.RLock()

    def load(self) -> Credentials | None:
        return self._kept

    def save(self, credentials: Credentials) -> None:
        self._kept = credentials

    def clear(self) -> None:
        self._kept = None

    def exclusive(self) -> Any:
        return self._lock


def connection_to(server: StandIn, kind: str = BIMCLOUD) -> tuple[Service, Connection]:
    if kind == BIMCLOUD:
        return BimcloudService(), Connection(server.manager, server.generation, "Test")
    address = server.bimplus["api"].removesuffix("/v2")
    application = server.bimplus["application_id"]
    return BimplusService(), Connection(address, GENERATION, "Test", application_id=application)


def accounts(server: StandIn, kind: str = BIMCLOUD) -> list[dict[str, str]]:
    """`{"username", "password"}`; the first may do everything."""
    return server.users if kind == BIMCLOUD else list(server.bimplus["users"])


def open_cloud(server: StandIn, user: int = 0, kind: str = BIMCLOUD) -> Cloud:
    service, connection = connection_to(server, kind)
    account = accounts(server, kind)[user]
    credentials = service.password_sign_in(connection, account["username"], account["password"])
    return service.open(connection, Store(credentials))


def new_folder(cloud: Cloud, server: StandIn, kind: str = BIMCLOUD) -> Entry:
    """An empty one for a test alone."""
    top = cloud.root()
    if kind == BIMPLUS:
        top = cloud.entry_at((server.bimplus["team"], PROJECT, "Documents"))
    return cloud.create_folder(top, f"Test {uuid.uuid4().int}")


class Bench:
    """A queue, a cloud of its own to look through, a remote folder and a local one."""

    def __init__(
        self, server: StandIn, local: Path, *, kind: str = BIMCLOUD, lanes: int = 4, user: int = 0
    ) -> None:
        self.server = server
        self.kind = kind
        self.local = local
        self.cloud = open_cloud(server, kind=kind)
        self._clouds: dict[str, Cloud] = {SITE: open_cloud(server, user, kind)}
        self._record = server.folder / "record.jsonl"
        self._recorded = self._record.stat().st_size
        server.reset_counters()
        self.refusal: ProgramError | None = None
        """What `open_cloud` raises instead."""
        self.closed = False
        self.changes: list[int] = []
        self.lanes = lanes
        self.profile = local / f"profile-{uuid.uuid4()}"
        self.profile.mkdir()
        self.queue = self.new_queue()
        self.queue.start()
        self.folder = new_folder(self.cloud, server, kind)

    def new_queue(self, **options: Any) -> TransferQueue:
        """A queue of the bench's profile, not started."""
        return TransferQueue(
            self._open,
            self.changes.append,
            self.profile / "transfers.sqlite3",
            self.profile / "transfers.lock",
            limits=Limits(connections=self.lanes),
            **options,
        )

    def restart(self, **options: Any) -> None:
        """As after quitting the program and starting it again."""
        self.queue.stop()
        self.queue = self.new_queue(**options)
        self.queue.start()
        self.until(lambda: self.queue.working)

    def _open(self, site_id: str) -> Cloud:
        if self.refusal is not None:
            raise self.refusal
        return self._clouds[site_id]

    def add_site(self, site_id: str, server: StandIn, kind: str = BIMCLOUD) -> Entry:
        """Another site of the same queue; a folder of its own there."""
        cloud = self._clouds[site_id] = open_cloud(server, kind=kind)
        return new_folder(cloud, server, kind)

    def sign_in_again(self) -> None:
        """What the sites do after a sign-in: a new connection."""
        self._clouds[SITE].close()
        self._clouds[SITE] = open_cloud(self.server, kind=self.kind)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.queue.stop()
        if self.server.running:
            # The stop was under the test's faults; signing out from a server that stalls takes seconds more.
            self.server.clear_faults()
            # Others look for the samples on the first page; who was signed out in the test sees nothing here.
            with contextlib.suppress(ProgramError):
                if self.kind == BIMCLOUD:
                    self.cloud.delete_trees((self.folder,))
        for cloud in (self.cloud, *self._clouds.values()):
            cloud.close()

    # ------------------------------------------------------------------ local

    def write(self, name: str, content: bytes | str = b"content") -> Path:
        path = self.local / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    @property
    def target(self) -> Path:
        path = self.local / "target"
        path.mkdir(exist_ok=True)
        return path

    # ------------------------------------------------------------------ remote

    def remote(self, *names: str) -> Entry:
        return self.cloud.entry_at((*self.folder.path, *names))

    def remote_names(self, folder: Entry | None = None) -> list[str]:
        """Everything below a folder, as `sub/file`, folders with a slash behind."""
        folder = folder or self.folder
        result = []
        cursor = None
        while True:
            page = self.cloud.children(folder, cursor=cursor, limit=500)
            for entry in page.entries:
                if entry.is_folder:
                    result.append(entry.name + "/")
                    result += [f"{entry.name}/{name}" for name in self.remote_names(entry)]
                else:
                    result.append(entry.name)
            cursor = page.cursor
            if cursor is None:
                return sorted(result)

    def content(self, *names: str) -> bytes:
        download = self.cloud.open_download(self.remote(*names))
        with contextlib.closing(download):
            buffer = memoryview(bytearray(1 << 20))
            pieces = []
            while count := download.readinto(buffer):
                pieces.append(bytes(buffer[:count]))
        return b"".join(pieces)

    def is_remote(self, *names: str) -> bool:
        try:
            self.remote(*names)
        except NotFound:
            return False
        return True

    def revisions(self) -> dict[str, int]:
        """File name -> the highest content revision that the server gave since the bench was set up.

        Of Bimplus: path below the bench's folder -> the number of the newest version of what lies there.
        """
        found: dict[str, int] = {}
        if self.kind == BIMPLUS:
            return self._versions(self.folder, "")
        with self._record.open(encoding="utf-8") as lines:
            lines.seek(self._recorded)
            for line in lines:
                if "/commit-batch-upload" in line and self.folder.name in line:
                    names = re.findall(r'"blob-name": "([^"]*)"', line)
                    numbers = re.findall(r'"content-revision": "(\d+)"', line)
                    for name, number in zip(names, map(int, numbers), strict=True):
                        found[name] = max(number, found.get(name, 0))
        return found

    def _versions(self, folder: Entry, prefix: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self.cloud.children(folder, limit=1000).entries:
            if entry.is_folder:
                found |= self._versions(entry, f"{prefix}{entry.name}/")
            else:
                found[prefix + entry.name] = int(dict(entry.details)["version"])
        return found

    def other_person_writes(self, name: str, text: str) -> None:
        """In the bench's folder; of Bimplus always an attachment more, whatever has the name there."""
        if self.kind == BIMPLUS:
            self.server.bimplus_action(
                "write-attachment",
                project=PROJECT,
                fileName=name,
                text=text,
                folder=structure_id(self.folder),
            )
            return
        path = "/" + "/".join((*self.folder.path, name))
        self.server.action("write-file", path=path, text=text, user=self.server.users[0]["username"])

    # ------------------------------------------------------------------ jobs

    def upload(self, *sources: Path, **options: Any) -> list[int]:
        return self.queue.upload(SITE, sources, self.folder, **options)

    def download(self, *entries: Entry, **options: Any) -> list[int]:
        return self.queue.download(SITE, entries, self.target, **options)

    def job(self, job_id: int) -> JobStatus:
        job = self.queue.job(job_id)
        assert job is not None
        return job

    def item(self, job_id: int, name: str = "") -> ItemStatus:
        """The job's item, or the one whose name ends so."""
        items = [item for item in self.queue.items(job_id) if item.name.endswith(name)]
        assert len(items) == 1, items
        return items[0]

    def finish(self, job_ids: list[int], state: State | None = State.DONE) -> list[JobStatus]:
        """Wait until they rest, and see that all are in this state."""
        assert self.queue.wait(job_ids, DEADLINE), self.queue.jobs()
        jobs = [self.job(job_id) for job_id in job_ids]
        if state is not None:
            assert {job.state for job in jobs} == {state}, [
                (job.name, job.state, job.error and (job.error.sentence, job.error.technical), job.note)
                for job in jobs
            ]
        return jobs

    def until(self, condition: Callable[[], Any], seconds: float = DEADLINE) -> Any:
        return wait_until(condition, seconds)

    def left_parts(self) -> list[Path]:
        return list(self.local.rglob("*.part"))


def structure_id(folder: Entry) -> str:
    """Of a Document Folder of Bimplus, as the service knows it."""
    return folder.id.split(":")[3]


def attachment_id(file: Entry) -> str:
    """Of a file of Bimplus, as the service knows it."""
    return file.id.rsplit(":", 1)[1]


def tree(folder: Path) -> dict[str, str]:
    """Relative path, composed -> SHA-256 of the content."""
    return {
        unicodedata.normalize("NFC", path.relative_to(folder).as_posix()): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def _tries_again_soon(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the pauses between tries, which double as ever; a server's own wish is kept to.

    How long they are is proven in `tests/unit` (`test_plan`, `test_http`). Long campaigns have them in full.
    """
    if request.node.get_closest_marker("long") is None:
        monkeypatch.setattr(plan, "_FIRST_DELAY", plan._FIRST_DELAY / 10)
        monkeypatch.setattr(http, "_FIRST_PAUSE", http._FIRST_PAUSE / 10)


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    benches: list[Bench] = []

    def make(server: StandIn, **options: Any) -> Bench:
        bench = Bench(server, tmp_path, **options)
        benches.append(bench)
        return bench

    yield make
    for bench in benches:
        begun = time.monotonic()
        bench.close()
        assert time.monotonic() - begun < 10
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("transfer")]
    assert not left, left
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def bench_2023(shared_2023: StandIn, make_bench: Callable[..., Bench]) -> Bench:
    """For what does not depend on the generation: blob servers speak the same in both."""
    return make_bench(shared_2023)


@pytest.fixture
def bimcloud(shared_standin: StandIn, make_bench: Callable[..., Bench]) -> Bench:
    return make_bench(shared_standin)


@pytest.fixture
def bench(bimcloud: Bench) -> Bench:
    """Another cloud where a test module says so."""
    return bimcloud


@pytest.fixture
def bimplus(shared_2023: StandIn, make_bench: Callable[..., Bench]) -> Bench:
    """A site of the other cloud, on the same process."""
    return make_bench(shared_2023, kind=BIMPLUS)


@pytest.fixture(params=["2023.2", "2020.2", BIMPLUS])
def any_bench(request: pytest.FixtureRequest, make_bench: Callable[..., Bench]) -> Bench:
    """For what a person may expect of every cloud."""
    older = request.param == "2020.2"
    server: StandIn = request.getfixturevalue("shared_2020" if older else "shared_2023")
    return make_bench(server, kind=BIMPLUS if request.param == BIMPLUS else BIMCLOUD)


@pytest.fixture(params=[quit_and_start, kill_and_start], ids=["quit", "killed"])
def restart(request: pytest.FixtureRequest, bench: Bench) -> Restart:
    def act(**options: Any) -> None:
        request.param(bench, **options)

    return act
