"""`projects/copyfrom`: a project of the team "Bimplus Demo" as a new one in another team.

Guesses: a source of any other team is 400, an unknown one 404. Everything but issues, comments and members is
copied, contents of attachments with their versions too. The answer has the holes of the page's example.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import uuid
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies, quirks
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request, not_found
from bimexplorer.demo.bimplus.projects import Projects

DEMO_TEAM = "bimplus-demo"

_TABLES = {
    # Table -> the rows of a project. Ids are made anew, and followed wherever they occur in these tables.
    "divisions": "project_id = ?",
    "disciplines": "division_id IN (SELECT id FROM divisions WHERE project_id = ?)",
    "revisions": "division_id IN (SELECT id FROM divisions WHERE project_id = ?)",
    "objects": "division_id IN (SELECT id FROM divisions WHERE project_id = ?)",
    "object_states": "division_id IN (SELECT id FROM divisions WHERE project_id = ?)",
    "object_filters": "project_id = ?",
    "surfaces": "project_id = ?",
    "structures": "project_id = ?",
    "attachments": "project_id = ? AND related_id NOT IN (SELECT id FROM issues)",
    "versions": (
        "attachment_id IN (SELECT id FROM attachments WHERE project_id = ?"
        " AND related_id NOT IN (SELECT id FROM issues))"
    ),
    "assignments": "structure_id IN (SELECT id FROM structures WHERE project_id = ?)",
}


class Copies:
    def __init__(
        self, access: Access, database: Database, attachments: AttachmentStore, projects: Projects
    ) -> None:
        self._access = access
        self._database = database
        self._store = attachments
        self._projects = projects

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/projects/copyfrom", self.copy)]

    async def copy(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        self._projects.check_may_create(visit)
        body = await bodies.json_object(request)
        source_id = bodies.required_text(body, "id").lower()
        source = self._database.row(
            "SELECT p.id, t.slug FROM projects p JOIN teams t ON t.id = p.team_id WHERE p.id = ?", source_id
        )
        if source is None:
            raise not_found("The project", source_id)
        if source["slug"] != DEMO_TEAM:
            raise bad_request('Only projects of the team "Bimplus Demo" can be copied.')
        with self._database.transaction():
            project_id = self._projects.insert(visit, body)
            contents = self._copy_rows(source_id, project_id)
        for old, new in contents:
            await asyncio.get_running_loop().run_in_executor(
                None, shutil.copyfile, self._store.content.path(old), self._store.content.path(new)
            )
        return web.json_response(self._document(project_id), status=201)

    def _copy_rows(self, source_id: str, project_id: str) -> list[tuple[str, str]]:
        """Copy what the tables hold; the contents to copy after that, as (old, new)."""
        # A node may have been moved below a younger one.
        self._database.run("PRAGMA defer_foreign_keys = ON")
        ids = {source_id: project_id}
        rows = {
            table: [
                dict(row)
                for row in self._database.rows(
                    f"SELECT * FROM {table} WHERE {where}",  # noqa: S608 - own tables
                    source_id,
                )
            ]
            for table, where in _TABLES.items()
        }
        for table, found in rows.items():
            for row in found:
                if "id" in row and table != "disciplines":
                    ids[row["id"]] = str(uuid.uuid4())
                if "object_id" in row:
                    # Of one that earlier revisions alone hold, this is the only place of its id.
                    ids.setdefault(row["object_id"], str(uuid.uuid4()))
        contents = []
        for table, found in rows.items():
            for row in found:
                if row.get("content"):
                    contents.append((row["content"], uuid.uuid4().hex))
                    row["content"] = contents[-1][1]
                if "number" in row and table == "object_states":
                    row["number"] = None
                if row.get("hash"):
                    row["hash"] = str(uuid.uuid4())
                values = [
                    ids.get(value, value) if isinstance(value, str) else value for value in row.values()
                ]
                marks = ", ".join("?" * len(values))
                self._database.run(f"INSERT INTO {table} VALUES ({marks})", *values)  # noqa: S608 - own tables
        return contents

    def _document(self, project_id: str) -> dict[str, Any]:
        row: sqlite3.Row = self._projects.row(project_id)
        person = self._access.users.medium(row["created_by"])
        author = {name: person[name] for name in ("id", "email", "firstname", "lastname")}
        return {
            "topicCount": 0,
            "attachmentCount": row["attachments"],
            "projectAttachmentCount": 0,
            "name": row["name"],
            "shortDescr": row["short_descr"],
            "hasWriteAccess": False,
            "teamSlug": None,
            "thumbnail": None,
            "created": quirks.date(project_id, row["created"]),
            "createdby": author,
            "changed": quirks.date(project_id, row["changed"]),
            "changedby": author,
            "modelCount": row["models"],
            "memberCount": row["members"],
            "size": row["size"],
            "attachmentsSize": 0,
            "sizeMB": quirks.size_mb(project_id, row["size"]).replace(",", "."),
            "approvalProcess": 0,
            "id": project_id,
        }
