"""A window on a model of the test's own in the stand-in, with its revisions and what is compared of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.models import Models
from bimexplorer.model import Entry
from bimexplorer.paths import Profile
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.models.comparison_reading import Phase
from bimexplorer.ui.panels.revisions import RevisionsPanel
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from tests.standin import StandIn
from tests.ui.explorer import Explorer

PROJECT = "Library Extension"
Content = list[dict[str, Any]]

_numbers = itertools.count(1)


def wall(key: str, geometry: str = "a", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "Wall", "name": f"Wall {key}", "geometry": geometry, **more}


FIRST: Content = [
    wall("stays"),
    wall("gone"),
    wall("moved"),
    wall("painted", attributes={"colour": "red", "height": 3}),
]
SECOND: Content = [
    wall("stays"),
    {**wall("new"), "type": "Beam", "name": "Beam new", "discipline": "ID_StructuralModel"},
    wall("moved", geometry="b"),
    wall("painted", attributes={"colour": "blue", "height": 3}),
]
THIRD: Content = [*SECOND[:3], wall("painted", attributes={"colour": "green", "height": 3})]


class ModelsWindow:
    """A window that shows the models of a project, with the panel of revisions open."""

    def __init__(self, explorer: Explorer, server: StandIn, user: int = 0) -> None:
        self.explorer = explorer
        self.server = server
        self.site = explorer.add_bimplus(server, user=user)
        self.cloud = explorer.connections.cloud(self.site.id)
        assert self.cloud.models is not None
        self.models: Models = self.cloud.models
        self.team = str(server.bimplus["team"])
        self.panel: RevisionsPanel = explorer.window.revisions
        self.model: Entry

    def make(self, *revisions: Content) -> Entry:
        """A model with a revision for each of these; its name keeps it on the first page."""
        name = f"0 Model {next(_numbers)} of {id(self)}"
        self.server.bimplus_action("make-model", project=PROJECT, name=name, revisions=list(revisions))
        self.model = self.cloud.entry_at((self.team, PROJECT, "Models", name))
        return self.model

    @property
    def node(self) -> str:
        return self.model.id.rsplit(":", 1)[1]

    def show(self) -> None:
        """The folder in which the model lies, with the model selected."""
        self.explorer.show()
        self.go(self.model.path[:-1])
        self.explorer.window.docks.revisions.show()
        self.explorer.select(self.model.name)

    def go(self, path: tuple[str, ...]) -> None:
        self.explorer.window.navigator.go(Place(self.site.id, path))
        location = self.explorer.window.navigator
        self.explorer.wait(
            lambda: location.location is not None and location.location.folder.path == path
            and self.explorer.loaded()
        )  # fmt: skip

    def numbers(self) -> list[int]:
        return [revision.number for revision in self.panel.revisions()]

    def wait_numbers(self, *numbers: int) -> None:
        self.explorer.wait(lambda: self.numbers() == list(numbers))

    def choose(self, *numbers: int) -> None:
        view = self.panel.findChild(QTableView, "revisionsView")
        view.clearSelection()
        flag = view.selectionModel().SelectionFlag
        for number in numbers:
            row = self.numbers().index(number)
            view.selectionModel().select(view.model().index(row, 0), flag.Select | flag.Rows)

    def action(self, name: str) -> QAction:
        found = self.panel.findChild(QAction, f"revisions{name}")
        assert isinstance(found, QAction)
        return found

    def empty(self) -> str:
        state = self.panel.findChild(EmptyState)
        return state.accessibleName() if state.isVisible() else ""

    def compare(self, *numbers: int) -> ComparisonDialog:
        """Through the panel; what was compared is not waited for."""
        self.choose(*numbers)
        self.action("Compare").trigger()
        return self.explorer.child(ComparisonDialog, "comparisonView")

    def compared(self, *revisions: Content) -> ComparisonDialog:
        """The two newest ones of a new model, wholly read and shown."""
        self.make(*revisions)
        self.show()
        self.wait_numbers(*range(len(revisions), 0, -1))
        dialog = self.compare(len(revisions))
        self.wait_done(dialog)
        return dialog

    def wait_done(self, dialog: ComparisonDialog) -> None:
        def done() -> bool:
            return dialog.reading.phase is Phase.DONE and dialog.settled()

        self.explorer.wait(done, 30)


def message(parent: QWidget, name: str) -> str:
    """What the bar of this name says."""
    bar = parent.findChild(QWidget, name)
    assert bar is not None
    return bar.accessibleName() if bar.isVisible() else ""


@pytest.fixture
def modelled(qtbot: QtBot, tasks: Tasks, tmp_path: Path, shared_2023: StandIn) -> Iterator[ModelsWindow]:
    explorer = Explorer(qtbot, tasks, Profile.under(tmp_path / "profile"))
    yield ModelsWindow(explorer, shared_2023)
    shared_2023.bimplus_action("set-comparison-time", seconds=0.05)
    explorer.end()
