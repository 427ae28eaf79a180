"""Menu bar and tool bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from tests.ui.explorer import Explorer


def test_words_beside_icons_give_way_to_the_address(office: Explorer) -> None:
    window = office.window
    button = office.child(QToolButton, "downloadButton")
    for size in (1180, 640, 1180):
        window.resize(size, 600)
        office.wait(lambda size=size: window.width() == size)
        wide = size == 1180
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        office.wait(lambda style=style: button.toolButtonStyle() == style)
    assert button.accessibleName() == "Download…"


def test_no_menu_of_macos_is_guessed_from_words(office: Explorer) -> None:
    roles = QAction.MenuRole
    found = {
        action.menuRole(): action.objectName()
        for menu in office.window.menuBar().actions()
        for action in menu.menu().actions()
    }
    assert roles.TextHeuristicRole not in found
    assert found[roles.AboutRole] == "about"
    assert found[roles.PreferencesRole] == "settings"
    assert found[roles.QuitRole] == "quit"
