"""The line at the bottom: how many entries, what is selected, what moves, who is signed in."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStatusBar, QWidget

from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.formats import size_text
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.places.open_sites import OpenSite
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.ui.views.whole_list import WholeList
from bimexplorer.words import number, plural

_PATIENCE = 300
"""Milliseconds before it says that a folder is being opened: most come sooner, and nothing flickers."""
_READ_MS = 8000
"""So long a sentence can be read that nobody has asked for."""
_SIZES_SHOWN = 2000
"""Selected entries up to which their sizes are added up."""


class StatusLine(QStatusBar):
    """Shows what it is told; it asks the model and the view for numbers only.

    Signals:
        stop_asked(): no more rows are to be loaded.
    """

    stop_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 10, 0)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(self._on_patience_over)
        self._looking = ""
        self._counted = ""
        """What there is to say of the rows, unless something is being loaded."""
        self._loading = ""
        self._refusal = ""
        self._count = self._label("itemCount", self.tr("Entries in this folder"), stretch=0)
        self._stop = QPushButton(self.tr("Stop"), self)
        self._stop.setObjectName("stopLoading")
        self._stop.setFlat(True)
        self._stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the rows
        self._stop.setToolTip(self.tr("Load no more (Esc)"))
        self._stop.clicked.connect(self.stop_asked)
        self.addWidget(self._stop)
        self._stop.hide()
        self._selection = self._label("selectionCount", self.tr("Selection"), stretch=1)
        self._live = self._label("liveLine", self.tr("What others do"), permanent=True)
        self._transfers = self._label("transfersLine", self.tr("Transfers"), permanent=True)
        self._user = self._label("signedInUser", self.tr("Signed in"), permanent=True)

    def show_folder(self, contents: ContentsModel, view: FolderView) -> None:
        """Numbers of the folder that is open."""
        self._show_count(self._count_words(contents))
        self._selection.setText(self._selection_words(view))

    def show_hits(self, hits: SearchModel, table: SearchTable) -> None:
        """Numbers of what was found until now."""
        self._show_count(self._found_words(hits))
        self._selection.setText(self._selection_words(table))

    def follow(self, *lists: WholeList) -> None:
        """Say when one of them loads what nobody has scrolled to, and let it be stopped."""
        for whole in lists:
            whole.told.connect(lambda whole=whole: self._show_loading(whole.progress))
            whole.ended.connect(lambda sentence: self.showMessage(sentence, _READ_MS))
            self.stop_asked.connect(whole.stop)

    def _show_loading(self, progress: str) -> None:
        self._loading = progress
        if progress:
            self.clearMessage()  # it lies over them
        self._stop.setMinimumWidth(self._stop.sizeHint().width())
        self._stop.setVisible(bool(progress))
        self._show_count(self._counted)

    def _show_count(self, words: str) -> None:
        self._counted = words
        self._count.setText(self._loading or words)

    def show_looking(self, name: str) -> None:
        """A folder of this name is looked for; an empty one: no longer."""
        self._looking = name
        if name:
            self._patience.start()
        else:
            self._patience.stop()
            self.clearMessage()

    def _on_patience_over(self) -> None:
        self.showMessage(self.tr("Opening “{folder}”…").format(folder=self._looking))

    def show_refusal(self, sentence: str) -> None:
        """Why what is dragged is not taken where it is; empty: nothing speaks against it."""
        if sentence != self._refusal:
            self._refusal = sentence
            self.showMessage(sentence) if sentence else self.clearMessage()

    def show_user(self, site: OpenSite | None) -> None:
        """Who is signed in to the site that is shown."""
        account = site.account if site is not None else None
        name = (account.name or account.username) if account is not None else ""
        self._user.setText(self.tr("Signed in as {user}").format(user=name) if name else "")

    def show_live(self, text: str) -> None:
        """What others have done in the open folder, or that it is not known any more."""
        self._live.setText(text)

    def show_transfers(self, summary: str) -> None:
        self._transfers.setText(summary)

    def _count_words(self, contents: ContentsModel) -> str:
        if contents.folder is None:
            return ""
        count = contents.entries_loaded()
        if contents.arranging:
            return plural("{n} entry, being put in order…", "{n} entries, being put in order…", count)
        if contents.state() is not State.DONE:
            return plural("{n} loaded, more below", "{n} loaded, more below", count) if count else ""
        if not contents.in_local_order:
            return plural("{n} entry, in the server's order", "{n} entries, in the server's order", count)
        return plural("{n} entry", "{n} entries", count)

    def _found_words(self, hits: SearchModel) -> str:
        count = hits.entries_loaded()
        state = hits.state()
        if state is State.FETCHING:
            words = self.tr("{number} found so far…") if count else self.tr("Searching…")
        elif state is State.DONE:
            words = self.tr("{number} found") if count else self.tr("Nothing found")
        elif state is State.ERROR:
            words = self.tr("{number} found, then the search failed")
        else:
            words = self.tr("{number} found so far, more below") if count else self.tr("Searching…")
        return words.format(number=number(count))

    def _selection_words(self, view: FolderView | SearchTable) -> str:
        count = view.selected_count()
        if not count:
            return ""
        words = plural("{n} selected", "{n} selected", count)
        if count <= _SIZES_SHOWN:
            sizes = [entry.size for entry in view.selected() if entry.size is not None]
            if sizes:
                words = f"{words} ({size_text(sum(sizes))})"
        return words

    def _label(self, name: str, says: str, *, stretch: int = 0, permanent: bool = False) -> QLabel:
        # Where there is little room, what is at the right gives way to the numbers.
        label = ElidedLabel(parent=self) if permanent else QLabel(self)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        label.setObjectName(name)
        label.setAccessibleDescription(says)
        if permanent:
            label.setProperty("muted", True)
            label.setContentsMargins(12, 0, 0, 0)
            self.addPermanentWidget(label)
        else:
            label.setContentsMargins(0, 0, 12, 0)
            self.addWidget(label, stretch)
        return label
