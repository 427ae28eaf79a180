"""Which entries a query finds: pure, and the last word wherever a server's answer may be wider."""

from __future__ import annotations

import calendar as months
import operator
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from bimexplorer.model import Entry, Kind
from bimexplorer.query.tree import (
    Ago,
    AllOf,
    AnyOf,
    Extension,
    Field,
    Modified,
    Not,
    OfKind,
    Query,
    Relation,
    Size,
    Text,
    Wildcard,
)

FIRST_DAY = date(1971, 1, 1)
LAST_DAY = date(2999, 12, 30)
"""Windows can tell the local time of no other days."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are here and now."""

    today: date
    zone: tzinfo | None = None
    """None: the system's."""

    @classmethod
    def here(cls) -> Calendar:
        return cls(datetime.now().astimezone().date())

    def start(self, day: date) -> datetime:
        """When a day begins, in UTC."""
        midnight = datetime.combine(day, time(), self.zone)
        return midnight.astimezone(timezone.utc)

    def day(self, day: date | Ago) -> date:
        if isinstance(day, date):
            return day
        if day.unit in "dw":
            found = self.today - timedelta(days=day.count * (7 if day.unit == "w" else 1))
        else:
            month = self.today.year * 12 + self.today.month - 1 - day.count * (12 if day.unit == "y" else 1)
            year, month = divmod(month, 12)
            if year < FIRST_DAY.year:
                return FIRST_DAY
            last = months.monthrange(year, month + 1)[1]
            found = date(year, month + 1, min(self.today.day, last))
        return max(found, FIRST_DAY)

    def span(self, condition: Modified) -> tuple[datetime | None, datetime | None]:
        """The moments that fit: from the first on, before the second; None is no bound."""
        day = self.day(condition.day)
        begin, end = self.start(day), self.start(day + timedelta(days=1))
        return {
            Relation.LESS: (None, begin),
            Relation.AT_MOST: (None, end),
            Relation.EQUAL: (begin, end),
            Relation.AT_LEAST: (begin, None),
            Relation.MORE: (end, None),
        }[condition.relation]


def folded(text: str) -> str:
    """What is the same to a search: composed or not, upper or lower case."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    return lowered.replace("ς", "σ")  # noqa: RUF001 - which of the two `lower` gives depends on what follows


def matcher(query: Query, calendar: Calendar | None = None) -> Callable[[Entry], bool]:
    """Whether an entry fits, as a function for many entries. `calendar` is that of here and now."""
    calendar = calendar or Calendar.here()
    if isinstance(query, (AllOf, AnyOf)):
        inner = [matcher(one, calendar) for one in query.queries]
        decide = all if isinstance(query, AllOf) else any
        return lambda entry: decide(fits(entry) for fits in inner)
    if isinstance(query, Not):
        contrary = matcher(query.query, calendar)
        return lambda entry: not contrary(entry)
    if isinstance(query, Text):
        return _text_matcher(query)
    if isinstance(query, OfKind):
        kind = query.kind
        return lambda entry: entry.kind is kind
    if isinstance(query, Extension):
        ending = folded(f".{query.text}")
        return lambda entry: entry.kind is Kind.FILE and folded(entry.name).endswith(ending)
    if isinstance(query, Size):
        compare, size = _COMPARED[query.relation], query.size
        return lambda entry: entry.size is not None and compare(entry.size, size)
    since, until = calendar.span(query)
    return lambda entry: (
        entry.modified is not None
        and (since is None or entry.modified >= since)
        and (until is None or entry.modified < until)
    )


def matches(query: Query, entry: Entry, calendar: Calendar | None = None) -> bool:
    """Whether an entry fits."""
    return matcher(query, calendar)(entry)


def _text_matcher(query: Text) -> Callable[[Entry], bool]:
    fits = _pattern_matcher(query)
    if query.field is Field.PATH:
        return lambda entry: fits("/" + "/".join(entry.path))
    if query.field is Field.BY:
        return lambda entry: entry.owner is not None and fits(entry.owner)
    return lambda entry: fits(entry.name)


def _pattern_matcher(query: Text) -> Callable[[str], bool]:
    pattern: list[str | Wildcard] = []
    for part in query.parts:
        pattern += [part] if isinstance(part, Wildcard) else folded(part)
    if query.whole:
        return lambda text: _fits(folded(text), pattern)
    wanted = "".join(part for part in pattern if isinstance(part, str))
    return lambda text: wanted in folded(text)


def _fits(text: str, pattern: list[str | Wildcard]) -> bool:
    """Whether a whole text fits a pattern of single characters and wildcards.

    Only the last `*` is ever tried again, which is enough, so that many of them cost no more than the
    product of both lengths (as a regular expression they would cost its power).
    """
    at = place = 0
    retry_place, retry_at = -1, 0
    while at < len(text):
        wanted = pattern[place] if place < len(pattern) else None
        if wanted is Wildcard.ANY:
            retry_place, retry_at = place, at
            place += 1
        elif wanted is Wildcard.ONE or wanted == text[at]:
            place += 1
            at += 1
        elif retry_place >= 0:
            retry_at += 1
            place, at = retry_place + 1, retry_at
        else:
            return False
    return all(wanted is Wildcard.ANY for wanted in pattern[place:])


_COMPARED: dict[Relation, Callable[[int, int], bool]] = {
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.EQUAL: operator.eq,
    Relation.AT_LEAST: operator.ge,
    Relation.MORE: operator.gt,
}
