"""Uploads in chunks: new attachments, new contents and new versions.

The first request has no `Chunk-FileId`; its answer holds the id for the next ones: `id`, or `fileName` where
`id` is the zero GUID. Which of the two hangs on the file's name (`answers_with_zero_id`). The last chunk's
answer is the attachment, 201.

What is uploaded is locked: a new attachment is in no list and 403 by its id; one that gets a new content or
version cannot be changed otherwise, nor deleted by others, until the last chunk came or the upload expired.

Guesses:
* Answers before the last are 202, or 200 with the zero GUID; their `size` is what the server has by now.
* Chunks come in order. The last one confirmed may be sent again, as its answer may have been lost; anything
  else, a changed total, and a body that is not as long as its range, is 400 and changes nothing.
* A file larger than the team's whole space is 413.
* An id that is unknown, expired, finished or another user's is 404.
* A new first chunk of the same user takes his own lock over, and the unfinished upload is dropped.
* A Document Folder deleted meanwhile is forgotten: the attachment lies in none.
* Content-Disposition and Content-Type count on the first chunk; without a type it is
  application/octet-stream.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
import uuid
import zlib
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus.access import Access, Visit
from bimexplorer.demo.bimplus.arriving import Arrived, Label, media_type
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.attachments import Attachments
from bimexplorer.demo.bimplus.config import Config
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import BimplusError, bad_request, forbidden, not_found
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.bimplus.quirks import ZERO
from bimexplorer.demo.bimplus.structures import check_folder
from bimexplorer.demo.receiving import WrongLength, receive

_RANGE = re.compile(r"bytes (\d{1,18})-(-1|\d{1,18})/(\d{1,18})")


def answers_with_zero_id(file_name: str) -> bool:
    """Whether the answers before the last hide the upload's id in `fileName`."""
    return bool(zlib.crc32(file_name.encode()) & 1)


class Chunks:
    def __init__(
        self,
        config: Config,
        access: Access,
        database: Database,
        attachments: AttachmentStore,
        service: Attachments,
    ) -> None:
        self._config = config
        self._access = access
        self._database = database
        self._store = attachments
        self._service = service
        self._arriving: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.put("/projects/{id}/attachments/chunked", self.create),
            web.put("/objects/{id}/attachments/chunked", self.create),
            web.put("/attachments/{id}/chunked", self.replace),
            web.put("/attachments/{id}/versions/chunked", self.version),
        ]

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project, related_id = visit.related(request.match_info["id"], "ProjectEdit")
        folder_id = check_folder(self._database, project["id"], query(request).get("DocumentFolderId"))
        target = {"project_id": project["id"], "target": "create", "related_id": related_id}
        return await self._chunk(request, visit, {**target, "attachment_id": None, "folder_id": folder_id})

    async def replace(self, request: web.Request) -> web.Response:
        return await self._change(request, "replace")

    async def version(self, request: web.Request) -> web.Response:
        return await self._change(request, "version")

    async def _change(self, request: web.Request, kind: str) -> web.Response:
        visit = self._access.enter(request)
        row = visit.attachment(request.match_info["id"], "ProjectEdit")
        target = {"project_id": row["project_id"], "target": kind, "related_id": row["related_id"]}
        return await self._chunk(request, visit, {**target, "attachment_id": row["id"], "folder_id": None})

    async def _chunk(self, request: web.Request, visit: Visit, target: dict[str, Any]) -> web.Response:
        self.drop_expired()
        start, end, total = _content_range(request)
        upload_id = request.headers.get("Chunk-FileId", "").strip().lower()
        if not upload_id.isascii():
            raise not_found("The upload", repr(upload_id))
        if upload_id in ("", ZERO):
            upload = self._begin(request, visit, target, start, total)
        else:
            upload = self._continue(upload_id, visit, target, start, end, total)
        await self._receive(upload["id"], start, end, request)
        # The attachment may be gone, and its uploads with it.
        upload = self._upload(upload["id"], visit.user_id)
        if end < total:
            return self._so_far(upload, end)
        return self._finish(visit, upload)

    def _begin(
        self, request: web.Request, visit: Visit, target: dict[str, Any], start: int, total: int
    ) -> sqlite3.Row:
        if start:
            raise bad_request("The first chunk begins at 0; later ones name their Chunk-FileId.")
        label = Label.parse(request.headers.get("Content-Disposition", ""))
        if total > visit.team["total_space"]:
            raise BimplusError(413, "The team has no space for a file of this size.")
        if target["attachment_id"] is not None:
            self._take_lock(target["attachment_id"], visit.user_id)
        upload_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
            upload_id, target["project_id"], target["target"], target["related_id"], target["attachment_id"],
            target["folder_id"], label.name, label.file_name,
            media_type(request.headers.get("Content-Type", "")),
            label.classification, label.tag, total, visit.user_id, self._expiry(),
        )  # fmt: skip
        return self._upload(upload_id, visit.user_id)

    def _take_lock(self, attachment_id: str, user_id: str) -> None:
        self._store.check_unlocked([attachment_id], but_by=user_id)
        for row in self._database.rows("SELECT id FROM uploads WHERE attachment_id = ?", attachment_id):
            if row["id"] in self._arriving:
                raise forbidden("A chunk of this file is arriving.")
            self._drop(row["id"])

    def _continue(
        self, upload_id: str, visit: Visit, target: dict[str, Any], start: int, end: int, total: int
    ) -> sqlite3.Row:
        upload = self._upload(upload_id, visit.user_id)
        if any(upload[name] != target[name] for name in ("target", "related_id", "attachment_id")):
            raise bad_request("This Chunk-FileId belongs to another upload.")
        if total != upload["total"]:
            raise bad_request(f"The file has {upload['total']} bytes by its first chunk.")
        again = (start, end) == (upload["last_start"], upload["received"])
        if start != upload["received"] and not again:
            raise bad_request(f"The next chunk begins at {upload['received']}, not at {start}.")
        return upload

    def _upload(self, upload_id: str, user_id: str) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM uploads WHERE id = ? AND user_id = ?", upload_id, user_id)
        if row is None:
            raise not_found("The upload", upload_id)
        return row

    async def _receive(self, upload_id: str, start: int, end: int, request: web.Request) -> None:
        if upload_id in self._arriving:
            raise bad_request("Another chunk of this file is arriving.")
        self._arriving.add(upload_id)
        descriptor = self._store.content.open_upload(upload_id)
        try:
            await receive(descriptor, (start, end), request.content.iter_any(), None)
        except WrongLength as exc:
            raise bad_request(f"The chunk is not as long as its range: {exc}.") from exc
        finally:
            os.close(descriptor)
            self._arriving.discard(upload_id)
            # Of an upload whose first chunk never came whole, nobody learns the id.
            self._database.run(
                "UPDATE uploads SET expires = ? WHERE id = ?", self._expiry() if start else 0, upload_id
            )
        self._database.run(
            "UPDATE uploads SET received = ?, last_start = ?, expires = ? WHERE id = ?",
            end, start, self._expiry(), upload_id,
        )  # fmt: skip

    def _so_far(self, upload: sqlite3.Row, received: int) -> web.Response:
        hidden = answers_with_zero_id(upload["file_name"])
        document = {
            "id": ZERO if hidden else upload["id"],
            "fileName": upload["id"] if hidden else upload["file_name"],
            "type": upload["type"],
            "size": received,
        }
        return web.json_response(document, status=200 if hidden else 202)

    def _finish(self, visit: Visit, upload: sqlite3.Row) -> web.Response:
        # What it was for may be gone by now, or the user's right to it.
        if upload["target"] == "create":
            visit.related(upload["related_id"], "ProjectEdit")
        else:
            visit.attachment(upload["attachment_id"], "ProjectEdit")
        file = Arrived(
            upload["name"], upload["file_name"], upload["type"], upload["classification"], upload["tag"],
            upload["id"], upload["total"],
        )  # fmt: skip
        self._store.content.keep_upload(upload["id"])
        with self._database.transaction():
            self._database.run("DELETE FROM uploads WHERE id = ?", upload["id"])
            attachment_id = self._apply(visit, upload, file)
        return web.json_response(self._service.document(visit, attachment_id), status=201)

    def _apply(self, visit: Visit, upload: sqlite3.Row, file: Arrived) -> str:
        attachment_id: str | None = upload["attachment_id"]
        if attachment_id is None:
            known = "" if answers_with_zero_id(upload["file_name"]) else upload["id"]
            return self._service.keep(
                upload["project_id"], upload["related_id"], file, visit.user_id, upload["folder_id"], known
            )
        if upload["target"] == "version":
            self._store.add_version(attachment_id, file, visit.user_id)
        else:
            self._store.replace(attachment_id, file, visit.user_id)
        return attachment_id

    # The end of unfinished ones ---------------------------------------------------------------------

    def _expiry(self) -> float:
        return time.time() + self._config.upload_lifetime

    def drop_expired(self, *, at_once: bool = False) -> None:
        """Forget unfinished uploads whose time is over, or all of them; their locks end."""
        for row in self._database.rows(
            "SELECT id FROM uploads WHERE expires <= ? OR ?", time.time(), at_once
        ):
            if row["id"] not in self._arriving:
                self._drop(row["id"])

    def _drop(self, upload_id: str) -> None:
        self._database.run("DELETE FROM uploads WHERE id = ?", upload_id)
        self._store.content.discard_upload(upload_id)


def _content_range(request: web.Request) -> tuple[int, int, int]:
    """Start, end (not included) and total in bytes. Raises 400."""
    match = _RANGE.fullmatch(request.headers.get("Content-Range", "").strip())
    if match is None:
        raise bad_request("Content-Range is bytes <first>-<last>/<total>.")
    start, end, total = int(match[1]), int(match[2]) + 1, int(match[3])
    if (start, end, total) != (0, 0, 0) and not 0 <= start < end <= total:
        raise bad_request("The Content-Range is none.")
    return start, end, total
