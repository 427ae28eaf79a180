"""Moving entries within a site, one after the other; asks what to do with names that are taken there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, NameExists, NotFound, ProgramError
from bimexplorer.model import Capability, Entry
from bimexplorer.naming import numbered
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.commands.undo import Moved, Undo
from bimexplorer.ui.look.formats import quoted
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.move_question import Answer, MoveQuestion
from bimexplorer.ui.panels.step_progress import StepProgress
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural

_NAMED = 3
"""So many names stand in a sentence; the details have them all."""


@dataclass(slots=True)
class _Run:
    """One command and how far it is."""

    site_id: str
    cloud: Cloud
    folder: Entry
    waiting: deque[Entry]
    moved: list[Moved] = field(default_factory=list)
    skipped: list[Entry] = field(default_factory=list)
    for_all: Answer | None = None
    """What was answered for all names that are taken."""
    stopped: bool = False
    """A person wants nothing more moved."""

    @property
    def done(self) -> int:
        return len(self.moved) + len(self.skipped)


class Moves(QObject):
    """Tells through `Operations` what has moved, and gives it to `Undo` in the end.

    One command after the other: the progress of one is shown, and it can be stopped.
    """

    def __init__(
        self,
        tasks: Tasks,
        operations: Operations,
        undo: Undo,
        question: MoveQuestion,
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._operations = operations
        self._undo = undo
        self._question = question
        self.progress = StepProgress(
            "moveProgress",
            "folder-move-outline",
            self.tr("Move nothing more; what has moved stays where it is"),
            window,
        )
        self._runs: deque[_Run] = deque()
        """The first one is under way."""
        self._messages = messages

    def move(self, site_id: str, cloud: Cloud, entries: Iterable[Entry], folder: Entry) -> None:
        """Put entries into another folder of their site."""
        self._runs.append(_Run(site_id, cloud, folder, deque(entries)))
        if len(self._runs) == 1:
            self._begin()

    def _begin(self) -> None:
        self._show_progress(self._runs[0])
        self._next(self._runs[0])

    def _show_progress(self, run: _Run) -> None:
        def stop() -> None:
            run.stopped = True

        sentence = self.tr("Moving to “{folder}”…").format(folder=run.folder.name)
        self.progress.begin(sentence, run.done + len(run.waiting), stop)

    def _next(self, run: _Run) -> None:
        self.progress.reach(run.done)
        if not run.waiting or run.stopped:
            self._end(run)
            return
        entry = run.waiting[0]

        def failed(error: ProgramError) -> None:
            if isinstance(error, NameExists):
                self._on_taken(run, entry)
            else:
                self._stop(run, error)

        self._tasks.run(
            lambda: run.cloud.move(entry, run.folder),
            lambda now: self._on_moved(run, entry, now),
            failed,
            owner=self,
        )

    def _on_moved(self, run: _Run, entry: Entry, now: Entry) -> None:
        run.waiting.popleft()
        run.moved.append(Moved(entry, now))
        self._operations.dropped.emit(run.site_id, entry)
        self._operations.put.emit(run.site_id, now)
        self._next(run)

    # ---------------------------------------------------------------- names that are taken

    def _on_taken(self, run: _Run, entry: Entry) -> None:
        if run.for_all is not None:
            self._answer(run, entry, run.for_all)
            return

        def answered(answer: Answer, for_all: bool) -> None:
            if for_all:
                run.for_all = answer
            self._show_progress(run)
            self._answer(run, entry, answer)

        self.progress.end()  # nothing goes on before the answer
        self._question.ask(
            self.tr("“{name}” is already there in “{folder}”.").format(
                name=entry.name, folder=run.folder.name
            ),
            run.cloud.missing(entry).get(Capability.RENAME, ""),
            len(run.waiting) - 1,
            answered,
        )

    def _answer(self, run: _Run, entry: Entry, answer: Answer) -> None:
        if answer is Answer.STOP:
            self._end(run)
        elif answer is Answer.KEEP_BOTH and Capability.RENAME not in run.cloud.missing(entry):
            self._tasks.run(
                lambda: _move_beside(run.cloud, entry, run.folder),
                lambda now: self._on_moved(run, entry, now),
                lambda error: self._stop(run, error),
                owner=self,
            )
        else:
            run.waiting.popleft()
            run.skipped.append(entry)
            self._next(run)

    # ---------------------------------------------------------------- the end

    def _end(self, run: _Run) -> None:
        self._close(run)
        left = [*run.skipped, *run.waiting]
        if left:
            words = [self._moved_words(run), *([self._left_words(left)] if run.moved else [])]
            self._messages.show_message(" ".join(words))

    def _stop(self, run: _Run, error: ProgramError) -> None:
        """Something else went wrong: say what has moved and what has not; the rest can be tried again."""
        self._close(run)
        if isinstance(error, AuthExpired):
            self._operations.expired.emit(run.site_id)
        waiting = list(run.waiting)
        told = error
        if len(run.moved) + len(run.skipped) + len(waiting) > 1:
            sentences = [
                *([self._moved_words(run)] if run.moved else []),
                self.tr("“{name}” could not be moved: {reason}").format(
                    name=waiting[0].name, reason=error.sentence
                ),
                self._left_words([*run.skipped, *waiting]),
            ]
            lists = ("moved", [each.before for each in run.moved]), ("not moved", [*run.skipped, *waiting])
            lines = [f"{title}: {'/'.join(entry.path)}" for title, entries in lists for entry in entries]
            told = ProgramError(" ".join(sentences), "\n".join([error.technical, *lines]).strip())
        self._operations.failed.emit(told, lambda: self.move(run.site_id, run.cloud, waiting, run.folder))

    def _close(self, run: _Run) -> None:
        self.progress.end()
        if run.moved:
            self._undo.note_moves(run.site_id, tuple(run.moved))
        self._runs.popleft()
        if self._runs:
            # After what is said about this one.
            QTimer.singleShot(0, self, self._begin)

    def _moved_words(self, run: _Run) -> str:
        if not run.moved:
            return self.tr("Nothing was moved.")
        return plural(
            "{n} entry was moved to “{folder}”.",
            "{n} entries were moved to “{folder}”.",
            len(run.moved),
            folder=run.folder.name,
        )

    def _left_words(self, left: list[Entry]) -> str:
        names = ", ".join(quoted(entry.name) for entry in left[:_NAMED])
        more = len(left) - _NAMED
        if more > 0:
            return plural(
                "Not moved: {names} and {n} other.", "Not moved: {names} and {n} others.", more, names=names
            )
        return self.tr("Not moved: {names}.").format(names=names)


def _move_beside(cloud: Cloud, entry: Entry, folder: Entry) -> Entry:
    """Move it under a name that is free in both folders; if that fails it has its own name again."""

    def is_taken(name: str) -> bool:
        return any(_is_there(cloud, (*above, name)) for above in (folder.path, entry.path[:-1]))

    renamed = cloud.rename(entry, numbered(entry.name, is_taken, extension=not entry.is_folder))
    try:
        return cloud.move(renamed, folder)
    except ProgramError:
        cloud.rename(renamed, entry.name)
        raise


def _is_there(cloud: Cloud, path: tuple[str, ...]) -> bool:
    try:
        cloud.entry_at(path)
    except NotFound:
        return False
    return True
