"""Memory stays where it was, whatever the size of a file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standin import StandIn

_SIZE = 2 << 30
_GROWTH = 100 << 20

# A smaller file goes first, so that everything is loaded.
_PROGRAM = """
import json, sys, threading
from pathlib import Path
import psutil
from bimexplorer.transfer.queue import TransferQueue
from tests.transfer import conftest

manager, generation, users, folder = json.loads(sys.argv[1])
class Server: pass
server = Server(); server.manager, server.generation, server.users = manager, generation, users
cloud = conftest.open_cloud(server)
queue = TransferQueue(lambda _: cloud, lambda _: None, Path(folder) / "j.sqlite3", Path(folder) / "j.lock")
queue.start()
local = Path(folder)
remote = cloud.create_folder(cloud.root(), "Memory")

def both_ways(name):
    ids = queue.upload("site", [local / name], remote)
    assert queue.wait(ids, 900)
    up = queue.job(ids[0])
    ids = queue.download("site", [cloud.entry_at((*remote.path, name))], local / "back")
    assert queue.wait(ids, 900)
    return [up.state.value, queue.job(ids[0]).state.value]

both_ways("warm.bin")
process = psutil.Process()
before = highest = process.memory_info().rss
ended = threading.Event()

def watch():
    global highest
    while not ended.wait(0.02):
        highest = max(highest, process.memory_info().rss)

watcher = threading.Thread(target=watch)
watcher.start()
states = both_ways("large.bin")
ended.set()
watcher.join()
print(json.dumps([states, highest - before]))
queue.stop()
cloud.close()
"""


@pytest.mark.long
def test_two_gigabytes_there_and_back(tmp_path: Path, start_standin: Callable[..., StandIn]) -> None:
    server = start_standin()
    (tmp_path / "warm.bin").write_bytes(b"x" * (40 << 20))
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        # Sparse, but not all alike: parts in a wrong order would be noticed.
        for offset in range(0, _SIZE, 64 << 20):
            file.seek(offset)
            file.write(offset.to_bytes(8, "big"))
        file.truncate(_SIZE)
    argument = json.dumps([server.manager, server.generation, server.users, str(tmp_path)])
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, argument],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    states, growth = json.loads(done.stdout)
    assert states == ["done", "done"]
    assert growth < _GROWTH, f"{growth / (1 << 20):.0f} MiB"
    print(f"Memory grew by {growth / (1 << 20):.1f} MiB")
    _compare(large, tmp_path / "back" / "large.bin")


def _compare(one: Path, other: Path) -> None:
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(1 << 20):
            assert second.read(1 << 20) == block
        assert second.read(1) == b""
