"""BIMcloud under contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bimexplorer.clouds.base import Cloud, Connection
from bimexplorer.model import Entry
from tests.contract.lab import Call, Lab, Route, Written

OAUTH, SESSIONS = "2023.2", "2020.2"


@dataclass
class BimcloudLab(Lab):
    """Fault rules and actions of its own go through `server`."""

    key: ClassVar[str] = "bimcloud"
    generations: ClassVar[tuple[str, ...]] = (OAUTH, SESSIONS)
    server_generations: ClassVar[Mapping[str, str]] = {OAUTH: OAUTH, SESSIONS: SESSIONS}
    browser: ClassVar[frozenset[str]] = frozenset({OAUTH})
    renewing: ClassVar[frozenset[str]] = frozenset({OAUTH})
    routes: ClassVar[Mapping[Call, Route]] = {
        Call.LIST: Route("manager", "POST", "get-resources-by-criterion"),
        Call.LOOK_UP: Route("manager", "POST", "get-resources-by-criterion"),
        Call.CREATE_FOLDER: Route("manager", "POST", "insert-resource-group"),
        Call.SEND: Route("blob", "POST", "put-blob-content-part"),
        Call.SEND_WHOLE: Route("blob", "POST", "put-blob-content-part"),
        Call.SHOW: Route("blob", "POST", "commit-batch-upload"),
        Call.DOWNLOAD: Route("blob", "GET", "get-blob-content"),
        Call.RENEW: Route("manager", "POST", "oauth2/token"),
    }
    deep_link: ClassVar[str] = "/management/client/oauth2/authorize?state=x"
    own_names: ClassVar[tuple[str, ...]] = ("a/b", "a:b", "a,b.pdf", "a;b.pdf", "what?")
    office: ClassVar[tuple[str, ...]] = ("Hafenkontor Hamburg",)
    plans: ClassVar[tuple[str, ...]] = ("Hafenkontor Hamburg", "Pläne", "Grundrisse")
    searched: ClassVar[tuple[tuple[str, ...], ...]] = ((), ("Hafenkontor Hamburg",))

    @property
    def connection(self) -> Connection:
        return Connection(self.server.manager, self.generation, "Lab")

    def user(self, number: int = 0) -> dict[str, str]:
        return self.server.users[number]

    def expire_tokens(self) -> None:
        self.server.action("expire-access-tokens" if self.generation == OAUTH else "expire-sessions")

    def end_sign_ins(self) -> None:
        self.expire_tokens()
        if self.generation == OAUTH:
            self.server.action("expire-refresh-tokens")

    def home(self, cloud: Cloud) -> Entry:
        return cloud.root()

    def write(self, folder: Entry, name: str, *, text: str | None = None, size: int = 0) -> Written:
        path = (*folder.path, name)
        content = {"size": size} if text is None else {"text": text}
        return Written(self.server.action("write-file", path=_spelled(path), **content)["id"], path)

    def rewrite(self, file: Entry | Written, *, text: str) -> None:
        self.server.action("write-file", path=_spelled(file.path), text=text)

    def remove(self, file: Entry | Written) -> None:
        self.server.action("delete-file", path=_spelled(file.path))

    def open_reader(self) -> Cloud:
        return self.open(user=1)

    def forget_uploads(self) -> None:
        self.server.action("expire-uploads")

    def slow_deleting(self) -> None:
        """All jobs are, by the server's option."""

    def failing_deleting(self) -> None:
        self.server.action("fail-jobs", count=1)


def _spelled(path: tuple[str, ...]) -> str:
    return "/" + "/".join(path)
