"""What is being dragged over a widget, and what speaks against dropping it there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDropEvent

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.models.entry_mime import Carried, entries_from_mime

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Dragged:
    """Made once, when a drag enters: from another program 10,000 addresses take a while to read."""

    carried: Carried | None = None
    """Entries of this window."""
    files: bool = False
    """Files of this computer, among other things perhaps."""

    @classmethod
    def of(cls, event: QDropEvent) -> Dragged:
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            return cls(carried)
        return cls(None, any(url.isLocalFile() for url in event.mimeData().urls()))

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

    def take(self, event: QDropEvent) -> None:
        """Accept it, as what it will be where the program that drags allows that.

        To other programs only copying is offered, also while the drag is over this window.
        """
        move = Qt.DropAction.MoveAction
        moves = self.carried is not None and event.possibleActions() & move
        event.setDropAction(move if moves else Qt.DropAction.CopyAction)
        event.accept()
