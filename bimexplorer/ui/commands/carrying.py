"""Cut, copy, paste and drop: what is carried into a folder is moved, copied or uploaded there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import Conflict
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.commands.entry_clipboard import EntryClipboard
from bimexplorer.ui.commands.moves import Moves
from bimexplorer.ui.commands.new_versions import NewVersions
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.undo import Undo
from bimexplorer.ui.look.formats import counted, quoted
from bimexplorer.ui.models.entry_mime import Carried, files_from_mime
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.views.dragged import Dragged, takes_version
from bimexplorer.ui.window.actions import Actions
from bimexplorer.words import plural


class Carrying(QObject):
    """Within a site entries are moved by the server; copies, and all that goes to another site, are
    transfers. Nothing is ever taken away from a site because it was copied to another one.
    """

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        operations: Operations,
        moves: Moves,
        versions: NewVersions,
        undo: Undo,
        clipboard: EntryClipboard,
        selected: Callable[[], Sequence[Entry]],
        paths: Callable[[], str],
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        """`selected()` are the entries that a command is about, `paths()` how they are told as text."""
        super().__init__(parent)
        self._navigator = navigator
        self._sites = sites
        self._operations = operations
        self._moves = moves
        self._versions = versions
        self._undo = undo
        self._clipboard = clipboard
        self._selected = selected
        self._paths = paths
        self._messages = messages

    def connected(self, actions: Actions) -> list[tuple[QAction, Callable[[], None]]]:
        """What each of the window's actions does here."""
        return [
            (actions.cut, self.cut),
            (actions.copy, self.copy),
            (actions.paste, self.paste),
            (actions.undo, self._undo.undo),
        ]

    # ---------------------------------------------------------------- the clipboard

    def cut(self) -> None:
        self._clip(cut=True)

    def copy(self) -> None:
        self._clip(cut=False)

    def _clip(self, *, cut: bool) -> None:
        location, selected = self._navigator.location, self._selected()
        if location is not None and selected:
            self._clipboard.put(location.site_id, selected, self._paths(), cut=cut)

    def paste(self) -> None:
        """Put what is on the clipboard into the open folder: entries of this window, or files."""
        location = self._navigator.location
        if location is None:
            return
        clipped = self._clipboard.content
        if clipped is not None:
            if clipped.cut:
                self._clipboard.forget_cut()
            self._paste_entries(clipped.carried, location)
            return
        sources = files_from_mime(QGuiApplication.clipboard().mimeData())
        if sources:
            self._operations.upload(location.site_id, location.cloud, sources, location.folder)
        else:
            self._messages.show_message(
                self.tr("There are no files on the clipboard. Copy some here or in your file manager first.")
            )

    def _paste_entries(self, carried: Carried, location: Location) -> None:
        """Into the open folder; one file of another site onto the one that is selected, if that is wanted."""
        selected = self._selected()
        onto = selected[0] if len(selected) == 1 else None
        if carried.one_file and carried.site_id != location.site_id and onto is not None:
            self.drop_entries(carried, onto if takes_version(location.cloud, onto) else None)
        else:
            self.drop_entries(carried, None)

    # ---------------------------------------------------------------- drops

    def drop_files(self, sources: Sequence[Path], onto: Entry | None) -> None:
        """Files of the desktop were dropped on the contents: on a row, or beside the rows.

        On a file's row: one file, of which that one may be meant to get a new version.
        """
        location = self._navigator.location
        if location is None:
            return
        site_id, cloud = location.site_id, location.cloud
        folder = onto if onto is not None and onto.is_folder else location.folder

        def upload() -> None:
            self._operations.upload(site_id, cloud, sources, folder)

        if onto is None or onto.is_folder or sources[0].is_dir():
            upload()
        else:
            beside = upload if takes_files(cloud, folder) else None
            self._versions.offer_file(sources[0], site_id, cloud, onto, beside)

    def drop_files_in_tree(self, sources: Sequence[Path], site_id: str, folder: Entry) -> None:
        """The same on any folder of any site."""
        site = self._sites.get(site_id)
        if site is not None and site.cloud is not None:
            self._operations.upload(site_id, site.cloud, sources, folder)

    def drop_entries(self, carried: Carried, onto: Entry | None) -> None:
        """Entries of this window were dropped on the contents; on a file's row as `drop_files`."""
        location = self._navigator.location
        if location is None:
            return
        site_id, cloud = location.site_id, location.cloud
        folder = onto if onto is not None and onto.is_folder else location.folder

        def put() -> None:
            self.drop_entries_in_tree(carried, site_id, folder)

        if onto is None or onto.is_folder:
            put()
        else:
            beside = put if takes_files(cloud, folder) else None
            self._versions.offer_entry(carried, site_id, cloud, onto, beside)

    def drop_entries_in_tree(self, carried: Carried, site_id: str, folder: Entry) -> None:
        """Entries of this window go into a folder of a site, this or another one."""
        site = self._sites.get(site_id)
        cloud = site.cloud if site is not None else None
        if cloud is None:
            return
        reason = Dragged(carried).refusal(site_id, cloud, folder)
        if reason:
            self._messages.show_error(Conflict(reason))
        elif carried.site_id != site_id:
            self._copy(carried, site_id, cloud, folder)
            if not carried.copying:
                self._tell_of_originals(carried)
        elif carried.copying:
            self._copy(carried, site_id, cloud, folder)
        else:
            self._move(carried, site_id, cloud, folder)

    def _copy(self, carried: Carried, site_id: str, cloud: Cloud, folder: Entry) -> None:
        self._operations.copy(carried.site_id, carried.entries, site_id, cloud, folder)

    def _tell_of_originals(self, carried: Carried) -> None:
        site = self._sites.get(carried.site_id)
        name = site.site.name if site is not None else ""
        self._messages.show_message(
            self.tr(
                "Between sites entries are copied and never moved: the originals stay in “{site}”. "
                "Delete them there once the copies are complete."
            ).format(site=name)
        )

    def _move(self, carried: Carried, site_id: str, cloud: Cloud, folder: Entry) -> None:
        entries = [entry for entry in carried.entries if entry.place != folder.id]
        if not entries:
            self._messages.show_hint(self.tr("It is in this folder already."))
            return
        fixed = [entry for entry in entries if Capability.MOVE in cloud.missing(entry)]
        if fixed:
            self._offer_copy(
                replace(carried, entries=tuple(entries), copying=True), fixed, site_id, cloud, folder
            )
        else:
            self._moves.move(site_id, cloud, entries, folder)

    def _offer_copy(
        self, carried: Carried, fixed: Sequence[Entry], site_id: str, cloud: Cloud, folder: Entry
    ) -> None:
        """What cannot be moved can be copied; nothing is done before somebody says so."""
        reason = cloud.missing(fixed[0])[Capability.MOVE]
        what = quoted(fixed[0].name) if len(fixed) == 1 else counted(fixed)
        self._messages.show_message(
            plural(
                "{what} cannot be moved: {reason} Nothing was moved.",
                "{what} cannot be moved: {reason} Nothing was moved.",
                len(fixed),
                what=what,
                reason=reason,
            ),
            self.tr("Copy instead"),
            lambda: self._copy(carried, site_id, cloud, folder),
        )


def takes_files(cloud: Cloud, folder: Entry) -> bool:
    """Whether files can be put into a folder."""
    return Capability.UPLOAD not in cloud.missing(folder)
