"""Full disks, readers that go away, names that are too long, defects: a sentence and an honest exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bimexplorer.cli import browse
from tests.cli.conftest import Bimx
from tests.standin import StandIn

FULL = Path("/dev/full")
needs_dev_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def run_into(bimx: Bimx, output: int, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a command that prints into a descriptor."""
    script = "import sys; from bimexplorer.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", script, "--profile", str(bimx.folder / "profile"), *arguments],
        cwd=bimx.folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **bimx.environment},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stderr


@needs_dev_full
@pytest.mark.parametrize("option", ["-l", "--json"])
def test_results_that_cannot_be_written(bimx: Bimx, option: str) -> None:
    with FULL.open("wb") as full:
        code, said = run_into(bimx, full.fileno(), "ls", "bc:/", option)
    assert code == 8
    assert "No space left" in said
    assert len(said.splitlines()) == 1


def test_a_reader_that_goes_away_hides_no_failure(bimx: Bimx) -> None:
    (bimx.folder / "a,b.txt").write_text("x")
    for arguments, expected in (("ls", "bc:/"), 0), (("put", "a,b.txt", bimx.here, "--json"), 1):
        reader, writer = os.pipe()
        os.close(reader)
        code, said = run_into(bimx, writer, *arguments)
        os.close(writer)
        assert code == expected
        assert "BrokenPipe" not in said


@needs_dev_full
def test_a_log_that_cannot_be_written_is_done_without(bimx: Bimx, shared_standin: StandIn) -> None:
    log_file = bimx.folder / "profile" / "logs" / "bimexplorer.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    log_file.unlink(missing_ok=True)
    log_file.symlink_to(FULL)
    shared_standin.fault(server="manager", path="get-resource", lose_answer=True)
    with bimx.process("stat", bimx.here) as stat:
        _, said = stat.communicate(timeout=60)
    assert (stat.returncode, said) == (0, "")


def test_a_profile_that_cannot_be(bimx: Bimx) -> None:
    (bimx.folder / "file").write_text("x")
    said = bimx("sites", "list", "--profile", bimx.folder / "file", code=8)
    assert len(said.splitlines()) == 1


def test_local_names_that_are_too_long(bimx: Bimx) -> None:
    (bimx.folder / "a.txt").write_text("x")
    bimx("put", "a.txt", bimx.here)
    for arguments in ("put", "x" * 300, bimx.here), ("get", f"{bimx.here}/a.txt", "x" * 300):
        said = bimx(*arguments, code=8)
        assert len(said.splitlines()) == 1


def test_a_defect_is_told_in_a_sentence_and_logged_in_full(
    bimx: Bimx, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def defective(*_: object) -> None:
        raise RuntimeError("session-id=0123456789abcdef")

    monkeypatch.setattr(browse, "ls", defective)
    said = bimx("ls", "bc:/", "--verbose", code=1)
    assert said.startswith("Something went wrong inside the program.")
    assert "0123456789abcdef" not in said
    log_text = (bimx.folder / "profile" / "logs" / "bimexplorer.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log_text
    assert "0123456789abcdef" not in log_text
    caplog.clear()
