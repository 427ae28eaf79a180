"""Answers that are not the one asked for.

The pages document status codes only. A guess: the body is `{"message": ...}`, also where an address or a
method is none of the service's. (What is no HTTP at all never comes so far: it gets a line of plain text.)
"""

from __future__ import annotations

from aiohttp import web


class BimplusError(Exception):
    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}

    def response(self) -> web.Response:
        return web.json_response({"message": str(self)}, status=self.status, headers=self.headers)


def of_framework(refusal: web.HTTPException) -> BimplusError:
    """What the framework itself refuses: unknown addresses and methods, documents that are too large."""
    allowed = refusal.headers.get("Allow")
    words = {
        404: "There is nothing at this address.",
        405: f"This address knows only {allowed}.",
        413: "The request is too large.",
    }
    text = words.get(refusal.status, f"{refusal.reason}.")
    return BimplusError(refusal.status, text, {"Allow": allowed} if allowed else {})


def bad_request(message: str) -> BimplusError:
    return BimplusError(400, message)


def unauthorized(message: str) -> BimplusError:
    return BimplusError(401, message)


def forbidden(message: str) -> BimplusError:
    return BimplusError(403, message)


def not_found(what: str, identifier: str) -> BimplusError:
    return BimplusError(404, f'{what} "{identifier[:100]}" was not found.')


def conflict(message: str) -> BimplusError:
    return BimplusError(409, message)


class OpenidError(BimplusError):
    """The token endpoint's document (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, description)
        self.error = error

    def response(self) -> web.Response:
        body = {"error": self.error, "error_description": str(self)}
        return web.json_response(body, status=self.status, headers={"Cache-Control": "no-store"})
