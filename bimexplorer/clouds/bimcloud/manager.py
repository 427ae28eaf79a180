"""The manager's wire: one method per operation, raw JSON out (`convert.py` reads it)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bimexplorer.clouds.bimcloud import convert
from bimexplorer.clouds.bimcloud.access import Access
from bimexplorer.clouds.bimcloud.failures import manager_document, manager_error, manager_refused
from bimexplorer.clouds.http import Answer, Http, Repeat

Criterion = Mapping[str, Any]


class Manager:
    """One manager, as one signed-in user. Every method raises what the answer's error document means."""

    def __init__(self, http: Http, address: str, access: Access) -> None:
        self._http = http
        self._base = f"{address}/management/client"
        self._access = access
        self._put: set[str] = set()
        """Operations for which this server wants PUT, see `_post_or_put`."""

    # ---------------------------------------------------------------------------------------- reading

    def resource(self, resource_id: str) -> Any:
        return self._read("GET", "get-resource", {"resource-id": resource_id})

    def resources(
        self, criterion: Criterion, *, sort_by: str, descending: bool = False, skip: int = 0, limit: int = 100
    ) -> list[dict[str, Any]]:
        """At most `limit` resources; the server answers no more than 1000 at a time."""
        query: dict[str, str | int] = {
            "sort-by": sort_by,
            "sort-direction": "desc" if descending else "asc",
            "skip": skip,
            "limit": limit,
        }
        return convert.resources(self._read("POST", "get-resources-by-criterion", query, criterion))

    def user(self, user_id: str) -> Any:
        return self._read("GET", "get-user", {"user-id": user_id})

    def default_blob_server(self, folder_id: str) -> Any:
        return self._read("GET", "get-inherited-default-blob-server-id", {"resource-group-id": folder_id})

    def job(self, job_id: str) -> Any:
        return self._read("GET", "get-job", {"job-id": job_id})

    def folder_size(self, folder_id: str) -> Any:
        return self._read("GET", "get-folder-size-data", {"folder-id": folder_id})

    def blob_changes(self, folder_id: str, since: int) -> Any:
        body = {"resourceGroupId": folder_id, "fromRevision": since}
        return self._post_or_put("get-blob-changes-for-sync", {}, body, Repeat.ALWAYS)

    def ticket(self, server_id: str) -> str:
        """What a content server takes in place of a password."""
        body = {"type": "freeTicket", "resources": [server_id], "format": "base64"}
        answer = self._call("POST", "ticket-generator/get-ticket", {}, body, Repeat.ALWAYS)
        if answer.status != 200:
            raise manager_error(answer)
        return convert.ticket(answer.content)

    # ---------------------------------------------------------------------------------------- changing

    def insert_folder(self, parent_id: str, name: str) -> Any:
        body = {"name": name, "type": "resourceGroup"}
        return self._change("POST", "insert-resource-group", {"parent-id": parent_id}, body)

    def delete_folder(self, folder_id: str) -> None:
        """Only an empty one."""
        self._change("DELETE", "delete-resource-group", {"resource-id": folder_id})

    def delete_blob(self, blob_id: str) -> None:
        self._change("DELETE", "delete-blob", {"resource-id": blob_id})

    def delete_trees(self, ids: list[str]) -> Any:
        return self._change("POST", "delete-resources-by-id-list", {}, {"ids": ids})

    def abort_job(self, job_id: str) -> Any:
        return self._change("POST", "abort-job", {"job-id": job_id})

    def rename_blob(self, blob_id: str, name: str) -> None:
        self._change("PUT", "update-blob", {}, {"id": blob_id, "name": name})

    def move_blob(self, blob_id: str, folder_id: str) -> None:
        self._post_or_put(
            "update-blob-parent", {"blob-id": blob_id}, {"parentId": folder_id}, Repeat.WHEN_BUSY
        )

    def keep_alive(self) -> None:
        """Let the sign-in not run out while only content servers are talked to."""
        self._access.stamp()

    # ---------------------------------------------------------------------------------------- calling

    def _read(self, method: str, operation: str, query: Mapping[str, str | int], body: Any = None) -> Any:
        return manager_document(self._call(method, operation, query, body, Repeat.ALWAYS))

    def _change(self, method: str, operation: str, query: Mapping[str, str | int], body: Any = None) -> Any:
        return manager_document(self._call(method, operation, query, body, Repeat.WHEN_BUSY))

    def _post_or_put(self, operation: str, query: Mapping[str, str | int], body: Any, repeat: Repeat) -> Any:
        """The API description says PUT, deployed clients send POST: the one, else the other, remembered."""
        if operation not in self._put:
            answer = self._call("POST", operation, query, body, repeat)
            if answer.status not in (404, 405):
                return manager_document(answer)
        document = manager_document(self._call("PUT", operation, query, body, repeat))
        self._put.add(operation)
        return document

    def _call(
        self, method: str, operation: str, query: Mapping[str, str | int], body: Any, repeat: Repeat
    ) -> Answer:
        stamp = self._access.stamp()
        for last in (False, True):
            answer = self._http.request(
                method,
                f"{self._base}/{operation}",
                params={**query, **stamp.params},
                headers={"Accept": "application/json", **stamp.headers},
                json=body,
                repeat=repeat,
            )
            if last or not manager_refused(answer):
                break
            self._access.refused(stamp)
            stamp = self._access.stamp()
        return answer
