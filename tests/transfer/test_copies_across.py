"""Copies from one cloud to the other, both ways, and of older versions."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from bimexplorer.clouds.bimplus import uploads
from bimexplorer.clouds.counting import Count
from bimexplorer.errors import NotFound
from bimexplorer.model import ProjectProperties, Version
from bimexplorer.transfer.status import Check, Decision, State
from tests.standin import StandIn
from tests.transfer.conftest import BIMCLOUD, BIMPLUS, SITE, Bench, attachment_id, tree
from tests.transfer.restarts import saved
from tests.transfer.test_copies import Pair, below

_MIB = 1 << 20


@pytest.fixture(params=[BIMPLUS, BIMCLOUD], ids=["to bimplus", "to bimcloud"])
def pair(request: pytest.FixtureRequest, shared_2023: StandIn, make_bench: Callable[..., Bench]) -> Pair:
    """A bench on the other cloud than the one that is copied to; one process serves both."""
    bench = make_bench(shared_2023, kind=BIMCLOUD if request.param == BIMPLUS else BIMPLUS)
    bench.until(lambda: bench.queue.working)
    return Pair(bench, shared_2023, request.param)


def stored(pair: Pair) -> Check:
    """How a copy of what this profile put there, and of which it knows the hash, is proven."""
    return Check.SIZE if pair.kind == BIMPLUS else Check.HASH


def old(bench: Bench, name: str, *contents: bytes) -> tuple[Version, ...]:
    """A file with these contents, one after the other; its versions, the newest first."""
    for content in contents:
        bench.finish(bench.upload(bench.write(name, content), decision=Decision.NEW_VERSION))
    return bench.cloud.versions(bench.remote(name))


def test_a_tree_goes_to_the_other_cloud(pair: Pair) -> None:
    bench = pair.bench
    for number in range(20):
        bench.write(f"Plans/Geschoß {number % 3}/plan {number}.pdf", f"{number}".encode() * 100)
    bench.write("Plans/empty.txt", b"")
    bench.write("Plans/model.ifc", os.urandom(20 * _MIB))
    source = bench.local / "sources" / "Plans"
    bench.finish(bench.upload(source))
    bench.cloud.create_folder(bench.remote("Plans"), "leer")
    (job,) = bench.finish(pair.copy(bench.remote("Plans")))
    assert pair.names() == below(bench.cloud, bench.folder)
    assert job.check is stored(pair)
    entry = pair.cloud.entry_at((*pair.folder.path, "Plans"))
    bench.finish(bench.queue.download("other", [entry], bench.target))
    assert tree(bench.target / "Plans") == tree(source)
    bench.until(pair.clean)


def test_of_a_whole_project_each_file_comes_once(bimplus: Bench) -> None:
    """A place that only shows again what stands elsewhere is left out, which is said; not if it is chosen."""
    cloud, name = bimplus.cloud, f"Test {uuid.uuid4().int}"
    assert cloud.projects is not None
    team = cloud.entry_at(bimplus.folder.path[:1])
    project = cloud.projects.create(team, ProjectProperties(name))
    try:
        documents = cloud.entry_at((*project.path, "Documents"))
        bimplus.finish(
            bimplus.queue.upload(
                SITE, [bimplus.write("Plans/plan.pdf").parent, bimplus.write("a.txt")], documents
            )
        )
        once = ["Documents/Plans/plan.pdf", "Documents/a.txt"]
        count = Count(cloud, [project])
        assert count.run().files == len(once)
        (job,) = bimplus.finish(bimplus.download(project))
        assert sorted(tree(bimplus.target / name)) == once
        left_out = [item for item in bimplus.queue.items(job.id) if item.state is State.SKIPPED]
        assert {item.name: item.note.split(":")[0] for item in left_out} == {
            f"{name}/All attachments/": "Left out",
            f"{name}/Structures/": "Left out",
        }
        bimplus.finish(bimplus.download(cloud.entry_at((*project.path, "All attachments"))))
        assert sorted(tree(bimplus.target / "All attachments")) == ["a.txt", "plan.pdf"]
        other = bimplus.add_site("other", bimplus.server)
        bimplus.finish(bimplus.queue.copy(SITE, [project], "other", other))
        copied = bimplus._clouds["other"]
        assert below(copied, copied.entry_at((*other.path, name, "Documents"))) == [
            "Plans/",
            "Plans/plan.pdf",
            "a.txt",
        ]
        assert not {"All attachments/", "Structures/"} & set(
            below(copied, copied.entry_at((*other.path, name)))
        )
    finally:
        cloud.projects.delete(project, name)


def test_what_others_put_there_is_size_checked(pair: Pair) -> None:
    bench = pair.bench
    bench.other_person_writes("plan.pdf", "theirs")
    (job,) = bench.finish(pair.copy(bench.remote("plan.pdf")))
    # Only BIMcloud tells a hash of what it sends.
    assert job.check is Check.SIZE
    assert pair.content("plan.pdf") == b"theirs"


def test_a_new_version_of_what_is_called_something_else(pair: Pair) -> None:
    bench = pair.bench
    content = os.urandom(20 * _MIB)
    bench.finish(bench.upload(bench.write("Modell neu.ifc", content)))
    bench.finish(bench.queue.upload("other", [bench.write("model.ifc", "before")], pair.folder))
    ids = pair.copy(bench.remote("Modell neu.ifc"), as_name="model.ifc")
    bench.finish(ids, State.DECIDING)
    question = bench.item(ids[0]).question
    assert question is not None
    assert question.keeps_older is (pair.kind == BIMPLUS)
    bench.queue.decide(ids[0], Decision.NEW_VERSION)
    bench.finish(ids)
    assert pair.names() == ["model.ifc"]
    assert pair.content("model.ifc") == content
    if pair.kind == BIMPLUS:
        entry = pair.cloud.entry_at((*pair.folder.path, "model.ifc"))
        assert [version.number for version in pair.cloud.versions(entry)] == [2, 1]


@pytest.mark.parametrize("kill", [False, True], ids=["quit", "killed"])
def test_a_run_that_ends_on_the_way_up(pair: Pair, monkeypatch: pytest.MonkeyPatch, *, kill: bool) -> None:
    monkeypatch.setattr(uploads, "_TRAITS", replace(uploads._TRAITS, part_size=2 * _MIB))
    bench = pair.bench
    content = os.urandom(40 * _MIB)
    bench.finish(bench.upload(bench.write("model.ifc", content)))
    call = "chunked" if pair.kind == BIMPLUS else "put-blob-content-part"
    pair.server.reset_counters()
    pair.server.fault(path=call, skip=3, times=None, stall=60)
    ids = pair.copy(bench.remote("model.ifc"))
    bench.until(lambda: pair.server.calls(call) >= 4)
    saved(bench, lambda: bench.job(ids[0]).done > 20 * _MIB)
    pair.restart(kill=kill)
    (job,) = bench.finish(ids)
    assert pair.content("model.ifc") == content
    assert pair.names() == ["model.ifc"]
    # What had come was not fetched again, nor what had been sent sent again.
    assert pair.server.calls("download$|get-blob-content") == 1
    # Of five parts to BIMcloud two are left; those that were under way may be begun again.
    assert pair.server.calls(call) <= (17 if pair.kind == BIMPLUS else 4)
    assert (job.done, job.check) == (job.size, stored(pair))
    bench.until(pair.clean)


def test_a_source_that_is_deleted_before_it_came(pair: Pair) -> None:
    bench = pair.bench
    bench.finish(bench.upload(bench.write("plan.pdf", "gone"), bench.write("other.pdf", "here")))
    gone, here = bench.remote("plan.pdf"), bench.remote("other.pdf")
    bench.cloud.delete(gone)
    failed, done = pair.copy(gone, here)
    (job,) = bench.finish([failed], State.FAILED)
    assert isinstance(job.error, NotFound)
    bench.finish([done])
    assert pair.names() == ["other.pdf"]


# ------------------------------------------------------------------------------------------- older versions


def test_an_older_version_is_downloaded(bimplus: Bench) -> None:
    first, second = os.urandom(5_000_000), os.urandom(3000)
    versions = old(bimplus, "model.ifc", first, second)
    assert [version.number for version in versions] == [2, 1]
    bimplus.finish(bimplus.download(versions[1].entry))
    assert (bimplus.target / "model.ifc").read_bytes() == first
    bimplus.finish(bimplus.download(versions[0].entry, decision=Decision.KEEP_BOTH))
    assert (bimplus.target / "model (2).ifc").read_bytes() == second


def test_an_older_version_goes_on_after_a_pause_though_a_newer_one_came(bimplus: Bench) -> None:
    first = os.urandom(9_000_000)
    versions = old(bimplus, "model.ifc", first)
    bimplus.server.fault(path="download", times=None, stall=60, after=6_000_000)
    ids = bimplus.download(versions[0].entry)
    bimplus.until(lambda: bimplus.job(ids[0]).done >= 5_000_000)
    bimplus.queue.pause(ids)
    bimplus.until(lambda: bimplus.job(ids[0]).state is State.PAUSED)
    bimplus.server.clear_faults()
    bimplus.server.bimplus_action("write-version", id=attachment_id(bimplus.remote("model.ifc")), text="new")
    bimplus.queue.resume(ids)
    bimplus.finish(ids)
    assert (bimplus.target / "model.ifc").read_bytes() == first


def test_an_older_version_becomes_the_newest_one(bimplus: Bench) -> None:
    versions = old(bimplus, "plan.pdf", b"first", b"second")
    ids = bimplus.queue.copy(
        SITE,
        [versions[1].entry],
        SITE,
        bimplus.folder,
        decision=Decision.NEW_VERSION,
        as_name="plan.pdf",
    )
    bimplus.finish(ids)
    assert bimplus.content("plan.pdf") == b"first"
    assert bimplus.revisions() == {"plan.pdf": 3}


def test_an_older_version_goes_to_the_other_cloud(bimplus: Bench) -> None:
    pair = Pair(bimplus, bimplus.server)
    versions = old(bimplus, "plan.pdf", b"first", b"second")
    bimplus.finish(pair.copy(versions[1].entry))
    assert pair.content("plan.pdf") == b"first"


def test_a_version_that_is_deleted_meanwhile(bimplus: Bench) -> None:
    versions = old(bimplus, "plan.pdf", b"first", b"second")
    bimplus.cloud.delete(versions[1].entry)
    (job,) = bimplus.finish(bimplus.download(versions[1].entry), State.FAILED)
    assert isinstance(job.error, NotFound)
    assert list(bimplus.target.iterdir()) == []
