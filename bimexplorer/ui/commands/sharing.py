"""Sharing files: others see the newest version of each from then on."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, ProgramError, Verdict, classify
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.commands.operations import Operations
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.step_progress import StepProgress
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural


@dataclass(slots=True)
class _Run:
    """One command and how far it is."""

    site_id: str
    cloud: Cloud
    waiting: deque[Entry]
    shared: list[Entry] = field(default_factory=list)
    failed: list[tuple[Entry, ProgramError]] = field(default_factory=list)
    stopped: bool = False
    """A person wants nothing more shared."""

    @property
    def done(self) -> int:
        return len(self.shared) + len(self.failed)


class Sharing(QObject):
    """One command after the other, one file after the other; what fails does not keep the others back."""

    def __init__(
        self,
        tasks: Tasks,
        operations: Operations,
        progress: StepProgress,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._operations = operations
        self._progress = progress
        self._messages = messages
        self._runs: deque[_Run] = deque()
        """The first one is under way."""

    def share(self, site_id: str, cloud: Cloud, entries: Sequence[Entry]) -> None:
        """Share these files; nothing, if one of them cannot be."""
        reasons = (cloud.missing(entry).get(Capability.SHARE) for entry in entries)
        reason = next(filter(None, reasons), "")
        if reason:
            self._operations.failed.emit(ProgramError(reason), None)
        elif entries:
            self._runs.append(_Run(site_id, cloud, deque(entries)))
            if len(self._runs) == 1:
                self._begin()

    def _begin(self) -> None:
        run = self._runs[0]

        def stop() -> None:
            run.stopped = True

        total = len(run.waiting)
        self._progress.begin(plural("Sharing {n} file…", "Sharing {n} files…", total), total, stop)
        self._next(run)

    def _next(self, run: _Run) -> None:
        self._progress.reach(run.done)
        if not run.waiting or run.stopped:
            self._end(run)
            return
        entry = run.waiting.popleft()

        def done(now: Entry) -> None:
            run.shared.append(entry)
            self._operations.put.emit(run.site_id, now)
            self._next(run)

        def failed(error: ProgramError) -> None:
            run.failed.append((entry, error))
            if isinstance(error, AuthExpired) or classify(error) is Verdict.RETRY:
                # The line, or the server: the others would wait for the same in vain.
                run.failed += [(left, error) for left in run.waiting]
                run.waiting.clear()
            self._next(run)

        self._tasks.run(lambda: run.cloud.share(entry), done, failed, owner=self)

    def _end(self, run: _Run) -> None:
        self._progress.end()
        self._runs.popleft()
        if run.failed:
            self._tell_failures(run)
        else:
            self._messages.show_hint(self._shared_words(run))
        if self._runs:
            # After what is said about this one.
            QTimer.singleShot(0, self, self._begin)

    def _tell_failures(self, run: _Run) -> None:
        first, error = run.failed[0]
        if isinstance(error, AuthExpired):
            self._operations.expired.emit(run.site_id)
        told = error
        if len(run.failed) + len(run.shared) > 1:
            sentences = [
                *([self._shared_words(run)] if run.shared else []),
                self.tr("“{name}” could not be shared: {reason}").format(
                    name=first.name, reason=error.sentence
                ),
            ]
            others = len(run.failed) - 1
            if others:
                sentences.append(
                    plural(
                        "{n} other could not be shared either; the details name it.",
                        "{n} others could not be shared either; the details name them.",
                        others,
                    )
                )
            lines = [f"{'/'.join(entry.path)}: {each.english}" for entry, each in run.failed]
            told = type(error)(" ".join(sentences), "\n".join([error.technical, *lines]).strip())
        again = tuple(entry for entry, _ in run.failed)
        self._operations.failed.emit(told, lambda: self.share(run.site_id, run.cloud, again))

    def _shared_words(self, run: _Run) -> str:
        if not run.shared:
            return self.tr("Nothing was shared.")
        return plural(
            "{n} file is shared: others see its newest version now.",
            "{n} files are shared: others see their newest versions now.",
            len(run.shared),
        )
