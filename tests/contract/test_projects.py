"""Projects, where a service lets its users make, change and delete them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import AccessDenied, InvalidName, NameExists, NotConfirmed, NotFound, Unsupported
from bimexplorer.model import Capability, Entry, ProjectProperties
from tests.contract.lab import Lab
from tests.contract.labs import one_generation
from tests.contract.parts import all_children, sights

pytestmark = one_generation

OF_PROJECTS = (Capability.CREATE_PROJECT, Capability.EDIT_PROJECT, Capability.DELETE_PROJECT)


def named(text: str) -> str:
    return f"{text} {uuid.uuid4().int}"


@pytest.fixture
def parent(lab: Lab, cloud: Cloud) -> Entry | None:
    """Where projects can be made; None: nowhere."""
    places = [one for one in sights(cloud, lab.plans) if Capability.CREATE_PROJECT not in cloud.missing(one)]
    return places[0] if places else None


@pytest.fixture
def project(lab: Lab, cloud: Cloud, parent: Entry | None) -> Iterator[Entry | None]:
    if parent is None or cloud.projects is None:
        yield None
        return
    made = cloud.projects.create(parent, ProjectProperties(named("Halle"), "Neubau", "Kai 1, 20457 Hamburg"))
    lab.may_go(made)
    yield made
    try:
        cloud.projects.delete(made, cloud.projects.properties(made).name)
    except NotFound:
        return


def test_whoever_has_projects_tells_where_they_are_made(cloud: Cloud, parent: Entry | None) -> None:
    assert (cloud.projects is None) is (parent is None)


def test_what_cannot_be_done_is_refused_with_the_reason_that_was_told(lab: Lab, cloud: Cloud) -> None:
    properties = ProjectProperties("x")
    for entry in sights(cloud, lab.plans):
        lab.forget_calls()
        missing = cloud.missing(entry)
        for capability in OF_PROJECTS:
            if cloud.projects is None:
                assert missing[capability].endswith(".")
            elif capability in missing:
                with pytest.raises((AccessDenied, Unsupported)) as caught:
                    _attempted(cloud.projects, capability, entry, properties)
                assert caught.value.sentence == missing[capability]
        assert lab.requests == 0


def _attempted(
    projects: Projects, capability: Capability, entry: Entry, properties: ProjectProperties
) -> object:
    if capability is Capability.CREATE_PROJECT:
        return projects.create(entry, properties)
    if capability is Capability.EDIT_PROJECT:
        return projects.edit(entry, properties)
    return projects.delete(entry, entry.name)


def _lies_there(cloud: Cloud, parent: Entry, project: Entry) -> bool:
    return (project.id, project.name) in [(entry.id, entry.name) for entry in all_children(cloud, parent)]


def test_a_project_is_made_and_changed(cloud: Cloud, parent: Entry | None, project: Entry | None) -> None:
    if project is None or parent is None:
        assert cloud.projects is None
        return
    projects = cloud.projects
    assert projects is not None
    assert project.path == (*parent.path, project.name)
    assert _lies_there(cloud, parent, project)
    assert cloud.entry_at(project.path).id == project.id
    before = projects.properties(project)
    assert (before.name, before.description, before.address) == (
        project.name, "Neubau", "Kai 1, 20457 Hamburg"
    )  # fmt: skip
    wanted = ProjectProperties(named("Größe"), "Umbau", before.address)
    changed = projects.edit(project, wanted)
    assert (changed.id, changed.name) == (project.id, wanted.name)
    assert projects.properties(changed) == wanted
    assert _lies_there(cloud, parent, changed)
    with pytest.raises(NameExists):
        projects.create(parent, wanted)
    with pytest.raises(InvalidName):
        projects.create(parent, ProjectProperties(""))


def test_a_project_is_deleted_for_its_name_alone(
    lab: Lab, cloud: Cloud, parent: Entry | None, project: Entry | None
) -> None:
    if project is None or parent is None:
        assert cloud.projects is None
        return
    projects = cloud.projects
    assert projects is not None
    for attempt in (lambda: cloud.delete(project), lambda: cloud.delete_trees((project,))):
        with pytest.raises(Unsupported):
            attempt()
    for typed in ("", "x", project.name[:-1], f"{project.name}x", parent.name):
        with pytest.raises(NotConfirmed) as caught:
            projects.delete(project, typed)
        assert caught.value.sentence.endswith(".")
    assert _lies_there(cloud, parent, project)
    renamed = projects.edit(project, ProjectProperties(named("Renamed")))
    with pytest.raises(NotConfirmed):
        # Its name is what the server says now.
        projects.delete(project, project.name)
    projects.delete(project, renamed.name)
    assert not _lies_there(cloud, parent, renamed)
    for attempt in (lambda: cloud.children(project), lambda: projects.properties(project)):
        with pytest.raises(NotFound):
            attempt()
