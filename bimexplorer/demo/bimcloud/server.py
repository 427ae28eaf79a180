"""One stand-in BIMcloud: its state, its manager and two blob servers, each listening on a port of its own."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bimexplorer.demo.bimcloud import seed
from bimexplorer.demo.bimcloud.admin import Admin
from bimexplorer.demo.bimcloud.blobserver import BlobServer
from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.content import ContentStore
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import ApiError, BlobError
from bimexplorer.demo.bimcloud.feed import Feed
from bimexplorer.demo.bimcloud.jobs import Jobs
from bimexplorer.demo.bimcloud.manager import Manager
from bimexplorer.demo.bimcloud.oauth import Oauth
from bimexplorer.demo.bimcloud.requests import MAXIMUM_DOCUMENT
from bimexplorer.demo.bimcloud.sessions import Sessions
from bimexplorer.demo.bimcloud.tokens import Signer
from bimexplorer.demo.bimcloud.tree import Tree
from bimexplorer.demo.bimcloud.uploads import Uploads
from bimexplorer.demo.bimcloud.users import Users
from bimexplorer.demo.faults import Faults
from bimexplorer.demo.traffic import Traffic

_PREFIXES = ("/management/client", "/management/latest")
_SHUTDOWN = 1.0
"""Seconds that open requests get when the server stops."""
_READ_BUFFER = 1024 * 1024


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
        admin = Admin(
            self._database, tree, feed, self._jobs, signer, self._users, sessions, self._blob_servers,
            content, faults, traffic,
        )  # fmt: skip
        manager_routes = [*self._manager.public_routes(), *admin.routes()]
        for prefix in _PREFIXES:
            manager_routes += [*entrance.routes(prefix), *self._manager.routes(prefix)]
        self._applications = [
            _application("manager", manager_routes, faults, traffic),
            *(_application("blob", server.routes(), faults, traffic) for server in self._blob_servers),
        ]
        self._runners: list[web.AppRunner] = []
        self._dead: socket.socket | None = None

    async def start(self) -> dict[str, Any]:
        """Listen; the "bimcloud" part of the ready line."""
        host = self._config.host
        *sockets, self._dead = self._bound_sockets()
        dead_port = self._dead.getsockname()[1]
        ports = [sock.getsockname()[1] for sock in sockets]
        self._database.put("ports", [*ports, dead_port])
        for server_id, port in zip(seed.SERVER_IDS, ports[1:], strict=True):
            self._manager.connection_urls[server_id] = [
                f"$protocol//$hostname:{dead_port}",
                f"$protocol//$hostname:{port}",
            ]
        for application, sock in zip(self._applications, sockets, strict=True):
            runner = web.AppRunner(
                application,
                access_log=None,
                shutdown_timeout=_SHUTDOWN,
                read_bufsize=_READ_BUFFER,
                handle_signals=False,
            )
            await runner.setup()
            self._runners.append(runner)
            await web.SockSite(runner, sock, backlog=512).start()
        shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104 - compared
        return {
            "manager": f"http://{shown}:{ports[0]}",
            "generation": self._config.generation,
            "users": self._users.listed(),
        }

    async def stop(self) -> None:
        await self._jobs.close()
        for runner in self._runners:
            await runner.cleanup()
        if self._dead is not None:
            self._dead.close()
        self._database.close()

    def _bound_sockets(self) -> list[socket.socket]:
        """Manager, blob servers, and the dead one.

        Nobody listens on that: connections are refused at once, and no other program gets the port.

        On the given port and the next ones, else on those of the last run, else on free ones.
        """
        first, remembered = self._config.port, self._database.get("ports")
        if first:
            return self._bind_all([*(first + number for number in range(len(self._applications))), 0])
        if remembered:
            try:
                return self._bind_all(remembered)
            except OSError:
                pass  # taken by somebody else meanwhile
        return self._bind_all([0] * (len(self._applications) + 1))

    def _bind_all(self, ports: list[int]) -> list[socket.socket]:
        sockets: list[socket.socket] = []
        try:
            for port in ports:
                sockets.append(_bound(self._config.host, port))  # noqa: PERF401 - those before are closed below
        except OSError:
            for sock in sockets:
                sock.close()
            raise
        return sockets


def _bound(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # The last run's connections may still be in TIME_WAIT when a restart takes the same port.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def _application(
    server: str, routes: list[web.RouteDef], faults: Faults, traffic: Traffic
) -> web.Application:
    application = web.Application(
        middlewares=[traffic.middleware(server), faults.middleware(server), _errors],
        client_max_size=MAXIMUM_DOCUMENT,
    )
    application.add_routes(routes)
    return application


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
