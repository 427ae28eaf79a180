"""Teams, and the rights that actions need."""

from __future__ import annotations

import sqlite3
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import not_found

_ACTIONS = {
    # As the page of the project service lists them; it ends with "...", so those below are guesses.
    "UPDATE_PROJECT": "ProjectEdit", "DELETE_PROJECT": "ProjectDelete", "CREATE_MODEL": "ModelCreate",
    "UPDATE_MODEL": "ProjectEdit", "GET_MODEL": "ProjectView", "DELETE_MODEL": "ProjectEdit",
    "DOWNLOAD_MODEL": "ProjectView", "CREATE_ISSUE": "ProjectEdit", "GET_PROJECT_ISSUES": "ProjectView",
    "DELETE_PROJECT_ISSUES": "ProjectAdmin", "CREATE_COMMENT": "ProjectEdit",
    "GET_PROJECT": "ProjectView", "CREATE_ATTACHMENT": "ProjectEdit", "GET_ATTACHMENT": "ProjectView",
    "GET_PROJECT_ATTACHMENTS": "ProjectView", "UPDATE_ATTACHMENT": "ProjectEdit",
    "DELETE_ATTACHMENT": "ProjectEdit", "DELETE_PROJECT_ATTACHMENTS": "ProjectAdmin",
    "DOWNLOAD_ATTACHMENT": "ProjectView", "SHARE_ATTACHMENT": "ProjectEdit",
    "CREATE_STRUCTURE": "ProjectEdit", "UPDATE_STRUCTURE": "ProjectEdit", "DELETE_STRUCTURE": "ProjectEdit",
    "DELETE_PROJECT_STRUCTURES": "ProjectAdmin", "UPDATE_THUMBNAIL": "ProjectEdit",
}  # fmt: skip


class Teams:
    def __init__(self, access: Access, database: Database) -> None:
        self._access = access
        self._database = database

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/teams", self.teams, allow_head=False),
            web.get("/teams/{id}", self.team, allow_head=False),
            web.get("/project-actions-rights", self.actions, allow_head=False),
        ]

    async def teams(self, request: web.Request) -> web.Response:
        return web.json_response([_document(row) for row in self._rows(self._access.user_id(request))])

    async def team(self, request: web.Request) -> web.Response:
        """One of them, by its id or slug."""
        user_id, wanted = self._access.user_id(request), request.match_info["id"].lower()
        for row in self._rows(user_id):
            if wanted in (row["id"], row["slug"]):
                return web.json_response(_document(row))
        raise not_found("The team", wanted)

    def _rows(self, user_id: str) -> list[sqlite3.Row]:
        return self._database.rows(
            "SELECT t.*, m.role, m.project_create,"
            " (SELECT COUNT(*) FROM projects p WHERE p.team_id = t.id) AS projects,"
            " (SELECT COUNT(*) FROM members n WHERE n.team_id = t.id) AS members,"
            " (SELECT COALESCE(SUM(v.size), 0) FROM versions v JOIN attachments a ON a.id = v.attachment_id"
            "  JOIN projects p ON p.id = a.project_id WHERE p.team_id = t.id)"
            " + (SELECT COALESCE(SUM(d.size), 0) FROM divisions d JOIN projects p ON p.id = d.project_id"
            "  WHERE p.team_id = t.id) AS used"
            " FROM teams t JOIN members m ON m.team_id = t.id WHERE m.user_id = ? ORDER BY t.id",
            user_id,
        )

    async def actions(self, request: web.Request) -> web.Response:
        self._access.user_id(request)
        return web.json_response([{"action": action, "right": right} for action, right in _ACTIONS.items()])


def _document(row: sqlite3.Row) -> dict[str, Any]:
    owner = row["role"] == "owner"
    return {
        "id": row["id"],
        "slug": row["slug"],
        "name": row["name"],
        "displayname": row["name"],
        "status": "Active",
        "storageStats": {
            "usedSpace": row["used"],
            "totalSpace": row["total_space"],
            "numberOfProjects": row["projects"],
            "numberOfMembers": row["members"],
        },
        "rights": {"projectCreate": bool(row["project_create"])},
        "accountType": row["account_type"],
        "ismyteam": owner,
    }
