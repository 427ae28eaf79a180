"""When the change feed of a folder may be followed, and how far that came."""

from __future__ import annotations

from collections.abc import Sequence

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Change, Changes, Entry

MOST = 1000
"""Files up to which a folder is followed: the first answer tells of every one of them."""


class Feed:
    """Of one folder; asked on a worker by whoever holds it.

    The feed tells of all files below a folder, and its first answer of all that there are. How many that is,
    is known where a folder is loaded to its end and holds no other folder; else the cloud is asked for it,
    where it can tell.
    """

    def __init__(self, cloud: Cloud, folder: Entry) -> None:
        self._cloud = cloud
        self._folder = folder
        self._possible = Capability.FOLLOW not in cloud.missing(folder)
        self._revision = 0

    @property
    def possible(self) -> bool:
        """Whether it is worth asking."""
        return self._possible

    def ask(self, everything: Sequence[Entry] | None) -> Changes | None:
        """What has happened since the last answer that was `heard`; None: it would tell too much. Blocks.

        `everything` is what lies directly in the folder, if that is known and no more than `MOST`.
        """
        if not self._revision and not self._is_small(everything):
            return None
        return self._cloud.changes(self._folder, self._revision)

    def _is_small(self, everything: Sequence[Entry] | None) -> bool:
        if everything is None:
            return False
        if not any(entry.is_folder for entry in everything):
            return True
        tally = self._cloud.tally(self._folder)
        return tally is not None and tally.files <= MOST

    def heard(self, changes: Changes | None, everything: Sequence[Entry] | None) -> bool:
        """Go on behind this answer; whether it is a reason to read the folder again."""
        begun = bool(self._revision)
        self._revision = changes.revision if changes is not None else 0
        if changes is None or not self._revision:
            self.give_up()  # the next answer would tell of everything again
        if not begun or changes is None:
            return True
        folders = {entry.name for entry in everything or () if entry.is_folder}
        told = (*changes.created, *changes.updated, *changes.deleted)
        return any(self._is_seen(change, folders) for change in told)

    def _is_seen(self, change: Change, folders: set[str]) -> bool:
        """Whether the rows of the folder show it: what lies deeper does not, but in a folder that is new."""
        depth = len(self._folder.path)
        return len(change.path) <= depth + 1 or change.path[depth] not in folders

    def begin_again(self) -> None:
        """The server knows the revision no longer."""
        self._revision = 0

    def give_up(self) -> None:
        """The server does not answer it: it is left alone."""
        self._possible = False
