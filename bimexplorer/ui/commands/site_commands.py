"""Adding, correcting, signing in and out, renaming and removing sites."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.ui.dialogs.add_site import AddSiteDialog, EditSiteDialog, SiteDialog
from bimexplorer.ui.dialogs.question import Question, ask
from bimexplorer.ui.panels.name_prompt import NamePrompt
from bimexplorer.ui.places.open_sites import OpenSites, SiteState
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural


class SiteCommands(QObject):
    """Signals:
    site_added(str site_id): go there once the list has been read.
    site_edited(str site_id): what is remembered of it may be another.
    """

    site_added = Signal(str)
    site_edited = Signal(str)

    def __init__(
        self,
        sites: OpenSites,
        connections: Connections,
        queue: TransferQueue,
        tasks: Tasks,
        prompt: NamePrompt,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._sites = sites
        self._connections = connections
        self._queue = queue
        self._tasks = tasks
        self._prompt = prompt
        self._window = window

    def add(self) -> None:
        """Ask for an address and add what answers there."""
        self._open(AddSiteDialog(self._connections, self._tasks, self._window), self.site_added)

    def edit(self, site_id: str) -> None:
        """Show address, application id and name to be corrected."""
        known = self._sites.get(site_id)
        if known is not None:
            dialog = EditSiteDialog(
                self._connections,
                self._tasks,
                known.site,
                self._window,
                signed_in=known.state is not SiteState.SIGNED_OUT,
            )
            self._open(dialog, self.site_edited)

    def rename(self, site_id: str) -> None:
        """Ask for another name."""
        known = self._sites.get(site_id)
        if known is None:
            return

        def accepted(name: str) -> None:
            self._prompt.close_prompt()
            self._sites.rename(site_id, name)

        self._prompt.ask(
            self.tr("New name of the site:"), self.tr("Rename"), known.site.name, lambda _: "", accepted
        )

    def sign_out(self, site_id: str) -> None:
        self._sites.sign_out(site_id)

    def remove(self, site_id: str) -> None:
        """Ask, telling what would be broken off, then forget the site."""
        known = self._sites.get(site_id)
        if known is None:
            return
        running = sum(job.site_id == site_id and not job.state.finished for job in self._queue.jobs())
        told = self.tr("Nothing is deleted on the server. The sign-in kept for this site is forgotten.")
        if running:
            told = f"{told}\n\n{self._unfinished(running)}"
        question = Question(
            "removeSite",
            self.tr("Remove site"),
            self.tr("Remove “{site}” from this computer?").format(site=known.site.name),
            told,
            self.tr("Remove"),
            "removeSiteButton",
        )
        ask(self._window, question, lambda: self._remove(site_id))

    def _unfinished(self, transfers: int) -> str:
        return plural(
            "{n} transfer of this site is not finished and will be cancelled.",
            "{n} transfers of this site are not finished and will be cancelled.",
            transfers,
        )

    def _remove(self, site_id: str) -> None:
        self._queue.cancel_site(site_id)
        self._sites.remove(site_id)

    def _open(self, dialog: SiteDialog, kept: SignalInstance) -> None:
        def on_kept(site: Site) -> None:
            self._sites.reload()
            kept.emit(site.id)

        dialog.site_kept.connect(on_kept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
