"""The tokens of either way of signing in. Both end in the same header: `Authorization: BimPlus <token>`."""

from __future__ import annotations

import secrets
import sqlite3
import time

from bimexplorer.demo.bimplus.database import Database


class Tokens:
    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(self, user_id: str, application_id: str, family: str, lifetime: float) -> str:
        """A token of `POST /authorize`: 32 hexadecimal digits that mean nothing."""
        token = secrets.token_hex(16)
        self.keep(token, "bimplus", user_id, application_id, family, "", lifetime)
        return token

    def keep(
        self,
        token: str,
        kind: str,
        user_id: str,
        application_id: str,
        family: str,
        scope: str,
        lifetime: float,
    ) -> None:
        self._database.run(
            "INSERT INTO tokens (token, kind, user_id, application_id, family, scope, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            token, kind, user_id, application_id, family, scope, time.time() + lifetime,
        )  # fmt: skip

    def living(self, token: str, *kinds: str) -> sqlite3.Row | None:
        """The row of a token that still lives, used or not; None for any other text."""
        if not token.isascii():
            return None  # undecodable bytes of a header are no text for the database
        row = self._database.row("SELECT * FROM tokens WHERE token = ?", token)
        if row is None or row["kind"] not in kinds or row["expires"] <= time.time():
            return None
        return row

    def use(self, token: str) -> None:
        self._database.run("UPDATE tokens SET used = 1 WHERE token = ?", token)

    def end_family(self, family: str) -> None:
        self._database.run("DELETE FROM tokens WHERE family = ?", family)

    def expire_all(self, *kinds: str) -> None:
        for kind in kinds:
            self._database.run("UPDATE tokens SET expires = 0 WHERE kind = ?", kind)
