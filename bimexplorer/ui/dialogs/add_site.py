"""Adding a site: an address is looked at first, then kept under a name."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import ServerInfo
from bimexplorer.errors import ProgramError
from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks

_WIDTH = 480


class AddSiteDialog(QDialog):
    """Open it with `open()`. The first press of the button looks at the address, the second adds the site.

    Signals:
        site_added(object site): a `Site` that is in the book now.
    """

    site_added = Signal(object)

    def __init__(self, connections: Connections, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addSiteDialog")
        self.setWindowTitle(self.tr("Add site"))
        self._connections = connections
        self._tasks = tasks
        self._task: Task | None = None
        self._found: ServerInfo | None = None
        self._proposed = ""

        self._cloud = QComboBox(self)
        self._cloud.setObjectName("addSiteCloud")
        for key, title in connections.services().items():
            self._cloud.addItem(title, key)
        self._address = self._field("addSiteAddress", "bimcloud.example.com")
        self._name = self._field("addSiteName", self.tr("Taken from the address"))
        self._message = MessageBar(self)
        self._message.setObjectName("addSiteMessage")
        self._message.closed.connect(self._on_message_closed)
        self._found_text = Sentence(parent=self)
        self._found_text.setObjectName("addSiteFound")
        self._warning_icon = IconLabel(18, self)
        self._warning_icon.set_icon(icon("lock-open-alert-outline", Tint.WARNING), self.tr("Warning"))
        self._warning = Sentence(parent=self)
        self._warning.setObjectName("addSiteWarning")
        self._told = QStackedWidget(self)
        self._nothing = QWidget(self)
        self._looking = self._make_looking()
        self._finding = self._make_finding()
        for page in (self._nothing, self._looking, self._finding, self._message):
            self._told.addWidget(page)
        self._accept = QPushButton(self)
        self._accept.setObjectName("addSiteAccept")
        self._accept.setDefault(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        # It gets the focus while the fields are busy, and is not to look like the way on then.
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)

        self._cloud.currentIndexChanged.connect(self._on_address_changed)
        self._address.textChanged.connect(self._on_address_changed)
        self._name.textChanged.connect(self._update)
        self._accept.clicked.connect(self._on_accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._on_address_changed()
        self._address.setFocus()

    def reject(self) -> None:
        """While the address is looked at, stop that; else close."""
        if self._task is not None:
            self._stop()
            self._address.setFocus()
            return
        super().reject()

    # ---------------------------------------------------------------- looking

    def _on_address_changed(self) -> None:
        self._stop()
        self._found = None
        self._tell(self._nothing)
        self._update()

    def _on_accept(self) -> None:
        if self._found is None:
            self._look()
        else:
            self._add(self._found)

    def _look(self) -> None:
        cloud, address = str(self._cloud.currentData()), self._address.text().strip()

        def work() -> tuple[ServerInfo, set[str]]:
            info = self._connections.probe(cloud, address)
            return info, {site.name.casefold() for site in self._connections.book.all()}

        self._tell(self._looking)
        self._task = self._tasks.run(work, self._on_found, self._on_failed, owner=self)
        self._update()

    def _on_found(self, found: tuple[ServerInfo, set[str]]) -> None:
        self._task = None
        info, taken = found
        self._found = info
        self._found_text.setText(
            self.tr("This is a {cloud} {generation} server at {address}.").format(
                cloud=self._cloud.currentText(), generation=info.generation, address=info.address
            )
        )
        self._warning.setText(info.warning)
        self._warning.setVisible(bool(info.warning))
        self._warning_icon.setVisible(bool(info.warning))
        self._tell(self._finding)
        if self._name.text().strip() in ("", self._proposed):
            self._proposed = proposed_name(info.address, taken)
            self._name.setText(self._proposed)
        self._update()
        self._name.setFocus()
        self._name.selectAll()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._tell(self._nothing)
        self._update()

    # ---------------------------------------------------------------- adding

    def _add(self, info: ServerInfo) -> None:
        name, cloud = self._name.text(), str(self._cloud.currentData())

        def work() -> Site:
            return self._connections.book.add(name, cloud, info.address, info.generation)

        self._task = self._tasks.run(work, self._on_added, self._on_failed, owner=self)
        self._update()

    def _on_added(self, site: Site) -> None:
        self._task = None
        self.accept()
        self.site_added.emit(site)

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._update()
        self._tell(self._message)
        self._message.show_error(error)
        field = self._address if self._found is None else self._name
        field.setFocus()
        field.selectAll()

    def _update(self) -> None:
        busy, known = self._task is not None, self._found is not None
        for widget in (self._cloud, self._address, self._name):
            widget.setEnabled(not busy)
        self._accept.setText(self.tr("Add site") if known else self.tr("Find server"))
        typed = self._name.text().strip() if known else self._address.text().strip()
        self._accept.setEnabled(bool(typed) and not busy)

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(20, 18, 20, 16)
        inner.setSpacing(6)
        several = self._cloud.count() > 1
        for text, field, shown in (
            (self.tr("&Cloud"), self._cloud, several),
            (self.tr("&Address of the server"), self._address, True),
            (self.tr("&Name of the site"), self._name, True),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            label.setVisible(shown)
            field.setVisible(shown)
            inner.addWidget(label)
            inner.addWidget(field)
            inner.addSpacing(6 if shown else 0)
        # Room for a message of four lines, so that nothing jumps. On a page and not on the stack, where it
        # would be a limit to what the other pages ask for.
        self._nothing.setMinimumHeight(4 * self.fontMetrics().lineSpacing() + 16)
        inner.addWidget(self._told, 1)
        inner.addSpacing(8)
        inner.addWidget(self._buttons)

    def _tell(self, page: QWidget) -> None:
        self._told.setCurrentWidget(page)

    def _on_message_closed(self) -> None:
        self._tell(self._finding if self._found is not None else self._nothing)

    def _make_looking(self) -> QWidget:
        page = QWidget(self)
        bar = QProgressBar(page)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        says = self.tr("Looking for the server…")
        bar.setAccessibleName(says)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(bar)
        column.addWidget(Sentence(says, page, muted=True))
        column.addStretch(1)
        return page

    def _make_finding(self) -> QWidget:
        page = QWidget(self)
        found_icon = IconLabel(18, page)
        found_icon.set_icon(icon("check-circle-outline", Tint.SUCCESS), self.tr("Found"))
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for symbol, sentence in ((found_icon, self._found_text), (self._warning_icon, self._warning)):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(sentence, 1)
            column.addLayout(row)
        column.addStretch(1)
        return page

    def _field(self, name: str, placeholder: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setPlaceholderText(placeholder)
        return field


def proposed_name(address: str, taken: set[str]) -> str:
    """A name from the address's host that `NAME:/path` can carry and that no other site has.

    `taken` holds the other names, case-folded.
    """
    host = (urlsplit(address).hostname or address).replace(":", "-")
    name, number = host, 1
    while name.casefold() in taken:
        number += 1
        name = f"{host} {number}"
    return name
