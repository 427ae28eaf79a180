"""The navigation tree over `OpenSites`: sites with their states, folders page by page, random operations."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Connection, Credentials, CredentialStore, ServerInfo
from bimexplorer.errors import AuthExpired, Offline
from bimexplorer.model import Account, Entry
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.ui.models.navigation import NavigationModel
from bimexplorer.ui.models.paged import FIRST_PAGE, Placeholder, Role, State
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.navigation_view import NavigationView
from tests.ui.memory_cloud import MemoryCloud

BROKEN = Offline("The line is down.", "ECONNREFUSED")


class MemoryService:
    """A kind of cloud whose connections are `MemoryCloud`s, by address."""

    title = "Memory"

    def __init__(self) -> None:
        self.clouds: dict[str, MemoryCloud] = {}
        self.refusing: Exception | None = None

    def probe(self, address: str) -> ServerInfo:
        return ServerInfo(address, "1", browser_sign_in=False, password_sign_in=True)

    def browser_sign_in(self, connection: Connection, username: str = "") -> BrowserSignIn:
        raise AssertionError("nobody signs in here")

    def password_sign_in(self, connection: Connection, username: str, password: str) -> Credentials:
        return Credentials(username, "u1", "secret")

    def open(self, connection: Connection, store: CredentialStore) -> Cloud:
        cloud = self.clouds.setdefault(connection.address, MemoryCloud())
        refusing = self.refusing

        def account() -> Account:
            if refusing is not None:
                raise refusing
            return Account("u1", "anna")

        cloud.account = account  # type: ignore[method-assign]
        return cloud


class Sites:
    """Two sites, the first with folders in folders."""

    def __init__(self, tasks: Tasks, folder: Path) -> None:
        self.service = MemoryService()
        self.book = SiteBook(folder / "sites.json")
        self.connections = Connections(self.book, Vault(folder), {"memory": self.service})
        self.open = OpenSites(self.connections, tasks)
        self.model = NavigationModel(self.open, tasks)
        self.first = self.add("First")
        self.cloud = self.service.clouds["First"] = MemoryCloud()

    def add(self, name: str, *, signed_in: bool = True) -> Site:
        site = self.book.add(name, "memory", name, "1")
        if signed_in:
            self.connections.password_sign_in(site.id, "anna", "secret")
        return site

    def index(self, *names: str) -> QModelIndex:
        index = QModelIndex()
        for name in names:
            rows = [self.model.index(row, 0, index) for row in range(self.model.rowCount(index))]
            index = next((row for row in rows if row.data() == name), QModelIndex())
            if not index.isValid():
                break
        return index

    def children(self, *names: str) -> list[str]:
        index = self.index(*names)
        rows = [self.model.index(row, 0, index) for row in range(self.model.rowCount(index))]
        return [row.data() for row in rows if row.data(Role.PLACEHOLDER) is None]


@pytest.fixture
def sites(tasks: Tasks, tmp_path: Path) -> Iterator[Sites]:
    sites = Sites(tasks, tmp_path)
    yield sites
    for cloud in sites.service.clouds.values():
        cloud.release()


def ready(qtbot: QtBot, sites: Sites) -> None:
    sites.open.reload()
    qtbot.waitUntil(lambda: sites.index("First").isValid() and state(sites) is SiteState.READY)


def state(sites: Sites) -> SiteState:
    site = sites.open.get(sites.first.id)
    assert site is not None
    return site.state


def fetch(qtbot: QtBot, sites: Sites, *names: str) -> None:
    sites.model.fetchMore(sites.index(*names))
    qtbot.waitUntil(lambda: sites.model.state(sites.index(*names)) is not State.FETCHING)
    assert sites.model.isConsistent()


def test_sites_show_how_they_stand(qtbot: QtBot, sites: Sites) -> None:
    sites.add("Second", signed_in=False)
    ready(qtbot, sites)
    assert sites.children() == ["First", "Second (signed out)"]
    second = sites.index("Second (signed out)")
    assert not sites.model.hasChildren(second)
    assert not sites.model.canFetchMore(second)
    sites.open.expire(sites.first.id)
    assert sites.children() == ["First (signed out)", "Second (signed out)"]


@pytest.mark.parametrize(
    ("error", "words"),
    [(AuthExpired("Sign in again."), "First (signed out)"), (BROKEN, "First (not reachable)")],
)
def test_a_site_that_does_not_open_says_why(qtbot: QtBot, sites: Sites, error: Exception, words: str) -> None:
    sites.service.refusing = error
    sites.open.reload()
    qtbot.waitUntil(lambda: sites.index(words).isValid())
    if error is BROKEN:
        tip = sites.index(words).data(Qt.ItemDataRole.ToolTipRole)
        assert BROKEN.sentence in tip
        sites.service.refusing = None
        sites.connections.close()
        sites.open.connect_site(sites.first.id)
        qtbot.waitUntil(lambda: sites.index("First").isValid())


def test_only_folders_are_asked_for_and_empty_ones_lose_their_arrow(qtbot: QtBot, sites: Sites) -> None:
    folder = sites.cloud.add(sites.cloud.root(), "plans", folder=True)
    sites.cloud.add(sites.cloud.root(), "a file")
    sites.cloud.add(folder, "another file")
    ready(qtbot, sites)
    fetch(qtbot, sites, "First")
    assert sites.children("First") == ["plans"]
    assert sites.model.hasChildren(sites.index("First", "plans"))
    fetch(qtbot, sites, "First", "plans")
    assert not sites.model.hasChildren(sites.index("First", "plans"))
    assert sites.model.rowCount(sites.index("First", "plans")) == 0
    sites.model.put(sites.first.id, sites.cloud.add(folder, "level 1", folder=True))
    assert sites.children("First", "plans") == ["level 1"]
    assert sites.model.hasChildren(sites.index("First", "plans"))


def test_a_closed_branch_is_fetched_once_however_often_it_is_asked(qtbot: QtBot, sites: Sites) -> None:
    for number in range(250):
        sites.cloud.add(sites.cloud.root(), f"folder {number:03}", folder=True)
    ready(qtbot, sites)
    sites.cloud.hold()
    for _ in range(21):
        sites.model.fetchMore(sites.index("First"))
    last = sites.model.index(0, 0, sites.index("First"))
    assert last.data(Role.PLACEHOLDER) is Placeholder.LOADING
    assert not sites.model.flags(last) & Qt.ItemFlag.ItemIsSelectable
    sites.cloud.release()
    qtbot.waitUntil(lambda: sites.model.state(sites.index("First")) is State.IDLE)
    assert len(sites.cloud.calls) == 1
    assert sites.model.entries_loaded(sites.index("First")) == FIRST_PAGE


def test_an_error_in_the_tree_waits_for_retry(qtbot: QtBot, sites: Sites) -> None:
    sites.cloud.add(sites.cloud.root(), "plans", folder=True)
    ready(qtbot, sites)
    sites.cloud.failures = [BROKEN]
    with qtbot.waitSignal(sites.model.read_failed) as told:
        sites.model.fetchMore(sites.index("First"))
    index, error = told.args
    assert isinstance(index, QPersistentModelIndex)
    assert (index.data(), error) == ("First", BROKEN)
    row = sites.model.index(0, 0, sites.index("First"))
    assert row.data() == "Could not load: The line is down. Retry"
    assert not sites.model.canFetchMore(sites.index("First"))
    sites.model.retry(row)
    qtbot.waitUntil(lambda: sites.children("First") == ["plans"])


def test_a_removed_site_takes_its_rows_and_its_late_answers_along(qtbot: QtBot, sites: Sites) -> None:
    sites.cloud.add(sites.cloud.root(), "plans", folder=True)
    ready(qtbot, sites)
    sites.cloud.hold()
    sites.model.fetchMore(sites.index("First"))
    sites.open.remove(sites.first.id)
    qtbot.waitUntil(lambda: sites.model.rowCount() == 0)
    sites.cloud.release()
    qtbot.wait(50)
    assert sites.model.rowCount() == 0
    assert sites.model.isConsistent()


def test_a_refresh_keeps_what_is_expanded_and_selected(qtbot: QtBot, sites: Sites) -> None:
    plans = sites.cloud.add(sites.cloud.root(), "plans", folder=True)
    level = sites.cloud.add(plans, "level 1", folder=True)
    sites.cloud.add(level, "east", folder=True)
    view = NavigationView(sites.model)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    ready(qtbot, sites)
    for names in (("First",), ("First", "plans"), ("First", "plans", "level 1")):
        qtbot.waitUntil(lambda names=names: sites.index(*names).isValid())
        view.expand(sites.index(*names))
    qtbot.waitUntil(lambda: sites.children("First", "plans", "level 1") == ["east"])
    view.setCurrentIndex(sites.index("First", "plans", "level 1", "east"))
    sites.cloud.add(sites.cloud.root(), "archive", folder=True)
    sites.cloud.add(plans, "level 0", folder=True)
    sites.model.refresh_below(sites.index("First"))
    qtbot.waitUntil(lambda: sites.children("First", "plans") == ["level 0", "level 1"])
    assert sites.children("First") == ["archive", "plans"]
    assert view.isExpanded(sites.index("First", "plans"))
    assert view.isExpanded(sites.index("First", "plans", "level 1"))
    assert view.currentIndex().data() == "east"


@pytest.mark.parametrize("seed", range(6))
def test_random_operations(qtbot: QtBot, sites: Sites, seed: int) -> None:
    """Whatever happens in whatever order: Qt's tester finds nothing wrong with the tree."""
    chance = random.Random(seed)
    folders = [sites.cloud.root()]
    for number in range(40):
        folders.append(sites.cloud.add(chance.choice(folders), f"folder {number}", folder=True))
    tester = QAbstractItemModelTester(sites.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    ready(qtbot, sites)

    def rows(index: QModelIndex) -> list[QModelIndex]:
        found = []
        for row in range(sites.model.rowCount(index)):
            child = sites.model.index(row, 0, index)
            found += [child, *rows(child)]
        return found

    def some_folder() -> Entry:
        return chance.choice([row for row in sites.cloud.rows.values() if row.is_folder])

    def remove() -> None:
        entry = some_folder()
        if entry.place:
            sites.cloud.remove(entry)
            if chance.random() < 0.5:
                sites.model.drop(sites.first.id, entry)

    def add() -> None:
        parent = some_folder()
        sites.model.put(sites.first.id, sites.cloud.add(parent, f"new {chance.random()}", folder=True))

    actions = [
        lambda: sites.model.fetchMore(chance.choice(rows(QModelIndex()))),
        lambda: sites.model.fetchMore(chance.choice(rows(QModelIndex()))),
        lambda: sites.model.refresh(chance.choice(rows(QModelIndex()))),
        lambda: sites.model.refresh_below(sites.index("First")),
        lambda: sites.model.retry(chance.choice(rows(QModelIndex()))),
        lambda: sites.cloud.failures.append(BROKEN),
        remove,
        add,
    ]
    for _ in range(80):
        chance.choice(actions)()
        if chance.random() < 0.5:
            qtbot.wait(5)
        assert sites.model.isConsistent()
    sites.open.expire(sites.first.id)
    assert not sites.model.hasChildren(sites.index("First (signed out)"))
    assert sites.model.isConsistent()
