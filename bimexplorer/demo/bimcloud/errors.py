"""The three error documents a BIMcloud speaks, as exceptions.

ApiError
 ├─ ManagerError   430 {"error-code", "error-message"}                   (YAML: PortalServerError)
 ├─ OauthError     400/401/500 {"error", "error_description", "inner"?}  (YAML: OauthError)
 └─ BlobError      430, 401 for a refused ticket {"data-content-type", "data": {"error-code", ...}}
                   (YAML: BlobServerDetailedError)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from aiohttp import web

DETAILED_ERROR = "application/vnd.graphisoft.teamwork.generic-service-1.0.detailed-error-1.0+json"


class ManagerCode(IntEnum):
    """The codes of PortalServerError that this server gives."""

    AuthenticationRequiredError = 2
    AccessDeniedError = 3
    EntityCyclicDependencyError = 4
    EntityExistsError = 5
    EntityNotFoundError = 6
    EntityValidationError = 7
    RevisionObsoletedError = 9
    ProhibitDeleteError = 15


class BlobCode(IntEnum):
    """The codes of BlobServerDetailedError that this server gives."""

    GenericError = 1
    AuthenticationFailed = 3
    AccessControlTicketExpired = 4
    SessionNotFound = 11
    BatchUploadCommitFailed = 12
    InvalidBlobContentPart = 13
    UploadSessionNotFound = 14
    IncompleteUpload = 15
    BlobNamespaceNotFound = 17
    BlobAlreadyExists = 20
    BlobNotFound = 21
    BlobPermissionDenied = 23


class ApiError(Exception):
    """An answer that is not the one asked for."""

    def response(self) -> web.Response:
        raise NotImplementedError


class ManagerError(ApiError):
    def __init__(self, code: ManagerCode, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> web.Response:
        return web.json_response(
            {"error-code": int(self.code), "error-message": f"{self.code.name}: {self}"}, status=430
        )


class OauthError(ApiError):
    def __init__(
        self, error: str, description: str, *, status: int = 400, inner: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.error = error
        self.status = status
        self.inner = inner

    def response(self) -> web.Response:
        body: dict[str, Any] = {"error": self.error, "error_description": str(self)}
        if self.inner is not None:
            body["inner"] = dict(self.inner)
        return web.json_response(body, status=self.status, headers={"Cache-Control": "no-store"})


class BlobError(ApiError):
    def __init__(self, code: BlobCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.request_name = "request"

    def response(self) -> web.Response:
        body = {
            "data-content-type": DETAILED_ERROR,
            "data": {
                "error-code": int(self.code),
                "error-message": f"Failed to execute request: '{self.request_name}'. Error: '{self}'.",
                "details": {"message": str(self), "reason": self.code.name},
            },
        }
        status = 401 if self.code is BlobCode.AuthenticationFailed else 430
        return web.Response(text=json.dumps(body), status=status, content_type=DETAILED_ERROR)


def not_found(identifier: str) -> ManagerError:
    """Code 6; a resource the user may not see gives the same answer as one that does not exist."""
    return ManagerError(ManagerCode.EntityNotFoundError, f'No item found by "{identifier}"')


def invalid(message: str) -> ManagerError:
    """Code 7: the request itself is wrong."""
    return ManagerError(ManagerCode.EntityValidationError, message)
