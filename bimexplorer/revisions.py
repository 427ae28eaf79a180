"""What the program knows about a model's revisions and about what changed between two of them: frozen values.

As in `bimexplorer.model`, raw JSON becomes one of these in a cloud's own converter and nowhere later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bimexplorer.model import Entry


class ModelState(str, Enum):
    """What the service is doing with a model (the words of `GET projects/<id>/divisions`)."""

    PREPARING = "PREPARING"
    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    DONE = "DONE"
    DONE_REFRESHED = "DONE_REFRESHED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    EMPTY = "EMPTY"

    @property
    def settled(self) -> bool:
        """Whether nothing is going to happen with it by itself."""
        return self not in (ModelState.PREPARING, ModelState.PENDING, ModelState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a model that was kept."""

    id: str
    number: int
    """From 1 on; grows."""
    name: str
    description: str = ""
    author: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    input_type: str = ""
    """How it came, in the service's word: `IFC_IMPORT`."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that hangs on an object of a model, as it was at a revision."""

    file_id: str
    """The same for each of its versions."""
    version: int | None
    """None: not told; the entry is the document as it is now."""
    entry: Entry
    """Stands for this version wherever a file does, as that of `bimexplorer.model.Version`."""


class Difference(str, Enum):
    """What happened to an object between a lower and a higher revision."""

    INSERTED = "inserted"
    DELETED = "deleted"
    GEOMETRY = "changed geometry"
    CHANGED = "changed"
    """Its geometry is the same, something else is not."""


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute of an object, before and after."""

    name: str
    before: str | None
    """In the lower revision; None: it had none."""
    after: str | None
    """In the higher revision; None: it has none."""

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ChangedObject:
    """An object that is not the same in both revisions."""

    id: str
    """The object's own, the same in every revision."""
    difference: Difference
    name: str
    """In the higher revision; of a deleted one, in the lower. May be empty."""
    type: str
    """`Wall`, `Beam`, ... in the service's word; likewise."""
    discipline: str = ""
    """Its id; empty where the service does not tell it."""
    name_before: str = ""
    """In the lower revision, where it is another."""
    attributes: tuple[AttributeChange, ...] = ()
    """What the service told of them; none where they were not asked for."""
    comparison_id: str = ""
    """Of the object in this comparison."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions of one model, in the order that the service wants."""

    higher: int
    lower: int

    @classmethod
    def of(cls, one: int, other: int) -> Pair:
        """In whatever order they were chosen. Raises `ValueError` for twice the same, or for less than 1."""
        if one == other or min(one, other) < 1:
            raise ValueError(f"no two revisions: {one}, {other}")
        return cls(max(one, other), min(one, other))


@dataclass(frozen=True, slots=True)
class ComparisonOptions:
    """What a comparison is narrowed to."""

    filter_id: str = ""
    """Only objects that meet this filter of the project."""
    attributes: tuple[str, ...] = ()
    """Ids: of what changed, only objects in which one of these did."""
    selection_id: str = ""
    """Only objects in this selection. Counts when it is calculated."""
    all_attributes: bool = False
    """Tell the changed attributes of every object."""


@dataclass(frozen=True, slots=True)
class ComparisonLimits:
    """What there is that a comparison can be limited to, by id -> name."""

    filters: Mapping[str, str] = field(default_factory=dict)
    selections: Mapping[str, str] = field(default_factory=dict)


class ComparisonState(str, Enum):
    PENDING = "pending"
    """The server is still calculating."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of a calculated comparison, without its objects."""

    pair: Pair
    state: ComparisonState
    up_to_date: bool = True
    """False: the model was changed since; it should be calculated anew."""
    calculated: datetime | None = None
    author: str | None = None
    """Who had it calculated."""


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A stretch of a comparison's objects."""

    comparison: Comparison
    objects: tuple[ChangedObject, ...] = field(default=())
    cursor: str | None = None
    """Hand it back to get the next page; None: this was the last one, or it is not done."""
