"""What can be set about a stand-in BIMcloud; every field is an option of `python -m bimexplorer.demo`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GENERATIONS = ("2023.2", "2020.2")


@dataclass(frozen=True, slots=True)
class Config:
    """Times are seconds unless a name says otherwise."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    """The manager's port. 0: the ports of the last run on this data folder, or free ones."""
    generation: str = "2023.2"
    root_name: str = "Project Root"
    """A real server translates it; clients must never compare it."""
    large_folder: int = 0
    """Files in the additional folder "Scan archive"; 0 = no such folder."""
    access_token_lifetime: float = 3600.0
    refresh_token_lifetime: float = 30 * 86400.0
    code_lifetime: float = 60.0
    """Of an authorization code, from the sign-in to its exchange."""
    session_lifetime: float = 600.0
    """Of a 2020.2 manager session, from its last use."""
    ticket_lifetime: float = 300.0
    blob_session_lifetime: float = 3600.0
    """Of a blob-server session, from its last use."""
    upload_lifetime: float = 4 * 3600.0
    """Of batches and upload sessions, from their last use: the four hours of the specification's time
    stamps.
    """
    uploads_outlive_sessions: bool = True
    """Whether a batch survives the blob-server session it was begun in: not documented, so both can be
    had.
    """
    feed_delay: float = 1.0
    """Until a change shows in get-blob-changes-for-sync."""
    job_keep: float = 180.0
    """A finished job is forgotten after this time."""
    job_step: float = 0.02
    """Pause between two steps of a job (a job has up to 20)."""
