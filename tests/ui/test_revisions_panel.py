"""The revisions of a model in the window, over the real stand-ins."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from bimexplorer.paths import Profile
from bimexplorer.revisions import Pair
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.dialogs.comparison_revision_form import RevisionForm
from bimexplorer.ui.models.revisions import Column
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from tests.standin import StandIn
from tests.ui.explorer import Explorer
from tests.ui.models_window import FIRST, PROJECT, SECOND, THIRD, ModelsWindow, message


def test_revisions_of_the_selected_or_open_model(modelled: ModelsWindow) -> None:
    empty = modelled.make()
    modelled.make(FIRST, SECOND, THIRD)
    modelled.show()
    modelled.wait_numbers(3, 2, 1)
    view = modelled.panel.findChild(QTableView, "revisionsView")
    cells = [[view.model().index(row, column).data() for column in Column] for row in range(3)]
    assert [row[Column.NUMBER] for row in cells] == ["3 (newest)", "2", "1"]
    assert all(row[Column.NAME] and row[Column.AUTHOR] and row[Column.CREATED] for row in cells)
    assert {row[Column.INPUT] for row in cells} == {"IFC import"}
    modelled.explorer.select(empty.name)
    modelled.explorer.wait(lambda: "No revisions yet" in modelled.empty())
    assert "no two revisions" in modelled.action("Compare").toolTip()
    modelled.explorer.select(empty.name, modelled.model.name)
    modelled.explorer.wait(lambda: "Choose one model" in modelled.empty())
    # In the model nothing is selected, and what is open is a model.
    modelled.explorer.window.view.clearSelection()
    modelled.explorer.wait(lambda: "Only models have revisions" in modelled.empty())
    modelled.go(modelled.model.path)
    modelled.wait_numbers(3, 2, 1)


def test_the_state_of_the_model_is_followed(modelled: ModelsWindow) -> None:
    modelled.make(FIRST, SECOND)
    modelled.server.bimplus_action("set-model-status", model=modelled.node, status="PROCESSING")
    modelled.show()
    state = modelled.panel.findChild(QLabel, "revisionsState")
    modelled.explorer.wait(lambda: state.isVisible() and "processed" in state.text())
    for status, says in (("FAILED", "failed"), ("DONE", "Ready")):
        modelled.server.bimplus_action("set-model-status", model=modelled.node, status=status)
        if status == "DONE":
            modelled.panel.read()
        # While the server works at it, it is looked at again soon by itself.
        modelled.explorer.wait(lambda says=says: says in state.text())


def test_one_is_kept_and_named(modelled: ModelsWindow, qtbot: QtBot) -> None:
    modelled.make(FIRST)
    modelled.show()
    modelled.wait_numbers(1)
    modelled.action("Keep").trigger()
    form = modelled.explorer.child(RevisionForm, "revisionForm")
    accept = form.findChild(QPushButton, "revisionAccept")
    assert not accept.isEnabled()
    qtbot.keyClicks(form.findChild(QLineEdit, "revisionName"), "Tender")
    form.findChild(QPlainTextEdit, "revisionDescription").setPlainText("As sent out")
    accept.click()
    modelled.wait_numbers(2, 1)
    made = modelled.models.revisions(modelled.model)[0]
    assert (made.name, made.description) == ("Tender", "As sent out")
    modelled.choose(2)
    view = modelled.panel.findChild(QTableView, "revisionsView")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F2)
    form = modelled.explorer.child(RevisionForm, "revisionForm")
    assert form.findChild(QLineEdit, "revisionName").text() == "Tender"
    form.findChild(QLineEdit, "revisionName").setText("Tender, second")
    modelled.server.fault(server="bimplus", method="PUT", path="/revisions/", status=500)
    form.findChild(QPushButton, "revisionAccept").click()
    modelled.explorer.wait(lambda: message(form, "revisionMessage"))
    assert form.findChild(QLineEdit, "revisionName").text() == "Tender, second"
    form.findChild(QPushButton, "revisionAccept").click()
    modelled.explorer.wait(lambda: modelled.panel.revisions()[0].name == "Tender, second")
    assert [revision.number for revision in modelled.panel._chosen()] == [2]


def test_what_is_compared_is_what_was_chosen(modelled: ModelsWindow) -> None:
    modelled.make(FIRST, SECOND, THIRD)
    modelled.show()
    modelled.wait_numbers(3, 2, 1)
    compare = modelled.action("Compare")
    assert "Choose two revisions" in compare.toolTip()
    modelled.choose(1)
    assert "no revision before" in compare.toolTip()
    modelled.choose(3, 2, 1)
    assert not compare.isEnabled()
    modelled.choose(3)
    assert compare.text() == "Compare revision 3 with 2"
    dialog = modelled.compare(1, 3)
    assert dialog.reading.pair == Pair(3, 1)
    assert modelled.compare(3) is dialog
    assert dialog.reading.pair == Pair(3, 2)
    modelled.wait_done(dialog)
    dialog.close()
    modelled.explorer.wait(lambda: not modelled.explorer.window.findChildren(ComparisonDialog))


def test_whoever_may_not_make_any_is_told(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn
) -> None:
    user = shared_2023.bimplus["users"][1]["username"]
    shared_2023.bimplus_action("set-role", project=PROJECT, user=user, role="viewer")
    explorer = Explorer(qtbot, tasks, Profile.under(tmp_path / "profile"))
    try:
        reader = ModelsWindow(explorer, shared_2023, user=1)
        reader.make(FIRST, SECOND)
        reader.show()
        reader.wait_numbers(2, 1)
        reader.choose(2)
        assert reader.action("Compare").isEnabled()
        for name in ("Keep", "Edit"):
            assert not reader.action(name).isEnabled()
            assert "right" in reader.action(name).toolTip()
    finally:
        shared_2023.bimplus_action("set-role", project=PROJECT, user=user, role=None)
        explorer.end()


@pytest.mark.parametrize(
    ("rule", "says"),
    [({"status": 500}, "reported an error"), ({"status": 200, "body": []}, "no longer")],
    ids=["the server fails", "the model is gone"],
)
def test_what_cannot_be_read_is_told_and_tried_again(
    modelled: ModelsWindow, rule: dict[str, object], says: str
) -> None:
    modelled.make(FIRST, SECOND)
    modelled.show()
    modelled.wait_numbers(2, 1)
    modelled.server.fault(server="bimplus", method="GET", path="/projects/.*/divisions", times=None, **rule)
    modelled.panel.read()
    modelled.explorer.wait(lambda: message(modelled.panel, "revisionsMessage"))
    assert says in message(modelled.panel, "revisionsMessage")
    modelled.server.clear_faults()
    modelled.panel.findChild(QPushButton, "messageAction").click()
    modelled.explorer.wait(lambda: not message(modelled.panel, "revisionsMessage"))
    modelled.wait_numbers(2, 1)


def test_a_cloud_without_revisions_says_so(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn
) -> None:
    explorer = Explorer(qtbot, tasks, Profile.under(tmp_path / "profile"))
    explorer.add_site(shared_2023)
    explorer.show()
    explorer.open(explorer.make_folder("inside"))
    explorer.window.docks.revisions.show()
    state = explorer.window.revisions.findChild(EmptyState)
    explorer.wait(lambda: state.isVisible() and "BIMcloud does not tell" in state.accessibleName())
    explorer.end()


def test_everything_can_be_reached_and_has_a_name(modelled: ModelsWindow) -> None:
    modelled.make(FIRST)
    modelled.show()
    assert modelled.panel.accessibleName()
    assert modelled.panel.findChild(QTableView, "revisionsView").accessibleName()
    buttons = [button for button in modelled.panel.findChildren(QToolButton) if button.defaultAction()]
    assert len(buttons) == 3
    for button in buttons:
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.text()
