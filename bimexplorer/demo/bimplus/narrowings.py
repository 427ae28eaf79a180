"""What a comparison can be narrowed to: `projects/<id>/selections` and `settings/filters`.

Neither is on the pages that the rest follows; the vendor's "Selection Object Service" and "Object Navigator /
Object Filter Service" show them. Guesses: a filter belongs to every discipline of its project; a selection's
`elements` are the ids of what was selected; both lists need ProjectView.
"""

from __future__ import annotations

import json

from aiohttp import web

from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.comparison_results import checked_id
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.queries import query


class Narrowings:
    def __init__(self, access: Access, database: Database) -> None:
        self._access = access
        self._database = database

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/selections", self.selections, allow_head=False),
            web.get("/settings/filters", self.filters, allow_head=False),
        ]

    async def selections(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows(
            "SELECT * FROM selections WHERE project_id = ? ORDER BY name, id", project["id"]
        )
        return web.json_response(
            [
                {
                    "id": row["id"],
                    "projectid": row["project_id"],
                    "divisionid": None,
                    "name": row["name"],
                    "singleuse": False,
                    "type": row["type"],
                    "elements": json.loads(row["members"]),
                    "topology": None,
                }
                for row in rows
            ]
        )

    async def filters(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        given = query(request)
        project = visit.project(checked_id(given.get("project_id", ""), "project_id"))
        discipline_id = checked_id(given.get("object_id", ""), "object_id")
        rows = self._database.rows(
            "SELECT * FROM object_filters WHERE project_id = ? ORDER BY name, id", project["id"]
        )
        return web.json_response(
            [
                {
                    "disciplineID": discipline_id,
                    "name": row["name"],
                    "filterString": "[I]tabAttribElement.DivisionID[I]tabAttribElement.ElementTyp",
                    "id": row["id"],
                }
                for row in rows
            ]
        )
