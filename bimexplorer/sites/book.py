"""The remembered sites: a JSON file that the window and `bimx` share. It never holds a secret."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock

from bimexplorer.clouds.base import Connection
from bimexplorer.errors import LocalError, NameExists, NotFound
from bimexplorer.paths import write_atomically
from bimexplorer.words import say

_FILE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Site:
    """One remembered connection."""

    id: str
    name: str
    """The person's name for it, unique; `bimx` addresses places as `NAME:/path`."""
    cloud: str
    """Key into the registry: `bimcloud`, `bimplus`."""
    address: str
    """Normalised, as `ServerInfo.address`."""
    generation: str
    username: str = ""
    """Who signed in last; prefills the next sign-in."""
    application_id: str = ""
    """As `Connection.application_id`."""

    @property
    def connection(self) -> Connection:
        return Connection(self.address, self.generation, self.name, self.application_id)


class SiteBook:
    """All sites of a profile. Every method looks at the file anew, so that another process's changes count.

    A change is made under a lock shared with other processes and replaces the file atomically.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._lock = FileLock(f"{path}.lock", thread_local=False)
        self._read: tuple[tuple[int, ...], tuple[Site, ...]] | None = None
        """What was read last, with the marks of the file in which it stood."""

    def all(self) -> tuple[Site, ...]:
        """In the order in which they were added. Raises `LocalError` if the file is damaged: it is never
        overwritten unread."""
        try:
            status = self._path.stat()
            # Asked for each request of a transfer. A change replaces the file, so its number differs too.
            marks = (status.st_ino, status.st_mtime_ns, status.st_size)
            known = self._read
            if known is not None and known[0] == marks:
                return known[1]
            raw = json.loads(self._path.read_text(encoding="utf-8"))
            sites = tuple(Site(**site) for site in raw["sites"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LocalError(
                say(
                    "The list of sites in {path} is damaged. Repair it, or move it away to begin anew.",
                    path=self._path,
                ),
                repr(error),
            ) from error
        self._read = (marks, sites)
        return sites

    def get(self, site_id: str) -> Site:
        """Raises `NotFound`."""
        for site in self.all():
            if site.id == site_id:
                return site
        raise NotFound(say("This site has been removed."))

    def named(self, name: str) -> Site:
        """Raises `NotFound` with the names there are."""
        sites = self.all()
        for site in sites:
            if site.name == name:
                return site
        if not sites:
            raise NotFound(say("There is no site named “{name}”: there are none yet.", name=name))
        known = ", ".join(site.name for site in sites)
        raise NotFound(say("There is no site named “{name}”. Known sites: {known}.", name=name, known=known))

    def add(
        self,
        name: str,
        cloud: str,
        address: str,
        generation: str,
        username: str = "",
        application_id: str = "",
    ) -> Site:
        """Raises `NameExists`, or `LocalError` for a name that `NAME:/path` could not carry."""
        site = Site(
            uuid.uuid4().hex, checked_name(name), cloud, address, generation, username, application_id
        )
        self._change(lambda sites: [*_without_name(sites, site.name), site])
        return site

    def update(self, site: Site) -> None:
        """Replace the site of the same id. Raises `NotFound`, `NameExists`."""
        renamed = replace(site, name=checked_name(site.name))
        self.get(site.id)

        def put(sites: list[Site]) -> list[Site]:
            _without_name([other for other in sites if other.id != site.id], renamed.name)
            return [renamed if other.id == site.id else other for other in sites]

        self._change(put)

    def remove(self, site_id: str) -> None:
        """Forget a site; an unknown id does nothing."""
        self._change(lambda sites: [site for site in sites if site.id != site_id])

    def _change(self, change: Callable[[list[Site]], list[Site]]) -> None:
        with self._threads, self._lock:
            sites = change(list(self.all()))
            write_atomically(
                self._path,
                json.dumps({"version": _FILE_VERSION, "sites": [asdict(site) for site in sites]}, indent=2),
            )


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises `LocalError` if it cannot stand in `NAME:/path`."""
    name = name.strip()
    if not name:
        raise LocalError(say("Give the site a name."))
    if any(character in ':/\\"' or not character.isprintable() for character in name):
        raise LocalError(say("A site's name may not contain : / \\ or quotation marks."))
    if len(name) == 1:
        raise LocalError(say("A site's name needs two characters or more: C:/ would look like a drive."))
    return name


def _without_name(sites: list[Site], name: str) -> list[Site]:
    if any(site.name.casefold() == name.casefold() for site in sites):
        raise NameExists(say("There is a site named “{name}” already.", name=name))
    return sites
