"""Sharing, new versions, and the way from BIMcloud to Bimplus and back, in one window over both stand-ins."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QListWidget, QPushButton

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.dialogs.decisions import DecisionsSheet
from bimexplorer.ui.dialogs.send_to import SendToDialog
from bimexplorer.ui.models.decisions import Column
from bimexplorer.ui.models.entry_mime import Carried, entries_to_mime
from bimexplorer.ui.panels.version_question import VersionQuestion
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.open_sites import SiteState
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

_LEFT = Qt.MouseButton.LeftButton
PROJECT = "Library Extension"
"""A sample of Bimplus without documents."""


class Both:
    """A window with BIMcloud ("Office") and Bimplus; a folder of the test's own in each."""

    def __init__(self, office: Explorer, server: StandIn, tmp_path: Path) -> None:
        self.office = office
        self.window = office.window
        self.server = server
        self.tmp_path = tmp_path
        self.bimcloud_id = office.book.all()[0].id
        self.bimplus_id = office.add_bimplus(server).id
        self.window.sites.reload()

        def ready() -> bool:
            known = self.window.sites.get(self.bimplus_id)
            return known is not None and known.state is SiteState.READY

        office.wait(ready)
        self.bimcloud = office.cloud()
        self.bimplus = office.connections.cloud(self.bimplus_id)
        documents = self.bimplus.entry_at((str(server.bimplus["team"]), PROJECT, "Documents"))
        self.drawings = self.bimplus.create_folder(documents, f"test {uuid.uuid4().int}")
        self.plans = office.make_folder()

    def cloud(self, folder: Entry) -> Cloud:
        return self.bimplus if folder is self.drawings else self.bimcloud

    def site_id(self, folder: Entry) -> str:
        return self.bimplus_id if folder is self.drawings else self.bimcloud_id

    def local(self, name: str, text: str) -> Path:
        path = self.tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    def store(self, folder: Entry, name: str, text: str) -> Entry:
        """A file in one of the folders."""
        ids = self.office.queue.upload(self.site_id(folder), [self.local(name, text)], folder)
        assert self.office.queue.wait(ids, 30)
        return self.entry(folder, name)

    def entry(self, folder: Entry, name: str) -> Entry:
        return self.cloud(folder).entry_at((*folder.path, name))

    def open(self, folder: Entry) -> None:
        self.window.navigator.go(Place(self.site_id(folder), folder.path))
        self.office.wait_open(folder.name)

    def names(self, folder: Entry) -> list[str]:
        return sorted(row.name for row in self.cloud(folder).children(folder).entries)

    def contents(self, entry: Entry) -> list[str]:
        """What an attachment has held, the newest first."""
        return [read(self.bimplus, version.entry) for version in self.bimplus.versions(entry)]

    def point(self, name: str, *, beside: bool = False) -> QPoint:
        view, index = self.window.view, self.office.index(name)
        return view.visualRect(index.siblingAtColumn(1) if beside else index).center()

    def question(self) -> VersionQuestion:
        return self.office.child(VersionQuestion, "versionQuestion")

    def told(self, part: str) -> str:
        return self.office.child(QLabel, f"versionQuestion{part}").text()

    def answer(self, button: str) -> None:
        QTest.mouseClick(self.office.child(QPushButton, f"versionQuestion{button}"), _LEFT)

    def trigger(self, action: str) -> None:
        found = getattr(self.window.actions_, action)
        assert found.isEnabled(), found.toolTip()
        found.trigger()

    def carried(self, *entries: Entry, site_id: str = "") -> Carried:
        return Carried(site_id or self.bimcloud_id, entries)


def read(cloud: Cloud, entry: Entry) -> str:
    download = cloud.open_download(entry)
    buffer, found = memoryview(bytearray(65536)), b""
    while count := download.readinto(buffer):
        found += bytes(buffer[:count])
    download.close()
    return found.decode()


@pytest.fixture
def both(office: Explorer, shared_2023: StandIn, tmp_path: Path) -> Both:
    QGuiApplication.clipboard().clear()
    return Both(office, shared_2023, tmp_path)


# ---------------------------------------------------------------------------------------- sharing


def test_many_files_are_shared_and_what_fails_can_be_tried_again(both: Both) -> None:
    for name in ("east.txt", "north.txt", "south.txt"):
        both.store(both.drawings, name, name)
    both.open(both.drawings)
    both.office.select("east.txt", "north.txt", "south.txt")
    both.server.fault(server="bimplus", method="PUT", path="/release", skip=1, status=403, times=1)
    both.trigger("share")
    both.office.wait(both.office.message)
    assert "2 files are shared" in both.office.message()
    assert "“north.txt” could not be shared" in both.office.message()

    def shared() -> list[str]:
        names = ("east.txt", "north.txt", "south.txt")
        return [
            name for name in names if both.bimplus.versions(both.entry(both.drawings, name))[0].shared is True
        ]

    assert shared() == ["east.txt", "south.txt"]
    QTest.mouseClick(both.office.child(QPushButton, "messageAction"), _LEFT)
    both.office.wait(lambda: "1 file is shared" in both.office.message())
    assert shared() == ["east.txt", "north.txt", "south.txt"]
    rows = [both.window.contents.entry(both.office.index(name)) for name in shared()]
    assert [dict(row.details)["release"] for row in rows if row is not None] == ["true"] * 3


def test_what_cannot_be_shared_or_published_together_says_why(both: Both) -> None:
    actions = both.window.actions_
    both.store(both.plans, "plan.txt", "x")
    both.open(both.plans)
    both.office.select("plan.txt")
    assert actions.upload_set.isEnabled()
    for action in (actions.share, actions.upload_version):
        assert not action.isEnabled()
        assert "BIMcloud" in action.toolTip()
    assert not actions.has_versions
    both.store(both.drawings, "plan.txt", "x")
    both.open(both.drawings)
    assert not actions.upload_set.isEnabled()
    assert "as soon as it has arrived" in actions.upload_set.toolTip()
    assert not actions.has_versions
    assert "Select something first" in actions.share.toolTip()
    both.office.select("plan.txt")
    assert actions.has_versions
    assert actions.share.isEnabled()


# ---------------------------------------------------------------------------------------- from this computer


def test_a_file_of_another_name_becomes_a_new_version_by_command(both: Both) -> None:
    entry = both.store(both.drawings, "plan.txt", "old")
    both.open(both.drawings)
    both.office.select("plan.txt")
    for name, text in (("plan, final.txt", "new"), ("plan.md", "newest")):
        both.trigger("upload_version")
        chosen = str(both.local(name, text))
        both.office.child(QFileDialog, "versionDialog").fileSelected.emit(chosen)
        if name.endswith(".md"):
            assert both.told("Sentence") == "New version of “plan.txt” from “plan.md”?"
            assert "different types" in both.told("Consequence")
            assert not both.question().findChild(QPushButton, "versionQuestionBeside").isVisible()
            both.answer("Accept")
        both.office.wait(lambda text=text: both.contents(entry)[0] == text)
    assert both.contents(entry) == ["newest", "new", "old"]
    assert both.names(both.drawings) == ["plan.txt"]
    both.office.wait(lambda: both.office.index("plan.txt").siblingAtColumn(1).data())


def test_a_new_version_goes_wherever_the_file_is_shown(both: Both) -> None:
    name = f"0 {uuid.uuid4().int}.txt"
    entry = both.store(both.drawings, name, "old")
    team = str(both.server.bimplus["team"])
    both.window.navigator.go(Place(both.bimplus_id, (team, PROJECT, "All attachments")))
    both.office.wait_open("All attachments")
    both.office.wait(lambda: name in both.office.names())
    source = both.local("sketch.txt", "new")
    assert both.office.drop(both.window.view, file_urls(source), both.point(name))
    # No other file can be put there.
    assert not both.question().findChild(QPushButton, "versionQuestionBeside").isVisible()
    both.answer("Accept")
    both.office.wait(lambda: both.contents(entry) == ["new", "old"])


def test_of_files_with_the_same_name_the_one_that_is_meant_gets_the_version(both: Both) -> None:
    folder_id = both.drawings.id.rpartition(":")[2]
    for text in ("east", "west"):
        both.server.bimplus_action(
            "write-attachment", project=PROJECT, fileName="plan.txt", text=text, folder=folder_id
        )
    both.open(both.drawings)
    both.office.wait(lambda: len(both.office.names()) == 2)
    contents = both.window.contents
    rows = [contents.entry(contents.index(row, 0)) for row in range(2)]
    east, west = sorted((row for row in rows if row), key=lambda row: read(both.bimplus, row))
    assert east.name != west.name
    both.window.operations.add_version(both.bimplus_id, both.bimplus, both.local("a.txt", "newer west"), west)
    both.office.wait(lambda: both.contents(west) == ["newer west", "west"])
    assert both.contents(east) == ["east"]
    assert len(both.names(both.drawings)) == 2


def test_what_took_the_name_of_a_file_gets_no_version_of_it(both: Both) -> None:
    """Somebody moved the file that was meant, and put another one in its place."""
    meant = both.store(both.drawings, "plan.txt", "meant")
    other = both.bimplus.create_folder(both.drawings, "other")
    moved = both.bimplus.move(meant, other)
    taken = both.store(both.drawings, "plan.txt", "taken")
    failed: list[ProgramError] = []
    both.window.operations.failed.connect(lambda error, _: failed.append(error))
    source = both.local("a.txt", "newer")
    both.window.operations.add_version(both.bimplus_id, both.bimplus, source, meant)
    both.office.wait(lambda: failed)
    both.window.operations.copy_as_version(both.bimplus_id, taken, both.bimplus_id, both.bimplus, meant)
    both.office.wait(lambda: len(failed) > 1)
    assert {type(error) for error in failed} == {NotFound}
    assert (both.contents(moved), both.contents(taken)) == (["meant"], ["taken"])
    assert both.names(both.drawings) == ["other", "plan.txt"]


def test_a_file_dropped_on_another_one_asks_what_is_meant(both: Both) -> None:
    entry = both.store(both.drawings, "plan.txt", "old")
    both.open(both.drawings)
    source = both.local("sketch.txt", "new")
    view = both.window.view
    assert both.office.drop(view, file_urls(source), both.point("plan.txt"))
    assert both.told("Sentence") == "New version of “plan.txt” from “sketch.txt”?"
    assert both.told("Consequence") == "It keeps its name, and its older versions stay."
    both.answer("Cancel")
    assert not both.window.cloud_commands.question.isVisible()
    assert both.office.drop(view, file_urls(source), both.point("plan.txt"))
    both.answer("Beside")
    both.office.wait(lambda: both.names(both.drawings) == ["plan.txt", "sketch.txt"])
    assert both.contents(entry) == ["old"]
    assert both.office.drop(view, file_urls(source), both.point("plan.txt"))
    assert both.question().focusWidget().objectName() == "versionQuestionAccept"
    QTest.keyClick(both.question().focusWidget(), Qt.Key.Key_Space)
    both.office.wait(lambda: both.contents(entry) == ["new", "old"])


def test_only_a_single_file_on_a_name_is_asked_about(both: Both) -> None:
    both.store(both.drawings, "plan.txt", "old")
    both.open(both.drawings)
    view, question = both.window.view, both.window.cloud_commands.question
    folder = both.tmp_path / "Details"
    folder.mkdir()
    (folder / "door.txt").write_text("door")
    beside = both.local("beside.txt", "beside")
    several = [both.local("one.txt", "1"), both.local("two.txt", "2")]
    assert both.office.drop(view, file_urls(folder), both.point("plan.txt"))
    assert both.office.drop(view, file_urls(*several), both.point("plan.txt"))
    assert both.office.drop(view, file_urls(beside), both.point("plan.txt", beside=True))
    assert not question.isVisible()
    wanted = ["Details", "beside.txt", "one.txt", "plan.txt", "two.txt"]
    both.office.wait(lambda: sorted(both.names(both.drawings)) == sorted(wanted))


def test_where_files_have_no_versions_a_drop_goes_into_the_folder(both: Both) -> None:
    both.store(both.plans, "plan.txt", "old")
    both.open(both.plans)
    source = both.local("sketch.txt", "new")
    assert both.office.drop(both.window.view, file_urls(source), both.point("plan.txt"))
    assert not both.window.cloud_commands.question.isVisible()
    both.office.wait(lambda: both.names(both.plans) == ["plan.txt", "sketch.txt"])


# ---------------------------------------------------------------------------------------- between the clouds


def test_a_file_goes_from_one_cloud_to_the_other_and_back_with_the_same_bytes(both: Both) -> None:
    text = "Grundriss, 1:100\n" * 5000
    source = both.store(both.plans, "plan.txt", text)
    target = both.store(both.drawings, "Grundriss.txt", "older")
    both.open(both.drawings)
    mime = entries_to_mime(both.bimcloud_id, [source])
    assert both.office.drop(both.window.view, mime, both.point("Grundriss.txt"))
    assert both.told("Sentence") == "New version of “Grundriss.txt” from “plan.txt”?"
    both.answer("Accept")
    both.office.wait(lambda: both.contents(target) == [text, "older"])
    assert both.names(both.drawings) == ["Grundriss.txt"]
    assert both.names(both.plans) == ["plan.txt"]

    # And back, by the clipboard, into the folder.
    both.office.select("Grundriss.txt")
    both.trigger("copy")
    both.open(both.plans)
    both.office.select("plan.txt")
    both.trigger("paste")
    both.office.wait(lambda: both.names(both.plans) == ["Grundriss.txt", "plan.txt"])
    assert read(both.bimcloud, both.entry(both.plans, "Grundriss.txt")) == text


def test_a_pasted_file_of_another_site_can_become_a_version_of_the_selected_one(both: Both) -> None:
    both.store(both.plans, "plan.txt", "new")
    target = both.store(both.drawings, "Grundriss.txt", "old")
    both.open(both.plans)
    both.office.select("plan.txt")
    both.trigger("copy")
    both.open(both.drawings)
    both.trigger("paste")  # nothing is selected: into the folder
    both.office.wait(lambda: both.names(both.drawings) == ["Grundriss.txt", "plan.txt"])
    both.office.select("Grundriss.txt")
    both.trigger("paste")
    both.answer("Accept")
    both.office.wait(lambda: both.contents(target) == ["new", "old"])
    # A question is about what is in sight.
    both.trigger("paste")
    assert both.question().isVisible()
    both.open(both.plans)
    assert not both.window.cloud_commands.question.isVisible()


def test_a_taken_name_becomes_a_new_version_unless_somebody_says_else(both: Both) -> None:
    names = ("door.txt", "plan.txt")
    there = [both.store(both.drawings, name, "old") for name in names]
    sources = [both.store(both.plans, name, f"new {name}") for name in names]
    both.window.carrying.drop_entries_in_tree(both.carried(*sources), both.bimplus_id, both.drawings)
    question = both.office.child(QLabel, "conflictQuestion")
    both.office.wait(lambda: "is already there" in question.text())
    assert "A new version keeps the older ones." in both.office.child(QLabel, "conflictPlace").text()
    assert both.office.child(QPushButton, "conflictReplace").isDefault()
    QTest.mouseClick(both.office.child(QPushButton, "conflictReview"), _LEFT)
    sheet = both.office.child(DecisionsSheet, "decisionsSheet")
    model = sheet.findChild(QPushButton, "decisionsApply")
    assert model is not None
    both.office.wait(model.isEnabled)
    rows = both.window.findChildren(DecisionsSheet)[0]._model
    both.office.wait(lambda: rows.rowCount() == 2)
    assert [rows.index(row, Column.ANSWER).data() for row in range(2)] == ["New version"] * 2
    QTest.mouseClick(model, _LEFT)
    both.office.wait(lambda: [both.contents(entry)[0] for entry in there] == ["new door.txt", "new plan.txt"])
    assert [both.contents(entry)[1] for entry in there] == ["old", "old"]


# ---------------------------------------------------------------------------------------- send to


def sending(both: Both) -> SendToDialog:
    both.trigger("send_to")
    return both.office.child(SendToDialog, "sendToDialog")


def test_files_are_sent_to_a_place_that_is_chosen_or_typed(both: Both) -> None:
    both.store(both.plans, "plan.txt", "new")
    target = both.store(both.drawings, "Grundriss.txt", "old")
    both.open(both.drawings)
    both.trigger("add_bookmark")
    both.open(both.plans)
    both.office.select("plan.txt")
    dialog = sending(both)
    places = both.office.child(QListWidget, "sendToPlaces")
    listed = [places.item(row).text() for row in range(places.count())]
    assert listed[0] == both.drawings.name
    assert {"Office", "Bimplus"} <= set(listed)
    address = both.office.child(QLineEdit, "sendToAddress")
    assert address.text().startswith("Bimplus:/")
    accept = both.office.child(QPushButton, "sendToAccept")

    def refused(text: str) -> str:
        address.setText(text)
        both.office.wait(accept.isEnabled)
        QTest.mouseClick(accept, _LEFT)
        told = both.office.child(QLabel, "sendToProblem")
        both.office.wait(lambda: told.text())
        assert dialog.isVisible()
        return told.text()

    good = address.text()
    assert "looks like SITE:/folder" in refused("nowhere")
    assert "looks like SITE:/folder" in refused("Unknown:/folder")
    assert refused("Bimplus:/no-such-team")
    assert "you want to send" in refused(f"Office:/{both.plans.name}/plan.txt")
    assert "Open a project first" in refused("Bimplus:/")
    address.setText(f"{good}/Grundriss.txt")
    QTest.mouseClick(accept, _LEFT)
    both.office.wait(lambda: both.contents(target) == ["new", "old"])

    sending(both)
    QTest.keyClick(both.office.child(QListWidget, "sendToPlaces"), Qt.Key.Key_Return)
    both.office.wait(lambda: both.names(both.drawings) == ["Grundriss.txt", "plan.txt"])
    assert both.names(both.plans) == ["plan.txt"]
