"""How to go about, what the words mean, and all keys."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QKeySequence

from gui.action import Action
from gui.frame.menus import menu_titles


class Help(Action):
    """A sheet that stays beside the window."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Help and keys")
    TIP = QT_TRANSLATE_NOOP("Action", "How to use Convolens, and its keys")
    MENU = "help"
    ORDER = 10
    SHORTCUT = "F1"
    ICON = "help"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 220

    def run(self) -> None:
        """Show it; it need not be closed to go on."""
        from gui import lesson
        from gui.widgets.help_sheet import HelpSheet

        window = self.window()
        sheet = window.findChild(HelpSheet) or HelpSheet(window)
        sheet.set_lesson(lesson.figures(self.session), lesson.softmax_line(self.session))
        sheet.set_keys(self._keys())
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def _keys(self) -> list[tuple[str, list[tuple[str, QKeySequence]]]]:
        """Return the entries with keys, by the menu of the bar that they stand in."""
        actions = [each for each in self.window().actions() if isinstance(each, Action)]
        above = {str(each.SUBMENU): each for each in actions if each.SUBMENU}
        titles = menu_titles()
        found: dict[str, list[tuple[str, QKeySequence]]] = {name: [] for name in titles}
        for action in actions:
            menu, text = str(action.MENU), action.text()
            while menu not in titles:
                text = f"{above[menu].text()} › {text}"
                menu = str(above[menu].MENU)
            if not action.shortcut().isEmpty():
                found[menu].append((text, action.shortcut()))
        return [(titles[name], entries) for name, entries in found.items() if entries]
