"""Started once more: the window that is there answers, and nothing stands in the next one's way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.paths import Profile
from bimexplorer.program import Program
from bimexplorer.settings import Settings
from bimexplorer.ui.desktop import later_starts
from bimexplorer.ui.desktop.instance import (
    LONGEST,
    Request,
    Seat,
    name_of_socket,
    seat_or_hand_over,
)
from bimexplorer.ui.desktop.later_starts import LaterStarts
from tests.standin import wait_until

START = [sys.executable, "-W", "error", "-m", "bimexplorer"]


@pytest.fixture(autouse=True)
def sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which windows listen; a path of pytest's own would be too long for one."""
    folder = tmp_path / "run"
    folder.mkdir()
    if sys.platform == "win32":  # they listen at pipes
        yield folder
        return
    short = Path("/tmp") / f"bx{os.getpid()}"
    short.unlink(missing_ok=True)
    short.symlink_to(folder)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    yield folder
    short.unlink()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.under(tmp_path / "profile")


@pytest.fixture
def seat(profile: Profile) -> Iterator[Seat]:
    seat = Seat(profile)
    assert seat.take()
    yield seat
    seat.leave()


@pytest.fixture
def asked(qtbot: QtBot, seat: Seat) -> Iterator[list[Request]]:
    """What later starts have asked of a window."""
    requests: list[Request] = []
    later = LaterStarts(seat)
    later.asked.connect(requests.append)
    yield requests
    later.close()
    later.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def start(profile: Profile, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    root = profile.config.parent
    return subprocess.Popen(
        [*START, "--profile", str(root), *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str], qtbot: QtBot) -> tuple[int, str]:
    """The exit status and what was printed, while this process' windows go on."""
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=60_000)
    out, err = process.communicate()
    words = [
        line for line in (out + err).splitlines() if not line.startswith("This plugin does not support ")
    ]
    return process.returncode, "\n".join(words)


def listening(profile: Profile) -> int:
    """The process whose window answers later starts; 0: none does."""
    try:
        return int(json.loads(profile.window_address.read_text(encoding="utf-8"))["process"])
    except (OSError, ValueError):
        return 0


# -------------------------------------------------------------------------------- handing over


def test_the_window_that_is_there_comes_to_the_front_and_takes_the_link(
    loop: object, qtbot: QtBot, seat: Seat, profile: Profile
) -> None:
    program = Program(loop, profile, None)
    later = LaterStarts(seat, program)
    later.asked.connect(program.answer)
    try:
        program.start("", None)
        program.window.showMinimized()
        other = QWidget()
        qtbot.addWidget(other)
        with qtbot.waitActive(other):
            other.show()
        done = said(start(profile, "bimx:///My%20site/a", XDG_ACTIVATION_TOKEN="token-1"), qtbot)
        assert done == (0, "")
        assert not program.window.isMinimized()
        qtbot.waitUntil(program.window.isActiveWindow, timeout=15_000)
        qtbot.waitUntil(program.window.messages.isVisible, timeout=15_000)
        assert "“My site”" in program.window.messages.accessibleName()
        assert os.environ.pop("XDG_ACTIVATION_TOKEN") == "token-1"
    finally:
        later.close()
        program.stop()
        program.window.deleteLater()
        program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_handing_over_loads_nothing_of_the_window(
    qtbot: QtBot, asked: list[Request], profile: Profile
) -> None:
    code = (
        "import sys\nfrom bimexplorer.app import main\n"
        f"assert main(['--profile', {str(profile.config.parent)!r}, 'bimx://Office/a']) == 0\n"
        "slow = ('PySide6.QtWidgets', 'PySide6.QtGui', 'asyncio', 'requests', 'bimexplorer.program')\n"
        "assert not [name for name in slow if name in sys.modules]"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert said(process, qtbot) == (0, "")
    assert [request.link for request in asked] == ["bimx://Office/a"]


@pytest.mark.parametrize(
    "link", ["bimx://Büro/ä%20ö", 'a "quoted" \n\t link', "--", "bimx://\U0001f3d7/" + "ä" * 50_000]
)
def test_a_link_comes_as_it_was_given(
    qtbot: QtBot, asked: list[Request], profile: Profile, link: str
) -> None:
    # A link may look like an option; whoever passes it on puts "--" before it.
    assert said(start(profile, "--", link), qtbot) == (0, "")
    assert asked[0].link == link[:40_000]


def test_other_profiles_pictures_and_demonstrations_do_not_meet(
    qtbot: QtBot, asked: list[Request], profile: Profile, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    code, words = said(start(profile, "--screenshot", str(picture)), qtbot)
    assert (code, words) == (0, "")
    assert picture.exists()
    code, words = said(start(profile, "--demo", "--screenshot", str(picture)), qtbot)
    assert (code, words) == (0, "")
    other = Seat(Profile.under(tmp_path / "other"))
    assert other.take()
    other.leave()
    assert asked == []


# -------------------------------------------------------------------------------- who may be the window


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_of_many_starts_at_once_one_stays_and_a_crash_blocks_nobody(
    qtbot: QtBot, profile: Profile, sockets: Path
) -> None:
    started = [start(profile, f"bimx://Office/{number}") for number in range(4)]
    try:
        wait_until(lambda: sum(process.poll() is not None for process in started) == 3, 90)
        (window,) = [process for process in started if process.poll() is None]
        assert listening(profile) == window.pid
        assert [process.returncode for process in started if process is not window] == [0, 0, 0]
        assert len(list(sockets.iterdir())) == 1
        window.kill()
        window.wait()
        assert len(list(sockets.iterdir())) == 1  # what a crash leaves behind
        again = start(profile)
        started.append(again)
        wait_until(lambda: listening(profile) == again.pid, 60)
        assert len(list(sockets.iterdir())) == 1
        assert said(start(profile), qtbot) == (0, "")
        again.send_signal(signal.SIGTERM)
        code, words = said(again, qtbot)
        assert (code, words) == (128 + signal.SIGTERM, "")
        assert Settings.load(profile.settings_file).window_state  # a logout ends it so
        assert list(sockets.iterdir()) == []
        assert listening(profile) == 0
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def test_who_asks_a_window_that_is_closing_becomes_the_next_one(
    qtbot: QtBot, profile: Profile, seat: Seat
) -> None:
    later = LaterStarts(seat)
    later.close()
    code = (
        "from pathlib import Path\nfrom bimexplorer.paths import Profile\n"
        "from bimexplorer.ui.desktop.instance import Request, seat_or_hand_over\n"
        "print('waits', flush=True)\n"
        f"seat = seat_or_hand_over(Profile.under(Path({str(profile.config.parent)!r})), Request())\n"
        "print(seat.held)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waits\n"
    seat.leave()
    assert said(process, qtbot) == (0, "True")


def test_a_window_that_does_not_answer_is_not_waited_for_without_end(
    qtbot: QtBot, profile: Profile, seat: Seat
) -> None:
    own = seat_or_hand_over(profile, Request(), patience=0.2)  # it has not begun to listen
    assert own is not None
    assert not own.held
    silent = QLocalServer()
    assert silent.listen(name_of_socket())
    seat.announce(silent.fullServerName())
    own = seat_or_hand_over(profile, Request(), patience=0.2)
    assert own is not None
    assert not own.held
    silent.close()
    own = seat_or_hand_over(profile, Request(), patience=0.2)  # nobody is there any more
    assert own is not None
    assert not own.held
    own.leave()
    assert seat.held
    assert listening(profile) == os.getpid()


def test_a_window_on_another_display_is_left_alone(
    asked: list[Request], profile: Profile, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    address = seat.address()
    assert address is not None
    for here, there, elsewhere in (
        (":0", "localhost:10", True),
        (":0", ":0", False),
        ("", ":0", False),  # offscreen, or a system without displays of that kind
    ):
        monkeypatch.setenv("DISPLAY", there)
        seat.announce(address.name)
        monkeypatch.setenv("DISPLAY", here)
        found = seat.address()
        assert found is not None
        assert found.is_elsewhere is elsewhere
    monkeypatch.setenv("DISPLAY", "localhost:10")
    seat.announce(address.name)
    monkeypatch.setenv("DISPLAY", ":0")
    own = seat_or_hand_over(profile, Request(), patience=60)
    assert own is not None
    assert not own.held
    assert asked == []


def test_where_nothing_can_be_locked_each_start_has_its_window(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile.window_lock.mkdir()
    seat = seat_or_hand_over(profile, Request(), patience=60)
    assert seat is not None
    assert not seat.held


@pytest.mark.parametrize(
    "left",
    [
        "",
        "no json",
        "[]",
        '{"name": 7, "process": 1, "displays": []}',
        '{"name": "FILE", "process": 1, "displays": []}',
        '{"name": "FILE/../bimexplorer-0", "process": 1, "displays": []}',
        "[" * 30_000,
        '{"name": "bimexplorer-' + "0" * 32 + '", "process": 1, "displays": 7}',
        '{"name": "bimexplorer-' + "0" * 32 + '", "process": "1", "displays": []}',
    ],
)
def test_a_damaged_address_harms_nothing(profile: Profile, tmp_path: Path, left: str) -> None:
    file = tmp_path / "a file"
    file.write_text("kept", encoding="utf-8")
    profile.window_address.write_text(left.replace("FILE", str(file)), encoding="utf-8")
    seat = seat_or_hand_over(profile, Request(), patience=0)
    assert seat is not None
    assert seat.held
    assert seat.address() is None
    assert file.read_text(encoding="utf-8") == "kept"
    seat.leave()


# -------------------------------------------------------------------------------- who may ask, and what


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has its rights elsewhere")
def test_nobody_else_can_ask(asked: list[Request], seat: Seat, sockets: Path) -> None:
    (socket,) = sockets.iterdir()
    assert socket.stat().st_mode & 0o077 == 0
    assert asked == []


@pytest.mark.parametrize(
    "line",
    [
        b"no json\n",
        b"[]\n",
        b"{}\n",
        b'{"link": 1, "activation": ""}\n',
        b'{"link": "\xff", "activation": ""}\n',
        b"[" * 30_000 + b"\n",
        b"x" * (LONGEST + 10),
    ],
)
def test_nonsense_is_refused_and_the_next_one_is_heard(
    qtbot: QtBot,
    asked: list[Request],
    profile: Profile,
    seat: Seat,
    line: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = seat.address()
    assert address is not None
    socket = QLocalSocket()
    socket.connectToServer(address.name)
    assert socket.waitForConnected(5000)
    socket.write(line)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=15_000)
    assert bytes(socket.readAll().data()) == b""
    assert "later start asks for" in caplog.text
    assert asked == []
    answered = QLocalSocket()
    answered.connectToServer(address.name)
    assert answered.waitForConnected(5000)
    answered.write(b'{"link": "bimx://a/b", "activation": "t", "more": [1]}\n')
    qtbot.waitUntil(answered.canReadLine, timeout=15_000)
    assert answered.readLine().data() == b"taken\n"
    assert asked == [Request("bimx://a/b", "t")]


def test_a_request_in_pieces_is_put_together(qtbot: QtBot, asked: list[Request], seat: Seat) -> None:
    address = seat.address()
    assert address is not None
    socket = QLocalSocket()
    socket.connectToServer(address.name)
    assert socket.waitForConnected(5000)
    line = Request("bimx://Office/" + "a" * 20_000).line()
    for begin in range(0, len(line), 4000):
        socket.write(line[begin : begin + 4000])
        socket.flush()
        QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=15_000)
    assert asked[0].link.endswith("aaa")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe can have any name")
def test_a_window_that_cannot_listen_starts_all_the_same(
    qtbot: QtBot, seat: Seat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(later_starts, "name_of_socket", lambda: "/no/such/folder/" + "x" * 200)
    later = LaterStarts(seat)
    assert "cannot reach this window" in caplog.text
    assert seat.address() is None
    later.close()
    later.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_which_names_are_taken_for_sockets(profile: Profile, seat: Seat) -> None:
    for name in (name_of_socket(), r"\\.\pipe\bimexplorer-" + "0a" * 16):
        seat.announce(name)
        address = seat.address()
        assert address is not None
        assert address.name == name
        assert address.process == os.getpid()
