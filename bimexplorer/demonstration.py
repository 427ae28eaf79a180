"""The stand-in servers behind `--demo`: a process of its own that ends with this one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bimexplorer.cancellation import current
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.words import say

SHOWN = ("Riverside School", "Plans", "Floor plans")
"""A folder of the samples in the first site worth a picture."""
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who may sign in to a stand-in, and do everything there."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoSite:
    """One of the stand-ins."""

    site: Site
    user: DemoUser


class Demonstration:
    """Starts the stand-ins, and knows their sites. The methods block and may be called from any thread."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[str] | None = None
        self._guard = threading.Lock()
        self._stopped = False

    def start(self, book: SiteBook) -> tuple[DemoSite, ...]:
        """Start the servers and add their sites, or give them their new addresses. Raises `ProgramError`."""
        told = self._start_process()
        bimcloud, bimplus = told["bimcloud"], told["bimplus"]
        return (
            _kept(book, "Demo BIMcloud", "bimcloud", bimcloud["manager"], bimcloud["generation"], bimcloud),
            _kept(book, "Demo Bimplus", "bimplus", bimplus["api"].removesuffix("/v2"), "v2", bimplus),
        )

    def stop(self) -> None:
        """End the servers; does nothing if they never started."""
        with self._guard:
            self._stopped = True
            process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()

    def _start_process(self) -> Any:
        self._data.mkdir(parents=True, exist_ok=True)
        command = [*_stand_ins(), "--data", str(self._data), "--exit-with-parent"]
        with self._guard:
            if self._stopped:
                raise ProgramError(say("The demonstration was ended before it had begun."))
            # Its standard input is what ties it to this process: the end of the pipe ends it.
            process = self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                # Windows would open a terminal for it beside a window that has none.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        assert process.stdout is not None
        with current().waking(self.stop):
            line = process.stdout.readline()
        try:
            return json.loads(line)
        except ValueError as error:
            raise ProgramError(
                say("The demonstration servers did not start."), f"{' '.join(command)} said {line!r}"
            ) from error


def _stand_ins() -> list[str]:
    """The command of the servers: beside a frozen program, which has no Python to ask, a program too."""
    if getattr(sys, "frozen", False):
        here = Path(sys.executable)
        return [str(here.with_name("bimexplorer-demo" + here.suffix))]
    return [sys.executable, "-m", "bimexplorer.demo"]


def _kept(
    book: SiteBook, name: str, cloud: str, address: str, generation: str, told: dict[str, Any]
) -> DemoSite:
    """The site of this name, with the address that it has now; `told`: what its server said."""
    user = DemoUser(**told["users"][0])
    application_id = told.get("application_id", "")
    try:
        known = book.named(name)
    except NotFound:
        return DemoSite(book.add(name, cloud, address, generation, user.username, application_id), user)
    site = replace(known, address=address, generation=generation, application_id=application_id)
    book.update(site)
    return DemoSite(site, user)
