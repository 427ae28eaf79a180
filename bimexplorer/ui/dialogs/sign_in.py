"""A sign-in above a dialog: what is typed there stays, and goes on once somebody has signed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.panels.sign_in import SignInPanel
from bimexplorer.ui.tasks import Tasks

_WIDTH = 72
_LINES = 38
"""Of the dialog, in digits and lines: with larger letters it is larger."""

AskSignIn = Callable[[QWidget, Callable[[], None], Callable[[], None]], None]
"""Ask for a new sign-in above a dialog; then call the second, or the third if the person does not want to."""


class SignInDialog(QDialog):
    """Open it with `open()`: `accepted` if somebody has signed in.

    Where what is remembered of the site has to be corrected, `edit_asked` says so first, and it closes.
    """

    def __init__(
        self,
        site: Site,
        connections: Connections,
        tasks: Tasks,
        edit_asked: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("signInDialog")
        self.setWindowTitle(self.tr("Sign in"))
        metrics = self.fontMetrics()
        self.resize(_WIDTH * metrics.horizontalAdvance("0"), _LINES * metrics.lineSpacing())
        self._edit_asked = edit_asked
        self._panel = SignInPanel(connections, tasks, self)
        self._panel.signed_in.connect(lambda _: self.accept())
        self._panel.cancelled.connect(lambda _: self.reject())
        self._panel.edit_asked.connect(self._on_edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)
        self._panel.setFocus()
        self._panel.start(site, expired=True)

    def done(self, result: int) -> None:
        self._panel.stop()
        super().done(result)

    def _on_edit(self, site_id: str) -> None:
        self.reject()
        self._edit_asked(site_id)
