"""`projects/<id>/attachments`, `objects/<id>/attachments`, `attachments/<id>`.

An issue is an object too; `issues/<id>/attachments`, which no page shows, is what deployed clients call.
`attachmentType` in the query of a creation is the new attachment's type, of which the attachment service says
only that "Document" is the default.

Guesses: an object's list neither pages nor filters, and shows what hangs on it alone; lists show the type
"Document" unless `attachmentType` asks for others, of which an unknown one is 400; deleting all attachments
of a project takes in those of its objects and issues, and needs ProjectAdmin; `?revision=<nr>` shows what
there was, in the version of then, when revision nr + 1 was made (of a project: the first of its models').
"""

from __future__ import annotations

import sqlite3
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import attachment_documents as documents
from bimexplorer.demo.bimplus import attachment_store as store
from bimexplorer.demo.bimplus import bodies, listing
from bimexplorer.demo.bimplus.access import Access, Visit
from bimexplorer.demo.bimplus.archives import Archives
from bimexplorer.demo.bimplus.arriving import Arrived, checked
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.errors import bad_request, forbidden, not_found
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.bimplus.structures import check_folder
from bimexplorer.demo.sending import attachment as content_disposition
from bimexplorer.demo.sending import send_file


class Attachments:
    def __init__(
        self, access: Access, database: Database, attachments: AttachmentStore, archives: Archives
    ) -> None:
        self._access = access
        self._database = database
        self._store = attachments
        self._archives = archives

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/attachments", self.list_of_project, allow_head=False),
            web.get("/{owner:objects|issues}/{id}/attachments", self.list_of_object, allow_head=False),
            web.post("/{owner:projects|objects|issues}/{id}/attachments", self.create),
            web.delete("/projects/{id}/attachments", self.delete_all_of_project),
            web.delete("/{owner:objects|issues}/{id}/attachments", self.delete_all_of_object),
            web.get("/attachments/{id}", self.information, allow_head=False),
            web.put("/attachments/{id}", self.replace),
            web.delete("/attachments/{id}", self.delete),
            web.get("/attachments/{id}/download", self.download, allow_head=False),
        ]

    # Lists ------------------------------------------------------------------------------------------

    async def list_of_project(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        where, arguments = "a.project_id = ?", [project["id"]]
        if bodies.flag(request, "projectOnly"):
            where, arguments = "a.related_id = ?", [project["id"]]
        rows = self._rows(request, project["id"], where, arguments, paged=True)
        return self._listed(visit, project, rows)

    async def list_of_object(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project, related_id = _owner(request, visit)
        rows = self._rows(request, related_id, "a.related_id = ?", [related_id], paged=False)
        return self._listed(visit, project, rows)

    def _rows(
        self, request: web.Request, related_id: str, where: str, arguments: list[object], *, paged: bool
    ) -> list[sqlite3.Row]:
        kinds = _kinds(request)
        marks = ", ".join("?" * len(kinds))
        arguments = [*arguments, *kinds]
        selected = store.NEWEST
        revision = query(request).get("revision")
        if revision:
            selected = store.AT_MOMENT
            arguments = [self._end_of_revision(related_id, revision), *arguments]
        select = f"{selected} WHERE {where} AND a.kind IN ({marks})"
        wanted = query(request) if paged else {}
        return listing.rows(
            self._database, select, arguments, wanted, store.COLUMNS, key="a.id", filtered=paged
        )

    def _end_of_revision(self, related_id: str, number: str) -> int:
        """When a revision stopped being the latest: of an object's model, of the first model of a project."""
        if not (number.isascii() and number.isdigit()):
            raise bad_request("revision is a number.")
        row = self._database.row(
            "SELECT COUNT(*) AS known, MIN(COALESCE((SELECT n.created FROM revisions n"
            "  WHERE n.division_id = r.division_id AND n.nr = r.nr + 1), ?)) AS ends"
            " FROM revisions r JOIN divisions d ON d.id = r.division_id WHERE r.nr = ? AND (d.project_id = ?"
            "  OR d.id IN (SELECT division_id FROM objects WHERE id = ?"
            "   UNION SELECT division_id FROM object_states WHERE object_id = ?)"
            "  OR d.project_id = (SELECT project_id FROM issues WHERE id = ?))",
            now() + 1, int(number[:9]), related_id, related_id, related_id, related_id,
        )  # fmt: skip
        assert row is not None
        if not row["known"]:
            raise not_found("The revision", number)
        ends: int = row["ends"]
        return ends

    def _listed(self, visit: Visit, project: sqlite3.Row, rows: list[sqlite3.Row]) -> web.Response:
        rights = visit.rights(project["id"])
        return web.json_response(
            [documents.information(row, self._access.users, visit.user_id, rights) for row in rows]
        )

    # One --------------------------------------------------------------------------------------------

    def document(self, visit: Visit, attachment_id: str) -> dict[str, Any]:
        row = self._store.newest(attachment_id)
        rights = visit.rights(row["project_id"])
        return documents.information(row, self._access.users, visit.user_id, rights)

    async def information(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.attachment(request.match_info["id"])
        return web.json_response(self.document(visit, row["id"]))

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)

        def check() -> tuple[str, str, str | None]:
            project, related_id = _owner(request, visit, "ProjectEdit")
            folder_id = check_folder(self._database, project["id"], query(request).get("DocumentFolderId"))
            return project["id"], related_id, folder_id

        [kind, *others] = _kinds(request)
        if others:
            raise bad_request("A new attachment has one attachmentType.")
        file, (project_id, related_id, folder_id) = await checked(request, self._store.content, check)
        attachment_id = self.keep(project_id, related_id, file, visit.user_id, folder_id, kind=kind)
        return web.json_response(self.document(visit, attachment_id), status=201)

    def keep(
        self,
        project_id: str,
        related_id: str,
        file: Arrived,
        user_id: str,
        folder_id: str | None,
        attachment_id: str = "",
        *,
        kind: str = "Document",
    ) -> str:
        """A new attachment, in a Document Folder too if it is to be (and still there)."""
        with self._database.transaction():
            attachment_id = self._store.create(project_id, related_id, kind, file, user_id, attachment_id)
            if folder_id is not None:
                self._database.run(
                    "INSERT INTO assignments (member_id, structure_id)"
                    " SELECT ?, id FROM structures WHERE id = ?",
                    attachment_id,
                    folder_id,
                )
        return attachment_id

    async def replace(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        file, row = await checked(request, self._store.content, lambda: self.changeable(visit, request))
        self._store.replace(row["id"], file, visit.user_id)
        # The page shows this one answer with "release" as a text.
        document = self.document(visit, row["id"]) | {"release": "false"}
        return web.json_response(document)

    def changeable(self, visit: Visit, request: web.Request) -> sqlite3.Row:
        """The attachment of the address, if the user may change it now."""
        row = visit.attachment(request.match_info["id"], "ProjectEdit")
        self._store.check_unlocked([row["id"]])
        return row

    async def delete(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.attachment(request.match_info["id"], "ProjectEdit")
        if not documents.allowed(row, visit.user_id, visit.rights(row["project_id"]))["delete"]:
            raise forbidden("You may delete only what you created.")
        self._store.check_unlocked([row["id"]], but_by=visit.user_id)
        self._store.remove([row["id"]])
        return web.Response()

    async def delete_all_of_project(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectAdmin")
        self._delete_all("project_id", project["id"])
        return web.Response()

    async def delete_all_of_object(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        _project, related_id = _owner(request, visit, "ProjectAdmin")
        self._delete_all("related_id", related_id)
        return web.Response()

    def _delete_all(self, column: str, value: str) -> None:
        rows = self._database.rows(
            f"SELECT id FROM attachments WHERE {column} = ? AND kind != 'Thumbnail'",  # noqa: S608 - two constants
            value,
        )
        ids = [row["id"] for row in rows]
        self._store.check_unlocked(ids)
        self._store.remove(ids)

    # Content ----------------------------------------------------------------------------------------

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The content; of a Document Folder or a selection the zip of what is in it."""
        visit = self._access.enter(request, token_in_query=True)
        identifier = request.match_info["id"]
        contained = self._archives.members(visit, identifier)
        if contained is not None:
            return await self._archives.send(request, visit, identifier, contained)
        row = visit.attachment(identifier)
        return await self.send(request, visit, self._store.newest(row["id"]))

    async def send(self, request: web.Request, visit: Visit, version: sqlite3.Row) -> web.StreamResponse:
        """A guess: the ETag is the hash's where there is one, ranges are served."""
        if not documents.allowed(version, visit.user_id, visit.rights(version["project_id"]))["download"]:
            raise forbidden("You may not download this file.")
        path = await self._store.path(version)
        etag = version["hash"] or f"{version['id']}-{version['number']}"
        headers = {"Content-Disposition": content_disposition(version["file_name"])}
        return await send_file(request, path, etag, headers, version["type"])


def _owner(request: web.Request, visit: Visit, right: str = "ProjectView") -> tuple[sqlite3.Row, str]:
    """The project of what the address names, and its id; below `issues/` it has to be an issue."""
    identifier = request.match_info["id"]
    if request.match_info["owner"] == "issues":
        visit.within("issues", "The issue", identifier, right)
    return visit.related(identifier, right)


def _kinds(request: web.Request) -> list[str]:
    known = {kind.lower(): kind for kind in store.TYPES}
    kinds = []
    for text in query(request).getall("attachmentType", ["Document"]):
        if text.lower() not in known:
            raise bad_request(f'The attachmentType "{text}" is unknown.')
        kinds.append(known[text.lower()])
    return kinds
