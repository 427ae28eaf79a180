"""Files that somebody wanted to drag to another program: on their way, then here, to be taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDrag, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry
from bimexplorer.transfer.cache import Slot
from bimexplorer.ui.look.formats import counted, size_text
from bimexplorer.ui.look.icons import IconLabel, Tint, entry_icon, icon
from bimexplorer.ui.look.sentence import Sentence

_FULL = 1000
_ICON = 18
_LONGEST = 40
"""Characters of a name that the handle shows."""


class DragOutBar(QWidget):
    """A line for each drag that needs a download; hidden without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dragOutBar")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[DragOutLine] = []
        self.hide()

    def begin(self, site_id: str, files: Sequence[Entry]) -> DragOutLine:
        """A new line; those that have nothing more to do make room for it."""
        for known in [line for line in self._lines if not line.waiting]:
            self.end(known)
        line = DragOutLine(site_id, files, self)
        self._lines.append(line)
        self._column.addWidget(line)
        self.show()
        line.show()
        return line

    def end(self, line: DragOutLine) -> None:
        if line in self._lines:
            self._lines.remove(line)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.setVisible(bool(self._lines))

    def lines(self) -> tuple[DragOutLine, ...]:
        return tuple(self._lines)

    def line_of(self, site_id: str, entry: Entry) -> DragOutLine | None:
        """The line in which a file is waited for."""
        return next((line for line in self._lines if line.site_id == site_id and entry in line.waiting), None)

    def has(self, site_id: str, entry: Entry) -> bool:
        """Whether a file is waited for already."""
        return self.line_of(site_id, entry) is not None


class DragOutLine(QFrame):
    """Signals:
    agreed(): so much is to be downloaded.
    given_up(): nobody waits for it any more.
    dragged(object drag): the handle is pulled; whoever listens carries the drag out.
    copied(): what has arrived is to go to the clipboard.
    """

    agreed = Signal()
    given_up = Signal()
    dragged = Signal(object)
    copied = Signal()

    def __init__(self, site_id: str, files: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dragOutLine")
        self.site_id = site_id
        self.waiting = list(files)
        self.arrived: dict[Entry, Slot] = {}
        self.partly = False
        """Other files of the same drag were handed over."""
        self._size = sum(entry.size or 0 for entry in files)
        self._here = 0
        """Bytes of the files that have arrived."""
        self._missed: list[Entry] = []
        self._error: ProgramError | None = None

        self._symbol = IconLabel(_ICON, self)
        self._handle = _Handle(self)
        self._handle.pulled.connect(self.dragged)
        self._text = Sentence(parent=self)
        self._text.setObjectName("dragOutText")
        self._progress = QProgressBar(self)
        self._progress.setObjectName("dragOutProgress")
        self._progress.setTextVisible(False)
        self._progress.setMinimumWidth(60)
        self._progress.setMaximumWidth(200)
        self._progress.setRange(0, _FULL)
        self._agree = QPushButton(self.tr("Download"), self)
        self._agree.setObjectName("dragOutAgree")
        self._agree.clicked.connect(self.agreed)
        self._copy = QPushButton(self.tr("Copy"), self)
        self._copy.setObjectName("dragOutCopy")
        self._copy.setToolTip(self.tr("Copy to the clipboard, to paste it in your file manager"))
        self._copy.clicked.connect(self.copied)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setObjectName("dragOutCancel")
        self._cancel.clicked.connect(self.given_up)
        self._close = QToolButton(self)
        self._close.setObjectName("dragOutClose")
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.clicked.connect(self.given_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._symbol)
        row.addWidget(self._handle)
        row.addWidget(self._text, 1)
        row.addWidget(self._progress, 1)
        for button in (self._agree, self._copy, self._cancel, self._close):
            row.addWidget(button)
        self._show_only()

    # ---------------------------------------------------------------- what the line says

    def ask(self, size: int | None = None) -> None:
        """Ask whether so many bytes are worth the wait."""
        words = (
            self.tr("“{file}” has {size}. To drag it to another program, it has to be downloaded first.")
            if len(self.waiting) == 1
            else self.tr("{what}, {size}: to drag them to another program, download them first.")
        )
        self._say(words, self.waiting, size=size or self._size)
        self._symbol.set_icon(icon("download-outline", Tint.ACCENT), "")
        self._show_only(self._symbol, self._agree, self._close)

    def show_fetching(self) -> None:
        """Tell that it comes."""
        if len(self.waiting) == 1:
            words = (
                self.tr("The rest was handed over. “{file}” is being downloaded, drag it when it is here.")
                if self.partly
                else self.tr("“{file}” is being downloaded. Drag it again when it is here.")
            )
        else:
            words = (
                self.tr(
                    "The rest was handed over. {what} are being downloaded, drag them when they are here."
                )
                if self.partly
                else self.tr("{what} are being downloaded. Drag them again when they are here.")
            )
        self._say(words, self.waiting)
        self._symbol.set_icon(icon("download-outline", Tint.ACCENT), "")
        self._progress.setAccessibleName(self._text.text())
        self._show_only(self._symbol, self._progress, self._cancel)

    def show_progress(self, done: int) -> None:
        """`done`: bytes that have come of the files that are waited for."""
        if self._size:
            self._progress.setValue(min(_FULL, (self._here + done) * _FULL // self._size))

    def arrive(self, entry: Entry, slot: Slot) -> None:
        self.waiting.remove(entry)
        self.arrived[entry] = slot
        self._here += entry.size or 0
        self._go_on()

    def miss(self, entry: Entry, error: ProgramError | None) -> None:
        """A file does not come; without an error the transfers tell why."""
        self.waiting.remove(entry)
        self._missed.append(entry)
        self._error = error or self._error
        self._go_on()

    def _go_on(self) -> None:
        if self.waiting:
            return
        if self.arrived:
            self._show_here()
            return
        if self._error is not None:
            self._tell(self._error.sentence)
        elif len(self._missed) == 1:
            self._say(self.tr("“{file}” was not downloaded. The transfers tell why."), self._missed)
        else:
            self._say(self.tr("{what} were not downloaded. The transfers tell why."), self._missed)
        self._symbol.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Error"))
        self._show_only(self._symbol, self._close)

    def _show_here(self) -> None:
        entries = list(self.arrived)
        one = len(entries) == 1
        if self._missed:
            words = self.tr("{what} out of {all} here: drag them now. The transfers tell about the others.")
        else:
            words = (
                self.tr("“{file}” is here: drag it now.")
                if one
                else self.tr("{what} are here: drag them now.")
            )
        self._say(words, entries, every=[*entries, *self._missed])
        if not self._missed:
            # The handle beside it has the name already.
            self._text.setText(
                self.tr("It is here: drag it now.") if one else self.tr("They are here: drag them now.")
            )
        self._handle.show_entries(entries)
        self._show_only(self._handle, self._copy, self._close)

    def _say(
        self, words: str, entries: Sequence[Entry], *, size: int = 0, every: Sequence[Entry] = ()
    ) -> None:
        text = words.format(
            file=entries[0].name, what=counted(entries), size=size_text(size), all=counted(every)
        )
        self._tell(text)

    def _tell(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        announcement = QAccessibleAnnouncementEvent(self, text)
        announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(announcement)

    def _show_only(self, *shown: QWidget) -> None:
        for widget in (
            self._symbol,
            self._handle,
            self._progress,
            self._agree,
            self._copy,
            self._cancel,
            self._close,
        ):
            widget.setVisible(widget in shown)


class _Handle(QPushButton):
    """Looks like what it stands for, and can be pulled out of the window.

    Signals:
        pulled(object drag): without anything to carry yet.
    """

    pulled = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dragOutHandle")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # with the keyboard there is Copy
        self.setStyleSheet("QPushButton { border: 1px dashed palette(link); font-weight: 600; }")
        self.setToolTip(self.tr("Drag this to the desktop or into another program"))
        self._pressed_at: QPoint | None = None

    def show_entries(self, entries: Sequence[Entry]) -> None:
        name = entries[0].name if len(entries) == 1 else counted(entries)
        half = _LONGEST // 2
        shown = name if len(name) <= _LONGEST else f"{name[:half]}…{name[-half:]}"
        self.setText(shown.replace("&", "&&"))
        self.setIcon(entry_icon(entries[0]))
        self.setAccessibleName(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if moved >= QApplication.startDragDistance():
            # The other program fetches its data when the line may be gone already.
            drag = QDrag(self.window())
            drag.setPixmap(self.grab())
            drag.setHotSpot(self._pressed_at)
            self._pressed_at = None
            self.setDown(False)
            self.pulled.emit(drag)
