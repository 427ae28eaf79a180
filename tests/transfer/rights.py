"""Files that this process may not read: tests may run as root."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Rights do not bind root: it drops its own for the time being."""
    if os.geteuid() != 0:
        yield
        return
    above = [folder, *folder.parents]
    modes = {path: path.stat().st_mode for path in above}
    for path in above:
        path.chmod(modes[path] | 0o755)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)
