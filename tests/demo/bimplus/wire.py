"""A bare client for the tests of the stand-in Bimplus: signs in, sends, hands the answers over as they are.

It is no part of the program and knows nothing of its client: what the tests prove is the server.
"""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import requests

from tests.standin import StandIn

TIMEOUT = 60
ZERO = "00000000-0000-0000-0000-000000000000"
_numbers = itertools.count(1)


def message(answer: requests.Response, status: int) -> str:
    """What an answer with an error says; the status is checked with it."""
    assert answer.status_code == status, (answer.status_code, answer.text[:500])
    if answer.headers["Content-Type"].startswith("application/json"):
        return str(answer.json()["message"])
    return answer.text


def names(documents: list[dict[str, Any]]) -> list[str]:
    return [document["fileName"] for document in documents]


class Bimplus:
    """A user's connection."""

    def __init__(self, server: StandIn, user: int = 0, team: str = "") -> None:
        self.server = server
        told = server.bimplus
        self.api: str = told["api"]
        self.origin = self.api.removesuffix("/v2")
        self.team = team or told["team"]
        self.application_id: str = told["application_id"]
        self.email: str = told["users"][user]["username"]
        self.password: str = told["users"][user]["password"]
        self.http = requests.Session()
        self.http.trust_env = False
        self.token = ""

    def sign_in(self, **fields: object) -> dict[str, Any]:
        answer = self.authorize(**fields)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        self.use(document["access_token"])
        return document

    def authorize(self, **fields: object) -> requests.Response:
        """`POST /authorize` as this user; a field that is None is left out."""
        body = {
            "user_id": self.email,
            "password": self.password,
            "application_id": self.application_id,
            **fields,
        }
        body = {name: value for name, value in body.items() if value is not None}
        return self.http.post(f"{self.api}/authorize", json=body, timeout=TIMEOUT)

    def use(self, token: str) -> None:
        self.token = token
        self.http.headers["Authorization"] = f"BimPlus {token}"

    def send(self, method: str, route: str, **parts: Any) -> requests.Response:
        """A call below the API's base."""
        return self.http.request(method, f"{self.api}/{route}", timeout=TIMEOUT, **parts)

    def call(self, method: str, route: str, **parts: Any) -> requests.Response:
        """A call below the team."""
        return self.send(method, f"{self.team}/{route}", **parts)

    def get(self, route: str, **params: object) -> Any:
        """The document of a call that has to succeed."""
        answer = self.call("GET", route, params=params)
        assert answer.status_code == 200, (route, answer.text[:500])
        return answer.json()

    def put(self, route: str, body: object, status: int = 200, method: str = "PUT") -> Any:
        answer = self.call(method, route, json=body)
        assert answer.status_code == status, (route, answer.text[:500])
        return answer.json()

    def delete(self, route: str, **params: object) -> None:
        answer = self.call("DELETE", route, params=params)
        assert (answer.status_code, answer.content) == (200, b""), answer.text[:500]
        assert "json" not in answer.headers.get("Content-Type", "")

    def action(self, name: str, /, **parameters: object) -> Any:
        """Something behind the client's back."""
        return self.server.bimplus_action(name, **parameters)

    # What most tests begin with -----------------------------------------------------------------

    def sample(self, name: str) -> dict[str, Any]:
        """A seeded project."""
        [found] = self.get("projects", filter=f"name={name}")
        return dict(found)

    def make_project(self) -> str:
        """The id of a new project of this test's own."""
        body = {"name": f"Test {next(_numbers)} {uuid.uuid4().hex[:8]}"}
        return str(self.put("projects", body, 201, "POST")["id"])

    def make_folder(self, project_id: str, name: str, parent_id: str = "") -> str:
        body = {"name": name, "type": "DocumentFolder", "parentId": parent_id or project_id}
        route = f"structures/{parent_id}" if parent_id else f"projects/{project_id}/structures"
        return str(self.put(route, body, 201, "POST")["id"])

    def form(
        self, method: str, route: str, name: str, data: bytes, kind: str | None = "text/plain", **params: str
    ) -> requests.Response:
        """A file in a multipart form, as `requests` writes it."""
        stem = name.rpartition(".")[0] or name
        part = (name, data, kind) if kind else (name, data)
        return self.call(method, route, files={stem: part}, params=params)

    def upload(self, project_id: str, name: str, data: bytes = b"data", **params: str) -> str:
        """The id of a new attachment."""
        answer = self.form("POST", f"projects/{project_id}/attachments", name, data, **params)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def content(self, route: str) -> bytes:
        answer = self.call("GET", route)
        assert answer.status_code == 200, answer.text
        return answer.content

    def chunk(
        self, route: str, content_range: str, data: bytes, file_id: str = "", name: str = "a.bin", **more: Any
    ) -> requests.Response:
        stem = name.rpartition(".")[0]
        headers = {
            "Content-Range": f"bytes {content_range}",
            "Content-Disposition": f'inline; name="{stem}"; filename="{name}"'.encode(),
            **({"Chunk-FileId": file_id} if file_id else {}),
            **more.pop("headers", {}),
        }
        return self.call("PUT", route, data=data, headers=headers, **more)
