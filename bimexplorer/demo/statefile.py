"""A stand-in's state: one SQLite file in the data folder.

All access is from the event loop's thread; every statement takes milliseconds, content never goes through
it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_STATE = "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"


class StateFile:
    """A connection with the few statements that every part needs."""

    def __init__(self, path: Path, schema: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        # A killed process loses nothing with WAL; a power cut may, which a stand-in can afford.
        self.connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
            # A large folder's indices are built in memory.
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
        )
        self.fresh = not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")
        if self.fresh:
            self.connection.executescript(_STATE + schema)

    def close(self) -> None:
        self.connection.close()

    def run(self, sql: str, *arguments: object) -> sqlite3.Cursor:
        return self.connection.execute(sql, arguments)

    def rows(self, sql: str, *arguments: object) -> list[sqlite3.Row]:
        return self.connection.execute(sql, arguments).fetchall()

    def row(self, sql: str, *arguments: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self.connection.execute(sql, arguments).fetchone()
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nests by joining the outer one. Never held over an await."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def get(self, key: str, default: Any = None) -> Any:
        """A JSON value of the `state` table."""
        row = self.row("SELECT value FROM state WHERE key = ?", key)
        return default if row is None else json.loads(row["value"])

    def put(self, key: str, value: Any) -> None:
        self.run(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            key,
            json.dumps(value),
        )
