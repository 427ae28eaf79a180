"""What cannot be done: told beforehand with a reason, and refused with the same sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.errors import InvalidName, NotFound, Unsupported
from bimexplorer.model import Capability, Entry, Kind
from bimexplorer.query import parse
from tests.contract.lab import Lab
from tests.contract.labs import one_generation
from tests.contract.parts import all_children, put, sights

pytestmark = one_generation

Attempt = Callable[[Cloud, Entry, Entry], object]
"""Connection, the entry, a folder to put it into."""

ATTEMPTS: dict[Capability, list[Attempt]] = {
    Capability.OPEN: [lambda cloud, entry, _: cloud.children(entry)],
    Capability.DOWNLOAD: [lambda cloud, entry, _: cloud.open_download(entry)],
    Capability.CREATE_FOLDER: [lambda cloud, entry, _: cloud.create_folder(entry, "x")],
    Capability.RENAME: [lambda cloud, entry, _: cloud.rename(entry, "x")],
    Capability.MOVE: [lambda cloud, entry, folder: cloud.move(entry, folder)],
    Capability.DELETE: [
        lambda cloud, entry, _: cloud.delete(entry),
        lambda cloud, entry, _: cloud.delete_trees((entry,)),
    ],
    Capability.FOLLOW: [lambda cloud, entry, _: cloud.changes(entry, 0)],
    Capability.SEARCH: [lambda cloud, entry, _: cloud.search(entry, parse("a"), below=True)],
    Capability.VERSIONS: [lambda cloud, entry, _: cloud.versions(entry)],
    Capability.SHARE: [lambda cloud, entry, _: cloud.share(entry)],
}
"""Those of projects are in `test_projects`; those of the upload driver have reasons of their own."""


def test_what_cannot_be_done_is_refused_with_the_reason_that_was_told(
    lab: Lab, cloud: Cloud, folder: Entry
) -> None:
    seen = [*sights(cloud, lab.plans), *sights(cloud, folder.path), folder]
    refused: set[Capability] = set()
    for entry in seen:
        lab.forget_calls()
        missing = cloud.missing(entry)
        assert all(reason.endswith(".") for reason in missing.values())
        for capability, reason in missing.items():
            for attempt in ATTEMPTS.get(capability, []):
                with pytest.raises(Unsupported) as caught:
                    attempt(cloud, entry, folder)
                assert caught.value.sentence == reason, (entry.path, capability)
                refused.add(capability)
        assert lab.requests == 0
    assert {Capability.OPEN, Capability.RENAME, Capability.MOVE, Capability.DELETE} <= refused


def test_models_are_told_of_or_nowhere_to_be_looked_into(lab: Lab, cloud: Cloud) -> None:
    if cloud.models is None:
        for entry in sights(cloud, lab.plans):
            assert {Capability.REVISIONS, Capability.EDIT_REVISIONS} <= cloud.missing(entry).keys()


def test_what_can_be_done_wherever_somebody_works(lab: Lab, cloud: Cloud, folder: Entry) -> None:
    put(cloud, folder, "plan.pdf", b"x")
    (file,) = all_children(cloud, folder)
    assert not cloud.missing(folder).keys() & {
        Capability.OPEN, Capability.UPLOAD, Capability.CREATE_FOLDER, Capability.DELETE, Capability.SEARCH,
    }  # fmt: skip
    assert not cloud.missing(file).keys() & {Capability.DOWNLOAD, Capability.DELETE}
    assert {Capability.RENAME, Capability.MOVE, Capability.DELETE, Capability.UPLOAD} & cloud.missing(
        cloud.root()
    ).keys() >= {Capability.RENAME, Capability.MOVE, Capability.DELETE}


def test_only_folders_are_opened_and_only_files_have_contents(lab: Lab, cloud: Cloud) -> None:
    for entry in sights(cloud, lab.plans):
        missing = cloud.missing(entry)
        if entry.kind is Kind.FILE:
            assert {Capability.OPEN, Capability.UPLOAD, Capability.CREATE_FOLDER} <= missing.keys()
        else:
            assert (Capability.OPEN in missing) is not entry.is_folder
            assert {Capability.VERSIONS, Capability.ADD_VERSION, Capability.SHARE} <= missing.keys()


def test_nothing_is_put_where_nothing_can_be_put(lab: Lab, cloud: Cloud) -> None:
    for entry in sights(cloud, lab.plans):
        if Capability.UPLOAD in cloud.missing(entry) and entry.kind is not Kind.ROOT:
            with pytest.raises(Unsupported) as caught:
                put(cloud, entry, "x.pdf", b"abc")
            assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize("name", ["plan.pdf", "Größe 京都.ifc", ".hidden", "a b (1).tar.gz"])
def test_a_good_name_stays(cloud: Cloud, name: str) -> None:
    assert cloud.check_name(name) == ""
    assert cloud.suggested_name(name, lambda _: False) == name
    other = cloud.suggested_name(name, lambda tried: tried == name)
    assert other != name
    assert cloud.check_name(other) == ""
    assert PurePath(other).suffix == PurePath(name).suffix


BAD_NAMES = ["", " ", "..", "a\nb", "x" * 300, f"{'x' * 300}.pdf", "a\ud800b.pdf"]


@pytest.mark.parametrize("on_existing", OnExisting)
def test_bad_names_are_refused_before_anything_is_sent(
    lab: Lab, cloud: Cloud, folder: Entry, on_existing: OnExisting
) -> None:
    put(cloud, folder, "plan.pdf", b"x")
    sub = cloud.create_folder(folder, "sub")
    (file,) = [entry for entry in all_children(cloud, folder) if not entry.is_folder]
    batch = cloud.uploads.begin_batch(folder, "names", on_existing)
    lab.forget_calls()
    for name in (*BAD_NAMES, *lab.own_names):
        problem = cloud.check_name(name)
        assert problem.endswith(".")
        attempts = [
            lambda name=name: cloud.create_folder(folder, name),
            lambda name=name: cloud.uploads.begin(batch, folder, name, 3),
        ]
        attempts += [
            lambda name=name, entry=entry: cloud.rename(entry, name)
            for entry in (file, sub)
            if Capability.RENAME not in cloud.missing(entry)
        ]
        for attempt in attempts:
            with pytest.raises(InvalidName) as caught:
                attempt()
            assert caught.value.sentence == problem
        better = cloud.suggested_name(name, lambda _: False)
        assert cloud.check_name(better) == ""
        if name.endswith(".pdf"):
            assert better.endswith(".pdf")
    assert lab.requests == 0


def test_nothing_chosen_is_nothing_deleted(lab: Lab, cloud: Cloud) -> None:
    lab.forget_calls()
    with pytest.raises(NotFound):
        cloud.delete_trees(())
    assert lab.requests == 0
