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
    """Write a body into its place and add it to the digest; while one block is written the next one arrives.

    Raises:
        WrongLength: the body is longer or shorter than the part, which is `(start, end)`.
    """
    position, end = part
    loop = asyncio.get_running_loop()
    writing: asyncio.Future[None] | None = None
    waiting: list[bytes] = []
    received = position
    try:
        async for block in body:
            received += len(block)
            if received > end:
                break
            waiting.append(block)
            if received - position >= _WRITE_BLOCK:
                if writing is not None:
                    await writing
                writing = loop.run_in_executor(None, _write, descriptor, position, waiting, digest)
                position, waiting = received, []
        if received != end:
            raise WrongLength(end - part[0], received - part[0])
    finally:
        # The descriptor is closed next, and may be another file's at once.
        if writing is not None:
            await writing
    await loop.run_in_executor(None, _write, descriptor, position, waiting, digest)


def _write(descriptor: int, position: int, blocks: list[bytes], digest: hashlib._Hash | None) -> None:
    """In a worker thread, one at a time for each descriptor."""
    os.lseek(descriptor, position, os.SEEK_SET)
    for block in blocks:
        written = 0
        while written < len(block):
            written += os.write(descriptor, memoryview(block)[written:])
        if digest is not None:
            digest.update(block)
