"""Work that takes long is done seldom, and often again once it is quick."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bimexplorer.ui.pace import Pace


def test_long_work_is_rested_from_for_long_and_quick_work_is_not(qtbot: QtBot) -> None:
    owner = QObject()
    lasts = [0.3, 0.0]

    pace = Pace(1000, lambda: time.sleep(lasts.pop(0)), owner)
    pace.start(0)
    qtbot.waitUntil(lambda: len(lasts) == 1)
    assert pace.interval() >= 8 * 300
    pace.start(0)
    qtbot.waitUntil(lambda: not lasts)
    assert pace.interval() == 1000
    assert not pace.isActive()
