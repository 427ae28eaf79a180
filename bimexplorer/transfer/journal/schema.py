"""The tables, and how a journal of an older program gets them.

A migration that was ever released is never changed; a new one is added behind it. The columns of a table are
the fields of its row in `rows` (`encoding` relies on it, a test compares them).
"""

from __future__ import annotations

import sqlite3

from bimexplorer.errors import LocalError
from bimexplorer.words import say

APPLICATION_ID = 0x42494D4A
"""In the file's header ("BIMJ"): tells a journal from another program's database."""

_FIRST = (
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY,
        drop_id INTEGER NOT NULL,
        position REAL NOT NULL,
        direction TEXT NOT NULL,
        site_id TEXT NOT NULL,
        user TEXT NOT NULL,
        title TEXT NOT NULL,
        is_folder INTEGER NOT NULL,
        local TEXT NOT NULL,
        remote TEXT NOT NULL,
        decision TEXT NOT NULL,
        plan TEXT NOT NULL,
        state TEXT NOT NULL,
        paused INTEGER NOT NULL,
        error TEXT,
        note TEXT NOT NULL,
        files INTEGER NOT NULL,
        files_done INTEGER NOT NULL,
        files_failed INTEGER NOT NULL,
        files_deciding INTEGER NOT NULL,
        size INTEGER NOT NULL,
        done INTEGER NOT NULL,
        counting INTEGER NOT NULL,
        held INTEGER NOT NULL,
        "check" TEXT NOT NULL,
        created INTEGER NOT NULL,
        listed INTEGER NOT NULL,
        handed INTEGER NOT NULL
    )
    """,
    # Hundreds of thousands of jobs may be history; the few that are listed are asked for all the time.
    "CREATE INDEX jobs_listed ON jobs (position, id) WHERE listed = 1",
    "CREATE INDEX jobs_handed ON jobs (position, id) WHERE handed = 1",
    """
    CREATE TABLE items (
        id INTEGER PRIMARY KEY,
        job_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        size INTEGER NOT NULL,
        done INTEGER NOT NULL,
        "check" TEXT NOT NULL,
        error TEXT,
        note TEXT NOT NULL,
        question TEXT,
        decision TEXT,
        local TEXT NOT NULL,
        remote TEXT NOT NULL,
        data TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        revision TEXT NOT NULL,
        ended INTEGER
    )
    """,
    "CREATE INDEX items_of_job ON items (job_id)",
    # Beside the items rather than in them: a search reads this narrow table alone.
    """
    CREATE TABLE endings (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        item_id INTEGER NOT NULL UNIQUE,
        ended INTEGER NOT NULL,
        folded TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE folders (
        no INTEGER PRIMARY KEY,
        job_id INTEGER NOT NULL,
        key TEXT NOT NULL,
        data TEXT NOT NULL,
        UNIQUE (job_id, key)
    )
    """,
    "CREATE TABLE batches (id INTEGER PRIMARY KEY, site_id TEXT NOT NULL, data TEXT NOT NULL)",
    """
    CREATE TABLE ledger (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        site_id TEXT NOT NULL,
        entry_id TEXT NOT NULL,
        size INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        modified INTEGER,
        revision TEXT NOT NULL,
        UNIQUE (site_id, entry_id)
    )
    """,
    """
    CREATE TABLE wishes (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        verb TEXT NOT NULL,
        job_ids TEXT NOT NULL,
        argument TEXT NOT NULL
    )
    """,
    # The next free id of each kind. Rows go away, their ids are not given again.
    "CREATE TABLE counters (kind TEXT PRIMARY KEY, next INTEGER NOT NULL)",
    "INSERT INTO counters VALUES ('job', 1), ('item', 1), ('batch', 1)",
)

_COPIES = ("ALTER TABLE jobs ADD COLUMN origin TEXT NOT NULL DEFAULT ''",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _COPIES)
"""Statements that lead from version n to n + 1."""

VERSION = len(MIGRATIONS)


class Foreign(Exception):
    """A sound SQLite file that is no journal."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to `VERSION`, in one transaction: after a crash it has the old version or the new one.

    Raises `LocalError` if a newer program wrote it, `Foreign` if another program did.
    """
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have migrated it while this one waited.
        version = _version(connection)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if (tables or version) and owner != APPLICATION_ID:
        raise Foreign
    if version > VERSION:
        raise LocalError(
            say("The list of transfers was written by a newer BIM Explorer. Please update this one."),
            f"journal schema {version}, this program knows {VERSION}",
        )
    return version
