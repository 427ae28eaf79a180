"""What clients send: JSON documents, names in them, and truth values of the query.

Guesses: names have at most 255 characters, none of which is a control character; other texts at most 20,000.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bimexplorer.demo.bimplus.errors import bad_request
from bimexplorer.demo.bimplus.queries import query
from bimexplorer.demo.documents import parsed

_LONGEST_NAME = 255
_LONGEST_TEXT = 20_000


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
    if len(value) > _LONGEST_TEXT:
        raise bad_request(f"{name} has more than {_LONGEST_TEXT} characters.")
    return value


def required_text(body: dict[str, Any], name: str) -> str:
    value = text(body, name).strip()
    if not value:
        raise bad_request(f"{name} is missing.")
    return value


def required_name(body: dict[str, Any]) -> str:
    """The `name` of a project, structure or revision."""
    return checked_name(required_text(body, "name"), "name")


def checked_name(value: str, what: str) -> str:
    """The value, if something may be called so."""
    if len(value) > _LONGEST_NAME:
        raise bad_request(f"{what} has more than {_LONGEST_NAME} characters.")
    if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in value):
        raise bad_request(f"{what} holds a control character.")
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
    value = query(request).get(name, str(default)).lower()
    if value not in ("true", "false"):
        raise bad_request(f"{name} is true or false.")
    return value == "true"
