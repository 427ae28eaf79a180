"""`bimx mkdir`, `mv` and `rm`."""

from __future__ import annotations

import time

from bimexplorer.cli.output import entry_json, print_json, say
from bimexplorer.cli.places import Place, WrongCommandLine, not_a_folder, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import CloudError, InvalidName, NameExists, NotFound
from bimexplorer.model import Entry, Job, JobState

_POLL = 0.5
"""Seconds between two looks at a job of the server."""


def mkdir(session: Session) -> None:
    made: list[dict[str, object]] = []
    for text in session.arguments.places:
        place = remote_place(text)
        if not place.path:
            raise NameExists(f"“{place}” is the top of the site and always there.")
        _, cloud = session.at(place)
        folder = _folder(cloud, place, parents=session.arguments.parents)
        made.append(entry_json(place.site, folder))
    if session.json:
        print_json(made[0] if len(made) == 1 else {"created": made})


def mv(session: Session) -> None:
    *sources, last = [remote_place(text) for text in [*session.arguments.sources, session.arguments.target]]
    if any(source.site != last.site for source in sources):
        raise WrongCommandLine("A file moves within one site only. Use get and put to carry it to another.")
    _, cloud = session.at(last)
    target = _maybe(cloud, last.path)
    if target is None and (len(sources) > 1 or last.folder_meant):
        raise NotFound(f"There is no folder “{last}”.")
    if target is not None and not target.is_folder and len(sources) > 1:
        raise not_a_folder(last, target)
    moved = [
        entry_json(last.site, _move(cloud, cloud.entry_at(source.path), last, target)) for source in sources
    ]
    if session.json:
        print_json(moved[0] if len(moved) == 1 else {"moved": moved})


def rm(session: Session) -> None:
    places = [remote_place(text) for text in session.arguments.places]
    removed: list[str] = []
    for place in places:
        if not place.path:
            raise WrongCommandLine(f"“{place}” is the whole site; only what is in it can be deleted.")
        cloud, entry = session.entry(place)
        if not entry.is_folder:
            cloud.delete(entry)
        elif session.arguments.recursive:
            _follow(session, cloud, cloud.delete_trees((entry,)), place)
        else:
            raise WrongCommandLine(f"“{place}” is a folder. Add -r to delete it with all that is in it.")
        removed.append(str(place))
    if session.json:
        print_json({"deleted": removed})


def _folder(cloud: Cloud, place: Place, *, parents: bool) -> Entry:
    """Create the folder at a place; with `parents` also those above, and an existing one is fine."""
    existing = _maybe(cloud, place.path)
    if existing is not None:
        if parents and existing.is_folder:
            return existing
        raise NameExists(f"“{place}” exists already.")
    above = Place(place.site, place.path[:-1])
    parent = cloud.root() if not above.path else _maybe(cloud, above.path)
    if parent is None:
        if not parents:
            raise NotFound(f"There is no folder “{above}”. Add -p to create it too.")
        parent = _folder(cloud, above, parents=True)
    if not parent.is_folder:
        raise not_a_folder(above, parent)
    return cloud.create_folder(parent, place.path[-1])


def _move(cloud: Cloud, entry: Entry, last: Place, target: Entry | None) -> Entry:
    if target is not None and target.is_folder:
        folder, name = target, entry.name
    else:
        folder, name = cloud.entry_at(last.path[:-1]) if last.path[:-1] else cloud.root(), last.path[-1]
    if target is not None and not target.is_folder and target.id != entry.id:
        raise NameExists(f"“{last}” exists already.")
    if not folder.is_folder:
        raise not_a_folder(Place(last.site, last.path[:-1]), folder)
    # Before anything is done: the renaming would fail when the file has been moved already.
    if name != entry.name and (problem := cloud.check_name(name)):
        raise InvalidName(problem, repr(name))
    if _maybe(cloud, (*folder.path, name)) not in (None, entry):
        raise NameExists(f"“{Place(last.site, (*folder.path, name))}” exists already.")
    # Of the two steps the server knows, the first must not run into a name the second would have avoided.
    rename_first = name != entry.name and _maybe(cloud, (*folder.path, entry.name)) is not None
    if name != entry.name and (rename_first or folder.id == entry.place):
        entry = cloud.rename(entry, name)
    if folder.id != entry.place:
        entry = cloud.move(entry, folder)
    if name != entry.name:
        try:
            entry = cloud.rename(entry, name)
        except CloudError as error:
            here = Place(last.site, entry.path)
            raise CloudError(
                f"“{here}” was moved but kept its name: {error.sentence}", error.technical
            ) from error
    return entry


def _follow(session: Session, cloud: Cloud, job: Job, place: Place) -> None:
    shown = ""
    try:
        while (job := cloud.job(job)).state is JobState.RUNNING:
            text = f"Deleting {place} … {job.fraction or 0:.0%}"
            if session.interactive and text != shown:
                say(text)
                shown = text
            time.sleep(_POLL)
    except KeyboardInterrupt:
        if cloud.abort(job):
            say("Stopped. What was deleted until now is gone.")
        raise
    if job.state is not JobState.DONE:
        raise CloudError(f"“{place}” was not deleted completely.", job.message or job.state.value)


def _maybe(cloud: Cloud, path: tuple[str, ...]) -> Entry | None:
    try:
        return cloud.entry_at(path) if path else cloud.root()
    except NotFound:
        return None
