"""`--large-folder` and `--root-name`, and the cap of an answer."""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.wire import Wire
from tests.standin import StandIn


def test_a_large_folder_below_a_translated_root(start_standin: Callable[..., StandIn]) -> None:
    server = start_standin(large_folder=2500, root_name="Projektstamm Größe")
    wire = Wire(server)
    folder = wire.at("/Scan archive")
    assert folder is not None
    assert folder["$path"] == "Projektstamm Größe/Scan archive"
    inside = {"$eq": {"$parentId": folder["id"]}}
    assert len(wire.query(inside)) == 1000, "the cap where no limit is given"
    assert len(wire.query(inside, limit=2000)) == 2000
    last = wire.query(inside, sort_by="name", skip=2499, limit=10)
    assert [item["name"][:11] for item in last] == ["Scan 002500"]
    server.restart(large_folder=10)
    assert len(wire.query(inside, limit=5000)) == 2500, "it is made once"
    wire.close()
