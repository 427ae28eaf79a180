"""`/projects`: lists, creation, properties, update, deletion.

Guesses: names are unique in a team without regard to case (409 otherwise, on an update too); an empty or
missing name is 400; an update changes only what it names. Creating needs the team's `projectCreate`. Whoever
creates a project administrates it.
"""

from __future__ import annotations

import sqlite3
import uuid
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies, listing, quirks
from bimexplorer.demo.bimplus.access import Access, Visit
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.errors import conflict, forbidden
from bimexplorer.demo.bimplus.listing import Column
from bimexplorer.demo.bimplus.models import disciplines
from bimexplorer.demo.bimplus.queries import query

_MODELS = "(SELECT COUNT(*) FROM divisions d WHERE d.project_id = p.id)"
_MEMBERS = (
    "(SELECT COUNT(*) FROM (SELECT user_id FROM roles WHERE project_id = p.id"
    " UNION SELECT user_id FROM members WHERE team_id = p.team_id AND role = 'owner'))"
)
_TOPICS = "(SELECT COUNT(*) FROM issues i WHERE i.project_id = p.id)"
_ATTACHMENTS = "(SELECT COUNT(*) FROM attachments a WHERE a.project_id = p.id AND a.kind = 'Document')"
_ATTACHMENTS_SIZE = (
    "(SELECT COALESCE(SUM(v.size), 0) FROM attachments a JOIN versions v ON v.attachment_id = a.id"
    " WHERE a.project_id = p.id)"
)
_MODELS_SIZE = "(SELECT COALESCE(SUM(d.size), 0) FROM divisions d WHERE d.project_id = p.id)"
_SIZE = f"({_ATTACHMENTS_SIZE} + {_MODELS_SIZE})"
_THUMBNAIL = "(SELECT a.id FROM attachments a WHERE a.related_id = p.id AND a.kind = 'Thumbnail')"
_SELECT = (
    f"SELECT p.*, t.slug, t.name AS team_name, {_MODELS} AS models, {_MEMBERS} AS members,"  # noqa: S608 - constants
    f" {_TOPICS} AS topics, {_ATTACHMENTS} AS attachments, {_SIZE} AS size, {_THUMBNAIL} AS thumbnail"
    " FROM projects p JOIN teams t ON t.id = p.team_id"
    " JOIN users c ON c.id = p.created_by JOIN users e ON e.id = p.changed_by"
)
_VISIBLE = (
    " JOIN members m ON m.team_id = p.team_id AND m.user_id = ?"
    " LEFT JOIN roles r ON r.project_id = p.id AND r.user_id = m.user_id"
    " WHERE (m.role = 'owner' OR r.role IS NOT NULL)"
)
_COLUMNS = {
    "id": Column("p.id"),
    "name": Column("p.name"),
    "shortdescr": Column("p.short_descr"),
    "address": Column("p.address"),
    "teamname": Column("t.name"),
    "teamslug": Column("t.slug"),
    "created": Column("p.created", "moment"),
    "changed": Column("p.changed", "moment"),
    "modelcount": Column(_MODELS, "number"),
    "membercount": Column(_MEMBERS, "number"),
    "topiccount": Column(_TOPICS, "number"),
    "attachmentcount": Column(_ATTACHMENTS, "number"),
    "size": Column(_SIZE, "number"),
    "sizemb": Column(f"({_SIZE} / 1048576.0)", "number"),
    **{f"createdby.{name}": Column(f"c.{name}") for name in ("id", "email")},
    **{f"changedby.{name}": Column(f"e.{name}") for name in ("id", "email")},
}


class Projects:
    def __init__(self, access: Access, database: Database, attachments: AttachmentStore) -> None:
        self._access = access
        self._database = database
        self._store = attachments

    def global_routes(self) -> list[web.RouteDef]:
        return [web.get("/projects", self.list_of_user, allow_head=False)]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects", self.list_of_team, allow_head=False),
            web.post("/projects", self.create),
            web.get("/projects/{id}", self.properties, allow_head=False),
            web.put("/projects/{id}", self.update),
            web.delete("/projects/{id}", self.delete),
        ]

    # Lists ------------------------------------------------------------------------------------------

    async def list_of_user(self, request: web.Request) -> web.Response:
        """Of every team."""
        return self._listed(request, self._access.user_id(request), "", [])

    async def list_of_team(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        return self._listed(request, visit.user_id, " AND p.team_id = ?", [visit.team["id"]])

    def _listed(
        self, request: web.Request, user_id: str, where: str, arguments: list[object]
    ) -> web.Response:
        rows = listing.rows(
            self._database,
            f"{_SELECT}{_VISIBLE}{where}",
            [user_id, *arguments],
            query(request),
            _COLUMNS,
            key="p.id",
        )
        documents = [self._main(row, user_id) for row in rows]
        return web.json_response(documents)

    # Documents --------------------------------------------------------------------------------------

    def row(self, project_id: str) -> sqlite3.Row:
        row = self._database.row(f"{_SELECT} WHERE p.id = ?", project_id)
        assert row is not None, project_id
        return row

    def _main(self, row: sqlite3.Row, user_id: str) -> dict[str, Any]:
        """What lists tell. Without an address the key may be missing; a thumbnail is "", null or a path."""
        identifier = row["id"]
        users = self._access.users
        rights = self._access.rights(identifier, user_id)
        document: dict[str, Any] = {
            "id": identifier,
            "name": row["name"],
            "shortDescr": row["short_descr"],
            "thumbnail": _thumbnail(row, ""),
            "created": quirks.date(identifier, row["created"]),
            quirks.by_key(identifier, "created"): users.brief(row["created_by"]),
            "changed": quirks.date(identifier, row["changed"]),
            quirks.by_key(identifier, "changed"): users.brief(row["changed_by"]),
            "hasWriteAccess": "ProjectEdit" in rights,
            "teamSlug": row["slug"],
            "modelCount": row["models"],
            "memberCount": row["members"],
            "size": row["size"],
            "sizeMB": quirks.size_mb(identifier, row["size"]),
            "rights": {
                "projectAdmin": "ProjectAdmin" in rights,
                "projectDelete": "ProjectDelete" in rights,
                "projectEdit": "ProjectEdit" in rights,
                "modelsCreate": "ModelCreate" in rights,
                "modelsViewAll": "ModelViewAll" in rights,
            },
        }
        if row["address"] or quirks.variant(identifier, "address", 2):
            document["address"] = row["address"]
        return document

    def properties_document(self, project_id: str, user_id: str) -> dict[str, Any]:
        row = self.row(project_id)
        return self._main(row, user_id) | {
            "teamName": row["team_name"],
            "thumbnail": _thumbnail(row, None),
            "address": row["address"],
            "topicCount": row["topics"],
            "attachmentCount": row["attachments"],
        }

    async def properties(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        document = self.properties_document(project["id"], visit.user_id)
        if bodies.flag(request, "disciplines", default=True):
            document["disciplines"] = disciplines(self._database, project["id"])
        return web.json_response(document)

    # Changes ----------------------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        self.check_may_create(visit)
        body = await bodies.json_object(request)
        project_id = self.insert(visit, body)
        document = self.properties_document(project_id, visit.user_id)
        # The page's answer tells no rights.
        del document["rights"]
        return web.json_response(document, status=201)

    @staticmethod
    def check_may_create(visit: Visit) -> None:
        if not visit.member["project_create"]:
            raise forbidden("You may not create projects in this team.")

    def insert(self, visit: Visit, body: dict[str, Any]) -> str:
        """The id of a new project."""
        name = bodies.required_name(body)
        self._check_free(visit.team["id"], name, None)
        project_id, moment = str(uuid.uuid4()), now()
        with self._database.transaction():
            self._database.run(
                "INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                project_id, visit.team["id"], name, name.casefold(), bodies.text(body, "shortDescr"),
                bodies.text(body, "address"), moment, visit.user_id, moment, visit.user_id,
            )  # fmt: skip
            self._database.run("INSERT INTO roles VALUES (?, ?, 'admin')", project_id, visit.user_id)
        return project_id

    def _check_free(self, team_id: str, name: str, but: str | None) -> None:
        if self._database.row(
            "SELECT 1 FROM projects WHERE team_id = ? AND folded_name = ? AND id IS NOT ?",
            team_id, name.casefold(), but,
        ):  # fmt: skip
            raise conflict(f'A project "{name}" exists already in this team.')

    async def update(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectEdit")
        body = await bodies.json_object(request)
        name = bodies.required_name(body)
        self._check_free(visit.team["id"], name, project["id"])
        self._database.run(
            "UPDATE projects SET name = ?, folded_name = ?, short_descr = ?, address = ?, changed = ?,"
            " changed_by = ? WHERE id = ?",
            name, name.casefold(), bodies.text(body, "shortDescr", project["short_descr"]),
            bodies.text(body, "address", project["address"]), now(), visit.user_id, project["id"],
        )  # fmt: skip
        document = self.properties_document(project["id"], visit.user_id)
        del document["rights"]
        return web.json_response(document)

    async def delete(self, request: web.Request) -> web.Response:
        """`moveToRecycleBin` makes no difference: there is no bin to look into."""
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectDelete")
        self._store.discard_project(project["id"])
        self._database.run("DELETE FROM projects WHERE id = ?", project["id"])
        return web.Response()


def _thumbnail(row: sqlite3.Row, none: str | None) -> str | None:
    """A path relative to the API's base, as on the page."""
    return f"/{row['slug']}/projects/{row['id']}/thumbnail/download" if row["thumbnail"] else none
