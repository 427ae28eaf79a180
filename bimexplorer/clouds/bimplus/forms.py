"""A file in a multipart form, with the headers that Bimplus reads. Pure.

The part's own Content-Disposition carries `name` (without the extension) and `filename`. It is written here,
because libraries for forms write quotation marks and line breaks in names in ways the service does not undo.
Each name comes in ASCII for every reader, and in full as RFC 5987 has it.
"""

from __future__ import annotations

import uuid
from urllib.parse import quote

from bimexplorer.clouds.base import PartBody

_UNRESERVED = "!#$&+-.^_`|~"
"""What RFC 5987 leaves as it is, beside letters and digits."""


def content_disposition(file_name: str) -> str:
    """The parameters of a Content-Disposition."""
    stem = file_name.rpartition(".")[0] or file_name
    parts = []
    for parameter, text in (("name", stem), ("filename", file_name)):
        plain = _plain(text)
        parts.append(f'{parameter}="{plain}"')
        if plain != text:
            parts.append(f"{parameter}*=UTF-8''{quote(text, safe=_UNRESERVED)}")
    return "; ".join(parts)


def _plain(text: str) -> str:
    """ASCII that needs no quoting within quotation marks."""
    return "".join(
        character if character.isascii() and character.isprintable() and character not in '"\\%' else "_"
        for character in text
    )


class Held:
    """Bytes in memory, as a `PartBody`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._given = 0

    def __len__(self) -> int:
        return len(self._content)

    def read(self, size: int = -1, /) -> bytes:
        begin = self._given
        self._given = len(self._content) if size < 0 else min(begin + size, len(self._content))
        return self._content[begin : self._given]

    def rewind(self) -> None:
        self._given = 0


class FilePart:
    """A form of one part, around a file's bytes (a `PartBody`)."""

    def __init__(self, file_name: str, content_type: str, body: PartBody) -> None:
        self.boundary = f"----{uuid.uuid4().hex}"
        self._head = (
            f"--{self.boundary}\r\n"
            f"Content-Disposition: form-data; {content_disposition(file_name)}\r\n"
            f"Content-Type: {content_type}\r\n\r\n"
        ).encode("ascii")
        self._tail = f"\r\n--{self.boundary}--\r\n".encode("ascii")
        self._body = body
        self._before = self._head
        self._after = self._tail

    def __len__(self) -> int:
        return len(self._head) + len(self._body) + len(self._tail)

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if size < 0:
            rest = self._before + self._body.read() + self._after
            self._before = self._after = b""
            return rest
        if self._before:
            piece, self._before = self._before[:size], self._before[size:]
            return piece
        if piece := self._body.read(size):
            return piece
        piece, self._after = self._after[:size], self._after[size:]
        return piece

    def rewind(self) -> None:
        self._body.rewind()
        self._before, self._after = self._head, self._tail


def form_type(part: FilePart) -> str:
    """The Content-Type of the request."""
    return f"multipart/form-data; boundary={part.boundary}"
