"""Attachments and their versions as the tables have them.

An attachment keeps its id; `attachments.version` is the number of its newest version. Guesses: numbers are
never given twice, also after the newest was deleted; deleting the only version deletes the attachment;
`PUT attachments/<id>` replaces the newest version's content and leaves the older ones.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from bimexplorer.demo.bimplus.arriving import Arrived
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.errors import bad_request, forbidden, not_found
from bimexplorer.demo.bimplus.listing import Column
from bimexplorer.demo.content import ContentStore

_FIELDS = (
    "SELECT a.id, a.project_id, a.related_id, a.kind, a.created, a.created_by, v.number, v.name, v.file_name,"
    " v.type, v.size, v.hash, v.classification, v.tag, v.changed, v.changed_by, v.content, v.recipe,"
    " v.shared, v.shared_by FROM attachments a"
)
_PEOPLE = " JOIN users c ON c.id = a.created_by JOIN users e ON e.id = v.changed_by"
NEWEST = f"{_FIELDS} JOIN versions v ON v.attachment_id = a.id AND v.number = a.version{_PEOPLE}"
"""The newest version of each attachment."""
_AT_MOMENT = (
    " JOIN versions v ON v.attachment_id = a.id AND v.number = (SELECT MAX(w.number) FROM versions w"
    " WHERE w.attachment_id = a.id AND COALESCE(w.changed, 0) < ?)"
)
AT_MOMENT = _FIELDS + _AT_MOMENT + _PEOPLE
"""The version that was the newest at a moment, which is the first argument."""
EVERY = f"{_FIELDS} JOIN versions v ON v.attachment_id = a.id{_PEOPLE}"

_PERSON = ("id", "email", "firstname", "lastname", "company")
COLUMNS = {
    "id": Column("a.id"),
    "name": Column("v.name"),
    "filename": Column("v.file_name"),
    "type": Column("v.type"),
    "size": Column("v.size", "number"),
    "sizemb": Column("(v.size / 1048576.0)", "number"),
    "createdat": Column("a.created", "moment"),
    "changed": Column("v.changed", "moment"),
    "hash": Column("v.hash"),
    "attachmenttype": Column("a.kind"),
    "classification": Column("v.classification"),
    "tag": Column("v.tag"),
    "version": Column("v.number", "number"),
    "relatedid": Column("a.related_id"),
    "release": Column("(v.shared IS NOT NULL)", "flag"),
    **{f"creator.{name}": Column(f"c.{name}") for name in _PERSON},
    **{f"changedby.{name}": Column(f"e.{name}") for name in _PERSON},
    "creator.fullname": Column("c.firstname || ' ' || c.lastname"),
    "changedby.fullname": Column("e.firstname || ' ' || e.lastname"),
}
"""What the list of a project may be filtered and sorted by."""

TYPES = (
    "Document", "Thumbnail", "Ifc", "SketchUp", "AllplanResource", "AllplanDrawing", "AllplanLayout",
    "AllplanLayoutDocument", "AutodeskResource", "Revit", "AutoCadDrawing", "BcfZip",
)  # fmt: skip


class AttachmentStore:
    def __init__(self, database: Database, content: ContentStore) -> None:
        self._database = database
        self.content = content
        self._baking = asyncio.Lock()

    def newest(self, attachment_id: str) -> sqlite3.Row:
        row = self._database.row(f"{NEWEST} WHERE a.id = ?", attachment_id)
        assert row is not None, attachment_id
        return row

    def version(self, attachment_id: str, number: str) -> sqlite3.Row:
        """Raises 404 for a version there is not, 400 for what is no number."""
        if not (number.isascii() and number.isdigit()):
            raise bad_request(f'"{number[:100]}" is no version number.')
        row = self._database.row(f"{EVERY} WHERE a.id = ? AND v.number = ?", attachment_id, int(number[:10]))
        if row is None:
            raise not_found("The version", number)
        return row

    def versions(self, attachment_id: str) -> list[sqlite3.Row]:
        """The newest first."""
        return self._database.rows(f"{EVERY} WHERE a.id = ? ORDER BY v.number DESC", attachment_id)

    # Changes ----------------------------------------------------------------------------------------

    def create(
        self,
        project_id: str,
        related_id: str,
        kind: str,
        file: Arrived,
        user_id: str,
        attachment_id: str = "",
    ) -> str:
        """A new attachment, with an id of its own unless it is told one."""
        attachment_id = attachment_id or str(uuid.uuid4())
        moment = now()
        with self._database.transaction():
            self._database.run(
                "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, 1, 1)",
                attachment_id, project_id, related_id, kind, moment, user_id,
            )  # fmt: skip
            self._insert(attachment_id, 1, file, user_id, moment)
        return attachment_id

    def add_version(self, attachment_id: str, file: Arrived, user_id: str) -> None:
        with self._database.transaction():
            self._database.run(
                "UPDATE attachments SET last_version = last_version + 1, version = last_version + 1"
                " WHERE id = ?",
                attachment_id,
            )
            row = self._database.row("SELECT version FROM attachments WHERE id = ?", attachment_id)
            assert row is not None
            self._insert(attachment_id, row["version"], file, user_id, now())

    def replace(self, attachment_id: str, file: Arrived, user_id: str) -> None:
        former = self.newest(attachment_id)
        with self._database.transaction():
            self._database.run(
                "DELETE FROM versions WHERE attachment_id = ? AND number = ?", attachment_id, former["number"]
            )
            self._insert(attachment_id, former["number"], file, user_id, now())
        self._forget(former)

    def _insert(self, attachment_id: str, number: int, file: Arrived, user_id: str, moment: int) -> None:
        self._database.run(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
            attachment_id, number, file.name, file.file_name, file.type, file.size, str(uuid.uuid4()),
            file.classification, file.tag, moment, user_id, file.content,
        )  # fmt: skip

    def remove_version(self, row: sqlite3.Row) -> None:
        with self._database.transaction():
            self._database.run(
                "DELETE FROM versions WHERE attachment_id = ? AND number = ?", row["id"], row["number"]
            )
            newest = self._database.row(
                "SELECT MAX(number) AS number FROM versions WHERE attachment_id = ?", row["id"]
            )
            assert newest is not None
            if newest["number"] is None:
                self._delete(row["id"])
            else:
                self._database.run(
                    "UPDATE attachments SET version = ? WHERE id = ?", newest["number"], row["id"]
                )
        self._forget(row)

    def remove(self, attachment_ids: Iterable[str]) -> None:
        """All or nothing; also from the structures they lie in."""
        ids = list(attachment_ids)
        rows = [row for attachment_id in ids for row in self.versions(attachment_id)]
        with self._database.transaction():
            for attachment_id in ids:
                self._delete(attachment_id)
        for row in rows:
            self._forget(row)

    def _delete(self, attachment_id: str) -> None:
        for upload in self._database.rows("SELECT id FROM uploads WHERE attachment_id = ?", attachment_id):
            self.content.discard_upload(upload["id"])
        self._database.run("DELETE FROM uploads WHERE attachment_id = ?", attachment_id)
        self._database.run("DELETE FROM assignments WHERE member_id = ?", attachment_id)
        self._database.run("DELETE FROM attachments WHERE id = ?", attachment_id)

    def _forget(self, version: sqlite3.Row) -> None:
        if version["content"] is not None:
            self.content.discard(version["content"])

    def discard_project(self, project_id: str) -> None:
        """Forget the content of everything in a project that is about to be deleted."""
        for row in self._database.rows(f"{EVERY} WHERE a.project_id = ?", project_id):
            self._forget(row)
        for upload in self._database.rows("SELECT id FROM uploads WHERE project_id = ?", project_id):
            self.content.discard_upload(upload["id"])

    def share(self, attachment_id: str, user_id: str) -> None:
        """Share the newest version; the next one is not shared by that."""
        self._database.run(
            "UPDATE versions SET shared = ?, shared_by = ? WHERE attachment_id = ?"
            " AND number = (SELECT version FROM attachments WHERE id = ?)",
            now(), user_id, attachment_id, attachment_id,
        )  # fmt: skip

    # Locks ------------------------------------------------------------------------------------------

    def check_unlocked(self, attachment_ids: Iterable[str], *, but_by: str | None = None) -> None:
        """Raises 403 while somebody (but for `but_by`) uploads a version of one of them in chunks.

        The status is that of the vendor's structure service, which answers so for locked documents.
        """
        wanted = set(attachment_ids)
        for upload in self._database.rows(
            "SELECT attachment_id, user_id FROM uploads WHERE attachment_id IS NOT NULL AND expires > ?",
            time.time(),
        ):
            if upload["attachment_id"] in wanted and upload["user_id"] != but_by:
                raise forbidden("The file is locked until its upload is finished.")

    # Content ----------------------------------------------------------------------------------------

    async def path(self, version: sqlite3.Row) -> Path:
        """The file with a version's content; that of a sample is made when it is first asked for."""
        async with self._baking:
            row = self._database.row(
                "SELECT content, recipe, size FROM versions WHERE attachment_id = ? AND number = ?",
                version["id"], version["number"],
            )  # fmt: skip
            if row is None:
                raise not_found("The attachment", version["id"])
            content = row["content"]
            if content is None:
                content, _hash = await asyncio.get_running_loop().run_in_executor(
                    None, self.content.bake, row["recipe"], row["size"]
                )
                self._database.run(
                    "UPDATE versions SET content = ? WHERE attachment_id = ? AND number = ?",
                    content, version["id"], version["number"],
                )  # fmt: skip
            return self.content.path(content)
