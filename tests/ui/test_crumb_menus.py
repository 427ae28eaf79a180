"""The menus between the crumbs of the address, in the window, against the stand-in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from bimexplorer.ui.places import crumb_folders
from bimexplorer.ui.places.history import HOME
from bimexplorer.ui.views.crumb_menu import CrumbArrow, FolderMenu
from tests.standin import StandIn
from tests.ui.explorer import Explorer


def arrow(office: Explorer, says: str) -> CrumbArrow:
    return next(
        one
        for one in office.window.address_bar.findChildren(CrumbArrow)
        if one.accessibleName() == says and one.isVisible()
    )


def crumb(office: Explorer, name: str) -> QToolButton:
    buttons = office.window.address_bar.findChildren(QToolButton)
    return next(one for one in buttons if one.accessibleName() == name and one.isVisible())


def shown() -> FolderMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, FolderMenu)
    return menu


def told(menu: FolderMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def press(one: QToolButton) -> FolderMenu:
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    return shown()


def test_an_arrow_leads_to_the_folders_beside(office: Explorer) -> None:
    folder = office.make_folder("Level 10", "Level 2", "Cellar & garage")
    office.open(next(entry for entry in office.cloud().children(folder).entries if entry.name == "Level 2"))
    menu = press(arrow(office, f"Folders in “{folder.name}”"))
    office.wait(lambda: told(menu) == ["Cellar && garage", "Level 2", "Level 10"])
    assert [action.font().bold() for action in menu.actions()] == [False, True, False]
    assert menu.activeAction() is menu.actions()[1]
    QTest.keyClick(menu, Qt.Key.Key_Up)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    office.wait_open("Cellar & garage")
    assert QApplication.activePopupWidget() is None


def test_by_keyboard_a_crumb_shows_what_lies_in_it(office: Explorer) -> None:
    folder = office.make_folder("Inside")
    office.open(folder)
    crumb(office, folder.name).setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    menu = shown()
    assert menu.accessibleName() == f"Folders in “{folder.name}”"
    office.wait(lambda: told(menu) == ["Inside"])
    QTest.keyClick(menu, Qt.Key.Key_Return)
    office.wait_open("Inside")
    crumb(office, "Inside").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    menu = shown()
    office.wait(lambda: told(menu) == ["No folders inside"])
    assert not menu.actions()[0].isEnabled()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert office.window.navigator.place == office.place(folder.name, "Inside")


def test_home_leads_to_the_sites(office: Explorer) -> None:
    office.window.navigator.go(HOME)
    menu = press(arrow(office, "Sites"))
    assert told(menu) == ["Office"]
    menu.actions()[0].trigger()
    office.wait(lambda: office.window.navigator.place == office.place())
    menu.close()


def test_of_very_many_folders_the_list_shows_the_others(
    office: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crumb_folders, "MOST", 2)
    folder = office.make_folder("a", "b", "c")
    office.open(folder)
    menu = press(arrow(office, f"Folders in “{folder.name}”"))
    office.wait(lambda: told(menu) == ["a", "b", "Show all in the list"])
    menu.close()


def test_a_server_that_does_not_answer_is_told_in_the_menu(office: Explorer, shared_2023: StandIn) -> None:
    folder = office.make_folder("Inside")
    office.open(folder)
    shared_2023.fault(server="manager", path="get-resources-by-criterion", status=500, body="x", times=9)
    menu = press(arrow(office, f"Folders in “{folder.name}”"))
    assert told(menu) == ["Loading…"]
    office.wait(lambda: told(menu) == ["The BIMcloud Manager reported an error."])
    shared_2023.clear_faults()
    menu.close()


def test_a_menu_that_is_open_goes_with_its_crumb(office: Explorer) -> None:
    folder = office.make_folder("Inside")
    office.open(folder)
    press(arrow(office, f"Folders in “{folder.name}”"))
    office.window.navigator.go(office.place())
    office.wait(lambda: office.window.navigator.place == office.place())
    assert QApplication.activePopupWidget() is None
    assert arrow(office, "Folders in “Office”").isVisible()
    assert not arrow(office, "Folders in “Office”").isDown()


def test_in_a_narrow_window_the_arrow_before_the_first_crumb_stays(office: Explorer) -> None:
    folder = office.make_folder("Inside the folder")
    office.window.navigator.go(office.place(folder.name, "Inside the folder"))
    office.wait_open("Inside the folder")
    office.window.resize(700, 500)
    office.wait(
        lambda: not office.window.findChild(QToolButton, "homeCrumb").parent()._shown[1][0].isVisible()
    )
    assert arrow(office, f"Folders in “{folder.name}”").isVisible()
    assert not [
        one
        for one in office.window.findChildren(CrumbArrow)
        if one.accessibleName() == "Sites" and one.isVisible()
    ]


def test_a_narrow_address_names_the_open_folder_and_leaves_the_way_home_to_the_menu(office: Explorer) -> None:
    office.window.navigator.go(office.place("Riverside School", "Plans"))
    office.wait_open("Plans")
    bar = office.window.address_bar
    home = office.child(QToolButton, "homeCrumb")
    last = crumb(office, "Plans")
    office.window.resize(1200, 700)
    office.wait(lambda: home.isVisible() and last.width() >= last.sizeHint().width())
    bar.setFixedWidth(bar.minimumWidth())
    office.wait(lambda: bar.width() == bar.minimumWidth() and not home.isVisible())
    office.wait(lambda: last.width() > last.fontMetrics().horizontalAdvance("Plans"))
    crumb(office, "Folders further up").menu().actions()[0].trigger()
    office.wait(lambda: office.window.navigator.place == HOME and home.isVisible())
