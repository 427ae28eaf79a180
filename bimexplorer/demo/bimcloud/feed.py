"""`get-blob-changes-for-sync`: what happened to the blobs below a folder since a revision.

Every change of a blob has a revision of its own, counted over the whole server. Changes show after a
delay. Revision 0 gives everything below the folder as created; later revisions give each blob once, with
what became of it.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from bimexplorer.demo.bimcloud.database import Database
from bimexplorer.demo.bimcloud.errors import ManagerCode, ManagerError
from bimexplorer.demo.bimcloud.users import Rights, is_below

Changes = dict[str, Any]
"""`{"endRevision", "created", "updated", "deleted"}` of the YAML."""


class Feed:
    def __init__(self, database: Database, delay: float) -> None:
        self._database = database
        self._delay = delay

    def changes(self, folder: sqlite3.Row, from_revision: int, rights: Rights) -> Changes:
        """The answer for a folder.

        Raises:
            ManagerError: 9 for a revision of a database that was replaced since.
        """
        newest = self._newest_shown()
        if from_revision == 0:
            return self._everything(folder["lowered_path"], newest, rights)
        if from_revision <= self._database.get("obsolete revision", 0) or from_revision > newest:
            raise ManagerError(ManagerCode.RevisionObsoletedError, f"Revision {from_revision} is obsolete")
        return self._since(folder["lowered_path"], from_revision, newest, rights)

    def replace_database(self) -> None:
        """As after restoring a backup: revisions known to clients are obsolete, the content counts as new."""
        with self._database.transaction():
            newest = self._newest()
            self._database.put("obsolete revision", newest)
            self._database.run("DELETE FROM changes")
            self._database.run(
                "INSERT INTO changes (revision, blob_id, at) VALUES (?, '', ?)",
                newest + 1,
                time.time() - self._delay,
            )
            self._database.run("UPDATE blobs SET feed_revision = ?", newest + 1)

    def _newest(self) -> int:
        row = self._database.row("SELECT MAX(revision) AS newest FROM changes")
        return int(row["newest"] or 1) if row else 1

    def _newest_shown(self) -> int:
        """The seeded content is revision 1."""
        row = self._database.row(
            "SELECT MIN(revision) AS hidden FROM changes WHERE at > ?", time.time() - self._delay
        )
        return int(row["hidden"]) - 1 if row and row["hidden"] else self._newest()

    def _everything(self, folder: str, newest: int, rights: Rights) -> Changes:
        found = {
            row["id"]: dict(row)
            for row in self._database.rows(
                "SELECT r.id, r.path, r.modified AS timestamp, b.feed_revision AS revision FROM resources r"
                " JOIN blobs b USING (id) WHERE r.lowered_path > ? AND r.lowered_path < ?",
                folder + "/",
                folder + "0",
            )
        }
        # What has not come through yet is shown as it was before.
        later: dict[str, sqlite3.Row] = {}
        for row in self._database.rows("SELECT * FROM changes WHERE revision > ? ORDER BY revision", newest):
            later.setdefault(row["blob_id"], row)
        for blob_id, row in later.items():
            found.pop(blob_id, None)
            if row["old_path"] is not None and is_below(row["old_path"].lower(), folder):
                found[blob_id] = {**_entry(row, row["old_path"]), "revision": newest}
        created = [item for item in found.values() if rights.sees(item["path"].lower())]
        created.sort(key=lambda item: (item["revision"], item["path"]))
        # "Maximum of the received revisions"; of an empty folder nothing is received, and 0 would mean
        # "again".
        end = max((item["revision"] for item in created), default=newest)
        return {"endRevision": end, "created": created, "updated": [], "deleted": []}

    def _since(self, folder: str, from_revision: int, newest: int, rights: Rights) -> Changes:
        def shown(path: str | None) -> bool:
            return path is not None and is_below(path.lower(), folder) and rights.sees(path.lower())

        first: dict[str, sqlite3.Row] = {}
        last: dict[str, sqlite3.Row] = {}
        end = from_revision
        for row in self._database.rows(
            "SELECT * FROM changes WHERE revision > ? AND revision <= ? ORDER BY revision",
            from_revision,
            newest,
        ):
            first.setdefault(row["blob_id"], row)
            last[row["blob_id"]] = row
            if shown(row["old_path"]) or shown(row["new_path"]):
                end = row["revision"]
        answer: Changes = {"endRevision": end, "created": [], "updated": [], "deleted": []}
        for blob_id, row in last.items():
            before, after = first[blob_id]["old_path"], row["new_path"]
            if shown(after):
                kind = "updated" if shown(before) else "created"
                answer[kind].append(_entry(row, after))
            elif shown(before):
                answer["deleted"].append({"id": blob_id, "path": before})
        return answer


def _entry(change: sqlite3.Row, path: str) -> dict[str, Any]:
    """The YAML's GetBlobChangesForSyncResponseCreatedOrUpdatedObject; the time stamp is in milliseconds."""
    return {
        "id": change["blob_id"],
        "path": path,
        "timestamp": int(change["at"] * 1000),
        "revision": change["revision"],
    }
