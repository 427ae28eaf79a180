"""Pictures, read small: no more pixels than a panel can show, and no more memory than a picture may take.

Runs on worker threads: `QImage` and its readers may. An SVG is read from memory, so that Qt has no folder in
which it could follow a reference to another file.
"""

from __future__ import annotations

import bisect
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from bimexplorer.cancellation import current
from bimexplorer.errors import LocalError

LONGEST_SIDE = 2048
"""Pixels that are kept: a panel on a screen of twofold density."""
MOST_PIXELS = 150_000_000
"""Of the picture itself; a drawing of size A0 at 300 dpi has 140 million."""
_MOST_MEGABYTES = 512
_VECTOR_SIDE = 1024
_LARGEST_SVG = 10_000_000
"""Bytes."""
_MOST_ELEMENTS = 500_000
"""Of an SVG, each counted as often as it is drawn: few lines can ask for billions."""
_DEEPEST = 400
_DEEPEST_USE = 60
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)")
_STEP = 0.05

QImageReader.setAllocationLimit(_MOST_MEGABYTES)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown of a picture."""

    image: QImage
    size: QSize
    """Of the whole, in pixels, upright; a vector drawing's own idea of its size."""
    scalable: bool = False
    """It can be shown larger than it says."""


def read_picture(path: Path) -> Picture:
    """Raises `LocalError` for what is damaged, too large, or no picture."""
    with _turn():
        reader = QImageReader(str(path))
        reader.setDecideFormatFromContent(True)
        form = bytes(reader.format().data()).decode()
        if form.startswith("svg"):
            return _read_svg(path)
        reader.setAutoTransform(True)
        size = reader.size()
        _check_size(size, form, reader.imageFormat())
        if max(size.width(), size.height()) > LONGEST_SIDE:
            square = QSize(LONGEST_SIDE, LONGEST_SIDE)
            reader.setScaledSize(_at_least_one(size.scaled(square, Qt.AspectRatioMode.KeepAspectRatio)))
        image = reader.read()
        if image.isNull():
            raise _damaged(path, reader.errorString())
        turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    whole = size if size.isValid() else image.size()
    return Picture(_limited(image), whole.transposed() if turned and size.isValid() else whole)


@contextmanager
def _turn() -> Iterator[None]:
    """One picture at a time, whatever is selected meanwhile: each may take much memory."""
    while not _one_at_a_time.acquire(timeout=_STEP):
        current().check()
    try:
        current().check()
        yield
    finally:
        _one_at_a_time.release()


def _check_size(size: QSize, form: str, pixels: QImage.Format) -> None:
    """Refuse what could not be read anyway, before Qt complains about it."""
    count = size.width() * size.height()
    bits = QImage.toPixelFormat(pixels).bitsPerPixel() if pixels != QImage.Format.Format_Invalid else 32
    # A JPEG is made smaller while it is decoded.
    fits = form in ("jpeg", "jpg") or count * bits // 8 < _MOST_MEGABYTES << 20
    if count > MOST_PIXELS or not fits:
        sentence = QCoreApplication.translate(
            "preview",
            "This image has {width} × {height} pixels, too many to be shown here.",  # noqa: RUF001
        )
        raise LocalError(sentence.format(width=size.width(), height=size.height()), form)


def _limited(image: QImage) -> QImage:
    """Of what reports no size beforehand, or cannot be read smaller."""
    if max(image.width(), image.height()) <= LONGEST_SIDE:
        return image
    square = QSize(LONGEST_SIDE, LONGEST_SIDE)
    return image.scaled(
        _at_least_one(image.size().scaled(square, Qt.AspectRatioMode.KeepAspectRatio)),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _at_least_one(size: QSize) -> QSize:
    return size.expandedTo(QSize(1, 1))


def _damaged(path: Path, technical: str) -> LocalError:
    sentence = QCoreApplication.translate(
        "preview", "This image is damaged, or of a kind that cannot be shown here."
    )
    return LocalError(sentence, f"{path.name}: {technical}")


# ---------------------------------------------------------------------------------------- vector drawings


def _read_svg(path: Path) -> Picture:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_SVG + 1)
    except OSError as error:
        raise LocalError(f"“{path.name}” cannot be read.", str(error)) from error
    if len(data) > _LARGEST_SVG or _drawn_elements(path, data) > _MOST_ELEMENTS:
        sentence = QCoreApplication.translate("preview", "This drawing is too complex to be shown here.")
        raise LocalError(sentence, path.name)
    kept = QByteArray(data)
    buffer = QBuffer()
    buffer.setData(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    size = reader.size()
    if size.isEmpty():
        raise _damaged(path, f"size {size.width()}, {size.height()}")
    square = QSize(_VECTOR_SIDE, _VECTOR_SIDE)
    reader.setScaledSize(_at_least_one(size.scaled(square, Qt.AspectRatioMode.KeepAspectRatio)))
    image = reader.read()
    if image.isNull():
        raise _damaged(path, reader.errorString())
    return Picture(image, size, scalable=True)


class _Outline:
    """Where an SVG's named elements begin and end, and where others refer to them."""

    def __init__(self) -> None:
        self.count = 0
        self.spans: dict[str, tuple[int, int]] = {}
        self.references: list[tuple[int, str]] = []
        """(position, name), by position."""
        self._open: list[tuple[str, int]] = []
        self._known: dict[str, int] = {}

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self._open.append((attributes.get("id", ""), self.count))
        if self.count > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise OverflowError
        for key, value in attributes.items():
            if key in ("href", "xlink:href"):
                if value.startswith("#"):
                    self.references.append((self.count, value[1:]))
            elif "#" in value:
                self.references += [(self.count, name) for name in _REFERENCE.findall(value)]

    def end(self, _name: str) -> None:
        name, begin = self._open.pop()
        if name:
            self.spans[name] = (begin, self.count)

    def drawn(self) -> int:
        """Elements as often as they are drawn; one too many where it would take long to count on."""
        total = self.count
        for _, name in self.references:
            total += self._weight(name, 0)
            if total > _MOST_ELEMENTS:
                break
        return total

    def _weight(self, name: str, depth: int) -> int:
        if name in self._known or name not in self.spans:
            return self._known.get(name, 0)
        if depth > _DEEPEST_USE:
            return _MOST_ELEMENTS + 1
        self._known[name] = 0  # what refers to itself is drawn once
        begin, end = self.spans[name]
        weight = end - begin + 1
        first = bisect.bisect_left(self.references, (begin, ""))
        for position, other in self.references[first:]:
            if position > end or weight > _MOST_ELEMENTS:
                break
            weight += self._weight(other, depth + 1)
        self._known[name] = weight
        return weight


def _drawn_elements(path: Path, data: bytes) -> int:
    outline = _Outline()
    parser = expat.ParserCreate()
    parser.StartElementHandler = outline.start
    parser.EndElementHandler = outline.end
    try:
        parser.Parse(data, True)
    except OverflowError:
        return _MOST_ELEMENTS + 1
    except expat.ExpatError as error:
        raise _damaged(path, str(error)) from error
    return outline.drawn()
