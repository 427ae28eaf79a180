"""The start page: how sites stand in words, the ways from there, transfers, and what a drop is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QPushButton, QToolButton, QWidget

from bimexplorer.transfer.status import Limits
from bimexplorer.ui.panels.place_button import PlaceButton
from bimexplorer.ui.panels.site_row import SiteRow
from bimexplorer.ui.places.history import HOME, History, Place
from bimexplorer.ui.places.open_sites import SiteState
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

NOWHERE = "http://127.0.0.1:9"
PLANS = ("Riverside School", "Plans")
ALT = Qt.KeyboardModifier.AltModifier


def go_home(explorer: Explorer) -> QWidget:
    QTest.keyClick(explorer.window, Qt.Key.Key_Home, ALT)
    explorer.wait(lambda: explorer.window.navigator.place == HOME)
    return explorer.child(QWidget, "startPage")


def rows(explorer: Explorer) -> dict[str, SiteRow]:
    """By the site's name."""
    shown = [row for row in explorer.window.start_page.findChildren(SiteRow) if row.isVisible()]
    return {row.accessibleName(): row for row in shown}


def said(row: SiteRow) -> list[str]:
    """All that can be read in a row."""
    return [label.text() for label in row.findChildren(QLabel) if label.text()]


def button(row: SiteRow) -> QPushButton:
    return row.findChild(QPushButton, "siteRowButton")


def places(explorer: Explorer, name: str) -> list[str]:
    part = explorer.window.start_page.findChild(QWidget, name)
    return [found.accessibleDescription() for found in part.findChildren(PlaceButton) if found.isVisible()]


def choose(explorer: Explorer, row: SiteRow, name: str) -> None:
    """Something of the menu of a row."""
    more = row.findChild(QToolButton, "siteRowMore")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    explorer.wait(lambda: explorer.window.findChildren(QMenu, "homeSiteMenu"))
    menu = explorer.window.findChildren(QMenu, "homeSiteMenu")[-1]
    action = next(action for action in menu.actions() if action.objectName() == name)
    action.trigger()
    menu.close()


def test_sites_are_told_in_words_and_offer_what_comes_next(explorer: Explorer, shared_2023: StandIn) -> None:
    office = explorer.add_site(shared_2023)
    explorer.add_site(shared_2023, name="Consultants", signed_in=False)
    gone = explorer.book.add("Archive", "bimcloud", NOWHERE, "2023.2")
    kept = explorer.connections.vault.store(office.id).load()
    explorer.connections.vault.store(gone.id).save(kept)
    window = explorer.window
    window.show()
    window.start()
    explorer.wait(lambda: window.navigator.place == HOME)
    assert window.windowTitle() == "Home - BIM Explorer"
    states = (SiteState.READY, SiteState.FAILED)
    explorer.wait(lambda: (window.sites.get(office.id).state, window.sites.get(gone.id).state) == states)

    assert list(rows(explorer)) == ["Office", "Consultants", "Archive"]
    told = {name: said(row) for name, row in rows(explorer).items()}
    assert told["Office"][:2] == ["Office", "Signed in as Anna Berger"]
    assert told["Consultants"][1] == "Signed out"
    assert told["Archive"][1] == "Cannot be reached"
    assert any("127.0.0.1:9" in line and "Check" in line for line in told["Archive"])
    assert {name: button(row).text() for name, row in rows(explorer).items()} == {
        "Office": "Open",
        "Consultants": "Sign in…",
        "Archive": "Try again",
    }
    for name, row in rows(explorer).items():
        assert name in button(row).accessibleName()
        assert told[name][1] in button(row).accessibleDescription()

    button(rows(explorer)["Archive"]).click()
    assert window.sites.get(gone.id).state is SiteState.CONNECTING
    assert said(rows(explorer)["Archive"])[1] == "Connecting…"
    explorer.wait(lambda: window.sites.get(gone.id).state is SiteState.FAILED)
    assert window.navigator.place == HOME, "trying again needs nobody to go there"

    button(rows(explorer)["Consultants"]).click()
    explorer.child(QWidget, "signInPanel")
    go_home(explorer)
    button(rows(explorer)["Office"]).click()
    explorer.wait(lambda: window.navigator.location is not None)
    assert window.navigator.place == Place(office.id)


def test_home_is_a_place_of_back_up_and_the_crumbs(office: Explorer) -> None:
    window = office.window
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    office.child(QToolButton, "homeCrumb").click()
    assert window.navigator.place == HOME
    assert not window.tree.selectedIndexes()
    assert not window.actions_.up.isEnabled()
    assert not window.actions_.add_bookmark.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    office.wait_open("Plans")
    window.actions_.up.trigger()
    office.wait_open("Riverside School")
    window.actions_.up.trigger()
    office.wait(lambda: window.navigator.place == office.place())
    window.actions_.up.trigger()
    assert window.navigator.place == HOME
    window.address_bar.edit()
    QTest.keyClicks(QApplication.focusWidget(), "Riverside School")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert "one looks like SITE:/folder" in office.message()
    window.address_bar.edit()
    QTest.keyClicks(QApplication.focusWidget(), "Office:/Riverside School")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    office.wait_open("Riverside School")


def test_what_was_not_found_is_told_until_another_place_is(office: Explorer) -> None:
    window = office.window
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    window.address_bar.edit()
    QTest.keyClicks(QApplication.focusWidget(), "Office:/Nowhere")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    office.wait(lambda: "Nowhere" in office.message())
    window.actions_.up.trigger()
    office.wait_open("Riverside School")
    assert not window.messages.isVisible()


def test_return_presses_the_button_that_has_the_focus(office: Explorer) -> None:
    page = go_home(office)
    opening = page.findChild(QPushButton, "siteRowButton")
    opening.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(opening, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert office.window.navigator.place == HOME
    QTest.keyClick(opening, Qt.Key.Key_Return)
    office.wait(lambda: office.window.navigator.place == office.place())
    # Return in a field that gives the focus away is not meant for who gets it.
    go_home(office)
    opening.setFocus(Qt.FocusReason.TabFocusReason)
    office.window.address_bar.edit()
    QTest.keyClicks(QApplication.focusWidget(), "Office:/Riverside School")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    office.wait_open("Riverside School")
    icons = office.child(QToolButton, "showIconsButton")
    icons.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(icons, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    office.wait(icons.isChecked)


def test_coming_to_the_tree_with_the_keyboard_opens_nothing(office: Explorer) -> None:
    go_home(office)
    office.window.tree.setFocus(Qt.FocusReason.TabFocusReason)
    assert office.window.navigator.place == HOME
    QTest.keyClick(office.window.tree, Qt.Key.Key_Return)
    office.wait(lambda: office.window.navigator.place == office.place())


def test_places_lead_back_and_say_when_there_are_none(office: Explorer) -> None:
    window = office.window
    window.places._forget_recent()
    go_home(office)
    part = window.start_page.findChild(QWidget, "homeRecent")
    words = {label.text() for label in part.findChildren(QLabel) if label.isVisible()}
    assert words == {"Recent places", "Folders that you open are listed here."}
    assert not window.start_page.findChild(QWidget, "homeBookmarks").isVisible()
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    window.places.add_bookmark()
    go_home(office)
    assert places(office, "homeRecent") == ["Office:/Riverside School/Plans"]
    assert places(office, "homeBookmarks") == ["Office:/Riverside School/Plans"]
    (recent,) = part.findChildren(PlaceButton)
    assert recent.accessibleName() == "Plans"
    recent.setFocus()
    QTest.keyClick(recent, Qt.Key.Key_Return)
    office.wait_open("Plans")


def test_the_keyboard_passes_everything_in_its_order(office: Explorer) -> None:
    window = office.window
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    window.places.add_bookmark()
    window.view.setFocus()
    go_home(office)
    row = rows(office)["Office"]
    office.wait(button(row).hasFocus)
    passed = []
    for _ in range(4):
        passed.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert passed[:2] == list(row.focusable)
    assert [found.accessibleDescription() for found in passed[2:]] == [
        "Office:/Riverside School/Plans",
        "Office:/",
    ]
    assert isinstance(QApplication.focusWidget(), PlaceButton), "and then the bookmark"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is passed[3]


def test_transfers_are_told_and_failed_ones_lead_to_the_list(office: Explorer, tmp_path: Path) -> None:
    window = office.window
    go_home(office)
    part = window.start_page.findChild(QWidget, "homeTransfers")
    assert not part.isVisible()
    site, folder = office.book.all()[0].id, office.make_folder()
    (tmp_path / "model.ifc").write_bytes(b"x" * 20_000_000)
    office.queue.set_limits(Limits(upload_rate=1000))
    (job,) = office.queue.upload(site, [tmp_path / "model.ifc"], folder)
    office.wait(part.isVisible)
    office.wait(lambda: "running" in part.findChild(QLabel, "homeTransfersSummary").text())
    office.child(QDockWidget, "transfersDock").close()
    part.findChild(QPushButton, "homeShowTransfers").click()
    assert window.docks.transfers.isVisible()
    office.queue.cancel([job])
    office.wait(lambda: not part.isVisible())
    office.queue.upload(site, [tmp_path / "gone.pdf"], folder)
    notice = part.findChild(QPushButton, "homeNotice")
    office.wait(lambda: part.isVisible() and notice.text() == "1 transfer failed")
    window.docks.transfers.close()
    notice.click()
    assert window.docks.transfers.isVisible()


def test_a_drop_is_refused_with_a_sentence(office: Explorer, tmp_path: Path) -> None:
    page = go_home(office)
    mime = file_urls(tmp_path / "plan.pdf")
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    QApplication.sendEvent(page, enter)
    move = QDragMoveEvent(QPointF(60, 60).toPoint(), copy, mime, left, none)
    QApplication.sendEvent(page, move)
    assert not move.isAccepted()
    assert office.message() == (
        "Files cannot be dropped here. Open a site, and drop them into one of its folders."
    )


def test_a_site_is_renamed_signed_out_and_removed_from_its_row(office: Explorer) -> None:
    window = office.window
    site = office.book.all()[0]
    go_home(office)
    choose(office, rows(office)["Office"], "homeSignOut")
    office.wait(lambda: window.sites.get(site.id).state is SiteState.SIGNED_OUT)
    assert said(rows(office)["Office"])[1] == "Signed out, last signed in as anna.berger"
    choose(office, rows(office)["Office"], "homeRemove")
    office.child(QPushButton, "removeSiteButton").click()
    first = office.child(QPushButton, "addSiteButton")
    assert "first cloud" in first.parentWidget().accessibleName()
    window.activateWindow()  # offscreen, a menu that was open has made it inactive
    office.wait(first.hasFocus)


def test_twelve_sites_and_a_narrow_window_keep_every_word(explorer: Explorer) -> None:
    for number in range(12):
        explorer.book.add(f"Project space {number}", "bimcloud", f"{NOWHERE}/{number}", "2023.2", "anna")
    window = explorer.window
    window.resize(620, 500)
    window.show()
    window.start()
    explorer.wait(lambda: len(rows(explorer)) == 12)

    def cut() -> list[str]:
        return [
            label.text()
            for row in rows(explorer).values()
            for label in row.findChildren(QLabel)
            if label.wordWrap() and label.isVisible() and label.height() < label.heightForWidth(label.width())
        ]

    explorer.wait(lambda: not cut())  # laid out once the last row has come
    for row in rows(explorer).values():
        assert row.width() <= window.start_page.width()
        assert button(row).width() >= button(row).sizeHint().width()


@pytest.mark.parametrize(
    ("visited", "kept", "left"),
    [
        ([("a", "x"), ("b",), ("a", "x")], {"a"}, [("a", "x")]),
        ([("a",), ("b",), ("c",)], {"a", "c"}, [("a",), ("c",)]),
        ([("a",), ("",), ("b",), ("",)], {"a"}, [("a",), ("",)]),
    ],
)
def test_places_of_removed_sites_are_no_way_back(
    visited: list[tuple[str, ...]], kept: set[str], left: list[tuple[str, ...]]
) -> None:
    history = History()
    for site, *path in visited:
        history.visit(Place(site, tuple(path)))
    history.keep_sites(kept)
    found = [history.current]
    while history.back is not None:
        history.visit(history.back, -1)
        found.insert(0, history.current)
    assert found == [Place(site, tuple(path)) for site, *path in left]
    assert history.forward == (found[1] if found[1:] else None)
