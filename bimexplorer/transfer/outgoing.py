"""What the worker knows about uploads: drops, remote folders, files and batches on their way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bimexplorer.clouds.base import Batch, OnExisting, Receipt
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer import portable
from bimexplorer.transfer.comparing import hash_of
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import BatchRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Signature, date_of
from bimexplorer.transfer.records import Item, Job, Retrying
from bimexplorer.transfer.sending import Sending, Surveyed
from bimexplorer.transfer.status import Check, Facts
from bimexplorer.transfer.walk import Found

_REFUSALS = 3
"""Times that the server may refuse a name, or the place, before that is final: a look shows why."""


class Going(dict[str, "UploadItem"]):
    """Who goes, or went last, into a remote folder, of all drops; by `plan.name_key`."""


class Directory(Retrying):
    """A remote folder that is being filled."""

    def __init__(self, site_id: str, name: str, parent: Directory | None, job: Job | None) -> None:
        super().__init__()
        self.site_id = site_id
        self.name = name
        self.parent = parent
        self.names: tuple[str, ...] = () if parent is None else (*parent.names, name)
        """From below the folder of the drop, as they are called at the source."""
        self.as_set: bool = parent is not None and parent.as_set
        """What goes into it becomes visible with all else of the drop."""
        self.renamed = False
        """`name` is another one than at the source."""
        self.fresh = False
        """It gets a free name, rather than be merged into what is there."""
        self.blocked = False
        """A person has yet to say under which name it is made, or does not want it made at all."""
        self.left_out = False
        """That was said: it is not made."""
        self.job = job
        """None: the folder of a drop, which its jobs share."""
        self.entry: Entry | None = None
        self.known = False
        """Whether the parent was asked what has this name: `existing`."""
        self.existing: Entry | None = None
        self.survey: Surveyed | None = None
        """The last answer; what it found is in the items."""
        self.asked: dict[UploadItem, None] = {}
        """Files whose names are looked up with the next survey, in order."""
        self.folders: dict[Directory, None] = {}
        """Folders that wait until this one is there."""
        self.queued = False
        self.error: ProgramError | None = None
        """Why it cannot be had; nobody tries again until a person says so."""
        self.chore = False
        """Whether the job waits for it."""
        self.claims: dict[str, UploadItem] = {}
        """Who of this drop uploads under which key."""
        self.going = Going()
        """The same of all drops: shared with other records of the folder once it is there."""
        self.taken: set[str] = set()
        """Keys that were seen in the folder."""

    @property
    def remote_names(self) -> tuple[str, ...]:
        """From below the folder of the drop, as they are called there."""
        return tuple(above.name for above in self._upwards() if above.parent is not None)[::-1]

    @property
    def undecided(self) -> bool:
        """Whether it, or one above it, is blocked."""
        return any(above.blocked for above in self._upwards())

    def _upwards(self) -> Iterator[Directory]:
        """It, and those above it. By no recursion: folders may be nested deeper than Python's calls."""
        above: Directory | None = self
        while above is not None:
            yield above
            above = above.parent

    @property
    def key(self) -> str:
        """For the journal."""
        return json.dumps(self.names, ensure_ascii=False)

    def open_chore(self) -> bool:
        """Let the job wait until the folder is there (an empty one has no file that would).

        Whether it waits for it only now.
        """
        if self.job is None or self.survey is not None or self.chore:
            return False
        self.chore = True
        self.job.chores += 1
        return True

    def close_chore(self) -> bool:
        """The job waits no longer; if it did."""
        if self.job is None or not self.chore:
            return False
        self.chore = False
        if not self.job.finished:
            self.job.chores -= 1
        return True


class Drop:
    """What was dropped, pasted or named in one go, into one remote folder: a job for each source."""

    def __init__(self, jobs: list[Job]) -> None:
        plan = jobs[0].plan
        self.id = jobs[0].drop_id
        self.jobs = jobs
        self.hold: bool = plan["hold"]
        """Whether a person wants to see what is wrong before anything is sent."""
        self.as_set: bool = plan["as_set"]
        """Whether all of it becomes visible at once, or nothing."""
        folder = portable.entry_in(plan["folder"])
        self.top = Directory(jobs[0].site_id, folder.name, None, None)
        self.top.entry, self.top.known = folder, True
        self.top.as_set = self.as_set

    @property
    def reading(self) -> bool:
        """Whether sources are still being read."""
        return any(job.reading for job in self.jobs if not job.finished)


class Source:
    """One source of a drop or a copy: a file, or a folder with all below it."""

    def __init__(self, job: Job, drop: Drop) -> None:
        self.job = job
        self.drop = drop
        self.directories: dict[tuple[str, ...], Directory] = {(): drop.top}
        """By their `names`."""
        self.seen: set[str] = set()
        """`UploadItem.found_as` of the files that were found already."""
        self.reading_again = False
        """The whole of it is being read for a second time."""
        self.once_more = False
        """And then it has to be read again."""
        self.left_out: list[Item] = []
        """What the reading found that is not sent: it is found again when that is repeated."""

    @property
    def path(self) -> Path:
        """Of an upload."""
        return Path(self.job.plan["source"])

    @property
    def name(self) -> str:
        """What it is called there."""
        return self.job.plan["as_name"] or self.job.title

    def below(self, parent: Directory, name: str) -> Directory:
        """The record of a folder, made if there is none."""
        names = (*parent.names, name)
        if names not in self.directories:
            self.directories[names] = Directory(self.job.site_id, name, parent, self.job)
        return self.directories[names]

    def at(self, names: tuple[str, ...]) -> Directory:
        """The record of a folder, made with those above it."""
        directory = self.directories.get(names, self.drop.top)
        for name in names[len(directory.names) :]:
            directory = self.below(directory, name)
        return directory


class UploadItem(Item):
    """A file on its way up."""

    proven = Check.HASH
    """How well it is known that `path` holds the right content; a source on this computer needs no proof."""
    expected = ""
    """SHA-256 (hex) that the content has to have; empty: whatever `path` holds."""

    __slots__ = (
        "alone",
        "asked_name",
        "batch",
        "cleared",
        "directory",
        "existing",
        "hidden",
        "modified_ns",
        "on_existing",
        "path",
        "refusals",
        "remote_name",
        "sending",
        "source",
    )

    def __init__(
        self,
        source: Source,
        name: str,
        found: Found,
        directory: Directory,
        remote_name: str = "",
        *,
        kept: ItemRow | None = None,
    ) -> None:
        super().__init__(source.job, name, found.size, kept=kept)
        self.source = source
        self.path: Path = found.path
        self.modified_ns = found.modified_ns
        self.directory = directory
        self.asked_name = self.remote_name = remote_name or found.name
        self.existing: Entry | None = None
        self.hidden = False
        """The server says that the name is taken, though no look shows by what: perhaps by several files."""
        self.on_existing = OnExisting.FAIL
        self.sending: Sending | None = None
        self.batch: OpenBatch | None = None
        self.cleared = False
        """Its name was looked up and the way is decided: it may be sent."""
        self.refusals = 0
        """Times that the server did not take or publish it, though the last look said that it would."""
        self.alone = False
        """Its batch could not be committed with others in it."""

    @classmethod
    def restored(cls, source: Source, kept: ItemRow, data: dict[str, Any]) -> UploadItem:
        """As an earlier run left it."""
        found = Found(Path(data["path"]), data["asked_name"], kept.size, data["modified_ns"])
        item = cls(source, kept.name, found, source.at(tuple(data["names"])), kept=kept)
        item.remote_name = data["remote_name"]
        item.alone = data["alone"]
        if data["sending"] is not None:
            item.sending = Sending.restored(item.path, data["sending"])
        return item

    def refused(self) -> bool:
        """The server did not want it as it was decided; whether that is worth another look."""
        self.refusals += 1
        return self.refusals <= _REFUSALS

    @property
    def begun(self) -> bool:
        """Whether the server was told of it, and may have it where files become visible by themselves."""
        survey = self.directory.survey
        return (
            survey is not None
            and not survey.traits.batches
            and self.sending is not None
            and self.sending.upload is not None
        )

    @property
    def found_as(self) -> str:
        """What tells at a second reading of the source that it was found already."""
        return str(self.path)

    @property
    def local(self) -> str:
        return str(self.path)

    @property
    def remote(self) -> str:
        above = self.source.drop.top.entry
        assert above is not None
        return "/" + "/".join((*above.path, *self.directory.remote_names, self.remote_name))

    def data(self) -> dict[str, Any]:
        # What travels in a shared batch begins again in a later run: only an upload of several parts is kept.
        keeps = self.sending is not None and self.batch is not None and self.batch.solo
        return {
            "path": str(self.path),
            "names": self.directory.names,
            "modified_ns": self.modified_ns,
            "asked_name": self.asked_name,
            "remote_name": self.remote_name,
            "alone": self.alone,
            "sending": self.sending.kept() if keeps and self.sending is not None else None,
        }

    @property
    def here(self) -> Facts:
        """Size and date on this computer."""
        return Facts(self.size, date_of(self.modified_ns))

    def measure(self) -> Signature:
        """How the source is now; blocking. Raises `SourceMissing`, `SourceUnreadable`."""
        return Signature.of(self.path)

    def hash_here(self, _journal: Journal) -> str:
        """SHA-256 (hex) of the source, where it can be known; blocking. Raises as `measure`."""
        return hash_of(self.path)

    def measured(self, signature: Signature) -> None:
        """The source is such now."""
        self.resize(signature.size)
        self.modified_ns = signature.modified_ns


class OpenBatch(Retrying):
    """A batch on its way."""

    def __init__(
        self, number: int, site_id: str, key: str, on_existing: OnExisting, *, solo: bool, drop: Drop | None
    ) -> None:
        super().__init__()
        self.id = number
        self.site_id = site_id
        self.key = key
        self.on_existing = on_existing
        self.solo = solo
        """For one file that is never joined by others."""
        self.drop = drop
        """The drop whose files are published in it, all or none; None: any files."""
        self.handle: Batch | None = None
        self.opening = False
        self.members: dict[UploadItem, Receipt | None] = {}
        """With the receipt of those the server has closed."""
        self.paths: set[str] = set()
        """Where they, and those that have left it, were to become visible: no two at one place."""
        self.size = 0
        self.full = solo
        self.filled = 0.0
        """When the last file was closed (monotonic seconds)."""
        self.moved = (0, 0)
        """Bytes on their way of files that are not closed, and how many of these there are."""
        self.moved_at = 0.0
        """When that was seen to change (monotonic seconds)."""
        self.urged = False
        self.committing: Task | None = None
        self.sent = False
        """A commit has gone out, or is about to: a later run has to look what came of it."""
        self.doubtful = False
        """A commit went unanswered: it may have been carried out, or be still."""
        self.look = False
        """What arrived has to be looked up before anything else."""
        self.refusal: ProgramError | None = None
        """What the server said to a commit after a doubtful one."""

    @property
    def ready(self) -> bool:
        """Whether every file in it is closed."""
        return bool(self.members) and None not in self.members.values()

    def row(self) -> BatchRow:
        """What the journal keeps of it."""
        members = []
        for item, receipt in self.members.items():
            folder = item.directory.entry
            assert folder is not None
            members.append(
                {
                    "item": item.id,
                    "on_existing": item.on_existing.value,
                    "folder": portable.entry_out(folder),
                    "existing": None if item.existing is None else portable.entry_out(item.existing),
                    "receipt": None if receipt is None else portable.receipt_out(receipt),
                }
            )
        data = {
            "key": self.key,
            "on_existing": self.on_existing.value,
            "solo": self.solo,
            "handle": None if self.handle is None else self.handle.state,
            "sent": self.sent,
            "members": members,
        }
        return BatchRow(self.id, self.site_id, json.dumps(data))

    @classmethod
    def restored(cls, row: BatchRow, items: dict[int, Item]) -> OpenBatch | None:
        """As an earlier run left it; None: nobody needs it any more."""
        data = json.loads(row.data)
        batch = cls(
            row.id, row.site_id, data["key"], OnExisting(data["on_existing"]), solo=data["solo"], drop=None
        )
        if data["handle"] is None:
            return None
        batch.handle = Batch(data["handle"])
        batch.full = True
        batch.sent = batch.doubtful = batch.look = data["sent"]
        for raw in data["members"]:
            item = items.get(raw["item"])
            if not isinstance(item, UploadItem) or item.state.finished:
                continue
            item.batch = batch
            item.on_existing = OnExisting(raw["on_existing"])
            item.existing = None if raw["existing"] is None else portable.entry_in(raw["existing"])
            if batch.sent:
                # Looked up there; else the folder is looked up first.
                item.directory.entry = portable.entry_in(raw["folder"])
            batch.members[item] = None if raw["receipt"] is None else portable.receipt_in(raw["receipt"])
            batch.size += item.size
        return batch if batch.members else None
