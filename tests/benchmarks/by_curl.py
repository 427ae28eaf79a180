"""The same requests to BIMcloud as the program's, sent by `curl`; then SHA-256 and fsync."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.benchmarks.curl import PART, Curl, Request, Spent, documents
from tests.demo.wire import Store, Wire

AT_ONCE = 4
"""Parts of a large file that travel at a time, as the program has it."""
BATCH = 100


class ByCurl(Curl):
    """A signed-in user's transfers into and out of one remote folder."""

    def __init__(self, wire: Wire, folder: dict[str, Any], work: Path) -> None:
        super().__init__(work)
        self._wire = wire
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
        self.run(
            spent,
            [
                self._part(store, begun["id"], number * PART, part.stat().st_size, part)
                for number, part in enumerate(parts)
            ],
            at_once=AT_ONCE,
        )
        self._one(spent, store, "commit-upload", **{"upload-session-id": begun["id"]})
        self._commit(spent, store, [batch])
        self.hash(spent, [source])
        return spent

    # ------------------------------------------------------------------ small

    def upload_small(self, sources: Sequence[Path], at_once: int) -> Spent:
        """With `at_once` 1 over one connection, one request after the other."""
        spent, store = Spent(), self._store()
        wanted = -(-len(sources) // BATCH)
        batches = self._data(
            self.run(spent, [self._call(store, "begin-batch-upload", description="curl")] * wanted, 1)
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
        begun = self._data(self.run(spent, begins, at_once))
        ids = {document["target-blob-name"].rpartition("/")[2]: document["id"] for document in begun}
        puts = [self._part(store, ids[source.name], 0, source.stat().st_size, source) for source in sources]
        commits = [
            self._call(store, "commit-upload", **{"upload-session-id": ids[source.name]})
            for source in sources
        ]
        if at_once == 1:
            pairs = zip(puts, commits, strict=True)
            self.run(spent, [request for pair in pairs for request in pair], 1)
        else:
            self.run(spent, puts, at_once)
            self.run(spent, commits, at_once)
        self._commit(spent, store, batches)
        self.hash(spent, sources)
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
        self.run(spent, gets, at_once)
        self.hash(spent, files)
        self.timed(spent, ["sync", *map(str, files)])
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
        return self._data(self.run(spent, [self._call(store, operation, **query)], 1))[0]

    def _commit(self, spent: Spent, store: Store, batches: Iterable[dict[str, Any]]) -> None:
        query = {"conflict-behavior": "fail"}
        commits = [
            self._call(store, "commit-batch-upload", **query, **{"batch-upload-session-id": batch["id"]})
            for batch in batches
        ]
        self.run(spent, commits, 1)

    def _data(self, answers: str) -> list[Any]:
        return [document["data"] for document in documents(answers)]
