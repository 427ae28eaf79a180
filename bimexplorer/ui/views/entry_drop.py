"""Dropping files of this computer, or entries of this window, on a view of a folder."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView

from bimexplorer.model import Entry
from bimexplorer.ui.models.contents import Column, ContentsModel
from bimexplorer.ui.models.entry_mime import files_from_mime
from bimexplorer.ui.views.dragged import Dragged


class EntryDrop(QObject):
    """Decides for its view what may be dropped where. The view hands it its drag events and paints the mark.

    Signals:
        files_dropped(object paths, object entry): files of this computer; `entry` is the row they were
            dropped on: a folder, or a file that can get this one as a new version; None: beside those.
        entries_dropped(object carried, object entry): the same with entries of this window.
        refused(str sentence): why what is over the view is not taken there; empty: nothing is to be said.
    """

    files_dropped = Signal(object, object)
    entries_dropped = Signal(object, object)
    refused = Signal(str)

    def __init__(self, view: QAbstractItemView, contents: ContentsModel) -> None:
        super().__init__(view)
        self._view = view
        self._contents = contents
        self._row: QPersistentModelIndex | None = None
        self._over = False
        self._dragged = Dragged()
        contents.modelReset.connect(lambda: self._mark(over=False))

    @property
    def over(self) -> bool:
        """Whether something that would be taken is over the view."""
        return self._over

    @property
    def row(self) -> QPersistentModelIndex | None:
        """The folder it is over, or the file that can get it as a new version; None: the background."""
        return self._row

    def enter(self, event: QDragEnterEvent) -> None:
        # Where it enters says nothing yet, and a drag that is refused here is never asked about again.
        self._dragged = Dragged.of(event)
        event.setAccepted(bool(self._dragged))

    def move(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def leave(self, event: QDragLeaveEvent) -> None:
        self._end()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        self._dragged = Dragged.of(event)
        self._consider(event)
        accepted, row = event.isAccepted(), self._row_at(event)
        self._end()
        if not accepted:
            return
        carried = self._dragged.carried
        if carried is not None:
            # The rows move when the cloud says so, not because the drag ended.
            event.setDropAction(Qt.DropAction.CopyAction)
            self.entries_dropped.emit(carried, row)
        else:
            self.files_dropped.emit(files_from_mime(event.mimeData()), row)

    def _consider(self, event: QDropEvent) -> None:
        """Accept a drag over what takes it, and show which; say why it is not taken."""
        contents, row = self._contents, self._row_at(event)
        target = row or contents.folder
        reason = ""
        if contents.cloud is not None and target is not None and target.is_folder:
            reason = self._dragged.refusal(contents.site_id, contents.cloud, target)
        known = contents.cloud is not None and target is not None
        if not known or reason or not self._dragged or (row is None and self._is_from_here()):
            self._mark(over=False)
            event.ignore()
        else:
            index = self._view.indexAt(event.position().toPoint())
            self._mark(over=True, row=QPersistentModelIndex(index) if row is not None else None)
            self._dragged.take(event, contents.site_id)
        self.refused.emit(reason)

    def _is_from_here(self) -> bool:
        """Whether what is dragged lies in the open folder: dropping it there changes nothing."""
        carried, folder = self._dragged.carried, self._contents.folder
        return (
            carried is not None
            and folder is not None
            and carried.site_id == self._contents.site_id
            and all(entry.place == folder.id for entry in carried.entries)
        )

    def _row_at(self, event: QDropEvent) -> Entry | None:
        """The folder it is over; or the file, if it is over its name and can be a new version of it."""
        contents, index = self._contents, self._view.indexAt(event.position().toPoint())
        entry = contents.entry(index)
        if entry is None or entry.is_folder or contents.cloud is None:
            return entry
        # Where a file is listed there is little room beside the rows: their other columns count as that.
        named = index.column() == Column.NAME
        onto = named and self._dragged.may_be_version(contents.site_id, contents.cloud, entry)
        return entry if onto else None

    def _end(self) -> None:
        self._mark(over=False)
        self.refused.emit("")

    def _mark(self, *, over: bool, row: QPersistentModelIndex | None = None) -> None:
        self._over, self._row = over, row
        self._view.viewport().update()
