"""Jobs: `delete-resources-by-id-list` starts one, `get-job` follows it, `abort-job` ends it early.

A job of this kind collects what lies below the given resources (phase `collectingElements`), then removes
it from the leaves up (`removingElements`), in up to twenty steps. What an aborted job has removed stays
removed. A finished one is forgotten after `job_keep` seconds. A job that a restart of the server
interrupts has failed.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import Callable
from typing import Any

from bimexplorer.demo.bimcloud.config import Config
from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import not_found
from bimexplorer.demo.bimcloud.tree import Tree

_STEPS = 20
_UNFINISHED = ("starting", "running", "aborting", "undoing")


class Jobs:
    def __init__(
        self, config: Config, database: Database, tree: Tree, discard: Callable[[str], None]
    ) -> None:
        """`discard` gets the name of each content file that is free now."""
        self._config = config
        self._database = database
        self._tree = tree
        self._discard = discard
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._aborted: set[str] = set()
        self.failures = 0
        """That many of the next jobs fail halfway."""
        for row in database.rows("SELECT id, status FROM jobs WHERE status IN (?, ?, ?, ?)", *_UNFINISHED):
            self._finish(row["id"], "failed", "The server was restarted", "1")

    def start_delete(self, roots: list[sqlite3.Row], author_id: str) -> dict[str, Any]:
        """Start to delete these resources with everything below; the new Job."""
        job_id, now = str(uuid.uuid4()), time.time()
        self._database.run(
            "INSERT INTO jobs (id, author_id, started, progressed, status, current, total, phase)"
            " VALUES (?, ?, ?, ?, 'starting', 0, 0, 'collectingElements')",
            job_id, author_id, now, now,
        )  # fmt: skip
        self._tasks[job_id] = asyncio.create_task(self._delete(job_id, roots))
        return self.document(job_id)

    async def close(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def document(self, job_id: str | None) -> dict[str, Any]:
        """The YAML's Job.

        Raises:
            ManagerError: 6 for an unknown or forgotten job.
        """
        self._database.run("DELETE FROM jobs WHERE forget_at <= ?", time.time())
        row = self._database.row("SELECT * FROM jobs WHERE id = ?", job_id)
        if row is None:
            raise not_found(str(job_id))
        return {
            "id": row["id"],
            "authorId": row["author_id"],
            "isService": False,
            "startedOn": int(row["started"] * 1000),
            "progressedOn": int(row["progressed"] * 1000),
            "status": row["status"],
            "jobType": "destroyResources",
            "progress": {"min": 0, "max": row["total"], "current": row["current"], "phase": row["phase"]},
            "result": row["result"],
            "resultCode": row["result_code"],
            "abortable": row["status"] in ("starting", "running"),
        }

    def abort(self, job_id: str | None) -> bool:
        """Whether the job was running and ends now."""
        job = self.document(job_id)
        if not job["abortable"]:
            return False
        self._aborted.add(job["id"])
        self._database.run("UPDATE jobs SET status = 'aborting' WHERE id = ?", job["id"])
        return True

    async def _delete(self, job_id: str, roots: list[sqlite3.Row]) -> None:
        fails = self.failures > 0
        self.failures -= fails
        await asyncio.sleep(self._config.job_step)
        elements = {row["id"]: row for root in roots for row in self._tree.below(root)}
        # Leaves first: by falling path a folder comes after all that lies in it.
        waiting = sorted(elements.values(), key=lambda row: row["lowered_path"], reverse=True)
        total, step = len(waiting), max(1, -(-len(waiting) // _STEPS))
        if job_id not in self._aborted:
            self._database.run(
                "UPDATE jobs SET status = 'running', total = ?, phase = 'removingElements' WHERE id = ?",
                total,
                job_id,
            )
        for done in range(0, total, step):
            if job_id in self._aborted:
                break
            if fails and done + step > total // 2:
                self._database.run("UPDATE jobs SET status = 'undoing' WHERE id = ?", job_id)
                await asyncio.sleep(self._config.job_step)
                self._finish(job_id, "failed", "The content database did not answer", "13")
                return
            self._remove(waiting[done : done + step])
            self._database.run(
                "UPDATE jobs SET current = ?, progressed = ? WHERE id = ?",
                min(done + step, total),
                time.time(),
                job_id,
            )
            await asyncio.sleep(self._config.job_step)
        if job_id in self._aborted:
            self._finish(job_id, "aborted", None, None)
        else:
            self._finish(job_id, "completed", None, "0")

    def _remove(self, rows: list[sqlite3.Row]) -> None:
        freed = []
        with self._database.transaction():
            for row in rows:
                # Others may have deleted it, or put something new into a folder, since it was collected.
                if self._database.row("SELECT 1 FROM resources WHERE id = ?", row["id"]):
                    freed += [self._tree.remove(newer) for newer in self._tree.below(row)]
        for content in freed:
            if content is not None:
                self._discard(content)

    def _finish(self, job_id: str, status: str, result: str | None, code: str | None) -> None:
        now = time.time()
        self._database.run(
            "UPDATE jobs SET status = ?, result = ?, result_code = ?, progressed = ?, forget_at = ?"
            " WHERE id = ?",
            status, result, code, now, now + self._config.job_keep, job_id,
        )  # fmt: skip
        self._aborted.discard(job_id)
        self._tasks.pop(job_id, None)
