"""The same requests as the program's, sent by `curl`; then SHA-256 and fsync by the system's own tools.

Only the time that these programs run is counted: writing their configurations and reading ids out of answers
is not, and the parts of a large file lie ready as files of their own. The processes' start is counted.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.demo.wire import Store, Wire

PART = 8 << 20
AT_ONCE = 4
"""Parts of a large file that travel at a time, as the program has it."""
BATCH = 100
_OPENSSL = shutil.which("openssl")


@dataclass
class Spent:
    """Seconds, on the clock and of the processor; of the former, those of the requests alone."""

    seconds: float = 0.0
    cpu: float = 0.0
    requests: float = 0.0


@dataclass(frozen=True)
class Request:
    """A POST, or a GET into a file."""

    url: str
    body: Path | None = None
    output: Path | None = None

    def lines(self) -> list[str]:
        lines = [f'url = "{self.url}"']
        if self.output is not None:
            return [*lines, f'output = "{self.output}"']
        lines += ['request = "POST"', 'header = "Expect:"']
        return [*lines, f'upload-file = "{self.body}"' if self.body is not None else 'data = ""']


class ByCurl:
    """A signed-in user's transfers into and out of one remote folder."""

    def __init__(self, wire: Wire, folder: dict[str, Any], work: Path) -> None:
        self._wire = wire
        self._work = work
        self._server = wire.get(
            "GET", "get-inherited-default-blob-server-id", {"resource-group-id": folder["id"]}
        )
        self._path = f"/{folder['name']}"

    # ------------------------------------------------------------------ large

    def upload_large(self, source: Path, parts: Sequence[Path]) -> Spent:
        """`parts`: the source cut into pieces of `PART` bytes."""
        spent, store = Spent(), self._store()
        batch = self._one(spent, store, "begin-batch-upload", description="curl")
        begun = self._one(
            spent,
            store,
            "begin-upload",
            **{"namespace-name": batch["namespace-name"], "blob-name": f"{self._path}/{source.name}"},
        )
        self._run(
            spent,
            [
                self._part(store, begun["id"], number * PART, part.stat().st_size, part)
                for number, part in enumerate(parts)
            ],
            at_once=AT_ONCE,
        )
        self._one(spent, store, "commit-upload", **{"upload-session-id": begun["id"]})
        self._commit(spent, store, [batch])
        self._hash(spent, [source])
        return spent

    # ------------------------------------------------------------------ small

    def upload_small(self, sources: Sequence[Path], at_once: int) -> Spent:
        """With `at_once` 1 over one connection, one request after the other."""
        spent, store = Spent(), self._store()
        wanted = -(-len(sources) // BATCH)
        batches = self._data(
            self._run(spent, [self._call(store, "begin-batch-upload", description="curl")] * wanted, 1)
        )
        begins = [
            self._call(
                store,
                "begin-upload",
                **{
                    "namespace-name": batches[number // BATCH]["namespace-name"],
                    "blob-name": f"{self._path}/{source.name}",
                },
            )
            for number, source in enumerate(sources)
        ]
        begun = self._data(self._run(spent, begins, at_once))
        ids = {document["target-blob-name"].rpartition("/")[2]: document["id"] for document in begun}
        puts = [self._part(store, ids[source.name], 0, source.stat().st_size, source) for source in sources]
        commits = [
            self._call(store, "commit-upload", **{"upload-session-id": ids[source.name]})
            for source in sources
        ]
        if at_once == 1:
            pairs = zip(puts, commits, strict=True)
            self._run(spent, [request for pair in pairs for request in pair], 1)
        else:
            self._run(spent, puts, at_once)
            self._run(spent, commits, at_once)
        self._commit(spent, store, batches)
        self._hash(spent, sources)
        return spent

    # ------------------------------------------------------------------ down

    def download(self, blobs: dict[str, str], target: Path, at_once: int) -> Spent:
        """`blobs`: names and ids."""
        spent, store = Spent(), self._store()
        files = [target / name for name in blobs]
        gets = [
            Request(self._call(store, "get-blob-content", **{"blob-id": blob}).url, output=file)
            for blob, file in zip(blobs.values(), files, strict=True)
        ]
        self._run(spent, gets, at_once)
        self._hash(spent, files)
        self._timed(spent, ["sync", *map(str, files)])
        return spent

    # ------------------------------------------------------------------ requests

    def _store(self) -> Store:
        return self._wire.store(self._server)

    def _call(self, store: Store, operation: str, **query: str | int) -> Request:
        text = urlencode({"session-id": store.session_id, **query}, quote_via=quote, safe="")
        return Request(f"{store.url}/blob-store-service/1.0/{operation}?{text}")

    def _part(self, store: Store, upload: str, offset: int, length: int, body: Path) -> Request:
        query: dict[str, str | int] = {"upload-session-id": upload, "offset": offset, "length": length}
        return Request(self._call(store, "put-blob-content-part", **query).url, body)

    def _one(self, spent: Spent, store: Store, operation: str, **query: str) -> Any:
        return self._data(self._run(spent, [self._call(store, operation, **query)], 1))[0]

    def _commit(self, spent: Spent, store: Store, batches: Iterable[dict[str, Any]]) -> None:
        query = {"conflict-behavior": "fail"}
        commits = [
            self._call(store, "commit-batch-upload", **query, **{"batch-upload-session-id": batch["id"]})
            for batch in batches
        ]
        self._run(spent, commits, 1)

    def _run(self, spent: Spent, requests: Sequence[Request], at_once: int) -> str:
        """All of them with one `curl`; the answers that go to no file, one behind the other."""
        options = ["silent", "show-error", "globoff", "no-progress-meter", "tcp-nodelay", "http1.1"]
        options += ['write-out = "%{stderr}%{num_connects} %{http_code}\\n"']
        groups = ["\n".join([*options, *request.lines()]) for request in requests]
        config = self._work / "curl.cfg"
        config.write_text("\nnext\n".join(groups) + "\n", encoding="utf-8")
        command = ["curl", "--config", str(config)]
        if at_once > 1:
            command += ["--parallel", "--parallel-immediate", "--parallel-max", str(at_once)]
        before = spent.seconds
        answer = self._timed(spent, command)
        spent.requests += spent.seconds - before
        told = [line.split() for line in answer.stderr.splitlines()]
        connections = sum(int(line[0]) for line in told)
        statuses = {line[1] for line in told}
        if len(told) != len(requests) or statuses != {"200"} or connections > at_once:
            raise RuntimeError(f"curl: {connections} connections, {statuses}, {answer.stdout[:500]}")
        return answer.stdout

    def _data(self, documents: str) -> list[Any]:
        return [document["data"] for document in _documents(documents)]

    # ------------------------------------------------------------------ programs

    def _hash(self, spent: Spent, files: Sequence[Path]) -> None:
        # openssl uses the processor's own instructions for it, sha256sum often does not.
        command = [_OPENSSL, "dgst", "-sha256"] if _OPENSSL else ["sha256sum"]
        self._timed(spent, [*command, *map(str, files)])

    def _timed(self, spent: Spent, command: list[str]) -> subprocess.CompletedProcess[str]:
        cpu, began = _children(), time.perf_counter()
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        spent.seconds += time.perf_counter() - began
        spent.cpu += _children() - cpu
        if answer.returncode:
            raise RuntimeError(f"{command[0]} ended with {answer.returncode}: {answer.stderr[:500]}")
        return answer


def cut(source: Path, folder: Path) -> list[Path]:
    """A file's parts, as files."""
    parts = []
    with source.open("rb") as whole:
        while block := whole.read(PART):
            part = folder / f"part-{len(parts):05}"
            part.write_bytes(block)
            parts.append(part)
    return parts


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _documents(text: str) -> Iterator[Any]:
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        document, position = decoder.raw_decode(text, position)
        yield document
