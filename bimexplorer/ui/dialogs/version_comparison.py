"""Two versions of a file beside each other, in a window of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import AuthExpired, LocalError, ProgramError
from bimexplorer.ui.commands.copy_fetcher import CopyFetcher
from bimexplorer.ui.look.formats import size_text
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import advice_for
from bimexplorer.ui.panels.notice_page import NoticePage
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.versions.bringing import Bringing
from bimexplorer.ui.versions.facts import Contents, FactsPage, read_contents
from bimexplorer.ui.versions.kind import Sides, View
from bimexplorer.ui.versions.kinds import kind_of

_PROGRESS_MS = 100
_FULL = 1000


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a worker has found out."""

    contents: Contents
    view: View | None
    """None: what is in the files cannot be shown here."""
    note: str
    """Why it cannot."""


class VersionComparison(QDialog):
    """Does not block the window; each pair of versions has one of its own.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(
        self, site_id: str, sides: Sides, fetcher: CopyFetcher, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("versionComparison")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._site_id = site_id
        self._sides = sides
        self._tasks = tasks
        self._task: Task | None = None
        self._file = sides.new.entry.name
        self.setWindowTitle(
            self.tr("{older} and {newer} of “{file}”").format(
                older=sides.title(sides.old), newer=sides.title(sides.new), file=self._file
            )
        )
        self._bringing = Bringing(fetcher, site_id, sides.old.entry, sides.new.entry, self)
        self._bringing.arrived.connect(self._on_arrived)
        self._bringing.large.connect(self._on_large)
        self._bringing.failed.connect(self._on_failed)

        self._pages = QStackedWidget(self)
        self._waiting = _Waiting(self)
        self._waiting.cancel.clicked.connect(self.reject)
        self._notice = NoticePage(self)
        self._notice.setObjectName("comparisonNotice")
        self._notice.button.setObjectName("comparisonGoOn")
        self._notice.button.clicked.connect(self._on_go_on)
        self._agreed = False
        self._shown = QWidget(self)
        for page in (self._waiting, self._notice, self._shown):
            self._pages.addWidget(page)
        self._verdict = Sentence(parent=self._shown)
        self._verdict.setObjectName("comparisonVerdict")
        font = self._verdict.font()
        font.setBold(True)
        self._verdict.setFont(font)
        self._verdict_icon = IconLabel(20, self._shown)
        self._tabs = QTabWidget(self._shown)
        self._tabs.setObjectName("comparisonTabs")
        self._tabs.setDocumentMode(True)
        self._tabs.setTabBarAutoHide(True)
        self._lay_out()
        self._watch = QTimer(self)
        self._watch.setInterval(_PROGRESS_MS)
        self._watch.timeout.connect(lambda: self._waiting.reach(*self._bringing.progress()))
        self.resize(1080, 680)

    def begin(self) -> None:
        """Bring both contents, and compare them."""
        self._pages.setCurrentWidget(self._waiting)
        fetching = self.tr("Fetching both versions of “{file}”…").format(file=self._file)
        self._waiting.say(fetching)
        self._watch.start()
        self._bringing.begin(agreed=self._agreed)

    def is_of(self, site_id: str, sides: Sides) -> bool:
        """Whether these two versions are compared here."""
        mine, theirs = self._sides, sides
        return (self._site_id, mine.old.entry.id, mine.new.entry.id) == (
            site_id,
            theirs.old.entry.id,
            theirs.new.entry.id,
        )

    def present(self) -> None:
        """Bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._end()

    def _end(self) -> None:
        self._watch.stop()
        self._bringing.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # ---------------------------------------------------------------- on the way

    def _on_arrived(self, old: Path, new: Path) -> None:
        self._watch.stop()
        comparing = self.tr("Comparing both versions of “{file}”…").format(file=self._file)
        self._waiting.say(comparing)
        name = self._file

        def work() -> _Compared:
            return _compare(name, old, new)

        self._task = self._tasks.run(work, self._on_compared, self._on_failed, owner=self)

    def _on_large(self, size: int) -> None:
        self._watch.stop()
        self._agreed = True
        self._notice.say(
            icon("download", Tint.MUTED),
            self.tr("These versions are large"),
            self.tr("To compare them, {size} have to be downloaded.").format(size=size_text(size)),
            self.tr("Download and compare"),
        )
        self._pages.setCurrentWidget(self._notice)
        self._notice.button.setFocus()

    def _on_failed(self, error: ProgramError | None) -> None:
        self._watch.stop()
        self._task = None
        if isinstance(error, AuthExpired):
            self.expired.emit(self._site_id)
        if error is None:
            text = self.tr("The download was cancelled.")
        else:
            text = " ".join(filter(None, (error.sentence, advice_for(error))))
        self._notice.setToolTip(error.technical if error is not None else "")
        title = self.tr("The versions cannot be compared")
        self._notice.say(icon("alert-circle-outline", Tint.DANGER), title, text, self.tr("Try again"))
        self._pages.setCurrentWidget(self._notice)
        self._notice.button.setFocus()

    def _on_go_on(self) -> None:
        self.begin()

    def _on_compared(self, compared: _Compared) -> None:
        self._task = None
        if compared.contents.identical:
            self._verdict.setText(self.tr("Both contents are identical, byte for byte."))
            self._verdict_icon.set_icon(icon("equal", Tint.SUCCESS), "")
        else:
            self._verdict.setText(self.tr("The contents are different."))
            self._verdict_icon.set_icon(icon("not-equal-variant", Tint.WARNING), "")
        if compared.view is not None:
            content = compared.view(self._sides, self._tabs)
            self._tabs.addTab(content, self.tr("Content"))
        facts = FactsPage(self._sides, compared.contents, compared.note, self._tabs)
        self._tabs.addTab(facts, self.tr("Facts"))
        self._pages.setCurrentWidget(self._shown)
        self._tabs.currentWidget().setFocus()

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self._verdict_icon)
        head.addWidget(self._verdict, 1)
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(0)
        shown.addLayout(head)
        shown.addWidget(self._tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


class _Waiting(QWidget):
    """What is being done, and how far it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = Sentence(parent=self)
        self._sentence.setObjectName("comparisonWaiting")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("comparisonProgress")
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(420)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setObjectName("comparisonCancel")
        self.cancel.setAutoDefault(False)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._bar, 4)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._sentence)
        column.addLayout(middle)
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, sentence: str) -> None:
        """Something begins of which nobody knows how long it takes."""
        self._sentence.setText(sentence)
        self._bar.setAccessibleName(sentence)
        self._bar.setRange(0, 0)

    def reach(self, done: int, total: int) -> None:
        """Bytes."""
        if done and total:
            self._bar.setRange(0, _FULL)
            self._bar.setValue(min(_FULL, done * _FULL // total))


def _compare(name: str, old: Path, new: Path) -> _Compared:
    """On a worker."""
    contents = read_contents(old, new)
    kind = kind_of(name)
    if kind is None:
        return _Compared(contents, None, _only_facts())
    try:
        view = kind.compare(old, new)
    except LocalError as error:
        return _Compared(contents, None, error.sentence)
    return _Compared(contents, view, "" if view is not None else _only_facts())


def _only_facts() -> str:
    return QCoreApplication.translate(
        "comparison", "What is in files of this kind cannot be shown here; what is known of them is compared."
    )
