"""Says in the status line that transfers failed or wait for an answer, while their dock is closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from bimexplorer.transfer.status import JobStatus
from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.overview import has_failed, needs_decision
from bimexplorer.words import plural


class TransferNotice(QPushButton):
    """A button: pressing it is the way to the transfers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transferNotice")
        self.setFlat(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Show transfers"))
        self.hide()

    def tell(self, jobs: Sequence[JobStatus]) -> None:
        """Show what needs a person in these jobs; nothing does: hide."""
        failed, asking = sum(map(has_failed, jobs)), sum(map(needs_decision, jobs))
        told = []
        if failed:
            told.append(plural("{n} transfer failed", "{n} transfers failed", failed))
        if asking:
            told.append(plural("{n} transfer needs you", "{n} transfers need you", asking))
        self.setText(" · ".join(told))
        self.setAccessibleName(self.text())
        glyph = ("alert-circle-outline", Tint.DANGER) if failed else ("help-circle-outline", Tint.WARNING)
        self.setIcon(icon(*glyph))
        self.setProperty("severity", "error" if failed else "warning")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(told))
