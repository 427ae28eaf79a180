"""What is asked of the queue, as the jobs begin: one for each source or entry. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bimexplorer.errors import Conflict
from bimexplorer.model import Entry
from bimexplorer.transfer import portable
from bimexplorer.transfer.journal.rows import JobRow
from bimexplorer.transfer.status import Check, Decision, Direction, State
from bimexplorer.words import say


@dataclass(frozen=True, slots=True)
class Order:
    """One job that is asked for."""

    title: str
    local: str
    """Its place on this computer; of a copy, in the site it comes from."""
    remote: str
    plan: dict[str, Any]
    """How it begins: JSON values, which the mover keeps up to date."""
    decision: Decision

    def row(
        self,
        job_id: int,
        drop_id: int,
        position: float,
        *,
        direction: Direction,
        site_id: str,
        origin: str,
        created: datetime,
    ) -> JobRow:
        """The job before anything was done for it."""
        return JobRow(
            id=job_id,
            drop_id=drop_id,
            position=position,
            direction=direction,
            site_id=site_id,
            user="",
            title=self.title,
            is_folder=False,
            local=self.local,
            remote=self.remote,
            decision=self.decision,
            plan=json.dumps(self.plan),
            state=State.WAITING,
            paused=False,
            error=None,
            note="",
            files=0,
            files_done=0,
            files_failed=0,
            files_deciding=0,
            size=0,
            done=0,
            counting=True,
            held=False,
            check=Check.NONE,
            created=created,
            origin=origin,
        )


def uploads(
    sources: Sequence[Path], folder: Entry, decision: Decision, *, as_name: str, hold: bool, as_set: bool
) -> list[Order]:
    """As `TransferQueue.upload` describes it."""
    found = []
    for source in sources:
        plan = {
            "source": str(source),
            "folder": portable.entry_out(folder),
            "as_name": as_name,
            "hold": hold,
            "as_set": as_set,
            "looked": False,
            "walked": False,
            "proceeded": False,
            "renamed": {},
        }
        remote = _remote((*folder.path, as_name or source.name))
        found.append(Order(source.name, str(source), remote, plan, decision))
    return found


def downloads(entries: Sequence[Entry], folder: Path, decision: Decision, *, as_name: str) -> list[Order]:
    """As `TransferQueue.download` describes it."""
    found = []
    for entry in entries:
        name = as_name or entry.name
        plan = {
            "entry": portable.entry_out(entry),
            "folder": str(folder),
            "as_name": as_name,
            "looked": False,
        }
        target = str(folder / name) if name else str(folder)
        found.append(Order(entry.name, target, _remote(entry.path), plan, decision))
    return found


def copies(
    source_site: str,
    entries: Sequence[Entry],
    target_site: str,
    folder: Entry,
    decision: Decision,
    *,
    as_name: str,
) -> list[Order]:
    """As `TransferQueue.copy` describes it. Raises `Conflict`."""
    found = []
    for entry in entries:
        same = source_site == target_site
        if same and entry.is_folder and folder.path[: len(entry.path)] == entry.path:
            raise Conflict(say("“{name}” cannot be copied into itself.", name=entry.name))
        beside = same and entry.place == folder.id and not as_name
        plan = {
            "entry": portable.entry_out(entry),
            "folder": portable.entry_out(folder),
            "as_name": as_name,
            "fresh": beside,
            "hold": False,
            "as_set": False,
            "looked": False,
            "renamed": {},
            "origin_user": "",
        }
        decided = Decision.KEEP_BOTH if beside else decision
        remote = _remote((*folder.path, as_name or entry.name))
        found.append(Order(entry.name, _remote(entry.path), remote, plan, decided))
    return found


def _remote(path: tuple[str, ...]) -> str:
    return "/" + "/".join(path)
