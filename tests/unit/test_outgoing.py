"""What the worker knows about uploads, without a worker."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count
from pathlib import Path

from bimexplorer.model import Entry, Kind
from bimexplorer.transfer import orders
from bimexplorer.transfer.outgoing import Drop, Source
from bimexplorer.transfer.records import Job
from bimexplorer.transfer.status import Decision, Direction

DEEP = 3000
"""More folders within one another than Python's calls may be nested."""


def test_folders_may_lie_within_one_another_as_deep_as_they_like() -> None:
    folder = Entry(id="1", name="Target", kind=Kind.FOLDER, type="folder", path=("Target",), place="0")
    (order,) = orders.uploads([Path("deep")], folder, Decision.ASK, as_name="", hold=False, as_set=False)
    row = order.row(
        1,
        1,
        1.0,
        direction=Direction.UPLOAD,
        site_id="site",
        origin="",
        created=datetime(2026, 1, 1, tzinfo=timezone.utc),
    )
    job = Job(row, count(1))
    source = Source(job, Drop([job]))
    names = ("d",) * DEEP
    deepest = source.at(names)
    assert deepest.remote_names == deepest.names == names
    assert source.at(names) is deepest
    assert not deepest.undecided
    source.at(names[:1]).blocked = True
    assert deepest.undecided
    source.at(names[:2]).name = "renamed"
    assert deepest.remote_names == ("d", "renamed", *names[2:])
