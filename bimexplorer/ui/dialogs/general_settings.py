"""The page of the settings about the program itself: look, language, notifications, power."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bimexplorer.settings import LANGUAGES, Settings
from bimexplorer.ui.dialogs.settings_page import SettingsPage
from bimexplorer.ui.window.theme_menu import theme_names


class GeneralSettings(SettingsPage):
    """See `SettingsPage`."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(settings, parent)
        self._add_heading(self.tr("Look and language"))
        self._theme = self._add_choice("settingsTheme", self.tr("&Appearance"), theme_names(), settings.theme)
        self._column.addSpacing(8)
        names = dict(zip(LANGUAGES, (self.tr("As the system"), "English", "Deutsch"), strict=True))
        self._language = self._add_choice("settingsLanguage", self.tr("&Language"), names, settings.language)
        self._explain(self._language, self.tr("Another language is spoken from the next start."))
        self._add_heading(self.tr("Icon view"))
        self._thumbnails = self._add_switch(
            "settingsThumbnails", self.tr("Show t&humbnails of images"), on=settings.thumbnails
        )
        self._explain(
            self._thumbnails,
            self.tr(
                "Files of up to 8 MB are downloaded for them, as they come into sight. They stay on this "
                "computer until this is switched off."
            ),
        )
        self._add_heading(self.tr("Notifications"))
        self._notify = self._add_switch(
            "settingsNotify", self.tr("&Tell when long transfers have ended"), on=settings.notify
        )
        self._explain(self._notify, self.tr("Only while another window is in front."))
        self._add_heading(self.tr("Power"))
        self._keep_awake = self._add_switch(
            "settingsKeepAwake",
            self.tr("&Keep the computer awake while files are transferred"),
            on=settings.keep_awake,
        )
        self._explain(
            self._keep_awake,
            self.tr("The screen may still go dark. Closing the lid still puts the computer to sleep."),
        )
        self._column.addStretch(1)
        for choice in (self._theme, self._language):
            choice.currentIndexChanged.connect(self._on_changed)
        for switch in (self._thumbnails, self._notify, self._keep_awake):
            switch.toggled.connect(self._on_changed)

    def follow(self) -> None:
        """The look may have been changed elsewhere."""
        self._theme.setCurrentIndex(self._theme.findData(self._settings.theme))

    def _on_changed(self) -> None:
        settings = self._settings
        settings.theme = self._theme.currentData()
        settings.language = self._language.currentData()
        settings.thumbnails = self._thumbnails.isChecked()
        settings.notify = self._notify.isChecked()
        settings.keep_awake = self._keep_awake.isChecked()
        self.changed.emit()
