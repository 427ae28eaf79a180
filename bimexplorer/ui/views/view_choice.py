"""Details or icons, and how large the icons are: commands, and a small switch for the status line."""

from __future__ import annotations

import sys
from bisect import bisect_left

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from bimexplorer.settings import ICON_SIZE, Settings
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.views.folder_view import FolderView

SIZES = (48, 64, 96, 128, 192, 256)
"""Of icons, in pixels."""
assert (SIZES[0], SIZES[-1]) == ICON_SIZE

_SLIDER = 96
"""Pixels."""
# As the system's own file manager has it, where there is one; Explorer's keys beside those of the others.
_KEYS = {
    "darwin": (("Ctrl+2",), ("Ctrl+1",)),
    "win32": (("Ctrl+1", "Ctrl+Shift+6"), ("Ctrl+2", "Ctrl+Shift+2")),
}
_OTHER_KEYS = (("Ctrl+1",), ("Ctrl+2",))


class ViewChoice(QWidget):
    """Belongs to one `FolderView`; begins as it was left, and remembers what is chosen.

    Signals:
        changed(): the settings hold another choice.
    """

    changed = Signal()

    def __init__(self, view: FolderView, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewChoice")
        self._view = view
        self._settings = settings
        details, icons = _KEYS.get(sys.platform, _OTHER_KEYS)
        self.details = self._mode("showDetails", self.tr("&Details"), "view-list-outline", details)
        self.icons = self._mode("showIcons", self.tr("&Icons"), "view-grid-outline", icons)
        self.larger = self._size("largerIcons", self.tr("&Larger icons"), QKeySequence.StandardKey.ZoomIn, 1)
        self.smaller = self._size(
            "smallerIcons", self.tr("&Smaller icons"), QKeySequence.StandardKey.ZoomOut, -1
        )
        # The plus lies beside Shift on many keyboards, and Qt's own key asks for it.
        self.larger.setShortcuts([*self.larger.shortcuts(), QKeySequence("Ctrl+=")])
        modes = QActionGroup(self)
        for action in (self.details, self.icons):
            modes.addAction(action)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._lay_out()

        view.icons.size_asked.connect(self._step)
        self._slider.valueChanged.connect(self._on_slid)
        modes.triggered.connect(lambda action: self._choose(on=action is self.icons))
        self._set_size(bisect_left(SIZES[:-1], settings.icon_size))
        self._show(on=settings.folder_view == "icons")

    @property
    def actions_(self) -> list[QAction | None]:
        """For a menu; None is a line between them."""
        return [self.details, self.icons, None, self.larger, self.smaller]

    def _lay_out(self) -> None:
        self._slider.setObjectName("iconSize")
        self._slider.setAccessibleName(self.tr("Size of the icons"))
        self._slider.setToolTip(self.tr("Size of the icons"))
        self._slider.setRange(0, len(SIZES) - 1)
        self._slider.setPageStep(1)
        self._slider.setFixedWidth(_SLIDER)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(2)
        row.addWidget(self._slider)
        row.addSpacing(4)
        for action in (self.details, self.icons):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setObjectName(f"{action.objectName()}Button")
            button.setAccessibleName(action.text().replace("&", ""))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)

    # ---------------------------------------------------------------- choosing

    def _choose(self, *, on: bool) -> None:
        self._show(on=on)
        self._settings.folder_view = "icons" if on else "details"
        self.changed.emit()

    def _show(self, *, on: bool) -> None:
        (self.icons if on else self.details).setChecked(True)
        self._view.show_icons(on)
        self._slider.setVisible(on)
        self._allow()

    def _step(self, steps: int) -> None:
        self._slider.setValue(self._slider.value() + steps)

    def _on_slid(self, number: int) -> None:
        self._set_size(number)
        self._settings.icon_size = SIZES[number]
        self.changed.emit()

    def _set_size(self, number: int) -> None:
        self._slider.blockSignals(True)
        self._slider.setValue(number)
        self._slider.blockSignals(False)
        self._view.icons.set_icon_size(SIZES[number])
        self._allow()

    def _allow(self) -> None:
        on, number = self.icons.isChecked(), self._slider.value()
        self.larger.setEnabled(on and number < len(SIZES) - 1)
        self.smaller.setEnabled(on and number > 0)

    # ---------------------------------------------------------------- commands

    def _mode(self, name: str, text: str, glyph: str, keys: tuple[str, ...]) -> QAction:
        action = self._action(name, text, [QKeySequence(key) for key in keys])
        action.setIcon(icon(glyph))
        action.setCheckable(True)
        action.setIconVisibleInMenu(False)  # it would stand where the menu tells which one is chosen
        return action

    def _size(self, name: str, text: str, key: QKeySequence.StandardKey, step: int) -> QAction:
        action = self._action(name, text, QKeySequence.keyBindings(key))
        action.triggered.connect(lambda: self._step(step))
        return action

    def _action(self, name: str, text: str, keys: list[QKeySequence]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcuts(keys)
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        plain = text.replace("&", "")
        action.setToolTip(self.tr("{command} ({keys})").format(command=plain, keys=shortcut))
        return action
