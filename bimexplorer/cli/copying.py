"""`bimx put` and `get`: what is to be copied where. Both copy like `cp -r`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bimexplorer.cli.following import Followed, followed
from bimexplorer.cli.output import say
from bimexplorer.cli.places import Place, WrongCommandLine, local_path, not_a_folder, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.cli.versions import version_at
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, SourceMissing, TargetExists, UnsafeName
from bimexplorer.model import Entry
from bimexplorer.transfer.local import reading, safe_name
from bimexplorer.transfer.plan import name_key
from bimexplorer.transfer.status import Decision, Direction

_SLASHES = ("/", os.sep)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where things land: in `folder`, under `name` if it is given."""

    folder: Entry
    name: str = ""


def put(session: Session) -> None:
    arguments = session.arguments
    decision = _decision(session)
    if arguments.as_set and decision in (Decision.NEW_VERSION, Decision.OVERWRITE):
        raise WrongCommandLine("--as-set publishes new files, all or none: it makes no new versions.")
    sources = [_local_source(text) for text in arguments.sources]
    place = remote_place(arguments.target)
    site, cloud = session.at(place)
    with followed(session) as run:
        new = []
        for source in sources:
            landed = [(*place.path, source.name)]
            if len(sources) == 1:
                # When it was begun, there may have been no folder of that name yet.
                landed.append(place.path)
            if not _goes_on(run, session, Direction.UPLOAD, site.id, [str(source)], landed):
                new.append(source)
        if new:
            target = _remote_target(cloud, place, sources)
            run.jobs += run.queue.upload(
                site.id,
                new,
                target.folder,
                decision=decision,
                as_name=target.name,
                hold=True,
                as_set=arguments.as_set,
            )
        run.finish()


def get(session: Session) -> None:
    arguments = session.arguments
    target = _absolute(local_path(arguments.target))
    places = [remote_place(text) for text in arguments.sources]
    if arguments.number is not None and len(places) > 1:
        raise WrongCommandLine("--version is for one file.")
    found = [(place, _source(session, place)) for place in places]
    with followed(session) as run:
        new = []
        for place, entry in found:
            site = session.book.named(place.site)
            landed = [target / (entry.name if place.path else site.name)]
            if len(found) == 1:
                landed.append(target)
            remote = [entry.path]
            if not _goes_on(run, session, Direction.DOWNLOAD, site.id, map(str, landed), remote, entry.id):
                new.append((place, entry))
        if new:
            folder, name = _local_target(
                target, [entry for _, entry in found], folder_meant=arguments.target.endswith(_SLASHES)
            )
            _check_apart(found)
        for place, entry in new:
            site = session.book.named(place.site)
            # The top of a site lands in a folder named after the site.
            as_name = name or ("" if place.path else site.name)
            run.jobs += run.queue.download(
                site.id, [entry], folder, decision=_decision(session), as_name=as_name
            )
        run.finish()


def _source(session: Session, place: Place) -> Entry:
    """What is to be fetched from a place: what stands there, or the version that was asked for."""
    cloud, entry = session.entry(place)
    number: int | None = session.arguments.number
    return entry if number is None else version_at(cloud, place, entry, number)


def _goes_on(
    run: Followed,
    session: Session,
    direction: Direction,
    site_id: str,
    local: Iterable[str],
    remote: Iterable[tuple[str, ...]],
    entry_id: str = "",
) -> bool:
    """Whether an earlier run left the same copy unfinished: then this one goes on with it.

    `entry_id`: of what is downloaded; another version of a file has the same path.
    """
    from_here = set(local)
    in_cloud = {name_key("/" + "/".join(path)) for path in remote}
    for job in run.queue.jobs():
        if (
            (job.direction, job.site_id) == (direction, site_id)
            and not job.state.finished
            and job.id not in run.jobs
            and job.local in from_here
            and name_key(job.remote) in in_cloud
            and job.entry_id == entry_id
        ):
            say(f"Going on with transfer {job.id}, which an earlier run has left unfinished.")
            run.jobs.append(job.id)
            run.queue.resume([job.id])
            if session.arguments.conflict is not None:
                run.queue.decide(job.id, _decision(session))
            return True
    return False


def _decision(session: Session) -> Decision:
    given: str | None = session.arguments.conflict
    if given is not None:
        return Decision(given)
    return Decision.ASK if session.interactive else Decision.FAIL


def _local_source(text: str) -> Path:
    path = local_path(text)
    with reading(path):
        if not path.exists():
            raise SourceMissing(f"“{path}” does not exist.")
        if path.name in ("", ".."):
            # `.` and `..` arrive under the name that the folder has.
            path = path.resolve()
    if not path.name:
        raise WrongCommandLine(f"“{path}” has no name under which it could be stored.")
    return _absolute(path)


def _absolute(path: Path) -> Path:
    """The journal keeps it: it must mean the same in another folder, and be the same however it is typed."""
    return path.resolve() if ".." in path.parts else path.absolute()


def _remote_target(cloud: Cloud, place: Place, sources: Sequence[Path]) -> _Target:
    """Like `cp -r`: into an existing folder, else under the name that the place ends with."""
    if not place.path:
        return _Target(cloud.root())
    try:
        entry = cloud.entry_at(place.path)
    except NotFound:
        if len(sources) > 1 or place.folder_meant:
            raise NotFound(f"There is no folder “{place}”.") from None
    else:
        if entry.is_folder:
            return _Target(entry)
        if len(sources) > 1 or place.folder_meant or sources[0].is_dir():
            raise not_a_folder(place, entry)
    above = replace(place, path=place.path[:-1])
    parent = cloud.entry_at(above.path) if above.path else cloud.root()
    if not parent.is_folder:
        raise not_a_folder(above, parent)
    return _Target(parent, place.path[-1])


def _local_target(path: Path, entries: Sequence[Entry], *, folder_meant: bool) -> tuple[Path, str]:
    """The folder in which things land, and the new name if they shall have one.

    `folder_meant`: typed with a slash at its end, which only a folder can have as its name.
    """
    if path.is_dir():
        return path, ""
    if len(entries) > 1 or (folder_meant and not entries[0].is_folder):
        raise NotFound(f"There is no folder “{path}”.")
    if path.exists() and entries[0].is_folder:
        raise TargetExists(f"“{path}” is a file and no folder.")
    if not path.parent.is_dir():
        raise NotFound(f"There is no folder “{path.parent}”.")
    if (safe := safe_name(path.name)) != path.name:
        # Not stored under another name than a script will look for.
        raise UnsafeName(f"Not every system takes the name “{path.name}”. Use “{safe}”, for example.")
    return path.parent, path.name


def _check_apart(found: Sequence[tuple[Place, Entry]]) -> None:
    """Raises `TargetExists` if two sources would land in one file or folder, and one would be lost."""
    landed: dict[str, Place] = {}
    for place, entry in found:
        name = safe_name(entry.name if place.path else place.site)
        other = landed.setdefault(name_key(name), place)
        if other is not place:
            raise TargetExists(
                f"“{other}” and “{place}” would both be stored as “{name}”. Fetch them into two folders."
            )
