"""`bimx transfers`: what the queue holds, going on with it, forgetting it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from bimexplorer.cli.following import Followed, followed
from bimexplorer.cli.output import date_text, moment_json, print_json, print_line, say
from bimexplorer.cli.places import WrongCommandLine, remote_text
from bimexplorer.cli.session import Session
from bimexplorer.errors import AuthExpired, CloudError, LocalError, NotFound, ProgramError
from bimexplorer.sites.book import Site
from bimexplorer.sizes import size_text
from bimexplorer.transfer.journal.journal import Journal
from bimexplorer.transfer.journal.rows import JobRow
from bimexplorer.transfer.records import job_name
from bimexplorer.transfer.status import Direction, HistoryRow, JobStatus, State

T = TypeVar("T")

_ENDED = (State.DONE, State.SKIPPED, State.CANCELLED)
"""History; what failed can be tried again."""
_PAGE = 1000
_PROMPT = 10.0
"""Seconds in which whoever works the queue must have carried out a cancellation."""


# ---------------------------------------------------------------------------------------- list


def show(session: Session) -> None:
    arguments = session.arguments
    with contextlib.closing(Journal(session.profile.journal_file)) as journal:
        if arguments.finished:
            _show_history(session, journal)
            return
        left = {row.id: row for row in journal.job_rows() if row.state not in _ENDED}
        rows = _chosen(left, arguments.ids)
    site_names = _site_names(session)
    is_worked = _is_worked(session)
    states = [_state(row, is_worked=is_worked) for row in rows]
    if session.json:
        print_json([_job_json(row, state, site_names) for row, state in zip(rows, states, strict=True)])
        return
    for row, state in zip(rows, states, strict=True):
        print_line(
            f"{row.id}\t{state.value}\t{_arrow(row.direction)}\t{_name(row)}\t"
            f"{_place(row.site_id, row.remote, site_names)}\t{size_text(row.done)} of {size_text(row.size)}"
        )
        if row.error is not None:
            print_line(f"\t{row.error.sentence}")


def _show_history(session: Session, journal: Journal) -> None:
    """One line, or object, for each file; the last that ended first."""
    site_names = _site_names(session)
    rows: list[HistoryRow] = []
    cursor: int | None = None
    while True:
        page = journal.history(session.arguments.search, cursor, _PAGE)
        if session.json:
            rows += page.rows
        else:
            for row in page.rows:
                _print_history_line(row, site_names)
        cursor = page.cursor
        if cursor is None:
            break
    if session.json:
        print_json([_history_json(row, site_names) for row in rows])


def _print_history_line(row: HistoryRow, site_names: dict[str, str]) -> None:
    how = f"{row.state.value}, {row.check.value}" if row.check.value else row.state.value
    place = _place(row.site_id, row.remote, site_names)
    print_line(f"{date_text(row.ended)}\t{how}\t{_arrow(row.direction)}\t{place}\t{size_text(row.size)}")
    if row.error:
        print_line(f"\t{row.error}")


def _is_worked(session: Session) -> bool:
    """Whether some process works the queue: what stands as running in the journal does run."""
    try:
        with FileLock(session.profile.transfers_lock, blocking=False):
            return False
    except Timeout:
        return True


def _state(row: JobRow, *, is_worked: bool) -> State:
    """What was running when its process ended waits now, unless a person paused it."""
    if is_worked or row.state not in (State.RUNNING, State.PAUSED):
        return row.state
    return State.PAUSED if row.paused or row.error is not None else State.WAITING


def _name(row: JobRow) -> str:
    return job_name(row.title, row.files, is_folder=row.is_folder)


def _arrow(direction: Direction) -> str:
    return {Direction.UPLOAD: "↑", Direction.DOWNLOAD: "↓", Direction.COPY: "→"}[direction]


def _place(site_id: str, remote: str, site_names: dict[str, str]) -> str:
    """`SITE:/path`; of a site that was removed only the path."""
    path = tuple(name for name in remote.split("/") if name)
    return remote_text(site_names[site_id], path) if site_id in site_names else remote


def _site_names(session: Session) -> dict[str, str]:
    return {site.id: site.name for site in session.book.all()}


def _job_json(row: JobRow, state: State, site_names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "direction": row.direction.value,
        "site": site_names.get(row.site_id),
        **({"origin": site_names.get(row.origin)} if row.origin else {}),
        "name": row.title,
        "kind": "folder" if row.is_folder else "file",
        "path": row.remote,
        "local": row.local,
        "remote": row.remote,
        "state": state.value,
        "files": row.files,
        "files_done": row.files_done,
        "files_failed": row.files_failed,
        "files_undecided": row.files_deciding,
        "size": row.size,
        "done": row.done,
        "error": row.error.sentence if row.error is not None else None,
        "created": moment_json(row.created),
    }


def _history_json(row: HistoryRow, site_names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.item_id,
        "transfer": row.job_id,
        "direction": row.direction.value,
        "site": site_names.get(row.site_id),
        **({"origin": site_names.get(row.origin)} if row.origin else {}),
        "name": row.name,
        "kind": "file",
        "path": row.remote,
        "local": row.local,
        "remote": row.remote,
        "state": row.state.value,
        "size": row.size,
        "check": row.check.value or None,
        "sha256": row.sha256 or None,
        "revision": row.revision or None,
        "user": row.user or None,
        "ended": moment_json(row.ended),
        "error": row.error or None,
    }


# ---------------------------------------------------------------------------------------- resume, cancel


def resume(session: Session) -> None:
    ids: list[int] = session.arguments.ids
    with followed(session) as run:
        run.leaves_questions = True
        known = _left(run)
        jobs = _chosen(known, ids) if ids else [job for job in known.values() if not job.state.finished]
        refused: list[ProgramError] = []
        for site_id in dict.fromkeys(job.site_id for job in jobs):
            of_site = [job.id for job in jobs if job.site_id == site_id]
            problem = _sign_in(session, run, site_id)
            if problem is None:
                run.jobs += of_site
            else:
                say(f"Transfer {', '.join(map(str, of_site))}: {problem.sentence}")
                refused.append(problem)
        run.queue.resume(run.jobs)
        run.queue.retry([job.id for job in jobs if job.id in run.jobs and job.state is State.FAILED])
        run.heard()
        if not jobs:
            say("There is nothing to go on with.")
        run.finish(refused)


def _sign_in(session: Session, run: Followed, site_id: str) -> ProgramError | None:
    """Why the jobs of a site cannot go on now; None: they can."""
    if not run.queue.working:
        return None  # whoever works the queue is signed in, or asks for it
    try:
        site = session.book.get(site_id)
        if not _is_meant_elsewhere(session, site):
            session.cloud(site)
        elif not session.connections.signed_in(site_id):
            raise AuthExpired(
                f"BIMX_USERNAME is for another site. To go on with this, set it to “{site.username}”, "
                "and BIMX_PASSWORD with it."
            )
    except (CloudError, LocalError) as error:
        return error
    return None


def _is_meant_elsewhere(session: Session, site: Site) -> bool:
    """Whether the user name of the environment is known from another site, and another one from this.

    Nobody named this site; then its server, somebody else's perhaps, is not to see the password.
    """
    given = session.unattended()
    if given is None or given[0] == site.username:
        return False
    return any(other.username == given[0] for other in session.book.all() if other.id != site.id)


def cancel(session: Session) -> None:
    arguments = session.arguments
    if arguments.ids and arguments.all:
        raise WrongCommandLine("Say either which transfers, or --all.")
    with followed(session) as run:
        known = _left(run)
        unfinished = [job for job in known.values() if not job.state.finished]
        if arguments.ids:
            wanted = _chosen(known, arguments.ids)
        elif arguments.all or len(unfinished) <= 1:
            wanted = unfinished
        else:
            raise WrongCommandLine(
                "There are several transfers: say which, or --all. “bimx transfers” lists them."
            )
        run.queue.cancel([job.id for job in wanted if not job.state.finished])
        run.queue.clear([job.id for job in wanted if job.state.finished])
        _wait_for_end(run, wanted)
    if session.json:
        print_json({"cancelled": [job.id for job in wanted]})
    elif not wanted:
        say("There is nothing to cancel.")
    for job in wanted if not session.json else ():
        say(f"Cancelled: {job.name}")


def _left(run: Followed) -> dict[int, JobStatus]:
    """What is unfinished, or failed."""
    return {job.id: job for job in run.queue.jobs() if job.state not in _ENDED}


def _wait_for_end(run: Followed, jobs: Sequence[JobStatus]) -> None:
    deadline = time.monotonic() + _PROMPT
    while set(_left(run)) & {job.id for job in jobs}:
        if time.monotonic() > deadline:
            raise ProgramError("The program that works on these transfers does not answer. Try again.")
        time.sleep(0.05)


def _chosen(known: dict[int, T], ids: Sequence[int]) -> list[T]:
    """Those with these ids, or all. Raises `NotFound`."""
    unknown = [str(job_id) for job_id in ids if job_id not in known]
    if unknown:
        listed = ", ".join(map(str, known)) or "none"
        raise NotFound(f"There is no transfer {', '.join(unknown)}. Known: {listed}.")
    return [known[job_id] for job_id in dict.fromkeys(ids)] if ids else list(known.values())
