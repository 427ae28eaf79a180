"""The plan from the rows shown to the rows read again: every plan, carried out, gives the new rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.models.merge import Merge, key_of, plan_merge


def _entry(number: int, size: int) -> Entry:
    return Entry(f"e{number}", f"name {number}", Kind.FILE, "file", (f"name {number}",), "folder", size)


_rows = st.lists(st.builds(_entry, st.integers(0, 12), st.integers(0, 2)), max_size=14)
_unique_rows = _rows.map(lambda rows: list({key_of(row): row for row in rows}.values()))


def _carried_out(old: list[Entry], merge: Merge) -> list[Entry]:
    rows = list(old)
    for first, last in merge.removed:
        del rows[first : last + 1]
    if merge.order is not None:
        rows = [rows[row] for row in merge.order]
    for row, entries in merge.inserted:
        rows[row:row] = entries
    for row, entry in merge.changed:
        assert key_of(rows[row]) == key_of(entry)
        rows[row] = entry
    return rows


@given(_unique_rows, _rows)
def test_a_plan_carried_out_gives_the_new_rows_once_each(old: list[Entry], new: list[Entry]) -> None:
    first_of_each: dict[tuple[str, str], Entry] = {}
    for entry in new:
        first_of_each.setdefault(key_of(entry), entry)
    assert _carried_out(old, plan_merge(old, new)) == list(first_of_each.values())


@given(_unique_rows)
def test_the_same_rows_need_no_step(rows: list[Entry]) -> None:
    assert plan_merge(rows, rows) == Merge((), None, (), ())


def test_neighbours_go_and_come_in_one_run() -> None:
    old = [_entry(number, 0) for number in (1, 2, 3, 9)]
    new = [_entry(number, 0) for number in (4, 5, 9, 6)]
    merge = plan_merge(old, new)
    assert merge.removed == ((0, 2),)
    assert [(row, len(entries)) for row, entries in merge.inserted] == [(0, 2), (3, 1)]
    assert merge.order is None
