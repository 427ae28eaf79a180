"""Sleep is kept away by what the desktop offers, on a bus of the test's own, and noticed by its clocks."""

from __future__ import annotations

import gc
import json
import logging
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bimexplorer.transfer.awake import Awake, SleepWatch

ENOUGH = 20
"""Seconds a test waits for what has to happen."""

needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None,
    reason="there is no dbus-daemon to start a bus of our own",
)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# -------------------------------------------------------------------- keeping awake

_SESSION_MANAGER = textwrap.dedent(
    """
    import json, sys
    from jeepney import DBusAddress, MessageType, new_error, new_method_return
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    connection = open_dbus_connection()
    Proxy(message_bus, connection).RequestName("org.gnome.SessionManager")
    print(json.dumps(["ready"]), flush=True)
    refuses = sys.argv[1] == "refuse"
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        fields = {key.name: value for key, value in message.header.fields.items()}
        print(json.dumps([fields["member"], *message.body]), flush=True)
        if refuses:
            connection.send(new_error(message, "org.gnome.SessionManager.Denied", "s", ("No.",)))
        elif fields["member"] == "Inhibit":
            connection.send(new_method_return(message, "u", (4711,)))
        else:
            connection.send(new_method_return(message))
    """
)


class Desktop:
    """A session manager in a process of its own, and what it was asked."""

    def __init__(self, folder: Path, mode: str) -> None:
        self._heard = folder / "heard"
        with self._heard.open("w") as heard:
            self._process = subprocess.Popen([sys.executable, "-c", _SESSION_MANAGER, mode], stdout=heard)
        until(self.calls)

    def calls(self) -> list[list[object]]:
        return [json.loads(line) for line in self._heard.read_text().splitlines()]

    def asked(self, member: str) -> int:
        return sum(call[0] == member for call in self.calls())

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty session bus."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def desktop(request: pytest.FixtureRequest, bus: str, tmp_path: Path) -> Iterator[Desktop]:
    desktop = Desktop(tmp_path, getattr(request, "param", "grant"))
    yield desktop
    desktop.end()


@pytest.fixture
def awake() -> Iterator[Awake]:
    awake = Awake()
    yield awake
    awake.release()
    awake.join(time.monotonic() + ENOUGH)
    assert "awake" not in [thread.name for thread in threading.enumerate()]


@needs_bus
def test_the_desktop_is_asked_once_and_told_when_it_is_over(awake: Awake, desktop: Desktop) -> None:
    awake.hold()
    awake.hold()
    assert awake.held
    until(lambda: desktop.asked("Inhibit"))
    awake.release()
    awake.release()
    assert not awake.held
    until(lambda: desktop.asked("Uninhibit"))
    awake.join(time.monotonic() + ENOUGH)
    calls = desktop.calls()
    assert [call[0] for call in calls if "nhibit" in str(call[0])] == ["Inhibit", "Uninhibit"]
    inhibit = next(call for call in calls if call[0] == "Inhibit")
    assert inhibit[1] == "BIM Explorer"
    assert inhibit[3] == "Files are being transferred."
    assert next(call for call in calls if call[0] == "Uninhibit")[1] == 4711


@needs_bus
def test_it_can_be_held_again(awake: Awake, desktop: Desktop) -> None:
    for times in (1, 2, 3):
        awake.hold()
        until(lambda times=times: desktop.asked("Inhibit") == times)
        awake.release()
    until(lambda: desktop.asked("Uninhibit") == 3)


@needs_bus
def test_hold_and_release_may_come_from_different_threads(awake: Awake, desktop: Desktop) -> None:
    for act in (awake.hold, awake.release):
        thread = threading.Thread(target=act)
        thread.start()
        thread.join()
    until(lambda: desktop.asked("Uninhibit") == 1)


@needs_bus
def test_nothing_searches_for_cycles_on_another_thread(
    awake: Awake, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would destroy widgets that only a cycle keeps off the thread that they belong to."""
    collected: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda *_: collected.append(threading.current_thread().name))
    awake.hold()
    until(lambda: desktop.asked("Inhibit"))
    awake.release()
    awake.join(time.monotonic() + ENOUGH)
    assert desktop.asked("Uninhibit") == 1
    assert collected == []


@needs_bus
@pytest.mark.parametrize("desktop", ["refuse"], indirect=True)
def test_a_desktop_that_refuses_is_told_in_the_log_once(
    awake: Awake, desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bimexplorer")
    for times in (1, 2):
        awake.hold()
        until(lambda times=times: desktop.asked("Inhibit") == times)
        awake.release()
        awake.join(time.monotonic() + ENOUGH)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "falling asleep" in caplog.text


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all"])
def test_no_desktop_at_all_is_told_in_the_log_once(
    awake: Awake, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("WAKEPY_FORCE_FAILURE", "" if sys.platform == "linux" else "1")
    caplog.set_level(logging.INFO, "bimexplorer")
    for _ in range(3):
        awake.hold()
        assert awake.held
        awake.release()
        awake.join(time.monotonic() + ENOUGH)
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_release_without_hold_does_nothing(awake: Awake) -> None:
    awake.release()
    assert not awake.held


# -------------------------------------------------------------------- noticing sleep


class Clocks:
    def __init__(self) -> None:
        self.wall, self.monotonic = 1_800_000_000.0, 50.0

    def pass_time(self, wall: float, monotonic: float) -> None:
        self.wall += wall
        self.monotonic += monotonic


@pytest.mark.parametrize(
    ("wall", "monotonic", "slept"),
    [
        (5, 5, False),
        (9.9, 9.9, False),  # the look came late, on a busy computer
        (3600, 3, True),  # Linux, macOS: one clock stood still
        (3600, 3600, True),  # Windows: nobody looked for an hour
        (8, 0.5, True),
        (4.9, 0.1, False),  # a nap
        (-3600, 5, False),  # somebody set the clock back
        (-3600 * 5, 3600, True),  # it slept, and woke in another time
        (0, 0, False),
    ],
)
def test_the_clocks_tell_of_sleep(wall: float, monotonic: float, slept: bool) -> None:
    clocks = Clocks()
    watch = SleepWatch(5, lambda: clocks.wall, lambda: clocks.monotonic)
    clocks.pass_time(5, 5)
    assert not watch.slept()
    clocks.pass_time(wall, monotonic)
    assert watch.slept() is slept
    clocks.pass_time(5, 5)
    assert not watch.slept(), "a sleep is told once"


def test_a_clock_that_drifts_is_no_sleep() -> None:
    clocks = Clocks()
    watch = SleepWatch(5, lambda: clocks.wall, lambda: clocks.monotonic)
    for _ in range(1000):
        clocks.pass_time(5.01, 5)
        assert not watch.slept()


def test_the_real_clocks_do_not_sleep_while_this_test_runs() -> None:
    assert not SleepWatch(5).slept()
