"""Making, copying, changing and deleting projects, where a cloud lets its users do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import AuthExpired, ProgramError, Unsupported
from bimexplorer.model import Entry, ProjectProperties
from bimexplorer.transfer import local
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.dialogs.delete_project import DeleteProjectDialog
from bimexplorer.ui.dialogs.project_properties import ProjectForm, ProjectPropertiesDialog
from bimexplorer.ui.dialogs.sign_in import AskSignIn, SignInDialog
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.step_progress import StepProgress
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.navigator import Location, Navigator
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.window.actions import Actions, project_meant, project_parent

_MOST_READ = 64 << 20
"""Bytes of a picture; a service that shows it as a thumbnail takes no larger one."""


class ProjectCommands(QObject):
    """Each asks in a dialog; what came of it shows in the contents and in the tree at once.

    A dialog outlives the sign-in with which it was opened: its calls go to whatever connection the site has.

    Signals:
        signed_in(str site_id): somebody has signed in above a dialog.
        edit_asked(str site_id): what is remembered of the site is to be corrected.
    """

    signed_in = Signal(str)
    edit_asked = Signal(str)

    def __init__(
        self,
        navigator: Navigator,
        sites: OpenSites,
        operations: Operations,
        selected: Callable[[], Sequence[Entry]],
        view: FolderView,
        messages: MessageBar,
        progress: StepProgress,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        """`selected()` are the entries that a command is about; `progress` shows that a picture is sent."""
        super().__init__(window)
        self._navigator = navigator
        self._sites = sites
        self._operations = operations
        self._selected = selected
        self._view = view
        self._messages = messages
        self._progress = progress
        self._tasks = tasks
        self._window = window

    def connected(self, actions: Actions) -> list[tuple[QAction, Callable[[], None]]]:
        """What each of the window's actions does here."""
        return [
            (actions.new_project, self.create),
            (actions.copy_project, self.copy),
            (actions.edit_project, self.edit),
            (actions.set_picture, self.set_picture),
            (actions.delete_project, self.delete),
        ]

    # ---------------------------------------------------------------- new ones

    def create(self) -> None:
        self._make(copying=False)

    def copy(self) -> None:
        self._make(copying=True)

    def _make(self, *, copying: bool) -> None:
        location = self._place()
        parent = project_parent(location, self._selected())
        if location is None or parent is None:
            return

        def save(properties: ProjectProperties, source: Entry | None) -> Entry:
            projects = self._projects_of(location.site_id)
            if source is not None:
                return projects.copy(source, parent, properties)
            return projects.create(parent, properties)

        form = ProjectForm(
            title=self.tr("Copy from sample project") if copying else self.tr("New project"),
            verb=self.tr("Make a copy") if copying else self.tr("Create"),
            doing=self.tr("Copying the project…") if copying else self.tr("Creating the project…"),
            save=save,
            sources=(lambda: self._projects_of(location.site_id).sources()) if copying else None,
        )
        dialog = self._form(form, location)
        dialog.saved.connect(lambda made: self._on_made(location.site_id, made))
        # The server may have made it all the same.
        dialog.interrupted.connect(lambda: self._operations.arrived.emit(location.site_id, parent))
        dialog.open()

    def _on_made(self, site_id: str, made: Entry) -> None:
        self._operations.put.emit(site_id, made)
        location = self._navigator.location
        if location is not None and (location.site_id, location.folder.id) == (site_id, made.place):
            self._view.select_entry(made)
            self._view.setFocus()

    # ---------------------------------------------------------------- changing

    def edit(self) -> None:
        location = self._place()
        project = project_meant(location, self._selected())
        if location is None or project is None:
            return
        form = ProjectForm(
            title=self.tr("Edit project “{name}”").format(name=project.name),
            verb=self.tr("Save"),
            doing=self.tr("Changing the project…"),
            save=lambda properties, _: self._projects_of(location.site_id).edit(project, properties),
            read=lambda: self._projects_of(location.site_id).properties(project),
        )
        dialog = self._form(form, location)
        dialog.saved.connect(lambda now: self._on_changed(location.site_id, project, now))
        dialog.interrupted.connect(lambda: self._read_again(location, project))
        dialog.open()

    def _on_changed(self, site_id: str, before: Entry, now: Entry) -> None:
        self._operations.put.emit(site_id, now)
        if now.path == before.path:
            return
        # What lies in it has another path now, in the tree too.
        self._operations.arrived.emit(site_id, now)
        place, depth = self._navigator.place, len(before.path)
        if place is not None and place.site_id == site_id and place.path[:depth] == before.path:
            # The window stands in it, at an address that is no more.
            self._navigator.go(Place(site_id, (*now.path, *place.path[depth:])))

    def set_picture(self) -> None:
        """Ask for a picture of this computer, which everybody sees the project by."""
        location = self._place()
        project = project_meant(location, self._selected())
        if location is None or project is None:
            return
        dialog = QFileDialog(
            self._window, self.tr("Picture of “{name}”").format(name=project.name), QDir.homePath()
        )
        dialog.setObjectName("pictureDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg)"))
        dialog.fileSelected.connect(lambda path: self._send_picture(location.site_id, project, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _send_picture(self, site_id: str, project: Entry, path: Path) -> None:
        def work() -> Entry:
            self._projects_of(site_id).set_picture(project, _content(path))
            return self._cloud(site_id).entry(project.id)

        def done(now: Entry) -> None:
            self._progress.end()
            self._operations.put.emit(site_id, now)
            self._messages.show_hint(self.tr("The picture of “{name}” is set.").format(name=now.name))

        def failed(error: ProgramError) -> None:
            self._progress.end()
            if isinstance(error, AuthExpired):
                self._operations.expired.emit(site_id)
            self._operations.failed.emit(error, lambda: self._send_picture(site_id, project, path))

        def stop() -> None:
            task.cancel()
            self._progress.end()

        sentence = self.tr("Sending the picture of “{name}”…").format(name=project.name)
        self._progress.begin(sentence, 0, stop)
        task = self._tasks.run(work, done, failed, owner=self)

    # ---------------------------------------------------------------- deleting

    def delete(self) -> None:
        """Ask for the project's name, then delete it for everybody."""
        location = self._place()
        project = project_meant(location, self._selected())
        if location is None or project is None:
            return
        site_id = location.site_id
        dialog = DeleteProjectDialog(
            project,
            self._sites.name(site_id),
            lambda: self._cloud(site_id),
            lambda: self._projects_of(site_id),
            self.ask_sign_in(site_id),
            self._tasks,
            self._window,
        )
        dialog.deleted.connect(lambda: self._operations.dropped.emit(site_id, project))
        dialog.interrupted.connect(lambda: self._read_again(location, project))
        dialog.expired.connect(lambda: self._operations.expired.emit(site_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # ---------------------------------------------------------------- what all of them need

    def _place(self) -> Location | None:
        """Where the window is, if there are projects."""
        location = self._navigator.location
        return location if location is not None and location.cloud.projects is not None else None

    def _cloud(self, site_id: str) -> Cloud:
        """The site's connection of now; may be called on a worker."""
        return self._sites.connections.cloud(site_id)

    def _projects_of(self, site_id: str) -> Projects:
        projects = self._cloud(site_id).projects
        if projects is None:
            raise Unsupported(self.tr("There are no projects here."), site_id)
        return projects

    def ask_sign_in(self, site_id: str) -> AskSignIn:
        """Asks for one to this site above a dialog."""

        def ask(parent: QWidget, done: Callable[[], None], left: Callable[[], None]) -> None:
            known = self._sites.get(site_id)
            if known is None:
                left()
                return
            dialog = SignInDialog(
                known.site, self._sites.connections, self._tasks, self.edit_asked.emit, parent
            )
            dialog.accepted.connect(lambda: self.signed_in.emit(site_id))
            dialog.accepted.connect(done)
            dialog.rejected.connect(left)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        return ask

    def _form(self, form: ProjectForm, location: Location) -> ProjectPropertiesDialog:
        dialog = ProjectPropertiesDialog(
            form, location.cloud.check_name, self.ask_sign_in(location.site_id), self._tasks, self._window
        )
        dialog.expired.connect(lambda: self._operations.expired.emit(location.site_id))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _read_again(self, location: Location, project: Entry) -> None:
        """Nobody waited for the server's answer: show what is there now, as soon as that is known."""
        site_id = location.site_id
        self._tasks.run(
            lambda: self._cloud(site_id).entry(project.place),
            lambda parent: self._operations.arrived.emit(site_id, parent),
            lambda error: self._operations.failed.emit(error, None),
            owner=self,
        )


def _content(path: Path) -> bytes:
    """Not more of it than tells the cloud that it is too large. Raises `SourceUnreadable` kinds."""
    with local.reading(path), path.open("rb") as file:
        return file.read(_MOST_READ)
