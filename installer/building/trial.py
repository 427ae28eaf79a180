"""The frozen program is started and used before it counts as built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from development.problems import SetUpError

from . import layout

_SECONDS = 120.0
"""For one step. A machine that does something else meanwhile is slow, a program that hangs is broken."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SMALLEST_PICTURE = 20_000
"""Bytes. An empty window of the usual size makes some 5,000."""


@dataclass(frozen=True)
class Times:
    """Seconds of the first start of each."""

    window: float
    """With the demo's servers, signed in, a folder shown and saved as a picture, and closed again."""
    shell: float
    """`bimx --version`."""
    again: float
    """A start with a link while the window is there: it hands the link over."""


def try_out(folder: Path, version: str) -> Times:
    """Use the programs of a frozen folder. Raises SetUpError with what was wrong."""
    with tempfile.TemporaryDirectory(prefix="bimexplorer-trial-", ignore_cleanup_errors=True) as scratch:
        trial = _Trial(folder, Path(scratch))
        times = Times(shell=trial.versions(version), window=trial.picture(), again=trial.second_start())
        trial.round_trip()
    return times


def surroundings(environment: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """Nothing of a checkout, a display or a keychain may help or be changed."""
    foreign = (
        "PYTHON",
        "BIMX_",
        "QT_",
        "QML",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "LD_LIBRARY_PATH",
        "VIRTUAL_ENV",
    )
    kept = {name: value for name, value in environment.items() if not name.startswith(foreign)}
    kept["QT_QPA_PLATFORM"] = "offscreen"
    kept["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    kept["NO_PROXY"] = kept["no_proxy"] = "127.0.0.1,localhost"
    if sys.platform != "win32":
        kept["HOME"] = str(scratch)
    return kept


class _Trial:
    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self._environment = surroundings(os.environ, scratch)

    def versions(self, version: str) -> float:
        """Each program says its version, the window where it has somewhere to say it."""
        began = time.monotonic()
        said = self._run("bimx", "--version")
        seconds = time.monotonic() - began
        _expect(said.split()[-1:] == [version], f"bimx --version said {said!r}, not {version}")
        said = self._run("bimexplorer", "--version")
        if sys.platform != "win32":
            _expect(said.split()[-1:] == [version], f"bimexplorer --version said {said!r}, not {version}")
        return seconds

    def picture(self) -> float:
        """The window in demo mode: what starts the stand-ins, signs in and draws icons and texts."""
        target = self._scratch / "window.png"
        began = time.monotonic()
        self._run("bimexplorer", "--demo", "--screenshot", target)
        seconds = time.monotonic() - began
        data = target.read_bytes() if target.exists() else b""
        _expect(data.startswith(_PNG), "bimexplorer --demo --screenshot saved no picture")
        _expect(len(data) > _SMALLEST_PICTURE, f"the picture of the window is empty ({len(data)} bytes)")
        return seconds

    def second_start(self) -> float:
        """The window takes the link of a later start, and that ends."""
        profile = self._scratch / "window"
        listening = profile / "data" / "locks" / "window.json"
        command = [str(layout.executable(self._folder, "bimexplorer")), "--profile", str(profile)]
        nothing = subprocess.DEVNULL
        window = subprocess.Popen(
            command, cwd=self._scratch, env=self._environment, stdin=nothing, stdout=nothing, stderr=nothing
        )
        try:
            deadline = time.monotonic() + _SECONDS
            while not listening.exists():
                _expect(window.poll() is None, "the window has ended by itself")
                _expect(time.monotonic() < deadline, "the window does not listen for later starts")
                time.sleep(0.1)
            began = time.monotonic()
            self._run("bimexplorer", "--profile", profile, "--", "bimx:///No%20such%20site/a")
            seconds = time.monotonic() - began
            _expect(window.poll() is None, "the window has ended when it was started once more")
        finally:
            window.terminate()
            window.wait()
        return seconds

    def round_trip(self) -> None:
        """`bimx` brings a file to a stand-in and back, and reads the other cloud."""
        content = os.urandom(3_000_000)
        here = self._scratch / "Plan ä.bin"
        here.write_bytes(content)
        with self._stand_ins() as told:
            bimcloud, bimplus = told["bimcloud"], told["bimplus"]
            application = ("--application-id", bimplus["application_id"])
            bimx = self._bimx
            bimx(bimcloud, "sites", "add", "bc", "--bimcloud", bimcloud["manager"])
            address = bimplus["api"].removesuffix("/v2")
            bimx(bimplus, "sites", "add", "bp", "--bimplus", address, *application)
            bimx(bimcloud, "mkdir", "bc:/Trial")
            bimx(bimcloud, "put", here, "bc:/Trial")
            bimx(bimcloud, "get", f"bc:/Trial/{here.name}", self._scratch / "back.bin")
            teams = json.loads(bimx(bimplus, "ls", "--json", "bp:/"))
        back = self._scratch / "back.bin"
        _expect(back.exists() and back.read_bytes() == content, "what bimx brought back is not what it sent")
        _expect(len(teams) > 0, "bimx listed no team of the stand-in for Bimplus")

    def _bimx(self, server: Mapping[str, Any], *arguments: object) -> str:
        user = server["users"][0]
        signing_in = {"BIMX_USERNAME": user["username"], "BIMX_PASSWORD": user["password"]}
        return self._run("bimx", "--profile", self._scratch / "profile", *arguments, **signing_in)

    @contextmanager
    def _stand_ins(self) -> Iterator[Any]:
        command = [str(layout.executable(self._folder, "bimexplorer-demo")), "--exit-with-parent"]
        process = subprocess.Popen(
            [*command, "--data", str(self._scratch / "clouds")],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        with process:  # leaving it closes the standard input, which ends the servers
            assert process.stdout is not None
            line = process.stdout.readline()
            try:
                told = json.loads(line)
            except ValueError as error:
                process.kill()
                raise SetUpError(f"bimexplorer-demo did not start; it said {line!r}.") from error
            yield told

    def _run(self, program: str, *arguments: object, **more: str) -> str:
        command = [str(layout.executable(self._folder, program)), *map(str, arguments)]
        try:
            done = subprocess.run(
                command,
                cwd=self._scratch,
                env={**self._environment, **more},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SetUpError(f"{program} {arguments} did not end within {_SECONDS:.0f} s.") from error
        except OSError as error:
            raise SetUpError(f"{program} does not start: {error}") from error
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip()
            raise SetUpError(f"{program} {arguments} ended with {done.returncode}:\n{said}")
        return done.stdout


def _expect(held: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    if not held:
        raise SetUpError(f"The frozen program does not work: {otherwise}.")
