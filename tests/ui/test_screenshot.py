"""The picture of `--screenshot`: nothing is missing in it that would have come by itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from bimexplorer.ui.window.screenshot import Screenshot
from tests.standin import StandIn
from tests.ui.explorer import Explorer


def test_a_folder_that_is_looked_for_is_waited_for(
    explorer: Explorer, shared_2023: StandIn, tmp_path: Path
) -> None:
    """The site is ready, and for a while the window has nothing to show."""
    explorer.add_site(shared_2023)
    folder = explorer.make_folder("inside")
    shared_2023.fault(path="criterion", stall=0.4, times=None)
    taken: list[tuple[int, list[str]]] = []
    screenshot = Screenshot(explorer.window, tmp_path / "window.png")
    screenshot.done.connect(lambda status: taken.append((status, explorer.names())))
    explorer.window.show()
    explorer.window.start(explorer.place(*folder.path))
    explorer.wait(lambda: taken)
    assert taken == [(0, ["inside"])]
    assert not QImage(str(tmp_path / "window.png")).isNull()
