"""What changed between two revisions, in its window, calculated by the real stand-in."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bimexplorer.comparison.grouping import Grouping
from bimexplorer.revisions import Difference, Pair
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.dialogs.comparison_history import ObjectHistoryDialog
from bimexplorer.ui.dialogs.comparison_limits import ComparisonLimitsDialog
from bimexplorer.ui.models.comparison_history import Column as Told
from bimexplorer.ui.models.comparison_reading import OPTIONS, Compared, Phase
from bimexplorer.ui.views.empty_state import EmptyState
from tests.ui.models_window import FIRST, PROJECT, SECOND, THIRD, ModelsWindow, message, wall


def names(dialog: ComparisonDialog) -> list[str]:
    """What the rows say, groups and objects."""
    model = dialog.rows.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def state(dialog: ComparisonDialog) -> str:
    return dialog.findChild(QLabel, "comparisonStateText").text()


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def action(dialog: ComparisonDialog, name: str) -> QAction:
    found = dialog.findChild(QAction, f"comparison{name}")
    assert isinstance(found, QAction)
    return found


def choose(dialog: ComparisonDialog, combo: str, text: str) -> None:
    box = dialog.findChild(QComboBox, combo)
    place = next(row for row in range(box.count()) if text in box.itemText(row))
    box.setCurrentIndex(place)
    box.activated.emit(place)


def go_to(dialog: ComparisonDialog, name: str) -> None:
    dialog.rows.setCurrentIndex(dialog.rows.model().index(names(dialog).index(name), 0))


def counts(dialog: ComparisonDialog) -> list[int]:
    return [dialog.kinds.buttons[difference].count for difference in Difference]


def test_what_changed_is_counted_grouped_and_told(modelled: ModelsWindow, qtbot: QtBot) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    assert counts(dialog) == [1, 1, 1, 1]
    assert "1 object" in dialog.kinds.buttons[Difference.DELETED].accessibleName()
    assert names(dialog) == ["Beam (1)", "Beam new", "Wall (3)", "Wall gone", "Wall moved", "Wall painted"]
    assert "Compared" in state(dialog)
    assert modelled.server.bimplus["users"][0]["username"] in state(dialog)
    go_to(dialog, "Wall painted")
    table = dialog.findChild(QTableView, "comparisonAttributes").model()
    cells = [[table.index(row, column).data() for column in range(3)] for row in range(table.rowCount())]
    assert ["colour", "red", "blue"] in cells
    # Copied by the key, as rows and as ids; of a group, all of its objects.
    QGuiApplication.clipboard().clear()
    dialog.rows.setFocus()
    qtbot.keyClick(dialog.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    modelled.explorer.wait(lambda: clipboard.text().startswith("Object\t"))
    lines = clipboard.text().split("\n")
    assert lines[1].split("\t")[:4] == ["Wall painted", "Wall", "Changed", "colour"]
    go_to(dialog, "Wall (3)")
    action(dialog, "CopyIds").trigger()
    walls = {one.id for one in dialog.reading.objects if one.type == "Wall"}
    assert set(clipboard.text().split("\n")) == walls


def test_it_is_narrowed_and_grouped(modelled: ModelsWindow, qtbot: QtBot) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    wait = modelled.explorer.wait
    go_to(dialog, "Wall painted")
    dialog.kinds.buttons[Difference.DELETED].click()
    wait(lambda: names(dialog) == ["Wall (1)", "Wall gone"])
    dialog.kinds.buttons[Difference.CHANGED].click()
    wait(lambda: names(dialog) == ["Wall (2)", "Wall gone", "Wall painted"])
    assert counts(dialog) == [1, 1, 1, 1]
    assert "2 of 4 objects" in dialog.findChild(QLabel, "comparisonCount").text()
    for kind in (Difference.DELETED, Difference.CHANGED):
        dialog.kinds.buttons[kind].click()
    wait(lambda: dialog.shown_objects() == 4)
    # What an attribute was is found as well.
    qtbot.keyClicks(dialog.filter.field, "RED wall")
    wait(lambda: names(dialog) == ["Wall (1)", "Wall painted"])
    assert dialog.rows.current_object() is not None
    qtbot.keyClicks(dialog.filter.field, "nothing")
    wait(lambda: "No object is like that" in _empty(dialog))
    qtbot.keyClick(dialog.filter.field, Qt.Key.Key_Escape)
    wait(lambda: dialog.shown_objects() == 4)
    assert dialog.isVisible()
    assert [one.name for one in dialog.rows.selected_objects()] == ["Wall painted"]
    choose(dialog, "comparisonTypes", "Beam")
    wait(lambda: names(dialog) == ["Beam (1)", "Beam new"])
    choose(dialog, "comparisonTypes", "All types")
    choose(dialog, "comparisonGrouping", "discipline")
    wait(lambda: len(dialog.rows.model().index(0, 0).data()) > 0 and dialog.settled())
    assert {name.rpartition(" ")[0] for name in names(dialog) if name.endswith(")")} == {
        "BuildingModel",
        "StructuralModel",
    }
    choose(dialog, "comparisonGrouping", "Not grouped")
    wait(lambda: names(dialog) == ["Beam new", "Wall gone", "Wall moved", "Wall painted"])
    assert dialog.filter.grouping is Grouping.NONE
    assert [one.name for one in dialog.rows.selected_objects()] == ["Wall painted"]


def test_others_are_chosen_and_their_order_put_right(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND, THIRD)
    assert dialog.reading.pair == Pair(3, 2)
    lower, higher = (dialog.findChild(QComboBox, name) for name in ("comparisonLower", "comparisonHigher"))
    assert [lower.itemData(row) for row in range(lower.count())] == [3, 2, 1]
    choose(dialog, "comparisonHigher", "1 · ")
    assert dialog.reading.pair == Pair(2, 1)
    assert (lower.currentData(), higher.currentData()) == (1, 2)
    modelled.wait_done(dialog)
    assert counts(dialog) == [1, 1, 1, 1]
    # The same on both sides: they change places, so that there are always two.
    choose(dialog, "comparisonLower", "3 · ")
    assert dialog.reading.pair == Pair(3, 2)
    modelled.wait_done(dialog)
    assert counts(dialog) == [0, 0, 0, 1]
    assert names(dialog) == ["Wall (1)", "Wall painted"]


def test_what_was_read_is_kept_while_it_holds(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND, THIRD)
    choose(dialog, "comparisonLower", "1 · ")
    modelled.wait_done(dialog)
    shown = dialog.reading.objects
    before = modelled.server.counters()
    for lower in ("2 · ", "1 · "):
        choose(dialog, "comparisonLower", lower)
        modelled.wait_done(dialog)
    asked = {
        call: number - before.get(call, 0)
        for call, number in modelled.server.counters().items()
        if "revisionscomparison" in call
    }
    # Once each, whether it still holds.
    assert sum(asked.values()) == 2
    assert dialog.reading.objects == shown
    modelled.server.bimplus_action("change-model", model=modelled.node)
    choose(dialog, "comparisonLower", "2 · ")
    modelled.wait_done(dialog)
    assert dialog.reading.comparison is not None
    assert dialog.reading.comparison.up_to_date


def test_nothing_differs(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, FIRST)
    modelled.explorer.wait(lambda: "Nothing differs" in _empty(dialog))
    assert not action(dialog, "Export").isEnabled()
    assert "nothing to export" in action(dialog, "Export").toolTip()


def test_what_went_stale_is_marked_and_calculated_anew(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    anew = button(dialog, "comparisonRecalculate")
    assert not anew.isVisible()
    modelled.server.bimplus_action("import-model", model=modelled.node, objects=FIRST)
    dialog.reading.look_again()
    modelled.explorer.wait(anew.isVisible)
    assert "The model was changed since" in state(dialog)
    assert dialog.shown_objects() == 4
    anew.click()
    modelled.explorer.wait(lambda: "Nothing differs" in _empty(dialog))
    assert not anew.isVisible()
    assert counts(dialog) == [0, 0, 0, 0]


def test_what_somebody_else_had_calculated_shows_by_itself(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    known = dialog.reading.comparison
    assert known is not None
    assert known.calculated is not None
    # The server tells seconds.
    later = known.calculated + timedelta(seconds=1)
    modelled.explorer.wait(lambda: datetime.now(timezone.utc) >= later)
    modelled.server.bimplus_action("import-model", model=modelled.node, objects=FIRST)
    modelled.models.calculate(modelled.model, Pair(2, 1), OPTIONS)
    dialog.reading.look_again()
    modelled.explorer.wait(lambda: "Nothing differs" in _empty(dialog))
    assert dialog.reading.comparison is not None
    assert dialog.reading.comparison.calculated != known.calculated


def test_waiting_is_given_up_and_gone_on_with(modelled: ModelsWindow) -> None:
    modelled.server.bimplus_action("set-comparison-time", seconds=3600)
    modelled.make(FIRST, SECOND)
    modelled.show()
    modelled.wait_numbers(2, 1)
    dialog = modelled.compare(2)
    modelled.explorer.wait(lambda: "The server is comparing" in state(dialog))
    assert not action(dialog, "Export").isEnabled()
    button(dialog, "comparisonCancel").click()
    assert dialog.reading.phase is Phase.CANCELLED
    assert "Cancelled" in state(dialog)
    modelled.server.bimplus_action("set-comparison-time", seconds=0)
    again = button(dialog, "comparisonRecalculate")
    assert again.text() == "Go on"
    again.click()
    modelled.wait_done(dialog)
    assert dialog.shown_objects() == 4


def test_the_line_breaks_while_it_is_waited_for(modelled: ModelsWindow) -> None:
    modelled.server.bimplus_action("set-comparison-time", seconds=3600)
    modelled.make(FIRST, SECOND)
    modelled.show()
    modelled.wait_numbers(2, 1)
    dialog = modelled.compare(2)
    modelled.explorer.wait(lambda: dialog.reading.phase is Phase.CALCULATING)
    modelled.server.fault(server="bimplus", path="revisionscomparison", drop="request", times=None)
    modelled.explorer.wait(lambda: message(dialog, "comparisonMessage"), 30)
    assert dialog.reading.phase is Phase.FAILED
    modelled.server.clear_faults()
    modelled.server.bimplus_action("set-comparison-time", seconds=0)
    button(dialog, "messageAction").click()
    modelled.wait_done(dialog)
    assert dialog.shown_objects() == 4
    assert not message(dialog, "comparisonMessage")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({"path": "revisionscomparison", "status": 403}, "right"),
        ({"path": "/divisions/.*/revisions", "status": 404}, "no longer"),
        ({"path": "revisionscomparison", "status": 500}, "reported an error"),
    ],
    ids=["no right", "the model is gone", "the server fails"],
)
def test_what_cannot_be_compared_is_told(modelled: ModelsWindow, rule: dict[str, Any], says: str) -> None:
    modelled.make(FIRST, SECOND)
    modelled.show()
    modelled.wait_numbers(2, 1)
    modelled.server.fault(server="bimplus", times=None, **rule)
    dialog = modelled.compare(2)
    modelled.explorer.wait(lambda: message(dialog, "comparisonMessage"), 30)
    assert says in message(dialog, "comparisonMessage")


def test_a_revision_that_is_gone(modelled: ModelsWindow) -> None:
    modelled.make(FIRST, SECOND)
    modelled.show()
    compared = Compared(modelled.site.id, modelled.models, modelled.model)
    dialog = modelled.explorer.window.comparisons.show(compared, Pair(9, 1))
    modelled.explorer.wait(lambda: "has no revision 9" in message(dialog, "comparisonMessage"))
    assert dialog.reading.phase is Phase.FAILED
    choose(dialog, "comparisonHigher", "2 · ")
    modelled.wait_done(dialog)
    assert dialog.shown_objects() == 4


def test_many_pages_are_all_read_and_none_twice(modelled: ModelsWindow) -> None:
    first = [wall(f"w{number}") for number in range(2300)]
    second = [wall(f"w{number}", geometry="b") for number in range(2300)]
    dialog = modelled.compared(first, second)
    assert dialog.shown_objects() == 2300
    assert len({one.id for one in dialog.reading.objects}) == 2300
    assert counts(dialog) == [0, 0, 2300, 0]
    dialog.rows.selectAll()
    assert len(dialog.rows.selected_objects()) == 2300
    assert dialog.findChild(QLabel, "comparisonCount").text() == "2300 objects, 2300 selected"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_seen_is_exported(modelled: ModelsWindow, tmp_path: Path, ending: str) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    dialog.kinds.buttons[Difference.CHANGED].click()
    modelled.explorer.wait(lambda: dialog.shown_objects() == 1)
    action(dialog, "Export").trigger()
    chooser = dialog.findChild(QFileDialog, "comparisonExportDialog")
    assert modelled.model.name in chooser.selectedFiles()[0]
    target = tmp_path / f"what changed.{ending}"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    modelled.explorer.wait(lambda: "1 object was saved" in message(dialog, "comparisonMessage"))
    if ending == "csv":
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))[1:]
    else:
        book = load_workbook(target, read_only=True)
        rows = [[cell or "" for cell in row] for row in book["Objects"].values][1:]
        book.close()
    assert {(row[0], row[2]) for row in rows} == {("changed", "Wall painted")}
    assert [row[6:] for row in rows if row[6] == "colour"] == [["colour", "red", "blue"]]


def test_where_nothing_can_be_written_is_told(modelled: ModelsWindow, tmp_path: Path) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    action(dialog, "Export").trigger()
    chooser = dialog.findChild(QFileDialog, "comparisonExportDialog")
    chooser.fileSelected.emit(str(tmp_path / "no such folder" / "table.csv"))
    chooser.close()
    modelled.explorer.wait(lambda: "table.csv" in message(dialog, "comparisonMessage"))


def test_an_object_through_all_revisions(modelled: ModelsWindow, qtbot: QtBot) -> None:
    dialog = modelled.compared([], FIRST, SECOND, THIRD)
    go_to(dialog, "Wall painted")
    dialog.rows.setFocus()
    qtbot.keyClick(dialog.rows, Qt.Key.Key_Return)
    history = modelled.explorer.child(ObjectHistoryDialog, "objectHistoryDialog")
    told = history.findChild(QTableView, "objectHistoryView").model()
    text = history.findChild(QLabel, "objectHistoryState")
    modelled.explorer.wait(lambda: "3 pairs of revisions compared." in text.text())
    rows = [[told.index(row, column).data() for column in Told] for row in range(told.rowCount())]
    assert [row[Told.DIFFERENCE] for row in rows if row[Told.REVISION]] == ["Inserted", "Changed", "Changed"]
    assert [row[Told.ATTRIBUTE : Told.AFTER + 1] for row in rows if row[Told.ATTRIBUTE] == "colour"][-2:] == [
        ["colour", "red", "blue"],
        ["colour", "blue", "green"],
    ]
    author = modelled.models.revisions(modelled.model)[0].author
    assert {row[Told.AUTHOR] for row in rows if row[Told.REVISION]} == {author}
    history.close()


def test_a_history_is_given_up_and_gone_on_with(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND, THIRD)
    modelled.server.bimplus_action("set-comparison-time", seconds=3600)
    go_to(dialog, "Wall painted")
    action(dialog, "History").trigger()
    history = modelled.explorer.child(ObjectHistoryDialog, "objectHistoryDialog")
    text = history.findChild(QLabel, "objectHistoryState")
    modelled.explorer.wait(lambda: "0 of 2 pairs" in text.text())
    button(history, "objectHistoryCancel").click()
    assert "Cancelled" in message(history, "objectHistoryMessage")
    modelled.server.bimplus_action("set-comparison-time", seconds=0)
    button(history, "messageAction").click()
    modelled.explorer.wait(lambda: "2 pairs of revisions compared." in text.text())
    history.close()


def limits_of(modelled: ModelsWindow, dialog: ComparisonDialog) -> ComparisonLimitsDialog:
    button(dialog, "comparisonLimit").click()
    return modelled.explorer.child(ComparisonLimitsDialog, "comparisonLimits")


def test_only_objects_in_which_an_attribute_changed(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    box = dialog.findChild(QComboBox, "comparisonAttribute")
    assert [box.itemText(row) for row in range(box.count())] == ["Any attribute", "colour"]
    choose(dialog, "comparisonAttribute", "colour")
    modelled.explorer.wait(lambda: names(dialog) == ["Wall (1)", "Wall painted"])
    choose(dialog, "comparisonAttribute", "Any attribute")
    modelled.explorer.wait(lambda: dialog.shown_objects() == 4)


def test_it_is_limited_to_a_filter_a_selection_and_attributes(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    wait = modelled.explorer.wait
    ids = {one.name: one.id for one in dialog.reading.objects}
    chosen = [ids["Wall gone"], ids["Wall painted"]]
    act = modelled.server.bimplus_action
    act("define-filter", project=PROJECT, types=["Beam"], name=f"Beams {modelled.node}")
    act("select", project=PROJECT, members=chosen, name=f"Two {modelled.node}")
    limits = limits_of(modelled, dialog)
    box = limits.findChild(QComboBox, "comparisonLimitFilter")
    wait(lambda: box.findText(f"Beams {modelled.node}") > 0)
    box.setCurrentText(f"Beams {modelled.node}")
    button(limits, "comparisonLimitsCompare").click()
    wait(lambda: dialog.reading.phase is Phase.DONE and names(dialog) == ["Beam (1)", "Beam new"])
    assert "Beams" in button(dialog, "comparisonLimit").accessibleName()
    # By the selection: the server calculates it anew, and the whole after it.
    limits = limits_of(modelled, dialog)
    box = limits.findChild(QComboBox, "comparisonLimitSelection")
    wait(lambda: box.findText(f"Two {modelled.node} (2)") > 0)
    assert limits.findChild(QComboBox, "comparisonLimitFilter").currentText() == f"Beams {modelled.node}"
    limits.findChild(QComboBox, "comparisonLimitFilter").setCurrentIndex(0)
    box.setCurrentText(f"Two {modelled.node} (2)")
    button(limits, "comparisonLimitsCompare").click()
    wait(lambda: counts(dialog) == [0, 1, 0, 1] and dialog.reading.phase is Phase.DONE)
    # Attributes by what a person types: of what changed, nothing else has this one.
    limits = limits_of(modelled, dialog)
    limits.findChild(QComboBox, "comparisonLimitSelection").setEditText("")
    limits.findChild(QLineEdit, "comparisonLimitAttributes").setText("height; weight")
    limits.findChild(QCheckBox, "comparisonLimitEvery").setChecked(False)
    button(limits, "comparisonLimitsCompare").click()
    wait(lambda: counts(dialog) == [1, 1, 1, 0] and dialog.reading.phase is Phase.DONE)
    assert "2 attributes" in button(dialog, "comparisonLimit").text()
    limits = limits_of(modelled, dialog)
    button(limits, "comparisonLimitsEverything").click()
    wait(lambda: counts(dialog) == [1, 1, 1, 1] and dialog.reading.phase is Phase.DONE)
    assert "Limit" in button(dialog, "comparisonLimit").accessibleName()
    assert dialog.reading.options == OPTIONS


def test_a_limit_that_is_none_is_told(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    modelled.server.fault(server="bimplus", path="/disciplines", times=None, status=500)
    limits = limits_of(modelled, dialog)
    modelled.explorer.wait(lambda: message(limits, "comparisonLimitsMessage"), 40)
    modelled.server.clear_faults()
    limits.findChild(QComboBox, "comparisonLimitFilter").setEditText("no such filter")
    button(limits, "comparisonLimitsCompare").click()
    modelled.explorer.wait(lambda: message(dialog, "comparisonMessage"), 30)
    assert dialog.reading.phase is Phase.FAILED
    limits = limits_of(modelled, dialog)
    assert limits.findChild(QComboBox, "comparisonLimitFilter").currentText() == "no such filter"
    button(limits, "comparisonLimitsEverything").click()
    modelled.wait_done(dialog)
    assert dialog.shown_objects() == 4


def test_everything_can_be_reached_and_has_a_name(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    for name in (
        "comparisonRows",
        "comparisonAttributes",
        "comparisonLower",
        "comparisonHigher",
        "comparisonFilterField",
        "comparisonTypes",
        "comparisonAttribute",
        "comparisonGrouping",
    ):
        widget = dialog.findChild(QWidget, name)
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for kind in dialog.kinds.buttons.values():
        assert kind.accessibleName()
        assert kind.focusPolicy() & Qt.FocusPolicy.TabFocus
    # A kind with objects has a bar, and one that is chosen looks otherwise.
    kind = dialog.kinds.buttons[Difference.INSERTED]
    before = kind.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    kind.setChecked(True)
    assert kind.grab().toImage().convertToFormat(QImage.Format.Format_RGB32) != before
    # Narrow, and wide again: nothing is cut off.
    for width in (460, 1100):
        dialog.resize(width, 700)
        modelled.explorer.wait(
            lambda: all(
                dialog.rect().contains(dialog.kinds.mapTo(dialog, each.geometry().bottomRight()))
                for each in dialog.kinds.buttons.values()
            )
        )


def _empty(dialog: ComparisonDialog) -> str:
    shown = dialog.rows.viewport().findChild(EmptyState)
    assert shown is not None
    return shown.accessibleName() if shown.isVisible() else ""
