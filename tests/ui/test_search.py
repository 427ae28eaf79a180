"""Searching in the window against the real stand-in: the field, what was found, and the ways from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.errors import Offline
from bimexplorer.model import Entry, Kind, Page, Sort
from bimexplorer.query import Query
from bimexplorer.ui.models.entry_mime import entries_from_mime
from bimexplorer.ui.models.paged import Placeholder, Role, State
from bimexplorer.ui.models.search import HitColumn, SearchModel
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.places.history import Place, Search
from bimexplorer.ui.tasks import Tasks
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud

PROJECT = "Riverside School"
CTRL = Qt.KeyboardModifier.ControlModifier


def type_in(office: Explorer, text: str) -> None:
    """Ctrl+F and a text in the place of what was there."""
    QTest.keyClick(office.window, Qt.Key.Key_F, CTRL)
    field = office.window.search_field
    assert field.hasFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def enter(office: Explorer) -> None:
    QTest.keyClick(office.window.search_field, Qt.Key.Key_Return)


def find(office: Explorer, text: str) -> None:
    """Search, and wait until as much is there as the list shows."""
    type_in(office, text)
    enter(office)
    hits = office.window.hits
    assert hits.search is not None
    assert hits.search.text == text
    office.wait(lambda: hits.rowCount() > 0 and hits.state() is not State.FETCHING)


def rows(office: Explorer, column: HitColumn = HitColumn.NAME) -> list[str]:
    hits = office.window.hits
    return [hits.index(row, column).data() for row in range(hits.entries_loaded())]


def select_hit(office: Explorer, *names: str) -> None:
    table = office.window.results.table
    table.clearSelection()
    modifier = Qt.KeyboardModifier.NoModifier
    for name in names:
        office.click(table, office.window.hits.index(rows(office).index(name), 0), modifier)
        modifier = CTRL
    assert sorted(entry.name for entry in table.selected()) == sorted(names)


def underlined(widget: QWidget) -> list[int]:
    """Where in a widget pixels are red, as mistakes are underlined, from the left."""
    image = widget.grab().toImage()
    places = ((x, image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height()))
    return [x for x, colour in places if colour.red() > colour.blue() + 50]


def count(office: Explorer) -> str:
    return office.child(QLabel, "itemCount").text()


def upload(office: Explorer, tmp_path: Path, folder: Entry, *names: str) -> None:
    for name in names:
        (tmp_path / name).write_text(name, encoding="utf-8")
    office.queue.upload(office.book.all()[0].id, [tmp_path / name for name in names], folder)
    office.wait(lambda: office.queue.jobs() and not office.queue.active)


def nested(office: Explorer, tmp_path: Path) -> Entry:
    """A folder with `a.txt` and `in/b.txt`."""
    folder = office.make_folder("in")
    upload(office, tmp_path, folder, "a.txt")
    upload(office, tmp_path, office.cloud().entry_at((*folder.path, "in")), "b.txt")
    office.open(folder)
    return folder


# -------------------------------------------------------------------------------- finding


def test_what_is_typed_is_searched_for_at_enter_and_not_before(
    office: Explorer, shared_2023: StandIn
) -> None:
    office.window.navigator.go(office.place(PROJECT))
    office.wait_open(PROJECT)
    before = shared_2023.calls("criterion")
    type_in(office, "*.pdf")
    office.qtbot.wait(50)
    assert shared_2023.calls("criterion") == before
    assert not office.window.pages.shows_hits
    enter(office)
    office.wait(lambda: office.window.hits.state() is State.DONE)
    assert office.window.results.isVisible()
    names, folders = rows(office), rows(office, HitColumn.PATH)
    assert len(names) > 20
    assert all(name.endswith(".pdf") for name in names)
    assert "Plans/Details" in folders
    assert not any(folder.startswith(("/", PROJECT)) for folder in folders)
    assert rows(office, HitColumn.TYPE)[0] == "PDF document"
    assert all(rows(office, HitColumn.SIZE))
    assert count(office) == f"{len(names)} found"
    assert "Search for “*.pdf”" in office.window.windowTitle()
    assert office.window.results.table.hasFocus()


def test_only_this_folder_or_below(office: Explorer, tmp_path: Path) -> None:
    nested(office, tmp_path)
    find(office, "*.txt")
    assert rows(office) == ["a.txt", "b.txt"]
    assert rows(office, HitColumn.PATH) == ["(this folder)", "in"]
    office.child(QPushButton, "searchScope").click()
    office.wait(lambda: rows(office) == ["a.txt"])
    type_in(office, "*.txt")
    assert office.child(QRadioButton, "searchHere").isChecked()
    office.child(QRadioButton, "searchBelow").click()
    office.wait(lambda: rows(office) == ["a.txt", "b.txt"])


def test_nothing_found_says_what_to_do(office: Explorer) -> None:
    office.open(office.make_folder("x"))
    find(office, "no such name")
    assert "Nothing found" in office.child(QWidget, "emptyState").accessibleName()
    assert count(office) == "Nothing found"


def test_a_search_that_fails_can_be_tried_again(office: Explorer, shared_2023: StandIn) -> None:
    office.open(office.make_folder("found"))
    shared_2023.fault(path="criterion", status=403, body={"error-code": 1}, times=None)
    type_in(office, "fou")
    enter(office)
    hits, table = office.window.hits, office.window.results.table
    office.wait(lambda: hits.state() is State.ERROR)
    shared_2023.clear_faults()
    row = hits.index(hits.rowCount() - 1, 0)
    assert row.data(Role.PLACEHOLDER) is Placeholder.ERROR
    assert row.data().startswith("Could not search: ")
    assert "failed" in count(office)
    office.click(table, row)
    office.wait(lambda: rows(office) == ["found"])


# -------------------------------------------------------------------------------- mistakes


def test_a_mistake_is_underlined_and_told_beneath_the_field(office: Explorer) -> None:
    window = office.window
    field = window.search_field
    office.open(office.make_folder())
    type_in(office, "name:*.ifc modifed:7d")
    assert not underlined(field)
    enter(office)
    assert not window.pages.shows_hits
    problem = office.child(QLabel, "searchProblem")
    assert "“modifed” is nothing that can be searched for" in problem.text()
    assert field.accessibleDescription() == problem.text()
    marked, metrics, text = underlined(field), field.fontMetrics(), field.text()
    start = field.cursorRect().center().x() - metrics.horizontalAdvance(text[11:])
    assert abs(min(marked) - start) < 4
    assert abs(max(marked) - start - metrics.horizontalAdvance("modifed")) < 4
    assert field.text() == "name:*.ifc modifed:7d"

    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert not underlined(field)
    assert not problem.isVisible()
    assert field.accessibleDescription() == ""


def test_a_suggestion_is_taken_with_a_click(office: Explorer) -> None:
    office.open(office.make_folder("new"))
    type_in(office, "new modifed:7d")
    enter(office)
    office.child(QPushButton, "searchSuggestion").click()
    assert office.window.search_field.text() == "new modified:7d"
    office.wait(lambda: rows(office) == ["new"])
    assert not office.window.search_field.beneath.isVisible()


def test_what_the_cloud_cannot_search_says_why(office: Explorer) -> None:
    office.open(office.make_folder())
    type_in(office, "by:anna")
    enter(office)
    assert "BIMcloud does not tell who changed a file" in office.child(QLabel, "searchProblem").text()
    assert not office.window.pages.shows_hits


@pytest.mark.parametrize("text", ["(", '"', "size:>ten", "name:", "a OR", "x" * 2001, "\U0001d518 bad:1"])
def test_no_text_is_too_wrong(office: Explorer, text: str) -> None:
    field = office.window.search_field
    field.begin()
    field.setText(text)
    enter(office)
    assert office.child(QLabel, "searchProblem").text() == field.accessibleDescription() != ""
    assert field.text() == text
    assert not office.window.pages.shows_hits


def test_without_a_site_there_is_nothing_to_search(explorer: Explorer) -> None:
    explorer.show()
    assert not explorer.window.search_field.isEnabled()
    assert explorer.window.search_field.toolTip() == "Open a folder first."
    QTest.keyClick(explorer.window, Qt.Key.Key_F, CTRL)
    assert explorer.message() == "Open a folder first."


# -------------------------------------------------------------------------------- leaving


@pytest.mark.parametrize("where", ["field", "table", "button"])
def test_escape_restores_the_folder_with_its_selection(office: Explorer, where: str) -> None:
    window = office.window
    office.open(office.make_folder("one", "two"))
    office.select("two")
    find(office, "one")
    if where == "button":
        office.child(QPushButton, "leaveSearch").click()
    else:
        target: QWidget = window.search_field if where == "field" else window.results.table
        target.setFocus()
        QTest.keyClick(target, Qt.Key.Key_Escape)
    assert window.view.isVisible()
    assert window.view.hasFocus()
    assert window.search_field.text() == ""
    assert [entry.name for entry in window.view.selected()] == ["two"]
    office.wait(office.loaded)
    assert [entry.name for entry in window.view.selected()] == ["two"]
    assert count(office) == "2 entries"


def test_escape_in_the_field_without_a_search_goes_back_to_the_list(office: Explorer) -> None:
    type_in(office, "abc")
    assert office.window.search_field.beneath.isVisible()
    QTest.keyClick(office.window.search_field, Qt.Key.Key_Escape)
    assert office.window.view.hasFocus()
    assert office.window.search_field.text() == ""
    assert not office.window.search_field.beneath.isVisible()


def test_a_search_is_a_place_of_the_history(office: Explorer, tmp_path: Path) -> None:
    window = office.window
    folder = nested(office, tmp_path)
    find(office, "in")
    select_hit(office, "in")
    QTest.keyClick(window.results.table, Qt.Key.Key_Return)
    office.wait_open("in")
    assert window.search_field.text() == ""
    window.actions_.back.trigger()
    office.wait(window.results.isVisible)
    assert window.search_field.text() == "in"
    assert [entry.name for entry in window.results.table.selected()] == ["in"]
    window.actions_.back.trigger()
    office.wait_open(folder.name)
    assert window.view.isVisible()
    window.actions_.forward.trigger()
    office.wait(window.results.isVisible)
    assert rows(office) == ["in"]
    assert window.navigator.place == Place(office.book.all()[0].id, folder.path, Search("in"))
    window.actions_.up.trigger()
    office.wait_open(folder.name)
    assert window.view.isVisible()


def test_leaving_cancels_and_late_answers_are_dropped(office: Explorer, shared_2023: StandIn) -> None:
    folder = office.make_folder("late")
    office.open(folder)
    shared_2023.fault(path="like", stall=1.0)
    type_in(office, "late")
    enter(office)
    hits = office.window.hits
    assert hits.state() is State.FETCHING
    assert count(office) == "Searching…"
    QTest.keyClick(office.window.results.table, Qt.Key.Key_Escape)
    assert hits.state() is State.IDLE
    office.qtbot.wait(1200)
    assert hits.entries_loaded() == 0
    assert office.names() == ["late"]
    shared_2023.clear_faults()
    office.window.actions_.forward.trigger()
    office.wait(lambda: rows(office) == ["late"])


# -------------------------------------------------------------------------------- doing something with it


def test_show_in_folder_reads_on_until_the_row_is_there(
    explorer: Explorer, start_standin: Callable[..., StandIn]
) -> None:
    server = start_standin(generation="2023.2", large_folder=700)
    explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
    cloud = explorer.cloud()
    large = [entry for entry in cloud.children(cloud.root()).entries if entry.is_folder]
    last = max(
        (
            page.entries[-1]
            for folder in large
            if len((page := cloud.children(folder, limit=1000)).entries) > 600
        ),
        key=lambda entry: entry.name,
    )
    find(explorer, f'name:="{last.name}"')
    explorer.wait(lambda: last.name in rows(explorer))
    select_hit(explorer, last.name)
    QTest.keyClick(explorer.window.results.table, Qt.Key.Key_Return, CTRL)
    view = explorer.window.view
    explorer.wait(lambda: [entry.id for entry in view.selected()] == [last.id])
    assert view.isVisible()
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())
    assert explorer.window.contents.entries_loaded() > 600


def test_show_in_folder_of_something_that_is_gone_says_so(office: Explorer, tmp_path: Path) -> None:
    folder = nested(office, tmp_path)
    find(office, "b.txt")
    cloud = office.cloud()
    cloud.delete(cloud.entry_at((*folder.path, "in", "b.txt")))
    select_hit(office, "b.txt")
    office.window.actions_.show_in_folder.trigger()
    office.wait(lambda: "“b.txt” is not in this folder any more." in office.message())
    assert office.window.navigator.place == office.place(*folder.path, "in")


def test_the_menu_and_what_cannot_be_done_here(office: Explorer, tmp_path: Path) -> None:
    nested(office, tmp_path)
    actions = office.window.actions_
    assert not actions.show_in_folder.isEnabled()
    find(office, "*.txt")
    select_hit(office, "b.txt")
    table = office.window.results.table
    table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = office.child(QMenu, "contextMenu")
    shown = {action.objectName(): action.isEnabled() for action in menu.actions() if action.objectName()}
    menu.close()
    for name in ("open", "showInFolder", "download", "delete", "copyPath"):
        assert shown[name], name
    for action in (actions.rename, actions.paste, actions.new_folder, actions.upload_files):
        assert not action.isEnabled()
        assert "\n" in action.toolTip()
    select_hit(office, "a.txt", "b.txt")
    assert not actions.show_in_folder.isEnabled()
    assert actions.download.isEnabled()
    assert actions.delete.isEnabled()


def test_hits_of_several_folders_are_downloaded_and_deleted(office: Explorer, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "got").mkdir()
    folder = nested(office, tmp_path / "sent")
    find(office, "-nothing")
    assert rows(office) == ["a.txt", "in", "b.txt"]
    select_hit(office, "a.txt", "b.txt")
    office.window.actions_.download.trigger()
    dialog = office.child(QFileDialog, "downloadDialog")
    dialog.fileSelected.emit(str(tmp_path / "got"))
    dialog.reject()
    office.wait(lambda: sorted(path.name for path in (tmp_path / "got").glob("?.txt")) == ["a.txt", "b.txt"])
    carried = entries_from_mime(office.window.hits.mimeData([office.window.hits.index(0, 0)]))
    assert carried is not None
    assert [entry.name for entry in carried.entries] == ["a.txt"]

    # “b.txt” goes with its folder: the server is asked to delete that alone.
    select_hit(office, "in", "b.txt")
    office.window.actions_.delete.trigger()
    office.child(QDialog, "confirmDeleteDialog").accept()
    office.wait(lambda: rows(office) == ["a.txt"], seconds=30)
    assert [entry.name for entry in office.cloud().children(folder).entries] == ["a.txt"]


# -------------------------------------------------------------------------------- the model


def test_any_order_of_pages_leaving_and_dropping_keeps_the_model_whole(qtbot: QtBot, tasks: Tasks) -> None:
    cloud = MemoryCloud()
    inside = cloud.add(cloud.root(), "folder", folder=True)
    for number in range(150):
        cloud.add(cloud.root() if number % 3 else inside, f"file {number}")
    model = SearchModel(tasks)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)

    def settle() -> None:
        qtbot.waitUntil(lambda: model.state() is not State.FETCHING)
        assert model.isConsistent()

    model.open("s", cloud, cloud.root(), Search("file"))
    cloud.failures.append(Offline("The line is down.", ""))
    model.fetchMore(QModelIndex())
    settle()
    assert model.state() is State.ERROR
    model.retry(model.index(0, 0))
    settle()
    assert model.entries_loaded() == 100
    cloud.hold()
    model.fetchMore(QModelIndex())
    model.leave()
    cloud.release()
    settle()
    assert model.entries_loaded() == 100
    model.open("s", cloud, cloud.root(), Search("file"))
    assert model.entries_loaded() == 100
    model.fetchMore(QModelIndex())
    settle()
    assert (model.state(), model.entries_loaded()) == (State.DONE, 150)
    model.drop("s", inside)
    assert model.entries_loaded() == 100
    cloud.remove(inside)
    model.refresh()
    settle()
    assert model.entries_loaded() == 100
    model.open("s", cloud, cloud.root(), Search("file 14", below=False))
    assert model.rowCount() == 0
    model.close()
    assert not model.canFetchMore(QModelIndex())


def test_100000_hits_are_read_as_they_are_scrolled_to(qtbot: QtBot, tasks: Tasks) -> None:
    every = tuple(
        Entry(f"f{number}", f"{number}.ifc", Kind.FILE, "blob", ("deep", f"{number}.ifc"), "d", number)
        for number in range(100_000)
    )

    class Many(MemoryCloud):
        """Everything is a hit."""

        def search(
            self,
            folder: Entry,
            query: Query,
            *,
            below: bool,
            sort: Sort | None = None,
            cursor: str | None = None,
            limit: int = 100,
        ) -> Page:
            del query, below, sort
            self._asked(folder, cursor)
            start = int(cursor or 0)
            end = start + limit
            return Page(every[start:end], str(end) if end < len(every) else None)

    cloud = Many()
    model = SearchModel(tasks)
    table = SearchTable(model)
    qtbot.addWidget(table)
    table.resize(700, 500)
    table.show()
    model.open("s", cloud, cloud.root(), Search("*.ifc"))
    table.fetch_ahead()
    qtbot.waitUntil(lambda: model.entries_loaded() > 0 and model.state() is State.IDLE)
    assert model.entries_loaded() == 100
    assert len(cloud.calls) == 1
    table.scrollToBottom()  # to the row that says that more comes
    qtbot.waitUntil(lambda: model.entries_loaded() == 300 and model.state() is State.IDLE)
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == 299
    qtbot.waitUntil(lambda: model.state() is State.DONE, timeout=120_000)
    qtbot.waitUntil(lambda: table.currentIndex().row() == 99_999)
    assert model.entries_loaded() == 100_000
    assert len(cloud.calls) < 110
    table.selectAll()
    assert table.selected_count() == 100_000


def test_space_previews_what_was_found(office: Explorer, tmp_path: Path) -> None:
    nested(office, tmp_path)
    find(office, "b.txt")
    select_hit(office, "b.txt")
    QTest.keyClick(office.window.results.table, Qt.Key.Key_Space)
    assert office.child(QLabel, "previewName").text() == "b.txt"
    text = office.child(QPlainTextEdit, "previewText")
    office.wait(lambda: text.toPlainText() == "b.txt")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    office.wait(lambda: not office.window.preview.isVisible())
    assert office.window.results.table.hasFocus()
