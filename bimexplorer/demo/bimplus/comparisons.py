"""`divisions/<id>/revisionscomparison/<higher>/<lower>`: what changed between two revisions of a model.

`POST` starts the calculation and answers at once, `GET` tells what was calculated: PENDING, with empty sets,
until it is done. A result stays when the model changes; `isUpToDate` is false from then on.

The page says "400 NotFound" where a revision does not exist; here that is 404, as is a comparison that was
never calculated. Guesses: `selectionobject` limits the calculation, and so what `GET` tells later; a `POST`
during a calculation starts no other one; looking needs ProjectView, calculating ModelViewAll; creating or
renaming a revision does not change the model.

`.../export/excel` is on no page: `GET` answers with a workbook; `POST`, which the vendor's web SDK sends,
keeps it as an attachment of the model and names that (`attachment_id`, as the export of objects does).
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus import comparison_results as results
from bimexplorer.demo.bimplus import quirks
from bimexplorer.demo.bimplus.access import Access, Visit
from bimexplorer.demo.bimplus.arriving import Arrived
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.calculations import Calculations
from bimexplorer.demo.bimplus.comparison_sheet import TYPE, workbook
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import bad_request, conflict, not_found
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.sending import attachment as content_disposition

_ROUTE = "/divisions/{id}/revisionscomparison/{higher}/{lower}"


class Comparisons:
    def __init__(
        self, access: Access, database: Database, attachments: AttachmentStore, calculations: Calculations
    ) -> None:
        self._access = access
        self._database = database
        self._store = attachments
        self._calculations = calculations

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(_ROUTE, self.calculated, allow_head=False),
            web.post(_ROUTE, self.calculate),
            web.get(f"{_ROUTE}/export/excel", self.export, allow_head=False),
            web.post(f"{_ROUTE}/export/excel", self.keep_export),
        ]

    # Of the address ---------------------------------------------------------------------------------

    def _asked(
        self, request: web.Request, visit: Visit, right: str = "ProjectView"
    ) -> tuple[sqlite3.Row, int, int]:
        """The model and the numbers of the revisions. Raises 400, 403 or 404."""
        division = visit.within("divisions", "The model", request.match_info["id"], right)
        higher, lower = (_number(request.match_info[name]) for name in ("higher", "lower"))
        if higher <= lower:
            raise bad_request("The first revision's number has to be greater than the second one's.")
        for number in (higher, lower):
            if (
                self._database.row(
                    "SELECT 1 FROM revisions WHERE division_id = ? AND nr = ?", division["id"], number
                )
                is None
            ):
                raise not_found("The revision", str(number))
        return division, higher, lower

    def _stored(self, division: sqlite3.Row, higher: int, lower: int) -> sqlite3.Row:
        row = self._database.row(
            "SELECT * FROM comparisons WHERE division_id = ? AND higher = ? AND lower = ?",
            division["id"], higher, lower,
        )  # fmt: skip
        if row is None:
            raise not_found("A calculated comparison of the revisions", f"{higher}/{lower}")
        return row

    # Results ----------------------------------------------------------------------------------------

    async def calculated(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        division, higher, lower = self._asked(request, visit)
        options = results.Options.of(request, self._database, division["project_id"])
        return self._answer(division, self._stored(division, higher, lower), options)

    async def calculate(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        division, higher, lower = self._asked(request, visit, "ModelViewAll")
        options = results.Options.of(request, self._database, division["project_id"])
        selection_id = self._selection(request, division["project_id"])
        self._calculations.start(division["id"], higher, lower, selection_id, visit.user_id)
        return self._answer(division, self._stored(division, higher, lower), options)

    def _selection(self, request: web.Request, project_id: str) -> str | None:
        text = query(request).get("selectionobject", "").strip(" {}")
        if not text:
            return None
        selection_id = results.checked_id(text, "selectionobject")
        if not self._database.row(
            "SELECT 1 FROM selections WHERE id = ? AND project_id = ?", selection_id, project_id
        ):
            raise not_found("The selection", text)
        return selection_id

    def _answer(
        self, division: sqlite3.Row, comparison: sqlite3.Row, options: results.Options
    ) -> web.Response:
        done = comparison["status"] == "DONE"
        rows = results.objects(self._database, comparison["id"], options) if done else []
        document: dict[str, Any] = {
            "divisionId": division["id"],
            "firstRevision": comparison["higher"],
            "secondRevision": comparison["lower"],
            "status": comparison["status"],
            "isUpToDate": (division["changed"] or 0) <= comparison["begun"],
            "calculatedAt": quirks.date(comparison["id"], comparison["begun"]),
            "calculatedBy": self._access.users.brief(comparison["user_id"]),
            **results.sets(rows, comparison["id"], options),
        }
        return web.json_response(document)

    # Export -----------------------------------------------------------------------------------------

    async def _workbook(self, request: web.Request, visit: Visit) -> tuple[sqlite3.Row, str, bytes]:
        division, higher, lower = self._asked(request, visit, "ModelViewAll")
        comparison = self._stored(division, higher, lower)
        if comparison["status"] != "DONE":
            raise conflict("The comparison is not calculated yet.")
        options = results.Options.of(request, self._database, division["project_id"])
        rows = results.objects(self._database, comparison["id"], options)
        data = await asyncio.get_running_loop().run_in_executor(None, workbook, rows, options)
        return division, f"{division['name']} {higher}-{lower}.xlsx", data

    async def export(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request, token_in_query=True)
        _division, name, data = await self._workbook(request, visit)
        headers = {"Content-Disposition": content_disposition(name)}
        return web.Response(body=data, content_type=TYPE, headers=headers)

    async def keep_export(self, request: web.Request) -> web.Response:
        visit = self._access.enter(request)
        division, name, data = await self._workbook(request, visit)
        content = self._store.content.put(data)
        file = Arrived(name.rpartition(".")[0], name, TYPE, "", "", content, len(data))
        # The page of the attachments shows this type where a model is concerned; lists leave it out.
        attachment_id = self._store.create(
            division["project_id"], division["id"], "NonModel", file, visit.user_id
        )
        return web.json_response({"attachment_id": attachment_id})


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise bad_request(f'"{text[:100]}" is no number of a revision.')
    return int(text)
