"""What is kept of transfers, as plain frozen rows: nothing here holds a token or a login session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeVar

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.status import Check, Decision, Direction, Question, State


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. The counts are what they were when it was last saved."""

    id: int
    drop_id: int
    position: float
    """Jobs are worked in ascending order; between two there is always room for another."""
    direction: Direction
    site_id: str
    user: str
    """Whose job it is; empty until the site was first reached."""
    title: str
    is_folder: bool
    local: str
    remote: str
    decision: Decision
    plan: str
    """The mover's own JSON: how the job began, and how far its source has been read."""
    state: State
    paused: bool
    error: ProgramError | None
    note: str
    files: int
    files_done: int
    files_failed: int
    files_deciding: int
    size: int
    done: int
    counting: bool
    held: bool
    check: Check
    created: datetime
    listed: bool = True
    """Whether it stands in the list of transfers; a finished job that was cleared is history only."""
    handed: bool = False
    """Asked for by another process, and not taken over yet by the one that works the queue."""
    origin: str = ""
    """COPY: the site that it comes from; `local` is its path there."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One file of a job, or a problem that is shown as one."""

    id: int
    job_id: int
    name: str
    state: State
    """`RUNNING` is never kept: what ran when the process ended is `WAITING`."""
    size: int
    done: int
    check: Check
    error: ProgramError | None
    note: str
    question: Question | None
    decision: Decision | None
    local: str
    remote: str
    data: str
    """The mover's own JSON: what is needed to go on."""
    sha256: str = ""
    revision: str = ""
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of a job that has yet to be read or prepared."""

    job_id: int
    key: str
    """Unique within the job."""
    data: str
    """The mover's own JSON."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """An upload batch on its way."""

    id: int
    site_id: str
    data: str
    """JSON of `batches`: the driver's state, the members, whether a commit went out."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The ledger's line: what this profile once put into a cloud and saw verified."""

    site_id: str
    entry_id: str
    size: int
    sha256: str
    """Hex."""
    modified: datetime | None
    """What the service listed for the entry right after; None: it was not listed yet."""
    revision: str = ""


class Verb(str, Enum):
    """What another process may ask of the one that works the queue."""

    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    CANCEL = "cancel"
    DECIDE = "decide"
    PROCEED = "proceed"
    CLEAR = "clear"
    REORDER = "reorder"
    CLOSE_SITE = "close site"


@dataclass(frozen=True, slots=True)
class Wish:
    """A message from another process."""

    verb: Verb
    job_ids: tuple[int, ...]
    argument: str = ""
    """JSON, where the verb needs more."""
    id: int = 0
    """The journal's own, once it is kept there."""


@dataclass(slots=True)
class Changes:
    """Everything one `Journal.save` writes, in one transaction."""

    jobs: list[JobRow] = field(default_factory=list)
    items: list[ItemRow] = field(default_factory=list)
    items_gone: list[int] = field(default_factory=list)
    folders: list[FolderRow] = field(default_factory=list)
    folders_gone: list[tuple[int, str]] = field(default_factory=list)
    """(job id, key)"""
    batches: list[BatchRow] = field(default_factory=list)
    batches_gone: list[int] = field(default_factory=list)
    ledger: list[Upload] = field(default_factory=list)
    wishes_gone: list[int] = field(default_factory=list)
    """Ids of wishes that were carried out; what came of them is in the same transaction."""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    def extend(self, later: Changes) -> None:
        """Write these too, after ours."""
        for name in self.__slots__:
            getattr(self, name).extend(getattr(later, name))


RowT = TypeVar("RowT", ItemRow, FolderRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal gives back to a queue that starts."""

    jobs: tuple[JobRow, ...]
    """Those that are listed, by position."""
    items: tuple[ItemRow, ...]
    """Of these jobs, by id."""
    folders: tuple[FolderRow, ...]
    batches: tuple[BatchRow, ...]
    next_item: int
    """Greater than any item id that was ever given."""
    next_batch: int

    @property
    def items_by_job(self) -> ByJob[ItemRow]:
        return _by_job(self.items)

    @property
    def folders_by_job(self) -> ByJob[FolderRow]:
        return _by_job(self.folders)


ByJob = Mapping[int, Sequence[RowT]]
"""Rows by the id of their job."""


def _by_job(rows: Iterable[RowT]) -> ByJob[RowT]:
    result: dict[int, list[RowT]] = {}
    for row in rows:
        result.setdefault(row.job_id, []).append(row)
    return result
