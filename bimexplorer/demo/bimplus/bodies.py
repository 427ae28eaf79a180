"""JSON documents that clients send."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus.errors import bad_request
from bimexplorer.demo.documents import parsed


async def json_object(request: web.Request) -> dict[str, Any]:
    try:
        document = parsed(await request.read())
    except ValueError as exc:
        raise bad_request("The request's body is not JSON.") from exc
    if not isinstance(document, dict):
        raise bad_request("The request's body is not a JSON object.")
    return document


def text(body: dict[str, Any], name: str, default: str = "") -> str:
    """A text of the document; null is the same as not given."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise bad_request(f"{name} is a text.")
    return value


def required_text(body: dict[str, Any], name: str) -> str:
    value = text(body, name).strip()
    if not value:
        raise bad_request(f"{name} is missing.")
    return value


def truth(body: dict[str, Any], name: str) -> bool:
    """A truth value, also as the text "true" or "false"."""
    value = body.get(name, False)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value is not None and not isinstance(value, bool):
        raise bad_request(f"{name} is true or false.")
    return bool(value)


def flag(request: web.Request, name: str, *, default: bool = False) -> bool:
    """A truth value of the query."""
    value = request.query.get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise bad_request(f"{name} is true or false.")
    return value == "true"
