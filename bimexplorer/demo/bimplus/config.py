"""What can be set about a stand-in Bimplus; every field is an option of `python -m bimexplorer.demo`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

APPLICATION_ID = "5E43B7A1C0D94F6E8B2A17D3F9C65084"
"""The one application that is registered, for either way of signing in; issued by ALLPLAN in real life."""
REALM = "allplan"


@dataclass(frozen=True, slots=True)
class Config:
    """Times are seconds."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    """0: that of the last run on this data folder, or a free one."""
    token_lifetime: float = 2 * 3600.0
    """Of a token of `POST /authorize`: the two hours of the vendor's page."""
    remembered_lifetime: float = 28 * 86400.0
    """The same with `remember_me`: the page's four weeks."""
    access_token_lifetime: float = 3600.0
    """Of an OpenID Connect access token."""
    refresh_token_lifetime: float = 30 * 86400.0
    code_lifetime: float = 60.0
    comparison_time: float = 1.0
    """That the calculation of a comparison of revisions takes, at least."""
    upload_lifetime: float = 4 * 3600.0
    """Of an upload in chunks, and of the lock it sets, from its last chunk. Not documented."""
    changed_objects: int = 0
    """Add a model whose two revisions differ in so many objects; 0: none."""
    rate_limit: int = 5000
    """Calls an hour of a user who is signed in."""
