"""Which files can be shown, by their names."""

from __future__ import annotations

from enum import Enum

from bimexplorer.ui.look.formats import extension


class Shown(Enum):
    """How a file is shown."""

    PICTURE = "picture"
    TEXT = "text"


_ENDINGS = {
    Shown.PICTURE: "bmp cur gif ico jfif jpeg jpg pbm pgm png ppm svg tga tif tiff webp xbm xpm",
    Shown.TEXT: (
        "asc bat c cfg conf cpp css csv gdl geojson gltf h htm html ifc ifcxml ini java js json kml log md "
        "mtl obj ps1 py rst sh sql step stp toml ts tsv txt url xml yaml yml"
    ),
}
_BY_ENDING = {ending: shown for shown, endings in _ENDINGS.items() for ending in endings.split()}


def shown_as(name: str) -> Shown | None:
    """None: only what the service tells of it."""
    return _BY_ENDING.get(extension(name))
