"""The blob server's wire: one method per operation, raw `data` out (`convert.py` reads it).

A session id travels in the query of every call; `content.py` gets and renews it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bimexplorer.clouds.base import PartBody, Span
from bimexplorer.clouds.bimcloud.failures import blob_document, blob_error
from bimexplorer.clouds.http import FAREWELL, PROBING, Http, Repeat, Stream
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.words import say

_AUTHENTICATION = "application/vnd.graphisoft.teamwork.session-service-1.0.authentication-request-1.0+json"


class BlobServer:
    """One blob server at the address that answered."""

    def __init__(self, http: Http, address: str) -> None:
        self._http = http
        self._sessions = f"{address}/session-service/1.0"
        self._store = f"{address}/blob-store-service/1.0"
        self.address = address

    def runtime_id(self) -> None:
        """Whether it answers at all. Raises `CloudError`."""
        url = f"{self.address}/application-server-service/get-runtime-id"
        answer = self._http.request("GET", url, timeouts=PROBING)
        is_page = "html" in answer.headers.get("Content-Type", "").lower()
        if is_page or not 200 <= answer.status < 300:
            # A page is the doing of a guest network or a name service that answers for names it does not
            # know, as the addresses are that work in the data centre only: it must not get the ticket.
            raise UnexpectedAnswer(say("No content server answers there."), answer.summary)

    def create_session(self, username: str, ticket: str) -> Any:
        answer = self._http.request(
            "POST",
            f"{self._sessions}/create-session",
            headers={"Content-Type": _AUTHENTICATION},
            json={"data-content-type": _AUTHENTICATION, "data": {"username": username, "ticket": ticket}},
            repeat=Repeat.WHEN_BUSY,
        )
        return blob_document(answer)

    def close_session(self, session: str) -> None:
        url = f"{self._sessions}/close-session"
        self._http.request("POST", url, params={"session-id": session}, timeouts=FAREWELL)

    def begin_batch_upload(self, session: str, description: str) -> Any:
        return self._post("begin-batch-upload", {"session-id": session, "description": description})

    def begin_upload(self, session: str, path: str, namespace: str) -> Any:
        query = {"session-id": session, "blob-name": path, "namespace-name": namespace}
        return self._post("begin-upload", query)

    def put_part(self, session: str, upload: str, span: Span, body: PartBody) -> Any:
        query: dict[str, str | int] = {
            "session-id": session,
            "upload-session-id": upload,
            "offset": span.offset,
            "length": span.length,
        }
        return self._post("put-blob-content-part", query, body)

    def commit_upload(self, session: str, upload: str) -> Any:
        return self._post("commit-upload", {"session-id": session, "upload-session-id": upload})

    def commit_batch_upload(self, session: str, batch: str, conflict_behavior: str) -> Any:
        query = {
            "session-id": session,
            "batch-upload-session-id": batch,
            "conflict-behavior": conflict_behavior,
        }
        return self._post("commit-batch-upload", query)

    def content(self, session: str, blob_id: str, headers: Mapping[str, str]) -> Stream:
        """An open stream with status 200, 206 or 416; everything else is raised."""
        query = {"session-id": session, "blob-id": blob_id}
        stream = self._http.stream(f"{self._store}/get-blob-content", params=query, headers=headers)
        if stream.status not in (200, 206, 416):
            raise blob_error(stream.answer())
        return stream

    def _post(
        self, operation: str, query: dict[str, str] | dict[str, str | int], body: PartBody | None = None
    ) -> Any:
        # Never repeated here: the transfer engine paces its own repetitions and shows them.
        return blob_document(
            self._http.request("POST", f"{self._store}/{operation}", params=query, body=body)
        )
