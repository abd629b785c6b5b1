"""The two chips of the command row: the model and the picture, with menus to change them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

import resources
from gui import theme
from gui.controller import Controller
from gui.session import Session
from gui.widgets.chip import Chip
from gui.words.wording import plain_tip

BUNDLED_TEXTS = {
    "digits": QT_TRANSLATE_NOOP("Chip", "Digits"),
    "doodles": QT_TRANSLATE_NOOP("Chip", "Doodles"),
    "photos": QT_TRANSLATE_NOOP("Chip", "Photos"),
}


class BatchChip(QToolButton):
    """Leads back to the table of many pictures, while one of them is looked at."""

    def __init__(self, session: Session, action: QAction) -> None:
        super().__init__()
        self.session = session
        self.setDefaultAction(action)
        self.setIcon(theme.icon("back"))
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        session.batch_changed.connect(self._on_changed)
        session.page_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setVisible(self.session.batch is not None and self.session.page == "explore")


class _SessionChip(Chip):
    KIND = ""

    def __init__(
        self,
        icon: str,
        tip: str,
        session: Session,
        controller: Controller,
        open_action: QAction,
        parent: QWidget,
    ) -> None:
        super().__init__(icon, tip, parent)
        self.session = session
        self.controller = controller
        self.open_action = open_action
        self.menu().aboutToShow.connect(self._fill)
        self.set_name("")

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        self._fill_first(menu)
        recent = [each for each in self.session.recent if each.kind == self.KIND]
        if recent:
            menu.addSeparator()
        for each in recent[:6]:
            action = menu.addAction(each.path.name.replace("&", "&&"))
            action.setToolTip(plain_tip(str(each.path)))
            action.triggered.connect(
                lambda _=False, path=each.path: self.controller.open_files([path])
            )
        menu.addSeparator()
        menu.addAction(self.open_action)

    def _fill_first(self, menu: QMenu) -> None:
        raise NotImplementedError


class ModelChip(_SessionChip):
    """The network that is open; its menu holds the bundled ones and the recent ones."""

    KIND = "model"

    def __init__(
        self, session: Session, controller: Controller, open_action: QAction, parent: QWidget
    ) -> None:
        tip = QCoreApplication.translate("Chip", "The network; choose another")
        super().__init__("model", tip, session, controller, open_action, parent)
        session.model_changed.connect(self._on_model_changed)

    def _on_model_changed(self) -> None:
        self.set_name(self.session.model.name if self.session.model is not None else "")

    def _fill_first(self, menu: QMenu) -> None:
        model = self.session.model
        for name in resources.BUNDLED:
            pack = resources.PACK
            text = BUNDLED_TEXTS[name] if pack is None else pack.name.replace("&", "&&")
            action = menu.addAction(QCoreApplication.translate("Chip", text))
            action.setCheckable(True)
            action.setChecked(model is not None and model.path == resources.model_path(name))
            action.triggered.connect(lambda _=False, name=name: self.controller.open_model(name))


class ImageChip(_SessionChip):
    """The picture that is open; its menu holds the canvas, the samples and the recent ones."""

    KIND = "image"

    def __init__(
        self, session: Session, controller: Controller, open_action: QAction, parent: QWidget
    ) -> None:
        tip = QCoreApplication.translate("Chip", "The picture; choose another")
        super().__init__("image", tip, session, controller, open_action, parent)
        session.source_changed.connect(self._on_source_changed)
        session.mode_changed.connect(self._on_source_changed)
        session.page_changed.connect(self._on_source_changed)

    def _on_source_changed(self) -> None:
        source = self.session.source
        drawing = self.session.mode == "drawing"
        self.set_icon("draw" if drawing else "image")
        if self.session.page == "batch":
            self.set_name("")
        elif drawing:
            self.set_name(QCoreApplication.translate("Chip", "Drawing"))
        elif self.session.mode == "start":
            self.set_name("")
        else:
            self.set_name(source.name if source is not None else "")

    def _fill_first(self, menu: QMenu) -> None:
        action = menu.addAction(QCoreApplication.translate("Chip", "Drawing"))
        action.setCheckable(True)
        action.setChecked(self.session.mode == "drawing")
        action.triggered.connect(lambda _=False: self.controller.draw())
        model = self.session.model
        bundled = next(
            (
                name
                for name in resources.BUNDLED
                if model is not None and model.path == resources.model_path(name)
            ),
            resources.BUNDLED[-1],
        )
        samples = menu.addMenu(QCoreApplication.translate("Chip", "Samples"))
        for path in resources.sample_paths(bundled):
            entry = samples.addAction(path.name)
            entry.triggered.connect(lambda _=False, path=path: self.controller.open_image(path))
