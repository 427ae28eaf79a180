"""The documents that hang on the chosen object, as they were at the earlier and at the later revision."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolBar, QVBoxLayout, QWidget

from bimexplorer.comparison.documents import Document
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.revisions import ChangedObject, Difference, Pair
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.comparison_documents import Column, DocumentsModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number

_REST_MS = 250
"""How long the choice rests before the server is asked."""
_LINES = 6
"""That the table is high at least."""

Read = Callable[[ChangedObject, Pair], tuple[Document, ...]]


class ComparisonDocuments(QWidget):
    """Asks the server only while it can be seen.

    Signals:
        open_asked(object document): show this one.
        download_asked(object documents): put these onto this computer.
        expired(): the server takes the sign-in no longer.
    """

    open_asked = Signal(object)
    download_asked = Signal(object)
    expired = Signal()

    def __init__(self, read: Read, tasks: Tasks, parent: QWidget | None = None) -> None:
        """`read` blocks: it is called on a worker."""
        super().__init__(parent)
        self.setObjectName("comparisonDocuments")
        self.setAccessibleName(self.tr("Documents of the object"))
        self._ask = read
        self._tasks = tasks
        self._task: Task | None = None
        self._object: ChangedObject | None = None
        self._pair: Pair | None = None
        self._loaded = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.read)
        self.messages = MessageBar(self)
        self.messages.setObjectName("comparisonDocumentsMessage")
        self._model = DocumentsModel()
        self._model.setParent(self)
        self.table = self._make_table()
        self._empty = EmptyState(self.table.viewport())
        self._doing = Sentence(parent=self)
        self._doing.setObjectName("comparisonDocumentsDoing")
        self._open = self._action("Open", self.tr("Open"), "open-in-app", self._on_open)
        self._download = self._action("Download", self.tr("Download…"), "download", self._on_download)
        copy = self._action("Copy", self.tr("Copy names"), "content-copy", self._on_copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.addAction(copy)
        self._copy = copy
        self._lay_out()
        self._update()

    def show_object(self, one: ChangedObject | None, pair: Pair | None) -> None:
        """None: nothing is chosen."""
        if (one, pair) == (self._object, self._pair):
            return
        self._object, self._pair = one, pair
        self._drop()
        self._loaded = False
        self._model.show(())
        self.messages.clear()
        self.show_doing("")
        if one is not None and self.isVisible():
            self._rest.start()
        self._update()

    def read(self) -> None:
        """Ask for those of the object that is shown, now."""
        one, pair = self._object, self._pair
        self._drop()
        if one is None or pair is None or not self.isVisible():
            return
        self._task = self._tasks.run(lambda: self._ask(one, pair), self._on_read, self._on_failed, owner=self)
        self._update()

    def show_doing(self, text: str) -> None:
        """What is being done with a document; empty: nothing."""
        self._doing.setText(text)
        self._doing.setVisible(bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._object is not None and not self._loaded:
            self.read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop()

    def _drop(self) -> None:
        self._rest.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_read(self, found: tuple[Document, ...]) -> None:
        self._task = None
        self._loaded = True
        self.messages.clear()
        self._model.show(found)
        if found:
            # Whatever keys are down: somebody may have come here by one.
            flags = QItemSelectionModel.SelectionFlag
            first = self._model.index(0, 0)
            self.table.selectionModel().setCurrentIndex(first, flags.ClearAndSelect | flags.Rows)
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self.messages.show_error(error, self.read)
        if isinstance(error, AuthExpired):
            self.expired.emit()
        self._update()

    # ---------------------------------------------------------------- what is shown

    def _chosen(self) -> list[Document]:
        found = (self._model.at(row) for row in self.table.selected_rows())
        return [document for document in found if document is not None]

    def _update(self) -> None:
        chosen = self._chosen()
        for action, fits in ((self._open, len(chosen) == 1), (self._download, bool(chosen))):
            action.setEnabled(fits)
            reason = "" if fits else self.tr("Choose a document first.")
            action.setToolTip(f"{action.text()}: {reason}" if reason else action.text())
        self._copy.setEnabled(bool(chosen))
        nothing = not self._model.rowCount()
        if nothing:
            self._empty.say(icon("paperclip", Tint.MUTED), *self._words_of_nothing())
            self._place_empty()
        self._empty.setVisible(nothing)
        self._bar.setVisible(not nothing)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.table.setHorizontalScrollBarPolicy(never if nothing else Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _words_of_nothing(self) -> tuple[str, str]:
        one, pair = self._object, self._pair
        if one is None or pair is None:
            return self.tr("Choose an object to see its documents"), ""
        if not self._loaded:
            asking = self._task is not None or self._rest.isActive() or not self.isVisible()
            text = self.tr("Loading the documents…") if asking else self.tr("The documents are not known")
            return text, ""
        if one.difference is Difference.INSERTED:
            at = self.tr("At revision {number}; before, there was no such object.")
            return self.tr("No documents hang on it"), at.format(number=number(pair.higher))
        if one.difference is Difference.DELETED:
            at = self.tr("At revision {number}; after it, there is no such object.")
            return self.tr("No documents hang on it"), at.format(number=number(pair.lower))
        at = self.tr("Neither at revision {lower} nor at revision {higher}.")
        at = at.format(lower=number(pair.lower), higher=number(pair.higher))
        return self.tr("No documents hang on it"), at

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.table.viewport().rect())

    # ---------------------------------------------------------------- what can be done

    def _on_open(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.open_asked.emit(chosen[0])

    def _on_activated(self, index: QModelIndex) -> None:
        document = self._model.at(index.row())
        if document is not None:
            self.open_asked.emit(document)

    def _on_download(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.download_asked.emit(chosen)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(each.entry.name for each in self._chosen()))

    def _on_menu(self, point: QPoint) -> None:
        if not self._model.rowCount():
            return
        menu = QMenu(self)
        menu.setObjectName("comparisonDocumentsMenu")
        menu.setToolTipsVisible(True)
        for action in (self._open, self._download, None, self._copy):
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- parts

    def _make_table(self) -> RowTable:
        table = RowTable(self._model, self)
        table.setObjectName("comparisonDocumentsView")
        table.setAccessibleName(self.accessibleName())
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        table.horizontalHeader().setStretchLastSection(True)
        table.set_widths(
            {
                Column.NAME: "M" * 14,
                Column.FATE: self.tr("Another version"),
                Column.REVISIONS: "88 and 88",
                Column.VERSION: "888",
                Column.SIZE: "888.8 MB",
                Column.CHANGED: "88.88.8888 88:88",
                Column.AUTHOR: "Anna-Maria Berger",
            }
        )
        table.resized.connect(self._place_empty)
        table.activated.connect(self._on_activated)
        table.selectionModel().selectionChanged.connect(lambda *_: self._update())
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        return table

    def _action(self, name: str, text: str, symbol: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(f"comparisonDocuments{name}")
        action.triggered.connect(lambda *_: slot())
        return action

    def _lay_out(self) -> None:
        bar = QToolBar(self)
        bar.setAccessibleName(self.tr("Commands for documents"))
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for action in (self._open, self._download):
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Button")
        self._doing.setProperty("muted", True)
        self._doing.hide()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 2, 4, 2)
        bottom.addWidget(self._doing, 1)
        bottom.addWidget(bar, 0, Qt.AlignmentFlag.AlignRight)
        self._bar = bar
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
