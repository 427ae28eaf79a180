"""The parts of an upload: ranges of bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

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
