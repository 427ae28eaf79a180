"""What is being dragged over a widget, and what speaks against dropping it there."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDropEvent

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.models.entry_mime import Carried, entries_from_mime

translate = QCoreApplication.translate

_COPY_KEY = (
    Qt.KeyboardModifier.AltModifier if sys.platform == "darwin" else Qt.KeyboardModifier.ControlModifier
)
"""What the platform's file manager wants held while something is dragged that is to be copied."""


@dataclass(frozen=True, slots=True)
class Dragged:
    """Made once, when a drag enters: from another program 10,000 addresses take a while to read."""

    carried: Carried | None = None
    """Entries of this window."""
    files: bool = False
    """Files of this computer, among other things perhaps."""
    one_file: bool = False
    """A single file, or a single folder of this computer."""

    @classmethod
    def of(cls, event: QDropEvent) -> Dragged:
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            return cls(replace(carried, copying=_wants_copy(event)), one_file=carried.one_file)
        urls = event.mimeData().urls()
        return cls(None, any(url.isLocalFile() for url in urls), one_file=len(urls) == 1)

    def __bool__(self) -> bool:
        """Whether there is anything in it that folders take."""
        return self.carried is not None or self.files

    @property
    def folders(self) -> tuple[Entry, ...]:
        """The folders among the entries."""
        carried = self.carried.entries if self.carried is not None else ()
        return tuple(entry for entry in carried if entry.is_folder)

    def refusal(self, site_id: str, cloud: Cloud, folder: Entry) -> str:
        """Why it cannot be put into a folder, as a sentence; empty: it can, as far as is known here."""
        if self.carried is not None and self.carried.site_id == site_id:
            if any(entry.id == folder.id for entry in self.carried.entries):
                return translate("drop", "A folder cannot be put into itself.")
            above = {entry.path for entry in self.carried.entries if entry.is_folder}
            if any(folder.path[:depth] in above for depth in range(1, len(folder.path))):
                return translate("drop", "A folder cannot be put into a folder inside it.")
        return cloud.missing(folder).get(Capability.UPLOAD, "")

    def may_be_version(self, site_id: str, cloud: Cloud, entry: Entry) -> bool:
        """Whether it is a file that a file of a site can get as a new version.

        Within a site, files that are dragged over each other go where they are let go.
        """
        from_here = self.carried is not None and self.carried.site_id == site_id
        return self.one_file and not from_here and takes_version(cloud, entry)

    def take(self, event: QDropEvent, site_id: str | None = None) -> None:
        """Accept it over a folder of a site, as what it will be where the program that drags allows that.

        Without `site_id` it is not known yet of which site the folder is.

        To other programs only copying is offered, also while the drag is over this window.
        """
        move = Qt.DropAction.MoveAction
        carried = self.carried
        # Between sites entries are copied.
        moving = carried is not None and site_id in (carried.site_id, None) and not _wants_copy(event)
        moves = moving and event.possibleActions() & move
        event.setDropAction(move if moves else Qt.DropAction.CopyAction)
        event.accept()


def takes_version(cloud: Cloud, entry: Entry) -> bool:
    """Whether an entry is a file that can get a new version."""
    return not entry.is_folder and Capability.ADD_VERSION not in cloud.missing(entry)


def _wants_copy(event: QDropEvent) -> bool:
    return bool(event.modifiers() & _COPY_KEY)
