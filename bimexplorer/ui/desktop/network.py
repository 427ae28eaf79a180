"""Tells when the computer has another network, or one again."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

log = logging.getLogger(__name__)

_Reachability = QNetworkInformation.Reachability


class NetworkWatch(QObject):
    """Signals:
    changed(): what failed a moment ago may work now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if not QNetworkInformation.loadDefaultBackend():
            log.info("Changes of the network are not noticed here.")
            return
        # One for the whole program, and it lives as long as that.
        network = QNetworkInformation.instance()
        network.reachabilityChanged.connect(self._on_reachability_changed)
        network.transportMediumChanged.connect(self._on_medium_changed)

    def _on_reachability_changed(self, reachability: _Reachability) -> None:
        # Not only "online": an office's own server can be reached without the Internet.
        if reachability is not _Reachability.Disconnected:
            self.changed.emit()

    def _on_medium_changed(self) -> None:
        self.changed.emit()
