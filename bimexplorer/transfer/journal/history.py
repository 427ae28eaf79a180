"""The ended items: noted, searched, reported, trimmed. Functions over a connection within a transaction."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from bimexplorer.transfer.journal.encoding import ITEMS, UNREADABLE, Column, skipped, text_back, time_out
from bimexplorer.transfer.journal.rows import ItemRow
from bimexplorer.transfer.status import Direction, HistoryPage, HistoryRow, State

LEDGER_LINES = 200_000
"""What the ledger keeps: the newest."""

_FINISHED = json.dumps([state.value for state in State if state.finished])
_DIRECTIONS = {direction.value: direction for direction in Direction}

_SELECT = f"SELECT endings.no, jobs.direction, jobs.site_id, jobs.user, jobs.origin, {ITEMS.columns('items')}"
# CROSS JOIN: SQLite keeps the order of the tables, so that a page costs what it shows.
_NEWEST_FIRST = f"""
    {_SELECT} FROM endings CROSS JOIN items ON items.id = endings.item_id
    CROSS JOIN jobs ON jobs.id = items.job_id
    WHERE endings.no < ? AND (? = '' OR instr(endings.folded, ?) > 0) ORDER BY endings.no DESC LIMIT ?
"""
_OF_JOBS = f"""
    {_SELECT} FROM items CROSS JOIN endings ON endings.item_id = items.id
    CROSS JOIN jobs ON jobs.id = items.job_id
    WHERE items.job_id IN (SELECT value FROM json_each(?)) ORDER BY items.id
"""  # noqa: S608 - our own names
_NOTE_ENDING = (
    "INSERT INTO endings (item_id, ended, folded) VALUES (?, ?, ?)"
    " ON CONFLICT (item_id) DO UPDATE SET folded = excluded.folded"
)


def fold(text: str) -> str:
    """What makes `STRASSE` and `straße`, composed and decomposed `ä` the same, for a search."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    # SQLite takes no lone surrogates; here nothing has to come back.
    return folded.encode("utf-8", "replace").decode("utf-8")


def ending_statements(items: Iterable[ItemRow]) -> list[tuple[str, list[tuple[Column, ...]]]]:
    """What takes saved items into the history as they end, and out of it when they are tried again."""
    gone: list[tuple[Column, ...]] = []
    again: list[tuple[Column, ...]] = []
    ended: list[tuple[Column, ...]] = []
    for item in items:
        if item.state.finished and item.ended is not None:
            when = time_out(item.ended)
            again.append((item.id, when))
            ended.append((item.id, when, fold(f"{item.name}\n{item.local}\n{item.remote}")))
        else:
            gone.append((item.id,))
    return [
        ("DELETE FROM endings WHERE item_id = ?", gone),
        # One that has ended a second time is the newest again.
        ("DELETE FROM endings WHERE item_id = ? AND ended <> ?", again),
        (_NOTE_ENDING, ended),
    ]


def page(connection: sqlite3.Connection, search: str, cursor: int | None, limit: int) -> HistoryPage:
    wanted = fold(search)
    before = (1 << 63) - 1 if cursor is None else cursor
    found = connection.execute(_NEWEST_FIRST, (before, wanted, wanted, limit + 1)).fetchall()
    shown = found[:limit]
    return HistoryPage(_history_rows(shown), shown[-1][0] if len(found) > limit else None)


def receipt(connection: sqlite3.Connection, job_ids: Sequence[int]) -> tuple[HistoryRow, ...]:
    return _history_rows(connection.execute(_OF_JOBS, (json.dumps(list(job_ids)),)))


def _history_rows(found: Iterable[tuple[Any, ...]]) -> tuple[HistoryRow, ...]:
    rows = []
    for _no, direction, site_id, user, origin, *values in found:
        try:
            item = ITEMS.row(values)
            sites = text_back(site_id), text_back(origin)
            rows.append(_history_row(item, _DIRECTIONS[direction], *sites, text_back(user)))
        except UNREADABLE as error:
            skipped("history", values[0], error)
    return tuple(rows)


def _history_row(item: ItemRow, direction: Direction, site_id: str, origin: str, user: str) -> HistoryRow:
    if item.ended is None:
        raise ValueError("noted as ended, but without a time")
    return HistoryRow(
        item_id=item.id,
        job_id=item.job_id,
        direction=direction,
        site_id=site_id,
        name=item.name,
        local=item.local,
        remote=item.remote,
        state=item.state,
        size=item.size,
        check=item.check,
        sha256=item.sha256,
        revision=item.revision,
        user=user,
        ended=item.ended,
        error="" if item.error is None else item.error.sentence,
        origin=origin,
    )


def surplus(connection: sqlite3.Connection, keep: int, most: int) -> int:
    """Remove up to `most` of the oldest ended items beyond `keep`; how many went.

    Those of jobs that are unfinished or listed stay, and count among the kept.
    """
    count = int(connection.execute("SELECT count(*) FROM endings").fetchone()[0])
    if count <= keep:
        return 0
    gone = connection.execute(
        """
        SELECT endings.item_id FROM endings CROSS JOIN items ON items.id = endings.item_id
        LEFT JOIN jobs ON jobs.id = items.job_id
        WHERE jobs.id IS NULL
            OR (jobs.listed = 0 AND jobs.handed = 0 AND jobs.state IN (SELECT value FROM json_each(?)))
        ORDER BY endings.no LIMIT ?
        """,
        (_FINISHED, min(count - keep, most)),
    ).fetchall()
    connection.executemany("DELETE FROM items WHERE id = ?", gone)
    connection.executemany("DELETE FROM endings WHERE item_id = ?", gone)
    return len(gone)


def forget_empty_jobs(connection: sqlite3.Connection) -> None:
    """Remove finished, unlisted jobs of which no ended item is left, with all that is still kept of them."""
    gone = connection.execute(
        """
        SELECT id FROM jobs
        WHERE listed = 0 AND handed = 0 AND state IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
            SELECT 1 FROM items CROSS JOIN endings ON endings.item_id = items.id WHERE items.job_id = jobs.id
        )
        """,
        (_FINISHED,),
    ).fetchall()
    for table, column in (("items", "job_id"), ("folders", "job_id"), ("jobs", "id")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608 - our own names


def trim_ledger(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM ledger WHERE no <= (SELECT no FROM ledger ORDER BY no DESC LIMIT 1 OFFSET ?)",
        (LEDGER_LINES,),
    )
