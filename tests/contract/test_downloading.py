"""Getting content out, from any offset on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.errors import NotFound, Offline, ServerBusy, UnexpectedAnswer, Unsupported
from bimexplorer.model import Entry
from tests.contract.lab import Call, Lab
from tests.contract.parts import noise, put, read_all, together

DATA = noise(3_000_000)


def opened(cloud: Cloud, folder: Entry, name: str, data: bytes) -> Entry:
    put(cloud, folder, name, data)
    return cloud.entry_at((*folder.path, name))


@pytest.fixture
def file(cloud: Cloud, folder: Entry) -> Entry:
    return opened(cloud, folder, "Modell Größe.ifc", DATA)


def test_the_whole(cloud: Cloud, file: Entry) -> None:
    download = cloud.open_download(file)
    assert (download.offset, download.size) == (0, len(DATA))
    assert download.sha256 in ("", hashlib.sha256(DATA).hexdigest())
    assert read_all(download) == DATA


@pytest.mark.parametrize("size", [1, 777, 1 << 22])
def test_buffers_of_any_size(cloud: Cloud, folder: Entry, size: int) -> None:
    file = opened(cloud, folder, "short.txt", DATA[:5000])
    assert read_all(cloud.open_download(file), size) == DATA[:5000]


def test_an_empty_file(cloud: Cloud, folder: Entry) -> None:
    download = cloud.open_download(opened(cloud, folder, "empty.txt", b""))
    assert download.size == 0
    assert read_all(download) == b""


@pytest.mark.parametrize("offset", [1, 1_000_000, len(DATA) - 1, len(DATA)])
@pytest.mark.parametrize("marked", [True, False])
def test_going_on_where_it_stopped(cloud: Cloud, file: Entry, offset: int, marked: bool) -> None:
    first = cloud.open_download(file)
    first.close()
    assert first.etag
    download = cloud.open_download(file, offset, first.etag if marked else "")
    assert (download.offset, download.size) == (offset, len(DATA))
    assert read_all(download) == DATA[offset:]


def test_content_that_changed_comes_from_the_beginning(cloud: Cloud, folder: Entry, file: Entry) -> None:
    first = cloud.open_download(file)
    first.close()
    put(cloud, folder, file.name, DATA[::-1], OnExisting.NEW_VERSION)
    download = cloud.open_download(file, 1000, first.etag)
    assert download.offset == 0
    assert download.etag != first.etag
    assert read_all(download) == DATA[::-1]


def test_content_that_became_shorter_comes_from_the_beginning(
    cloud: Cloud, folder: Entry, file: Entry
) -> None:
    put(cloud, folder, file.name, b"short", OnExisting.NEW_VERSION)
    download = cloud.open_download(file, 1000)
    assert download.offset == 0
    assert read_all(download) == b"short"


def test_a_server_without_ranges_starts_over(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.breaks(Call.DOWNLOAD, ignore_range=True)
    download = cloud.open_download(file, 1000)
    assert download.offset == 0
    assert read_all(download) == DATA


@pytest.mark.parametrize("headers", [{"Content-Range": "bytes 5-7/3000000"}, {}])
def test_another_part_than_was_asked_for_is_never_taken(
    lab: Lab, cloud: Cloud, file: Entry, headers: dict[str, str]
) -> None:
    """What cannot be gone on with starts over; and where even that is answered with a part, it is refused."""
    lab.breaks(Call.DOWNLOAD, status=206, body="abc", headers=headers)
    download = cloud.open_download(file, 1000)
    assert download.offset == 0
    assert read_all(download) == DATA
    lab.breaks(Call.DOWNLOAD, times=2, status=206, body="abc", headers=headers)
    with pytest.raises(UnexpectedAnswer):
        cloud.open_download(file, 1000)


def test_a_line_that_breaks_and_a_resume(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.breaks(Call.DOWNLOAD, drop="answer", after=1_000_000)
    download = cloud.open_download(file)
    buffer = memoryview(bytearray(1 << 16))
    had = bytearray()

    def read_on() -> None:
        while count := download.readinto(buffer):
            had.extend(buffer[:count])

    with pytest.raises(Offline):
        read_on()
    download.close()
    assert len(had) <= 1_000_000
    assert bytes(had) == DATA[: len(had)]
    rest = cloud.open_download(file, len(had), download.etag)
    assert rest.offset == len(had)
    assert bytes(had) + read_all(rest) == DATA


def test_a_short_answer_shows_in_its_size(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.breaks(Call.DOWNLOAD, truncate=1000)
    download = cloud.open_download(file)
    assert download.size == 1000 != file.size
    assert read_all(download) == DATA[:1000]


def test_a_token_that_ended_is_replaced(lab: Lab, cloud: Cloud, file: Entry) -> None:
    """Once for all who wait for it; or, where a sign-in lasts without, nobody notices."""
    lab.breaks(Call.DOWNLOAD, status=401, body="")
    assert read_all(cloud.open_download(file)) == DATA


def test_many_at_the_same_time(cloud: Cloud, file: Entry) -> None:
    def getting(offset: int) -> Callable[[], bytes]:
        return lambda: read_all(cloud.open_download(file, offset))

    offsets = [number * 300_000 for number in range(8)]
    assert together([getting(offset) for offset in offsets]) == [DATA[offset:] for offset in offsets]


def test_a_file_that_is_gone(cloud: Cloud, file: Entry) -> None:
    cloud.delete(file)
    with pytest.raises(NotFound):
        cloud.open_download(file)


def test_folders_are_no_content(cloud: Cloud, folder: Entry) -> None:
    with pytest.raises(Unsupported):
        cloud.open_download(folder)


def test_a_busy_server_is_left_to_the_queue(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.breaks(Call.DOWNLOAD, retry_after=9)
    with pytest.raises(ServerBusy) as caught:
        cloud.open_download(file)
    assert caught.value.retry_after == 9
    assert lab.calls(Call.DOWNLOAD) == 1
