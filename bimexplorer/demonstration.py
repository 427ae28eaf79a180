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

SITE_NAME = "Demo BIMcloud"
SHOWN = ("Riverside School", "Plans", "Floor plans")
"""A folder of the samples worth a picture."""
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who may sign in to the stand-in."""

    username: str
    password: str


class Demonstration:
    """Starts the stand-in, and knows its site. The methods block and may be called from any thread."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._process: subprocess.Popen[str] | None = None
        self._guard = threading.Lock()
        self._stopped = False
        self.user: DemoUser | None = None
        """Who may do everything; known once it has started."""

    def start(self, book: SiteBook) -> Site:
        """Start the servers and add their site, or give it their new address. Raises `ProgramError`."""
        told = self._start_process()["bimcloud"]
        self.user = DemoUser(**told["users"][0])
        manager, generation = told["manager"], told["generation"]
        try:
            site = replace(book.named(SITE_NAME), address=manager, generation=generation)
        except NotFound:
            return book.add(SITE_NAME, "bimcloud", manager, generation, self.user.username)
        book.update(site)
        return site

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
        command = [sys.executable, "-m", "bimexplorer.demo", "--data", str(self._data), "--exit-with-parent"]
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
