"""Making the small picture of one file, on a worker thread.

The whole file is needed for it, so only small files are fetched. What had come of a file when it was scrolled
out of sight is kept for a while: a slow line carries nothing twice.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from bimexplorer.cancellation import current
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Cancelled, Corrupt, LocalError
from bimexplorer.model import Capability, Entry
from bimexplorer.transfer.cache import FileCache
from bimexplorer.ui.preview.kinds import Shown, shown_as
from bimexplorer.ui.preview.picture import read_picture
from bimexplorer.ui.thumbnails.store import Key, ThumbnailStore
from bimexplorer.words import say

LARGEST = 8_000_000
"""Bytes of a file that is fetched for its picture."""
LARGEST_COPY = 64_000_000
"""Bytes of a file that is read for its picture where a copy of it is here already."""
SIDE = 256
"""Pixels of the longer side."""
_BLOCK = 1 << 16
_QUALITY = 88
_BEGINNINGS = 4
"""Files of which the first part is kept."""


def can_have(cloud: Cloud, entry: Entry) -> bool:
    """Whether there may be a picture of it, as far as its name and its size tell."""
    return (
        not entry.is_folder
        and shown_as(entry.name) is Shown.PICTURE
        and 0 < (entry.size or 0) <= LARGEST_COPY
        and Capability.DOWNLOAD not in cloud.missing(entry)
    )


class ThumbnailMaker:
    """May be used from any thread; `make` blocks and honours the cancellation in scope."""

    def __init__(self, store: ThumbnailStore, cache: FileCache, folder: Path) -> None:
        """`folder`: where a file may lie while it is read."""
        self.store = store
        self._cache = cache
        self._folder = folder
        self._guard = threading.Lock()
        self._begun: OrderedDict[Key, tuple[str, bytes]] = OrderedDict()
        """The server's mark of a file and the bytes that have come of it."""

    def kept(self, key: Key) -> QImage | None:
        """The picture that is on this computer; a null one: there is none to be had. None: unknown."""
        data = self.store.get(key)
        if not data:
            return None if data is None else QImage()
        image = QImage.fromData(data)
        if image.isNull():
            self.store.drop(key)
            return None
        return image

    def make(self, cloud: Cloud, site_id: str, entry: Entry) -> QImage:
        """Fetch the file where it is not here, and keep its picture; a null one where it holds none.

        Raises what the cloud raises, `Corrupt` for a file that changes meanwhile, `LocalError` for a larger
        one that is not here.
        """
        key = Key.of(site_id, entry)
        with self._file(cloud, site_id, entry) as path:
            try:
                image = _on_paper(read_picture(path, SIDE).image)
            except LocalError:
                image = QImage()
        self.store.put(key, _encoded(image))
        return image

    @contextmanager
    def _file(self, cloud: Cloud, site_id: str, entry: Entry) -> Iterator[Path]:
        if self._cache.may_have(site_id, entry):
            slot = self._cache.look(cloud, site_id, entry)
            if slot.ready:
                yield slot.path
                return
        if (entry.size or 0) > LARGEST:
            raise LocalError(say("“{name}” is too large to be fetched for its picture.", name=entry.name), "")
        data = self._fetched(cloud, Key.of(site_id, entry), entry)
        handle, name = tempfile.mkstemp(dir=self._folder)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _fetched(self, cloud: Cloud, key: Key, entry: Entry) -> bytes:
        with self._guard:
            etag, begun = self._begun.pop(key, ("", b""))
        size = entry.size or 0
        download = cloud.open_download(entry, len(begun), etag)
        try:
            data = bytearray(begun[: download.offset])
            block = memoryview(bytearray(_BLOCK))
            try:
                while len(data) <= size:
                    current().check()
                    count = download.readinto(block)
                    if not count:
                        break
                    data += block[:count]
            except Cancelled:
                self._keep_beginning(key, download.etag, bytes(data))
                raise
        finally:
            download.close()
        if len(data) != size:
            technical = f"received {len(data)}, listed {size}"
            raise Corrupt(say("“{name}” is being changed on the server.", name=entry.name), technical)
        return bytes(data)

    def _keep_beginning(self, key: Key, etag: str, data: bytes) -> None:
        """Without the server's mark nobody would know whether the rest belongs to it."""
        if etag and data:
            with self._guard:
                self._begun[key] = (etag, data)
                while len(self._begun) > _BEGINNINGS:
                    self._begun.popitem(last=False)


def _on_paper(image: QImage) -> QImage:
    """Drawings are made for white paper, also where the window is dark."""
    if not image.hasAlphaChannel():
        return image
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _encoded(image: QImage) -> bytes:
    if image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(buffer.data().data())
