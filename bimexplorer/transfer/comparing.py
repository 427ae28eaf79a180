"""Whether a file here and a file there hold the same bytes, as far as this profile can know.

No cloud is asked for content: the ledger remembers the hash of what was uploaded from here, for as long as
the service lists the entry as it was right after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bimexplorer.cancellation import current
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import Upload
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import reading
from bimexplorer.transfer.records import Item
from bimexplorer.transfer.status import State

_READ = 1 << 20


def known_hash(journal: Journal, site_id: str, entry: Entry) -> str:
    """SHA-256 (hex) of what the entry holds, if this profile put it there and nobody changed it since."""
    upload = known_upload(journal, site_id, entry)
    return upload.sha256 if upload is not None else ""


def known_upload(journal: Journal, site_id: str, entry: Entry) -> Upload | None:
    """What the entry holds, if this profile put it there and nobody changed it since."""
    upload = journal.uploaded(site_id, [entry.id]).get(entry.id)
    if upload is None or upload.modified is None:
        return None
    if entry.revision and upload.revision and entry.revision != upload.revision:
        # Of the same size, within the second that the service's time is exact to.
        return None
    return upload if (upload.size, upload.modified) == (entry.size, entry.modified) else None


def hash_of(path: Path) -> str:
    """SHA-256 (hex) of a file. Raises `SourceMissing`, `SourceUnreadable`, `Cancelled`."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_READ))
    token = current()
    with reading(path), path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            token.check()
            digest.update(buffer[:count])
    return digest.hexdigest()


def compare(engine: Engine, item: Item, entry: Entry, hash_here: Callable[[], str]) -> None:
    """Add to the item's question whether both are identical, as soon as that is known.

    `hash_here()`, called on a lane, gives the SHA-256 (hex) of this side; empty: not known.
    """
    question = item.question
    if question is None or question.here is None or question.here.size != entry.size:
        return

    def work(_: Task) -> tuple[str, str]:
        known = known_hash(engine.journal, item.job.site_id, entry)
        return known, hash_here() if known else ""

    def compared(hashes: tuple[str, str]) -> None:
        known, here = hashes
        if known and here and item.state is State.DECIDING and item.question is question:
            engine.enter(item, State.DECIDING, question=replace(question, identical=here == known))

    def failed(_: ProgramError) -> None:
        """It stays unknown."""

    engine.on_disk(Task(work, compared, failed, job=item.job))
