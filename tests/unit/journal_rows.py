"""Rows for the journal's tests, with ordinary values where a test has none of its own."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bimexplorer.transfer.journal.rows import Changes, ItemRow, JobRow
from bimexplorer.transfer.status import Check, Decision, Direction, State

NOON = datetime(2025, 6, 1, 12, 0, 0, 250, tzinfo=timezone.utc)


def job(job_id: int, **fields: Any) -> JobRow:
    ordinary: dict[str, Any] = {
        "id": job_id,
        "drop_id": job_id,
        "position": float(job_id),
        "direction": Direction.UPLOAD,
        "site_id": "office",
        "user": "anna",
        "title": "Plans",
        "is_folder": True,
        "local": "/home/anna/Plans",
        "remote": "/House/Plans",
        "decision": Decision.ASK,
        "plan": "{}",
        "state": State.WAITING,
        "paused": False,
        "error": None,
        "note": "",
        "files": 1,
        "files_done": 0,
        "files_failed": 0,
        "files_deciding": 0,
        "size": 10,
        "done": 0,
        "counting": False,
        "held": False,
        "check": Check.NONE,
        "created": NOON,
    }
    return JobRow(**(ordinary | fields))


def item(item_id: int, job_id: int, state: State = State.WAITING, **fields: Any) -> ItemRow:
    name = fields.get("name", f"Plans/{item_id}.pdf")
    ordinary: dict[str, Any] = {
        "id": item_id,
        "job_id": job_id,
        "name": name,
        "state": state,
        "size": 10,
        "done": 10 if state is State.DONE else 0,
        "check": Check.HASH if state is State.DONE else Check.NONE,
        "error": None,
        "note": "",
        "question": None,
        "decision": None,
        "local": f"/home/anna/{name}",
        "remote": f"/House/{name}",
        "data": "{}",
        "ended": NOON if state.finished else None,
    }
    return ItemRow(**(ordinary | fields))


def past(job_id: int, *items: ItemRow) -> Changes:
    """A finished job that was cleared, with its items."""
    return Changes(jobs=[job(job_id, state=State.DONE, listed=False)], items=list(items))
