"""The history of the transfers: searched, looked through, and saved as a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.addresses import path_names
from bimexplorer.errors import NotFound, ProgramError
from bimexplorer.transfer.status import Direction, HistoryRow
from bimexplorer.ui.look.filter_field import dress_as_filter
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence_delegate import SentenceDelegate
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.transfer_history import PAGE, Column, HistoryModel
from bimexplorer.ui.models.transfer_words import SiteName
from bimexplorer.ui.models.transfers import Queue
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.receipts import Receipts
from bimexplorer.ui.tasks import Tasks
from bimexplorer.ui.transfer_bridge import TransferBridge
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number, plural

_TYPING = 250
"""Milliseconds after the last key before it is searched."""
_NEWER = 1000
"""Milliseconds in which transfers that end are gathered before they are shown."""


class HistoryDialog(QDialog):
    """Open it with `present()`; the window stays usable beside it.

    Signals:
        place_asked(str site_id, object path): a file shall be shown in its folder; `path`: a tuple of names.
    """

    place_asked = Signal(str, object)

    def __init__(
        self,
        queue: Queue,
        bridge: TransferBridge,
        tasks: Tasks,
        site_name: SiteName,
        opener: Callable[[QUrl], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("historyDialog")
        self.setWindowTitle(self.tr("Transfer history"))
        self._queue = queue
        self._tasks = tasks
        self._site_name = site_name
        self._opener = opener
        self._model = HistoryModel(queue.history, tasks, site_name, self)
        self._receipts = Receipts(tasks, site_name, self)

        self._field = QLineEdit(self)
        self._field.setObjectName("historySearch")
        self._field.setPlaceholderText(self.tr("Search in names, places and users"))
        self._field.setAccessibleName(self.tr("Search the history"))
        dress_as_filter(self._field)
        self._messages = MessageBar(self)
        self._messages.setObjectName("historyMessage")
        self._view = self._make_view()
        self._empty = EmptyState(self._view.viewport())
        self._count = QLabel(self)
        self._count.setObjectName("historyCount")
        self._count.setProperty("muted", True)
        self._actions = self._make_actions()
        self._lay_out()

        self._typing = self._timer(_TYPING, self._search)
        self._newer = self._timer(_NEWER, self._read_newer)
        self._field.textChanged.connect(lambda _: self._typing.start())
        self._field.returnPressed.connect(self._search)
        self._model.loaded.connect(self._on_loaded)
        self._model.rowsInserted.connect(lambda *_: self._update())
        self._model.failed.connect(self._on_failed)
        self._receipts.saved.connect(self._on_saved)
        self._receipts.failed.connect(self._messages.show_error)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._update())
        bridge.job_changed.connect(self._on_job_changed)
        self._update()

    def present(self) -> None:
        """Bring it to the front with what is newest."""
        if not self.isVisible():
            self._search()
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()

    # ---------------------------------------------------------------- reading

    def _search(self) -> None:
        self._typing.stop()
        self._model.search(self._field.text().strip())

    def _on_job_changed(self, job_id: int) -> None:
        job = self._queue.job(job_id)
        ended = job is None or job.files_done > 0 or job.state.finished
        if ended and self.isVisible() and not self._newer.isActive():
            self._newer.start()

    def _read_newer(self) -> None:
        if self.isVisible():
            self._model.read_newer()

    def _on_loaded(self) -> None:
        self._messages.clear()
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._messages.show_error(error, self._model.read_again)
        self._update()

    # ---------------------------------------------------------------- what can be done

    def _chosen(self) -> list[HistoryRow]:
        found = (self._model.row_at(self._model.index(row, 0)) for row in self._view.selected_rows())
        return [row for row in found if row is not None]

    def _local(self) -> list[HistoryRow]:
        """Those of which one side is on this computer."""
        return [row for row in self._chosen() if row.local and row.direction is not Direction.COPY]

    def _open_folder(self) -> None:
        for folder in dict.fromkeys(Path(row.local).parent for row in self._local()):
            self._open_if_there(folder)

    def _open_if_there(self, folder: Path) -> None:
        def looked(there: bool) -> None:
            if there:
                self._opener(QUrl.fromLocalFile(str(folder)))
            else:
                sentence = self.tr("“{folder}” is no longer on this computer.").format(folder=folder)
                self._messages.show_error(NotFound(sentence))

        # A folder on a network drive may take its time to answer.
        self._tasks.run(folder.is_dir, looked, self._messages.show_error, owner=self)

    def _go_to_place(self) -> None:
        row = self._chosen()[0]
        self.place_asked.emit(row.site_id, path_names(row.remote))

    def _on_activated(self) -> None:
        """Where the file came to lie: a download here, an upload in the cloud."""
        chosen = self._chosen()
        if len(chosen) == 1 and chosen[0].direction is not Direction.DOWNLOAD:
            self._actions["goTo"].trigger()
        else:
            self._actions["open"].trigger()

    def _copy_local(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._model.source_text(row) for row in self._chosen()))

    def _copy_remote(self) -> None:
        places = (self._model.place_text(row) for row in self._chosen())
        QGuiApplication.clipboard().setText("\n".join(places))

    def _save_receipt(self) -> None:
        chosen = self._chosen()
        if chosen:
            self._receipts.ask(lambda: chosen)
        else:
            words = self._model.words
            self._receipts.ask(lambda: self._everything(words))

    def _everything(self, words: str) -> Iterator[HistoryRow]:
        """Every row of a search, also those that nobody scrolled to; called on a worker."""
        cursor: int | None = None
        while True:
            page = self._queue.history(words, cursor, 10 * PAGE)
            yield from page.rows
            cursor = page.cursor
            if cursor is None:
                return

    def _on_saved(self, path: str, files: int) -> None:
        folder = Path(path).parent
        text = plural("The receipt of {n} file is saved.", "The receipt of {n} files is saved.", files)
        self._messages.show_message(text, self.tr("Open folder"), lambda: self._open_if_there(folder))

    # ---------------------------------------------------------------- what is shown

    def _update(self) -> None:
        chosen, rows = self._chosen(), self._model.rowCount()
        for name, possible in {
            "open": any(row.local for row in chosen),
            "goTo": len(chosen) == 1 and bool(chosen[0].remote and self._site_name(chosen[0].site_id)),
            "copyLocal": bool(chosen),
            "copyRemote": bool(chosen),
            "receipt": rows > 0,
        }.items():
            self._actions[name].setEnabled(possible)
        self._actions["receipt"].setText(
            self.tr("Save receipt of the selection…") if chosen else self.tr("Save receipt…")
        )
        if self._model.state is State.DONE:
            text = plural("{n} file", "{n} files", rows)
        else:
            text = plural("{n} file loaded, more below", "{n} files loaded, more below", rows) if rows else ""
        if chosen:
            text = self.tr("{text}, {n} selected").format(text=text, n=number(len(chosen)))
        self._count.setText(text)
        self._show_empty()

    def _show_empty(self) -> None:
        if self._model.state is not State.DONE or self._model.rowCount():
            self._empty.hide()
            return
        if self._model.words:
            title = self.tr("Nothing found for “{words}”").format(words=self._model.words)
            self._empty.say(icon("magnify", Tint.MUTED), title, self.tr("Try fewer or other words."))
        else:
            hint = self.tr("Files that were uploaded or downloaded are listed here.")
            self._empty.say(icon("history", Tint.MUTED), self.tr("Nothing has been transferred yet"), hint)
        self._empty.setGeometry(self._view.viewport().rect())
        self._empty.show()

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("historyMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("open", "goTo", "", "copyLocal", "copyRemote", "", "receipt"):
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(self._view.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> dict[str, QAction]:
        made: dict[str, QAction] = {}
        for name, glyph, text, slot in (
            ("open", "folder-open-outline", self.tr("Show on this computer"), self._open_folder),
            ("goTo", "cloud-outline", self.tr("Show in the cloud"), self._go_to_place),
            ("copyLocal", "content-copy", self.tr("Copy path on this computer"), self._copy_local),
            ("copyRemote", "content-copy", self.tr("Copy path in the cloud"), self._copy_remote),
            ("receipt", "file-export-outline", self.tr("Save receipt…"), self._save_receipt),
        ):
            action = QAction(icon(glyph), text, self._view)
            action.setObjectName(f"history{name[0].upper()}{name[1:]}")
            action.triggered.connect(slot)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._view.addAction(action)
            made[name] = action
        made["receipt"].setIconText(self.tr("Save receipt"))  # the button keeps its width
        made["copyLocal"].setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        return made

    def _lay_out(self) -> None:
        bar = QToolBar(self)
        bar.setAccessibleName(self.tr("History actions"))
        for name in ("open", "goTo", "receipt"):
            bar.addAction(self._actions[name])
            button = bar.widgetForAction(self._actions[name])
            if name == "receipt" and isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 8)
        top.addWidget(self._field, 1)
        top.addWidget(bar)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 6, 12, 6)
        bottom.addWidget(self._count, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addWidget(self._messages)
        outer.addWidget(self._view, 1)
        outer.addLayout(bottom)
        self.resize(1180, 560)

    def _make_view(self) -> RowTable:
        view = RowTable(self._model, self)
        view.setObjectName("historyView")
        view.setAccessibleName(self.tr("Transfer history"))
        view.setAccessibleDescription(self.tr("Files that were transferred, newest first"))
        view.setItemDelegateForColumn(Column.STATE, SentenceDelegate(view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        view.activated.connect(lambda _: self._on_activated())
        view.resized.connect(lambda: self._empty.setGeometry(view.viewport().rect()))
        view.set_widths(
            {
                Column.NAME: "M" * 15,
                Column.DIRECTION: self.tr("Download") + "MM",
                Column.STATE: self.tr("Cancelled") + "MM",
                Column.CHECK: self.tr("size checked"),
                Column.SIZE: "000.0 MB",
                Column.PLACE: "M" * 14,
                Column.LOCAL: "M" * 14,
                Column.USER: "M" * 5,
                Column.WHEN: date_text(datetime.now().astimezone()),
            }
        )
        return view

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer
