"""The choice between light, dark and what the system does: a menu, and the look that follows it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from bimexplorer.settings import THEMES, Settings
from bimexplorer.ui.look.theme import choose_theme

translate = QCoreApplication.translate


def theme_names() -> dict[str, str]:
    """What each of `settings.THEMES` is called, with the letter that chooses it in a menu."""
    names = (
        translate("theme", "As the &system"),
        translate("theme", "&Light"),
        translate("theme", "&Dark"),
    )
    return dict(zip(THEMES, names, strict=True))


class ThemeMenu(QMenu):
    """Signals:
    chosen(): the settings hold another look, and the program has it.
    """

    chosen = Signal()

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Appearance"))
        self.setObjectName("themeMenu")
        self._settings = settings
        group = QActionGroup(self)
        self._choices = {}
        for theme, name in theme_names().items():
            choice = self.addAction(name)
            choice.setObjectName(f"{theme}Theme")
            choice.setCheckable(True)
            choice.triggered.connect(lambda _, theme=theme: self._choose(theme))
            group.addAction(choice)
            self._choices[theme] = choice
        self._shown = settings.theme
        self._choices[self._shown].setChecked(True)

    def follow(self) -> None:
        """Give the program the look that the settings hold, where it is another one now."""
        if self._shown != self._settings.theme:
            self._shown = self._settings.theme
            self._choices[self._shown].setChecked(True)
            choose_theme(self._shown)

    def _choose(self, theme: str) -> None:
        self._settings.theme = theme
        self.follow()
        self.chosen.emit()
