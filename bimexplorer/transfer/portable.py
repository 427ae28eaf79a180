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
    """All but what only matters where the entry is shown or found in a list.

    Not by `asdict`, which copies deeply: of a folder of small files this is done for each.
    """
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind.value,
        "type": entry.type,
        "path": entry.path,
        "place": entry.place,
        "size": entry.size,
        "modified": _moment_out(entry.modified),
        "owner": entry.owner,
        "revision": entry.revision,
        "server_id": entry.server_id,
    }


def entry_in(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        **{
            **raw,
            "kind": Kind(raw["kind"]),
            "path": tuple(raw["path"]),
            "modified": _moment_in(raw["modified"]),
        }
    )


def planned_entry_id(plan: Mapping[str, Any]) -> str:
    """Of a job's plan: what it brings; empty for what comes from this computer."""
    return str(plan["entry"]["id"]) if "entry" in plan else ""


def planned_path(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Of what a job's plan brings."""
    return tuple(plan["entry"]["path"])


def receipt_out(receipt: Receipt) -> Raw:
    return {**asdict(receipt), "modified": _moment_out(receipt.modified)}


def receipt_in(raw: Mapping[str, Any]) -> Receipt:
    # An earlier program wrote no `modified`.
    modified = _moment_in(raw.get("modified"))
    return Receipt(**{**raw, "folder_path": tuple(raw["folder_path"]), "modified": modified})


def _moment_out(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment_in(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def upload_out(upload: Upload) -> Raw:
    spans = [[span.offset, span.length] for span in upload.confirmed]
    return {"state": upload.state, "size": upload.size, "confirmed": spans}


def upload_in(raw: Mapping[str, Any]) -> Upload:
    return Upload(raw["state"], raw["size"], tuple(Span(*span) for span in raw["confirmed"]))
