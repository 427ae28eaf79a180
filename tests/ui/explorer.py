"""The real window on the real engine and the real stand-in, and the hands that use it."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.paths import Profile
from bimexplorer.settings import Settings
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.live.pace import Rhythm
from bimexplorer.ui.models.contents import Column
from bimexplorer.ui.models.paged import Role, State
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.window.main_window import Engine, MainWindow
from tests.standin import StandIn

NEVER_BY_ITSELF = Rhythm(soonest=10_000, latest=10_000)
"""What is open is read again when a test says so: each counts its own requests."""

WidgetT = TypeVar("WidgetT", bound=QWidget)


class Explorer:
    """A window, its engine, and shorthands for what a person does and sees."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, profile: Profile) -> None:
        self.qtbot = qtbot
        self.tasks = tasks
        self.profile = profile
        self.settings = Settings()
        self.book = SiteBook(profile.sites_file)
        self.connections = Connections(self.book, Vault(profile.locks), SERVICES)
        self.bridge = TransferBridge()
        self.queue = TransferQueue(
            self.connections.cloud, self.bridge.notify, profile.journal_file, profile.transfers_lock
        )
        self.queue.start()
        self.window = self._make_window()
        self._made: list[Entry] = []

    def _make_window(self) -> MainWindow:
        return MainWindow(
            Engine(
                self.connections,
                self.tasks,
                self.queue,
                self.bridge,
                self.settings,
                self.profile,
                NEVER_BY_ITSELF,
            )
        )

    def show(self) -> None:
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        sites = self.book.all()
        # What was never opened begins at home; most tests are about a site.
        self.window.start(Place(sites[0].id) if sites else None)
        self.wait(lambda: self.window.sites.ids() == tuple(site.id for site in self.book.all()))

    def end(self) -> None:
        self.queue.stop()
        self._tidy()
        self.window._closing = True
        self.window.close()
        self.tasks.stop()
        self.connections.close()
        self.window.deleteLater()
        self.bridge.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not shiboken6.isValid(self.window)
        left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        assert not left, f"widgets stayed open: {left}"

    def _tidy(self) -> None:
        """Others look for the samples on the first page."""
        sites = self.book.all()
        # A server that the test ended or broke has nothing that others could see.
        with contextlib.suppress(ProgramError):
            if self._made and sites:
                self.connections.cloud(sites[0].id).delete_trees(tuple(self._made))

    # ---------------------------------------------------------------- sites and places

    def add_site(self, server: StandIn, *, name: str = "Office", signed_in: bool = True) -> Site:
        site = self.book.add(name, "bimcloud", server.manager, server.generation)
        if signed_in:
            self.sign_in(site, server)
        return site

    def add_bimplus(
        self, server: StandIn, *, name: str = "Bimplus", signed_in: bool = True, user: int = 0
    ) -> Site:
        told = server.bimplus
        site = self.book.add(
            name,
            "bimplus",
            told["api"].removesuffix("/v2"),
            "v2",
            told["users"][user]["username"],
            told["application_id"],
        )
        if signed_in:
            self.connections.password_sign_in(site.id, **told["users"][user])
        return site

    def sign_in(self, site: Site, server: StandIn) -> None:
        self.connections.password_sign_in(site.id, **server.users[0])

    def cloud(self) -> Cloud:
        return self.connections.cloud(self.book.all()[0].id)

    def make_folder(self, *names: str) -> Entry:
        """A folder of the test's own, with folders of these names inside.

        Its name keeps it on the first page, however many folders other tests left on a shared server.
        """
        cloud = self.cloud()
        folder = cloud.create_folder(cloud.root(), f"0 test {uuid.uuid4().int % 10**9}")
        self._made.append(folder)
        for name in names:
            cloud.create_folder(folder, name)
        return folder

    def place(self, *path: str) -> Place:
        """A place of the first site."""
        return Place(self.book.all()[0].id, path)

    def open(self, folder: Entry) -> None:
        self.window.navigator.go(Place(self.book.all()[0].id, folder.path))
        self.wait_open(folder.name)

    def wait_open(self, name: str) -> None:
        def opened() -> bool:
            location = self.window.navigator.location
            return location is not None and location.folder.name == name and self.loaded()

        self.wait(opened)

    def loaded(self) -> bool:
        contents = self.window.contents
        return contents.rowCount() > 0 and contents.state() is not State.FETCHING

    # ---------------------------------------------------------------- seeing

    def wait(self, condition: Callable[[], object], seconds: float = 15) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=int(seconds * 1000))

    def names(self) -> list[str]:
        contents = self.window.contents
        return [contents.index(row, Column.NAME).data() for row in range(contents.entries_loaded())]

    def child(self, kind: type[WidgetT], name: str) -> WidgetT:
        """A widget by its object name, as soon as it is there and visible."""

        def found() -> WidgetT | None:
            shown = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
            return shown[0] if shown else None

        self.wait(lambda: found() is not None)
        widget = found()
        assert widget is not None
        return widget

    def message(self) -> str:
        """The sentence above the contents."""
        bar = self.window.messages
        return bar.accessibleName() if bar.isVisible() else ""

    # ---------------------------------------------------------------- doing

    def index(self, name: str) -> QModelIndex:
        """The row of a name in the contents."""
        contents = self.window.contents
        return contents.index(self.names().index(name), Column.NAME)

    def select(self, *names: str) -> None:
        view = self.window.view
        view.clearSelection()
        modifier = Qt.KeyboardModifier.NoModifier
        for name in names:
            self.click(view, self.index(name), modifier)
            modifier = Qt.KeyboardModifier.ControlModifier
        assert sorted(entry.name for entry in view.selected()) == sorted(names)

    def click(
        self,
        view: QAbstractItemView,
        index: QModelIndex,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        view.scrollTo(index)
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, modifier, view.visualRect(index).center()
        )

    def double_click(self, name: str) -> None:
        view = self.window.view
        view.scrollTo(self.index(name))
        where = view.visualRect(self.index(name)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)

    def tree_index(self, *names: str) -> QModelIndex:
        """A row of the tree by the names down to it; they have to be loaded."""
        model, index = self.window.navigation, QModelIndex()
        for name in names:
            rows = [model.index(row, 0, index) for row in range(model.rowCount(index))]
            found = [
                row for row in rows if row.data(Role.PLACEHOLDER) is None and str(row.data()).startswith(name)
            ]
            if not found:
                return QModelIndex()
            index = found[0]
        return index

    def drop(self, view: QAbstractItemView, mime: QMimeData, where: QPoint) -> bool:
        """Drag something over a view and let it go; whether it was taken."""
        actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
        button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        edge = view.viewport().rect().bottomLeft()
        enter = QDragEnterEvent(edge, actions, mime, button, modifier)
        QApplication.sendEvent(view.viewport(), enter)
        if not enter.isAccepted():
            return False
        move = QDragMoveEvent(where, actions, mime, button, modifier)
        QApplication.sendEvent(view.viewport(), move)
        if not move.isAccepted():
            return False
        drop = QDropEvent(QPointF(where), actions, mime, button, modifier)
        QApplication.sendEvent(view.viewport(), drop)
        return drop.isAccepted()


def file_urls(*paths: Path) -> QMimeData:
    """What a file manager puts on the clipboard or drags."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.fixture
def explorer(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Iterator[Explorer]:
    """A window without any site, not yet shown."""
    explorer = Explorer(qtbot, tasks, Profile.under(tmp_path / "profile"))
    yield explorer
    explorer.end()


@pytest.fixture
def office(explorer: Explorer, shared_2023: StandIn) -> Explorer:
    """A window that shows the root of a signed-in BIMcloud."""
    explorer.add_site(shared_2023)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
    return explorer
