"""The properties panel in the real window: what it tells, and that all of it can be copied."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QItemSelection, QItemSelectionModel, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from bimexplorer.addresses import link_parts
from bimexplorer.cancellation import current
from bimexplorer.errors import Cancelled, Offline, ProgramError
from bimexplorer.model import Entry, Kind, More
from bimexplorer.settings import Settings
from bimexplorer.ui.look.formats import date_text, exact_size_text
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.properties import of_entry, of_several
from bimexplorer.ui.panels.entry_picture import EntryPicture
from bimexplorer.ui.panels.properties import PropertiesPanel
from bimexplorer.ui.panels.value_field import ValueField
from bimexplorer.ui.places.history import Place, Search
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.contents_view import ContentsView
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud

FLOOR_PLANS = ("Riverside School", "Plans", "Floor plans")
PLAN = "A-102 Floor plan level 2.pdf"


@pytest.fixture
def plans(office: Explorer) -> Explorer:
    """The window with its properties, in a folder of files."""
    office.window.navigator.go(office.place(*FLOOR_PLANS))
    office.wait_open(FLOOR_PLANS[-1])
    QTest.keyClick(office.window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    office.wait(lambda: office.window.properties.isVisible())
    return office


def told(explorer: Explorer) -> dict[str, str]:
    return explorer.window.properties.properties()


def name(explorer: Explorer) -> str:
    return explorer.child(ValueField, "propertyName").toPlainText()


def field(explorer: Explorer, key: str) -> ValueField:
    return explorer.child(ValueField, f"property.{key}")


# -------------------------------------------------------------------------------- what is told


def test_of_a_file_everything_is_told(plans: Explorer) -> None:
    plans.select(PLAN)
    plans.wait(lambda: name(plans) == PLAN)
    entry = plans.cloud().entry_at((*FLOOR_PLANS, PLAN))
    assert entry.size is not None
    assert entry.modified is not None
    facts = told(plans)
    assert facts["Kind"] == "File"
    assert facts["Type"] == "PDF document"
    assert facts["Path"] == f"Office:/Riverside School/Plans/Floor plans/{PLAN}"
    assert facts["ID"] == entry.id
    assert facts["Type on the server"] == "blob"
    assert facts["Content server"] == entry.server_id
    assert f"({QLocale().toString(entry.size)} bytes)" in facts["Size"]
    assert "UTC" in facts["Modified"]
    assert entry.details
    assert facts["Name of the folder"] == FLOOR_PLANS[-1]
    assert facts["Name of the content server"] == dict(entry.details)["$modelServerName"]
    assert set(dict(entry.details).values()) <= set(facts.values())
    assert not [title for title in facts if title.startswith("$")], "the server's own words"
    assert "Changed by" not in facts  # BIMcloud does not tell


def test_with_nothing_selected_it_is_the_folder_and_what_is_in_it(plans: Explorer) -> None:
    plans.window.view.clearSelection()
    plans.wait(lambda: name(plans) == "Floor plans")
    facts = told(plans)
    assert facts["Kind"] == "Folder"
    assert facts["Folders"] == "0"
    assert facts["Files"] == "16"
    sizes = [entry.size or 0 for entry in plans.window.contents.entries()]
    assert f"({QLocale().toString(sum(sizes))} bytes)" in facts["Total size"]
    assert "Type" not in facts
    plans.window.navigator.go(plans.place())
    plans.wait(lambda: name(plans) == "Office" and "Total size" in told(plans))
    assert told(plans)["Kind"] == "Site"
    assert told(plans)["Path"] == "Office:/"
    assert "What lies in folders is not counted." in told(plans)["Total size"]


def test_of_several_their_number_and_size(plans: Explorer) -> None:
    plans.select(PLAN, "A-101 Floor plan level 1.dwg")
    plans.wait(lambda: name(plans) == "2 entries selected")
    total = sum(entry.size or 0 for entry in plans.window.view.selected())
    assert f"({QLocale().toString(total)} bytes)" in told(plans)["Total size"]
    assert told(plans)["Files"] == "2"
    assert "ID" not in told(plans)


def test_what_is_not_loaded_is_said_not_to_be_counted(qtbot: QtBot, tasks: Tasks) -> None:
    cloud = MemoryCloud()
    for number in range(3000):
        cloud.add(cloud.root(), f"{number:04}", size=1000)
    contents = ContentsModel(tasks)
    view = ContentsView(contents, lambda _: "")
    panel = PropertiesPanel([(view, contents)], lambda _: "Office", [], tasks)
    for widget in (view, panel):
        qtbot.addWidget(widget)
        widget.show()
    contents.open("s", cloud, cloud.root())
    qtbot.waitUntil(lambda: panel.properties().get("Files") == "100")
    note = panel.findChild(object, "propertiesNote")
    assert note.text() == "Only what is loaded of this folder is counted, and there is more below."
    loaded = QItemSelection(contents.index(0, 0), contents.index(99, 0))
    flag = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(loaded, flag.ClearAndSelect | flag.Rows)
    qtbot.waitUntil(lambda: panel.findChild(ValueField, "propertyName").toPlainText().startswith("100 "))
    assert note.text() == "There are more entries below that are not loaded, and not selected."
    view.selectAll()  # loads the rest
    number = QLocale().toString
    qtbot.waitUntil(lambda: panel.properties().get("Files") == number(3000))  # counted on a worker
    assert f"({number(3_000_000)} bytes)" in panel.properties()["Total size"]
    qtbot.waitUntil(lambda: not note.isVisible())  # once they are put in order
    contents.close()
    qtbot.waitUntil(lambda: panel.findChild(ValueField, "propertyName").toPlainText() == "Nothing is open")
    assert panel.properties() == {}


def test_an_owner_is_told_where_the_cloud_knows_one() -> None:
    when = datetime(2026, 1, 5, 12, 30, 59, tzinfo=timezone.utc)
    entry = Entry("7", "a.ifc", Kind.FILE, "attachment", ("p", "a.ifc"), size=1, modified=when, owner="Anna")
    facts = {fact.title: fact.value for fact in of_entry(entry, "Office")}
    assert facts["Changed by"] == "Anna"
    assert facts["Size"] == "1 byte"
    assert ":59" in facts["Modified"]
    assert str(when.year) in facts["Modified"]
    assert date_text(when).split()[-1] in facts["Modified"]
    assert "Content server" not in facts


def test_sizes_that_are_not_known_are_not_taken_for_nothing() -> None:
    unknown = Entry("1", "p", Kind.PROJECT, "teamworkProject", ("p",))
    facts = {fact.key: fact.value for fact in of_several([unknown])}
    assert facts["total"] == "Unknown Entries without a size: 1."


def test_of_a_hit_of_a_search_as_much_is_told(plans: Explorer) -> None:
    window = plans.window
    window.navigator.go(Place(plans.book.all()[0].id, ("Riverside School",), Search("A-102*")))
    table, hits = window.results.table, window.hits
    plans.wait(lambda: hits.state() is State.DONE and hits.entries_loaded() > 0)
    plans.wait(lambda: name(plans) == "Riverside School")
    assert "Files" not in told(plans)  # those found are not those it holds
    table.selectRow(0)
    plans.wait(lambda: name(plans) == table.selected()[0].name)
    assert told(plans)["ID"] == table.selected()[0].id
    plans.child(QToolButton, "copyPathProperty").click()
    assert QGuiApplication.clipboard().text() == told(plans)["Path"]
    table.selectAll()
    plans.wait(lambda: name(plans) == f"{hits.entries_loaded()} entries selected")
    window.navigator.go_back()
    plans.wait(lambda: name(plans) == "Floor plans")


# -------------------------------------------------------------------------------- copying


def test_a_value_is_copied_whole_or_in_part(plans: Explorer) -> None:
    plans.select(PLAN)
    plans.wait(lambda: name(plans) == PLAN)
    clipboard = QGuiApplication.clipboard()
    where = field(plans, "id")
    where.setFocus(Qt.FocusReason.TabFocusReason)
    assert where.textCursor().selectedText() == where.toPlainText()
    QTest.keyClick(where, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == told(plans)["ID"]
    path = field(plans, "path")
    QTest.mouseDClick(path.viewport(), Qt.MouseButton.LeftButton, pos=path.cursorRect().center())
    QTest.keyClick(path, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Office"
    assert not where.textCursor().hasSelection()
    path.copy_value()
    assert clipboard.text() == "Office"


def test_the_menu_of_a_value_offers_to_copy_it(plans: Explorer) -> None:
    kind = field(plans, "kind")
    where = QPoint(4, 4)
    QApplication.sendEvent(
        kind.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, kind.mapToGlobal(where))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    copy = next(action for action in menu.actions() if action.text().replace("&", "").startswith("Copy"))
    assert copy.isEnabled()
    copy.trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "Folder"


def test_path_and_link_are_copied_and_lead_back(plans: Explorer) -> None:
    clipboard = QGuiApplication.clipboard()
    plans.select(PLAN, "A-101 Floor plan level 1.dwg")
    plans.child(QToolButton, "copyPathProperty").click()
    assert len(clipboard.text().splitlines()) == 2
    plans.select(PLAN)
    plans.child(QToolButton, "copyLinkProperty").click()
    link = clipboard.text()
    assert link == "bimx://Office/Riverside%20School/Plans/Floor%20plans/A-102%20Floor%20plan%20level%202.pdf"
    parts = link_parts(link)
    assert parts == ("Office", (*FLOOR_PLANS, PLAN))
    plans.window.navigator.go(plans.place())
    plans.wait_open(plans.cloud().root().name)
    plans.window.go_to_address(*parts)
    plans.wait_open("Floor plans")
    plans.wait(lambda: [entry.name for entry in plans.window.view.selected()] == [PLAN])


# -------------------------------------------------------------------------------- in the window


def test_alt_return_shows_and_hides_it_and_it_is_remembered(plans: Explorer) -> None:
    window = plans.window
    assert window.properties.accessibleName() == "Properties"
    window.remember()
    plans.settings.save(plans.profile.settings_file)
    plans.settings = Settings.load(plans.profile.settings_file)
    again = plans._make_window()
    try:
        dock = again.findChild(QDockWidget, "propertiesDock")
        assert not dock.isHidden()
    finally:
        again._closing = True
        again.close()
        again.deleteLater()
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    plans.wait(lambda: not window.properties.isVisible())
    window.actions_.properties.trigger()
    plans.wait(lambda: window.properties.isVisible())


def test_looking_through_files_keeps_the_lines_in_place(plans: Explorer) -> None:
    plans.select("A-101 Floor plan level 1.pdf")
    plans.wait(lambda: name(plans) == "A-101 Floor plan level 1.pdf")
    before = {key: field(plans, key) for key in ("kind", "size", "path", "id")}

    def places() -> dict[str, QPoint]:
        return {key: value.mapTo(plans.window, value.rect().topLeft()) for key, value in before.items()}

    seen = [places()]

    def laid_out() -> bool:
        seen.append(places())
        return len(seen) > 3 and seen[-1] == seen[-2] == seen[-3]

    plans.wait(laid_out)
    shown = places()
    view = plans.window.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    plans.wait(lambda: name(plans) == "A-102 Floor plan level 2.pdf")
    assert {key: field(plans, key) for key in before} == before
    assert places() == shown


def test_keys_in_a_value_do_nothing_to_the_rows(plans: Explorer, tmp_path: Path) -> None:
    folder = plans.make_folder("stays")
    plans.open(folder)
    plans.select("stays")
    plans.wait(lambda: name(plans) == "stays")
    where = field(plans, "id")
    where.setFocus()
    place = plans.window.navigator.place
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        QTest.keyClick(where, key)
    QTest.keyClick(where, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert where.textCursor().selectedText() == where.toPlainText()
    assert plans.window.navigator.place == place
    assert plans.names() == ["stays"]
    assert plans.message() == ""


def test_a_renamed_site_is_told_by_its_new_name(plans: Explorer) -> None:
    plans.window.sites.rename(plans.book.all()[0].id, "Studio")
    plans.wait(lambda: told(plans).get("Path") == "Studio:/Riverside School/Plans/Floor plans")


# -------------------------------------------------------------------------------- what has to be asked for


class TellingCloud(MemoryCloud):
    """Tells more of an entry, once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.stopped: list[str] = []
        self.answers = threading.Event()
        self.failure: ProgramError | None = None
        self.picture = b""

    def more(self, entry: Entry) -> More:
        self.asked.append(entry.name)
        try:
            while not self.answers.is_set():
                current().wait(0.01)
        except Cancelled:
            self.stopped.append(entry.name)
            raise
        if self.failure is not None:
            raise self.failure
        return More((("comments", f"of {entry.name}"), ("memberCount", "1234")), self.picture)


class Telling:
    """A panel beside a list of two files and a folder."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self.cloud = TellingCloud()
        self.entries = [self.cloud.add(self.cloud.root(), f"{name}.txt") for name in ("one", "two")]
        self.contents = ContentsModel(tasks)
        self.view = ContentsView(self.contents, lambda _: "")
        self.panel = PropertiesPanel([(self.view, self.contents)], lambda _: "Office", [], tasks)
        for widget in (self.view, self.panel):
            qtbot.addWidget(widget)
            widget.show()
        self.contents.open("s", self.cloud, self.cloud.root())
        qtbot.waitUntil(lambda: self.contents.entries_loaded() == 2)

    def select(self, number: int) -> None:
        self.view.setCurrentIndex(self.contents.find(self.entries[number]))

    def picture(self) -> EntryPicture:
        return self.panel.findChild(EntryPicture, "propertiesPicture")


@pytest.fixture
def telling(qtbot: QtBot, tasks: Tasks) -> Iterator[Telling]:
    telling = Telling(qtbot, tasks)
    yield telling
    telling.cloud.answers.set()


def test_more_is_asked_of_what_somebody_stays_with(telling: Telling, qtbot: QtBot) -> None:
    cloud, panel = telling.cloud, telling.panel
    telling.select(0)
    telling.select(1)
    qtbot.waitUntil(lambda: cloud.asked == ["two.txt"])
    assert panel.properties()["Kind"] == "File"  # what was listed is there at once
    telling.select(0)
    qtbot.waitUntil(lambda: cloud.stopped == ["two.txt"])
    cloud.answers.set()
    qtbot.waitUntil(lambda: panel.properties().get("Comments") == "of one.txt")
    assert cloud.asked == ["two.txt", "one.txt"]
    assert panel.properties()["Members"] == QLocale().toString(1234)
    telling.select(1)
    qtbot.waitUntil(lambda: panel.properties().get("Comments") == "of two.txt")
    # What was told just now is not asked again, unless something was changed.
    telling.select(0)
    qtbot.waitUntil(lambda: panel.properties().get("Comments") == "of one.txt")
    asked = len(cloud.asked)
    panel.forget()
    qtbot.waitUntil(lambda: len(cloud.asked) == asked + 1)


def test_nobody_is_asked_for_a_panel_that_is_not_seen(telling: Telling, qtbot: QtBot) -> None:
    telling.select(0)
    qtbot.waitUntil(lambda: telling.cloud.asked == ["one.txt"])
    telling.panel.hide()
    qtbot.waitUntil(lambda: telling.cloud.stopped == ["one.txt"])
    telling.select(1)
    telling.cloud.answers.set()
    telling.panel.show()
    qtbot.waitUntil(lambda: telling.panel.properties().get("Comments") == "of two.txt")
    assert telling.cloud.asked == ["one.txt", "two.txt"]


def test_what_could_not_be_asked_is_said(telling: Telling, qtbot: QtBot) -> None:
    telling.cloud.failure = Offline("The line is down.")
    telling.cloud.answers.set()
    telling.select(0)
    note = telling.panel.findChild(object, "propertiesNote")
    qtbot.waitUntil(lambda: note.text() == "The line is down.")
    assert telling.panel.properties()["Kind"] == "File"
    assert not telling.picture().isVisible()


def test_its_commands_are_never_cut(qtbot: QtBot, tasks: Tasks) -> None:
    contents = ContentsModel(tasks)
    view = ContentsView(contents, lambda _: "")
    copying = [
        QAction(icon("link-variant"), "A command of many letters"),
        QAction(icon("link-variant"), "Path"),
    ]
    panel = PropertiesPanel([(view, contents)], lambda _: "Office", copying, tasks)
    for widget in (view, panel):
        qtbot.addWidget(widget)
    panel.resize(50, 400)
    with qtbot.waitExposed(panel):
        panel.show()
    assert panel.width() == panel.minimumWidth()
    for button in panel.findChildren(QToolButton):
        assert button.mapTo(panel, button.rect().topRight()).x() < panel.viewport().width()


@pytest.mark.parametrize("broken", [False, True])
def test_a_picture_is_shown_as_wide_as_there_is_room(telling: Telling, qtbot: QtBot, broken: bool) -> None:
    image = QImage(3000, 1500, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    data = bytes(buffer.data().data())
    telling.cloud.picture = b"no picture at all" if broken else data
    telling.cloud.answers.set()
    telling.select(0)
    qtbot.waitUntil(lambda: telling.panel.properties().get("Comments") == "of one.txt")
    shown = telling.picture()
    assert shown.isVisible() is not broken
    if not broken:
        assert shown.accessibleName() == "Picture of “one.txt”"
        qtbot.waitUntil(lambda: abs(shown.height() - min(180, shown.width() // 2)) <= 1)
        assert shown.grab().toImage().pixelColor(20, 20) == QColor("teal")
        telling.view.selectAll()
        qtbot.waitUntil(lambda: not shown.isVisible())


@pytest.mark.parametrize(
    ("name", "value", "title", "text"),
    [
        ("release", "true", "Shared", "Yes"),
        ("rights", "delete download", "You may", "Download, Delete"),
        ("rights", "Everything.\nReally.", "You may", "Everything.\nReally."),
        ("usedSpace", "269539750", "Used space", "269.5 MB (269539750 bytes)"),
        ("usedSpace", "270 MB", "Used space", "270 MB"),
        ("status", "DONE_REFRESHED", "Status", "Ready"),
        ("status", "Open", "Status", "Open"),
        ("createdAt", "2025-07-30T05:41:20.3202587", "Created", "2025-07-30 05:41"),
        ("createdAt", "2026-11-13T15:10:26.3+01:00", "Created", "2026-11-13 14:10"),
        ("createdAt", "soon", "Created", "soon"),
        ("memberCount", "four", "Members", "four"),
        ("somethingNew", "5", "somethingNew", "5"),
    ],
)
def test_a_services_own_names_and_values_become_words(name: str, value: str, title: str, text: str) -> None:
    entry = Entry("i", "n", Kind.FILE, "attachment", ("n",), details=((name, "older"),))
    facts = {fact.title: fact.value for fact in of_entry(entry, "Office", ((name, value),))}
    if name == "createdAt" and value != "soon":
        zone = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
        text = date_text(zone)
    elif name == "usedSpace" and value.isdigit():
        text = exact_size_text(int(value))
    assert facts[title] == text
