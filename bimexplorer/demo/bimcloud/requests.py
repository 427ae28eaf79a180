"""Reading requests strictly: bodies and parameters."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bimexplorer.demo.bimcloud.errors import invalid
from bimexplorer.demo.documents import parsed


async def json_body(request: web.Request) -> Any:
    """The request's JSON document.

    Raises:
        ManagerError: 7 if it is none, or holds text that is no Unicode (lone surrogates).
    """
    try:
        return parsed(await request.read())
    except ValueError as exc:
        raise invalid("The request's body is not JSON") from exc


async def json_object(request: web.Request) -> dict[str, Any]:
    document = await json_body(request)
    if not isinstance(document, dict):
        raise invalid("The request's body is not a JSON object")
    return document


def whole_number(request: web.Request, name: str) -> int | None:
    """A query parameter that counts something; None if it is not given.

    Raises:
        ManagerError: 7 for anything but digits, or more than 64 bits.
    """
    text = request.query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:20]) >= 2**63:
        raise invalid(f'{name} is a number from 0, not "{text[:100]}"')
    return int(text)
