"""The window against the real stand-in: going around, and every operation through its widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from bimexplorer.model import SortColumn
from bimexplorer.settings import Settings
from bimexplorer.transfer.status import State as TransferState
from bimexplorer.ui.models.contents import Column
from bimexplorer.ui.models.entry_mime import entries_to_mime
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.places.history import Place
from bimexplorer.ui.places.open_sites import SiteState
from tests.standin import StandIn
from tests.ui.explorer import Explorer, file_urls

PROJECT = "Riverside School"


# -------------------------------------------------------------------------------- going around


def test_browsing_by_double_click_tree_crumbs_and_history(office: Explorer) -> None:
    window = office.window
    office.double_click(PROJECT)
    office.wait_open(PROJECT)
    assert window.windowTitle() == f"{PROJECT} - Office - BIM Explorer"
    office.wait(lambda: window.tree.currentIndex().data() == PROJECT)

    window.tree.expand(office.tree_index("Office", PROJECT))
    office.wait(lambda: office.tree_index("Office", PROJECT, "Plans").isValid())
    office.click(window.tree, office.tree_index("Office", PROJECT, "Plans"))
    office.wait_open("Plans")

    crumbs = {crumb.toolTip(): crumb for crumb in window.address_bar.findChildren(QToolButton)}
    crumbs[PROJECT].click()
    office.wait_open(PROJECT)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    office.wait_open("Plans")
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    office.wait_open(PROJECT)
    window.actions_.back.trigger()
    office.wait_open("Plans")
    QTest.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    office.wait_open(PROJECT)
    office.wait(lambda: [entry.name for entry in window.view.selected()] == ["Plans"])


def test_a_typed_path_opens_and_a_wrong_one_says_so(office: Explorer) -> None:
    window = office.window
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    edit = office.child(QLineEdit, "addressEdit")
    assert edit.text() == "Office:/"
    edit.setText(f"/{PROJECT}/Plans")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait_open("Plans")
    assert window.view.hasFocus()

    window.address_bar.edit()
    edit.setText("Office:/nowhere/at all")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(office.message)
    assert "nowhere/at all" in office.message()
    location = window.navigator.location
    assert location is not None
    assert location.folder.name == "Plans"

    window.address_bar.edit()
    edit.setText("Nobody:/")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert "no site named “Nobody”" in office.message()

    window.address_bar.edit()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.isVisible()
    assert window.view.hasFocus()


def test_select_all_takes_what_is_loaded_and_then_the_rest(explorer: Explorer, start_standin: object) -> None:
    server: StandIn = start_standin(generation="2023.2", large_folder=250)  # type: ignore[operator]
    site = explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: PROJECT in explorer.names())
    explorer.window.navigator.go(Place(site.id, ("Scan archive",)))
    explorer.wait_open("Scan archive")
    view, contents = explorer.window.view, explorer.window.contents
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_count() == len(view.selected()) == contents.entries_loaded() == 100
    explorer.wait(lambda: contents.state() is State.DONE)
    assert view.selected_count() == 250
    assert explorer.message() == ""


def test_the_path_of_a_file_opens_its_folder_and_selects_it(office: Explorer) -> None:
    path = (PROJECT, "Plans", "Floor plans", "A-103 Floor plan level 3.pdf")
    office.window.navigator.go(Place(office.book.all()[0].id, path))
    office.wait_open("Floor plans")
    office.wait(lambda: [entry.name for entry in office.window.view.selected()] == [path[-1]])


def test_a_header_click_sorts_and_another_one_turns_it_around(office: Explorer) -> None:
    office.window.navigator.go(Place(office.book.all()[0].id, (PROJECT, "Plans", "Floor plans")))
    office.wait_open("Floor plans")
    header, contents = office.window.view.horizontalHeader(), office.window.contents

    def click_size() -> None:
        at = QPoint(header.sectionViewportPosition(Column.SIZE) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def sizes() -> list[int]:
        found = [contents.entry(contents.index(row, 0)) for row in range(contents.entries_loaded())]
        return [entry.size for entry in found if entry is not None and entry.size is not None]

    click_size()
    assert contents.sorting.column is SortColumn.SIZE
    assert sizes() == sorted(sizes())
    click_size()
    assert sizes() == sorted(sizes(), reverse=True)
    assert len(sizes()) > 10


def test_keys_move_open_and_go_back(office: Explorer) -> None:
    view = office.window.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == office.window.contents.entries_loaded() - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0
    name = view.currentIndex().data()
    QTest.keyClick(view, Qt.Key.Key_Return)
    office.wait_open(name)
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    office.wait(lambda: office.window.navigator.place == Place(office.book.all()[0].id))


def test_what_others_did_shows_after_f5_and_the_selection_stays(
    office: Explorer, shared_2023: StandIn
) -> None:
    folder = office.make_folder("kept", "gone")
    office.open(folder)
    office.select("kept")
    cloud = office.cloud()
    cloud.delete(cloud.entry_at((*folder.path, "gone")))
    cloud.create_folder(folder, "a new one")
    QTest.keyClick(office.window, Qt.Key.Key_F5)
    office.wait(lambda: office.names() == ["a new one", "kept"])
    assert [entry.name for entry in office.window.view.selected()] == ["kept"]


def test_back_selects_the_folder_it_comes_from(office: Explorer) -> None:
    view = office.window.view
    office.double_click(PROJECT)
    office.wait_open(PROJECT)
    office.double_click("Plans")
    office.wait_open("Plans")
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    office.wait(lambda: [entry.name for entry in view.selected()] == ["Plans"])
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    office.wait(lambda: [entry.name for entry in view.selected()] == [PROJECT])


def test_an_empty_folder_says_what_to_do(office: Explorer) -> None:
    office.open(office.make_folder())
    state = office.child(QWidget, "emptyState")
    assert "Drop files or folders here" in state.accessibleName()


# -------------------------------------------------------------------------------- bringing files in


def test_dropped_files_and_folders_arrive(office: Explorer, tmp_path: Path) -> None:
    folder = office.make_folder()
    office.open(folder)
    (tmp_path / "Pläne").mkdir()
    (tmp_path / "Pläne" / "Grundriss ü.txt").write_text("in the folder", encoding="utf-8")
    (tmp_path / "note.txt").write_text("beside it", encoding="utf-8")
    view = office.window.view
    mime = file_urls(tmp_path / "Pläne", tmp_path / "note.txt")
    assert office.drop(view, mime, view.viewport().rect().center())
    office.wait(lambda: office.names() == ["Pläne", "note.txt"])
    office.wait(lambda: not office.queue.active)
    assert all(job.state is TransferState.DONE for job in office.queue.jobs())
    assert office.cloud().entry_at((*folder.path, "Pläne", "Grundriss ü.txt")).size == 13
    office.window.tree.expand(office.tree_index("Office", folder.name))
    office.wait(lambda: office.tree_index("Office", folder.name, "Pläne").isValid())


def test_a_drop_on_a_folder_row_goes_into_it(office: Explorer, tmp_path: Path) -> None:
    folder = office.make_folder("inside")
    office.open(folder)
    (tmp_path / "deep.txt").write_text("deep", encoding="utf-8")
    view = office.window.view
    where = view.visualRect(office.index("inside")).center()
    assert office.drop(view, file_urls(tmp_path / "deep.txt"), where)
    office.wait(lambda: office.queue.jobs() and not office.queue.active)
    assert office.cloud().entry_at((*folder.path, "inside", "deep.txt")).size == 4
    assert office.names() == ["inside"]


def test_a_drop_on_the_tree_goes_into_that_folder(office: Explorer, tmp_path: Path) -> None:
    folder = office.make_folder()
    office.open(folder)
    (tmp_path / "tree.txt").write_text("tree", encoding="utf-8")
    tree = office.window.tree
    office.wait(lambda: office.tree_index("Office", folder.name).isValid())
    tree.scrollTo(office.tree_index("Office", folder.name))
    where = tree.visualRect(office.tree_index("Office", folder.name)).center()
    assert office.drop(tree, file_urls(tmp_path / "tree.txt"), where)
    office.wait(lambda: office.names() == ["tree.txt"])


def test_something_that_is_no_file_is_not_taken(office: Explorer) -> None:
    office.open(office.make_folder())
    mime = file_urls()
    mime.setText("just words")
    view = office.window.view
    assert not office.drop(view, mime, view.viewport().rect().center())
    assert office.queue.jobs() == ()


def test_pasted_files_arrive_and_an_empty_clipboard_says_so(office: Explorer, tmp_path: Path) -> None:
    office.open(office.make_folder())
    QGuiApplication.clipboard().clear()
    office.window.actions_.paste.trigger()
    assert "no files on the clipboard" in office.message()
    (tmp_path / "pasted.txt").write_text("pasted", encoding="utf-8")
    QGuiApplication.clipboard().setMimeData(file_urls(tmp_path / "pasted.txt"))
    office.window.view.setFocus()
    QTest.keyClick(office.window.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    office.wait(lambda: office.names() == ["pasted.txt"])


def test_files_chosen_in_the_dialog_arrive(office: Explorer, tmp_path: Path) -> None:
    office.open(office.make_folder())
    (tmp_path / "chosen.txt").write_text("chosen", encoding="utf-8")
    office.window.actions_.upload_files.trigger()
    dialog = office.child(QFileDialog, "uploadDialog")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "chosen.txt"))
    dialog.accept()
    office.wait(lambda: office.names() == ["chosen.txt"])


def test_a_set_with_a_name_that_is_there_already_is_not_published(office: Explorer, tmp_path: Path) -> None:
    office.open(office.make_folder())
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    office.window.actions_.upload_files.trigger()
    first = office.child(QFileDialog, "uploadDialog")
    first.filesSelected.emit([str(tmp_path / "a.txt")])
    first.deleteLater()
    office.wait(lambda: office.names() == ["a.txt"])
    office.window.actions_.upload_set.trigger()
    dialog = office.child(QFileDialog, "uploadDialog")
    dialog.filesSelected.emit([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    dialog.reject()
    office.wait(lambda: [job.state for job in office.queue.jobs()].count(TransferState.FAILED) == 2)
    assert office.names() == ["a.txt"]


# -------------------------------------------------------------------------------- taking files out


def test_selected_entries_are_downloaded_into_the_chosen_folder(office: Explorer, tmp_path: Path) -> None:
    office.window.navigator.go(Place(office.book.all()[0].id, (PROJECT, "Plans", "Floor plans")))
    office.wait_open("Floor plans")
    wanted = office.names()[:2]
    sizes = {name: office.window.contents.entry(office.index(name)).size for name in wanted}
    office.select(*wanted)
    target = tmp_path / "downloads"
    target.mkdir()
    office.window.actions_.download.trigger()
    dialog = office.child(QFileDialog, "downloadDialog")
    assert dialog.windowTitle() == "Download 2 files to"
    dialog.setDirectory(str(target))
    dialog.accept()
    office.wait(lambda: office.queue.jobs() and not office.queue.active)
    assert {file.name: file.stat().st_size for file in target.iterdir()} == sizes
    assert office.settings.download_folder == str(target)


class _Programs(QObject):
    """The system's program for files."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QUrl] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(url)


def test_a_double_click_opens_a_read_only_copy_and_downloads_it_once(
    office: Explorer, tmp_path: Path
) -> None:
    programs = _Programs()
    QDesktopServices.setUrlHandler("file", programs, "show")
    try:
        office.window.navigator.go(Place(office.book.all()[0].id, (PROJECT, "Plans", "Floor plans")))
        office.wait_open("Floor plans")
        name = office.names()[0]
        office.double_click(name)
        office.wait(lambda: len(programs.shown) == 1)
        copy = Path(programs.shown[0].toLocalFile())
        assert copy.name == name
        assert copy.stat().st_mode & 0o222 == 0
        assert office.profile.opened_files in copy.parents
        office.double_click(name)
        office.wait(lambda: len(programs.shown) == 2)
        assert programs.shown[0] == programs.shown[1]
        assert len(office.queue.jobs()) == 1
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_a_program_is_opened_only_after_a_warning(office: Explorer, tmp_path: Path) -> None:
    folder = office.make_folder()
    office.open(folder)
    (tmp_path / "setup.exe").write_bytes(b"MZ")
    office.queue.upload(office.book.all()[0].id, [tmp_path / "setup.exe"], folder)
    office.wait(lambda: not office.queue.active)
    office.window.refresh()
    office.wait(lambda: office.names() == ["setup.exe"])
    programs = _Programs()
    QDesktopServices.setUrlHandler("file", programs, "show")
    try:
        office.double_click("setup.exe")
        office.wait(office.message)
        assert "is a program" in office.message()
        assert len(office.queue.jobs()) == 1
        office.child(QPushButton, "messageAction").click()
        office.wait(lambda: programs.shown)
    finally:
        QDesktopServices.unsetUrlHandler("file")


# -------------------------------------------------------------------------------- changing


def test_a_new_folder_is_named_above_the_contents(office: Explorer) -> None:
    folder = office.make_folder("taken")
    office.open(folder)
    office.wait(lambda: office.tree_index("Office", folder.name).isValid())
    office.window.tree.expand(office.tree_index("Office", folder.name))
    office.wait(lambda: office.tree_index("Office", folder.name, "taken").isValid())
    QTest.keyClick(office.window, Qt.Key.Key_N, ctrl_shift())
    edit = office.child(QLineEdit, "namePromptEdit")
    accept = office.child(QPushButton, "namePromptAccept")
    edit.setText("no|good")
    assert not accept.isEnabled()
    assert edit.accessibleDescription()
    edit.setText("taken")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: not edit.isReadOnly())
    assert "already there" in edit.accessibleDescription()
    edit.setText("Entwürfe")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: "Entwürfe" in office.names())
    assert not edit.isVisible()
    assert [entry.name for entry in office.window.view.selected()] == ["Entwürfe"]
    office.wait(lambda: office.tree_index("Office", folder.name, "Entwürfe").isValid())


def ctrl_shift() -> Qt.KeyboardModifier:
    return Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def with_files(office: Explorer, tmp_path: Path, *names: str) -> None:
    """Open a folder of the test's own with these files."""
    folder = office.make_folder("a folder")
    for name in names:
        (tmp_path / name).write_text(name, encoding="utf-8")
    office.queue.upload(office.book.all()[0].id, [tmp_path / name for name in names], folder)
    office.wait(lambda: not office.queue.active)
    office.open(folder)
    assert office.names() == ["a folder", *sorted(names)]


def test_a_name_that_is_not_given_leads_back_to_the_rows(office: Explorer) -> None:
    view = office.window.view
    view.setFocus()
    QTest.keyClick(office.window, Qt.Key.Key_N, ctrl_shift())
    edit = office.child(QLineEdit, "namePromptEdit")
    assert edit.accessibleName() == "New folder in “Office”:"
    office.wait(edit.hasFocus)
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.isVisible()
    assert view.hasFocus()


def test_f2_renames_a_file_in_place(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "draft.txt")
    office.select("draft.txt")
    QTest.keyClick(office.window.view, Qt.Key.Key_F2)
    edit = office.child(QLineEdit, "nameEditor")
    office.wait(lambda: edit.selectedText() == "draft")
    edit.setText("wrong?.txt")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.isVisible()
    assert edit.accessibleDescription()
    edit.setText("final.txt")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: office.names() == ["a folder", "final.txt"])
    assert [entry.name for entry in office.window.view.selected()] == ["final.txt"]


def test_what_a_cloud_cannot_do_is_grey_with_its_reason(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "draft.txt")
    actions = office.window.actions_
    office.window.view.clearSelection()
    assert not actions.delete.isEnabled()
    assert "Select something first." in actions.delete.toolTip()
    office.select("a folder")
    assert not actions.rename.isEnabled()
    assert "BIMcloud cannot rename folders." in actions.rename.toolTip()
    assert actions.delete.isEnabled()
    office.select("draft.txt")
    assert actions.rename.isEnabled()
    assert actions.rename.toolTip() == "Rename (F2)"


def test_the_keys_of_a_grey_command_tell_why(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "draft.txt")
    view = office.window.view
    view.clearSelection()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert office.message() == "Select something first."
    office.select("a folder")
    assert office.message() == ""
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert office.message() == "BIMcloud cannot rename folders."
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert office.message() == ""
    office.select("draft.txt")
    QTest.keyClick(view, Qt.Key.Key_F2)
    office.child(QLineEdit, "nameEditor")
    assert office.message() == ""


def test_keys_in_the_transfers_are_for_transfers(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "one.txt", "two.txt")
    office.select("one.txt")
    transfers = office.window.findChild(QTableView, "transfersView")
    office.wait(lambda: transfers.model().rowCount() == 2)
    transfers.setFocus()
    QTest.keyClick(transfers, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(transfers.selectionModel().selectedRows()) == 2
    assert [entry.name for entry in office.window.view.selected()] == ["one.txt"]
    QTest.keyClick(transfers, Qt.Key.Key_Delete)
    assert office.window.findChild(QWidget, "confirmDeleteDialog") is None
    office.window.view.setFocus()
    QTest.keyClick(office.window.view, Qt.Key.Key_Delete)
    office.child(QWidget, "confirmDeleteDialog").reject()  # type: ignore[attr-defined]


def test_files_are_deleted_after_a_confirmation(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "one.txt", "two.txt", "three.txt")
    office.select("one.txt", "two.txt")
    QTest.keyClick(office.window.view, Qt.Key.Key_Delete)
    dialog = office.child(QWidget, "confirmDeleteDialog")
    dialog.reject()  # type: ignore[attr-defined]
    assert len(office.names()) == 4
    QTest.keyClick(office.window.view, Qt.Key.Key_Delete)
    office.child(QWidget, "confirmDeleteDialog").accept()  # type: ignore[attr-defined]
    office.wait(lambda: office.names() == ["a folder", "three.txt"])


def test_a_folder_is_deleted_by_the_servers_job(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "one.txt")
    folder = office.window.navigator.location.folder
    office.window.navigator.go_up()
    office.wait(lambda: folder.name in office.names())
    office.select(folder.name)
    office.window.actions_.delete.trigger()
    office.child(QWidget, "confirmDeleteDialog").accept()  # type: ignore[attr-defined]
    office.wait(lambda: folder.name not in office.names())
    office.wait(lambda: not office.tree_index("Office", folder.name).isValid())


def test_entries_dragged_onto_a_folder_move_there(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "one.txt", "two.txt")
    view, contents = office.window.view, office.window.contents
    entries = [contents.entry(office.index(name)) for name in ("one.txt", "two.txt")]
    mime = entries_to_mime(contents.site_id, [entry for entry in entries if entry is not None])
    where = view.visualRect(office.index("a folder")).center()
    assert office.drop(view, mime, where)
    office.wait(lambda: office.names() == ["a folder"])
    folder = contents.folder
    assert folder is not None
    assert office.cloud().entry_at((*folder.path, "a folder", "two.txt")).size == 7
    beside = QPoint(20, view.viewport().height() - 5)
    assert not office.drop(view, mime, beside)


def test_copied_paths_can_be_typed_again(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "one.txt")
    office.select("one.txt")
    office.window.actions_.copy_path.trigger()
    folder = office.window.contents.folder
    assert folder is not None
    assert QGuiApplication.clipboard().text() == f"Office:/{folder.name}/one.txt"


# -------------------------------------------------------------------------------- sites and errors


def test_the_first_window_fits_the_screen(explorer: Explorer) -> None:
    explorer.show()
    assert explorer.window.screen().availableGeometry().contains(explorer.window.frameGeometry())


def test_without_a_site_the_start_page_offers_to_add_one(explorer: Explorer) -> None:
    explorer.show()
    button = explorer.child(QPushButton, "addSiteButton")
    explorer.wait(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Return)
    explorer.child(QWidget, "addSiteDialog").reject()  # type: ignore[attr-defined]


def test_a_site_nobody_is_signed_in_to_asks_and_goes_on_by_itself(
    explorer: Explorer, shared_2023: StandIn
) -> None:
    site = explorer.add_site(shared_2023, signed_in=False)
    explorer.show()
    panel = explorer.window.sign_in_panel
    explorer.wait(panel.isVisible)
    explorer.wait(explorer.child(QPushButton, "signInBrowse").hasFocus)
    assert explorer.tree_index("Office").data() == "Office (signed out)"
    explorer.sign_in(site, shared_2023)
    panel.signed_in.emit(site.id)
    explorer.wait(lambda: PROJECT in explorer.names())
    assert not panel.isVisible()
    assert explorer.window.view.hasFocus()
    explorer.wait(lambda: explorer.tree_index("Office", PROJECT).isValid())


def test_a_sign_in_is_waited_for_only_while_it_is_seen(
    explorer: Explorer, shared_2023: StandIn, shared_2020: StandIn
) -> None:
    explorer.add_site(shared_2023, signed_in=False)
    explorer.add_site(shared_2020, name="Archive")
    explorer.show()
    explorer.wait(lambda: explorer.window.sites.get(explorer.book.all()[1].id).state is SiteState.READY)
    programs = _Programs()
    QDesktopServices.setUrlHandler("http", programs, "show")
    try:
        for leave in (
            lambda: explorer.click(explorer.window.tree, explorer.tree_index("Archive")),
            explorer.window.close,
        ):
            explorer.click(explorer.window.tree, explorer.tree_index("Office"))
            explorer.child(QPushButton, "signInBrowse").click()
            explorer.child(QPushButton, "signInCancel")
            leave()
            explorer.wait(lambda: not explorer.window.sign_in_panel.isVisible())
            assert explorer.window.sign_in_panel._wait._sign_in is None
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert len(programs.shown) == 2


def test_a_sign_in_that_ends_in_the_middle_is_asked_for_and_the_place_comes_back(
    explorer: Explorer, start_standin: object
) -> None:
    server: StandIn = start_standin(generation="2023.2")  # type: ignore[operator]
    site = explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: PROJECT in explorer.names())
    explorer.double_click(PROJECT)
    explorer.wait_open(PROJECT)
    server.action("expire-access-tokens")
    server.action("expire-refresh-tokens")
    explorer.window.refresh()
    explorer.wait(explorer.window.sign_in_panel.isVisible)
    assert explorer.window.windowTitle() == f"{PROJECT} - Office - BIM Explorer"
    explorer.sign_in(site, server)
    explorer.window.sign_in_panel.signed_in.emit(site.id)
    explorer.wait_open(PROJECT)
    assert "Plans" in explorer.names()


def test_transfers_that_a_sign_in_stopped_go_on_after_the_next(
    explorer: Explorer, start_standin: object, tmp_path: Path
) -> None:
    server: StandIn = start_standin(generation="2023.2")  # type: ignore[operator]
    site = explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: PROJECT in explorer.names())
    root = explorer.cloud().root()
    server.action("expire-access-tokens")
    server.action("expire-refresh-tokens")
    (tmp_path / "later.txt").write_text("later", encoding="utf-8")
    (job,) = explorer.queue.upload(site.id, [tmp_path / "later.txt"], root)
    explorer.wait(explorer.window.sign_in_panel.isVisible)
    explorer.wait(lambda: explorer.queue.job(job).state is TransferState.PAUSED)
    explorer.sign_in(site, server)
    explorer.window.sign_in_panel.signed_in.emit(site.id)
    explorer.wait(lambda: explorer.queue.job(job).state is TransferState.DONE)
    explorer.wait(lambda: PROJECT in explorer.names())


def test_an_error_is_told_and_retry_goes_on(office: Explorer, shared_2023: StandIn) -> None:
    shared_2023.fault(
        path="get-resources-by-criterion", status=430, times=None,
        body={"error-code": 1, "error-message": "Broken for a test"},
    )  # fmt: skip
    office.double_click(PROJECT)
    office.wait(lambda: office.window.contents.state() is State.ERROR)
    office.wait(office.message)
    shared_2023.clear_faults()
    office.child(QPushButton, "messageAction").click()
    office.wait_open(PROJECT)
    assert "Plans" in office.names()


def test_the_retry_row_is_reached_and_pressed_by_keyboard(office: Explorer, shared_2023: StandIn) -> None:
    view, contents = office.window.view, office.window.contents
    shared_2023.fault(
        path="get-resources-by-criterion", status=430, times=None,
        body={"error-code": 1, "error-message": "Broken for a test"},
    )  # fmt: skip
    view.setFocus()
    office.double_click(PROJECT)
    office.wait(lambda: contents.state() is State.ERROR)
    shared_2023.clear_faults()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(view, key)
        assert str(view.currentIndex().data()).startswith("Could not load:")
    QTest.keyClick(view, Qt.Key.Key_Return)
    office.wait_open(PROJECT)
    assert "Plans" in office.names()


def test_a_question_brings_the_transfers_into_sight(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "twice.txt")
    dock = office.window.findChild(QDockWidget, "transfersDock")
    dock.close()
    assert not office.window.transfers.isVisible()
    view = office.window.view
    assert office.drop(view, file_urls(tmp_path / "twice.txt"), view.viewport().rect().center())
    office.child(QPushButton, "conflictSkip").click()
    office.wait(lambda: office.queue.jobs()[-1].state is TransferState.SKIPPED)


def test_a_server_that_is_gone_is_told_and_tried_again(explorer: Explorer, start_standin: object) -> None:
    server: StandIn = start_standin(generation="2023.2")  # type: ignore[operator]
    explorer.add_site(server)
    server.stop()
    explorer.show()
    button = explorer.child(QPushButton, "siteButton")
    assert explorer.tree_index("Office").data() == "Office (not reachable)"
    server.start()
    button.click()
    explorer.wait(lambda: PROJECT in explorer.names(), 30)


def test_a_site_is_removed_after_a_question_and_its_transfers_end(
    explorer: Explorer, start_standin: object, tmp_path: Path
) -> None:
    server: StandIn = start_standin(generation="2023.2")  # type: ignore[operator]
    site = explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: PROJECT in explorer.names())
    server.fault(path="put-blob-content-part", stall=30, times=None)
    (tmp_path / "large.bin").write_bytes(b"x" * 100_000)
    root = explorer.cloud().root()
    (job,) = explorer.queue.upload(site.id, [tmp_path / "large.bin"], root)
    explorer.wait(lambda: explorer.queue.job(job).state is TransferState.RUNNING)
    explorer.window.actions_.remove_site.trigger()
    box = explorer.child(QMessageBox, "removeSiteDialog")
    assert "1 transfer of this site is not finished" in box.informativeText()
    assert box.defaultButton() is box.escapeButton() is box.findChild(QPushButton, "removeSiteCancel")
    explorer.child(QPushButton, "removeSiteButton").click()
    explorer.wait(lambda: explorer.book.all() == ())
    explorer.wait(lambda: explorer.queue.job(job).state is TransferState.FAILED)
    explorer.child(QWidget, "startPage")
    assert explorer.window.navigation.rowCount() == 0
    server.clear_faults()


def test_renaming_and_signing_out_of_a_site(office: Explorer) -> None:
    window = office.window
    window.actions_.rename_site.trigger()
    edit = office.child(QLineEdit, "namePromptEdit")
    edit.setText("Head office")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    office.wait(lambda: office.tree_index("Head office").isValid())
    assert window.address_bar.text() == "Head office:/"
    window.actions_.sign_out.trigger()
    office.wait(window.sign_in_panel.isVisible)
    site_id = office.book.all()[0].id
    assert window.sites.get(site_id).state is SiteState.SIGNED_OUT
    office.wait(lambda: not office.connections.signed_in(site_id))


def test_closing_with_running_transfers_asks(
    explorer: Explorer, start_standin: object, tmp_path: Path
) -> None:
    server: StandIn = start_standin(generation="2023.2")  # type: ignore[operator]
    site = explorer.add_site(server)
    explorer.show()
    explorer.wait(lambda: PROJECT in explorer.names())
    server.fault(path="put-blob-content-part", stall=30, times=None)
    (tmp_path / "large.bin").write_bytes(b"x" * 100_000)
    jobs = explorer.queue.upload(site.id, [tmp_path / "large.bin"], explorer.cloud().root())
    explorer.wait(lambda: explorer.queue.job(jobs[0]).state is TransferState.RUNNING)
    explorer.window.close()
    assert explorer.window.isVisible()
    with explorer.qtbot.waitSignal(explorer.window.closing):
        explorer.child(QPushButton, "closeAnyway").click()
    explorer.queue.cancel(jobs)
    explorer.wait(lambda: not explorer.queue.active)
    server.clear_faults()


def test_closing_with_a_question_open_asks_too(office: Explorer, tmp_path: Path) -> None:
    with_files(office, tmp_path, "twice.txt")
    folder = office.window.contents.folder
    (job,) = office.queue.upload(office.book.all()[0].id, [tmp_path / "twice.txt"], folder)
    office.wait(lambda: office.queue.job(job).state is TransferState.DECIDING)
    assert not office.queue.active
    office.window.close()
    assert office.window.isVisible()
    office.child(QMessageBox, "closeDialog").reject()
    office.queue.cancel([job])
    office.wait(lambda: office.queue.job(job).state.finished)


def test_in_a_narrow_window_the_type_gives_way_to_the_name(office: Explorer) -> None:
    view, header = office.window.view, office.window.view.horizontalHeader()
    office.window.resize(1180, 700)
    office.wait(lambda: not view.isColumnHidden(Column.TYPE))
    header.resizeSection(Column.TYPE, 170)
    office.window.resize(720, 600)
    # The window's parts get their sizes one after the other: what counts is how it ends.
    office.wait(lambda: view.isColumnHidden(Column.TYPE) and header.sectionSize(Column.NAME) >= 140)
    office.window.resize(1180, 700)
    office.wait(lambda: not view.isColumnHidden(Column.TYPE) and header.sectionSize(Column.TYPE) == 170)


def test_a_folder_that_takes_long_is_said_to_be_opened(office: Explorer, shared_2023: StandIn) -> None:
    office.double_click(PROJECT)
    office.wait_open(PROJECT)
    office.double_click("Plans")
    office.wait_open("Plans")
    shared_2023.fault(path="criterion", stall=1.5)
    status = office.window.status_line
    QTest.keyClick(office.window.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    office.wait(lambda: status.currentMessage() == f"Opening “{PROJECT}”…")
    office.wait_open(PROJECT)
    assert status.currentMessage() == ""


def test_window_and_columns_are_remembered(office: Explorer) -> None:
    office.window.resize(1180, 700)
    office.wait(lambda: not office.window.view.isColumnHidden(Column.TYPE))
    office.window.view.horizontalHeader().resizeSection(Column.TYPE, 123)
    office.window.remember()
    office.settings.save(office.profile.settings_file)
    office.settings = Settings.load(office.profile.settings_file)
    again = office._make_window()
    try:
        assert again.view.horizontalHeader().sectionSize(Column.TYPE) == 123
        assert again.contents.rowCount(QModelIndex()) == 0
    finally:
        again._closing = True
        again.close()
        again.deleteLater()
