"""The log: read, searched, copied, and saved with what else helps somebody who helps from afar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import LocalError, ProgramError
from bimexplorer.paths import Profile
from bimexplorer.support import log_files, write_bundle
from bimexplorer.ui.look.filter_field import dress_as_filter
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Tasks
from bimexplorer.words import say

_INTERVAL = 2000
"""Milliseconds between two looks at the log while it is shown."""
_LATEST = 512 * 1024
"""Bytes that are shown; the support file holds all of it."""
_TROUBLE = (" WARNING ", " ERROR ", " CRITICAL ")


class LogViewer(QDialog):
    """Open it with `present()`; the window stays usable beside it.

    Signals:
        saved(object path): a support file was written there.
    """

    saved = Signal(object)

    def __init__(
        self,
        profile: Profile,
        facts: Callable[[], dict[str, str]],
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`facts`: texts of the window for the support file, by name; asked on the GUI thread."""
        super().__init__(parent)
        self.setObjectName("logViewer")
        self.setWindowTitle(self.tr("Log"))
        self.resize(860, 520)
        self._profile = profile
        self._facts = facts
        self._tasks = tasks
        self._text: str | None = None
        """As it was read last."""

        self._field = QLineEdit(self)
        self._field.setObjectName("logSearch")
        self._field.setPlaceholderText(self.tr("Show lines with"))
        self._field.setAccessibleName(self.tr("Show lines with"))
        dress_as_filter(self._field)
        self._trouble = QCheckBox(self.tr("&Warnings and errors only"), self)
        self._trouble.setObjectName("logTrouble")
        self._messages = MessageBar(self)
        self._lines = QPlainTextEdit(self)
        self._lines.setObjectName("logLines")
        self._lines.setAccessibleName(self.tr("Log"))
        self._lines.setReadOnly(True)
        self._lines.setUndoRedoEnabled(False)
        self._lines.setTabChangesFocus(True)
        self._lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._lay_out()

        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._read)
        self._field.textChanged.connect(self._show_lines)
        self._trouble.toggled.connect(self._show_lines)

    def present(self) -> None:
        """Bring it to the front with what is newest."""
        self._read()
        self._timer.start()
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()

    def done(self, result: int) -> None:
        self._timer.stop()
        super().done(result)

    def save(self) -> None:
        """Ask where to, and write the support file."""
        dialog = QFileDialog(self, self.tr("Save support file"), QDir.homePath())
        dialog.setObjectName("supportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Zip archive (*.zip)")])
        dialog.setDefaultSuffix("zip")
        dialog.selectFile("bim-explorer-support.zip")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, target: Path) -> None:
        """Write the support file; what happens is told above the lines."""
        facts = self._facts()

        def written(_: None) -> None:
            self._messages.show_message(
                self.tr("The support file “{name}” is written. Look into it before you send it.").format(
                    name=target.name
                )
            )
            self.saved.emit(target)

        self._tasks.run(
            lambda: write_bundle(self._profile, target, facts), written, self._messages.show_error, owner=self
        )

    # ---------------------------------------------------------------- reading

    def _read(self) -> None:
        self._tasks.run(lambda: _latest(self._profile), self._on_read, self._on_failed, owner=self)

    def _on_read(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._show_lines()

    def _on_failed(self, error: ProgramError) -> None:
        self._timer.stop()
        self._messages.show_error(error, self.present)

    def _show_lines(self) -> None:
        wanted = self._field.text().casefold()
        lines = [
            line
            for line in (self._text or "").splitlines()
            if wanted in line.casefold()
            and (not self._trouble.isChecked() or any(kind in line for kind in _TROUBLE))
        ]
        bar = self._lines.verticalScrollBar()
        follows, at = bar.value() == bar.maximum(), bar.value()
        self._lines.setPlainText("\n".join(lines) if lines else self.tr("No line to show."))
        bar.setValue(bar.maximum() if follows else at)

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._field, 1)
        top.addWidget(self._trouble)
        bottom = QHBoxLayout()
        says = self.tr("Passwords and sign-ins are never written into the log or the support file.")
        bottom.addWidget(Sentence(says, self, muted=True), 1)
        for name, text, act in (
            ("logCopy", self.tr("&Copy"), self._copy),
            ("logSave", self.tr("&Save support file…"), self.save),
            ("logClose", self.tr("Close"), self.reject),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda *_, act=act: act())
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._messages)
        column.addLayout(top)
        column.addWidget(self._lines, 1)
        column.addLayout(bottom)

    def _copy(self) -> None:
        """What is selected, or all lines that are shown."""
        chosen = self._lines.textCursor().selectedText().replace("\u2029", "\n")
        QGuiApplication.clipboard().setText(chosen or self._lines.toPlainText())


def _latest(profile: Profile) -> str:
    files = log_files(profile)
    if not files:
        return ""
    try:
        with files[0].open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _LATEST))
            return file.read().decode("utf-8", errors="replace")
    except OSError as error:
        raise LocalError(say("The log cannot be read."), str(error)) from error
