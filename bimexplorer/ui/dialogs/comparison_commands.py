"""What can be done with the objects of a comparison: copy them, follow one through time, export them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar, QWidget

from bimexplorer.comparison.following import Wanted
from bimexplorer.comparison.kept import KeptComparisons
from bimexplorer.revisions import ChangedObject
from bimexplorer.ui.dialogs.comparison_export import ComparisonExport
from bimexplorer.ui.dialogs.comparison_history import ObjectHistoryDialog
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.models.comparison import ComparisonModel
from bimexplorer.ui.models.comparison_reading import OPTIONS, Compared, ComparisonReading, Phase
from bimexplorer.ui.panels.comparison_rows import ComparisonRows
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural


class ComparisonCommands(QObject):
    """Signals:
    expired(): the server takes the sign-in no longer.
    documents_asked(): somebody wants to see those of the current object.
    """

    expired = Signal()
    documents_asked = Signal()

    def __init__(
        self,
        compared: Compared,
        reading: ComparisonReading,
        model: ComparisonModel,
        rows: ComparisonRows,
        disciplines: Callable[[], Mapping[str, str]],
        messages: MessageBar,
        kept: KeptComparisons,
        tasks: Tasks,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._compared = compared
        self._reading = reading
        self._model = model
        self._rows = rows
        self._disciplines = disciplines
        self._messages = messages
        self._kept = kept
        self._tasks = tasks
        self._window = window
        self._export = ComparisonExport(tasks, window)
        self._export.saved.connect(self._on_saved)
        self._export.failed.connect(messages.show_error)
        self._make_actions()
        rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows.customContextMenuRequested.connect(self._on_menu)
        rows.activated_object.connect(self._show_history)

    def update(self) -> None:
        """Something else is selected or read: tell what can be done, and why something cannot."""
        chosen = self._rows.selectionModel().hasSelection()
        for action in (self._copy, self._copy_ids):
            action.setEnabled(chosen)
        choose = "" if self._rows.current_object() is not None else self.tr("Choose an object first.")
        done = self._reading.phase is Phase.DONE
        whole = "" if done else self.tr("Wait until everything is read.")
        nothing = "" if self._model.objects_shown else self.tr("There is nothing to export.")
        for action, reason in (
            (self._history, choose),
            (self._documents, choose),
            (self._save, whole or nothing),
        ):
            action.setEnabled(not reason)
            action.setToolTip(f"{action.iconText()}: {reason}" if reason else action.iconText())

    def tool_bar(self) -> QToolBar:
        """A new one, for the window's layout."""
        bar = QToolBar(self._window)
        bar.setAccessibleName(self.tr("Commands of the comparison"))
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for action in (self._history, self._documents, self._copy, self._save):
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Button")
        return bar

    # ---------------------------------------------------------------- what is done

    def _on_copy(self) -> None:
        objects = self._rows.selected_objects()
        # On a worker: there may be 100,000.
        self._tasks.run(
            lambda: self._model.as_text(objects),
            QGuiApplication.clipboard().setText,
            self._messages.show_error,
            owner=self,
        )

    def _on_copy_ids(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(one.id for one in self._rows.selected_objects()))

    def _on_history(self) -> None:
        one = self._rows.current_object()
        if one is not None:
            self._show_history(one)

    def _show_history(self, one: ChangedObject) -> None:
        about, kept = self._compared, self._kept
        dialog = ObjectHistoryDialog(
            one,
            lambda: about.models.revisions(about.model),
            lambda pair: kept.result(about.site_id, about.models, Wanted(about.model, pair, OPTIONS)),
            self._tasks,
            self._window,
        )
        dialog.expired.connect(self.expired)
        dialog.show()

    def _on_export(self) -> None:
        comparison = self._reading.comparison
        if comparison is not None:
            objects = self._model.in_order()
            self._export.ask(self._compared.model.name, comparison, objects, self._disciplines())

    def _on_saved(self, path: str, objects: int) -> None:
        name = Path(path).name
        self._messages.show_message(
            plural(
                "{n} object was saved in “{file}”.", "{n} objects were saved in “{file}”.", objects, file=name
            )
        )

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("comparisonMenu")
        menu.setToolTipsVisible(True)
        for action in (
            self._history,
            self._documents,
            None,
            self._copy,
            self._copy_ids,
            None,
            self._open_all,
            self._close_all,
            None,
            self._save,
        ):
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._rows.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> None:
        make, model = self._action, self._model
        self._history = make("History", self.tr("History of this object…"), "history", self._on_history)
        self._history.setIconText(self.tr("History"))
        self._documents = make(
            "Documents",
            self.tr("Documents of this object"),
            "paperclip",
            self.documents_asked.emit,
            "Ctrl+D",
        )
        self._documents.setIconText(self.tr("Documents"))
        copy = QKeySequence(QKeySequence.StandardKey.Copy)
        self._copy = make("Copy", self.tr("Copy rows"), "content-copy", self._on_copy, copy)
        self._copy.setIconText(self.tr("Copy"))
        # The table of attributes has its own.
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._rows.addAction(self._copy)
        keys = "Ctrl+Shift+C"
        self._copy_ids = make("CopyIds", self.tr("Copy ids"), "identifier", self._on_copy_ids, keys)
        self._save = make("Export", self.tr("Export…"), "file-export-outline", self._on_export, "Ctrl+S")
        self._open_all = make(
            "OpenAll",
            self.tr("Open all groups"),
            "unfold-more-horizontal",
            lambda: model.set_all_expanded(True),
        )
        self._close_all = make(
            "CloseAll",
            self.tr("Close all groups"),
            "unfold-less-horizontal",
            lambda: model.set_all_expanded(False),
        )

    def _action(
        self, name: str, text: str, symbol: str, slot: Callable[[], object], keys: QKeySequence | str = ""
    ) -> QAction:
        action = QAction(icon(symbol), text, self._window)
        action.setObjectName(f"comparison{name}")
        action.setShortcut(keys)
        action.triggered.connect(lambda *_: slot())
        self._window.addAction(action)
        return action
