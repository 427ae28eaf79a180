"""`bimx` as a person runs it, on a profile of its own, against a real stand-in."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends.null import Keyring as NoKeychain

from bimexplorer.cli import main
from tests.standin import StandIn

_ROOT = Path(__file__).parents[2]
_COMMAND = [
    sys.executable,
    "-W",
    "error",
    "-c",
    # Whoever starts the tests in the background has them ignore Ctrl-C or a terminal that is closed, and so
    # would their children.
    (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "hasattr(signal, 'SIGHUP') and signal.signal(signal.SIGHUP, signal.SIG_DFL); "
        "from bimexplorer.cli import main; sys.exit(main())"
    ),
]


class Process(subprocess.Popen[str]):
    """One that does not outlive a test that failed meanwhile."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(None, None, None)


@dataclass
class Bimx:
    """Runs commands; a site is known, `bc` or `bp`, and signs in from the environment."""

    folder: Path
    """For local files; also the current folder of the commands."""
    environment: dict[str, str] = field(default_factory=dict)
    here: str = ""
    """A remote folder of the test's own: `bc:/...` or `bp:/...`."""
    site: str = "bc"

    def __call__(self, *arguments: str | Path, code: int = 0, **environment: str) -> str:
        """What it printed: its results, or with another exit code its sentences."""
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.chdir(self.folder)
            for name, value in {**self.environment, **environment}.items():
                patch.setenv(name, value)
            try:
                got = main(self._arguments(arguments))
            except SystemExit as end:
                got = int(end.code or 0)
        assert got == code, (got, out.getvalue(), err.getvalue())
        return out.getvalue() if code == 0 else err.getvalue()

    def process(
        self, *arguments: str | Path, terminal: int | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        """The same as a process of its own; `terminal` takes the place of its input and standard error."""
        return Process(
            [*_COMMAND, *self._arguments(arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(_ROOT), **self.environment, **environment},
            stdin=subprocess.DEVNULL if terminal is None else terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if terminal is None else terminal,
            text=True,
            encoding="utf-8",
        )

    def _arguments(self, arguments: tuple[str | Path, ...]) -> list[str]:
        return ["--profile", str(self.folder / "profile"), *map(str, arguments)]

    def json(self, *arguments: str | Path, **environment: str) -> Any:
        return json.loads(self(*arguments, "--json", **environment))

    def names(self, place: str) -> list[str]:
        return sorted(entry["name"] for entry in self.json("ls", place))


def signed_in(server: StandIn, folder: Path, user: int = 0) -> Bimx:
    """At BIMcloud."""
    bimx = Bimx(folder, environment(server.users[user]))
    bimx("sites", "add", "bc", "--bimcloud", server.manager)
    return bimx


def signed_in_to_bimplus(server: StandIn, folder: Path, user: int = 0) -> Bimx:
    bimx = Bimx(folder, environment(server.bimplus["users"][user]), site="bp")
    bimx("sites", "add", "bp", *bimplus_options(server))
    return bimx


def environment(account: dict[str, str]) -> dict[str, str]:
    return {"BIMX_USERNAME": account["username"], "BIMX_PASSWORD": account["password"]}


def bimplus_options(server: StandIn) -> list[str]:
    """Of `sites add`."""
    return ["--bimplus", server.bimplus["api"], "--application-id", server.bimplus["application_id"]]


@pytest.fixture(autouse=True)
def _no_keychain() -> Iterator[None]:
    """Neither this computer's keychain nor one that another test module defines."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeychain())
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    """bimx sets the level of the process it owns."""
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)


_BIMPLUS_PROJECT = "Library Extension"
"""A sample without documents, in which tests make folders of their own."""

both_clouds = pytest.mark.parametrize(
    ("shared_standin", "cloud"), [("2020.2", "bimcloud"), ("2023.2", "bimplus")], indirect=True
)
"""For a test of `bimx` that both clouds have to pass. What differs between the generations of BIMcloud is not
the concern of these; without the mark it is BIMcloud in both.
"""
bimplus_only = pytest.mark.parametrize(
    ("shared_standin", "cloud"), [("2023.2", "bimplus")], indirect=True, ids=["bimplus"]
)


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "bimcloud")


@pytest.fixture
def bimx(shared_standin: StandIn, cloud: str, tmp_path: Path) -> Bimx:
    if cloud == "bimplus":
        bimx = signed_in_to_bimplus(shared_standin, tmp_path)
        top = f"bp:/{shared_standin.bimplus['team']}/{_BIMPLUS_PROJECT}/Documents"
    else:
        bimx = signed_in(shared_standin, tmp_path)
        top = "bc:"
    bimx.here = f"{top}/Test {uuid.uuid4().int}"
    bimx("mkdir", bimx.here)
    return bimx
