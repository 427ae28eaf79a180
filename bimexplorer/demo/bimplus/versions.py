"""`attachments/<id>/versions` and sharing.

Guesses: a new version may have another file name and type, which the attachment has from then on; its
tag and classification are those it comes with. Deleting a version needs the right to delete the attachment.
Sharing a Document Folder or a selection shares everything in it and answers with a list.
"""

from __future__ import annotations

from aiohttp import web

from bimexplorer.demo.bimplus import attachment_documents as documents
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.archives import Archives
from bimexplorer.demo.bimplus.arriving import checked
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.attachments import Attachments
from bimexplorer.demo.bimplus.errors import forbidden, not_found


class Versions:
    def __init__(
        self, access: Access, attachments: AttachmentStore, service: Attachments, archives: Archives
    ) -> None:
        self._access = access
        self._store = attachments
        self._service = service
        self._archives = archives

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/attachments/{id}/versions", self.versions, allow_head=False),
            web.post("/attachments/{id}/versions", self.create),
            web.get("/attachments/{id}/versions/{number}/download", self.download, allow_head=False),
            web.delete("/attachments/{id}/versions/{number}", self.delete),
            web.put("/attachments/{id}/release", self.share),
        ]

    async def versions(self, request: web.Request) -> web.Response:
        """All versions, the newest first, as on the page."""
        visit = self._access.enter(request)
        row = visit.attachment(request.match_info["id"])
        rows = self._store.versions(row["id"])
        return web.json_response([documents.version(version, self._access.users) for version in rows])

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        file, row = await checked(
            request, self._store.content, lambda: self._service.changeable(visit, request)
        )
        self._store.add_version(row["id"], file, visit.user_id)
        newest = self._store.newest(row["id"])
        return web.json_response(documents.version(newest, self._access.users), status=201)

    async def download(self, request: web.Request) -> web.StreamResponse:
        visit = self._access.enter(request, token_in_query=True)
        row = visit.attachment(request.match_info["id"])
        version = self._store.version(row["id"], request.match_info["number"])
        return await self._service.send(request, visit, version)

    async def delete(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.attachment(request.match_info["id"], "ProjectEdit")
        version = self._store.version(row["id"], request.match_info["number"])
        if not documents.allowed(row, visit.user_id, visit.rights(row["project_id"]))["delete"]:
            raise forbidden("You may delete only versions of what you created.")
        self._store.check_unlocked([row["id"]], but_by=visit.user_id)
        self._store.remove_version(version)
        return web.Response()

    async def share(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        identifier = request.match_info["id"]
        members = self._archives.members(visit, identifier)
        if members is None:
            row = visit.attachment(identifier, "ProjectEdit")
            self._store.share(row["id"], visit.user_id)
            return web.json_response(documents.shared(self._store.newest(row["id"]), self._access.users))
        if not members:
            raise not_found("Any attachment of", identifier)
        for member in members:
            visit.attachment(member, "ProjectEdit")
        for member in members:
            self._store.share(member, visit.user_id)
        rows = [self._store.newest(member) for member in members]
        return web.json_response([documents.shared(row, self._access.users) for row in rows])
