"""What hung on one object of a comparison at either revision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bimexplorer.clouds.models import Models
from bimexplorer.model import Entry
from bimexplorer.revisions import ChangedObject, Difference, Pair


class Fate(Enum):
    """What happened to a document between the lower and the higher revision."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    """It has another version; both are told."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Document:
    """One content of a document."""

    entry: Entry
    """In the version of then."""
    version: int | None
    revisions: tuple[int, ...]
    """At which of the two, in ascending order."""
    fate: Fate


def documents(models: Models, model: Entry, one: ChangedObject, pair: Pair) -> tuple[Document, ...]:
    """By name, of the same name the later content first.

    Blocks. A revision in which the object was not is not asked for. Raises what `Models.attachments` does.
    """
    lower = () if one.difference is Difference.INSERTED else models.attachments(model, one.id, pair.lower)
    higher = () if one.difference is Difference.DELETED else models.attachments(model, one.id, pair.higher)
    before, after = ({each.entry.id: each for each in side} for side in (lower, higher))
    replaced = {each.file_id for each in lower} & {each.file_id for each in higher}
    found = []
    for identifier, each in {**before, **after}.items():
        if identifier in before and identifier in after:
            found.append(Document(each.entry, each.version, (pair.lower, pair.higher), Fate.SAME))
            continue
        at, alone = (pair.lower, Fate.REMOVED) if identifier in before else (pair.higher, Fate.ADDED)
        fate = Fate.REPLACED if each.file_id in replaced else alone
        found.append(Document(each.entry, each.version, (at,), fate))
    return tuple(sorted(found, key=lambda one: (one.entry.name.casefold(), -one.revisions[-1])))
