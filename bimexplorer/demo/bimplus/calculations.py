"""The calculation of what changed between two revisions of a model.

It takes its time (`Config.comparison_time`), also over a restart, and in small steps, so that the server goes
on answering. What it found stays as it is until the next calculation, whatever happens to the model.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
import uuid
from itertools import islice
from typing import Any

from bimexplorer.demo.bimplus.config import Config
from bimexplorer.demo.bimplus.database import Database, now
from bimexplorer.demo.bimplus.object_states import ObjectStates

INSERTED, DELETED, CHANGED_GEOMETRY, CHANGED = range(4)
_BATCH = 1000
"""Objects between two pauses."""
_LOOK = 0.02
"""Seconds between two looks whether the time is over: it may be changed meanwhile."""


def attributes_of(state: sqlite3.Row) -> dict[str, Any]:
    """An object's attributes; its name is one of them."""
    return {"name": state["name"], **json.loads(state["attributes"])}


def difference(first: sqlite3.Row, second: sqlite3.Row) -> tuple[int, list[str]] | None:
    """The kind of a change between the states of an object, and the names of the changed attributes.

    What has another geometry counts as that, whatever else changed; None if both look the same.
    """
    after, before = attributes_of(first), attributes_of(second)
    names = [
        name
        for name in dict.fromkeys((*after, *before))
        # 1 and True, 0 and False are equal to Python, but no equal attributes.
        if (type(after.get(name)), after.get(name), name in after)
        != (type(before.get(name)), before.get(name), name in before)
    ]
    if first["geometry"] != second["geometry"]:
        return CHANGED_GEOMETRY, names
    others = ("type", "discipline_id", "parent_id")
    if names or any(first[name] != second[name] for name in others):
        return CHANGED, names
    return None


class Calculations:
    def __init__(self, config: Config, database: Database, states: ObjectStates) -> None:
        self._database = database
        self._states = states
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.duration = config.comparison_time
        """Seconds that each one takes at least; counts for those that are going on, too."""

    def resume(self) -> None:
        """Go on with what the end of the last run interrupted."""
        for row in self._database.rows("SELECT id FROM comparisons WHERE status = 'PENDING'"):
            self._go(row["id"])

    async def close(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def start(
        self, division_id: str, higher: int, lower: int, selection_id: str | None, user_id: str
    ) -> None:
        """Calculate anew; one that is going on already is left to it."""
        former = self._database.row(
            "SELECT * FROM comparisons WHERE division_id = ? AND higher = ? AND lower = ?",
            division_id, higher, lower,
        )  # fmt: skip
        if former is not None and former["status"] == "PENDING":
            return
        comparison_id = str(uuid.uuid4())
        with self._database.transaction():
            if former is not None:
                self._database.run("DELETE FROM comparisons WHERE id = ?", former["id"])
            self._database.run(
                "INSERT INTO comparisons VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?)",
                comparison_id, division_id, higher, lower, selection_id, now(), user_id,
            )  # fmt: skip
        self._go(comparison_id)

    def _go(self, comparison_id: str) -> None:
        task = self._tasks[comparison_id] = asyncio.create_task(self._calculate(comparison_id))
        task.add_done_callback(lambda _: self._tasks.pop(comparison_id, None))

    async def _calculate(self, comparison_id: str) -> None:
        row = self._database.row("SELECT * FROM comparisons WHERE id = ?", comparison_id)
        if row is None:
            return  # its model is gone already
        self._database.run("DELETE FROM differences WHERE comparison_id = ?", comparison_id)
        began = time.monotonic()
        pairs = self._pairs(row)
        found: list[list[tuple[Any, ...]]] = [[], [], [], []]
        rest = iter(pairs)
        while batch := list(islice(rest, _BATCH)):
            self._sort(batch, found)
            await asyncio.sleep(0)
        while (left := self.duration - (time.monotonic() - began)) > 0:  # noqa: ASYNC110 - it may change
            await asyncio.sleep(min(left, _LOOK))
        every = enumerate((kind, *item) for kind in range(4) for item in found[kind])
        while lines := [(comparison_id, at, *columns) for at, columns in islice(every, _BATCH)]:
            if not self._is_wanted(comparison_id):
                return
            with self._database.transaction():
                self._database.connection.executemany(
                    "INSERT INTO differences VALUES (?, ?, ?, ?, ?, ?, ?)", lines
                )
            await asyncio.sleep(0)
        self._database.run("UPDATE comparisons SET status = 'DONE' WHERE id = ?", comparison_id)

    def _is_wanted(self, comparison_id: str) -> bool:
        """Whether the model is still there."""
        return self._database.row("SELECT 1 FROM comparisons WHERE id = ?", comparison_id) is not None

    def _pairs(self, row: sqlite3.Row) -> list[tuple[str, int | None, int | None]]:
        """Objects whose states in the revisions are not the very same, with the states' numbers."""
        first = self._states.numbers_at(row["division_id"], row["higher"])
        second = self._states.numbers_at(row["division_id"], row["lower"])
        wanted = self._selected(row["selection_id"])
        return [
            (object_id, first.get(object_id), second.get(object_id))
            for object_id in dict.fromkeys((*first, *second))
            if first.get(object_id) != second.get(object_id) and (wanted is None or object_id in wanted)
        ]

    def _selected(self, selection_id: str | None) -> set[str] | None:
        if selection_id is None:
            return None
        row = self._database.row("SELECT members FROM selections WHERE id = ?", selection_id)
        return set(json.loads(row["members"])) if row is not None else set()

    def _sort(
        self, batch: list[tuple[str, int | None, int | None]], found: list[list[tuple[Any, ...]]]
    ) -> None:
        both = [number for _, *pair in batch if None not in pair for number in pair if number is not None]
        states = self._states.numbered(both)
        for object_id, first, second in batch:
            if first is None or second is None:
                kind = DELETED if first is None else INSERTED
                found[kind].append((object_id, first, second, ""))
                continue
            outcome = difference(states[first], states[second])
            if outcome is not None:
                kind, names = outcome
                found[kind].append((object_id, first, second, "".join(f"|{name}" for name in names) + "|"))
