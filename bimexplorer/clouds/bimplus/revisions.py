"""Bimplus's revisions and comparisons as values of ours (revision-service). Pure.

The four sets of a comparison come as arrays, or as `{id, resultObjects: [...]}`; both are on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bimexplorer.clouds.bimplus.fields import as_document, as_person, lowered, moment, truth
from bimexplorer.clouds.values import as_count, as_number, as_text, needed
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.revisions import (
    AttributeChange,
    ChangedObject,
    Comparison,
    ComparisonState,
    Difference,
    ModelState,
    Pair,
    Revision,
)
from bimexplorer.words import say

_SETS = {
    Difference.INSERTED: "inserted",
    Difference.DELETED: "deleted",
    Difference.GEOMETRY: "changedgeometry",
    Difference.CHANGED: "changed",
}


def model_state(raw: Any) -> ModelState:
    """Of a division; what it does not tell, or in a word of its own, is `UNKNOWN`."""
    word = as_text(as_document(raw, "model").get("status")).upper()
    return ModelState(word) if word in ModelState.__members__ else ModelState.UNKNOWN


def discipline_names(raw: Any) -> dict[str, str]:
    """Id -> name, of the disciplines of a project (`GET projects/<id>/disciplines`)."""
    documents = [lowered(item) for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
    found = ((as_text(item.get("id")), as_text(item.get("name"))) for item in documents)
    return {identifier: name.removeprefix("ID_") for identifier, name in found if identifier and name}


def filter_names(raw: Iterable[Any]) -> dict[str, str]:
    """Id -> name."""
    documents = [lowered(item) for item in raw if isinstance(item, dict)]
    found = ((as_text(item.get("id")), as_text(item.get("name"))) for item in documents)
    return {identifier: name or identifier for identifier, name in found if identifier}


def selection_names(raw: Iterable[Any]) -> dict[str, str]:
    """Id -> name; those that nobody has named are called after what they hold."""
    names: dict[str, str] = {}
    for item in raw:
        document = lowered(item) if isinstance(item, dict) else {}
        identifier, held = as_text(document.get("id")), document.get("elements")
        if not identifier or truth(document.get("singleuse")):
            # One that is there for a single use is gone after it.
            continue
        told = as_text(document.get("name")) or as_text(document.get("type")) or identifier
        count = len(held) if isinstance(held, list) else 0
        names[identifier] = say("{name} ({n})", name=told, n=count) if count else told
    return names


def revision(raw: Any) -> Revision:
    document = as_document(raw, "revision")
    number = as_count(document.get("revisionnr"))
    if not number:
        raise UnexpectedAnswer(say("The server gave an incomplete answer."), "a revision without number")
    author = as_person(document.get("createdby"))
    return Revision(
        id=needed(document, "id"),
        number=number,
        name=as_text(document.get("name")),
        description=as_text(document.get("description")),
        author=author.shown if author is not None else None,
        created=moment(document.get("created")),
        changed=moment(document.get("changed")),
        input_type=as_text(document.get("inputtype")),
    )


def comparison(raw: Any, pair: Pair) -> Comparison:
    """What a comparison tells besides its objects. Raises `UnexpectedAnswer` for one of other revisions."""
    document = as_document(raw, "comparison")
    told = tuple(as_count(document.get(name)) for name in ("firstrevision", "secondrevision"))
    if told not in ((pair.higher, pair.lower), (None, None)):
        raise UnexpectedAnswer(
            say("The server gave an answer that cannot be understood."), f"revisions {told} for {pair}"
        )
    author = as_person(document.get("calculatedby"))
    pending = as_text(document.get("status")).upper() == "PENDING"
    return Comparison(
        pair=pair,
        state=ComparisonState.PENDING if pending else ComparisonState.DONE,
        up_to_date=truth(document.get("isuptodate")) is not False,
        calculated=moment(document.get("calculatedat")),
        author=author.shown if author is not None else None,
    )


def changed_objects(raw: Any) -> dict[Difference, list[ChangedObject]]:
    """The objects of each set, as far as this answer holds them."""
    document = as_document(raw, "comparison")
    return {
        difference: [_changed_object(item, difference) for item in _members(document.get(name))]
        for difference, name in _SETS.items()
    }


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = lowered(value).get("resultobjects")
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnexpectedAnswer(
            say("The server gave a listing that cannot be understood."), f"a set as {type(value).__name__}"
        )
    return value


def _changed_object(raw: Any, difference: Difference) -> ChangedObject:
    document = as_document(raw, "compared object")
    higher, lower = (_side(document.get(name)) for name in ("first", "second"))
    shown = lower if difference is Difference.DELETED else higher
    # Which of the two is left out is documented; that both are not is not.
    shown = shown or higher or lower
    object_id = needed(shown, "id")
    name, name_before = as_text(shown.get("name")), as_text(lower.get("name"))
    return ChangedObject(
        id=object_id,
        difference=difference,
        name=name,
        type=as_text(shown.get("type")),
        discipline=as_text(document.get("disciplineid")),
        name_before=name_before if name_before != name else "",
        attributes=tuple(_attribute_changes(higher, lower)),
        comparison_id=as_text(document.get("comparisonobjectid")),
    )


def _side(value: Any) -> Mapping[str, Any]:
    return lowered(value) if isinstance(value, dict) else {}


def _attribute_changes(higher: Mapping[str, Any], lower: Mapping[str, Any]) -> Iterator[AttributeChange]:
    after, before = (_attributes(side.get("attributes")) for side in (higher, lower))
    for name in {**before, **after}:
        yield AttributeChange(name, before.get(name), after.get(name))


def _attributes(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    texts = ((str(name), _attribute_text(told)) for name, told in value.items())
    return {name: text for name, text in texts if text is not None}


def _attribute_text(value: Any) -> str | None:
    """Also of attributes that come with their unit or type: `{"value": 3.5, "unit": "m"}`."""
    if isinstance(value, dict):
        document = lowered(value)
        text = _attribute_text(document.get("value"))
        unit = as_text(document.get("unit"))
        return f"{text} {unit}" if text and unit else text
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(filter(None, map(_attribute_text, value)))
    if isinstance(value, str) or as_number(value) is None:
        return value if isinstance(value, str) else None
    return as_text(value)
