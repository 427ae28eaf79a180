"""Batches and upload sessions of a blob server: what is begun, which parts came, what becomes visible.

Nothing of a batch is visible before `commit-batch-upload`, which is all or nothing:
* an upload not committed: 12, and the batch stays as it is;
* `conflict-behavior=fail` and any of its paths exists: 20, nothing becomes visible, and the batch stays,
  so that it may be committed with `overwrite`;
* a batch names a path twice: the upload committed last counts.

Parts may come in any order, also at the same time. The very range of a confirmed part may be sent again
and replaces it; any other overlap is 13. An interrupted part leaves nothing confirmed.

Uploads belong to their user: another session of the same user may continue them. With
`uploads_outlive_sessions` off they end with the session they were begun in.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import BlobCode, BlobError, ManagerCode, ManagerError
from bimexplorer.demo.bimcloud.metadata import metadata
from bimexplorer.demo.bimcloud.parts import Digest, Range, merged, overlaps
from bimexplorer.demo.bimcloud.tree import Placement, Tree, check_name, now_ms
from bimexplorer.demo.bimcloud.users import Rights, User
from bimexplorer.demo.content import ContentStore
from bimexplorer.demo.receiving import WrongLength, receive


class Uploads:
    """Of one blob server."""

    def __init__(
        self, server_id: str, config: Config, database: Database, tree: Tree, content: ContentStore
    ) -> None:
        self._server_id = server_id
        self._config = config
        self._database = database
        self._tree = tree
        self._content = content
        self._digests: dict[str, Digest] = {}
        self._arriving: dict[str, list[Range]] = {}

    # Batches --------------------------------------------------------------------------------------

    def begin_batch(self, session_id: str, user: User, description: str) -> dict[str, Any]:
        """The YAML's BlobServerBatchUploadSessionResponse."""
        batch_id, namespace, now = _new_id(), _new_id(), time.time()
        expires = now + self._config.upload_lifetime
        self._database.run(
            "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch_id, namespace, self._server_id, user.id, session_id, description, now, now, expires,
        )  # fmt: skip
        return {
            "id": batch_id,
            "namespace-name": namespace,
            "description": description,
            "last-access-time": int(now * 1000),
            "expiration-time": int(expires * 1000),
            "creation-time": int(now * 1000),
            "events": [],
        }

    def end_session(self, session_id: str) -> None:
        """What the end of a blob-server session does to its batches."""
        if not self._config.uploads_outlive_sessions:
            for row in self._database.rows("SELECT id FROM batches WHERE session_id = ?", session_id):
                self._drop_batch(row["id"])

    def drop_all(self) -> None:
        for row in self._database.rows("SELECT id FROM batches WHERE server_id = ?", self._server_id):
            self._drop_batch(row["id"])

    def _drop_batch(self, batch_id: str) -> None:
        for row in self._database.rows("SELECT id FROM uploads WHERE batch_id = ?", batch_id):
            self._content.discard_upload(row["id"])
            self._digests.pop(row["id"], None)
        self._database.run("DELETE FROM batches WHERE id = ?", batch_id)

    def _batch(self, column: str, value: str, user: User) -> sqlite3.Row:
        for old in self._database.rows("SELECT id FROM batches WHERE expires <= ?", time.time()):
            self._drop_batch(old["id"])
        row = self._database.row(
            f"SELECT * FROM batches WHERE {column} = ? AND server_id = ? AND user_id = ?",  # noqa: S608 - two constants
            value, self._server_id, user.id,
        )  # fmt: skip
        if row is None:
            raise BlobError(BlobCode.BlobNamespaceNotFound, f'No batch upload "{value}"')
        self._touch(row["id"])
        return row

    def _touch(self, batch_id: str) -> None:
        now = time.time()
        expires = now + self._config.upload_lifetime
        self._database.run(
            "UPDATE batches SET accessed = ?, expires = ? WHERE id = ?", now, expires, batch_id
        )
        self._database.run(
            "UPDATE uploads SET expires = ? WHERE batch_id = ? AND expires > ?", expires, batch_id, now
        )

    def commit_batch(self, batch_id: str, behavior: str, user: User, rights: Rights) -> list[dict[str, Any]]:
        """Make the batch visible; the final metadata, in the order the uploads were committed."""
        batch = self._batch("id", batch_id, user)
        if behavior not in ("overwrite", "fail"):
            raise BlobError(BlobCode.GenericError, "conflict-behavior is overwrite or fail")
        uploads = self._database.rows("SELECT * FROM uploads WHERE batch_id = ? ORDER BY committed", batch_id)
        missing = [row["blob_name"] for row in uploads if row["committed"] is None]
        if missing:
            raise BlobError(BlobCode.BatchUploadCommitFailed, f"Not committed yet: {', '.join(missing[:10])}")
        last = {row["blob_name"].lower(): row for row in uploads}
        if behavior == "fail":
            self._check_free(list(last.values()))
        freed: list[str] = []
        with self._database.transaction():
            blob_ids = [self._place(row, user, rights, freed) for row in last.values()]
            for row in uploads:
                self._digests.pop(row["id"], None)
            freed += {row["id"] for row in uploads} - {row["id"] for row in last.values()}
            self._database.run("DELETE FROM batches WHERE id = ?", batch_id)
        for content in freed:
            self._content.discard(content)
        return [self._metadata(blob_id, batch["namespace"]) for blob_id in blob_ids]

    def _check_free(self, uploads: list[sqlite3.Row]) -> None:
        root = self._tree.root_path()
        for row in uploads:
            if self._tree.at(f"{root}{row['blob_name']}".lower()) is not None:
                raise BlobError(BlobCode.BlobAlreadyExists, f"{row['blob_name']} exists already")

    def _place(self, row: sqlite3.Row, user: User, rights: Rights, freed: list[str]) -> str:
        """One upload into the tree; its content file keeps the upload's id as its name."""
        placement = Placement(self._server_id, row["id"], row["hash"], row["size"], user.id)
        try:
            blob_id, former = self._tree.commit_file(row["blob_name"], placement, rights)
        except ManagerError as exc:
            if exc.code is ManagerCode.AccessDeniedError:
                raise BlobError(BlobCode.BlobPermissionDenied, str(exc)) from exc
            raise BlobError(BlobCode.BatchUploadCommitFailed, str(exc)) from exc
        if former is not None:
            freed.append(former)
        return blob_id

    # Uploads --------------------------------------------------------------------------------------

    def begin(self, namespace: str, blob_name: str, user: User, rights: Rights) -> dict[str, Any]:
        batch = self._batch("namespace", namespace, user)
        if not blob_name.startswith("/"):
            raise BlobError(BlobCode.GenericError, f"{blob_name!r} is not a path that begins with /")
        try:
            for segment in blob_name[1:].split("/"):
                check_name(segment)
        except ManagerError as exc:
            raise BlobError(BlobCode.GenericError, str(exc)) from exc
        if not rights.writes(f"{self._tree.root_path()}{blob_name}".lower()):
            raise BlobError(BlobCode.BlobPermissionDenied, f"No permission to write {blob_name}")
        upload_id, now = _new_id(), time.time()
        self._database.run(
            "INSERT INTO uploads (id, batch_id, blob_name, created, accessed, expires)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            upload_id, batch["id"], blob_name, now, now, now + self._config.upload_lifetime,
        )  # fmt: skip
        self._digests[upload_id] = Digest()
        return self.document(self._upload(upload_id, user))

    def expire_all(self) -> None:
        """Every upload session is gone (14) while its batch still stands."""
        for row in self._database.rows(
            "SELECT u.id FROM uploads u JOIN batches b ON b.id = u.batch_id WHERE b.server_id = ?",
            self._server_id,
        ):
            self._content.discard_upload(row["id"])
            self._database.run("DELETE FROM uploads WHERE id = ?", row["id"])

    def _upload(self, upload_id: str, user: User) -> sqlite3.Row:
        now = time.time()
        row = self._database.row(
            "SELECT u.*, b.namespace FROM uploads u JOIN batches b ON b.id = u.batch_id"
            " WHERE u.id = ? AND b.server_id = ? AND b.user_id = ? AND u.committed IS NULL AND u.expires > ?",
            upload_id, self._server_id, user.id, now,
        )  # fmt: skip
        if row is None:
            raise BlobError(BlobCode.UploadSessionNotFound, f'No upload session "{upload_id}"')
        return row

    def document(self, row: sqlite3.Row) -> dict[str, Any]:
        """The YAML's BlobServerUploadSessionResponse; `uploaded-parts` sorted, neighbours merged."""
        now = time.time()
        expires = now + self._config.upload_lifetime
        self._database.run(
            "UPDATE uploads SET accessed = ?, expires = ? WHERE id = ?", now, expires, row["id"]
        )
        self._touch(row["batch_id"])
        return {
            "id": row["id"],
            "target-namespace-name": row["namespace"],
            "target-blob-name": row["blob_name"],
            "target-blob-id": "",
            "last-access-time": int(now * 1000),
            "expiration-time": int(expires * 1000),
            "creation-time": int(row["created"] * 1000),
            "uploaded-parts": [
                {"offset": start, "length": end - start} for start, end in merged(self._parts(row["id"]))
            ],
        }

    def _parts(self, upload_id: str) -> list[Range]:
        """`(start, end)` of each confirmed part, sorted."""
        rows = self._database.rows(
            'SELECT "offset", length FROM parts WHERE upload_id = ? ORDER BY "offset"', upload_id
        )
        return [(row["offset"], row["offset"] + row["length"]) for row in rows]

    async def put_part(
        self, upload_id: str, offset: int, length: int, body: AsyncIterator[bytes], user: User
    ) -> dict[str, Any]:
        """Store a part; the upload session's document.

        Raises:
            BlobError: 14, or 13 for a range or body that cannot be.
        """
        row = self._upload(upload_id, user)
        with self._claimed(upload_id, offset, offset + length):
            known = self._digest_before(upload_id, offset)
            digest = known.state.copy() if known.length == offset else None
            # Until it is whole again, a part that is sent anew is not there.
            self._database.run('DELETE FROM parts WHERE upload_id = ? AND "offset" = ?', upload_id, offset)
            descriptor = self._content.open_upload(upload_id)
            try:
                await receive(descriptor, (offset, offset + length), body, digest)
            except WrongLength as exc:
                raise BlobError(BlobCode.InvalidBlobContentPart, str(exc)) from exc
            finally:
                os.close(descriptor)
            row = self._upload(upload_id, user)
            self._database.run("INSERT INTO parts VALUES (?, ?, ?)", upload_id, offset, length)
            # Unless a part before this one was sent anew meanwhile.
            if digest is not None and self._digests.get(upload_id) is known:
                self._digests[upload_id] = Digest(digest, offset + length)
        return self.document(row)

    @contextmanager
    def _claimed(self, upload_id: str, start: int, end: int) -> Iterator[None]:
        arriving = self._arriving.get(upload_id, [])
        others = [part for part in self._parts(upload_id) if part != (start, end)] + arriving
        if overlaps((start, end), others):
            raise BlobError(
                BlobCode.InvalidBlobContentPart,
                f"The part {start}-{end} overlaps another part of this upload",
            )
        self._arriving[upload_id] = arriving
        arriving.append((start, end))
        try:
            yield
        finally:
            arriving.remove((start, end))
            if not arriving:
                self._arriving.pop(upload_id, None)

    def _digest_before(self, upload_id: str, offset: int) -> Digest:
        """The running digest; begun anew where a part that it holds already is sent again."""
        known = self._digests.get(upload_id)
        if known is None or offset < known.length:
            known = self._digests[upload_id] = Digest()
        return known

    async def commit(self, upload_id: str, user: User) -> dict[str, Any]:
        """Finish one upload; metadata with a temporary blob id, and the hash to compare.

        Raises:
            BlobError: 14, or 15 while parts are missing before the last one.
        """
        row = self._upload(upload_id, user)
        parts = merged(self._parts(upload_id))
        if upload_id in self._arriving or len(parts) > 1 or (parts and parts[0][0] != 0):
            raise BlobError(BlobCode.IncompleteUpload, f"Parts of {row['blob_name']} are missing")
        size = parts[0][1] if parts else 0
        self._content.truncate_upload(upload_id, size)
        known = self._digests.pop(upload_id, None) or Digest()
        if known.length > size:
            known = Digest()
        # Nothing may arrive while the rest is hashed.
        self._arriving[upload_id] = [(0, size + 1)]
        try:
            content_hash = await asyncio.get_running_loop().run_in_executor(
                None, self._content.hash_upload, upload_id, known.length, size, known.state
            )
        finally:
            del self._arriving[upload_id]
        row = self._upload(upload_id, user)
        temporary_id = _new_id()
        self._content.keep_upload(upload_id)
        self._database.run(
            "UPDATE uploads SET committed = (SELECT COALESCE(MAX(committed), 0) + 1 FROM uploads),"
            " temporary_id = ?, hash = ?, size = ? WHERE id = ?",
            temporary_id, content_hash, size, upload_id,
        )  # fmt: skip
        author, now = (user.id, user.username), now_ms()
        return metadata(
            namespace=row["namespace"], blob_name=row["blob_name"], blob_id=temporary_id, size=size,
            content_hash=content_hash, modifier=author, creator=author, modified=now, created=now,
        )  # fmt: skip

    def _metadata(self, blob_id: str, namespace: str) -> dict[str, Any]:
        row = self._database.row(
            "SELECT r.path, r.size, r.modified, b.*, m.username AS modifier, c.username AS creator"
            " FROM resources r JOIN blobs b USING (id)"
            " JOIN users m ON m.id = b.modified_by JOIN users c ON c.id = b.created_by"
            " WHERE r.id = ?",
            blob_id,
        )
        assert row is not None
        return metadata(
            namespace=namespace,
            blob_name=row["path"].removeprefix(self._tree.root_path()),
            blob_id=blob_id,
            size=row["size"],
            content_hash=row["hash"],
            modifier=(row["modified_by"], row["modifier"]),
            creator=(row["created_by"], row["creator"]),
            modified=row["modified"],
            created=row["created"],
            content_revision=row["content_revision"],
            metadata_revision=row["metadata_revision"],
        )


def _new_id() -> str:
    """Blob servers write their ids in capitals."""
    return str(uuid.uuid4()).upper()
