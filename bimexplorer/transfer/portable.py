"""Values of a cloud as JSON that the journal keeps, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bimexplorer.clouds.base import Receipt, Span, Upload
from bimexplorer.model import Entry, Kind

Raw = dict[str, Any]


def entry_out(entry: Entry) -> Raw:
    raw = asdict(entry)
    raw["kind"] = entry.kind.value
    raw["modified"] = entry.modified.isoformat() if entry.modified is not None else None
    # Only for the properties panel.
    del raw["details"]
    return raw


def entry_in(raw: Mapping[str, Any]) -> Entry:
    modified = raw["modified"]
    return Entry(
        **{
            **raw,
            "kind": Kind(raw["kind"]),
            "path": tuple(raw["path"]),
            "modified": datetime.fromisoformat(modified) if modified is not None else None,
        }
    )


def receipt_out(receipt: Receipt) -> Raw:
    return asdict(receipt)


def receipt_in(raw: Mapping[str, Any]) -> Receipt:
    return Receipt(**{**raw, "folder_path": tuple(raw["folder_path"])})


def upload_out(upload: Upload) -> Raw:
    spans = [[span.offset, span.length] for span in upload.confirmed]
    return {"state": upload.state, "size": upload.size, "confirmed": spans}


def upload_in(raw: Mapping[str, Any]) -> Upload:
    return Upload(raw["state"], raw["size"], tuple(Span(*span) for span in raw["confirmed"]))
