"""A process of the program that transfers, for `transfers.py`: without a window, or with the real one.

It reads an order, one line of JSON, from standard input; signs in; writes a line when it is ready; transfers
when the next line comes; and writes a line of JSON about what that took. Sign-in and start are not measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.paths import Profile
from bimexplorer.sites.book import SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import State

_LONGEST = 1800.0
_BEAT = 5
"""Milliseconds between two beats of the window's event loop."""
_LATE = 0.05


@dataclass
class Order:
    """What to transfer. `upload`: `local` into the remote folder; else the remote entry into `local`."""

    service: str
    """`bimcloud` or `bimplus`."""
    address: str
    generation: str
    username: str
    password: str
    application_id: str
    upload: bool
    local: str
    remote: list[str]
    profile: str
    """A folder for what the program keeps."""
    window: bool = False


@dataclass
class Outcome:
    """What it took, from the wish to the last state."""

    seconds: float
    cpu: float
    """Seconds, user and system."""
    memory_before: int
    """Bytes: the most this process had held when it was ready."""
    memory: int
    """Bytes: the most it had held at the end."""
    stall: float = 0.0
    """Seconds: the longest time between two turns of the window's event loop."""
    stall_work: float = 0.0
    """Seconds for which the window's thread itself computed in it; the rest it waited for the others."""
    late: int = 0
    """Turns that came more than 50 ms after the one before."""


def _queue(connections: Connections, profile: Profile) -> TransferQueue:
    """The queue without a window. The one place to change with its constructor."""
    return TransferQueue(
        connections.cloud, lambda _job_id: None, profile.journal_file, profile.transfers_lock
    )


def _begin(queue: TransferQueue, cloud: Cloud, site_id: str, order: Order) -> list[int]:
    if order.upload:
        folder = cloud.entry_at(tuple(order.remote))
        return queue.upload(site_id, [Path(order.local)], folder)
    entry = cloud.entry_at(tuple(order.remote))
    return queue.download(site_id, [entry], Path(order.local))


def _check(queue: TransferQueue, jobs: list[int]) -> None:
    for status in queue.jobs():
        if status.id in jobs and status.state is not State.DONE:
            sys.exit(f"{status.name}: {status.state} {status.error} {status.files_done} of {status.files}")


def _signed_in(connections: Connections, order: Order) -> str:
    site = connections.book.add(
        "Benchmark", order.service, order.address, order.generation, application_id=order.application_id
    )
    connections.password_sign_in(site.id, order.username, order.password)
    return site.id


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _measured(transfer: Callable[[], None]) -> Outcome:
    memory, cpu, began = _peak(), _cpu(), time.perf_counter()
    transfer()
    return Outcome(time.perf_counter() - began, _cpu() - cpu, memory, _peak())


def _wait_for_word() -> None:
    print("ready", flush=True)
    if not sys.stdin.readline():
        sys.exit("Nobody said go")


def _alone(order: Order) -> Outcome:
    profile = Profile.under(Path(order.profile))
    connections = Connections(SiteBook(profile.sites_file), Vault(profile.locks), SERVICES)
    site_id = _signed_in(connections, order)
    queue = _queue(connections, profile)
    queue.start()
    cloud = connections.cloud(site_id)
    _wait_for_word()

    def transfer() -> None:
        jobs = _begin(queue, cloud, site_id, order)
        queue.wait(jobs, _LONGEST)
        _check(queue, jobs)

    outcome = _measured(transfer)
    queue.stop()
    connections.close()
    return outcome


def _in_window(order: Order) -> Outcome:
    """With the program's own window, the transfers' row opened so that each file has a row, too."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from bimexplorer.program import Program
    from bimexplorer.ui.look.theme import apply_theme
    from bimexplorer.ui.models.transfers import TransfersModel
    from bimexplorer.ui.panels.transfers_view import TransfersView

    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    program = Program(loop, Profile.under(Path(order.profile)), None)
    site_id = _signed_in(program.connections, order)
    program.start("", None)
    rows = program.window.findChild(TransfersView, "transfersView")
    assert rows is not None
    ended = loop.create_future()
    gaps: list[tuple[float, float]] = []
    last = worked = 0.0

    def beat() -> None:
        nonlocal last, worked
        now, work = time.perf_counter(), time.thread_time()
        gaps.append((now - last, work - worked))
        last, worked = now, work

    def open_row() -> None:
        model = rows.model()
        if isinstance(model, TransfersModel) and model.rowCount():
            model.set_opened(0, opened=True)
            opening.stop()

    def transfer() -> None:
        try:
            jobs = _begin(program.queue, program.connections.cloud(site_id), site_id, order)
            program.queue.wait(jobs, _LONGEST)
            _check(program.queue, jobs)
        finally:
            loop.call_soon_threadsafe(lambda: ended.done() or ended.set_result(None))

    heart, opening = QTimer(), QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.timeout.connect(beat)
    opening.timeout.connect(open_row)

    def run() -> None:
        nonlocal last, worked
        worker = threading.Thread(target=transfer)
        last, worked = time.perf_counter(), time.thread_time()
        heart.start(_BEAT)
        opening.start(20)
        worker.start()
        loop.run_until_complete(ended)
        heart.stop()
        worker.join()

    with loop:
        loop.run_until_complete(asyncio.sleep(1.0))
        _wait_for_word()
        outcome = _measured(run)
        program.stop()
    outcome.stall, outcome.stall_work = max(gaps)
    outcome.late = sum(gap > _LATE for gap, _ in gaps)
    return outcome


def main() -> None:
    fields: dict[str, Any] = json.loads(sys.stdin.readline())
    order = Order(**fields)
    # No keychain: what a measurement signs in with is forgotten with its process.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    outcome = _in_window(order) if order.window else _alone(order)
    print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    main()
