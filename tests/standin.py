"""The stand-in server for tests: a process of its own, and a judge over every answer it gave.

    def test_something(standin):               # both generations, one after the other
        requests.get(standin.manager + "/get-server-info")

    def test_expiry(start_standin):            # with options of `python -m bimexplorer.demo`
        server = start_standin(generation="2020.2", session_lifetime=0.5, large_folder=500)

Fixtures: `standin` (both generations), `standin_2023`, `standin_2020`, `start_standin(**options)`: fresh
servers, each with a data folder of its own. `shared_standin` (both generations) is one server for the
whole run, quick, for tests that keep to folders they made themselves.

When a test ends, each answer its servers gave is held against the vendor's specification
(`tests.demo.specification`), but for the gaps of `tests.spec_gaps`; and the servers must have ended
cleanly, with nothing on standard error.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.demo.specification import FOLDER, specification

_START = 30.0
"""Seconds until a server has to be ready, also on a busy machine."""
_STOP = 20.0
_ROOT = Path(__file__).parents[1]


class StandIn:
    """A running server. `options` are those of the command line, with `_` for `-`; True is a flag, None none.

    `record=None`: keeps no record, for measurements; nothing can be judged then.
    """

    def __init__(self, folder: Path, *, generation: str = "2023.2", **options: object) -> None:
        self.generation = generation
        self.folder = folder
        self.manager = ""
        self.users: list[dict[str, str]] = []
        """`{"username", "password"}`; the first may do everything."""
        self.bimplus: dict[str, Any] = {}
        """Of the Bimplus in the same process: `api`, `team`, `application_id`, `users`."""
        self._record = folder / "record.jsonl"
        # A run that is killed takes its servers with it.
        self._options = {"data": folder / "data", "record": self._record, "exit_with_parent": True, **options}
        self._errors = folder / "stderr.txt"
        self._judged = 0
        """Bytes of the record that `problems` has seen."""
        self._process: subprocess.Popen[str] | None = None
        self._http = requests.Session()
        self._http.trust_env = False
        self.start()

    def start(self) -> None:
        arguments = [sys.executable, "-W", "error", "-m", "bimexplorer.demo", "--generation", self.generation]
        for name, value in self._options.items():
            if value is None:
                continue
            option = f"--{name.replace('_', '-')}"
            arguments += [option] if value is True else [option, str(value)]
        # It speaks no TLS: to read the certificates of the system is a fifth of its start.
        environment = {**os.environ, "SSL_CERT_FILE": os.devnull}
        with self._errors.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=_ROOT,
                env=environment,
            )
        both = json.loads(self._first_line())
        ready, self.bimplus = both["bimcloud"], both["bimplus"]
        self.manager = ready["manager"]
        self.users = ready["users"]
        assert ready["generation"] == self.generation

    def _first_line(self) -> str:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        reader = threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True)
        reader.start()
        try:
            line = lines.get(timeout=_START)
        except queue.Empty:
            process.kill()
            line = ""
        reader.join()
        if not line:
            self.kill()
            pytest.fail(f"The stand-in did not start: {self._errors.read_text(encoding='utf-8')}")
        return line

    @property
    def running(self) -> bool:
        """Whether it was started and neither stopped nor killed since."""
        return self._process is not None

    def stop(self) -> int:
        """End it as a service manager would; its exit status."""
        if self._process is not None:
            self._process.terminate()
        return self._gone()

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
        self._gone()

    def end_of_parent(self) -> int:
        """Close its standard input, as the end of the program that started it does; its exit status."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._gone()

    def _gone(self) -> int:
        self._http.close()
        process, self._process = self._process, None
        if process is None:
            return 0
        try:
            status = process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        return status

    def restart(self, *, crash: bool = False, **options: object) -> None:
        """Stop, or crash, and start again on the same data and ports, with changed options."""
        if crash:
            self.kill()
        else:
            assert self.stop() == 0
        self._options |= options
        self.start()

    def fault(self, **rule: object) -> None:
        """Add a rule of `bimexplorer.demo.faults`."""
        self._admin("POST", "faults", rule)

    def clear_faults(self) -> None:
        self._admin("DELETE", "faults")

    def action(self, name: str, /, **parameters: object) -> Any:
        """Do something behind the client's back, see `bimexplorer.demo.bimcloud.admin`."""
        return self._admin("POST", f"actions/{name}", parameters)

    def counters(self) -> dict[str, int]:
        """`"manager GET /management/client/get-resource"` -> calls since the start or the last reset."""
        counted: dict[str, int] = self._admin("GET", "counters")
        return counted

    def calls(self, pattern: str) -> int:
        """Calls of everything whose counter the pattern is found in."""
        return sum(number for name, number in self.counters().items() if re.search(pattern, name))

    def reset_counters(self) -> None:
        self._admin("DELETE", "counters")

    def bimplus_action(self, name: str, /, **parameters: object) -> Any:
        """Do something behind the client's back in Bimplus, see `bimexplorer.demo.bimplus.admin`."""
        return self._admin("POST", f"actions/{name}", parameters, self.bimplus["api"].removesuffix("/v2"))

    def _admin(self, method: str, what: str, body: object = None, server: str = "") -> Any:
        url = f"{server or self.manager}/_standin/{what}"
        answer = self._http.request(method, url, json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def recorded(self) -> int:
        """Bytes of the record so far."""
        return self._record.stat().st_size

    def records(self, begin: int = 0) -> list[dict[str, Any]]:
        """What was asked and answered, see `bimexplorer.demo.traffic`; from a former `recorded` on."""
        with self._record.open("rb") as record:
            record.seek(begin)
            lines = record.read().decode().split("\n")
        # What comes behind the last line's end is nothing, or just being written.
        return [json.loads(line) for line in lines[:-1]]

    def problems(self) -> list[str]:
        """What is wrong with the answers since the last call; and what standard error holds since."""
        judge = specification(self.generation)
        found: list[str] = []
        with self._record.open("rb") as lines:
            lines.seek(self._judged)
            for line in lines:
                if not line.endswith(b"\n"):
                    break  # it is just being written
                found += judge.problems(json.loads(line)) if judge else []
                self._judged += len(line)
        errors = self._errors.read_text(encoding="utf-8")
        if errors:
            found.append(errors)
            os.truncate(self._errors, 0)
        return sorted(set(found))


def _judge(server: StandIn) -> None:
    problems = server.problems()
    if problems:
        pytest.fail("The stand-in's answers are not as specified:\n" + "\n".join(problems))


@pytest.fixture
def start_standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., StandIn]]:
    """Start servers with options; they end, and are judged, with the test."""
    servers: list[StandIn] = []

    def start(**options: Any) -> StandIn:
        server = StandIn(tmp_path_factory.mktemp("standin"), **options)
        servers.append(server)
        return server

    yield start
    statuses = [server.stop() for server in servers]
    for server in servers:
        _judge(server)
    assert not any(statuses), f"exit statuses {statuses}"


@pytest.fixture
def standin_2023(start_standin: Callable[..., StandIn]) -> StandIn:
    return start_standin(generation="2023.2")


@pytest.fixture
def standin_2020(start_standin: Callable[..., StandIn]) -> StandIn:
    return start_standin(generation="2020.2")


@pytest.fixture(params=["2023.2", "2020.2"])
def standin(request: pytest.FixtureRequest, start_standin: Callable[..., StandIn]) -> StandIn:
    return start_standin(generation=request.param)


@pytest.fixture(scope="session")
def _shared_standins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], StandIn]]:
    servers: dict[str, StandIn] = {}

    def running_one(generation: str) -> StandIn:
        if generation not in servers:
            folder = tmp_path_factory.mktemp("shared")
            # A whole run of tests asks more of Bimplus than its 5000 calls an hour.
            servers[generation] = StandIn(
                folder,
                generation=generation,
                feed_delay=0.2,
                job_step=0.01,
                comparison_time=0.05,
                rate_limit=1_000_000,
            )
        return servers[generation]

    yield running_one
    statuses = [server.stop() for server in servers.values()]
    assert not any(statuses), f"exit statuses {statuses}"


def _lent(server: StandIn) -> Iterator[StandIn]:
    yield server
    server.clear_faults()
    _judge(server)


@pytest.fixture
def shared_2023(_shared_standins: Callable[[str], StandIn]) -> Iterator[StandIn]:
    yield from _lent(_shared_standins("2023.2"))


@pytest.fixture
def shared_2020(_shared_standins: Callable[[str], StandIn]) -> Iterator[StandIn]:
    yield from _lent(_shared_standins("2020.2"))


@pytest.fixture(params=["2023.2", "2020.2"])
def shared_standin(
    request: pytest.FixtureRequest, _shared_standins: Callable[[str], StandIn]
) -> Iterator[StandIn]:
    """One server of each generation for the whole run; fault rules end with the test, counters go on."""
    yield from _lent(_shared_standins(request.param))


one_generation = pytest.mark.parametrize("shared_standin", ["2023.2"], indirect=True)
"""For a test of `shared_standin` in which nothing depends on the generation."""


def wait_until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What the condition gives as soon as it is true; fails when the time is over."""
    end = time.monotonic() + seconds
    while not (outcome := condition()):
        if time.monotonic() > end:
            pytest.fail(f"Not within {seconds} s")
        time.sleep(0.02)
    return outcome


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not FOLDER.is_dir():
        terminalreporter.write_line(
            f"The stand-in's answers were not held against the vendor's specification: {FOLDER} is not there."
        )


@contextlib.contextmanager
def running(folder: Path, **options: Any) -> Iterator[StandIn]:
    """A server outside of pytest's fixtures, unjudged: for benchmarks and long campaigns."""
    server = StandIn(folder, **options)
    try:
        yield server
    finally:
        server.stop()
