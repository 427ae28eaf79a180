"""The fixtures of contract tests; a folder's conftest imports them and says over which `target`s it runs."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bimexplorer.clouds import http
from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from tests.contract.lab import Lab, Target
from tests.contract.labs import LABS
from tests.standin import StandIn

_SHARED = {"2023.2": "shared_2023", "2020.2": "shared_2020"}
"""Generation of the stand-in -> the fixture that lends the server of the whole run."""

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the pauses between tries; how long they are is proven in `tests/unit/test_http.py`."""
    monkeypatch.setattr(http, "_FIRST_PAUSE", http._FIRST_PAUSE / 10)


@pytest.fixture
def lab(request: pytest.FixtureRequest, target: Target) -> Iterator[Lab]:
    """On the server that the whole run shares: keep to the test's own folder. Its calls count from here."""
    kind = LABS[target.service]
    server = request.getfixturevalue(_SHARED[kind.server_generations[target.generation]])
    server.reset_counters()
    it = kind(server, target.generation)
    yield it
    server.clear_faults()
    it.close()
    it.judge()


@pytest.fixture
def own_lab(target: Target, start_standin: Callable[..., StandIn]) -> Iterator[Callable[..., Lab]]:
    """On a server of its own, with options."""
    kind = LABS[target.service]
    labs: list[Lab] = []

    def start(**options: Any) -> Lab:
        server = start_standin(generation=kind.server_generations[target.generation], **options)
        labs.append(kind(server, target.generation))
        return labs[-1]

    yield start
    for it in labs:
        if it.server.running:
            it.server.clear_faults()
        it.close()
        it.judge()


@pytest.fixture
def cloud(lab: Lab) -> Cloud:
    return lab.open()


@pytest.fixture
def folder(lab: Lab, cloud: Cloud) -> Iterator[Entry]:
    """A new one."""
    made = cloud.create_folder(lab.home(cloud), f"test {next(_numbers)} {uuid.uuid4().int}")
    yield made
    lab.server.clear_faults()
    lab.tidy(made)


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
