"""The queue of a bench's profile in a process of its own (`other_queue`), which can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.transfer.conftest import Bench, accounts, connection_to

_ROOT = Path(__file__).parents[2]


class Other:
    """A queue in another process."""

    def __init__(self, bench: Bench, *, adopt: bool = True) -> None:
        account = accounts(bench.server, bench.kind)[0]
        connection = connection_to(bench.server, bench.kind)[1]
        wanted = {
            "kind": bench.kind,
            "address": connection.address,
            "generation": connection.generation,
            "application_id": connection.application_id,
            "username": account["username"],
            "password": account["password"],
            "journal": str(bench.profile / "transfers.sqlite3"),
            "lock": str(bench.profile / "transfers.lock"),
            "connections": 4,
            "adopt": adopt,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.transfer.other_queue", json.dumps(wanted)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == "ready"

    def __call__(self, method: str, *arguments: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([method, arguments]) + "\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait(30)
