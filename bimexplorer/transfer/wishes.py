"""What may be asked of the queue, by this process or another, carried out on the worker."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from bimexplorer.errors import ProgramError
from bimexplorer.transfer.engine import Engine
from bimexplorer.transfer.journal.rows import Verb, Wish
from bimexplorer.transfer.records import Item, Job
from bimexplorer.transfer.status import Decision, QuestionKind, State
from bimexplorer.words import say

_LEAST_STEP = 1e-6
"""Between two positions; with less, all jobs get new ones."""


def carry_out(engine: Engine, wish: Wish) -> None:
    """Do it; jobs that are gone are passed over."""
    try:
        _carry_out(engine, wish, json.loads(wish.argument) if wish.argument else {})
    finally:
        # Also one that cannot be understood: it would be there again in every run.
        if wish.id:
            engine.keeper.drop_wish(wish.id)
        engine.keeper.urgent = True


def _carry_out(engine: Engine, wish: Wish, argument: dict[str, Any]) -> None:
    if wish.verb is Verb.CLOSE_SITE:
        error = ProgramError(say("The site was removed while this was being transferred."))
        engine.close_site(argument["site"], error)
    else:
        jobs = [engine.jobs[job_id] for job_id in wish.job_ids if job_id in engine.jobs]
        if wish.verb is Verb.REORDER:
            _reorder(engine, jobs, argument["before"])
        for job in jobs:
            if wish.verb is Verb.DECIDE:
                _decide(engine, job, Decision(argument["decision"]), argument["item"])
            elif wish.verb in _FOR_EACH:
                _FOR_EACH[wish.verb](engine, job)


def _decide(engine: Engine, job: Job, decision: Decision, item_id: int | None) -> None:
    if item_id is not None:
        items = [job.items[item_id]] if item_id in job.items else []
    else:
        items = list(job.items.values())
        if decision is not Decision.RENAME and not (decision is Decision.SKIP and _asks_for_names(job)):
            job.decision = decision
            engine.touch(job)
    for item in items:
        if item.state is State.DECIDING and _fits(item, decision):
            if item_id is not None or decision is Decision.RENAME or item.question is None:
                item.decision = decision
            elif Decision.RENAME in item.question.choices:
                # About a name there is no job's decision.
                item.decision = decision
            engine.movers[job.direction].resolve(item)


def _asks_for_names(job: Job) -> bool:
    """Whether all that is asked is about names that are not taken: no answer speaks of existing ones."""
    kinds = {
        item.question.kind
        for item in job.items.values()
        if item.state is State.DECIDING and item.question is not None
    }
    return kinds == {QuestionKind.NAME}


def _fits(item: Item, decision: Decision) -> bool:
    return item.question is None or decision in item.question.choices or decision is Decision.FAIL


def _retry(engine: Engine, job: Job) -> None:
    if job.ended is not None or job.cancelled:
        return
    engine.resume(job)
    for item in list(job.failed.values()):
        if item.id in job.failed:
            engine.movers[job.direction].again(item)
    engine.touch(job)


def _clear(engine: Engine, job: Job) -> None:
    if job.finished:
        engine.forget(job)


def _proceed(engine: Engine, job: Job) -> None:
    engine.movers[job.direction].proceed(job)


def _reorder(engine: Engine, jobs: list[Job], before: int | None) -> None:
    moved = {job.id for job in jobs}
    order = sorted(engine.jobs.values(), key=lambda job: (job.position, job.id))
    others = [job for job in order if job.id not in moved]
    # In front of one that moves itself: of the first behind it that stays.
    from_there = itertools.dropwhile(lambda job: job.id != before, order)
    following = next((job for job in from_there if job.id not in moved), None)
    at = len(others) if following is None else others.index(following)
    low = others[at - 1].position if at > 0 else None
    high = others[at].position if at < len(others) else None
    if low is None:
        low = (high or 0.0) - len(jobs) - 1
    if high is None:
        high = low + len(jobs) + 1
    step = (high - low) / (len(jobs) + 1)
    if step < _LEAST_STEP:
        jobs, low, step = [*others[:at], *jobs, *others[at:]], 0.0, 1.0
    for number, job in enumerate(jobs, start=1):
        job.position = low + step * number
        engine.touch(job)
    for site in engine.sites.values():
        site.files.reorder()
    for mover in engine.movers.values():
        mover.reordered()


_FOR_EACH: dict[Verb, Callable[[Engine, Job], None]] = {
    Verb.PAUSE: Engine.pause,
    Verb.RESUME: Engine.resume,
    Verb.RETRY: _retry,
    Verb.CANCEL: Engine.cancel,
    Verb.PROCEED: _proceed,
    Verb.CLEAR: _clear,
}
