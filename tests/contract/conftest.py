"""The clouds under contract: every service of the registry against its stand-in, in every generation."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bimexplorer.clouds import http
from bimexplorer.clouds.base import Cloud, Connection, Service
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.model import Entry
from tests.contract.parts import MemoryStore
from tests.standin import StandIn


@dataclass
class Lab:
    """A service with a server to talk to."""

    service: Service
    server: StandIn
    opened: list[Cloud] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        return Connection(self.server.manager, self.server.generation, "Lab")

    def signed_in(self, user: int = 0) -> MemoryStore:
        """A store with the credentials of one of the server's users."""
        store = MemoryStore()
        self.sign_in(store, user)
        return store

    def sign_in(self, store: MemoryStore, user: int = 0) -> None:
        known = self.server.users[user]
        store.save(self.service.password_sign_in(self.connection, known["username"], known["password"]))

    def open(self, store: MemoryStore | None = None, user: int = 0) -> Cloud:
        cloud = self.service.open(self.connection, store or self.signed_in(user))
        self.opened.append(cloud)
        return cloud

    def close(self) -> None:
        for cloud in self.opened:
            cloud.close()


@pytest.fixture(autouse=True)
def _tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the pauses between tries; how long they are is proven in `tests/unit/test_http.py`."""
    monkeypatch.setattr(http, "_FIRST_PAUSE", http._FIRST_PAUSE / 10)


@pytest.fixture(params=["bimcloud"])
def service(request: pytest.FixtureRequest) -> Service:
    return SERVICES[request.param]


@pytest.fixture
def lab(service: Service, shared_standin: StandIn) -> Iterator[Lab]:
    """On the server that the whole run shares: keep to the test's own folder. Its calls count from here."""
    shared_standin.reset_counters()
    it = Lab(service, shared_standin)
    yield it
    it.close()


@pytest.fixture
def own_lab(service: Service, start_standin: Callable[..., StandIn]) -> Iterator[Callable[..., Lab]]:
    """On a server of its own, with options."""
    labs: list[Lab] = []

    def start(**options: Any) -> Lab:
        labs.append(Lab(service, start_standin(**options)))
        return labs[-1]

    yield start
    for it in labs:
        it.close()


@pytest.fixture
def cloud(lab: Lab) -> Cloud:
    return lab.open()


@pytest.fixture
def folder(cloud: Cloud) -> Entry:
    """A new folder below the root."""
    return cloud.create_folder(cloud.root(), f"test {uuid.uuid4().int}")


@pytest.fixture
def website() -> Iterator[Callable[..., str]]:
    """Starts servers that are none of ours: they give the same answer to everything."""
    running = []

    def start(status: int, body: str, content_type: str, **headers: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body.encode())))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = answer  # noqa: N815 - the base looks for these names

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
