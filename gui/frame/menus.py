"""The menus of the bar."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

MENUS = {
    "file": QT_TRANSLATE_NOOP("Menu", "&File"),
    "edit": QT_TRANSLATE_NOOP("Menu", "&Edit"),
    "view": QT_TRANSLATE_NOOP("Menu", "&View"),
    "network": QT_TRANSLATE_NOOP("Menu", "&Network"),
    "help": QT_TRANSLATE_NOOP("Menu", "&Help"),
}


def menu_titles() -> dict[str, str]:
    """Return what the menus are called, by their names in the code."""
    return {name: QCoreApplication.translate("Menu", title) for name, title in MENUS.items()}
