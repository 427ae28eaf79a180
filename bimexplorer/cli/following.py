"""The transfers of one command, followed from a terminal: progress, questions, the report at the end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from bimexplorer.cli.interrupts import told
from bimexplorer.cli.output import date_text, print_json, printable, say
from bimexplorer.cli.places import local_path
from bimexplorer.cli.session import Session
from bimexplorer.errors import InvalidName, NameExists, NotFound, ProgramError
from bimexplorer.settings import Settings
from bimexplorer.sizes import size_text
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.receipt import write_receipt
from bimexplorer.transfer.status import (
    Check,
    Decision,
    Facts,
    ItemStatus,
    JobStatus,
    Limits,
    Question,
    QuestionKind,
    State,
)

_WORDS = {
    Decision.NEW_VERSION: ("n", "[n]ew version"),
    Decision.OVERWRITE: ("o", "[o]verwrite"),
    Decision.SKIP: ("s", "[s]kip"),
    Decision.KEEP_BOTH: ("k", "[k]eep both"),
    Decision.RENAME: ("r", "[r]ename"),
}
_NAMED = 5
"""How many of the files that were left out are named."""
_UNATTENDED = {QuestionKind.EXISTS: Decision.FAIL, QuestionKind.NAME: Decision.SKIP}
"""What becomes of a question that a run with a person has left open, where there is nobody now."""
_PROMPT = 10.0
"""Seconds in which whoever works the queue must have answered."""
_COMPARING = 1.0
"""Seconds that a question may wait to tell whether both files hold the same."""


class SomeFailed(ProgramError):
    """Not everything arrived; each failure was told by itself. `reasons` decide the exit code."""

    def __init__(self, sentence: str, reasons: Sequence[ProgramError]) -> None:
        super().__init__(sentence)
        self.reasons = tuple(reasons)


@contextmanager
def followed(session: Session) -> Iterator[Followed]:
    """The profile's queue, for the jobs of one command; what is not finished at the end stays in it."""
    changed = threading.Event()
    settings = Settings.load(session.profile.settings_file)
    queue = TransferQueue(
        session.connections.cloud,
        lambda _: changed.set(),
        session.profile.journal_file,
        session.profile.transfers_lock,
        limits=Limits(settings.connections, settings.upload_rate, settings.download_rate),
        adopt=False,
    )
    queue.set_keep_awake(keep=settings.keep_awake)
    queue.start()
    queue.started(_PROMPT)
    if queue.lost:
        say("The list of transfers was damaged and begins anew: what was unfinished is not known any more.")
    run = Followed(session, queue, changed)
    try:
        yield run
    except KeyboardInterrupt as interruption:
        raise told(interruption, run.what_becomes_of_it()) from None
    finally:
        queue.stop()


class Followed:
    """The jobs of one command, followed until they are finished."""

    def __init__(self, session: Session, queue: TransferQueue, changed: threading.Event) -> None:
        self._session = session
        self.queue = queue
        self.jobs: list[int] = []
        self.leaves_questions = False
        """Where there is nobody to ask: whether files that need a decision wait for one, or fail."""
        self._changed = changed
        self._seen: dict[tuple[int, QuestionKind], float] = {}
        """Item id and question -> when it was first seen (monotonic)."""
        self._answered: dict[tuple[int, QuestionKind], float] = {}
        """The same -> when it was decided; the queue may not have heard of it yet."""
        self._for_all: dict[QuestionKind, Decision] = {}
        self._told: set[int] = set()
        """Items of which it was told, before the first byte, why they stay behind."""
        self._released: set[int] = set()
        """Jobs that were held until that was told."""
        self._told_at = -1
        """The bytes that had travelled when a wait was last told."""

    def heard(self) -> None:
        """Wait until what was asked of the queue shows in what it tells."""
        self.queue.wait((), _PROMPT)

    # ------------------------------------------------------------------ following

    def finish(self, left_behind: Sequence[ProgramError] = ()) -> None:
        """Follow the jobs to their end and report.

        `left_behind`: why others could not be gone on with. Raises `SomeFailed` if not everything arrived.
        """
        with self._bar() as bar:
            while not all(map(self._settled, self._statuses())):
                self._changed.wait(0.2)
                self._changed.clear()
                self._show(bar)
                self._tell_wait()
                for status in self._statuses():
                    self._answer(status, bar)
            self._show(bar)
        self._report(left_behind)

    def what_becomes_of_it(self) -> str:
        """After an interruption: where the jobs are now."""
        if all(status.state.finished for status in self._statuses()):
            return "Interrupted."
        if not self.queue.working:
            return (
                "Interrupted here, while another BIM Explorer on this computer goes on with it. "
                "“bimx transfers cancel” ends it."
            )
        return "Interrupted. “bimx transfers resume” goes on with it, “bimx transfers cancel” forgets it."

    def _statuses(self) -> list[JobStatus]:
        """Of the jobs that are still listed; one that was cleared has ended."""
        found = map(self.queue.job, self.jobs)
        return [status for status in found if status is not None]

    def _items_of(self, status: JobStatus) -> tuple[ItemStatus, ...]:
        """The files of a job that stands so; where another process works the queue they come a bit later."""
        deadline = time.monotonic() + _PROMPT
        while True:
            items = self.queue.items(status.id)
            is_up_to_date = len(items) >= status.files and not (
                status.state.finished and any(not item.state.finished for item in items)
            )
            if is_up_to_date or time.monotonic() > deadline:
                return items
            time.sleep(0.05)

    def _settled(self, status: JobStatus) -> bool:
        """Finished, or waiting for what only a person can do and nobody is there to do it."""
        if status.state is State.PAUSED:
            return status.error is not None
        if status.state is State.DECIDING and self.leaves_questions and not self._session.interactive:
            return not status.held or status.files_deciding > 0
        return status.state.finished

    def _bar(self) -> tqdm[Any]:
        return tqdm(unit="B", unit_scale=True, disable=not self._session.interactive, delay=0.5)

    def _show(self, bar: tqdm[Any]) -> None:
        statuses = self._statuses()
        bar.total = sum(status.size for status in statuses) or None
        bar.n = sum(status.done for status in statuses)
        bar.set_postfix_str(next((printable(s.note) for s in statuses if s.note), ""), refresh=False)
        bar.refresh()

    def _tell_wait(self) -> None:
        """Where there is no bar to say it: one line for each time nothing moves, however long it takes."""
        if self._session.interactive:
            return
        statuses = self._statuses()
        done = sum(status.done for status in statuses)
        if done != self._told_at and any(status.retry_in is not None for status in statuses):
            say("Waiting for the server; the transfer goes on by itself.")
            self._told_at = done

    # ------------------------------------------------------------------ questions

    def _answer(self, status: JobStatus, bar: tqdm[Any]) -> None:
        """Decide what the job waits for: by asking a person at a terminal, else by the rule for nobody."""
        held = status.held and status.id not in self._released
        if held:
            bar.clear()
            self._tell_findings(status)
        open_questions = False
        for item in self._items_of(status) if status.files_deciding else ():
            if item.state is not State.DECIDING or item.question is None:
                continue
            open_questions = True
            if not self._is_due(item.id, item.question):
                continue
            if self._session.interactive:
                bar.clear()
                self._put_to_person(status, item, item.question)
            elif not self.leaves_questions:
                self._decide(status, item, item.question, _UNATTENDED[item.question.kind])
        if held and not open_questions:
            self._released.add(status.id)
            self.queue.proceed([status.id])

    def _is_due(self, item_id: int, question: Question) -> bool:
        """Whether it was not answered just now, and whether all that will be known about it is known."""
        now = time.monotonic()
        key = item_id, question.kind
        if now - self._answered.get(key, -_PROMPT) < _PROMPT:
            return False
        alike = question.here and question.there and question.here.size == question.there.size
        is_being_compared = alike and question.identical is None
        return not is_being_compared or now - self._seen.setdefault(key, now) > _COMPARING

    def _put_to_person(self, status: JobStatus, item: ItemStatus, question: Question) -> None:
        decision = self._for_all.get(question.kind)
        if decision is None or decision not in question.choices:
            decision, for_all = _asked(item.name, question)
            if for_all:
                # Each source is a job of its own; the person means all that were typed.
                self._for_all[question.kind] = decision
        self._decide(status, item, question, decision)

    def _decide(self, status: JobStatus, item: ItemStatus, question: Question, decision: Decision) -> None:
        self._answered[item.id, question.kind] = time.monotonic()
        self.queue.decide(status.id, decision, item_id=item.id)

    def _tell_findings(self, status: JobStatus) -> None:
        """What the look at the sources found, before the first byte travels."""
        items = [item for item in self._items_of(status) if item.id not in self._told]
        for item in items:
            if item.state is State.FAILED:
                self._told.add(item.id)
                _say_failed(item)
        left_out = [item for item in items if item.state is State.SKIPPED]
        self._told.update(item.id for item in left_out)
        _say_left_out(left_out)

    # ------------------------------------------------------------------ the end

    def _report(self, left_behind: Sequence[ProgramError]) -> None:
        statuses = self._statuses()
        items = [item for status in statuses for item in self._items_of(status)]
        items += self._cleared({status.id for status in statuses})
        failed = [item for item in items if item.state is State.FAILED]
        skipped = [item for item in items if item.state is State.SKIPPED]
        done = [item for item in items if item.state is State.DONE]
        verified = sum(item.check is Check.HASH for item in done)
        size_checked = sum(item.check is Check.SIZE for item in done)
        for item in done:
            if item.note:
                say(f"{item.name}: {item.note}")
        for item in failed:
            if item.id not in self._told:
                _say_failed(item)
        _say_left_out([item for item in skipped if item.id not in self._told])
        problem = _problem(statuses, items) or _left(left_behind)
        self._write_receipt()
        if self._session.json:
            try:
                print_json(
                    {
                        "files": len(items),
                        "done": len(done),
                        "verified": verified,
                        "size_checked": size_checked,
                        "skipped": len(skipped),
                        "bytes": sum(status.done for status in statuses),
                        "failed": [
                            {"name": item.name, "error": item.error.sentence if item.error else ""}
                            for item in failed
                        ],
                    }
                )
            except BrokenPipeError:
                # That nobody reads the result makes no success of a failure.
                if problem is None:
                    raise
        elif done:
            say(_done_text(len(done), verified, size_checked))
        if problem is not None:
            raise problem

    def _cleared(self, listed: set[int]) -> list[ItemStatus]:
        """The files of jobs that somebody has taken off the list meanwhile, in the window."""
        gone = [job for job in self.jobs if job not in listed]
        return [
            ItemStatus(
                row.item_id,
                row.job_id,
                row.name,
                row.state,
                row.size,
                row.size,
                row.check,
                ProgramError(row.error) if row.error else None,
            )
            for row in (self.queue.receipt(gone) if gone else ())
        ]

    def _write_receipt(self) -> None:
        wanted: str | None = self._session.arguments.receipt
        if wanted is not None:
            write_receipt(local_path(wanted), self.queue.receipt(self.jobs), self._site_name)

    def _site_name(self, site_id: str) -> str:
        try:
            return self._session.book.get(site_id).name
        except NotFound:
            return ""


def _say_failed(item: ItemStatus) -> None:
    say(f"{item.name}: {item.error.sentence if item.error else 'failed.'}")


def _say_left_out(skipped: Sequence[ItemStatus]) -> None:
    """One line for each reason: a link that was not followed must not be missed in silence."""
    names: dict[str, list[str]] = {}
    for item in skipped:
        names.setdefault(item.note, []).append(item.name)
    for note, left in names.items():
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        say(f"Left out: {', '.join(left[:_NAMED])}{more}. {note}")


def _done_text(done: int, verified: int, size_checked: int) -> str:
    """`3 files done: 2 verified, 1 size checked.`"""
    proofs = [f"{verified} verified"] if verified else []
    proofs += [f"{size_checked} size checked"] if size_checked else []
    files = f"{done} {'file' if done == 1 else 'files'} done"
    return f"{files}: {', '.join(proofs)}." if proofs else f"{files}."


def _problem(statuses: Sequence[JobStatus], items: Sequence[ItemStatus]) -> ProgramError | None:
    """Why not everything arrived; None: it did, or was left out as decided."""
    states = {*(status.state for status in statuses), *(item.state for item in items)}
    if states <= {State.DONE, State.SKIPPED}:
        return None
    undecided = [item.question for item in items if item.state is State.DECIDING and item.question]
    failed = [item for item in items if item.state is State.FAILED]
    errors = [status.error for status in statuses if status.error]
    if failed:
        # A job that was halted (the sign-in ended) weighs more than files that failed before.
        halts = [s.error for s in statuses if s.state is State.PAUSED and s.error]
        reasons = halts or [item.error for item in failed if item.error]
        return SomeFailed(f"{len(failed)} of {len(items)} files failed.", reasons)
    if State.CANCELLED in states:
        return ProgramError("It was cancelled.")
    if undecided:
        count = f"{len(undecided)} {'file waits' if len(undecided) == 1 else 'files wait'}"
        return SomeFailed(
            f"{count} for a decision. Run “bimx transfers resume” at a terminal.",
            [_undecided(question) for question in undecided],
        )
    return errors[0] if errors else ProgramError("Not everything arrived.")


def _left(reasons: Sequence[ProgramError]) -> ProgramError | None:
    return SomeFailed("Not everything could be gone on with.", reasons) if reasons else None


def _undecided(question: Question) -> ProgramError:
    kind = NameExists if question.kind is QuestionKind.EXISTS else InvalidName
    return kind(question.sentence)


def _asked(name: str, question: Question) -> tuple[Decision, bool]:
    """What a person answers, and whether it counts for all."""
    answers = {_WORDS[choice][0]: choice for choice in question.choices if choice in _WORDS}
    choices = ", ".join(_WORDS[choice][1] for choice in question.choices if choice in _WORDS)
    told_so = [f"{printable(name)}: {printable(question.sentence)}", *_sides(question)]
    if question.suggestion:
        told_so.append(f"It could be named “{printable(question.suggestion)}”.")
    while True:
        # Not the prompt of `input`: that goes to the results where they go into a file.
        print(
            f"{' '.join(told_so)} {choices}; capital letter: for all: ", end="", file=sys.stderr, flush=True
        )
        answer = input().strip()
        if answer.lower() in answers:
            return answers[answer.lower()], answer.isupper()


def _sides(question: Question) -> list[str]:
    """What is known of both files, in sentences."""
    told_so = [
        f"{where}: {' of '.join(facts_text)}."
        for where, facts in (("Here", question.here), ("There", question.there))
        if facts is not None and (facts_text := _facts(facts))
    ]
    if question.identical is not None:
        told_so.append("Both hold the same." if question.identical else "Their contents differ.")
    return told_so


def _facts(facts: Facts) -> list[str]:
    return [text for text in (size_text(facts.size), date_text(facts.modified)) if text]
