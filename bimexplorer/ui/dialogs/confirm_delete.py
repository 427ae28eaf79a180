"""The question before something is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.counting import Count
from bimexplorer.errors import ProgramError
from bimexplorer.model import Entry, Tally
from bimexplorer.ui.look.formats import counted, size_text
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import plural

_WIDTH = 440
_NAMED = 5
"""So many names are listed; of more the rest is counted."""
_LOOK_MS = 200
"""Between two looks at how far the counting is."""


class ConfirmDeleteDialog(QDialog):
    """Open it with `open()`; it is accepted only by the button that names what is deleted.

    Folders need a second step before it can be pressed. How much would be gone is counted meanwhile.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        site_name: str,
        cloud: Cloud,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._folders = sum(entry.is_folder for entry in entries)
        self.setObjectName("confirmDeleteDialog")
        self.setWindowTitle(self.tr("Delete"))
        self.setMinimumWidth(_WIDTH)
        what = counted(entries)

        symbol = IconLabel(36, self)
        symbol.set_icon(icon("delete-alert-outline", Tint.DANGER), self.tr("Warning"))
        question = Sentence(self._question(entries, what, site_name), self)
        question.setObjectName("deleteQuestion")
        font = question.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        font.setBold(True)
        question.setFont(font)
        names = Sentence(self._names(entries), self, muted=True)
        names.setObjectName("deleteNames")
        names.setVisible(len(entries) > 1)
        self._amount = Sentence(parent=self)
        self._amount.setObjectName("deleteAmount")
        self._consequence = Sentence(self._consequence_text(), self)
        self._consequence.setObjectName("deleteConsequence")
        self._everything = QCheckBox(self._everything_text(), self)
        self._everything.setObjectName("deleteEverything")
        self._everything.setVisible(self._folders > 0)
        self._everything.toggled.connect(self._allow)

        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        delete = self._delete = QPushButton(self._verb(entries, what), self)
        delete.setObjectName("deleteButton")
        delete.setAutoDefault(False)  # Return never deletes
        self._allow()
        buttons.addButton(delete, QDialogButtonBox.ButtonRole.DestructiveRole)
        delete.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setObjectName("deleteCancel")
        cancel.setDefault(True)
        cancel.setFocus()

        words = QVBoxLayout()
        words.setSpacing(10)
        for widget in (question, names, self._amount, self._consequence, self._everything):
            words.addWidget(widget)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 20, 20, 16)
        outer.setSpacing(18)
        outer.addLayout(row, 1)
        outer.addWidget(buttons)
        self._begin_counting(cloud, tasks)

    def _allow(self) -> None:
        """What is in folders cannot be seen here: that it goes too is agreed to by itself."""
        allowed = not self._folders or self._everything.isChecked()
        self._delete.setEnabled(allowed)
        reason = "" if allowed else self.tr("First tick “{step}”.").format(step=self._everything.text())
        self._delete.setToolTip(reason)
        self._delete.setAccessibleDescription(reason)

    # ---------------------------------------------------------------- how much it is

    def _begin_counting(self, cloud: Cloud, tasks: Tasks) -> None:
        count = self._count = Count(cloud, self._entries)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._show_counting)
        if not self._folders:
            self._show_amount(count.tally)
            return
        self._show_counting()
        self._timer.start()
        task = tasks.run(count.run, self._show_amount, self._on_uncounted, owner=self)
        self.finished.connect(lambda _: task.cancel())
        self.finished.connect(self._timer.stop)

    def _show_counting(self) -> None:
        self._say(
            self.tr("At least {what}, {size}; still counting…").format(**self._words(self._count.tally))
        )

    def _show_amount(self, tally: Tally) -> None:
        self._timer.stop()
        if tally == Tally(folders=self._folders):
            self._say(
                self.tr("The folder is empty.") if self._folders == 1 else self.tr("The folders are empty.")
            )
        elif len(self._entries) == 1 and not self._folders:
            self._say(size_text(self._entries[0].size))
        else:
            self._say(self.tr("In all {what}, {size}.").format(**self._words(tally)))

    def _on_uncounted(self, error: ProgramError) -> None:
        self._timer.stop()
        known = self.tr("At least {what}, {size}.").format(**self._words(self._count.tally))
        reason = self.tr("It could not be counted to the end: {reason}").format(reason=error.sentence)
        self._say(f"{known}\n{reason}")

    def _words(self, tally: Tally) -> dict[str, str]:
        files = plural("{n} file", "{n} files", tally.files)
        folders = plural("{n} folder", "{n} folders", tally.folders)
        what = self.tr("{files} and {folders}").format(files=files, folders=folders)
        return {"what": what if tally.folders else files, "size": size_text(tally.size)}

    def _say(self, amount: str) -> None:
        self._amount.setText(amount)
        self._amount.setVisible(bool(amount))
        self.setAccessibleDescription(f"{amount} {self._consequence.text()}".strip())

    # ---------------------------------------------------------------- words

    def _question(self, entries: Sequence[Entry], what: str, site_name: str) -> str:
        if len(entries) == 1:
            return self.tr("Delete “{name}” from {site}?").format(name=entries[0].name, site=site_name)
        return self.tr("Delete {what} from {site}?").format(what=what, site=site_name)

    def _names(self, entries: Sequence[Entry]) -> str:
        names = [entry.name for entry in entries[:_NAMED]]
        more = len(entries) - _NAMED
        if more > 0:
            names.append(plural("… and {n} more", "… and {n} more", more))
        return "\n".join(names)

    def _everything_text(self) -> str:
        if self._folders == 1:
            return self.tr("Delete everything in the folder")
        return self.tr("Delete everything in the folders")

    def _consequence_text(self) -> str:
        if self._folders == 0:
            return self.tr("This cannot be undone.")
        if self._folders == 1:
            return self.tr("Everything in the folder is deleted too. This cannot be undone.")
        return self.tr("Everything in the folders is deleted too. This cannot be undone.")

    def _verb(self, entries: Sequence[Entry], what: str) -> str:
        if len(entries) > 1:
            return self.tr("Delete {what}").format(what=what)
        return self.tr("Delete folder") if entries[0].is_folder else self.tr("Delete file")
