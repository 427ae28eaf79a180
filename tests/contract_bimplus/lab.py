"""Bimplus under contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import requests

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Connection, Credentials
from bimexplorer.clouds.bimplus.service import GENERATION
from bimexplorer.model import Entry
from tests.contract.browser import fill_in
from tests.contract.lab import Call, Lab, Route, Written

PROJECT = "Library Extension"
"""A sample without documents, in which tests make folders of their own."""

OFFICE = "Bürogebäude Hafenkontor"

FORBIDDEN = re.compile(
    r"DELETE \S*/v2/[^/]+/(projects(/[^/]*)?(/(attachments|issues|structures))?|objects/[^/]*/attachments|"
    r"attachments|structures)/?(\?|$)"
)
"""What empties or deletes a project, or an object of its attachments: no test here may have caused it."""

_TEAM = "hafenkontor-architekten"

_TIMEOUT = 30


@dataclass
class BimplusLab(Lab):
    """`action` and `fault` are those of Bimplus alone."""

    _role_is_set: bool = field(default=False, init=False)
    _going: list[str] = field(default_factory=list, init=False)
    """Ids of projects that may be deleted."""

    key: ClassVar[str] = "bimplus"
    generations: ClassVar[tuple[str, ...]] = (GENERATION,)
    server_generations: ClassVar[Mapping[str, str]] = {GENERATION: "2023.2"}
    browser: ClassVar[frozenset[str]] = frozenset({GENERATION})
    renewing: ClassVar[frozenset[str]] = frozenset({GENERATION})
    routes: ClassVar[Mapping[Call, Route]] = {
        Call.LIST: Route("bimplus", "GET", r"/(teams|structures/[^/]+/topology)"),
        Call.LOOK_UP: Route("bimplus", "GET", "/attachments"),
        Call.CREATE_FOLDER: Route("bimplus", "POST", r"/structures"),
        Call.SEND: Route("bimplus", "PUT", "/(attachments|versions)/chunked"),
        Call.SEND_WHOLE: Route("bimplus", "POST", "/attachments"),
        Call.SHOW: Route("bimplus", "PUT", "/(attachments|versions)/chunked"),
        Call.DOWNLOAD: Route("bimplus", "GET", "/attachments/[^/]+/download"),
        Call.RENEW: Route("bimplus", "POST", "/token"),
    }
    deep_link: ClassVar[str] = "/v2/teams"
    office: ClassVar[tuple[str, ...]] = (_TEAM, OFFICE, "Documents")
    plans: ClassVar[tuple[str, ...]] = (_TEAM, OFFICE, "Documents", "01 Pläne", "Grundrisse")
    searched: ClassVar[tuple[tuple[str, ...], ...]] = (office,)

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

    def action(self, name: str, /, **parameters: Any) -> Any:
        return self.server.bimplus_action(name, **parameters)

    def fault(self, **rule: object) -> None:
        self.server.fault(server="bimplus", **rule)

    def renewable_credentials(self) -> Credentials:
        """Only the browser's can be renewed."""
        sign_in = self.service.browser_sign_in(self.connection, self.user()["username"])
        try:
            return self._finished(sign_in)
        finally:
            sign_in.close()

    def _finished(self, sign_in: BrowserSignIn) -> Credentials:
        known = self.user()
        answer = fill_in(sign_in.address, known["username"], known["password"])
        assert "You are signed in" in answer.text
        credentials = sign_in.poll()
        assert credentials is not None
        return credentials

    def expire_tokens(self) -> None:
        self.action("expire-tokens")

    def end_sign_ins(self) -> None:
        self.action("expire-tokens")
        self.action("expire-refresh-tokens")

    def home(self, cloud: Cloud) -> Entry:
        return cloud.entry_at((self.team, PROJECT, "Documents"))

    def write(self, folder: Entry, name: str, *, text: str | None = None, size: int = 0) -> Written:
        place = {"folder": parts[3]} if len(parts := folder.id.split(":")) > 3 else {}
        content = {"size": size} if text is None else {"text": text}
        made = self.action("write-attachment", project=folder.path[1], fileName=name, **place, **content)[
            "id"
        ]
        empty = ":" * (4 - len(parts))
        return Written(f"{folder.id}{empty}:{made}", (*folder.path, name))

    def rewrite(self, file: Entry | Written, *, text: str) -> None:
        self.action("write-version", id=_attachment(file), text=text)

    def remove(self, file: Entry | Written) -> None:
        self.action("delete-attachment", id=_attachment(file))

    def open_reader(self) -> Cloud:
        self.set_role("viewer")
        return self.open(user=1)

    def set_role(self, role: str | None) -> None:
        """What the second user may do in `PROJECT`; until the test is over."""
        self._role_is_set = role is not None
        self.action("set-role", project=PROJECT, user=self.user(1)["username"], role=role)

    def tidy(self, folder: Entry) -> None:
        """All folders of a project come with every listing of one. With what is in it, unlike the client."""
        known = {"user_id": self.user()["username"], "password": self.user()["password"]}
        api = self.server.bimplus["api"]
        with requests.Session() as session:
            answer = session.post(
                f"{api}/authorize",
                json={**known, "application_id": self.connection.application_id},
                timeout=_TIMEOUT,
            )
            session.headers["Authorization"] = f"BimPlus {answer.json()['access_token']}"
            address = f"{api}/{self.team}/structures/{folder.id.split(':')[3]}"
            status = session.delete(address, params={"deleteAll": "true"}, timeout=_TIMEOUT).status_code
        # Gone already; or a file in it is locked, because its upload was not finished.
        assert status in (200, 204, 403, 404), status

    def forget_uploads(self) -> None:
        self.action("expire-uploads")

    def slow_deleting(self) -> None:
        self.fault(method="DELETE", path="attachments", skip=1, stall=30)

    def failing_deleting(self) -> None:
        self.fault(method="DELETE", path="attachments", status=500)

    def close(self) -> None:
        super().close()
        if self._role_is_set:
            self.set_role(None)

    def may_go(self, project: Entry) -> None:
        self._going.append(project.id.split(":")[2])

    def judge(self) -> None:
        asked = [call for call in self.server.counters() if FORBIDDEN.search(call)]
        asked = [
            call for call in asked if not call.endswith(tuple(f"/projects/{one}" for one in self._going))
        ]
        assert not asked, asked


def _attachment(file: Entry | Written) -> str:
    return file.id.rsplit(":", 1)[1]
