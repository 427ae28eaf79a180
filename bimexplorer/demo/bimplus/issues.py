"""`projects/<id>/issues`: a list that pages but does not filter, and the deletion of all.

Project administrators and owners of the team see every issue; others those they wrote or are responsible
for, and all of them with `showAll=true`. Guesses: `shortinfo=true` leaves id, number, name and what classes
an issue (status, type, priority, classification); `filter` is ignored.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies, listing, quirks
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.listing import Column
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.bimplus.users import Users

_SELECT = (
    "SELECT i.*, (SELECT COUNT(*) FROM attachments a WHERE a.related_id = i.id) AS attachments,"
    " (SELECT COUNT(*) FROM pins p WHERE p.issue_id = i.id) AS pins,"
    " (SELECT COUNT(*) FROM comments c WHERE c.issue_id = i.id) AS comments,"
    " (SELECT COUNT(*) FROM hyperlinks h WHERE h.related_id = i.id) AS hyperlinks FROM issues i"
    " WHERE i.project_id = ?"
)
_CLASSES = ("status", "type", "priority", "classification")
_COLUMNS = {
    "id": Column("i.id"),
    "shortid": Column("i.short_id", "number"),
    "name": Column("i.name"),
    "description": Column("i.description"),
    "createdat": Column("i.created", "moment"),
    "modifiedat": Column("i.modified", "moment"),
    "duedate": Column("i.due", "moment"),
    **{name: Column(f"i.{name}") for name in _CLASSES},
}


class Issues:
    def __init__(
        self, access: Access, database: Database, users: Users, attachments: AttachmentStore
    ) -> None:
        self._access = access
        self._database = database
        self._users = users
        self._store = attachments

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/issues", self.issues, allow_head=False),
            web.delete("/projects/{id}/issues", self.delete_all),
        ]

    async def issues(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        select, arguments = _SELECT, [project["id"]]
        everything = bodies.flag(request, "showAll") or "ProjectAdmin" in visit.rights(project["id"])
        if not everything:
            select += " AND (i.author_id = ? OR i.responsible_id = ?)"
            arguments += [visit.user_id, visit.user_id]
        rows = listing.rows(
            self._database, select, arguments, query(request), _COLUMNS, key="i.id", filtered=False
        )
        document = _short if bodies.flag(request, "shortinfo") else self._document
        return web.json_response([document(row) for row in rows])

    def _document(self, row: sqlite3.Row) -> dict[str, Any]:
        responsible = row["responsible_id"]
        return {
            "name": row["name"],
            "author": self._person(row["author_id"]),
            "responsible": None if responsible is None else self._person(responsible),
            "scene": None,
            "attachmentsCount": row["attachments"],
            "pinsCount": row["pins"],
            "commentsCount": row["comments"],
            "hyperlinksCount": row["hyperlinks"],
            "shortId": row["short_id"],
            "projectId": row["project_id"],
            "description": row["description"],
            "createdAt": quirks.zoned_date(row["created"]),
            "modifiedAt": quirks.zoned_date(row["modified"]),
            "dueDate": None if row["due"] is None else quirks.date(row["id"], row["due"]),
            "solution": row["solution"],
            **{name: row[name] for name in _CLASSES},
            "cc": json.loads(row["cc"]),
            "id": row["id"],
        }

    def _person(self, user_id: str) -> dict[str, Any]:
        person = self._users.medium(user_id)
        del person["displayname"]
        return person

    async def delete_all(self, request: web.Request) -> web.Response:
        """With their attachments, comments and pins."""
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectAdmin")
        rows = self._database.rows(
            "SELECT id FROM attachments WHERE related_id IN (SELECT id FROM issues WHERE project_id = ?)",
            project["id"],
        )
        ids = [row["id"] for row in rows]
        self._store.check_unlocked(ids)
        with self._database.transaction():
            self._store.remove(ids)
            self._database.run("DELETE FROM issues WHERE project_id = ?", project["id"])
        return web.Response()


def _short(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "shortId": row["short_id"],
        "name": row["name"],
        **{name: row[name] for name in _CLASSES},
    }
