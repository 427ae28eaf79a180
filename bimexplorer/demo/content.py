"""File content on disk: `content/` holds what is visible, `uploads/` what is on its way.

Sample files have a *recipe* in place of content, from which their bytes are made when somebody first asks
for them; so seeding costs nothing. All functions block and are called in worker threads, but for the cheap
ones that say so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from pathlib import Path

from bimexplorer.demo import base64url, samples

_BLOCK = 1024 * 1024


def hash_text(digest: bytes) -> str:
    """As content-hash has it: base64url without padding."""
    return base64url.encode(digest)


class ContentStore:
    def __init__(self, data: Path) -> None:
        self._content = data / "content"
        self._uploads = data / "uploads"
        for folder in (self._content, self._uploads):
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, content: str) -> Path:
        return self._content / content

    def upload_path(self, upload_id: str) -> Path:
        return self._uploads / upload_id

    def open_upload(self, upload_id: str) -> int:
        """A descriptor to write parts anywhere into; cheap."""
        return os.open(self.upload_path(upload_id), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))

    def keep_upload(self, upload_id: str) -> None:
        """Turn an upload into content of the same name. A rename, so cheap, and the same whatever the
        size.
        """
        source = self.upload_path(upload_id)
        source.touch()  # an empty file is begun and committed without any part
        source.replace(self.path(upload_id))

    def discard(self, content: str) -> None:
        """Forget content; cheap. Somebody who is reading it still may: Windows refuses then, and a file is
        left over.
        """
        with contextlib.suppress(FileNotFoundError, PermissionError):
            self.path(content).unlink()

    def discard_upload(self, upload_id: str) -> None:
        """Forget an upload, committed or not; cheap."""
        with contextlib.suppress(FileNotFoundError, PermissionError):
            self.upload_path(upload_id).unlink()
        self.discard(upload_id)

    def put(self, data: bytes) -> str:
        """Keep a few bytes; the content file's name."""
        content = uuid.uuid4().hex
        self.path(content).write_bytes(data)
        return content

    def bake(self, recipe: str, size: int) -> tuple[str, str]:
        """Make a sample's bytes; the content file's name and the hash."""
        data = samples.make(recipe, size)
        return self.put(data), hash_text(hashlib.sha256(data).digest())

    def hash_upload(self, upload_id: str, start: int, length: int, digest: hashlib._Hash) -> str:
        """Continue a digest from a position to the end of an upload; the content-hash."""
        if length > start:
            with self.upload_path(upload_id).open("rb") as file:
                file.seek(start)
                left = length - start
                while left and (block := file.read(min(_BLOCK, left))):
                    digest.update(block)
                    left -= len(block)
        return hash_text(digest.digest())

    def truncate_upload(self, upload_id: str, length: int) -> None:
        """Cut off what an interrupted part left behind the confirmed ones."""
        path = self.upload_path(upload_id)
        if path.exists() and path.stat().st_size > length:
            os.truncate(path, length)

    def flip_byte(self, content: str) -> None:
        """Damage a file: what a failing disk does."""
        with self.path(content).open("r+b") as file:
            file.seek(self.path(content).stat().st_size // 2)
            byte = file.read(1)
            if byte:
                file.seek(-1, os.SEEK_CUR)
                file.write(bytes([byte[0] ^ 1]))
