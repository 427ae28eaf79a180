"""The language of the window, chosen once at the start: its words, those from below it, Qt's own, numbers.

A translation is `resources/translations/bimexplorer_<code>.qm`; `installer/dev.py translate` makes it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from bimexplorer.paths import resource
from bimexplorer.settings import LANGUAGES
from bimexplorer.words import Language, speak

log = logging.getLogger(__name__)

_SYSTEM, *_KNOWN = LANGUAGES
_SOURCE = "en"
"""The language of the sources, which needs no translation."""

_MANY = 10**9
"""Qt takes numbers below 2**31 only. A plural form depends on the last digits at most."""

_installed: list[QTranslator] = []


def choose_language(setting: str) -> None:
    """Let the program speak one of `settings.LANGUAGES`. What was said before stays as it is."""
    system = QLocale.system()
    code = language_code(setting, system.uiLanguages())
    QLocale.setDefault(system if setting == _SYSTEM else chosen_locale(code, system))
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    if code == _SOURCE:
        speak(Language(number=_number))
        return
    _install(QTranslator(), "qtbase_" + code, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    translator = QTranslator()
    _install(translator, f"bimexplorer_{code}", str(resource("translations")))

    def translate(one: str, many: str, n: int) -> str:
        # Not through QCoreApplication: that cannot tell a missing translation from an equal one.
        return translator.translate("", one, many or None, n if n < _MANY else _MANY + n % _MANY) or ""

    speak(Language(translate, _number))


def language_code(setting: str, wanted: Sequence[str]) -> str:
    """The language that is set, else the first there is of those `wanted` by the system (`de-Latn-DE`)."""
    if setting != _SYSTEM:
        return setting
    codes = (tag.replace("_", "-").partition("-")[0].lower() for tag in wanted)
    return next((code for code in codes if code in _KNOWN), _SOURCE)


def chosen_locale(code: str, system: QLocale) -> QLocale:
    """How a chosen language writes numbers and dates: as in the system's territory, where that can be."""
    language = QLocale(code).language()
    if system.language() == language or (system.language() == QLocale.Language.C and code == _SOURCE):
        return system
    return QLocale(language, system.territory())


def _install(translator: QTranslator, name: str, folder: str) -> None:
    if translator.load(name, folder):
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)
    else:
        log.warning("The translation %s is not in %s", name, folder)


def _number(value: float, decimals: int) -> str:
    return QLocale().toString(float(value), "f", decimals)
