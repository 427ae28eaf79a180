"""Content servers: their sessions, and where they are."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Offline
from bimexplorer.model import Entry
from tests.contract.lab import Call
from tests.contract.parts import noise, put, read_all, together
from tests.contract_bimcloud.conftest import Lab

DATA = noise(3_000_000)


@pytest.fixture
def file(cloud: Cloud, folder: Entry) -> Entry:
    put(cloud, folder, "Modell Größe.ifc", DATA)
    return cloud.entry_at((*folder.path, "Modell Größe.ifc"))


def test_an_ended_session_is_renewed(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.server.action("expire-blob-sessions")
    assert read_all(cloud.open_download(file)) == DATA


def test_an_ended_session_is_renewed_once_for_all(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.server.action("expire-blob-sessions")
    lab.server.reset_counters()

    def get() -> bytes:
        return read_all(cloud.open_download(file, len(DATA) - 10))

    assert together([get] * 8) == [DATA[-10:]] * 8
    assert lab.server.calls("blob POST .*create-session") == 1


def test_files_of_several_servers(cloud: Cloud) -> None:
    for path in (("Templates",), ("Exchange",)):
        folder = cloud.entry_at(path)
        file = next(entry for entry in cloud.children(folder).entries if not entry.is_folder)
        assert len(read_all(cloud.open_download(file))) == file.size


def test_after_a_lost_line_the_server_is_looked_for_again(lab: Lab, cloud: Cloud, file: Entry) -> None:
    """The computer may be in another network by now, where another address leads to it."""
    lab.breaks(Call.DOWNLOAD, drop="request")
    with pytest.raises(Offline):
        cloud.open_download(file)
    lab.server.reset_counters()
    assert read_all(cloud.open_download(file)) == DATA
    assert lab.server.calls("get-runtime-id") == 1
