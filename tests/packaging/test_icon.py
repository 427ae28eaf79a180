"""The application icon: every picture of it, of each system, is what the one SVG draws in that size."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from building import archive, icons
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

TRANSPARENT = 0


def rendered(svg: Path, side: int) -> QImage:
    renderer = QSvgRenderer(str(svg))
    assert renderer.isValid()
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(TRANSPARENT)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def test_the_png_is_rendered_from_the_svg(root: Path) -> None:
    drawn = rendered(root / "resources" / "bimexplorer.svg", 256)
    stored = QImage(str(root / "resources" / "bimexplorer.png")).convertToFormat(QImage.Format.Format_ARGB32)
    assert stored.size() == drawn.size()
    differences = [abs(a - b) for a, b in zip(drawn.constBits(), stored.constBits(), strict=True)]
    assert sum(differences) / len(differences) < 1  # another release of Qt may smooth an edge differently


def test_the_icons_of_all_systems_are_rendered_from_the_svg(root: Path, tmp_path: Path) -> None:
    svg = root / "resources" / "bimexplorer.svg"
    icons.make(svg, tmp_path)
    pictures = {side: rendered(svg, side) for side in icons.SIDES}

    def like_the_svg(image: QImage) -> bool:
        drawn = pictures[image.width()]
        found = image.convertToFormat(drawn.format())
        return found.size() == drawn.size() and bytes(found.constBits()) == bytes(drawn.constBits())

    pngs = {int(path.stem): path for path in tmp_path.glob("*.png")}
    assert sorted(pngs) == sorted(icons.SIDES)
    assert all(like_the_svg(QImage(str(path))) for path in pngs.values())

    reader = QImageReader(str(tmp_path / "bimexplorer.ico"))
    windows = []
    for number in range(reader.imageCount()):
        assert reader.jumpToImage(number)
        windows.append(reader.read())
    assert [image.width() for image in windows] == [16, 20, 24, 32, 40, 48, 64, 128, 256]
    assert all(like_the_svg(image) for image in windows)

    data, at, macos = (tmp_path / "bimexplorer.icns").read_bytes(), 8, []
    while at < len(data):
        [length] = struct.unpack_from(">I", data, at + 4)
        macos.append(data[at + 8 : at + length])
        at += length
    sides = {side: path.read_bytes() for side, path in pngs.items()}
    assert macos == [sides[side] for side in (32, 64, 128, 256, 256, 512, 512, 1024)]

    archive.write_icons(tmp_path, tmp_path / "hicolor")
    theme = tmp_path / "hicolor"
    linux = {path.relative_to(theme).parts[0]: path for path in theme.rglob("bimexplorer.*")}
    assert linux.pop("scalable").read_bytes() == svg.read_bytes()
    assert {name: path.read_bytes() for name, path in linux.items()} == {
        f"{side}x{side}": sides[side] for side in (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
    }


@pytest.mark.parametrize("side", [16, 32, 48])
def test_cloud_and_building_keep_their_colours_when_small(root: Path, side: int) -> None:
    image = rendered(root / "resources" / "bimexplorer.svg", side)
    roof = image.pixelColor(side // 2, round(side * 0.38))
    cloud = image.pixelColor(round(side * 0.17), round(side * 0.6))
    tile = image.pixelColor(side // 2, side // 12)
    assert roof.red() > 220 > 160 > roof.blue()
    assert min(cloud.red(), cloud.green(), cloud.blue()) > 200
    assert tile.blue() > 140 > 60 > tile.red()
    assert image.pixelColor(0, 0).alpha() < 128
