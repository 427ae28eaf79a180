"""Columns of the details view: chosen in the header's menu, moved and sized by the mouse, remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from bimexplorer.settings import Settings
from bimexplorer.ui.models.columns import Columns
from bimexplorer.ui.models.contents import Column
from bimexplorer.ui.views.contents_header import ContentsHeader
from bimexplorer.ui.window.main_window import MainWindow
from tests.ui.explorer import Explorer

FLOOR_PLANS = ("Riverside School", "Plans", "Floor plans")


@pytest.fixture
def header(office: Explorer) -> ContentsHeader:
    """The header in a window wide enough for all columns, over a folder with sizes and dates."""
    office.window.resize(1180, 700)
    office.window.navigator.go(office.place(*FLOOR_PLANS))
    office.wait_open(FLOOR_PLANS[-1])
    view = office.window.view
    bar, rows = view.verticalScrollBar(), office.window.contents.rowCount()
    # It comes a moment after the rows, and takes its room from the name.
    office.wait(lambda: bar.isVisible() == (rows * view.rowHeight(0) > view.viewport().height()))
    return view.header


def shown(header: ContentsHeader) -> list[Column]:
    visible = [header.logicalIndex(place) for place in range(header.count())]
    return [Column(column) for column in visible if not header.isSectionHidden(column)]


def menu_action(menu: QMenu, name: str) -> QAction:
    """An action of the menu, as it is when the menu opens."""
    menu.aboutToShow.emit()
    found = [action for action in menu.actions() if action.objectName() == name]
    assert found, [action.objectName() for action in menu.actions()]
    return found[0]


def drag(header: ContentsHeader, x: int, by: int) -> None:
    y = header.height() // 2
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(header.viewport(), button, none, QPoint(x, y))
    for part in (1, 2, 3, 4):
        QTest.mouseMove(header.viewport(), QPoint(x + by * part // 4, y))
    QTest.mouseRelease(header.viewport(), button, none, QPoint(x + by, y))


def divider(header: ContentsHeader, column: Column) -> int:
    """Where the divider at the right of a column is, in the header."""
    return header.sectionViewportPosition(column) + header.sectionSize(column) - 1


def close(window: MainWindow) -> None:
    window._closing = True
    window.close()
    window.deleteLater()


def total(header: ContentsHeader) -> int:
    return sum(header.sectionSize(column) for column in Column)


# -------------------------------------------------------------------------------- as text


@pytest.mark.parametrize(
    "columns",
    [
        Columns(),
        Columns(
            (Column.NAME, Column.OWNER, Column.MODIFIED, Column.TYPE, Column.SIZE),
            frozenset({Column.TYPE}),
            {Column.SIZE: 90, Column.TYPE: 210},
        ),
    ],
)
def test_columns_survive_being_written(columns: Columns) -> None:
    assert Columns.from_text(columns.text()) == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", Columns()),
        ("AAAA/wAAAAAAAAABAAAAAQAAAAAAAAAA==", Columns()),
        ("-name:70 name", Columns()),
        (
            "-size:80 size:99 colour modified:12345 :3",
            Columns(hidden=frozenset({Column.SIZE}), widths={Column.SIZE: 80}),
        ),
        (
            "owner name",
            Columns((Column.NAME, Column.OWNER, Column.SIZE, Column.TYPE, Column.MODIFIED)),
        ),
    ],
)
def test_damaged_columns_cost_what_is_damaged_only(text: str, columns: Columns) -> None:
    assert Columns.from_text(text) == columns


# -------------------------------------------------------------------------------- choosing


def test_a_column_is_put_away_and_brought_back_in_the_menu(header: ContentsHeader) -> None:
    assert shown(header) == [Column.NAME, Column.SIZE, Column.TYPE, Column.MODIFIED]
    name = header.sectionSize(Column.NAME)
    gone = header.sectionSize(Column.MODIFIED)
    modified = menu_action(header.menu, "modifiedColumn")
    assert modified.isChecked()
    modified.trigger()
    assert Column.MODIFIED not in shown(header)
    assert header.sectionSize(Column.NAME) == name + gone
    modified = menu_action(header.menu, "modifiedColumn")
    assert not modified.isChecked()
    modified.trigger()
    assert header.sectionSize(Column.MODIFIED) == gone
    assert header.sectionSize(Column.NAME) == name


def test_what_cannot_be_chosen_is_grey_and_says_why(header: ContentsHeader) -> None:
    owner = menu_action(header.menu, "ownerColumn")
    assert not owner.isEnabled()
    assert not owner.isChecked()
    assert owner.toolTip() == "This cloud does not tell who changed an entry."
    assert header.menu.toolTipsVisible()
    name = menu_action(header.menu, "nameColumn")
    assert not name.isEnabled()
    assert name.isChecked()
    assert name.toolTip() == "The name is always shown."


def test_columns_are_moved_and_sized_without_a_mouse(header: ContentsHeader) -> None:
    def choose(name: str) -> bool:
        """Whether it could be chosen in the menu as it is now."""
        header.menu.aboutToShow.emit()
        action = header.findChild(QAction, name)
        possible = action.isEnabled()
        action.trigger()
        return possible

    assert shown(header) == [Column.NAME, Column.SIZE, Column.TYPE, Column.MODIFIED]
    assert choose("sizeMoveRight")
    assert shown(header) == [Column.NAME, Column.TYPE, Column.SIZE, Column.MODIFIED]
    assert not choose("typeMoveLeft"), "the name stays first"
    assert choose("modifiedMoveLeft")
    assert shown(header) == [Column.NAME, Column.TYPE, Column.MODIFIED, Column.SIZE]
    assert not choose("sizeMoveRight")
    menu_action(header.menu, "modifiedColumn").trigger()
    assert choose("sizeMoveLeft"), "hidden columns are passed over"
    assert shown(header) == [Column.NAME, Column.SIZE, Column.TYPE]

    width, name = header.sectionSize(Column.SIZE), header.sectionSize(Column.NAME)
    choose("sizeWider")
    wider = header.sectionSize(Column.SIZE)
    assert wider == round(width * 1.2)
    assert header.sectionSize(Column.NAME) == name - (wider - width)
    choose("sizeNarrower")
    assert abs(header.sectionSize(Column.SIZE) - width) <= 1
    for _ in range(30):
        choose("sizeWider")
    assert header.sectionSize(Column.NAME) >= 120
    assert total(header) == header.width()
    for _ in range(30):
        choose("sizeNarrower")
    assert header.sectionSize(Column.SIZE) == header.minimumSectionSize()
    assert Columns.from_text(header.columns.text()) == header.columns


def test_a_right_click_on_the_header_opens_the_menu_of_the_menu_bar(
    office: Explorer, header: ContentsHeader
) -> None:
    header.customContextMenuRequested.emit(QPoint(20, 5))
    assert header.menu.isVisible()
    header.menu.close()
    menus = {action.text(): action.menu() for action in office.window.menuBar().actions()}
    view_menu = menus["&View"]
    assert isinstance(view_menu, QMenu)
    assert header.menu.menuAction() in view_menu.actions()


def test_the_header_shows_by_what_the_rows_are_sorted(office: Explorer, header: ContentsHeader) -> None:
    assert header.isSortIndicatorShown()
    assert header.sortIndicatorSection() == Column.NAME
    office.window.contents.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert header.sortIndicatorSection() == Column.SIZE
    assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


# -------------------------------------------------------------------------------- widths


def test_a_dragged_divider_stays_under_the_pointer_and_nothing_scrolls_sideways(
    office: Explorer, header: ContentsHeader
) -> None:
    for column in (Column.NAME, Column.SIZE, Column.TYPE):
        for by in (-25, 40):
            at = divider(header, column)
            drag(header, at, by)
            assert divider(header, column) == at + by, (column, by)
            assert total(header) == header.width()
    assert not office.window.view.horizontalScrollBar().isVisible()


def test_a_divider_stops_where_no_room_is_left(header: ContentsHeader) -> None:
    drag(header, divider(header, Column.NAME), 2000)
    for column in (Column.SIZE, Column.TYPE, Column.MODIFIED):
        assert header.sectionSize(column) == header.minimumSectionSize()
    assert total(header) == header.width()
    drag(header, divider(header, Column.SIZE), -2000)
    assert header.sectionSize(Column.SIZE) == header.minimumSectionSize()
    assert total(header) == header.width()


def test_a_double_click_on_a_divider_fits_the_column(office: Explorer, header: ContentsHeader) -> None:
    view = office.window.view
    texts = [office.window.contents.index(row, Column.TYPE).data() for row in range(10)]
    header.resizeSection(Column.TYPE, 70)
    middle = header.height() // 2

    def fit(column: Column) -> None:
        QTest.mouseDClick(
            header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(divider(header, column), middle)
        )

    fit(Column.TYPE)
    widest = max(view.fontMetrics().horizontalAdvance(text) for text in texts)
    assert widest < header.sectionSize(Column.TYPE) < widest + 60
    assert total(header) == header.width()
    drag(header, divider(header, Column.NAME), 61 - header.sectionSize(Column.NAME))
    narrow = header.sectionSize(Column.NAME)
    fit(Column.NAME)
    assert header.sectionSize(Column.NAME) > narrow
    assert total(header) == header.width()
    wide = header.sectionSize(Column.NAME)
    fit(Column.NAME)
    assert header.sectionSize(Column.NAME) == wide


def test_all_columns_are_fitted_or_as_at_the_beginning(header: ContentsHeader) -> None:
    before = {column: header.sectionSize(column) for column in Column}
    header.moveSection(header.visualIndex(Column.MODIFIED), 1)
    header.resizeSection(Column.SIZE, 300)
    menu_action(header.menu, "typeColumn").trigger()
    menu_action(header.menu, "fitColumns").trigger()
    assert 60 <= header.sectionSize(Column.SIZE) < 150
    menu_action(header.menu, "resetColumns").trigger()
    assert {column: header.sectionSize(column) for column in Column} == before
    assert shown(header) == [Column.NAME, Column.SIZE, Column.TYPE, Column.MODIFIED]
    assert header.columns == Columns()


def test_a_larger_font_gets_wider_columns(
    office: Explorer, header: ContentsHeader, qapp: QApplication
) -> None:
    before = qapp.font()
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 1.5)
    text = str(office.window.contents.index(0, Column.MODIFIED).data())
    qapp.setFont(large)
    again = office._make_window()
    try:
        assert again.view.header.sectionSize(Column.MODIFIED) > header.sectionSize(Column.MODIFIED) * 1.3
        assert again.view.header.sectionSize(Column.MODIFIED) > QFontMetrics(large).horizontalAdvance(text)
    finally:
        close(again)
        qapp.setFont(before)


# -------------------------------------------------------------------------------- remembered


def test_order_widths_and_choice_are_remembered(office: Explorer, header: ContentsHeader) -> None:
    drag(header, header.sectionViewportPosition(Column.MODIFIED) + 30, -400)
    moved = [Column.NAME, Column.MODIFIED, Column.SIZE, Column.TYPE]
    assert shown(header) == moved
    menu_action(header.menu, "typeColumn").trigger()
    header.resizeSection(Column.SIZE, 117)
    office.window.remember()
    office.settings.save(office.profile.settings_file)
    office.settings = Settings.load(office.profile.settings_file)
    again = office._make_window()
    try:
        assert again.view.header.columns == header.columns
        assert shown(again.view.header)[:3] == moved[:3]
        assert Column.TYPE not in shown(again.view.header)
        assert again.view.header.sectionSize(Column.SIZE) == 117
    finally:
        close(again)


def test_the_name_cannot_be_moved_from_the_first_place(header: ContentsHeader) -> None:
    drag(header, header.sectionViewportPosition(Column.NAME) + 30, 500)
    assert header.logicalIndex(0) == Column.NAME
    drag(header, header.sectionViewportPosition(Column.SIZE) + 30, -600)
    assert header.logicalIndex(0) == Column.NAME
