"""What goes wrong gets a sentence and changes nothing: on the server every change that is asked for in a
`nothing_changes` block is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting, Span
from bimexplorer.clouds.projects import Projects
from bimexplorer.errors import (
    AccessDenied,
    AuthExpired,
    CloudError,
    NameExists,
    NotFound,
    ProgramError,
    SignInRefused,
    UploadLost,
    Verdict,
    classify,
)
from bimexplorer.model import Entry, JobState, Kind, ProjectProperties
from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import State
from tests.contract.parts import MemoryStore, all_children, begun, noise, put, read_all, send, spans
from tests.contract_bimplus.lab import OFFICE, PROJECT
from tests.contract_bimplus.lab import BimplusLab as Lab
from tests.standin import wait_until

PART = 100_000
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200

Attempts = dict[str, Callable[[], object]]


@contextmanager
def nothing_changes(lab: Lab) -> Iterator[None]:
    """Fails if the server accepted anything but questions and sign-ins."""
    path = lab.server.folder / "record.jsonl"
    begin = path.stat().st_size
    yield
    with path.open("rb") as record:
        record.seek(begin)
        answers = [json.loads(line) for line in record if line.endswith(b"\n")]
    changes = [
        one
        for one in answers
        if one["method"] not in ("GET", "HEAD", "OPTIONS")
        and not re.search(r"/(authorize|openid-connect/)", one["path"])
        and not one["path"].startswith("/_standin")
        and one["status"] < 400
    ]
    assert not changes, [(one["method"], one["path"], one["status"]) for one in changes]


def refused(kind: type[ProgramError] | tuple[type[ProgramError], ...], attempts: Attempts) -> None:
    """Each is refused with a whole sentence and without a word of the machine."""
    for name, attempt in attempts.items():
        with pytest.raises(kind) as caught:
            attempt()
        sentence = caught.value.sentence
        assert re.fullmatch(r"[A-Z“].+[.!]", sentence), (name, sentence)
        assert not re.search(r"Traceback|Error\b|\{|\bNone\b|status \d|https?:", sentence), (name, sentence)
        assert classify(caught.value) in (Verdict.ASK_USER, Verdict.FATAL), name


def projects_of(cloud: Cloud) -> Projects:
    assert cloud.projects is not None
    return cloud.projects


def deleted_tree(cloud: Cloud, entry: Entry) -> None:
    """Raises what a job could not do."""
    job = cloud.delete_trees((entry,))
    wait_until(lambda: cloud.job(job).state is not JobState.RUNNING)
    ended = cloud.job(job)
    if ended.state is JobState.FAILED:
        # Of what a job met only the sentence is told.
        ends = "The sign-in has ended."
        raise AuthExpired(ended.message) if ended.message.startswith(ends) else AccessDenied(ended.message)


def changes_of(cloud: Cloud, folder: Entry, file: Entry, project: Entry) -> Attempts:
    """Every way to change what is in a project, and the project."""
    projects = projects_of(cloud)
    return {
        "create a folder": partial(cloud.create_folder, folder, "new folder"),
        "rename a folder": partial(cloud.rename, folder, "new name"),
        "move a file": partial(cloud.move, file, replace(folder, id=":".join(folder.id.split(":")[:4]))),
        "delete a file": partial(cloud.delete, file),
        "delete a tree": partial(deleted_tree, cloud, folder),
        "share": partial(cloud.share, file),
        "upload": partial(put, cloud, folder, "new.txt", b"new"),
        "upload in parts": partial(in_parts, cloud, folder, "new.bin"),
        "upload a version": partial(put, cloud, folder, file.name, b"new", OnExisting.NEW_VERSION),
        "edit the project": partial(projects.edit, project, ProjectProperties("new name")),
        "set its picture": partial(projects.set_picture, project, PNG),
        "delete the project": partial(projects.delete, project, project.name),
        "copy a project": partial(projects.copy, project, _team_of(project), ProjectProperties("new")),
        "make a project": partial(projects.create, _team_of(project), ProjectProperties("new")),
    }


def _team_of(project: Entry) -> Entry:
    slug = project.path[0]
    return Entry(f"team:{slug}", slug, Kind.FOLDER, "team", (slug,), "bimplus")


def in_parts(cloud: Cloud, folder: Entry, name: str) -> None:
    data = noise(3 * PART)
    _, upload = begun(cloud, folder, name, data)
    send(cloud, upload, data, spans(len(data), PART))


# ------------------------------------------------------------------------------------------- signing in


@pytest.mark.parametrize(
    "application_id", ["wrong", "", "0", "' OR 1=1", "00000000-0000-0000-0000-000000000000"]
)
def test_a_wrong_application_id(lab: Lab, application_id: str) -> None:
    known = lab.user()
    connection = replace(lab.connection, application_id=application_id)
    with nothing_changes(lab):
        refused(
            SignInRefused,
            {
                "password": partial(
                    lab.service.password_sign_in, connection, known["username"], known["password"]
                )
            },
        )


def test_an_expired_token_is_renewed_silently(lab: Lab, folder: Entry) -> None:
    store = MemoryStore()
    store.save(lab.renewable_credentials())
    cloud = lab.open(store)
    sub = cloud.create_folder(folder, "before")
    lab.expire_tokens()
    made = cloud.create_folder(sub, "after")
    data = noise(3 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, made, "b.bin", data)
    upload = send(cloud, upload, data, parts[:1])
    lab.expire_tokens()
    cloud.uploads.finish(send(cloud, upload, data, parts[1:]))
    (file,) = all_children(cloud, made)
    lab.expire_tokens()
    assert read_all(cloud.open_download(file)) == data
    assert all_children(cloud, sub) == [made]


def test_an_ended_sign_in_asks_for_another(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "a.txt", b"content")
    file = cloud.entry_at((*folder.path, "a.txt"))
    project = cloud.entry_at(folder.path[:2])
    with nothing_changes(lab):
        for credentials in (lab.credentials, lab.renewable_credentials):
            kept = MemoryStore()
            kept.save(credentials())
            ended = lab.open(kept)
            ended.root()
            secret = kept.kept
            lab.end_sign_ins()
            questions: Attempts = {
                "list": partial(ended.children, folder),
                "find": partial(ended.entry_at, folder.path),
                "more": partial(ended.more, project),
                "properties": partial(projects_of(ended).properties, project),
                "download": partial(ended.open_download, file),
                "versions": partial(ended.versions, file),
            }
            for name, attempt in (changes_of(ended, folder, file, project) | questions).items():
                kept.kept = secret
                refused(AuthExpired, {name: attempt})
                # What cannot be renewed is of no use to the next run either.
                assert kept.kept is None, name
    again = lab.open()
    assert read_all(again.open_download(file)) == b"content"


# ------------------------------------------------------------------------------------------- rights


def test_who_only_looks_changes_nothing(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """The third user; once told of the rights, and once as a client that was told nothing."""
    put(cloud, folder, "a.txt", b"content")
    file = cloud.entry_at((*folder.path, "a.txt"))
    project = cloud.entry_at(folder.path[:2])
    told, stranger = lab.open(user=2), lab.open(user=2)
    told.entry_at(folder.path)
    told.entry_at((lab.team,))
    with nothing_changes(lab):
        refused(CloudError, changes_of(told, folder, file, project))
        attempts = changes_of(stranger, folder, file, project)
        # What is wrong with it is found before the right is.
        del attempts["copy a project"]
        refused(AccessDenied, attempts)
    assert all_children(cloud, folder) == [file]
    assert read_all(told.open_download(file)) == b"content"


def test_who_edits_documents_makes_and_deletes_no_projects(lab: Lab, cloud: Cloud) -> None:
    """The second user in the sample."""
    editor = lab.open(user=1)
    team = editor.entry_at((lab.team,))
    project = editor.entry_at((lab.team, OFFICE))
    projects = projects_of(editor)
    before = all_children(cloud, team)
    with nothing_changes(lab):
        refused(
            CloudError,
            {
                "make": partial(projects.create, team, ProjectProperties("new")),
                "copy": partial(projects.copy, projects.sources()[0], team, ProjectProperties("new")),
                "delete": partial(projects.delete, project, project.name),
            },
        )
    assert all_children(cloud, team) == before


def test_what_is_not_ones_own_is_not_there(lab: Lab) -> None:
    """The third user is in no second team, and only one project of hers is known to be hers."""
    owner, stranger = lab.open(), lab.open(user=2)
    team = owner.entry_at(("tragwerk-nord",))
    project = all_children(owner, team)[0]
    villa = owner.entry_at((lab.team, "Villa Sonnenhügel"))
    documents = owner.entry_at((*villa.path, "Documents"))
    file = all_children(owner, owner.entry_at((*documents.path, "Entwurf")))[0]
    with nothing_changes(lab):
        refused(
            NotFound,
            {
                "team": partial(stranger.entry_at, team.path),
                "team by id": partial(stranger.entry, team.id),
                "project": partial(stranger.entry_at, villa.path),
            },
        )
        refused(
            AccessDenied,
            {
                "list a team": partial(stranger.children, team),
                "a project by id": partial(stranger.entry, project.id),
                "list a project's documents": partial(stranger.children, documents),
                "download": partial(stranger.open_download, file),
                "more of a project": partial(stranger.more, villa),
                "properties": partial(projects_of(stranger).properties, villa),
                "upload": partial(put, stranger, documents, "new.txt", b"new"),
                "delete": partial(projects_of(stranger).delete, villa, villa.name),
            },
        )


# ------------------------------------------------------------------------------------------- names


def test_the_name_of_a_project_is_taken(lab: Lab, cloud: Cloud) -> None:
    team, project = cloud.entry_at((lab.team,)), cloud.entry_at((lab.team, PROJECT))
    projects = projects_of(cloud)
    before = all_children(cloud, team)
    taken = ProjectProperties(OFFICE.upper(), "described", "somewhere")
    with nothing_changes(lab):
        refused(
            NameExists,
            {
                "make": partial(projects.create, team, taken),
                "copy": partial(projects.copy, projects.sources()[0], team, taken),
                "edit": partial(projects.edit, project, taken),
            },
        )
    assert all_children(cloud, team) == before


def test_what_the_service_does_not_pack_is_fetched_file_by_file(
    lab: Lab, cloud: Cloud, folder: Entry, tmp_path: Path
) -> None:
    """The service refuses to pack a folder with equal names (403) and an empty one (404)."""
    full, empty = cloud.create_folder(folder, "full"), cloud.create_folder(folder, "empty")
    for text in ("one", "two"):
        lab.write(full, "same.txt", text=text)
    lab.write(full, "other.txt", text="three")
    api = cloud._api  # type: ignore[attr-defined]
    for place, kind in ((full, AccessDenied), (empty, NotFound)):
        with nothing_changes(lab):
            refused(kind, {"pack": partial(api.content, lab.team, place.id.split(":")[3], {})})
    lab.server.reset_counters()
    queue = TransferQueue(
        lambda _: cloud, lambda _: None, tmp_path / "transfers.sqlite3", tmp_path / "transfers.lock"
    )
    queue.start()
    target = tmp_path / "target"
    target.mkdir()
    try:
        with nothing_changes(lab):
            jobs = queue.download("site", [folder], target)
            assert queue.wait(jobs, 60.0), queue.jobs()
            (job,) = [queue.job(job_id) for job_id in jobs]
            assert job is not None
            assert job.state is State.DONE, job.error
    finally:
        queue.stop()
    come = target / folder.name
    assert sorted(path.read_bytes() for path in (come / "full").iterdir()) == [b"one", b"three", b"two"]
    assert list((come / "empty").iterdir()) == []
    ids = [place.id.split(":")[3] for place in (folder, full, empty)]
    assert lab.server.calls(f"attachments/({'|'.join(ids)})/download") == 0


# ------------------------------------------------------------------------------------------- chunks


def test_a_part_that_the_server_does_not_wait_for(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """The kept state is ahead of the server or behind it: the file begins anew, and comes whole."""
    data = noise(4 * PART)
    parts = spans(len(data), PART)
    _, upload = begun(cloud, folder, "model.bin", data)
    first = send(cloud, upload, data, parts[:1])
    second = send(cloud, first, data, parts[1:2])
    # A part whose answer was lost may come again: this is as far as the server is.
    assert send(cloud, first, data, parts[1:2]) == second
    send(cloud, second, data, parts[2:3])
    with nothing_changes(lab):
        for state, part in ((first, parts[1]), (replace(first, confirmed=(Span(PART, PART),)), parts[2])):
            with pytest.raises(UploadLost) as caught:
                send(cloud, state, data, [part])
            assert "begins again" in caught.value.sentence
            # The queue does so by itself: no person is asked.
            assert classify(caught.value) is Verdict.RETRY
    assert all_children(cloud, folder) == []
    _, anew = begun(cloud, folder, "model.bin", data)
    anew = send(cloud, anew, data, parts[:2])
    with nothing_changes(lab), pytest.raises(UploadLost):
        send(cloud, replace(anew, confirmed=(Span(0, parts[2].end),)), data, parts[3:])
    cloud.uploads.finish(send(cloud, anew, data, parts[2:]))
    (file,) = all_children(cloud, folder)
    assert read_all(cloud.open_download(file)) == data


# ------------------------------------------------------------------------------------------- what is gone


def test_a_deleted_attachment(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    sub = cloud.create_folder(folder, "sub")
    put(cloud, folder, "a.txt", b"content")
    put(cloud, folder, "kept.txt", b"kept")
    file, kept = (cloud.entry_at((*folder.path, name)) for name in ("a.txt", "kept.txt"))
    lab.remove(file)
    with nothing_changes(lab):
        refused(
            NotFound,
            {
                "find": partial(cloud.entry, file.id),
                "find by path": partial(cloud.entry_at, file.path),
                "download": partial(cloud.open_download, file),
                "delete": partial(cloud.delete, file),
                "move": partial(cloud.move, file, sub),
                "versions": partial(cloud.versions, file),
                "share": partial(cloud.share, file),
                "more": partial(cloud.more, file),
            },
        )
    assert cloud.entries([file.id, kept.id]) == {kept.id: kept}
    assert all_children(cloud, folder) == [sub, kept]
    # Whoever puts it there again makes a new one.
    put(cloud, folder, "a.txt", b"again", OnExisting.NEW_VERSION)
    assert dict(cloud.entry_at(file.path).details)["version"] == "1"


IDS = [
    "",
    ":",
    "folder",
    "folder:t:p:",
    "folder:t::n",
    "documents:t:",
    "project:t",
    "team:",
    "all:t:p::",
    "x:t:p",
]


@pytest.mark.parametrize("entry_id", IDS)
def test_an_empty_or_malformed_id(lab: Lab, cloud: Cloud, folder: Entry, entry_id: str) -> None:
    projects = projects_of(cloud)
    put(cloud, folder, "a.txt", b"content")
    real = cloud.entry_at((*folder.path, "a.txt"))
    lab.server.reset_counters()
    for kind in (Kind.FOLDER, Kind.FILE):
        broken = Entry(entry_id, "x", kind, "x", ("t", "p", "x"), entry_id)
        attempts = changes_of(cloud, broken, broken, broken) | {
            "list": partial(cloud.children, broken),
            "find": partial(cloud.entry, entry_id),
            "download": partial(cloud.open_download, broken),
            "versions": partial(cloud.versions, broken),
            "more": partial(cloud.more, broken),
            "properties": partial(projects.properties, broken),
            "move into it": partial(cloud.move, real, broken),
        }
        del attempts["make a project"], attempts["copy a project"]
        refused(CloudError, attempts)
    assert cloud.entries([entry_id]) == {}
    assert lab.server.counters() == {}


def test_a_change_would_be_noticed(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    """The judge of this file itself."""
    with pytest.raises(AssertionError), nothing_changes(lab):
        cloud.create_folder(folder, "sub")
