"""A model of gigabytes that goes into Bimplus in spite of a crash, and comes back as it was."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Bimx, bimplus_options, environment
from tests.standin import StandIn, wait_until
from tests.transfer.proxy import Proxy

_SIZE = 2_500_000_001
_PART = 8 * 1024 * 1024
"""Bytes of a chunk."""
_PATIENCE = 900.0


def sparse(path: Path) -> Path:
    """Not all alike: chunks in a wrong order, or one that is missing, would be noticed."""
    with path.open("wb") as file:
        for offset in range(0, _SIZE, _PART // 2):
            file.seek(offset)
            file.write(offset.to_bytes(8, "big"))
        file.truncate(_SIZE)
    return path


def on_disk(path: Path) -> int:
    """Bytes that a file really takes."""
    return path.stat().st_blocks * 512


def assert_same(one: Path, other: Path) -> None:
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(1 << 22):
            assert second.read(1 << 22) == block
        assert second.read(1) == b""


@pytest.mark.long
def test_a_killed_put_is_gone_on_with(start_standin: Callable[..., StandIn], tmp_path: Path) -> None:
    # What the stand-in keeps, and what comes back; the source is sparse.
    if shutil.disk_usage(tmp_path).free < 2 * _SIZE + (2 << 30):
        pytest.skip("the disk has no room for two copies of 2.5 GB")
    server = start_standin()
    with contextlib.closing(Proxy()) as proxy:
        bimx = Bimx(tmp_path, {**environment(server.bimplus["users"][0]), **proxy.environment}, site="bp")
        _, address, *application = bimplus_options(server)
        bimx("sites", "add", "bp", "--bimplus", proxy.address(address), *application)
        there = f"bp:/{server.bimplus['team']}/Library Extension/Documents"
        source = sparse(tmp_path / "Modell Größe.ifc")

        with bimx.process("put", source.name, there) as put:
            wait_until(lambda: proxy.sent("chunked") > _SIZE // 2, _PATIENCE)
            put.send_signal(signal.SIGKILL)
            put.communicate(timeout=60)
        assert put.returncode == -signal.SIGKILL
        assert source.name not in bimx.names(there)
        before, calls = proxy.sent("chunked"), len(proxy.of("chunked"))
        (job,) = bimx.json("transfers")
        assert (job["name"], job["size"]) == (source.name, _SIZE)

        began = time.monotonic()
        with bimx.process("transfers", "resume", "--json") as resume:
            out, said = resume.communicate(timeout=_PATIENCE)
        assert resume.returncode == 0, said
        assert json.loads(out)["done"] == 1
        sent = proxy.sent("chunked")
        # All of it once, and at most the chunk again that was under way.
        assert _SIZE <= sent <= _SIZE + _PART
        assert len(proxy.of("chunked")) <= math.ceil(_SIZE / _PART) + 1
        print(
            f"{before:,} bytes in {calls} chunks before the kill, {sent - before:,} in "
            f"{len(proxy.of('chunked')) - calls} after it, in {time.monotonic() - began:.0f} s; "
            f"{sent - _SIZE:,} bytes again"
        )

        (version,) = bimx.json("versions", f"{there}/{source.name}")
        assert (version["number"], version["size"]) == (1, _SIZE)
        (kept,) = (path for path in (server.folder / "data").rglob("*") if path.stat().st_size == _SIZE)
        (tmp_path / "back").mkdir()
        began = time.monotonic()
        with bimx.process("get", f"{there}/{source.name}", "back") as get:
            _, said = get.communicate(timeout=_PATIENCE)
        assert get.returncode == 0, said
        back = tmp_path / "back" / source.name
        print(
            f"back in {time.monotonic() - began:.0f} s; on the disk: source {on_disk(source):,}, "
            f"server {on_disk(kept):,}, copy {on_disk(back):,} bytes"
        )
        assert proxy.received("download") == _SIZE
        assert_same(source, back)
    kept.unlink()
    back.unlink()
