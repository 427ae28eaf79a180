"""`bimx mkdir`, `mv` and `rm`."""

from __future__ import annotations

import shlex
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bimexplorer.cli.output import entry_json, print_json, say
from bimexplorer.cli.places import Place, WrongCommandLine, not_a_folder, remote_place
from bimexplorer.cli.session import Session
from bimexplorer.cli.versions import version_at
from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import CloudError, InvalidName, NameExists, NotConfirmed, NotFound, Unsupported
from bimexplorer.model import Capability, Entry, Job, JobState, ProjectProperties

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
    arguments = session.arguments
    places = [remote_place(text) for text in arguments.places]
    if arguments.number is not None and len(places) > 1:
        raise WrongCommandLine("--version is for one file.")
    # All are looked at before the first is deleted: nothing happens where one is not confirmed.
    chosen = [_chosen(session, place) for place in places]
    for one, typed in zip(chosen, _confirmations(chosen, arguments.confirm), strict=True):
        if one.project is not None:
            one.project.projects.delete(one.entry, typed)
        elif one.entry.is_folder:
            _follow(session, one.cloud, one.cloud.delete_trees((one.entry,)), one.place)
        else:
            one.cloud.delete(one.entry)
    if session.json:
        print_json({"deleted": [str(place) for place in places]})


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What shall be deleted."""

    place: Place
    cloud: Cloud
    entry: Entry
    project: _Project | None = None
    """If it is one."""


def _chosen(session: Session, place: Place) -> _Chosen:
    """What stands at a place. Raises `WrongCommandLine` for what `rm` does not delete, or not so."""
    arguments = session.arguments
    if not place.path:
        raise WrongCommandLine(f"“{place}” is the whole site; only what is in it can be deleted.")
    cloud, entry = session.entry(place)
    if arguments.number is not None:
        return _Chosen(place, cloud, version_at(cloud, place, entry, arguments.number))
    if entry.is_folder and not arguments.recursive:
        raise WrongCommandLine(f"“{place}” is a folder. Add -r to delete it with all that is in it.")
    return _Chosen(place, cloud, entry, _project(cloud, entry))


def _confirmations(chosen: Sequence[_Chosen], typed: Sequence[str]) -> list[str]:
    """What was typed to confirm each; empty for what is no project.

    Raises `NotConfirmed` unless the name of each project was typed once, and nothing else.
    """
    left = list(typed)
    found = []
    for one in chosen:
        if one.project is None:
            found.append("")
            continue
        name = one.project.properties.name
        given = next((text for text in left if _composed(text) == _composed(name)), None)
        if given is None:
            raise NotConfirmed(
                f"“{one.place}” is a project: all its models and documents, with every version of them, "
                "would be deleted for everybody, and nothing brings them back; “bimx stat” tells how much "
                "that is. Nothing was deleted. "
                f"If that is what you want, add --confirm {shlex.quote(name)} to the command."
            )
        left.remove(given)
        found.append(given)
    if left:
        raise NotConfirmed(
            f"“{left[0]}” is not the name of a project that was to be deleted. Nothing was deleted."
        )
    return found


def _composed(name: str) -> str:
    """The same name in the form in which the services keep it, however it was typed."""
    return unicodedata.normalize("NFC", name)


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
        _folder(cloud, above, parents=True)
        # A new project brings places with it: perhaps it is there now.
        return _folder(cloud, place, parents=True)
    if not parent.is_folder:
        raise not_a_folder(above, parent)
    return _made(cloud, parent, place.path[-1])


def _made(cloud: Cloud, parent: Entry, name: str) -> Entry:
    """A new folder; where a service keeps projects in place of folders, a new project."""
    missing, projects = cloud.missing(parent), cloud.projects
    if projects is not None and Capability.CREATE_FOLDER in missing:
        try:
            return projects.create(parent, ProjectProperties(name))
        except Unsupported:
            if Capability.CREATE_PROJECT not in missing:
                raise
    return cloud.create_folder(parent, name)


@dataclass(frozen=True, slots=True)
class _Project:
    """An entry that is a project, which is neither renamed nor deleted like a folder."""

    projects: Projects
    properties: ProjectProperties


def _project(cloud: Cloud, entry: Entry) -> _Project | None:
    """None for what is no project."""
    projects = cloud.projects
    if projects is None or not entry.is_folder:
        return None
    try:
        return _Project(projects, projects.properties(entry))
    except Unsupported:
        return None


def _renamed(cloud: Cloud, entry: Entry, name: str) -> Entry:
    project = _project(cloud, entry)
    if project is not None:
        return project.projects.edit(entry, replace(project.properties, name=name))
    return cloud.rename(entry, name)


def _move(cloud: Cloud, entry: Entry, last: Place, target: Entry | None) -> Entry:
    beside = target is not None and target.id != entry.id and target.place == entry.place
    if beside and _project(cloud, entry) is not None:
        # No project goes into another: what has the name is in the way.
        raise NameExists(f"“{last}” exists already.")
    if target is not None and target.is_folder:
        folder, name = target, entry.name
    else:
        folder, name = cloud.entry_at(last.path[:-1]) if last.path[:-1] else cloud.root(), last.path[-1]
    if target is not None and not target.is_folder and target.id != entry.id:
        raise NameExists(f"“{last}” exists already.")
    if not folder.is_folder:
        raise not_a_folder(Place(last.site, last.path[:-1]), folder)
    # Not of the name that it has in the end: what was told apart from others there may need no mark here.
    renaming = name != entry.name
    # Before anything is done: the renaming would fail when the file has been moved already.
    if renaming and (problem := cloud.check_name(name)):
        raise InvalidName(problem, repr(name))
    if _maybe(cloud, (*folder.path, name)) not in (None, entry):
        raise NameExists(f"“{Place(last.site, (*folder.path, name))}” exists already.")
    # Of the two steps the server knows, the first must not run into a name the second would have avoided; nor
    # is a file moved that cannot get the name it is to have.
    rename_first = renaming and (
        Capability.RENAME in cloud.missing(entry) or _maybe(cloud, (*folder.path, entry.name)) is not None
    )
    if renaming and (rename_first or folder.id == entry.place):
        entry, renaming = _renamed(cloud, entry, name), False
    if folder.id != entry.place:
        entry = cloud.move(entry, folder)
    if renaming:
        try:
            entry = _renamed(cloud, entry, name)
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
