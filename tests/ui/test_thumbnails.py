"""Thumbnails: which files are fetched for them and which are not, what is kept, and what damage does."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from bimexplorer.cancellation import Cancellation, current
from bimexplorer.clouds.base import Download
from bimexplorer.errors import Cancelled, Corrupt, LocalError, Offline
from bimexplorer.model import Entry
from bimexplorer.settings import Settings
from bimexplorer.transfer.cache import Coming, FileCache
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.nodes import State
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.thumbnails import fetching
from bimexplorer.ui.thumbnails.fetching import SIDE, ThumbnailMaker, can_have
from bimexplorer.ui.thumbnails.store import Key, ThumbnailStore
from bimexplorer.ui.thumbnails.thumbnails import LANES, Thumbnails
from bimexplorer.ui.views.folder_view import FolderView
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.memory_cloud import MemoryCloud
from tests.ui.test_preview import upload

CONTENT = "get-blob-content"


def picture(width: int = 600, height: int = 300, colour: str = "#c80000", form: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form)
    return bytes(buffer.data().data())


class Stream:
    """What a server sends; `gate` is passed before each block."""

    def __init__(self, data: bytes, offset: int, etag: str, gate: Callable[[int], None]) -> None:
        self._data, self.offset, self.etag, self._gate = data, offset, etag, gate
        self._at = offset
        self.size: int | None = len(data)
        self.sha256 = ""

    def readinto(self, buffer: memoryview) -> int:
        self._gate(self._at)
        part = self._data[self._at : self._at + min(len(buffer), 1000)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        pass


class PictureCloud(MemoryCloud):
    """A folder in memory whose files have contents; counts what is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, bytes] = {}
        self.fetched: list[tuple[str, int]] = []
        """Name and offset of each download."""
        self.gate: Callable[[int], None] = lambda _: None
        self.etag = "e1"

    def add_file(self, name: str, data: bytes) -> Entry:
        entry = self.add(self.root(), name, size=len(data))
        self.contents[entry.id] = data
        return entry

    def entry(self, entry_id: str) -> Entry:
        return self.rows[entry_id]

    def open_download(self, entry: Entry, offset: int = 0, etag: str = "") -> Download:
        self.fetched.append((entry.name, offset))
        if etag and etag != self.etag:
            offset = 0
        return Stream(self.contents[entry.id], offset, self.etag, self.gate)


@pytest.fixture
def cloud() -> PictureCloud:
    return PictureCloud()


@pytest.fixture
def maker(qapp: object, tmp_path: Path) -> ThumbnailMaker:
    folder = tmp_path / "thumbnails"
    folder.mkdir()
    cache = FileCache(tmp_path / "opened", 1 << 30)
    return ThumbnailMaker(ThumbnailStore(folder), cache, folder)


# ---------------------------------------------------------------------------------------- making one


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "WEBP"])
def test_a_picture_is_made_small_and_kept(cloud: PictureCloud, maker: ThumbnailMaker, form: str) -> None:
    entry = cloud.add_file(f"a.{form.lower()}", picture(600, 300, form=form))
    made = maker.make(cloud, "s", entry)
    assert made.size() == QSize(SIDE, SIDE // 2)
    kept = maker.kept(Key.of("s", entry))
    assert kept is not None
    assert kept.size() == made.size()
    assert abs(kept.pixelColor(50, 50).red() - 200) < 12
    assert cloud.fetched == [(entry.name, 0)]
    assert maker.kept(Key.of("other", entry)) is None
    assert maker.kept(Key.of("s", replace(entry, size=7))) is None
    assert maker.kept(Key.of("s", replace(entry, modified=datetime(2027, 1, 1, tzinfo=timezone.utc)))) is None


def test_a_drawing_lies_on_paper_and_a_small_picture_stays_small(
    cloud: PictureCloud, maker: ThumbnailMaker
) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="9" height="9"/></svg>'
    )
    made = maker.make(cloud, "s", cloud.add_file("a.svg", drawing))
    assert made.size() == QSize(SIDE, SIDE // 2)
    assert made.pixelColor(SIDE - 1, 5) == QColor("white")
    assert maker.make(cloud, "s", cloud.add_file("b.png", picture(20, 10))).size() == QSize(20, 10)


@pytest.mark.parametrize(
    "data", [b"no picture", picture()[:300], b"<svg", b"\x89PNG\r\n\x1a\n" + b"\x00" * 99]
)
def test_what_is_no_picture_is_fetched_once(
    cloud: PictureCloud, maker: ThumbnailMaker, data: bytes, tmp_path: Path
) -> None:
    entry = cloud.add_file("a.png", data)
    assert maker.make(cloud, "s", entry).isNull()
    kept = maker.kept(Key.of("s", entry))
    assert kept is not None
    assert kept.isNull()
    assert len(list((tmp_path / "thumbnails").iterdir())) == 1  # nothing of the file itself is left


def test_which_files_may_have_one(cloud: PictureCloud) -> None:
    def may(name: str, size: int | None, *, folder: bool = False) -> bool:
        return can_have(cloud, replace(cloud.add(cloud.root(), name, folder=folder), size=size))

    assert may("a.JPG", 1000)
    assert may("a.svg", 1)
    assert not may("a.dwg", 1000)
    assert not may("a.png", None, folder=True)
    assert not may("a.png", 0)
    assert not may("a.png", None)
    assert not may("a.png", 10**9)


def test_a_large_file_is_not_fetched_but_its_copy_is_used(
    cloud: PictureCloud, maker: ThumbnailMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = cloud.add_file("large.png", picture())
    monkeypatch.setattr(fetching, "LARGEST", (entry.size or 0) - 1)
    with pytest.raises(LocalError):
        maker.make(cloud, "s", entry)
    assert cloud.fetched == []
    maker._cache.bring(cloud, "s", entry, Coming())
    fetched = len(cloud.fetched)
    assert maker.make(cloud, "s", entry).width() == SIDE
    assert [name for name, offset in cloud.fetched[fetched:] if offset == 0] == []


def test_a_file_that_is_another_one_than_listed_is_not_shown(
    cloud: PictureCloud, maker: ThumbnailMaker
) -> None:
    entry = cloud.add_file("a.png", picture())
    cloud.contents[entry.id] += b"more"
    with pytest.raises(Corrupt):
        maker.make(cloud, "s", entry)
    assert maker.kept(Key.of("s", entry)) is None
    cloud.contents[entry.id] = picture()[:-5]
    with pytest.raises(Corrupt):
        maker.make(cloud, "s", entry)


@pytest.mark.parametrize("etag", ["e1", "e2"])
def test_what_had_come_is_not_fetched_again(cloud: PictureCloud, maker: ThumbnailMaker, etag: str) -> None:
    entry = cloud.add_file("a.bmp", picture(form="BMP"))
    cancellation = Cancellation()
    cloud.gate = lambda at: cancellation.cancel() if at >= 5000 else None
    with cancellation.scope(), pytest.raises(Cancelled):
        maker.make(cloud, "s", entry)
    assert maker.kept(Key.of("s", entry)) is None
    cloud.gate, cloud.etag = (lambda _: None), etag  # "e2": the server has another content by now
    made = maker.make(cloud, "s", entry)
    assert made.size() == QSize(SIDE, SIDE // 2)
    assert made.pixelColor(SIDE - 1, 1).red() == 200
    assert cloud.fetched == [("a.bmp", 0), ("a.bmp", 6000)]


# ---------------------------------------------------------------------------------------- keeping them


def test_the_store_is_bounded_and_forgets_what_was_not_used_longest(tmp_path: Path) -> None:
    store, keys = ThumbnailStore(tmp_path, limit=10_000), [Key("s", f"e{n}", 1, "") for n in range(30)]
    (tmp_path / "left over.part").write_bytes(b"x" * 3000)
    for number, key in enumerate(keys[:9]):
        store.put(key, b"x" * 1000)
        if (tmp_path / key.name).exists():
            os.utime(tmp_path / key.name, (number + 1, number + 1))
    assert not (tmp_path / "left over.part").exists()
    assert store.get(keys[0]) == b"x" * 1000  # used again
    for key in keys[9:13]:
        store.put(key, b"x" * 1000)
    assert store.get(keys[0]) is not None
    assert store.get(keys[1]) is None
    assert store.get(keys[12]) is not None
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    again = ThumbnailStore(tmp_path, limit=3000)
    again.put(keys[20], b"y" * 1000)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3000
    again.clear()
    assert list(tmp_path.iterdir()) == []
    assert again.get(keys[20]) is None


def test_damage_and_a_full_disk_do_no_harm(
    cloud: PictureCloud, maker: ThumbnailMaker, tmp_path: Path
) -> None:
    entry = cloud.add_file("a.png", picture())
    maker.make(cloud, "s", entry)
    (kept,) = (tmp_path / "thumbnails").iterdir()
    kept.write_bytes(b"damaged")
    assert maker.kept(Key.of("s", entry)) is None
    assert not kept.exists()
    nowhere = ThumbnailStore(tmp_path / "not there")
    nowhere.put(Key.of("s", entry), b"x")
    assert nowhere.get(Key.of("s", entry)) is None
    nowhere.drop(Key.of("s", entry))


# ---------------------------------------------------------------------------------------- what is in sight


class Gallery:
    """An icon view over pictures in memory."""

    def __init__(self, qtbot: QtBot, tasks: Tasks, cloud: PictureCloud, maker: ThumbnailMaker) -> None:
        self.qtbot, self.cloud, self.maker = qtbot, cloud, maker
        self.settings = Settings()
        self.model = ContentsModel(tasks)
        self.thumbnails = Thumbnails(maker, self.settings, tasks)
        self.folder = FolderView(self.model, lambda _: "", self.thumbnails.picture)
        self.folder.icons.set_icon_size(96)
        self.folder.show_icons(True)
        self.thumbnails.setParent(self.folder)
        self.thumbnails.follow(self.folder.icons, self.model)
        self.folder.resize(500, 400)
        qtbot.addWidget(self.folder)

    def open(self) -> None:
        with self.qtbot.waitExposed(self.folder):
            self.folder.show()
        self.model.open("s", self.cloud, self.cloud.root())
        self.qtbot.waitUntil(lambda: self.model.state() is not State.FETCHING)
        self.folder.icons.executeDelayedItemsLayout()

    def seen(self) -> set[str]:
        return {entry.name for entry in self.model.entries() if self.thumbnails.picture(entry) is not None}

    def in_sight(self) -> set[str]:
        rows = self.folder.icons.rows_in_sight()
        return {entry.name for entry in self.model.entries(rows.start, rows.stop - 1)}


@pytest.fixture
def gallery(qtbot: QtBot, tasks: Tasks, cloud: PictureCloud, maker: ThumbnailMaker) -> Gallery:
    return Gallery(qtbot, tasks, cloud, maker)


def test_only_what_is_in_sight_is_fetched_and_nothing_twice(gallery: Gallery, cloud: PictureCloud) -> None:
    data = picture()
    for number in range(80):
        cloud.add_file(f"photo {number:02}.png", data)
    gallery.open()
    gallery.qtbot.waitUntil(lambda: gallery.seen() == gallery.in_sight())
    first = gallery.in_sight()
    assert {name for name, _ in cloud.fetched} == first
    bar = gallery.folder.icons.verticalScrollBar()
    bar.setValue(bar.maximum())
    gallery.qtbot.waitUntil(lambda: gallery.in_sight() <= gallery.seen())
    bar.setValue(0)
    gallery.qtbot.wait(300)
    assert len(cloud.fetched) == len({name for name, _ in cloud.fetched}) < 80
    # What this run has not in its memory comes from this computer.
    again = Gallery(gallery.qtbot, gallery.model._tasks, cloud, gallery.maker)
    fetched = len(cloud.fetched)
    again.open()
    gallery.qtbot.waitUntil(lambda: again.seen() == first)
    assert len(cloud.fetched) == fetched


def test_what_is_scrolled_away_or_left_is_cancelled(gallery: Gallery, cloud: PictureCloud) -> None:
    """No more than a few come at a time, and they stop when nobody looks any more."""
    for number in range(80):
        cloud.add_file(f"photo {number:02}.bmp", picture(200, 100, form="BMP"))
    go, waiting = threading.Event(), []

    def held(at: int) -> None:
        if at >= 1000 and not go.is_set():
            token = current()
            waiting.append(token)
            while not go.wait(0.005):
                token.check()

    cloud.gate = held
    gallery.open()
    gallery.qtbot.waitUntil(lambda: len(waiting) == LANES)
    gallery.qtbot.wait(50)
    assert len(cloud.fetched) == LANES
    bar = gallery.folder.icons.verticalScrollBar()
    bar.setValue(bar.maximum())
    gallery.qtbot.waitUntil(lambda: all(token.cancelled for token in waiting[:LANES]))
    gallery.qtbot.waitUntil(lambda: len(waiting) == 2 * LANES)
    gallery.folder.show_icons(False)
    gallery.qtbot.waitUntil(lambda: all(token.cancelled for token in waiting))
    gallery.folder.show_icons(True)
    gallery.qtbot.waitUntil(lambda: len(waiting) == 3 * LANES)
    gallery.model.close()
    gallery.qtbot.waitUntil(lambda: all(token.cancelled for token in waiting))
    assert gallery.seen() == set()
    go.set()


def test_one_that_fails_does_not_stop_the_others(gallery: Gallery, cloud: PictureCloud) -> None:
    entries = [cloud.add_file(f"photo {number}.png", picture(30, 30)) for number in range(6)]
    cloud.add_file("broken.png", b"nothing")

    def refuse(_: int) -> None:
        if cloud.fetched[-1][0] == "photo 2.png":
            raise Offline("The line is down.", "")

    cloud.gate = refuse
    gallery.thumbnails._rest.setInterval(0)
    gallery.open()
    wanted = {entry.name for entry in entries}
    gallery.qtbot.waitUntil(lambda: len(gallery.seen()) >= 4)
    gallery.qtbot.wait(100)
    fetched = len(cloud.fetched)
    gallery.model.refresh()
    gallery.qtbot.wait(200)
    assert len(cloud.fetched) == fetched  # not again and again
    cloud.gate = lambda _: None
    gallery.open()
    gallery.qtbot.waitUntil(lambda: gallery.seen() == wanted)


def test_switched_off_nothing_is_fetched_or_kept(
    gallery: Gallery, cloud: PictureCloud, tmp_path: Path
) -> None:
    for number in range(5):
        cloud.add_file(f"photo {number}.png", picture(30, 30))
    gallery.open()
    gallery.qtbot.waitUntil(lambda: len(gallery.seen()) == 5)
    gallery.settings.thumbnails = False
    gallery.thumbnails.apply_settings()
    assert gallery.seen() == set()
    gallery.qtbot.waitUntil(lambda: not list((tmp_path / "thumbnails").iterdir()))
    gallery.model.put("s", cloud.add_file("new.png", picture(30, 30)))
    gallery.open()
    gallery.qtbot.wait(250)
    assert len(cloud.fetched) == 5
    gallery.settings.thumbnails = True
    gallery.thumbnails.apply_settings()
    gallery.qtbot.waitUntil(lambda: len(gallery.seen()) == 6)


def test_a_file_that_changes_gets_another_picture(gallery: Gallery, cloud: PictureCloud) -> None:
    entry = cloud.add_file("photo.png", picture(40, 20))
    gallery.open()
    gallery.qtbot.waitUntil(lambda: gallery.seen() == {"photo.png"})
    data = picture(20, 40)
    cloud.contents[entry.id] = data
    gallery.model.put("s", cloud.change(entry, size=len(data)))
    gallery.qtbot.waitUntil(lambda: gallery.seen() == {"photo.png"})
    (now,) = gallery.model.entries()
    shown = gallery.thumbnails.picture(now)
    assert shown is not None
    assert shown.size() == QSize(20, 40)


def test_the_window_shows_what_the_server_has(office: Explorer, shared_2023: StandIn, tmp_path: Path) -> None:
    window = office.window
    window.view_choice.icons.trigger()
    upload(office, tmp_path, photo__jpg=picture(form="JPEG"), plan__png=picture(), note__txt=b"text")

    def seen() -> set[str]:
        entries = window.contents.entries()
        return {entry.name for entry in entries if window.thumbnails.picture(entry) is not None}

    office.wait(lambda: seen() == {"photo.jpg", "plan.png"})
    asked = shared_2023.calls(CONTENT)
    window.refresh()
    office.wait(lambda: window.contents.state() is State.DONE)
    window.folder.filter_action.trigger()
    window.folder.filter.typed.emit("plan")
    office.qtbot.wait(250)
    assert shared_2023.calls(CONTENT) == asked
    assert seen() == {"plan.png"}
