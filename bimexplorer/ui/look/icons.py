"""Icons: Material Design glyphs from QtAwesome's font, painted in the palette's colours of the moment.

An icon is an engine, not a picture: it looks its colour up when it is painted, so a switch between light and
dark needs nobody to set icons anew, and every size and pixel ratio is sharp.
"""

from __future__ import annotations

import json
from dataclasses import fields
from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QRawFont,
)
from PySide6.QtWidgets import QWidget

from bimexplorer.model import Entry, Kind
from bimexplorer.paths import resource
from bimexplorer.ui.look.formats import extension
from bimexplorer.ui.look.theme import Colours, colours

_GRID = 512
"""The square on which a glyph is drawn, in the font's units; its base line lies at 448."""
_BASE_LINE = 448


class Tint(str, Enum):
    """What an icon's colour says; the values are the names of `theme.Colours`."""

    ACTION = "glyph"
    MUTED = "muted"
    ACCENT = "link"
    ON_ACCENT = "on_accent"
    DANGER = "danger"
    WARNING = "warning"
    SUCCESS = "success"
    FOLDER = "folder"
    PDF = "pdf"
    DRAWING = "drawing"
    MODEL = "model"
    IMAGE = "image"
    OFFICE = "office"
    ARCHIVE = "archive"
    MEDIA = "media"
    PLAIN = "plain"


assert {tint.value for tint in Tint} <= {field.name for field in fields(Colours)}

_BY_EXTENSION: dict[str, tuple[str, Tint]] = {}
for _glyph, _tint, _endings in (
    ("file-pdf-box", Tint.PDF, "pdf"),
    ("file-cad", Tint.DRAWING, "dwg dxf dgn dwf plt ndw"),
    (
        "cube-outline",
        Tint.MODEL,
        "ifc ifczip ifcxml bimx nwd nwc nwf skp 3dm 3ds obj stl fbx dae gltf glb step stp",
    ),
    ("home-city-outline", Tint.MODEL, "pln pla plc tpl mod rvt rfa rte"),
    ("shape-outline", Tint.MODEL, "gsm lcf"),
    ("dots-hexagon", Tint.MODEL, "e57 las laz rcp rcs pts ptx xyz"),
    ("message-alert-outline", Tint.MODEL, "bcf bcfzip"),
    ("image-outline", Tint.IMAGE, "jpg jpeg png gif bmp tif tiff webp heic svg psd ai hdr exr"),
    ("file-word-outline", Tint.OFFICE, "doc docx docm odt rtf"),
    ("file-excel-outline", Tint.OFFICE, "xls xlsx xlsm ods csv"),
    ("file-powerpoint-outline", Tint.OFFICE, "ppt pptx odp"),
    ("file-document-outline", Tint.PLAIN, "txt md log xml json html htm ini"),
    ("email-outline", Tint.PLAIN, "msg eml"),
    ("zip-box-outline", Tint.ARCHIVE, "zip 7z rar tar gz tgz xz bz2"),
    ("file-music-outline", Tint.MEDIA, "mp3 wav m4a ogg flac"),
    ("file-video-outline", Tint.MEDIA, "mp4 mov avi mkv webm"),
):
    _BY_EXTENSION.update((ending, (_glyph, _tint)) for ending in _endings.split())

_BY_KIND: dict[Kind, tuple[str, Tint]] = {
    Kind.ROOT: ("cloud-outline", Tint.ACCENT),
    Kind.FOLDER: ("folder", Tint.FOLDER),
    Kind.FILE: ("file-outline", Tint.PLAIN),
    Kind.PROJECT: ("office-building-outline", Tint.MODEL),
    Kind.LIBRARY: ("bookshelf", Tint.MODEL),
    Kind.OTHER: ("file-question-outline", Tint.PLAIN),
}


_BY_TYPE: dict[str, tuple[str, Tint]] = {
    "team": ("account-group-outline", Tint.ACCENT),
    "project": ("office-building-outline", Tint.MODEL),
    "documents": ("folder-text-outline", Tint.FOLDER),
    "models": ("layers-triple-outline", Tint.MODEL),
    "model": ("cube-outline", Tint.MODEL),
    "all": ("paperclip", Tint.OFFICE),
    "structures": ("file-tree-outline", Tint.ARCHIVE),
    "structure": ("label-outline", Tint.ARCHIVE),
    "topology": ("sitemap-outline", Tint.DRAWING),
    "object": ("shape-outline", Tint.DRAWING),
    "issues": ("clipboard-alert-outline", Tint.WARNING),
    "issue": ("alert-circle-outline", Tint.WARNING),
}
"""Places that are more to a person than a folder, by the service's word."""


@cache
def icon(name: str, tint: Tint = Tint.ACTION) -> QIcon:
    """A Material Design icon by its name, with or without QtAwesome's `mdi6.`. Raises `KeyError`."""
    return QIcon(_GlyphEngine(_outline(name.removeprefix("mdi6.")), tint))


def entry_icon(entry: Entry) -> QIcon:
    """By what the entry is, a file by its extension; the shape tells it, the colour helps."""
    return icon(*_look(entry))


def muted_icon(entry: Entry) -> QIcon:
    """The same in the colour of what steps back."""
    return icon(_look(entry)[0], Tint.MUTED)


def _look(entry: Entry) -> tuple[str, Tint]:
    named = _BY_KIND[entry.kind]
    if entry.kind is Kind.FILE:
        return _BY_EXTENSION.get(extension(entry.name), named)
    return _BY_TYPE.get(entry.type, named)


@cache
def app_icon() -> QIcon:
    """The program's own."""
    return QIcon(str(resource("bimexplorer.svg")))


class IconLabel(QWidget):
    """An icon by itself. Unlike a label's pixmap it follows the theme."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QIcon()
        self.setFixedSize(size, size)

    def set_icon(self, shown: QIcon, says: str) -> None:
        """`says` is what somebody hears who does not see it; empty if a text beside it says the same."""
        self._icon = shown
        self.setAccessibleName(says)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._icon.paint(QPainter(self), self.rect(), mode=mode)


class _GlyphEngine(QIconEngine):
    """Fills one outline with the colour its tint has now; keeps what it drew until the palette is another."""

    def __init__(self, outline: QPainterPath, tint: Tint) -> None:
        super().__init__()
        self._outline = outline
        self._tint = tint
        self._drawn: dict[tuple[int, int, QIcon.Mode], QPixmap] = {}
        self._palette = 0
        """Key of the palette in whose colours they are drawn."""

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._outline, self._tint)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.pixmap(rect.size() * ratio, mode, state)
        painter.drawPixmap(rect, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:  # noqa: ARG002
        if size.isEmpty():
            return QPixmap()  # a button that was squeezed to nothing
        palette = QGuiApplication.palette().cacheKey()
        if palette != self._palette:
            self._drawn.clear()
            self._palette = palette
        key = (size.width(), size.height(), mode)
        if key not in self._drawn:
            self._drawn[key] = self._draw(size, self._colour(mode))
        return self._drawn[key]

    def _draw(self, size: QSize, colour: QColor) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        side = min(size.width(), size.height())
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPoint((size.width() - side) // 2, (size.height() - side) // 2))
        painter.scale(side / _GRID, side / _GRID)
        painter.fillPath(self._outline, colour)
        painter.end()
        return pixmap

    def _colour(self, mode: QIcon.Mode) -> QColor:
        now = colours()
        if mode == QIcon.Mode.Disabled:
            return QColor(now.disabled)
        if mode == QIcon.Mode.Selected:
            return QColor(now.on_accent)
        return QColor(getattr(now, self._tint.value))


@cache
def _font() -> tuple[QRawFont, dict[str, str]]:
    """The font and its table of names.

    Read from QtAwesome's folder without importing the package: that would load twelve fonts and a second
    binding of Qt, and on Windows install fonts for the user. A frozen program has to carry
    `qtawesome/fonts/materialdesignicons6-*`.
    """
    package = find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "fonts"
    ttf = next(folder.glob("materialdesignicons6-webfont-*[0-9].ttf"))
    names = ttf.with_name(ttf.name.replace("webfont-", "webfont-charmap-")).with_suffix(".json")
    font = QRawFont(str(ttf), _GRID, QFont.HintingPreference.PreferNoHinting)
    return font, json.loads(names.read_text(encoding="utf-8"))


@cache
def _outline(name: str) -> QPainterPath:
    font, names = _font()
    glyph = font.glyphIndexesForString(chr(int(names[name], 16)))[0]
    path = font.pathForGlyph(glyph)
    path.translate(0, _BASE_LINE)
    return path
