"""`_standin/actions/...` of `bimexplorer.demo.admin`, the actions of Bimplus.

    expire-tokens (of either way of signing in), expire-refresh-tokens, expire-uploads (with their locks)
    set-rate-limit {"user", "remaining", "seconds"?}   calls left for a user, until the hour ends
    set-role {"project", "user", "role"}   admin, editor, viewer, guest; null: out of the project
    write-attachment {"project", "fileName", "text" | "size", "folder"?, "user"?}   somebody else uploads
    write-version {"id", "text" | "size", "user"?}     somebody else uploads a new version
    delete-attachment {"id"}
    flip-byte {"id"}                       damage the newest content; hash and size stay
    select {"project", "members", "name"?}   a selection of attachments or objects, which no call of the pages
                                           creates

`project` is the name of a project, unique among all teams' samples; `folder` the id of a Document Folder;
`user` an e-mail address, the second listed user's if left out. `write-attachment` checks no name: a server
may hold names no client would give. The actions that concern models are in `model_actions`.
"""

from __future__ import annotations

import json
import random
import sqlite3
import uuid

from bimexplorer.demo.admin import Action, Parameters
from bimexplorer.demo.bimplus.arriving import Arrived
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.attachments import Attachments
from bimexplorer.demo.bimplus.chunks import Chunks
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import not_found
from bimexplorer.demo.bimplus.people import PeopleOfActions
from bimexplorer.demo.bimplus.ratelimit import RateLimit
from bimexplorer.demo.bimplus.tokens import Tokens
from bimexplorer.demo.bimplus.users import RIGHTS


class Actions:
    def __init__(
        self,
        database: Database,
        people: PeopleOfActions,
        tokens: Tokens,
        limit: RateLimit,
        attachments: AttachmentStore,
        service: Attachments,
        chunks: Chunks,
    ) -> None:
        self._database = database
        self._people = people
        self._limit = limit
        self._store = attachments
        self._service = service
        self.table: dict[str, Action] = {
            "expire-tokens": lambda _: tokens.expire_all("bimplus", "access"),
            "expire-refresh-tokens": lambda _: tokens.expire_all("refresh"),
            "expire-uploads": lambda _: chunks.drop_expired(at_once=True),
            "set-rate-limit": self._set_rate_limit,
            "set-role": self._set_role,
            "write-attachment": self._write_attachment,
            "write-version": self._write_version,
            "delete-attachment": lambda given: self._store.remove([self._attachment(given)["id"]]),
            "flip-byte": self._flip_byte,
            "select": self._select,
        }

    def _attachment(self, parameters: Parameters) -> sqlite3.Row:
        if self._database.row("SELECT 1 FROM attachments WHERE id = ?", parameters["id"]) is None:
            raise not_found("The attachment", parameters["id"])
        return self._store.newest(parameters["id"])

    def _set_rate_limit(self, parameters: Parameters) -> None:
        self._limit.leave(
            self._people.user_id(parameters),
            int(parameters["remaining"]),
            float(parameters.get("seconds", 3600)),
        )

    def _set_role(self, parameters: Parameters) -> None:
        project_id, user_id, role = (
            self._people.project_id(parameters),
            self._people.user_id(parameters),
            parameters["role"],
        )
        self._database.run("DELETE FROM roles WHERE project_id = ? AND user_id = ?", project_id, user_id)
        if role is not None:
            if role not in RIGHTS:
                raise ValueError(f"A role is one of {', '.join(RIGHTS)}")
            self._database.run("INSERT INTO roles VALUES (?, ?, ?)", project_id, user_id, role)

    def _file(self, name: str, parameters: Parameters) -> Arrived:
        if "text" in parameters:
            data, kind = str(parameters["text"]).encode(), "text/plain"
        else:
            data = random.Random(name).randbytes(int(parameters["size"]))  # noqa: S311 - sample content
            kind = "application/octet-stream"
        content = uuid.uuid4().hex
        self._store.content.path(content).write_bytes(data)
        return Arrived(name.rpartition(".")[0] or name, name, kind, "", "", content, len(data))

    def _write_attachment(self, parameters: Parameters) -> str:
        project_id = self._people.project_id(parameters)
        file = self._file(parameters["fileName"], parameters)
        return self._service.keep(
            project_id, project_id, file, self._people.user_id(parameters), parameters.get("folder")
        )

    def _write_version(self, parameters: Parameters) -> None:
        row = self._attachment(parameters)
        self._store.add_version(
            row["id"], self._file(row["file_name"], parameters), self._people.user_id(parameters)
        )

    async def _flip_byte(self, parameters: Parameters) -> None:
        path = await self._store.path(self._attachment(parameters))
        self._store.content.flip_byte(path.name)

    def _member(self, identifier: str) -> str:
        state = self._database.row("SELECT 1 FROM object_states WHERE object_id = ?", identifier)
        if state is None:
            self._attachment({"id": identifier})
        return identifier

    def _select(self, parameters: Parameters) -> str:
        selection_id = str(uuid.uuid4())
        members = [self._member(member) for member in parameters["members"]]
        self._database.run(
            "INSERT INTO selections VALUES (?, ?, ?, 'Elements', ?)",
            selection_id, self._people.project_id(parameters), parameters.get("name", "Selection"),
            json.dumps(members),
        )  # fmt: skip
        return selection_id
