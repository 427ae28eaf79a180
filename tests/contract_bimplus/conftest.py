"""Bimplus under contract: the client over the real stand-in process."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bimexplorer.clouds import http
from bimexplorer.clouds.base import Cloud, Connection, CredentialStore
from bimexplorer.clouds.bimplus.service import GENERATION, BimplusService
from bimexplorer.model import Entry
from tests.contract.parts import MemoryStore
from tests.standin import StandIn

_numbers = itertools.count(1)

FORBIDDEN = re.compile(
    r"DELETE \S*/v2/[^/]+/(projects(/[^/]*)?(/(attachments|issues|structures))?|objects/[^/]*/attachments|"
    r"attachments|structures)/?(\?|$)"
)
"""What empties or deletes a project, or an object of its attachments: no test here may have caused it."""


@dataclass
class Lab:
    """The service with a server to talk to."""

    server: StandIn
    service: BimplusService = field(default_factory=BimplusService)
    opened: list[Cloud] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        told = self.server.bimplus
        return Connection(
            told["api"].removesuffix("/v2"), GENERATION, "Lab", application_id=told["application_id"]
        )

    @property
    def team(self) -> str:
        return str(self.server.bimplus["team"])

    def user(self, number: int = 0) -> dict[str, str]:
        return dict(self.server.bimplus["users"][number])

    def signed_in(self, user: int = 0) -> MemoryStore:
        store = MemoryStore()
        known = self.user(user)
        store.save(self.service.password_sign_in(self.connection, known["username"], known["password"]))
        return store

    def open(self, store: CredentialStore | None = None, user: int = 0) -> Cloud:
        cloud = self.service.open(self.connection, store or self.signed_in(user))
        self.opened.append(cloud)
        return cloud

    def action(self, name: str, **parameters: Any) -> Any:
        return self.server.bimplus_action(name, **parameters)

    def fault(self, **rule: object) -> None:
        self.server.fault(server="bimplus", **rule)

    def close(self) -> None:
        for cloud in self.opened:
            cloud.close()


@pytest.fixture(autouse=True)
def _tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_FIRST_PAUSE", http._FIRST_PAUSE / 10)


@pytest.fixture
def lab(shared_2023: StandIn) -> Iterator[Lab]:
    """On the server that the whole run shares: keep to the test's own folder. Its calls count from here."""
    shared_2023.reset_counters()
    it = Lab(shared_2023)
    yield it
    it.close()
    asked = [call for call in shared_2023.counters() if FORBIDDEN.search(call)]
    assert not asked, asked


@pytest.fixture
def cloud(lab: Lab) -> Cloud:
    return lab.open()


PROJECT = "Library Extension"
"""A sample without documents, in which tests make folders of their own."""


@pytest.fixture
def documents(lab: Lab, cloud: Cloud) -> Entry:
    return cloud.entry_at((lab.team, PROJECT, "Documents"))


@pytest.fixture
def folder(cloud: Cloud, documents: Entry) -> Entry:
    """A new Document Folder."""
    return cloud.create_folder(documents, f"test {next(_numbers)} {uuid.uuid4().int}")
