"""The versions of an attachment: each is an entry of its own, in the place of the file.

What becomes of the numbers of the others when a version is deleted is not documented. So before each attempt
the versions are looked at, and a number is sent only if it still stands for the content that was chosen.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from bimexplorer.cancellation import current
from bimexplorer.clouds.bimplus import convert, entries, failures
from bimexplorer.clouds.bimplus.api import Api
from bimexplorer.clouds.bimplus.keys import Key
from bimexplorer.clouds.http import Repeat, pause_before_repeating
from bimexplorer.errors import Conflict, NotFound, Offline, ServerBusy, ServerFailed, UnexpectedAnswer
from bimexplorer.model import Entry, Version
from bimexplorer.words import say


class Versions:
    """Of one connection; may be used from any thread."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def of(self, file: Entry) -> tuple[Version, ...]:
        """All of a file's, the newest first. Raises `NotFound`."""
        key = Key.parsed(file.id)
        found = self._told(key)
        newest = max(found, default=0)
        if found and found[newest].released is None:
            # Whether the newest one is shared is sure to be told by the attachment alone, if at all.
            attachment = convert.attachment(self._api.attachment(key.team, key.file))
            if attachment.version == newest:
                found[newest] = replace(found[newest], released=attachment.released)
        return tuple(
            Version(
                number=number,
                entry=entries.version(one, number, file),
                author=one.changed_by.shown,
                created=one.modified,
                tag=one.tag,
                classification=one.classification,
                content_type=one.type,
                hash=one.hash,
                shared=one.released,
            )
            for number, one in found.items()
        )

    def entries(self, file: Entry) -> dict[int, Entry]:
        """The entries of all of a file's, by their numbers. Raises `NotFound`."""
        found = self._told(Key.parsed(file.id))
        return {number: entries.version(one, number, file) for number, one in found.items()}

    def entry(self, file: Entry, number: int) -> Entry:
        """Raises `NotFound`."""
        found = self.entries(file).get(number)
        if found is None:
            raise failures.gone(Key.parsed(file.id).of_version(number).text)
        return found

    def delete(self, chosen: Entry) -> None:
        """Delete one version.

        Raises `NotFound` if it is gone, `Conflict` if it is the only one or if its number stands for another
        content by now.
        """
        key = Key.parsed(chosen.id)
        number = key.version
        if number is None:
            raise failures.gone(key.text)
        for attempt in itertools.count(1):
            if not self._stands(chosen, key, number):
                raise failures.gone(key.text)
            try:
                self._api.delete_version(key.team, key.file, number)
            except ServerBusy as error:
                pause = pause_before_repeating(error, attempt, Repeat.WHEN_BUSY)
                if pause is None:
                    raise
                current().wait(pause)
            except (Offline, ServerFailed, UnexpectedAnswer):
                # It may be done all the same, only the answer was lost.
                if self._is_gone(chosen, key, number):
                    return
                raise
            else:
                return

    def _stands(self, chosen: Entry, key: Key, number: int) -> bool:
        """Whether it is there still. Raises `Conflict` if it must not be deleted."""
        found = self._told(key)
        if number not in found:
            return False
        if not _is_same(chosen, entries.version(found[number], number, chosen)):
            raise Conflict(
                say("The versions of “{name}” have changed meanwhile. Look at them again.", name=chosen.name),
                f"{key.text} has another content",
            )
        if len(found) == 1:
            raise Conflict(
                say(
                    "“{name}” has only this version. It can only be deleted with the file itself.",
                    name=chosen.name,
                ),
                key.text,
            )
        return True

    def _is_gone(self, chosen: Entry, key: Key, number: int) -> bool:
        try:
            return not self._stands(chosen, key, number)
        except NotFound:
            return True
        except Conflict:
            return False

    def _told(self, key: Key) -> dict[int, convert.Attachment]:
        return convert.versions(self._api.versions(key.team, key.file), key.file)


def _is_same(chosen: Entry, now: Entry) -> bool:
    """Whether two entries of one number are of one version."""
    return (chosen.size, chosen.modified, _hash(chosen)) == (now.size, now.modified, _hash(now))


def _hash(entry: Entry) -> str:
    return dict(entry.details).get(convert.HASH, "")
