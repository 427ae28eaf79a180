"""The page of the settings about the copies of opened files that stay on this computer."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QWidget

from bimexplorer.errors import ProgramError
from bimexplorer.settings import CACHE, Settings
from bimexplorer.transfer.cache import FileCache
from bimexplorer.ui.dialogs.settings_page import SettingsPage
from bimexplorer.ui.look.formats import size_text
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.tasks import Tasks

_GIGA = 1_000_000_000


class CacheSettings(SettingsPage):
    """How much the copies may take, what they take now, and a way to be rid of them."""

    def __init__(
        self, settings: Settings, cache: FileCache, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(settings, parent)
        self._cache = cache
        self._tasks = tasks
        self._limit = QDoubleSpinBox(self)
        self._limit.setObjectName("settingsCacheSize")
        self._limit.setDecimals(1)
        self._limit.setRange(CACHE[0] / _GIGA, CACHE[1] / _GIGA)
        self._limit.setValue(settings.cache_size / _GIGA)
        self._limit.setSingleStep(0.5)
        self._limit.setSuffix(self.tr(" GB"))
        self._limit.setLocale(QLocale())
        self._limit.setKeyboardTracking(False)
        self._limit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._limit.valueChanged.connect(self._on_changed)
        label = QLabel(self.tr("Keep copies of up to"), self)
        label.setBuddy(self._limit)
        self._limit.setAccessibleName(label.text())
        self._held = Sentence("", self)
        self._held.setObjectName("settingsCacheHeld")
        self._clear = QPushButton(self.tr("Clea&r now"), self)
        self._clear.setObjectName("settingsCacheClear")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self._on_clear)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(self._limit)
        row.addStretch(1)
        now = QHBoxLayout()
        now.setSpacing(12)
        now.addWidget(self._held, 1)
        now.addWidget(self._clear)
        self._add_heading(self.tr("Copies of opened files"))
        self._column.addLayout(row)
        self._explain(
            self._limit,
            self.tr(
                "A file that you open or look at is kept here, so that it opens at once the next time. Those "
                "not used for longest go first."
            ),
        )
        self._column.addSpacing(12)
        self._column.addLayout(now)
        explained = self.tr(
            "Copies that are open, were opened since the program was started, or were changed by another "
            "program stay."
        )
        self._explain(self._clear, explained)
        self._column.addStretch(1)

    def interpret(self) -> None:
        self._limit.interpretText()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._held.setText(self.tr("Looking at what is here…"))
        self._tasks.run(self._cache.size, self._show_held, self._show_error, owner=self)

    def _on_changed(self) -> None:
        self._settings.cache_size = round(self._limit.value() * _GIGA)
        self._cache.set_limit(self._settings.cache_size)
        self.changed.emit()

        def work() -> int:
            self._cache.clean()
            return self._cache.size()

        self._tasks.run(work, self._show_held, self._show_error, owner=self)

    def _on_clear(self) -> None:
        self._clear.setEnabled(False)
        self._held.setText(self.tr("Removing copies…"))
        self._tasks.run(self._cache.clear, self._show_left, self._show_error, owner=self)

    def _show_held(self, held: int) -> None:
        self._clear.setEnabled(held > 0)
        self._held.setText(
            self.tr("Copies of {size} are kept now.").format(size=size_text(held))
            if held
            else self.tr("No copies are kept now.")
        )

    def _show_left(self, left: int) -> None:
        self._show_held(left)
        if left:
            self._held.setText(self.tr("Copies of {size} are in use, and stay.").format(size=size_text(left)))

    def _show_error(self, error: ProgramError) -> None:
        self._clear.setEnabled(True)
        self._held.setText(error.sentence)
