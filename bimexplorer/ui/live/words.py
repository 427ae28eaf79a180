"""What the window says about what others do, and about a server that has ceased to answer."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, QTime, QTimer

from bimexplorer.ui.live.live import Live
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.looking import Seen
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.window.status_line import StatusLine
from bimexplorer.words import number

_SHOWN_MS = 30_000


class LiveWords(QObject):
    """A few words at the bottom; above the contents only what nobody may overlook."""

    def __init__(
        self, live: Live, contents: ContentsModel, status_line: StatusLine, messages: MessageBar
    ) -> None:
        super().__init__(live)
        self._status_line = status_line
        self._messages = messages
        self._reached = True
        self._shown = QTimer(self)
        self._shown.setSingleShot(True)
        self._shown.setInterval(_SHOWN_MS)
        self._shown.timeout.connect(self._clear)
        live.found.connect(self._on_found)
        live.reach_changed.connect(self._on_reach_changed)
        live.restored.connect(self._on_restored)
        contents.modelReset.connect(self._clear)

    def _on_found(self, seen: Seen) -> None:
        if not self._reached or not seen:
            return
        every = (*seen.created, *seen.changed, *seen.removed)
        if len(every) > 1:
            text = self.tr("By others: {new} new, {changed} changed, {removed} removed").format(
                new=number(len(seen.created)),
                changed=number(len(seen.changed)),
                removed=number(len(seen.removed)),
            )
        else:
            if seen.created:
                words = self.tr("“{name}” was added")
            elif seen.changed:
                words = self.tr("“{name}” was changed")
            else:
                words = self.tr("“{name}” was removed")
            text = words.format(name=every[0].name)
        self._status_line.show_live(text)
        self._shown.start()

    def _on_reach_changed(self, reached: bool) -> None:
        self._reached = reached
        self._clear()
        if not reached:
            now = QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat)
            self._status_line.show_live(self.tr("The server has not answered since {time}").format(time=now))

    def _on_restored(self) -> None:
        self._messages.show_message(
            self.tr(
                "The server was restored from a backup: what is shown was read again. "
                "Nothing on this computer was changed."
            )
        )

    def _clear(self) -> None:
        self._shown.stop()
        if self._reached:
            self._status_line.show_live("")
