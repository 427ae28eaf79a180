"""Uploads, seen from the worker: what follows from what the lanes report about a file that is being sent.

`sources` finds it, `folders` brings it here once its name is decided; it joins a batch, is begun, sent,
closed, and becomes visible with its batch (`batches`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bimexplorer.clouds.base import Receipt, Span, Upload, UploadTraits
from bimexplorer.errors import (
    Cancelled,
    Corrupt,
    NameExists,
    NotFound,
    ProgramError,
    SourceChanged,
    UploadIncomplete,
    UploadLost,
)
from bimexplorer.transfer import plan, sending
from bimexplorer.transfer.batches import Batches
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.folders import Folders
from bimexplorer.transfer.journal.rows import BatchRow, ByJob, FolderRow, ItemRow
from bimexplorer.transfer.lanes import Task
from bimexplorer.transfer.local import Signature
from bimexplorer.transfer.outgoing import UploadItem
from bimexplorer.transfer.records import Item, Job, Problem
from bimexplorer.transfer.sending import Sending
from bimexplorer.transfer.sources import Sources
from bimexplorer.transfer.status import QuestionKind, State
from bimexplorer.transfer.waiting import Site, Waiting
from bimexplorer.words import say

_BIG_AT_ONCE = 2
"""Files that travel in several parts at a time: more would only open uploads that wait."""
_PATIENCE = 3
"""Failures after which a small file no longer keeps its batch waiting."""


class Uploads:
    """The `Mover` of uploads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.folders = Folders(engine, self)
        self._sources = Sources(engine, self.folders)
        self._batches = Batches(engine, self)
        self._bulk: dict[str, list[UploadItem]] = {}
        """Site -> files that travel in several parts at present."""
        self._next_bulk: dict[str, Waiting] = {}
        """Site -> files that will."""

    def start(self, jobs: Sequence[Job]) -> None:
        self._sources.start(jobs)

    def restore(self, jobs: Sequence[Job], items: ByJob[ItemRow], folders: ByJob[FolderRow]) -> None:
        self._sources.restore(jobs, items, folders)

    def sweep(self, items: Sequence[ItemRow]) -> None:
        """The server forgets by itself what was not published."""

    def restore_batches(self, rows: Sequence[BatchRow], next_number: int) -> None:
        """Build the batches that an earlier run left; its items are there already."""
        self._batches.restore(rows, next_number)

    # ------------------------------------------------------------------ sending

    def begin(self, item: UploadItem) -> Task | None:
        survey = item.directory.survey
        if not item.cleared or survey is None:
            return None
        site_id = item.job.site_id
        if item.sending is not None and item.sending.receipt is not None and item.batch is not None:
            # Its content is there; only its name had to be decided.
            self._engine.enter(item, State.RUNNING)
            self._batches.urge(item.batch)
            return None
        small = plan.is_small(survey.traits, item.size)
        bulk = self._bulk.setdefault(site_id, [])
        if not small and item not in bulk and len(bulk) >= _BIG_AT_ONCE:
            self._next_bulk.setdefault(site_id, Waiting()).append(item)
            return None
        if not small and item not in bulk:
            bulk.append(item)
        if item.batch is None:
            self._batches.join(item)
        assert item.batch is not None
        if item.batch.handle is None:
            return self._batches.open(item.batch)
        if item.sending is None:
            item.sending = Sending(item.path)
        self._engine.enter(item, State.RUNNING, note="" if item.attempt == 0 else None)
        if small:
            return self._send_small(item, item.sending)
        if item.sending.upload is None:
            return self._begin_big(item, item.sending)
        self._read_along(item, item.sending)
        return None

    def _send_small(self, item: UploadItem, attempt: Sending) -> Task:
        batch, folder, name = item.batch, item.directory.entry, item.remote_name
        assert batch is not None
        assert batch.handle is not None
        assert folder is not None
        handle, target = batch.handle, folder

        def keep() -> None:
            self._engine.saved(partial(self._keep, item))

        def work(task: Task) -> Receipt:
            cloud = self._engine.cloud(item.job.site_id)
            return sending.send_small(cloud, attempt, handle, target, name, item.size, task, keep)

        return Task(
            work, partial(self._finished, item, attempt), partial(self._stumbled, item, attempt), item=item
        )

    def _begin_big(self, item: UploadItem, attempt: Sending) -> Task:
        batch, folder, name = item.batch, item.directory.entry, item.remote_name
        assert batch is not None
        assert batch.handle is not None
        assert folder is not None
        handle, target = batch.handle, folder

        def work(_: Task) -> None:
            cloud = self._engine.cloud(item.job.site_id)
            sending.begin(cloud, attempt, handle, target, name, item.size)

        def begun(_: object) -> None:
            if item.sending is attempt:
                self._engine.succeeded(item.job.site_id, item)
                # Before the first part: a later run knows where to go on.
                self._keep(item)
                self._read_along(item, attempt)

        return Task(work, begun, partial(self._stumbled, item, attempt), item=item)

    def _keep(self, item: UploadItem) -> None:
        if item.batch is not None and item.batch.solo:
            item.changed()
            self._engine.touch(item.job)
            self._engine.keeper.note_batch(item.batch)

    def _read_along(self, item: UploadItem, attempt: Sending) -> None:
        """Parts side by side are read out of order, and those of an earlier run are not read any more: one
        reader goes through the file meanwhile.
        """
        survey = item.directory.survey
        assert survey is not None
        assert attempt.upload is not None
        in_order = survey.traits.parallel_parts == 1
        if attempt.hashing or (
            in_order and attempt.digest.position >= plan.covered(attempt.upload.confirmed)
        ):
            return
        attempt.hashing = True

        def ended(error: ProgramError | None) -> None:
            attempt.hashing = False
            if error is not None:
                self._stumbled(item, attempt, error)

        def work(_: Task) -> None:
            sending.hash_source(attempt)

        self._engine.on_disk(Task(work, ended, ended, job=item.job, pausable=False))

    def more(self, site: Site, room: int) -> Task | None:
        """The next part of a file that travels in several, or its closing."""
        bulk, waiting = self._bulk.get(site.id, []), self._next_bulk.get(site.id)
        while waiting and len(bulk) < _BIG_AT_ONCE:
            item = waiting.popleft()
            if isinstance(item, UploadItem) and item.state is State.WAITING and item not in bulk:
                bulk.append(item)
                site.files.appendleft(item)
        for item in list(bulk):
            attempt = item.sending
            if attempt is None or attempt.upload is None or item.state is not State.RUNNING:
                continue
            if attempt.complete or attempt.finishing:
                if not attempt.travelling and not attempt.hashing and not item.tasks:
                    bulk.remove(item)
                    attempt.finishing = True
                    self._keep(item)
                    return self._finish(item, attempt)
            elif task := self._next_part(item, attempt, attempt.upload, room):
                return task
        return None

    def _next_part(self, item: UploadItem, attempt: Sending, upload: Upload, room: int) -> Task | None:
        survey = item.directory.survey
        assert survey is not None
        if not attempt.trusted:
            if attempt.travelling:
                return None
            return self._send_part(item, attempt, upload, self._probe(item, upload, survey.traits))
        if len(attempt.travelling) >= survey.traits.parallel_parts or (attempt.travelling and room <= 0):
            return None
        span = plan.next_part(item.size, upload.confirmed, attempt.travelling, survey.traits.part_size)
        return None if span is None else self._send_part(item, attempt, upload, span)

    def _probe(self, item: UploadItem, upload: Upload, traits: UploadTraits) -> Span:
        """The part whose answer tells what arrived."""
        if traits.parallel_parts > 1:
            return plan.probe(item.size, upload.confirmed, traits.part_size)
        # One after the other: only the next one will be taken.
        following = plan.next_part(item.size, upload.confirmed, (), traits.part_size)
        return following or plan.probe(item.size, (), traits.part_size)

    def _send_part(self, item: UploadItem, attempt: Sending, upload: Upload, span: Span) -> Task:
        assert item.directory.survey is not None
        in_order = item.directory.survey.traits.parallel_parts == 1
        attempt.travelling.append(span)

        def work(task: Task) -> Upload:
            return sending.send_part(self._engine.cloud(item.job.site_id), attempt, upload, span, task)

        def sent(answer: Upload) -> None:
            attempt.travelling.remove(span)
            if item.sending is not attempt or attempt.upload is None:
                return
            self._engine.succeeded(item.job.site_id, item)
            # Answers overtake one another: what one of them saw is there, unless it was in doubt.
            before = attempt.upload.confirmed if attempt.trusted else ()
            attempt.upload = Upload(answer.state, answer.size, plan.merged((*before, *answer.confirmed)))
            attempt.trusted = True
            item.settle(plan.covered(attempt.upload.confirmed))
            if in_order:
                # A server that takes only the next part is not asked how far it is: the journal has to know.
                self._keep(item)

        def failed(error: ProgramError) -> None:
            attempt.travelling.remove(span)
            self._stumbled(item, attempt, error)

        return Task(work, sent, failed, item=item)

    def _finish(self, item: UploadItem, attempt: Sending) -> Task:
        def work(_: Task) -> Receipt:
            return sending.finish(self._engine.cloud(item.job.site_id), attempt)

        return Task(
            work, partial(self._finished, item, attempt), partial(self._stumbled, item, attempt), item=item
        )

    def _finished(self, item: UploadItem, attempt: Sending, receipt: Receipt) -> None:
        if item.sending is not attempt or item.batch is None:
            return
        if item.expected and attempt.sha256 != item.expected:
            self._stumbled(item, attempt, self._differs(item, attempt))
            return
        self._engine.succeeded(item.job.site_id, item)
        item.settle(item.size)
        self._batches.closed(item, receipt)

    def _differs(self, item: UploadItem, attempt: Sending) -> Corrupt:
        """What came of a file that is copied was damaged before it went on."""
        if item.begun:
            sentence = say(
                "What was sent of “{name}” is not what came from its source, and it is visible already.",
                name=item.remote_name,
            )
        else:
            sentence = say(
                "What was sent of “{name}” is not what came from its source; it was not kept.",
                name=item.remote_name,
            )
        return Corrupt(sentence, f"SHA-256 sent {attempt.sha256}, received {item.expected}")

    # ------------------------------------------------------------------ what goes wrong

    def _stumbled(self, item: UploadItem, attempt: Sending, error: ProgramError) -> None:
        if item.sending is not attempt or item.state.finished:
            return
        if isinstance(error, Cancelled):
            # A pause, or the failure of another part: the rest of the item decides when it goes on.
            if not item.tasks and item.due == 0.0:
                self.queue(item)
            return
        if item.state is State.PAUSED:
            # Whatever it was, it will show again.
            return
        if isinstance(error, Corrupt):
            self.start_over(item)
            self._engine.fail(item, error)
            return
        if isinstance(error, (NameExists, NotFound)) and item.refused():
            # Others changed what is there since that was looked up: it is looked up, and decided about, anew.
            item.hidden = isinstance(error, NameExists) and item.existing is None and item.refusals > 1
            self.start_over(item)
            self.ask(item)
            return
        note = self._step_back(item, attempt, error)
        again = self._measure if isinstance(error, SourceChanged) else self.queue
        self.put_off(item, error, partial(again, item))
        if note and not item.state.finished:
            item.say(note)

    def _step_back(self, item: UploadItem, attempt: Sending, error: ProgramError) -> str:
        """How much of the attempt still counts; a sentence if it is nothing."""
        if isinstance(error, UploadLost):
            if item.batch is not None and attempt.upload is None:
                self._batches.dissolve(item.batch)
            self.start_over(item)
            return say("The server no longer knew the upload; it is sent again from the start.")
        if isinstance(error, SourceChanged):
            self.start_over(item)
            item.cleared = False
            return say("The file was changed meanwhile; it is sent again from the start.")
        if isinstance(error, UploadIncomplete):
            attempt.trusted, attempt.finishing, attempt.asked = False, False, False
        if item.batch is not None and not item.batch.solo and item.attempt >= _PATIENCE:
            self.start_over(item)
        return ""

    def put_off(self, item: UploadItem, error: ProgramError, again: partial[None] | None = None) -> None:
        """Try the item again after the back-off, or give it up."""
        if self._engine.try_later(item.job.site_id, item, error, again or partial(self.queue, item)):
            self._unbulk(item)
            if item.state is State.RUNNING:
                self._engine.enter(item, State.WAITING)
        elif not item.state.finished:
            self._engine.fail(item, error)

    def queue(self, item: UploadItem) -> None:
        """Let the item go on, if it may."""
        if item.state is State.WAITING and item.cleared:
            self._engine.queue(item, first=True)

    def start_over(self, item: UploadItem) -> None:
        """Nothing of the present attempt counts; what was closed in its batch is kept from showing."""
        self._batches.leave(item)
        self._forget_attempt(item)

    def release(self, item: UploadItem) -> None:
        """Its batch is gone: it starts over in another one (called by `Batches`)."""
        item.batch = None
        self._forget_attempt(item)
        if item.state is State.RUNNING:
            self._engine.enter(item, State.WAITING)
        if item.state is State.WAITING and not item.cleared:
            # An earlier run's, whose name nobody has looked up in this one.
            self.folders.ask(item)
        self.queue(item)

    def ask(self, item: UploadItem) -> None:
        """Look its name up again."""
        if item.state is State.RUNNING:
            self._engine.enter(item, State.WAITING)
        self.folders.ask(item)

    def _forget_attempt(self, item: UploadItem) -> None:
        self._unbulk(item)
        for task in item.tasks:
            task.cancellation.cancel()
        item.sending = None
        item.settle(0)

    def _unbulk(self, item: UploadItem) -> None:
        bulk = self._bulk.get(item.job.site_id, [])
        if item in bulk:
            bulk.remove(item)

    # ------------------------------------------------------------------ what people ask for

    def resolve(self, item: Item) -> None:
        if item.question is not None and item.question.kind is QuestionKind.NAME:
            self._sources.resolve(item)
        elif isinstance(item, UploadItem):
            self.folders.resolve(item)

    def proceed(self, job: Job) -> None:
        self._sources.proceed(job)

    def ended(self, job: Job) -> None:
        self._sources.ended(job)
        self._batches.ended(job)

    def reordered(self) -> None:
        for waiting in self._next_bulk.values():
            waiting.reorder()

    def again(self, item: Item) -> None:
        if isinstance(item, Problem):
            if item.again is not None:
                self._engine.drop(item)
                item.again()
        elif isinstance(item, UploadItem):
            if item.sending is not None and item.sending.receipt is not None:
                self.start_over(item)
            item.attempt, item.due, item.refusals = 0, 0.0, 0
            item.alone = item.cleared = item.hidden = False
            self._engine.enter(item, State.WAITING, note="")
            self._measure(item)

    def _measure(self, item: UploadItem) -> None:
        """See how large the source is now, then look its name up."""

        def failed(error: ProgramError) -> None:
            # Cancelled: the queue was just being stopped; a later run looks again.
            if not item.state.finished and not isinstance(error, Cancelled):
                self._engine.fail(item, error)

        def measured(signature: Signature) -> None:
            if not item.state.finished:
                item.measured(signature)
                self.folders.ask_again(item)

        # Not the item's own task: it moves nothing, and a pause need not end it.
        self._engine.on_disk(Task(lambda _: item.measure(), measured, failed))

    def stopped(self, item: Item, *, forget: bool) -> None:
        if not isinstance(item, UploadItem):
            return
        self._unbulk(item)
        if forget:
            self.start_over(item)
        elif item.sending is None or item.sending.receipt is None:
            # One that is closed only waits for its batch, and that goes through.
            batch = item.batch
            if batch is not None and not (batch.sent or batch.solo or batch.drop is not None):
                # Others are not to wait for it. In a set they do anyway. What an earlier run was just
                # publishing stays where it is: it has to be seen first whether it is there.
                self.start_over(item)
            if not item.state.finished:
                self._engine.enter(item, State.PAUSED)

    def resumed(self, item: Item) -> None:
        if not isinstance(item, UploadItem) or item.source.drop.hold:
            return
        if item.batch is not None and item.batch.sent:
            # An earlier run was just publishing it.
            self._engine.enter(item, State.RUNNING)
            self._batches.urge(item.batch)
        elif item.cleared:
            self._engine.queue(item)
        else:
            self.folders.ask(item)

    def rest(self, site: Site) -> float | None:
        return self._batches.rest(site)
