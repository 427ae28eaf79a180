"""The manager's resource operations (YAML: PortalServer), the same in both generations but for who is
asking.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bimexplorer.demo import pages
from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.errors import ManagerCode, ManagerError, invalid, not_found
from bimexplorer.demo.bimcloud.feed import Feed
from bimexplorer.demo.bimcloud.jobs import Jobs
from bimexplorer.demo.bimcloud.requests import json_body, json_object, whole_number
from bimexplorer.demo.bimcloud.tokens import Signer, length_prefixed
from bimexplorer.demo.bimcloud.tree import Tree
from bimexplorer.demo.bimcloud.users import User, Users


class Manager:
    def __init__(
        self, config: Config, tree: Tree, feed: Feed, jobs: Jobs, signer: Signer, users: Users,
        user_of: Callable[[web.Request], User], discard: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._config = config
        self._tree = tree
        self._feed = feed
        self._jobs = jobs
        self._signer = signer
        self._users = users
        self._user_of = user_of
        self._discard = discard
        self.connection_urls: dict[str, list[str]] = {}
        """Model server id -> its candidate addresses, known once the ports are."""

    def routes(self, prefix: str) -> list[web.RouteDef]:
        routes = [
            web.post(f"{prefix}/ticket-generator/get-ticket", self.get_ticket),
            web.get(f"{prefix}/get-resource", self.get_resource, allow_head=False),
            web.post(f"{prefix}/get-resources-by-criterion", self.get_resources_by_criterion),
            web.post(f"{prefix}/insert-resource-group", self.insert_resource_group),
            web.delete(f"{prefix}/delete-resource-group", self.delete_resource_group),
            web.delete(f"{prefix}/delete-blob", self.delete_blob),
            web.post(f"{prefix}/delete-resources-by-id-list", self.delete_resources_by_id_list),
            web.put(f"{prefix}/update-blob", self.update_blob),
            # PUT in the YAML, POST in the vendor's own client.
            web.put(f"{prefix}/update-blob-parent", self.update_blob_parent),
            web.post(f"{prefix}/update-blob-parent", self.update_blob_parent),
            web.put(f"{prefix}/get-blob-changes-for-sync", self.get_blob_changes_for_sync),
            web.post(f"{prefix}/get-blob-changes-for-sync", self.get_blob_changes_for_sync),
            web.get(
                f"{prefix}/get-inherited-default-blob-server-id",
                self.get_default_blob_server,
                allow_head=False,
            ),
            web.get(f"{prefix}/get-job", self.get_job, allow_head=False),
            web.post(f"{prefix}/abort-job", self.abort_job),
        ]
        if self._config.generation == "2023.2":
            routes += [
                web.get(f"{prefix}/get-user", self.get_user, allow_head=False),
                web.get(f"{prefix}/get-folder-size-data", self.get_folder_size_data, allow_head=False),
            ]
        return routes

    def public_routes(self) -> list[web.RouteDef]:
        return [
            web.get("/get-server-info", self.get_server_info, allow_head=False),
            web.get("/", self.welcome, allow_head=False),
        ]

    async def welcome(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=pages.welcome(f"BIMcloud Manager {self._config.generation}"), content_type="text/html"
        )

    async def get_server_info(self, _request: web.Request) -> web.Response:
        """Not in the YAML; only `registeredMajorVersion` is known of its fields."""
        year, minor = self._config.generation.split(".")
        return web.json_response({"registeredMajorVersion": int(year), "registeredMinorVersion": int(minor)})

    async def get_ticket(self, request: web.Request) -> web.Response:
        user = self._user_of(request)
        body = await json_object(request)
        if body.get("type") != "freeTicket":
            raise invalid("type is freeTicket")
        ticket_format = body.get("format", "lengthPrefixedBuffer")
        if ticket_format not in ("base64", "lengthPrefixedBuffer"):
            raise invalid("format is base64 or lengthPrefixedBuffer")
        if body.get("user-id") not in (None, user.id):
            raise ManagerError(ManagerCode.AccessDeniedError, "user-id is not the user who asks")
        resources = body.get("resources")
        if not isinstance(resources, list) or len(resources) != 1 or not isinstance(resources[0], str):
            raise invalid("resources has the id of one model server")
        server = self._tree.find(resources[0], self._users.rights(user), kind="modelServer")
        ticket = self._signer.ticket(self._config.ticket_lifetime, userId=user.id, serverId=server["id"])
        if ticket_format == "base64":
            return web.json_response(base64.b64encode(ticket).decode())
        return web.Response(body=length_prefixed(ticket), content_type="application/octet-stream")

    async def get_resource(self, request: web.Request) -> web.Response:
        row = self._tree.find(request.query.get("resource-id"), self._users.rights(self._user_of(request)))
        return web.json_response(self._with_addresses(self._tree.documents([row]))[0])

    async def get_resources_by_criterion(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        criterion = await json_body(request)
        documents = self._tree.by_criterion(
            criterion,
            rights,
            request.query.get("sort-by"),
            request.query.get("sort-direction"),
            whole_number(request, "skip") or 0,
            whole_number(request, "limit"),
        )
        return web.json_response(self._with_addresses(documents))

    def _with_addresses(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for document in documents:
            if document["type"] == "modelServer":
                document["connectionUrls"] = self.connection_urls[document["id"]]
        return documents

    async def insert_resource_group(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        body = await json_object(request)
        if body.get("type") != "resourceGroup":
            raise invalid("type is resourceGroup")
        parent = self._tree.find(request.query.get("parent-id"), rights, kind="resourceGroup")
        return web.json_response(self._tree.insert_folder(parent, body.get("name"), rights))

    async def delete_resource_group(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        folder = self._tree.find(request.query.get("resource-id"), rights, kind="resourceGroup")
        self._tree.delete_folder(folder, rights)
        return web.json_response({})

    async def delete_blob(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        blob = self._tree.find(request.query.get("resource-id"), rights, kind="blob")
        self._tree.check_delete(blob, rights)
        content = self._tree.remove(blob)
        if content is not None:
            self._discard(content)
        return web.json_response({})

    async def delete_resources_by_id_list(self, request: web.Request) -> web.Response:
        """Ids and rights are checked before the job begins, so a refused list has deleted nothing."""
        user = self._user_of(request)
        rights = self._users.rights(user)
        ids = (await json_object(request)).get("ids")
        if not isinstance(ids, list) or not ids or not all(isinstance(item, str) for item in ids):
            raise invalid("ids is a list of resource ids")
        rows = [self._tree.find(resource_id, rights) for resource_id in dict.fromkeys(ids)]
        for row in rows:
            self._tree.check_delete(row, rights)
        return web.json_response(self._jobs.start_delete(rows, user.id))

    async def update_blob(self, request: web.Request) -> web.Response:
        """Renames. Other properties are read-only on the client's side and left alone, as is a missing
        name.
        """
        user = self._user_of(request)
        rights = self._users.rights(user)
        body = await json_object(request)
        if body.get("type", "blob") != "blob":
            raise invalid("type is blob")
        blob = self._tree.find(_text(body, "id"), rights, kind="blob")
        self._tree.rename_blob(blob, body.get("name", blob["name"]), rights, user.id)
        return web.json_response({})

    async def update_blob_parent(self, request: web.Request) -> web.Response:
        user = self._user_of(request)
        rights = self._users.rights(user)
        body = await json_object(request)
        blob = self._tree.find(request.query.get("blob-id"), rights, kind="blob")
        path, parent_id = _text(body, "parentPath"), _text(body, "parentId")
        if (path is None) == (parent_id is None):
            raise invalid("Give one of parentPath and parentId")
        if parent_id == blob["id"]:
            raise ManagerError(ManagerCode.EntityCyclicDependencyError, "A resource cannot be its own parent")
        if path is not None:
            parent = self._tree.find_folder_at(path, rights)
        else:
            parent = self._tree.find(parent_id, rights, kind="resourceGroup")
        self._tree.move_blob(blob, parent, rights, user.id)
        return web.json_response(True)  # noqa: FBT003 - the document is a truth value

    async def get_blob_changes_for_sync(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        body = await json_object(request)
        path, group_id = _text(body, "path"), _text(body, "resourceGroupId")
        if path is None and group_id is None:
            raise invalid("Give path or resourceGroupId")
        folder = (
            self._tree.find_folder_at(path, rights)
            if path is not None
            else self._tree.find(group_id, rights, kind="resourceGroup")
        )
        if group_id not in (None, folder["id"]):
            raise invalid("path and resourceGroupId name different folders")
        revision = body.get("fromRevision")
        if isinstance(revision, bool) or not isinstance(revision, (int, float)) or revision < 0:
            raise invalid("fromRevision is a number from 0")
        return web.json_response(self._feed.changes(folder, int(min(revision, 2**53)), rights))

    async def get_default_blob_server(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        return web.json_response(self._tree.default_server(request.query.get("resource-group-id"), rights))

    async def get_folder_size_data(self, request: web.Request) -> web.Response:
        rights = self._users.rights(self._user_of(request))
        return web.json_response(self._tree.folder_size(request.query.get("folder-id"), rights))

    async def get_user(self, request: web.Request) -> web.Response:
        self._user_of(request)
        user_id = request.query.get("user-id", "")
        user = self._users.by_id(user_id)
        if user is None:
            raise not_found(user_id)
        return web.json_response(user.document())

    async def get_job(self, request: web.Request) -> web.Response:
        self._user_of(request)
        return web.json_response(self._jobs.document(request.query.get("job-id")))

    async def abort_job(self, request: web.Request) -> web.Response:
        self._user_of(request)
        return web.json_response(self._jobs.abort(request.query.get("job-id")))


def _text(body: dict[str, Any], name: str) -> str | None:
    """A text of the request's document; null is the same as not given."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"{name} is a text")
    return value
