"""One stand-in Bimplus: its state, and the server with the API (`/v2`) and the sign-in (`/realms/allplan`).

Every route may end with a slash, and takes queries it does not know; below the base itself another slash may
begin it, as a deployed client asks for `/v2//projects`. Every answer carries CORS headers for any origin, and
those of the rate limit where somebody is signed in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bimexplorer.demo import pages
from bimexplorer.demo.admin import Admin
from bimexplorer.demo.bimplus import model_samples, seed
from bimexplorer.demo.bimplus.access import Access, rate_headers
from bimexplorer.demo.bimplus.admin import Actions
from bimexplorer.demo.bimplus.archives import Archives
from bimexplorer.demo.bimplus.attachment_store import AttachmentStore
from bimexplorer.demo.bimplus.attachments import Attachments
from bimexplorer.demo.bimplus.authorize import Authorize
from bimexplorer.demo.bimplus.calculations import Calculations
from bimexplorer.demo.bimplus.chunks import Chunks
from bimexplorer.demo.bimplus.comparisons import Comparisons
from bimexplorer.demo.bimplus.config import APPLICATION_ID, Config
from bimexplorer.demo.bimplus.copies import Copies
from bimexplorer.demo.bimplus.database import Database
from bimexplorer.demo.bimplus.errors import BimplusError, of_framework
from bimexplorer.demo.bimplus.issues import Issues
from bimexplorer.demo.bimplus.model_actions import ModelActions
from bimexplorer.demo.bimplus.models import Models
from bimexplorer.demo.bimplus.narrowings import Narrowings
from bimexplorer.demo.bimplus.object_states import ObjectStates
from bimexplorer.demo.bimplus.objects import Objects
from bimexplorer.demo.bimplus.openid import Openid
from bimexplorer.demo.bimplus.people import PeopleOfActions
from bimexplorer.demo.bimplus.projects import Projects
from bimexplorer.demo.bimplus.ratelimit import RateLimit
from bimexplorer.demo.bimplus.remarks import Remarks
from bimexplorer.demo.bimplus.revisions import Revisions
from bimexplorer.demo.bimplus.structures import Structures
from bimexplorer.demo.bimplus.teams import Teams
from bimexplorer.demo.bimplus.thumbnails import Thumbnails
from bimexplorer.demo.bimplus.tokens import Tokens
from bimexplorer.demo.bimplus.users import Users
from bimexplorer.demo.bimplus.versions import Versions
from bimexplorer.demo.bimplus.webtokens import Signer
from bimexplorer.demo.content import ContentStore
from bimexplorer.demo.faults import ADMIN_PREFIX, Faults
from bimexplorer.demo.listening import application, bound_sockets, end, serve, shown_host
from bimexplorer.demo.traffic import Traffic

_API = "/v2"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Content-Range, Content-Disposition, Chunk-FileId,"
        " Accept, Cache-Control, If-None-Match, If-Range, Range, X-Requested-With"
    ),
    "Access-Control-Expose-Headers": (
        "Content-Disposition, Content-Range, ETag, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining"
    ),
}


class BimplusStandIn:
    def __init__(self, config: Config, faults: Faults, traffic: Traffic) -> None:
        self._config = config
        folder = config.data / "bimplus"
        folder.mkdir(parents=True, exist_ok=True)
        self._database = Database(config.data / "bimplus.sqlite")
        seed.fill(self._database)
        model_samples.fill(self._database, config.changed_objects)
        self._users = Users(self._database)
        self._states = ObjectStates(self._database)
        self._calculations = Calculations(config, self._database, self._states)
        self._openid, routes = self._services(ContentStore(folder), faults, traffic)
        self._application = application("bimplus", routes, faults, traffic, _errors)
        self._application.on_response_prepare.append(_with_headers)
        self._runner: web.AppRunner | None = None

    def _services(
        self, content: ContentStore, faults: Faults, traffic: Traffic
    ) -> tuple[Openid, list[web.RouteDef]]:
        config, database, users = self._config, self._database, self._users
        tokens, limit = Tokens(database), RateLimit(config.rate_limit)
        access = Access(database, users, tokens, limit)
        store = AttachmentStore(database, content)
        archives = Archives(database, store)
        attachments = Attachments(access, database, store, archives)
        chunks = Chunks(config, access, database, store, attachments)
        projects = Projects(access, database, store)
        revisions = Revisions(access, database, users)
        openid = Openid(config, database, users, tokens, Signer(database))
        people = PeopleOfActions(database, users)
        actions = {
            **Actions(database, people, tokens, limit, store, attachments, chunks).table,
            **ModelActions(database, people, self._states, self._calculations).table,
        }
        for_all = [
            *Authorize(config, access, users, tokens).routes(),
            *Teams(access, database).routes(),
            *projects.global_routes(),
            *openid.api_routes(),
        ]
        for_team = [
            *Copies(access, database, store, projects).routes(),
            *projects.routes(),
            *Thumbnails(access, database, store).routes(),
            *chunks.routes(),
            *attachments.routes(),
            *Versions(access, store, attachments, archives).routes(),
            *Structures(access, database, store).routes(),
            *Issues(access, database, users, store).routes(),
            *Remarks(access, database, users).routes(),
            *Models(access, database, users, store, revisions).routes(),
            *revisions.routes(),
            *Comparisons(access, database, store, self._calculations).routes(),
            *Narrowings(access, database).routes(),
            *Objects(access, database, self._states).routes(),
        ]
        return openid, [
            web.get("/", _welcome, allow_head=False),
            *Admin(actions, BimplusError, faults, traffic).routes(),
            *openid.routes(),
            *_below(f"{_API}{{again:/?}}", for_all),
            *_below(f"{_API}/{{team}}", for_team),
        ]

    async def start(self) -> dict[str, Any]:
        """Listen; the "bimplus" part of the ready line."""
        host = self._config.host
        [sock] = bound_sockets(host, [self._config.port], self._database.get("ports"))
        port = sock.getsockname()[1]
        self._database.put("ports", [port])
        self._openid.origin = f"http://{shown_host(host)}:{port}"
        self._calculations.resume()
        self._runner = await serve(self._application, sock)
        return {
            "api": f"{self._openid.origin}{_API}",
            "team": seed.TEAM,
            "application_id": APPLICATION_ID,
            "users": self._users.listed(),
        }

    async def stop(self) -> None:
        if self._runner is not None:
            await end(self._runner)
        await self._calculations.close()
        self._database.close()


def _below(prefix: str, routes: list[web.RouteDef]) -> list[web.RouteDef]:
    """The routes under a prefix, each with or without a slash at its end."""
    return [
        web.RouteDef(route.method, f"{prefix}{route.path}{{slash:/?}}", route.handler, route.kwargs)
        for route in routes
    ]


async def _welcome(_request: web.Request) -> web.Response:
    return pages.answer(pages.welcome("Allplan Bimplus"))


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_CORS)
    response.headers.update(rate_headers(request))


@web.middleware
async def _errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.method == "OPTIONS":
        # A browser asks before it sends, of any address; the headers come with every answer.
        return web.Response(status=204, headers={"Access-Control-Max-Age": "600"})
    try:
        return await handler(request)
    except BimplusError as exc:
        return exc.response()
    except web.HTTPException as exc:
        if exc.status < 400 or request.path.startswith(ADMIN_PREFIX):
            raise
        return of_framework(exc).response()
