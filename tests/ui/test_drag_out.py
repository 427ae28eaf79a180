"""Dragging files to other programs: what is proven goes at once, the rest is downloaded and dragged again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QDrag, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton

from bimexplorer.model import Entry
from bimexplorer.transfer.status import State
from bimexplorer.ui.commands import copy_fetcher
from bimexplorer.ui.dragging import drag_out, ready_copies
from tests.standin import StandIn
from tests.ui.explorer import Explorer

CONTENT = "get-blob-content"
FAR = QPoint(5000, 5000)
"""Where no window of the program is."""
BUTTON, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@dataclass
class Desktop:
    """Another program, on which whatever is dragged is let go."""

    takes: bool = True
    offered: list[Qt.DropAction] = field(default_factory=list)
    got: list[dict[str, bytes]] = field(default_factory=list)
    """Of each drag the files' names and contents."""

    def drop(self, drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        self.offered.append(actions)
        paths = [Path(url.toLocalFile()) for url in drag.mimeData().urls()]
        self.got.append({path.name: path.read_bytes() for path in paths})
        return Qt.DropAction.CopyAction if paths and self.takes else Qt.DropAction.IgnoreAction


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """Offscreen there is no other program: this one stands at the other end of Qt's drag."""
    desktop = Desktop()

    def carried(drag: QDrag, actions: Qt.DropAction, default: Qt.DropAction) -> Qt.DropAction:
        assert default in actions
        return desktop.drop(drag, actions)

    monkeypatch.setattr(QDrag, "exec", carried)
    monkeypatch.setattr(ready_copies, "_CALM_MS", 1)
    monkeypatch.setattr(drag_out, "_ESCAPE_MS", 1)
    before = QCursor.pos()
    QCursor.setPos(FAR)
    yield desktop
    QCursor.setPos(before)


@pytest.fixture
def folder(office: Explorer, shared_2023: StandIn, desktop: Desktop) -> Entry:
    """Open in the window; holds two files and a folder."""
    folder = office.make_folder("sub")
    for name, text in (("a.txt", "of a"), ("b.txt", "of b")):
        write(shared_2023, folder, name, text)
    office.open(folder)
    office.wait(lambda: office.names() == ["sub", "a.txt", "b.txt"])
    return folder


def write(server: StandIn, folder: Entry, name: str, text: str) -> None:
    path = "/" + "/".join((*folder.path, name))
    server.action("write-file", path=path, text=text, user=server.users[0]["username"])


def drag(office: Explorer, *names: str) -> None:
    """Pull rows out of the list with the mouse."""
    office.select(*names)
    view = office.window.view
    where = view.visualRect(office.index(names[0])).center()
    QTest.mousePress(view.viewport(), BUTTON, NONE, where)
    QTest.mouseMove(view.viewport(), where + QPoint(0, 2))
    for step in range(1, 4):
        QTest.mouseMove(view.viewport(), where + QPoint(0, step * QApplication.startDragDistance()))
    QTest.mouseRelease(view.viewport(), BUTTON, NONE, where)


def told(office: Explorer) -> str:
    """What the line about a drag says."""
    return office.child(QLabel, "dragOutText").text()


def fetch(office: Explorer, desktop: Desktop, *names: str) -> None:
    """Drag files that are not here, and wait until they are."""
    drag(office, *names)
    office.wait(lambda: office.child(QPushButton, "dragOutHandle").isVisible())
    office.child(QToolButton, "dragOutClose").click()
    desktop.got.clear()
    desktop.offered.clear()


def ready(office: Explorer, name: str) -> bool:
    contents = office.window.contents
    entry = contents.entry(office.index(name))
    assert entry is not None
    return bool(office.window.drags.ready.of(contents.site_id, [entry]))


def test_what_is_not_here_is_downloaded_and_goes_the_next_time(
    office: Explorer, folder: Entry, desktop: Desktop, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, stall=1)
    drag(office, "a.txt")
    assert desktop.got == [{}]
    office.wait(lambda: told(office) == "“a.txt” is being downloaded. Drag it again when it is here.")
    drag(office, "a.txt")  # once more meanwhile: nothing is asked for twice
    office.wait(lambda: told(office) == "It is here: drag it now.")
    assert len(office.queue.jobs()) == 1
    drag(office, "a.txt")
    assert desktop.got[-1] == {"a.txt": b"of a"}
    # What is moved away is missed in the cache: other programs may only copy.
    assert desktop.offered[-1] == Qt.DropAction.CopyAction


def test_the_handle_of_what_has_come_is_dragged_or_copied(
    office: Explorer, folder: Entry, desktop: Desktop
) -> None:
    drag(office, "a.txt", "b.txt")
    office.wait(lambda: told(office) == "They are here: drag them now.")
    office.child(QPushButton, "dragOutCopy").click()
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert sorted(Path(url.toLocalFile()).read_bytes() for url in urls) == [b"of a", b"of b"]
    QGuiApplication.clipboard().clear()  # offscreen it outlives Python, and what Python made must not
    handle = office.child(QPushButton, "dragOutHandle")
    assert handle.text() == "2 files"
    QTest.mousePress(handle, BUTTON, NONE, QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(5, 5 + 2 * QApplication.startDragDistance()))
    QTest.mouseRelease(handle, BUTTON, NONE, QPoint(5, 5))
    assert desktop.got[-1] == {"a.txt": b"of a", "b.txt": b"of b"}
    office.wait(lambda: not office.window.drag_bar.isVisible())


def test_a_copy_is_known_as_soon_as_its_row_is_selected(
    office: Explorer, folder: Entry, desktop: Desktop, shared_2023: StandIn
) -> None:
    fetch(office, desktop, "a.txt")
    office.window.drags.ready._known.clear()  # as in a later run
    office.window.view.clearSelection()
    calls = shared_2023.calls(CONTENT)
    office.select("b.txt")
    QTest.qWait(300)
    assert shared_2023.calls(CONTENT) == calls  # nobody is asked about what has no copy
    office.select("a.txt")
    office.wait(lambda: ready(office, "a.txt"))
    assert not ready(office, "b.txt")
    write(shared_2023, folder, "a.txt", "newer")
    office.window.view.clearSelection()
    office.select("a.txt")
    office.wait(lambda: not ready(office, "a.txt"))
    drag(office, "a.txt")
    assert desktop.got[-1] == {}


def test_what_is_here_goes_and_the_rest_comes(office: Explorer, folder: Entry, desktop: Desktop) -> None:
    fetch(office, desktop, "a.txt")
    drag(office, "a.txt", "b.txt", "sub")
    assert desktop.got == [{"a.txt": b"of a"}]
    assert "Folders cannot be dragged to other programs" in office.message()
    assert office.child(QPushButton, "messageAction").text() == "Download…"
    office.wait(lambda: told(office) == "It is here: drag it now.")
    assert office.child(QPushButton, "dragOutHandle").text() == "b.txt"


def test_a_program_that_refuses_gets_nothing_downloaded(
    office: Explorer, folder: Entry, desktop: Desktop
) -> None:
    fetch(office, desktop, "a.txt")
    jobs = len(office.queue.jobs())
    desktop.takes = False
    drag(office, "a.txt", "b.txt")
    QTest.qWait(100)
    assert desktop.got == [{"a.txt": b"of a"}]
    assert len(office.queue.jobs()) == jobs
    assert not office.window.drag_bar.isVisible()


def test_escape_over_another_program_downloads_nothing(
    office: Explorer, folder: Entry, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drag_out, "_ESCAPE_MS", 200)
    drag(office, "a.txt")
    escape = QKeyEvent(QKeyEvent.Type.KeyRelease, Qt.Key.Key_Escape, NONE)
    QApplication.sendEvent(office.window.windowHandle(), escape)
    QTest.qWait(400)
    assert office.queue.jobs() == ()
    assert not office.window.drag_bar.isVisible()


def test_a_drag_that_ends_over_the_window_downloads_nothing(
    office: Explorer, folder: Entry, desktop: Desktop
) -> None:
    QCursor.setPos(office.window.mapToGlobal(office.window.rect().center()))
    drag(office, "a.txt")
    QTest.qWait(100)
    assert office.queue.jobs() == ()


def test_a_large_file_asks_first(
    office: Explorer, folder: Entry, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy_fetcher, "LARGE", 5)
    drag(office, "a.txt", "b.txt")
    office.wait(
        lambda: told(office) == "2 files, 8 bytes: to drag them to another program, download them first."
    )
    assert office.queue.jobs() == ()
    office.child(QPushButton, "dragOutAgree").click()
    office.wait(lambda: told(office) == "They are here: drag them now.")


def test_cancel_ends_the_download(
    office: Explorer, folder: Entry, desktop: Desktop, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, stall=30)
    drag(office, "a.txt")
    office.wait(lambda: office.queue.jobs() and office.queue.jobs()[0].state is State.RUNNING)
    office.child(QPushButton, "dragOutCancel").click()
    office.wait(lambda: [job.state for job in office.queue.jobs()] == [State.CANCELLED])
    assert not office.window.drag_bar.isVisible()
    shared_2023.clear_faults()
    fetch(office, desktop, "a.txt")


def test_a_failed_download_is_told(
    office: Explorer, folder: Entry, desktop: Desktop, shared_2023: StandIn
) -> None:
    shared_2023.fault(server="blob", path=CONTENT, status=404, times=None)
    drag(office, "a.txt")
    office.wait(lambda: told(office) == "“a.txt” was not downloaded. The transfers tell why.")
    shared_2023.clear_faults()
    cloud = office.cloud()
    cloud.delete(cloud.entry_at((*folder.path, "b.txt")))
    drag(office, "b.txt")
    office.wait(lambda: "b.txt" not in told(office) and "downloaded" not in told(office))
    assert office.child(QToolButton, "dragOutClose").isVisible()


def test_a_copy_that_was_moved_away_is_fetched_again(
    office: Explorer, folder: Entry, desktop: Desktop, tmp_path: Path
) -> None:
    fetch(office, desktop, "a.txt")
    contents = office.window.contents
    entry = contents.entry(office.index("a.txt"))
    assert entry is not None
    (url,) = office.window.drags.out.urls(contents.site_id, [entry])
    Path(url.toLocalFile()).rename(tmp_path / "taken.txt")
    office.window.view.clearSelection()
    office.select("a.txt")
    office.wait(lambda: not ready(office, "a.txt"))
    fetch(office, desktop, "a.txt")
    drag(office, "a.txt")
    assert desktop.got == [{"a.txt": b"of a"}]
    assert (tmp_path / "taken.txt").read_bytes() == b"of a"
