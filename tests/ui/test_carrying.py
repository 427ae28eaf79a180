"""Cut, copy, paste and drop of entries; names that are taken; undoing."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QProgressBar, QPushButton

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Entry
from bimexplorer.transfer.status import Decision, Direction, State
from bimexplorer.ui.models.entry_mime import Carried, entries_to_mime, files_from_mime
from bimexplorer.ui.models.paged import Role
from bimexplorer.ui.panels.move_question import MoveQuestion
from bimexplorer.ui.places.open_sites import SiteState
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

_CTRL = Qt.KeyboardModifier.ControlModifier


class Desk:
    """A folder of the test's own with files, and an empty folder `target` in it; their window."""

    def __init__(self, office: Explorer, tmp_path: Path) -> None:
        self.office = office
        self.tmp_path = tmp_path
        self.folder = office.make_folder("target")
        self.cloud = office.cloud()
        self.target = self.cloud.entry_at((*self.folder.path, "target"))

    @property
    def site_id(self) -> str:
        return self.office.book.all()[0].id

    def store(self, *names: str, folder: Entry | None = None, text: str = "") -> None:
        """Files, each with its name as its content, or with `text`."""
        sources = self.tmp_path / "sources"
        shutil.rmtree(sources, ignore_errors=True)
        sources.mkdir()
        for name in names:
            (sources / name).write_text(text or name, encoding="utf-8")
        ids = self.office.queue.upload(
            self.site_id, [sources / name for name in names], folder or self.folder
        )
        assert self.office.queue.wait(ids, 30)

    def open(self, folder: Entry | None = None) -> None:
        self.office.open(folder or self.folder)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _CTRL) -> None:
        view = self.office.window.view
        view.setFocus()
        QTest.keyClick(view, key, modifier)

    def there(self, *names: str, folder: Entry | None = None) -> list[str]:
        """The names in a folder below the test's own, as the server tells them."""
        above = folder or self.folder
        entry = self.cloud.entry_at((*above.path, *names)) if names else above
        return sorted(row.name for row in self.cloud.children(entry).entries)

    def dimmed(self) -> list[str]:
        contents = self.office.window.contents
        rows = [contents.index(row, 0) for row in range(contents.entries_loaded())]
        return [str(row.data()) for row in rows if row.data(Role.CUT)]

    def carried(self, *names: str) -> Carried:
        entries = [self.cloud.entry_at((*self.folder.path, name)) for name in names]
        return Carried(self.site_id, tuple(entries))

    def rename(self, name: str, new: str) -> Entry:
        """In the open folder, as a person does."""
        window = self.office.window
        location = window.navigator.location
        assert location is not None
        window.operations.rename(location, self.carried(name).entries[0], new)
        self.office.wait(lambda: new in self.office.names())
        return self.carried(new).entries[0]

    def read(self, entry: Entry, cloud: Cloud | None = None) -> str:
        download = (cloud or self.cloud).open_download(entry)
        buffer = memoryview(bytearray(1000))
        count = download.readinto(buffer)
        download.close()
        return bytes(buffer[:count]).decode()

    def question(self) -> MoveQuestion:
        return self.office.child(MoveQuestion, "moveQuestion")

    def answer(self, name: str) -> None:
        QTest.mouseClick(self.office.child(QPushButton, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(office: Explorer, tmp_path: Path) -> Desk:
    QGuiApplication.clipboard().clear()
    return Desk(office, tmp_path)


@pytest.fixture
def archive(desk: Desk, shared_2020: StandIn) -> Cloud:
    """A second site, `Archive`, of another server."""
    site = desk.office.add_site(shared_2020, name="Archive")
    window = desk.office.window
    window.sites.reload()
    desk.office.wait(lambda: window.sites.get(site.id) is not None)
    window.sites.connect_site(site.id)

    def ready() -> bool:
        known = window.sites.get(site.id)
        return known is not None and known.state is SiteState.READY

    desk.office.wait(ready)
    return desk.office.connections.cloud(site.id)


# ---------------------------------------------------------------------------------------- the clipboard


def test_cut_rows_are_dimmed_until_they_are_pasted_and_then_moved(desk: Desk) -> None:
    desk.store("one.txt", "two.txt", "three.txt")
    desk.open()
    desk.office.select("one.txt", "two.txt")
    desk.press(Qt.Key.Key_X)
    assert desk.dimmed() == ["one.txt", "two.txt"]
    assert desk.office.index("one.txt").data(Qt.ItemDataRole.AccessibleDescriptionRole) == "Cut"
    told = QGuiApplication.clipboard().text().splitlines()
    assert [line.rpartition("/")[2] for line in told] == ["one.txt", "two.txt"]
    assert told[0].startswith("Office:/")
    desk.open(desk.target)
    desk.open()
    assert desk.dimmed() == ["one.txt", "two.txt"]
    desk.open(desk.target)
    desk.press(Qt.Key.Key_V)
    desk.office.wait(lambda: desk.office.names() == ["one.txt", "two.txt"])
    assert desk.there() == ["target", "three.txt"]
    assert desk.dimmed() == []
    assert desk.office.queue.jobs()[-1].direction is Direction.UPLOAD  # nothing travelled
    desk.press(Qt.Key.Key_V)
    assert "no files on the clipboard" in desk.office.message()


def test_escape_or_another_copy_lets_cut_rows_stay(desk: Desk) -> None:
    desk.store("one.txt", "two.txt")
    desk.open()
    desk.office.select("one.txt")
    desk.press(Qt.Key.Key_X)
    desk.press(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert desk.dimmed() == []
    desk.open(desk.target)
    desk.press(Qt.Key.Key_V)
    assert "no files on the clipboard" in desk.office.message()
    desk.open()
    desk.office.select("one.txt")
    desk.press(Qt.Key.Key_X)
    QGuiApplication.clipboard().setText("from another program")
    desk.office.wait(lambda: desk.dimmed() == [])
    desk.office.select("one.txt")
    desk.press(Qt.Key.Key_X)
    desk.office.select("two.txt")
    desk.press(Qt.Key.Key_C)
    assert desk.dimmed() == []
    # The desktop's files are pasted as before.
    (desk.tmp_path / "desk.txt").write_text("desk", encoding="utf-8")
    QGuiApplication.clipboard().setMimeData(file_urls(desk.tmp_path / "desk.txt"))
    desk.press(Qt.Key.Key_V)
    desk.office.wait(lambda: "desk.txt" in desk.office.names())
    assert desk.there("target") == []


def test_a_copy_goes_through_the_queue_and_beside_itself_under_a_free_name(desk: Desk) -> None:
    desk.store("plan.txt")
    desk.open()
    desk.office.select("plan.txt", "target")
    desk.press(Qt.Key.Key_C)
    desk.press(Qt.Key.Key_V)
    desk.office.wait(lambda: {"plan (2).txt", "target (2)"} <= set(desk.office.names()))
    jobs = desk.office.queue.jobs()[-2:]
    assert {job.direction for job in jobs} == {Direction.COPY}
    desk.office.wait(lambda: not desk.office.queue.active)
    assert desk.read(desk.cloud.entry_at((*desk.folder.path, "plan (2).txt"))) == "plan.txt"
    # What was copied can be pasted as often as one likes.
    desk.open(desk.target)
    desk.press(Qt.Key.Key_V)
    desk.office.wait(lambda: desk.office.message() == "Error: A folder cannot be put into itself.")
    desk.open()
    desk.office.select("plan.txt")
    desk.press(Qt.Key.Key_C)
    desk.open(desk.target)
    queue = desk.office.queue

    def paste() -> None:
        count = len(queue.jobs()) + 1
        desk.press(Qt.Key.Key_V)
        desk.office.wait(lambda: len(queue.jobs()) == count and not queue.active)

    paste()
    paste()
    desk.office.wait(lambda: desk.office.names() == ["plan.txt"])
    # The second one finds the first one there, and asks as every transfer does.
    (job,) = [job for job in desk.office.queue.jobs() if job.state is State.DECIDING]
    desk.office.queue.decide(job.id, Decision.KEEP_BOTH)
    desk.office.wait(lambda: desk.office.names() == ["plan (2).txt", "plan.txt"])


def test_what_cannot_be_cut_or_copied_is_grey_with_its_reason(desk: Desk) -> None:
    desk.store("plan.txt")
    desk.open()
    actions = desk.office.window.actions_
    assert actions.refusal(actions.cut) == "Select something first."
    desk.office.select("target")
    assert actions.refusal(actions.cut) == "BIMcloud cannot move folders."
    assert actions.copy.isEnabled()
    desk.office.select("plan.txt")
    assert actions.cut.isEnabled()
    assert actions.copy.shortcut() == QKeySequence(QKeySequence.StandardKey.Copy)


# ---------------------------------------------------------------------------------------- other sites


def test_a_cut_to_another_site_copies_and_says_that_the_originals_stay(desk: Desk, archive: Cloud) -> None:
    desk.store("plan.txt")
    target = archive.create_folder(archive.root(), f"{desk.folder.name} copy")
    desk.open()
    desk.office.select("plan.txt")
    desk.press(Qt.Key.Key_X)
    site_id = desk.office.book.all()[1].id
    desk.office.window.navigator.go(replace(desk.office.place(*target.path), site_id=site_id))
    desk.office.wait_open(target.name)
    desk.press(Qt.Key.Key_V)
    assert "the originals stay in “Office”" in desk.office.message()
    desk.office.wait(lambda: desk.office.names() == ["plan.txt"])
    assert desk.read(archive.entry_at((*target.path, "plan.txt")), archive) == "plan.txt"
    assert "plan.txt" in desk.there()
    (job,) = [job for job in desk.office.queue.jobs() if job.direction is Direction.COPY]
    assert (job.origin, job.site_id) == (desk.site_id, site_id)


def test_a_drop_on_a_folder_of_another_site_copies(desk: Desk, archive: Cloud) -> None:
    desk.store("plan.txt")
    target = archive.create_folder(archive.root(), f"0 {desk.folder.name}")
    desk.open()
    tree = desk.office.window.tree
    tree.expand(desk.office.tree_index("Archive"))
    desk.office.wait(lambda: desk.office.tree_index("Archive", "Exchange").isValid())
    desk.office.window.navigation.refresh(desk.office.tree_index("Archive"))
    desk.office.wait(lambda: desk.office.tree_index("Archive", target.name).isValid())
    index = desk.office.tree_index("Archive", target.name)
    tree.scrollTo(index)
    carried = desk.carried("plan.txt")
    mime = entries_to_mime(carried.site_id, carried.entries)
    assert desk.office.drop(tree, mime, tree.visualRect(index).center())
    desk.office.wait(lambda: [row.name for row in archive.children(target).entries] == ["plan.txt"])
    assert "plan.txt" in desk.there()


# ---------------------------------------------------------------------------------------- moving


def test_dragging_moves_and_with_the_key_for_it_copies(desk: Desk) -> None:
    desk.store("one.txt", "two.txt")
    desk.open()
    carrying = desk.office.window.carrying
    carrying.drop_entries(desk.carried("one.txt"), desk.target)
    desk.office.wait(lambda: desk.there() == ["target", "two.txt"])
    carrying.drop_entries(replace(desk.carried("two.txt"), copying=True), desk.target)
    desk.office.wait(lambda: desk.there("target") == ["one.txt", "two.txt"])
    assert desk.there() == ["target", "two.txt"]


@pytest.mark.parametrize("held", [False, True], ids=["plain", "with the key"])
def test_the_key_that_is_held_at_a_drop_decides(desk: Desk, *, held: bool) -> None:
    desk.store("one.txt")
    desk.open()
    view = desk.office.window.view
    where = QPointF(view.visualRect(desk.office.index("target")).center())
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    mime = entries_to_mime(desk.site_id, desk.carried("one.txt").entries)
    modifier = copy_key() if held else Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(where.toPoint(), actions, mime, button, modifier))
    move = QDragMoveEvent(where.toPoint(), actions, mime, button, modifier)
    QApplication.sendEvent(view.viewport(), move)
    assert move.dropAction() is (Qt.DropAction.CopyAction if held else Qt.DropAction.MoveAction)
    QApplication.sendEvent(view.viewport(), QDropEvent(where, actions, mime, button, modifier))
    desk.office.wait(lambda: desk.there("target") == ["one.txt"])
    assert desk.there() == (["one.txt", "target"] if held else ["target"])


def copy_key() -> Qt.KeyboardModifier:
    """What the Finder wants held, and what all others do."""
    return Qt.KeyboardModifier.AltModifier if sys.platform == "darwin" else _CTRL


def test_a_folder_that_cannot_be_moved_can_be_copied_instead(desk: Desk) -> None:
    other = desk.cloud.create_folder(desk.folder, "other")
    desk.store("plan.txt", folder=other)
    desk.open()
    desk.office.window.carrying.drop_entries(desk.carried("other"), desk.target)
    assert desk.office.message() == (
        "“other” cannot be moved: BIMcloud cannot move folders. Nothing was moved."
    )
    QTest.mouseClick(desk.office.child(QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    desk.office.wait(lambda: desk.there("target") == ["other"])
    desk.office.wait(lambda: desk.there("target", "other") == ["plan.txt"])
    assert desk.there("other") == ["plan.txt"]


def test_a_name_that_is_taken_is_asked_about(desk: Desk) -> None:
    desk.store("a.txt", "b.txt", "c.txt", "d.txt")
    desk.store("a.txt", "b.txt", "c.txt", folder=desk.target, text="old")
    desk.open()
    carrying = desk.office.window.carrying
    carrying.drop_entries(desk.carried("a.txt", "b.txt", "c.txt", "d.txt"), desk.target)
    question = desk.question()
    assert question.accessibleName() == "“a.txt” is already there in “target”."
    assert desk.office.child(QPushButton, "moveQuestionKeepBoth").hasFocus()
    desk.answer("moveQuestionKeepBoth")
    desk.office.wait(lambda: question.accessibleName().startswith("“b.txt”"))
    desk.office.child(QCheckBox, "moveQuestionForAll").setChecked(True)
    desk.answer("moveQuestionSkip")
    desk.office.wait(lambda: not question.isVisible() and "Not moved" in desk.office.message())
    assert desk.office.message() == ("2 entries were moved to “target”. Not moved: “b.txt”, “c.txt”.")
    assert desk.there("target") == ["a (2).txt", "a.txt", "b.txt", "c.txt", "d.txt"]
    assert desk.there() == ["b.txt", "c.txt", "target"]
    assert desk.read(desk.cloud.entry_at((*desk.target.path, "a (2).txt"))) == "a.txt"
    assert desk.read(desk.cloud.entry_at((*desk.target.path, "a.txt"))) == "old"
    # One command, one step back; the name that was given goes, too.
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: desk.there() == ["a.txt", "b.txt", "c.txt", "d.txt", "target"])
    assert desk.there("target") == ["a.txt", "b.txt", "c.txt"]


def test_escape_at_the_question_moves_nothing_more(desk: Desk) -> None:
    desk.store("a.txt", "b.txt")
    desk.store("a.txt", folder=desk.target, text="old")
    desk.open()
    desk.office.window.carrying.drop_entries(desk.carried("a.txt", "b.txt"), desk.target)
    question = desk.question()
    QTest.keyClick(desk.office.child(QPushButton, "moveQuestionKeepBoth"), Qt.Key.Key_Escape)
    assert not question.isVisible()
    assert desk.office.message() == "Nothing was moved."
    assert desk.there() == ["a.txt", "b.txt", "target"]


def test_a_move_that_fails_in_the_middle_says_what_moved_and_goes_on_with_the_rest(
    desk: Desk, shared_2023: StandIn
) -> None:
    desk.store("a.txt", "b.txt", "c.txt")
    desk.open()
    carried = desk.carried("a.txt", "b.txt", "c.txt")
    second = carried.entries[1]
    shared_2023.fault(path="update-blob-parent.*", skip=1, times=2, status=500)
    desk.office.window.carrying.drop_entries(carried, desk.target)
    desk.office.wait(lambda: "Not moved" in desk.office.message(), 30)
    message = desk.office.message()
    assert "1 entry was moved to “target”." in message
    assert f"“{second.name}” could not be moved:" in message
    assert message.endswith("Not moved: “b.txt”, “c.txt”.")
    assert desk.there("target") == ["a.txt"]
    shared_2023.clear_faults()
    QTest.mouseClick(desk.office.child(QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    desk.office.wait(lambda: desk.there("target") == ["a.txt", "b.txt", "c.txt"])


def test_a_long_move_shows_how_far_it_is_and_can_be_stopped(desk: Desk, shared_2023: StandIn) -> None:
    desk.store("a.txt", "b.txt", "c.txt")
    desk.open()
    shared_2023.fault(path="update-blob-parent", skip=1, times=1, stall=3)
    desk.office.window.carrying.drop_entries(desk.carried("a.txt", "b.txt", "c.txt"), desk.target)
    bar = desk.office.child(QProgressBar, "moveProgressBar")
    assert (bar.value(), bar.maximum(), bar.accessibleName()) == (1, 3, "Moving to “target”…")
    desk.answer("moveProgressStop")
    desk.office.wait(lambda: "Not moved" in desk.office.message())
    assert desk.office.message() == "2 entries were moved to “target”. Not moved: “c.txt”."
    assert not bar.isVisible()
    assert desk.there() == ["c.txt", "target"]


def test_a_second_move_waits_for_the_first_one(desk: Desk) -> None:
    desk.store("a.txt", "b.txt")
    desk.store("a.txt", folder=desk.target, text="old")
    desk.open()
    carrying = desk.office.window.carrying
    carrying.drop_entries(desk.carried("a.txt"), desk.target)
    carrying.drop_entries(desk.carried("b.txt"), desk.target)
    desk.question()
    assert desk.there("target") == ["a.txt"]
    desk.answer("moveQuestionSkip")
    desk.office.wait(lambda: desk.there("target") == ["a.txt", "b.txt"])


# ---------------------------------------------------------------------------------------- undoing


def test_renaming_and_moving_are_undone_one_after_the_other(desk: Desk) -> None:
    desk.store("plan & view.txt", "b.txt")
    desk.open()
    actions = desk.office.window.actions_
    assert actions.refusal(actions.undo) == (
        "There is nothing to undo. What was deleted cannot be brought back."
    )
    window = desk.office.window
    desk.rename("plan & view.txt", "new & name.txt")
    assert actions.undo.text() == "Undo renaming “new && name.txt”"
    window.carrying.drop_entries(desk.carried("new & name.txt", "b.txt"), desk.target)
    desk.office.wait(lambda: actions.undo.text() == "Undo moving 2 entries")
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: desk.office.names() == ["target", "b.txt", "new & name.txt"])
    desk.office.wait(lambda: actions.undo.text() == "Undo renaming “new && name.txt”")
    actions.undo.trigger()
    desk.office.wait(lambda: desk.office.names() == ["target", "b.txt", "plan & view.txt"])
    desk.office.wait(lambda: not actions.undo.isEnabled())
    assert actions.undo.text() == "&Undo"


def test_what_gets_its_old_name_back_stays_selected(desk: Desk) -> None:
    desk.store("a.txt", "plan.txt", "z.txt")
    desk.open()
    window = desk.office.window
    window.folder.select_name("plan.txt")
    desk.rename("plan.txt", "new.txt")
    assert [entry.name for entry in window.folder.selected()] == ["new.txt"]
    window.actions_.undo.trigger()
    desk.office.wait(lambda: "plan.txt" in desk.office.names())
    assert [entry.name for entry in window.folder.selected()] == ["plan.txt"]


def test_what_no_longer_applies_is_not_undone_and_says_why(desk: Desk) -> None:
    desk.store("a.txt", "b.txt", "c.txt")
    desk.open()
    window = desk.office.window

    gone = desk.rename("a.txt", "a2.txt")
    changed = desk.rename("b.txt", "b2.txt")
    desk.rename("c.txt", "c2.txt")
    desk.store("c.txt")
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: "Something else is called “c.txt” there now" in desk.office.message())
    desk.cloud.rename(changed, "b3.txt")
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: "“b2.txt” was renamed or moved again meanwhile" in desk.office.message())
    desk.cloud.delete(gone)
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: "“a2.txt” is gone" in desk.office.message())
    assert desk.there() == ["b3.txt", "c.txt", "c2.txt", "target"]
    assert not window.actions_.undo.isEnabled()


def test_of_several_moves_those_are_undone_that_can_be(desk: Desk) -> None:
    desk.store("a.txt", "b.txt", "c.txt")
    desk.open()
    window = desk.office.window
    window.carrying.drop_entries(desk.carried("a.txt", "b.txt", "c.txt"), desk.target)
    desk.office.wait(lambda: window.actions_.undo.isEnabled())
    desk.cloud.delete(desk.cloud.entry_at((*desk.target.path, "b.txt")))
    desk.press(Qt.Key.Key_Z)
    desk.office.wait(lambda: "“b.txt” is gone" in desk.office.message())
    assert "2 entries are back where they were." in desk.office.message()
    assert desk.there() == ["a.txt", "c.txt", "target"]


def test_dropped_files_are_paths_and_addresses_of_the_web_are_left_out() -> None:
    mime = QMimeData()
    names = ["/plans/Erdgeschoß 1.pdf", "/plans/b.pdf", "/c"]
    mime.setUrls([QUrl("https://example.org/a.pdf"), *map(QUrl.fromLocalFile, names)])
    files = files_from_mime(mime)
    assert list(files) == [Path(name) for name in names]
    assert (files[0], files[-1], len(files)) == (Path(names[0]), Path("/c"), 3)
    assert list(files[1:]) == [Path("/plans/b.pdf"), Path("/c")]
    assert files == tuple(map(Path, names))
    assert files != (Path("/c"),)
    assert not files_from_mime(QMimeData())
    assert not files_from_mime(None)
