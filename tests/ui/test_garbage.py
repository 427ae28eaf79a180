"""The search for reference cycles: what came in large numbers is left alone for a while, and not for ever."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bimexplorer.ui.window import garbage
from bimexplorer.ui.window.garbage import IdleCollector


class Knot:
    def __init__(self) -> None:
        self.self = self


def test_what_was_set_aside_is_freed_after_a_rest(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "_ASLEEP", 40)
    collector = IdleCollector(owner := QObject())
    collector._timer.stop()
    try:
        assert not gc.isenabled()
        knot = Knot()
        gone = weakref.ref(knot)
        many: list[list[int]] = [[number] for number in range(20_000)]
        collector._look()
        assert gc.get_freeze_count() > len(many)
        del knot
        gc.collect()
        assert gone() is not None
        for _ in range(39):
            collector._look()
        assert gone() is not None
        for _ in range(5):
            collector._look()
        assert gone() is None
    finally:
        collector.stop()
        owner.deleteLater()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
