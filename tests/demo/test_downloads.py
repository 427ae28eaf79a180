"""Downloading: whole, in ranges, from the right server; the sample files."""

from __future__ import annotations

import hashlib
import io
import os
import xml.etree.ElementTree as ET
import zipfile
import zlib
from typing import Any
from urllib.parse import quote

import pytest

from bimexplorer.demo.samples import make
from tests.demo.wire import Store, Wire, code, content_hash

DATA = bytes(range(256)) * 10


@pytest.fixture
def blob(wire: Wire) -> tuple[Store, str]:
    folder = wire.make_folder()
    return wire.default_store(), wire.upload(f"/{folder['name']}/data.bin", DATA)["blob-id"]


def test_a_whole_download(blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    answer = store.send("GET", "get-blob-content", {"blob-id": blob_id, "filename": "größer.bin"})
    assert answer.content == DATA
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.headers["ETag"] == f'"{content_hash(DATA)}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"].endswith(quote("größer.bin"))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=2000-", 2000, 2559),
        ("bytes=-60", 2500, 2559),
        ("bytes=-99999", 0, 2559),
        ("bytes=2500-99999", 2500, 2559),
    ],
)
def test_ranges(blob: tuple[Store, str], asked: str, first: int, last: int) -> None:
    store, blob_id = blob
    answer = store.download(blob_id, Range=asked)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/2560"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.content == DATA[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=2560-", "bytes=9999-10000", "bytes=-0"])
def test_ranges_behind_the_end_are_416(blob: tuple[Store, str], asked: str) -> None:
    store, blob_id = blob
    answer = store.download(blob_id, Range=asked)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */2560")


@pytest.mark.parametrize(
    "asked", ["bytes=5-1", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "nonsense", "bytes=²-"]
)
def test_other_ranges_are_ignored(blob: tuple[Store, str], asked: str) -> None:
    store, blob_id = blob
    answer = store.send(
        "GET",
        "get-blob-content",
        {"blob-id": blob_id},
        headers={"Range": asked.encode("utf-8").decode("latin-1")},
    )
    assert (answer.status_code, answer.content) == (200, DATA)


def test_if_range(blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    etag = store.download(blob_id).headers["ETag"]
    assert store.download(blob_id, Range="bytes=10-19", If_Range=etag).status_code == 206
    answer = store.download(blob_id, Range="bytes=10-19", If_Range='"something else"')
    assert (answer.status_code, answer.content) == (200, DATA)


def test_a_new_version_has_another_etag(wire: Wire) -> None:
    name = wire.make_folder()["name"]
    blob_id = wire.upload(f"/{name}/a.bin", b"one")["blob-id"]
    store = wire.default_store()
    etag = store.download(blob_id).headers["ETag"]
    wire.upload(f"/{name}/a.bin", b"two")
    assert store.download(blob_id, Range="bytes=1-", If_Range=etag).content == b"two"


def test_what_is_not_there(blob: tuple[Store, str]) -> None:
    store, blob_id = blob
    for wrong in ("nothing", "", blob_id.lower(), "projectRoot"):
        assert code(store.download(wrong)) == 21
    store.session_id = "nothing"
    assert code(store.download(blob_id)) == 11


def test_a_blob_server_gives_its_own_blobs_only(wire: Wire) -> None:
    there = next(item for item in wire.query({"$like": {"$path": "%/Exchange/%.ifc"}}))
    assert code(wire.default_store().download(there["id"])) == 21
    assert len(wire.store(there["modelServerId"]).download(there["id"]).content) == there["$size"]


def test_a_download_goes_on_while_its_file_is_replaced_and_deleted(wire: Wire) -> None:
    name = wire.make_folder()["name"]
    data = os.urandom(30_000_000)
    blob_id = wire.upload(f"/{name}/a.bin", data)["blob-id"]
    store = wire.default_store()
    answer = store.send("GET", "get-blob-content", {"blob-id": blob_id}, stream=True)
    blocks = answer.iter_content(1_000_000)
    digest = hashlib.sha256(next(blocks))
    wire.upload(f"/{name}/a.bin", b"new")
    wire.get("DELETE", "delete-blob", {"resource-id": blob_id})
    for block in blocks:
        digest.update(block)
    assert digest.digest() == hashlib.sha256(data).digest()


def test_samples_are_as_large_as_told_and_always_the_same(wire: Wire) -> None:
    for kind in ("pdf", "dwg", "jpg", "png", "docx", "xlsx", "txt", "csv", "ifc"):
        criterion = {"$and": [{"$like": {"name": f"%.{kind}"}}, {"$ne": {"$modelServerName": "Praha"}}]}
        file = wire.query(criterion, sort_by="$size", limit=1)[0]
        store = wire.store(file["modelServerId"])
        first, second = store.download(file["id"]), store.download(file["id"])
        assert len(first.content) == file["$size"]
        assert first.content == second.content
        assert first.headers["ETag"] == f'"{content_hash(first.content)}"'


@pytest.mark.parametrize("size", [1, 2_500, 70_001, 131_075, 200_003])
@pytest.mark.parametrize(
    "kind", ["pdf", "dwg", "jpg", "png", "docx", "xlsx", "txt", "csv", "ifc", "pln", "pla"]
)
def test_a_sample_has_exactly_its_size(kind: str, size: int) -> None:
    data = make(f"{kind}:1", size)
    assert len(data) == size
    assert data == make(f"{kind}:1", size)
    assert size < 2_500 or data != make(f"{kind}:2", size)


def test_a_pdf_has_its_objects_where_it_says() -> None:
    data = make("pdf:1", 50_000)
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    lines = data[start:].split(b"\n")
    assert lines[0] == b"xref"
    for number, line in enumerate(lines[3:9], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)


def test_a_png_is_whole() -> None:
    data = make("png:1", 40_001)
    position, kinds = 8, []
    while position < len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        body = data[position + 4 : position + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(data[position + 8 + length : position + 12 + length], "big")
        kinds.append(body[:4])
        position += 12 + length
    assert kinds == [b"IHDR", b"baLa", b"IDAT", b"IEND"]


@pytest.mark.parametrize("size", [5_000, 66_000, 131_590, 200_000])
def test_a_jpeg_is_made_of_segments(size: int) -> None:
    data = make("jpg:1", size)
    assert data[:2] == b"\xff\xd8"
    assert data[-2:] == b"\xff\xd9"
    position = 2
    while data[position + 1] != 0xDA:
        assert data[position] == 0xFF
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_office_file_is_a_package(kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(make(f"{kind}:1", 20_000))) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))


def test_text_samples_are_text() -> None:
    texts: Any = [make(f"{kind}:5", 5_001).decode() for kind in ("txt", "csv")]
    assert all("ü" in text for text in texts)
