"""Making, copying, changing and deleting projects, over the real Bimplus stand-in."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import NotFound
from bimexplorer.model import Entry, ProjectProperties
from bimexplorer.ui.dialogs.delete_project import DeleteProjectDialog
from bimexplorer.ui.dialogs.project_properties import ProjectPropertiesDialog
from bimexplorer.ui.places.history import Place
from tests.standin import StandIn
from tests.ui.explorer import Explorer

_LEFT = Qt.MouseButton.LeftButton


class Team:
    """A window that shows the team of a signed-in Bimplus."""

    def __init__(self, explorer: Explorer, server: StandIn, *, user: int = 0) -> None:
        self.explorer = explorer
        self.window = explorer.window
        self.slug = str(server.bimplus["team"])
        self.site_id = explorer.add_bimplus(server, user=user).id
        explorer.show()
        self.go(self.slug)

    @property
    def title(self) -> str:
        """What the team is called in the tree."""
        return self.cloud.entry_at((self.slug,)).name

    @property
    def cloud(self) -> Cloud:
        return self.explorer.connections.cloud(self.site_id)

    @property
    def projects(self) -> Projects:
        projects = self.cloud.projects
        assert projects is not None
        return projects

    def go(self, *path: str) -> None:
        self.window.navigator.go(Place(self.site_id, path))

        def there() -> bool:
            location = self.window.navigator.location
            return location is not None and location.folder.path == path and self.explorer.loaded()

        self.explorer.wait(there)

    def make(self, name: str = "") -> Entry:
        """A project of the test's own, shown in the team."""
        team = self.cloud.entry_at((self.slug,))
        made = self.projects.create(team, ProjectProperties(name or unique("A"), "", ""))
        self.window.refresh()
        self.explorer.wait(lambda: made.name in self.explorer.names())
        return made

    def trigger(self, action: str) -> None:
        """A command of the menus, if it can be used."""
        found = getattr(self.window.actions_, action)
        assert found.isEnabled(), found.toolTip()
        found.trigger()

    def form(self) -> ProjectPropertiesDialog:
        return self.explorer.child(ProjectPropertiesDialog, "projectDialog")

    def deletion(self) -> DeleteProjectDialog:
        return self.explorer.child(DeleteProjectDialog, "deleteProjectDialog")

    def closed(self, dialog: str) -> bool:
        return not [each for each in self.window.findChildren(QDialog, dialog) if each.isVisible()]

    def in_tree(self, name: str) -> bool:
        return self.explorer.tree_index("Bimplus", self.title, name).isValid()


def unique(start: str) -> str:
    """A name that sorts to the first page."""
    return f"{start} test {uuid.uuid4().int}"


def part(parent: QWidget, kind: type, name: str):
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def press(parent: QWidget, name: str) -> None:
    button = part(parent, QPushButton, name)
    assert button.isEnabled(), button.toolTip()
    QTest.mouseClick(button, _LEFT)


@pytest.fixture
def team(explorer: Explorer, shared_2023: StandIn) -> Team:
    return Team(explorer, shared_2023)


# ---------------------------------------------------------------------------------------- new ones


def test_a_new_project_shows_at_once_and_a_taken_name_is_told_where_it_is_typed(team: Team) -> None:
    name, taken = unique("0"), team.make().name
    team.explorer.window.tree.expand(team.explorer.tree_index("Bimplus", team.title))
    team.trigger("new_project")
    dialog = team.form()
    edit, accept = part(dialog, QLineEdit, "projectName"), part(dialog, QPushButton, "projectAccept")
    team.explorer.wait(edit.hasFocus)
    assert not accept.isEnabled()
    QTest.keyClicks(edit, taken.upper())
    part(dialog, QPlainTextEdit, "projectDescription").setPlainText("Two storeys,\ntimber")
    part(dialog, QLineEdit, "projectAddress").setText("Am Kai 1, Hamburg")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    problem = part(dialog, QLabel, "projectNameProblem")
    team.explorer.wait(problem.isVisible)
    assert problem.text() == f"This team has a project called “{taken.upper()}” already."
    assert edit.accessibleDescription() == problem.text()
    assert not accept.isEnabled()
    assert edit.hasFocus()
    # Nothing of what was typed is lost, and the same name is not tried twice.
    edit.setText(name)
    assert not problem.isVisible()
    edit.setText(taken.upper())
    assert problem.isVisible()
    edit.setText(name)
    press(dialog, "projectAccept")
    team.explorer.wait(lambda: team.closed("projectDialog"))
    team.explorer.wait(lambda: name in team.explorer.names() and team.in_tree(name))
    assert [entry.name for entry in team.window.folder.selected()] == [name]
    made = team.cloud.entry_at((team.slug, name))
    assert team.projects.properties(made) == ProjectProperties(
        name, "Two storeys,\ntimber", "Am Kai 1, Hamburg"
    )


def test_what_fails_can_be_tried_again_with_all_that_was_typed(team: Team, shared_2023: StandIn) -> None:
    name = unique("0")
    team.trigger("new_project")
    dialog = team.form()
    part(dialog, QLineEdit, "projectName").setText("a\tb")
    assert "control characters" in part(dialog, QLabel, "projectNameProblem").text()
    part(dialog, QLineEdit, "projectName").setText(name)
    shared_2023.fault(server="bimplus", method="POST", path="/projects$", status=403, times=1)
    press(dialog, "projectAccept")
    told = part(dialog, QWidget, "projectMessage")
    team.explorer.wait(told.isVisible)
    assert "right" in told.accessibleName()
    assert part(dialog, QLineEdit, "projectName").text() == name
    press(dialog, "projectAccept")
    team.explorer.wait(lambda: name in team.explorer.names())


def test_waiting_for_a_new_project_can_be_given_up(team: Team, shared_2023: StandIn) -> None:
    name = unique("0")
    team.trigger("new_project")
    dialog = team.form()
    part(dialog, QLineEdit, "projectName").setText(name)
    shared_2023.fault(server="bimplus", method="POST", path="/projects$", stall=60, times=1)
    press(dialog, "projectAccept")
    bar = part(dialog, QWidget, "projectProgress")
    team.explorer.wait(bar.isVisible)
    assert not part(dialog, QLineEdit, "projectName").isEnabled()
    press(dialog, "projectCancel")
    assert dialog.isVisible()
    assert not bar.isVisible()
    assert part(dialog, QLineEdit, "projectName").text() == name
    press(dialog, "projectCancel")
    team.explorer.wait(lambda: team.closed("projectDialog"))


def test_a_copy_of_a_sample_project_brings_what_is_in_it(team: Team) -> None:
    name = unique("0")
    team.trigger("copy_project")
    dialog = team.form()
    source = part(dialog, QComboBox, "projectSource")
    team.explorer.wait(lambda: source.count() > 0 and source.isEnabled())
    samples = [entry.name for entry in team.projects.sources()]
    assert [source.itemText(row) for row in range(source.count())] == samples
    part(dialog, QLineEdit, "projectName").setText(name)
    press(dialog, "projectAccept")
    team.explorer.wait(lambda: name in team.explorer.names())
    original, copied = team.projects.sources()[0], team.cloud.entry_at((team.slug, name))

    def models(project: Entry) -> list[str]:
        found = team.cloud.children(team.cloud.entry_at((*project.path, "Models"))).entries
        return sorted(entry.name for entry in found)

    assert models(copied) == models(original) != []


# ---------------------------------------------------------------------------------------- changing


def test_a_project_is_changed_where_it_stands_and_where_the_window_stands_in_it(team: Team) -> None:
    before, now = team.make().name, unique("B")
    team.go(team.slug, before)
    team.trigger("edit_project")
    dialog = team.form()
    edit = part(dialog, QLineEdit, "projectName")
    team.explorer.wait(lambda: edit.text() == before and edit.isEnabled())
    assert not part(dialog, QPushButton, "projectAccept").isEnabled()
    edit.setText(now)
    part(dialog, QLineEdit, "projectAddress").setText("Kai 2")
    press(dialog, "projectAccept")

    def moved_along() -> bool:
        location = team.window.navigator.location
        return location is not None and location.folder.path == (team.slug, now)

    team.explorer.wait(moved_along)
    team.explorer.wait(lambda: team.in_tree(now) and not team.in_tree(before))
    team.go(team.slug)
    team.explorer.wait(lambda: now in team.explorer.names() and before not in team.explorer.names())
    kept = team.projects.properties(team.cloud.entry_at((team.slug, now)))
    assert kept == ProjectProperties(now, "", "Kai 2")


def test_a_project_gets_a_picture_and_what_is_none_is_refused(team: Team, tmp_path: Path) -> None:
    made = team.make()
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    assert picture.save(str(tmp_path / "front.png"))
    (tmp_path / "front.jpg").write_text("no picture")
    team.explorer.select(made.name)

    def choose(name: str) -> None:
        team.trigger("set_picture")
        team.explorer.child(QFileDialog, "pictureDialog").fileSelected.emit(str(tmp_path / name))

    choose("front.jpg")
    team.explorer.wait(team.explorer.message)
    assert "PNG or a JPEG" in team.explorer.message()
    assert team.cloud.more(made).picture == b""
    choose("front.png")
    team.explorer.wait(lambda: "is set" in team.explorer.message())
    assert team.cloud.more(made).picture != b""


# ---------------------------------------------------------------------------------------- deleting


def test_a_project_is_deleted_only_by_its_typed_name(team: Team) -> None:
    made = team.make()
    folder = team.cloud.create_folder(team.cloud.entry_at((*made.path, "Documents")), "Plans")
    assert folder.path[-1] == "Plans"
    team.explorer.select(made.name)
    team.trigger("delete_project")
    dialog = team.deletion()
    edit, button = (
        part(dialog, QLineEdit, "deleteProjectName"),
        part(dialog, QPushButton, "deleteProjectButton"),
    )
    team.explorer.wait(edit.isEnabled)
    assert made.name in part(dialog, QLabel, "deleteProjectQuestion").text()
    facts = part(dialog, QWidget, "deleteProjectFacts")
    assert [label.text() for label in facts.findChildren(QLabel)][:2] == ["Members", "1"]
    assert not button.isEnabled()
    for wrong in (made.name[:-1], made.name.upper(), f"{made.name} "):
        edit.setText(wrong)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert not button.isEnabled()
        assert dialog.isVisible()
    edit.clear()
    QTest.keyClicks(edit, made.name)
    assert button.isEnabled()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.mouseClick(button, _LEFT)
    team.explorer.wait(lambda: team.closed("deleteProjectDialog"))
    team.explorer.wait(lambda: made.name not in team.explorer.names())
    with pytest.raises(NotFound):
        team.cloud.entry(made.id)
    assert not team.window.actions_.undo.isEnabled()


def test_a_project_that_is_renamed_meanwhile_is_not_deleted(team: Team) -> None:
    made, now = team.make(), unique("C")
    team.explorer.select(made.name)
    team.trigger("delete_project")
    dialog = team.deletion()
    edit = part(dialog, QLineEdit, "deleteProjectName")
    team.explorer.wait(edit.isEnabled)
    edit.setText(made.name)
    team.projects.edit(made, ProjectProperties(now))
    press(dialog, "deleteProjectButton")
    told = part(dialog, QWidget, "deleteProjectMessage")
    team.explorer.wait(told.isVisible)
    assert f"“{now}”" in told.accessibleName()
    assert edit.text() == ""
    question = part(dialog, QLabel, "deleteProjectQuestion")
    team.explorer.wait(lambda: now in question.text() and edit.isEnabled())
    assert told.isVisible()
    assert not part(dialog, QPushButton, "deleteProjectButton").isEnabled()
    press(dialog, "deleteProjectCancel")
    team.explorer.wait(lambda: team.closed("deleteProjectDialog"))
    assert team.projects.properties(team.cloud.entry(made.id)).name == now


def test_the_key_for_deleting_rows_never_deletes_a_project(team: Team) -> None:
    made = team.make()
    team.explorer.select(made.name)
    assert not team.window.actions_.delete.isEnabled()
    QTest.keyClick(team.window.view, Qt.Key.Key_Delete)
    assert "“Delete project…”" in team.explorer.message()
    assert team.cloud.entry(made.id).name == made.name


# ---------------------------------------------------------------------------------------- who may


def test_who_may_not_reads_why(explorer: Explorer, shared_2023: StandIn) -> None:
    team = Team(explorer, shared_2023, user=2)
    actions = team.window.actions_
    for action in (actions.new_project, actions.copy_project):
        assert not action.isEnabled()
        assert "no right to make projects" in action.toolTip()
    explorer.select(explorer.names()[0])
    for action in (actions.edit_project, actions.delete_project, actions.set_picture):
        assert not action.isEnabled()
        assert "no right" in action.toolTip()


def test_menus_offer_projects_only_where_there_are_some(team: Team, shared_2023: StandIn) -> None:
    def offered() -> bool:
        file_menu = next(entry.menu() for entry in team.window.menuBar().actions() if entry.text() == "&File")
        assert isinstance(file_menu, QMenu)
        file_menu.aboutToShow.emit()
        project_menu = part(team.window, QMenu, "projectMenu")
        team.window.menus.pop_up_folder(team.window.mapToGlobal(team.window.rect().center()))
        context = team.explorer.child(QMenu, "contextMenu")
        shown = part(team.window, QMenu, "contextProjectMenu").menuAction() in context.actions()
        context.close()
        assert project_menu.menuAction().isVisible() == shown
        return shown

    assert offered()
    bimcloud = team.explorer.add_site(shared_2023)
    team.window.sites.reload()
    team.explorer.wait(lambda: (site := team.window.sites.get(bimcloud.id)) is not None and site.cloud)
    team.window.navigator.go(Place(bimcloud.id))
    team.explorer.wait(
        lambda: (location := team.window.navigator.location) is not None and location.site_id == bimcloud.id
    )
    assert not offered()


# ---------------------------------------------------------------------------------------- the sign-in ends


def sign_in_again(team: Team, dialog: QDialog, server: StandIn, message: str) -> None:
    """Above a dialog that says that it has ended."""
    told = part(dialog, QWidget, message)
    team.explorer.wait(told.isVisible)
    assert "sign in again" in f"{told.accessibleName()} {told.accessibleDescription()}".lower()
    press(told, "messageAction")
    above = team.explorer.child(QDialog, "signInDialog")
    with_password = part(above, QPushButton, "signInWithPassword")
    team.explorer.wait(with_password.isVisible)
    QTest.mouseClick(with_password, _LEFT)
    part(above, QLineEdit, "signInUsername").setText(server.bimplus["users"][0]["username"])
    part(above, QLineEdit, "signInPassword").setText(server.bimplus["users"][0]["password"])
    press(above, "signInSubmit")
    team.explorer.wait(lambda: team.closed("signInDialog"))


def test_a_form_outlives_the_end_of_the_sign_in(team: Team, shared_2023: StandIn) -> None:
    name = unique("0")
    team.trigger("new_project")
    dialog = team.form()
    part(dialog, QLineEdit, "projectName").setText(name)
    part(dialog, QPlainTextEdit, "projectDescription").setPlainText("Two storeys")
    shared_2023.bimplus_action("expire-tokens")
    press(dialog, "projectAccept")
    told = part(dialog, QWidget, "projectMessage")
    team.explorer.wait(told.isVisible)
    # Who does not want to now finds the form as it was, and the offer again.
    press(told, "messageAction")
    above = team.explorer.child(QDialog, "signInDialog")
    above.reject()
    team.explorer.wait(lambda: told.isVisible() and team.closed("signInDialog"))
    assert dialog.isVisible()
    assert part(dialog, QLineEdit, "projectName").text() == name
    sign_in_again(team, dialog, shared_2023, "projectMessage")
    team.explorer.wait(lambda: team.closed("projectDialog"))
    team.explorer.wait(lambda: name in team.explorer.names())
    made = team.cloud.entry_at((team.slug, name))
    assert team.projects.properties(made) == ProjectProperties(name, "Two storeys", "")


def test_what_a_form_begins_with_is_read_after_a_new_sign_in(team: Team, shared_2023: StandIn) -> None:
    made = team.make()
    team.explorer.select(made.name)
    shared_2023.bimplus_action("expire-tokens")
    team.trigger("edit_project")
    dialog = team.form()
    sign_in_again(team, dialog, shared_2023, "projectMessage")
    edit = part(dialog, QLineEdit, "projectName")
    team.explorer.wait(lambda: edit.text() == made.name and edit.isEnabled())
    press(dialog, "projectCancel")
    team.explorer.wait(lambda: team.closed("projectDialog"))


def test_after_a_new_sign_in_nothing_is_deleted_by_itself(team: Team, shared_2023: StandIn) -> None:
    made = team.make()
    team.explorer.select(made.name)
    team.trigger("delete_project")
    dialog = team.deletion()
    edit = part(dialog, QLineEdit, "deleteProjectName")
    button = part(dialog, QPushButton, "deleteProjectButton")
    team.explorer.wait(edit.isEnabled)
    edit.setText(made.name)
    shared_2023.bimplus_action("expire-tokens")
    press(dialog, "deleteProjectButton")
    sign_in_again(team, dialog, shared_2023, "deleteProjectMessage")
    team.explorer.wait(lambda: edit.isEnabled() and button.isEnabled())
    assert edit.text() == made.name
    assert team.cloud.entry(made.id).name == made.name
    press(dialog, "deleteProjectButton")
    team.explorer.wait(lambda: team.closed("deleteProjectDialog"))
    with pytest.raises(NotFound):
        team.cloud.entry(made.id)
