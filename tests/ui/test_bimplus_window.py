"""Bimplus in the real window, on the real engine and the real stand-in: from the form to the transfers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from PySide6.QtCore import QObject, QPoint, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from bimexplorer.clouds.counting import Count
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry
from bimexplorer.transfer.status import State as TransferState
from bimexplorer.ui.models.contents import Column
from bimexplorer.ui.models.entry_mime import entries_to_mime
from bimexplorer.ui.models.nodes import Mark, News
from bimexplorer.ui.models.paged import Role, State
from bimexplorer.ui.models.search import HitColumn
from bimexplorer.ui.panels.entry_picture import EntryPicture
from bimexplorer.ui.panels.value_field import ValueField
from bimexplorer.words import Language, speak
from tests.demo.wire import find_form
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

PROJECT = "Library Extension"
"""A sample without documents, in which tests make folders of their own."""
OFFICE = "Bürogebäude Hafenkontor"
AREAS = ["Documents", "Models", "All attachments", "Structures", "Topology", "Issues"]
LONG = 20_000


def api(server: StandIn) -> str:
    return str(server.bimplus["api"]).removesuffix("/v2")


def team(server: StandIn) -> str:
    return str(server.bimplus["team"])


@pytest.fixture
def plus(explorer: Explorer, shared_2023: StandIn) -> Explorer:
    """A window that shows the teams of a signed-in Bimplus."""
    explorer.add_bimplus(shared_2023)
    explorer.show()
    explorer.wait(lambda: explorer.window.navigator.location is not None and explorer.loaded())
    return explorer


def go(explorer: Explorer, *path: str) -> None:
    window = explorer.window

    def there() -> bool:
        location = window.navigator.location
        settled = window.contents.state() in (State.DONE, State.IDLE)
        return location is not None and location.folder.path == path and explorer.loaded() and settled

    window.navigator.go(explorer.place(*path))
    explorer.wait(there)


def own_folder(explorer: Explorer, server: StandIn) -> Entry:
    """A new Document Folder, open in the window."""
    documents = (team(server), PROJECT, "Documents")
    cloud = explorer.cloud()
    folder = cloud.create_folder(cloud.entry_at(documents), f"test {uuid.uuid4().int}")
    go(explorer, *folder.path)
    return folder


def crumbs(explorer: Explorer) -> list[str]:
    """The names that the address bar shows, with those that are in its menu."""
    return [button.toolTip() for button, _, _ in explorer.window.address_bar._crumbs._shown]


def drop(explorer: Explorer, *paths: Path) -> None:
    view = explorer.window.view
    assert explorer.drop(view, file_urls(*paths), view.viewport().rect().center())


def settled(explorer: Explorer) -> bool:
    return bool(explorer.queue.jobs()) and not explorer.queue.active


# -------------------------------------------------------------------------------- the way in


def press(explorer: Explorer, name: str) -> None:
    explorer.wait(lambda: explorer.child(QPushButton, name).isEnabled())
    explorer.child(QPushButton, name).click()


def test_from_the_form_to_the_documents(explorer: Explorer, shared_2023: StandIn) -> None:
    user = shared_2023.bimplus["users"][0]
    explorer.show()
    explorer.child(QPushButton, "addSiteButton").click()
    explorer.child(QRadioButton, "cloudChoice.bimplus").click()
    explorer.child(QLineEdit, "siteAddress").setText(api(shared_2023))
    press(explorer, "siteAccept")
    explorer.child(QLabel, "siteFound")
    explorer.child(QLineEdit, "siteApplicationId").setText(shared_2023.bimplus["application_id"])
    explorer.child(QLineEdit, "siteName").setText("Projects")
    press(explorer, "siteAccept")
    press(explorer, "signInWithPassword")
    explorer.child(QLineEdit, "signInUsername").setText(user["username"])
    explorer.child(QLineEdit, "signInPassword").setText(user["password"])
    press(explorer, "signInSubmit")
    explorer.wait(lambda: "Hafenkontor Architekten" in explorer.names())
    # Teams go by their names, addresses by what the service takes.
    explorer.double_click("Hafenkontor Architekten")
    explorer.wait_open("Hafenkontor Architekten")
    explorer.wait(lambda: OFFICE in explorer.names())
    explorer.double_click(OFFICE)
    explorer.wait(lambda: explorer.names() == AREAS)
    types = [explorer.window.contents.index(row, Column.TYPE).data() for row in range(len(AREAS))]
    assert types == ["Project area"] * len(AREAS)
    explorer.double_click("Documents")
    explorer.wait(lambda: "01 Pläne" in explorer.names())
    assert crumbs(explorer) == ["Projects", "Hafenkontor Architekten", OFFICE, "Documents"]
    assert explorer.window.address_bar.text() == f"Projects:/{team(shared_2023)}/{OFFICE}/Documents"
    assert explorer.window.windowTitle() == "Documents - Projects - BIM Explorer"
    # Up again: where one came from is selected.
    explorer.window.actions_.up.trigger()
    explorer.wait(lambda: [entry.name for entry in explorer.window.view.selected()] == ["Documents"])
    explorer.window.actions_.up.trigger()
    explorer.wait_open("Hafenkontor Architekten")
    explorer.window.actions_.up.trigger()
    explorer.wait(
        lambda: [entry.name for entry in explorer.window.view.selected()] == ["Hafenkontor Architekten"]
    )


def test_fixed_places_are_shown_translated_and_addressed_in_english(
    plus: Explorer, shared_2023: StandIn
) -> None:
    german = {"Documents": "Dokumente", "Topology": "Topologie"}
    speak(Language(translate=lambda one, _many, _n: german.get(one, "")))
    window = plus.window
    go(plus, team(shared_2023), OFFICE)
    plus.wait(lambda: plus.names()[:2] == ["Dokumente", "Models"])
    plus.double_click("Dokumente")
    plus.wait(lambda: "01 Pläne" in plus.names())
    assert crumbs(plus)[-1] == "Dokumente"
    assert window.address_bar.text().endswith("/Documents")
    assert window.windowTitle().startswith("Dokumente - ")
    plus.wait(lambda: window.tree.currentIndex().data() == "Dokumente")
    window.actions_.up.trigger()
    plus.wait(lambda: [entry.name for entry in window.view.selected()] == ["Dokumente"])
    window.places.add_bookmark()
    window.address_bar.address_entered.emit(f"/{team(shared_2023)}/{OFFICE}/Topology")
    plus.wait(lambda: crumbs(plus)[-1] == "Topologie")
    recent = [address for _, address in window.places.recent()]
    assert f"Bimplus:/{team(shared_2023)}/{OFFICE}/Documents" in recent


class _Browser(QObject):
    """Somebody who signs in on the page that is opened."""

    def __init__(self, user: dict[str, str]) -> None:
        super().__init__()
        self.user = user
        self.opened: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))


def test_a_wrong_application_id_is_mended_and_the_browser_signs_in(
    explorer: Explorer, shared_2023: StandIn
) -> None:
    told = shared_2023.bimplus
    site = explorer.book.add("Projects", "bimplus", api(shared_2023), "v2", application_id="mistyped")
    browser = _Browser(told["users"][0])
    QDesktopServices.setUrlHandler("http", browser, "show")
    try:
        explorer.show()
        assert "mistyped" in explorer.child(QLabel, "signInApplicationId").text()
        press(explorer, "signInBrowse")
        bar = explorer.window.sign_in_panel.findChild(QWidget, "signInMessage")
        explorer.wait(bar.isVisible)
        assert "does not know the application id that is kept for this site" in bar.accessibleName()
        assert browser.opened == []
        bar.findChild(QPushButton, "messageAction").click()
        field = explorer.child(QLineEdit, "siteApplicationId")
        assert field.text() == "mistyped"
        field.setText(f"  {told['application_id']}\n")
        press(explorer, "siteAccept")
        explorer.wait(
            lambda: explorer.child(QLabel, "signInApplicationId").toolTip() == told["application_id"]
        )
        press(explorer, "signInBrowse")
        explorer.wait(lambda: len(browser.opened) == 1)
    finally:
        QDesktopServices.unsetUrlHandler("http")
    action, hidden = find_form(requests.get(browser.opened[0], timeout=20))
    requests.post(action, data={**hidden, **browser.user}, timeout=20)
    explorer.wait(lambda: "Hafenkontor Architekten" in explorer.names())
    assert [known.id for known in explorer.book.all()] == [site.id]
    # What it may do without asking again, it does.
    shared_2023.bimplus_action("expire-tokens")
    go(explorer, team(shared_2023), PROJECT)
    assert explorer.names() == AREAS
    # A password that is refused may be the fault of the application id, too.
    explorer.window.actions_.sign_out.trigger()
    press(explorer, "signInWithPassword")
    explorer.child(QLineEdit, "signInUsername").setText(browser.user["username"])
    explorer.child(QLineEdit, "signInPassword").setText("wrong")
    press(explorer, "signInSubmit")
    explorer.wait(bar.isVisible)
    assert "application id" in bar.accessibleName()
    assert bar.findChild(QPushButton, "messageAction").text() == "Edit site…"


def test_an_expired_token_asks_for_a_sign_in_and_goes_on_there(
    explorer: Explorer, start_standin: Callable[..., StandIn]
) -> None:
    server = start_standin()
    site = explorer.add_bimplus(server)
    explorer.show()
    go(explorer, team(server), OFFICE, "Documents")
    server.bimplus_action("expire-tokens")
    explorer.window.refresh()
    explorer.child(QLabel, "signInExpired")
    explorer.connections.password_sign_in(site.id, **server.bimplus["users"][0])
    explorer.window.sign_in_panel.signed_in.emit(site.id)
    explorer.wait_open("Documents")
    # Gone, and back.
    server.kill()
    explorer.window.refresh()
    explorer.wait(lambda: explorer.window.contents.state() is State.ERROR or explorer.message())
    server.start()
    assert api(server) == site.address
    explorer.window.refresh()
    explorer.wait(lambda: explorer.window.contents.state() is State.DONE and "01 Pläne" in explorer.names())
    # The tree reads on; a server that ends in the middle of it is not what is tested.
    explorer.wait(lambda: not explorer.tasks._running)


# -------------------------------------------------------------------------------- transfers


def test_files_and_folders_go_up_get_versions_and_come_back(
    plus: Explorer, shared_2023: StandIn, tmp_path: Path
) -> None:
    folder = own_folder(plus, shared_2023)
    assert plus.window.folder.details._empty.isVisible()
    tree = tmp_path / "Pläne"
    (tree / "EG" / "Details").mkdir(parents=True)
    for number, place in enumerate((tree, tree / "EG", tree / "EG" / "Details")):
        (place / f"Plan {number}.txt").write_text(f"content {number}", encoding="utf-8")
    single = tmp_path / "Größe.csv"
    single.write_text("1;2", encoding="utf-8")
    other = tmp_path / "leer.txt"
    other.write_bytes(b"")
    drop(plus, single, other, tree)
    plus.wait(lambda: settled(plus) and plus.names() == ["Pläne", "Größe.csv", "leer.txt"], 30)
    cloud = plus.cloud()
    assert Count(cloud, [folder]).run().files == 5
    deepest = cloud.entry_at((*folder.path, "Pläne", "EG", "Details", "Plan 2.txt"))
    assert deepest.size == len("content 2")
    # The same name once more: asked, and answered with a new version.
    single.write_text("1;2;3;4", encoding="utf-8")
    drop(plus, single)
    assert "“Größe.csv”" in plus.child(QLabel, "conflictQuestion").text()
    plus.child(QPushButton, "conflictReplace").click()
    plus.wait(lambda: settled(plus) and plus.queue.jobs()[-1].state is TransferState.DONE)
    file = cloud.entry_at((*folder.path, "Größe.csv"))
    assert [version.number for version in cloud.versions(file)] == [2, 1]
    plus.wait(lambda: plus.window.contents.index(1, Column.SIZE).data() == "7 bytes")
    # And down again, whole.
    plus.select("Pläne", "Größe.csv")
    target = tmp_path / "back"
    target.mkdir()
    plus.window.actions_.download.trigger()
    dialog = plus.child(QFileDialog, "downloadDialog")
    dialog.setDirectory(str(target))
    dialog.accept()
    plus.wait(lambda: (target / "Größe.csv").exists() and settled(plus), 30)
    found = {str(path.relative_to(target)): path.read_text("utf-8") for path in target.rglob("*.*")}
    assert found == {
        "Größe.csv": "1;2;3;4",
        "Pläne/Plan 0.txt": "content 0",
        "Pläne/EG/Plan 1.txt": "content 1",
        "Pläne/EG/Details/Plan 2.txt": "content 2",
    }


def test_folders_are_renamed_and_files_moved_and_deleted(plus: Explorer, shared_2023: StandIn) -> None:
    folder = own_folder(plus, shared_2023)
    cloud, window = plus.cloud(), plus.window
    place = folder.id.rpartition(":")[2]
    shared_2023.bimplus_action(
        "write-attachment", project=PROJECT, fileName="plan.txt", text="a plan", folder=place
    )
    inside = cloud.create_folder(folder, "inside")
    window.refresh()
    plus.wait(lambda: plus.names() == ["inside", "plan.txt"])
    plus.select("plan.txt")
    assert not window.actions_.rename.isEnabled()
    assert "cannot rename files" in window.actions_.rename.toolTip()
    plus.select("inside")
    window.actions_.rename.trigger()
    edit = window.view.findChild(QLineEdit)
    edit.setText("renamed")
    QTest.keyClick(edit, "\r")
    plus.wait(lambda: plus.names() == ["renamed", "plan.txt"])
    plan = window.contents.entry(plus.index("plan.txt"))
    where = window.view.visualRect(plus.index("renamed")).center()
    assert plus.drop(window.view, entries_to_mime(plus.book.all()[0].id, [plan]), where)
    plus.wait(lambda: plus.names() == ["renamed"])
    assert cloud.entry_at((*folder.path, "renamed", "plan.txt")).size == len("a plan")
    plus.select("renamed")
    window.actions_.delete.trigger()
    dialog = plus.child(QDialog, "confirmDeleteDialog")
    everything = dialog.findChild(QCheckBox, "deleteEverything")
    if everything is not None and everything.isVisible():
        everything.setChecked(True)
    delete = dialog.findChild(QPushButton, "deleteButton")
    plus.wait(delete.isEnabled)
    delete.click()
    plus.wait(window.folder.details._empty.isVisible)
    with pytest.raises(NotFound):
        cloud.entry(inside.id)


# -------------------------------------------------------------------------------- looking


def test_what_is_found_leads_to_its_folder(plus: Explorer, shared_2023: StandIn) -> None:
    window = plus.window
    go(plus, team(shared_2023), OFFICE)
    window.search_field.setText("protokoll size:>1KB")
    window.search_field.search()
    plus.wait(lambda: window.hits.state() is State.DONE and window.hits.entries_loaded() == 14)
    paths = {window.hits.index(row, HitColumn.PATH).data() for row in range(14)}
    assert paths == {"Documents/03 Protokolle"}
    window.results.table.setCurrentIndex(window.hits.index(3, HitColumn.NAME))
    window.actions_.show_in_folder.trigger()
    plus.wait_open("03 Protokolle")
    plus.wait(lambda: len(window.view.selected()) == 1)
    # Where nothing can be searched, it says where it can.
    go(plus, team(shared_2023), OFFICE, "Issues")
    assert not window.search_field.isEnabled()
    assert "whole project" in window.search_field.toolTip()


def test_what_others_do_is_seen_without_a_feed(plus: Explorer, shared_2023: StandIn) -> None:
    folder = own_folder(plus, shared_2023)
    place = folder.id.rpartition(":")[2]

    def look_until(condition: Callable[[], object]) -> None:
        def met() -> bool:
            if condition():
                return True
            plus.window.live.look()
            return False

        plus.wait(met)

    written = shared_2023.bimplus_action(
        "write-attachment", project=PROJECT, fileName="new.txt", text="x", folder=place
    )["id"]
    look_until(lambda: plus.names() == ["new.txt"])
    assert plus.index("new.txt").data(Role.MARK) == Mark(News.NEW)
    shared_2023.bimplus_action("write-version", id=written, text="longer")
    look_until(lambda: plus.window.contents.index(0, Column.SIZE).data() == "6 bytes")
    shared_2023.bimplus_action("delete-attachment", id=written)
    look_until(lambda: plus.names() == [])


def test_pictures_of_attachments_and_the_words_of_places(plus: Explorer, shared_2023: StandIn) -> None:
    window = plus.window
    go(plus, team(shared_2023), OFFICE, "Documents", "04 Fotos", "Baustelle Frühjahr")
    window.findChild(QAction, "showIcons").trigger()
    first = window.contents.entries()[0]
    plus.wait(lambda: window.thumbnails.picture(first) is not None, 30)
    window.findChild(QAction, "showDetails").trigger()
    empty = window.folder.details._empty
    for area, title, hint in (
        ("Documents", "No documents yet", "Drop files or folders here to upload them."),
        ("Models", "No models yet", ""),
        ("Issues", "No issues", ""),
    ):
        go(plus, team(shared_2023), "Brücke über die Wümme", area)
        plus.wait(empty.isVisible)
        assert empty.accessibleName() == f"{title} {hint}".strip()
    go(plus, team(shared_2023), OFFICE, "Models")
    assert window.contents.index(0, Column.TYPE).data() == "Model"
    assert not window.actions_.upload_files.isEnabled()
    assert "Files and folders can be put into “Documents”." in window.actions_.upload_files.toolTip()
    view = window.view
    assert not plus.drop(view, file_urls(Path(__file__)), view.viewport().rect().bottomLeft() - QPoint(0, 9))
    go(plus, team(shared_2023), OFFICE, "Topology")
    plus.double_click(plus.names()[0])
    plus.wait(lambda: "Erdgeschoss" in plus.names())
    assert window.contents.index(plus.index("Erdgeschoss").row(), Column.TYPE).data() == "Storey"


def test_the_properties_of_a_project(plus: Explorer, shared_2023: StandIn) -> None:
    window = plus.window
    go(plus, team(shared_2023))
    window.docks.properties.show()
    plus.select(OFFICE)
    plus.wait(lambda: "Issues" in window.properties.properties())
    facts = window.properties.properties()
    assert facts["Kind"] == "Project"
    assert facts["Address"] == "Am Sandtorkai 12, 20457 Hamburg"
    assert (facts["Members"], facts["Models"]) == ("4", "4")
    assert "Delete the project" in facts["You may"]
    assert facts["Size"].endswith("B")
    assert plus.child(EntryPicture, "propertiesPicture").accessibleName() == f"Picture of “{OFFICE}”"
    assert plus.child(ValueField, "property.details.address").accessibleName() == "Address"
    go(plus, team(shared_2023), OFFICE, "Documents")
    plus.select("Größen und Maße.txt")
    plus.wait(lambda: window.properties.properties().get("Media type") == "text/plain")
    facts = window.properties.properties()
    file = plus.cloud().entry_at((team(shared_2023), OFFICE, "Documents", "Größen und Maße.txt"))
    assert facts["Version"] == dict(file.details)["version"]
    assert facts["You may"] == "Download, Change, Share, Delete"
    assert not window.properties.findChild(EntryPicture).isVisible()


def test_whoever_may_only_look_is_told_so(explorer: Explorer, shared_2023: StandIn) -> None:
    """The third user is a viewer of this project."""
    explorer.add_bimplus(shared_2023, user=2)
    explorer.show()
    window, actions = explorer.window, explorer.window.actions_
    go(explorer, team(shared_2023), PROJECT, "Documents")
    for action in (actions.upload_files, actions.new_folder, actions.paste):
        assert not action.isEnabled()
        assert "You have no right to do this in this project." in action.toolTip()
    button = explorer.child(QToolButton, "uploadFilesButton")
    assert "no right" in button.toolTip()
    go(explorer, team(shared_2023), OFFICE, "Documents")
    explorer.select("Größen und Maße.txt")
    assert not actions.delete.isEnabled()
    assert "no right" in actions.delete.toolTip()
    assert actions.download.isEnabled()
    view = window.view
    assert not explorer.drop(view, file_urls(Path(__file__)), view.viewport().rect().bottomLeft())
    assert explorer.queue.jobs() == ()


def test_a_right_that_goes_while_the_window_is_open_is_told_by_the_server(
    explorer: Explorer, shared_2023: StandIn, tmp_path: Path
) -> None:
    viewer = shared_2023.bimplus["users"][2]["username"]
    explorer.add_bimplus(shared_2023, user=2)
    explorer.show()
    try:
        shared_2023.bimplus_action("set-role", project=PROJECT, user=viewer, role="editor")
        go(explorer, team(shared_2023), PROJECT, "Documents")
        assert explorer.window.actions_.upload_files.isEnabled()
    finally:
        shared_2023.bimplus_action("set-role", project=PROJECT, user=viewer, role="viewer")
    source = tmp_path / "late.txt"
    source.write_text("late", encoding="utf-8")
    drop(explorer, source)
    explorer.wait(lambda: explorer.queue.jobs() and explorer.queue.jobs()[0].error is not None)
    job = explorer.queue.jobs()[0]
    assert job.state is TransferState.FAILED
    assert job.error is not None
    assert "You have no right to do this" in job.error.sentence
    with pytest.raises(NotFound):
        explorer.cloud().entry_at((team(shared_2023), PROJECT, "Documents", "late.txt"))
