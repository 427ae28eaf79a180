"""`_standin/...`: what tests do to a server behind the client's back.

    GET, POST, DELETE /_standin/faults      the rules of `bimexplorer.demo.faults`, of all servers together
    GET, DELETE       /_standin/counters    {"manager GET /management/client/get-resource": 3, ...}
    POST              /_standin/actions/NAME   with a JSON object of the action's parameters, or nothing

The actions are the services': `bimexplorer.demo.bimcloud.admin`, `bimexplorer.demo.bimplus.admin`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bimexplorer.demo.faults import ADMIN_PREFIX, Faults
from bimexplorer.demo.traffic import Traffic

Parameters = dict[str, Any]
Action = Callable[[Parameters], object]
"""May be a coroutine function. A text that it returns is the id of what it made."""


class Admin:
    def __init__(
        self, actions: Mapping[str, Action], refusal: type[Exception], faults: Faults, traffic: Traffic
    ) -> None:
        self._actions = actions
        self._refusal = refusal
        self._faults = faults
        self._traffic = traffic

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{ADMIN_PREFIX}faults", self.faults, allow_head=False),
            web.post(f"{ADMIN_PREFIX}faults", self.add_faults),
            web.delete(f"{ADMIN_PREFIX}faults", self.clear_faults),
            web.get(f"{ADMIN_PREFIX}counters", self.counters, allow_head=False),
            web.delete(f"{ADMIN_PREFIX}counters", self.clear_counters),
            web.post(f"{ADMIN_PREFIX}actions/{{name}}", self.act),
        ]

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response(self._faults.documents())

    async def add_faults(self, request: web.Request) -> web.Response:
        try:
            self._faults.add(await request.json())
        except (ValueError, TypeError) as exc:
            raise web.HTTPBadRequest(text=str(exc)) from exc
        return web.json_response(self._faults.documents())

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response([])

    async def counters(self, _request: web.Request) -> web.Response:
        return web.json_response(dict(self._traffic.counters))

    async def clear_counters(self, _request: web.Request) -> web.Response:
        self._traffic.counters.clear()
        return web.json_response({})

    async def act(self, request: web.Request) -> web.Response:
        action = self._actions.get(request.match_info["name"])
        if action is None:
            raise web.HTTPNotFound(text=f"Actions: {', '.join(sorted(self._actions))}")
        raw = await request.read()
        try:
            outcome = action(json.loads(raw) if raw else {})
            if asyncio.iscoroutine(outcome):
                outcome = await outcome
        except (self._refusal, KeyError, ValueError) as exc:
            raise web.HTTPBadRequest(text=f"{type(exc).__name__}: {exc}") from exc
        return web.json_response({"id": outcome} if isinstance(outcome, str) else {})
