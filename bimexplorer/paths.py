"""Where the program keeps its files: one `Profile`, which tests, `--profile` and `--demo` redirect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import appdirs

_APP = "BIM Explorer"


@dataclass(frozen=True, slots=True)
class Profile:
    """The folders of one profile. None is created before it is asked for through a property below."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @classmethod
    def default(cls) -> Profile:
        """Where this operating system wants them."""
        return cls(
            config=Path(appdirs.user_config_dir(_APP, appauthor=False)),
            data=Path(appdirs.user_data_dir(_APP, appauthor=False)),
            cache=Path(appdirs.user_cache_dir(_APP, appauthor=False)),
            logs=Path(appdirs.user_log_dir(_APP, appauthor=False)),
        )

    @classmethod
    def under(cls, folder: Path) -> Profile:
        """Everything below one folder (`--profile DIR`)."""
        return cls(folder / "config", folder / "data", folder / "cache", folder / "logs")

    @classmethod
    def at(cls, folder: Path | None) -> Profile:
        """That of `--profile`, which is None where it was not given."""
        return cls.under(folder) if folder is not None else cls.default()

    @property
    def sites_file(self) -> Path:
        return self._made(self.config) / "sites.json"

    @property
    def settings_file(self) -> Path:
        return self._made(self.config) / "settings.json"

    @property
    def journal_file(self) -> Path:
        """The transfers, in SQLite."""
        return self._made(self.data) / "transfers.sqlite3"

    @property
    def transfers_lock(self) -> Path:
        """Held by the process that works the queue."""
        return self.locks / "transfers.lock"

    @property
    def window_lock(self) -> Path:
        """Held by the process whose window later starts are handed over to."""
        return self.locks / "window.lock"

    @property
    def window_address(self) -> Path:
        """Where that process listens, while it does."""
        return self.locks / "window.json"

    @property
    def locks(self) -> Path:
        """Lock files between processes that share this profile."""
        return self._made(self.data / "locks")

    @property
    def opened_files(self) -> Path:
        """Read-only copies of what was opened by a double click."""
        return self._made(self.cache / "opened")

    @property
    def thumbnails(self) -> Path:
        """Small pictures of image files that were seen."""
        return self._made(self.cache / "thumbnails")

    @property
    def log_file(self) -> Path:
        return self._made(self.logs) / "bimexplorer.log"

    @staticmethod
    def _made(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def resource(name: str) -> Path:
    """A file of `resources/`: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "resources" / name
    return installed if installed.exists() else package.parent / "resources" / name


def write_atomically(path: Path, text: str, *, newline: str | None = None) -> None:
    """Replace a text file so that a crash leaves the old or the new content, never half of one.

    `newline` is that of `open`.
    """
    with replacing(path) as part:
        part.write_text(text, "utf-8", newline=newline)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write a new content of a file: it takes the file's place, whole, when the block ends well."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        # Without this a power cut may keep the new name and lose what it names.
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
