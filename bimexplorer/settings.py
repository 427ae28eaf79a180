"""What the program remembers between runs: one typed dataclass, written atomically, never a secret."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from bimexplorer.paths import write_atomically

log = logging.getLogger(__name__)

_VERSION = 1


@dataclass(slots=True)
class Settings:
    """Remembered choices. A field that is unknown or of the wrong type in the file gets its default."""

    window_geometry: str = ""
    """Qt's own bytes, base64."""
    window_state: str = ""
    """Docks and tool bars; Qt's own bytes, base64."""
    splitter: str = ""
    """Between navigation and contents; Qt's own bytes, base64."""
    contents_header: str = ""
    """Column order and widths of the contents view; Qt's own bytes, base64."""
    download_folder: str = ""
    """Where the last download went."""
    last_places: dict[str, str] = field(default_factory=dict)
    """Site id -> path of the folder that was open last."""

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; a missing or damaged one gives the defaults, and the damage is logged."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            log.warning("Settings in %s could not be read and start afresh: %s", path, error)
            return cls()
        values = raw.get("values") if isinstance(raw, dict) else None
        if not isinstance(values, dict):
            return cls()
        return cls(**_accepted(values, cls()))

    def save(self, path: Path) -> None:
        write_atomically(path, json.dumps({"version": _VERSION, "values": asdict(self)}, indent=2))


def _accepted(values: dict[str, Any], defaults: Settings) -> dict[str, Any]:
    known = {f.name: type(getattr(defaults, f.name)) for f in fields(defaults)}
    return {name: value for name, value in values.items() if type(value) is known.get(name)}
