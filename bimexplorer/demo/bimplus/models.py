"""Models ("divisions"), their disciplines, objects and revisions, and what a project tells of them.

Read-only but for the names of revisions; comparisons of revisions come later. Guesses: `GET
projects/<id>/revisions` lists those of all its models; a model whose file was never imported (EMPTY) has no
download (404); the material surfaces' textures are attachments of the type "AllplanResource".
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import defaultdict
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import attachment_documents as documents
from bimexplorer.demo.bimplus import quirks
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.attachment_store import NEWEST, AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import not_found
from bimexplorer.demo.bimplus.revisions import Revisions
from bimexplorer.demo.bimplus.users import Users
from bimexplorer.demo.sending import attachment as content_disposition
from bimexplorer.demo.sending import send_file


def disciplines(database: Database, project_id: str) -> list[dict[str, Any]]:
    """The disciplines ("layers") of all models of a project."""
    rows = database.rows(
        "SELECT s.*, d.name AS division_name, d.topology_id FROM disciplines s"
        " JOIN divisions d ON d.id = s.division_id WHERE d.project_id = ? ORDER BY d.name, s.name",
        project_id,
    )
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "divisionId": row["division_id"],
            "divisionName": row["division_name"],
            "divisionTopologyId": row["topology_id"],
            "revisions": json.loads(row["revisions"]),
            "visible": False,
            "opaque": False,
            "opacity": 0,
        }
        for row in rows
    ]


class Models:
    def __init__(
        self,
        access: Access,
        database: Database,
        users: Users,
        attachments: AttachmentStore,
        revisions: Revisions,
    ) -> None:
        self._access = access
        self._database = database
        self._users = users
        self._store = attachments
        self._revisions = revisions

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/divisions", self.models, allow_head=False),
            web.get("/divisions/{id}", self.information),
            web.get("/divisions/{id}/download", self.download, allow_head=False),
            web.get("/projects/{id}/disciplines", self.layers, allow_head=False),
            web.get("/projects/{id}/topology", self.topology, allow_head=False),
            web.get("/projects/{id}/pins", self.pins, allow_head=False),
            web.get("/projects/{id}/materialsurfaces", self.surfaces, allow_head=False),
        ]

    async def models(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows("SELECT * FROM divisions WHERE project_id = ? ORDER BY id", project["id"])
        return web.json_response([self._document(row, visit.team["slug"]) for row in rows])

    async def information(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.within("divisions", "The model", request.match_info["id"])
        return web.json_response(self._document(row, visit.team["slug"]))

    def _document(self, row: sqlite3.Row, slug: str) -> dict[str, Any]:
        identifier = row["id"]
        document = {
            "id": identifier,
            "name": row["name"],
            "description": row["description"],
            "projectId": row["project_id"],
            "teamSlug": slug,
            "topologyId": row["topology_id"],
            "status": row["status"],
            "inputType": row["input_type"],
            "importFileName": row["import_file_name"],
            "importFileSize": row["import_file_size"],
            "size": row["size"],
            "created": quirks.date(identifier, row["created"]),
            quirks.by_key(identifier, "created"): self._users.brief(row["created_by"]),
            "changed": quirks.date(identifier, row["changed"]),
            quirks.by_key(identifier, "changed"): self._users.brief(row["changed_by"]),
            "revisionObjects": self._revisions.documents(identifier),
        }
        if row["status"] == "EMPTY":
            # Nothing was imported, and nothing is said of it.
            for name in ("importFileName", "importFileSize", "inputType"):
                del document[name]
        return document

    async def download(self, request: web.Request) -> web.StreamResponse:
        visit = self._access.enter(request, token_in_query=True)
        row = visit.within("divisions", "The model", request.match_info["id"])
        if row["status"] == "EMPTY":
            raise not_found("A file of the model", row["id"])
        content = row["content"]
        if content is None:
            content, _hash = await asyncio.get_running_loop().run_in_executor(
                None, self._store.content.bake, row["recipe"], row["import_file_size"]
            )
            self._database.run("UPDATE divisions SET content = ? WHERE id = ?", content, row["id"])
        headers = {"Content-Disposition": content_disposition(row["import_file_name"])}
        path = self._store.content.path(content)
        return await send_file(request, path, content, headers, "application/octet-stream")

    async def layers(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        return web.json_response(disciplines(self._database, project["id"]))

    async def topology(self, request: web.Request) -> web.Response:
        """The project, its models, and the objects in each."""
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        below: dict[str, list[sqlite3.Row]] = defaultdict(list)
        for row in self._database.rows(
            "SELECT o.*, COALESCE(o.parent_id, ?) AS above FROM objects o"
            " JOIN divisions d ON d.id = o.division_id WHERE d.project_id = ? ORDER BY o.rowid",
            project["id"],
            project["id"],
        ):
            below[row["above"]].append(row)

        def nodes(parent: str) -> list[dict[str, Any]]:
            return [_node(row, parent) | {"children": nodes(row["id"])} for row in below[parent]]

        return web.json_response(
            {
                "parent": None,
                "name": project["name"],
                "type": "Project",
                "children": nodes(project["id"]),
                "id": project["id"],
            }
        )

    async def pins(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows("SELECT * FROM pins WHERE project_id = ? ORDER BY id", project["id"])
        return web.json_response(
            [
                {
                    "issueId": row["issue_id"],
                    "objectId": row["object_id"],
                    "topologyNodeId": row["topology_node_id"],
                    "position": json.loads(row["position"]),
                    "normalVector": json.loads(row["normal"]),
                    "createdAt": quirks.date(row["id"], row["created"]),
                    "id": row["id"],
                }
                for row in rows
            ]
        )

    async def surfaces(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        rows = self._database.rows("SELECT * FROM surfaces WHERE project_id = ? ORDER BY id", project["id"])
        return web.json_response([self._surface(row) for row in rows])

    def _surface(self, row: sqlite3.Row) -> dict[str, Any]:
        textures = self._database.rows(f"{NEWEST} WHERE a.related_id = ? ORDER BY a.id", row["id"])
        zeros = (
            "transparency", "reflection", "scaleX", "scaleY", "translateX", "translateY", "rotation",
            "colorKeyTolerance", "multiToneFactor", "emission", "bumpAmplitude", "roughness", "colorKey",
        )  # fmt: skip
        return {
            "diffuseColor": row["color"],
            # The same colour, opaque, as a signed number of 32 bits.
            "argb": row["color"] - 0x1000000,
            **dict.fromkeys(zeros, 0),
            "refraction": 1,
            "diffuseReflectivity": 100,
            "colorMixing": False,
            "alphaFromTexture": True,
            "useColorKey": False,
            "repeat": True,
            "metric": True,
            "textures": [documents.texture(texture, self._users) for texture in textures],
            "id": row["id"],
        }


def _node(row: sqlite3.Row, parent: str) -> dict[str, Any]:
    """Objects that did not come from an IFC file have no `ifcId`, and may have no name."""
    node = {"parent": parent, "name": row["name"], "type": row["type"], "id": row["id"]}
    if row["ifc_id"] is not None:
        node |= {"ifcId": row["ifc_id"], "ifcType": row["ifc_type"]}
    return node
