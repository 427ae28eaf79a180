"""A service in front of a server to talk to, in words that hold for every service.

A test says what happens ("the next part is answered with 503", "somebody else writes a file"), never by what
call of which service. Each service has a subclass in `tests/contract_<service>/lab.py`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from bimexplorer.clouds.base import Cloud, Connection, Credentials, CredentialStore, Service
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.model import Entry
from tests.contract.parts import MemoryStore
from tests.standin import StandIn


class Call(Enum):
    """What a client asks a server for."""

    LIST = "a page of what lies in a folder, or of what fits a query"
    LOOK_UP = "entries by their ids"
    CREATE_FOLDER = "a new folder"
    SEND = "to take one of several parts of a file"
    SEND_WHOLE = "to take the only part of a file"
    SHOW = "to make a sent file visible: the last call of an upload of several parts"
    DOWNLOAD = "the content of a file"
    RENEW = "a new token for the kept secret, or for what the browser brought"


@dataclass(frozen=True, slots=True)
class Route:
    """Which requests a `Call` is."""

    server: str
    """Of the stand-in: "manager", "blob", "bimplus"."""
    method: str
    path: str
    """A regular expression, to be found in the path."""

    @property
    def rule(self) -> dict[str, str]:
        """The part of a fault that says which requests it meets."""
        return {"server": self.server, "method": self.method, "path": self.path}

    @property
    def counter(self) -> str:
        """A pattern for the counters of these requests."""
        return f"^{self.server} {self.method} .*{self.path}"


@dataclass(frozen=True, slots=True)
class Target:
    """A service in one of its generations."""

    service: str
    """Its key in the registry."""
    generation: str

    def __str__(self) -> str:
        return f"{self.service}-{self.generation}"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that somebody else wrote. What takes one takes an `Entry` too."""

    id: str
    path: tuple[str, ...]


@dataclass
class Lab(ABC):
    """Closes what it opened, and takes back what it changed for more than one test, in `close`."""

    server: StandIn
    generation: str
    opened: list[Cloud] = field(default_factory=list)

    key: ClassVar[str]
    """The service's in the registry."""
    generations: ClassVar[tuple[str, ...]]
    """The protocols it can be spoken to in, the newest first."""
    server_generations: ClassVar[Mapping[str, str]]
    """The generation of the stand-in's process for each of them."""
    browser: ClassVar[frozenset[str]]
    """Generations with a sign-in in the browser."""
    renewing: ClassVar[frozenset[str]]
    """Generations in which a sign-in can renew itself without the person."""
    routes: ClassVar[Mapping[Call, Route]]
    deep_link: ClassVar[str]
    """What a person may have behind the address when copying it from somewhere."""
    own_names: ClassVar[tuple[str, ...]] = ()
    """Names of files that only this service refuses."""

    def __post_init__(self) -> None:
        self._recorded = self.server.recorded

    @property
    def service(self) -> Service:
        return SERVICES[self.key]

    # ---------------------------------------------------------------------------------------- the server

    @property
    @abstractmethod
    def connection(self) -> Connection:
        """To the server."""

    @abstractmethod
    def user(self, number: int = 0) -> dict[str, str]:
        """`{"username", "password"}`; the first may do everything."""

    def breaks(self, call: Call, **how: object) -> None:
        """The next of these calls fails; `how` is the other half of a rule of `bimexplorer.demo.faults`."""
        self.server.fault(**self.routes[call].rule, **how)

    def goes_off(self) -> None:
        """From now on nothing answers."""
        self.server.fault(drop="request", times=None)

    def calls(self, call: Call) -> int:
        """How often it was asked for since the last `forget_calls`."""
        return self.server.calls(self.routes[call].counter)

    @property
    def requests(self) -> int:
        """All of them since the last `forget_calls`."""
        return sum(self.server.counters().values())

    def forget_calls(self) -> None:
        self.server.reset_counters()

    def records(self) -> list[dict[str, Any]]:
        """What was asked and answered since the lab is there, see `bimexplorer.demo.traffic`."""
        return self.server.records(self._recorded)

    # ---------------------------------------------------------------------------------------- signing in

    def credentials(self, user: int = 0) -> Credentials:
        """Of a sign-in with a password."""
        known = self.user(user)
        return self.service.password_sign_in(self.connection, known["username"], known["password"])

    def renewable_credentials(self) -> Credentials:
        """Of a sign-in that renews itself, in a generation that is `renewing`."""
        return self.credentials()

    def secrets(self, credentials: Credentials) -> list[str]:
        """What must not be read anywhere but in the store."""
        found = re.findall(r"[\w.-]{16,}", f"{credentials.secret} {credentials.access_token}")
        assert found
        return found

    def sign_in(self, store: MemoryStore, user: int = 0) -> None:
        store.save(self.credentials(user))

    def signed_in(self, user: int = 0) -> MemoryStore:
        """A store with the credentials of one of the server's users."""
        store = MemoryStore()
        self.sign_in(store, user)
        return store

    def open(self, store: CredentialStore | None = None, user: int = 0) -> Cloud:
        cloud = self.service.open(self.connection, store or self.signed_in(user))
        self.opened.append(cloud)
        return cloud

    @abstractmethod
    def expire_tokens(self) -> None:
        """No token is accepted any longer. A secret that renews itself gets a new one."""

    @abstractmethod
    def end_sign_ins(self) -> None:
        """Nothing that anybody was given in a sign-in is accepted any longer."""

    # ---------------------------------------------------------------------------------------- places

    @abstractmethod
    def home(self, cloud: Cloud) -> Entry:
        """A place in which everybody who `open`s may make folders."""

    office: ClassVar[tuple[str, ...]]
    """A place with samples: folders in folders, files of many kinds, sizes and dates. Not to be changed."""
    plans: ClassVar[tuple[str, ...]]
    """A place below `office` with files directly in it."""
    searched: ClassVar[tuple[tuple[str, ...], ...]]
    """Places of which a search looks at whatever a walk through them meets."""

    # ---------------------------------------------------------------------------------------- others

    @abstractmethod
    def write(self, folder: Entry, name: str, *, text: str | None = None, size: int = 0) -> Written:
        """Somebody else puts a file into a folder, with this text or with this many bytes."""

    @abstractmethod
    def rewrite(self, file: Entry | Written, *, text: str) -> None:
        """Somebody else gives a file a new content."""

    @abstractmethod
    def remove(self, file: Entry | Written) -> None:
        """Somebody else deletes a file."""

    @abstractmethod
    def open_reader(self) -> Cloud:
        """Signed in as somebody who sees what is in `home` and may change nothing there."""

    def tidy(self, folder: Entry) -> None:  # noqa: B027 - not every service needs it
        """The test is over: its folder goes where hundreds of them would slow the next tests down."""

    # ---------------------------------------------------------------------------------------- long work

    @abstractmethod
    def forget_uploads(self) -> None:
        """The server no longer knows uploads that are not finished."""

    @abstractmethod
    def slow_deleting(self) -> None:
        """A deletion of trees takes long after its first step. On a server of its own with `SLOW` only."""

    @abstractmethod
    def failing_deleting(self) -> None:
        """The next deletion of trees fails before its end."""

    def may_go(self, project: Entry) -> None:  # noqa: B027 - not every service needs it
        """A test made this project and may delete it."""

    def close(self) -> None:
        for cloud in self.opened:
            cloud.close()

    def judge(self) -> None:  # noqa: B027 - not every service needs it
        """Fails where a test caused what none may cause; called when the test is over."""


SLOW: Mapping[str, object] = {"job_step": 0.1}
"""Options of a server whose long work is slow enough to be watched."""
