"""`projects/<id>/thumbnail`, `thumbnail/<id>` and the `/thumbnail/download` paths that projects tell.

A thumbnail is an attachment of the type "Thumbnail"; a new one takes the place of the former. Guesses:
`thumbnail/<id>` takes the id of the thumbnail and, as the page's examples are equal, that of its project;
objects have none (404).
"""

from __future__ import annotations

import sqlite3

from aiohttp import web

from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.arriving import checked
from bimexplorer.demo.bimplus.attachment_store import NEWEST, AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import not_found
from bimexplorer.demo.sending import send_file


class Thumbnails:
    def __init__(self, access: Access, database: Database, attachments: AttachmentStore) -> None:
        self._access = access
        self._database = database
        self._store = attachments

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/projects/{id}/thumbnail", self.upload),
            web.get("/thumbnail/{id}", self.download, allow_head=False),
            web.get("/projects/{id}/thumbnail/download", self.download, allow_head=False),
            web.get("/objects/{id}/thumbnail/download", self.download, allow_head=False),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        file, project = await checked(
            request, self._store.content, lambda: visit.project(request.match_info["id"], "ProjectEdit")
        )
        with self._database.transaction():
            former = self._database.rows(
                "SELECT id FROM attachments WHERE related_id = ? AND kind = 'Thumbnail'", project["id"]
            )
            self._store.remove([row["id"] for row in former])
            thumbnail_id = self._store.create(project["id"], project["id"], "Thumbnail", file, visit.user_id)
        document = {"fileName": file.file_name, "type": file.type, "size": file.size, "id": thumbnail_id}
        return web.json_response(document, status=201)

    async def download(self, request: web.Request) -> web.StreamResponse:
        visit = self._access.enter(request, token_in_query=True)
        row = self._thumbnail(request.match_info["id"])
        visit.project(row["project_id"])
        path = await self._store.path(row)
        return await send_file(request, path, row["hash"], {}, row["type"])

    def _thumbnail(self, identifier: str) -> sqlite3.Row:
        row = self._database.row(
            f"{NEWEST} WHERE a.kind = 'Thumbnail' AND (a.id = ? OR a.related_id = ?)",
            identifier.lower(),
            identifier.lower(),
        )
        if row is None:
            raise not_found("The thumbnail", identifier)
        return row
