"""The documents of a compared object at either revision, in the comparison's window."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from bimexplorer.clouds.bimplus.forms import FilePart, Held, form_type
from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.models.comparison_documents import Column
from bimexplorer.ui.panels.comparison_documents import ComparisonDocuments
from bimexplorer.ui.views.empty_state import EmptyState
from tests.ui.models_window import FIRST, SECOND, ModelsWindow, message


def object_id(modelled: ModelsWindow, key: str) -> str:
    return str(uuid.uuid5(uuid.UUID(modelled.node), key))


def attach(modelled: ModelsWindow, key: str, name: str, content: bytes) -> str:
    """To an object, as another client does it."""
    part = FilePart(name, "text/plain", Held(content))
    api = modelled.cloud._api  # type: ignore[attr-defined]
    made = api.send_file_of(modelled.team, object_id(modelled, key), form_type(part), part)
    return str(made["id"])


def furnish(modelled: ModelsWindow) -> None:
    """A model whose wall has a detail that was renewed, one that was added, and one that stayed."""
    modelled.make(FIRST)
    detail = attach(modelled, "painted", "detail.txt", b"first")
    attach(modelled, "painted", "always.txt", b"always")
    attach(modelled, "gone", "of the gone one.txt", b"gone")
    modelled.models.create_revision(modelled.model, "Second")
    modelled.server.bimplus_action("write-version", id=detail, text="second")
    attach(modelled, "painted", "later.txt", b"later")
    modelled.server.bimplus_action("import-model", model=modelled.node, objects=SECOND)


def opened(modelled: ModelsWindow) -> ComparisonDialog:
    furnish(modelled)
    modelled.show()
    modelled.wait_numbers(2, 1)
    dialog = modelled.compare(2)
    modelled.wait_done(dialog)
    return dialog


def go_to(dialog: ComparisonDialog, name: str) -> None:
    model = dialog.rows.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)
    dialog.rows.setCurrentIndex(model.index(row, 0))


def page(dialog: ComparisonDialog) -> ComparisonDocuments:
    return dialog.details.documents


def rows(dialog: ComparisonDialog) -> list[tuple[str, ...]]:
    model = page(dialog).table.model()
    columns = (Column.NAME, Column.FATE, Column.REVISIONS, Column.VERSION)
    return [tuple(model.index(row, column).data() for column in columns) for row in range(model.rowCount())]


def empty(dialog: ComparisonDialog) -> str:
    state = page(dialog).table.viewport().findChild(EmptyState)
    return state.accessibleName() if state.isVisible() else ""


def choose(dialog: ComparisonDialog, *numbers: int) -> None:
    table = page(dialog).table
    table.clearSelection()
    flag = table.selectionModel().SelectionFlag
    for row in numbers:
        table.selectionModel().setCurrentIndex(table.model().index(row, 0), flag.Select | flag.Rows)


WALL = [
    ("always.txt", "The same", "1 and 2", "1"),
    ("detail.txt", "Another version", "2", "2"),
    ("detail.txt", "Another version", "1", "1"),
    ("later.txt", "Added", "2", "1"),
]


def test_documents_are_listed_opened_and_downloaded_as_they_were(
    modelled: ModelsWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(modelled)
    shown: list[Path] = []
    modelled.explorer.window.opener._show = lambda url: shown.append(Path(url.toLocalFile())) or True
    modelled.server.reset_counters()
    go_to(dialog, "Wall painted")
    # Nobody looks at them yet.
    assert page(dialog)._task is None
    dialog.rows.setFocus()
    qtbot.keyClick(dialog.rows, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    modelled.explorer.wait(lambda: rows(dialog) == WALL)
    assert page(dialog).table.hasFocus()
    spoken = page(dialog).table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "always.txt, The same, at revision 1 and 2"
    # Opened by the key, at the earlier revision.
    choose(dialog, 2)
    qtbot.keyClick(page(dialog).table, Qt.Key.Key_Return)
    modelled.explorer.wait(lambda: bool(shown), 30)
    assert shown[0].read_bytes() == b"first"
    modelled.explorer.wait(lambda: not page(dialog).findChild(QLabel, "comparisonDocumentsDoing").isVisible())
    # Both versions onto this computer, without meeting each other.
    choose(dialog, 1, 2)
    assert not page(dialog).findChild(QAction, "comparisonDocumentsOpen").isEnabled()
    page(dialog).findChild(QAction, "comparisonDocumentsDownload").trigger()
    chooser = dialog.findChild(QFileDialog, "downloadDocumentsDialog")
    chooser.fileSelected.emit(str(tmp_path))
    chooser.close()
    expected = {"detail (version 1).txt": b"first", "detail (version 2).txt": b"second"}

    def arrived() -> bool:
        there = {name: tmp_path / name for name in expected if (tmp_path / name).exists()}
        return {name: path.read_bytes() for name, path in there.items()} == expected

    modelled.explorer.wait(arrived, 30)
    assert "2 documents are downloaded" in message(page(dialog), "comparisonDocumentsMessage")
    # Of one that is in the earlier revision alone, and of one without any.
    go_to(dialog, "Wall gone")
    modelled.explorer.wait(lambda: rows(dialog) == [("of the gone one.txt", "Removed", "1", "1")])
    go_to(dialog, "Beam new")
    modelled.explorer.wait(lambda: "No documents hang on it" in empty(dialog))
    go_to(dialog, "Wall moved")
    modelled.explorer.wait(lambda: "Neither at revision 1 nor at revision 2." in empty(dialog))


@pytest.mark.parametrize(
    ("rule", "says"),
    [({"status": 403}, "right"), ({"drop": "request"}, "was lost"), ({"status": 500}, "an error")],
    ids=["no right", "no line", "the server fails"],
)
def test_what_keeps_them_from_coming_is_told(
    modelled: ModelsWindow, rule: dict[str, object], says: str
) -> None:
    dialog = opened(modelled)
    go_to(dialog, "Wall painted")
    path = f"objects/{object_id(modelled, 'painted')}/attachments"
    modelled.server.fault(server="bimplus", method="GET", path=path, times=None, **rule)
    dialog.details.show_documents()
    modelled.explorer.wait(lambda: message(page(dialog), "comparisonDocumentsMessage"), 40)
    assert says in message(page(dialog), "comparisonDocumentsMessage")
    assert "not known" in empty(dialog)
    modelled.server.clear_faults()
    page(dialog).findChild(QPushButton, "messageAction").click()
    modelled.explorer.wait(lambda: rows(dialog) == WALL)
    assert not message(page(dialog), "comparisonDocumentsMessage")


def test_why_one_is_not_opened_is_told_where_it_was_asked_for(modelled: ModelsWindow) -> None:
    dialog = opened(modelled)
    go_to(dialog, "Wall painted")
    dialog.details.show_documents()
    modelled.explorer.wait(lambda: rows(dialog) == WALL)
    modelled.server.fault(server="bimplus", path="/versions/1/download", times=None, status=403)
    choose(dialog, 2)
    page(dialog).findChild(QAction, "comparisonDocumentsOpen").trigger()
    modelled.explorer.wait(lambda: "right" in message(page(dialog), "comparisonDocumentsMessage"), 30)
    assert not page(dialog).findChild(QLabel, "comparisonDocumentsDoing").isVisible()


def test_nothing_is_asked_while_the_attributes_are_shown(modelled: ModelsWindow) -> None:
    dialog = opened(modelled)
    modelled.server.reset_counters()
    for name in ("Wall painted", "Wall moved", "Wall gone"):
        go_to(dialog, name)
    tabs = dialog.findChild(QTabWidget, "comparisonDetailsTabs")
    tabs.setCurrentIndex(1)
    modelled.explorer.wait(lambda: bool(rows(dialog)))
    tabs.setCurrentIndex(0)
    go_to(dialog, "Wall painted")
    assert not any("/attachments" in call and "painted" in call for call in modelled.server.counters())
    asked = [call for call in modelled.server.counters() if "/objects/" in call]
    assert len(asked) == 1
    assert object_id(modelled, "gone") in asked[0]
