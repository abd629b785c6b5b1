"""The person's language: chosen or the system's, English or Simplified Chinese.

English stands in the source; `convolens_en` only holds its plural forms. Qt's own words, such as
the buttons of a file dialog, come from Qt's own translation.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gui import paths

Choice = Literal["system", "en", "zh_CN"]
CHOICES: tuple[Choice, ...] = ("system", "en", "zh_CN")

_translators: list[QTranslator] = []
_current = "en"


def current() -> str:
    """Return the language in use, `en` or `zh_CN`."""
    return _current


def wanted(choice: Choice) -> str:
    """Return the language for a choice; `system` is the first of the person's that is known."""
    if choice != "system":
        return choice
    for name in QLocale.system().uiLanguages():
        if name.startswith("zh"):
            return "zh_CN"
        if name.startswith("en"):
            return "en"
    return "en"


def apply(app: QCoreApplication, choice: Choice = "system") -> None:
    """Speak the language of `choice`; what is already on the screen keeps its words."""
    global _current
    _current = wanted(choice)
    while _translators:
        app.removeTranslator(_translators.pop())
    folders = {
        "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
        "convolens": str(paths.translations_folder()),
    }
    for name, folder in folders.items():
        translator = QTranslator(app)
        if translator.load(f"{name}_{_current}", folder):
            app.installTranslator(translator)
            _translators.append(translator)
    # Dates, weekdays and the digits of number fields: the person's own where the language is.
    system = QLocale.system()
    own = _current.startswith(QLocale.languageToCode(system.language()))
    QLocale.setDefault(system if own else QLocale(_current))
