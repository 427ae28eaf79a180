"""The page of the settings about the way to the network: proxy, certificates, time-outs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import ProgramError
from bimexplorer.network import (
    CONNECT_SECONDS,
    DIRECT,
    MANUAL,
    READ_SECONDS,
    SYSTEM,
    check_ca_file,
    check_proxy,
)
from bimexplorer.settings import Settings
from bimexplorer.ui.look.filter_field import add_clear_button
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.tasks import Tasks


class NetworkSettings(QWidget):
    """Writes into `Settings` what can be used; what cannot stays in its field, with the reason below.

    Signals:
        changed(): a setting has another value now.
    """

    changed = Signal()

    def __init__(self, settings: Settings, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("networkSettings")
        self._settings = settings
        self._tasks = tasks

        self._ways = QButtonGroup(self)
        self._way_of: dict[QRadioButton, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._heading(self.tr("Proxy")))
        for way, name, text in (
            (SYSTEM, "proxySystem", self.tr("As the &system has it")),
            (DIRECT, "proxyDirect", self.tr("&None")),
            (MANUAL, "proxyManual", self.tr("&This one:")),
        ):
            choice = QRadioButton(text, self)
            choice.setObjectName(name)
            choice.setChecked(way == settings.proxy)
            self._ways.addButton(choice)
            self._way_of[choice] = way
            if way != MANUAL:
                column.addWidget(choice)
        self._address = QLineEdit(settings.proxy_address, self)
        self._address.setObjectName("proxyAddress")
        self._address.setAccessibleName(self.tr("Address of the proxy"))
        self._address.setPlaceholderText("http://proxy.example.com:8080")
        row = QHBoxLayout()
        row.addWidget(choice)
        row.addWidget(self._address, 1)
        column.addLayout(row)
        self._proxy_problem = self._problem("proxyProblem")
        column.addWidget(self._proxy_problem)

        column.addSpacing(12)
        column.addWidget(self._heading(self.tr("Certificates")))
        column.addWidget(
            Sentence(
                self.tr(
                    "Those of the operating system are trusted. If your office has one of its own that is "
                    "not among them, choose its file."
                ),
                self,
                muted=True,
            )
        )
        self._ca_file = QLineEdit(settings.ca_file, self)
        self._ca_file.setObjectName("caFile")
        self._ca_file.setAccessibleName(self.tr("File of certificates"))
        self._ca_file.setPlaceholderText(self.tr("None"))
        add_clear_button(self._ca_file)
        choose = QPushButton(self.tr("&Choose…"), self)
        choose.setObjectName("caFileChoose")
        choose.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self._ca_file, 1)
        row.addWidget(choose)
        column.addLayout(row)
        self._ca_problem = self._problem("caFileProblem")
        column.addWidget(self._ca_problem)

        column.addSpacing(12)
        column.addWidget(self._heading(self.tr("Patience")))
        self._connect = self._seconds("connectSeconds", settings.connect_seconds, CONNECT_SECONDS)
        self._read = self._seconds("readSeconds", settings.read_seconds, READ_SECONDS)
        form = QFormLayout()
        form.addRow(self.tr("Give up &reaching a server after"), self._connect)
        form.addRow(self.tr("Give up an answer that &stops for"), self._read)
        for field in (self._connect, self._read):
            label = form.labelForField(field)
            assert isinstance(label, QLabel)
            field.setAccessibleName(label.text().replace("&", ""))
        column.addLayout(form)
        column.addStretch(1)

        self._ways.buttonToggled.connect(lambda _, on: self._take_proxy() if on else None)
        self._address.editingFinished.connect(self._take_proxy)
        self._address.textEdited.connect(self._on_address_typed)
        self._ca_file.editingFinished.connect(self._take_ca_file)
        self._ca_file.textChanged.connect(lambda text: None if text else self._take_ca_file())
        choose.clicked.connect(self._choose_ca_file)
        for field in (self._connect, self._read):
            field.valueChanged.connect(self._take_seconds)
        self._take_proxy()
        if settings.ca_file:
            self._look_at(settings.ca_file)

    # ---------------------------------------------------------------- proxy

    def _on_address_typed(self) -> None:
        self._proxy_problem.hide()
        next(choice for choice, way in self._way_of.items() if way == MANUAL).setChecked(True)

    def _take_proxy(self) -> None:
        button = self._ways.checkedButton()
        way = self._way_of[button] if isinstance(button, QRadioButton) else SYSTEM
        address = self._address.text().strip()
        problem = check_proxy(address) if way == MANUAL else ""
        self._proxy_problem.setText(problem)
        # Nothing is wrong yet with what nobody has typed.
        self._proxy_problem.setVisible(bool(problem and address and not self._address.hasFocus()))
        if problem:
            return
        settings = self._settings
        if (settings.proxy, settings.proxy_address) != (way, address):
            settings.proxy, settings.proxy_address = way, address
            self.changed.emit()

    # ---------------------------------------------------------------- certificates

    def _choose_ca_file(self) -> None:
        dialog = QFileDialog(self, self.tr("File of certificates"))
        dialog.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._ca_file.setText)
        dialog.fileSelected.connect(lambda _: self._take_ca_file())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_ca_file(self) -> None:
        text = self._ca_file.text().strip()
        if text != self._settings.ca_file:
            self._look_at(text)

    def _look_at(self, text: str) -> None:
        """Read the file, and keep its name if it can be used."""

        def work() -> None:
            if text:
                check_ca_file(Path(text))

        def good(_: None) -> None:
            self._ca_problem.hide()
            if self._settings.ca_file != text:
                self._settings.ca_file = text
                self.changed.emit()

        def bad(error: ProgramError) -> None:
            self._ca_problem.setText(error.sentence)
            self._ca_problem.setToolTip(error.technical)
            self._ca_problem.show()

        self._tasks.run(work, good, bad, owner=self)

    # ---------------------------------------------------------------- time-outs

    def interpret(self) -> None:
        """What is still being typed counts."""
        self._connect.interpretText()
        self._read.interpretText()
        self._take_proxy()
        self._take_ca_file()

    def _take_seconds(self) -> None:
        self._settings.connect_seconds = self._connect.value()
        self._settings.read_seconds = self._read.value()
        self.changed.emit()

    def _seconds(self, name: str, value: int, limits: tuple[int, int]) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setObjectName(name)
        spin.setRange(*limits)
        spin.setValue(value)
        spin.setSuffix(self.tr(" s"))
        spin.setKeyboardTracking(False)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        return spin

    # ---------------------------------------------------------------- parts

    def _heading(self, text: str) -> QLabel:
        heading = QLabel(text, self)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        return heading

    def _problem(self, name: str) -> Sentence:
        problem = Sentence("", self)
        problem.setObjectName(name)
        problem.hide()
        return problem
