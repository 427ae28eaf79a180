"""The contents that the selected file has had, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMessageBox, QPushButton, QToolBar, QVBoxLayout, QWidget

from bimexplorer.errors import AuthExpired, ProgramError, Unsupported
from bimexplorer.model import Capability, Version
from bimexplorer.ui.commands.version_commands import File, VersionCommands
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.versions import Column, VersionsModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.selected_entry import Lists, SelectedEntry
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.empty_state import EmptyState
from bimexplorer.ui.views.row_table import RowTable
from bimexplorer.words import number

_REST_MS = 250
"""How long the selection rests before its versions are asked for."""
_AGAIN_MS = 15_000
"""Between two readings of what is shown."""


class VersionsPanel(QWidget):
    """Follows the selection for as long as it can be seen.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self, lists: Lists, commands: VersionCommands, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("versionsPanel")
        self.setAccessibleName(self.tr("Versions"))
        self.setAcceptDrops(True)
        self._commands = commands
        self._tasks = tasks
        self.selected = SelectedEntry(lists, self)
        self._file: File | None = None
        """Whose versions are shown, or asked for."""
        self._task: Task | None = None
        self._loaded = False

        self._name = ElidedLabel(parent=self)
        self._name.setObjectName("versionsFile")
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._unshared = self._make_unshared()
        self._messages = MessageBar(self)
        self._messages.setObjectName("versionsMessage")
        self._model = VersionsModel()
        self._model.setParent(self)
        self._view = RowTable(self._model, self)
        self._view.setObjectName("versionsView")
        self._view.setAccessibleName(self.tr("Versions"))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._view.doubleClicked.connect(lambda _: self._open.trigger())
        self._view.horizontalHeader().setStretchLastSection(True)
        self._set_widths()
        self._empty = EmptyState(self._view.viewport())
        self._view.resized.connect(self._place_empty)
        bar = self._make_actions()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 4, 0)
        head.addWidget(self._name, 1)
        head.addWidget(bar)
        column.addLayout(head)
        column.addWidget(self._unshared)
        column.addWidget(self._messages)
        column.addWidget(self._view, 1)

        self._rest = self._timer(_REST_MS)
        self._again = self._timer(_AGAIN_MS)
        self.selected.changed.connect(self.follow)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._update())
        self._view.selectionModel().currentChanged.connect(lambda *_: self._update())
        self._show_nothing()

    def sizeHint(self) -> QSize:
        return QSize(460, 260)

    # ---------------------------------------------------------------- following

    def follow(self) -> None:
        """Another file may be selected, or the same in another state."""
        if not self.isVisible():
            return
        chosen = self.selected
        before, self._file = self._file, None
        if chosen.entry is not None and not chosen.entry.is_folder and chosen.cloud is not None:
            self._file = File(chosen.site_id, chosen.cloud, chosen.entry)
        same = before is not None and self._file is not None and _same(before, self._file)
        if not same:
            self._drop()
            self._loaded = False
            self._messages.clear()
            self._model.start(())
        if self._file is None:
            self._show_nothing()
            return
        reason = self._file.cloud.missing(self._file.entry).get(Capability.VERSIONS, "")
        if reason:
            self._say_unsupported(self._file, reason)
        else:
            self._rest.start()
        self._update()

    def read(self) -> None:
        """Ask for the versions of the file that is shown, now."""
        file = self._file
        self._rest.stop()
        if file is None or not self.isVisible() or Capability.VERSIONS in file.cloud.missing(file.entry):
            return
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.run(
            lambda: file.cloud.versions(file.entry),
            lambda versions: self._on_read(versions),
            self._on_failed,
            owner=self,
        )
        self._update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.selected.look()
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop()
        self._file = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_widths()

    def _drop(self) -> None:
        self._rest.stop()
        self._again.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_read(self, versions: Sequence[Version]) -> None:
        self._task = None
        self._messages.clear()
        if self._loaded:
            self._model.take(versions)
        else:
            self._model.start(versions)
            self._loaded = True
        self._again.start()
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        if isinstance(error, AuthExpired) and self._file is not None:
            self.expired.emit(self._file.site_id)
        self._messages.show_error(error, None if isinstance(error, Unsupported) else self.read)
        self._update()

    # ---------------------------------------------------------------- what is shown

    def versions(self) -> tuple[Version, ...]:
        return self._model.versions()

    def _chosen(self) -> list[Version]:
        found = (self._model.version_at(row) for row in self._view.selected_rows())
        return [version for version in found if version is not None]

    def _update(self) -> None:
        file, chosen, versions = self._file, self._chosen(), self._model.versions()
        self._name.setText(file.entry.name if file is not None else "")
        self._unshared.setVisible(bool(versions) and versions[0].shared is False)
        missing = file.cloud.missing(file.entry) if file is not None else {}
        one = chosen[0] if len(chosen) == 1 else None
        choose_one = "" if one is not None else self.tr("Choose one version first.")
        choose = "" if chosen else self.tr("Choose a version first.")
        newest = bool(one is not None and versions and one.number == versions[0].number)
        is_newest = self.tr("This is the newest version already.") if newest else ""
        none = "" if file is not None else self.tr("Choose a file first.")
        for action, reason in (
            (self._open, none or choose_one or self._missing(chosen, Capability.DOWNLOAD)),
            (self._download, none or choose or self._missing(chosen, Capability.DOWNLOAD)),
            (
                self._restore,
                none or choose_one or is_newest or missing.get(Capability.ADD_VERSION, ""),
            ),
            (self._delete, none or choose_one or self._missing(chosen, Capability.DELETE)),
            (self._upload, none or missing.get(Capability.ADD_VERSION, "")),
            (self._share, none or missing.get(Capability.SHARE, "") or self._shared_already(versions)),
        ):
            action.setEnabled(not reason)
            action.setToolTip(f"{action.iconText()}: {reason}" if reason else action.iconText())
        self._share_now.setEnabled(self._share.isEnabled())
        self._show_empty(file, versions)

    def _missing(self, chosen: Sequence[Version], capability: Capability) -> str:
        """Why something cannot be done with one of these versions."""
        clouds = (self._file.cloud.missing(version.entry) for version in chosen) if self._file else ()
        return next((missing[capability] for missing in clouds if capability in missing), "")

    def _shared_already(self, versions: Sequence[Version]) -> str:
        shared = bool(versions) and versions[0].shared is True
        return self.tr("The newest version is shared already.") if shared else ""

    def _show_empty(self, file: File | None, versions: Sequence[Version]) -> None:
        supported = file is not None and Capability.VERSIONS not in file.cloud.missing(file.entry)
        if file is None or not supported:
            self._place_empty()
            self._empty.show()
            return
        if not versions:
            waiting = self._task is not None or self._rest.isActive()
            text = self.tr("Loading the versions…") if waiting else self.tr("No versions")
            self._empty.say(icon("history", Tint.MUTED), text, "")
        self._place_empty()
        self._empty.setVisible(not versions)

    def _show_nothing(self) -> None:
        if self.selected.count > 1:
            title = self.tr("Choose one file")
        else:
            title = self.tr("Choose a file to see its versions")
        self._empty.say(icon("history", Tint.MUTED), title, "")
        self._update()

    def _say_unsupported(self, file: File, reason: str) -> None:
        self._empty.say(icon("history", Tint.MUTED), reason, date_text(file.entry.modified))

    def _place_empty(self) -> None:
        self._empty.setGeometry(self._view.viewport().rect())

    def _set_widths(self) -> None:
        self._view.set_widths(
            {
                Column.NUMBER: self.tr("{number} (newest)").format(number=number(88)),
                Column.AUTHOR: "anna-maria.berger@example.com",
                Column.CREATED: "88.88.8888 88:88",
                Column.SIZE: "888.8 MB",
                Column.TAG: "Freigabe",
                Column.CLASSIFICATION: self.tr("Classification"),
                Column.SHARED: self.tr("not shared"),
                Column.HASH: "8" * 16,
            }
        )

    # ---------------------------------------------------------------- what can be done

    def _on_open(self) -> None:
        if self._file is not None and len(self._chosen()) == 1:
            self._commands.open(self._file, self._chosen()[0])

    def _on_download(self) -> None:
        if self._file is not None and self._chosen():
            self._commands.download(self._file, self._chosen())

    def _on_restore(self) -> None:
        if self._file is not None and len(self._chosen()) == 1:
            self._commands.restore(self._file, self._chosen()[0])

    def _on_upload(self) -> None:
        if self._file is not None:
            self._commands.choose(self._file)

    def _on_share(self) -> None:
        if self._file is not None:
            self._commands.share(self._file)

    def _on_delete(self) -> None:
        """Ask, naming number and author, and delete."""
        file, chosen = self._file, self._chosen()
        if file is None or len(chosen) != 1:
            return
        version = chosen[0]
        box = QMessageBox(self)
        box.setObjectName("deleteVersionDialog")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete a version"))
        box.setText(
            self.tr("Delete version {number} of “{file}”?").format(
                number=number(version.number), file=file.entry.name
            )
        )
        whose = (
            self.tr("It was made by {author}, {when}.").format(
                author=version.author, when=date_text(version.created)
            )
            if version.author
            else ""
        )
        gone = self.tr("It is gone for everybody and cannot be brought back; the other versions stay.")
        box.setInformativeText(" ".join(filter(None, (whose, gone))))
        delete = QPushButton(self.tr("Delete version {number}").format(number=number(version.number)), box)
        delete.setObjectName("deleteVersion")
        box.addButton(delete, QMessageBox.ButtonRole.DestructiveRole)
        cancel = QPushButton(self.tr("Cancel"), box)
        cancel.setObjectName("deleteVersionCancel")
        box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        for button in (delete, cancel):
            button.ensurePolished()
            button.setMinimumWidth(button.sizeHint().width())
        delete.clicked.connect(
            lambda: self._commands.delete(file, version, self.read, self._messages.show_error)
        )
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("versionsMenu")
        menu.setToolTipsVisible(True)
        for action in (self._open, self._download, None, self._restore, self._delete):
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDropEvent) -> None:
        if _dropped_file(event.mimeData()) is not None and self._upload.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        source = _dropped_file(event.mimeData())
        if source is not None and self._file is not None and self._upload.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._commands.upload(self._file, source)

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> QToolBar:
        bar = QToolBar(self)
        bar.setObjectName("versionsActions")
        bar.setIconSize(QSize(18, 18))
        made = [
            self._action("Open", self.tr("Open"), "open-in-app", self._on_open),
            self._action("Download", self.tr("Download…"), "download", self._on_download),
            self._action("Restore", self.tr("Restore as newest"), "restore", self._on_restore),
            self._action("Delete", self.tr("Delete…"), "trash-can-outline", self._on_delete),
            self._action("Upload", self.tr("Upload new version…"), "upload", self._on_upload),
            self._action("Share", self.tr("Share newest"), "share-variant-outline", self._on_share),
        ]
        self._open, self._download, self._restore, self._delete, self._upload, self._share = made
        for action in made:
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Button")
        return bar

    def _action(self, name: str, text: str, symbol: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(f"versions{name}")
        action.triggered.connect(lambda *_: slot())
        return action

    def _make_unshared(self) -> QWidget:
        flag = QWidget(self)
        flag.setObjectName("versionsUnshared")
        symbol = IconLabel(18, flag)
        symbol.set_icon(icon("eye-off-outline", Tint.WARNING), "")
        self._share_now = QPushButton(self.tr("Share"), flag)
        self._share_now.setObjectName("versionsShareNow")
        self._share_now.clicked.connect(self._on_share)
        row = QHBoxLayout(flag)
        row.setContentsMargins(12, 2, 12, 2)
        row.setSpacing(8)
        row.addWidget(symbol)
        row.addWidget(Sentence(self.tr("The newest version is not shared."), flag), 1)
        row.addWidget(self._share_now)
        flag.hide()
        return flag

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.read)
        return timer


def _same(one: File, other: File) -> bool:
    return (one.site_id, one.entry.id) == (other.site_id, other.entry.id)


def _dropped_file(data: QMimeData) -> Path | None:
    """The single file of this computer in what is dragged; None: something else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
