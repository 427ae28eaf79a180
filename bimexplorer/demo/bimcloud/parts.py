"""The parts of an upload: ranges of bytes, received, written and hashed."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from bimexplorer.demo.bimcloud.errors import BlobCode, BlobError

_WRITE_BLOCK = 1024 * 1024
"""Bytes gathered before a worker thread writes and hashes them."""

Range = tuple[int, int]
"""Start and end in bytes, the end not included."""


@dataclass(slots=True)
class Digest:
    """SHA-256 of an upload's first `length` bytes, kept while parts come in order. A restart loses it."""

    state: hashlib._Hash = field(default_factory=hashlib.sha256)
    length: int = 0


def merged(parts: Iterable[Range]) -> list[Range]:
    """Sorted ranges, those that touch joined."""
    joined: list[Range] = []
    for start, end in parts:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def overlaps(part: Range, others: Iterable[Range]) -> bool:
    return any(part[0] < end and start < part[1] for start, end in others)


async def receive(
    descriptor: int, part: Range, body: AsyncIterator[bytes], digest: hashlib._Hash | None
) -> None:
    """Write a body into its place and add it to the digest; while one block is written the next one arrives.

    Raises:
        BlobError: 13 if the body is longer or shorter than the part.
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
            came = "more" if received > end else str(received - part[0])
            message = f"{end - part[0]} bytes were announced, {came} came"
            raise BlobError(BlobCode.InvalidBlobContentPart, message)
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
