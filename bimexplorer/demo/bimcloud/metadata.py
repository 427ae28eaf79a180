"""The document about a blob that uploads end with."""

from __future__ import annotations

from typing import Any


def metadata(
    *,
    namespace: str,
    blob_name: str,
    blob_id: str,
    size: int,
    content_hash: str,
    modifier: tuple[str, str],
    creator: tuple[str, str],
    modified: int,
    created: int,
    content_revision: int = 1,
    metadata_revision: int = 1,
) -> dict[str, Any]:
    """The YAML's BlobServerBlobMetadataResponse: numbers as texts. Users are `(id, username)`, times
    milliseconds.
    """
    return {
        "standard-metadata": {
            "namespace-name": namespace,
            "blob-name": blob_name,
            "blob-id": blob_id,
            "metadata-revision": str(metadata_revision),
            "content-revision": str(content_revision),
            "access": "opened",
            "last-modified-by-user-name": modifier[1],
            "last-modified-by-user-id": modifier[0],
            "last-modified": str(modified),
            "created-by-user-name": creator[1],
            "created-by-user-id": creator[0],
            "created": str(created),
            "content-disposition": f'attachment; filename="{blob_name}"',
            "content-language": "",
            "content-type": "application/octet-stream",
            "content-hash-algorithm": "SHA256",
            "content-hash": content_hash,
            "cache-control": "no-cache",
            "e-tag": content_hash,
            "size": str(size),
        },
        "user-metadata": {},
    }
