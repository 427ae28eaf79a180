"""What a stand-in BIMcloud keeps: its tables and their indices."""

from __future__ import annotations

from pathlib import Path

from bimexplorer.demo.statefile import StateFile

SCHEMA = """
CREATE TABLE users (
    id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL, name TEXT NOT NULL,
    email TEXT NOT NULL, color TEXT NOT NULL, active INTEGER NOT NULL, listed INTEGER NOT NULL,
    hidden_id TEXT, writable_id TEXT
);

-- Everything with a place in a tree. Folders are neither renamed nor moved by any operation, so a path may be
-- stored.
CREATE TABLE resources (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, lowered_name TEXT NOT NULL,
    parent_id TEXT NOT NULL, parent_name TEXT NOT NULL, path TEXT NOT NULL, lowered_path TEXT NOT NULL,
    server_id TEXT, server_name TEXT, modified INTEGER NOT NULL, size INTEGER, default_server_id TEXT
);

CREATE TABLE blobs (
    id TEXT PRIMARY KEY REFERENCES resources (id) ON DELETE CASCADE, content TEXT, recipe TEXT, hash TEXT,
    content_revision INTEGER NOT NULL DEFAULT 1, metadata_revision INTEGER NOT NULL DEFAULT 1,
    created INTEGER NOT NULL, created_by TEXT NOT NULL, modified_by TEXT NOT NULL,
    feed_revision INTEGER NOT NULL DEFAULT 1
);

-- A row per change of a blob; a path is NULL where the blob did not exist before, or does not any more.
CREATE TABLE changes (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, blob_id TEXT NOT NULL, at REAL NOT NULL,
    old_path TEXT, new_path TEXT
);

CREATE TABLE authorizations (
    request TEXT PRIMARY KEY, state TEXT NOT NULL, client_id TEXT NOT NULL, redirect_uri TEXT, challenge TEXT,
    method TEXT, code TEXT UNIQUE, user_id TEXT, family TEXT, code_expires REAL
);
CREATE INDEX authorizations_state ON authorizations (state);
CREATE TABLE refresh_tokens (
    id TEXT PRIMARY KEY, family TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX refresh_families ON refresh_tokens (family);
CREATE TABLE manager_sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, expires REAL NOT NULL);

CREATE TABLE blob_sessions (
    id TEXT PRIMARY KEY, server_id TEXT NOT NULL, user_id TEXT NOT NULL, created REAL NOT NULL,
    accessed REAL NOT NULL, expires REAL NOT NULL
);
CREATE TABLE batches (
    id TEXT PRIMARY KEY, namespace TEXT NOT NULL UNIQUE, server_id TEXT NOT NULL, user_id TEXT NOT NULL,
    session_id TEXT NOT NULL, description TEXT NOT NULL, created REAL NOT NULL, accessed REAL NOT NULL,
    expires REAL NOT NULL
);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, batch_id TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    blob_name TEXT NOT NULL,
    created REAL NOT NULL, accessed REAL NOT NULL, expires REAL NOT NULL,
    committed INTEGER, temporary_id TEXT, hash TEXT, size INTEGER
);
CREATE TABLE parts (
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    "offset" INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (upload_id, "offset")
) WITHOUT ROWID;

CREATE TABLE jobs (
    id TEXT PRIMARY KEY, author_id TEXT NOT NULL, started REAL NOT NULL, progressed REAL NOT NULL,
    status TEXT NOT NULL, current INTEGER NOT NULL, total INTEGER NOT NULL, phase TEXT NOT NULL,
    result TEXT, result_code TEXT, forget_at REAL
);
"""

# An index per sort column, so that a page of a folder of 100,000 files is read, not sorted; with lowered_path
# in each, so that pages are skipped, and what a user may not see is left out, without a look at the rows.
_INDICES = {
    "resources_path": "UNIQUE resources (lowered_path)",
    "resources_exact_path": "resources (path)",
    "by_path": "resources (parent_id, lowered_path)",
    "by_name": "resources (parent_id, lowered_name, lowered_path)",
    "by_type": "resources (parent_id, type, lowered_path)",
    "by_modified": "resources (parent_id, modified, lowered_path)",
    "by_size": "resources (parent_id, size, lowered_path)",
    "by_server": "resources (parent_id, server_id, lowered_path)",
    "by_server_name": "resources (parent_id, server_name, lowered_path)",
    "by_id": "resources (parent_id, id, lowered_path)",
    "by_parent_name": "resources (parent_id, parent_name, lowered_path)",
}


class Database(StateFile):
    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)
        self.build_indices()

    def build_indices(self) -> None:
        for name, columns in _INDICES.items():
            unique = "UNIQUE " if columns.startswith("UNIQUE ") else ""
            table = columns.removeprefix("UNIQUE ")
            self.run(f"CREATE {unique}INDEX IF NOT EXISTS {name} ON {table}")

    def drop_indices(self) -> None:
        """Before many rows are inserted: building an index anew is several times faster than adding to it."""
        for name in _INDICES:
            self.run(f"DROP INDEX {name}")
