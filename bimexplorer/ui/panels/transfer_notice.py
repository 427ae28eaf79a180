"""Says in the status line that transfers failed or wait for an answer, while their dock is closed."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.models.transfer_tally import Tally
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

    def tell(self, tally: Tally) -> None:
        """Show what needs a person; nothing does: hide."""
        failed, asking = len(tally.failed), len(tally.deciding)
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
