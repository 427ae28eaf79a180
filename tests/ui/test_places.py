"""The window opens where it was closed; bookmarks and recent places lead back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMenu, QPushButton

from bimexplorer.model import Entry
from bimexplorer.settings import Settings
from bimexplorer.ui.places.history import HOME, Place
from bimexplorer.ui.places.remembered import RECENT, Bookmark, Places
from bimexplorer.ui.window.main_window import MainWindow
from tests.standin import StandIn
from tests.ui.explorer import Explorer

PLANS = ("Riverside School", "Plans")


@contextmanager
def next_run(explorer: Explorer) -> Iterator[MainWindow]:
    """The window as it comes up after this one was closed, through the settings file."""
    first = explorer.window
    first.remember()
    explorer.settings.save(explorer.profile.settings_file)
    explorer.settings = Settings.load(explorer.profile.settings_file)
    explorer.window = explorer._make_window()
    try:
        explorer.window.show()
        explorer.window.start()
        yield explorer.window
    finally:
        explorer.window._closing = True
        explorer.window.close()
        explorer.window.deleteLater()
        explorer.window = first


def bookmarks(explorer: Explorer) -> list[str]:
    shown = explorer.window.findChild(QListWidget, "bookmarksList")
    return [shown.item(row).text() for row in range(shown.count())] if shown.isVisible() else []


def click_bookmark(explorer: Explorer, number: int) -> None:
    shown = explorer.child(QListWidget, "bookmarksList")
    where = shown.visualItemRect(shown.item(number)).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=where)


def recent(explorer: Explorer) -> list[str]:
    menu = explorer.window.places.recent_menu
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.text()]


def bookmark(explorer: Explorer, folder: Entry) -> None:
    explorer.open(folder)
    QTest.keyClick(explorer.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    explorer.wait(lambda: folder.name in bookmarks(explorer))


# -------------------------------------------------------------------------------- the last place


def test_the_window_opens_where_it_was_closed(office: Explorer) -> None:
    office.window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    with next_run(office) as window:
        office.wait_open("Plans")
        assert window.navigator.place == office.place(*PLANS)
        assert office.message() == ""
        office.wait(lambda: window.tree.currentIndex().data() == "Plans")


def test_a_folder_that_is_gone_gives_the_nearest_one_above(office: Explorer) -> None:
    kept = office.make_folder("goes")
    cloud = office.cloud()
    gone = cloud.entry_at((*kept.path, "goes"))
    below = cloud.create_folder(gone, "with it")
    office.open(below)
    cloud.delete(below)
    cloud.delete(gone)
    with next_run(office) as window:
        office.wait_open(kept.name)
        office.wait(office.message)
        assert f"“Office:/{kept.name}/goes/with it” is no longer there." in office.message()
        assert not window.navigator.can_go_back
        window.view.selectAll()
        window.navigator.go(office.place())
        office.wait(lambda: not office.message())
        assert f"Office:/{kept.name}/goes/with it" not in recent(office)


def test_the_second_of_two_sites_is_where_it_was_closed(explorer: Explorer, shared_2023: StandIn) -> None:
    explorer.add_site(shared_2023, name="First")
    second = explorer.add_site(shared_2023, name="Second")
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None)
    explorer.window.navigator.go(Place(second.id, PLANS))
    explorer.wait_open("Plans")
    with next_run(explorer) as window:
        explorer.wait_open("Plans")
        assert window.navigator.place == Place(second.id, PLANS)
        assert window.windowTitle().startswith("Plans - Second")
    explorer.connections.remove(second.id)
    with next_run(explorer) as window:
        explorer.wait(lambda: window.navigator.place == HOME)
        assert window.windowTitle() == "Home - BIM Explorer"
        assert explorer.message() == ""


def test_a_signed_out_site_leads_there_after_the_sign_in(office: Explorer, shared_2023: StandIn) -> None:
    kept = office.make_folder("goes")
    gone = office.cloud().entry_at((*kept.path, "goes"))
    office.open(gone)
    office.cloud().delete(gone)
    site = office.book.all()[0]
    office.connections.sign_out(site.id)
    with next_run(office) as window:
        office.wait(lambda: window.sign_in_panel.isVisible())
        window.remember()
        assert Places(office.settings).last([site.id]) == Place(site.id, gone.path)
        office.sign_in(site, shared_2023)
        window.pages.signed_in.emit(site.id)
        office.wait_open(kept.name)
        office.wait(office.message)
        assert not window.navigator.can_go_back


# -------------------------------------------------------------------------------- bookmarks


def test_ctrl_d_keeps_a_folder_that_a_click_opens_again_also_next_time(office: Explorer) -> None:
    assert bookmarks(office) == []
    folder = office.make_folder()
    bookmark(office, folder)
    office.window.navigator.go(office.place())
    office.wait(lambda: office.window.navigator.place == office.place())
    click_bookmark(office, 0)
    office.wait_open(folder.name)
    with next_run(office) as window:
        office.wait(lambda: bookmarks(office) == [folder.name])
        window.navigator.go(office.place())
        office.wait(lambda: window.navigator.place == office.place() and office.loaded())
        shown = office.child(QListWidget, "bookmarksList")
        assert shown.item(0).toolTip() == f"Office:/{folder.name}"
        shown.setFocus()
        shown.setCurrentRow(0)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        office.wait_open(folder.name)


def test_a_bookmark_gets_another_name(office: Explorer) -> None:
    folder = office.make_folder("stays")
    bookmark(office, folder)
    shown = office.child(QListWidget, "bookmarksList")
    shown.setFocus()
    shown.setCurrentRow(0)
    QTest.keyClick(shown, Qt.Key.Key_F2)
    edit = shown.findChild(QLineEdit)
    edit.setText("Mine")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: bookmarks(office) == ["Mine"])
    # Kept already: the same key offers to rename it.
    QTest.keyClick(office.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    edit = office.child(QLineEdit, "")
    edit.setText("  ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: bookmarks(office) == ["Mine"])
    assert office.settings.bookmarks == [
        {"name": "Mine", "site": office.book.all()[0].id, "path": f"/{folder.name}"}
    ]


def test_a_removed_bookmark_can_be_had_back(office: Explorer) -> None:
    first, second = office.make_folder("stays"), office.make_folder()
    bookmark(office, first)
    bookmark(office, second)
    shown = office.child(QListWidget, "bookmarksList")
    office.open(first)
    shown.setFocus()
    shown.setCurrentRow(0)
    QTest.keyClick(shown, Qt.Key.Key_Delete)
    office.wait(lambda: bookmarks(office) == [second.name])
    assert office.names() == ["stays"]
    assert f"The bookmark “{first.name}” is removed." in office.message()
    office.child(QPushButton, "messageAction").click()
    office.wait(lambda: bookmarks(office) == [first.name, second.name])
    shown.customContextMenuRequested.emit(shown.visualItemRect(shown.item(1)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.objectName() == "removeBookmark").trigger()
    menu.close()
    office.wait(lambda: bookmarks(office) == [first.name])
    shown.customContextMenuRequested.emit(QPoint(5, shown.height() - 1))


def test_a_bookmark_whose_folder_is_gone_says_so(office: Explorer) -> None:
    folder = office.make_folder()
    bookmark(office, folder)
    office.window.navigator.go(office.place())
    office.wait(lambda: office.window.navigator.place == office.place() and office.loaded())
    office.cloud().delete(folder)
    click_bookmark(office, 0)
    office.wait(office.message)
    assert f"The folder of the bookmark “{folder.name}” is no longer there" in office.message()
    assert office.window.navigator.place == office.place()
    office.child(QPushButton, "messageAction").click()
    office.wait(lambda: bookmarks(office) == [])
    assert office.settings.bookmarks == []


def test_a_bookmark_of_a_removed_site_says_so(explorer: Explorer, shared_2023: StandIn) -> None:
    explorer.add_site(shared_2023, name="First")
    second = explorer.add_site(shared_2023, name="Second")
    explorer.show()
    explorer.window.navigator.go(Place(second.id, PLANS))
    explorer.wait_open("Plans")
    QTest.keyClick(explorer.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    explorer.wait(lambda: bookmarks(explorer) == ["Plans"])
    explorer.window.sites.remove(second.id)
    explorer.wait(lambda: explorer.window.sites.get(second.id) is None)
    click_bookmark(explorer, 0)
    assert explorer.message() == "The site of the bookmark “Plans” is no longer here."
    explorer.child(QPushButton, "messageAction").click()
    explorer.wait(lambda: bookmarks(explorer) == [])


# -------------------------------------------------------------------------------- recent places


def test_recent_places_lead_back_and_can_be_cleared(office: Explorer) -> None:
    window = office.window
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    window.navigator.go(office.place(PLANS[0]))
    office.wait_open(PLANS[0])
    assert recent(office)[:2] == ["Office:/Riverside School/Plans", "Office:/"]
    window.places.recent_menu.actions()[0].trigger()
    office.wait_open("Plans")
    with next_run(office):
        office.wait_open("Plans")
        assert recent(office)[:2] == ["Office:/Riverside School", "Office:/"]
        clear = [
            action
            for action in office.window.places.recent_menu.actions()
            if action.objectName() == "clearRecent"
        ]
        clear[0].trigger()
        assert recent(office) == ["Nothing yet"]


def test_recent_places_are_the_latest_and_only_so_many() -> None:
    places = Places(Settings())
    for number in range(40):
        places.visit(Place("s", (str(number),)))
    places.visit(Place("s", ("38",)))
    current = Place("s", ("38",))
    found = [place.path[0] for place in places.recent(["s"], current)]
    assert found == ["39", *(str(number) for number in range(37, 23, -1))]
    assert len(found) == RECENT
    assert places.recent(["other"], current) == []


@pytest.mark.parametrize("damage", ["x", 7, None, {}, {"site": 1, "path": "/a"}, {"site": "s"}, ["s", "/a"]])
def test_damaged_places_cost_what_is_damaged_only(damage: object) -> None:
    good = {"name": "n", "site": "s", "path": "/a"}
    settings = Settings(bookmarks=[damage, good], recent_places=[damage, good])  # type: ignore[list-item]
    places = Places(settings)
    assert places.bookmarks == (Bookmark("n", Place("s", ("a",))),)
    assert places.recent(["s"], None) == [Place("s", ("a",))]
