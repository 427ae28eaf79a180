"""A file on its way to a client: all of it, or the range that was asked for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from aiohttp import web

from bimexplorer.demo.byterange import requested_range
from bimexplorer.demo.faults import current_fault, send

_READ_BLOCK = 1024 * 1024


async def send_file(
    request: web.Request, path: Path, etag: str, headers: Mapping[str, str], content_type: str
) -> web.StreamResponse:
    """Answer with a file's bytes (RFC 9110, 14: one range; several give everything).

    Opened before the first byte goes out: what replaces or deletes the file meanwhile does not disturb
    this reader.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        fault = current_fault()
        wanted = (
            None if fault is not None and fault.ignore_range else requested_range(request.headers, size, etag)
        )
        if wanted is not None and not wanted:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        all_headers = {"ETag": f'"{etag}"', "Accept-Ranges": "bytes", "Cache-Control": "no-cache", **headers}
        if wanted is not None:
            all_headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
        response = web.StreamResponse(status=200 if wanted is None else 206, headers=all_headers)
        response.content_type = content_type
        wanted = range(size) if wanted is None else wanted
        file.seek(wanted.start)
        return await send(request, response, _blocks(file, len(wanted)), len(wanted))


def attachment(name: str) -> str:
    """A Content-Disposition with a file name."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


async def _blocks(file: IO[bytes], left: int) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    while left and (block := await loop.run_in_executor(None, file.read, min(_READ_BLOCK, left))):
        yield block
        left -= len(block)
