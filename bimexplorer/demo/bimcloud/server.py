"""One stand-in BIMcloud: its state, its manager and two blob servers, each listening on a port of its own."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bimexplorer.demo.admin import Admin
from bimexplorer.demo.bimcloud import seed
from bimexplorer.demo.bimcloud.admin import Actions
from bimexplorer.demo.bimcloud.blobserver import BlobServer
from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import ApiError, BlobError, ManagerError
from bimexplorer.demo.bimcloud.feed import Feed
from bimexplorer.demo.bimcloud.jobs import Jobs
from bimexplorer.demo.bimcloud.manager import Manager
from bimexplorer.demo.bimcloud.oauth import Oauth
from bimexplorer.demo.bimcloud.sessions import Sessions
from bimexplorer.demo.bimcloud.tokens import Signer
from bimexplorer.demo.bimcloud.tree import Tree
from bimexplorer.demo.bimcloud.uploads import Uploads
from bimexplorer.demo.bimcloud.users import Users
from bimexplorer.demo.content import ContentStore
from bimexplorer.demo.faults import Faults
from bimexplorer.demo.listening import application, bound_sockets, end, serve, shown_host
from bimexplorer.demo.traffic import Traffic

_PREFIXES = ("/management/client", "/management/latest")


class BimcloudStandIn:
    def __init__(self, config: Config, faults: Faults, traffic: Traffic) -> None:
        self._config = config
        self._database = Database(config.data / "bimcloud.sqlite")
        seed.fill(self._database, config)
        self._users = Users(self._database)
        signer = Signer(self._database)
        content = ContentStore(config.data)
        tree = Tree(self._database)
        feed = Feed(self._database, config.feed_delay)
        self._jobs = Jobs(config, self._database, tree, content.discard)
        oauth = Oauth(config, self._database, signer, self._users)
        sessions = Sessions(config, self._database, self._users)
        entrance = oauth if config.generation == "2023.2" else sessions
        self._manager = Manager(
            config, tree, feed, self._jobs, signer, self._users, entrance.user_of, content.discard
        )
        self._blob_servers = [
            BlobServer(
                server_id, config, self._database, self._users, signer,
                Uploads(server_id, config, self._database, tree, content), content,
            )
            for server_id in seed.SERVER_IDS
        ]  # fmt: skip
        actions = Actions(
            self._database, tree, feed, self._jobs, signer, self._users, sessions, self._blob_servers,
            content,
        )  # fmt: skip
        admin = Admin(actions.table, ManagerError, faults, traffic)
        manager_routes = [*self._manager.public_routes(), *admin.routes()]
        for prefix in _PREFIXES:
            manager_routes += [*entrance.routes(prefix), *self._manager.routes(prefix)]
        self._applications = [
            application("manager", manager_routes, faults, traffic, _errors),
            *(
                application("blob", server.routes(), faults, traffic, _errors)
                for server in self._blob_servers
            ),
        ]
        self._runners: list[web.AppRunner] = []
        self._dead: socket.socket | None = None

    async def start(self) -> dict[str, Any]:
        """Listen; the "bimcloud" part of the ready line."""
        host, first = self._config.host, self._config.port
        wanted = [first + number if first else 0 for number in range(len(self._applications))]
        # The last one nobody listens on: connections are refused at once, and no other program gets the port.
        *sockets, self._dead = bound_sockets(host, [*wanted, 0], self._database.get("ports"))
        dead_port = self._dead.getsockname()[1]
        ports = [sock.getsockname()[1] for sock in sockets]
        self._database.put("ports", [*ports, dead_port])
        for server_id, port in zip(seed.SERVER_IDS, ports[1:], strict=True):
            self._manager.connection_urls[server_id] = [
                f"$protocol//$hostname:{dead_port}",
                f"$protocol//$hostname:{port}",
            ]
        for made, sock in zip(self._applications, sockets, strict=True):
            self._runners.append(await serve(made, sock))
        return {
            "manager": f"http://{shown_host(host)}:{ports[0]}",
            "generation": self._config.generation,
            "users": self._users.listed(),
        }

    async def stop(self) -> None:
        await self._jobs.close()
        for runner in self._runners:
            await end(runner)
        if self._dead is not None:
            self._dead.close()
        self._database.close()


@web.middleware
async def _errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as exc:
        if isinstance(exc, BlobError):
            service, _, operation = request.path.strip("/").partition("/1.0/")
            exc.request_name = f"{service}-{operation}"
        return exc.response()
