"""The process: its ready line, its end, its options, what it keeps."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.demo.wire import Wire, code
from tests.standin import StandIn

ROOT = Path(__file__).parents[2]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bimexplorer.demo", *options]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=ROOT, stdin=subprocess.DEVNULL
    )


def test_the_ready_line_is_one_line() -> None:
    done = run("--exit-with-parent", "--generation", "2020.2")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    ready = json.loads(line)["bimcloud"]
    assert ready["generation"] == "2020.2"
    assert ready["users"] == [
        {"username": "anna.berger", "password": "demo-anna"},
        {"username": "tomas.novak", "password": "demo-tomas"},
    ]


def test_it_ends_with_a_signal_and_leaves_no_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-m", "bimexplorer.demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        manager = json.loads(process.stdout.readline())["bimcloud"]["manager"]
        assert len(list(tmp_path.iterdir())) == 1
        assert requests.get(f"{manager}/get-server-info", timeout=30).status_code == 200
        process.terminate()
        assert process.wait(20) == 0
    assert list(tmp_path.iterdir()) == []


def test_it_ends_with_its_parent(standin_2023: StandIn) -> None:
    assert requests.get(f"{standin_2023.manager}/get-server-info", timeout=30).status_code == 200
    assert standin_2023.end_of_parent() == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--generation", "2019"],
        ["--port", "70000"],
        ["--port", "x"],
        ["--large-folder", "-1"],
        ["--feed-delay", "3"],
        ["--latency", "-1"],
        ["--faults", "nowhere.json"],
        ["--nonsense"],
    ],
)
def test_wrong_options_get_a_sentence(options: list[str]) -> None:
    done = run(*options)
    assert (done.returncode, done.stdout) == (2, "")
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_had_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("--data", str(tmp_path / "file" / "data"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot start" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_gets_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot start" in done.stderr


def test_help_names_every_option() -> None:
    done = run("--help")
    assert done.returncode == 0
    for option in (
        "--root-name",
        "--record",
        "--exit-with-parent",
        "--uploads-end-with-session",
        "--feed-delay",
    ):
        assert option in done.stdout
    assert "default: 0.02" in done.stdout
    assert not re.search(r"default: +(None|False)", done.stdout)


def test_a_restart_keeps_everything(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin()
    wire = Wire(server)
    manager = server.manager
    tokens = wire.token(grant_type="password", username="anna.berger", password="demo-anna").json()
    wire.upload("/Exchange/kept.txt", b"kept")
    wire.make_folder("projectRoot", "kept folder")
    before = wire.query({}, limit=10_000)
    for crash in (False, True):
        server.restart(crash=crash)
        assert server.manager == manager, "the ports are those of the last run"
        assert wire.query({}, limit=10_000) == before
    found = wire.at("/Exchange/kept.txt")
    assert found is not None
    assert wire.store(found["modelServerId"]).download(found["id"]).content == b"kept"
    answer = wire.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert answer.status_code == 200
    assert wire.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).status_code == 400
    wire.close()


def test_a_2020_session_outlives_a_restart(standin_2020: StandIn) -> None:
    wire = Wire(standin_2020)
    standin_2020.restart()
    assert wire.call("POST", "ping-session").status_code == 200
    standin_2020.action("expire-sessions")
    assert code(wire.call("POST", "ping-session")) == 2
    wire.close()
