"""Adding a site and correcting one: an address is looked at first, then kept under a name."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.clouds.base import ServerInfo, Service
from bimexplorer.errors import ProgramError
from bimexplorer.sites.book import Site
from bimexplorer.sites.connections import Connections
from bimexplorer.ui.dialogs.busy_page import BusyPage
from bimexplorer.ui.dialogs.cloud_choice import CloudChoice
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks

_WIDTH = 500


class SiteDialog(QDialog):
    """Open it with `open()`. The first press of the button looks at the address, the second keeps the site.

    Signals:
        site_kept(object site): a `Site` that is in the book now.
    """

    site_kept = Signal(object)

    def __init__(self, connections: Connections, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connections = connections
        self._tasks = tasks
        self._task: Task | None = None
        self._found: ServerInfo | None = None
        self._proposed = ""

        self._choice = CloudChoice(connections.services, self)
        self._address = self._field("siteAddress")
        self._application_id = self._field("siteApplicationId")
        self._application_id.setPlaceholderText(self.tr("Required"))
        self._about_application_id = Sentence("", self, muted=True)
        self._about_application_id.setObjectName("siteAboutApplicationId")
        self._name = self._field("siteName")
        self._name.setPlaceholderText(self.tr("Taken from the address"))
        self._message = MessageBar(self)
        self._message.setObjectName("siteMessage")
        self._message.closed.connect(self._on_message_closed)
        self._found_text = Sentence(parent=self)
        self._found_text.setObjectName("siteFound")
        self._warning_icon = IconLabel(18, self)
        self._warning_icon.set_icon(icon("lock-open-alert-outline", Tint.WARNING), self.tr("Warning"))
        self._warning = Sentence(parent=self)
        self._warning.setObjectName("siteWarning")
        self._consequences = (Sentence("", self, muted=True), Sentence("", self, muted=True))
        for sentence in self._consequences:
            sentence.setObjectName("siteConsequence")
        self._told = QStackedWidget(self)
        self._nothing = self._make_nothing()
        self._looking = BusyPage("site", self)
        self._looking.show_doing(self.tr("Looking for the server…"))
        self._finding = self._make_finding()
        for page in (self._nothing, self._looking, self._finding, self._message):
            self._told.addWidget(page)
        self._accept = QPushButton(self)
        self._accept.setObjectName("siteAccept")
        self._accept.setDefault(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        # It gets the focus while the fields are busy, and is not to look like the way on then.
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)

        self._lay_out()
        self._choice.changed.connect(self._on_cloud_chosen)
        self._address.textChanged.connect(self._on_address_changed)
        for field in (self._name, self._application_id):
            field.textChanged.connect(self._update)
        self._accept.clicked.connect(self._on_accept)
        self._buttons.rejected.connect(self.reject)

    def reject(self) -> None:
        """While the address is looked at, stop that; else close."""
        if self._task is not None:
            self._stop()
            self._address.setFocus()
            return
        super().reject()

    # ---------------------------------------------------------------- what differs

    def _keep(self, info: ServerInfo, name: str, application_id: str) -> Site:
        """Put it into the book, on a worker thread; the site as it is then."""
        raise NotImplementedError

    def _last_word(self) -> str:
        """What the button says when it keeps the site."""
        raise NotImplementedError

    def _consequence(self) -> str:
        """What keeping it brings about that somebody should know; empty: nothing."""
        return ""

    # ---------------------------------------------------------------- looking

    @property
    def _service(self) -> Service:
        return self._connections.services[self._choice.key]

    @property
    def _typed_id(self) -> str:
        """Copied out of a letter, it may bring blanks and line ends along; an id has none."""
        return "".join(self._application_id.text().split()) if self._service.needs_application_id else ""

    def _on_cloud_chosen(self) -> None:
        """Prefill what most people have; what somebody typed stays."""
        service = self._service
        usual = {other.usual_address for other in self._connections.services.values()}
        self._address.setPlaceholderText(service.address_example)
        if self._address.text().strip() in usual | {""}:
            self._address.setText(service.usual_address)
        self._about_application_id.setText(service.about_application_id)
        for widget in self._of_application_id:
            widget.setVisible(service.needs_application_id)
        self._on_address_changed()

    def _on_address_changed(self) -> None:
        self._stop()
        self._found = None
        self._tell(self._nothing)
        self._update()

    def _on_accept(self) -> None:
        if self._found is None:
            self._look()
        elif self._service.needs_application_id and not self._typed_id:
            self._tell(self._message)
            self._message.show_message(self.tr("Type the application id: without it nobody can sign in."))
            self._application_id.setFocus()
        else:
            self._begin_to_keep(self._found)

    def _look(self) -> None:
        cloud, address = self._choice.key, self._address.text().strip()

        def work() -> tuple[ServerInfo, set[str]]:
            info = self._connections.probe(cloud, address)
            return info, {site.name.casefold() for site in self._connections.book.all()}

        self._tell(self._looking)
        self._task = self._tasks.run(work, self._on_found, self._on_failed, owner=self)
        self._update()

    def _on_found(self, found: tuple[ServerInfo, set[str]]) -> None:
        self._task = None
        info, taken = found
        service = self._service
        self._found = info
        self._found_text.setText(
            self.tr("This is a {cloud} {generation} server at {address}.").format(
                cloud=service.title, generation=info.generation, address=info.address
            )
        )
        self._warning.setText(info.warning)
        self._warning.setVisible(bool(info.warning))
        self._warning_icon.setVisible(bool(info.warning))
        self._tell(self._finding)
        if self._name.text().strip() in ("", self._proposed):
            usual = info.address == service.usual_address
            self._proposed = proposed_name(service.title if usual else host_name(info.address), taken)
            self._name.setText(self._proposed)
        self._update()
        lacking = service.needs_application_id and not self._typed_id
        field = self._application_id if lacking else self._name
        field.setFocus()
        field.selectAll()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._tell(self._nothing)
        self._update()

    # ---------------------------------------------------------------- keeping

    def _begin_to_keep(self, info: ServerInfo) -> None:
        name, application_id = self._name.text(), self._typed_id
        self._task = self._tasks.run(
            lambda: self._keep(info, name, application_id), self._on_kept, self._on_failed, owner=self
        )
        self._update()

    def _on_kept(self, site: Site) -> None:
        self._task = None
        self.accept()
        self.site_kept.emit(site)

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
        for widget in (self._choice, self._address, self._application_id, self._name):
            widget.setEnabled(not busy)
        self._accept.setText(self._last_word() if known else self.tr("Find server"))
        for sentence in self._consequences:
            sentence.setText(self._consequence())
        typed = self._name.text().strip() if known else self._address.text().strip()
        self._accept.setEnabled(bool(typed) and not busy)

    # ---------------------------------------------------------------- parts

    def _lay_out(self) -> None:
        self.setMinimumWidth(_WIDTH)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(20, 18, 20, 16)
        inner.setSpacing(6)
        inner.addWidget(self._choice)
        self._after_choice = QWidget(self)
        self._after_choice.setFixedHeight(4)
        inner.addWidget(self._after_choice)
        labels = {}
        for text, field in (
            (self.tr("&Address of the server"), self._address),
            (self.tr("A&pplication id"), self._application_id),
            (self.tr("&Name of the site"), self._name),
        ):
            label = labels[field] = QLabel(text, self)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            label.setContentsMargins(0, 0 if field is self._address else 6, 0, 0)
            inner.addWidget(label)
            inner.addWidget(field)
            if field is self._application_id:
                inner.addWidget(self._about_application_id)
        self._of_application_id = (
            labels[self._application_id],
            self._application_id,
            self._about_application_id,
        )
        inner.addSpacing(6)
        inner.addWidget(self._told, 1)
        inner.addSpacing(8)
        inner.addWidget(self._buttons)

    def _tell(self, page: QWidget) -> None:
        self._told.setCurrentWidget(page)

    def _on_message_closed(self) -> None:
        self._tell(self._finding if self._found is not None else self._nothing)

    def _make_nothing(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self._consequences[0])
        column.addStretch(1)
        # Room for a message of four lines, so that nothing jumps. On a page and not on the stack, where it
        # would be a limit to what the other pages ask for.
        page.setMinimumHeight(4 * self.fontMetrics().lineSpacing() + 16)
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
        column.addWidget(self._consequences[1])
        column.addStretch(1)
        return page

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        return field


class AddSiteDialog(SiteDialog):
    """A new site of any kind of cloud."""

    def __init__(self, connections: Connections, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(connections, tasks, parent)
        self.setObjectName("addSiteDialog")
        self.setWindowTitle(self.tr("Add site"))
        several = len(connections.services) > 1
        self._choice.setVisible(several)
        self._after_choice.setVisible(several)
        self._on_cloud_chosen()
        self._address.setFocus()

    def _keep(self, info: ServerInfo, name: str, application_id: str) -> Site:
        return self._connections.book.add(
            name, self._choice.key, info.address, info.generation, application_id=application_id
        )

    def _last_word(self) -> str:
        return self.tr("Add site")


class EditSiteDialog(SiteDialog):
    """A site that is there already; of what kind it is stays."""

    def __init__(
        self,
        connections: Connections,
        tasks: Tasks,
        site: Site,
        parent: QWidget | None = None,
        *,
        signed_in: bool = False,
    ) -> None:
        """`signed_in`: there is a sign-in that would be forgotten."""
        super().__init__(connections, tasks, parent)
        self.setObjectName("editSiteDialog")
        self.setWindowTitle(self.tr("Edit site"))
        self._site = site
        self._signed_in = signed_in
        self._choice.choose(site.cloud)
        self._choice.hide()
        self._after_choice.hide()
        self._address.setText(site.address)
        self._application_id.setText(site.application_id)
        self._name.setText(site.name)
        self._on_cloud_chosen()
        wanted = self._application_id if self._service.needs_application_id else self._address
        wanted.setFocus()
        wanted.selectAll()

    def _on_address_changed(self) -> None:
        """The address that it has needs no look."""
        super()._on_address_changed()
        site = self._site
        if self._address.text().strip() == site.address:
            self._found = ServerInfo(
                site.address, site.generation, browser_sign_in=False, password_sign_in=False
            )
            self._update()

    def _keep(self, info: ServerInfo, name: str, application_id: str) -> Site:
        return self._connections.edit(
            replace(
                self._connections.book.get(self._site.id),
                name=name,
                address=info.address,
                generation=info.generation,
                application_id=application_id,
            )
        )

    def _last_word(self) -> str:
        return self.tr("Save")

    def _consequence(self) -> str:
        site, address = self._site, self._address.text().strip()
        if not self._signed_in or (address, self._typed_id) == (site.address, site.application_id):
            return ""
        return self.tr(
            "You will have to sign in again: the sign-in that is kept was made with what was here."
        )


def host_name(address: str) -> str:
    """As a site can be named after it."""
    return (urlsplit(address).hostname or address).replace(":", "-")


def proposed_name(wanted: str, taken: set[str]) -> str:
    """A name that no other site has; `taken` holds theirs, case-folded."""
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} {number}"
    return name
