"""Small pictures on this computer: a folder of the profile, bounded in bytes.

    ROOT/<key>    a JPEG; empty where the file turned out to hold no picture that can be shown

A key names one state of one file, so nothing here is ever wrong, only superfluous; what was not used for
longest goes first. What is damaged is as good as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from bimexplorer.model import Entry

log = logging.getLogger(__name__)

LIMIT = 100_000_000
"""Bytes; some 5,000 pictures."""
_LEFT = 0.8
"""What stays of the limit when it was reached: else each further picture would look through all."""
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Key:
    """One state of one file of one site, as it was listed."""

    site_id: str
    entry_id: str
    size: int | None
    modified: str

    @classmethod
    def of(cls, site_id: str, entry: Entry) -> Key:
        modified = entry.modified.isoformat() if entry.modified is not None else ""
        return cls(site_id, entry.id, entry.size, modified)

    @property
    def name(self) -> str:
        """A file name that tells nobody what it is of."""
        text = f"{self.site_id}\n{self.entry_id}\n{self.size}\n{self.modified}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class ThumbnailStore:
    """May be used from any thread. What cannot be kept is not kept: it is fetched again another time."""

    def __init__(self, root: Path, limit: int = LIMIT) -> None:
        self._root = root
        self._limit = limit
        self._guard = threading.Lock()
        self._total: int | None = None
        """Bytes of all; None: not counted yet."""

    def get(self, key: Key) -> bytes | None:
        """The picture; empty: there is none to be had. None: it is not known."""
        path = self._root / key.name
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def put(self, key: Key, data: bytes) -> None:
        path = self._root / key.name
        part = path.with_name(f"{path.name}.{threading.get_ident()}{_PART}")
        try:
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            log.info("A thumbnail is not kept: %s", error)
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            return
        with self._guard:
            if self._total is not None:
                self._total += len(data)
            if self._total is None or self._total > self._limit:
                self._trim()

    def drop(self, key: Key) -> None:
        """It was damaged."""
        with contextlib.suppress(OSError):
            (self._root / key.name).unlink()

    def clear(self) -> None:
        """Keep nothing of what is here."""
        with self._guard:
            for path in self._root.iterdir():
                with contextlib.suppress(OSError):
                    path.unlink()
            self._total = None

    def _trim(self) -> None:
        """Count what is here, and remove the oldest down to what may stay."""
        found = []
        for path in self._root.iterdir():
            try:
                status = path.stat()
            except OSError:
                continue  # another process was faster
            # One of another process is being written; one of a run that was killed is old, and goes first.
            found.append((0.0 if path.suffix == _PART else status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in found)
        if total > self._limit:
            for _, size, path in sorted(found):
                if total <= self._limit * _LEFT:
                    break
                with contextlib.suppress(OSError):
                    path.unlink()
                    total -= size
        self._total = total
