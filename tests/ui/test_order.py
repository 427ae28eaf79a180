"""The order in which people see what is here as a whole: of many rows, and of single changes among them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest

from bimexplorer.cancellation import Cancellation
from bimexplorer.errors import Cancelled
from bimexplorer.model import Entry, Kind, Sort, SortColumn
from bimexplorer.ui.models.merge import Merge, key_of
from bimexplorer.ui.models.order import AT_ONCE, Order, arranged
from bimexplorer.ui.models.placing import plan_places

SORTS = [Sort(column, descending) for column in SortColumn for descending in (False, True)]


def entry(chance: random.Random, number: int) -> Entry:
    folder = chance.random() < 0.2
    return Entry(
        id=f"e{number}",
        name=chance.choice(["Plan {}", "plan {}.pdf", "\u00e4 {}.ifc", "Z{}"]).format(chance.randrange(300)),
        kind=Kind.FOLDER if folder else Kind.FILE,
        type="",
        path=(),
        place="root",
        size=None if folder else chance.randrange(5),
        modified=datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(days=chance.randrange(9)),
        owner=chance.choice([None, "Anna", "bob"]),
        rank=chance.randrange(2),
    )


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_many_are_sorted_as_few_are(sort: Sort) -> None:
    chance = random.Random(3)
    entries = [entry(chance, number) for number in range(AT_ONCE + 700)]
    found = arranged(entries, sort)
    order = Order(sort)
    assert sorted(map(key_of, found)) == sorted(map(key_of, entries))
    given = {key_of(one): number for number, one in enumerate(entries)}
    for one, other in pairwise(found):
        assert not order.before(other, one)
        if not order.before(one, other):  # equals stay as they came
            assert given[key_of(one)] < given[key_of(other)]
    few = found[::3]
    assert [key_of(one) for one in arranged(few, sort)] == [key_of(one) for one in few]


def test_numbers_come_as_people_count_and_folders_first() -> None:
    names = [f"Plan {number}" for number in range(2 * AT_ONCE)]
    entries = [Entry(name, name, Kind.FILE, "", ()) for name in sorted(names)]
    last = Entry("f", "z", Kind.FOLDER, "", ())
    assert [one.name for one in arranged([*entries, last], Sort())] == ["z", *names]
    backwards = arranged([*entries, last], Sort(descending=True))
    assert [one.name for one in backwards] == ["z", *reversed(names)]


def test_a_worker_that_is_to_stop_stops() -> None:
    token = Cancellation()
    entries = [Entry(str(number), str(number), Kind.FILE, "", ()) for number in range(AT_ONCE + 1)]
    token.cancel()
    with token.scope(), pytest.raises(Cancelled):
        arranged(entries, Sort())


def taken(shown: list[Entry], merge: Merge) -> list[Entry]:
    """The rows after the steps of a merge."""
    rows = list(shown)
    for first, last in merge.removed:
        del rows[first : last + 1]
    if merge.order is not None:
        rows = [rows[number] for number in merge.order]
    for row, entries in merge.inserted:
        rows[row:row] = entries
    for row, one in merge.changed:
        assert key_of(rows[row]) == key_of(one)
        rows[row] = one
    return rows


@pytest.mark.parametrize("seed", range(60))
def test_single_changes_come_to_their_place(seed: int) -> None:
    chance = random.Random(seed)
    sort = chance.choice(SORTS)
    shown = arranged([entry(chance, number) for number in range(chance.randrange(40))], sort)
    gone = {row for row in range(len(shown)) if chance.random() < 0.1}
    changed = {
        row: replace(entry(chance, 0), id=shown[row].id)
        for row in range(len(shown))
        if row not in gone and chance.random() < 0.2
    }
    fresh = [entry(chance, 1000 + number) for number in range(chance.randrange(5))]
    merge = plan_places(Order(sort), len(shown), shown.__getitem__, gone=gone, changed=changed, fresh=fresh)
    found = taken(shown, merge)
    wanted = [changed.get(row, one) for row, one in enumerate(shown) if row not in gone] + fresh
    assert sorted(map(key_of, found)) == sorted(map(key_of, wanted))
    order = Order(sort)
    assert all(not order.before(other, one) for one, other in pairwise(found))
    for first, last in pairwise(merge.removed):
        assert first[0] > last[1], "the lowest run last"
