"""A bare client for the stand-in's tests: signs in, sends, and hands the answers over as they are.

It is no part of the program and knows nothing of its clients: what the tests prove is the server.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
import secrets
import uuid
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from tests.standin import StandIn

AUTHENTICATION = "application/vnd.graphisoft.teamwork.session-service-1.0.authentication-request-1.0+json"
TIMEOUT = 60


def code(answer: requests.Response) -> int:
    """The error code of either server's document; the status is checked with it."""
    document = answer.json()
    if "data" in document:
        number = int(document["data"]["error-code"])
        assert answer.status_code == (401 if number == 3 else 430), answer.text
        return number
    assert answer.status_code == 430, answer.text
    return int(document["error-code"])


def content_hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def find_form(page: requests.Response) -> tuple[str, dict[str, str]]:
    """Address and hidden fields of a page's only form."""
    action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    assert action, page.text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return urljoin(page.url, html.unescape(action[1])), {name: html.unescape(value) for name, value in hidden}


class Wire:
    """A user's connection to a manager and its blob servers."""

    def __init__(self, server: StandIn, user: int = 0) -> None:
        self.server = server
        self.http = requests.Session()
        self.http.trust_env = False
        self.username = server.users[user]["username"]
        self.password = server.users[user]["password"]
        self.user_id = ""
        self._credentials: dict[str, Any] = {}
        self._blob_sessions: dict[str, tuple[str, str]] = {}
        self.sign_in()

    def close(self) -> None:
        self.http.close()

    # Manager ----------------------------------------------------------------------------------

    def sign_in(self) -> None:
        if self.server.generation == "2020.2":
            answer = self.send(
                "POST",
                "create-session",
                json={"username": self.username, "password": self.password, "client-id": "tests"},
            )
            assert answer.status_code == 200, answer.text
            self.user_id = answer.json()["user-id"]
            self._credentials = {"params": {"session-id": answer.json()["session-id"]}}
            return
        answer = self.token(grant_type="password", username=self.username, password=self.password)
        assert answer.status_code == 200, answer.text
        self.user_id = answer.json()["user_id"]
        self._credentials = {"headers": {"Authorization": f"Bearer {answer.json()['access_token']}"}}

    def token(self, **fields: str) -> requests.Response:
        return self.send("POST", "oauth2/token", data={"client_id": "tests", **fields})

    def send(self, method: str, route: str, **parts: Any) -> requests.Response:
        """A manager call without credentials."""
        return self.http.request(
            method, f"{self.server.manager}/management/client/{route}", timeout=TIMEOUT, **parts
        )

    def call(
        self, method: str, route: str, params: dict[str, Any] | None = None, **parts: Any
    ) -> requests.Response:
        """A manager call as the signed-in user."""
        return self.send(
            method,
            route,
            params={**(params or {}), **self._credentials.get("params", {})},
            headers=self._credentials.get("headers", {}),
            **parts,
        )

    def get(self, method: str, route: str, params: dict[str, Any] | None = None, **parts: Any) -> Any:
        """The document of a call that has to succeed."""
        answer = self.call(method, route, params, **parts)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def query(self, criterion: Any, **options: Any) -> list[dict[str, Any]]:
        params = {name.replace("_", "-"): value for name, value in options.items()}
        found: list[dict[str, Any]] = self.get("POST", "get-resources-by-criterion", params, json=criterion)
        return found

    def at(self, path: str) -> dict[str, Any] | None:
        """The resource at a blob server's path (`/folder/file`)."""
        found = self.query({"$eq": {"$path": f"{self.root_name}{path}"}})
        return found[0] if found else None

    @property
    def root_name(self) -> str:
        name: str = self.get("GET", "get-resource", {"resource-id": "projectRoot"})["name"]
        return name

    def make_folder(self, parent_id: str = "projectRoot", name: str | None = None) -> dict[str, Any]:
        """A new folder's resource; without a name, one that nothing else has."""
        body = {"name": name or f"test {uuid.uuid4().hex[:12]}", "type": "resourceGroup"}
        folder_id = self.get("POST", "insert-resource-group", {"parent-id": parent_id}, json=body)
        folder: dict[str, Any] = self.get("GET", "get-resource", {"resource-id": folder_id})
        return folder

    # Blob servers -----------------------------------------------------------------------------

    def ticket(self, server_id: str) -> str:
        body = {"type": "freeTicket", "resources": [server_id], "format": "base64"}
        text: str = self.get("POST", "ticket-generator/get-ticket", json=body)
        return text

    def blob_url(self, server_id: str) -> str:
        """The address of a model server that works: the last candidate."""
        resource = self.get("GET", "get-resource", {"resource-id": server_id})
        manager = urlsplit(self.server.manager)
        url: str = resource["connectionUrls"][-1]
        return url.replace("$protocol", f"{manager.scheme}:").replace("$hostname", manager.hostname or "")

    def blob_session(self, server_id: str, *, new: bool = False) -> tuple[str, str]:
        """`(address, session-id)`, opened when first needed."""
        if new or server_id not in self._blob_sessions:
            url = self.blob_url(server_id)
            answer = self.open_session(url, self.ticket(server_id))
            assert answer.status_code == 200, answer.text
            self._blob_sessions[server_id] = (url, answer.json()["data"]["id"])
        return self._blob_sessions[server_id]

    def open_session(self, url: str, ticket: str, username: str | None = None) -> requests.Response:
        body = {
            "data-content-type": AUTHENTICATION,
            "data": {"username": username or self.username, "ticket": ticket},
        }
        return self.http.post(
            f"{url}/session-service/1.0/create-session",
            json=body,
            headers={"Content-Type": AUTHENTICATION},
            timeout=TIMEOUT,
        )

    def store(self, server_id: str) -> Store:
        url, session_id = self.blob_session(server_id)
        return Store(self.http, url, session_id)

    def default_store(self, folder_id: str = "projectRoot") -> Store:
        server_id = self.get("GET", "get-inherited-default-blob-server-id", {"resource-group-id": folder_id})
        return self.store(server_id)

    def upload(self, path: str, data: bytes) -> dict[str, Any]:
        """Upload a file in one go; its final metadata."""
        store = self.default_store()
        batch = store.begin_batch()
        store.file(batch, path, data)
        return store.commit_batch(batch)[0]


class Store:
    """The blob-store operations of one session; those that return a document have to succeed."""

    def __init__(self, http: requests.Session, url: str, session_id: str) -> None:
        self.http = http
        self.url = url
        self.session_id = session_id

    def send(self, method: str, operation: str, params: dict[str, Any], **parts: Any) -> requests.Response:
        return self.http.request(
            method,
            f"{self.url}/blob-store-service/1.0/{operation}",
            params={"session-id": self.session_id, **params},
            timeout=TIMEOUT,
            **parts,
        )

    def data(self, answer: requests.Response) -> Any:
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def begin_batch(self, description: str = "test") -> dict[str, Any]:
        batch: dict[str, Any] = self.data(
            self.send("POST", "begin-batch-upload", {"description": description})
        )
        return batch

    def try_begin(self, namespace: str, path: str) -> requests.Response:
        return self.send("POST", "begin-upload", {"blob-name": path, "namespace-name": namespace})

    def begin(self, batch: dict[str, Any], path: str) -> dict[str, Any]:
        upload: dict[str, Any] = self.data(self.try_begin(batch["namespace-name"], path))
        return upload

    def try_part(
        self, upload_id: str, offset: int, data: bytes, length: int | None = None
    ) -> requests.Response:
        params = {
            "upload-session-id": upload_id,
            "offset": offset,
            "length": len(data) if length is None else length,
        }
        return self.send("POST", "put-blob-content-part", params, data=data)

    def part(self, upload_id: str, offset: int, data: bytes) -> list[tuple[int, int]]:
        """Send a part; the `(offset, length)` that the server has then."""
        document = self.data(self.try_part(upload_id, offset, data))
        return [(part["offset"], part["length"]) for part in document["uploaded-parts"]]

    def try_commit(self, upload_id: str) -> requests.Response:
        return self.send("POST", "commit-upload", {"upload-session-id": upload_id})

    def commit(self, upload_id: str) -> dict[str, Any]:
        metadata: dict[str, Any] = self.data(self.try_commit(upload_id))["standard-metadata"]
        return metadata

    def file(self, batch: dict[str, Any], path: str, data: bytes) -> dict[str, Any]:
        """Begin, send and commit one upload; its metadata."""
        upload = self.begin(batch, path)
        if data:
            self.part(upload["id"], 0, data)
        return self.commit(upload["id"])

    def try_commit_batch(self, batch_id: str, behavior: str = "overwrite") -> requests.Response:
        params = {"batch-upload-session-id": batch_id, "conflict-behavior": behavior}
        return self.send("POST", "commit-batch-upload", params)

    def commit_batch(self, batch: dict[str, Any], behavior: str = "overwrite") -> list[dict[str, Any]]:
        return [item["standard-metadata"] for item in self.data(self.try_commit_batch(batch["id"], behavior))]

    def download(self, blob_id: str, **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("GET", "get-blob-content", {"blob-id": blob_id}, headers=named)


class Browser:
    """What a person with a browser does on the sign-in page, without one."""

    def __init__(self, server: StandIn) -> None:
        self._server = server
        self.state = secrets.token_urlsafe(24)

    def open(self, **params: str) -> requests.Response:
        query = {"client_id": "tests", "state": self.state, **params}
        return requests.get(
            f"{self._server.manager}/management/client/oauth2/authorize", params=query, timeout=TIMEOUT
        )

    def submit(self, page: requests.Response, username: str, password: str) -> requests.Response:
        address, fields = find_form(page)
        fields |= {"username": username, "password": password}
        return requests.post(address, data=fields, allow_redirects=False, timeout=TIMEOUT)

    def sign_in(self, **params: str) -> requests.Response:
        user = self._server.users[0]
        return self.submit(self.open(**params), user["username"], user["password"])

    def poll(self) -> dict[str, Any]:
        answer = requests.get(
            f"{self._server.manager}/management/client/oauth2/get-authorization-code-by-state",
            params={"state": self.state},
            timeout=TIMEOUT,
        )
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document
