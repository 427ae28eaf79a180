"""The icons of every system, drawn from the one SVG. Runs in the build environment, which has Qt.

    python -m building.icons SVG FOLDER

makes FOLDER/<side>.png, FOLDER/bimexplorer.ico and FOLDER/bimexplorer.icns.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDES = (16, 20, 22, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024)
"""Pixels: what Linux themes, Windows at 100-250 % and macOS ask for."""

_ICO = (16, 20, 24, 32, 40, 48, 64, 128, 256)
# Apple's types: a picture of so many pixels, some of them for screens of double density.
_ICNS = {
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}


def drawn(svg: Path, side: int) -> QImage:
    """The picture at this size, not one scaled from another size. Raises ValueError for no SVG."""
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} is no SVG that Qt can draw")
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know of no format as text
    return bytes(data.data())


def _bitmap(image: QImage) -> bytes:
    """As icons hold it: rows from the bottom, blue first, then an empty mask, for alpha says it all."""
    side = image.width()
    mask = bytes(((side + 31) // 32) * 4 * side)
    header = struct.pack("<IiiHHIIiiII", 40, side, side * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels, row = bytes(image.constBits()), side * 4
    rows = [pixels[start : start + row] for start in range(0, len(pixels), row)]
    return header + b"".join(reversed(rows)) + mask


def ico(images: Mapping[int, QImage]) -> bytes:
    """A Windows icon: the largest as PNG, which old places of Windows cannot read for the small ones."""
    entries, bodies = b"", b""
    start = 6 + 16 * len(images)
    for side, image in sorted(images.items()):
        body = png(image) if side >= 256 else _bitmap(image)
        entries += struct.pack(
            "<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(body), start + len(bodies)
        )
        bodies += body
    return struct.pack("<HHH", 0, 1, len(images)) + entries + bodies


def icns(pngs: Mapping[int, bytes]) -> bytes:
    """A macOS icon of PNGs by their side."""
    body = b"".join(
        kind + struct.pack(">I", 8 + len(pngs[side])) + pngs[side] for kind, side in _ICNS.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def make(svg: Path, folder: Path) -> None:
    """All icons of `svg` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    images = {side: drawn(svg, side) for side in SIDES}
    pngs = {side: png(image) for side, image in images.items()}
    for side, data in pngs.items():
        (folder / f"{side}.png").write_bytes(data)
    (folder / "bimexplorer.ico").write_bytes(ico({side: images[side] for side in _ICO}))
    (folder / "bimexplorer.icns").write_bytes(icns(pngs))


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
