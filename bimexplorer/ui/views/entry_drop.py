"""Dropping files of this computer, or entries of this window, on a view of a folder."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView

from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.entry_mime import entries_from_mime, files_from_mime


class EntryDrop(QObject):
    """Decides for its view what may be dropped where. The view hands it its drag events and paints the mark.

    Signals:
        files_dropped(object paths, object entry): files of this computer; `entry` is the folder row they were
            dropped on, None for the background.
        entries_dropped(object carried, object entry): the same with entries of this window.
    """

    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)

    def __init__(self, view: QAbstractItemView, contents: ContentsModel) -> None:
        super().__init__(view)
        self._view = view
        self._contents = contents
        self._row: QPersistentModelIndex | None = None
        self._over = False
        contents.modelReset.connect(self._end)

    @property
    def over(self) -> bool:
        """Whether something that would be taken is over the view."""
        return self._over

    @property
    def row(self) -> QPersistentModelIndex | None:
        """The folder it is over; None: the background."""
        return self._row

    def enter(self, event: QDragEnterEvent) -> None:
        # Where it enters says nothing yet, and a drag that is refused here is never asked about again.
        mime = event.mimeData()
        if entries_from_mime(mime) is not None or files_from_mime(mime):
            event.accept()
        else:
            event.ignore()

    def move(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def leave(self, event: QDragLeaveEvent) -> None:
        self._end()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        self._consider(event)
        accepted, folder = event.isAccepted(), self._folder_at(event)
        self._end()
        if not accepted:
            return
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            # The rows move when the cloud says so, not because the drag ended.
            event.setDropAction(Qt.DropAction.CopyAction)
            self.entries_dropped.emit(carried, folder)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), folder)

    def _consider(self, event: QDropEvent) -> None:
        """Accept a drag over a folder that takes it, or over the background, and show which."""
        folder = self._folder_at(event)
        carried = entries_from_mime(event.mimeData())
        if carried is not None:
            takes = folder is not None and folder.id not in {entry.id for entry in carried.entries}
        else:
            takes = self._contents.cloud is not None and bool(files_from_mime(event.mimeData()))
        if not takes:
            self._end()
            event.ignore()
            return
        index = self._view.indexAt(event.position().toPoint())
        self._row = QPersistentModelIndex(index) if folder is not None else None
        self._over = True
        self._view.viewport().update()
        event.setDropAction(Qt.DropAction.MoveAction if carried is not None else Qt.DropAction.CopyAction)
        event.accept()

    def _folder_at(self, event: QDropEvent) -> Entry | None:
        index = self._view.indexAt(event.position().toPoint())
        entry = self._contents.entry(index)
        takes = bool(index.flags() & Qt.ItemFlag.ItemIsDropEnabled)
        return entry if entry is not None and entry.is_folder and takes else None

    def _end(self) -> None:
        self._over = False
        self._row = None
        self._view.viewport().update()
