"""The open sites: one `Cloud` for each, whoever asks."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace

from bimexplorer.clouds.base import BrowserSignIn, Cloud, Credentials, Registry, ServerInfo, Service
from bimexplorer.errors import CloudError, LocalError, NotFound, WrongService
from bimexplorer.sites.book import Site, SiteBook
from bimexplorer.sites.vault import Vault
from bimexplorer.words import say


class Connections:
    """Finds, signs in and opens sites. Every method may block and be called from any thread."""

    def __init__(self, book: SiteBook, vault: Vault, services: Registry) -> None:
        self.book = book
        self.vault = vault
        self._services = services
        self._open: dict[str, tuple[Site, Cloud]] = {}
        self._guard = threading.Lock()

    @property
    def services(self) -> Registry:
        """Every kind of cloud there is, by its key."""
        return self._services

    def service(self, cloud: str) -> Service:
        """The kind of cloud with a key. Raises `WrongService`."""
        try:
            return self._services[cloud]
        except KeyError:
            known = ", ".join(sorted(self._services))
            raise WrongService(
                say("This version knows no cloud “{cloud}”, only: {known}.", cloud=cloud, known=known)
            ) from None

    def kind(self, site: Site) -> str:
        """What people call a site's kind of cloud; its key, where this version does not know it."""
        known = self._services.get(site.cloud)
        return known.title if known is not None else site.cloud

    def probe(self, cloud: str, address: str) -> ServerInfo:
        """What answers at an address as typed. Raises `WrongService`, `Offline`."""
        return self.service(cloud).probe(address)

    def signed_in(self, site_id: str) -> bool:
        """Whether there is a secret; whether the server still takes it shows at the first call."""
        return self.vault.store(site_id).load() is not None

    def sign_in_ways(self, site_id: str) -> ServerInfo:
        """How one signs in to a site. Asked anew: the server may have been upgraded since it was added.

        Raises `WrongService`, `Offline`.
        """
        site = self.book.get(site_id)
        info = self.probe(site.cloud, site.address)
        if info.generation != site.generation:
            self.book.update(replace(site, generation=info.generation))
        return info

    def browser_sign_in(self, site_id: str) -> BrowserSignIn:
        """Begin a sign-in in the browser; hand what `poll` gives to `finish_sign_in`."""
        site = self.book.get(site_id)
        return self.service(site.cloud).browser_sign_in(site.connection, site.username)

    def password_sign_in(self, site_id: str, username: str, password: str) -> None:
        """Sign in and keep the secret. Raises `SignInRefused`."""
        site = self.book.get(site_id)
        self.finish_sign_in(
            site_id, self.service(site.cloud).password_sign_in(site.connection, username, password)
        )

    def finish_sign_in(self, site_id: str, credentials: Credentials) -> None:
        """Keep what a sign-in gave and remember who it was. Raises `NotFound` for a removed site."""
        # First: a secret of a site that was removed meanwhile would never be forgotten again.
        site = self.book.get(site_id)
        store = self.vault.store(site_id)
        with store.exclusive():
            store.save(credentials)
        self._drop(site_id)
        if credentials.username and site.username != credentials.username:
            self.book.update(replace(site, username=credentials.username))

    def cloud(self, site_id: str) -> Cloud:
        """The site's connection, opened at the first call. Raises `NotFound` for a removed site."""
        try:
            site = self.book.get(site_id)
        except NotFound:
            self._drop(site_id)
            raise
        with self._guard:
            known = self._open.get(site_id)
            if known is not None and known[0].connection == site.connection:
                return known[1]
            cloud = self.service(site.cloud).open(site.connection, self.vault.store(site_id))
            self._open[site_id] = (site, cloud)
        if known is not None:
            known[1].close()
        return cloud

    def sign_out(self, site_id: str) -> None:
        """End the sessions on the servers as far as they answer, and forget the secret in any case.

        Raises `LocalError` if the keychain does not let go of it: then it is forgotten for this run only.
        """
        store = self.vault.store(site_id)
        try:
            self.cloud(site_id).sign_out()
        finally:
            store.clear()
            self._drop(site_id)
        if self.vault.persistent and not store.kept:
            raise LocalError(
                say(
                    "The keychain did not let the sign-in be deleted. Unlock the keychain and sign out again."
                )
            )

    def edit(self, site: Site) -> Site:
        """Correct what is remembered of a site; as it is kept then.

        A sign-in that was made at another address, or with another application id, is forgotten first: it is
        nothing that the new one should ever see. Raises `NotFound`, `NameExists`, `LocalError`.
        """
        before = self.book.get(site.id)
        self.book.update(replace(before, name=site.name))
        elsewhere = (before.address, before.application_id) != (site.address, site.application_id)
        if elsewhere and self.signed_in(site.id):
            with suppress(CloudError):
                self.sign_out(site.id)
        self.book.update(site)
        return self.book.get(site.id)

    def remove(self, site_id: str) -> None:
        """Sign out and forget the site. A server that does not answer does not keep it here."""
        try:
            self.sign_out(site_id)
        except CloudError:
            pass  # the secret is forgotten all the same; the server's sessions end by themselves
        finally:
            self.book.remove(site_id)

    def close(self) -> None:
        """Close every connection; what blocks in one ends."""
        with self._guard:
            clouds = [cloud for _, cloud in self._open.values()]
            self._open.clear()
        for cloud in clouds:
            cloud.close()

    def _drop(self, site_id: str) -> None:
        with self._guard:
            known = self._open.pop(site_id, None)
        if known is not None:
            known[1].close()
