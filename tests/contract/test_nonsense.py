"""Whatever a server answers, a call raises errors of `bimexplorer.errors` only, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting, Span
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry, Job, JobState, ProjectProperties
from bimexplorer.query import parse
from tests.contract.lab import Lab
from tests.contract.labs import one_generation
from tests.contract.parts import Bytes, all_children, begun, noise, put, read_all, send

ANSWERS: list[dict[str, Any]] = [
    {"status": 200, "body": "<html>Welcome</html>", "content_type": "text/html"},
    {"status": 200, "body": ""},
    {"status": 200, "body": []},
    {"status": 200, "body": {}},
    {"status": 200, "body": [None, 1, "x", [], {}]},
    {"status": 200, "body": {"id": 5, "name": ["x"], "error": None, "result": {}, "status": 7}},
    {"status": 200, "body": "null"},
    {"status": 204},
    {"status": 206, "body": "x"},
    {"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}},
    {"status": 400, "body": [1]},
    {"status": 401, "body": "<html>proxy</html>", "content_type": "text/html"},
    {"status": 403, "body": {"error": {"code": "x"}}},
    {"status": 404, "body": "nothing here"},
    {"status": 409, "body": {"data": []}},
    {"status": 418, "body": "tea"},
    {"status": 430, "body": {"error-code": "x", "data": 5}},
    {"status": 500, "body": {"message": 5}},
]


REFUSED = {
    "children", "search", "entry_at", "entry", "create_folder", "move", "delete", "begin", "send",
    "open_download", "sign in",
}  # fmt: skip
"""Calls that cannot succeed where everything is refused."""


@one_generation
@pytest.mark.parametrize(
    "answer", ANSWERS, ids=lambda answer: f"{answer['status']} {answer.get('body', '')!r}"
)
def test_nonsense_is_told_as_such(lab: Lab, cloud: Cloud, folder: Entry, answer: dict[str, Any]) -> None:
    put(cloud, folder, "plan.pdf", b"content")
    sub = cloud.create_folder(folder, "sub")
    before = all_children(cloud, folder)
    (file,) = [entry for entry in before if not entry.is_folder]
    data = noise(200_000)
    batch, upload = begun(cloud, folder, "model.ifc", data)
    begun_upload = send(cloud, upload, data, [Span(0, 100_000)])
    store = lab.signed_in()
    other = lab.open(store)
    job = Job("00000000-0000-4000-8000-000000000000", JobState.RUNNING, None)
    calls: dict[str, Callable[[], object]] = {
        "root": other.root,
        "account": lambda: lab.open(store).account(),
        "children": lambda: other.children(folder),
        "children of the root": lambda: other.children(other.root()),
        "search": lambda: other.search(folder, parse("plan"), below=True),
        "search here": lambda: other.search(folder, parse("plan"), below=False),
        "entry_at": lambda: other.entry_at(file.path),
        "entry": lambda: other.entry(file.id),
        "entries": lambda: other.entries([file.id, folder.id, sub.id]),
        "tally": lambda: other.tally(folder),
        "more": lambda: other.more(file),
        "versions": lambda: other.versions(file),
        "changes": lambda: other.changes(folder, 0),
        "job": lambda: other.job(job),
        "abort": lambda: other.abort(job),
        "create_folder": lambda: other.create_folder(folder, "new"),
        "rename": lambda: other.rename(file, "new.pdf"),
        "rename a folder": lambda: other.rename(sub, "new"),
        "move": lambda: other.move(file, sub),
        "share": lambda: other.share(file),
        "delete": lambda: other.delete(file),
        "delete a folder": lambda: other.delete(sub),
        "delete_trees": lambda: other.delete_trees((folder,)),
        "batch_key": lambda: other.uploads.batch_key(sub),
        "begin": lambda: begun(other, folder, "new.pdf", data, OnExisting.NEW_VERSION),
        "send": lambda: other.uploads.send(begun_upload, Span(100_000, 100_000), Bytes(data[100_000:])),
        "finish": lambda: other.uploads.finish(begun_upload),
        "finish_batch": lambda: other.uploads.finish_batch(batch, OnExisting.FAIL),
        "open_download": lambda: read_all(other.open_download(file)),
        "sign in": lab.credentials,
        "browser_sign_in": lambda: lab.service.browser_sign_in(lab.connection).close(),
    }
    projects = other.projects
    if projects is not None:
        calls |= {
            "properties": lambda: projects.properties(folder),
            "create": lambda: projects.create(folder, ProjectProperties("x")),
            "sources": projects.sources,
        }
    lab.server.fault(times=None, **answer)
    refusals: dict[str, str] = {}
    for name, call in calls.items():
        if store.load() is None:
            lab.server.clear_faults()
            lab.sign_in(store)
            lab.server.fault(times=None, **answer)
        try:
            call()
        except ProgramError as error:
            refusals[name] = error.sentence
    lab.server.clear_faults()
    assert all(sentence.endswith(".") for sentence in refusals.values()), refusals
    if answer["status"] >= 300:
        assert not REFUSED - refusals.keys()
    assert all_children(cloud, folder) == before
