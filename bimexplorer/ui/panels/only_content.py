"""A file of a cloud that keeps no older contents: what is known of the one that it has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from bimexplorer.model import Entry
from bimexplorer.transfer.journal.rows import Upload
from bimexplorer.ui.look.formats import exact_date_text, exact_size_text
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.value_field import ValueField


class OnlyContent(QScrollArea):
    """Says first that there is nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("onlyContent")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        self._reason = Sentence("", inside)
        self._reason.setObjectName("onlyContentReason")
        self._note = Sentence("", inside, muted=True)
        self._note.setObjectName("onlyContentNote")
        self._rows: dict[str, tuple[QLabel, ValueField]] = {}
        grid = QGridLayout(inside)
        grid.setContentsMargins(12, 8, 12, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._reason, 0, 0, 1, 2)
        for row, (name, title) in enumerate(
            (
                ("modified", self.tr("Modified")),
                ("size", self.tr("Size")),
                ("revision", self.tr("Content revision")),
                ("sha256", self.tr("SHA-256 of the content")),
            ),
            1,
        ):
            label, field = QLabel(title, inside), ValueField(inside)
            label.setProperty("muted", True)
            field.setObjectName(f"onlyContent{name.capitalize()}")
            field.setAccessibleName(title)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignTop)
            self._rows[name] = (label, field)
        grid.addWidget(self._note, grid.rowCount(), 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(inside)

    def show_file(self, entry: Entry, reason: str) -> None:
        """What the service lists; `reason`: why there is nothing else."""
        self._reason.setText(reason)
        self.setAccessibleName(reason)
        self._tell("modified", exact_date_text(entry.modified) if entry.modified is not None else "")
        self._tell("size", exact_size_text(entry.size) if entry.size is not None else "")
        for name in ("revision", "sha256"):
            self._tell(name, "")
        self._note.setText("")

    def show_upload(self, upload: Upload | None) -> None:
        """What this program remembers of the content; None: it did not upload it, or others changed it."""
        self._tell("revision", upload.revision if upload is not None else "")
        self._tell("sha256", upload.sha256 if upload is not None else "")
        known = self.tr("This content was uploaded from this computer, and verified.")
        unknown = self.tr(
            "Hash and revision are known only of what was uploaded from this computer and not changed since."
        )
        self._note.setText(known if upload is not None else unknown)

    def _tell(self, name: str, value: str) -> None:
        label, field = self._rows[name]
        field.show_value(value)
        for widget in (label, field):
            widget.setVisible(bool(value))
