"""Undoing what was renamed and moved in this run. Deletions cannot be undone, so they are not here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, Conflict, NameExists, NotFound, ProgramError
from bimexplorer.model import Entry
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural, say

_REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry before and after it was renamed or moved."""

    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class _Step:
    """One command."""

    site_id: str
    moved: tuple[Moved, ...]
    text: str
    """What its undoing is called."""


class Undo(QObject):
    """The last commands of this run, the newest is undone first.

    Signals:
        changed(): `text` is another one.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, sites: OpenSites, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._sites = sites
        self._operations = operations
        self._steps: list[_Step] = []
        self._busy = False
        operations.renamed.connect(self.note_rename)

    @property
    def text(self) -> str:
        """`Undo renaming “x”`; empty: there is nothing to undo."""
        return self._steps[-1].text if self._steps and not self._busy else ""

    def note_rename(self, site_id: str, before: Entry, after: Entry) -> None:
        """An entry got another name."""
        text = self.tr("Undo renaming “{name}”").format(name=after.name)
        self._note(_Step(site_id, (Moved(before, after),), text))

    def note_moves(self, site_id: str, moved: tuple[Moved, ...]) -> None:
        """Entries went into another folder with one command."""
        text = (
            self.tr("Undo moving “{name}”").format(name=moved[0].after.name)
            if len(moved) == 1
            else plural("Undo moving {n} entry", "Undo moving {n} entries", len(moved))
        )
        self._note(_Step(site_id, moved, text))

    def _note(self, step: _Step) -> None:
        self._steps = [*self._steps, step][-_REMEMBERED:]
        self.changed.emit()

    def undo(self) -> None:
        """Undo the last command; what no longer applies is refused, and said."""
        if not self._steps or self._busy:
            return
        step = self._steps.pop()
        site = self._sites.get(step.site_id)
        cloud = site.cloud if site is not None else None
        if cloud is None:
            sentence = self.tr("Its site is not open any more, so it cannot be undone.")
            self._operations.failed.emit(ProgramError(sentence), None)
            self.changed.emit()
            return
        self._busy = True
        self.changed.emit()
        self._back(step, cloud, list(reversed(step.moved)), [])

    def _back(self, step: _Step, cloud: Cloud, left: list[Moved], refused: list[Conflict]) -> None:
        """One after the other, so that what is back shows even if a later one fails."""
        if not left:
            self._end()
            if refused:
                self._tell(step, refused)
            return
        first, rest = left[0], left[1:]

        def done(now: Entry) -> None:
            if (now.id, now.place) != (first.after.id, first.after.place):
                # Its row would go otherwise, and with it that it is selected.
                self._operations.dropped.emit(step.site_id, first.after)
            self._operations.put.emit(step.site_id, now)
            self._back(step, cloud, rest, refused)

        def failed(error: ProgramError) -> None:
            if isinstance(error, Conflict):
                self._back(step, cloud, rest, [*refused, error])
                return
            if isinstance(error, AuthExpired):
                self._operations.expired.emit(step.site_id)
            # The line, or the server: the same may work in a moment.
            self._steps.append(_Step(step.site_id, tuple(reversed(left)), step.text))
            self._end()
            self._operations.failed.emit(error, self.undo)

        self._tasks.run(lambda: _restored(cloud, first), done, failed, owner=self)

    def _tell(self, step: _Step, refused: list[Conflict]) -> None:
        """Say what could not be undone."""
        error: ProgramError = refused[0]
        if len(step.moved) > 1:
            back = plural(
                "{n} entry is back where it was.",
                "{n} entries are back where they were.",
                len(step.moved) - len(refused),
            )
            told = "\n".join(each.sentence for each in refused)
            error = Conflict(f"{back} {refused[0].sentence}", told)
        self._operations.failed.emit(error, None)

    def _end(self) -> None:
        self._busy = False
        self.changed.emit()


def _restored(cloud: Cloud, moved: Moved) -> Entry:
    """Give an entry its old name and place back. Raises `Conflict` where that no longer applies."""
    before, after = moved.before, moved.after
    try:
        now = cloud.entry(after.id)
    except NotFound as error:
        raise Conflict(
            say("“{name}” is gone, so this cannot be undone.", name=after.name), error.technical
        ) from error
    if (now.name, now.place) != (after.name, after.place):
        raise Conflict(
            say("“{name}” was renamed or moved again meanwhile, so this cannot be undone.", name=after.name),
            "/".join(now.path),
        )
    try:
        if before.place != now.place:
            now = cloud.move(now, cloud.entry(before.place))
        return now if before.name == now.name else cloud.rename(now, before.name)
    except NotFound as error:
        raise Conflict(
            say("The folder that “{name}” was in is gone, so this cannot be undone.", name=before.name),
            error.technical,
        ) from error
    except NameExists as error:
        raise Conflict(
            say("Something else is called “{name}” there now, so this cannot be undone.", name=before.name),
            error.technical,
        ) from error
