"""The sites as the window knows them: what is remembered, and how each connection stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NotFound, ProgramError, SignInFailed
from bimexplorer.model import Account, Entry
from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Task, Tasks


class SiteState(Enum):
    """How the connection to a site stands."""

    SIGNED_OUT = auto()
    CONNECTING = auto()
    READY = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class OpenSite:
    """One site. `cloud`, `account` and `root` are there while it is `READY`, `error` while it is `FAILED`."""

    site: Site
    state: SiteState = SiteState.SIGNED_OUT
    cloud: Cloud | None = None
    account: Account | None = None
    root: Entry | None = None
    error: ProgramError | None = None
    kind: str = ""
    """What people call this kind of cloud."""


class OpenSites(QObject):
    """Keeps the list and connects; everything that blocks goes through `Tasks`.

    Signals:
        listed(): sites have come or gone.
        changed(str site_id): name or state of a site is another.
        failed(object error): the list could not be read, or a site not be changed.
    """

    listed = Signal()
    changed = Signal(str)
    failed = Signal(object)

    def __init__(self, connections: Connections, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.connections = connections
        self._tasks = tasks
        self._sites: dict[str, OpenSite] = {}
        self._connecting: dict[str, Task] = {}

    # ---------------------------------------------------------------- what is known

    def ids(self) -> tuple[str, ...]:
        """In the order in which the sites were added."""
        return tuple(self._sites)

    def get(self, site_id: str) -> OpenSite | None:
        return self._sites.get(site_id)

    def name(self, site_id: str) -> str:
        """The person's name for a site; empty: there is no such site."""
        known = self._sites.get(site_id)
        return known.site.name if known is not None else ""

    def folder_name(self, site_id: str, folder: Entry) -> str:
        """What a person calls a folder: the server has a name of its own for its root, seen nowhere else."""
        return folder.name if folder.path else self.name(site_id)

    def shown_path(self, place: Place) -> tuple[str, ...]:
        """How the names of a place's path are shown; as they are, while its site is not open."""
        known = self._sites.get(place.site_id)
        return known.cloud.shown_path(place.path) if known is not None and known.cloud else place.path

    def named(self, name: str) -> OpenSite | None:
        """By the person's name for it, whatever its case."""
        wanted = name.casefold()
        return next((known for known in self._sites.values() if known.site.name.casefold() == wanted), None)

    # ---------------------------------------------------------------- changing

    def reload(self) -> None:
        """Read the list anew and connect to every new site that somebody is signed in to."""

        def work() -> list[tuple[Site, bool, str]]:
            connections = self.connections
            return [
                (site, connections.signed_in(site.id), connections.kind(site))
                for site in connections.book.all()
            ]

        self._tasks.run(work, self._on_read, self.failed.emit, owner=self)

    def reload_site(self, site_id: str) -> None:
        """Somebody has signed in: what is remembered of the site may be new, and it can be connected."""
        self._tasks.run(
            lambda: self.connections.book.get(site_id), self._on_reloaded, self.failed.emit, owner=self
        )

    def connect_site(self, site_id: str) -> None:
        """Find out whether the sign-in that is kept still opens the site."""
        known = self._sites.get(site_id)
        if known is None:
            return
        self._stop_connecting(site_id)

        def work() -> tuple[Site, Cloud, Account, Entry]:
            cloud = self.connections.cloud(site_id)
            return self.connections.book.get(site_id), cloud, cloud.account(), cloud.root()

        def done(answer: tuple[Site, Cloud, Account, Entry]) -> None:
            site, cloud, account, root = answer
            self._set(OpenSite(site, SiteState.READY, cloud, account, root, kind=known.kind))

        def failed(error: ProgramError) -> None:
            if isinstance(error, (AuthExpired, SignInFailed)):
                self._set(OpenSite(known.site, SiteState.SIGNED_OUT, kind=known.kind))
            elif isinstance(error, NotFound):
                self.reload()
            else:
                self._set(OpenSite(known.site, SiteState.FAILED, error=error, kind=known.kind))

        self._set(OpenSite(known.site, SiteState.CONNECTING, kind=known.kind))
        self._connecting[site_id] = self._tasks.run(work, done, failed, owner=self)

    def expire(self, site_id: str) -> None:
        """The server takes the sign-in no longer."""
        known = self._sites.get(site_id)
        if known is not None and known.state is not SiteState.SIGNED_OUT:
            self._stop_connecting(site_id)
            self._set(OpenSite(known.site, SiteState.SIGNED_OUT, kind=known.kind))

    def sign_out(self, site_id: str) -> None:
        """End the sessions; the secret is forgotten even where the server does not answer."""

        def failed(error: ProgramError) -> None:
            self.failed.emit(error)

        self.expire(site_id)
        self._tasks.run(lambda: self.connections.sign_out(site_id), lambda _: None, failed, owner=self)

    def rename(self, site_id: str, name: str) -> None:
        """Give a site another name; `failed` tells why it cannot have it."""

        def work() -> Site:
            renamed = replace(self.connections.book.get(site_id), name=name)
            self.connections.book.update(renamed)
            return self.connections.book.get(site_id)

        def done(site: Site) -> None:
            known = self._sites.get(site_id)
            if known is not None:
                self._set(replace(known, site=site))

        self._tasks.run(work, done, self.failed.emit, owner=self)

    def remove(self, site_id: str) -> None:
        """Sign out and forget a site."""
        self.expire(site_id)
        self._tasks.run(
            lambda: self.connections.remove(site_id), lambda _: self.reload(), self.failed.emit, owner=self
        )

    # ---------------------------------------------------------------- answers

    def _on_read(self, found: list[tuple[Site, bool, str]]) -> None:
        before = self._sites
        self._sites = {}
        for site, _, kind in found:
            known = before.get(site.id)
            if known is None or known.site.connection != site.connection:
                known = OpenSite(site)
            self._sites[site.id] = replace(known, site=site, kind=kind)
        for gone in before.keys() - self._sites.keys():
            self._stop_connecting(gone)
        self.listed.emit()
        for site, signed_in, _ in found:
            if self._sites[site.id] != before.get(site.id):
                self.changed.emit(site.id)
            if signed_in and self._sites[site.id].state is SiteState.SIGNED_OUT:
                self.connect_site(site.id)

    def _on_reloaded(self, site: Site) -> None:
        known = self._sites.get(site.id)
        if known is not None:
            self._sites[site.id] = OpenSite(site, kind=known.kind)
            self.connect_site(site.id)

    def _set(self, open_site: OpenSite) -> None:
        if open_site.site.id in self._sites:
            self._sites[open_site.site.id] = open_site
            self.changed.emit(open_site.site.id)

    def _stop_connecting(self, site_id: str) -> None:
        task = self._connecting.pop(site_id, None)
        if task is not None:
            task.cancel()
