"""Comparisons as a person looks at them: narrowed, grouped, told over time, exported."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bimexplorer.comparison import export, grouping, history
from bimexplorer.comparison.following import Result, distinct
from bimexplorer.comparison.grouping import Grouping, Narrowing
from bimexplorer.errors import TargetUnwritable
from bimexplorer.revisions import (
    AttributeChange,
    ChangedObject,
    Comparison,
    ComparisonState,
    Difference,
    Pair,
    Revision,
)

_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
_names = st.sampled_from(["colour", "width"])
_changes = st.builds(AttributeChange, _names | _texts, st.none() | _texts, st.none() | _texts)
_objects = st.lists(
    st.builds(
        ChangedObject,
        id=st.uuids().map(str),
        difference=st.sampled_from(Difference),
        name=_texts,
        type=st.sampled_from(["Wall", "Beam", "door", ""]),
        discipline=st.sampled_from(["d1", "d2", ""]),
        attributes=st.lists(_changes, max_size=3).map(tuple),
    ),
    max_size=30,
).map(tuple)

DONE = Comparison(
    Pair(5, 2), ComparisonState.DONE, calculated=datetime(2026, 3, 1, 9, 5, tzinfo=timezone.utc)
)


def wall(number: int, difference: Difference = Difference.CHANGED, **more: object) -> ChangedObject:
    values = {"id": f"w{number}", "name": f"Wall {number}", "type": "Wall", **more}
    return ChangedObject(difference=difference, **values)


# ---------------------------------------------------------------------------------------- grouping


@given(_objects, st.sampled_from(Grouping))
def test_groups_hold_every_object_once_and_count_right(
    objects: tuple[ChangedObject, ...], by: Grouping
) -> None:
    groups = grouping.grouped(objects, by, {"d1": "Structure"})
    assert sorted(map(repr, objects)) == sorted(repr(one) for group in groups for one in group.objects)
    assert len({group.key for group in groups}) == len(groups)
    for group in groups:
        assert group.counts == grouping.counts(group.objects)
        assert sum(group.counts.values()) == len(group.objects)
    if by is Grouping.NONE:
        assert len(groups) == (1 if objects else 0)


@given(
    _objects,
    st.builds(
        Narrowing,
        _texts,
        st.frozensets(st.sampled_from(["Wall", "Beam"])),
        attributes=st.frozensets(_names),
    ),
)
def test_what_fits_is_seen_and_nothing_else(objects: tuple[ChangedObject, ...], narrowing: Narrowing) -> None:
    texts = [grouping.searched(one) for one in objects]
    found = grouping.arranged(objects, texts, narrowing, Grouping.TYPE, {})
    seen = [one for group in found.groups for one in group.objects]
    assert found.counts == grouping.counts(seen)
    assert set(found.types) == {one.type for one in objects}
    for one in objects:
        told = [one.name, one.name_before, one.type, one.id]
        told += [
            text or "" for change in one.attributes for text in (change.name, change.before, change.after)
        ]
        right = all(any(word in text.casefold() for text in told) for word in narrowing.words())
        right = right and (not narrowing.types or one.type in narrowing.types)
        changed = {change.name for change in one.attributes if change.before != change.after}
        right = right and (not narrowing.attributes or bool(narrowing.attributes & changed))
        assert changed <= set(found.attributes)
        assert (one in seen) == right


def test_an_arrangement_that_nobody_wants_any_more_ends() -> None:
    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    with pytest.raises(Enough):
        grouping.arranged((wall(1),), [""], Narrowing(), Grouping.TYPE, {}, enough)


def test_many_objects_stand_in_order() -> None:
    objects = tuple(wall(number * 7919 % 9001) for number in range(9001))
    (group,) = grouping.grouped(objects, Grouping.NONE, {})
    names = [one.name for one in group.objects]
    assert names == sorted(names)
    assert len(set(names)) == 9001


def test_groups_stand_by_name_and_what_has_none_comes_last() -> None:
    objects = (wall(1, type=""), wall(2, type="beam"), wall(3, type="Column"), wall(4, Difference.INSERTED))
    groups = grouping.grouped(objects, Grouping.TYPE, {})
    assert [group.key for group in groups] == ["beam", "Column", "Wall", ""]
    named = (wall(1, discipline="d2"), wall(2, discipline="d1"))
    groups = grouping.grouped(named, Grouping.DISCIPLINE, {"d1": "Structure", "d2": "Architecture"})
    assert [group.name for group in groups] == ["Architecture", "Structure"]


def test_in_a_group_the_kinds_follow_each_other() -> None:
    objects = (wall(1, Difference.CHANGED), wall(3, Difference.INSERTED), wall(2, Difference.INSERTED))
    (group,) = grouping.grouped(objects, Grouping.NONE, {})
    assert [one.id for one in group.objects] == ["w2", "w3", "w1"]


def test_pages_that_tell_an_object_twice_count_it_once() -> None:
    assert distinct(iter([wall(1), wall(2), wall(1)])) == (wall(1), wall(2))


@pytest.mark.parametrize("pair", [(2, 2), (0, 1), (-1, 3)])
def test_two_revisions_are_two(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no two revisions"):
        Pair.of(*pair)


def test_the_order_of_two_revisions_is_put_right() -> None:
    assert Pair.of(2, 5) == Pair.of(5, 2) == Pair(higher=5, lower=2)


# ---------------------------------------------------------------------------------------- over time


def test_an_object_is_followed_through_the_revisions_that_there_are() -> None:
    revisions = [Revision(f"r{n}", n, f"R{n}", author=f"Person {n}") for n in (7, 1, 4, 2)]
    moved = AttributeChange("height", "3", "4")
    same = AttributeChange("name", "a", "a")
    compared = {
        Pair(2, 1): (wall(1, Difference.INSERTED), wall(2)),
        Pair(4, 2): (wall(2), wall(1, id="W1", attributes=(moved, same))),
        Pair(7, 4): (wall(1, Difference.DELETED),),
    }
    asked: list[Pair] = []

    def result(pair: Pair) -> Result:
        asked.append(pair)
        return Result(DONE, compared[pair])

    steps = list(history.steps("w1", revisions, result))
    assert asked == [Pair(2, 1), Pair(4, 2), Pair(7, 4)]
    assert [(step.number, step.of) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    events = [event for step in steps for event in step.events]
    assert [(event.revision.number, event.difference) for event in events] == [
        (2, Difference.INSERTED),
        (4, Difference.CHANGED),
        (7, Difference.DELETED),
    ]
    assert events[1].attributes == (moved,)
    assert events[1].revision.author == "Person 4"


@pytest.mark.parametrize("count", [0, 1])
def test_a_model_with_less_than_two_revisions_has_no_history(count: int) -> None:
    def never(pair: Pair) -> Result:
        raise AssertionError(pair)

    assert list(history.steps("w1", [Revision("r1", 1, "R1")][:count], never)) == []


# ---------------------------------------------------------------------------------------- tables


@settings(max_examples=20)
@given(_objects)
def test_both_tables_tell_the_same_objects(
    tmp_path_factory: pytest.TempPathFactory, objects: tuple[ChangedObject, ...]
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    disciplines = {"d1": "Structure"}
    export.write_csv(folder / "c.csv", objects, disciplines)
    export.write_xlsx(folder / "c.xlsx", DONE, objects, disciplines)
    expected = list(export.rows(objects, disciplines))
    with (folder / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *found = csv.reader(file)
    assert tuple(header) == export.COLUMNS
    assert [tuple(text.removeprefix("'") for text in row) for row in found] == [
        tuple(text.removeprefix("'") for text in row) for row in expected
    ]
    book = openpyxl.load_workbook(folder / "c.xlsx")
    table = list(book["Objects"].iter_rows(values_only=True))
    assert table[0] == export.COLUMNS
    assert [tuple(text or "" for text in row) for row in table[1:]] == expected
    counts = dict(row for row in book["Comparison"].iter_rows(values_only=True))
    assert {kind.value: counts[kind.value] for kind in Difference} == {
        kind.value: count for kind, count in grouping.counts(objects).items()
    }
    assert (counts["higher revision"], counts["lower revision"]) == (5, 2)


def test_no_name_becomes_a_formula(tmp_path: Path) -> None:
    evil = wall(1, name='=HYPERLINK("http://x")', attributes=(AttributeChange("@a", "+1", "-1"),))
    export.write_csv(tmp_path / "c.csv", (evil,), {})
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert [text[0] for text in row if "HYP" in text or text.endswith(("@a", "1"))].count("'") == 4
    export.write_xlsx(tmp_path / "c.xlsx", DONE, (evil,), {})
    cell = openpyxl.load_workbook(tmp_path / "c.xlsx")["Objects"]["C2"]
    assert (cell.data_type, cell.value) == ("s", evil.name)


def test_what_cannot_stand_in_a_sheet_is_marked(tmp_path: Path) -> None:
    export.write_xlsx(tmp_path / "c.xlsx", DONE, (wall(1, name="a\x00b\x1f"),), {})
    assert openpyxl.load_workbook(tmp_path / "c.xlsx")["Objects"]["C2"].value == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    "write",
    [
        lambda path: export.write_csv(path, (wall(1),), {}),
        lambda path: export.write_xlsx(path, DONE, (wall(1),), {}),
    ],
    ids=["csv", "xlsx"],
)
def test_a_table_that_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "in it").write_text("x")
    with pytest.raises(TargetUnwritable, match="cannot be written"):
        write(tmp_path / "taken")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]
