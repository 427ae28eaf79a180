"""`bimx compare` and `history`: what changed between two revisions of a model, and when one object did."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bimexplorer.cli.output import date_text, moment_json, print_json, print_line, say
from bimexplorer.cli.places import Place, WrongCommandLine, local_path, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.models import Models
from bimexplorer.comparison import history as element_history
from bimexplorer.comparison.following import Result, Wanted, whole
from bimexplorer.comparison.grouping import Group, Grouping, counts, grouped
from bimexplorer.errors import NotFound, Unsupported
from bimexplorer.model import Capability, Entry
from bimexplorer.revisions import (
    AttributeChange,
    ChangedObject,
    Comparison,
    ComparisonLimits,
    ComparisonOptions,
    Pair,
)

_SIGNS = {"inserted": "+", "deleted": "-", "changed geometry": "~", "changed": "*"}
_WITH_ATTRIBUTES = ComparisonOptions(all_attributes=True)


def compare(session: Session) -> None:
    arguments = session.arguments
    place = remote_place(arguments.place)
    try:
        pair = Pair.of(arguments.one, arguments.other)
    except ValueError as error:
        raise WrongCommandLine("Two different revisions can be compared, counted from 1.") from error
    csv_file = local_path(arguments.csv) if arguments.csv is not None else None
    xlsx_file = local_path(arguments.xlsx) if arguments.xlsx is not None else None
    cloud, model = session.entry(place)
    models = _models(cloud, place, model)
    options = _options(models, model, arguments)
    result = _compared(models, Wanted(model, pair, options), anew=arguments.recalculate)
    if options.selection_id:
        # What was calculated for a selection takes the place of the whole, and the next one who asks is not
        # told so.
        models.calculate(model, pair, replace(options, selection_id=""))
    disciplines = models.disciplines(model)
    if csv_file is not None or xlsx_file is not None:
        # Only now: the library for workbooks takes a while to come.
        from bimexplorer.comparison import export

        if csv_file is not None:
            export.write_csv(csv_file, result.objects, disciplines)
        if xlsx_file is not None:
            export.write_xlsx(xlsx_file, result.comparison, result.objects, disciplines)
    if session.json:
        print_json(_result_json(result, disciplines))
    elif csv_file is None and xlsx_file is None:
        _print(result)
    else:
        print_line(_counts_text(result.objects))


def history(session: Session) -> None:
    arguments = session.arguments
    place = remote_place(arguments.place)
    cloud, model = session.entry(place)
    models = _models(cloud, place, model)
    revisions = models.revisions(model)
    events = [
        event
        for step in element_history.steps(
            arguments.object,
            revisions,
            lambda pair: _compared(models, Wanted(model, pair, _WITH_ATTRIBUTES)),
        )
        for event in step.events
    ]
    if session.json:
        print_json([_event_json(event) for event in events])
        return
    if not events:
        raise NotFound(f"Nothing happened to “{arguments.object}” in the revisions of “{place}”.")
    for event in events:
        when, author = date_text(event.revision.created), event.revision.author or ""
        told = "\t".join((str(event.revision.number), when, author, event.difference.value, event.name))
        print_line(told)
        _print_attributes(event.attributes)


def _models(cloud: Cloud, place: Place, entry: Entry) -> Models:
    """Raises `Unsupported` with the reason."""
    reason = cloud.missing(entry).get(Capability.REVISIONS)
    if reason or cloud.models is None:
        raise Unsupported(reason or "This cloud tells no revisions.", str(place))
    return cloud.models


def _options(models: Models, model: Entry, arguments: argparse.Namespace) -> ComparisonOptions:
    """Raises `NotFound` for a name that nothing, or more than one thing, has."""
    # Only with a name: what it is called costs some questions.
    known = models.limits(model) if arguments.filter or arguments.selection else ComparisonLimits()
    return ComparisonOptions(
        filter_id=_limit("filter", arguments.filter, known.filters),
        attributes=tuple(dict.fromkeys(arguments.attributes)),
        selection_id=_limit("selection", arguments.selection, known.selections),
        all_attributes=not arguments.brief,
    )


def _limit(what: str, given: str, known: Mapping[str, str]) -> str:
    """The id of what was given by its name; an id itself stays what it is."""
    by_id = [identifier for identifier in known if identifier.casefold() == given.casefold()]
    found = by_id or [identifier for identifier, name in known.items() if name == given]
    if len(found) > 1:
        raise NotFound(f"There are several {what}s called “{given}”. Take an id: {', '.join(found)}.")
    # A service may keep more of them than it lists; it judges what this program does not know.
    return found[0] if found else given


def _compared(models: Models, wanted: Wanted, *, anew: bool = False) -> Result:
    told: list[Comparison] = []

    def waiting(comparison: Comparison) -> None:
        if not told:
            say(f"The server compares revisions {wanted.pair.higher} and {wanted.pair.lower}…")
        told.append(comparison)

    return whole(models, wanted, anew=anew, waiting=waiting)


def _print(result: Result) -> None:
    comparison = result.comparison
    by = f" by {comparison.author}" if comparison.author else ""
    calculated = f", calculated {date_text(comparison.calculated)}{by}" if comparison.calculated else ""
    print_line(f"Revisions {comparison.pair.higher} and {comparison.pair.lower}{calculated}")
    if not comparison.up_to_date:
        print_line("The model was changed since.")
    print_line(_counts_text(result.objects))
    for group in grouped(result.objects, Grouping.TYPE, {}):
        _print_group(group)


def _print_group(group: Group) -> None:
    print_line("")
    print_line(f"{group.name or '(no type)'} ({_counts_text(group.objects)})")
    for one in group.objects:
        before = f" (was {one.name_before})" if one.name_before else ""
        print_line(f"  {_SIGNS[one.difference.value]} {one.name}{before}\t{one.id}")
        _print_attributes(one.attributes)


def _print_attributes(attributes: tuple[AttributeChange, ...]) -> None:
    for change in attributes:
        if change.differs:
            before = "-" if change.before is None else change.before
            after = "-" if change.after is None else change.after
            print_line(f"      {change.name}: {before} -> {after}")


def _counts_text(objects: tuple[ChangedObject, ...]) -> str:
    return ", ".join(f"{count} {difference.value}" for difference, count in counts(objects).items())


def _result_json(result: Result, disciplines: Mapping[str, str]) -> dict[str, Any]:
    comparison = result.comparison
    return {
        "higher": comparison.pair.higher,
        "lower": comparison.pair.lower,
        "calculated": moment_json(comparison.calculated),
        "author": comparison.author,
        "up_to_date": comparison.up_to_date,
        "counts": {difference.value: count for difference, count in counts(result.objects).items()},
        "objects": [_object_json(one, disciplines) for one in result.objects],
    }


def _object_json(one: ChangedObject, disciplines: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "difference": one.difference.value,
        "type": one.type,
        "name": one.name,
        "name_before": one.name_before or None,
        "discipline": disciplines.get(one.discipline, one.discipline) or None,
        "attributes": _attributes_json(one.attributes),
    }


def _event_json(event: element_history.Event) -> dict[str, Any]:
    return {
        "revision": event.revision.number,
        "revision_name": event.revision.name,
        "author": event.revision.author,
        "created": moment_json(event.revision.created),
        "difference": event.difference.value,
        "name": event.name,
        "type": event.type,
        "attributes": _attributes_json(event.attributes),
    }


def _attributes_json(attributes: tuple[AttributeChange, ...]) -> list[dict[str, str | None]]:
    return [
        {"name": change.name, "before": change.before, "after": change.after}
        for change in attributes
        if change.differs
    ]
