"""What passes through a stand-in: counters, a record of requests and answers, and added latency."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import IO, Any

from aiohttp import web

from bimexplorer.demo.faults import ADMIN_PREFIX, current_fault

_JSON = ("application/json", "+json")


class Traffic:
    """Of one stand-in, all servers together.

    The record has one JSON object a line: `server`, `method`, `path`, `query`, `request_type`, `request`
    (its JSON, of small bodies only), `status`, `answer_type`, `answer` (its JSON, else null), `fault`
    (whether a fault rule acted).
    """

    def __init__(self, record: Path | None, latency: float) -> None:
        self._latency = latency
        self._record: IO[str] | None = record.open("a", encoding="utf-8") if record is not None else None
        self.counters: Counter[str] = Counter()
        """`"<server> <METHOD> <path>"` -> calls since the start, or the last reset."""

    def close(self) -> None:
        if self._record is not None:
            self._record.close()

    def middleware(self, server: str) -> Any:
        @web.middleware
        async def observe(request: web.Request, handler: Any) -> web.StreamResponse:
            if request.path.startswith(ADMIN_PREFIX):
                untouched: web.StreamResponse = await handler(request)
                return untouched
            self.counters[f"{server} {request.method} {request.path}"] += 1
            if self._latency:
                await asyncio.sleep(self._latency)
            try:
                answer: web.StreamResponse = await handler(request)
            except ConnectionError:
                # The client is gone, in the middle of its request or of the answer: there is nobody to tell.
                return web.Response()
            except web.HTTPException as exc:
                await self._write(server, request, exc)
                raise
            await self._write(server, request, answer)
            return answer

        return observe

    async def _write(self, server: str, request: web.Request, answer: web.StreamResponse) -> None:
        if self._record is None:
            return
        fault = current_fault()
        line = {
            "server": server,
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "request_type": request.content_type if request.body_exists else None,
            "request": await _request_json(request) if fault is None else None,
            "status": answer.status,
            "answer_type": answer.content_type if _has_body(answer) else None,
            "answer": _answer_json(answer),
            "fault": fault is not None,
        }
        self._record.write(json.dumps(line) + "\n")
        self._record.flush()


def _has_body(answer: web.StreamResponse) -> bool:
    return not isinstance(answer, web.Response) or bool(answer.body)


async def _request_json(request: web.Request) -> Any:
    if not request.body_exists or not request.content_type.endswith(_JSON):
        return None
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        return None


def _answer_json(answer: web.StreamResponse) -> Any:
    if not isinstance(answer, web.Response) or not answer.content_type.endswith(_JSON) or not answer.text:
        return None
    try:
        return json.loads(answer.text)
    except (ValueError, RecursionError):
        # Of a fault that says it is JSON and is not.
        return None
