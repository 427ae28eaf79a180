"""`divisions/<id>/revisions` and `revisions/<id>`.

Quirks of the page: lists tell `topologyId`, some entries no `description`; the answer to an update has
neither `projectId` nor `inputType`, and "never" as its date of change.
"""

from __future__ import annotations

import sqlite3
import uuid
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies, quirks
from bimexplorer.demo.bimplus.access import Access, Visit
from bimexplorer.demo.bimplus.config import APPLICATION_ID
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.errors import bad_request, not_found
from bimexplorer.demo.bimplus.users import Users

_SELECT = "SELECT r.*, d.project_id FROM revisions r JOIN divisions d ON d.id = r.division_id"
_APPLICATION = str(uuid.UUID(APPLICATION_ID))


class Revisions:
    def __init__(self, access: Access, database: Database, users: Users) -> None:
        self._access = access
        self._database = database
        self._users = users

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/divisions/{id}/revisions", self.list_of_model, allow_head=False),
            web.post("/divisions/{id}/revisions", self.create),
            web.get("/projects/{id}/revisions", self.list_of_project, allow_head=False),
            web.get("/revisions/{id}", self.information, allow_head=False),
            web.put("/revisions/{id}", self.update),
        ]

    def documents(self, division_id: str) -> list[dict[str, Any]]:
        """The revisions of a model, the newest first, as on the page."""
        rows = self._database.rows(f"{_SELECT} WHERE d.id = ? ORDER BY r.nr DESC", division_id)
        return [self._listed(row) for row in rows]

    def _listed(self, row: sqlite3.Row) -> dict[str, Any]:
        document = self._document(row) | {"topologyId": row["topology_id"]}
        if not row["description"] and quirks.variant(row["id"], "description", 2):
            del document["description"]
        return document

    def _document(self, row: sqlite3.Row) -> dict[str, Any]:
        identifier = row["id"]
        return {
            "id": identifier,
            "name": row["name"],
            "description": row["description"],
            "projectId": row["project_id"],
            "divisionId": row["division_id"],
            "revisionNr": row["nr"],
            "created": quirks.date(identifier, row["created"]),
            quirks.by_key(identifier, "created"): self._users.brief(row["created_by"]),
            "changed": quirks.date(identifier, row["changed"]),
            quirks.by_key(identifier, "changed"): self._users.brief(row["changed_by"]),
            "applicationId": row["application_id"],
            "inputType": row["input_type"],
        }

    async def list_of_model(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.within("divisions", "The model", request.match_info["id"])
        return web.json_response(self.documents(row["id"]))

    async def list_of_project(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows(
            f"{_SELECT} WHERE d.project_id = ? ORDER BY d.id, r.nr DESC", project["id"]
        )
        return web.json_response([self._listed(row) for row in rows])

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        division = visit.within("divisions", "The model", request.match_info["id"], "ModelCreate")
        body = await bodies.json_object(request)
        name = bodies.required_name(body)
        revision_id, moment = str(uuid.uuid4()), now()
        kind = bodies.checked_name(bodies.text(body, "inputType", division["input_type"]), "inputType")
        text = bodies.text(body, "description")
        with self._database.transaction():
            self._database.run(
                "INSERT INTO revisions VALUES (?, ?, (SELECT COALESCE(MAX(nr), 0) + 1 FROM revisions"
                " WHERE division_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                revision_id, division["id"], division["id"], name, text, moment, visit.user_id, moment,
                visit.user_id, _APPLICATION, kind, division["topology_id"],
            )  # fmt: skip
            row = self._revision(visit, revision_id)
            # It begins with what the one before holds, and so with its disciplines.
            self._database.run(
                "UPDATE disciplines SET revisions = json_insert(revisions, '$[#]', ?) WHERE division_id = ?"
                " AND ? NOT IN (SELECT value FROM json_each(revisions))",
                row["nr"], division["id"], row["nr"],
            )  # fmt: skip
        return web.json_response(self._document(row), status=201)

    async def information(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        return web.json_response(self._document(self._revision(visit, request.match_info["id"])))

    async def update(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = self._revision(visit, request.match_info["id"], "ProjectEdit")
        body = await bodies.json_object(request)
        self._database.run(
            "UPDATE revisions SET name = ?, description = ?, application_id = ?, input_type = ?, changed = ?,"
            " changed_by = ? WHERE id = ?",
            bodies.required_name(body), bodies.text(body, "description", row["description"]),
            _application(bodies.text(body, "applicationId", row["application_id"])),
            bodies.checked_name(bodies.text(body, "inputType", row["input_type"]), "inputType"),
            now(), visit.user_id, row["id"],
        )  # fmt: skip
        document = self._document(self._revision(visit, row["id"]))
        for name in ("projectId", "inputType"):
            del document[name]
        return web.json_response(document | {"changed": quirks.NEVER})

    def _revision(self, visit: Visit, revision_id: str, right: str = "ProjectView") -> sqlite3.Row:
        row = self._database.row(f"{_SELECT} WHERE r.id = ?", revision_id.lower())
        if row is None:
            raise not_found("The revision", revision_id)
        visit.project(row["project_id"], right)
        return row


def _application(text: str) -> str:
    """The id of an application, with hyphens. Raises 400."""
    try:
        return str(uuid.UUID(text))
    except ValueError as exc:
        raise bad_request("applicationId is no id.") from exc
