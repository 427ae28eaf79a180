"""Where entries are to be sent: a folder of any site, or a file that gets another one as a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.addresses import path_names
from bimexplorer.clouds.base import Cloud
from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.look.formats import counted, quoted
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.entry_mime import Carried
from bimexplorer.ui.places.open_sites import OpenSites
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.dragged import takes_version

_WIDTH = 70
_HEIGHT = 26
"""Of the dialog, in digits and in lines."""
_ADDRESS = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that somebody may mean."""

    name: str
    """What it is listed as."""
    address: str
    """`SITE:/path`."""
    glyph: str


class SendToDialog(QDialog):
    """Open it with `open()`. The list fills the field; what is in the field is looked up when it is accepted.

    Signals:
        chosen(str site_id, object cloud, object entry): a folder that takes files; or, for a single file, a
            file that can get a new version.
        expired(str site_id): the server takes the sign-in no longer.
    """

    chosen = Signal(str, object, object)
    expired = Signal(str)

    def __init__(
        self,
        carried: Carried,
        suggestions: Sequence[Suggestion],
        sites: OpenSites,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`carried` is what shall be sent."""
        super().__init__(parent)
        self.setObjectName("sendToDialog")
        self.setWindowTitle(self.tr("Send to"))
        letters = self.fontMetrics()
        self.resize(_WIDTH * letters.horizontalAdvance("0"), _HEIGHT * letters.lineSpacing())
        self._sites = sites
        self._tasks = tasks
        self._carried = carried
        self._task: Task | None = None
        entries = carried.entries
        what = quoted(entries[0].name) if len(entries) == 1 else counted(entries)
        heading = Sentence(self.tr("Send a copy of {what} to").format(what=what), self)
        heading.setObjectName("sendToHeading")
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self._list = QListWidget(self)
        self._list.setObjectName("sendToPlaces")
        self._list.setAccessibleName(self.tr("Places"))
        for each in suggestions:
            item = QListWidgetItem(icon(each.glyph), each.name, self._list)
            item.setData(_ADDRESS, each.address)
            item.setToolTip(each.address)
        self._list.currentItemChanged.connect(lambda item, _: self._take(item))
        self._list.itemActivated.connect(lambda _: self._look_up())
        self._address = QLineEdit(self)
        self._address.setObjectName("sendToAddress")
        self._address.setPlaceholderText(self.tr("SITE:/folder"))
        self._address.setAccessibleName(self.tr("Address"))
        self._address.textChanged.connect(self._on_typed)
        label = QLabel(self.tr("&Address"), self)
        label.setBuddy(self._address)
        self._problem_icon = IconLabel(16, self)
        self._problem_icon.set_icon(icon("alert-circle-outline", Tint.DANGER), self.tr("Warning"))
        self._problem = Sentence(parent=self)
        self._problem.setObjectName("sendToProblem")
        self._bar = QProgressBar(self)
        self._bar.setObjectName("sendToProgress")
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Looking for the folder…"))
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._accept = QPushButton(self.tr("Send"), self)
        self._accept.setObjectName("sendToAccept")
        self._accept.setDefault(True)
        self._accept.clicked.connect(self._look_up)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._problem_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self._list, 1)
        column.addWidget(label)
        column.addWidget(self._address)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(buttons)
        self._update()
        (self._list if suggestions else self._address).setFocus()
        self._list.setCurrentRow(0)

    def reject(self) -> None:
        """While a place is looked up, stop that; else close."""
        if self._task is None:
            super().reject()
            return
        self._task.cancel()
        self._task = None
        self._update()
        self._address.setFocus()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._address.setText(str(item.data(_ADDRESS)))

    def _on_typed(self) -> None:
        self._tell("")
        self._update()

    # ---------------------------------------------------------------- looking it up

    def _look_up(self) -> None:
        if not self._accept.isEnabled():
            return
        name, colon, path = self._address.text().strip().partition(":/")
        site = self._sites.named(name) if colon else None
        if site is None:
            sentence = self.tr("“{text}” is no address; one looks like SITE:/folder.")
            self._tell(sentence.format(text=self._address.text().strip()))
            return
        cloud, site_id = site.cloud, site.site.id
        if cloud is None:
            self._tell(self.tr("Sign in to “{site}” first.").format(site=site.site.name))
            return
        names = path_names(path)

        def failed(error: ProgramError) -> None:
            self._task = None
            self._update()
            self._tell(error.sentence)
            if isinstance(error, AuthExpired):
                self.expired.emit(site_id)

        self._task = self._tasks.run(
            lambda: cloud.entry_at(names) if names else cloud.root(),
            lambda entry: self._on_found(site_id, cloud, entry),
            failed,
            owner=self,
        )
        self._update()

    def _on_found(self, site_id: str, cloud: Cloud, entry: Entry) -> None:
        self._task = None
        self._update()
        if entry.is_folder:
            reason = cloud.missing(entry).get(Capability.UPLOAD, "")
        elif site_id == self._carried.site_id and entry.id == self._carried.entries[0].id:
            reason = self.tr("This is what you want to send.")
        elif self._carried.one_file and takes_version(cloud, entry):
            reason = ""
        else:
            reason = self.tr("“{name}” is not a folder.").format(name=entry.name)
        if reason:
            self._tell(reason)
            return
        self.accept()
        self.chosen.emit(site_id, cloud, entry)

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        for widget in (self._problem, self._problem_icon):
            widget.setVisible(bool(problem))
        self._address.setAccessibleDescription(problem)
        if problem:
            self._address.setFocus()

    def _update(self) -> None:
        busy = self._task is not None
        self._bar.setVisible(busy)
        for widget in (self._list, self._address):
            widget.setEnabled(not busy)
        self._accept.setEnabled(not busy and bool(self._address.text().strip()))


def place_list(
    bookmarks: Sequence[tuple[str, str]], recent: Sequence[str], sites: Sequence[str]
) -> list[Suggestion]:
    """Bookmarks as `(name, address)`, addresses of recent places, names of sites; each place once."""
    tops = {f"{name}:/": name for name in sites}
    found = {address: Suggestion(name, address, "bookmark-outline") for name, address in bookmarks}
    for address in recent:
        if address not in tops:
            found.setdefault(address, Suggestion(address, address, "history"))
    for address, name in tops.items():
        found.setdefault(address, Suggestion(name, address, "cloud-outline"))
    return list(found.values())
