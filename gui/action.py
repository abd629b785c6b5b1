"""The contract of an action: one thing a person can ask for, in a menu and perhaps the toolbar.

A subclass in a file under `gui/actions/` registers itself by naming its `MENU`. Texts are marked
with `QT_TRANSLATE_NOOP("Action", …)` and translated when the action is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.words import wording

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

Menu = Literal[
    "file", "edit", "view", "network", "help",
    "save", "recent", "theme", "language", "top", "canvas",
]  # fmt: skip
"""The first five stand in the menu bar; the others are submenus, see `Action.SUBMENU`."""


class Action(QAction):
    """A menu entry that runs; see the module's text for its contract."""

    TEXT: ClassVar[str] = ""
    TIP: ClassVar[str] = ""
    MENU: ClassVar[Menu | None] = None
    ORDER: ClassVar[int] = 0
    """Position in its menu; a separator stands between hundreds (10, 20 | 110, 120)."""
    SHORTCUT: ClassVar[QKeySequence.StandardKey | str | None] = None
    ICON: ClassVar[str] = ""
    """Name of a file in `resources/icons`, without suffix."""
    SUBMENU: ClassVar[Menu | None] = None
    """The menu that this entry opens instead of running."""
    IN_TOOLBAR: ClassVar[bool] = False
    TOOLBAR_ORDER: ClassVar[int] = 0
    """Position in the toolbar; a separator stands between hundreds."""
    TOOLBAR_TEXT: ClassVar[str] = ""
    """The word beside the icon in the toolbar; without one the icon stands alone."""
    SECONDARY: ClassVar[bool] = False
    """Whether the toolbar drops the word where room is scarce."""

    registered: ClassVar[list[type[Action]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.MENU is not None:
            Action.registered.append(cls)
            Action.registered.sort(key=lambda action: (action.MENU, action.ORDER))

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(self.translated(self.TEXT), parent)
        self.session = session
        self.controller = controller
        tip = self.translated(self.TIP or self.TEXT)
        if self.SHORTCUT is not None:
            self.setShortcut(QKeySequence(self.SHORTCUT))
            keys = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            tip = f"{tip} ({keys})" if keys else tip
        if self.ICON:
            self.setIcon(theme.icon(self.ICON))
            self.setIconVisibleInMenu(False)
        # Qt's own words for a button would keep the brackets of a Chinese letter: `批量结果(B)`.
        self.setIconText(wording.plain(self.translated(self.TOOLBAR_TEXT or self.TEXT)))
        self.setToolTip(tip)
        self.triggered.connect(self._on_triggered)

    @classmethod
    def translated(cls, text: str) -> str:
        """Return `text` in the person's language."""
        return QCoreApplication.translate("Action", text)

    def window(self) -> QWidget:
        """Return the window that the action belongs to."""
        window = self.parent()
        assert isinstance(window, QWidget)
        return window

    def run(self) -> None:
        """Do what the action says."""
        raise NotImplementedError

    def _on_triggered(self) -> None:
        self.run()
