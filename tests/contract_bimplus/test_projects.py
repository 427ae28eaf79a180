"""Projects: made, copied, changed, given a picture, and deleted for whoever typed the name."""

from __future__ import annotations

import itertools
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.bimplus.confirmation import Confirmation, confirmed
from bimexplorer.clouds.bimplus.service import GENERATION
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    CloudError,
    InvalidName,
    NameExists,
    NotConfirmed,
    NotFound,
    Offline,
    Unsupported,
)
from bimexplorer.model import Capability, Entry, ProjectProperties
from tests.contract.parts import all_children, put
from tests.contract_bimplus.lab import FORBIDDEN, OFFICE
from tests.contract_bimplus.lab import BimplusLab as Lab
from tests.standin import StandIn

_numbers = itertools.count(1)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 200


def attempts(*calls: Callable[[], object]) -> tuple[Callable[[], object], ...]:
    """What is to be refused."""
    return calls


class Made:
    """A team in which a test makes projects; those that are left are deleted with the test."""

    def __init__(self, lab: Lab, cloud: Cloud) -> None:
        self.lab = lab
        self.cloud = cloud
        assert cloud.projects is not None
        self.projects: Projects = cloud.projects
        self.team = cloud.entry_at((lab.team,))
        self.may_go: set[str] = set()
        """Ids of projects whose deletion was confirmed."""

    def named(self, text: str = "Prüfstand") -> str:
        return f"{text} {next(_numbers)} {uuid.uuid4().int}"

    def make(self, name: str = "", description: str = "", address: str = "") -> Entry:
        return self.projects.create(self.team, ProjectProperties(name or self.named(), description, address))

    def delete(self, project: Entry, typed: str = "") -> None:
        self.may_go.add(project.id.split(":")[2])
        self.projects.delete(project, typed or self.projects.properties(project).name)

    def listed(self) -> dict[str, str]:
        """Id and name of the team's projects."""
        return {entry.id: entry.name for entry in all_children(self.cloud, self.team)}

    def is_listed(self, project: Entry) -> bool:
        return self.listed().get(project.id) == project.name


@pytest.fixture
def made(shared_2023: StandIn) -> Iterator[Made]:
    shared_2023.reset_counters()
    lab = Lab(shared_2023, GENERATION)
    it = Made(lab, lab.open())
    yield it
    shared_2023.clear_faults()
    for project in all_children(it.cloud, it.team):
        if re.search(r" \d+ \d{20,}$", project.name):
            it.delete(project)
    lab.close()
    asked = {call for call in shared_2023.counters() if FORBIDDEN.search(call)}
    assert {call.rpartition("/")[2] for call in asked} <= it.may_go, asked


# ------------------------------------------------------------------------------------------- making


def test_a_project_is_made(made: Made) -> None:
    name = made.named("Neubau Größe & Maß / 京都")
    project = made.make(name, "A school: 420 pupils", "14 River Lane, York")
    assert (project.name, project.path, project.place) == (name, (made.lab.team, name), made.team.id)
    assert made.is_listed(project)
    assert made.cloud.entry_at(project.path).id == project.id
    assert made.cloud.entry(project.id) == project
    told = made.projects.properties(project)
    assert told == ProjectProperties(name, "A school: 420 pupils", "14 River Lane, York")
    # Whoever makes it may do everything with it, at once.
    missing = made.cloud.missing(project)
    assert not {Capability.EDIT_PROJECT, Capability.DELETE_PROJECT} & missing.keys()
    documents = made.cloud.entry_at((*project.path, "Documents"))
    put(made.cloud, documents, "a.txt", b"x")
    assert [entry.name for entry in all_children(made.cloud, documents)] == ["a.txt"]


def test_a_taken_name_is_refused_with_the_name(made: Made) -> None:
    project = made.make()
    other = made.make()
    before = made.listed()
    for attempt in attempts(
        lambda: made.make(project.name),
        lambda: made.make(project.name.upper()),
        lambda: made.projects.edit(other, ProjectProperties(project.name)),
        lambda: made.projects.copy(
            made.projects.sources()[0], made.team, ProjectProperties(project.name, "", "somewhere")
        ),
    ):
        with pytest.raises(NameExists) as caught:
            attempt()
        assert project.name.casefold() in caught.value.sentence.casefold()
    assert made.listed() == before


@pytest.mark.parametrize("name", ["", "   ", "..", "two\nlines", "x" * 300])
def test_what_is_no_name_is_asked_of_nobody(made: Made, name: str) -> None:
    project = made.make()
    made.lab.server.reset_counters()
    for attempt in attempts(
        lambda: made.projects.create(made.team, ProjectProperties(name)),
        lambda: made.projects.edit(project, ProjectProperties(name)),
        lambda: made.projects.copy(project, made.team, ProjectProperties(name)),
    ):
        with pytest.raises(InvalidName):
            attempt()
    assert made.lab.server.counters() == {}


def test_projects_are_made_in_teams_by_who_may(made: Made) -> None:
    project = made.make()
    documents = made.cloud.entry_at((*project.path, "Documents"))
    for place in (made.cloud.root(), project, documents):
        assert "Open the team first" in made.cloud.missing(place)[Capability.CREATE_PROJECT]
        with pytest.raises(Unsupported):
            made.projects.create(place, ProjectProperties("x"))
    other = made.lab.open(user=1)
    team = other.entry_at((made.lab.team,))
    assert "no right to make projects" in other.missing(team)[Capability.CREATE_PROJECT]
    assert other.projects is not None
    with pytest.raises(AccessDenied):
        other.projects.create(team, ProjectProperties("x"))
    # The team as a bookmark knows it: nobody has been told of its rights.
    stranger = made.lab.open(user=1)
    assert stranger.projects is not None
    with pytest.raises(AccessDenied) as caught:
        stranger.projects.create(team, ProjectProperties("x"))
    assert "may not create projects" in caught.value.sentence


def test_a_folder_in_a_team_is_a_project(made: Made) -> None:
    before = made.listed()
    reason = made.cloud.missing(made.team)[Capability.CREATE_FOLDER]
    assert reason == "A team holds projects; make a new project instead."
    with pytest.raises(Unsupported) as caught:
        made.cloud.create_folder(made.team, made.named())
    assert caught.value.sentence == reason
    assert made.listed() == before


def test_a_made_project_is_there_though_it_cannot_be_read(made: Made) -> None:
    name = made.named()
    made.lab.fault(method="GET", path=r"projects/", status=500)
    project = made.make(name, "told by the answer")
    made.lab.server.clear_faults()
    assert made.is_listed(project)
    assert made.projects.properties(project).description == "told by the answer"


# ------------------------------------------------------------------------------------------- copying


def test_a_copy_is_ones_own(made: Made) -> None:
    sources = made.projects.sources()
    assert [source.name for source in sources] == ["Mallorca V1", "Office Tower"]
    source = sources[0]
    wanted = ProjectProperties(made.named("Kopie"), "A copy", "Elsewhere 5")
    copy = made.projects.copy(source, made.team, wanted)
    assert made.is_listed(copy)
    assert made.projects.properties(copy) == wanted
    # Its answer names the source's people.
    assert copy.owner == made.lab.user()["username"]
    plans = made.cloud.entry_at((*copy.path, "Documents", "Plans"))
    before = made.cloud.entry_at((*source.path, "Documents", "Plans"))
    names = [entry.name for entry in all_children(made.cloud, before)]
    assert len(names) == 4  # with the folder in it
    assert [entry.name for entry in all_children(made.cloud, plans)] == names
    assert not {Capability.EDIT_PROJECT, Capability.DELETE_PROJECT} & made.cloud.missing(copy).keys()
    made.delete(copy)
    assert [entry.name for entry in all_children(made.cloud, before)] == names


def test_who_is_in_no_team_of_samples_has_none_to_copy(made: Made) -> None:
    source = made.projects.sources()[0]
    own = {"id": "x", "slug": made.lab.team, "name": "Office", "rights": {"projectCreate": True}}
    made.lab.fault(path="/teams", times=None, status=200, body=[own])
    assert made.projects.sources() == ()
    with pytest.raises(Unsupported):
        made.projects.copy(source, made.team, ProjectProperties(made.named()))
    # By its slug it is known too.
    made.lab.server.clear_faults()
    other = {**own, "slug": "bimplus-demo", "name": "bim+ Samples"}
    made.lab.fault(path="/teams", status=200, body=[own, other])
    assert made.projects.sources()[0].id == source.id


def test_only_samples_are_copied(made: Made) -> None:
    project = made.make()
    before = made.listed()
    with pytest.raises(Unsupported) as caught:
        made.projects.copy(project, made.team, ProjectProperties(made.named()))
    assert "Bimplus Demo" in caught.value.sentence
    with pytest.raises(Unsupported):
        made.projects.copy(made.team, made.team, ProjectProperties(made.named()))
    assert made.listed() == before


def test_a_copy_without_its_address_is_told_of(made: Made) -> None:
    wanted = ProjectProperties(made.named(), "", "Elsewhere 5")
    made.lab.fault(method="PUT", path=r"projects/", status=500)
    with pytest.raises(CloudError, match="was made, but its address could not be set") as caught:
        made.projects.copy(made.projects.sources()[0], made.team, wanted)
    assert wanted.name in caught.value.sentence
    assert wanted.name in made.listed().values()


# ------------------------------------------------------------------------------------------- changing


def test_a_project_is_changed(made: Made) -> None:
    project = made.make(description="old", address="old")
    wanted = ProjectProperties(made.named("Anders"), "", "New street 1")
    changed = made.projects.edit(project, wanted)
    assert (changed.id, changed.name, changed.path) == (project.id, wanted.name, (made.lab.team, wanted.name))
    assert made.projects.properties(changed) == wanted
    assert made.is_listed(changed)
    inside = made.cloud.entry(f"documents:{project.id.removeprefix('project:')}")
    assert inside.path == (*changed.path, "Documents")
    with pytest.raises(NotFound):
        made.cloud.entry_at(project.path)
    # Its own name in other letters is not somebody else's.
    upper = made.projects.edit(changed, ProjectProperties(wanted.name.upper()))
    assert upper.name == wanted.name.upper()


def test_a_project_gets_a_picture(made: Made) -> None:
    project = made.make()
    assert made.cloud.more(project).picture == b""
    for image in (PNG, JPEG):
        made.projects.set_picture(project, image)
        assert made.cloud.more(project).picture == image


@pytest.mark.parametrize(
    "image",
    [b"", b"GIF89a" + b"\0" * 100, b"<svg/>", b"\x89PNG", PNG + bytes(4_000_000)],
    ids=["empty", "gif", "svg", "cut off", "large"],
)
def test_what_is_no_picture_is_not_sent(made: Made, image: bytes) -> None:
    project = made.make()
    made.lab.server.reset_counters()
    with pytest.raises(Unsupported) as caught:
        made.projects.set_picture(project, image)
    assert "picture" in caught.value.sentence
    assert made.lab.server.counters() == {}


def test_rights_decide_about_projects(made: Made) -> None:
    """The second user edits the sample, the third only sees it."""
    for user, may_edit in ((1, True), (2, False)):
        cloud = made.lab.open(user=user)
        project = cloud.entry_at((made.lab.team, OFFICE))
        missing = cloud.missing(project)
        assert (Capability.EDIT_PROJECT not in missing) is may_edit
        assert "no right" in missing[Capability.DELETE_PROJECT]
        projects = cloud.projects
        assert projects is not None
        with pytest.raises(AccessDenied):
            projects.delete(project, project.name)
        if not may_edit:
            with pytest.raises(AccessDenied):
                projects.edit(project, ProjectProperties("x"))
    # A client that was told nothing of the rights hears it from the server.
    strangers = made.lab.open(user=2).projects
    assert strangers is not None
    for refused in attempts(
        lambda: strangers.edit(project, ProjectProperties("x")),
        lambda: strangers.set_picture(project, PNG),
    ):
        with pytest.raises(AccessDenied) as caught:
            refused()
        assert "ProjectEdit" in caught.value.sentence
    assert made.projects.properties(made.cloud.entry_at((made.lab.team, OFFICE))).name == OFFICE


def test_what_is_no_project_says_so(made: Made) -> None:
    project = made.make()
    documents = made.cloud.entry_at((*project.path, "Documents"))
    put(made.cloud, documents, "a.txt", b"x")
    file = made.cloud.entry_at((*documents.path, "a.txt"))
    for place in (made.cloud.root(), made.team, documents, file):
        missing = made.cloud.missing(place)
        for capability in (Capability.EDIT_PROJECT, Capability.DELETE_PROJECT):
            assert missing[capability] == "This is no project."
        for attempt in attempts(
            partial(made.projects.properties, place),
            partial(made.projects.edit, place, ProjectProperties("x")),
            partial(made.projects.set_picture, place, PNG),
            partial(made.projects.delete, place, place.name),
        ):
            with pytest.raises(Unsupported):
                attempt()


# ------------------------------------------------------------------------------------------- deleting


def test_a_project_is_deleted_for_its_name(made: Made) -> None:
    project = made.make()
    documents = made.cloud.entry_at((*project.path, "Documents"))
    put(made.cloud, documents, "a.txt", b"x")
    for wrong in (
        "",
        " ",
        project.name + " ",
        " " + project.name,
        project.name.upper(),
        project.name[:-1],
        "*",
        project.id,
        project.id.split(":")[2],
    ):
        with pytest.raises(NotConfirmed) as caught:
            made.projects.delete(project, wrong)
        assert project.name in caught.value.sentence
        assert "Nothing was deleted" in caught.value.sentence
    assert not [call for call in made.lab.server.counters() if "DELETE" in call]
    assert made.is_listed(project)
    made.delete(project, project.name)
    assert project.id not in made.listed()
    for gone in (project, documents):
        with pytest.raises(NotFound):
            made.cloud.entry(gone.id)
    with pytest.raises(NotFound):
        made.cloud.entry_at(documents.path)
    with pytest.raises(NotFound):
        made.projects.delete(project, project.name)
    assert made.lab.server.calls(r"DELETE .*/projects/") == 1


def test_the_name_that_counts_is_the_present_one(made: Made) -> None:
    """Somebody renamed it meanwhile: what the window still shows confirms nothing."""
    project = made.make()
    again = made.lab.open()
    assert again.projects is not None
    renamed = again.projects.edit(project, ProjectProperties(made.named("Neu")))
    with pytest.raises(NotConfirmed) as caught:
        made.projects.delete(project, project.name)
    assert renamed.name in caught.value.sentence
    assert made.is_listed(renamed)


def test_a_name_is_typed_in_either_way_of_writing_letters(made: Made) -> None:
    name = made.named("Größe Ä é")
    project = made.make(unicodedata.normalize("NFD", name))
    made.delete(project, unicodedata.normalize("NFD", name))
    assert project.id not in made.listed()
    project = made.make(name)
    made.delete(project, name)
    assert project.id not in made.listed()


def test_a_refused_deletion_changes_nothing(made: Made) -> None:
    project = made.make()
    made.may_go.add(project.id.split(":")[2])
    made.lab.fault(method="DELETE", path=r"projects/", status=403, times=1)
    with pytest.raises(AccessDenied):
        made.projects.delete(project, project.name)
    made.lab.fault(method="DELETE", path=r"projects/", drop="request", times=1)
    with pytest.raises(Offline):
        made.projects.delete(project, project.name)
    assert made.is_listed(project)


def test_a_confirmation_is_for_one_project(made: Made) -> None:
    """Nobody makes one but the comparison, and it opens no other project."""
    first, second = made.make(), made.make()
    api = made.cloud._api  # type: ignore[attr-defined]
    first_id, second_id = (entry.id.split(":")[2] for entry in (first, second))
    with pytest.raises(TypeError):
        Confirmation(made.lab.team, first_id, object())
    empty = object.__new__(Confirmation)
    forged = type("Confirmation", (), {"is_for": lambda *_: True})()
    for fake in (None, True, first.name, first_id, forged):
        with pytest.raises(ValueError, match="Never"):
            api.delete_project(made.lab.team, first_id, fake)
    with pytest.raises(AttributeError):
        api.delete_project(made.lab.team, first_id, empty)
    real = confirmed(made.lab.team, first_id, api.project(made.lab.team, first_id), first.name)
    for team, other in ((made.lab.team, second_id), ("tragwerk-nord", first_id), (made.lab.team, "")):
        with pytest.raises(ValueError, match="Never"):
            api.delete_project(team, other, real)
    assert not [call for call in made.lab.server.counters() if "DELETE" in call]
    assert made.is_listed(first)
    assert made.is_listed(second)


def test_what_the_server_tells_of_another_project_confirms_nothing(made: Made) -> None:
    asked = str(uuid.uuid4())
    for told in (
        {"id": str(uuid.uuid4()), "name": "X"},
        {"id": asked, "name": ""},
        {"id": asked},
        {"id": asked, "name": None},
        {"id": asked, "name": "  "},
    ):
        for typed in ("X", "", "?", "  ", "None"):
            with pytest.raises(NotConfirmed):
                confirmed("team", asked, told, typed)


@pytest.mark.parametrize(
    "entry_id", ["", "project", "project:t", "project:t:", "project::x", "project:t:../x", "project:t:a?b"]
)
def test_a_malformed_id_reaches_no_server(made: Made, entry_id: str) -> None:
    broken = Entry(entry_id, "x", made.team.kind, "project", ("t", "x"))
    made.lab.server.reset_counters()
    for attempt in attempts(
        lambda: made.projects.delete(broken, "x"),
        lambda: made.projects.properties(broken),
        lambda: made.projects.edit(broken, ProjectProperties("x")),
        lambda: made.projects.set_picture(broken, PNG),
    ):
        with pytest.raises((NotFound, Unsupported)):
            attempt()
    assert made.lab.server.counters() == {}


def test_an_ended_sign_in_deletes_nothing(made: Made) -> None:
    project = made.make()
    cloud = made.lab.open()
    assert cloud.projects is not None
    cloud.projects.properties(project)
    made.lab.action("expire-tokens")
    with pytest.raises(AuthExpired):
        cloud.projects.delete(project, project.name)
    made.cloud = made.lab.open()
    assert made.cloud.projects is not None
    made.projects = made.cloud.projects
    assert made.is_listed(project)
