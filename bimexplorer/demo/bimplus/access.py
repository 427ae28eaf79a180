"""Who asks, in which team, and for what: 401, 403 and 404 come from here.

A guess: a team, project or attachment that exists but is not the user's gives 403; one of another team than
the address names gives 404, like one that does not exist. Ids are GUIDs in either case.
"""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from dataclasses import dataclass

from aiohttp import web

from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import forbidden, not_found, unauthorized
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.bimplus.ratelimit import RateLimit
from bimexplorer.demo.bimplus.tokens import Tokens
from bimexplorer.demo.bimplus.users import RIGHTS, Users

_rate_headers: ContextVar[tuple[web.BaseRequest, dict[str, str]] | None] = ContextVar("rate", default=None)
"""What the answer to a request gets; a connection's requests share a context."""


def rate_headers(request: web.BaseRequest) -> dict[str, str]:
    """The headers of the rate limit for the answer to a request: none unless somebody is signed in."""
    known = _rate_headers.get()
    return known[1] if known is not None and known[0] is request else {}


class Access:
    """The door of the server; `enter` gives a `Visit`."""

    def __init__(self, database: Database, users: Users, tokens: Tokens, limit: RateLimit) -> None:
        self.database = database
        self.users = users
        self._tokens = tokens
        self._limit = limit

    def token(self, request: web.Request, *, in_query: bool = False) -> sqlite3.Row:
        """The living token of a request. Raises 401, or 429."""
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        token = text.strip() if scheme.lower() == "bimplus" else ""
        if not token and in_query:
            token = query(request).get("api-token", "")
        if not token:
            raise unauthorized("No access token was provided.")
        row = self._tokens.living(token, "bimplus", "access")
        if row is None:
            raise unauthorized("The access token is invalid or has expired.")
        _rate_headers.set((request, self._limit.count(row["user_id"])))
        return row

    def user_id(self, request: web.Request) -> str:
        user_id: str = self.token(request)["user_id"]
        return user_id

    def enter(self, request: web.Request, *, token_in_query: bool = False) -> Visit:
        """The visit of a request to `/<team slug>/...`. Raises 401, 403, 404 or 429."""
        user_id = self.token(request, in_query=token_in_query)["user_id"]
        slug = request.match_info["team"]
        team = self.database.row("SELECT * FROM teams WHERE slug = ?", slug.lower())
        if team is None:
            raise not_found("The team", slug)
        member = self.database.row(
            "SELECT * FROM members WHERE team_id = ? AND user_id = ?", team["id"], user_id
        )
        if member is None:
            raise forbidden(f'You are no member of the team "{slug}".')
        return Visit(self, user_id, team, member)

    def role(self, project_id: str, user_id: str) -> str | None:
        """A user's role in a project; owners of the team are administrators everywhere."""
        row = self.database.row(
            "SELECT m.role AS member, r.role FROM projects p"
            " JOIN members m ON m.team_id = p.team_id AND m.user_id = ?"
            " LEFT JOIN roles r ON r.project_id = p.id AND r.user_id = m.user_id WHERE p.id = ?",
            user_id,
            project_id,
        )
        if row is None:
            return None
        return "admin" if row["member"] == "owner" else row["role"]

    def rights(self, project_id: str, user_id: str) -> frozenset[str]:
        return RIGHTS.get(self.role(project_id, user_id) or "", frozenset())


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in user in a team."""

    access: Access
    user_id: str
    team: sqlite3.Row
    member: sqlite3.Row

    def project(self, project_id: str, right: str = "ProjectView") -> sqlite3.Row:
        row = self._one("projects", "The project", project_id)
        if row["team_id"] != self.team["id"]:
            raise not_found("The project", project_id)
        self.need(row["id"], right)
        return row

    def need(self, project_id: str, right: str) -> None:
        rights = self.access.rights(project_id, self.user_id)
        if "ProjectView" not in rights:
            raise forbidden("You are no member of this project.")
        if right not in rights:
            raise forbidden(f"You do not have the right {right} in this project.")

    def rights(self, project_id: str) -> frozenset[str]:
        return self.access.rights(project_id, self.user_id)

    def within(self, table: str, what: str, identifier: str, right: str = "ProjectView") -> sqlite3.Row:
        """A row of a table with a `project_id`."""
        row = self._one(table, what, identifier)
        self.project(row["project_id"], right)
        return row

    def attachment(self, attachment_id: str, right: str = "ProjectView") -> sqlite3.Row:
        """An attachment. Raises 403 for one whose first upload is not finished: it is locked."""
        database = self.access.database
        if database.row("SELECT 1 FROM attachments WHERE id = ?", attachment_id.lower()) is None:
            coming = database.row("SELECT * FROM uploads WHERE id = ?", attachment_id.lower())
            if coming is not None and coming["target"] == "create":
                raise forbidden("The file is locked until its upload is finished.")
        return self.within("attachments", "The attachment", attachment_id, right)

    def related(self, identifier: str, right: str = "ProjectView") -> tuple[sqlite3.Row, str]:
        """What attachments belong to: a project, an object of a model, an issue. Its project, and its id."""
        database, wanted = self.access.database, identifier.lower()
        row = database.row(
            "SELECT id AS project_id FROM projects WHERE id = ?"
            " UNION ALL SELECT project_id FROM issues WHERE id = ?"
            " UNION ALL SELECT d.project_id FROM objects o JOIN divisions d ON d.id = o.division_id"
            " WHERE o.id = ?"
            # What was in an earlier revision alone keeps its attachments.
            " UNION ALL SELECT d.project_id FROM object_states s JOIN divisions d ON d.id = s.division_id"
            " WHERE s.object_id = ?",
            wanted, wanted, wanted, wanted,
        )  # fmt: skip
        if row is None:
            raise not_found("The object", identifier)
        return self.project(row["project_id"], right), wanted

    def _one(self, table: str, what: str, identifier: str) -> sqlite3.Row:
        row = self.access.database.row(
            f"SELECT * FROM {table} WHERE id = ?",  # noqa: S608 - names of own tables
            identifier.lower(),
        )
        if row is None:
            raise not_found(what, identifier)
        return row
