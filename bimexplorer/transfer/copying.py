"""`CopyItem`: a file on its way from one remote folder into another, first down and then up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bimexplorer.errors import LocalError, ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer import local, portable
from bimexplorer.transfer.comparing import known_hash
from bimexplorer.transfer.fetching import Fetching
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import ItemRow
from bimexplorer.transfer.local import Signature
from bimexplorer.transfer.outgoing import Directory, Source, UploadItem
from bimexplorer.transfer.sending import Sending
from bimexplorer.transfer.spool import Spool
from bimexplorer.transfer.status import Check, Question, State
from bimexplorer.transfer.walk import Found

_GONE = Signature(-1, 0)
"""Of a content that is not here (any more)."""


class CopyItem(UploadItem):
    """An upload whose source has to be brought here before."""

    __slots__ = ("alone_here", "entry", "expected", "fetching", "mark", "proven", "signature", "spool")

    def __init__(
        self,
        source: Source,
        name: str,
        entry: Entry,
        directory: Directory,
        spool: Spool,
        *,
        kept: ItemRow | None = None,
    ) -> None:
        self.entry = entry
        self.spool = spool
        self.mark = local.new_mark()
        """In the name of its folder in the spool."""
        self.fetching = Fetching(entry, mark=self.mark)
        self.signature: Signature | None = None
        """Of the content that came, complete and checked; None: it has to be brought."""
        self.proven = Check.NONE
        self.expected = ""
        self.alone_here = False
        """The disk has room for it only if nothing else lies in the spool."""
        asked = source.name if directory is source.drop.top else entry.name
        found = Found(Path(), asked, entry.size or 0, _nanoseconds(entry.modified))
        super().__init__(source, name, found, directory, kept=kept)
        self.path = spool.place(self, entry.name)

    @classmethod
    def brought_back(
        cls, source: Source, directory: Directory, spool: Spool, kept: ItemRow, data: dict[str, Any]
    ) -> CopyItem:
        """As an earlier run left it."""
        item = cls(source, kept.name, portable.entry_in(data["entry"]), directory, spool, kept=kept)
        item.asked_name, item.remote_name = data["asked_name"], data["remote_name"]
        item.alone, item.mark = data["alone"], data["mark"]
        item.path = spool.place(item, item.entry.name)
        item.proven, item.expected = Check(data["proven"]), data["expected"]
        if data["signature"] is not None:
            item.signature = Signature(*data["signature"])
            # Of one that is done nothing lies here any more; its bytes count all the same.
            if item.state is not State.DONE and item.measure() != item.signature:
                item.signature = None
        if item.brought:
            item.fetching = Fetching(item.entry, mark=item.mark)
            if data["sending"] is not None:
                item.sending = Sending.restored(item.path, data["sending"])
        else:
            item.fetching = Fetching.restored(item.entry, item.path, data["fetching"])
        return item

    @staticmethod
    def key_of(directory: Directory, entry: Entry) -> str:
        """`found_as` of an entry: the same id may stand in several places."""
        return f"{directory.key} {entry.id}"

    @property
    def brought(self) -> bool:
        """Whether its content is on this computer, complete."""
        return self.signature is not None

    @property
    def found_as(self) -> str:
        return self.key_of(self.directory, self.entry)

    @property
    def site_id(self) -> str:
        return self.job.site_id if self.signature is not None else self.job.origin

    @property
    def local(self) -> str:
        return "/" + "/".join(self.entry.path)

    def settle(self, done: int) -> None:
        """So many bytes of the way that it is on are through; what was brought counts, too."""
        super().settle(done if self.signature is None else self.size + done)

    def enter(
        self,
        state: State,
        *,
        error: ProgramError | None = None,
        note: str | None = None,
        question: Question | None = None,
    ) -> None:
        super().enter(state, error=error, note=note, question=question)
        self.spool.entered(self)
        if state is State.DONE and self.signature is None:
            # An earlier run had published it already: it went both ways all the same.
            self.signature = Signature(self.size, 0)
            self.settle(self.size)

    def came(self, signature: Signature) -> None:
        """Its content is here, complete and checked."""
        self.entry = self.fetching.entry
        self.signature, self.proven, self.expected = signature, self.fetching.check, self.fetching.sha256
        self.fetching = Fetching(self.entry, mark=self.mark)
        self.resize(signature.size)
        self.settle(0)

    def forget(self) -> Path:
        """Nothing of its content counts any more; the folder that can be removed."""
        folder = self.path.parent
        if self.state is not State.DONE:
            self.signature, self.alone_here = None, False
            self.mark = local.new_mark()
            self.fetching = Fetching(self.entry, mark=self.mark)
            self.path = self.spool.place(self, self.entry.name)
            self.settle(0)
        return folder

    def measure(self) -> Signature:
        try:
            return super().measure() if self.brought else _GONE
        except LocalError:
            return _GONE

    def measured(self, signature: Signature) -> None:
        """What lies here is such now: anything else than what came is brought again."""
        if self.signature is not None and signature != self.signature:
            self.signature = None
            self.settle(0)

    def hash_here(self, journal: Journal) -> str:
        return known_hash(journal, self.job.origin, self.entry)

    def data(self) -> dict[str, Any]:
        came = self.signature
        return {
            **super().data(),
            "entry": portable.entry_out(self.entry),
            "mark": self.mark,
            "fetching": self.fetching.kept(),
            "signature": None if came is None else [came.size, came.modified_ns],
            "proven": self.proven.value,
            "expected": self.expected,
        }


def _nanoseconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp() * 1e9)
