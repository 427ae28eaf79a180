"""A blob server (YAML: BlobServer): sessions by ticket, uploads, downloads.

For historical reasons a real one answers an unknown route with 200 and something that is no document; so
does this.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import BodyPartReader, web

from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import BlobCode, BlobError, ManagerError
from bimexplorer.demo.bimcloud.requests import json_body
from bimexplorer.demo.bimcloud.tokens import Signer, TokenExpired, TokenInvalid
from bimexplorer.demo.bimcloud.uploads import Uploads
from bimexplorer.demo.bimcloud.users import User, Users
from bimexplorer.demo.content import ContentStore
from bimexplorer.demo.sending import attachment, send_file

_TYPE = "application/vnd.graphisoft.teamwork."
AUTHENTICATION_REQUEST = _TYPE + "session-service-1.0.authentication-request-1.0+json"
SESSION = _TYPE + "session-service-1.0.session-1.0+json"
BATCH = _TYPE + "blob-store-service-1.0.batch-upload-session-1.0+json"
UPLOAD = _TYPE + "blob-store-service-1.0.upload-session-1.0+json"
METADATA = _TYPE + "blob-store-service-1.0.blob-metadata-1.0+json"
METADATA_LIST = _TYPE + "blob-store-service-1.0.blob-metadata-1.0-list+json"

_READ_BLOCK = 1024 * 1024


def _document(content_type: str, data: object) -> web.Response:
    text = json.dumps({"data-content-type": content_type, "data": data})
    return web.Response(text=text, content_type=content_type)


class BlobServer:
    def __init__(
        self, server_id: str, config: Config, database: Database, users: Users, signer: Signer, uploads:
        Uploads, content: ContentStore,
    ) -> None:  # fmt: skip
        self.server_id = server_id
        self._config = config
        self._database = database
        self._users = users
        self._signer = signer
        self.uploads = uploads
        self._content = content
        self._runtime_id = secrets.token_hex(16)
        self._baking = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        store = "/blob-store-service/1.0"
        return [
            web.get("/application-server-service/get-runtime-id", self.get_runtime_id, allow_head=False),
            web.post("/session-service/1.0/create-session", self.create_session),
            web.get("/session-service/1.0/get-session", self.get_session, allow_head=False),
            web.post("/session-service/1.0/close-session", self.close_session),
            web.post(f"{store}/begin-batch-upload", self.begin_batch_upload),
            web.post(f"{store}/begin-upload", self.begin_upload),
            web.post(f"{store}/put-blob-content-part", self.put_blob_content_part),
            web.post(f"{store}/commit-upload", self.commit_upload),
            web.post(f"{store}/commit-batch-upload", self.commit_batch_upload),
            web.get(f"{store}/get-blob-content", self.get_blob_content, allow_head=False),
            web.route("*", "/{rest:.*}", self.junk),
        ]

    async def junk(self, _request: web.Request) -> web.Response:
        return web.Response(text="<TeamworkServer/> unknown command", content_type="text/plain")

    async def get_runtime_id(self, _request: web.Request) -> web.Response:
        """Not in the YAML: what clients ask to find out which of `connectionUrls` works."""
        return web.json_response(self._runtime_id)

    # Sessions -------------------------------------------------------------------------------------

    async def create_session(self, request: web.Request) -> web.Response:
        try:
            body = await json_body(request)
            username, ticket = body["data"]["username"], body["data"]["ticket"]
        except (ManagerError, TypeError, KeyError) as exc:
            raise BlobError(BlobCode.GenericError, "The body is no authentication request") from exc
        if request.content_type != AUTHENTICATION_REQUEST or not isinstance(ticket, str):
            raise BlobError(BlobCode.GenericError, f"Send {AUTHENTICATION_REQUEST}")
        user = self._ticket_holder(ticket)
        if user is None or user.username != username:
            raise BlobError(
                BlobCode.AuthenticationFailed, "Authentication failed: the ticket is not for this user"
            )
        session_id, now = secrets.token_hex(16), time.time()
        self._database.run(
            "INSERT INTO blob_sessions VALUES (?, ?, ?, ?, ?, ?)",
            session_id, self.server_id, user.id, now, now, now + self._config.blob_session_lifetime,
        )  # fmt: skip
        return self._session_document(session_id)

    def _ticket_holder(self, ticket: str) -> User | None:
        try:
            claims = self._signer.read_ticket(ticket)
        except TokenExpired as exc:
            raise BlobError(
                BlobCode.AccessControlTicketExpired,
                "Authentication failed: access control ticket is expired.",
            ) from exc
        except TokenInvalid as exc:
            raise BlobError(BlobCode.AuthenticationFailed, f"Authentication failed: {exc}") from exc
        if claims["serverId"] != self.server_id:
            raise BlobError(
                BlobCode.AuthenticationFailed, "Authentication failed: the ticket is for another server"
            )
        return self._users.by_id(claims["userId"])

    def _session_document(self, session_id: str) -> web.Response:
        row = self._database.row("SELECT * FROM blob_sessions WHERE id = ?", session_id)
        assert row is not None
        data = {
            "id": row["id"],
            "last-access-time": int(row["accessed"]),
            "expiration-time": int(row["expires"]),
            "creation-time": int(row["created"]),
        }
        return _document(SESSION, data)

    async def get_session(self, request: web.Request) -> web.Response:
        session_id, _user = self._session(request)
        return self._session_document(session_id)

    async def close_session(self, request: web.Request) -> web.Response:
        session_id, _user = self._session(request)
        self._end_session(session_id)
        return web.Response()

    def _end_session(self, session_id: str) -> None:
        self._database.run("DELETE FROM blob_sessions WHERE id = ?", session_id)
        self.uploads.end_session(session_id)

    def expire_sessions(self) -> None:
        for row in self._database.rows("SELECT id FROM blob_sessions WHERE server_id = ?", self.server_id):
            self._end_session(row["id"])

    def _session(self, request: web.Request) -> tuple[str, User]:
        """The session of a request, extended by it.

        Raises:
            BlobError: 11 where there is none of that id here, or none any more.
        """
        now = time.time()
        for old in self._database.rows("SELECT id FROM blob_sessions WHERE expires <= ?", now):
            self._end_session(old["id"])
        session_id = request.query.get("session-id", "")
        row = self._database.row(
            "SELECT user_id FROM blob_sessions WHERE id = ? AND server_id = ?", session_id, self.server_id
        )
        user = self._users.by_id(row["user_id"]) if row else None
        if user is None:
            raise BlobError(BlobCode.SessionNotFound, "Session not found")
        self._database.run(
            "UPDATE blob_sessions SET accessed = ?, expires = ? WHERE id = ?",
            now, now + self._config.blob_session_lifetime, session_id,
        )  # fmt: skip
        return session_id, user

    # Uploads --------------------------------------------------------------------------------------

    async def begin_batch_upload(self, request: web.Request) -> web.Response:
        session_id, user = self._session(request)
        return _document(
            BATCH, self.uploads.begin_batch(session_id, user, request.query.get("description", ""))
        )

    async def begin_upload(self, request: web.Request) -> web.Response:
        _session_id, user = self._session(request)
        query = request.query
        document = self.uploads.begin(
            query.get("namespace-name", ""), query.get("blob-name", ""), user, self._users.rights(user)
        )
        return _document(UPLOAD, document)

    async def put_blob_content_part(self, request: web.Request) -> web.Response:
        _session_id, user = self._session(request)
        query = request.query
        try:
            offset, length = int(query.get("offset", "0")), int(query["length"])
        except (KeyError, ValueError) as exc:
            raise BlobError(BlobCode.InvalidBlobContentPart, "offset and length are whole numbers") from exc
        if offset < 0 or length <= 0 or offset + length >= 2**53:
            raise BlobError(
                BlobCode.InvalidBlobContentPart, f"No part begins at {offset} and has {length} bytes"
            )
        body = _part_body(request)
        return _document(
            UPLOAD,
            await self.uploads.put_part(query.get("upload-session-id", ""), offset, length, body, user),
        )

    async def commit_upload(self, request: web.Request) -> web.Response:
        _session_id, user = self._session(request)
        return _document(
            METADATA, await self.uploads.commit(request.query.get("upload-session-id", ""), user)
        )

    async def commit_batch_upload(self, request: web.Request) -> web.Response:
        _session_id, user = self._session(request)
        query = request.query
        documents = self.uploads.commit_batch(
            query.get("batch-upload-session-id", ""),
            query.get("conflict-behavior", ""),
            user,
            self._users.rights(user),
        )
        return _document(METADATA_LIST, documents)

    # Downloads ------------------------------------------------------------------------------------

    async def get_blob_content(self, request: web.Request) -> web.StreamResponse:
        """A blob's bytes, or the range of them that is asked for (RFC 9110, 14: one range; others give
        everything).
        """
        _session_id, user = self._session(request)
        blob = self._blob(request.query.get("blob-id", ""), user)
        content, etag = await self.content_of(blob)
        disposition = attachment(request.query.get("filename") or blob["name"])
        return await send_file(
            request,
            self._content.path(content),
            etag,
            {"Content-Disposition": disposition},
            "application/octet-stream",
        )

    def _blob(self, blob_id: str, user: User) -> sqlite3.Row:
        row = self._database.row(
            "SELECT r.id, r.name, r.size, r.lowered_path, b.content, b.recipe, b.hash FROM resources r"
            " JOIN blobs b USING (id) WHERE r.id = ? AND r.server_id = ?",
            blob_id,
            self.server_id,
        )
        if row is None or not self._users.rights(user).sees(row["lowered_path"]):
            raise BlobError(BlobCode.BlobNotFound, f'No blob "{blob_id}"')
        return row

    async def content_of(self, blob: sqlite3.Row) -> tuple[str, str]:
        """Content file and hash; those of a sample are made when it is first asked for."""
        async with self._baking:
            row = self._database.row("SELECT content, recipe, hash FROM blobs WHERE id = ?", blob["id"])
            if row is None:
                raise BlobError(BlobCode.BlobNotFound, f'No blob "{blob["id"]}"')
            if row["content"] is not None:
                return row["content"], row["hash"]
            content, content_hash = await asyncio.get_running_loop().run_in_executor(
                None, self._content.bake, row["recipe"], blob["size"]
            )
            self._database.run(
                "UPDATE blobs SET content = ?, hash = ? WHERE id = ? AND content IS NULL",
                content, content_hash, blob["id"],
            )  # fmt: skip
            return content, content_hash


async def _part_body(request: web.Request) -> AsyncIterator[bytes]:
    """A part's bytes: the raw body, which deployed clients send, or the first field of the YAML's
    multipart form.
    """
    if request.content_type == "multipart/form-data":
        try:
            field: Any = await (await request.multipart()).next()
        except ValueError as exc:
            raise BlobError(BlobCode.InvalidBlobContentPart, "The multipart body cannot be read") from exc
        if not isinstance(field, BodyPartReader):
            raise BlobError(BlobCode.InvalidBlobContentPart, "The multipart body has no content")
        while block := await field.read_chunk(_READ_BLOCK):
            yield bytes(block)
    else:
        async for block in request.content.iter_any():
            yield block
