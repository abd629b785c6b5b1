"""Make a program that opens straight into the model at hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtWidgets import QFileDialog

import resources
from gui.action import Action
from gui.controller import Controller
from gui.session import Session
from gui.words import recipe_text

if TYPE_CHECKING:
    import engine
    from gui.widgets.program_sheet import ProgramSheet


class MakeProgram(Action):
    """What `convolens pack` does, with labels and preprocessing as they are in use."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Make a &program from this model…")
    TIP = QT_TRANSLATE_NOOP("Action", "Make a program for others that opens straight into it")
    MENU = "file"
    ORDER = 130

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.sheet: ProgramSheet | None = None
        self.setVisible(resources.PACK is None)
        session.model_changed.connect(self._on_model_changed)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        model = self.session.model
        self.setEnabled(model is not None and model.path is not None)

    def run(self) -> None:
        """Ask what it shall be."""
        from gui.pack.assemble import default_base
        from gui.pack.build import reason_against
        from gui.widgets.program_sheet import ProgramSheet

        model = self.session.model
        if model is None:
            return
        a_program = default_base() is not None
        base_needed = not a_program and bool(reason_against())
        origin = ""
        if a_program:
            origin = self.tr("It becomes a copy of this program.")
        elif base_needed:
            origin = self.tr(
                "It becomes a copy of a released Convolens program: choose that below."
            )
        notes = self._notes(model, origin)
        self.sheet = ProgramSheet(model.name, notes, base_needed=base_needed, parent=self.window())
        self.sheet.accepted.connect(self._on_accepted)
        self.sheet.finished.connect(self.sheet.deleteLater)
        self.sheet.open()

    def _notes(self, model: engine.Model, origin: str) -> list[str]:
        """Return what the person should know before, a paragraph each."""
        notes = [
            self.tr("%n labels", "", len(model.labels))
            + f" · {recipe_text.described(model.preprocess)}"
        ]
        if model.preprocess.assumed:
            notes.append(
                self.tr(
                    "How pictures are prepared for it is assumed. Try it with some whose answer "
                    "you know before you give it away: a network that gets them otherwise than in "
                    "training is often wrong and sure of it."
                )
            )
        if origin:
            limits = self.tr(
                "In Explorer the copy keeps the icon and the properties of that program, and "
                "if that is signed, the signature does not hold for it."
            )
            notes.append(f"{origin} {limits}")
        return notes

    def _on_accepted(self) -> None:
        from gui.pack.contents import PackingError, Wish, file_name, samples_in

        sheet, model = self.sheet, self.session.model
        if sheet is None or model is None:
            return
        try:
            samples = samples_in(sheet.samples.path) if sheet.samples.path else ()
        except PackingError as error:
            self.controller.report(error)
            return
        wish = Wish(model, sheet.name.text(), sheet.icon.path, samples, sheet.about.path)
        suggestion = file_name(wish.title) + (".exe" if sys.platform == "win32" else "")
        one_folder = sheet.folder.isChecked()
        out, _ = QFileDialog.getSaveFileName(
            self.window(),
            self.tr("Where shall the program be?"),
            file_name(wish.title) if one_folder else suggestion,
        )
        if out:
            self.controller.make_program(
                wish, Path(out), base=sheet.base.path, one_folder=one_folder
            )
