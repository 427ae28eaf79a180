"""No way leads to the deletion of a project, or of all its attachments, issues or structures, or of all
attachments of an object, but the one on which the project's name is typed.

(a) On the wire: every public method of `Api`, over the real `Http`, with every kind of id, against a server
    that keeps the request lines as they came.
(b) Through the `Cloud`: every way to change or delete, over every kind of entry, against the stand-in.
"""

from __future__ import annotations

import inspect
import itertools
import re
import threading
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import bimexplorer
from bimexplorer.clouds.base import Cloud, Connection, Credentials, PartBody
from bimexplorer.clouds.bimplus import convert
from bimexplorer.clouds.bimplus.access import PASSWORD, Secret
from bimexplorer.clouds.bimplus.api import Api, Part
from bimexplorer.clouds.bimplus.confirmation import Confirmation, confirmed
from bimexplorer.clouds.bimplus.keys import Key, Where
from bimexplorer.clouds.bimplus.service import GENERATION, BimplusService
from bimexplorer.clouds.http import Stream
from bimexplorer.errors import CloudError, NotConfirmed, ProgramError
from bimexplorer.model import Entry, Job, JobState, Kind, ProjectProperties
from bimexplorer.revisions import Pair
from tests.contract.parts import Bytes, MemoryStore, all_children
from tests.contract_bimplus.lab import OFFICE
from tests.contract_bimplus.lab import BimplusLab as Lab
from tests.standin import wait_until

TEAM = "some-team"
PROJECT_ID = "0d2ce2cc-3588-45d6-a59a-f6b89ebed34e"
NAME = "Your Awesome Building"
ATTACHMENT_ID = "6cea110a-88f4-43ac-9a00-ebaf677be333"

MALICIOUS = [
    "",
    " ",
    ".",
    "..",
    "/",
    "//",
    "?",
    "#",
    "%",
    "%2F",
    "%2f..",
    "%00",
    "\0",
    "\n",
    "\r\nDELETE /v2/t/projects/x HTTP/1.1",
    "*",
    "attachments",
    "issues",
    "structures",
    "projects",
    "objects",
    f"{PROJECT_ID}/",
    f"{PROJECT_ID}/attachments",
    f"../projects/{PROJECT_ID}",
    f"..%2Fprojects%2F{PROJECT_ID}",
    f"{ATTACHMENT_ID}?x=",
    f"{ATTACHMENT_ID}/../../projects/{PROJECT_ID}/attachments",
    f"{PROJECT_ID}\\attachments",
    f" {ATTACHMENT_ID}",
    f"{ATTACHMENT_ID}\n",
    f"{{{ATTACHMENT_ID}}}",
    ATTACHMENT_ID.replace("-", ""),
    "\uff10d2ce2cc-3588-45d6-a59a-f6b89ebed34e",
    "Größe",
    "\u202egpj.xslp",
    "x" * 10_000,
    convert.ZERO_ID,
    "null",
    "None",
    "0",
    "-1",
]
GOOD = [PROJECT_ID, PROJECT_ID.upper(), ATTACHMENT_ID, str(uuid.UUID(int=7))]

_GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ALLOWED = re.compile(
    rf"/v2/[^/?#]+/(attachments/{_GUID}(/versions/[0-9]+)?|structures/{_GUID}(/delete/{_GUID})?)"
)
"""All that is ever deleted but for a project."""

_WHOLE = re.compile(
    r"/v2(/[^/]+)?/(projects/[^/]+(/(attachments|issues|structures))?|objects/[^/]+/attachments)",
    re.IGNORECASE,
)


def destroys(target: str) -> bool:
    """Whether to delete what this request line names deletes a project or empties something, however a
    server may read the address."""
    path = unicodedata.normalize("NFKC", unquote(unquote(target))).partition("?")[0].partition("#")[0]
    path = re.sub(r"[/\\]+", "/", path).rstrip("/ ")
    while (shorter := re.sub(r"/[^/]+/\.\.(?=/|$)|/\.(?=/|$)", "", path)) != path:
        path = shorter
    collections = r"/v2(/[^/]+)?(/(projects|objects|attachments|structures|issues))?"
    return bool(_WHOLE.fullmatch(path) or re.fullmatch(collections, path))


@pytest.mark.parametrize(
    "target",
    [
        f"/v2/{TEAM}/projects/{PROJECT_ID}",
        f"/v2/projects/{PROJECT_ID}",
        f"/v2/{TEAM}/projects/{PROJECT_ID}/?_=1",
        f"/v2/{TEAM}//projects/{PROJECT_ID}//attachments/",
        f"/v2/{TEAM}/projects/{PROJECT_ID}/attachments/?x",
        f"/v2/{TEAM}/projects/{PROJECT_ID}/issues",
        f"/v2/projects/{PROJECT_ID}/structures",
        f"/v2/{TEAM}/objects/{PROJECT_ID}/attachments",
        f"/v2/{TEAM}/attachments/%2e%2e/projects/{PROJECT_ID}",
        f"/v2/{TEAM}/attachments/..%2Fprojects%2F{PROJECT_ID}%2Fissues",
        f"/v2/{TEAM}/attachments/",
        f"/v2/{TEAM}/structures",
        f"/v2/{TEAM}/projects//attachments",
    ],
)
def test_what_destroys_is_recognised(target: str) -> None:
    assert destroys(target)
    assert not _ALLOWED.fullmatch(target)


def test_what_is_allowed_destroys_nothing() -> None:
    for target in (
        f"/v2/{TEAM}/attachments/{ATTACHMENT_ID}",
        f"/v2/{TEAM}/attachments/{ATTACHMENT_ID}/versions/3",
        f"/v2/{TEAM}/structures/{ATTACHMENT_ID}",
        f"/v2/{TEAM}/structures/{ATTACHMENT_ID}/delete/{ATTACHMENT_ID}",
    ):
        assert _ALLOWED.fullmatch(target)
        assert not destroys(target)


# ------------------------------------------------------------------------------------------- (a) the wire


class Recorder:
    """A server that says yes to everything and keeps what it was asked, as it came."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        """Method and target of each request line."""
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                recorder.asked.append((self.command, self.path))
                body = f'{{"id": "{PROJECT_ID}", "name": "{NAME}", "slug": "{TEAM}"}}'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer  # noqa: N815 - the base looks for these

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # A stream that is closed in the middle is none.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def deleted(self) -> list[str]:
        """Targets of the deletions since the last call."""
        asked, self.asked = self.asked, []
        return [target for method, target in asked if method == "DELETE"]


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    it = Recorder()
    yield it
    it.close()


@pytest.fixture(scope="module")
def watched(recorder: Recorder) -> Iterator[Cloud]:
    """A signed-in connection to the recorder: every part of it is the real one."""
    store = MemoryStore()
    store.save(Credentials("anna", "u", Secret(PASSWORD, "9c1874a62c974dcfa75e0132c423a088", "c").text()))
    connection = Connection(recorder.address, GENERATION, "Recorder", application_id="a")
    cloud = BimplusService().open(connection, store)
    yield cloud
    cloud.close()


@pytest.fixture(scope="module")
def api(watched: Cloud) -> Api:
    return watched._api  # type: ignore[attr-defined, no-any-return]


METHODS = {
    name: inspect.signature(method, eval_str=True)
    for name, method in inspect.getmembers(Api, inspect.isfunction)
    if not name.startswith("_")
}

_GIVEN: dict[Any, Callable[[], object]] = {
    # What a parameter of the type gets that is no id. A new type has to be thought of here.
    PartBody: lambda: Bytes(b"content"),
    Part: lambda: Part.COMMENTS,
    ProjectProperties: lambda: ProjectProperties(NAME),
    Mapping[str, str]: dict,
    Mapping[str, str | int]: dict,
    bool: lambda: True,
    Pair: lambda: Pair(5, 2),
    Confirmation: lambda: None,
}
_TEXTS = {"name": "a name", "content_type": "text/plain"}
"""What parameters of texts get that are no ids."""


def identifiers(name: str) -> list[str]:
    """The parameters of a method that become a part of an address: the team and ids."""
    texts = [one for one in METHODS[name].parameters.values() if one.annotation is str]
    return [one.name for one in texts if one.name not in _TEXTS]


def call(api: Api, name: str, ids: Mapping[str, str], **others: object) -> Exception | None:
    """Call a method of the wire with these ids; what it raised."""
    arguments: dict[str, object] = {}
    for parameter in METHODS[name].parameters.values():
        if parameter.name == "self":
            continue
        if parameter.name in others:
            arguments[parameter.name] = others[parameter.name]
        elif parameter.annotation is str:
            arguments[parameter.name] = _TEXTS.get(parameter.name) or ids[parameter.name]
        elif parameter.annotation in (int, int | None):
            arguments[parameter.name] = others.get("number", 3)
        else:
            arguments[parameter.name] = _GIVEN[parameter.annotation]()
    try:
        answer = getattr(api, name)(**arguments)
    except (ProgramError, ValueError) as error:
        return error
    if isinstance(answer, Stream):
        answer.close()
    return None


def test_every_method_of_the_wire_is_called(api: Api, recorder: Recorder) -> None:
    """With good ids: each really asks the server, and these delete."""
    deleting = set()
    for name in METHODS:
        recorder.asked.clear()
        ids = dict(zip(identifiers(name), [TEAM, PROJECT_ID, ATTACHMENT_ID, ATTACHMENT_ID], strict=False))
        error = call(api, name, ids)
        if name == "delete_project":
            assert isinstance(error, ValueError)
            assert not recorder.asked
            continue
        assert recorder.asked, name
        if recorder.deleted():
            deleting.add(name)
    assert deleting == {"delete_attachment", "delete_structure", "delete_version", "unassign"}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_no_id_of_any_kind_destroys(api: Api, recorder: Recorder, name: str) -> None:
    """Each parameter in turn and all of them, over the whole list."""
    parameters = identifiers(name)
    good = dict.fromkeys(parameters, ATTACHMENT_ID) | {"team": TEAM}
    for bad in (*MALICIOUS, *GOOD):
        for changed in (*((one,) for one in parameters), tuple(parameters)):
            call(api, name, {**good, **dict.fromkeys(changed, bad)})
    for ids in itertools.product((PROJECT_ID, "", "..", convert.ZERO_ID), repeat=max(0, len(parameters) - 1)):
        call(api, name, {"team": TEAM, **dict(zip([p for p in parameters if p != "team"], ids, strict=True))})
    judge(recorder)


_texts = st.one_of(
    st.sampled_from(MALICIOUS + GOOD),
    st.text(max_size=80),
    st.text(alphabet="./%?#\\ ;:*-0aF", max_size=12),
    st.uuids().map(str),
    st.tuples(st.sampled_from(MALICIOUS + GOOD), st.sampled_from(MALICIOUS + GOOD)).map("".join),
)


@given(
    st.sampled_from(sorted(METHODS)),
    st.lists(_texts, min_size=4, max_size=4),
    st.integers(min_value=-(10**12), max_value=10**12),
    st.booleans(),
)
@example("delete_version", [TEAM, ATTACHMENT_ID, "", ""], -1, True)
@example("delete_attachment", ["projects", PROJECT_ID, "", ""], 0, False)
@example("delete_attachment", ["..", f"projects/{PROJECT_ID}", "", ""], 0, False)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_at_all_destroys(
    api: Api, recorder: Recorder, name: str, texts: list[str], number: int, in_team: bool
) -> None:
    ids = dict(zip(identifiers(name), texts, strict=False))
    call(api, name, {**ids, "team": TEAM} if in_team else ids, number=number)
    judge(recorder)


def judge(recorder: Recorder) -> None:
    for target in recorder.deleted():
        assert _ALLOWED.fullmatch(target), target
        assert not destroys(target), target


@given(_texts, st.one_of(st.none(), st.booleans(), _texts, st.dictionaries(st.text(), st.text())))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_passes_for_a_confirmation(api: Api, recorder: Recorder, typed: str, fake: object) -> None:
    recorder.asked.clear()
    assert isinstance(
        call(api, "delete_project", dict.fromkeys(("team", "project_id"), PROJECT_ID)), ValueError
    )
    for confirmation in (fake, Confirmation, typed):
        ids = {"team": TEAM, "project_id": PROJECT_ID}
        error = call(api, "delete_project", ids, confirmation=confirmation)
        assert isinstance(error, ValueError)
    assert recorder.asked == []


def test_the_typed_name_deletes_its_project_and_no_other(api: Api, recorder: Recorder) -> None:
    told = {"id": PROJECT_ID, "name": NAME}
    real = confirmed(TEAM, PROJECT_ID, told, NAME)
    recorder.asked.clear()
    for team, project_id in itertools.product(
        (TEAM, "", "other", "projects"), (*MALICIOUS, *GOOD, f"{PROJECT_ID}/attachments")
    ):
        if (team, project_id) != (TEAM, PROJECT_ID):
            ids = {"team": team, "project_id": project_id}
            assert isinstance(call(api, "delete_project", ids, confirmation=real), ValueError)
    assert recorder.asked == []
    assert call(api, "delete_project", {"team": TEAM, "project_id": PROJECT_ID}, confirmation=real) is None
    assert recorder.asked == [("DELETE", f"/v2/{TEAM}/projects/{PROJECT_ID}")]
    # For what has no id of a project, no confirmation is worth anything.
    for bad in (*MALICIOUS, f"{PROJECT_ID}/attachments"):
        with suppress(CloudError, NotConfirmed):
            confirmation = confirmed(TEAM, bad, {"id": bad, "name": NAME}, NAME)
            recorder.asked.clear()
            error = call(api, "delete_project", {"team": TEAM, "project_id": bad}, confirmation=confirmation)
            assert isinstance(error, CloudError)
            assert recorder.asked == []


@given(st.one_of(_texts, st.sampled_from([NAME, NAME + " ", NAME.lower(), "", NAME[:-1]])), _texts)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_the_exact_name_deletes(watched: Cloud, recorder: Recorder, typed: str, project_id: str) -> None:
    """Through `Projects.delete`, with an entry of any id."""
    assert watched.projects is not None
    right = Entry(f"project:{TEAM}:{PROJECT_ID}", "x", Kind.FOLDER, "project", (TEAM, "x"))
    recorder.asked.clear()
    for project in (right, replace(right, id=f"project:{TEAM}:{project_id}")):
        with suppress(ProgramError):
            watched.projects.delete(project, typed)
    exact = typed == NAME
    wanted = [f"/v2/{TEAM}/projects/{PROJECT_ID}"] if exact else []
    # In capital letters it is the same project.
    deleted = [target.lower() for target in recorder.deleted()]
    assert deleted in (wanted, wanted * 2)
    assert len(deleted) < 2 or project_id.lower() == PROJECT_ID


def test_one_line_of_the_program_deletes_projects() -> None:
    """Nothing else makes a confirmation, or has a use for one."""
    package = Path(bimexplorer.__file__).parent
    texts = {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if "demo" not in path.parts
    }

    def using(pattern: str) -> dict[str, int]:
        counted = {name: len(re.findall(pattern, text)) for name, text in texts.items()}
        return {name: count for name, count in counted.items() if count}

    here = "clouds/bimplus"
    assert using(r"confirmation import .*_COMPARED|confirmation\._COMPARED") == {}
    # Who cannot name it cannot call it, whatever else has the name.
    confirmed = using(r"(?<!def )\bconfirmed\(")
    assert {name: count for name, count in confirmed.items() if name.startswith("clouds/")} == {
        f"{here}/projects.py": 1
    }
    assert using(r"confirmation import .*\bconfirmed\b").keys() == {f"{here}/projects.py"}
    assert using(r"import confirmation\b|bimplus\.confirmation\b(?! import)") == {}
    assert using(r"\bConfirmation\(") == {f"{here}/confirmation.py": 1}
    assert using(r"\.delete_project\(") == {f"{here}/projects.py": 1}
    assert using(r'"DELETE"').keys() <= {f"{here}/api.py", *(one for one in texts if "bimcloud" in one)}


# ------------------------------------------------------------------------------------------- (b) the cloud


def every_kind(lab: Lab, cloud: Cloud) -> list[Entry]:
    """One or two entries of each kind that the tree shows."""
    office = cloud.entry_at((lab.team, OFFICE))
    found = [cloud.root(), cloud.entry_at((lab.team,)), office]
    places = all_children(cloud, office)
    assert len(places) == 6
    waiting = list(places)
    seen: set[tuple[Where, str]] = set()
    while waiting:
        entry = waiting.pop()
        found.append(entry)
        if not entry.is_folder:
            continue
        for one in all_children(cloud, entry):
            kind = (Key.parsed(one.id).where, one.type)
            if kind not in seen:
                seen.add(kind)
                waiting.append(one)
    assert {Key.parsed(entry.id).where for entry in found} == set(Where)
    return found


def is_document(entry: Entry) -> bool:
    """What may be deleted or moved, as other tests do it."""
    return entry.type == "attachment" or Key.parsed(entry.id).where is Where.FOLDER


def picture(cloud: Cloud, lab: Lab) -> list[tuple[str, str]]:
    """What stands where, in all places of the sample."""
    office = cloud.entry_at((lab.team, OFFICE))
    places = [cloud.entry_at((lab.team,)), *all_children(cloud, office)]
    rows = [(office.id, office.name)]
    return rows + [(one.id, one.name) for place in places for one in all_children(cloud, place)]


def test_no_place_is_deleted_moved_or_renamed(lab: Lab, cloud: Cloud) -> None:
    entries = every_kind(lab, cloud)
    documents = cloud.entry_at((lab.team, OFFICE, "Documents"))
    lying = [entry for entry in entries if Key.parsed(entry.id).where in (Where.FOLDER, Where.DOCUMENTS)]
    folder = next(one for one in lying if one.is_folder and one != documents)
    file = next(one for one in lying if not one.is_folder)
    before = picture(cloud, lab)
    lab.server.reset_counters()
    untouched = [entry for entry in entries if not is_document(entry)]
    assert len(untouched) >= 14
    for entry in untouched:
        changes: list[Callable[[], object]] = [
            partial(cloud.delete, entry),
            partial(cloud.delete_trees, (entry,)),
            partial(cloud.delete_trees, (file, folder, entry)),
            partial(cloud.move, entry, documents),
            partial(cloud.move, entry, folder),
            partial(cloud.rename, entry, "another name"),
            partial(cloud.rename, entry, entry.name.upper()),
        ]
        if entry != documents:
            changes += [partial(cloud.move, file, entry), partial(cloud.move, folder, entry)]
        for change in changes:
            with pytest.raises(CloudError) as caught:
                change()
            assert caught.value.sentence.endswith(".")
    asked = {name.split()[1] for name in lab.server.counters()}
    assert asked <= {"GET"}, lab.server.counters()
    assert picture(cloud, lab) == before


def ended(cloud: Cloud, job: Job) -> bool:
    return cloud.job(job).state is not JobState.RUNNING


def test_no_forged_entry_deletes(lab: Lab, cloud: Cloud) -> None:
    """An id of a project, or of nothing, where an id of something else should be."""
    before = picture(cloud, lab)
    office = cloud.entry_at((lab.team, OFFICE))
    documents = cloud.entry_at((*office.path, "Documents"))
    team, project_id = office.id.split(":")[1:3]
    lab.server.reset_counters()
    bads = (project_id, project_id.upper(), "", "..", "attachments", f"{project_id}/issues", convert.ZERO_ID)
    for where, bad in itertools.product(Where, bads):
        tails = (bad, f"{project_id}:{bad}", f"{project_id}:{bad}:{bad}", f"{project_id}::{bad}")
        for tail, kind in itertools.product((*tails, f"{project_id}::{bad}:1"), (Kind.FOLDER, Kind.FILE)):
            forged = Entry(
                f"{where.value}:{team}:{tail}", "x", kind, "attachment", (*documents.path, "x"), documents.id
            )
            with suppress(ProgramError):
                cloud.delete(forged)
            with suppress(ProgramError):
                job = cloud.delete_trees((forged,))
                wait_until(partial(ended, cloud, job))
    for name in lab.server.counters():
        _, method, target = name.split(" ", 2)
        assert method == "GET" or (_ALLOWED.fullmatch(target) and not destroys(target)), name
        assert project_id not in target.lower() or method == "GET", name
    assert picture(cloud, lab) == before
