"""Users, and what their roles allow in a project."""

from __future__ import annotations

import sqlite3
from typing import Any

from bimexplorer.demo.bimplus.database import Database

RIGHTS: dict[str, frozenset[str]] = {
    "admin": frozenset(
        {"ProjectAdmin", "ProjectDelete", "ProjectEdit", "ProjectView", "ModelCreate", "ModelViewAll"}
    ),
    "editor": frozenset({"ProjectEdit", "ProjectView", "ModelCreate", "ModelViewAll"}),
    "viewer": frozenset({"ProjectView", "ModelViewAll"}),
    "guest": frozenset({"ProjectView"}),
}
"""Role -> the rights that the page of the project service names."""


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, sqlite3.Row] = {}

    def row(self, user_id: str) -> sqlite3.Row:
        """Somebody whom a row refers to; users are never deleted."""
        if user_id not in self._known:
            row = self._database.row("SELECT * FROM users WHERE id = ?", user_id)
            assert row is not None, user_id
            self._known[user_id] = row
        return self._known[user_id]

    def by_email(self, email: str) -> sqlite3.Row | None:
        return self._database.row("SELECT * FROM users WHERE fold(email) = fold(?)", email)

    def sign_in(self, email: str, password: str) -> sqlite3.Row | None:
        """The user of that address and password; which of the two was wrong is not told."""
        user = self.by_email(email)
        return user if user is not None and user["password"] == password else None

    def listed(self) -> list[dict[str, str]]:
        """`[{"username", "password"}]` of those who are told; the first may do everything."""
        rows = self._database.rows(
            "SELECT email AS username, password FROM users WHERE listed > 0 ORDER BY listed"
        )
        return [dict(row) for row in rows]

    # The three sizes in which the pages show a user -------------------------------------------------

    def brief(self, user_id: str) -> dict[str, Any]:
        user = self.row(user_id)
        return {"id": user["id"], "email": user["email"]}

    def medium(self, user_id: str) -> dict[str, Any]:
        user = self.row(user_id)
        fullname = f"{user['firstname']} {user['lastname']}"
        return {
            **self.brief(user_id),
            "firstname": user["firstname"],
            "lastname": user["lastname"],
            "company": user["company"],
            "fullname": fullname,
            "displayname": f"{fullname} [{user['company']}]" if user["company"] else fullname,
        }

    def full(self, user_id: str) -> dict[str, Any]:
        return {
            **self.medium(user_id),
            "status": "Active",
            "info": None,
            "gender": "MR",
            "phoneWork": None,
            "phoneHome": None,
            "fax": None,
            "mobile": "",
            "birthDate": None,
            "address": {"street": "", "streetNr": "", "zip": "", "city": "", "country": ""},
            "preferedLanguage": self.row(user_id)["language"],
        }
