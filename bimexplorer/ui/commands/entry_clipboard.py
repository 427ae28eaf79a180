"""Entries on the clipboard: cut or copied here, to be pasted here; other programs see their paths."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from bimexplorer.model import Entry
from bimexplorer.ui.models.entry_mime import ENTRY_MIME, Carried

if TYPE_CHECKING:
    from bimexplorer.ui.models.contents import ContentsModel


@dataclass(frozen=True, slots=True)
class Clipped:
    """What lies on the clipboard."""

    carried: Carried
    cut: bool
    """Whether it is to move to where it is pasted."""


class EntryClipboard(QObject):
    """What was cut stays shown dimmed in the folder until it is pasted, given up, or replaced."""

    changed = Signal()
    """Something else is cut, or nothing any more."""

    def __init__(self, contents: ContentsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._contents = contents
        self._clipboard = QGuiApplication.clipboard()
        self._kept: Clipped | None = None
        self._token = b""
        """Tells our data from another window's, whose entries this process does not have."""
        self._clipboard.dataChanged.connect(self._on_data_changed)

    def put(self, site_id: str, entries: Sequence[Entry], text: str, *, cut: bool) -> None:
        """Cut or copy entries of a site; `text` is for other programs."""
        carried = Carried(site_id, tuple(entries), copying=not cut)
        self._kept, self._token = Clipped(carried, cut), uuid.uuid4().bytes
        # Plain data: the clipboard outlives Python at the program's end, and an `EntryMime` would not.
        mime = QMimeData()
        mime.setData(ENTRY_MIME, self._token)
        mime.setText(text)
        self._clipboard.setMimeData(mime)
        self._show()

    @property
    def content(self) -> Clipped | None:
        """What was put there last, if it is still there."""
        mime = self._clipboard.mimeData()
        ours = mime is not None and bytes(mime.data(ENTRY_MIME).data()) == self._token
        return self._kept if ours else None

    def forget_cut(self) -> bool:
        """Let what is cut stay where it is; whether something was."""
        if self._kept is None or not self._kept.cut:
            return False
        self._kept = None
        self._clipboard.clear()
        self._show()
        return True

    def _on_data_changed(self) -> None:
        """Another program, or another command of this window, has put something there."""
        if self._kept is not None and self.content is None:
            self._kept = None
            self._show()

    def _show(self) -> None:
        kept = self._kept
        self._contents.show_cut(kept.carried if kept is not None and kept.cut else None)
        self.changed.emit()
