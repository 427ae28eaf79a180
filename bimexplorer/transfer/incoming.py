"""What the worker knows about downloads: files on their way, and the remote folders they are found in."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from bimexplorer.model import Entry
from bimexplorer.transfer import plan, portable
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.fetching import Fetching
from bimexplorer.transfer.journal.rows import ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Names
from bimexplorer.transfer.records import Item, Job, Problem, Remark, Retrying
from bimexplorer.transfer.status import Facts


class DownloadItem(Item):
    """A file on its way down."""

    __slots__ = ("anew", "fetching", "folder", "here", "stored", "target", "way")

    def __init__(
        self,
        job: Job,
        name: str,
        fetching: Fetching,
        folder: Path,
        target: str,
        here: Facts | None,
        *,
        kept: ItemRow | None = None,
    ) -> None:
        super().__init__(job, name, fetching.entry.size or 0, kept=kept)
        self.folder = folder
        self.target = target
        self.stored = ""
        """The name it has got."""
        self.here = here
        """What has its name on this computer; None: nothing."""
        self.way = plan.Way.PLAIN
        self.anew = False
        """A person wants it tried again: its folder may have been removed."""
        self.fetching = fetching

    @property
    def local(self) -> str:
        return str(self.folder / (self.stored or self.target))

    @property
    def remote(self) -> str:
        return "/" + "/".join(self.fetching.entry.path)

    def data(self) -> dict[str, Any]:
        return {
            "entry": portable.entry_out(self.fetching.entry),
            "folder": str(self.folder),
            "target": self.target,
            "stored": self.stored,
            "exists": self.here is not None,
            "fetching": self.fetching.kept(),
        }


class Coming(Protocol):
    """An item whose content is being brought."""

    job: Job
    fetching: Fetching

    def changed(self) -> None: ...


class Keeping:
    """Has the journal know how far a file has come; called by the lane that brings it (`fetching.Keep`)."""

    def __init__(self, engine: Engine, item: Coming) -> None:
        self._engine = engine
        self._item = item

    def begun(self) -> None:
        self._engine.saved(self._note)

    def _note(self) -> None:
        self._item.changed()
        self._engine.touch(self._item.job)

    def reached(self, file: BinaryIO, offset: int) -> None:
        descriptor = os.dup(file.fileno())

        def work(_: Task) -> None:
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

        def flushed(_: object) -> None:
            self._item.fetching.safe = max(self._item.fetching.safe, offset)
            self._note()

        # A disk that cannot do it says so at the end, when the whole file is flushed.
        self._engine.post(partial(self._engine.on_disk, Task(work, flushed, _nothing)))


@dataclass(slots=True)
class Known:
    """What was found of a job before its folders, or some of them, are read again."""

    files: dict[Path, list[DownloadItem]] = field(default_factory=dict)
    """By the local folder."""
    failed: set[Path] = field(default_factory=set)
    """Local folders whose remote ones could not be read; a person may have them tried again."""
    remarks: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, job: Job) -> Known:
        known = cls()
        for item in job.items.values():
            if isinstance(item, DownloadItem):
                known.files.setdefault(item.folder, []).append(item)
            elif isinstance(item, Problem) and item.what == "read":
                known.failed.add(Path(item.where[0]))
            elif isinstance(item, Remark):
                known.remarks.add(item.name)
        return known


class LocalFolder(Retrying):
    """A remote folder that is being read into one of this computer."""

    def __init__(
        self, job: Job, name: str, entry: Entry, path: Path, root: Path, known: Known | None = None
    ) -> None:
        """`known`: what may be found in it, and below it, for a second time."""
        super().__init__()
        self.job = job
        self.name = name
        """Within the job: `Plans/ground floor`."""
        self.entry = entry
        self.path = path
        self.root = root
        """The chosen folder, which nothing may leave."""
        self.names = Names()
        self.cursor: str | None = None
        self.known = known
        self.seen: set[str] = set()
        """Ids of the files that were found in it before."""
        for item in known.files.get(path, ()) if known is not None else ():
            self.seen.add(item.fetching.entry.id)
            self.names.claim(item.target)

    @property
    def key(self) -> str:
        """For the journal."""
        return str(self.path)

    def kept(self) -> str:
        """What a later run needs to read it."""
        return json.dumps({"name": self.name, "entry": portable.entry_out(self.entry)})


def _nothing(_: object) -> None:
    """Nobody waits for this."""
