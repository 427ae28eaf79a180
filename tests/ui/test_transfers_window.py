"""The transfers as a part of the whole window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDockWidget, QLabel, QTableView

from bimexplorer.transfer.queue import TransferQueue
from bimexplorer.transfer.status import Limits
from bimexplorer.ui.dialogs.transfer_history import HistoryDialog
from bimexplorer.ui.models.transfer_words import Column
from bimexplorer.ui.panels.transfer_notice import TransferNotice
from bimexplorer.ui.panels.transfers import TransfersPanel
from bimexplorer.ui.transfer_bridge import TransferBridge
from tests.ui.explorer import Explorer


def test_a_failure_is_told_while_the_dock_is_closed(office: Explorer, tmp_path: Path) -> None:
    window = office.window
    folder = office.make_folder()
    office.open(folder)
    location = window.navigator.location
    assert location is not None
    notice = window.findChild(TransferNotice, "transferNotice")
    dock = office.child(QDockWidget, "transfersDock")
    dock.close()
    assert not notice.isVisible()
    window.operations.upload(location.site_id, location.cloud, [tmp_path / "gone.pdf"], location.folder)
    office.wait(notice.isVisible)
    assert notice.text() == "1 transfer failed"
    notice.click()
    office.wait(dock.isVisible)
    assert not notice.isVisible()
    view = office.child(QTableView, "transfersView")
    assert view.currentIndex().siblingAtColumn(Column.NAME).data() == "gone.pdf"


def test_the_history_leads_to_the_file_in_the_window(office: Explorer, tmp_path: Path) -> None:
    window = office.window
    folder = office.make_folder()
    office.open(folder)
    location = window.navigator.location
    assert location is not None
    (tmp_path / "plan.pdf").write_bytes(b"content")
    window.operations.upload(location.site_id, location.cloud, [tmp_path / "plan.pdf"], location.folder)
    office.wait(lambda: "plan.pdf" in office.names())
    window.navigator.go_up()
    office.wait(lambda: window.navigator.place is not None and not window.navigator.place.path)
    window.transfers.history_action.trigger()
    view = office.child(QTableView, "historyView")
    office.wait(lambda: view.model().rowCount() > 0)
    view.selectRow(0)
    dialog = window.findChild(HistoryDialog)
    assert dialog is not None
    view.activated.emit(view.currentIndex())  # an upload lies in the cloud
    office.wait_open(folder.name)
    office.wait(lambda: [entry.name for entry in window.view.selected()] == ["plan.pdf"])
    dialog.close()


def test_the_widths_of_the_transfers_are_remembered(office: Explorer) -> None:
    view = office.window.findChild(QTableView, "transfersView")
    assert view is not None
    view.horizontalHeader().resizeSection(Column.PLACE, 321)
    office.window.remember()
    another = office._make_window()
    office.qtbot.addWidget(another)
    shown = another.findChild(QTableView, "transfersView")
    assert shown is not None
    assert shown.horizontalHeader().sectionSize(Column.PLACE) == 321


def test_it_is_said_while_another_process_works_on_the_transfers(office: Explorer, tmp_path: Path) -> None:
    bridge = TransferBridge()
    follower = TransferQueue(
        office.connections.cloud, bridge.notify, office.profile.journal_file, office.profile.transfers_lock
    )
    panel = TransfersPanel(follower, bridge, office.tasks, lambda _: "Office")
    office.qtbot.addWidget(panel)
    try:
        with office.qtbot.waitExposed(panel):
            panel.show()
        follower.start()
        said = panel.findChild(QLabel, "transfersElsewhere")
        (tmp_path / "model.ifc").write_bytes(b"x" * 30_000_000)
        for queue in (office.queue, follower):
            queue.set_limits(Limits(upload_rate=1000))
        office.queue.upload(office.book.all()[0].id, [tmp_path / "model.ifc"], office.make_folder())
        office.wait(said.isVisible)
        assert said.text() == "Another BIM Explorer process is working on these transfers."
        office.queue.stop()
        office.wait(lambda: follower.working)
        office.wait(lambda: not said.isVisible())
        assert panel.tally.unfinished > 0
    finally:
        follower.stop()
        bridge.deleteLater()
