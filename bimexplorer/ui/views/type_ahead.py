"""Going to a row by typing how its name begins, also to one that is not loaded yet.

A name that is not among the loaded rows is looked for in the pages that follow, one after the other, and that
is said: nobody is to believe that what was not found is not there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel

from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.words import plural

_PAUSE_MS = 1000
"""After this much time without a key a new name begins."""
_READ_MS = 4000
"""So long it can be read that nothing was found."""
_MARGIN = 10


class TypeAhead(QObject):
    """Signals:
    found(int row): go there.
    """

    found = Signal(int)

    def __init__(self, model: ContentsModel | SearchModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._contents = model
        self._view = view
        self._text = ""
        self._next: int | None = None
        """While it looks for the text in what is still to come: the first row it has not seen."""
        self._bubble = QLabel(view)
        self._bubble.setObjectName("typeAhead")
        self._bubble.setTextFormat(Qt.TextFormat.PlainText)
        self._bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._bubble.hide()
        self._pause = self._timer(_PAUSE_MS)
        self._read = self._timer(_READ_MS)
        self._pause.timeout.connect(self._on_pause)
        self._read.timeout.connect(self.stop)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        model.branch_loaded.connect(self._on_loaded)
        model.modelReset.connect(self.stop)
        model.sort_changed.connect(self._on_rows_moved)
        model.merged.connect(self._on_rows_moved)

    @property
    def active(self) -> bool:
        """Whether the next key belongs to a name, and Escape is to end that."""
        return self._pause.isActive() or self._next is not None

    def _takes(self, event: QEvent) -> bool:
        """Space and Escape belong to a name that is being typed, and not to the window's commands."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Escape)
        if not self.active or not isinstance(event, QKeyEvent) or event.key() not in keys:
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.stop() if event.key() == Qt.Key.Key_Escape else self.type(" ")
        event.accept()
        return True

    def type(self, text: str) -> None:
        """Another key: what was typed shortly before goes on."""
        first = not self._pause.isActive()
        if first:
            self._next = None
            self._text = ""
        if first and not text.strip():
            return
        self._text += text
        self._pause.start()
        self._read.stop()
        if self._next is None:
            self._look(beyond_current=first)
        else:  # what does not begin like the shorter text does not begin like this one
            self._tell_progress()

    def stop(self) -> None:
        """Forget what was typed and look no further."""
        self._next = None
        self._text = ""
        self._pause.stop()
        self._read.stop()
        self._bubble.hide()

    def _look(self, *, beyond_current: bool) -> None:
        """Among the loaded rows, from the current one on and around; then in those that follow."""
        contents, text = self._contents, self._text
        row = self._row_from(text, self._view.currentIndex().row() + beyond_current)
        if row is None and len(set(text.casefold())) == 1:  # the same key again: the next one that fits it
            row = self._row_from(text[0], self._view.currentIndex().row() + 1)
        if row is not None:
            self._say(text)
            self.found.emit(row)
            return
        self._next = contents.entries_shown()
        self._tell_progress(aloud=True)
        self._go_on()

    def _row_from(self, text: str, row: int) -> int | None:
        row = max(0, row)
        found = self._contents.row_starting(text, row)
        return self._contents.row_starting(text, 0, row) if found is None else found

    def _go_on(self) -> None:
        """Look at the rows that have come, and ask for more."""
        contents, text = self._contents, self._text
        if self._next is None:
            return
        row = contents.row_starting(text, self._next)
        state = contents.state()
        if row is not None:
            self._next = None
            self._say(text)
            self._pause.start()
            self.found.emit(row)
        elif isinstance(contents, ContentsModel) and contents.narrowed:
            self._end(self.tr("None of the names shown begins with “{text}”.").format(text=text))
        elif state is State.DONE:
            words = (
                self.tr("No name of what was found begins with “{text}”.")
                if isinstance(contents, SearchModel)
                else self.tr("No name in this folder begins with “{text}”.")
            )
            self._end(words.format(text=text))
        elif state is State.ERROR:
            self._end(
                plural(
                    "The {n} loaded name does not begin with “{text}”; more could not be loaded.",
                    "None of the {n} loaded names begins with “{text}”; more could not be loaded.",
                    contents.entries_loaded(),
                    text=text,
                )
            )
        else:
            self._next = contents.entries_shown()
            self._tell_progress()
            contents.fetchMore(QModelIndex())

    def _end(self, sentence: str) -> None:
        self._next = None
        self._say(sentence, aloud=True)
        self._read.start()

    def _on_loaded(self, _: object) -> None:
        self._go_on()

    def _on_rows_moved(self) -> None:
        """What has not been seen yet may stand anywhere now."""
        if self._next is not None:
            self._next = 0

    def _on_pause(self) -> None:
        if self._next is None and not self._read.isActive():
            self.stop()

    # ---------------------------------------------------------------- what is said

    def _tell_progress(self, *, aloud: bool = False) -> None:
        self._say(
            plural(
                "Looking for “{text}”: {n} entry so far. Esc stops.",
                "Looking for “{text}”: {n} entries so far. Esc stops.",
                self._contents.entries_loaded(),
                text=self._text,
            ),
            aloud=aloud,
        )

    def _say(self, text: str, *, aloud: bool = False) -> None:
        self._bubble.setText(text)
        self._bubble.show()
        self._place()
        if aloud:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def _place(self) -> None:
        room = self._view.viewport().geometry().adjusted(_MARGIN, 0, -_MARGIN, -_MARGIN)
        self._bubble.setWordWrap(False)
        size = self._bubble.sizeHint()
        if size.width() > room.width():
            self._bubble.setWordWrap(True)
            size = QSize(room.width(), self._bubble.heightForWidth(room.width()))
        self._bubble.setGeometry(
            room.right() - size.width() + 1, room.bottom() - size.height() + 1, size.width(), size.height()
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view:
            return self._takes(event) or super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize and self._bubble.isVisible():
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.stop()  # somebody has gone on to something else
        return super().eventFilter(watched, event)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        return timer
