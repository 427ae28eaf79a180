"""The states that are drawn, each reached as a person reaches it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backends.null import Keyring as NoKeychain
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QRadioButton, QWidget
from qasync import QEventLoop

from bimexplorer.log import start_logging, stop_logging
from bimexplorer.paths import Profile
from bimexplorer.ui.look.theme import apply_theme, choose_theme
from bimexplorer.ui.look.translation import choose_language
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.window.main_window import SIZE
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

_FOLDER = ("Riverside School", "Plans", "Floor plans")
_OFFICE = "Bürogebäude Hafenkontor"
"""A project of the Bimplus."""
_QUIET = 0.4
"""Seconds without anything on its way after which a picture is taken."""


def rest(seconds: float) -> None:
    """Let things happen. `QTest.qWait` would keep Python's other threads from running meanwhile."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QApplication.processEvents()
        # Outside of a running loop they would wait for one, and be seen meanwhile.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.002)


class Hands:
    """What `Explorer` needs of a person: patience."""

    def waitUntil(self, condition: Callable[[], bool], timeout: int = 15_000) -> None:  # noqa: N802 - the name of pytest-qt
        deadline = time.monotonic() + timeout / 1000
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("this state did not come")
            rest(0.02)

    @contextmanager
    def waitActive(self, widget: QWidget) -> Iterator[None]:  # noqa: N802
        yield
        QTest.qWaitForWindowActive(widget)


class Studio:
    """One window in one look, and the camera."""

    def __init__(self, explorer: Explorer, server: StandIn, folder: Path, look: str, scratch: Path) -> None:
        self.explorer = explorer
        self.window = explorer.window
        self.server = server
        self.scratch = scratch
        self._folder = folder
        self._look = look

    def go(self, *path: str) -> None:
        if self.window.navigator.place != self.explorer.place(*path):
            self.window.navigator.go(self.explorer.place(*path))
            self.explorer.wait_open(path[-1])

    def take(self, name: str) -> None:
        """The window and its dialogs, as they lie over each other."""
        rest(_QUIET)
        image = QImage(self.window.size(), QImage.Format.Format_RGB32)
        image.fill(self.window.palette().window().color())
        self.window.render(image)
        painter = QPainter(image)
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                where = dialog.frameGeometry()
                where.moveCenter(self.window.rect().center())
                picture = dialog.grab()
                painter.drawPixmap(where.topLeft(), picture)
                painter.drawRect(where.adjusted(-1, -1, 0, 0))
        painter.end()
        image.save(str(self._folder / f"{name}-{self._look}.png"))

    def close_dialogs(self) -> None:
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        # A desktop gives the window back the keyboard; off screen nobody does.
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)


def no_site(studio: Studio) -> None:
    studio.take("start-without-a-site")


def details(studio: Studio) -> None:
    studio.go(*_FOLDER)
    studio.explorer.window.view.setFocus()
    studio.take("details")


def icons(studio: Studio) -> None:
    studio.go("Riverside School", "Photos", "Site visit")
    studio.window.findChild(QAction, "showIcons").trigger()
    rest(3)  # for the thumbnails
    studio.take("icons")
    studio.window.findChild(QAction, "showDetails").trigger()
    studio.go(*_FOLDER)
    studio.window.folder.filter_action.trigger()
    QTest.keyClicks(QApplication.focusWidget(), "level 1")
    studio.take("quick-filter")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)


def preview(studio: Studio) -> None:
    studio.go("Riverside School", "Photos", "Site visit")
    studio.explorer.select(studio.explorer.names()[0])
    studio.window.docks.preview.show()
    rest(1)
    studio.take("preview")
    studio.window.docks.preview.hide()


def selection(studio: Studio) -> None:
    studio.go(*_FOLDER)
    names = studio.explorer.names()
    studio.explorer.select(*names[:3])
    studio.window.docks.properties.show()
    studio.take("selection-and-properties")
    studio.window.docks.properties.hide()


def home(studio: Studio) -> None:
    studio.window.navigator.go(HOME)
    studio.take("home")


def empty_folder(studio: Studio) -> None:
    folder = studio.explorer.make_folder()
    studio.explorer.open(folder)
    studio.take("empty-folder")


def search(studio: Studio) -> None:
    studio.go("Riverside School")
    field = studio.window.search_field
    studio.window.actions_.search.trigger()
    QTest.keyClicks(field, "*.pdf size:>1KB")
    QTest.keyClick(field, Qt.Key.Key_Return)
    studio.explorer.wait(lambda: studio.window.hits.entries_loaded() > 0)
    studio.take("search")
    studio.window.actions_.search.trigger()
    field.selectAll()
    QTest.keyClicks(field, "size:>many")
    QTest.keyClick(field, Qt.Key.Key_Return)
    studio.take("search-not-understood")
    studio.window.navigator.leave_search()


def decisions(studio: Studio) -> None:
    folder = studio.explorer.make_folder()
    studio.explorer.open(folder)
    sources = []
    for number, name in enumerate(("Grundriss EG.pdf", "Schnitt A-A.dwg", "Modell.ifc", "Statik.xlsx")):
        source = studio.scratch / name
        source.write_bytes(b"plan" * (number + 1) * 5000)
        sources.append(source)
    view = studio.window.view
    studio.explorer.drop(view, file_urls(*sources), view.viewport().rect().center())
    studio.explorer.wait(lambda: len(studio.explorer.names()) == len(sources))
    for source in sources[:3]:
        source.write_bytes(b"newer" * 7000)
    bad = studio.scratch / "Plan: alt?.pdf"
    bad.write_bytes(b"x" * 3000)
    studio.explorer.drop(view, file_urls(*sources[:3], bad), view.viewport().rect().center())
    studio.explorer.wait(lambda: any(job.held for job in studio.explorer.queue.jobs()))
    studio.take("transfers-with-questions")
    studio.explorer.child(QPushButton, "conflictReview").click()
    studio.take("decisions")
    studio.close_dialogs()
    studio.explorer.queue.cancel([job.id for job in studio.explorer.queue.jobs() if not job.state.finished])


def dialogs(studio: Studio) -> None:
    studio.go(*_FOLDER)
    studio.explorer.select(*studio.explorer.names()[:1])
    for name, action in (
        ("delete", studio.window.actions_.delete),
        ("settings", studio.window.actions_.settings),
        ("shortcuts", studio.window.actions_.shortcuts),
        ("log", studio.window.actions_.show_log),
    ):
        action.trigger()
        studio.take(f"dialog-{name}")
        studio.close_dialogs()
    studio.window.transfers.history_action.trigger()
    studio.take("dialog-history")
    studio.close_dialogs()


def failure(studio: Studio) -> None:
    studio.go(*_FOLDER)
    studio.server.fault(server="manager", path="get-resource", status=500, body="broken", times=5)
    studio.window.refresh()
    studio.explorer.wait(lambda: studio.window.messages.isVisible())
    studio.take("failure")
    studio.server.clear_faults()
    studio.window.messages.clear()


def narrow(studio: Studio) -> None:
    size = studio.window.size()
    studio.window.resize(760, 560)
    studio.go(*_FOLDER)
    studio.take("narrow")
    studio.window.resize(size)


def add_site(studio: Studio) -> None:
    studio.window.actions_.add_site.trigger()
    studio.take("dialog-add-site-bimcloud")
    studio.explorer.child(QRadioButton, "cloudChoice.bimplus").click()
    studio.explorer.child(QLineEdit, "siteAddress").setText(studio.server.bimplus["api"].removesuffix("/v2"))
    studio.explorer.child(QPushButton, "siteAccept").click()
    studio.explorer.child(QWidget, "siteFound")
    studio.take("dialog-add-site-bimplus")
    studio.close_dialogs()


def bimplus(studio: Studio) -> None:
    window, explorer, team = studio.window, studio.explorer, studio.server.bimplus["team"]
    site = explorer.add_bimplus(studio.server)
    window.sites.reload()
    explorer.wait(lambda: site.id in window.sites.ids())

    def go(*path: str) -> None:
        window.navigator.go(Place(site.id, path))
        explorer.wait(
            lambda: (
                window.navigator.location is not None
                and window.navigator.location.folder.path == path
                and explorer.loaded()
            )
        )

    go(team)
    studio.take("bimplus-projects")
    explorer.select(_OFFICE)
    window.docks.properties.show()
    rest(2)  # for what has to be asked for
    studio.take("bimplus-project-properties")
    window.docks.properties.hide()
    go(team, _OFFICE)
    studio.take("bimplus-project")
    go(team, _OFFICE, "Documents")
    studio.take("bimplus-documents")
    go(team, _OFFICE, "Issues")
    explorer.select(explorer.names()[0])
    window.docks.properties.show()
    rest(1)
    studio.take("bimplus-issues")
    window.docks.properties.hide()
    go(team, "Library Extension", "Documents")
    studio.take("bimplus-no-documents")
    window.navigator.go(HOME)
    studio.take("bimplus-home")
    explorer.connections.sign_out(site.id)
    window.sites.expire(site.id)
    window.navigator.go(Place(site.id))
    explorer.child(QPushButton, "signInBrowse")
    studio.take("bimplus-sign-in")


_STATES = (
    add_site,
    details,
    icons,
    preview,
    selection,
    home,
    empty_folder,
    search,
    decisions,
    dialogs,
    failure,
    narrow,
    bimplus,
)


def draw(folder: Path, theme: str, language: str, only: str, scratch: Path) -> None:
    """Draw every state whose name has `only` in it."""
    keyring.set_keyring(NoKeychain())
    app = QApplication.instance() or QApplication(["bimexplorer"])
    assert isinstance(app, QApplication)
    apply_theme(app)
    choose_theme(theme)
    choose_language(language)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    asyncio._set_running_loop(loop)
    tasks = Tasks(loop)
    server_folder = scratch / "server"
    server_folder.mkdir()
    server = StandIn(server_folder)
    profile = Profile.under(scratch / "profile")
    log = start_logging(profile.log_file)
    explorer = Explorer(Hands(), tasks, profile)  # type: ignore[arg-type]
    try:
        studio = Studio(explorer, server, folder, f"{theme}-{language}", scratch)
        explorer.window.resize(SIZE)
        explorer.show()
        if only in "no_site":
            no_site(studio)
        explorer.add_site(server, name="Office")
        explorer.window.sites.reload()
        explorer.wait(lambda: explorer.window.sites.ids())
        for state in _STATES:
            if only in state.__name__:
                state(studio)
    finally:
        explorer.end()
        server.stop()
        stop_logging(log)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        asyncio._set_running_loop(None)
