"""Answers that are not the one asked for.

The pages document status codes only. A guess: the body is `{"message": ...}` for most, and plain text for
404 and 413, as that of a web server in front of the service would be.
"""

from __future__ import annotations

from aiohttp import web

_PLAIN = (404, 413)


class BimplusError(Exception):
    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}

    def response(self) -> web.Response:
        if self.status in _PLAIN:
            return web.Response(status=self.status, text=str(self), headers=self.headers)
        return web.json_response({"message": str(self)}, status=self.status, headers=self.headers)


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
