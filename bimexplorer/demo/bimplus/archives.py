"""Zip files of a Document Folder or a selection: `attachments/<structure or selection id>/download`.

404 when nothing is in it, 403 when two names are equal. Guesses: only what lies in the folder itself counts,
not what lies in its sub-folders; names are equal without regard to case; a structure of another type, and a
selection of anything but attachments, is 404.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
import zipfile
from pathlib import Path

from aiohttp import web

from bimexplorer.demo.bimplus.access import Visit
from bimexplorer.demo.bimplus.attachment_documents import allowed
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import forbidden, not_found
from bimexplorer.demo.sending import attachment, send_file


class Archives:
    def __init__(self, database: Database, attachments: AttachmentStore) -> None:
        self._database = database
        self._store = attachments

    def members(self, visit: Visit, identifier: str) -> list[str] | None:
        """Ids of the attachments in a Document Folder or a selection; None if it is neither."""
        wanted = identifier.lower()
        folder = self._database.row("SELECT * FROM structures WHERE id = ?", wanted)
        if folder is not None:
            visit.project(folder["project_id"])
            if folder["type"] != "DocumentFolder":
                return []
            rows = self._database.rows(
                "SELECT a.id FROM assignments s JOIN attachments a ON a.id = s.member_id"
                " WHERE s.structure_id = ? ORDER BY a.id",
                wanted,
            )
            return [row["id"] for row in rows]
        selection = self._database.row("SELECT * FROM selections WHERE id = ?", wanted)
        if selection is not None:
            visit.project(selection["project_id"])
            return [
                member
                for member in json.loads(selection["members"])
                if self._database.row("SELECT 1 FROM attachments WHERE id = ?", member)
            ]
        return None

    async def send(
        self, request: web.Request, visit: Visit, identifier: str, members: list[str]
    ) -> web.StreamResponse:
        rows = [self._store.newest(member) for member in members]
        if not rows:
            raise not_found("Any attachment of", identifier)
        names = {row["file_name"].casefold() for row in rows}
        if len(names) < len(rows):
            raise forbidden("There are files of the same name: they cannot be downloaded together.")
        if not all(self._may_download(row, visit) for row in rows):
            raise forbidden("You may not download these files.")
        files = [(row["file_name"], await self._store.path(row)) for row in rows]
        archive = self._store.content.upload_path(uuid.uuid4().hex)
        try:
            await asyncio.get_running_loop().run_in_executor(None, _pack, archive, files)
            headers = {"Content-Disposition": attachment("attachments.zip")}
            return await send_file(request, archive, uuid.uuid4().hex, headers, "application/zip")
        finally:
            archive.unlink(missing_ok=True)

    @staticmethod
    def _may_download(row: sqlite3.Row, visit: Visit) -> bool:
        return allowed(row, visit.user_id, visit.rights(row["project_id"]))["download"]


def _pack(archive: Path, files: list[tuple[str, Path]]) -> None:
    with zipfile.ZipFile(archive, "w") as packed:
        for name, path in files:
            packed.write(path, name)
