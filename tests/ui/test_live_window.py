"""The live view in the window, against the stand-in: what others do is seen, at the price of few requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtWidgets import QLabel

from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import Column
from bimexplorer.ui.models.nodes import Mark, News
from bimexplorer.ui.models.paged import Role, State
from tests.standin import StandIn, wait_until
from tests.ui.explorer import Explorer


def look_until(office: Explorer, condition: Callable[[], object]) -> None:
    """Look as often as it takes: the feed tells of a change some time after it."""

    def met() -> bool:
        if condition():
            return True
        office.window.live.look()
        return False

    office.wait(met)


def rest(office: Explorer) -> None:
    branch = office.window.contents._root.branch
    assert branch is not None
    office.wait(lambda: branch.look is None and office.window.live._asking is None)


def entry_at(office: Explorer, row: int) -> Entry:
    entry = office.window.contents.entry(office.window.contents.index(row, Column.NAME))
    assert entry is not None
    return entry


def followed(office: Explorer) -> bool:
    """Whether the change feed has told where it is."""
    feed = office.window.live._feed
    return feed is not None and feed._revision > 0


def live_words(office: Explorer) -> str:
    return office.window.findChildren(QLabel, "liveLine")[0].text()


def test_what_others_do_is_seen_without_pressing_a_key(office: Explorer, shared_2023: StandIn) -> None:
    folder = office.make_folder()
    shared_2023.action("write-file", path=f"/{folder.name}/plan.pdf", text="first")
    office.open(folder)
    office.wait(lambda: office.names() == ["plan.pdf"])
    contents = office.window.contents
    look_until(office, lambda: followed(office))
    rest(office)
    shared_2023.action("write-file", path=f"/{folder.name}/model.ifc", text="x")
    look_until(office, lambda: office.names() == ["model.ifc", "plan.pdf"])
    assert office.index("model.ifc").data(Role.MARK) == Mark(News.NEW)
    assert live_words(office) == "“model.ifc” was added"
    shared_2023.action("write-file", path=f"/{folder.name}/plan.pdf", text="second, longer")
    look_until(office, lambda: office.index("plan.pdf").data(Role.MARK) is not None)
    assert office.index("plan.pdf").data(Role.MARK) == Mark(News.CHANGED)
    assert entry_at(office, office.names().index("plan.pdf")).size == len("second, longer")
    shared_2023.action("delete-file", path=f"/{folder.name}/plan.pdf")
    look_until(office, lambda: office.names() == ["model.ifc"])
    assert live_words(office) == "“plan.pdf” was removed"
    office.cloud().create_folder(folder, "inside")  # by somebody else: the window knows nothing of it
    contents.refresh()
    office.wait(lambda: office.names() == ["inside", "model.ifc"])


def test_requests_of_a_quiet_folder_are_few_and_small(office: Explorer, shared_2023: StandIn) -> None:
    folder = office.make_folder()
    for number in range(10):
        shared_2023.action("write-file", path=f"/{folder.name}/f{number}", text="x")
    wait_until(lambda: len(office.cloud().changes(folder, 0).created) == 10)  # the feed tells of all
    office.open(folder)
    office.wait(lambda: len(office.names()) == 10)
    look_until(office, lambda: followed(office))
    rest(office)
    office.wait(lambda: office.window.tree.currentIndex().data() == folder.name)  # it looks for the new row
    shared_2023.reset_counters()
    for _ in range(20):
        office.window.live.look()
        rest(office)
    counters = {name: number for name, number in shared_2023.counters().items() if "_standin" not in name}
    assert counters == {"manager POST /management/client/get-blob-changes-for-sync": 20}


def test_a_restored_server_is_said_and_nothing_is_deleted(
    explorer: Explorer, start_standin: Callable[..., StandIn]
) -> None:
    server = start_standin(generation="2023.2", feed_delay=0)
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None)
    folder = explorer.make_folder()
    server.action("write-file", path=f"/{folder.name}/kept", text="x")
    explorer.open(folder)
    explorer.wait(lambda: explorer.names() == ["kept"])
    look_until(explorer, lambda: followed(explorer))
    rest(explorer)
    server.action("obsolete-revisions")
    look_until(explorer, explorer.message)
    assert explorer.message().startswith("The server was restored from a backup")
    explorer.wait(lambda: explorer.window.contents.state() is State.DONE)
    assert explorer.names() == ["kept"]
    server.action("write-file", path=f"/{folder.name}/next", text="x")
    look_until(explorer, lambda: explorer.names() == ["kept", "next"])


def test_own_uploads_are_no_news(office: Explorer, tmp_path: Path) -> None:
    folder = office.make_folder()
    office.open(folder)
    source = tmp_path / "own.txt"
    source.write_text("own")
    location = office.window.navigator.location
    assert location is not None
    office.window.operations.upload(location.site_id, location.cloud, [source], folder)
    look_until(office, lambda: office.names() == ["own.txt"])
    rest(office)
    assert office.index("own.txt").data(Role.MARK) is None
    assert live_words(office) == ""


def test_a_server_that_is_gone_is_said_quietly(
    explorer: Explorer, start_standin: Callable[..., StandIn]
) -> None:
    server = start_standin(generation="2023.2")
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
    names = explorer.names()
    server.kill()
    look_until(explorer, lambda: live_words(explorer))
    assert live_words(explorer).startswith("The server has not answered since")
    assert explorer.message() == ""
    assert explorer.names() == names
    server.start()
    explorer.window.live.network_changed()
    explorer.wait(lambda: live_words(explorer) == "")


@pytest.mark.parametrize("column", [Column.NAME, Column.SIZE])
def test_in_a_long_folder_of_a_server_what_is_in_sight_is_current(
    explorer: Explorer, start_standin: Callable[..., StandIn], column: Column
) -> None:
    server = start_standin(generation="2023.2", large_folder=3000)
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None)
    explorer.window.navigator.go(explorer.place("Scan archive"))
    explorer.wait_open("Scan archive")
    contents, view = explorer.window.contents, explorer.window.view
    if column is not Column.NAME:
        contents.sort(column)
        explorer.wait(lambda: contents.state() is not State.FETCHING)
    while contents.canFetchMore(QModelIndex()):
        contents.fetchMore(QModelIndex())
        explorer.wait(lambda: contents.state() is not State.FETCHING)
    view.scrollTo(contents.index(2000, 0), view.ScrollHint.PositionAtTop)
    going, changing = (entry_at(explorer, row) for row in (2003, 2005))
    server.action("delete-file", path="/" + "/".join(going.path))
    top = view.indexAt(QPoint(1, 1)).data()
    server.reset_counters()
    explorer.window.live.look()
    explorer.wait(lambda: contents.entries_loaded() == 2999)
    assert not contents.find(going).isValid()
    assert view.indexAt(QPoint(1, 1)).data() == top
    assert server.calls("get-resources-by-criterion") <= 2
    assert contents.isConsistent()
    if column is Column.NAME:
        server.action("rename-file", path="/" + "/".join(changing.path), name=f"{changing.name} b")
        look_until(explorer, lambda: contents.find(changing).data() == f"{changing.name} b")
        assert contents.find(changing).data(Role.MARK) == Mark(News.CHANGED)
