"""`Changes` as statements: encoded before the transaction, so that it holds up other processes briefly."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

from bimexplorer.transfer.journal.encoding import BATCHES, FOLDERS, ITEMS, JOBS, LEDGER, Column, text_out
from bimexplorer.transfer.journal.history import ending_statements
from bimexplorer.transfer.journal.rows import Changes, ItemRow
from bimexplorer.transfer.status import State

Statement = tuple[str, Sequence[tuple[Column, ...]]]
"""SQL, and the parameters of each time it is run."""


def statements(changes: Changes) -> list[Statement]:
    """What writes these changes, in this order. What is both there and gone is gone."""
    # What could not be written is collected on: an item may be there several times, and the last counts.
    items = [_kept(item) for item in {item.id: item for item in changes.items}.values()]
    items_gone = [(item_id,) for item_id in changes.items_gone]
    return [
        (JOBS.upsert("id"), [JOBS.values(job) for job in changes.jobs]),
        (ITEMS.upsert("id"), [ITEMS.values(item) for item in items]),
        *ending_statements(items),
        ("DELETE FROM items WHERE id = ?", items_gone),
        ("DELETE FROM endings WHERE item_id = ?", items_gone),
        (FOLDERS.upsert("job_id", "key"), [FOLDERS.values(folder) for folder in changes.folders]),
        (
            "DELETE FROM folders WHERE job_id = ? AND key = ?",
            [(job_id, text_out(key)) for job_id, key in changes.folders_gone],
        ),
        (BATCHES.upsert("id"), [BATCHES.values(batch) for batch in changes.batches]),
        ("DELETE FROM batches WHERE id = ?", [(batch_id,) for batch_id in changes.batches_gone]),
        # Deleted first, so that the line counts as new when the ledger is trimmed.
        (
            "DELETE FROM ledger WHERE site_id = ? AND entry_id = ?",
            [(text_out(line.site_id), text_out(line.entry_id)) for line in changes.ledger],
        ),
        (LEDGER.upsert("site_id", "entry_id"), [LEDGER.values(line) for line in changes.ledger]),
        ("DELETE FROM wishes WHERE no = ?", [(wish_id,) for wish_id in changes.wishes_gone]),
        ("UPDATE counters SET next = max(next, ?) WHERE kind = ?", _beyond(changes)),
    ]


def write(connection: sqlite3.Connection, prepared: list[Statement]) -> None:
    for sql, parameters in prepared:
        if parameters:
            connection.executemany(sql, parameters)


def _kept(item: ItemRow) -> ItemRow:
    if item.state is State.RUNNING:
        return replace(item, state=State.WAITING)
    if item.state.finished and item.ended is None:
        return replace(item, ended=datetime.now(timezone.utc))
    return item


def _beyond(changes: Changes) -> list[tuple[Column, ...]]:
    """The next free ids, for each kind of which there are rows."""
    ids = {
        "job": [job.id for job in changes.jobs],
        "item": [item.id for item in changes.items],
        "batch": [batch.id for batch in changes.batches],
    }
    return [(max(given) + 1, kind) for kind, given in ids.items() if given]
