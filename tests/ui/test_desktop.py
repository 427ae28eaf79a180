"""What the desktop is told: by a real bus and a strict service of Qt's own, and by the tables of COM."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import SLOT, ClassInfo, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.settings import Settings
from bimexplorer.transfer.status import Direction, JobStatus, Limits, State
from bimexplorer.ui.desktop.herald import TransferHerald, ending, fraction_done
from bimexplorer.ui.desktop.macos import MacDesktop
from bimexplorer.ui.desktop.network import NetworkWatch
from bimexplorer.ui.desktop.surroundings import Desktop, desktop_around
from bimexplorer.ui.desktop.windows import Taskbar, WindowsDesktop
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.scripted_queue import ScriptedQueue, job

if sys.platform == "linux":
    from bimexplorer.ui.desktop.freedesktop import FreeDesktop

needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None,
    reason="there is no dbus-daemon to start a bus of our own",
)
LONG = 20_000

# -------------------------------------------------------------------- D-Bus


class Bus:
    """A session bus on which nobody is."""

    def __init__(self) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
        self._daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip()

    def end(self) -> None:
        if self._daemon.returncode is not None:
            return
        self._daemon.terminate()
        self._daemon.wait()
        self._daemon.stdout.close()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    bus = Bus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    bus.end()


@ClassInfo({"D-Bus Interface": "org.freedesktop.Notifications"})
class Service(QObject):
    """A notifications' service. Qt refuses calls whose types are not exactly these."""

    ActionInvoked = Signal("uint", str)
    ActivationToken = Signal("uint", str)
    NotificationClosed = Signal("uint", "uint")

    def __init__(self, capabilities: list[str]) -> None:
        super().__init__()
        self.capabilities = capabilities
        self.shown: list[tuple[object, ...]] = []

    @Slot(result="QStringList")
    def GetCapabilities(self) -> list[str]:  # noqa: N802
        return self.capabilities

    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(self, *arguments: object) -> int:  # noqa: N802
        self.shown.append(arguments)
        return 100 + len(self.shown)


class Panel(QObject):
    """A taskbar that listens for progress."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, dict[str, object]]] = []

    @Slot(str, "QVariantMap")
    def update(self, uri: str, state: dict[str, object]) -> None:
        self.heard.append((uri, state))


class Session:
    """The other side of the bus."""

    def __init__(self, address: str) -> None:
        self._name = f"test {address}"
        self.connection = QDBusConnection.connectToBus(address, self._name)
        assert self.connection.isConnected()
        self.service = Service(["actions", "body", "body-markup"])
        self.panel = Panel()
        assert self.connection.connect(
            "",
            "",
            "com.canonical.Unity.LauncherEntry",
            "Update",
            self.panel,
            SLOT("update(QString,QVariantMap)"),
        )

    def serve(self) -> None:
        options = QDBusConnection.RegisterOption.ExportAllContents
        assert self.connection.registerObject("/org/freedesktop/Notifications", self.service, options)
        assert self.connection.registerService("org.freedesktop.Notifications")

    def end(self) -> None:
        QDBusConnection.disconnectFromBus(self._name)


@pytest.fixture
def session(bus: Bus, qapp: QApplication) -> Iterator[Session]:
    session = Session(bus.address)
    yield session
    session.end()


@pytest.fixture
def desktop(bus: Bus, tasks: Tasks) -> Iterator[FreeDesktop]:
    desktop = FreeDesktop(tasks)
    yield desktop
    desktop.close()
    shiboken6.delete(desktop)


@needs_bus
def test_a_notification_is_shown_and_a_click_comes_back(
    session: Session, desktop: FreeDesktop, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    session.serve()
    clicks: list[str] = []
    desktop.notify("Transfers are done", "“A&B <1>.pdf” is uploaded.", lambda: clicks.append("first"))
    desktop.notify("Second", "Text", lambda: clicks.append("second"))
    service = session.service
    qtbot.waitUntil(lambda: len(service.shown) == 2, timeout=LONG)
    name, replaces, icon, title, text, actions, hints, expires = service.shown[0]
    assert (name, replaces, icon, expires) == (qapp.applicationName(), 0, "bimexplorer", -1)
    assert (title, text) == ("Transfers are done", "“A&amp;B &lt;1&gt;.pdf” is uploaded.")
    assert actions == ["default", "Show"]
    assert hints == {"desktop-entry": "bimexplorer", "category": "transfer"}

    service.ActionInvoked.emit(4711, "default")
    service.ActivationToken.emit(101, "token")
    service.ActionInvoked.emit(101, "other")
    service.ActionInvoked.emit(101, "default")
    qtbot.waitUntil(lambda: clicks == ["first"], timeout=LONG)
    service.NotificationClosed.emit(101, 2)
    service.ActionInvoked.emit(101, "default")
    service.ActionInvoked.emit(102, "default")
    qtbot.waitUntil(lambda: clicks == ["first", "second"], timeout=LONG)


@needs_bus
def test_a_plain_service_gets_plain_text_and_no_button(
    session: Session, desktop: FreeDesktop, qtbot: QtBot
) -> None:
    session.service.capabilities = ["body"]
    session.serve()
    desktop.notify("Done", "A&B", lambda: None)
    qtbot.waitUntil(lambda: len(session.service.shown) == 1, timeout=LONG)
    assert session.service.shown[0][4] == "A&B"
    assert session.service.shown[0][5] == []


@needs_bus
def test_where_nobody_shows_notifications_nothing_happens_and_later_it_does(
    session: Session, desktop: FreeDesktop, qtbot: QtBot
) -> None:
    desktop.notify("Lost", "", lambda: None)
    desktop.progress(0.25)
    qtbot.waitUntil(lambda: bool(session.panel.heard), timeout=LONG)
    session.serve()
    desktop.notify("Shown", "", lambda: None)
    qtbot.waitUntil(lambda: [shown[3] for shown in session.service.shown] == ["Shown"], timeout=LONG)


@needs_bus
def test_progress_reaches_the_taskbar_and_goes_at_the_end(
    session: Session, desktop: FreeDesktop, qtbot: QtBot
) -> None:
    for fraction in (0.0, 0.5, 0.50001, None):
        desktop.progress(fraction)
    qtbot.waitUntil(lambda: len(session.panel.heard) == 3, timeout=LONG)
    assert {uri for uri, _ in session.panel.heard} == {"application://bimexplorer.desktop"}
    states = [(state["progress-visible"], state["progress"]) for _, state in session.panel.heard]
    assert states == [(True, 0.0), (True, 0.5), (False, 0.0)]
    desktop.progress(0.75)
    desktop.close()
    qtbot.waitUntil(lambda: len(session.panel.heard) == 5, timeout=LONG)
    assert session.panel.heard[-1][1]["progress-visible"] is False


@needs_bus
def test_a_bus_that_goes_away_is_done_without(
    bus: Bus, session: Session, desktop: FreeDesktop, qtbot: QtBot
) -> None:
    desktop.progress(0.5)
    qtbot.waitUntil(lambda: bool(session.panel.heard), timeout=LONG)
    session.end()
    bus.end()
    qtbot.waitUntil(lambda: desktop._bus._connection is None, timeout=LONG)
    desktop.progress(0.6)
    desktop.notify("Title", "Text", lambda: None)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux' own desktop")
@pytest.mark.parametrize("address", [None, "", "unix:path=/nowhere/at/all", "tcp:host=x"])
def test_without_a_bus_nothing_happens(
    address: str | None, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    desktop = FreeDesktop(tasks)
    desktop.progress(0.5)
    qtbot.waitUntil(lambda: desktop._bus._early is None, timeout=LONG)
    desktop.progress(0.6)
    desktop.notify("Title", "Text", lambda: None)
    desktop.close()
    assert desktop._bus._connection is None


@needs_bus
def test_closed_before_the_bus_was_open(bus: Bus, tasks: Tasks, qtbot: QtBot) -> None:
    """No connection stays behind: an unclosed one would fail this test with a warning."""
    desktop = FreeDesktop(tasks)
    desktop.close()
    tasks.stop()
    assert desktop._bus._connection is None


# -------------------------------------------------------------------- other systems


class FakeTaskbarList:
    """A COM object laid out as `ITaskbarList3` is, and the calls it got."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        plain = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)
        value = ctypes.CFUNCTYPE(
            ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulonglong, ctypes.c_ulonglong
        )
        state = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
        self._functions = [
            plain(lambda this, number=number: self._called(number, this)) for number in range(9)
        ]
        self._functions += [
            value(lambda this, *rest: self._called("SetProgressValue", this, *rest)),
            state(lambda this, *rest: self._called("SetProgressState", this, *rest)),
        ]
        addresses = [ctypes.cast(function, ctypes.c_void_p).value for function in self._functions]
        self._table = (ctypes.c_void_p * len(addresses))(*addresses)
        self._object = ctypes.c_void_p(ctypes.addressof(self._table))
        self.address = ctypes.addressof(self._object)

    def _called(self, method: object, this: int, *rest: object) -> int:
        assert this == self.address
        self.calls.append((method, *rest))
        return 0


def test_the_taskbar_of_windows_is_called_through_the_right_places() -> None:
    fake = FakeTaskbarList()
    taskbar = Taskbar(fake.address)
    window = 0x7FFF_1234_5678
    taskbar.progress(window, 0.25)
    taskbar.progress(window, None)
    taskbar.close()
    release, initialise = 2, 3
    no_progress, normal = 0, 2
    assert fake.calls == [
        (initialise,),
        ("SetProgressState", window, normal),
        ("SetProgressValue", window, 250, 1000),
        ("SetProgressState", window, no_progress),
        (release,),
    ]


def test_the_taskbar_of_windows_is_there_on_windows_only() -> None:
    taskbar = Taskbar.of_system()
    assert (taskbar is not None) == (sys.platform == "win32")
    if taskbar is not None:
        taskbar.close()


@pytest.mark.parametrize("kind", [Desktop, WindowsDesktop, MacDesktop])
def test_a_desktop_that_can_show_nothing_shows_nothing(kind: type[Desktop], qtbot: QtBot) -> None:
    """The offscreen platform has no tray and no taskbar."""
    window = QWidget()
    qtbot.addWidget(window)
    desktop = kind(window)
    for fraction in (0.0, 0.5, None):
        desktop.progress(fraction)
    desktop.badge(3)
    desktop.notify("Title", "Text", lambda: pytest.fail("nobody clicked"))
    desktop.close()
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def test_every_system_has_a_desktop(tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    window = QWidget()
    qtbot.addWidget(window)
    desktop = desktop_around(window, tasks)
    assert type(desktop) is not Desktop
    assert desktop.parent() is window
    desktop.close()


# -------------------------------------------------------------------- the network


def test_a_network_that_comes_or_changes_is_told_and_one_that_goes_is_not(qtbot: QtBot) -> None:
    watch = NetworkWatch()
    network = QNetworkInformation.instance()
    if network is None:
        pytest.skip("Qt finds nothing here that tells of the network")
    told: list[str] = []
    watch.changed.connect(lambda: told.append("changed"))
    reachability = QNetworkInformation.Reachability
    network.reachabilityChanged.emit(reachability.Disconnected)
    assert told == []
    for reached in (reachability.Site, reachability.Online):
        network.reachabilityChanged.emit(reached)
    network.transportMediumChanged.emit(QNetworkInformation.TransportMedium.WiFi)
    assert len(told) == 3
    shiboken6.delete(watch)
    network.reachabilityChanged.emit(reachability.Online)
    assert len(told) == 3


# -------------------------------------------------------------------- what is told of transfers


class Recorder(Desktop):
    """A desktop that shows everything, and what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.fractions: list[float | None] = []
        self.badges: list[int] = []
        self.shown: list[tuple[str, str]] = []
        self.click: Callable[[], object] = lambda: None

    def progress(self, fraction: float | None) -> None:
        self.fractions.append(fraction)

    def badge(self, number: int) -> None:
        self.badges.append(number)

    def notify(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        self.shown.append((title, text))
        self.click = clicked


class Scene:
    """A herald between a scripted queue and a recording desktop, with a clock of its own."""

    def __init__(self, qtbot: QtBot, *jobs: JobStatus, settings: Settings | None = None) -> None:
        self.qtbot = qtbot
        self.queue = ScriptedQueue(*jobs)
        self.bridge = TransferBridge()
        self.desktop = Recorder()
        self.now = 500.0
        self.in_front = False
        self.herald = TransferHerald(
            self.queue,
            self.bridge,
            self.desktop,
            settings or Settings(),
            in_front=lambda: self.in_front,
            clock=lambda: self.now,
        )
        # The same by the clock of the test, and sooner by ours.
        self.herald._look.setInterval(10)
        self.herald._settle.setInterval(150)
        self.working: list[bool] = []
        self.herald.working_changed.connect(self.working.append)

    def tell(self, *jobs: JobStatus) -> None:
        for status in jobs:
            self.queue.known[status.id] = status
            self.bridge.notify(status.id)

    def begin(self, *jobs: JobStatus) -> None:
        before = len(self.working)
        self.tell(*jobs)
        self.qtbot.waitUntil(lambda: self.working[before:] == [True], timeout=LONG)

    def end(self, *jobs: JobStatus, after: float) -> None:
        """The jobs change to this, so many seconds after the work began."""
        before = len(self.working)
        self.now += after + 1
        self.tell(*jobs)
        self.qtbot.waitUntil(lambda: self.working[before:] == [False], timeout=LONG)


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene(qtbot)


DONE = {"state": State.DONE, "files_done": 1, "done": 1000}


def test_long_work_is_told_at_its_end_and_a_click_leads_to_it(scene: Scene, qtbot: QtBot) -> None:
    scene.begin(job(1))
    assert scene.herald.working
    scene.end(job(1, **DONE), after=11)
    assert scene.desktop.shown == [("Transfers are done", "“plan.pdf” is uploaded.")]
    assert scene.desktop.fractions[0] == 0.5
    assert scene.desktop.fractions[-1] is None
    assert scene.desktop.badges[0] == 1
    assert scene.desktop.badges[-1] == 0
    assert not scene.herald.working
    with qtbot.waitSignal(scene.herald.clicked):
        scene.desktop.click()


def test_short_work_is_not_told(scene: Scene) -> None:
    scene.begin(job(1))
    scene.end(job(1, **DONE), after=9)
    assert scene.desktop.shown == []
    assert scene.desktop.fractions[-1] is None


def test_nothing_is_told_to_who_looks_at_the_window(scene: Scene) -> None:
    scene.in_front = True
    scene.begin(job(1))
    scene.end(job(1, **DONE), after=60)
    assert scene.desktop.shown == []


def test_who_wants_no_notifications_gets_none(qtbot: QtBot) -> None:
    settings = Settings(notify=False)
    scene = Scene(qtbot, settings=settings)
    scene.begin(job(1))
    scene.end(job(1, **DONE), after=60)
    assert scene.desktop.shown == []
    settings.notify = True
    scene.begin(job(2))
    scene.end(job(2, **DONE), after=60)
    assert len(scene.desktop.shown) == 1


def test_one_notification_for_all_that_went_on_together(scene: Scene) -> None:
    scene.begin(job(1, files=300), job(2))
    scene.tell(job(3, state=State.WAITING, done=0))
    scene.end(
        job(1, state=State.FAILED, files=300, files_done=297, files_failed=3),
        job(2, **DONE),
        job(3, **DONE),
        after=60,
    )
    assert scene.desktop.shown == [("Transfers ended with errors", "299 files are done. 3 files failed.")]


def test_each_work_tells_its_own_only(scene: Scene) -> None:
    for number in (1, 2):
        scene.begin(job(number))
        scene.end(job(number, **DONE), after=60)
    assert [text for _, text in scene.desktop.shown] == ["“plan.pdf” is uploaded."] * 2


def test_what_was_over_before_is_not_told(qtbot: QtBot) -> None:
    scene = Scene(qtbot, job(1, state=State.FAILED, files_failed=1), job(2, **DONE))
    scene.begin(job(3))
    scene.tell(job(2, **DONE))
    scene.end(job(3, **DONE), after=60)
    assert scene.desktop.shown == [("Transfers are done", "“plan.pdf” is uploaded.")]


def test_work_of_an_earlier_run_goes_on(qtbot: QtBot) -> None:
    scene = Scene(qtbot, job(1, done=250))
    qtbot.waitUntil(lambda: scene.working == [True], timeout=LONG)
    assert scene.desktop.fractions == [0.25]


def test_a_retry_is_new_work(scene: Scene) -> None:
    scene.begin(job(1))
    scene.end(job(1, state=State.FAILED, files_failed=1), after=60)
    scene.begin(job(1))
    scene.end(job(1, **DONE), after=60)
    assert [title for title, _ in scene.desktop.shown] == [
        "Transfers ended with errors",
        "Transfers are done",
    ]


def test_a_job_that_is_taken_off_the_list_ends_too(scene: Scene) -> None:
    scene.begin(job(1))
    del scene.queue.known[1]
    scene.bridge.notify(1)
    scene.qtbot.waitUntil(lambda: scene.working == [True, False], timeout=LONG)
    assert scene.desktop.shown == []


def test_a_pause_is_no_news(scene: Scene) -> None:
    scene.begin(job(1))
    scene.end(job(1, state=State.PAUSED), after=60)
    assert scene.desktop.shown == []
    scene.begin(job(1))
    scene.end(job(1, **DONE), after=60)
    assert len(scene.desktop.shown) == 1


def test_after_stop_nothing_is_told(scene: Scene) -> None:
    scene.begin(job(1))
    count = len(scene.desktop.fractions)
    scene.tell(job(1, **DONE))
    scene.herald.stop()
    assert not scene.herald._look.isActive()
    assert len(scene.desktop.fractions) == count


@pytest.mark.parametrize(
    ("jobs", "fraction"),
    [
        ([], 0.0),
        ([job(1, size=0, done=0)], 0.0),
        ([job(1, size=1000, done=500)], 0.5),
        ([job(1, size=1000, done=1000, state=State.DONE), job(2, size=3000, done=0)], 0.25),
        ([job(1, size=1000, done=0, state=State.SKIPPED), job(2, size=1000, done=0)], 0.5),
        # A journal that counts a part twice must not lead to 120 %.
        ([job(1, size=1000, done=1200)], 1.0),
        ([job(1, size=9000, done=0, state=State.PAUSED), job(2, size=1000, done=500)], 0.5),
        ([job(1, size=9000, done=0, state=State.FAILED), job(2, size=1000, done=500)], 0.5),
    ],
)
def test_the_fraction_of_the_work(jobs: list[JobStatus], fraction: float) -> None:
    assert fraction_done(jobs) == fraction


FOLDER = {"name": "Plans (312 files)", "files": 312}


@pytest.mark.parametrize(
    ("jobs", "told"),
    [
        ([], None),
        ([job(1, state=State.CANCELLED, files_done=5)], None),
        ([job(1, **DONE)], ("Transfers are done", "“plan.pdf” is uploaded.")),
        (
            [job(1, **DONE, direction=Direction.DOWNLOAD)],
            ("Transfers are done", "“plan.pdf” is downloaded."),
        ),
        (
            [job(1, state=State.SKIPPED, files_done=1)],
            ("Transfers are done", "“plan.pdf” was skipped."),
        ),
        (
            [job(1, state=State.FAILED, files_failed=1, error=Offline("No answer came."))],
            ("Transfers ended with errors", "“plan.pdf”: No answer came."),
        ),
        ([job(1, state=State.FAILED)], ("Transfers ended with errors", "“plan.pdf” failed.")),
        (
            [job(1, state=State.DECIDING, files_deciding=1)],
            ("Transfers wait for your decision", "“plan.pdf” waits."),
        ),
        (
            [job(1, **FOLDER, state=State.DONE, files_done=312)],
            ("Transfers are done", "312 files are done."),
        ),
        (
            [job(1, **FOLDER, state=State.DECIDING, files_done=1, files_deciding=311)],
            ("Transfers wait for your decision", "1 file is done. 311 files wait."),
        ),
        (
            [job(1, **FOLDER, state=State.DONE, files_done=312), job(2, state=State.FAILED)],
            ("Transfers ended with errors", "312 files are done. 1 file failed."),
        ),
        (
            [job(1, **DONE, name="100 % {done}.pdf")],
            ("Transfers are done", "“100 % {done}.pdf” is uploaded."),
        ),
    ],
)
def test_the_words_at_the_end(jobs: list[JobStatus], told: tuple[str, str] | None) -> None:
    assert ending(jobs) == told


# -------------------------------------------------------------------- all of it


@needs_bus
def test_the_taskbar_follows_a_real_upload(
    session: Session,
    desktop: FreeDesktop,
    explorer: Explorer,
    standin_2023: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    explorer.wait(lambda: desktop._bus._early is None)
    # The keychain is not to be looked for there: keyring leaves its connections open.
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    site = explorer.add_site(standin_2023)
    explorer.show()
    folder = explorer.make_folder()
    herald = TransferHerald(explorer.queue, explorer.bridge, desktop, explorer.settings)
    (tmp_path / "large.bin").write_bytes(b"x" * 3_000_000)
    # A second or two in all, so that there is something to see.
    explorer.queue.set_limits(Limits(upload_rate=1_500_000))
    explorer.queue.upload(site.id, [tmp_path / "large.bin"], folder)

    def shown() -> list[float | None]:
        states = [state for _, state in session.panel.heard]
        return [float(state["progress"]) if state["progress-visible"] else None for state in states]

    explorer.wait(lambda: any(fraction and 0 < fraction < 1 for fraction in shown()))
    explorer.wait(lambda: shown()[-1] is None)
    fractions = [fraction for fraction in shown() if fraction is not None]
    assert fractions == sorted(fractions)
    assert not herald.working
    assert session.service.shown == [], "short work, before the person's eyes"
    herald.stop()
