"""The page of the settings about transfers: connections and limits."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QSpinBox, QWidget

from bimexplorer.settings import CONNECTIONS, Settings
from bimexplorer.transfer.status import Limits
from bimexplorer.ui.dialogs.settings_page import SettingsPage

_KILO, _MEGA = 1000, 1_000_000
_MOST = 999_999
"""Of either unit."""
_OFFERED = _MEGA
"""Bytes a second that stand there until a limit is set."""


def limits_of(settings: Settings) -> Limits:
    """What the transfers are told."""
    return Limits(settings.connections, settings.upload_rate, settings.download_rate)


class TransferSettings(SettingsPage):
    """See `SettingsPage`."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._connections = QSpinBox(self)
        self._connections.setObjectName("settingsConnections")
        self._connections.setRange(*CONNECTIONS)
        self._connections.setValue(settings.connections)
        self._connections.setKeyboardTracking(False)
        self._connections.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._connections.valueChanged.connect(self._on_changed)
        self._upload = _RateField(
            "Upload",
            self.tr("Limit &uploads to"),
            self.tr("Upload limit"),
            self.tr("Unit of the upload limit"),
            settings.upload_rate,
            self,
        )
        self._download = _RateField(
            "Download",
            self.tr("Limit &downloads to"),
            self.tr("Download limit"),
            self.tr("Unit of the download limit"),
            settings.download_rate,
            self,
        )
        label = QLabel(self.tr("&Connections to each site"), self)
        label.setBuddy(self._connections)
        self._connections.setAccessibleName(label.text().replace("&", ""))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self._connections, 0, 1)
        for row, field in enumerate((self._upload, self._download), 1):
            field.changed.connect(self._on_changed)
            grid.addWidget(field.switch, row, 0)
            grid.addWidget(field.number, row, 1)
            grid.addWidget(field.unit, row, 2)
        grid.setColumnStretch(3, 1)
        self._add_heading(self.tr("Connections and speed"))
        self._column.addLayout(grid)
        self._explain(
            self._connections,
            self.tr(
                "More connections send many small files faster; fewer leave more of the line and the server "
                "to others. A limit holds for all sites together."
            ),
        )
        self._column.addStretch(1)

    def interpret(self) -> None:
        for spin in (self._connections, self._upload.number, self._download.number):
            spin.interpretText()

    def _on_changed(self) -> None:
        settings = self._settings
        settings.connections = self._connections.value()
        settings.upload_rate = self._upload.rate
        settings.download_rate = self._download.rate
        self.changed.emit()


class _RateField(QObject):
    """A switch, a number and its unit, which together say a limit.

    Signals:
        changed(): the limit is another one now.
    """

    changed = Signal()

    def __init__(
        self, name: str, text: str, number_name: str, unit_name: str, rate: int, parent: QWidget
    ) -> None:
        """`rate`: bytes a second; 0: no limit."""
        super().__init__(parent)
        self.switch = QCheckBox(text, parent)
        self.switch.setObjectName(f"settingsLimit{name}")
        self.switch.setChecked(rate > 0)
        self.number = QSpinBox(parent)
        self.number.setObjectName(f"settings{name}Rate")
        self.number.setAccessibleName(number_name)
        self.number.setRange(1, _MOST)
        self.number.setGroupSeparatorShown(True)
        self.number.setLocale(QLocale())
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setKeyboardTracking(False)
        self.unit = QComboBox(parent)
        self.unit.setObjectName(f"settings{name}Unit")
        self.unit.setAccessibleName(unit_name)
        self.unit.addItem(self.tr("kB/s"), _KILO)
        self.unit.addItem(self.tr("MB/s"), _MEGA)
        shown = rate or _OFFERED
        unit = _MEGA if shown % _MEGA == 0 or shown > _MOST * _KILO else _KILO
        self.unit.setCurrentIndex(self.unit.findData(unit))
        self.number.setValue(round(shown / unit))
        self._enable(self.switch.isChecked())
        self.switch.toggled.connect(self._enable)
        self.switch.toggled.connect(self.changed)
        self.number.valueChanged.connect(self.changed)
        self.unit.currentIndexChanged.connect(self.changed)

    @property
    def rate(self) -> int:
        """Bytes a second; 0: no limit."""
        return self.number.value() * int(self.unit.currentData()) if self.switch.isChecked() else 0

    def _enable(self, on: bool) -> None:
        self.number.setEnabled(on)
        self.unit.setEnabled(on)
