"""`<manager>/_standin/actions/...` of `bimexplorer.demo.admin`, the actions of BIMcloud.

Actions:

    expire-access-tokens, expire-refresh-tokens, expire-sessions (2020.2), expire-tickets,
    expire-blob-sessions, expire-uploads (upload sessions, 14), expire-batches (with their uploads, 17)
    obsolete-revisions    the content database was replaced: error 9 until a client starts again from 0
    fail-jobs {"count"}   the next jobs fail halfway
    flip-byte {"path"}    damage the stored content of a blob, hash and size stay
    write-file {"path", "text" | "size", "user"?}   another user uploads a file, or a new version of one
    rename-file {"path", "name", "user"?}, delete-file {"path"}

A `path` is a blob server's: `/folder/file`. `write-file` checks no name: a server may hold names no client
would give. `user` is a user name; the second listed user if left out.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable
from typing import Any

from bimexplorer.demo.admin import Action, Parameters
from bimexplorer.demo.bimcloud.blobserver import BlobServer
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import not_found
from bimexplorer.demo.bimcloud.feed import Feed
from bimexplorer.demo.bimcloud.jobs import Jobs
from bimexplorer.demo.bimcloud.sessions import Sessions
from bimexplorer.demo.bimcloud.tokens import Signer
from bimexplorer.demo.bimcloud.tree import Placement, Tree
from bimexplorer.demo.bimcloud.users import Rights, Users
from bimexplorer.demo.content import ContentStore, hash_text

_EVERYTHING = Rights(hidden=None, writable=None)


class Actions:
    def __init__(
        self, database: Database, tree: Tree, feed: Feed, jobs: Jobs, signer: Signer, users: Users,
        sessions: Sessions, blob_servers: list[BlobServer], content: ContentStore,
    ) -> None:  # fmt: skip
        self._database = database
        self._tree = tree
        self._users = users
        self._jobs = jobs
        self._blob_servers = blob_servers
        self._content = content
        self.table: dict[str, Action] = {
            "expire-access-tokens": lambda _: signer.expire_all("access"),
            "expire-refresh-tokens": lambda _: signer.expire_all("refresh"),
            "expire-tickets": lambda _: signer.expire_all("ticket"),
            "expire-sessions": lambda _: sessions.expire_all(),
            "expire-blob-sessions": lambda _: self._everywhere(BlobServer.expire_sessions),
            "expire-uploads": lambda _: self._everywhere(lambda server: server.uploads.expire_all()),
            "expire-batches": lambda _: self._everywhere(lambda server: server.uploads.drop_all()),
            "obsolete-revisions": lambda _: feed.replace_database(),
            "fail-jobs": self._fail_jobs,
            "flip-byte": self._flip_byte,
            "write-file": self._write_file,
            "rename-file": self._rename_file,
            "delete-file": self._delete_file,
        }

    def _everywhere(self, act: Callable[[BlobServer], None]) -> None:
        for server in self._blob_servers:
            act(server)

    def _fail_jobs(self, parameters: Parameters) -> None:
        self._jobs.failures = int(parameters.get("count", 1))

    def _blob(self, parameters: Parameters) -> Any:
        path = parameters["path"]
        row = self._tree.at(f"{self._tree.root_path()}{path}".lower())
        if row is None or row["type"] != "blob":
            raise not_found(path)
        return row

    def _user_id(self, parameters: Parameters) -> str:
        username = parameters.get("user") or self._users.listed()[1]["username"]
        user = self._users.by_username(username)
        if user is None:
            raise not_found(username)
        return user.id

    async def _flip_byte(self, parameters: Parameters) -> None:
        blob = self._blob(parameters)
        owner = next(server for server in self._blob_servers if server.server_id == blob["server_id"])
        content, _hash = await owner.content_of(blob)
        self._content.flip_byte(content)

    def _write_file(self, parameters: Parameters) -> str:
        path = parameters["path"]
        if "text" in parameters:
            data = str(parameters["text"]).encode()
        else:
            data = random.Random(path).randbytes(int(parameters["size"]))  # noqa: S311 - sample content
        content = uuid.uuid4().hex
        self._content.path(content).write_bytes(data)
        placement = Placement(
            self._blob_servers[0].server_id, content, hash_text(hashlib.sha256(data).digest()), len(data),
            self._user_id(parameters),
        )  # fmt: skip
        with self._database.transaction():
            blob_id, former = self._tree.commit_file(path, placement, _EVERYTHING)
        if former is not None:
            self._content.discard(former)
        return blob_id

    def _rename_file(self, parameters: Parameters) -> None:
        self._tree.rename_blob(
            self._blob(parameters), parameters["name"], _EVERYTHING, self._user_id(parameters)
        )

    def _delete_file(self, parameters: Parameters) -> None:
        content = self._tree.remove(self._blob(parameters))
        if content is not None:
            self._content.discard(content)
