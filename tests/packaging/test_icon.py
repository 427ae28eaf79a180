"""The application icon: the PNG is the picture that the SVG draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
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
