"""What is told about entries in the properties panel, as pairs of a title and a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from bimexplorer.addresses import path_text
from bimexplorer.model import Entry, Kind
from bimexplorer.ui.look import formats
from bimexplorer.ui.models.told_details import KNOWN

translate = QCoreApplication.translate

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Property:
    """One line of the panel."""

    key: str
    """The same for the same fact of every entry; the service's own facts begin with `details.`."""
    title: str
    value: str


def of_entry(entry: Entry, site_name: str, more: Details = ()) -> list[Property]:
    """Everything the cloud tells about one entry; what it does not tell is left out.

    `more`: what was asked for besides, newer than what the entry holds.
    """
    details = {**dict(entry.details), **dict(more)}
    is_file = entry.kind is Kind.FILE
    kind = translate("properties", "File") if is_file else formats.type_name(entry)
    found = [
        Property("kind", translate("properties", "Kind"), kind),
        Property("type", translate("properties", "Type"), formats.type_name(entry) if is_file else ""),
        Property(
            "size",
            translate("properties", "Size"),
            formats.exact_size_text(entry.size) if entry.size is not None else "",
        ),
        Property(
            "modified",
            translate("properties", "Modified"),
            formats.exact_date_text(entry.modified) if entry.modified is not None else "",
        ),
        Property("owner", translate("properties", "Changed by"), entry.owner or ""),
        *_known(details, technical=False),
        Property("path", translate("properties", "Path"), f"{site_name}:{path_text(entry.path)}"),
        Property("id", translate("properties", "ID"), entry.id),
        Property("server", translate("properties", "Content server"), entry.server_id),
        Property("word", translate("properties", "Type on the server"), entry.type),
    ]
    found += _known(details, technical=True)
    found += [
        Property(f"details.{name}", name, value) for name, value in details.items() if name not in KNOWN
    ]
    return [known for known in found if known.value]


def _known(details: Mapping[str, str], *, technical: bool) -> list[Property]:
    return [
        Property(f"details.{name}", translate("details", str(known.title)), known.text(details[name]))
        for name, known in KNOWN.items()
        if known.technical is technical and name in details
    ]


def of_several(entries: Sequence[Entry]) -> list[Property]:
    """How many there are and how large they are together, and what that does not cover."""
    number = QLocale().toString
    files = [entry for entry in entries if not entry.is_folder]
    folders = len(entries) - len(files)
    sizes = [entry.size for entry in files if entry.size is not None]
    left_out = []
    if folders:
        left_out.append(translate("properties", "What lies in folders is not counted."))
    if len(sizes) < len(files):
        left_out.append(
            translate("properties", "Entries without a size: {n}.").format(n=number(len(files) - len(sizes)))
        )
    size = formats.exact_size_text(sum(sizes)) if sizes else translate("properties", "Unknown")
    return [
        Property("folders", translate("properties", "Folders"), number(folders)),
        Property("files", translate("properties", "Files"), number(len(files))),
        Property("total", translate("properties", "Total size"), " ".join([size, *left_out])),
    ]
