"""The older contents of a file, and sharing, where a service has them; else they are refused."""

from __future__ import annotations

import pytest

from bimexplorer.clouds.base import Cloud, OnExisting
from bimexplorer.errors import NotFound, Unsupported
from bimexplorer.model import Capability, Entry, Version
from tests.contract.lab import Lab
from tests.contract.labs import one_generation
from tests.contract.parts import all_children, put, read_all

pytestmark = one_generation

CONTENTS = (b"first", b"the second", b"third!")


@pytest.fixture
def file(cloud: Cloud, folder: Entry) -> Entry:
    """One whose content was replaced twice."""
    for data in CONTENTS:
        put(cloud, folder, "plan.txt", data, OnExisting.NEW_VERSION)
    (made,) = all_children(cloud, folder)
    return made


def read(cloud: Cloud, entry: Entry) -> bytes:
    return read_all(cloud.open_download(entry))


def told(cloud: Cloud, file: Entry) -> tuple[Version, ...]:
    """Its versions; none where the service has none, which then says so everywhere."""
    missing = cloud.missing(file)
    kept = cloud.uploads.traits.keeps_versions
    assert kept is (Capability.VERSIONS not in missing) is (Capability.ADD_VERSION not in missing)
    if kept:
        return cloud.versions(file)
    with pytest.raises(Unsupported) as caught:
        cloud.versions(file)
    assert caught.value.sentence == missing[Capability.VERSIONS]
    return ()


def test_older_contents_come_as_they_were(lab: Lab, cloud: Cloud, file: Entry) -> None:
    lab.rewrite(file, text="theirs")
    assert read(cloud, cloud.entry(file.id)) == b"theirs"
    found = told(cloud, file)
    if not found:
        return
    assert [read(cloud, version.entry) for version in found] == [b"theirs", *reversed(CONTENTS)]
    numbers = [version.number for version in found]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len({version.entry.id for version in found} | {file.id}) == 5
    for version in found:
        entry = version.entry
        assert (entry.name, entry.place, entry.kind, entry.path) == (
            file.name, file.place, file.kind, file.path
        )  # fmt: skip
        assert cloud.entry(entry.id) == entry
    by_id = {version.entry.id: version.entry for version in found}
    assert cloud.entries([*by_id, file.id]).keys() == {*by_id, file.id}


def test_one_of_the_older_contents_is_deleted(cloud: Cloud, file: Entry) -> None:
    found = told(cloud, file)
    if not found:
        return
    for gone in (found[1], found[2]):
        cloud.delete(gone.entry)
        assert gone.number not in [version.number for version in cloud.versions(file)]
        for attempt in (
            lambda gone=gone: cloud.entry(gone.entry.id),
            lambda gone=gone: cloud.open_download(gone.entry),
            lambda gone=gone: cloud.delete(gone.entry),
        ):
            with pytest.raises(NotFound):
                attempt()
    assert read(cloud, file) == CONTENTS[-1]
    assert len(cloud.versions(file)) == 1


def test_a_version_is_only_read_and_deleted(lab: Lab, cloud: Cloud, folder: Entry, file: Entry) -> None:
    for version in told(cloud, file):
        missing = cloud.missing(version.entry)
        assert not {Capability.DOWNLOAD, Capability.DELETE} & missing.keys()
        lab.forget_calls()
        for capability, attempt in (
            (Capability.RENAME, lambda entry: cloud.rename(entry, "x")),
            (Capability.MOVE, lambda entry: cloud.move(entry, folder)),
            (Capability.VERSIONS, lambda entry: cloud.versions(entry)),
            (Capability.SHARE, lambda entry: cloud.share(entry)),
        ):
            with pytest.raises(Unsupported) as caught:
                attempt(version.entry)
            assert caught.value.sentence == missing[capability]
        assert lab.requests == 0


def test_versions_of_a_file_that_is_gone(cloud: Cloud, file: Entry) -> None:
    there = bool(told(cloud, file))
    cloud.delete(file)
    with pytest.raises(NotFound if there else Unsupported):
        cloud.versions(file)


def test_the_newest_is_shared(cloud: Cloud, file: Entry) -> None:
    reason = cloud.missing(file).get(Capability.SHARE)
    if reason is not None:
        with pytest.raises(Unsupported) as caught:
            cloud.share(file)
        assert caught.value.sentence == reason
        return
    shared = cloud.share(file)
    assert (shared.id, shared.path, shared.size) == (file.id, file.path, file.size)
    assert cloud.entry(file.id) == shared
    assert [bool(version.shared) for version in told(cloud, file)] == [True, False, False]
    cloud.delete(file)
    with pytest.raises(NotFound):
        cloud.share(file)
