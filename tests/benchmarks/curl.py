"""`curl`, SHA-256 and fsync by the system's own tools, and the time that they take.

Only the time that these programs run is counted: writing their configurations and reading ids out of answers
is not, and the parts of a large file lie ready as files of their own. The processes' start is counted.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PART = 8 << 20
"""Bytes of a large file's parts, as the program has it."""
_OPENSSL = shutil.which("openssl")


@dataclass
class Spent:
    """Seconds, on the clock and of the processor; of the former, those of the requests alone."""

    seconds: float = 0.0
    cpu: float = 0.0
    requests: float = 0.0


@dataclass(frozen=True)
class Request:
    """A request that sends a file or nothing, or a GET into a file."""

    url: str
    body: Path | None = None
    output: Path | None = None
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    form: bool = False
    """Whether the body goes as the only part of a form."""

    def lines(self) -> list[str]:
        """Its part of a configuration."""
        lines = [f'url = "{self.url}"']
        lines += [f'header = "{name}: {value}"' for name, value in self.headers.items()]
        if self.output is not None:
            return [*lines, f'output = "{self.output}"']
        lines += [f'request = "{self.method}"', 'header = "Expect:"']
        if self.form:
            assert self.body is not None
            return [*lines, f'form = "{self.body.stem}=@{self.body};type=application/pdf"']
        return [*lines, f'upload-file = "{self.body}"' if self.body is not None else 'data = ""']


class Curl:
    """Runs `curl` and what comes after it."""

    def __init__(self, work: Path) -> None:
        self._work = work

    def run(self, spent: Spent, requests: Sequence[Request], at_once: int) -> str:
        """All of them with one `curl`; the answers that go to no file, one behind the other."""
        options = ["silent", "show-error", "globoff", "no-progress-meter", "tcp-nodelay", "http1.1"]
        options += ['write-out = "%{stderr}%{num_connects} %{http_code}\\n"']
        groups = ["\n".join([*options, *request.lines()]) for request in requests]
        config = self._work / "curl.cfg"
        config.write_text("\nnext\n".join(groups) + "\n", encoding="utf-8")
        command = ["curl", "--config", str(config)]
        if at_once > 1:
            command += ["--parallel", "--parallel-immediate", "--parallel-max", str(at_once)]
        before = spent.seconds
        answer = self.timed(spent, command)
        spent.requests += spent.seconds - before
        told = [line.split() for line in answer.stderr.splitlines()]
        connections = sum(int(line[0]) for line in told)
        statuses = {line[1] for line in told}
        if len(told) != len(requests) or not statuses <= {"200", "201", "202"} or connections > at_once:
            raise RuntimeError(f"curl: {connections} connections, {statuses}, {answer.stdout[:500]}")
        return answer.stdout

    def hash(self, spent: Spent, files: Sequence[Path]) -> None:
        # openssl uses the processor's own instructions for it, sha256sum often does not.
        command = [_OPENSSL, "dgst", "-sha256"] if _OPENSSL else ["sha256sum"]
        self.timed(spent, [*command, *map(str, files)])

    def timed(self, spent: Spent, command: list[str]) -> subprocess.CompletedProcess[str]:
        cpu, began = _children(), time.perf_counter()
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        spent.seconds += time.perf_counter() - began
        spent.cpu += _children() - cpu
        if answer.returncode:
            raise RuntimeError(f"{command[0]} ended with {answer.returncode}: {answer.stderr[:500]}")
        return answer


def cut(source: Path, folder: Path) -> list[Path]:
    """A file's parts, as files."""
    parts = []
    with source.open("rb") as whole:
        while block := whole.read(PART):
            part = folder / f"part-{len(parts):05}"
            part.write_bytes(block)
            parts.append(part)
    return parts


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def documents(text: str) -> Iterator[Any]:
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        document, position = decoder.raw_decode(text, position)
        yield document
