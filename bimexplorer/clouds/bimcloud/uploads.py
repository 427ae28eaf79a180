"""How files get into BIMcloud: an `UploadDriver` over batches, upload sessions and parts of a blob server.

The states hold ids of batches and upload sessions, which mean nothing without a session on the blob server;
session ids and tickets are never in them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from bimexplorer.clouds.base import (
    Batch,
    OnExisting,
    PartBody,
    Receipt,
    Span,
    Upload,
    UploadTraits,
)
from bimexplorer.clouds.bimcloud import convert, names
from bimexplorer.clouds.bimcloud.blob_server import BlobServer
from bimexplorer.clouds.bimcloud.content import ContentServers
from bimexplorer.clouds.bimcloud.failures import SessionGone
from bimexplorer.clouds.bimcloud.manager import Manager
from bimexplorer.errors import BatchFailed, CloudError, Unsupported, UploadLost
from bimexplorer.model import Entry
from bimexplorer.words import say

_TRAITS = UploadTraits(
    part_size=8 * 1024 * 1024,
    parallel_parts=4,
    batch_files=100,
    resumable=True,
    hashes=True,
    keeps_versions=False,
)

_CONFLICT = {OnExisting.FAIL: "fail", OnExisting.NEW_VERSION: "overwrite"}

T = TypeVar("T")


class BlobUploads:
    """The `UploadDriver`."""

    def __init__(self, manager: Manager, content: ContentServers) -> None:
        self._manager = manager
        self._content = content
        self._lock = threading.Lock()
        self._server_of_folder: dict[str, str] = {}
        self._unfinished: dict[str, str] = {}
        """Namespace of a batch that this run began or went on with -> server."""

    @property
    def servers_in_use(self) -> frozenset[str]:
        """Servers that hold a batch which a later run may go on with.

        Whether a batch survives the session it was begun in is not documented, so the session is not to be
        ended. A batch that was given up counts too: nobody tells the server, nor this driver.
        """
        with self._lock:
            return frozenset(self._unfinished.values())

    @property
    def traits(self) -> UploadTraits:
        return _TRAITS

    def batch_key(self, folder: Entry) -> str:
        """The id of the blob server that takes new files of this folder; asked once for each folder."""
        with self._lock:
            known = self._server_of_folder.get(folder.id)
        if known is None:
            known = convert.server_id(self._manager.default_blob_server(folder.id))
            with self._lock:
                self._server_of_folder[folder.id] = known
        return known

    def begin_batch(
        self,
        folder: Entry,
        description: str,
        on_existing: OnExisting = OnExisting.FAIL,  # noqa: ARG002 - `finish_batch` is told
    ) -> Batch:
        _need_folder(folder)
        server_id = self.batch_key(folder)
        raw = self._run(server_id, lambda server, session: server.begin_batch_upload(session, description))
        state = {"server": server_id, "batch": convert.new_id(raw), "namespace": convert.namespace(raw)}
        self._in_use(state)
        return Batch(json.dumps(state))

    def begin(self, batch: Batch, folder: Entry, name: str, size: int) -> Upload:
        _need_folder(folder)
        name = names.checked(name)
        state = _state(batch.state, "server", "namespace")
        server_id, namespace = state["server"], state["namespace"]
        path = "/" + "/".join((*folder.path, name))
        self._in_use(state)
        with self._ending(namespace, UploadLost):
            raw = self._run(server_id, lambda server, session: server.begin_upload(session, path, namespace))
        upload = {"server": server_id, "namespace": namespace, "upload": convert.new_id(raw), "path": path}
        return Upload(json.dumps(upload), size, convert.spans(raw))

    def send(self, upload: Upload, span: Span, body: PartBody) -> Upload:
        state = _state(upload.state, "server", "upload", "namespace")
        self._in_use(state)
        sent_before = False

        def put(server: BlobServer, session: str) -> Any:
            nonlocal sent_before
            if sent_before:
                body.rewind()
            sent_before = True
            return server.put_part(session, state["upload"], span, body)

        return replace(upload, confirmed=convert.spans(self._run(state["server"], put)))

    def finish(self, upload: Upload) -> Receipt:
        state = _state(upload.state, "server", "upload")
        return convert.receipt(
            self._run(state["server"], lambda server, session: server.commit_upload(session, state["upload"]))
        )

    def finish_batch(self, batch: Batch, on_existing: OnExisting) -> tuple[Receipt, ...]:
        state = _state(batch.state, "server", "batch", "namespace")
        self._in_use(state)
        with self._ending(state["namespace"], UploadLost, BatchFailed):
            raw = self._run(
                state["server"],
                lambda server, session: server.commit_batch_upload(
                    session, state["batch"], _CONFLICT[on_existing]
                ),
            )
        self._ended(state["namespace"])
        return convert.receipts(raw)

    def _in_use(self, state: dict[str, str]) -> None:
        with self._lock:
            self._unfinished[state["namespace"]] = state["server"]

    def _ended(self, namespace: str) -> None:
        with self._lock:
            self._unfinished.pop(namespace, None)

    @contextmanager
    def _ending(self, namespace: str, *kinds: type[CloudError]) -> Iterator[None]:
        """After an error of these kinds nobody goes on with the batch."""
        try:
            yield
        except kinds:
            self._ended(namespace)
            raise

    def _run(self, server_id: str, call: Callable[[BlobServer, str], T]) -> T:
        try:
            return self._content.run(server_id, call)
        except SessionGone as error:
            raise UploadLost(
                say("The server has forgotten the upload. It begins again."), error.technical
            ) from error


def _need_folder(entry: Entry) -> None:
    if not entry.is_folder:
        raise Unsupported(say("Files can only be put into folders."))


def _state(text: str, *needed: str) -> dict[str, str]:
    """A driver's own JSON back. Raises `UploadLost` if it is not: whatever it was, it begins again."""
    try:
        state = json.loads(text)
    except ValueError:
        state = None
    if not isinstance(state, dict) or any(not isinstance(state.get(name), str) for name in needed):
        raise UploadLost(say("The kept state of the upload cannot be read. It begins again."), "bad state")
    return state
