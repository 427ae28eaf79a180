"""The composition root of the window: makes every part, connects them, and ends them in the right order."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import logging
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QMessageBox
from qasync import QEventLoop

from bimexplorer.clouds.registry import SERVICES
from bimexplorer.demonstration import SHOWN, Demonstration, DemoSite
from bimexplorer.errors import LocalError, ProgramError
from bimexplorer.log import start_logging, stop_logging
from bimexplorer.network import use
from bimexplorer.paths import Profile
from bimexplorer.settings import Settings
from bimexplorer.sites.book import SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.desktop.application import Application
from bimexplorer.ui.desktop.herald import TransferHerald
from bimexplorer.ui.desktop.instance import Request, Seat
from bimexplorer.ui.desktop.later_starts import LaterStarts
from bimexplorer.ui.desktop.network import NetworkWatch
from bimexplorer.ui.desktop.surroundings import desktop_around
from bimexplorer.ui.dialogs.transfer_settings import limits_of
from bimexplorer.ui.look.theme import apply_theme, choose_theme
from bimexplorer.ui.look.translation import choose_language
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.window.garbage import IdleCollector
from bimexplorer.ui.window.main_window import Engine, MainWindow
from bimexplorer.ui.window.screenshot import Screenshot
from bimexplorer.ui.window.unexpected import UnexpectedErrors
from bimexplorer.words import say

log = logging.getLogger(__name__)

_TURN = 0.0005
"""Seconds for which one thread may compute while others want to."""

_SIGNAL = 128
"""An exit status above it, as shells have it: that of a signal."""

_SAVE_MS = 500
"""After the last of several changes in a row: an arrow of a number that is held down makes many."""


class Program(QObject):
    """One run. `start` shows the window; `stop` ends everything that was started."""

    def __init__(self, loop: asyncio.AbstractEventLoop, profile: Profile, demo: Demonstration | None) -> None:
        super().__init__()
        self._profile = profile
        self._demo = demo
        self._kept_aside: list[Path] = []
        self.settings = Settings.load(profile.settings_file, self._kept_aside.append)
        choose_language(self.settings.language)
        self._book = SiteBook(profile.sites_file)
        use(self.settings.network)
        choose_theme(self.settings.theme)
        self.connections = Connections(self._book, Vault(profile.locks, forgetful=demo is not None), SERVICES)
        self.tasks = Tasks(loop)
        self._collector = IdleCollector(self)
        self.bridge = TransferBridge(self)
        self.queue = TransferQueue(
            self.connections.cloud,
            self.bridge.notify,
            profile.journal_file,
            profile.transfers_lock,
            limits=limits_of(self.settings),
        )
        self.queue.set_keep_awake(keep=self.settings.keep_awake)
        self.queue.start()
        self.window = MainWindow(
            Engine(
                self.connections,
                self.tasks,
                self.queue,
                self.bridge,
                self.settings,
                profile,
            )
        )
        self._unexpected = UnexpectedErrors(loop, self)
        self._unexpected.happened.connect(self.window.messages.show_error)
        self._desktop = desktop_around(self.window, self.tasks)
        self._herald = TransferHerald(self.queue, self.bridge, self._desktop, self.settings, self)
        self._herald.clicked.connect(self.window.show_transfers)
        self._network = NetworkWatch(self)
        self._network.changed.connect(self.queue.network_changed)
        self._network.changed.connect(self.window.live.network_changed)
        self._saving = threading.Lock()
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(_SAVE_MS)
        self._save_soon.timeout.connect(self._save)
        self.window.settings_changed.connect(self._save_soon.start)

    def start(self, link: str, screenshot: Screenshot | None) -> None:
        """Show the window, and begin to read sites or to start the demonstration."""
        self.window.show()
        self.tasks.run(self.window.cache.clean, lambda _: None, self.window.messages.show_error, owner=self)
        if self.queue.lost:
            self.window.messages.show_message(
                QCoreApplication.translate(
                    "Program",
                    "The list of transfers was damaged and begins anew. What was not finished has to be "
                    "started again.",
                )
            )
        for path in self._kept_aside:
            self.window.messages.show_message(
                QCoreApplication.translate(
                    "Program",
                    "The settings could not be read completely. What was in their file is kept as “{name}”.",
                ).format(name=path.name)
            )
        if self._demo is not None:
            demo = self._demo

            def work() -> tuple[DemoSite, ...]:
                started = demo.start(self._book)
                for one in started:
                    self.connections.password_sign_in(one.site.id, one.user.username, one.user.password)
                return started

            def failed(error: ProgramError) -> None:
                self.window.messages.show_error(error)
                if screenshot is not None:
                    screenshot.fail(error.sentence)

            self.tasks.run(
                work, lambda sites: self._on_demo(sites, pictured=screenshot is not None), failed, owner=self
            )
        else:
            self.window.start()
        if link:
            self.window.links.open(link)

    def answer(self, request: Request) -> None:
        """Somebody has started the program once more: here is its window."""
        if request.activation and request.activation.isprintable():
            # Qt shows it to a Wayland desktop, which lets no window come to the front by itself.
            os.environ["XDG_ACTIVATION_TOKEN"] = request.activation
        self.window.come_to_front()
        if request.link:
            self.window.links.open(request.link)

    def stop(self) -> None:
        """End threads, connections and the stand-in; nothing comes back afterwards."""
        self._herald.stop()
        self._desktop.close()
        self._save_soon.stop()
        self.queue.stop()
        self.tasks.stop()
        self.window.cache.close()
        self.connections.close()
        if self._demo is not None:
            self._demo.stop()
        self._collector.stop()
        self._unexpected.stop()
        with contextlib.suppress(OSError):
            self.settings.save(self._profile.settings_file)

    def _save(self) -> None:
        """Keep the settings now: they are not lost with a crash days later."""
        settings = copy.deepcopy(self.settings)

        def work() -> None:
            with self._saving:
                try:
                    settings.save(self._profile.settings_file)
                except OSError as error:
                    raise LocalError(say("The settings could not be saved."), str(error)) from error

        self.tasks.run(work, lambda _: None, self.window.messages.show_error, owner=self)

    def _on_demo(self, sites: tuple[DemoSite, ...], *, pictured: bool) -> None:
        for one in sites:
            self.window.pages.set_sign_in_hint(
                one.site.id,
                QCoreApplication.translate("Program", "Demo user: {user}, password: {password}").format(
                    user=one.user.username, password=one.user.password
                ),
            )
        self.window.start(Place(sites[0].site.id, SHOWN) if pictured else None)


def run(
    *, profile_folder: Path | None, demo: bool, screenshot: Path | None, link: str, seat: Seat | None
) -> int:
    """Run the window until it is closed, or a signal ends it; the exit status.

    Whoever starts the program once more gets this window, if it has the seat of its profile.
    """
    with contextlib.ExitStack() as stack:
        folder = profile_folder
        if folder is None and demo:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bimexplorer-")))
        profile = Profile.at(folder)
        # Lanes that compute would otherwise let the window wait for its turn noticeably.
        sys.setswitchinterval(_TURN)
        app = Application([sys.argv[0]])
        apply_theme(app)
        loop = QEventLoop(app)
        asyncio.set_event_loop(loop)
        demonstration = Demonstration(folder / "demo") if demo and folder is not None else None
        try:
            program = _make_program(loop, profile, demonstration, stack)
        except ProgramError as error:
            if seat is not None:
                seat.leave()  # whoever tries again is not to wait for a window that does not come
            return _say_why_not(loop, error, waits=screenshot is None)
        app.link_asked.connect(program.window.links.open)
        picture = None
        if screenshot is not None:
            downloads = folder / "downloads" if demo and folder is not None else None
            picture = Screenshot(program.window, screenshot, downloads)
        closed = loop.create_future()
        program.window.closing.connect(lambda: closed.done() or closed.set_result(0))
        for number in (signal.SIGINT, signal.SIGTERM):
            # Python gets to see a signal at the collector's next look, at the latest.
            before = signal.signal(
                number, lambda number, _: closed.done() or closed.set_result(_SIGNAL + number)
            )
            stack.callback(signal.signal, number, before)
        if picture is not None:
            picture.done.connect(lambda status: closed.done() or closed.set_result(status))
        try:
            with loop:
                program.start(link, picture)
                later = _answer_later_starts(seat, program) if seat is not None else None
                status: int = loop.run_until_complete(closed)
                if status > _SIGNAL:
                    program.window.remember()  # it was not closed, which does it
                if later is not None:
                    later.close()  # what is asked from now on is for the next window
                program.stop()
        finally:
            program.window.deleteLater()
    return status


def _make_program(
    loop: asyncio.AbstractEventLoop,
    profile: Profile,
    demonstration: Demonstration | None,
    stack: contextlib.ExitStack,
) -> Program:
    """With a log that `stack` ends. Raises ProgramError."""
    try:
        stack.callback(stop_logging, start_logging(profile.log_file))
        return Program(loop, profile, demonstration)
    except OSError as error:
        logging.getLogger().addHandler(logging.NullHandler())  # there may be no log that could tell
        path = error.filename or profile.data
        raise LocalError(
            say(
                "BIM Explorer keeps its settings and transfers in “{path}”, which cannot be used.", path=path
            ),
            repr(error),
        ) from error


def _answer_later_starts(seat: Seat, program: Program) -> LaterStarts:
    if not seat.held:
        log.warning("A window beside another one: that is silent or elsewhere, or no file can be locked.")
    later = LaterStarts(seat, program)
    later.asked.connect(program.answer)
    return later


def _say_why_not(loop: QEventLoop, error: ProgramError, *, waits: bool) -> int:
    """The program cannot start. `waits`: until somebody has read it; else on standard error only."""
    log.error("The program cannot start: %s %s", error.english, error.technical)
    sys.stderr.write(f"{error.sentence}\n")
    with loop:
        if waits:
            box = QMessageBox(
                QMessageBox.Icon.Critical,
                QCoreApplication.translate("Program", "BIM Explorer cannot start"),
                error.sentence,
            )
            box.setDetailedText(error.technical)
            read = loop.create_future()
            box.finished.connect(read.set_result)
            box.open()
            loop.run_until_complete(read)
    return 1
