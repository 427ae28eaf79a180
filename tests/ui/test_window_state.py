"""Size, place and panels of the window, from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from bimexplorer.settings import Settings
from bimexplorer.ui.window.main_window import MainWindow
from tests.ui.explorer import Explorer


@contextmanager
def shown(explorer: Explorer) -> Iterator[MainWindow]:
    """A window as one run after the other has it: made from the settings file, closed by the person."""
    explorer.settings = Settings.load(explorer.profile.settings_file)
    window = explorer._make_window()
    try:
        with explorer.qtbot.waitExposed(window):
            window.show()
        yield window
    finally:
        window.close()
        explorer.settings.save(explorer.profile.settings_file)
        window.deleteLater()


def can_be_reached(window: QWidget) -> bool:
    """Whether it lies on a screen that is there, but for the edge of a frame whose width Qt guesses."""
    edge = QMargins(4, 4, 4, 4)
    return any(
        screen.availableGeometry().marginsAdded(edge).contains(window.geometry())
        for screen in QGuiApplication.screens()
    )


def test_size_place_and_panels_are_as_they_were_left(explorer: Explorer) -> None:
    with shown(explorer) as window:
        window.setGeometry(60, 70, 720, 560)
        window.docks.properties.show()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks.properties)
        window.docks.transfers.hide()
    with shown(explorer) as window:
        explorer.wait(lambda: window.geometry() == QRect(60, 70, 720, 560))
        assert window.docks.properties.isVisible()
        assert window.dockWidgetArea(window.docks.properties) is Qt.DockWidgetArea.LeftDockWidgetArea
        assert not window.docks.transfers.isVisible()
        window.docks.properties.hide()
        window.docks.transfers.show()
        explorer.wait(lambda: sum(window._splitter.sizes()) > 600)
        window._splitter.setSizes([300, sum(window._splitter.sizes()) - 300])
    with shown(explorer) as window:
        assert not window.docks.properties.isVisible()
        assert window.docks.transfers.isVisible()
        explorer.wait(lambda: window._splitter.sizes()[0] == 300)


def test_a_maximised_window_is_so_again_and_knows_its_size_before(explorer: Explorer) -> None:
    with shown(explorer) as window:
        window.setGeometry(60, 70, 700, 560)
        window.showMaximized()
        explorer.wait(window.isMaximized)
    with shown(explorer) as window:
        explorer.wait(window.isMaximized)
        assert window.normalGeometry().size() == QSize(700, 560)


def test_a_window_that_was_closed_while_it_was_small_can_be_seen(explorer: Explorer) -> None:
    with shown(explorer) as window:
        window.setGeometry(60, 70, 700, 560)
        window.showMinimized()
        explorer.wait(window.isMinimized)
    with shown(explorer) as window:
        assert not window.isMinimized()
        assert window.size().width() == 700


@pytest.mark.parametrize("place", [(5000, 4000), (-9000, -9000), (700, 790)])
def test_on_a_screen_that_is_gone_it_comes_to_one_that_is_there(
    explorer: Explorer, place: tuple[int, int]
) -> None:
    with shown(explorer) as window:
        window.setGeometry(QRect(*place, 700, 560))
        window.docks.transfers.show()
        window.docks.transfers.setFloating(True)
        window.docks.transfers.setGeometry(QRect(*place, 400, 200))
        assert not can_be_reached(window)
    with shown(explorer) as window:
        explorer.wait(lambda: can_be_reached(window))
        assert window.docks.transfers.isFloating()
        explorer.wait(lambda: can_be_reached(window.docks.transfers))


def test_a_window_larger_than_the_screen_is_made_to_fit(explorer: Explorer) -> None:
    with shown(explorer) as window:
        window.setGeometry(0, 0, 4000, 3000)
    with shown(explorer) as window:
        explorer.wait(lambda: can_be_reached(window))


@pytest.mark.parametrize("damaged", ["nonsense", "ä", "AAAA" * 5000])
def test_a_damaged_state_gives_the_usual_window(explorer: Explorer, damaged: str) -> None:
    with shown(explorer) as window:
        usual = window.size()
    Settings(window_geometry=damaged, window_state=damaged, splitter=damaged).save(
        explorer.profile.settings_file
    )
    with shown(explorer) as window:
        assert window.size() == usual
        assert can_be_reached(window)
        assert window._splitter.sizes()[0] > 0
