"""What the queue tells about its work: frozen values, handed to one callback and to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bimexplorer.errors import ProgramError


class Direction(str, Enum):
    UPLOAD = "upload"
    DOWNLOAD = "download"


class State(str, Enum):
    """Where an item, or a whole job, stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DECIDING = "deciding"
    """The name is already there and a person has to say what happens."""
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


class Check(str, Enum):
    """How "done" was proven."""

    NONE = ""
    HASH = "verified"
    SIZE = "size checked"


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


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One drop, paste or command: a file, or a folder with all below it."""

    id: int
    direction: Direction
    site_id: str
    name: str
    """What a person would call it: the file's name, or `Plans (312 files)`."""
    local: str
    """The source or target on this computer."""
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
