"""Pictures, read small: no more pixels than a panel can show, and no more memory than a picture may take.

Runs on worker threads: `QImage` and its readers may. Qt follows the references of an SVG to other files, also
to those on another computer: it gets the drawing without them.
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
from xml.sax.saxutils import escape, quoteattr

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QLocale, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from bimexplorer.cancellation import current
from bimexplorer.errors import LocalError
from bimexplorer.words import say

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


def read_picture(path: Path, longest_side: int = LONGEST_SIDE) -> Picture:
    """With no more pixels on a side; raises `LocalError` for what is damaged, too large, or no picture."""
    with _turn():
        reader = QImageReader(str(path))
        reader.setDecideFormatFromContent(True)
        form = bytes(reader.format().data()).decode()
        if form.startswith("svg"):
            return _read_svg(path, min(longest_side, _VECTOR_SIDE))
        reader.setAutoTransform(True)
        size = reader.size()
        _check_size(size, form, reader.imageFormat())
        if max(size.width(), size.height()) > longest_side:
            square = QSize(longest_side, longest_side)
            reader.setScaledSize(_at_least_one(size.scaled(square, Qt.AspectRatioMode.KeepAspectRatio)))
        image = reader.read()
        if image.isNull():
            raise _damaged(path, reader.errorString())
        turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    whole = size if size.isValid() else image.size()
    return Picture(_limited(image, longest_side), whole.transposed() if turned and size.isValid() else whole)


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
        number = QLocale().toString
        raise LocalError(sentence.format(width=number(size.width()), height=number(size.height())), form)


def _limited(image: QImage, longest_side: int) -> QImage:
    """Of what reports no size beforehand, or cannot be read smaller."""
    if max(image.width(), image.height()) <= longest_side:
        return image
    square = QSize(longest_side, longest_side)
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


def _read_svg(path: Path, longest_side: int) -> Picture:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_SVG + 1)
    except OSError as error:
        raise LocalError(say("“{name}” cannot be read.", name=path.name), str(error)) from error
    drawing = _Drawing()
    if len(data) > _LARGEST_SVG or not drawing.read(path, data) or drawing.drawn() > _MOST_ELEMENTS:
        sentence = QCoreApplication.translate("preview", "This drawing is too complex to be shown here.")
        raise LocalError(sentence, path.name)
    alone = QByteArray(drawing.alone())
    buffer = QBuffer()
    buffer.setData(alone)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    size = reader.size()
    if size.isEmpty():
        raise _damaged(path, f"size {size.width()}, {size.height()}")
    square = QSize(longest_side, longest_side)
    reader.setScaledSize(_at_least_one(size.scaled(square, Qt.AspectRatioMode.KeepAspectRatio)))
    image = reader.read()
    if image.isNull():
        raise _damaged(path, reader.errorString())
    return Picture(image, size, scalable=True)


class _Drawing:
    """An SVG without a way out: references within it and embedded images stay, all else goes.

    Document type, entities and processing instructions (style sheets of other files) go with their meaning
    resolved or lost. Counts meanwhile how much would be drawn.
    """

    def __init__(self) -> None:
        self._written: list[str] = []
        self._length = 0
        self._count = 0
        self._spans: dict[str, tuple[int, int]] = {}
        """Name -> the numbers of an element and of the last one in it."""
        self._references: list[tuple[int, str]] = []
        """(number of the element, name that it refers to), in order."""
        self._open: list[tuple[str, int]] = []
        self._known: dict[str, int] = {}

    def read(self, path: Path, data: bytes) -> bool:
        """False: it is too complex. Raises `LocalError` for what is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: self._write(escape(text))
        try:
            parser.Parse(data, True)
        except OverflowError:
            return False
        except expat.ExpatError as error:
            raise _damaged(path, str(error)) from error
        return True

    def alone(self) -> bytes:
        """The drawing itself, in UTF-8."""
        return "".join(self._written).encode("utf-8", "replace")

    def drawn(self) -> int:
        """Elements as often as they are drawn; one too many where it would take long to count on."""
        total = self._count
        for _, name in self._references:
            total += self._weight(name, 0)
            if total > _MOST_ELEMENTS:
                break
        return total

    def _write(self, text: str) -> None:
        self._length += len(text)
        if self._length > 2 * _LARGEST_SVG:
            raise OverflowError  # entities, written out
        self._written.append(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self._open.append((attributes.get("id", ""), self._count))
        if self._count > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise OverflowError
        self._write(f"<{name}")
        for key, value in attributes.items():
            if key.rpartition(":")[2] == "href":
                target = value.strip()
                if target.startswith("#"):
                    self._references.append((self._count, target[1:]))
                elif not target.startswith("data:"):
                    continue
            elif "#" in value:
                self._references += [(self._count, name) for name in _REFERENCE.findall(value)]
            self._write(f" {key}={quoteattr(value)}")
        self._write(">")

    def _end(self, name: str) -> None:
        self._write(f"</{name}>")
        known, begin = self._open.pop()
        if known:
            self._spans[known] = (begin, self._count)

    def _weight(self, name: str, depth: int) -> int:
        if name in self._known or name not in self._spans:
            return self._known.get(name, 0)
        if depth > _DEEPEST_USE:
            return _MOST_ELEMENTS + 1
        self._known[name] = 0  # what refers to itself is drawn once
        begin, end = self._spans[name]
        weight = end - begin + 1
        first = bisect.bisect_left(self._references, (begin, ""))
        for position, other in self._references[first:]:
            if position > end or weight > _MOST_ELEMENTS:
                break
            weight += self._weight(other, depth + 1)
        self._known[name] = weight
        return weight
