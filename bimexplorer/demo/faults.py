"""Making a stand-in misbehave: rules that meet the next matching requests.

A rule is a JSON object. Which requests it meets:

    "server"   "manager", "blob" or "bimplus"; all if left out
    "method"   "GET", "POST", ...; any if left out
    "path"     regular expression, searched in the path and query as sent; any if left out
    "skip"     this many matching requests pass first (0)
    "times"    then this many are met (1); null = all

What happens to them, any of:

    "status", "body", "content_type", "headers"   this answer in place of the real one, nothing is done;
               "body" is a text, or any other JSON value sent as JSON
    "retry_after"   seconds, as the Retry-After header of that answer; alone it means status 503
    "stall"    seconds of silence, before the request is looked at, or after "after" bytes of the answer
    "drop"     "request": the connection ends after "after" bytes (0) of the request's body, nothing is done;
               "answer": the request is done, the connection ends after "after" bytes (0) of the answer's body
    "lose_answer"   true: the request is done, the connection ends without an answer
    "truncate" the answer is whole by its headers, but has only so many bytes
    "flip"     the bit 0 of this byte of the answer's body is turned
    "ignore_range"   true: a download with Range is answered 200 with everything

The first rule that meets a request acts alone. A file for `--faults` holds a list of rules. While the
server runs: `GET/POST/DELETE /_standin/faults` of the manager or of Bimplus lists them, adds one rule or a
list, removes all.

Example: the third and fourth part of an upload are stored, but the client never hears of it:

    {"server": "blob", "path": "put-blob-content-part", "skip": 2, "times": 2, "lose_answer": true}
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from aiohttp import web

ADMIN_PREFIX = "/_standin/"
_met: ContextVar[Fault | None] = ContextVar("met", default=None)
"""The rule that met the request at hand."""


_NUMBERS = ("skip", "times", "status", "retry_after", "stall", "after", "truncate", "flip")
_OPTIONAL = ("times", "status", "retry_after", "after", "truncate", "flip")


def _is_amount(value: object, *, optional: bool) -> bool:
    if value is None:
        return optional
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


@dataclass(slots=True)
class Fault:
    """One rule; `skip` and `times` count down."""

    server: str | None = None
    method: str | None = None
    path: str = ""
    skip: int = 0
    times: int | None = 1
    status: int | None = None
    body: Any = None
    content_type: str | None = None
    headers: dict[str, str] | None = None
    retry_after: float | None = None
    stall: float = 0.0
    drop: str | None = None
    after: int | None = None
    lose_answer: bool = False
    truncate: int | None = None
    flip: int | None = None
    ignore_range: bool = False

    @classmethod
    def parse(cls, rule: object) -> Fault:
        """A rule from its JSON.

        Raises:
            TypeError, ValueError: it is none, with what is wrong.
        """
        if not isinstance(rule, dict):
            raise TypeError("A fault is a JSON object")
        unknown = set(rule) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}")
        for name, value in rule.items():
            if name in _NUMBERS and not _is_amount(value, optional=name in _OPTIONAL):
                raise ValueError(f'"{name}" is a number from 0')
        fault = cls(**rule)
        if fault.drop not in (None, "request", "answer"):
            raise ValueError('"drop" is "request" or "answer"')
        try:
            re.compile(fault.path)
        except re.error as exc:
            raise ValueError(f'"path" is no regular expression: {exc}') from exc
        return fault

    def meets(self, server: str, request: web.Request) -> bool:
        """Whether the rule acts on this request; counts."""
        if self.server not in (None, server) or self.method not in (None, request.method):
            return False
        if self.times == 0 or not re.search(self.path, request.path_qs):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def replacement(self) -> web.Response | None:
        """The answer in place of the real one."""
        if self.status is None and self.retry_after is None:
            return None
        headers = dict(self.headers or {})
        if self.retry_after is not None:
            headers["Retry-After"] = f"{self.retry_after:g}"
        text = self.body if isinstance(self.body, str) else "" if self.body is None else json.dumps(self.body)
        kind = "text/plain" if isinstance(self.body, (str, type(None))) else "application/json"
        return web.Response(
            status=self.status or 503, text=text, headers=headers, content_type=self.content_type or kind
        )

    @property
    def shapes_answer(self) -> bool:
        return (
            self.drop == "answer"
            or self.truncate is not None
            or self.flip is not None
            or self.after is not None
        )


class Faults:
    """The rules of one stand-in, all servers together."""

    def __init__(self, rules: Path | None = None) -> None:
        self._rules: list[Fault] = []
        if rules is not None:
            self.add(json.loads(rules.read_text(encoding="utf-8")))

    def add(self, rules: object) -> None:
        parsed = [Fault.parse(rule) for rule in (rules if isinstance(rules, list) else [rules])]
        self._rules += parsed

    def clear(self) -> None:
        self._rules.clear()

    def documents(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self._rules]

    def middleware(self, server: str) -> Any:
        @web.middleware
        async def act(request: web.Request, handler: Any) -> web.StreamResponse:
            if request.path.startswith(ADMIN_PREFIX):
                return await _answer(handler, request)
            _met.set(None)  # a connection's requests share a context
            fault = next((rule for rule in self._rules if rule.meets(server, request)), None)
            if fault is None:
                return await _answer(handler, request)
            _met.set(fault)
            return await _acted(fault, request, handler)

        return act


async def _answer(handler: Any, request: web.Request) -> web.StreamResponse:
    answer: web.StreamResponse = await handler(request)
    return answer


def current_fault() -> Fault | None:
    """The rule that met the request at hand, for handlers whose answer it shapes."""
    return _met.get()


async def _acted(fault: Fault, request: web.Request, handler: Any) -> web.StreamResponse:
    if fault.stall and fault.after is None:
        await asyncio.sleep(fault.stall)
    if fault.drop == "request":
        await _read_some(request, fault.after or 0)
        return _hang_up(request)
    replacement = fault.replacement()
    if replacement is not None:
        await request.release()
        return replacement
    answer = await _answer(handler, request)
    if fault.lose_answer:
        return _hang_up(request)
    if isinstance(answer, web.Response) and fault.shapes_answer:
        body = answer.body if isinstance(answer.body, bytes) else b""
        shaped = web.StreamResponse(status=answer.status, headers=answer.headers)
        return await send(request, shaped, _once(body), len(body))
    return answer


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _read_some(request: web.Request, count: int) -> None:
    while count > 0 and not request.content.at_eof():
        count -= len(await request.content.read(min(count, 65536)))


def _hang_up(request: web.Request) -> web.Response:
    """End the connection; what is returned never arrives."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def send(
    request: web.Request, response: web.StreamResponse, blocks: AsyncIterator[bytes], length: int
) -> web.StreamResponse:
    """Send an answer of `length` bytes, in the shape that the request's fault gives it."""
    fault = current_fault() or Fault()
    stop = fault.after or 0 if fault.drop == "answer" else fault.truncate
    if fault.truncate is not None:
        length = min(length, fault.truncate)
    response.content_length = length
    await response.prepare(request)
    sent = 0
    async for block in blocks:
        for piece in _pieces(fault, sent, block):
            await response.write(piece if stop is None else piece[: max(0, stop - sent)])
            sent += len(piece)
            if fault.stall and sent == fault.after:
                await asyncio.sleep(fault.stall)
        if stop is not None and sent >= stop:
            break
    if fault.drop == "answer":
        _hang_up(request)
    else:
        await response.write_eof()
    return response


def _pieces(fault: Fault, position: int, block: bytes) -> list[bytes]:
    """A block of the answer at a position: damaged, and cut where the answer is to stall."""
    if fault.flip is not None and 0 <= fault.flip - position < len(block):
        at = fault.flip - position
        block = block[:at] + bytes([block[at] ^ 1]) + block[at + 1 :]
    cut = (fault.after or 0) - position if fault.stall and fault.after is not None else 0
    return [block[:cut], block[cut:]] if 0 < cut < len(block) else [block]
