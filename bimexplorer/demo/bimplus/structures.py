"""`projects/<id>/structures` and `structures/<id>`: trees beside the model, Document Folders among them.

`deleteAll=true` deletes the attachments below too, unless one is locked (403), and then nothing is deleted:
so says the vendor's structure service. Without it they stay in the project.

Guesses: `parentId` is mandatory on creation and has to be what the address names (or, below
`projects/<id>/structures`, a structure of the project); on an update it is optional and moves; two nodes of
one parent cannot have the same name (409); the type without mention is the parent's, at the top
"Structure"; assigning twice is done once; only attachments of the same project can be assigned; a Document
Folder's nodes in a topology have the type "DocumentFolder", other ones "Structure", and the project's own
root "ID_Project".
"""

from __future__ import annotations

import sqlite3
import uuid
from collections import defaultdict
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import bodies
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request, conflict, not_found
from bimexplorer.demo.bimplus.queries import query

_TYPES = ("DocumentFolder", "CostStructure", "SpecificationStructure", "Structure", "StructureElement")
_BELOW = (
    "WITH RECURSIVE below (id) AS (SELECT ? UNION ALL"
    " SELECT s.id FROM structures s JOIN below ON s.parent_id = below.id) SELECT id FROM below"
)
_MEMBERS_BELOW = (
    "SELECT DISTINCT a.id FROM assignments s JOIN attachments a ON a.id = s.member_id"  # noqa: S608 - constants
    f" WHERE s.structure_id IN ({_BELOW})"
)


def check_folder(database: Database, project_id: str, folder_id: str | None) -> str | None:
    """The Document Folder that `DocumentFolderId` names; None if it names none. Raises 400 or 404."""
    if not folder_id:
        return None
    row = database.row("SELECT * FROM structures WHERE id = ?", folder_id.lower())
    if row is None or row["project_id"] != project_id:
        raise not_found("The Document Folder", folder_id)
    if row["type"] != "DocumentFolder":
        raise bad_request("DocumentFolderId is a structure of another type.")
    identifier: str = row["id"]
    return identifier


class Structures:
    def __init__(self, access: Access, database: Database, attachments: AttachmentStore) -> None:
        self._access = access
        self._database = database
        self._store = attachments

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/projects/{id}/structures", self.top, allow_head=False),
            web.post("/projects/{id}/structures", self.create),
            web.delete("/projects/{id}/structures", self.delete_all),
            web.get("/structures/{id}", self.information, allow_head=False),
            web.post("/structures/{id}", self.create_below),
            web.put("/structures/{id}", self.update),
            web.delete("/structures/{id}", self.delete),
            web.get("/structures/{id}/topology", self.topology, allow_head=False),
            web.post("/structures/{id}/assign/{member}", self.assign),
            web.delete("/structures/{id}/delete/{member}", self.remove),
        ]

    async def top(self, request: web.Request) -> web.Response:
        """The nodes at the top; of one type alone, where the query names it (deployed clients do)."""
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"])
        kind = query(request).get("type", "")
        rows = self._database.rows(
            "SELECT * FROM structures WHERE project_id = ? AND parent_id IS NULL"
            " AND (? = '' OR fold(type) = fold(?)) ORDER BY nr, id",
            project["id"], kind, kind,
        )  # fmt: skip
        return web.json_response([_document(row) for row in rows])

    async def information(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        return web.json_response(
            _document(visit.within("structures", "The structure", request.match_info["id"]))
        )

    # Changes ----------------------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectEdit")
        body = await bodies.json_object(request)
        parent_id = bodies.required_text(body, "parentId").lower()
        parent = None if parent_id == project["id"] else self._node(project["id"], parent_id)
        return web.json_response(self._create(project["id"], parent, body), status=201)

    async def create_below(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        parent = visit.within("structures", "The structure", request.match_info["id"], "ProjectEdit")
        body = await bodies.json_object(request)
        if bodies.required_text(body, "parentId").lower() != parent["id"]:
            raise bad_request("parentId is not the structure of the address.")
        return web.json_response(self._create(parent["project_id"], parent, body), status=201)

    def _node(self, project_id: str, structure_id: str) -> sqlite3.Row:
        row = self._database.row(
            "SELECT * FROM structures WHERE id = ? AND project_id = ?", structure_id, project_id
        )
        if row is None:
            raise not_found("The parent structure", structure_id)
        return row

    def _create(self, project_id: str, parent: sqlite3.Row | None, body: dict[str, Any]) -> dict[str, Any]:
        name = bodies.required_name(body)
        kind = _kind(bodies.text(body, "type") or (parent["type"] if parent else "Structure"))
        color = body.get("color") or 0
        if isinstance(color, bool) or not isinstance(color, int) or not 0 <= color < 2**32:
            raise bad_request("color is a whole number of 32 bits.")
        parent_id = parent["id"] if parent else None
        self._check_free(project_id, parent_id, name, None)
        structure_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO structures VALUES (?, ?, ?, ?, ?, ?,"
            " (SELECT COALESCE(MAX(nr), 0) + 1 FROM structures WHERE project_id = ? AND parent_id IS ?), ?)",
            structure_id, project_id, parent_id, name, bodies.text(body, "description"), kind, project_id,
            parent_id, color,
        )  # fmt: skip
        return self._stored(structure_id)

    def _stored(self, structure_id: str) -> dict[str, Any]:
        row = self._database.row("SELECT * FROM structures WHERE id = ?", structure_id)
        assert row is not None
        return _document(row)

    def _check_free(self, project_id: str, parent_id: str | None, name: str, but: str | None) -> None:
        taken = self._database.row(
            "SELECT 1 FROM structures WHERE project_id = ? AND parent_id IS ? AND fold(name) = fold(?)"
            " AND id IS NOT ?",
            project_id, parent_id, name, but,
        )  # fmt: skip
        if taken:
            raise conflict(f'There is a structure "{name}" here already.')

    async def update(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.within("structures", "The structure", request.match_info["id"], "ProjectEdit")
        body = await bodies.json_object(request)
        name = bodies.required_name(body) if body.get("name") is not None else row["name"]
        parent_id = self._new_parent(row, bodies.text(body, "parentId").lower())
        self._check_free(row["project_id"], parent_id, name, row["id"])
        self._database.run(
            "UPDATE structures SET name = ?, description = ?, parent_id = ? WHERE id = ?",
            name, bodies.text(body, "description", row["description"]), parent_id, row["id"],
        )  # fmt: skip
        return web.json_response(self._stored(row["id"]))

    def _new_parent(self, row: sqlite3.Row, wanted: str) -> str | None:
        if not wanted or wanted == (row["parent_id"] or row["project_id"]):
            present: str | None = row["parent_id"]
            return present
        if wanted == row["project_id"]:
            return None
        parent = self._node(row["project_id"], wanted)
        if wanted in self._below(row["id"]):
            raise bad_request("A structure cannot be moved below itself.")
        identifier: str = parent["id"]
        return identifier

    def _below(self, structure_id: str) -> list[str]:
        """A structure and everything below it."""
        return [row["id"] for row in self._database.rows(_BELOW, structure_id)]

    async def delete(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.within("structures", "The structure", request.match_info["id"], "ProjectEdit")
        self._delete([row["id"]], with_attachments=bodies.flag(request, "deleteAll"))
        return web.Response()

    async def delete_all(self, request: web.Request) -> web.Response:
        """All structures of the project; a guess: the attachments stay."""
        visit = self._access.enter(request)
        project = visit.project(request.match_info["id"], "ProjectAdmin")
        rows = self._database.rows(
            "SELECT id FROM structures WHERE project_id = ? AND parent_id IS NULL", project["id"]
        )
        self._delete([row["id"] for row in rows], with_attachments=False)
        return web.Response()

    def _delete(self, structure_ids: list[str], *, with_attachments: bool) -> None:
        with self._database.transaction():
            for structure_id in structure_ids:
                if with_attachments:
                    self._delete_members(structure_id)
                self._database.run("DELETE FROM structures WHERE id = ?", structure_id)

    def _delete_members(self, structure_id: str) -> None:
        rows = self._database.rows(_MEMBERS_BELOW, structure_id)
        ids = [row["id"] for row in rows]
        self._store.check_unlocked(ids)
        self._store.remove(ids)

    # Members ----------------------------------------------------------------------------------------

    async def assign(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        row = visit.within("structures", "The structure", request.match_info["id"], "ProjectEdit")
        member = visit.attachment(request.match_info["member"], "ProjectEdit")
        if member["project_id"] != row["project_id"]:
            raise bad_request("The attachment is in another project.")
        self._database.run("INSERT OR IGNORE INTO assignments VALUES (?, ?)", row["id"], member["id"])
        return web.json_response(_document(row), status=201)

    async def remove(self, request: web.Request) -> web.Response:
        """Out of this structure; the attachment itself stays."""
        visit = self._access.enter(request)
        row = visit.within("structures", "The structure", request.match_info["id"], "ProjectEdit")
        member = request.match_info["member"]
        done = self._database.run(
            "DELETE FROM assignments WHERE structure_id = ? AND member_id = ?", row["id"], member.lower()
        )
        if not done.rowcount:
            raise not_found("In this structure the attachment", member)
        return web.Response()

    # Topology ---------------------------------------------------------------------------------------

    async def topology(self, request: web.Request) -> web.Response:
        """The tree below a structure; with a project's id the trees of all its structures."""
        visit = self._access.enter(request)
        identifier = request.match_info["id"].lower()
        project = self._database.row("SELECT * FROM projects WHERE id = ?", identifier)
        if project is not None:
            visit.project(identifier)
            root = {"parent": None, "name": project["name"], "type": "ID_Project", "id": identifier}
            return web.json_response({**root, "children": self._children(identifier, None, identifier)})
        row = visit.within("structures", "The structure", identifier)
        return web.json_response(
            _node(row, row["parent_id"] or row["project_id"])
            | {"children": self._children(row["project_id"], row["id"], row["id"])}
        )

    def _children(self, project_id: str, structure_id: str | None, parent: str) -> list[dict[str, Any]]:
        """All nodes below, read with two statements however large the tree is."""
        nodes: dict[str | None, list[sqlite3.Row]] = defaultdict(list)
        for row in self._database.rows(
            "SELECT * FROM structures WHERE project_id = ? ORDER BY nr, id", project_id
        ):
            nodes[row["parent_id"]].append(row)
        members: dict[str, list[sqlite3.Row]] = defaultdict(list)
        for row in self._database.rows(
            "SELECT s.structure_id, s.member_id AS id, v.file_name AS name, 'Attachment' AS type"
            " FROM assignments s JOIN structures t ON t.id = s.structure_id"
            " JOIN attachments a ON a.id = s.member_id"
            " JOIN versions v ON v.attachment_id = a.id AND v.number = a.version WHERE t.project_id = ?"
            " UNION ALL SELECT s.structure_id, o.id, o.name, o.type FROM assignments s"
            " JOIN structures t ON t.id = s.structure_id JOIN objects o ON o.id = s.member_id"
            " WHERE t.project_id = ?",
            project_id,
            project_id,
        ):
            members[row["structure_id"]].append(row)

        def below(structure_id: str | None, parent: str) -> list[dict[str, Any]]:
            children = [
                _node(row, parent) | {"children": below(row["id"], row["id"])} for row in nodes[structure_id]
            ]
            return children + [
                {"parent": parent, "name": row["name"], "type": row["type"], "children": [], "id": row["id"]}
                for row in members[structure_id or ""]
            ]

        return below(structure_id, parent)


def _kind(text: str) -> str:
    known = {kind.lower(): kind for kind in _TYPES}
    if text.lower() not in known:
        raise bad_request(f'The structure type "{text}" is unknown.')
    return known[text.lower()]


def _document(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("name", "description", "type", "nr", "color", "id")}


def _node(row: sqlite3.Row, parent: str) -> dict[str, Any]:
    kind = row["type"] if row["type"] in ("DocumentFolder", "StructureElement") else "Structure"
    return {"parent": parent, "name": row["name"], "type": kind, "id": row["id"]}
