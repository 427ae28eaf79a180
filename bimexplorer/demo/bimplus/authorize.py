"""`/authorize`: a password and an application id for a token, the older way of signing in; and `/user`.

Deployed clients write the application id with hyphens, in either case, and ask for the `user` next (no page
tells its shape: it is the largest one that attachments show).

Guesses: a wrong password and an unknown application id are 401, a missing field is 400. Every call gives a
token of its own, with the same `client_id` too; those given before live on.
"""

from __future__ import annotations

import hmac
import time
import uuid

from aiohttp import web

from bimexplorer.demo.bimplus import bodies
from bimexplorer.demo.bimplus.access import Access
from bimexplorer.demo.bimplus.config import APPLICATION_ID, Config
from bimexplorer.demo.bimplus.errors import unauthorized
from bimexplorer.demo.bimplus.tokens import Tokens
from bimexplorer.demo.bimplus.users import Users


class Authorize:
    def __init__(self, config: Config, access: Access, users: Users, tokens: Tokens) -> None:
        self._config = config
        self._access = access
        self._users = users
        self._tokens = tokens

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/authorize", self.post),
            web.get("/authorize", self.get, allow_head=False),
            web.get("/user", self.user, allow_head=False),
        ]

    async def post(self, request: web.Request) -> web.Response:
        body = await bodies.json_object(request)
        email = bodies.required_text(body, "user_id")
        password = bodies.required_text(body, "password")
        application_id = bodies.required_text(body, "application_id")
        client_id = bodies.text(body, "client_id") or str(uuid.uuid4())
        remember = bodies.truth(body, "remember_me")
        plain = application_id.strip("{}").replace("-", "").upper()
        if not hmac.compare_digest(plain.encode(), APPLICATION_ID.encode()):
            raise unauthorized("The application id is not known.")
        user = self._users.sign_in(email, password)
        if user is None:
            raise unauthorized("User name or password is wrong.")
        lifetime = self._config.remembered_lifetime if remember else self._config.token_lifetime
        token = self._tokens.issue(user["id"], APPLICATION_ID, client_id, lifetime)
        document = {
            "access_token": token,
            # One less, as the page's own example: it counts from the answer's departure.
            "expires_in": max(0, int(lifetime) - 1),
            "client_id": client_id,
            "token_type": "BimPlus",
        }
        return web.json_response(document, headers={"Cache-Control": "no-store"})

    async def get(self, request: web.Request) -> web.Response:
        """Whether a token lives; `audience` is guessed to be the application's id."""
        row = self._access.token(request)
        return web.json_response(
            {
                "user_id": row["user_id"],
                "audience": row["application_id"],
                "expires_in": int(row["expires"] - time.time()),
            }
        )

    async def user(self, request: web.Request) -> web.Response:
        return web.json_response(self._users.full(self._access.user_id(request)))
