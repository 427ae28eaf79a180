"""Which way a transfer goes, in words and as a picture."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from bimexplorer.transfer.status import Direction
from bimexplorer.ui.look.icons import icon

translate = QCoreApplication.translate

_ICONS = {
    Direction.UPLOAD: "arrow-up",
    Direction.DOWNLOAD: "arrow-down",
    Direction.COPY: "arrow-right",
}


def direction_word(direction: Direction) -> str:
    """`Upload`, `Download`, `Copy`."""
    return {
        Direction.UPLOAD: translate("transfers", "Upload"),
        Direction.DOWNLOAD: translate("transfers", "Download"),
        Direction.COPY: translate("transfers", "Copy"),
    }[direction]


def direction_icon(direction: Direction) -> QIcon:
    return icon(_ICONS[direction])


def moving_word(direction: Direction) -> str:
    """`Uploading`, `Downloading`, `Copying`."""
    return {
        Direction.UPLOAD: translate("transfers", "Uploading"),
        Direction.DOWNLOAD: translate("transfers", "Downloading"),
        Direction.COPY: translate("transfers", "Copying"),
    }[direction]


def way_text(direction: Direction, place: str) -> str:
    """`Upload to Office:/Plans`."""
    return {
        Direction.UPLOAD: translate("transfers", "Upload to {place}"),
        Direction.DOWNLOAD: translate("transfers", "Download to {place}"),
        Direction.COPY: translate("transfers", "Copy to {place}"),
    }[direction].format(place=place)
