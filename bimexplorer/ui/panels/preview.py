"""The selected file itself: a picture, the beginning of a text, or what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontDatabase,
    QHideEvent,
    QIcon,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QTextOption,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, LocalError, ProgramError
from bimexplorer.model import Capability, Entry
from bimexplorer.transfer.cache import Coming, FileCache
from bimexplorer.ui.look.formats import date_text, size_text, type_name
from bimexplorer.ui.look.icons import IconLabel, Tint, entry_icon, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.preview.kinds import Shown, shown_as
from bimexplorer.ui.preview.picture import Picture, read_picture
from bimexplorer.ui.preview.picture_view import PictureView
from bimexplorer.ui.preview.text import Text, read_text
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.words import plural

BY_ITSELF = 20_000_000
"""Bytes up to which a file is fetched without being asked for."""
REST_MS = 300
"""How long the selection rests before anything is fetched."""
_PROGRESS_MS = 100
_FULL = 1000
_SYMBOL = 96
_Content = Picture | Text | LocalError | None
"""An error here is one of the content: to try again would not help."""


class PreviewPanel(QWidget):
    """Follows the selection for as long as it can be seen. What no longer is selected is no longer fetched.

    Signals:
        open_asked(object entry)
        expired(str site_id): the server takes the sign-in no longer.
        left(): Escape was pressed.
    """

    open_asked = Signal(object)
    expired = Signal(str)
    left = Signal()

    def __init__(
        self,
        lists: Sequence[tuple[FolderView | SearchTable, ContentsModel | SearchModel]],
        cache: FileCache,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`lists`: what can be turned to, each with its model; the first is followed at the beginning."""
        super().__init__(parent)
        self.setObjectName("previewPanel")
        self.setAccessibleName(self.tr("Preview"))
        self._lists = lists
        self._view, self._contents = lists[0]
        self._cache = cache
        self._tasks = tasks
        self._entry: Entry | None = None
        self._count = 0
        """Selected entries; the one is shown only if it is the only one."""
        self._site_id = ""
        self._cloud: Cloud | None = None
        self._task: Task | None = None
        self._coming: Coming | None = None

        self._symbol = IconLabel(_SYMBOL, self)
        self._picture = PictureView(self)
        self._text = QPlainTextEdit(self)
        self._pages = QStackedWidget(self)
        self._name = Sentence(parent=self)
        self._facts = Sentence(parent=self, muted=True)
        self._note = Sentence(parent=self, muted=True)
        self._progress = QProgressBar(self)
        self._error = QWidget(self)
        self._error_text = Sentence(parent=self._error)
        self._open = QPushButton(self.tr("Open"), self)
        self._fetch_anyway = QPushButton(self)
        self._retry = QPushButton(self.tr("Try again"), self)
        self._lay_out()

        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._fetch)
        self._watch = QTimer(self)
        self._watch.setInterval(_PROGRESS_MS)
        self._watch.timeout.connect(self._show_progress)
        self._open.clicked.connect(self._on_open)
        self._fetch_anyway.clicked.connect(self._fetch)
        self._retry.clicked.connect(self._fetch)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        for rows, model in lists:
            for happened in (
                rows.selection_changed,
                model.modelReset,
                model.dataChanged,
                model.branch_loaded,
            ):
                happened.connect(self.follow)

    def _lay_out(self) -> None:
        self._text.setObjectName("previewText")
        self._text.setReadOnly(True)
        self._text.document().setDocumentMargin(8)
        self._text.setUndoRedoEnabled(False)
        self._text.setTabChangesFocus(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._name.setObjectName("previewName")
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._facts.setObjectName("previewFacts")
        self._note.setObjectName("previewNote")
        for sentence in (self._name, self._facts, self._note, self._error_text):
            sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress.setObjectName("previewProgress")
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Loading the preview"))
        self._error.setObjectName("previewError")
        self._error_text.setObjectName("previewErrorText")
        symbol = IconLabel(18, self._error)
        symbol.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Error"))
        self._open.setObjectName("previewOpen")
        self._fetch_anyway.setObjectName("previewFetch")
        self._retry.setObjectName("previewRetry")

        middle = QWidget(self)
        grid = QGridLayout(middle)
        grid.addWidget(self._symbol, 0, 0, Qt.AlignmentFlag.AlignCenter)
        for page in (middle, self._picture, self._text):
            self._pages.addWidget(page)
        wrong = QHBoxLayout(self._error)
        wrong.setContentsMargins(0, 0, 0, 0)
        wrong.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self._error_text, 1)
        buttons = QHBoxLayout()
        for button in (self._open, self._fetch_anyway, self._retry):
            buttons.addWidget(button)
        buttons.addStretch()
        below = QVBoxLayout()
        below.setContentsMargins(12, 10, 12, 12)
        below.setSpacing(6)
        for widget in (self._name, self._facts, self._note, self._progress, self._error):
            below.addWidget(widget)
        below.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addLayout(below)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 26)

    def sizeHint(self) -> QSize:
        return QSize(320, 400)

    # ---------------------------------------------------------------- following the selection

    def turn_to(self, rows: FolderView | SearchTable) -> None:
        """Follow the selection of this list from now on."""
        self._view, self._contents = next(known for known in self._lists if known[0] is rows)
        self.follow()

    def follow(self, *_: object) -> None:
        """Another entry may be selected, or the same in another state."""
        if not self.isVisible():
            return
        count = self._view.selected_count()
        entry = self._view.selected(1)[0] if count == 1 else None
        known = (self._entry, self._count, self._site_id, self._cloud)
        if (entry, count, self._contents.site_id, self._contents.cloud) == known:
            return
        self._drop()
        self._entry, self._count = entry, count
        self._site_id, self._cloud = self._contents.site_id, self._contents.cloud
        self._show_facts()
        if entry is not None:
            self._begin(entry)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()
        if self._count == 0:
            self._show_facts()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop()
        self._entry, self._count = None, 0

    def _drop(self) -> None:
        """Forget what is on its way; an answer that is late is not shown."""
        self._rest.stop()
        self._watch.stop()
        if self._task is not None:
            self._task.cancel()
        self._task = self._coming = None

    def _begin(self, entry: Entry) -> None:
        kind = shown_as(entry.name)
        if entry.is_folder or kind is None or self._cloud is None:
            return
        if reason := self._cloud.missing(entry).get(Capability.DOWNLOAD, ""):
            self._say(reason)
        elif (entry.size or 0) > BY_ITSELF:
            self._fetch_anyway.setText(self.tr("Show preview"))
            self._fetch_anyway.show()
            size = size_text(entry.size)
            self._say(self.tr("To show it, {size} have to be downloaded.").format(size=size))
        else:
            self._rest.start()

    # ---------------------------------------------------------------- fetching

    def _fetch(self) -> None:
        entry, cloud, site_id = self._entry, self._cloud, self._site_id
        if entry is None or cloud is None:
            return
        self._drop()
        self._error.hide()
        self._retry.hide()
        self._fetch_anyway.hide()
        self._say("")
        coming = self._coming = Coming()
        kind = shown_as(entry.name)

        def work() -> _Content:
            path = self._cache.bring(cloud, site_id, entry, coming)
            return _read(path, kind)

        self._task = self._tasks.run(work, self._on_read, self._on_failed, owner=self)
        self._progress.setRange(0, _FULL if entry.size else 0)
        self._progress.setValue(0)
        self._watch.start()

    def _show_progress(self) -> None:
        if self._coming is None or self._entry is None:
            return
        # Not before it has taken a moment: most are there at once.
        self._progress.show()
        if self._entry.size:
            self._progress.setValue(min(_FULL, self._coming.moved * _FULL // self._entry.size))

    def _on_read(self, content: _Content) -> None:
        self._drop()
        self._progress.hide()
        entry = self._entry
        assert entry is not None
        if isinstance(content, Picture):
            size = self.tr("{width} × {height} pixels").format(  # noqa: RUF001
                width=QLocale().toString(content.size.width()),
                height=QLocale().toString(content.size.height()),
            )
            facts = _facts(entry)
            self._tell_facts(facts if content.scalable else [*facts, size])
            self._picture.show_picture(
                content, self.tr("Picture “{file}”, {size}").format(file=entry.name, size=size)
            )
            self._pages.setCurrentWidget(self._picture)
        elif isinstance(content, Text):
            self._text.setPlainText(content.text)
            self._text.setAccessibleName(self.tr("Text of “{file}”").format(file=entry.name))
            self._pages.setCurrentWidget(self._text)
            self._say(self._missing_from(content))
        elif isinstance(content, LocalError):
            self._show_error(content)
        else:
            self._say(self.tr("This is no text, though its name says so."))

    def _missing_from(self, text: Text) -> str:
        if text.header:
            return self.tr("Only the header is shown.")
        if not text.text:
            return self.tr("This file is empty.")
        cut = self.tr("Only the beginning is shown.") if text.cut else ""
        narrowed = self.tr("Very long lines are cut.") if text.narrowed else ""
        return f"{cut} {narrowed}".strip()

    def _on_failed(self, error: ProgramError) -> None:
        self._drop()
        self._progress.hide()
        if isinstance(error, AuthExpired):
            self.expired.emit(self._site_id)
        self._show_error(error)
        self._retry.show()

    def _show_error(self, error: ProgramError) -> None:
        self._error_text.setText(error.sentence)
        self._error_text.setToolTip(error.technical)
        self._error.setAccessibleName(self.tr("Error: {sentence}").format(sentence=error.sentence))
        self._error.show()

    # ---------------------------------------------------------------- showing

    def _show_facts(self) -> None:
        """What is known without asking anybody; nothing of what was shown before stays."""
        self._pages.setCurrentIndex(0)
        self._picture.show_picture(None, "")
        self._text.clear()
        for widget in (self._progress, self._error, self._retry, self._fetch_anyway):
            widget.hide()
        self._say("")
        entry = self._entry
        self._open.setVisible(entry is not None)
        if entry is not None:
            self._head(entry_icon(entry), entry.name)
            self._tell_facts(_facts(entry))
            self._open.setAccessibleName(self.tr("Open “{file}”").format(file=entry.name))
            return
        self._tell_facts([])
        if self._count:
            shown = icon("file-multiple-outline", Tint.MUTED)
            self._head(shown, plural("{n} entry selected", "{n} entries selected", self._count))
        else:
            self._head(icon("eye-outline", Tint.MUTED), self.tr("Nothing is selected"))
            self._say(self.tr("Select a file to see here what is in it."))

    def _head(self, symbol: QIcon, name: str) -> None:
        self._symbol.set_icon(symbol, "")
        self._name.setText(name)

    def _tell_facts(self, facts: list[str]) -> None:
        self._facts.setText("\n".join(facts))
        self._facts.setVisible(bool(facts))

    def _say(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _on_open(self) -> None:
        if self._entry is not None:
            self.open_asked.emit(self._entry)


def _read(path: Path, kind: Shown | None) -> _Content:
    try:
        return read_picture(path) if kind is Shown.PICTURE else read_text(path)
    except LocalError as error:
        return error


def _facts(entry: Entry) -> list[str]:
    return [fact for fact in (type_name(entry), size_text(entry.size), date_text(entry.modified)) if fact]
