"""The list of transfers cannot be written for a while: whoever asks for one is told, and may ask again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from bimexplorer.transfer.journal.journal import Journal
from tests.standin import StandIn
from tests.ui.explorer import Explorer


@pytest.mark.parametrize("what", ["download", "download as", "copy", "upload"])
def test_what_cannot_be_listed_is_told_and_asked_for_again(
    office: Explorer, shared_2023: StandIn, tmp_path: Path, what: str
) -> None:
    cloud, site_id = office.cloud(), office.book.all()[0].id
    folder = office.make_folder()
    elsewhere = cloud.create_folder(folder, "elsewhere")
    path = "/" + "/".join((*folder.path, "plan.txt"))
    shared_2023.action("write-file", path=path, text="plan", user=shared_2023.users[0]["username"])
    file = cloud.entry_at((*folder.path, "plan.txt"))
    source = tmp_path / "source.txt"
    source.write_text("source", encoding="utf-8")
    operations = office.window.operations
    asked: dict[str, tuple[Callable[[], None], Callable[[], bool]]] = {
        "download": (
            lambda: operations.download(site_id, [file], tmp_path / "here"),
            lambda: (tmp_path / "here" / "plan.txt").exists(),
        ),
        "download as": (
            lambda: operations.download_as(site_id, file, tmp_path / "here" / "other.txt"),
            lambda: (tmp_path / "here" / "other.txt").exists(),
        ),
        "copy": (
            lambda: operations.copy(site_id, [file], site_id, cloud, elsewhere),
            lambda: bool(cloud.children(elsewhere).entries),
        ),
        "upload": (
            lambda: operations.upload(site_id, cloud, [source], elsewhere),
            lambda: bool(cloud.children(elsewhere).entries),
        ),
    }
    ask, arrived = asked[what]
    mine = office.queue._journal._main
    with mine._lock:
        mine._connection.execute("PRAGMA busy_timeout = 50")
    with closing(Journal(office.profile.journal_file)) as other, other._main.writing():
        ask()
        office.wait(lambda: "busy" in office.message())
    assert office.queue.jobs() == ()
    office.child(QPushButton, "messageAction").click()
    office.wait(arrived)
