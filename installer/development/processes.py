"""Child processes: with their output collected, or as the last thing this command does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# The set-up of an environment is dev.py's, but build.py calls it too.
_COMMAND = "build.py" if Path(sys.argv[0]).name == "build.py" else "dev.py"


def say(text: str) -> None:
    """One line of progress."""
    print(f"{_COMMAND}: {text}", flush=True)


def collect(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] = lambda _line: None,
) -> tuple[int, str]:
    """Run a command to its end: its exit code and all it printed. `on_line` sees each line as it comes."""
    lines: list[str] = []
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return 127, str(error)
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            on_line(line.rstrip())
    return process.returncode, "".join(lines)


def follow(command: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str]) -> int:
    """Run a command that owns the terminal, to its end.

    Ctrl+C reaches the child as well; it is left the time to stop its own servers and to report.
    """
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
