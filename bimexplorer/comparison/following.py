"""Getting a comparison out of a service that calculates in its own time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bimexplorer.cancellation import current
from bimexplorer.clouds.models import Models
from bimexplorer.errors import NotCalculated
from bimexplorer.model import Entry
from bimexplorer.revisions import (
    ChangedObject,
    Comparison,
    ComparisonOptions,
    ComparisonPage,
    ComparisonState,
    Pair,
)

log = logging.getLogger(__name__)

PAGE = 1000
"""Objects asked for at a time."""

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_AGAIN = 3
"""Times that reading begins anew because somebody had it calculated meanwhile."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A comparison that somebody asks for."""

    model: Entry
    pair: Pair
    options: ComparisonOptions = field(default_factory=ComparisonOptions)


Waiting = Callable[[Comparison], None]
"""Hears each time that the server is still calculating."""


def calculated(
    models: Models, wanted: Wanted, *, anew: bool = False, waiting: Waiting | None = None
) -> ComparisonPage:
    """The first page of a comparison that is calculated and up to date, as far as the server does it.

    Has it calculated where that was never done, where the model was changed since, of a selection, or with
    `anew`, and waits for it; cancelling ends the waiting, not the server's work. Raises what `Models` does.
    """
    # What was calculated does not tell of which selection.
    anew = anew or bool(wanted.options.selection_id)
    page = None if anew else _if_calculated(models, wanted)
    if page is None or not page.comparison.up_to_date:
        models.calculate(wanted.model, wanted.pair, wanted.options)
        page = None
    pause = _FIRST_PAUSE
    while page is None or page.comparison.state is ComparisonState.PENDING:
        if page is not None:
            if waiting is not None:
                waiting(page.comparison)
            current().wait(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        page = models.comparison(wanted.model, wanted.pair, wanted.options, limit=PAGE)
    return page


def _if_calculated(models: Models, wanted: Wanted) -> ComparisonPage | None:
    try:
        return models.comparison(wanted.model, wanted.pair, wanted.options, limit=PAGE)
    except NotCalculated as error:
        log.info("It is calculated for the first time: %s", error.technical)
        return None


def pages_after(models: Models, wanted: Wanted, first: ComparisonPage) -> Iterator[ComparisonPage]:
    """The pages behind the first one, until one is of another calculation: that one comes last, empty."""
    cursor = first.cursor
    while cursor is not None:
        page = models.comparison(wanted.model, wanted.pair, wanted.options, cursor=cursor, limit=PAGE)
        if page.comparison.calculated != first.comparison.calculated:
            yield ComparisonPage(page.comparison)
            return
        yield page
        cursor = page.cursor


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison with all of its objects."""

    comparison: Comparison
    objects: tuple[ChangedObject, ...]


def whole(models: Models, wanted: Wanted, *, anew: bool = False, waiting: Waiting | None = None) -> Result:
    """All of a comparison, of one calculation."""
    for _ in range(_AGAIN):
        first = calculated(models, wanted, anew=anew, waiting=waiting)
        pages = [first, *pages_after(models, wanted, first)]
        if pages[-1].comparison.calculated == first.comparison.calculated:
            break
        anew = False
    return Result(first.comparison, distinct(one for page in pages for one in page.objects))


def distinct(objects: Iterator[ChangedObject]) -> tuple[ChangedObject, ...]:
    """Each once, in the order in which they came: pages of a list that moves may tell one twice."""
    return tuple({(one.difference, one.id, one.comparison_id): one for one in objects}.values())
