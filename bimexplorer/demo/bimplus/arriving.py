"""A file that arrives in one request: the first part of a multipart form, or base64 in JSON.

Of the form only the first part counts. Its own headers carry everything: `name` and `filename` (mandatory),
`classification` and `tag`, and the Content-Type (mandatory).

Guesses: what is mandatory and missing is 400, another kind of body 415, a part above 2 GiB 413, a form that
ends before a boundary follows the first part 400 (the page's own example ends with a boundary that is not the
last one, which is fine); in the JSON way the type follows from the file name's ending, a missing `fileName`
becomes "Attachment", and `imageData` may be the "data:" address that browsers make of an image.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import mimetypes
import os
import re
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bimexplorer.demo.bimplus import bodies, disposition
from bimexplorer.demo.bimplus.errors import BimplusError, bad_request
from bimexplorer.demo.content import ContentStore
from bimexplorer.demo.receiving import WrongLength, receive_all

_LARGEST = 2 * 1024**3
"""Above this, chunks are mandatory."""
_READ_BLOCK = 1024 * 1024
_DATA_ADDRESS = re.compile(r"data:[^,]{0,200};base64,")
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a client says about a file, and where its content is."""

    name: str
    file_name: str
    type: str
    classification: str
    tag: str
    content: str
    """Its file in the content store."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Label:
    """The parameters of a Content-Disposition."""

    name: str
    file_name: str
    classification: str
    tag: str

    @classmethod
    def parse(cls, header: str) -> Label:
        """Raises 400 where `name` or `filename` is missing."""
        found = disposition.parameters(header)
        for wanted in ("name", "filename"):
            if not found.get(wanted):
                raise bad_request(f"Content-Disposition has no {wanted}.")
        checked = {what: bodies.checked_name(value, what) for what, value in found.items()}
        return cls(
            checked["name"], checked["filename"], checked.get("classification", ""), checked.get("tag", "")
        )


def media_type(header: str) -> str:
    """What a Content-Type says; application/octet-stream where it says nothing that downloads could tell."""
    text = header.strip()
    return text if text and text.isascii() and text.isprintable() else "application/octet-stream"


async def checked(
    request: web.Request, store: ContentStore, check: Callable[[], _Found]
) -> tuple[Arrived, _Found]:
    """The file of a request, and what `check` found.

    The check is made before anything is read, and again before it counts: others act meanwhile.
    """
    check()
    file = await arrived(request, store)
    try:
        return file, check()
    except BimplusError:
        store.discard(file.content)
        raise


async def arrived(request: web.Request, store: ContentStore) -> Arrived:
    """Read and keep the file of a request. Raises 400, 413 or 415."""
    if request.content_type == "multipart/form-data":
        return await _from_form(request, store)
    if request.content_type == "application/json":
        return await _from_json(request, store)
    raise BimplusError(415, "Send multipart/form-data or application/json.")


async def _from_form(request: web.Request, store: ContentStore) -> Arrived:
    try:
        reader = await request.multipart()
        part = await reader.next()
        if not isinstance(part, BodyPartReader):
            raise bad_request("The form has no part with a file.")
        label = Label.parse(part.headers.get("Content-Disposition", ""))
        if not part.headers.get("Content-Type", "").strip():
            raise bad_request("The part has no Content-Type.")
        content_type = media_type(part.headers["Content-Type"])
        content, size = await _keep(store, _blocks(part))
        try:
            await _read_rest(request, reader)
        except BaseException:
            store.discard(content)
            raise
    # A RuntimeError is a part named "_charset_" that holds no charset.
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError) as exc:
        raise bad_request("The multipart body cannot be read.") from exc
    except WrongLength as exc:
        raise BimplusError(413, "A file above 2 GiB has to be sent in chunks.") from exc
    return Arrived(label.name, label.file_name, content_type, label.classification, label.tag, content, size)


async def _read_rest(request: web.Request, reader: MultipartReader) -> None:
    """What follows the first part is ignored, but has to be read before the answer.

    Raises ValueError where no boundary follows: the file broke off.
    """
    with contextlib.suppress(HttpProcessingError):  # odd headers of a part that nobody looks at
        await reader.next()
    while await request.content.readany():
        pass


async def _from_json(request: web.Request, store: ContentStore) -> Arrived:
    body = await bodies.json_object(request)
    file_name = bodies.checked_name(bodies.text(body, "fileName"), "fileName") or "Attachment"
    text = body.get("imageData")
    if not isinstance(text, str):
        raise bad_request("imageData is missing.")
    try:
        data = base64.b64decode(_DATA_ADDRESS.sub("", text, count=1), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise bad_request("imageData is not base64.") from exc
    content, size = await _keep(store, _once(data))
    kind = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
    return Arrived(PurePosixPath(file_name).stem, file_name, kind, "", "", content, size)


async def _keep(store: ContentStore, body: AsyncIterator[bytes]) -> tuple[str, int]:
    """The body in the content store, and its length; nothing is left of one that breaks off."""
    content = uuid.uuid4().hex
    descriptor = store.open_upload(content)
    try:
        size = await receive_all(descriptor, body, _LARGEST)
    except BaseException:
        store.discard_upload(content)
        raise
    finally:
        os.close(descriptor)
    store.keep_upload(content)
    return content, size


async def _blocks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while block := await part.read_chunk(_READ_BLOCK):
        yield bytes(block)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
