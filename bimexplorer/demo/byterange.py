"""`Range` and `If-Range` of a download (RFC 9110, 13.1.5 and 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def requested_range(headers: Mapping[str, str], size: int, etag: str) -> range | None:
    """The bytes a request wants: None for all of them, an empty range where the answer is 416.

    A header that cannot be read, or asks for several ranges, is ignored as the RFC allows. So is one whose
    `If-Range` is not the present ETag: the client's first half would be another file's.
    """
    condition = headers.get("If-Range")
    match = _RANGE.fullmatch(headers.get("Range", "").replace(" ", ""))
    if match is None or (condition is not None and condition != f'"{etag}"'):
        return None
    first, last = match[1], match[2]
    if not first and not last:
        return None
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    end = min(int(last) + 1, size) if last else size
    return range(int(first), end) if int(first) < size else range(0)
