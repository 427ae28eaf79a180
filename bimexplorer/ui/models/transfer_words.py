"""What the rows of the transfers say: a job, a file of one, or many files that were dropped together."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from bimexplorer.model import Entry, Kind
from bimexplorer.transfer.status import Check, Direction, ItemStatus, JobStatus, State
from bimexplorer.ui.look.formats import duration_text, exact_size_text, size_text, speed_text
from bimexplorer.ui.look.icons import Tint, entry_icon, icon
from bimexplorer.ui.models.direction_words import direction_icon, direction_word, moving_word
from bimexplorer.ui.models.transfer_tally import Tally
from bimexplorer.words import number, plural

translate = QCoreApplication.translate

FULL = 1000
"""The largest value of a progress: bytes would not fit into a C int."""

SiteName = Callable[[str], str]
"""From a site's id to its name; empty for one that was removed."""


class Column(IntEnum):
    """In the order in which they are shown."""

    NAME = 0
    DIRECTION = 1
    PLACE = 2
    PROGRESS = 3
    SIZE = 4
    SPEED = 5
    LEFT = 6
    STATE = 7


SPOKEN = (Column.NAME, Column.DIRECTION, Column.PLACE, Column.PROGRESS, Column.STATE)
"""What somebody hears of a row."""

STATE_ICONS: dict[State, tuple[str, Tint]] = {
    State.WAITING: ("clock-outline", Tint.MUTED),
    State.RUNNING: ("swap-vertical", Tint.ACCENT),
    State.PAUSED: ("pause-circle-outline", Tint.MUTED),
    State.DECIDING: ("help-circle-outline", Tint.WARNING),
    State.DONE: ("check-circle-outline", Tint.SUCCESS),
    State.SKIPPED: ("skip-next-circle-outline", Tint.MUTED),
    State.FAILED: ("alert-circle-outline", Tint.DANGER),
    State.CANCELLED: ("cancel", Tint.MUTED),
}

_FIRST_SEEN = (
    State.RUNNING,
    State.WAITING,
    State.DECIDING,
    State.PAUSED,
    State.FAILED,
    State.DONE,
    State.SKIPPED,
    State.CANCELLED,
)
"""Of many jobs, the state of the first kind of which there are some stands for all."""


class TransferWords:
    """Texts and icons of the cells."""

    def __init__(self, site_name: SiteName) -> None:
        self._site_name = site_name

    # ---------------------------------------------------------------- a job, or a file of it

    def text(self, job: JobStatus, item: ItemStatus | None, column: Column) -> str:
        shown = item or job
        if column is Column.NAME:
            return shown.name
        if column is Column.PROGRESS:
            return _percent(progress(shown))
        if column is Column.SIZE:
            return size_text(shown.size)
        if column is Column.STATE:
            return self.state_text(job, item)
        if item is not None:
            return ""
        if column is Column.DIRECTION:
            return direction_word(job.direction)
        if column is Column.PLACE:
            return self.place_text(job)
        return speed_text(job.speed) if column is Column.SPEED else duration_text(job.seconds_left)

    def state_text(self, job: JobStatus, item: ItemStatus | None = None) -> str:
        """The state in words, with the reason or what else is to be said."""
        shown = item or job
        if shown.error is not None:
            return f"{state_word(shown.state, job.direction)}: {shown.error.sentence}"
        copying = job.direction is Direction.COPY and job.state is State.RUNNING
        if item is None and copying and not job.note:
            return self._copying_text(job)
        if item is None and job.counting and job.state is State.RUNNING and not job.note:
            return translate("TransfersModel", "Reading folders…")
        word = _proven(state_word(shown.state, job.direction), shown.state, shown.check)
        if shown.note and shown.state is not State.DECIDING:
            moving = shown.state in (State.WAITING, State.RUNNING)
            return shown.note if moving else f"{word}. {shown.note}"
        if item is None and job.files > 1 and not job.state.finished and not job.held:
            return _so_many(word, job.files_done, job.files)
        return word

    def _copying_text(self, job: JobStatus) -> str:
        """Both ways in one sentence."""
        sites = self._site_name(job.origin), self._site_name(job.site_id)
        if job.origin == job.site_id:
            sentence = translate("TransfersModel", "Copying within {site}").format(site=sites[1])
        else:
            sentence = translate("TransfersModel", "Copying from {origin} to {site}").format(
                origin=sites[0], site=sites[1]
            )
        if job.files > 1 and not job.counting:
            return _so_many(sentence, job.files_done, job.files)
        return sentence

    def place_text(self, job: JobStatus) -> str:
        """The folder on the site from which, or into which, it goes: `Office:/Plans`."""
        site = self._site_name(job.site_id) or translate("TransfersModel", "removed site")
        return f"{site}:{_parent(job.remote)}"

    def origin_text(self, job: JobStatus) -> str:
        """The folder on the site that a copy comes from."""
        site = self._site_name(job.origin) or translate("TransfersModel", "removed site")
        return f"{site}:{_parent(job.local)}"

    def route_text(self, job: JobStatus) -> str:
        """`place_text`, of a copy with where it comes from."""
        if job.direction is not Direction.COPY:
            return self.place_text(job)
        return translate("TransfersModel", "{origin} → {place}").format(
            origin=self.origin_text(job), place=self.place_text(job)
        )

    def tool_tip(self, job: JobStatus, item: ItemStatus | None, column: Column) -> str:
        if column is Column.NAME and item is not None:
            return item.name
        if column is Column.NAME and job.direction is Direction.COPY:
            return translate("TransfersModel", "Copying “{name}” from {origin} to {place}").format(
                name=job.name, origin=self.origin_text(job), place=self.place_text(job)
            )
        if column is Column.NAME:
            return job.local
        if column is Column.PLACE and item is None:
            return self.route_text(job)
        if column is Column.SIZE:
            return exact_size_text((item or job).size)
        return self.text(job, item, column)

    def icon(self, job: JobStatus, item: ItemStatus | None, column: Column) -> QIcon | None:
        if column is Column.STATE:
            return icon(*STATE_ICONS[(item or job).state])
        if column is Column.NAME:
            return entry_icon(_as_entry((item or job).name, folder=item is None and job.files != 1))
        if column is Column.DIRECTION and item is None:
            return direction_icon(job.direction)
        return None

    # ---------------------------------------------------------------- what was dropped together

    def drop_text(self, one: JobStatus, tally: Tally, column: Column) -> str:
        """`one` of the jobs stands for what they have in common; `tally` is what they come to."""
        if column is Column.NAME:
            return self._drop_name(one, tally)
        if column is Column.PROGRESS:
            return _percent(drop_progress(tally))
        if column is Column.SIZE:
            return size_text(tally.size)
        if column is Column.STATE:
            return _drop_state_text(one, tally)
        if column is Column.DIRECTION:
            return direction_word(one.direction)
        if column is Column.PLACE:
            return self.place_text(one)
        if column is Column.SPEED:
            return speed_text(tally.speed)
        return duration_text(tally.left / tally.speed if tally.speed >= 1 and not tally.counting else None)

    def drop_tool_tip(self, one: JobStatus, tally: Tally, column: Column) -> str:
        if column is Column.NAME:
            return self.origin_text(one) if one.direction is Direction.COPY else str(Path(one.local).parent)
        if column is Column.PLACE:
            return self.route_text(one)
        if column is Column.SIZE:
            return exact_size_text(tally.size)
        return self.drop_text(one, tally, column)

    def drop_icon(self, one: JobStatus, tally: Tally, column: Column) -> QIcon | None:
        if column is Column.STATE:
            return icon(*STATE_ICONS[drop_state(tally)])
        if column is Column.NAME:
            return icon("file-multiple-outline", Tint.MUTED)
        return direction_icon(one.direction) if column is Column.DIRECTION else None

    def _drop_name(self, one: JobStatus, tally: Tally) -> str:
        """`10,000 files from “Scans”`; a folder counts with what is in it."""
        count = max(tally.files, tally.jobs)
        if one.direction is Direction.UPLOAD:
            folder = Path(one.local).parent.name
        else:
            folder = _parent(one.local if one.direction is Direction.COPY else one.remote).rpartition("/")[2]
        if not folder:
            return plural("{n} file", "{n} files", count)
        return plural("{n} file from “{folder}”", "{n} files from “{folder}”", count, folder=folder)


def drop_state(tally: Tally) -> State:
    """What stands for all of them."""
    return next((state for state in _FIRST_SEEN if tally.states[state] > 0), State.WAITING)


def progress(shown: JobStatus | ItemStatus) -> int | None:
    """0..`FULL`; None: there is nothing to measure yet."""
    if shown.state is State.DONE:
        return FULL
    if shown.size <= 0 or (isinstance(shown, JobStatus) and shown.counting):
        return None
    return min(FULL, max(0, shown.done * FULL // shown.size))


def drop_progress(tally: Tally) -> int | None:
    """As `progress`; while sizes become known, by the number of jobs that have ended."""
    if tally.counting or tally.size <= 0:
        return tally.finished * FULL // tally.jobs if tally.finished else None
    return min(FULL, max(0, tally.done * FULL // tally.size))


def state_word(state: State, direction: Direction) -> str:
    """`Uploading`, `Done`, `Failed`."""
    if state is State.RUNNING:
        return moving_word(direction)
    return {
        State.WAITING: translate("transfers", "Waiting"),
        State.PAUSED: translate("transfers", "Paused"),
        State.DECIDING: translate("transfers", "Needs your decision"),
        State.DONE: translate("transfers", "Done"),
        State.SKIPPED: translate("transfers", "Skipped"),
        State.FAILED: translate("transfers", "Failed"),
        State.CANCELLED: translate("transfers", "Cancelled"),
    }[state]


def check_word(check: Check) -> str:
    """How it was proven that what arrived is what was sent."""
    return {
        Check.NONE: "",
        Check.HASH: translate("transfers", "verified"),
        Check.SIZE: translate("transfers", "size checked"),
    }[check]


def _drop_state_text(one: JobStatus, tally: Tally) -> str:
    """How far, and what is not as it should be."""
    state = drop_state(tally)
    word = _proven(state_word(state, one.direction), state, tally.check)
    if tally.unfinished and not one.held:
        word = _so_many(word, tally.finished - tally.states[State.FAILED], tally.jobs)
    counted = {
        translate("transfers", "{n} to decide"): len(tally.deciding),
        translate("transfers", "{n} failed"): len(tally.failed),
        translate("transfers", "{n} skipped"): tally.states[State.SKIPPED],
        translate("transfers", "{n} cancelled"): tally.states[State.CANCELLED],
    }
    told = [words.format(n=number(count)) for words, count in counted.items() if 0 < count < tally.jobs]
    return " · ".join([word, *told])


def _proven(word: str, state: State, check: Check) -> str:
    if state is not State.DONE or check is Check.NONE:
        return word
    return translate("TransfersModel", "{state}, {check}").format(state=word, check=check_word(check))


def _so_many(word: str, done: int, files: int) -> str:
    return translate("TransfersModel", "{state}, {done} of {all} files").format(
        state=word, done=number(done), all=number(files)
    )


def _percent(value: int | None) -> str:
    return "" if value is None else translate("TransfersModel", "{n} %").format(n=value * 100 // FULL)


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _as_entry(name: str, *, folder: bool) -> Entry:
    return Entry(id="", name=name, kind=Kind.FOLDER if folder else Kind.FILE, type="", path=())
