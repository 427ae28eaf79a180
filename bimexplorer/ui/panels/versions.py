"""The contents that the selected file has had, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from bimexplorer.errors import AuthExpired, NotFound, ProgramError, Unsupported, Verdict, classify
from bimexplorer.model import Capability, Kind, Version
from bimexplorer.transfer.journal.rows import Upload
from bimexplorer.ui.commands.version_commands import File, VersionCommands
from bimexplorer.ui.dialogs.delete_version import ask_before_deleting
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.versions import VersionsModel
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.only_content import OnlyContent
from bimexplorer.ui.panels.selected_entry import Lists, SelectedEntry
from bimexplorer.ui.panels.version_actions import VersionActions
from bimexplorer.ui.panels.versions_table import VersionsTable
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.versions.kind import Sides
from bimexplorer.ui.views.empty_state import EmptyState

_SHORTEST_NAME = 8
"""Characters of the file's name that have to be seen for it to be shown at all."""
_REST_MS = 250
"""How long the selection rests before its versions are asked for."""
AGAIN_MS = 15_000
"""Between two readings of what is shown."""
SELDOM_MS = 60_000
"""The same while nobody works in the program, or the server does not answer."""


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
        self._failure: type[ProgramError] | None = None
        """Why the last reading gave nothing, which is told above."""

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
        self._view = VersionsTable(self._model, self)
        self._only = OnlyContent(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._only)
        self._empty = EmptyState(self._view.viewport())
        self._actions = VersionActions(
            {
                "Open": self._on_open,
                "Download": self._on_download,
                "SaveAs": self._on_save_as,
                "Compare": self._on_compare,
                "Restore": self._on_restore,
                "Delete": self._on_delete,
                "Upload": self._on_upload,
                "Share": self._on_share,
            },
            self,
        )
        self._lay_out()

        self._rest = self._timer(_REST_MS)
        self._again = self._timer(AGAIN_MS)
        self.selected.changed.connect(self.follow)
        self._view.resized.connect(self._place_empty)
        self._view.open_asked.connect(self._actions.open.trigger)
        self._view.delete_asked.connect(self._actions.delete.trigger)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._update())
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
            self._failure = None
            self._messages.clear()
            self._model.start(())
        if self._file is None:
            self._show_nothing()
            return
        reason = self._file.cloud.missing(self._file.entry).get(Capability.VERSIONS, "")
        if reason:
            self._show_only(self._file, reason)
        else:
            self._pages.setCurrentWidget(self._view)
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
            lambda: file.cloud.versions(file.entry), self._on_read, self._on_failed, owner=self
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The name gives way to the buttons: the list of files tells it, too.
        left = event.size().width() - self._bar.sizeHint().width()
        self._name.setVisible(left > self.fontMetrics().horizontalAdvance("M") * _SHORTEST_NAME)

    def _drop(self) -> None:
        self._rest.stop()
        self._again.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_read(self, versions: Sequence[Version]) -> None:
        self._task = None
        if self._failure is not None:
            self._failure = None
            self._messages.clear()
        if self._loaded:
            self._model.take(versions)
        else:
            self._model.start(versions)
            self._loaded = True
        self._again.start(AGAIN_MS if self.isActiveWindow() else SELDOM_MS)
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        if isinstance(error, AuthExpired) and self._file is not None:
            self.expired.emit(self._file.site_id)
        if isinstance(error, NotFound):
            self._model.start(())
            self._loaded = False
        if classify(error) is Verdict.RETRY:
            self._again.start(SELDOM_MS)
        if self._failure is not type(error):
            # What stays the same is told once.
            self._failure = type(error)
            self._messages.show_error(error, None if isinstance(error, Unsupported) else self.read)
        self._update()

    # ---------------------------------------------------------------- what is shown

    def versions(self) -> tuple[Version, ...]:
        """All that are known, the newest first."""
        return self._model.all()

    def chosen(self) -> list[Version]:
        """The selected ones, the newest first."""
        return self._view.chosen()

    def choose(self, *numbers: int) -> None:
        """Select the versions with these numbers."""
        self._view.choose(set(numbers))

    def _update(self) -> None:
        file, versions = self._file, self._model.all()
        self._name.setText(file.entry.name if file is not None else "")
        self._unshared.setVisible(bool(versions) and versions[0].shared is False)
        self._actions.update(file, self.chosen(), versions)
        share = self._actions.share
        self._share_now.setEnabled(share.isEnabled())
        self._share_now.setToolTip("" if share.isEnabled() else share.toolTip())
        self._show_empty(file, versions)

    def _show_empty(self, file: File | None, versions: Sequence[Version]) -> None:
        if file is not None and not versions:
            waiting = self._task is not None or self._rest.isActive()
            if waiting:
                text = self.tr("Loading the versions…")
            elif self._failure is not None:
                text = self.tr("The versions are not known")
            else:
                text = self.tr("No versions")
            self._empty.say(icon("history", Tint.MUTED), text, "")
        self._place_empty()
        self._empty.setVisible(file is None or not versions)

    def _show_nothing(self) -> None:
        if self.selected.count > 1:
            title = self.tr("Choose one file")
        else:
            title = self.tr("Choose a file to see its versions")
        self._empty.say(icon("history", Tint.MUTED), title, "")
        self._pages.setCurrentWidget(self._view)
        self._update()

    def _show_only(self, file: File, reason: str) -> None:
        """The cloud keeps no older contents: what is known of the one there is."""
        self._only.show_file(file.entry, reason)
        self._pages.setCurrentWidget(self._only)
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if file.entry.kind is not Kind.FILE:
            return

        def known(upload: Upload | None) -> None:
            self._task = None
            self._only.show_upload(upload)

        def unknown(error: ProgramError) -> None:
            self._task = None
            self._messages.show_error(error)

        self._task = self._tasks.run(lambda: self._commands.known_upload(file), known, unknown, owner=self)

    def _place_empty(self) -> None:
        self._empty.setGeometry(self._view.viewport().rect())

    # ---------------------------------------------------------------- what can be done

    def _on_open(self) -> None:
        if self._file is not None and len(self.chosen()) == 1:
            self._commands.open(self._file, self.chosen()[0])

    def _on_download(self) -> None:
        if self._file is not None and self.chosen():
            self._commands.download(self._file, self.chosen(), self.versions()[0].number)

    def _on_save_as(self) -> None:
        if self._file is not None and len(self.chosen()) == 1:
            self._commands.save_as(self._file, self.chosen()[0])

    def _on_compare(self) -> None:
        """The two that are chosen; one with the newest, and the newest with the one before it."""
        file, chosen, versions = self._file, self.chosen(), self.versions()
        if file is None or not 1 <= len(chosen) <= 2 or len(versions) < 2:
            return
        newest = versions[0]
        if len(chosen) == 1:
            chosen = [newest, versions[1] if chosen[0].number == newest.number else chosen[0]]
        new, old = chosen
        self._commands.compare(file, Sides(old, new, newest.number))

    def _on_restore(self) -> None:
        if self._file is not None and len(self.chosen()) == 1:
            self._commands.restore(self._file, self.chosen()[0])

    def _on_upload(self) -> None:
        if self._file is not None:
            self._commands.choose(self._file)

    def _on_share(self) -> None:
        if self._file is not None:
            self._commands.share(self._file)

    def _on_delete(self) -> None:
        file, chosen = self._file, self.chosen()
        if file is None or len(chosen) != 1:
            return
        version = chosen[0]

        def delete() -> None:
            self._commands.delete(file, version, self.read, refused)

        def refused(error: ProgramError) -> None:
            self._failure = None
            self._messages.show_error(error)
            self.read()

        ask_before_deleting(version, self, delete)

    def _on_menu(self, point: QPoint) -> None:
        if self._model.all():
            self._actions.menu().popup(self._view.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._drop_hint.hide()

    def _consider(self, event: QDropEvent) -> None:
        taken = _dropped_file(event.mimeData()) is not None and self._actions.upload.isEnabled()
        self._drop_hint.setVisible(taken)
        if taken:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop_hint.hide()
        source = _dropped_file(event.mimeData())
        if source is not None and self._file is not None and self._actions.upload.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._commands.upload(self._file, source)

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        self._bar = self._actions.tool_bar()
        head.addWidget(self._bar)
        self._drop_hint = Sentence(self.tr("Drop the file to upload it as the newest version."), self)
        self._drop_hint.setObjectName("versionsDropHint")
        self._drop_hint.setContentsMargins(12, 2, 12, 2)
        self._drop_hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._unshared)
        column.addWidget(self._drop_hint)
        column.addWidget(self._messages)
        column.addWidget(self._pages, 1)

    def _make_unshared(self) -> QWidget:
        flag = QWidget(self)
        flag.setObjectName("versionsUnshared")
        symbol = IconLabel(18, flag)
        symbol.set_icon(icon("eye-off-outline", Tint.WARNING), "")
        self._share_now = QPushButton(self.tr("Share"), flag)
        self._share_now.setObjectName("versionsShareNow")
        self._share_now.setAccessibleDescription(self.tr("Lets others see the newest version"))
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
