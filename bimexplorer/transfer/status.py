"""What the queue tells about its work: frozen values, handed to one callback and to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bimexplorer.errors import ProgramError


class Direction(str, Enum):
    UPLOAD = "upload"
    DOWNLOAD = "download"
    COPY = "copy"
    """From one remote folder into another, of the same site or another one."""


class State(str, Enum):
    """Where an item, or a whole job, stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DECIDING = "deciding"
    """A person has to say what happens: `ItemStatus.question`, or the whole job is `held`."""
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        return self in (State.DONE, State.SKIPPED, State.FAILED, State.CANCELLED)


class Decision(str, Enum):
    """What happens with a name that is already there (`bimx --conflict` takes the same words)."""

    ASK = "ask"
    FAIL = "fail"
    SKIP = "skip"
    NEW_VERSION = "new-version"
    """Upload: a new version of the remote file."""
    OVERWRITE = "overwrite"
    """Download: replace the local file. Upload: the same as a new version."""
    KEEP_BOTH = "keep-both"
    """Under another name: `plan (2).pdf`."""
    RENAME = "rename"
    """Under the suggested name, where the cloud does not take the file's own. Never a job's decision."""


class Check(str, Enum):
    """How "done" was proven."""

    NONE = ""
    HASH = "verified"
    SIZE = "size checked"


class QuestionKind(str, Enum):
    """Why an item waits for a person."""

    EXISTS = "exists"
    """A file of this name is already there."""
    NAME = "name"
    """The name cannot be used there: not allowed, or another file of the drop has the same one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One side of a conflict."""

    size: int | None
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be decided about an item before its first byte travels."""

    kind: QuestionKind
    sentence: str
    choices: tuple[Decision, ...]
    """What may be answered; cancelling the job is always possible too."""
    suggestion: str = ""
    """NAME: a name that would be taken."""
    here: Facts | None = None
    """EXISTS: the file on this computer."""
    there: Facts | None = None
    """EXISTS: the file in the cloud."""
    identical: bool | None = None
    """EXISTS: whether both hold the same bytes; None: not known (this profile did not upload it)."""
    keeps_older: bool = False
    """EXISTS: whether what is there can still be fetched once it has a new version."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the line and of the servers the queue may take; can be changed while it works."""

    connections: int = 24
    """Requests of one site at a time. Large files take a few of them, small ones, which mostly wait, all."""
    upload_rate: int = 0
    """Bytes a second, all sites together; 0: no limit."""
    download_rate: int = 0


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """One file of a job."""

    id: int
    job_id: int
    name: str
    """The path within the job: `Plans/ground floor.pdf`."""
    state: State
    size: int
    done: int
    """Bytes of this file that have travelled."""
    check: Check = Check.NONE
    error: ProgramError | None = None
    note: str = ""
    """A sentence that is no error: "Waiting for the server, next try in 8 s." """
    question: Question | None = None
    """What a person is asked, while `DECIDING`."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A file whose transfer has ended, as the journal keeps it."""

    item_id: int
    job_id: int
    direction: Direction
    site_id: str
    name: str
    local: str
    """Full path on this computer; of a copy, `/folder/file` in the site that it comes from."""
    remote: str
    """`/folder/file` below the site's root."""
    state: State
    size: int
    check: Check
    sha256: str
    """Hex, where it was computed."""
    revision: str
    """The service's content revision or version, where it told one."""
    user: str
    """Who was signed in."""
    ended: datetime
    error: str
    """A sentence; empty if all went well."""
    origin: str = ""
    """COPY: the site that it comes from."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A stretch of the history, newest first."""

    rows: tuple[HistoryRow, ...]
    cursor: int | None
    """Hand it back to get the next page; None: this was the last one."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One drop, paste or command: a file, or a folder with all below it."""

    id: int
    direction: Direction
    site_id: str
    name: str
    """What a person would call it: the file's name, or `Plans (312 files)`."""
    local: str
    """The source or target on this computer; of a copy, `/folder/file` in the site that it comes from."""
    remote: str
    """`/folder/file` below the site's root."""
    state: State
    files: int
    files_done: int
    size: int
    """Bytes in all; grows while folders are still being read (`counting`)."""
    done: int
    counting: bool
    speed: float
    """Bytes a second over the last seconds; 0 when nothing moves."""
    seconds_left: float | None
    error: ProgramError | None = None
    note: str = ""
    files_failed: int = 0
    files_deciding: int = 0
    """Files whose name is already there and that wait for a person, while others may still be moving."""
    retry_in: float | None = None
    """Seconds until the next try, while nothing moves because the server does not answer."""
    drop_id: int = 0
    """Jobs of one drop, paste or command share it."""
    held: bool = False
    """Nothing is sent until `TransferQueue.proceed`: the look at the sources found something to tell."""
    check: Check = Check.NONE
    """The weakest proof among the files that are done."""
    user: str = ""
    """Whose job it is; only as this user it goes on. Empty until the site was first reached."""
    created: datetime | None = None
    origin: str = ""
    """COPY: the site that it comes from; `site_id` is the one that it goes to."""
    halted_at: str = ""
    """The site whose ended sign-in has stopped the job; empty: none, or not known."""
    entry_id: str = ""
    """Of what is downloaded or copied; empty for an upload. Versions of one file differ in nothing else."""
