"""The rows of a comparison: right whatever is arranged, opened, closed and selected."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from bimexplorer.comparison.grouping import Grouping, Narrowing, arranged, searched
from bimexplorer.revisions import AttributeChange, ChangedObject, Difference, Revision
from bimexplorer.ui.models.comparison import Column, ComparisonModel, Role, Sight, sight
from bimexplorer.ui.models.comparison_attributes import AttributesModel
from bimexplorer.ui.models.revisions import RevisionsModel
from bimexplorer.ui.panels.comparison_rows import ComparisonRows

EVERYTHING = Narrowing()
TYPES = ("Wall", "Beam", "Slab", "")
NAMES = {"d1": "Structure", "d2": "Finish"}


def changed(number: int, rng: random.Random) -> ChangedObject:
    return ChangedObject(
        f"id-{number:04}",
        rng.choice(list(Difference)),
        f"Object {number}",
        rng.choice(TYPES),
        rng.choice(("d1", "d2", "")),
        attributes=(AttributeChange("colour", "red", rng.choice(("red", "blue"))),),
    )


def seen(
    objects: Sequence[ChangedObject], narrowing: Narrowing = EVERYTHING, by: Grouping = Grouping.TYPE
) -> Sight:
    return sight(arranged(objects, list(map(searched, objects)), narrowing, by, NAMES), by)


def model_of() -> ComparisonModel:
    return ComparisonModel(lambda each: NAMES.get(each, each))


def expected_rows(shown: Sight, closed: set[str]) -> list[str]:
    """What each row is, by the id of its object or the key of its group."""
    rows: list[str] = []
    for group in shown.arrangement.groups:
        if shown.grouping is not Grouping.NONE:
            rows.append(f"group {group.key}")
        if shown.grouping is Grouping.NONE or group.key not in closed:
            rows += [one.id for one in group.objects]
    return rows


def rows_of(model: ComparisonModel) -> list[str]:
    told = []
    for row in range(model.rowCount()):
        group, one = model.group_at(row), model.object_at(row)
        assert (group is None) != (one is None)
        told.append(f"group {group.key}" if group is not None else str(one and one.id))
    return told


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_right_under_random_arrangements(qtbot: QtBot, seed: int) -> None:
    rng = random.Random(seed)
    model = model_of()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    objects = [changed(number, rng) for number in range(60)]
    shown, closed = seen([]), set[str]()
    for _ in range(40):
        step = rng.randrange(3)
        if step == 0 or not model.rowCount():
            narrowing = Narrowing(
                rng.choice(("", "", "1", "blue", "nothing")),
                frozenset(rng.sample(TYPES, rng.randrange(3))),
                frozenset(rng.sample(list(Difference), rng.randrange(3))),
            )
            before = shown.grouping
            shown = seen(
                rng.sample(objects, rng.randrange(len(objects))), narrowing, rng.choice(list(Grouping))
            )
            if shown.grouping is not before:
                closed.clear()
            model.show(shown)
        elif step == 1:
            row, opened = rng.randrange(model.rowCount()), rng.random() < 0.5
            group = model.group_at(row)
            model.set_expanded(row, opened)
            if group is not None:
                (closed.discard if opened else closed.add)(group.key)
        else:
            opened = rng.random() < 0.5
            model.set_all_expanded(opened)
            headed = shown.grouping is not Grouping.NONE
            for group in shown.arrangement.groups if headed else ():
                (closed.discard if opened else closed.add)(group.key)
        assert rows_of(model) == expected_rows(shown, closed)
        assert [model.row_of(model.key_at(row)) for row in range(model.rowCount())] == list(
            range(model.rowCount())
        )
        chosen = sorted(rng.sample(range(model.rowCount()), rng.randrange(model.rowCount() + 1)))
        keys = model.keys_in(range(row, row + 1) for row in chosen)
        assert keys == {model.key_at(row) for row in chosen}
        assert [row for stretch in model.ranges_of(keys) for row in stretch] == chosen
        if chosen:
            stretch = range(chosen[0], chosen[-1] + 1)
            assert model.keys_in([stretch]) == set(map(model.key_at, stretch))
        assert model.objects_shown == sum(len(group.objects) for group in shown.arrangement.groups)
        assert len(model.in_order()) == model.objects_shown
    assert tester.model() is model


def test_rows_that_are_not_there_are_nothing(qtbot: QtBot) -> None:
    model = model_of()
    model.show(seen([changed(1, random.Random(1))]))
    for row in (-1, 2, 99):
        assert model.group_at(row) is None
        assert model.object_at(row) is None
        assert model.key_at(row) is None
    assert model.row_of("changed nobody ") == -1
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, len(Column))) is None
    model.clear()
    assert model.rowCount() == 0


def test_what_cells_say(qtbot: QtBot) -> None:
    one = ChangedObject(
        "x",
        Difference.CHANGED,
        "New",
        "Wall",
        "d1",
        "Old",
        (AttributeChange("colour", "a\tb", "c"), AttributeChange("height", "1", "1")),
    )
    model = model_of()
    model.show(seen([one, ChangedObject("y", Difference.INSERTED, "", "")]))
    assert model.index(0, 0).data() == "Wall (1)"
    assert model.index(0, 0).data(Role.EXPANDED) is True
    assert "1 object, open" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    told = [model.index(1, column).data() for column in Column]
    assert told == ["New (before: Old)", "Wall", "Changed", "colour", "Structure", "x"]
    assert model.index(2, 0).data() == "No type is told (1)"
    assert model.index(3, 0).data() == "Without a name"
    lines = model.as_text(model.objects_at([0, 1])).split("\n")
    assert len(lines) == 2
    assert lines[1].split("\t") == told


def test_what_is_selected_and_open_survives_every_arrangement(qtbot: QtBot) -> None:
    rng = random.Random(3)
    objects = [changed(number, rng) for number in range(200)]
    model = model_of()
    rows = ComparisonRows(model)
    qtbot.addWidget(rows)
    rows.resize(600, 300)
    rows.show()
    rows.show_sight(seen(objects[:50]))
    wanted = [one for one in objects[:50] if one.type == "Wall"][:3]
    first = next(row for row in range(model.rowCount()) if model.object_at(row) == wanted[0])
    rows.setCurrentIndex(model.index(first, 0))
    flags = rows.selectionModel().SelectionFlag
    for one in wanted[1:]:
        row = next(row for row in range(model.rowCount()) if model.object_at(row) == one)
        rows.selectionModel().select(model.index(row, 0), flags.Select | flags.Rows)
    beams = next(
        row for row in range(model.rowCount()) if (group := model.group_at(row)) and group.key == "Beam"
    )
    rows.toggle(beams)
    for shown in (
        seen(objects),
        seen(objects, Narrowing("there is no such thing")),
        seen(objects, Narrowing(wanted[0].id)),
        seen(objects),
    ):
        rows.show_sight(shown)
        there = set(shown.ordinals) & {f"{one.difference.value} {one.id} " for one in wanted}
        assert len(rows.selected_objects()) == len(there)
    assert {one.id for one in rows.selected_objects()} == {one.id for one in wanted}
    assert rows.current_object() == wanted[0]
    assert not model.is_expanded(beams)
    # What is selected newly is all that is.
    rows.setCurrentIndex(model.index(first, 0))
    rows.show_sight(seen(objects, Narrowing(), Grouping.NONE))
    assert len(rows.selected_objects()) == 1


def test_keys_walk_as_in_a_tree(qtbot: QtBot) -> None:
    model = model_of()
    rows = ComparisonRows(model)
    qtbot.addWidget(rows)
    rows.show_sight(seen([changed(number, random.Random(number)) for number in range(30)]))
    rows.setCurrentIndex(model.index(0, 0))
    every = model.rowCount()
    inside = len(model.group_at(0).objects)  # type: ignore[union-attr]
    qtbot.keyClick(rows, Qt.Key.Key_Left)
    assert model.rowCount() == every - inside
    qtbot.keyClick(rows, Qt.Key.Key_Right)
    assert model.rowCount() == every
    qtbot.keyClick(rows, Qt.Key.Key_Right)
    assert rows.currentIndex().row() == 1
    qtbot.keyClick(rows, Qt.Key.Key_Left)
    assert rows.currentIndex().row() == 0
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert model.rowCount() == every - inside
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    with qtbot.waitSignal(rows.activated_object) as told:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert told.args == [model.object_at(1)]


def test_attributes_that_differ_come_first_and_are_told_apart(qtbot: QtBot) -> None:
    model = AttributesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    one = ChangedObject(
        "x",
        Difference.CHANGED,
        "New",
        "Wall",
        name_before="Old",
        attributes=(AttributeChange("same", "1", "1"), AttributeChange("fresh", None, "2")),
    )
    model.show(one, "1", "2")
    told = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert told == [["Name", "Old", "New"], ["fresh", "—", "2"], ["same", "1", "1"]]
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert [text.rpartition(", ")[2] for text in spoken] == ["differs", "differs", "the same"]
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(2, 1).data(Qt.ItemDataRole.FontRole) is None
    model.show(None, "", "")
    assert model.rowCount() == 0
    assert tester.model() is model


@pytest.mark.parametrize("seed", range(3))
def test_revisions_are_taken_as_they_are_now(qtbot: QtBot, seed: int) -> None:
    rng = random.Random(seed)
    model = RevisionsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(30):
        numbers = sorted(rng.sample(range(1, 12), rng.randrange(11)), reverse=True)
        wanted = tuple(Revision(f"r{number}", number, rng.choice("ab")) for number in numbers)
        model.take(wanted)
        assert model.all() == wanted
    assert tester.model() is model
