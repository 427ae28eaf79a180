"""From any thread to the GUI thread, coalesced, nothing lost."""

from __future__ import annotations

import threading
import time

from pytestqt.qtbot import QtBot

from bimexplorer.ui.transfer_bridge import TransferBridge


def test_changes_arrive_on_the_gui_thread(qtbot: QtBot) -> None:
    bridge = TransferBridge()
    heard: list[tuple[int, threading.Thread]] = []
    bridge.job_changed.connect(lambda job_id: heard.append((job_id, threading.current_thread())))
    worker = threading.Thread(target=bridge.notify, args=(7,))
    worker.start()
    worker.join()
    assert heard == []
    qtbot.waitUntil(lambda: heard == [(7, threading.main_thread())])


def test_many_changes_become_few_signals_and_the_last_one_counts(qtbot: QtBot) -> None:
    bridge = TransferBridge()
    value = 0
    seen: list[int] = []
    bridge.job_changed.connect(lambda _job_id: seen.append(value))
    done = threading.Event()

    def work() -> None:
        nonlocal value
        for number in range(1, 5001):
            value = number
            bridge.notify(1)
            if number % 500 == 0:
                time.sleep(0.02)
        done.set()

    began = time.monotonic()
    worker = threading.Thread(target=work)
    worker.start()
    qtbot.waitUntil(lambda: done.is_set() and bool(seen) and seen[-1] == 5000)
    worker.join()
    # One at once, then one each 100 ms at most, and the last.
    assert len(seen) <= (time.monotonic() - began) / 0.1 + 2


def test_each_job_is_told_by_itself(qtbot: QtBot) -> None:
    bridge = TransferBridge()
    heard: list[int] = []
    bridge.job_changed.connect(heard.append)
    for job_id in (3, 1, 3, 2, 1):
        bridge.notify(job_id)
    qtbot.waitUntil(lambda: sorted(heard[-3:]) == [1, 2, 3] or sorted(heard) == [1, 2, 3])
    assert heard[0] == 3


def test_a_change_after_a_quiet_time_comes_at_once(qtbot: QtBot) -> None:
    bridge = TransferBridge()
    heard: list[int] = []
    bridge.job_changed.connect(heard.append)
    bridge.notify(1)
    qtbot.waitUntil(lambda: heard == [1])
    qtbot.waitUntil(lambda: not bridge._timer.isActive())
    with qtbot.waitSignal(bridge.job_changed, timeout=5000):
        bridge.notify(2)
    assert heard == [1, 2]


def test_a_change_while_one_is_told_is_not_lost(qtbot: QtBot) -> None:
    bridge = TransferBridge()
    heard: list[int] = []

    def hear(job_id: int) -> None:
        heard.append(job_id)
        if len(heard) == 1:
            bridge.notify(1)

    bridge.job_changed.connect(hear)
    bridge.notify(1)
    qtbot.waitUntil(lambda: heard == [1, 1])
