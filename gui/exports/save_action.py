"""An action that asks for a file, and lets the worker write it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QFileDialog

from gui.action import Action
from gui.exports import saving
from gui.words import wording


class SaveAction(Action):
    """A subclass says what is written, and what the file is called."""

    SUFFIX: ClassVar[str] = ""
    FILTER: ClassVar[str] = ""

    def _name(self) -> str:
        """Return the name that is proposed, without suffix; it may begin with a folder."""
        raise NotImplementedError

    def _write(self) -> saving.Write:
        """Return what writes the file."""
        raise NotImplementedError

    def run(self) -> None:
        """Ask where to, and save."""
        # Taken first: a live drawing may go on while the dialog is open.
        write = self._write()
        title = wording.plain(self.text())
        path, _ = QFileDialog.getSaveFileName(
            self.window(),
            self.tr("Save: {0}").format(title),
            f"{self._name()}{self.SUFFIX}",
            f"{self.translated(self.FILTER)} (*{self.SUFFIX})",
        )
        if path:
            whole = path if path.lower().endswith(self.SUFFIX) else f"{path}{self.SUFFIX}"
            self.controller.save(write, whole)
