"""Where secrets are kept: the keychain of the operating system, or, without one, this run's memory."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from bimexplorer.clouds.base import Credentials
from bimexplorer.words import say

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

_SERVICE = "BIM Explorer"
_CHUNK = 1200
"""Characters an item: Windows takes 2,560 bytes and stores UTF-16."""


class Vault:
    """Gives each site its `CredentialStore`.

    `persistent` is False where the system offers no keychain, or none is wanted: a sign-in then lasts for
    this run, and `explanation` says so.
    """

    def __init__(self, locks: Path, *, forgetful: bool = False) -> None:
        """`forgetful`: nothing is to outlast this run (a demonstration, whose servers end with it)."""
        self._locks = locks
        self._forgetful = forgetful
        self._stores: dict[str, SiteStore] = {}
        self._guard = threading.Lock()

    @cached_property
    def _keychain(self) -> KeyringBackend | None:
        """Looked for when it is needed first: finding it asks the desktop, and a start waits for nobody."""
        return None if self._forgetful else _usable_keychain()

    @property
    def persistent(self) -> bool:
        return self._keychain is not None

    @property
    def explanation(self) -> str:
        if self.persistent:
            return ""
        if self._forgetful:
            return say("In a demonstration the sign-in lasts until the program is closed.")
        return say("This computer offers no keychain, so the sign-in lasts until the program is closed.")

    def store(self, site_id: str) -> SiteStore:
        """The one store of this site in this process."""
        with self._guard:
            if site_id not in self._stores:
                self._stores[site_id] = SiteStore(site_id, self._keychain, self._locks / f"{site_id}.lock")
            return self._stores[site_id]


class SiteStore:
    """One site's secret: a `CredentialStore`.

    In the keychain it is a JSON text, cut into numbered items where it is longer than one may be.
    """

    def __init__(self, site_id: str, keychain: KeyringBackend | None, lock: Path) -> None:
        self._site_id = site_id
        self._keychain = keychain
        self._threads = threading.RLock()
        self._processes = FileLock(lock, thread_local=False)
        self._memory = ""
        self._behind = False
        """The keychain did not do what was asked of it last: only `_memory` is right."""

    @property
    def kept(self) -> bool:
        """Whether the keychain did what was asked of it last: took a secret, or forgot it."""
        return self._keychain is not None and not self._behind

    def load(self) -> Credentials | None:
        with self._threads:
            text = self._read()
        if not text:
            return None
        try:
            kept = json.loads(text)
            return Credentials(kept["username"], kept["user_id"], kept["secret"])
        except (ValueError, KeyError, TypeError):
            log.warning(
                "The keychain's item for site %s is damaged; a new sign-in replaces it.", self._site_id
            )
            return None

    def save(self, credentials: Credentials) -> None:
        text = json.dumps(
            {
                "username": credentials.username,
                "user_id": credentials.user_id,
                "secret": credentials.secret,
            }
        )
        with self._threads:
            self._write(text)

    def clear(self) -> None:
        with self._threads:
            self._write("")

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._threads, self._processes:
            yield

    def _read(self) -> str:
        if self._keychain is None or self._behind:
            return self._memory
        try:
            return "".join(self._items(self._keychain))
        except Exception as error:  # noqa: BLE001 - backends raise what their systems do
            # A keychain that is locked now gives nothing now: the person is asked to sign in.
            log.warning("The keychain did not answer: %s", error)
            return self._memory

    def _write(self, text: str) -> None:
        self._memory = text
        if self._keychain is None:
            return
        self._behind = True
        chunks = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
        try:
            older = len(list(self._items(self._keychain)))
            for number, chunk in enumerate(chunks):
                self._keychain.set_password(_SERVICE, self._item(number), chunk)
            for number in range(len(chunks), older):
                self._forget(self._keychain, number)
            self._behind = "".join(self._items(self._keychain)) != text
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("The keychain was not changed; what was said lasts for this run: %s", error)

    def _forget(self, keychain: KeyringBackend, number: int) -> None:
        from keyring.errors import PasswordDeleteError

        try:
            keychain.delete_password(_SERVICE, self._item(number))
        except PasswordDeleteError as error:
            # Nothing there, or not allowed: which of them it is shows when everything is read again.
            log.info("The keychain deleted nothing: %s", error)

    def _items(self, keychain: KeyringBackend) -> Iterator[str]:
        number = 0
        while (chunk := keychain.get_password(_SERVICE, self._item(number))) is not None:
            yield chunk
            number += 1

    def _item(self, number: int) -> str:
        return f"{self._site_id}#{number}"


def _usable_keychain() -> KeyringBackend | None:
    import keyring

    backend = keyring.get_keyring()
    # keyring gives the null and fail backends a priority below 1: they keep nothing.
    return backend if float(getattr(backend, "priority", 0)) >= 1 else None
