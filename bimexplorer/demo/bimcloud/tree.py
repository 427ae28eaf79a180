"""The resource tree: reading, making, renaming, moving and deleting, with rights, names and the change
feed kept right.

Every change of a blob is noted for `feed`. Paths are `<root name>/folder/file`; the blob servers' paths
are the same without the first segment.
"""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from dataclasses import dataclass
from typing import Any

from bimexplorer.demo.bimcloud.criterion import compile_criterion, compile_sort
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import ManagerCode, ManagerError, invalid, not_found
from bimexplorer.demo.bimcloud.users import Rights

ROOT_ID = "projectRoot"
SERVER_ROOT_ID = "serverRoot"
SERVER_ROOT_NAME = "Server Root"
DEFAULT_LIMIT = 1000
"""Items in an answer when no limit is given."""

_NAME = re.compile(r'[^<>:;,?"*|/\\]+')


def check_name(name: object) -> str:
    """The name, if it may be one.

    Raises:
        ManagerError: 7. `.` and `..` match the YAML's pattern, but no server could store them.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in (".", "..") or "\0" in name:
        raise invalid(f"{name!r} is not a valid name")
    return name


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Placement:
    """What a committed upload brings to the tree."""

    server_id: str
    content: str
    """Name of the content file."""
    hash: str
    size: int
    user_id: str


class Tree:
    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading --------------------------------------------------------------------------------------

    def find(self, resource_id: str | None, rights: Rights, *, kind: str | None = None) -> sqlite3.Row:
        """A visible resource.

        Raises:
            ManagerError: 6 where there is none of that id (and type), or the user may not see it.
        """
        row = self._database.row("SELECT * FROM resources WHERE id = ?", resource_id)
        if row is None or not rights.sees(row["lowered_path"]) or kind not in (None, row["type"]):
            raise not_found(str(resource_id))
        return row

    def find_folder_at(self, path: str, rights: Rights) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM resources WHERE path = ? AND type = 'resourceGroup'", path)
        if row is None or not rights.sees(row["lowered_path"]):
            raise not_found(path)
        return row

    def root_path(self) -> str:
        row = self._database.row("SELECT path FROM resources WHERE id = ?", ROOT_ID)
        assert row is not None
        path: str = row["path"]
        return path

    def at(self, lowered_path: str) -> sqlite3.Row | None:
        return self._database.row("SELECT * FROM resources WHERE lowered_path = ?", lowered_path)

    def by_criterion(
        self,
        criterion: object,
        rights: Rights,
        sort_by: str | None,
        direction: str | None,
        skip: int,
        limit: int | None,
    ) -> list[dict[str, Any]]:
        condition = compile_criterion(criterion)
        order = compile_sort(sort_by, direction)
        where, arguments = condition.sql, list(condition.arguments)
        if rights.hidden is not None:
            where = f"({where}) AND r.lowered_path <> ? AND NOT (r.lowered_path > ? AND r.lowered_path < ?)"
            # "0" follows "/": the range holds exactly what lies below the folder.
            arguments += [rights.hidden, rights.hidden + "/", rights.hidden + "0"]
        rows = self._database.rows(
            # The inner part runs through an index alone, however many rows are skipped.
            f"SELECT r.* FROM (SELECT r.rowid AS row FROM resources r WHERE {where}"  # noqa: S608 - compiled
            f" ORDER BY {order} LIMIT ? OFFSET ?) page"
            f" JOIN resources r ON r.rowid = page.row ORDER BY {order}",
            *arguments,
            DEFAULT_LIMIT if limit is None else limit,
            skip,
        )
        return self.documents(rows)

    def documents(self, rows: list[sqlite3.Row]) -> list[dict[str, Any]]:
        """The YAML's Resource for each row. `connectionUrls` of a model server is the manager's to add."""
        ancestors: dict[str, list[dict[str, str]]] = {}
        return [self._document(row, ancestors) for row in rows]

    def _document(self, row: sqlite3.Row, known: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
        document: dict[str, Any] = {
            "id": row["id"],
            "type": row["type"],
            "name": row["name"],
            "$path": row["path"],
            "$loweredPath": row["lowered_path"],
            "$ancestors": self._ancestors(row["parent_id"], known),
            "$modifiedDate": row["modified"],
        }
        if row["parent_id"]:
            document |= {"$parentId": row["parent_id"], "$parentName": row["parent_name"]}
        if row["size"] is not None:
            document["$size"] = row["size"]
        if row["server_id"] is not None:
            document |= {
                "modelServerId": row["server_id"],
                "$modelServerName": row["server_name"],
                "$modelServerPath": f"{SERVER_ROOT_NAME}/{row['server_name']}",
            }
        return document

    def _ancestors(self, folder_id: str, known: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
        if folder_id not in known:
            folder = self._database.row("SELECT name, parent_id FROM resources WHERE id = ?", folder_id)
            known[folder_id] = (
                [*self._ancestors(folder["parent_id"], known), {"id": folder_id, "name": folder["name"]}]
                if folder
                else []
            )
        return known[folder_id]

    def default_server(self, folder_id: str | None, rights: Rights) -> str:
        """get-inherited-default-blob-server-id: of the folder, or the nearest one above that names a
        server.
        """
        row = self.find(folder_id, rights, kind="resourceGroup")
        while row["default_server_id"] is None:
            above = self._database.row("SELECT * FROM resources WHERE id = ?", row["parent_id"])
            if above is None:
                raise not_found(str(folder_id))
            row = above
        server_id: str = row["default_server_id"]
        return server_id

    def folder_size(self, folder_id: str | None, rights: Rights) -> dict[str, int]:
        """get-folder-size-data: its fields are not published; these three are what a client can make use
        of.
        """
        folder = self.find(folder_id, rights, kind="resourceGroup")["lowered_path"]
        row = self._database.row(
            "SELECT COALESCE(SUM(size), 0) AS size, COALESCE(SUM(type = 'blob'), 0) AS files,"
            " COALESCE(SUM(type = 'resourceGroup'), 0) AS folders FROM resources"
            " WHERE lowered_path > ? AND lowered_path < ?",
            folder + "/",
            folder + "0",
        )
        assert row is not None
        return {"size": row["size"], "blobCount": row["files"], "resourceGroupCount": row["folders"]}

    def below(self, row: sqlite3.Row) -> list[sqlite3.Row]:
        """A resource and everything below it, children before their folder."""
        path = row["lowered_path"]
        return self._database.rows(
            "SELECT * FROM resources WHERE lowered_path = ? OR (lowered_path > ? AND lowered_path < ?)"
            " ORDER BY lowered_path DESC",
            path,
            path + "/",
            path + "0",
        )

    # Changing -------------------------------------------------------------------------------------

    def insert_folder(self, parent: sqlite3.Row, name: object, rights: Rights) -> str:
        name = check_name(name)
        self._check_write(rights, f"{parent['lowered_path']}/{name.lower()}")
        self._check_free(f"{parent['path']}/{name}")
        return self._insert(str(uuid.uuid4()), "resourceGroup", name, parent)

    def rename_blob(self, blob: sqlite3.Row, name: object, rights: Rights, user_id: str) -> None:
        name = check_name(name)
        self._check_write(rights, blob["lowered_path"])
        parent = self._database.row("SELECT * FROM resources WHERE id = ?", blob["parent_id"])
        assert parent is not None
        self._place(blob, parent, name, user_id)

    def move_blob(self, blob: sqlite3.Row, parent: sqlite3.Row, rights: Rights, user_id: str) -> None:
        self._check_write(rights, blob["lowered_path"])
        self._check_write(rights, f"{parent['lowered_path']}/{blob['lowered_name']}")
        self._place(blob, parent, blob["name"], user_id)

    def _place(self, blob: sqlite3.Row, parent: sqlite3.Row, name: str, user_id: str) -> None:
        path = f"{parent['path']}/{name}"
        if path == blob["path"]:
            return
        self._check_free(path, besides=blob["id"])
        with self._database.transaction():
            self._database.run(
                "UPDATE resources SET name = ?, lowered_name = ?, parent_id = ?, parent_name = ?, path = ?,"
                " lowered_path = ?, modified = ? WHERE id = ?",
                name, name.lower(), parent["id"], parent["name"], path, path.lower(), now_ms(), blob["id"],
            )  # fmt: skip
            revision = self._note_change(blob["id"], blob["path"], path)
            self._database.run(
                "UPDATE blobs SET metadata_revision = metadata_revision + 1, modified_by = ?,"
                " feed_revision = ? WHERE id = ?",
                user_id, revision, blob["id"],
            )  # fmt: skip

    def delete_folder(self, folder: sqlite3.Row, rights: Rights) -> None:
        """delete-resource-group: an empty one only (15)."""
        self.check_delete(folder, rights)
        if self._database.row("SELECT 1 FROM resources WHERE parent_id = ? LIMIT 1", folder["id"]):
            raise ManagerError(ManagerCode.ProhibitDeleteError, f'"{folder["path"]}" is not empty')
        self.remove(folder)

    def check_delete(self, row: sqlite3.Row, rights: Rights) -> None:
        if not row["parent_id"]:
            raise ManagerError(ManagerCode.ProhibitDeleteError, f'"{row["path"]}" cannot be deleted')
        if row["type"] not in ("blob", "resourceGroup"):
            raise ManagerError(ManagerCode.ProhibitDeleteError, f"A {row['type']} cannot be deleted here")
        self._check_write(rights, row["lowered_path"])

    def remove(self, row: sqlite3.Row) -> str | None:
        """Delete one blob or empty folder, rights checked before; the name of the content file that is
        free now.
        """
        with self._database.transaction():
            blob = self._database.row("SELECT content FROM blobs WHERE id = ?", row["id"])
            if row["type"] == "blob":
                self._note_change(row["id"], row["path"], None)
            self._database.run("DELETE FROM resources WHERE id = ?", row["id"])
        return blob["content"] if blob else None

    def commit_file(self, blob_path: str, placement: Placement, rights: Rights) -> tuple[str, str | None]:
        """Make an uploaded file visible at a blob server's path (`/folder/file`), with the folders it needs.

        Over an existing blob: a new content revision of it, under the same id and name.

        Returns:
            The blob's id, and the content file that its former revision had.

        Raises:
            ManagerError: 5 where a folder has that path, 6 where a file stands in for a folder, 3 without
            the right.
        """
        parent = self._database.row("SELECT * FROM resources WHERE id = ?", ROOT_ID)
        assert parent is not None
        *folders, name = blob_path.strip("/").split("/")
        self._check_write(rights, f"{parent['lowered_path']}{blob_path.lower()}")
        for folder in folders:
            child = self.at(f"{parent['lowered_path']}/{folder.lower()}")
            if child is not None and child["type"] != "resourceGroup":
                raise not_found(f"{child['path']} is no folder")
            child_id = (
                child["id"] if child else self._insert(str(uuid.uuid4()), "resourceGroup", folder, parent)
            )
            parent = self._database.row("SELECT * FROM resources WHERE id = ?", child_id)
            assert parent is not None
        existing = self.at(f"{parent['lowered_path']}/{name.lower()}")
        if existing is None:
            return self._insert_blob(parent, name, placement), None
        if existing["type"] != "blob":
            raise ManagerError(ManagerCode.EntityExistsError, f'"{existing["path"]}" is a {existing["type"]}')
        return existing["id"], self._new_revision(existing, placement)

    def _insert_blob(self, parent: sqlite3.Row, name: str, placement: Placement) -> str:
        blob_id = str(uuid.uuid4()).upper()
        self._insert(blob_id, "blob", name, parent, placement.server_id, placement.size)
        revision = self._note_change(blob_id, None, f"{parent['path']}/{name}")
        self._database.run(
            "INSERT INTO blobs (id, content, hash, created, created_by, modified_by, feed_revision)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            blob_id, placement.content, placement.hash, now_ms(), placement.user_id, placement.user_id,
            revision,
        )  # fmt: skip
        return blob_id

    def _new_revision(self, existing: sqlite3.Row, placement: Placement) -> str | None:
        former = self._database.row("SELECT content FROM blobs WHERE id = ?", existing["id"])
        assert former is not None
        revision = self._note_change(existing["id"], existing["path"], existing["path"])
        self._database.run(
            "UPDATE resources SET size = ?, modified = ?, server_id = ?,"
            " server_name = (SELECT s.name FROM resources s WHERE s.id = ?) WHERE id = ?",
            placement.size, now_ms(), placement.server_id, placement.server_id, existing["id"],
        )  # fmt: skip
        self._database.run(
            "UPDATE blobs SET content = ?, recipe = NULL, hash = ?, content_revision = content_revision + 1,"
            " metadata_revision = metadata_revision + 1, modified_by = ?, feed_revision = ? WHERE id = ?",
            placement.content, placement.hash, placement.user_id, revision, existing["id"],
        )  # fmt: skip
        content: str | None = former["content"]
        return content

    def _insert(
        self, resource_id: str, kind: str, name: str, parent: sqlite3.Row, server_id: str | None = None,
        size: int | None = None,
    ) -> str:  # fmt: skip
        path = f"{parent['path']}/{name}"
        self._database.run(
            "INSERT INTO resources (id, type, name, lowered_name, parent_id, parent_name, path, lowered_path,"
            " server_id, server_name, modified, size)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT s.name FROM resources s WHERE s.id = ?), ?, ?)",
            resource_id, kind, name, name.lower(), parent["id"], parent["name"], path, path.lower(),
            server_id, server_id, now_ms(), size,
        )  # fmt: skip
        return resource_id

    def _note_change(self, blob_id: str, old_path: str | None, new_path: str | None) -> int:
        revision = self._database.run(
            "INSERT INTO changes (blob_id, at, old_path, new_path) VALUES (?, ?, ?, ?)",
            blob_id, time.time(), old_path, new_path,
        ).lastrowid  # fmt: skip
        assert revision is not None
        return revision

    def _check_write(self, rights: Rights, lowered_path: str) -> None:
        if not rights.writes(lowered_path):
            raise ManagerError(ManagerCode.AccessDeniedError, f'No permission to change "{lowered_path}"')

    def _check_free(self, path: str, besides: str | None = None) -> None:
        """Names are the same if they are the same in lower case, as `$loweredPath` has them."""
        taken = self.at(path.lower())
        if taken is not None and taken["id"] != besides:
            raise ManagerError(ManagerCode.EntityExistsError, f'"{path}" exists already')
