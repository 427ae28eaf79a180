"""What the worker knows about uploads: remote folders, files and batches on their way."""

from __future__ import annotations

from pathlib import Path

from bimexplorer.clouds.base import Batch, OnExisting, Receipt
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.records import Item, Job, Retrying
from bimexplorer.transfer.sending import Sending, Surveyed
from bimexplorer.transfer.walk import Found


class Directory(Retrying):
    """A remote folder that is being filled."""

    def __init__(self, site_id: str, name: str, parent: Directory | None, job: Job | None) -> None:
        super().__init__()
        self.site_id = site_id
        self.name = name
        self.parent = parent
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
        """Who of this queue uploads under which key."""
        self.taken: set[str] = set()
        """Keys that were seen in the folder."""

    def open_chore(self) -> None:
        """Let the job wait until the folder is there (an empty one has no file that would)."""
        if self.job is not None and self.survey is None and not self.chore:
            self.chore = True
            self.job.chores += 1

    def close_chore(self) -> None:
        if self.job is not None and self.chore:
            self.chore = False
            if not self.job.finished:
                self.job.chores -= 1


class UploadItem(Item):
    """A file on its way up."""

    __slots__ = (
        "alone",
        "asked_name",
        "batch",
        "cleared",
        "directory",
        "existing",
        "on_existing",
        "path",
        "remote_name",
        "sending",
    )

    def __init__(
        self, job: Job, name: str, found: Found, directory: Directory, remote_name: str = ""
    ) -> None:
        super().__init__(job, name, found.size)
        self.path: Path = found.path
        self.directory = directory
        self.asked_name = self.remote_name = remote_name or found.name
        self.existing: Entry | None = None
        self.on_existing = OnExisting.FAIL
        self.sending: Sending | None = None
        self.batch: OpenBatch | None = None
        self.cleared = False
        """Its name was looked up and the way is decided: it may be sent."""
        self.alone = False
        """Its batch could not be committed with others in it."""


class OpenBatch(Retrying):
    """A batch on its way."""

    def __init__(self, site_id: str, key: str, on_existing: OnExisting, *, solo: bool) -> None:
        super().__init__()
        self.site_id = site_id
        self.key = key
        self.on_existing = on_existing
        self.solo = solo
        """For one file that is never joined by others."""
        self.handle: Batch | None = None
        self.opening = False
        self.members: dict[UploadItem, Receipt | None] = {}
        """With the receipt of those the server has closed."""
        self.size = 0
        self.full = solo
        self.filled = 0.0
        """When the last file was closed (monotonic seconds)."""
        self.urged = False
        self.committing: Task | None = None
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
