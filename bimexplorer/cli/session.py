"""What one run of `bimx` works with: the profile's sites, and who is signed in."""

from __future__ import annotations

import os
import shlex
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from bimexplorer.cli.output import say
from bimexplorer.cli.places import Place
from bimexplorer.clouds.base import Cloud, ServerInfo
from bimexplorer.clouds.registry import SERVICES
from bimexplorer.errors import AuthExpired
from bimexplorer.log import start_logging, stop_logging
from bimexplorer.model import Entry
from bimexplorer.network import use
from bimexplorer.paths import Profile
from bimexplorer.settings import Settings
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.connections import Connections
from bimexplorer.sites.vault import Vault


class Session:
    """Opened for one command; close it at the end."""

    def __init__(self, arguments: Namespace) -> None:
        folder: str | None = arguments.profile
        self.arguments = arguments
        self.profile = Profile.under(Path(folder)) if folder else Profile.default()
        self._log = start_logging(self.profile.log_file)
        use(Settings.load(self.profile.settings_file).network)
        self.book = SiteBook(self.profile.sites_file)
        self.connections = Connections(self.book, Vault(self.profile.locks), SERVICES)
        self._checked: set[str] = set()

    def close(self) -> None:
        """End every connection."""
        self.connections.close()
        stop_logging(self._log)

    @property
    def json(self) -> bool:
        return bool(self.arguments.json)

    @property
    def interactive(self) -> bool:
        """Whether there is a person at a terminal to ask."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def unattended(self) -> tuple[str, str] | None:
        """User name and password from the environment, for where there is no keychain and no browser."""
        username, password = os.environ.get("BIMX_USERNAME"), os.environ.get("BIMX_PASSWORD")
        return (username, password) if username and password else None

    def cloud(self, site: Site) -> Cloud:
        """The site's connection, signed in. Raises `AuthExpired` with what to type."""
        if site.id not in self._checked:
            self._sign_in_unattended(site)
            self._checked.add(site.id)
        if not self.connections.signed_in(site.id):
            raise AuthExpired(f"You are not signed in to {site.name}. {self._remedy(site)}")
        return self.connections.cloud(site.id)

    def _remedy(self, site: Site) -> str:
        if self.connections.vault.persistent:
            return f"Run: bimx login {shlex.quote(site.name)}"
        # A login would be forgotten as soon as it ends.
        return "This computer offers no keychain, so set BIMX_USERNAME and BIMX_PASSWORD."

    def at(self, place: Place) -> tuple[Site, Cloud]:
        site = self.book.named(place.site)
        return site, self.cloud(site)

    def entry(self, place: Place) -> tuple[Cloud, Entry]:
        """What stands at a remote place. Raises `NotFound`."""
        _, cloud = self.at(place)
        return cloud, cloud.entry_at(place.path) if place.path else cloud.root()

    def refreshed(self, site: Site) -> tuple[Site, ServerInfo]:
        """The site with what its server speaks today (it may have been upgraded), and what that is."""
        info = self.connections.probe(site.cloud, site.address)
        if info.generation != site.generation:
            site = replace(site, generation=info.generation)
            self.book.update(site)
        return site, info

    def _sign_in_unattended(self, site: Site) -> None:
        given = self.unattended()
        if given is None:
            return
        kept = self.connections.vault.store(site.id).load()
        if kept is not None and kept.username == given[0]:
            cloud = self.connections.cloud(site.id)
            try:
                # Something the server has to be asked about: not every service has to for its top.
                cloud.children(cloud.root(), limit=1)
            except AuthExpired:
                pass  # signed in anew below
            else:
                return
        if site.address.startswith("http:"):
            # The one way on which a password could be read; elsewhere the question is saved.
            site, info = self.refreshed(site)
            if info.warning:
                say(info.warning)
        self.connections.password_sign_in(site.id, *given)
