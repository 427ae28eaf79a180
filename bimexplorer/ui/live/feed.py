"""When the change feed of a folder may be followed, and how far that came."""

from __future__ import annotations

from collections.abc import Sequence

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Changes, Entry

MOST = 1000
"""Files up to which a folder is followed: the first answer tells of every one of them."""


class Feed:
    """Of one folder; asked on a worker by whoever holds it.

    The feed tells of all files below a folder, and its first answer of all that there are. How many that is,
    is known where a folder is loaded to its end and holds no other folder; only such a one is followed.
    """

    def __init__(self, cloud: Cloud, folder: Entry) -> None:
        self._cloud = cloud
        self._folder = folder
        self._possible = Capability.FOLLOW not in cloud.missing(folder)
        self._revision = 0

    def may_be_asked(self, everything: Sequence[Entry] | None) -> bool:
        """Whether the answer is known to be short.

        `everything` is what lies directly in the folder; None: it is more than `MOST`, or not all known.
        """
        if not self._possible:
            return False
        if self._revision:
            return True
        return everything is not None and not any(entry.is_folder for entry in everything)

    @property
    def begun(self) -> bool:
        """Whether the next answer tells of changes, and not of everything."""
        return bool(self._revision)

    def ask(self) -> Changes:
        """What has happened since the last answer that was `heard`. Blocks."""
        return self._cloud.changes(self._folder, self._revision)

    def heard(self, changes: Changes) -> bool:
        """Go on behind this answer; whether it is a reason to read the folder again."""
        begun, self._revision = self.begun, changes.revision
        if not self._revision:
            self.give_up()  # the next answer would tell of everything again
        return not begun or bool(changes.created or changes.updated or changes.deleted)

    def begin_again(self) -> None:
        """The server knows the revision no longer."""
        self._revision = 0

    def give_up(self) -> None:
        """The server does not answer it: it is left alone."""
        self._possible = False
