"""Take a result away: maps as pictures, numbers as files, and all of it as one report."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QGuiApplication

import engine
from gui.action import Action
from gui.controller import Controller
from gui.exports import saving
from gui.exports.save_action import SaveAction
from gui.session import Session


class _SaveResult(SaveAction):
    """Possible once there is a run."""

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        for signal in (session.activations_changed, session.layer_changed, session.place_changed):
            signal.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(self.session.activations is not None and self._possible())

    def _possible(self) -> bool:
        """Return whether there is what is to be saved, once there is a run."""
        return True

    def _name(self) -> str:
        """Return the name that is proposed, without suffix."""
        picture = self.session.activations.prepared.picture.name
        return engine.export.safe_name(Path(picture).stem)


PICTURES = QT_TRANSLATE_NOOP("Action", "PNG picture")


class _SaveLayer(_SaveResult):
    SUFFIX = ".png"
    FILTER = PICTURES

    def _possible(self) -> bool:
        return saving.shown_array(self.session) is not None

    def _name(self) -> str:
        return engine.export.safe_name(f"{super()._name()}_{saving.shown_title(self.session)}")


class SaveSheet(_SaveLayer):
    """All maps of the layer on the stage."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Contact &sheet of this layer…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save all maps of this layer as one picture")
    MENU = "save"
    ORDER = 120
    ICON = "maps"

    def _write(self) -> saving.Write:
        return saving.sheet_writer(self.session)


class SaveOverview(_SaveResult):
    """Some maps of every layer on one sheet."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Contact sheet of a&ll layers…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save the first maps of every layer as one picture")
    MENU = "save"
    ORDER = 130
    ICON = "strip"
    SUFFIX = ".png"
    FILTER = PICTURES

    def _name(self) -> str:
        return f"{super()._name()}_layers"

    def _write(self) -> saving.Write:
        return saving.overview_writer(self.session)


class SaveValues(_SaveResult):
    """The numbers of every layer."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Values of all layers…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save the numbers of every layer in one NumPy archive")
    MENU = "save"
    ORDER = 210
    ICON = "table"
    SUFFIX = ".npz"
    FILTER = QT_TRANSLATE_NOOP("Action", "NumPy archive")

    def _write(self) -> saving.Write:
        return partial(engine.export.save_npz, saving.archive(self.session.activations))


class SaveStatistics(_SaveResult):
    """Least, greatest, mean and so on, of each layer and map."""

    TEXT = QT_TRANSLATE_NOOP("Action", "St&atistics…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save a table of the statistics of each layer and map")
    MENU = "save"
    ORDER = 220
    ICON = "table"
    SUFFIX = ".csv"
    FILTER = QT_TRANSLATE_NOOP("Action", "Table, comma-separated")

    def _name(self) -> str:
        return f"{super()._name()}_statistics"

    def _write(self) -> saving.Write:
        return saving.statistics_writer(self.session)


class SaveReport(_SaveResult):
    """One file with everything, for people who do not have Convolens."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Report…")
    TIP = QT_TRANSLATE_NOOP(
        "Action", "Save picture, predictions, layers and settings as one HTML page"
    )
    MENU = "save"
    ORDER = 310
    SHORTCUT = "Ctrl+Shift+R"
    ICON = "info"
    SUFFIX = ".html"
    FILTER = QT_TRANSLATE_NOOP("Action", "HTML page")

    def _name(self) -> str:
        return f"{super()._name()}_report"

    def _write(self) -> saving.Write:
        return saving.report_writer(self.session)


class CopyMap(Action):
    """Put the marked map onto the clipboard, with its colour bar."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Copy this &map")
    TIP = QT_TRANSLATE_NOOP("Action", "Copy the marked map as a picture, with its colour bar")
    MENU = "edit"
    ORDER = 230
    ICON = "copy"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        for signal in (session.activations_changed, session.layer_changed, session.place_changed):
            signal.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(saving.marked_map(self.session) is not None)

    def run(self) -> None:
        """Copy it."""
        from gui.exports.map_export import map_with_colours
        from gui.qimage import to_qimage

        session = self.session
        picture = map_with_colours(
            session.activations, session.layer, session.place.channel, session.view
        )
        QGuiApplication.clipboard().setImage(to_qimage(picture))
        self.controller.hover(self.tr("Map copied"))
