"""What the program remembers between runs: one typed dataclass, written atomically, never a secret."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from bimexplorer.network import CONNECT_SECONDS, PROXIES, READ_SECONDS, SYSTEM, Network
from bimexplorer.paths import write_atomically

log = logging.getLogger(__name__)

_VERSION = 1

CONNECTIONS = (1, 32)
"""The fewest and the most of `Settings.connections`."""
RATE = (0, 10**12)
"""The limits of a limit; beyond a terabyte a second there is none."""
THEMES = ("system", "light", "dark")
"""What `Settings.theme` may be."""
LANGUAGES = ("system", "en", "de")
"""What `Settings.language` may be."""
VIEWS = ("details", "icons")
"""What `Settings.folder_view` may be."""
ICON_SIZE = (48, 256)
"""The limits of `Settings.icon_size`."""
CACHE = (100_000_000, 1_000_000_000_000)
"""The limits of `Settings.cache_size`."""


@dataclass(slots=True)
class Settings:
    """Remembered choices.

    What is unknown, of the wrong type or none of the choices there are gets its default, a number out of its
    range the nearest in it.
    """

    window_geometry: str = ""
    """Qt's own bytes, base64."""
    window_state: str = ""
    """Docks and tool bars; Qt's own bytes, base64."""
    splitter: str = ""
    """Between navigation and contents; Qt's own bytes, base64."""
    contents_header: str = ""
    """Columns of the contents view, as `ui.models.columns.Columns.text` writes them."""
    transfers_header: str = ""
    """Column widths of the transfers; Qt's own bytes, base64."""
    dialogs: dict[str, str] = field(default_factory=dict)
    """Object name of a dialog -> its size and place; Qt's own bytes, base64."""
    download_folder: str = ""
    """Where the last download went."""
    last_places: dict[str, str] = field(default_factory=dict)
    """Site id -> path of the folder that was open last."""
    last_site: str = ""
    """Id of the site at which the window was closed; empty: at home."""
    recent_places: list[dict[str, str]] = field(default_factory=list)
    """`site` (id) and `path` of folders, the latest first."""
    bookmarks: list[dict[str, str]] = field(default_factory=list)
    """`name`, `site` (id) and `path`, in the person's order."""
    connections: int = field(default=24, metadata={"range": CONNECTIONS})
    """Transfers' requests of one site at a time."""
    upload_rate: int = field(default=0, metadata={"range": RATE})
    """Bytes a second, all sites together; 0: no limit."""
    download_rate: int = field(default=0, metadata={"range": RATE})
    """Bytes a second, all sites together; 0: no limit."""
    notify: bool = True
    """Whether the end of long work is told while another window is in front."""
    keep_awake: bool = True
    """Whether the computer is kept from falling asleep while files travel."""
    folder_view: str = field(default="details", metadata={"choices": VIEWS})
    """How a folder is shown."""
    icon_size: int = field(default=96, metadata={"range": ICON_SIZE})
    """Of the icon view, in pixels."""
    thumbnails: bool = True
    """Whether the icon view shows small pictures of image files."""
    theme: str = field(default="system", metadata={"choices": THEMES})
    """The look: the system's, light or dark."""
    cache_size: int = field(default=2_000_000_000, metadata={"range": CACHE})
    """Bytes that the copies of opened files may take together."""
    language: str = field(default="system", metadata={"choices": LANGUAGES})
    """The language of the window, from its next start."""

    proxy: str = field(default=SYSTEM, metadata={"choices": PROXIES})
    """Which proxy is used."""
    proxy_address: str = ""
    """The one that was entered, whether it is used or not."""
    ca_file: str = ""
    """Certificates that are trusted beside the system's; empty: none."""
    connect_seconds: int = field(default=10, metadata={"range": CONNECT_SECONDS})
    """How long a server may take to be reached."""
    read_seconds: int = field(default=60, metadata={"range": READ_SECONDS})
    """How long a server may be silent in the middle of an answer."""

    @property
    def network(self) -> Network:
        """What of it `bimexplorer.network` is told."""
        return Network(self.proxy, self.proxy_address, self.ca_file, self.connect_seconds, self.read_seconds)

    @classmethod
    def load(cls, path: Path, kept_aside: Callable[[Path], object] = lambda _: None) -> Settings:
        """Read the file; a missing or damaged one gives the defaults.

        A damaged one, and one of a later version of the program, is kept under another name before it is
        written over; `kept_aside` is told under which.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            version, values = raw["version"], raw["values"]
            accepted = _accepted(values, cls())
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            log.warning("Settings in %s could not be read and start afresh: %s", path, error)
            _keep_aside(path, "damaged", kept_aside)
            return cls()
        if version != _VERSION:
            log.warning("Settings in %s are those of version %s", path, version)
            _keep_aside(path, "other-version", kept_aside)
        return cls(**accepted)

    def save(self, path: Path) -> None:
        write_atomically(path, json.dumps({"version": _VERSION, "values": asdict(self)}, indent=2))


def _keep_aside(path: Path, why: str, told: Callable[[Path], object]) -> None:
    """A copy, and not a move: where it cannot be made, the file itself is still there."""
    aside = path.with_name(f"{path.stem}.{why}{path.suffix}")
    try:
        shutil.copyfile(path, aside)
    except OSError as error:
        log.warning("Settings in %s could not be kept: %s", path, error)
        return
    told(aside)


def _accepted(values: dict[str, Any], defaults: Settings) -> dict[str, Any]:
    accepted = {}
    for known in fields(defaults):
        value = values.get(known.name)
        # Not isinstance: to Python, true is a number.
        if type(value) is type(getattr(defaults, known.name)):
            if "range" in known.metadata:
                least, most = known.metadata["range"]
                value = min(max(value, least), most)
            if "choices" in known.metadata and value not in known.metadata["choices"]:
                continue
            accepted[known.name] = value
    return accepted
