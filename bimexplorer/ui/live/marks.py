"""New and changed rows stay marked for a while, and fade."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from bimexplorer.model import Entry
from bimexplorer.ui.live.pace import Rhythm
from bimexplorer.ui.models.merge import Key, key_of
from bimexplorer.ui.models.nodes import Mark, News
from bimexplorer.ui.models.paged import PagedModel

_FAINT = 2 / 3
"""Of its time a mark is plain."""


class Marks(QObject):
    """One timer for all of them; a step is one repaint."""

    def __init__(
        self, model: PagedModel, rhythm: Rhythm, now: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._marked = rhythm.marked
        self._now = now
        self._since: dict[Key, tuple[News, float]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.fade)
        model.modelReset.connect(self._on_reset)

    def add(self, entries: Iterable[Entry], news: News) -> None:
        """Mark their rows from now on; what is marked as new stays so when it changes."""
        at = self._now()
        for entry in entries:
            known = self._since.get(key_of(entry))
            self._since[key_of(entry)] = (known[0] if known is not None else news, at)
        self.fade()

    def drop(self, key: Key) -> None:
        """It was an own change after all, or is gone."""
        if self._since.pop(key, None) is not None:
            self._model.mark([key], None)

    def fade(self) -> None:
        """Show every mark as its age is, and take away those whose time is over."""
        now, steps = self._now(), []
        shown: dict[Mark | None, list[Key]] = {}
        for key, (news, at) in list(self._since.items()):
            age = now - at
            if age >= self._marked:
                del self._since[key]
                shown.setdefault(None, []).append(key)
                continue
            faint = age >= self._marked * _FAINT
            shown.setdefault(Mark(news, faint), []).append(key)
            steps.append(at + self._marked * (1 if faint else _FAINT) - now)
        for mark, keys in shown.items():
            self._model.mark(keys, mark)
        if steps:
            self._timer.start(max(1, round(min(steps) * 1000)))

    def _on_reset(self) -> None:
        self._since.clear()
        self._timer.stop()
