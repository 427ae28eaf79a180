"""The same requests to Bimplus as the program's, sent by `curl`; then SHA-256 and fsync."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.curl import PART, Curl, Request, Spent, documents
from tests.demo.bimplus.wire import ZERO, Bimplus


class BimplusByCurl(Curl):
    """A signed-in user's transfers into and out of one Document Folder."""

    def __init__(self, wire: Bimplus, project: str, folder: str, work: Path) -> None:
        super().__init__(work)
        self._base = f"{wire.api}/{wire.team}"
        self._project, self._folder = project, folder
        self._token = {"Authorization": f"BimPlus {wire.token}"}

    def upload_large(self, source: Path, parts: Sequence[Path]) -> Spent:
        """`parts`: the source cut into pieces of `PART` bytes, which go one after the other."""
        spent, size = Spent(), source.stat().st_size
        first = next(documents(self.run(spent, [self._part(source, size, 0, parts[0])], 1)))
        file_id = first["fileName"] if first["id"] == ZERO else first["id"]
        rest = [
            self._part(source, size, number, part, file_id) for number, part in enumerate(parts) if number
        ]
        self.run(spent, rest, 1)
        self.hash(spent, [source])
        return spent

    def upload_small(self, sources: Sequence[Path], at_once: int) -> Spent:
        """With `at_once` 1 over one connection, one request after the other."""
        spent = Spent()
        url = self._into("attachments")
        requests = [Request(url, source, headers=self._token, form=True) for source in sources]
        self.run(spent, requests, at_once)
        self.hash(spent, sources)
        return spent

    def download(self, files: dict[str, str], target: Path, at_once: int) -> Spent:
        """`files`: names and ids."""
        spent = Spent()
        gets = [
            Request(
                f"{self._base}/attachments/{identifier}/download", output=target / name, headers=self._token
            )
            for name, identifier in files.items()
        ]
        self.run(spent, gets, at_once)
        came = [target / name for name in files]
        self.hash(spent, came)
        self.timed(spent, ["sync", *map(str, came)])
        return spent

    def _part(self, source: Path, size: int, number: int, part: Path, file_id: str = "") -> Request:
        first = number * PART
        last = first + part.stat().st_size - 1
        headers = {
            **self._token,
            "Content-Range": f"bytes {first}-{last}/{size}",
            "Content-Disposition": f'inline; name=\\"{source.stem}\\"; filename=\\"{source.name}\\"',
            "Content-Type": "application/octet-stream",
        }
        if file_id:
            headers["Chunk-FileId"] = file_id
        return Request(self._into("attachments/chunked"), part, method="PUT", headers=headers)

    def _into(self, route: str) -> str:
        return f"{self._base}/projects/{self._project}/{route}?DocumentFolderId={self._folder}"
