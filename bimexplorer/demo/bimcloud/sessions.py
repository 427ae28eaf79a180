"""Signing in, generation 2020.2: `create-session`, `ping-session`, `close-session`, and `?session-id=` on
every call.
"""

from __future__ import annotations

import time
import uuid

from aiohttp import web

from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import ManagerCode, ManagerError, invalid
from bimexplorer.demo.bimcloud.requests import json_object
from bimexplorer.demo.bimcloud.users import User, Users


class Sessions:
    """A session lives `session_lifetime` after its last use; any call uses it, `ping-session` is for the
    idle.
    """

    def __init__(self, config: Config, database: Database, users: Users) -> None:
        self._lifetime = config.session_lifetime
        self._database = database
        self._users = users

    def routes(self, prefix: str) -> list[web.RouteDef]:
        return [
            web.post(f"{prefix}/create-session", self.create),
            web.post(f"{prefix}/ping-session", self.ping),
            web.post(f"{prefix}/close-session", self.close),
        ]

    async def create(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        fields = [body.get(name) for name in ("username", "password", "client-id")]
        username, password, client_id = fields
        if not (
            isinstance(username, str)
            and isinstance(password, str)
            and isinstance(client_id, str)
            and client_id
        ):
            raise invalid("username, password and client-id are needed")
        user = self._users.sign_in(username, password)
        if user is None:
            raise ManagerError(
                ManagerCode.AccessDeniedError, "User name and password do not match an active user"
            )
        session_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO manager_sessions VALUES (?, ?, ?)", session_id, user.id, time.time() + self._lifetime
        )
        return web.json_response(
            {"session-id": session_id, "user-id": user.id, "expire-timeout": int(self._lifetime * 1000)}
        )

    async def ping(self, request: web.Request) -> web.Response:
        return web.json_response({"user-id": self.user_of(request).id})

    async def close(self, request: web.Request) -> web.Response:
        """Succeeds for an unknown session too: "closed, if session with the provided id was found"."""
        self._database.run("DELETE FROM manager_sessions WHERE id = ?", request.query.get("session-id"))
        return web.Response()

    def expire_all(self) -> None:
        self._database.run("DELETE FROM manager_sessions")

    def user_of(self, request: web.Request) -> User:
        """Who sends this request; extends the session.

        Raises:
            ManagerError: 2 where there is no such session, or none any more.
        """
        session_id, now = request.query.get("session-id"), time.time()
        row = self._database.row(
            "SELECT user_id FROM manager_sessions WHERE id = ? AND expires > ?", session_id, now
        )
        user = self._users.by_id(row["user_id"]) if row else None
        if user is None or not user.active:
            raise ManagerError(
                ManagerCode.AuthenticationRequiredError, "No session of this id, or it has expired"
            )
        self._database.run(
            "UPDATE manager_sessions SET expires = ? WHERE id = ?", now + self._lifetime, session_id
        )
        return user
