"""`projects/<id>/comments` and `projects/<id>/hyperlinks`.

The page shows the topology of structures as their answer, an oversight. A guess: lists, with the fields that
issues and attachments have for the same things.
"""

from __future__ import annotations

from aiohttp import web

from bimexplorer.demo.bimplus import quirks
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.users import Users


class Remarks:
    def __init__(self, access: Access, database: Database, users: Users) -> None:
        self._access = access
        self._database = database
        self._users = users

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/comments", self.comments, allow_head=False),
            web.get("/projects/{id}/hyperlinks", self.hyperlinks, allow_head=False),
        ]

    async def comments(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows(
            "SELECT * FROM comments WHERE project_id = ? ORDER BY created, id", project["id"]
        )
        return web.json_response(
            [
                {
                    "issueId": row["issue_id"],
                    "text": row["text"],
                    "author": self._users.medium(row["author_id"]),
                    "createdAt": quirks.date(row["id"], row["created"]),
                    "id": row["id"],
                }
                for row in rows
            ]
        )

    async def hyperlinks(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows(
            "SELECT * FROM hyperlinks WHERE project_id = ? ORDER BY created, id", project["id"]
        )
        return web.json_response(
            [
                {
                    "relatedId": row["related_id"],
                    "name": row["name"],
                    "url": row["url"],
                    "author": self._users.medium(row["author_id"]),
                    "createdAt": quirks.date(row["id"], row["created"]),
                    "id": row["id"],
                }
                for row in rows
            ]
        )
