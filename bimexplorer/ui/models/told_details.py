"""What services call the facts that they tell, and how people read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QDateTime, QLocale, Qt, QTimeZone

from bimexplorer.ui.look import formats

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Detail:
    """How one fact is told."""

    title: object
    """Untranslated (PySide6 calls it an object)."""
    text: Callable[[str], str] = str
    """The service's value in words; what it cannot make sense of stays as it is."""
    technical: bool = False
    """Of use to whoever looks for a fault, and to nobody else."""


def _number(value: str) -> str:
    return QLocale().toString(int(value)) if value.isascii() and value.isdigit() else value


def _size(value: str) -> str:
    return formats.exact_size_text(int(value)) if value.isascii() and value.isdigit() else value


def _yes_or_no(value: str) -> str:
    words = {"true": translate("details", "Yes"), "false": translate("details", "No")}
    return words.get(value.casefold(), value)


def _moment(value: str) -> str:
    """ISO 8601, UTC where it has no zone."""
    read = QDateTime.fromString(value, Qt.DateFormat.ISODateWithMs)
    if not read.isValid():
        return value
    if read.timeSpec() == Qt.TimeSpec.LocalTime:
        read.setTimeZone(QTimeZone.utc())
    return formats.date_text(datetime.fromtimestamp(read.toMSecsSinceEpoch() / 1000, timezone.utc))


_RIGHTS: dict[str, object] = {
    "download": QT_TRANSLATE_NOOP("details", "Download"),
    "update": QT_TRANSLATE_NOOP("details", "Change"),
    "share": QT_TRANSLATE_NOOP("details", "Share"),
    "delete": QT_TRANSLATE_NOOP("details", "Delete"),
}


def _rights(value: str) -> str:
    """Names of rights with blanks between, or sentences as they are."""
    granted = value.split()
    if not set(granted) <= _RIGHTS.keys():
        return value
    return ", ".join(translate("details", str(word)) for right, word in _RIGHTS.items() if right in granted)


_STATES: dict[str, object] = {
    "PREPARING": QT_TRANSLATE_NOOP("details", "Being prepared"),
    "PENDING": QT_TRANSLATE_NOOP("details", "Waiting"),
    "PROCESSING": QT_TRANSLATE_NOOP("details", "Being processed"),
    "DONE": QT_TRANSLATE_NOOP("details", "Ready"),
    "DONE_REFRESHED": QT_TRANSLATE_NOOP("details", "Ready"),
    "FAILED": QT_TRANSLATE_NOOP("details", "Failed"),
    "EMPTY": QT_TRANSLATE_NOOP("details", "Empty"),
}


def _state(value: str) -> str:
    known = _STATES.get(value)
    return translate("details", str(known)) if known is not None else value


KNOWN: dict[str, Detail] = {
    # What it is about
    "shortDescr": Detail(QT_TRANSLATE_NOOP("details", "Description")),
    "description": Detail(QT_TRANSLATE_NOOP("details", "Description")),
    "address": Detail(QT_TRANSLATE_NOOP("details", "Address")),
    "status": Detail(QT_TRANSLATE_NOOP("details", "Status"), _state),
    "priority": Detail(QT_TRANSLATE_NOOP("details", "Priority")),
    "responsible": Detail(QT_TRANSLATE_NOOP("details", "Responsible")),
    "dueDate": Detail(QT_TRANSLATE_NOOP("details", "Due"), _moment),
    "solution": Detail(QT_TRANSLATE_NOOP("details", "Solution")),
    "version": Detail(QT_TRANSLATE_NOOP("details", "Version"), _number),
    "tag": Detail(QT_TRANSLATE_NOOP("details", "Tag")),
    "classification": Detail(QT_TRANSLATE_NOOP("details", "Classification")),
    "release": Detail(QT_TRANSLATE_NOOP("details", "Shared"), _yes_or_no),
    "creator": Detail(QT_TRANSLATE_NOOP("details", "Created by")),
    "createdAt": Detail(QT_TRANSLATE_NOOP("details", "Created"), _moment),
    "created": Detail(QT_TRANSLATE_NOOP("details", "Created"), _moment),
    "rights": Detail(QT_TRANSLATE_NOOP("details", "You may"), _rights),
    # What belongs to it
    "memberCount": Detail(QT_TRANSLATE_NOOP("details", "Members"), _number),
    "modelCount": Detail(QT_TRANSLATE_NOOP("details", "Models"), _number),
    "numberOfMembers": Detail(QT_TRANSLATE_NOOP("details", "Members"), _number),
    "numberOfProjects": Detail(QT_TRANSLATE_NOOP("details", "Projects"), _number),
    "usedSpace": Detail(QT_TRANSLATE_NOOP("details", "Used space"), _size),
    "totalSpace": Detail(QT_TRANSLATE_NOOP("details", "Space in all"), _size),
    "size": Detail(QT_TRANSLATE_NOOP("details", "Size"), _size),
    "disciplines": Detail(QT_TRANSLATE_NOOP("details", "Disciplines")),
    "issues": Detail(QT_TRANSLATE_NOOP("details", "Issues")),
    "structures": Detail(QT_TRANSLATE_NOOP("details", "Structures"), _number),
    "revisions": Detail(QT_TRANSLATE_NOOP("details", "Revisions"), _number),
    "comments": Detail(QT_TRANSLATE_NOOP("details", "Comments"), _number),
    "commentsCount": Detail(QT_TRANSLATE_NOOP("details", "Number of comments"), _number),
    "attachmentCount": Detail(QT_TRANSLATE_NOOP("details", "Attachments"), _number),
    "topicCount": Detail(QT_TRANSLATE_NOOP("details", "Issues"), _number),
    "attachmentsCount": Detail(QT_TRANSLATE_NOOP("details", "Attachments"), _number),
    "hyperlinks": Detail(QT_TRANSLATE_NOOP("details", "Links"), _number),
    "hyperlinksCount": Detail(QT_TRANSLATE_NOOP("details", "Number of links"), _number),
    "pins": Detail(QT_TRANSLATE_NOOP("details", "Pinned to"), _number),
    "pinsCount": Detail(QT_TRANSLATE_NOOP("details", "Number of pins"), _number),
    "materialSurfaces": Detail(QT_TRANSLATE_NOOP("details", "Material surfaces"), _number),
    "importFileName": Detail(QT_TRANSLATE_NOOP("details", "Imported file")),
    "importFileSize": Detail(QT_TRANSLATE_NOOP("details", "Size of the imported file"), _size),
    "accountType": Detail(QT_TRANSLATE_NOOP("details", "Account")),
    "ismyteam": Detail(QT_TRANSLATE_NOOP("details", "Your own team"), _yes_or_no),
    "issueType": Detail(QT_TRANSLATE_NOOP("details", "Type of issue")),
    # What whoever looks for a fault asks for
    "$parentName": Detail(QT_TRANSLATE_NOOP("details", "Name of the folder"), technical=True),
    "$modelServerName": Detail(QT_TRANSLATE_NOOP("details", "Name of the content server"), technical=True),
    "$modelServerPath": Detail(QT_TRANSLATE_NOOP("details", "Path of the content server"), technical=True),
    "shortId": Detail(QT_TRANSLATE_NOOP("details", "Number"), technical=True),
    "contentType": Detail(QT_TRANSLATE_NOOP("details", "Media type"), technical=True),
    "inputType": Detail(QT_TRANSLATE_NOOP("details", "Way of import"), technical=True),
    "attachmentType": Detail(QT_TRANSLATE_NOOP("details", "Type of attachment"), technical=True),
    "nodeType": Detail(QT_TRANSLATE_NOOP("details", "Type in the model"), technical=True),
    "displayname": Detail(QT_TRANSLATE_NOOP("details", "Name shown"), technical=True),
    "teamSlug": Detail(QT_TRANSLATE_NOOP("details", "Team"), technical=True),
    "hash": Detail(QT_TRANSLATE_NOOP("details", "Mark of the content"), technical=True),
    "relatedId": Detail(QT_TRANSLATE_NOOP("details", "Belongs to"), technical=True),
    "projectId": Detail(QT_TRANSLATE_NOOP("details", "ID of the project"), technical=True),
    "topologyId": Detail(QT_TRANSLATE_NOOP("details", "ID of the topology"), technical=True),
}
"""By the service's property names, in the order in which they are shown."""
