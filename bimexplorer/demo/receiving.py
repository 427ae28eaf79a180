"""A body on its way into a file."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator

_WRITE_BLOCK = 1024 * 1024
"""Bytes gathered before a worker thread writes and hashes them."""


class WrongLength(Exception):
    """A body is longer or shorter than announced."""

    def __init__(self, announced: int, came: int) -> None:
        super().__init__(f"{announced} bytes were announced, {'more' if came > announced else came} came")


async def receive(
    descriptor: int, part: tuple[int, int], body: AsyncIterator[bytes], digest: hashlib._Hash | None
) -> None:
    """Write a body into its place and add it to the digest.

    Raises:
        WrongLength: the body is longer or shorter than the part, which is `(start, end)`.
    """
    start, end = part
    came = await _received(descriptor, start, end - start, body, digest)
    if came != end - start:
        raise WrongLength(end - start, came)


async def receive_all(descriptor: int, body: AsyncIterator[bytes], limit: int) -> int:
    """Write a body of unknown length into an empty file; its length in bytes.

    Raises:
        WrongLength: it has more bytes than the limit.
    """
    came = await _received(descriptor, 0, limit, body, None)
    if came > limit:
        raise WrongLength(limit, came)
    return came


async def _received(
    descriptor: int, position: int, limit: int, body: AsyncIterator[bytes], digest: hashlib._Hash | None
) -> int:
    """Write up to `limit` bytes of a body; while one block is written the next one arrives.

    The number of bytes that came; more than the limit where the rest was not even read.
    """
    loop = asyncio.get_running_loop()
    writing: asyncio.Future[None] | None = None
    waiting: list[bytes] = []
    came = written = 0
    try:
        async for block in body:
            came += len(block)
            if came > limit:
                return came
            waiting.append(block)
            if came - written >= _WRITE_BLOCK:
                if writing is not None:
                    await writing
                writing = loop.run_in_executor(None, _write, descriptor, position + written, waiting, digest)
                written, waiting = came, []
    finally:
        # The descriptor is closed next, and may be another file's at once.
        if writing is not None:
            await writing
    await loop.run_in_executor(None, _write, descriptor, position + written, waiting, digest)
    return came


def _write(descriptor: int, position: int, blocks: list[bytes], digest: hashlib._Hash | None) -> None:
    """In a worker thread, one at a time for each descriptor."""
    os.lseek(descriptor, position, os.SEEK_SET)
    for block in blocks:
        written = 0
        while written < len(block):
            written += os.write(descriptor, memoryview(block)[written:])
        if digest is not None:
            digest.update(block)
