"""The whole window for who does not see it or has no mouse: names, the way of Tab, a focus that shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)

from bimexplorer.ui.look.theme import choose_theme
from tests.ui.explorer import Explorer

PLANS = ("Riverside School", "Plans")
USED = (QAbstractButton, QLineEdit, QAbstractItemView, QComboBox, QAbstractSpinBox)


@pytest.fixture
def furnished(office: Explorer) -> Iterator[Explorer]:
    """A window in which everything is shown that stands beside the contents."""
    window = office.window
    window.resize(1400, 900)
    window.navigator.go(office.place(*PLANS))
    office.wait_open("Plans")
    window.places.add_bookmark()
    docks = window.docks
    for dock in (docks.properties, docks.preview, docks.transfers, docks.versions, docks.revisions):
        dock.show()
    office.wait(lambda: window.findChild(QWidget, "property.path") is not None)
    yield office
    choose_theme("system")


def nameless(root: QWidget) -> list[str]:
    """What can be used, is shown, and says nothing to assistive tools."""
    found = []
    for widget in root.findChildren(QWidget):
        used = isinstance(widget, USED) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        inner = isinstance(widget, QHeaderView | QMenu) or widget.objectName().startswith("qt_")
        if not used or inner or not widget.isVisible():
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if told is None or not told.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget()}")
    return found


def tabs(explorer: Explorer, start: QWidget, key: Qt.Key, most: int = 80) -> list[QWidget]:
    """What Tab passes until it is back where it began."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    passed = [start]
    for _ in range(most):
        QTest.keyClick(QApplication.focusWidget(), key)
        focused = QApplication.focusWidget()
        if focused is start:
            return passed
        passed.append(focused)
    raise AssertionError(f"Tab does not come back: {passed[-5:]}")


def test_everything_that_can_be_used_has_a_name(furnished: Explorer) -> None:
    window = furnished.window
    assert nameless(window) == []
    window.beside.show_settings()
    window.beside.show_shortcuts()
    window.beside.show_log()
    window.transfers.show_history()
    window.places.add_bookmark()
    pages = window.beside._settings._tabs
    for number in range(pages.count()):
        pages.setCurrentIndex(number)
        assert nameless(window.beside._settings) == []
    window.actions_.home.trigger()
    furnished.child(QWidget, "siteRowButton")
    assert nameless(window) == []
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window and dialog.isVisible():
            assert nameless(dialog) == []
            dialog.close()


def test_every_command_says_what_it_is_or_why_it_is_grey(furnished: Explorer) -> None:
    window = furnished.window
    for action in window.findChildren(QAction):
        if action.objectName() and not isinstance(action.parent(), QLineEdit):
            assert action.text(), action.objectName()
        if action.isCheckable() and not action.icon().isNull():
            assert not action.isIconVisibleInMenu(), f"{action.text()}: where its icon stands no tick is seen"
    window.actions_.home.trigger()
    furnished.wait(lambda: window.navigator.location is None)
    grey = [
        window.actions_.upload_files,
        window.actions_.download,
        window.actions_.new_folder,
        window.actions_.delete,
        window.actions_.rename,
    ]
    for action in grey:
        assert not action.isEnabled()
        assert "Open a folder first." in action.toolTip(), action.objectName()


def test_tab_passes_the_window_as_one_reads_it(furnished: Explorer) -> None:
    window = furnished.window

    def row_of_tabs(title: str) -> QTabBar:
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return next(bar for bar in bars if title in map(bar.tabText, range(bar.count())))

    parts = {
        "address": window.address_bar,
        "search": window.search_field,
        "conditions": window.search_field.beneath,
        "bookmarks": window.bookmarks,
        "tree": window.tree,
        "contents": window.pages,
        "tabs beside": row_of_tabs("Preview"),
        "properties": window.properties,
        "preview": window.preview,
        "tabs below": row_of_tabs("Transfers"),
        "transfers": window.transfers,
        "versions": window.versions,
        "revisions": window.revisions,
        "status": window.status_line,
    }

    def part(widget: QWidget) -> str:
        return next(name for name, part in parts.items() if part is widget or part.isAncestorOf(widget))

    home = window.findChild(QToolButton, "homeCrumb")
    passed = tabs(furnished, home, Qt.Key.Key_Tab)
    order = [name for name, _ in groupby(map(part, passed))]
    assert order == [name for name in parts if name in order], "each part once, in this order"
    assert set(parts) - set(order) <= {"conditions", "properties", "preview", "transfers", "versions"}, (
        "what is empty has nothing to stop at, and what lies behind another cannot be seen"
    )
    crumbs = [widget.accessibleName() for widget in passed if part(widget) == "address"]
    assert crumbs == ["Home", "Office", *PLANS]
    back = tabs(furnished, home, Qt.Key.Key_Backtab)
    assert [part(widget) for widget in back[1:6]] == [part(widget) for widget in reversed(passed[-5:])]
    window.docks.show_versions.trigger()
    furnished.wait(lambda: not window.revisions.isVisible())
    order = [name for name, _ in groupby(map(part, tabs(furnished, home, Qt.Key.Key_Tab)))]
    assert order == [name for name in parts if name in order]
    assert "revisions" not in order


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_can_be_seen_wherever_it_is(furnished: Explorer, theme: str) -> None:
    window = furnished.window
    choose_theme(theme)
    for start in (window.findChild(QToolButton, "homeCrumb"), None):
        if start is None:
            window.actions_.home.trigger()
            start = furnished.child(QWidget, "siteRowButton")
        for widget in tabs(furnished, start, Qt.Key.Key_Tab):
            # A list shows its current row; a field its cursor, which blinks, and its outline.
            if isinstance(widget, QAbstractItemView):
                continue
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            with_focus = widget.grab().toImage()
            widget.clearFocus()
            assert widget.grab().toImage() != with_focus, f"{widget.objectName()} {widget.accessibleName()}"
