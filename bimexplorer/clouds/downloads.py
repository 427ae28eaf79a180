"""Content over HTTP, from any offset on."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping

from bimexplorer.clouds.http import Stream
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.words import say

_CONTENT_RANGE = re.compile(r"^\s*bytes\s+(?:(\d+)-(\d+)|\*)/(\d+|\*)\s*$", re.IGNORECASE)


class RangeDownload:
    """A `Download`."""

    def __init__(self, stream: Stream, offset: int, size: int | None) -> None:
        self._stream = stream
        self._offset = offset
        self._size = size

    @property
    def offset(self) -> int:
        return self._offset

    @property
    def size(self) -> int | None:
        return self._size

    @property
    def etag(self) -> str:
        return self._stream.headers.get("ETag", "")

    @property
    def sha256(self) -> str:
        """BIMcloud writes hashes as base64url without padding; hex is accepted too."""
        mark = self.etag.removeprefix("W/").strip('"')
        if re.fullmatch(r"[0-9A-Fa-f]{64}", mark):
            return mark.lower()
        if re.fullmatch(r"[A-Za-z0-9_-]{43}", mark):
            try:
                return base64.urlsafe_b64decode(mark + "=").hex()
            except binascii.Error:
                return ""
        return ""

    def readinto(self, buffer: memoryview) -> int:
        return self._stream.readinto(buffer)

    def close(self) -> None:
        self._stream.close()


class _NothingLeft(RangeDownload):
    """What was asked for begins where the content ends."""

    def readinto(self, buffer: memoryview) -> int:  # noqa: ARG002 - there is nothing to put into it
        return 0


def opened(content: Callable[[Mapping[str, str]], Stream], offset: int, etag: str) -> RangeDownload:
    """The content from `offset` on, or from 0 where the server or a changed content wants it so.

    `content` asks for it with the headers given: 200, 206 or 416, what else comes it raises.
    """
    # A weak mark cannot prove that two contents are equal byte by byte (RFC 9110, 13.1.5).
    if etag.startswith("W/"):
        offset = 0
    headers: dict[str, str] = {}
    if offset:
        headers["Range"] = f"bytes={offset}-"
        if etag:
            headers["If-Range"] = etag
    stream = content(headers)
    if stream.status == 416:
        total = _range(stream)[1]
        stream.close()
        if not offset:
            raise UnexpectedAnswer(say("The server refused to send the content."), "416 without a range")
        if total == offset and not (etag and etag != stream.headers.get("ETag", etag)):
            return _NothingLeft(stream, offset, total)
        return opened(content, 0, "")
    if stream.status == 206:
        begin, total = _range(stream)
        if begin == offset:
            return RangeDownload(stream, offset, total)
        stream.close()
        if offset:
            # A server, or a cache before it, that cannot do ranges: it would say the same each time.
            return opened(content, 0, "")
        raise UnexpectedAnswer(
            say("The server sent another part of the file than was asked for."),
            f"asked from {offset}: Content-Range {stream.headers.get('Content-Range')}",
        )
    return RangeDownload(stream, 0, _length(stream))


def _range(stream: Stream) -> tuple[int | None, int | None]:
    """Where the part begins and how long the whole is, as far as `Content-Range` tells."""
    found = _CONTENT_RANGE.match(stream.headers.get("Content-Range", ""))
    if found is None:
        return None, None
    begin, _, total = found.groups()
    return (None if begin is None else int(begin)), (None if total == "*" else int(total))


def _length(stream: Stream) -> int | None:
    text = stream.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None
