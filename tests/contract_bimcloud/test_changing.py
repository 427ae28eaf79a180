"""Changing things in BIMcloud: old servers, a replaced database, what another user sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import NotFound, RevisionObsolete
from bimexplorer.model import Entry, JobState
from tests.contract.lab import SLOW
from tests.contract.parts import all_children, put
from tests.contract_bimcloud.conftest import Lab, with_tokens
from tests.standin import wait_until


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_that_wants_put_is_remembered(lab: Lab, cloud: Cloud, folder: Entry, status: int) -> None:
    sub = cloud.create_folder(folder, "sub")
    put(cloud, folder, "plan.pdf", b"x")
    file = cloud.entry_at((*folder.path, "plan.pdf"))
    lab.server.fault(method="POST", path="update-blob-parent", status=status, times=None)
    assert cloud.move(file, sub).place == sub.id
    assert cloud.move(file, folder).place == folder.id
    assert lab.server.calls("POST .*update-blob-parent") == 1
    assert lab.server.calls("PUT .*update-blob-parent") == 2


@with_tokens
def test_a_replaced_database_is_told(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(feed_delay=0)
    cloud = lab.open()
    folder = cloud.entry_at(("Templates",))
    before = cloud.changes(folder, 0)
    lab.server.action("obsolete-revisions")
    with pytest.raises(RevisionObsolete):
        cloud.changes(folder, before.revision)
    after = cloud.changes(folder, 0)
    assert {change.id for change in after.created} == {change.id for change in before.created}


def test_what_a_user_may_not_see(lab: Lab, cloud: Cloud) -> None:
    contracts = cloud.entry_at(("Contracts",))
    other = lab.open(user=1)
    assert "Contracts" not in [entry.name for entry in all_children(other, other.root())]
    with pytest.raises(NotFound):
        other.entry_at(("Contracts",))
    with pytest.raises(NotFound):
        other.children(contracts)


def test_what_a_user_may_change(lab: Lab) -> None:
    other = lab.open(user=1)
    mine = other.create_folder(other.entry_at(("Exchange",)), f"mine {lab.generation}")
    put(other, mine, "plan.pdf", b"x")
    job = other.delete_trees((mine,))
    wait_until(lambda: other.job(job).state is JobState.DONE)


@with_tokens
def test_a_job_says_what_it_is_at(own_lab: Callable[..., Lab]) -> None:
    lab = own_lab(**SLOW)
    cloud = lab.open()
    folder = cloud.create_folder(cloud.root(), "to be deleted")
    for number in range(8):
        lab.write(folder, f"{number}.txt")
    job = cloud.delete_trees((folder,))
    running = wait_until(lambda: (now := cloud.job(job)).fraction and now)
    assert running.phase == "removingElements"
    cloud.abort(job)
